//! Taking in what exists elsewhere: sites, spaces, bookings, events, by their names over there.
//!
//! An [`Intake`] is one transaction. What was taken in before is known again by source and key, and left as it is: a
//! second run changes nothing. What is taken in has already happened or been agreed: the rules it breaks are told, and keep
//! nothing out; that no unit is taken twice (I1) is never lifted.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::{
    access::Actor,
    id::SpaceId,
    slot::{LocalSpan, Slot, When},
    text::slug,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store, audit, chance,
    entity::{imported, setting},
    error::{refused_row, unavailable},
    rooms::{Houses, Which, load},
    tx::WriteTx,
    words::RESERVED,
    zone,
};

mod bookings;
mod events;
mod people;
mod pools;
mod questions;
mod spaces;

pub use bookings::NewUse;
pub use events::{NewAnnouncement, NewPart};
pub use people::{NewHolder, NewPerson};
pub use spaces::{NewSite, NewSpace, Units};

/// Whether something was taken in now or known before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken<T> {
    /// It is new.
    New(T),
    /// An earlier run took it in.
    Known(T),
}

impl<T> Taken<T> {
    /// What it is here.
    pub fn id(self) -> T {
        match self {
            Self::New(id) | Self::Known(id) => id,
        }
    }

    /// True when it was taken in now.
    pub const fn is_new(&self) -> bool {
        matches!(self, Self::New(_))
    }
}

/// Why one thing could not be taken in. The rest still can.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The time is taken by something else.
    #[error("the space is taken")]
    Clash(Vec<When>),
    /// It ends when or before it starts, or falls into the hour the clocks skip.
    #[error("there is no such time")]
    Time,
    /// What it refers to was not taken in.
    #[error("there is no {kind} {key:?}")]
    Missing {
        /// What kind of thing.
        kind: &'static str,
        /// Its name over there.
        key: String,
    },
    /// The database takes no such row.
    #[error("the database refuses it: {0}")]
    Refused(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Failed(DbErr),
}

impl From<DbErr> for IntakeError {
    fn from(err: DbErr) -> Self {
        refused_row(&err).map_or(Self::Failed(err), Self::Refused)
    }
}

/// When something is, as its source says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// By the clock on the wall of its site.
    Local(LocalSpan),
    /// As instants.
    Instants(Slot),
}

impl Time {
    fn when(self, zone: Tz) -> Option<When> {
        match self {
            Self::Local(span) => zone::meant(zone, span),
            Self::Instants(slot) => Some(zone::when(zone, slot)),
        }
    }
}

/// One run that takes things in: one transaction.
pub struct Intake {
    tx: WriteTx,
    source: String,
    now: DateTime<Utc>,
    zone: Tz,
    /// What this source brought before, by kind and key.
    known: HashMap<(String, String), Uuid>,
    /// Every site and space; read again after one was added.
    houses: Option<Houses>,
    /// The parts of addresses that are given away, by table; read when the first of a table is looked for.
    slugs: HashMap<&'static str, HashSet<String>>,
}

impl Store {
    /// Begins a run. `source` names where things come from, for every later run: a file, a system.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn intake(&self, source: &str) -> Result<Intake, IntakeError> {
        let tx = self.begin_write().await?;
        self.intake_in(tx, source).await
    }

    /// The same for something that is made on a page, one after the other: a form that is sent twice at once makes one.
    pub(crate) async fn intake_alone(&self, source: &str) -> Result<Intake, IntakeError> {
        let tx = self.begin_write().await?;
        setting::Entity::find().order_by_asc(setting::Column::Key).lock_exclusive().all(&*tx).await?;
        self.intake_in(tx, source).await
    }

    async fn intake_in(&self, tx: WriteTx, source: &str) -> Result<Intake, IntakeError> {
        let known = imported::Entity::find().filter(imported::Column::Source.eq(source)).all(&*tx).await?;
        let known = known.into_iter().map(|row| ((row.kind, row.key), row.id)).collect();
        Ok(Intake {
            tx,
            source: source.to_owned(),
            now: self.now(),
            zone: self.zone(),
            known,
            houses: None,
            slugs: HashMap::new(),
        })
    }

    /// True when there is no site yet: a new installation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_empty(&self) -> Result<bool, domain::desk::Unavailable> {
        let site = crate::entity::site::Entity::find().one(self.connection()).await.map_err(unavailable)?;
        Ok(site.is_none())
    }
}

impl Intake {
    /// Makes it last.
    ///
    /// # Errors
    /// When the database fails; then nothing of the run remains.
    pub async fn commit(self) -> Result<(), IntakeError> {
        Ok(self.tx.commit().await?)
    }

    /// Writes down that somebody did this.
    pub(crate) async fn write_down(
        &self,
        by: &Actor,
        act: &str,
        thing: audit::Thing,
        id: Uuid,
    ) -> Result<(), IntakeError> {
        Ok(audit::write(&*self.tx, by, act, thing, id, json!({ "from": self.source }), self.now).await?)
    }

    /// The region's zone.
    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// What an earlier or this run took in under this key.
    fn known(&self, kind: &str, key: &str) -> Option<Uuid> {
        self.known.get(&(kind.to_owned(), key.to_owned())).copied()
    }

    /// The space a source calls `key`.
    #[must_use]
    pub fn space_called(&self, key: &str) -> Option<SpaceId> {
        self.known("space", key).map(SpaceId)
    }

    /// Notes what `key` is here.
    async fn note(&mut self, kind: &str, key: &str, id: Uuid) -> Result<(), DbErr> {
        let row = imported::ActiveModel {
            source: Set(self.source.clone()),
            kind: Set(kind.to_owned()),
            key: Set(key.to_owned()),
            id: Set(id),
        };
        imported::Entity::insert(row).exec_without_returning(&*self.tx).await?;
        self.known.insert((kind.to_owned(), key.to_owned()), id);
        Ok(())
    }

    fn new_id(&self) -> Uuid {
        chance::id(self.now)
    }

    async fn houses(&mut self) -> Result<&Houses, DbErr> {
        if self.houses.is_none() {
            self.houses = Some(load(&*self.tx, Which::All).await?);
        }
        Ok(self.houses.get_or_insert_default())
    }

    /// The first of `title`, `title-2`, `title-3` … that nothing in the table of this column has. Given away with it.
    async fn free_slug<E>(&mut self, column: E::Column, title: &str) -> Result<String, DbErr>
    where
        E: EntityTrait,
    {
        let table = E::default().table_name();
        if !self.slugs.contains_key(table) {
            let taken: Vec<String> = E::find().select_only().column(column).into_tuple().all(&*self.tx).await?;
            self.slugs.insert(table, taken.into_iter().chain(RESERVED.map(str::to_owned)).collect());
        }
        let taken = self.slugs.entry(table).or_default();
        let base = Some(slug(title)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "x".to_owned());
        let mut slug = base.clone();
        let mut number = 2;
        while !taken.insert(slug.clone()) {
            slug = format!("{base}-{number}");
            number += 1;
        }
        Ok(slug)
    }
}
