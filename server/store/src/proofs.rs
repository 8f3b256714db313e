//! What people have shown they can do, granted by the keepers of spaces that ask for it.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    access::{Act, Actor, Person, Premises, may},
    booking::BookingState,
    desk::{AskedProof, LostProof, NewProof, ProofLine, ProofRefusal, ProofUse, Proofs},
    id::{BookingId, SiteId, SpaceId},
    rulebook::Qualification,
    space::SiteRef,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Condition, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    bookings::{book::shortened, read::when},
    entity::{Code, account, booking, earned_proof, occurrence, proof, site, space},
    error::{Stop, refuse},
    rooms::{self, Room, Which},
    zone,
};

/// So many of somebody's dates are listed before a proof of hers is taken back.
const MOST_USES: u64 = 20;

/// Whose proof, where it counts, of what, until when, and whether it was earned.
type Shown = (Uuid, Option<Uuid>, String, Option<NaiveDate>, bool);

impl Store {
    pub(crate) async fn proofs_shown(&self, by: &Actor) -> Result<Option<Proofs>, DbErr> {
        let Some(person) = by.person().filter(|person| person.is_keeper()) else { return Ok(None) };
        let kept: Vec<Uuid> = person.sites().into_iter().map(|site| site.0).collect();
        let asked = self.asked_for(person).await?;
        let keys = || asked.iter().map(|asked| asked.of.key.as_str());
        let granted = proof::Entity::find()
            .filter(proof::Column::SiteId.is_in(kept.iter().copied()))
            .filter(proof::Column::Key.is_in(keys()))
            .all(&self.db)
            .await?;
        let granted =
            granted.into_iter().map(|row| (row.account_id, Some(row.site_id), row.key, row.expires_on, false));
        let here = Condition::any()
            .add(earned_proof::Column::SiteId.is_in(kept.iter().copied()))
            .add(earned_proof::Column::SiteId.is_null());
        let earned = earned_proof::Entity::find()
            .filter(earned_proof::Column::Key.is_in(keys()))
            .filter(earned_proof::Column::AccountId.is_not_null())
            .filter(here)
            .all(&self.db)
            .await?;
        let earned =
            earned.into_iter().filter_map(|row| Some((row.account_id?, row.site_id, row.key, row.expires_on, true)));
        let proofs: Vec<Shown> = granted.chain(earned).collect();
        let people = account::Entity::find()
            .filter(account::Column::Id.is_in(proofs.iter().map(|(account, ..)| *account)))
            .all(&self.db)
            .await?;
        let people: HashMap<Uuid, (String, String)> =
            people.into_iter().map(|row| (row.id, (row.name, row.email))).collect();
        let line = |(account, site, key, expires_on, earned): Shown| {
            let asks = |asked: &&AskedProof| asked.of.key == key && site.is_none_or(|site| asked.site.id.0 == site);
            let asked = asked.iter().find(asks)?;
            let (site, of) = (asked.site.clone(), asked.of.clone());
            Some(ProofLine { person: people.get(&account)?.clone(), site, of, expires_on, earned })
        };
        let mut shown: Vec<ProofLine> = proofs.into_iter().filter_map(line).collect();
        shown.sort_by_cached_key(|line| (line.person.0.to_lowercase(), line.person.1.clone()));
        Ok(Some(Proofs { asked, shown }))
    }

    pub(crate) async fn grant_proof(&self, by: &Actor, new: &NewProof) -> Result<(), Stop<ProofRefusal>> {
        let now = self.now();
        if !self.asks_for(by, new.site, &new.key).await? {
            return refuse(ProofRefusal::NotFound);
        }
        if new.expires_on.is_some_and(|last| last < zone::to_local(self.zone, now).date()) {
            return refuse(ProofRefusal::Expired);
        }
        let tx = self.begin_write().await?;
        let Some(her) = with_address(&*tx, &new.email).await? else {
            return refuse(ProofRefusal::Nobody);
        };
        let row = proof::ActiveModel {
            account_id: Set(her.id),
            site_id: Set(new.site.0),
            key: Set(new.key.clone()),
            expires_on: Set(new.expires_on),
            granted_by: Set(by.person().map(|person| person.id.0)),
            granted_at: Set(now),
        };
        let renew = OnConflict::columns([proof::Column::AccountId, proof::Column::SiteId, proof::Column::Key])
            .update_columns([proof::Column::ExpiresOn, proof::Column::GrantedBy, proof::Column::GrantedAt])
            .to_owned();
        proof::Entity::insert(row).on_conflict(renew).exec_without_returning(&*tx).await?;
        let detail = json!({ "site": new.site, "key": new.key, "expires_on": new.expires_on });
        audit::write(&*tx, by, "proof-granted", Thing::Account, her.id, detail, now).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn take_proof_back(&self, by: &Actor, lost: &LostProof) -> Result<(), Stop<ProofRefusal>> {
        let now = self.now();
        let reason = shortened(&lost.reason);
        if !self.asks_for(by, lost.site, &lost.key).await? {
            return refuse(ProofRefusal::NotFound);
        }
        let tx = self.begin_write().await?;
        let Some(her) = with_address(&*tx, &lost.email).await? else {
            return refuse(ProofRefusal::NotFound);
        };
        if reason.is_empty() {
            return refuse(ProofRefusal::Reason);
        }
        let granted = proof::Entity::delete_by_id((her.id, lost.site.0, lost.key.clone())).exec(&*tx).await?;
        let here = Condition::any()
            .add(earned_proof::Column::SiteId.eq(lost.site.0))
            .add(earned_proof::Column::SiteId.is_null());
        let earned = earned_proof::Entity::delete_many()
            .filter(earned_proof::Column::AccountId.eq(her.id))
            .filter(earned_proof::Column::Key.eq(lost.key.as_str()))
            .filter(here)
            .exec(&*tx)
            .await?;
        if granted.rows_affected + earned.rows_affected > 0 {
            let detail = json!({ "site": lost.site, "key": lost.key, "reason": reason });
            audit::write(&*tx, by, "proof-taken-back", Thing::Account, her.id, detail, now).await?;
        }
        Ok(tx.commit().await?)
    }

    pub(crate) async fn uses_of_proof(
        &self,
        by: &Actor,
        email: &str,
        site: SiteId,
        key: &str,
    ) -> Result<Vec<ProofUse>, DbErr> {
        if !self.asks_for(by, site, key).await? {
            return Ok(Vec::new());
        }
        let Some(her) = with_address(&self.db, email).await? else { return Ok(Vec::new()) };
        let mut houses = rooms::load(&self.db, Which::All).await?;
        houses.rooms.retain(|room| {
            let asks = room.view.rules.qualifications.iter().any(|needed| needed.key == key);
            room.site() == site && asks && may(by, Act::Keep(room.premises())).is_ok()
        });
        let of_hers = booking::Entity::find()
            .select_only()
            .column(booking::Column::Id)
            .filter(booking::Column::AccountId.eq(her.id))
            .into_query();
        let dates = occurrence::Entity::find()
            .filter(occurrence::Column::BookingId.in_subquery(of_hers))
            .filter(occurrence::Column::SpaceId.is_in(houses.rooms.iter().map(Room::id)))
            .filter(occurrence::Column::State.is_in([BookingState::Confirmed, BookingState::Requested].map(Code)))
            .filter(occurrence::Column::StartsAt.gt(self.now()))
            .order_by_asc(occurrence::Column::StartsAt)
            .limit(MOST_USES)
            .all(&self.db)
            .await?;
        let bookings = booking::Entity::find()
            .filter(booking::Column::Id.is_in(dates.iter().map(|date| date.booking_id)))
            .all(&self.db)
            .await?;
        let shown = dates.into_iter().filter_map(|date| {
            let room = houses.room_of(date.space_id)?;
            let row = bookings.iter().find(|row| row.id == date.booking_id)?;
            let when = when(room.zone, &date);
            Some(when.map(|when| ProofUse {
                booking: BookingId(row.id),
                title: date.title.unwrap_or_else(|| row.title.clone()),
                space: room.view.space.clone(),
                when,
            }))
        });
        shown.collect()
    }

    /// True when a space the actor keeps at that site asks for that.
    async fn asks_for(&self, by: &Actor, site: SiteId, key: &str) -> Result<bool, DbErr> {
        let Some(person) = by.person() else { return Ok(false) };
        let asked = self.asked_for(person).await?;
        Ok(asked.iter().any(|asked| asked.site.id == site && asked.of.key == key))
    }

    /// What the spaces somebody keeps ask for, by name of their site.
    async fn asked_for(&self, person: &Person) -> Result<Vec<AskedProof>, DbErr> {
        let sites: Vec<Uuid> = person.sites().into_iter().map(|site| site.0).collect();
        let books = Books::of(&self.db, &sites).await?;
        let asked = books.sites.iter().flat_map(|row| {
            let kept = |premises| person.looks_after(premises);
            let site =
                SiteRef { id: SiteId(row.id), slug: row.slug.clone(), name: row.name.clone(), town: row.town.clone() };
            books.asked(row, kept).into_iter().map(move |of| AskedProof { site: site.clone(), of })
        });
        Ok(asked.collect())
    }
}

/// Who can sign in with this address.
async fn with_address(db: &impl ConnectionTrait, email: &str) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find().filter(account::Column::Email.eq(email.trim().to_lowercase())).one(db).await
}

/// The books of some sites and their spaces.
pub(crate) struct Books {
    sites: Vec<site::Model>,
    spaces: Vec<space::Model>,
}

impl Books {
    pub(crate) async fn of(db: &impl ConnectionTrait, sites: &[Uuid]) -> Result<Self, DbErr> {
        let at = || sites.iter().copied();
        let sites = site::Entity::find().filter(site::Column::Id.is_in(at())).order_by_asc(site::Column::Name);
        let spaces = space::Entity::find().filter(space::Column::SiteId.is_in(at()));
        Ok(Self { sites: sites.all(db).await?, spaces: spaces.all(db).await? })
    }

    /// Every qualification a site and its spaces ask for, each once.
    pub(crate) fn asked_at(&self, site: SiteId) -> Vec<Qualification> {
        self.sites.iter().find(|row| row.id == site.0).map_or_else(Vec::new, |row| self.asked(row, |_| true))
    }

    /// The same of what somebody keeps there. A space without a word of its own asks for what its site asks for.
    fn asked(&self, site: &site::Model, kept: impl Fn(Premises) -> bool) -> Vec<Qualification> {
        let id = SiteId(site.id);
        let all = kept(id.into()).then_some(&site.rules.0);
        let here = self.spaces.iter().filter(|row| row.site_id == site.id);
        let hers = here.filter(|row| kept(Premises::space(id, SpaceId(row.id))));
        let books = all.into_iter().chain(hers.map(|row| &row.rules.0));
        let mut asked: Vec<Qualification> = Vec::new();
        for needed in books.filter_map(|book| book.qualifications.as_ref().or(site.rules.0.qualifications.as_ref())) {
            for needed in needed {
                if !asked.iter().any(|known| known.key == needed.key) {
                    asked.push(needed.clone());
                }
            }
        }
        asked.sort_by_cached_key(|needed| needed.name.get("de").to_lowercase());
        asked
    }
}
