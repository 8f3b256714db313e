//! What people have shown they can do, granted by the keepers of spaces that ask for it.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    access::Actor,
    desk::{AskedProof, NewProof, ProofLine, ProofRefusal, Proofs},
    id::SiteId,
    rulebook::Qualification,
    space::SiteRef,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Condition, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    entity::{account, earned_proof, proof, site, space},
    error::{Stop, refuse},
    zone,
};

/// Whose proof, where it counts, of what, until when, and whether it was earned.
type Shown = (Uuid, Option<Uuid>, String, Option<NaiveDate>, bool);

impl Store {
    pub(crate) async fn proofs_shown(&self, by: &Actor) -> Result<Option<Proofs>, DbErr> {
        if by.person().is_none_or(|person| person.keeps.is_empty()) {
            return Ok(None);
        }
        let kept = kept(by);
        let asked = self.asked_for(&kept).await?;
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
            let (site, of) = (asked.site.clone(), asked.of.name.clone());
            Some(ProofLine { person: people.get(&account)?.clone(), site, of, expires_on, earned })
        };
        let mut shown: Vec<ProofLine> = proofs.into_iter().filter_map(line).collect();
        shown.sort_by_cached_key(|line| (line.person.0.to_lowercase(), line.person.1.clone()));
        Ok(Some(Proofs { asked, shown }))
    }

    pub(crate) async fn grant_proof(&self, by: &Actor, new: &NewProof) -> Result<(), Stop<ProofRefusal>> {
        let now = self.now();
        let asks = |asked: &AskedProof| asked.site.id == new.site && asked.of.key == new.key;
        if !self.asked_for(&kept(by)).await?.iter().any(asks) {
            return refuse(ProofRefusal::NotFound);
        }
        if new.expires_on.is_some_and(|last| last < zone::to_local(self.zone, now).date()) {
            return refuse(ProofRefusal::Expired);
        }
        let tx = self.begin_write().await?;
        let email = new.email.trim().to_lowercase();
        let Some(her) = account::Entity::find().filter(account::Column::Email.eq(email)).one(&*tx).await? else {
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

    /// What each of some sites asks for, by name of the site.
    async fn asked_for(&self, sites: &[Uuid]) -> Result<Vec<AskedProof>, DbErr> {
        let mut asked = Vec::new();
        let sites = site::Entity::find().filter(site::Column::Id.is_in(sites.iter().copied()));
        for row in sites.order_by_asc(site::Column::Name).all(&self.db).await? {
            let here = asked_at(&self.db, &[row.id]).await?;
            let site = SiteRef { id: SiteId(row.id), slug: row.slug, name: row.name, town: row.town };
            asked.extend(here.into_iter().map(|of| AskedProof { site: site.clone(), of }));
        }
        Ok(asked)
    }
}

/// The sites somebody keeps.
fn kept(by: &Actor) -> Vec<Uuid> {
    by.person().map(|person| person.keeps.iter().map(|site| site.0).collect()).unwrap_or_default()
}

/// Every qualification these sites and their spaces ask for, each once.
pub(crate) async fn asked_at(db: &impl ConnectionTrait, at: &[Uuid]) -> Result<Vec<Qualification>, DbErr> {
    let at = || at.iter().copied();
    let sites = site::Entity::find().filter(site::Column::Id.is_in(at())).all(db).await?;
    let spaces = space::Entity::find().filter(space::Column::SiteId.is_in(at())).all(db).await?;
    let books = sites.into_iter().map(|row| row.rules.0).chain(spaces.into_iter().map(|row| row.rules.0));
    let mut asked: Vec<Qualification> = Vec::new();
    for needed in books.filter_map(|book| book.qualifications).flatten() {
        if !asked.iter().any(|known| known.key == needed.key) {
            asked.push(needed);
        }
    }
    asked.sort_by_cached_key(|needed| needed.name.get("de").to_lowercase());
    Ok(asked)
}
