//! Spaces that answer everything, and are not for her: said, not left out.

use domain::{
    rules::BrokenRule,
    search::{Differs, Hurdle, Refused},
    text::Localised,
};

use super::answer::{Answer, Judged, ranked};
use crate::rooms::Room;

/// So many spaces for which only a proof is lacking stand among the near misses: the others want to be seen as well.
const PROOFS: usize = 6;
/// So many spaces are named of each hurdle.
const NAMED: usize = 5;

/// What is against spaces that are free when she wants them, best first.
#[derive(Default)]
pub(super) struct Against<'a> {
    lacking_proof: Vec<(Answer<'a>, BrokenRule)>,
    refused: Vec<(&'a Room, Hurdle, BrokenRule)>,
}

impl<'a> Against<'a> {
    /// Keeps what something about her is against, and answers what nothing is.
    pub(super) fn sort(&mut self, judged: Judged<'a>) -> Option<Answer<'a>> {
        let Judged { mut answer, hurdle, broken } = judged;
        let Some(hurdle) = hurdle else { return Some(answer) };
        let rule = hurdle.rule(&broken)?.clone();
        match hurdle {
            Hurdle::Time => {}
            Hurdle::Quota | Hurdle::Admission => self.refused.push((answer.candidate.room, hurdle, rule)),
            Hurdle::Proof => {
                answer.differs = Some(Differs::Proof(broken.into_iter().filter_map(proof).collect()));
                self.lacking_proof.push((answer, rule));
            }
        }
        None
    }

    /// The best spaces for which only a proof is lacking; the others are refused.
    pub(super) fn lacking_proof(&mut self) -> Vec<Answer<'a>> {
        let mut all = std::mem::take(&mut self.lacking_proof);
        let others = all.split_off(PROOFS.min(all.len()));
        self.refused.extend(others.into_iter().map(|(answer, rule)| (answer.candidate.room, Hurdle::Proof, rule)));
        ranked(all.into_iter().map(|(answer, _)| answer).collect())
    }

    /// Says of near misses why they are at other times, where that is a quota: then they are not refused.
    pub(super) fn explain(&mut self, near: &mut [Answer<'a>]) {
        for answer in near {
            let id = answer.candidate.room.id();
            let full = |(room, hurdle, _): &mut (&Room, Hurdle, _)| *hurdle == Hurdle::Quota && room.id() == id;
            answer.quota = self.refused.extract_if(.., full).map(|(.., rule)| rule).next();
        }
    }

    /// What was refused, the least hurdle first.
    pub(super) fn refused(self) -> Vec<Refused> {
        let of = |hurdle: Hurdle| {
            let of = || self.refused.iter().filter(move |(_, other, _)| *other == hurdle);
            let named = of().take(NAMED).map(|(room, _, rule)| (room.view.space.clone(), rule.clone())).collect();
            Refused { hurdle, count: u16::try_from(of().count()).unwrap_or(u16::MAX), named }
        };
        [Hurdle::Proof, Hurdle::Quota, Hurdle::Admission].map(of).into_iter().filter(|of| of.count > 0).collect()
    }
}

/// What a rule asks to be shown.
fn proof(rule: BrokenRule) -> Option<(String, Localised)> {
    match rule {
        BrokenRule::QualificationMissing { key, name, .. } => Some((key, name)),
        _ => None,
    }
}
