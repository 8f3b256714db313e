//! A space that can be had, or what is against it.

use std::cmp::Reverse;

use domain::{
    rules::{Admission, BrokenRule, Lesson},
    search::{Differs, Hurdle, Offer},
    slot::When,
};

use super::candidate::Candidate;
use crate::rooms::natural;

/// A space that can be had, and when.
pub(super) struct Answer<'a> {
    pub(super) candidate: &'a Candidate<'a>,
    pub(super) fits: Vec<When>,
    pub(super) admission: Admission,
    pub(super) differs: Option<Differs>,
    /// The quota that is used up at the times asked for.
    pub(super) quota: Option<BrokenRule>,
    /// Where lacking proofs can be had.
    pub(super) lessons: Vec<Lesson>,
}

/// A space at the times that the least is against.
pub(super) struct Judged<'a> {
    pub(super) answer: Answer<'a>,
    /// `None`: nothing.
    pub(super) hurdle: Option<Hurdle>,
    /// What is against the first of these times.
    pub(super) broken: Vec<BrokenRule>,
}

/// Best first: what fits best, then what stands at once, then what is free soonest.
pub(super) fn ranked(mut answers: Vec<Answer<'_>>) -> Vec<Answer<'_>> {
    answers.sort_by_cached_key(|answer| {
        let length = match answer.differs {
            Some(Differs::Shorter(length)) => length,
            _ => 0,
        };
        let asks = answer.differs.is_none() && answer.admission == Admission::Ask;
        let soonest = answer.fits.first().map(|when| when.slot);
        let name = natural(answer.candidate.room.view.space.name.get("de"));
        (Reverse(length), answer.differs.clone(), answer.candidate.fit, asks, soonest, name)
    });
    answers
}

pub(super) fn shown(answers: Vec<Answer<'_>>, most: usize) -> Vec<Offer> {
    let offer = |answer: Answer<'_>| {
        let Candidate { room, units, ref along, .. } = *answer.candidate;
        Offer {
            space: room.view.clone(),
            units,
            along: along.clone(),
            times: answer.fits,
            admission: answer.admission,
            differs: answer.differs,
            quota: answer.quota,
            lessons: answer.lessons,
        }
    };
    answers.into_iter().take(most).map(offer).collect()
}
