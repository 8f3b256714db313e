//! For whom a booking is made: the actor herself, or somebody she books for.
//!
//! The rules judge the one it is for: her organisation's quota and admission, and what she herself has shown. What the
//! actor adds is her power to make exceptions, when she keeps the space.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Person, Premises, may},
    booking::BookingRefusal,
    desk::Behalf,
    id::OrganisationId,
    rules::{Admission, Verdict},
};
use sea_orm::{ConnectionTrait, DbErr};

use super::{
    Outcome,
    facts::Wisher,
    why::{organisation_called, person_called},
};
use crate::error::refuse;

/// For whom a booking is made.
pub(crate) struct Party {
    /// Whose it is; `None`: the actor acts for nobody.
    pub(crate) organisation: Option<OrganisationId>,
    /// Who it belongs to; `None`: nobody was named yet.
    owner: Option<Actor>,
    /// Somebody else makes it for her.
    pub(crate) behalf: bool,
    /// The actor keeps every one of the spaces.
    keeps: bool,
}

impl Party {
    /// Finds out for whom a wish at some sites is.
    ///
    /// # Errors
    /// When the actor may not book for that organisation, it is not confirmed, or the contact is none of its members.
    pub(crate) async fn read(
        db: &impl ConnectionTrait,
        by: &Actor,
        behalf: Option<&Behalf>,
        premises: &[Premises],
        now: DateTime<Utc>,
    ) -> Outcome<Self> {
        let own = by.person().and_then(|person| person.acting_for);
        let keeps = premises.iter().all(|here| may(by, Act::Keep(*here)).is_ok());
        let herself = Self { organisation: own, owner: Some(by.clone()), behalf: false, keeps };
        let Some(Behalf { organisation, contact }) = behalf else { return Ok(herself) };
        let named = match organisation.trim() {
            "" => own,
            // Who may book for none but her own learns nothing about the others.
            name => organisation_called(db, name).await?.filter(|(_, confirmed)| *confirmed).map(|(of, _)| of.id),
        };
        let allowed = |of: &OrganisationId| premises.iter().all(|here| may(by, Act::BookFor(*here, *of)).is_ok());
        let contact = contact.trim();
        let is_her = by.person().is_some_and(|person| person.email.eq_ignore_ascii_case(contact));
        if named.is_some() && named == own && (contact.is_empty() || is_her) {
            return Ok(herself);
        }
        let Some(named) = named.filter(allowed) else { return refuse(BookingRefusal::Organisation) };
        let mut party = Self { organisation: Some(named), owner: None, behalf: true, keeps };
        if contact.is_empty() {
            return Ok(party);
        }
        let belongs = |person: &Person| person.memberships.iter().any(|one| one.organisation.id == named);
        let Some(person) = person_called(db, contact, now).await?.filter(belongs) else {
            return refuse(BookingRefusal::Contact);
        };
        party.owner = Some(Actor::Account(Person { acting_for: Some(named), ..person }));
        Ok(party)
    }

    /// Who the rules see. What somebody holds while she fills in a form is the actor's.
    pub(super) async fn wisher<'a>(&'a self, db: &impl ConnectionTrait, by: &'a Actor) -> Result<Wisher<'a>, DbErr> {
        let hands = by.person().map(|person| person.id);
        let wisher = match (&self.owner, self.organisation) {
            (Some(owner), _) => Wisher::acting(db, owner).await?,
            (None, Some(organisation)) => Wisher::of_organisation(db, organisation).await?,
            (None, None) => Wisher::acting(db, by).await?,
        };
        Ok(wisher.held_by(hands))
    }

    /// Who it belongs to.
    ///
    /// # Errors
    /// When nobody was named.
    pub(super) fn owner(&self) -> Result<&Person, BookingRefusal> {
        self.acting().and_then(Actor::person).ok_or(BookingRefusal::Contact)
    }

    /// Who it belongs to, acting for that organisation; `None`: nobody was named.
    pub(crate) const fn acting(&self) -> Option<&Actor> {
        self.owner.as_ref()
    }

    /// The act the actor needs leave for.
    pub(crate) fn act(&self, here: Premises, organisation: OrganisationId) -> Act {
        if self.behalf { Act::BookFor(here, organisation) } else { Act::Book(here, organisation) }
    }

    /// A keeper who books for somebody has been asked, and says yes by booking.
    pub(super) fn answered(&self, mut verdict: Verdict) -> Verdict {
        if self.behalf && self.keeps {
            verdict.admission = Admission::AtOnce;
        }
        verdict
    }
}
