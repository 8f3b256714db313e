//! The mail that asks somebody who came how it was.

use app::survey::frame::{Frame, frame};
use store::SurveyFacts;

use super::{Draft, Fact, Letter, bookings::reply_to};

/// As the preview shows it, in the language of whoever reads.
pub(super) fn letter(draft: &Draft<'_>, facts: &SurveyFacts) -> Letter {
    let Frame { subject, heading, intro, facts: about, action, after } =
        frame(draft.locale, &facts.event, &facts.contact, Some(facts.last_day));
    let mut letter = draft.letter(subject, heading, action, &format!("/survey/{}", facts.token));
    letter.intro = intro;
    letter.facts = about.into_iter().filter_map(|(label, value)| Fact::new(label, value)).collect();
    letter.after = after;
    letter.reply_to = reply_to(&facts.contact);
    letter
}
