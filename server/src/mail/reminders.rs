//! Mails that remind somebody of a session that begins soon.

use app::{t, ui::dates};

use super::{Draft, Letter, registrations::Known};

/// What is said; whom, when and where stands beneath as with every registration.
pub(super) fn words(draft: &Draft<'_>, known: &Known<'_>) -> Letter {
    let (l, registration) = (draft.locale, known.registration);
    let event = registration.event.title.get(l.code());
    let day = dates::date(l, registration.session.when.local.from.date());
    let (subject, heading) =
        (t!(l, letters.reminder_subject, event = event, day = day), t!(l, letters.reminder_heading));
    let (action, after) = if registration.changeable {
        let until = dates::moment(l, registration.changes_until);
        (t!(l, mail.registration_action), t!(l, letters.reminder_after, until = until))
    } else {
        (t!(l, mail.registration_known_action), t!(l, letters.reminder_after_late).to_owned())
    };
    let mut letter = draft.letter(subject, heading, action, &format!("/registrations/{}", known.token));
    letter.intro = vec![t!(l, letters.reminder_intro, count = registration.attendees.len())];
    letter.after = vec![after];
    letter
}
