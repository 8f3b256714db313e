//! Sites: made by the region, described by it and by those who keep all of one.

use chrono_tz::Tz;
use domain::{
    access::{Act, Actor, may},
    desk::KeptSite,
    id::{RequestId, SiteId},
    place::{PlaceFault, PlaceRefusal, SiteFields},
    rulebook::RuleBook,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{Outcome, SOURCE, describes, things};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, Json, site},
    error::refuse,
    intake::{NewSite, Taken},
    rooms::site_ref,
};

impl Store {
    pub(super) async fn site_described(&self, by: &Actor, slug: &str) -> Result<Option<KeptSite>, DbErr> {
        let row = named(&self.db, slug).await?.filter(|row| describes(by, SiteId(row.id).into()));
        let Some(row) = row else { return Ok(None) };
        Ok(Some(KeptSite {
            site: site_ref(&row),
            fields: said(&row),
            version: row.version,
            adds: may(by, Act::AdministerPlatform).is_ok(),
            things: things(&self.db).await?,
        }))
    }

    pub(super) async fn make_site_once(&self, by: &Actor, request: RequestId, fields: &SiteFields) -> Outcome<String> {
        if may(by, Act::AdministerPlatform).is_err() {
            return refuse(PlaceRefusal::NotFound);
        }
        let (fields, zone) = settled(fields)?;
        let mut intake = self.intake_alone(SOURCE).await?;
        let new = NewSite {
            slug: String::new(),
            name: fields.name,
            street: fields.street,
            postcode: fields.postcode,
            town: fields.town,
            zone: Some(zone),
            position: fields.position,
            summary: fields.summary,
            access: fields.access,
            contact: fields.contact,
            rules: RuleBook::default(),
            school_calendar: Vec::new(),
        };
        let taken = intake.site(&request.to_string(), new).await?;
        if let Taken::New(id) = taken {
            intake.write_down(by, "site-made", Thing::Site, id.0).await?;
        }
        intake.commit().await?;
        Ok(slug_of(&self.db, taken.id().0).await?)
    }

    pub(super) async fn describe_site_once(
        &self,
        by: &Actor,
        slug: &str,
        version: i32,
        fields: &SiteFields,
    ) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let row = site::Entity::find().filter(site::Column::Slug.eq(slug)).lock_exclusive().one(&*tx).await?;
        let Some(row) = row.filter(|row| describes(by, SiteId(row.id).into())) else {
            return refuse(PlaceRefusal::NotFound);
        };
        let (new, zone) = settled(fields)?;
        // Another clock would move what is booked on it.
        if zone != row.zone.0 {
            return refuse(PlaceRefusal::Fields(vec![PlaceFault::Zone]));
        }
        if said(&row) == new {
            return Ok(());
        }
        if row.version != version {
            return refuse(PlaceRefusal::ChangedMeanwhile);
        }
        let id = row.id;
        let mut row = row.into_active_model();
        row.name = Set(new.name);
        row.street = Set(new.street);
        row.postcode = Set(new.postcode);
        row.town = Set(new.town);
        row.latitude = Set(new.position.map(|(latitude, _)| latitude));
        row.longitude = Set(new.position.map(|(_, longitude)| longitude));
        row.summary = Set(Json(new.summary));
        row.access = Set(Json(new.access));
        row.contact = Set(Json(new.contact));
        row.version = Set(version + 1);
        row.update(&*tx).await?;
        audit::write(&*tx, by, "described", Thing::Site, id, json!({ "version": version + 1 }), now).await?;
        Ok(tx.commit().await?)
    }
}

/// The fields as they are kept, and the zone they name.
fn settled(fields: &SiteFields) -> Outcome<(SiteFields, Tz)> {
    let zone = fields.zone.trim().parse::<Tz>();
    match (fields.settled(), zone) {
        (Ok(fields), Ok(zone)) => Ok((fields, zone)),
        (judged, zone) => {
            let mut wrong = judged.err().unwrap_or_default();
            wrong.extend(zone.is_err().then_some(PlaceFault::Zone));
            wrong.sort_unstable();
            refuse(PlaceRefusal::Fields(wrong))
        }
    }
}

fn said(row: &site::Model) -> SiteFields {
    let Code(zone) = row.zone;
    SiteFields {
        name: row.name.clone(),
        street: row.street.clone(),
        postcode: row.postcode.clone(),
        town: row.town.clone(),
        zone: zone.name().to_owned(),
        position: row.latitude.zip(row.longitude),
        summary: row.summary.0.clone(),
        access: row.access.0.clone(),
        contact: row.contact.0.clone(),
    }
}

/// A site by its part of an address.
pub(super) async fn named(db: &impl ConnectionTrait, slug: &str) -> Result<Option<site::Model>, DbErr> {
    site::Entity::find().filter(site::Column::Slug.eq(slug)).one(db).await
}

async fn slug_of(db: &impl ConnectionTrait, id: Uuid) -> Result<String, DbErr> {
    let row = site::Entity::find_by_id(id).one(db).await?;
    row.map(|row| row.slug).ok_or_else(|| DbErr::RecordNotFound(id.to_string()))
}
