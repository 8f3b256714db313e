//! Keeping in somebody's stead. A deputy has all of a keeper's rights at the sites, but to name deputies, and loses
//! them by the clock.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    access::Actor,
    deputy::{DeputyRefusal, judge_last_day},
    desk::{Deputies, Deputy, NewDeputy},
    id::AccountId,
    text,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store, accounts,
    audit::{self, Thing},
    entity::{account, keeper, site},
    error::{Stop, refuse},
    mail_facts::MailFacts,
    outbox::{self, Mail},
    zone,
};

type Answer<T> = Result<T, Stop<DeputyRefusal>>;

/// Who keeps a site now: for good, or as a deputy whose last day is not over.
pub(crate) fn keeps(now: DateTime<Utc>) -> Condition {
    Condition::any().add(keeper::Column::UntilAt.is_null()).add(keeper::Column::UntilAt.gt(now))
}

impl Store {
    pub(crate) async fn deputies_here(&self, by: &Actor) -> Result<Option<Deputies>, DbErr> {
        let Some(person) = by.person().filter(|person| !person.keeps.is_empty()) else { return Ok(None) };
        let rows = keeper::Entity::find()
            .filter(keeper::Column::SiteId.is_in(person.keeps.iter().map(|site| site.0)))
            .filter(keeper::Column::UntilAt.gt(self.now()))
            .all(&self.db)
            .await?;
        let ids = rows.iter().flat_map(|row| [Some(row.account_id), row.deputy_of]).flatten();
        let people = account::Entity::find().filter(account::Column::Id.is_in(ids)).all(&self.db).await?;
        let people: HashMap<Uuid, (String, String)> =
            people.into_iter().map(|row| (row.id, (row.name, row.email))).collect();
        let sites = site::Entity::find().order_by_asc(site::Column::Name).all(&self.db).await?;
        let mut by_last_day: BTreeMap<(DateTime<Utc>, Uuid, Option<Uuid>), Vec<Uuid>> = BTreeMap::new();
        for row in rows {
            let Some(until) = row.until_at else { continue };
            by_last_day.entry((until, row.account_id, row.deputy_of)).or_default().push(row.site_id);
        }
        let called = |id: Option<Uuid>| id.and_then(|id| people.get(&id).cloned()).unwrap_or_default();
        let deputies = by_last_day.into_iter().map(|((until, account, of), at)| Deputy {
            account: AccountId(account),
            person: called(Some(account)),
            of: called(of),
            sites: sites.iter().filter(|site| at.contains(&site.id)).map(|site| site.name.clone()).collect(),
            last_day: self.last_day(until),
        });
        Ok(Some(Deputies { may_name: !own_sites(&self.db, person.id).await?.is_empty(), deputies: deputies.collect() }))
    }

    /// Names a deputy for every site the actor keeps for good. Named again: until another day. Whom a colleague named she
    /// names beside her: each until a day of her own.
    pub(crate) async fn deputise(&self, by: &Actor, new: &NewDeputy) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(DeputyRefusal::NotFound) };
        let Some(email) = text::email(&new.email) else { return refuse(DeputyRefusal::Email) };
        let now = self.now();
        judge_last_day(new.last_day, zone::to_local(self.zone, now).date()).map_err(Stop::Refused)?;
        let Some(last) = zone::day(self.zone, new.last_day) else { return refuse(DeputyRefusal::LastDay) };
        let tx = self.begin_write().await?;
        let own = own_sites(&*tx, person.id).await?;
        if own.is_empty() {
            return refuse(DeputyRefusal::NotFound);
        }
        // Two forms at once queue here.
        site::Entity::find()
            .filter(site::Column::Id.is_in(own.iter().copied()))
            .order_by_asc(site::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        let her = accounts::account_of(&*tx, &email, "", accounts::language(&new.language), now).await?;
        let known = keeper::Entity::find().filter(keeper::Column::AccountId.eq(her.id)).all(&*tx).await?;
        let for_good = |site: &Uuid| known.iter().any(|row| row.site_id == *site && row.until_at.is_none());
        let of = |site: &Uuid| known.iter().find(|row| row.site_id == *site && row.deputy_of == Some(person.id.0));
        let open: Vec<Uuid> = own.into_iter().filter(|site| !for_good(site)).collect();
        if open.is_empty() {
            return refuse(DeputyRefusal::KeepsAlready);
        }
        let same = |row: &keeper::Model| row.until_at == Some(last.until());
        if open.iter().all(|site| of(site).is_some_and(same)) {
            return Ok(());
        }
        keeper::Entity::delete_many()
            .filter(keeper::Column::AccountId.eq(her.id))
            .filter(keeper::Column::SiteId.is_in(open.iter().copied()))
            .filter(keeper::Column::DeputyOf.eq(person.id.0))
            .exec(&*tx)
            .await?;
        let rows = open.iter().map(|site| keeper::ActiveModel {
            account_id: Set(her.id),
            site_id: Set(*site),
            deputy_of: Set(Some(person.id.0)),
            until_at: Set(Some(last.until())),
        });
        keeper::Entity::insert_many(rows).exec_without_returning(&*tx).await?;
        outbox::write(&*tx, Mail::DeputyNamed { account: AccountId(her.id), of: person.id }, now).await?;
        let detail = json!({ "sites": open, "last_day": new.last_day });
        audit::write(&*tx, by, "deputy-named", Thing::Account, her.id, detail, now).await?;
        Ok(tx.commit().await?)
    }

    /// Ends what somebody keeps as a deputy of the sites the actor keeps for good.
    pub(crate) async fn dismiss(&self, by: &Actor, deputy: AccountId) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(DeputyRefusal::NotFound) };
        let tx = self.begin_write().await?;
        let own = own_sites(&*tx, person.id).await?;
        let ended = keeper::Entity::delete_many()
            .filter(keeper::Column::AccountId.eq(deputy.0))
            .filter(keeper::Column::SiteId.is_in(own.iter().copied()))
            .filter(keeper::Column::UntilAt.is_not_null())
            .exec(&*tx)
            .await?;
        if ended.rows_affected == 0 {
            return refuse(DeputyRefusal::NotFound);
        }
        audit::write(&*tx, by, "deputy-ended", Thing::Account, deputy.0, json!({ "sites": own }), self.now()).await?;
        Ok(tx.commit().await?)
    }

    /// What a deputy is told. `None`: she is none any more.
    pub(crate) async fn deputy_facts(
        &self,
        deputy: AccountId,
        of: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Option<MailFacts>, DbErr> {
        let rows = keeper::Entity::find()
            .filter(keeper::Column::AccountId.eq(deputy.0))
            .filter(keeper::Column::DeputyOf.eq(of.0))
            .filter(keeper::Column::UntilAt.gt(now))
            .all(&self.db)
            .await?;
        let Some(until) = rows.iter().filter_map(|row| row.until_at).max() else { return Ok(None) };
        let Some(her) = account::Entity::find_by_id(deputy.0).one(&self.db).await? else { return Ok(None) };
        let Some(of) = account::Entity::find_by_id(of.0).one(&self.db).await? else { return Ok(None) };
        let sites = site::Entity::find()
            .filter(site::Column::Id.is_in(rows.iter().map(|row| row.site_id)))
            .order_by_asc(site::Column::Name)
            .all(&self.db)
            .await?;
        Ok((!her.disabled).then(|| MailFacts::Deputy {
            to: her.email,
            language: her.language,
            of: (of.name, of.email),
            sites: sites.into_iter().map(|site| site.name).collect(),
            last_day: self.last_day(until),
        }))
    }

    /// Forgets who was a deputy once. Her rights ended by the clock. Answers how many rows.
    pub(crate) async fn forget_deputies(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let over = keeper::Entity::delete_many().filter(keeper::Column::UntilAt.lte(now)).exec(&self.db).await?;
        Ok(over.rows_affected)
    }

    /// The day that ends then.
    pub(crate) fn last_day(&self, until: DateTime<Utc>) -> NaiveDate {
        zone::to_local(self.zone, until - TimeDelta::minutes(1)).date()
    }
}

/// The sites somebody keeps for good.
async fn own_sites(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Uuid>, DbErr> {
    keeper::Entity::find()
        .select_only()
        .column(keeper::Column::SiteId)
        .filter(keeper::Column::AccountId.eq(account.0))
        .filter(keeper::Column::UntilAt.is_null())
        .order_by_asc(keeper::Column::SiteId)
        .into_tuple()
        .all(db)
        .await
}
