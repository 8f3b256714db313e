//! The rules of sites and spaces, as their keepers write them down.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Premises, may},
    booking::BookingState,
    desk::{NewRules, RulesRefusal, RulesView, UnfitDate},
    id::{BookingId, SiteId, SpaceId},
    rulebook::{FaultCause, RuleBook, RuleFault, RuleField, SpaceRules, Who},
    rules::{Standing, Wish, broken_rules},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    bookings::{alternatives::Terms, dated::Dated, read},
    entity::{Code, Json, booking, occurrence, site, small, space},
    error::{Stop, refuse},
    groups,
    rooms::{self, Room, Which},
};

/// So many bookings that do not fit are listed: a keeper sees what it is about long before.
const MOST: usize = 200;

/// So many dates are read at once.
const AT_ONCE: u64 = 500;

/// A date that breaks the rules of its space.
fn misfit(
    room: &Room,
    of: &booking::Model,
    date: occurrence::Model,
    now: DateTime<Utc>,
) -> Result<Option<UnfitDate>, DbErr> {
    let wish = Wish {
        when: read::when(room.zone, &date)?,
        people: small(date.people.unwrap_or(of.people)),
        layout: date.layout(of),
        units: room.wished_units(small(date.units.unwrap_or(of.units))),
    };
    let dated = Dated { terms: Terms::Standing, ..Dated::new(room, wish) }.used_for(date.use_kind(of));
    let broken = broken_rules(&wish, &dated.rules(), &room.view.layouts, Standing::Keeper, now);
    Ok((!broken.is_empty()).then(|| UnfitDate {
        booking: BookingId(of.id),
        title: date.title.unwrap_or_else(|| of.title.clone()),
        space: room.view.space.clone(),
        when: wish.when,
        broken,
    }))
}

impl Store {
    pub(crate) async fn rules_view(
        &self,
        by: &Actor,
        site: &str,
        space: Option<&str>,
    ) -> Result<Option<RulesView>, DbErr> {
        let Some(house) = site::Entity::find().filter(site::Column::Slug.eq(site)).one(&self.db).await? else {
            return Ok(None);
        };
        let houses = rooms::load(&self.db, Which::Site(site)).await?;
        let here: Vec<&Room> =
            houses.rooms.iter().filter(|room| space.is_none_or(|slug| room.view.space.slug == slug)).collect();
        let premises = match (space, here.first()) {
            (None, _) => SiteId(house.id).into(),
            (Some(_), Some(room)) => room.premises(),
            (Some(_), None) => return Ok(None),
        };
        if may(by, Act::Keep(premises)).is_err() {
            return Ok(None);
        }
        let reference = rooms::site_ref(&house);
        let groups = groups::of_site(&self.db, house.id).await?;
        let school_calendar = house.school_calendar.0;
        let view = match space {
            None => RulesView {
                site: reference,
                space: None,
                own: house.rules.0,
                inherited: SpaceRules { school_calendar, ..SpaceRules::default() },
                version: house.rules_version,
                groups,
                layouts: Vec::new(),
                unfit: Vec::new(),
            },
            Some(_) => {
                let Some(room) = here.first() else { return Ok(None) };
                let Some(row) = space::Entity::find_by_id(room.id()).one(&self.db).await? else { return Ok(None) };
                RulesView {
                    site: reference,
                    space: Some(room.view.space.clone()),
                    own: row.rules.0,
                    inherited: SpaceRules { school_calendar, ..house.rules.0.into() },
                    version: row.rules_version,
                    groups,
                    layouts: row.layouts.0,
                    unfit: Vec::new(),
                }
            }
        };
        Ok(Some(RulesView { unfit: self.unfit(&here).await?, ..view }))
    }

    /// What is booked in some spaces from now on and breaks their rules. What depends on who booked, and how long ago,
    /// is settled.
    async fn unfit(&self, rooms: &[&Room]) -> Result<Vec<UnfitDate>, DbErr> {
        let now = self.now();
        let standing = [BookingState::Requested, BookingState::Confirmed].map(Code);
        let to_come = occurrence::Entity::find()
            .filter(occurrence::Column::SpaceId.is_in(rooms.iter().map(|room| room.id())))
            .filter(occurrence::Column::State.is_in(standing))
            .order_by_asc(occurrence::Column::StartsAt)
            .order_by_asc(occurrence::Column::Id)
            .limit(AT_ONCE);
        let mut unfit = Vec::new();
        let mut after = (now, Uuid::max());
        // However many there are to come, few of them do not fit.
        loop {
            let same_start = Condition::all().add(occurrence::Column::StartsAt.eq(after.0));
            let later = Condition::any()
                .add(occurrence::Column::StartsAt.gt(after.0))
                .add(same_start.add(occurrence::Column::Id.gt(after.1)));
            let dates = to_come.clone().filter(later).all(&self.db).await?;
            let Some(last) = dates.last() else { return Ok(unfit) };
            after = (last.starts_at, last.id);
            let ids = dates.iter().map(|date| date.booking_id);
            let bookings = booking::Entity::find().filter(booking::Column::Id.is_in(ids)).all(&self.db).await?;
            let bookings: HashMap<Uuid, booking::Model> = bookings.into_iter().map(|row| (row.id, row)).collect();
            for date in dates {
                let room = rooms.iter().find(|room| room.id() == date.space_id);
                let (Some(of), Some(room)) = (bookings.get(&date.booking_id), room) else { continue };
                unfit.extend(misfit(room, of, date, now)?);
                if unfit.len() == MOST {
                    return Ok(unfit);
                }
            }
        }
    }

    pub(crate) async fn write_rules(&self, by: &Actor, new: &NewRules) -> Result<(), Stop<RulesRefusal>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        // Whoever writes rules of one house waits here for the one before her: a space is judged with its site.
        let house = site::Entity::find().filter(site::Column::Slug.eq(&new.site)).lock_exclusive().one(&*tx).await?;
        let Some(house) = house else { return refuse(RulesRefusal::NotFound) };
        match &new.space {
            None if may(by, Act::Keep(SiteId(house.id).into())).is_err() => return refuse(RulesRefusal::NotFound),
            None => {
                let calendar = new.school_calendar.as_ref().unwrap_or(&house.school_calendar.0);
                if (&house.rules.0, &house.school_calendar.0) == (&new.book, calendar) {
                    return Ok(());
                }
                still_the_same(house.rules_version, new.version)?;
                faultless(&new.book)?;
                of_this_house(&*tx, house.id, &new.book).await?;
                goes_with_spaces(&*tx, house.id, &new.book).await?;
                let detail = json!({ "before": house.rules.0, "after": new.book });
                let (id, version, calendar) = (house.id, house.rules_version, calendar.clone());
                let mut row = house.into_active_model();
                row.rules = Set(Json(new.book.clone()));
                row.school_calendar = Set(Json(calendar));
                row.rules_version = Set(version + 1);
                row.update(&*tx).await?;
                audit::write(&*tx, by, "rules-changed", Thing::Site, id, detail, now).await?;
            }
            Some(slug) => {
                let found = space::Entity::find()
                    .filter(space::Column::Slug.eq(slug))
                    .filter(space::Column::SiteId.eq(house.id))
                    .lock_exclusive()
                    .one(&*tx)
                    .await?;
                let hers =
                    |row: &space::Model| may(by, Act::Keep(Premises::space(SiteId(house.id), SpaceId(row.id)))).is_ok();
                let Some(row) = found.filter(hers) else { return refuse(RulesRefusal::NotFound) };
                if row.rules.0 == new.book {
                    return Ok(());
                }
                still_the_same(row.rules_version, new.version)?;
                faultless(&new.book.over(&house.rules.0))?;
                of_this_house(&*tx, house.id, &new.book).await?;
                let detail = json!({ "before": row.rules.0, "after": new.book });
                let (id, version) = (row.id, row.rules_version);
                let mut row = row.into_active_model();
                row.rules = Set(Json(new.book.clone()));
                row.rules_version = Set(version + 1);
                row.update(&*tx).await?;
                audit::write(&*tx, by, "rules-changed", Thing::Space, id, detail, now).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}

/// Refuses a site's book that cannot be meant together with that of one of its spaces.
async fn goes_with_spaces(db: &impl ConnectionTrait, site: Uuid, book: &RuleBook) -> Result<(), Stop<RulesRefusal>> {
    let spaces = space::Entity::find().filter(space::Column::SiteId.eq(site)).all(db).await?;
    let fault = spaces.iter().find_map(|row| Some((row.id, row.rules.0.over(book).faults().into_iter().next()?)));
    let Some((id, fault)) = fault else { return Ok(()) };
    match rooms::load(db, Which::SitesOf(&[id])).await?.room_of(id) {
        Some(room) => refuse(RulesRefusal::Space(Box::new(room.view.space.clone()), fault)),
        None => refuse(RulesRefusal::NotFound),
    }
}

/// Refuses a book about groups the site does not have: dissolved meanwhile, or another house's.
async fn of_this_house(db: &impl ConnectionTrait, site: Uuid, book: &RuleBook) -> Result<(), Stop<RulesRefusal>> {
    if book.groups().next().is_none() {
        return Ok(());
    }
    let known = groups::of_site(db, site).await?;
    let strange = |who: &Who| matches!(who, Who::Group(id) if known.iter().all(|group| group.id != *id));
    let entry = book.admission.iter().flatten().position(|rule| strange(&rule.who));
    let Some(entry) = entry else { return Ok(()) };
    let fault = RuleFault { field: RuleField::Admission, entry: Some(entry), cause: FaultCause::Nobody };
    refuse(RulesRefusal::Faults(vec![fault]))
}

fn still_the_same(now: i32, seen: i32) -> Result<(), Stop<RulesRefusal>> {
    if now == seen { Ok(()) } else { refuse(RulesRefusal::ChangedMeanwhile) }
}

fn faultless(book: &RuleBook) -> Result<(), Stop<RulesRefusal>> {
    let faults = book.faults();
    if faults.is_empty() { Ok(()) } else { refuse(RulesRefusal::Faults(faults)) }
}
