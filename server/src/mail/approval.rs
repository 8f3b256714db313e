//! Mails about registrations an organiser answers: to whoever asks, and to the organiser.

use app::{t, ui::dates};
use chrono::NaiveDateTime;
use domain::text::Localised;
use store::RegistrationMail;

use super::{Draft, Letter, mime::one_line, registrations::Known};

/// What is said to whoever asks; whom, when and where stands beneath as with every registration.
pub(super) fn words(draft: &Draft<'_>, act: RegistrationMail, known: &Known<'_>) -> Letter {
    let l = draft.locale;
    let page = format!("/registrations/{}", known.token);
    let found = known.registration;
    let (event, organiser) = (found.event.title.get(l.code()), found.event.organiser.name.as_str());
    let until = found.held_until.map(|until| dates::moment(l, until)).unwrap_or_default();
    let letter = |subject: String, heading: String, action: &str, intro: Vec<String>, after: Vec<&str>| {
        // Where nothing is to be done with it any more the event is what is left.
        let over = matches!(act, RegistrationMail::Declined | RegistrationMail::Unanswered);
        let path = if over { format!("/events/{}", found.event.slug) } else { page.clone() };
        let mut letter = draft.letter(subject, heading, action, &path);
        letter.intro = intro.into_iter().chain(message(draft, known)).collect();
        letter.after = after.into_iter().map(str::to_owned).collect();
        letter
    };
    match act {
        RegistrationMail::Requested => letter(
            t!(l, approval.mail_requested_subject, event = event),
            t!(l, approval.mail_requested_heading).to_owned(),
            t!(l, approval.mail_action),
            vec![t!(l, approval.mail_requested_intro, organiser = organiser, until = until)],
            vec![t!(l, approval.mail_requested_after)],
        ),
        RegistrationMail::Approved => letter(
            t!(l, approval.mail_approved_subject, event = event),
            t!(l, approval.mail_approved_heading, count = found.attendees.len()),
            t!(l, mail.registration_action),
            vec![],
            vec![t!(l, mail.calendar_enclosed), t!(l, mail.registration_after)],
        ),
        RegistrationMail::Declined => letter(
            t!(l, approval.mail_declined_subject, event = event),
            t!(l, approval.mail_declined_heading).to_owned(),
            t!(l, mail.event_action),
            vec![t!(l, approval.mail_declined_intro, organiser = organiser)],
            vec![],
        ),
        RegistrationMail::Unanswered => letter(
            t!(l, approval.mail_unanswered_subject, event = event),
            t!(l, approval.mail_unanswered_heading).to_owned(),
            t!(l, mail.event_action),
            vec![t!(l, approval.mail_unanswered_intro, organiser = organiser)],
            vec![],
        ),
        _ => letter(
            t!(l, approval.mail_pending_subject, event = event),
            t!(l, approval.mail_pending_heading).to_owned(),
            t!(l, approval.mail_pending_action),
            vec![t!(l, approval.mail_pending_intro, organiser = organiser)],
            vec![t!(l, approval.mail_pending_after)],
        ),
    }
}

/// What the organiser wrote with her answer, as paragraphs.
fn message(draft: &Draft<'_>, known: &Known<'_>) -> Vec<String> {
    let text = &known.registration.answer;
    if text.is_empty() {
        return Vec::new();
    }
    let lines = text.lines().map(one_line).filter(|line| !line.is_empty());
    std::iter::once(format!("{}:", t!(draft.locale, approval.answer))).chain(lines).collect()
}

/// Somebody waits for an answer.
pub(super) fn requests(draft: &Draft<'_>, event: &Localised, slug: &str, count: usize, until: NaiveDateTime) -> Letter {
    let l = draft.locale;
    let until = dates::moment(l, until);
    let subject = t!(l, approval.mail_waiting_subject, event = event.get(l.code()));
    let path = format!("/manage/events/{slug}/requests");
    let mut letter =
        draft.letter(subject, t!(l, approval.mail_waiting_heading), t!(l, approval.mail_waiting_action), &path);
    letter.intro = vec![t!(l, approval.mail_waiting_intro, count = count, until = until)];
    letter.after = vec![t!(l, approval.mail_waiting_after).to_owned()];
    letter
}
