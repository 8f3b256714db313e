//! Keeping in somebody's stead. A deputy has all of a keeper's rights, but to name deputies, and loses
//! them by the clock.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    access::{Actor, Premises},
    deputy::{DeputyRefusal, judge_last_day},
    desk::{Deputies, Deputy, NewDeputy},
    id::{AccountId, SiteId, SpaceId},
    text,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Store, accounts,
    audit::{self, Thing},
    entity::{account, keeper, site},
    error::{Stop, refuse},
    keeping::{Names, Place, covers, place, within},
    mail_facts::MailFacts,
    outbox::{self, Mail},
    zone,
};

type Answer<T> = Result<T, Stop<DeputyRefusal>>;

impl Store {
    pub(crate) async fn deputies_here(&self, by: &Actor) -> Result<Option<Deputies>, DbErr> {
        let Some(person) = by.person().filter(|person| person.is_keeper()) else { return Ok(None) };
        let mut rows = keeper::Entity::find()
            .filter(keeper::Column::SiteId.is_in(person.sites().into_iter().map(|site| site.0)))
            .filter(keeper::Column::UntilAt.gt(self.now()))
            .all(&self.db)
            .await?;
        rows.retain(|row| person.looks_after(premises(&place(row))));
        let ids = rows.iter().flat_map(|row| [Some(row.account_id), row.deputy_of]).flatten();
        let people = account::Entity::find().filter(account::Column::Id.is_in(ids)).all(&self.db).await?;
        let people: HashMap<Uuid, (String, String)> =
            people.into_iter().map(|row| (row.id, (row.name, row.email))).collect();
        let names = Names::of(&self.db, rows.iter().map(place)).await?;
        let mut by_last_day: BTreeMap<(DateTime<Utc>, Uuid, Option<Uuid>), Vec<Place>> = BTreeMap::new();
        for row in rows {
            let Some(until) = row.until_at else { continue };
            by_last_day.entry((until, row.account_id, row.deputy_of)).or_default().push(place(&row));
        }
        let called = |id: Option<Uuid>| id.and_then(|id| people.get(&id).cloned()).unwrap_or_default();
        let deputies = by_last_day.into_iter().map(|((until, account, of), at)| Deputy {
            account: AccountId(account),
            person: called(Some(account)),
            of: called(of),
            keeps: names.all(at.into_iter()),
            last_day: self.last_day(until),
        });
        Ok(Some(Deputies { may_name: !own(&self.db, person.id).await?.is_empty(), deputies: deputies.collect() }))
    }

    /// Names a deputy for everything the actor keeps for good. Named again: until another day. Whom a colleague named she
    /// names beside her: each until a day of her own.
    pub(crate) async fn deputise(&self, by: &Actor, new: &NewDeputy) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(DeputyRefusal::NotFound) };
        let Some(email) = text::email(&new.email) else { return refuse(DeputyRefusal::Email) };
        let now = self.now();
        judge_last_day(new.last_day, zone::to_local(self.zone, now).date()).map_err(Stop::Refused)?;
        let Some(last) = zone::day(self.zone, new.last_day) else { return refuse(DeputyRefusal::LastDay) };
        let tx = self.begin_write().await?;
        let own = own(&*tx, person.id).await?;
        if own.is_empty() {
            return refuse(DeputyRefusal::NotFound);
        }
        // Two forms at once queue here.
        site::Entity::find()
            .filter(site::Column::Id.is_in(own.iter().map(|(site, _)| *site)))
            .order_by_asc(site::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        let her = accounts::account_of(&*tx, &email, "", accounts::language(&new.language), now).await?;
        let known = keeper::Entity::find().filter(keeper::Column::AccountId.eq(her.id)).all(&*tx).await?;
        let for_good = |at: &Place| known.iter().any(|row| covers(row, *at) && row.until_at.is_none());
        let of = |at: &Place| known.iter().find(|row| place(row) == *at && row.deputy_of == Some(person.id.0));
        let open: Vec<Place> = own.into_iter().filter(|at| !for_good(at)).collect();
        if open.is_empty() {
            return refuse(DeputyRefusal::KeepsAlready);
        }
        let same = |row: &keeper::Model| row.until_at == Some(last.until());
        if open.iter().all(|at| of(at).is_some_and(same)) {
            return Ok(());
        }
        keeper::Entity::delete_many()
            .filter(keeper::Column::AccountId.eq(her.id))
            .filter(any_of(&open))
            .filter(keeper::Column::DeputyOf.eq(person.id.0))
            .exec(&*tx)
            .await?;
        let rows = open.iter().map(|(site, space)| keeper::ActiveModel {
            account_id: Set(her.id),
            site_id: Set(*site),
            space_id: Set(*space),
            deputy_of: Set(Some(person.id.0)),
            until_at: Set(Some(last.until())),
        });
        keeper::Entity::insert_many(rows).exec_without_returning(&*tx).await?;
        outbox::write(&*tx, Mail::DeputyNamed { account: AccountId(her.id), of: person.id }, now).await?;
        let detail = json!({ "keeps": told(&open), "last_day": new.last_day });
        audit::write(&*tx, by, "deputy-named", Thing::Account, her.id, detail, now).await?;
        Ok(tx.commit().await?)
    }

    /// Ends what somebody keeps as a deputy of what the actor keeps for good.
    pub(crate) async fn dismiss(&self, by: &Actor, deputy: AccountId) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(DeputyRefusal::NotFound) };
        let tx = self.begin_write().await?;
        let own = own(&*tx, person.id).await?;
        let ended = keeper::Entity::delete_many()
            .filter(keeper::Column::AccountId.eq(deputy.0))
            .filter(any_of(&own))
            .filter(keeper::Column::UntilAt.is_not_null())
            .exec(&*tx)
            .await?;
        if ended.rows_affected == 0 {
            return refuse(DeputyRefusal::NotFound);
        }
        audit::write(&*tx, by, "deputy-ended", Thing::Account, deputy.0, json!({ "keeps": told(&own) }), self.now())
            .await?;
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
        let names = Names::of(&self.db, rows.iter().map(place)).await?;
        Ok((!her.disabled).then(|| MailFacts::Deputy {
            to: her.email,
            language: her.language,
            of: (of.name, of.email),
            keeps: names.all(rows.iter().map(place)),
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

fn premises(place: &Place) -> Premises {
    Premises { site: SiteId(place.0), space: place.1.map(SpaceId) }
}

/// As the trail names them.
fn told(places: &[Place]) -> Vec<Value> {
    places.iter().map(|(site, space)| json!({ "site": site, "space": space })).collect()
}

/// Rows about any of some places, and about what lies in them.
fn any_of(places: &[Place]) -> Condition {
    places.iter().fold(Condition::any(), |any, place| any.add(within(*place)))
}

/// What somebody keeps for good.
async fn own(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Place>, DbErr> {
    keeper::Entity::find()
        .select_only()
        .columns([keeper::Column::SiteId, keeper::Column::SpaceId])
        .filter(keeper::Column::AccountId.eq(account.0))
        .filter(keeper::Column::UntilAt.is_null())
        .order_by_asc(keeper::Column::SiteId)
        .order_by_asc(keeper::Column::SpaceId)
        .into_tuple()
        .all(db)
        .await
}
