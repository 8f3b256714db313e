//! What the house knows about the one who wishes, date by date: feeds [`domain::rules`].

use std::{collections::HashMap, ops::Range};

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    desk::Dates,
    id::{AccountId, BookingId, OrganisationId, SiteId},
    organisation::Role,
    rules::{Belonging, Facts, Member, Proof, Standing},
    slot::LocalSpan,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    change::{ids, to_change},
    dated::Dated,
    quota::{Quotas, Used},
    rows::occurrences,
};
use crate::{
    allocation::Eyes,
    door::earned_by,
    entity::{booking, membership, organisation, proof},
    groups::belongings,
    rooms::Room,
};

/// Who wishes.
pub(crate) struct Wisher<'a> {
    /// Who is here; `None`: somebody who may book.
    by: Option<&'a Actor>,
    /// The membership she acts with; `None`: rules about members are left open.
    member: Option<Known>,
    /// Whose holds are not in the way.
    account: Option<AccountId>,
    /// Whose it will be: what was promised to her is not in the way either, whoever books it.
    owner: Option<AccountId>,
    /// Dates that stand and are judged again: they do not count against their own quota, nor stand in their own way.
    pub(super) except: Vec<Uuid>,
}

impl<'a> Wisher<'a> {
    /// The actor herself.
    pub(crate) async fn acting(db: &impl ConnectionTrait, by: &'a Actor) -> Result<Self, DbErr> {
        Ok(Self::known(by, acting(db, by).await?))
    }

    /// Somebody whose membership was read already.
    pub(crate) fn known(by: &'a Actor, member: Option<Known>) -> Self {
        let account = by.person().map(|person| person.id);
        Self { by: Some(by), member, account, owner: account, except: Vec::new() }
    }

    /// A member of an organisation who may book, and has shown nothing yet.
    pub(crate) async fn of_organisation(db: &impl ConnectionTrait, id: OrganisationId) -> Result<Self, DbErr> {
        Ok(Self { by: None, member: member(db, id, None, Role::Booker).await?, ..Self::anybody() })
    }

    /// The same when dates of hers that stand are judged again.
    pub(super) fn but(self, again: &[Uuid]) -> Self {
        Self { except: again.to_vec(), ..self }
    }

    /// Whoever made a booking, as the rules see her when some of its dates are judged again.
    pub(crate) async fn of_booking(
        db: &impl ConnectionTrait,
        row: &booking::Model,
        again: &[Uuid],
    ) -> Result<Self, DbErr> {
        let (organisation, account) = (OrganisationId(row.organisation_id), row.account_id.map(AccountId));
        Ok(Self::behind(row, member(db, organisation, account, role(db, row).await?).await?, again))
    }

    /// The same of whom everything was read already.
    pub(super) fn behind(row: &booking::Model, member: Option<Known>, again: &[Uuid]) -> Self {
        let account = row.account_id.map(AccountId);
        Self { by: None, member, account, owner: account, except: again.to_vec() }
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

    /// The same with the eyes of who moves it.
    pub(crate) async fn moved_by(
        by: &Actor,
        db: &impl ConnectionTrait,
        id: BookingId,
        which: Option<Dates>,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        Ok(Self::moving(db, id, which, now).await?.changed_by(by))
    }

    /// The same when some dates that stand are judged again.
    pub(crate) fn judging(self, again: Vec<Uuid>) -> Self {
        Self { except: again, ..self }
    }

    /// The same for who changes what may be another's: what she holds herself is not in her way.
    pub(crate) fn changed_by(self, by: &Actor) -> Self {
        self.held_by(by.person().map(|person| person.id))
    }

    /// The same when somebody else fills in the form.
    pub(crate) fn held_by(self, account: Option<AccountId>) -> Self {
        Self { account, ..self }
    }

    /// Somebody of whom nothing is known but that she may book.
    pub(crate) const fn anybody() -> Self {
        Self { by: None, member: None, account: None, owner: None, except: Vec::new() }
    }

    /// What she sees.
    pub(crate) const fn eyes(&self, now: DateTime<Utc>) -> Eyes {
        Eyes { now, account: self.account, promised_to: self.owner }
    }

    fn standing(&self, room: &Room) -> Standing {
        self.by.map_or(Standing::Booker, |by| by.standing(room.premises()))
    }

    /// What is known of her for a time in a room. `used`: what was looked up of every quota.
    pub(crate) fn at(&self, room: &Room, local: LocalSpan, used: &Used) -> Facts {
        let standing = self.standing(room);
        let Some(known) = &self.member else { return standing.into() };
        let minutes = used.at(room, local).unwrap_or_default();
        let used_minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        Facts { standing, member: Some(Member { used_minutes, ..known.at(room.site()) }) }
    }

    /// What her organisation has of some rooms with quotas, in every period that touches a stretch of time.
    pub(crate) async fn used(
        &self,
        db: &impl ConnectionTrait,
        rooms: impl Iterator<Item = &Room>,
        around: Range<DateTime<Utc>>,
    ) -> Result<Used, DbErr> {
        match &self.member {
            Some(known) => Used::of(db, known.member.organisation, rooms, around, &self.except).await,
            None => Ok(Used::default()),
        }
    }

    /// What is known of her for each of some dates. Dates count against the quota of those after them.
    pub(crate) async fn facts(&self, db: &impl ConnectionTrait, dates: &[Dated<'_>]) -> Result<Vec<Facts>, DbErr> {
        let mut used = Used::default();
        let mut all = Vec::with_capacity(dates.len());
        for dated in dates {
            all.push(self.facts_of(db, dated, &mut used).await?);
            used.add(dated);
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
        let Some(known) = &self.member else { return Ok(self.using(dated, 0)) };
        if dated.room.view.rules.quota.minutes.is_none() {
            return Ok(self.using(dated, 0));
        }
        let minutes = used.look(db, known.member.organisation, dated, &self.except).await?;
        Ok(self.using(dated, minutes))
    }

    /// What is known of her for one date, by what was read of many organisations together.
    pub(crate) fn facts_by(&self, dated: &Dated<'_>, quotas: &Quotas) -> Facts {
        self.facts_by_all(std::slice::from_ref(dated), quotas).pop().unwrap_or_else(|| self.using(dated, 0))
    }

    /// The same for each of some dates. Dates count against the quota of those after them.
    pub(crate) fn facts_by_all(&self, dates: &[Dated<'_>], quotas: &Quotas) -> Vec<Facts> {
        let mut used = Used::default();
        let facts = |dated: &Dated<'_>| {
            let minutes = self.organisation().map_or(0, |of| used.among(quotas, of, dated, &self.except));
            used.add(dated);
            self.using(dated, minutes)
        };
        dates.iter().map(facts).collect()
    }

    /// What is known of her for one date, when her organisation has so many minutes in the period of its quota.
    pub(crate) fn using(&self, dated: &Dated<'_>, minutes: i64) -> Facts {
        let site = dated.room.site();
        let used_minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        let member = self.member.as_ref().map(|known| Member { used_minutes, ..known.at(site) });
        Facts { standing: self.standing(dated.room), member }
    }

    /// Her organisation, where rules about members are judged.
    pub(crate) fn organisation(&self) -> Option<OrganisationId> {
        self.member.as_ref().map(|known| known.member.organisation)
    }
}

/// A proof, and where it counts; `None`: everywhere.
pub(crate) type Shown = (Option<SiteId>, Proof);

/// What is known of a member, and what she has shown.
#[derive(Clone)]
pub(crate) struct Known {
    member: Member,
    proofs: Vec<Shown>,
}

impl Known {
    /// Somebody of an organisation, its use of spaces aside.
    pub(crate) fn of(of: &organisation::Model, role: Role, proofs: Vec<Shown>, groups: Vec<Belonging>) -> Self {
        let member = Member {
            organisation: OrganisationId(of.id),
            kind: of.kind.0,
            sector: of.sector.0,
            role,
            trusted: of.trusted,
            used_minutes: 0,
            proofs: Vec::new(),
            groups,
        };
        Self { member, proofs }
    }

    /// As the rules of a house see her.
    fn at(&self, site: SiteId) -> Member {
        let counts = self.proofs.iter().filter(|(at, _)| at.is_none_or(|at| at == site));
        Member { proofs: counts.map(|(_, proof)| proof.clone()).collect(), ..self.member.clone() }
    }
}

/// In which role somebody has a booking: that of her membership. Who has left, or never was there, may book at least.
async fn role(db: &impl ConnectionTrait, row: &booking::Model) -> Result<Role, DbErr> {
    let Some(account) = row.account_id else { return Ok(Role::Booker) };
    let hers = membership::Entity::find_by_id((account, row.organisation_id)).one(db).await?;
    Ok(hers.map_or(Role::Booker, |hers| hers.role.0))
}

/// The membership the actor acts with.
async fn acting(db: &impl ConnectionTrait, by: &Actor) -> Result<Option<Known>, DbErr> {
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
) -> Result<Option<Known>, DbErr> {
    let Some(of) = organisation::Entity::find_by_id(organisation.0).one(db).await? else { return Ok(None) };
    let proofs = match account {
        Some(account) => shown(db, &[account.0]).await?.remove(&account.0).unwrap_or_default(),
        None => Vec::new(),
    };
    let account = account.map(|account| account.0);
    let groups = belongings(db, account.into_iter(), [of.id].into_iter()).await?.of(account, of.id);
    Ok(Some(Known::of(&of, role, proofs, groups)))
}

/// What some people have shown, by account, and where it counts: granted by a keeper, or earned by coming.
pub(crate) async fn shown(db: &impl ConnectionTrait, accounts: &[Uuid]) -> Result<HashMap<Uuid, Vec<Shown>>, DbErr> {
    let theirs = proof::Column::AccountId.is_in(accounts.iter().copied());
    let granted = proof::Entity::find().filter(theirs).all(db).await?;
    let granted = granted
        .into_iter()
        .map(|row| (row.account_id, (Some(SiteId(row.site_id)), Proof { key: row.key, expires_on: row.expires_on })));
    let mut shown: HashMap<Uuid, Vec<Shown>> = HashMap::new();
    for (account, proof) in granted.chain(earned_by(db, accounts).await?) {
        shown.entry(account).or_default().push(proof);
    }
    Ok(shown)
}
