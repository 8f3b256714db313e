//! Keeping groups: making and dissolving them, and who is in them.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::{
    access::{Act, Actor, may},
    desk::{
        CalendarDesk as _, GroupChange, GroupDesk, GroupLine, GroupMember, GroupView, InGroup, NewGroup, SiteGroups,
        Unavailable,
    },
    group::{self, GroupRef, GroupRefusal},
    id::{GroupId, GroupMemberId, SiteId},
    rulebook::RuleBook,
    text::Localised,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, sea_query::OnConflict,
};
use serde_json::json;
use uuid::Uuid;

use super::reference;
use crate::{
    Store,
    audit::{self, Thing},
    chance,
    entity::{account, group_member, organisation, site, site_group, space},
    error::{Stop, refuse, unavailable},
    rooms::{natural, site_ref},
    tx::retried,
};

type Outcome<T> = Result<T, Stop<GroupRefusal>>;

#[async_trait]
impl GroupDesk for Store {
    async fn groups(&self, by: &Actor) -> Result<Option<Vec<SiteGroups>>, Unavailable> {
        self.groups_kept(by).await.map_err(unavailable)
    }

    async fn group(&self, by: &Actor, id: GroupId) -> Result<Option<GroupView>, Unavailable> {
        self.group_of(by, id).await.map_err(unavailable)
    }

    async fn make_group(&self, by: &Actor, new: NewGroup) -> Result<GroupId, GroupRefusal> {
        retried(|| self.make_group_once(by, &new)).await
    }

    async fn change_group(&self, by: &Actor, id: GroupId, change: GroupChange) -> Result<(), GroupRefusal> {
        retried(|| self.change_group_once(by, id, &change)).await
    }

    async fn dissolve_group(&self, by: &Actor, id: GroupId) -> Result<(), GroupRefusal> {
        retried(|| self.dissolve_group_once(by, id)).await
    }

    async fn put_in_group(
        &self,
        by: &Actor,
        id: GroupId,
        who: &str,
        last_day: Option<NaiveDate>,
    ) -> Result<(), GroupRefusal> {
        retried(|| self.put_in_group_once(by, id, who, last_day)).await
    }

    async fn take_out_of_group(&self, by: &Actor, id: GroupId, member: GroupMemberId) -> Result<(), GroupRefusal> {
        retried(|| self.take_out_once(by, id, member)).await
    }
}

impl Store {
    async fn groups_kept(&self, by: &Actor) -> Result<Option<Vec<SiteGroups>>, DbErr> {
        // Groups are a site's: who keeps some of its spaces uses them, and changes none.
        let Some(person) = by.person().filter(|person| !person.keeps.is_empty()) else { return Ok(None) };
        let kept = || person.keeps.iter().map(|site| site.0);
        let mut sites = site::Entity::find().filter(site::Column::Id.is_in(kept())).all(&self.db).await?;
        sites.sort_by_cached_key(|site| natural(&site.name));
        let mut groups =
            site_group::Entity::find().filter(site_group::Column::SiteId.is_in(kept())).all(&self.db).await?;
        groups.sort_by_cached_key(|group| natural(&group.name));
        let today = self.today();
        let mut counts: HashMap<Uuid, (usize, usize)> = HashMap::new();
        let members = group_member::Entity::find()
            .filter(group_member::Column::GroupId.is_in(groups.iter().map(|group| group.id)))
            .all(&self.db)
            .await?;
        for member in members.iter().filter(|member| member.last_day.is_none_or(|last| last >= today)) {
            let (people, organisations) = counts.entry(member.group_id).or_default();
            *(if member.account_id.is_some() { people } else { organisations }) += 1;
        }
        let line = |row: &site_group::Model| {
            let (people, organisations) = counts.get(&row.id).copied().unwrap_or_default();
            GroupLine { group: reference(row.clone()), note: row.note.clone(), people, organisations }
        };
        let of = |site: site::Model| SiteGroups {
            groups: groups.iter().filter(|group| group.site_id == site.id).map(line).collect(),
            site: site_ref(&site),
        };
        Ok(Some(sites.into_iter().map(of).collect()))
    }

    async fn group_of(&self, by: &Actor, id: GroupId) -> Result<Option<GroupView>, DbErr> {
        let Some(row) = kept(&self.db, by, id).await? else { return Ok(None) };
        let Some(site) = site::Entity::find_by_id(row.site_id).one(&self.db).await? else { return Ok(None) };
        let members =
            group_member::Entity::find().filter(group_member::Column::GroupId.eq(row.id)).all(&self.db).await?;
        let people = account::Entity::find()
            .filter(account::Column::Id.is_in(members.iter().filter_map(|member| member.account_id)))
            .all(&self.db)
            .await?;
        let organisations = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(members.iter().filter_map(|member| member.organisation_id)))
            .all(&self.db)
            .await?;
        let people = people.into_iter().map(|her| (her.id, InGroup::Person(her.name, her.email)));
        let organisations = organisations.into_iter().map(|of| (of.id, InGroup::Organisation(of.name)));
        let who: HashMap<Uuid, InGroup> = people.chain(organisations).collect();
        let today = self.today();
        let member = |row: group_member::Model| {
            Some(GroupMember {
                id: GroupMemberId(row.id),
                who: who.get(&row.account_id.or(row.organisation_id)?)?.clone(),
                last_day: row.last_day,
                over: row.last_day.is_some_and(|last| last < today),
            })
        };
        let mut members: Vec<GroupMember> = members.into_iter().filter_map(member).collect();
        members.sort_by_cached_key(|member| match &member.who {
            InGroup::Organisation(name) => (0, natural(name)),
            InGroup::Person(name, email) => (1, natural(if name.is_empty() { email } else { name })),
        });
        Ok(Some(GroupView {
            used_by: used_by(&self.db, &site, id).await?,
            site: site_ref(&site),
            note: row.note.clone(),
            version: row.version,
            group: reference(row),
            members,
        }))
    }

    async fn make_group_once(&self, by: &Actor, new: &NewGroup) -> Outcome<GroupId> {
        if may(by, Act::Keep(new.site.into())).is_err() {
            return refuse(GroupRefusal::NotFound);
        }
        let (name, note) = words(&new.name, &new.note)?;
        let now = self.now();
        let tx = self.begin_write().await?;
        lock_site(&*tx, new.site.0).await?;
        let same = site_group::Entity::find().filter(site_group::Column::RequestId.eq(new.request.0)).one(&*tx).await?;
        if let Some(same) = same.filter(|same| same.site_id == new.site.0) {
            return Ok(GroupId(same.id));
        }
        free_name(&*tx, new.site.0, &name, None).await?;
        let id = chance::id(now);
        site_group::Entity::insert(site_group::ActiveModel {
            id: Set(id),
            site_id: Set(new.site.0),
            name: Set(name.clone()),
            note: Set(note),
            version: Set(1),
            request_id: Set(new.request.0),
        })
        .exec_without_returning(&*tx)
        .await?;
        let detail = json!({ "group": id, "name": name });
        audit::write(&*tx, by, "group-made", Thing::Site, new.site.0, detail, now).await?;
        tx.commit().await?;
        Ok(GroupId(id))
    }

    async fn change_group_once(&self, by: &Actor, id: GroupId, change: &GroupChange) -> Outcome<()> {
        let (name, note) = words(&change.name, &change.note)?;
        let now = self.now();
        let tx = self.begin_write().await?;
        let row = locked(&*tx, by, id).await?;
        if (&row.name, &row.note) == (&name, &note) {
            return Ok(());
        }
        if row.version != change.version {
            return refuse(GroupRefusal::ChangedMeanwhile);
        }
        free_name(&*tx, row.site_id, &name, Some(row.id)).await?;
        let detail = json!({ "group": id, "before": row.name, "after": name });
        let (site, version) = (row.site_id, row.version);
        let mut row = row.into_active_model();
        row.name = Set(name);
        row.note = Set(note);
        row.version = Set(version + 1);
        row.update(&*tx).await?;
        audit::write(&*tx, by, "group-changed", Thing::Site, site, detail, now).await?;
        Ok(tx.commit().await?)
    }

    async fn dissolve_group_once(&self, by: &Actor, id: GroupId) -> Outcome<()> {
        let tx = self.begin_write().await?;
        let row = locked(&*tx, by, id).await?;
        let Some(site) = site::Entity::find_by_id(row.site_id).one(&*tx).await? else {
            return refuse(GroupRefusal::NotFound);
        };
        let used_by = used_by(&*tx, &site, id).await?;
        if !used_by.is_empty() {
            return refuse(GroupRefusal::InUse(used_by));
        }
        site_group::Entity::delete_by_id(row.id).exec(&*tx).await?;
        let detail = json!({ "group": id, "name": row.name });
        audit::write(&*tx, by, "group-dissolved", Thing::Site, site.id, detail, self.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn put_in_group_once(&self, by: &Actor, id: GroupId, who: &str, last_day: Option<NaiveDate>) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let row = locked(&*tx, by, id).await?;
        if last_day.is_some_and(|last| last < self.today()) {
            return refuse(GroupRefusal::LastDay);
        }
        let Some(holder) = holder(&*tx, who).await? else { return refuse(GroupRefusal::Nobody) };
        let (account_id, organisation_id) = match holder {
            Holder::Account(id) => (Some(id), None),
            Holder::Organisation(id) => (None, Some(id)),
        };
        let member = group_member::ActiveModel {
            id: Set(chance::id(now)),
            group_id: Set(row.id),
            account_id: Set(account_id),
            organisation_id: Set(organisation_id),
            last_day: Set(last_day),
        };
        let its =
            if account_id.is_some() { group_member::Column::AccountId } else { group_member::Column::OrganisationId };
        let again = OnConflict::columns([group_member::Column::GroupId, its])
            .update_column(group_member::Column::LastDay)
            .to_owned();
        group_member::Entity::insert(member).on_conflict(again).exec_without_returning(&*tx).await?;
        let detail =
            json!({ "group": id, "account": account_id, "organisation": organisation_id, "last_day": last_day });
        audit::write(&*tx, by, "put-in-group", Thing::Site, row.site_id, detail, now).await?;
        Ok(tx.commit().await?)
    }

    async fn take_out_once(&self, by: &Actor, id: GroupId, member: GroupMemberId) -> Outcome<()> {
        let tx = self.begin_write().await?;
        let row = locked(&*tx, by, id).await?;
        let member = group_member::Entity::find_by_id(member.0).one(&*tx).await?;
        // Somebody was faster: she is out, as was wished.
        let Some(member) = member.filter(|member| member.group_id == row.id) else { return Ok(()) };
        group_member::Entity::delete_by_id(member.id).exec(&*tx).await?;
        let detail = json!({ "group": id, "account": member.account_id, "organisation": member.organisation_id });
        audit::write(&*tx, by, "taken-out-of-group", Thing::Site, row.site_id, detail, self.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// A group of a site the actor keeps.
async fn kept(db: &impl ConnectionTrait, by: &Actor, id: GroupId) -> Result<Option<site_group::Model>, DbErr> {
    let row = site_group::Entity::find_by_id(id.0).one(db).await?;
    Ok(row.filter(|row| may(by, Act::Keep(SiteId(row.site_id).into())).is_ok()))
}

/// The same, its site locked: whoever writes rules of the house, or changes its groups, waits for the one before her.
async fn locked(db: &impl ConnectionTrait, by: &Actor, id: GroupId) -> Outcome<site_group::Model> {
    let Some(row) = kept(db, by, id).await? else { return refuse(GroupRefusal::NotFound) };
    lock_site(db, row.site_id).await?;
    match kept(db, by, id).await? {
        Some(row) => Ok(row),
        None => refuse(GroupRefusal::NotFound),
    }
}

async fn lock_site(db: &impl ConnectionTrait, site: Uuid) -> Outcome<()> {
    match site::Entity::find_by_id(site).lock_exclusive().one(db).await? {
        Some(_) => Ok(()),
        None => refuse(GroupRefusal::NotFound),
    }
}

fn words(name: &str, note: &str) -> Outcome<(String, String)> {
    let Some(name) = group::name(name) else { return refuse(GroupRefusal::Name) };
    let Some(note) = group::note(note) else { return refuse(GroupRefusal::Note) };
    Ok((name, note))
}

/// Refuses the name of another group of the site, however it is written.
async fn free_name(db: &impl ConnectionTrait, site: Uuid, name: &str, of: Option<Uuid>) -> Outcome<()> {
    let others = super::of_site(db, site).await?;
    let taken = |other: &GroupRef| Some(other.id.0) != of && other.name.to_lowercase() == name.to_lowercase();
    if others.iter().any(taken) { refuse(GroupRefusal::NameTaken) } else { Ok(()) }
}

/// What has rules about a group: the house, or spaces of it.
async fn used_by(db: &impl ConnectionTrait, site: &site::Model, id: GroupId) -> Result<Vec<Localised>, DbErr> {
    let about = |book: &RuleBook| book.groups().any(|group| group == id);
    let spaces = space::Entity::find().filter(space::Column::SiteId.eq(site.id)).all(db).await?;
    let spaces = spaces.into_iter().filter(|space| about(&space.rules.0)).map(|space| space.name.0);
    let by_name: BTreeMap<_, _> = spaces.map(|name| (natural(name.get("de")), name)).collect();
    let house = about(&site.rules.0).then(|| Localised::of("de", &site.name));
    Ok(house.into_iter().chain(by_name.into_values()).collect())
}

enum Holder {
    Account(Uuid),
    Organisation(Uuid),
}

/// An organisation by its name, or somebody by her address.
async fn holder(db: &impl ConnectionTrait, who: &str) -> Result<Option<Holder>, DbErr> {
    let who = who.trim();
    let of = organisation::Entity::find().filter(organisation::Column::Name.eq(who)).one(db).await?;
    if let Some(of) = of {
        return Ok(Some(Holder::Organisation(of.id)));
    }
    let her = account::Entity::find().filter(account::Column::Email.eq(who.to_lowercase())).one(db).await?;
    Ok(her.map(|her| Holder::Account(her.id)))
}
