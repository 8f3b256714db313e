//! The mail to an organiser: fewer people are registered than there should be.

use app::{t, ui::dates};
use domain::{slot::When, text::Localised};

use super::{Draft, Fact, Letter, mime::one_line};

/// What is known of a session with too few people.
pub(super) struct Few<'a> {
    pub event: &'a Localised,
    pub session: &'a Localised,
    /// The event's part of an address.
    pub slug: &'a str,
    pub when: &'a When,
    /// How many are registered.
    pub count: usize,
    /// How many there should be.
    pub minimum: u16,
}

pub(super) fn letter(draft: &Draft<'_>, few: &Few<'_>) -> Letter {
    let l = draft.locale;
    let title = one_line(few.session.get(l.code()));
    let subject = t!(l, seats.mail_few_subject, event = few.event.get(l.code()));
    let path = format!("/manage/events/{}", few.slug);
    let mut letter = draft.letter(subject, t!(l, seats.mail_few_heading), t!(l, seats.mail_few_action), &path);
    letter.intro = vec![t!(l, seats.few, title = title, count = few.count, minimum = few.minimum)];
    letter.after = vec![t!(l, seats.mail_few_after).to_owned()];
    letter.facts = Fact::new(t!(l, mail.fact_when), dates::when(l, few.when)).into_iter().collect();
    letter
}
