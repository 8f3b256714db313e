//! Sites, their spaces, and the units behind them.

use std::collections::BTreeMap;

use domain::{
    hours::SchoolHoliday,
    id::{PoolId, SiteId, SpaceId},
    rulebook::RuleBook,
    space::{AccessFacts, Contact, LayoutSeats, PlanRect, SpaceKind},
    text::Localised,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, TransactionTrait,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{Intake, IntakeError, Taken};
use crate::{
    entity::{Code, Json, equipment, site, space, space_unit, topic, unit},
    equipment::lend,
};

/// A site to take in.
#[derive(Clone, Debug)]
pub struct NewSite {
    /// The wished part of an address; empty: from the name.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub town: String,
    /// Its zone; `None`: the region's.
    pub zone: Option<chrono_tz::Tz>,
    /// Latitude and longitude, WGS 84.
    pub position: Option<(f64, f64)>,
    /// What it is.
    pub summary: Localised,
    /// How one gets in.
    pub access: AccessFacts,
    /// Whom to ask.
    pub contact: Contact,
    /// What holds for all of its spaces that say nothing else.
    pub rules: RuleBook,
    /// The school holidays there.
    pub school_calendar: Vec<SchoolHoliday>,
}

/// What a space covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Units {
    /// One unit of its own.
    Own,
    /// So many, of which a booking takes some.
    Pool(u16),
    /// Everything these spaces of the same source cover, by key.
    Parts(Vec<String>),
}

/// A space to take in.
#[derive(Clone, Debug)]
pub struct NewSpace {
    /// Where it is.
    pub site: SiteId,
    /// The wished part of an address; empty: from the name.
    pub slug: String,
    /// Its name.
    pub name: Localised,
    /// Its kind.
    pub kind: SpaceKind,
    /// What it is good for.
    pub summary: Localised,
    /// More about it.
    pub description: Localised,
    /// How the furniture can stand.
    pub layouts: Vec<LayoutSeats>,
    /// What is there: key and number.
    pub equipment: BTreeMap<String, u16>,
    /// How one gets in; `None`: as into the site.
    pub access: Option<AccessFacts>,
    /// What differs from the site's rules.
    pub rules: RuleBook,
    /// What it covers.
    pub units: Units,
    /// Where it lies on the site's plan.
    pub plan: Option<PlanRect>,
    /// Square metres.
    pub area: Option<u16>,
}

impl Intake {
    /// Makes a kind of equipment known; its name is renewed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn equipment(&mut self, key: &str, name: Localised) -> Result<(), IntakeError> {
        let row = equipment::ActiveModel { key: Set(key.to_owned()), name: Set(Json(name)) };
        let renew = OnConflict::column(equipment::Column::Key).update_column(equipment::Column::Name).to_owned();
        equipment::Entity::insert(row).on_conflict(renew).exec_without_returning(&*self.tx).await?;
        Ok(())
    }

    /// Takes in a pool of equipment that a site lends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pool(
        &mut self,
        site: SiteId,
        key: &str,
        name: Localised,
        count: u16,
    ) -> Result<Taken<PoolId>, IntakeError> {
        let called = format!("{site} {key}");
        if let Some(id) = self.known("pool", &called) {
            return Ok(Taken::Known(PoolId(id)));
        }
        let id = lend(&*self.tx, site, key, name, count, self.now).await?;
        self.houses = None;
        self.note("pool", &called, id.0).await?;
        Ok(Taken::New(id))
    }

    /// Makes a subject of events known; its name is renewed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn topic(&mut self, slug: &str, name: Localised) -> Result<(), IntakeError> {
        let (retired, version) = (Set(false), Set(1));
        let row = topic::ActiveModel { slug: Set(slug.to_owned()), name: Set(Json(name)), retired, version };
        let renew = OnConflict::column(topic::Column::Slug).update_column(topic::Column::Name).to_owned();
        topic::Entity::insert(row).on_conflict(renew).exec_without_returning(&*self.tx).await?;
        Ok(())
    }

    /// Takes in a site.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn site(&mut self, key: &str, new: NewSite) -> Result<Taken<SiteId>, IntakeError> {
        if let Some(id) = self.known("site", key) {
            return Ok(Taken::Known(SiteId(id)));
        }
        let wished = if new.slug.is_empty() { &new.name } else { &new.slug };
        let slug = self.free_slug::<site::Entity>(site::Column::Slug, wished).await?;
        let id = self.new_id();
        let row = site::ActiveModel {
            id: Set(id),
            slug: Set(slug),
            name: Set(new.name),
            street: Set(new.street),
            postcode: Set(new.postcode),
            town: Set(new.town),
            zone: Set(Code(new.zone.unwrap_or(self.zone))),
            latitude: Set(new.position.map(|(latitude, _)| latitude)),
            longitude: Set(new.position.map(|(_, longitude)| longitude)),
            summary: Set(Json(new.summary)),
            access: Set(Json(new.access)),
            contact: Set(Json(new.contact)),
            rules: Set(Json(new.rules)),
            school_calendar: Set(Json(new.school_calendar)),
            rules_version: Set(1),
            version: Set(1),
        };
        // A savepoint, as for a space.
        let tx = self.tx.begin().await?;
        site::Entity::insert(row).exec_without_returning(&tx).await?;
        tx.commit().await?;
        self.houses = None;
        self.note("site", key, id).await?;
        Ok(Taken::New(SiteId(id)))
    }

    /// Takes in a space and its units; when it is refused only this one is left out. The parts of a composite one come
    /// first.
    ///
    /// # Errors
    /// When a part is missing, or the database refuses it or fails.
    pub async fn space(&mut self, key: &str, new: NewSpace) -> Result<Taken<SpaceId>, IntakeError> {
        if let Some(id) = self.known("space", key) {
            return Ok(Taken::Known(SpaceId(id)));
        }
        let wished = if new.slug.is_empty() { new.name.get("de") } else { &new.slug };
        let slug = self.free_slug::<space::Entity>(space::Column::Slug, wished).await?;
        let id = self.new_id();
        let row = space::ActiveModel {
            id: Set(id),
            site_id: Set(new.site.0),
            slug: Set(slug),
            kind: Set(Code(new.kind)),
            summary: Set(Json(new.summary)),
            description: Set(Json(new.description)),
            layouts: Set(Json(new.layouts)),
            equipment: Set(Json(new.equipment)),
            access: Set(new.access.map(Json)),
            contact: Set(None),
            rules: Set(Json(new.rules)),
            rules_version: Set(1),
            version: Set(1),
            hidden: Set(false),
            pool: Set(matches!(new.units, Units::Pool(_))),
            plan: Set(new.plan.map(Json)),
            area: Set(new.area.map(i32::from)),
            name: Set(Json(new.name.clone())),
        };
        // A savepoint: one space the database refuses leaves the others as they are.
        let tx = self.tx.begin().await?;
        space::Entity::insert(row).exec_without_returning(&tx).await?;
        let units = self.units(&tx, new.site, new.name.get("de"), &new.units).await?;
        let covers = units.into_iter().map(|unit| space_unit::ActiveModel { space_id: Set(id), unit_id: Set(unit) });
        space_unit::Entity::insert_many(covers).exec_without_returning(&tx).await?;
        tx.commit().await?;
        self.houses = None;
        self.note("space", key, id).await?;
        Ok(Taken::New(SpaceId(id)))
    }

    /// Hides a space that was just taken in, and says whom to ask of it.
    pub(crate) async fn hide(&self, id: SpaceId, contact: Option<Contact>) -> Result<(), IntakeError> {
        space::Entity::update_many()
            .col_expr(space::Column::Hidden, Expr::value(true))
            .col_expr(space::Column::Contact, Expr::value(contact.map(Json)))
            .filter(space::Column::Id.eq(id.0))
            .exec(&*self.tx)
            .await?;
        Ok(())
    }

    /// The units a new space covers, made where they are its own.
    async fn units(
        &self,
        db: &impl ConnectionTrait,
        site: SiteId,
        name: &str,
        units: &Units,
    ) -> Result<Vec<Uuid>, IntakeError> {
        let names = match units {
            Units::Own => vec![name.to_owned()],
            Units::Pool(count) => (1..=(*count).max(1)).map(|number| format!("{name} {number}")).collect(),
            Units::Parts(keys) => {
                let mut parts = Vec::with_capacity(keys.len());
                for key in keys {
                    let missing = || IntakeError::Missing { kind: "space", key: key.clone() };
                    parts.push(self.known("space", key).ok_or_else(missing)?);
                }
                let covered = space_unit::Entity::find()
                    .select_only()
                    .column(space_unit::Column::UnitId)
                    .filter(space_unit::Column::SpaceId.is_in(parts))
                    .distinct()
                    .into_tuple()
                    .all(db)
                    .await?;
                return Ok(covered);
            }
        };
        let rows: Vec<(Uuid, String)> = names.into_iter().map(|name| (self.new_id(), name)).collect();
        let ids = rows.iter().map(|(id, _)| *id).collect();
        let models =
            rows.into_iter().map(|(id, name)| unit::ActiveModel { id: Set(id), site_id: Set(site.0), name: Set(name) });
        unit::Entity::insert_many(models).exec_without_returning(db).await?;
        Ok(ids)
    }
}
