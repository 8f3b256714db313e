//! Mails in which an organiser writes to participants.

use app::messages::frame::{Frame, frame};
use domain::message::Group;
use store::MessageFacts;

use super::{Draft, Fact, Letter, bookings::reply_to};

/// What she wrote, and why one gets it. As the preview showed it, in the language of whoever reads.
pub(super) fn letter(draft: &Draft<'_>, facts: &MessageFacts) -> Letter {
    let (l, registration) = (draft.locale, &facts.registration);
    let session = Some(&registration.session).filter(|_| facts.about_session);
    let to = Group::of(registration.state).unwrap_or(Group::Confirmed);
    let Frame { heading, paragraphs, facts: about, action, why } =
        frame(l, &facts.words, to, &registration.event, session, &registration.contact);
    let path = format!("/registrations/{}", facts.token);
    let mut letter = draft.letter(facts.words.subject.clone(), heading, action, &path);
    letter.intro = paragraphs;
    letter.facts = about.into_iter().filter_map(|(label, value)| Fact::new(label, value)).collect();
    letter.after = vec![why];
    // The last line says that nobody wrote it.
    letter.foot.pop();
    letter.reply_to = reply_to(&registration.contact);
    letter
}
