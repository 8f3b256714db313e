//! People an organisation registers by a list: who of them gets a seat, and what is wrong with whose line.
//!
//! Each line becomes a registration of its own, since whoever comes has her own mail, link, ticket and way out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{Stock, held_until};
use crate::{
    question::{Fault, Given},
    text,
};

mod columns;
mod sheet;

pub use columns::{Entry, List, ListFault, asked, read};
pub use sheet::decoded;

/// Most people of a list.
pub const MOST_LINES: usize = 100;
/// Longest list, in bytes: twice what a hundred lines with answers need.
pub const LONGEST_LIST: usize = 40_000;
/// Most people an organisation registers by lists within 24 hours, for all events: each costs somebody a mail.
pub const MOST_A_DAY: usize = 200;
/// Most times within 24 hours an organisation may list one address whose owner has not answered.
pub const MOST_UNANSWERED: usize = 5;
/// How many hours a seat is held for somebody another person registered: she does not sit before the form, as whoever
/// fills it in herself does.
pub const LISTED_HOURS: i64 = 24;
/// Longest name.
const LONGEST_NAME: usize = 120;

/// Until when the seat of somebody who was listed at `now` is held: until the session begins at the latest, and never
/// shorter than for those who come by themselves.
#[must_use]
pub fn listed_until(now: DateTime<Utc>, starts_at: DateTime<Utc>) -> DateTime<Utc> {
    (now + Duration::hours(LISTED_HOURS)).min(starts_at).max(held_until(now))
}

/// One person of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLine {
    /// The number of her line in the list, from 1.
    pub row: usize,
    /// Her name, as it was typed.
    pub name: String,
    /// Her address, as it was typed.
    pub email: String,
    /// What was answered for her.
    pub answers: Given,
}

/// What becomes of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// A seat is held for her.
    Seat,
    /// She is asked whether she wants to wait.
    Waits,
    /// It names nobody.
    NoName,
    /// The name is too long.
    LongName,
    /// There is no address.
    NoEmail,
    /// The address can be none.
    WrongEmail,
    /// The same address stands in this line already.
    Twice(usize),
    /// The organisation has registered her before.
    Listed,
    /// Something is wrong with the answers.
    Answers(Vec<Fault>),
    /// No seat is left.
    NoSeat,
    /// Her address was listed so often that she shall be left in peace.
    Unanswered,
    /// The organisation has registered as many as it may in a day.
    Enough,
}

impl Verdict {
    /// True when she is registered by it.
    #[must_use]
    pub const fn is_yes(&self) -> bool {
        matches!(self, Self::Seat | Self::Waits)
    }
}

/// What a list is held against.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The seats there are.
    pub stock: Stock,
    /// Whoever gets no seat may wait.
    pub wait: bool,
    /// What became of lines that were taken before: the same form came twice. By their place in the list.
    pub done: BTreeMap<usize, Verdict>,
    /// The addresses the organisation has registered for this session, and that still are. Of others it learns nothing.
    pub listed: BTreeSet<String>,
    /// The addresses that were listed as often as may be.
    pub unanswered: BTreeSet<String>,
    /// How many more the organisation may register now.
    pub more: usize,
}

/// What becomes of each line, in their order: whoever stands higher is served first. `faults`: what is wrong with the
/// answers of each.
#[must_use]
pub fn judge(lines: &[ListLine], faults: &[Vec<Fault>], mut found: Found) -> Vec<Verdict> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut verdicts = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        let verdict = match found.done.get(&place) {
            Some(done) => done.clone(),
            None => match alone(line, faults.get(place).map(Vec::as_slice).unwrap_or_default()) {
                Ok(email) => match seen.get(&email) {
                    Some(row) => Verdict::Twice(*row),
                    None => found.give(&email),
                },
                Err(wrong) => wrong,
            },
        };
        if let Some(email) = text::email(&line.email) {
            seen.entry(email).or_insert(line.row);
        }
        verdicts.push(verdict);
    }
    verdicts
}

impl Found {
    /// A seat for this address, or why not.
    fn give(&mut self, email: &str) -> Verdict {
        if self.listed.contains(email) {
            return Verdict::Listed;
        }
        if self.unanswered.contains(email) {
            return Verdict::Unanswered;
        }
        if self.more == 0 {
            return Verdict::Enough;
        }
        let verdict = match self.stock.share(1) {
            Some(share) => {
                self.stock = self.stock.without(share);
                Verdict::Seat
            }
            None if self.wait => Verdict::Waits,
            None => return Verdict::NoSeat,
        };
        self.more -= 1;
        verdict
    }
}

/// The address of a line with which nothing is wrong by itself.
fn alone(line: &ListLine, faults: &[Fault]) -> Result<String, Verdict> {
    let letters = line.name.trim().chars().count();
    if letters == 0 || line.name.chars().any(char::is_control) {
        return Err(Verdict::NoName);
    }
    if letters > LONGEST_NAME {
        return Err(Verdict::LongName);
    }
    if line.email.trim().is_empty() {
        return Err(Verdict::NoEmail);
    }
    let email = text::email(&line.email).ok_or(Verdict::WrongEmail)?;
    if faults.is_empty() { Ok(email) } else { Err(Verdict::Answers(faults.to_vec())) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(row: usize, name: &str, email: &str) -> ListLine {
        ListLine { row, name: name.into(), email: email.into(), answers: Given::default() }
    }

    fn found(free: u16) -> Found {
        Found { stock: Stock { free: Some(free), own: 0 }, more: MOST_A_DAY, ..Found::default() }
    }

    #[test]
    fn each_line_has_its_own_verdict() {
        let lines = [
            line(1, "Anna", "anna@example.org"),
            line(2, " ", "ben@example.org"),
            line(3, &"x".repeat(121), "cem@example.org"),
            line(4, "Dora", ""),
            line(5, "Emil", "emil at example"),
            line(6, "Anna noch einmal", " ANNA@example.org "),
            line(7, "Fritz", "fritz@example.org"),
            line(8, "=HYPERLINK(\"http://x\")", "gerda@example.org"),
            line(9, "Hans", "hans@example.org"),
            line(10, "Ida", "ida@example.org"),
        ];
        let found = Found {
            listed: [String::from("fritz@example.org")].into(),
            unanswered: [String::from("hans@example.org")].into(),
            ..found(2)
        };
        let mut faults = vec![vec![]; 10];
        let expected = [
            Verdict::Seat,
            Verdict::NoName,
            Verdict::LongName,
            Verdict::NoEmail,
            Verdict::WrongEmail,
            Verdict::Twice(1),
            Verdict::Listed,
            Verdict::Seat,
            Verdict::Unanswered,
            Verdict::NoSeat,
        ];
        assert_eq!(judge(&lines, &faults, found.clone()), expected);
        let waits = judge(&lines, &faults, Found { wait: true, ..found.clone() });
        assert_eq!(waits[9], Verdict::Waits);
        let fault = Fault {
            person: Some(0),
            question: crate::id::QuestionId(uuid::Uuid::nil()),
            wrong: crate::question::Wrong::Missing,
        };
        faults[0] = vec![fault];
        let verdicts = judge(&lines, &faults, found);
        assert_eq!(verdicts[0], Verdict::Answers(vec![fault]));
        assert_eq!(verdicts[9], Verdict::Seat, "what the first did not take is free");
    }

    #[test]
    fn what_was_taken_before_is_not_taken_twice() {
        let lines = [line(1, "Anna", "anna@example.org"), line(2, "Ben", "ben@example.org")];
        let found =
            Found { done: [(0, Verdict::Seat)].into(), listed: [String::from("anna@example.org")].into(), ..found(0) };
        assert_eq!(judge(&lines, &[], found), [Verdict::Seat, Verdict::NoSeat]);
    }

    #[test]
    fn no_organisation_registers_more_than_it_may_in_a_day() {
        let lines = [line(1, "Anna", "anna@example.org"), line(2, "Ben", "ben@example.org")];
        assert_eq!(judge(&lines, &[], Found { more: 1, ..found(9) }), [Verdict::Seat, Verdict::Enough]);
    }

    #[test]
    fn a_listed_seat_is_held_for_a_day_and_no_longer_than_until_it_begins() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let until = |hours| listed_until(now, now + Duration::hours(hours)) - now;
        assert_eq!([until(100), until(5)], [Duration::hours(24), Duration::hours(5)]);
        assert_eq!(listed_until(now, now), held_until(now));
    }

    proptest! {
        #[test]
        fn a_list_takes_no_more_seats_than_there_are_and_each_address_one(
            free in 0u16..6, own in 0u16..4, wait in any::<bool>(), more in 0usize..8,
            people in prop::collection::vec((0u8..6, 0u8..8), 0..12),
        ) {
            let lines: Vec<ListLine> = (1..)
                .zip(&people)
                .map(|(row, (name, email))| line(row, &"n".repeat((*name).into()), &format!("p{email}@example.org")))
                .collect();
            let stock = Stock { free: Some(free), own };
            let verdicts = judge(&lines, &[], Found { stock, wait, more, ..Found::default() });
            prop_assert_eq!(verdicts.len(), lines.len());
            let seats = verdicts.iter().filter(|verdict| **verdict == Verdict::Seat).count();
            prop_assert!(seats <= usize::from(free + own));
            prop_assert!(verdicts.iter().filter(|verdict| verdict.is_yes()).count() <= more);
            let taken = lines.iter().zip(&verdicts).filter(|(_, verdict)| verdict.is_yes());
            let addresses: Vec<&str> = taken.map(|(line, _)| line.email.as_str()).collect();
            let once: BTreeSet<&str> = addresses.iter().copied().collect();
            prop_assert_eq!(once.len(), addresses.len());
            // Nobody waits while there is a seat.
            if verdicts.contains(&Verdict::Waits) { prop_assert_eq!(seats, usize::from(free + own)); }
        }
    }
}
