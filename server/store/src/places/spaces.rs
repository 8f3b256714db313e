//! Spaces: made hidden, described, shown, and hidden again. None is deleted: what was booked in it has happened there.

use domain::{
    access::{Act, Actor, may},
    booking::BookingState,
    desk::{KeptSpace, SpaceToMake},
    id::SiteId,
    place::{MOST_UNITS, PlaceFault, PlaceRefusal, SpaceFields},
    rulebook::RuleBook,
    space::{Layout, LayoutSeats},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{Outcome, SOURCE, describes, known, premises, sites, space_ref, things};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, Json, occurrence, site, small, space, space_unit},
    error::refuse,
    intake::{NewSpace, Taken, Units},
};

impl Store {
    pub(super) async fn space_described(&self, by: &Actor, of: (&str, &str)) -> Result<Option<KeptSpace>, DbErr> {
        let Some((house, row)) = named(&self.db, of).await? else { return Ok(None) };
        if !describes(by, premises(&row)) {
            return Ok(None);
        }
        let units = space_unit::Entity::find().filter(space_unit::Column::SpaceId.eq(row.id)).count(&self.db).await?;
        let standing = [BookingState::Requested, BookingState::Confirmed].map(Code);
        let to_come = occurrence::Entity::find()
            .filter(occurrence::Column::SpaceId.eq(row.id))
            .filter(occurrence::Column::State.is_in(standing))
            .filter(occurrence::Column::EndsAt.gt(self.now()))
            .count(&self.db)
            .await?;
        Ok(Some(KeptSpace {
            space: space_ref(&row, &house),
            fields: said(&row),
            version: row.version,
            hidden: row.hidden,
            units: u16::try_from(units).unwrap_or(u16::MAX),
            pool: row.pool,
            to_come,
            things: things(&self.db).await?,
        }))
    }

    pub(super) async fn make_space_once(&self, by: &Actor, new: &SpaceToMake) -> Outcome<String> {
        if may(by, Act::AdministerPlatform).is_err() {
            return refuse(PlaceRefusal::NotFound);
        }
        let Some(house) = sites::named(&self.db, &new.site).await? else { return refuse(PlaceRefusal::NotFound) };
        let fields = self.settled_space(&new.fields, new.units).await?;
        let mut intake = self.intake_alone(SOURCE).await?;
        let made = NewSpace {
            site: SiteId(house.id),
            slug: String::new(),
            name: fields.name,
            kind: fields.kind,
            summary: fields.summary,
            description: fields.description,
            layouts: fields.layouts,
            equipment: fields.equipment,
            access: fields.access,
            rules: RuleBook::default(),
            units: if new.units > 1 { Units::Pool(new.units) } else { Units::Own },
            plan: None,
            area: fields.area,
        };
        let taken = intake.space(&new.request.to_string(), made).await?;
        if let Taken::New(id) = taken {
            intake.hide(id, fields.contact).await?;
            intake.write_down(by, "space-made", Thing::Space, id.0).await?;
        }
        intake.commit().await?;
        let row = space::Entity::find_by_id(taken.id().0).one(&self.db).await?;
        Ok(row.map(|row| row.slug).ok_or_else(|| DbErr::RecordNotFound(taken.id().to_string()))?)
    }

    pub(super) async fn describe_space_once(
        &self,
        by: &Actor,
        of: (&str, &str),
        version: i32,
        fields: &SpaceFields,
    ) -> Outcome<()> {
        let now = self.now();
        let judged = self.settled_space(fields, 1).await;
        let tx = self.begin_write().await?;
        let row = locked(&*tx, by, of).await?;
        let new = judged?;
        let before = said(&row);
        if before == new {
            return Ok(());
        }
        if row.version != version {
            return refuse(PlaceRefusal::ChangedMeanwhile);
        }
        let (id, rules_version) = (row.id, row.rules_version);
        let seats = (before.layouts != new.layouts).then(|| json!({ "before": before.layouts, "after": new.layouts }));
        let mut row = row.into_active_model();
        row.name = Set(Json(new.name));
        row.kind = Set(Code(new.kind));
        row.summary = Set(Json(new.summary));
        row.description = Set(Json(new.description));
        row.area = Set(new.area.map(i32::from));
        row.layouts = Set(Json(new.layouts));
        row.equipment = Set(Json(new.equipment));
        row.access = Set(new.access.map(Json));
        row.contact = Set(new.contact.map(Json));
        row.version = Set(version + 1);
        if seats.is_some() {
            // Whoever has the layouts open on the page of the rules reads that they are others now.
            row.rules_version = Set(rules_version + 1);
        }
        row.update(&*tx).await?;
        audit::write(&*tx, by, "described", Thing::Space, id, json!({ "version": version + 1 }), now).await?;
        if let Some(seats) = seats {
            audit::write(&*tx, by, "layouts-changed", Thing::Space, id, seats, now).await?;
        }
        Ok(tx.commit().await?)
    }

    pub(super) async fn hide_space_once(&self, by: &Actor, of: (&str, &str), hidden: bool) -> Outcome<()> {
        let tx = self.begin_write().await?;
        let row = locked(&*tx, by, of).await?;
        if row.hidden == hidden {
            return Ok(());
        }
        let id = row.id;
        let mut row = row.into_active_model();
        row.hidden = Set(hidden);
        row.update(&*tx).await?;
        let act = if hidden { "space-hidden" } else { "space-shown" };
        audit::write(&*tx, by, act, Thing::Space, id, json!({}), self.now()).await?;
        Ok(tx.commit().await?)
    }

    /// The fields as they are kept; what stands there is something the house knows.
    async fn settled_space(&self, fields: &SpaceFields, units: u16) -> Outcome<SpaceFields> {
        let known = known(&self.db).await?;
        let strange = fields.equipment.iter().any(|(key, count)| *count > 0 && !known.contains(key));
        let judged = fields.settled();
        if let (Ok(settled), false, true) = (&judged, strange, (1..=MOST_UNITS).contains(&units)) {
            return Ok(SpaceFields { layouts: in_order(&settled.layouts), ..settled.clone() });
        }
        let mut wrong = judged.err().unwrap_or_default();
        wrong.extend(strange.then_some(PlaceFault::Equipment));
        wrong.extend((!(1..=MOST_UNITS).contains(&units)).then_some(PlaceFault::Units));
        wrong.sort_unstable();
        wrong.dedup();
        refuse(PlaceRefusal::Fields(wrong))
    }
}

/// A space by the parts of the addresses of its site and of itself.
async fn named(
    db: &impl ConnectionTrait,
    (house, room): (&str, &str),
) -> Result<Option<(site::Model, space::Model)>, DbErr> {
    let Some(house) = sites::named(db, house).await? else { return Ok(None) };
    let row = space::Entity::find()
        .filter(space::Column::Slug.eq(room))
        .filter(space::Column::SiteId.eq(house.id))
        .one(db)
        .await?;
    Ok(row.map(|row| (house, row)))
}

/// The same, locked, for somebody who may describe it.
async fn locked(db: &impl ConnectionTrait, by: &Actor, of: (&str, &str)) -> Outcome<space::Model> {
    let Some((_, row)) = named(db, of).await? else { return refuse(PlaceRefusal::NotFound) };
    match lock(db, row.id).await?.filter(|row| describes(by, premises(row))) {
        Some(row) => Ok(row),
        None => refuse(PlaceRefusal::NotFound),
    }
}

async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<space::Model>, DbErr> {
    space::Entity::find_by_id(id).lock_exclusive().one(db).await
}

fn said(row: &space::Model) -> SpaceFields {
    SpaceFields {
        name: row.name.0.clone(),
        kind: row.kind.0,
        summary: row.summary.0.clone(),
        description: row.description.0.clone(),
        area: row.area.map(small),
        layouts: in_order(&row.layouts.0),
        equipment: row.equipment.0.clone(),
        access: row.access.clone().map(|access| access.0),
        contact: row.contact.clone().map(|contact| contact.0),
    }
}

/// Layouts in the order people expect.
fn in_order(layouts: &[LayoutSeats]) -> Vec<LayoutSeats> {
    let mut layouts = layouts.to_vec();
    layouts.sort_by_key(|offer| Layout::ALL.iter().position(|layout| *layout == offer.layout));
    layouts
}
