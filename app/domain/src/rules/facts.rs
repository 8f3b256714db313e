//! What the house knows about the one who wishes, and how she comes to a booking.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    id::{GroupId, OrganisationId},
    organisation::{OrganisationKind, Role, Sector},
    rulebook::{AdmissionRule, How, SpaceRules, Who},
    slot::When,
};

use super::BrokenRule;

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

/// That somebody is in a group of a site, herself or with her organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Belonging {
    /// Which.
    pub group: GroupId,
    /// The last day on which she is; `None`: until she is taken out.
    pub last_day: Option<NaiveDate>,
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
    /// What the organisation has of the space, or of all that count together with it, in the [`Period`](crate::rulebook::Period) of its quota in which the wish
    /// starts, in minutes, every unit of a pool by itself. Without the booking that is judged.
    pub used_minutes: u32,
    /// What she has shown she can do.
    pub proofs: Vec<Proof>,
    /// The groups she is in, herself or with the organisation.
    pub groups: Vec<Belonging>,
}

impl Member {
    /// True when an entry is about her, to the end of a use on `last_day`.
    fn is(&self, who: &Who, last_day: NaiveDate) -> bool {
        match who {
            Who::Everybody => true,
            Who::Trusted => self.trusted,
            Who::Untrusted => !self.trusted,
            Who::Kind(kind) => self.kind == *kind,
            Who::Sector(sector) => self.sector == *sector,
            Who::RoleAtLeast(role) => self.role >= *role,
            Who::Organisations(list) => list.contains(&self.organisation),
            Who::Group(group) => {
                let holds = |her: &Belonging| her.group == *group && her.last_day.is_none_or(|last| last_day <= last);
                self.groups.iter().any(holds)
            }
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

/// The entry of the admission list that counts, and where it stands. A keeper of the space needs nobody's leave.
fn entry<'a>(rules: &'a SpaceRules, facts: &Facts, when: When) -> Option<(usize, &'a AdmissionRule)> {
    if facts.standing == Standing::Keeper {
        return None;
    }
    let last_day = super::last_day(when);
    let meant = |who: &Who| match &facts.member {
        Some(member) => member.is(who, last_day),
        None => *who == Who::Everybody,
    };
    rules.admission.iter().enumerate().find(|(_, rule)| meant(&rule.who))
}

/// What the admission list says of a use at some time.
pub(super) fn how(rules: &SpaceRules, facts: &Facts, when: When) -> How {
    entry(rules, facts, when).map_or(How::AtOnce, |(_, rule)| rule.how)
}

/// The rule that is broken where the list says no. What stands above that entry would have got her in.
pub(super) fn not_admitted(rules: &SpaceRules, facts: &Facts, when: When) -> Option<BrokenRule> {
    let (index, rule) = entry(rules, facts, when).filter(|(_, rule)| rule.how == How::Never)?;
    let named = |who: &Who| match who {
        Who::Group(id) => rules.groups.iter().find(|group| group.id == *id).map(|group| group.name.clone()),
        _ => None,
    };
    let above = rules.admission.iter().take(index).filter(|rule| rule.how != How::Never);
    Some(BrokenRule::NotAdmitted {
        barred: named(&rule.who),
        open_to: above.filter_map(|rule| named(&rule.who)).collect(),
    })
}
