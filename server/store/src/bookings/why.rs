//! Why somebody can, or cannot, book: the same judgement, for another pair of eyes (I7).

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Membership, Person, may},
    booking::BookingRefusal,
    desk::{LocalWish, Why},
    id::{AccountId, BookingId, OrganisationId},
    organisation::OrganisationRef,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    Outcome,
    dated::{Dated, judged, known_use},
    facts::Wisher,
    rows::occurrences,
};
use crate::{
    Store,
    entity::{account, keeper, membership, organisation},
    error::refuse,
    keeping::{self, Keeps},
    rooms::{self, Which, natural},
};

impl Store {
    pub(super) async fn explain(
        &self,
        by: &Actor,
        wish: &LocalWish,
        who: &str,
        request: Option<BookingId>,
    ) -> Outcome<Vec<Why>> {
        let houses = rooms::load(&self.db, Which::SiteOf(&wish.space)).await?;
        let room = houses.room(&wish.space).filter(|room| may(by, Act::Keep(room.premises())).is_ok());
        let Some(room) = room else { return refuse(BookingRefusal::NotFound) };
        known_use(room, wish)?;
        let judged = judged(room, wish, wish.span())?;
        let dated = Dated::new(room, judged).used_for(wish.use_kind.as_deref()).taking(&wish.along);
        // What is asked for is not in its own way.
        let own = match request {
            Some(request) => occurrences(&self.db, &[request.0]).await?.iter().map(|date| date.id).collect(),
            None => Vec::new(),
        };
        let mut all = Vec::new();
        if let Some((organisation, _)) = organisation_called(&self.db, who).await? {
            let wisher = Wisher::of_organisation(&self.db, organisation.id).await?.but(&own);
            let verdict = self.verdict_seen(by, dated.clone(), &wisher).await?;
            all.push(Why { name: String::new(), organisation: Some(organisation), verdict });
        }
        let Some(person) = person_called(&self.db, who, self.now()).await? else { return Ok(all) };
        let acting: Vec<Option<OrganisationId>> = match person.memberships.as_slice() {
            [] => vec![None],
            some => some.iter().map(|membership| Some(membership.organisation.id)).collect(),
        };
        for acting_for in acting {
            let actor = Actor::Account(Person { acting_for, ..person.clone() });
            let wisher = Wisher::acting(&self.db, &actor).await?.but(&own);
            let verdict = self.verdict_seen(by, dated.clone(), &wisher).await?;
            let organisation = actor.person().and_then(Person::acting).map(|acting| acting.organisation.clone());
            all.push(Why { name: person.display_name().to_owned(), organisation, verdict });
        }
        Ok(all)
    }

    /// Every organisation that is confirmed, by name, for whoever keeps anything.
    pub(super) async fn organisations_to_book_for(&self, by: &Actor) -> Result<Vec<String>, DbErr> {
        if !by.person().is_some_and(Person::is_keeper) {
            return Ok(Vec::new());
        }
        let confirmed = organisation::Entity::find().filter(organisation::Column::Confirmed.eq(true));
        let mut names: Vec<String> = confirmed.all(&self.db).await?.into_iter().map(|of| of.name).collect();
        names.sort_by_cached_key(|name| natural(name));
        Ok(names)
    }
}

/// An organisation by its name, and whether the region confirmed it.
pub(super) async fn organisation_called(
    db: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<(OrganisationRef, bool)>, DbErr> {
    let found = organisation::Entity::find().filter(organisation::Column::Name.eq(name.trim())).one(db).await?;
    Ok(found.map(|of| (of.confirmed, of)).map(|(confirmed, of)| (reference(of), confirmed)))
}

fn reference(of: organisation::Model) -> OrganisationRef {
    OrganisationRef { id: OrganisationId(of.id), name: of.name, kind: of.kind.0, sector: of.sector.0 }
}

/// Somebody who can sign in, by her address, acting for nobody yet.
pub(super) async fn person_called(
    db: &impl ConnectionTrait,
    email: &str,
    now: DateTime<Utc>,
) -> Result<Option<Person>, DbErr> {
    let by_address = account::Entity::find().filter(account::Column::Email.eq(email.trim().to_lowercase()));
    let Some(her) = by_address.one(db).await?.filter(|her| !her.disabled) else { return Ok(None) };
    person(db, her, now).await.map(Some)
}

/// Somebody who can sign in, acting for nobody yet.
async fn person(db: &impl ConnectionTrait, her: account::Model, now: DateTime<Utc>) -> Result<Person, DbErr> {
    let (mut people, _) = people(db, vec![her], now).await?;
    people.pop().ok_or_else(|| DbErr::RecordNotFound("an account that was read".to_owned()))
}

/// People who can sign in, acting for nobody yet, in the same order, and the organisations they are members of.
pub(crate) async fn people(
    db: &impl ConnectionTrait,
    them: Vec<account::Model>,
    now: DateTime<Utc>,
) -> Result<(Vec<Person>, Vec<organisation::Model>), DbErr> {
    let ids = || them.iter().map(|her| her.id);
    let roles = membership::Entity::find().filter(membership::Column::AccountId.is_in(ids())).all(db).await?;
    let of = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(roles.iter().map(|role| role.organisation_id)))
        .order_by_asc(organisation::Column::Name)
        .all(db)
        .await?;
    let keeps =
        keeper::Entity::find().filter(keeper::Column::AccountId.is_in(ids())).filter(keeping::now(now)).all(db).await?;
    let member = |her: Uuid, of: &organisation::Model| {
        let role = roles.iter().find(|role| role.account_id == her && role.organisation_id == of.id)?.role.0;
        Some(Membership { role, confirmed: of.confirmed, organisation: reference(of.clone()) })
    };
    let kept = |her: Uuid| keeps.iter().filter(|row| row.account_id == her).collect::<Keeps>();
    let person = |her: account::Model| {
        let kept = kept(her.id);
        Person {
            id: AccountId(her.id),
            memberships: of.iter().filter_map(|of| member(her.id, of)).collect(),
            acting_for: None,
            keeps: kept.sites(),
            keeps_spaces: kept.spaces(),
            platform_admin: her.platform_admin,
            auditor: her.auditor,
            recent: false,
            name: her.name,
            email: her.email,
            language: her.language,
        }
    };
    Ok((them.into_iter().map(person).collect(), of))
}
