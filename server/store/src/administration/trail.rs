//! The trail of what was done, read by time.
//!
//! A part begins below the last entry of the one before, so that the thousandth costs no more than the first, and
//! nothing is shown twice while more is written. Names are looked up kind by kind, in as many queries for fifty entries
//! as for one.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{Doer, Trail, TrailEntry, TrailKey, TrailSearch},
    event::EventState,
    id::AccountId,
    text::Localised,
    trail::{Deed, Thing},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Func, LikeExpr},
};
use uuid::Uuid;

use super::PER_PAGE;
use crate::{
    Store,
    entity::{account, audit, event, event_series, organisation, session, site, space},
    privacy::NOBODY,
    words::Words,
    zone,
};

/// What a thing is called, and where its page is.
type Named = (Localised, Option<String>);

impl Store {
    pub(super) async fn trail_found(
        &self,
        by: &Actor,
        search: &TrailSearch,
        before: Option<TrailKey>,
    ) -> Result<Option<Trail>, DbErr> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        let mut wanted = audit::Entity::find();
        if let Some(thing) = search.thing {
            wanted = wanted.filter(audit::Column::Kind.eq(thing.code()));
        }
        if let Some(day) = search.from.and_then(|day| zone::day(self.zone, day)) {
            wanted = wanted.filter(audit::Column::At.gte(day.from()));
        }
        if let Some(day) = search.until.and_then(|day| zone::day(self.zone, day)) {
            wanted = wanted.filter(audit::Column::At.lt(day.until()));
        }
        if !search.person.trim().is_empty() {
            wanted = wanted.filter(audit::Column::AccountId.is_in(called(&self.db, &search.person).await?));
        }
        if !search.word.trim().is_empty() {
            wanted = wanted.filter(says(&search.word, &search.deeds));
        }
        if let Some(TrailKey { at, id }) = before {
            let at = DateTime::<Utc>::from_timestamp(at, 0).unwrap_or_default();
            let same = Condition::all().add(audit::Column::At.eq(at)).add(audit::Column::Id.lt(id));
            wanted = wanted.filter(Condition::any().add(audit::Column::At.lt(at)).add(same));
        }
        let mut rows = wanted
            .order_by_desc(audit::Column::At)
            .order_by_desc(audit::Column::Id)
            .limit(u64::from(PER_PAGE) + 1)
            .all(&self.db)
            .await?;
        let more = rows.len() > PER_PAGE as usize;
        rows.truncate(PER_PAGE as usize);
        let older = rows.last().filter(|_| more).map(|row| TrailKey { at: row.at.timestamp(), id: row.id });
        let people = people(&self.db, rows.iter().filter_map(|row| row.account_id)).await?;
        let names = names(&self.db, &rows).await?;
        let entry = |row: audit::Model| {
            let thing = Thing::from_code(&row.kind);
            let (name, path) = thing.and_then(|thing| names.get(&(thing, row.on_id)).cloned()).unwrap_or_default();
            TrailEntry {
                at: zone::to_local(self.zone, row.at),
                by: match row.account_id.map(|id| people.get(&id)) {
                    None => Doer::House,
                    Some(None) => Doer::Erased,
                    Some(Some((name, email))) => {
                        Doer::Person(AccountId(row.account_id.unwrap_or_default()), name.clone(), email.clone())
                    }
                },
                deed: Deed::from_code(&row.act),
                act: row.act,
                thing,
                on: row.on_id,
                name,
                path,
                reason: row.detail.0["reason"].as_str().unwrap_or_default().to_owned(),
            }
        };
        Ok(Some(Trail { entries: rows.into_iter().map(entry).collect(), older }))
    }
}

/// The accounts somebody may mean.
async fn called(db: &impl ConnectionTrait, person: &str) -> Result<Vec<Uuid>, DbErr> {
    let words = Words::of_names(person);
    let everybody: Vec<(Uuid, String, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name, account::Column::Email])
        .filter(account::Column::Email.not_like(format!("%{NOBODY}")))
        .into_tuple()
        .all(db)
        .await?;
    let meant = |(id, name, email): (Uuid, String, String)| words.all_in([name.as_str(), email.as_str()]).then_some(id);
    Ok(everybody.into_iter().filter_map(meant).take(crate::entity::ROWS_AT_ONCE).collect())
}

/// Entries of some acts, with a word in their detail, or about what has this id.
fn says(word: &str, deeds: &[Deed]) -> Condition {
    let word = word.trim();
    let escaped: String =
        word.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect();
    let detail = Expr::col(audit::Column::Detail).cast_as("text");
    // Each database folds what it knows of; as it was typed it is found anyway.
    let folded = LikeExpr::new(format!("%{}%", escaped.to_lowercase())).escape('\\');
    let typed = LikeExpr::new(format!("%{escaped}%")).escape('\\');
    let mut says = Condition::any()
        .add(audit::Column::Act.is_in(deeds.iter().map(|deed| deed.code())))
        .add(Expr::expr(Func::lower(detail.clone())).like(folded))
        .add(Expr::expr(detail).like(typed));
    if let Ok(id) = Uuid::parse_str(word) {
        says = says.add(audit::Column::OnId.eq(id));
    }
    says
}

/// Name and address of those who still have an account.
async fn people(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, (String, String)>, DbErr> {
    let ids: HashSet<Uuid> = ids.collect();
    let rows = account::Entity::find().filter(account::Column::Id.is_in(ids)).all(db).await?;
    let living = rows.into_iter().filter(|row| !row.email.ends_with(NOBODY));
    Ok(living.map(|row| (row.id, (row.name, row.email))).collect())
}

/// What the things of some entries are called, as far as everybody who reads the trail may know: bookings, registrations,
/// wishes and drafts are their owners' business.
async fn names(db: &impl ConnectionTrait, rows: &[audit::Model]) -> Result<HashMap<(Thing, Uuid), Named>, DbErr> {
    let of = |thing: Thing| {
        let ids: HashSet<Uuid> = rows.iter().filter(|row| row.kind == thing.code()).map(|row| row.on_id).collect();
        ids
    };
    let plain = |name: String| Localised::of("de", &name);
    let mut names = HashMap::new();
    let organisations =
        organisation::Entity::find().filter(organisation::Column::Id.is_in(of(Thing::Organisation))).all(db).await?;
    for row in organisations {
        names.insert((Thing::Organisation, row.id), (plain(row.name), None));
    }
    for (id, (name, email)) in people(db, of(Thing::Account).into_iter()).await? {
        let called = if name.is_empty() { email } else { name };
        names.insert((Thing::Account, id), (plain(called), Some(format!("/admin/people/{id}"))));
    }
    for row in site::Entity::find().filter(site::Column::Id.is_in(of(Thing::Site))).all(db).await? {
        names.insert((Thing::Site, row.id), (plain(row.name), Some(format!("/sites/{}", row.slug))));
    }
    for row in space::Entity::find().filter(space::Column::Id.is_in(of(Thing::Space))).all(db).await? {
        names.insert((Thing::Space, row.id), (row.name.0, Some(format!("/spaces/{}", row.slug))));
    }
    let public = crate::events::public_series(of(Thing::Series));
    for row in event_series::Entity::find().filter(event_series::Column::Id.in_subquery(public)).all(db).await? {
        names.insert((Thing::Series, row.id), (row.title.0, Some(format!("/series/{}", row.slug))));
    }
    let sessions = session::Entity::find().filter(session::Column::Id.is_in(of(Thing::Session))).all(db).await?;
    let events = of(Thing::Event).into_iter().chain(sessions.iter().map(|row| row.event_id));
    let events = event::Entity::find().filter(event::Column::Id.is_in(events)).all(db).await?;
    let shown = events.into_iter().filter(|row| row.state.0 != EventState::Draft);
    let shown: HashMap<Uuid, Named> =
        shown.map(|row| (row.id, (row.title.0, Some(format!("/events/{}", row.slug))))).collect();
    for row in sessions {
        names.extend(shown.get(&row.event_id).map(|named| ((Thing::Session, row.id), named.clone())));
    }
    names.extend(shown.into_iter().map(|(id, named)| ((Thing::Event, id), named)));
    Ok(names)
}
