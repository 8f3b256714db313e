//! What stands between somebody and a space that fits.

use serde::{Deserialize, Serialize};

use crate::{
    rules::{BrokenRule as Rule, Lifter},
    space::SpaceRef,
};

/// What stands between somebody and a space at some time, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Hurdle {
    /// She has not shown that she can do what the space needs. That can be learnt.
    Proof,
    /// Her organisation has had its share. That passes.
    Quota,
    /// It is not open to her.
    Admission,
    /// Nobody can have it then.
    Time,
}

impl Hurdle {
    /// The greatest among some broken rules. What she is not yet herself, a member or a booker, is none: she is told
    /// when she books, and finds the same spaces before.
    #[must_use]
    pub fn of(broken: &[Rule]) -> Option<Self> {
        broken.iter().filter_map(Self::of_rule).max()
    }

    fn of_rule(rule: &Rule) -> Option<Self> {
        match rule {
            Rule::QualificationMissing { .. } => Some(Self::Proof),
            Rule::QuotaExceeded { .. } => Some(Self::Quota),
            Rule::NotAdmitted { .. } => Some(Self::Admission),
            rule if matches!(rule.usually_lifted_by(), Lifter::Platform | Lifter::OrganisationAdmin) => None,
            _ => Some(Self::Time),
        }
    }

    /// True where another time may help.
    #[must_use]
    pub const fn passes(self) -> bool {
        matches!(self, Self::Quota | Self::Time)
    }

    /// The first rule that is this hurdle.
    #[must_use]
    pub fn rule(self, broken: &[Rule]) -> Option<&Rule> {
        broken.iter().find(|rule| Self::of_rule(rule) == Some(self))
    }
}

/// Spaces that would answer a search, if it were not for one hurdle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Which.
    pub hurdle: Hurdle,
    /// How many they are.
    pub count: u16,
    /// Some of them, best first, and the rule of each.
    pub named: Vec<(SpaceRef, Rule)>,
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::{
        rulebook::{Counted, Period},
        text::Localised,
    };

    #[test]
    fn of_several_hurdles_the_greatest_counts_and_what_she_is_not_yet_is_none() {
        let proof = || Rule::QualificationMissing { key: "laser".into(), name: Localised::default(), expired_on: None };
        let quota = || Rule::QuotaExceeded {
            minutes: 60,
            used: 60,
            per: Period::Week,
            counted: Counted::Space,
            next: NaiveDate::MIN,
        };
        let shut = || Rule::NotAdmitted { barred: None, open_to: vec![] };
        let far = || Rule::TooFarAhead { horizon_days: 90 };
        for (broken, expected) in [
            (vec![], None),
            (vec![Rule::NoOrganisation], None),
            (vec![Rule::OrganisationUnconfirmed, Rule::RoleMayNotBook], None),
            (vec![Rule::NoOrganisation, proof()], Some(Hurdle::Proof)),
            (vec![quota(), proof()], Some(Hurdle::Quota)),
            (vec![shut(), quota(), proof()], Some(Hurdle::Admission)),
            (vec![proof(), far(), shut()], Some(Hurdle::Time)),
        ] {
            let hurdle = Hurdle::of(&broken);
            assert_eq!(hurdle, expected, "{broken:?}");
            let rule = hurdle.and_then(|hurdle| hurdle.rule(&broken));
            assert_eq!(rule.map(std::slice::from_ref).and_then(Hurdle::of), expected, "{broken:?}");
        }
    }
}
