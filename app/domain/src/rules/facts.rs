//! What the house knows about the one who wishes, and how she comes to a booking.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    id::OrganisationId,
    organisation::{OrganisationKind, Role, Sector},
    rulebook::{How, SpaceRules, Who},
};

/// How the one who wishes stands to the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Nobody is signed in. What depends on the person is left open.
    Unknown,
    /// Signed in, but acts for no organisation.
    NoOrganisation,
    /// Her organisation is not yet confirmed by the region.
    Unconfirmed,
    /// A member who may read but not book.
    MayNotBook,
    /// May book.
    Booker,
    /// Keeps this very space.
    Keeper,
}

/// Somebody's proof of a qualification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Of which, by its key.
    pub key: String,
    /// The last day it holds; `None`: for ever.
    pub expires_on: Option<NaiveDate>,
}

/// What is known of the membership somebody acts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The organisation.
    pub organisation: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// What it stands for.
    pub sector: Sector,
    /// What she may do for it.
    pub role: Role,
    /// The region trusts the organisation.
    pub trusted: bool,
    /// What the organisation has of the space in the [`Period`](crate::rulebook::Period) of its quota in which the wish
    /// starts, in minutes, every unit of a pool by itself. Without the booking that is judged.
    pub used_minutes: u32,
    /// What she has shown she can do.
    pub proofs: Vec<Proof>,
}

impl Member {
    fn is(&self, who: &Who) -> bool {
        match who {
            Who::Everybody => true,
            Who::Trusted => self.trusted,
            Who::Untrusted => !self.trusted,
            Who::Kind(kind) => self.kind == *kind,
            Who::Sector(sector) => self.sector == *sector,
            Who::RoleAtLeast(role) => self.role >= *role,
            Who::Organisations(list) => list.contains(&self.organisation),
        }
    }
}

/// What the house knows about the one who wishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// How she stands to the house.
    pub standing: Standing,
    /// The membership she acts with; `None`: rules about members are left open.
    pub member: Option<Member>,
}

impl From<Standing> for Facts {
    fn from(standing: Standing) -> Self {
        Self { standing, member: None }
    }
}

codes! {
    /// How somebody comes to the booking she wishes for.
    Admission {
        /// It stands at once.
        AtOnce = "at-once",
        /// It is a request, which a keeper answers.
        Ask = "ask",
    }
}

impl Default for Admission {
    /// As in a house without an admission list.
    fn default() -> Self {
        Self::AtOnce
    }
}

/// What the admission list says. A keeper of the space needs nobody's leave.
pub(super) fn how(rules: &SpaceRules, facts: &Facts) -> How {
    let meant = |who: &Who| facts.member.as_ref().map_or(*who == Who::Everybody, |member| member.is(who));
    if facts.standing == Standing::Keeper {
        return How::AtOnce;
    }
    rules.admission.iter().find(|rule| meant(&rule.who)).map_or(How::AtOnce, |rule| rule.how)
}
