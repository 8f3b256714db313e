//! What the house knows about the one who wishes, date by date: feeds [`domain::rules`].

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Actor,
    booking::BookingState,
    desk::Dates,
    id::{AccountId, BookingId, OrganisationId, SiteId},
    opening::instant,
    organisation::Role,
    rulebook::Period,
    rules::{Facts, Member, Proof, Standing},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    change::{ids, to_change},
    dated::Dated,
    rows::occurrences,
};
use crate::{
    allocation::Eyes,
    door::earned_by,
    entity::{Code, booking, occurrence, organisation, proof},
    zone,
};

/// Who wishes.
pub(crate) struct Wisher<'a> {
    /// Who is here; `None`: somebody who may book.
    by: Option<&'a Actor>,
    /// The membership she acts with; `None`: rules about members are left open.
    member: Option<Member>,
    /// Whose holds are not in the way.
    account: Option<AccountId>,
    /// Dates that stand and are judged again: they do not count against their own quota, nor stand in their own way.
    pub(super) except: Vec<Uuid>,
}

impl<'a> Wisher<'a> {
    /// The actor herself.
    pub(crate) async fn acting(db: &impl ConnectionTrait, by: &'a Actor) -> Result<Self, DbErr> {
        let account = by.person().map(|person| person.id);
        Ok(Self { by: Some(by), member: acting(db, by).await?, account, except: Vec::new() })
    }

    /// A member of an organisation who may book, and has shown nothing yet.
    pub(crate) async fn of_organisation(db: &impl ConnectionTrait, id: OrganisationId) -> Result<Self, DbErr> {
        Ok(Self { by: None, member: member(db, id, None, Role::Booker).await?, account: None, except: Vec::new() })
    }

    /// Whoever made a booking, as the rules see her when some of its dates are judged again.
    pub(crate) async fn of_booking(
        db: &impl ConnectionTrait,
        row: &booking::Model,
        again: &[Uuid],
    ) -> Result<Self, DbErr> {
        let organisation = OrganisationId(row.organisation_id);
        let account = row.account_id.map(AccountId);
        let member = member(db, organisation, account, Role::Booker).await?;
        Ok(Self { by: None, member, account, except: again.to_vec() })
    }

    /// Whoever made the booking of this id, about to change some of its dates; `None`: to add to them.
    pub(crate) async fn moving(
        db: &impl ConnectionTrait,
        id: BookingId,
        which: Option<Dates>,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let Some(row) = booking::Entity::find_by_id(id.0).one(db).await? else { return Ok(Self::anybody()) };
        let again = match which {
            Some(which) => ids(&to_change(&occurrences(db, &[row.id]).await?, which, now)),
            None => Vec::new(),
        };
        Self::of_booking(db, &row, &again).await
    }

    /// The same when some dates that stand are judged again.
    pub(crate) fn judging(self, again: Vec<Uuid>) -> Self {
        Self { except: again, ..self }
    }

    /// The same when somebody else fills in the form.
    pub(crate) fn held_by(self, account: Option<AccountId>) -> Self {
        Self { account, ..self }
    }

    /// Somebody of whom nothing is known but that she may book.
    pub(crate) const fn anybody() -> Self {
        Self { by: None, member: None, account: None, except: Vec::new() }
    }

    /// What she sees.
    pub(crate) const fn eyes(&self, now: DateTime<Utc>) -> Eyes {
        Eyes { now, account: self.account }
    }

    fn standing(&self, site: SiteId) -> Standing {
        self.by.map_or(Standing::Booker, |by| by.standing(site))
    }

    /// What is known of her at a site, quotas aside: for a search, which would look up one for every space.
    pub(crate) fn at(&self, site: SiteId) -> Facts {
        Facts { standing: self.standing(site), member: self.member.clone() }
    }

    /// What is known of her for each of some dates. Dates count against the quota of those after them.
    pub(crate) async fn facts(&self, db: &impl ConnectionTrait, dates: &[Dated<'_>]) -> Result<Vec<Facts>, DbErr> {
        let mut used = Used::default();
        let mut all = Vec::with_capacity(dates.len());
        for dated in dates {
            all.push(self.facts_of(db, dated, &mut used).await?);
            if let Some(minutes) = used.0.get_mut(&Used::key(dated)) {
                *minutes += dated.wish.when.slot.minutes() * i64::from(dated.wish.units.max(1));
            }
        }
        Ok(all)
    }

    /// What is known of her for one date. `used`: what was looked up for others.
    pub(crate) async fn facts_of(
        &self,
        db: &impl ConnectionTrait,
        dated: &Dated<'_>,
        used: &mut Used,
    ) -> Result<Facts, DbErr> {
        let standing = self.standing(dated.room.site());
        let Some(member) = &self.member else { return Ok(standing.into()) };
        let mut member = member.clone();
        let quota = dated.room.view.rules.quota;
        if quota.minutes.is_some() {
            let minutes = match used.0.get(&Used::key(dated)) {
                Some(minutes) => *minutes,
                None => minutes_used(db, member.organisation, dated, quota.per, &self.except).await?,
            };
            member.used_minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
            used.0.insert(Used::key(dated), minutes);
        }
        Ok(Facts { standing, member: Some(member) })
    }
}

/// What an organisation has of spaces in the periods of their quotas, in minutes, as far as it was looked up.
#[derive(Default)]
pub(crate) struct Used(HashMap<(Uuid, NaiveDate), i64>);

impl Used {
    /// The space, and the first day of the period.
    fn key(dated: &Dated<'_>) -> (Uuid, NaiveDate) {
        let (first, _) = dated.room.view.rules.quota.per.around(dated.wish.when.local.from.date());
        (dated.room.id(), first)
    }
}

/// The membership the actor acts with.
pub(crate) async fn acting(db: &impl ConnectionTrait, by: &Actor) -> Result<Option<Member>, DbErr> {
    let Some(person) = by.person() else { return Ok(None) };
    let Some(acting) = person.acting() else { return Ok(None) };
    member(db, acting.organisation.id, Some(person.id), acting.role).await
}

/// What is known of a member of an organisation. An import has no account: it has shown nothing.
async fn member(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    account: Option<AccountId>,
    role: Role,
) -> Result<Option<Member>, DbErr> {
    let Some(of) = organisation::Entity::find_by_id(organisation.0).one(db).await? else { return Ok(None) };
    let mut proofs = Vec::new();
    if let Some(account) = account {
        let granted = proof::Entity::find().filter(proof::Column::AccountId.eq(account.0)).all(db).await?;
        proofs.extend(granted.into_iter().map(|row| Proof { key: row.key, expires_on: row.expires_on }));
        proofs.extend(earned_by(db, account.0).await?);
    }
    Ok(Some(Member {
        organisation,
        kind: of.kind.0,
        sector: of.sector.0,
        role,
        trusted: of.trusted,
        used_minutes: 0,
        proofs,
    }))
}

/// What an organisation has of a space in the period of its quota, in minutes.
async fn minutes_used(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    dated: &Dated<'_>,
    per: Period,
    except: &[Uuid],
) -> Result<i64, DbErr> {
    let (first, next) = per.around(dated.wish.when.local.from.date());
    let at = |date| zone::to_utc(dated.room.zone, instant(date, 0));
    let standing = [BookingState::Requested, BookingState::Confirmed, BookingState::Finished, BookingState::NoShow];
    let found = occurrence::Entity::find()
        .filter(occurrence::Column::OrganisationId.eq(organisation.0))
        .filter(occurrence::Column::StartsAt.gte(at(first)))
        .filter(occurrence::Column::StartsAt.lt(at(next)))
        .filter(occurrence::Column::SpaceId.eq(dated.room.id()))
        .filter(occurrence::Column::State.is_in(standing.map(Code)))
        .all(db)
        .await?;
    let bookings = found.iter().map(|row| row.booking_id);
    let bookings = booking::Entity::find().filter(booking::Column::Id.is_in(bookings)).all(db).await?;
    let units = |row: &occurrence::Model| {
        let of_all = || bookings.iter().find(|booking| booking.id == row.booking_id).map(|booking| booking.units);
        i64::from(row.units.or_else(of_all).unwrap_or(1))
    };
    let minutes = |row: &occurrence::Model| (row.ends_at - row.starts_at).num_minutes() * units(row);
    Ok(found.iter().filter(|row| !except.contains(&row.id)).map(minutes).sum())
}
