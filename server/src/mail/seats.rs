//! Mails to somebody who waits for seats of a session that is full.

use app::{t, ui::dates};
use domain::registration::RegistrationState;
use store::RegistrationMail;

use super::{Draft, Letter, registrations::Known};

/// What is said; whom, when and where stands beneath as with every registration.
pub(super) fn words(draft: &Draft<'_>, act: RegistrationMail, known: &Known<'_>) -> Letter {
    let l = draft.locale;
    let page = format!("/registrations/{}", known.token);
    let event = known.registration.event.title.get(l.code());
    let letter = |subject: String, heading: String, action: &str, path: &str, intro: String, after: &str| {
        let mut letter = draft.letter(subject, heading, action, path);
        letter.intro = vec![intro];
        letter.after = Some(after.to_owned()).filter(|after| !after.is_empty()).into_iter().collect();
        letter
    };
    match act {
        RegistrationMail::Waits => {
            let (subject, heading) = (t!(l, seats.mail_waits_subject, event = event), t!(l, seats.mail_waits_heading));
            let place = match known.registration.wait.and_then(|wait| wait.position) {
                Some(1) => t!(l, seats.first_in_line).to_owned(),
                Some(position) => t!(l, seats.position, position = position),
                None => t!(l, seats.position_none).to_owned(),
            };
            letter(subject, heading.into(), t!(l, seats.mail_action), &page, place, t!(l, seats.mail_waits_after))
        }
        RegistrationMail::Offered => {
            let subject = t!(l, seats.mail_offered_subject, event = event);
            let heading = t!(l, seats.page_offered, count = known.registration.attendees.len());
            let until = known.registration.held_until.map(|until| dates::moment(l, until)).unwrap_or_default();
            let (action, intro) = (t!(l, seats.mail_offered_action), t!(l, seats.mail_offered_intro, until = until));
            let found = known.registration;
            let after = if found.asks {
                t!(l, approval.mail_offered_after, organiser = found.event.organiser.name)
            } else {
                t!(l, seats.mail_offered_after).to_owned()
            };
            letter(subject, heading, action, &page, intro, &after)
        }
        RegistrationMail::Lapsed if known.registration.state == RegistrationState::Waiting => {
            let (subject, heading) = (t!(l, seats.mail_lapsed_subject, event = event), t!(l, seats.page_lapsed));
            let intro = t!(l, seats.mail_lapsed_waits);
            letter(subject, heading.into(), t!(l, seats.mail_action), &page, intro.into(), "")
        }
        RegistrationMail::Lapsed => {
            let (subject, heading) = (t!(l, seats.mail_lapsed_subject, event = event), t!(l, seats.page_lapsed));
            let slug = format!("/events/{}", known.registration.event.slug);
            let intro = t!(l, seats.mail_lapsed_intro);
            letter(subject, heading.into(), t!(l, mail.event_action), &slug, intro.into(), "")
        }
        RegistrationMail::WaitOver => {
            let (subject, heading) = (t!(l, seats.mail_over_subject, event = event), t!(l, seats.mail_over_heading));
            let found = known.registration;
            let too_small = found.session.capacity.is_some_and(|seats| usize::from(seats) < found.attendees.len());
            let intro = if too_small { t!(l, seats.mail_over_small) } else { t!(l, seats.mail_over_intro) };
            letter(subject, heading.into(), t!(l, mail.events_action), "/events", intro.into(), "")
        }
        RegistrationMail::PassedOver => {
            let (subject, heading) =
                (t!(l, seats.mail_passed_subject, event = event), t!(l, seats.mail_passed_heading));
            let intro = t!(l, seats.mail_passed_intro);
            letter(subject, heading.into(), t!(l, seats.mail_action), &page, intro.into(), "")
        }
        _ => {
            let (subject, heading) = (t!(l, seats.mail_asked_subject, event = event), t!(l, seats.mail_asked_heading));
            let (action, intro) = (t!(l, seats.mail_asked_action), t!(l, seats.mail_asked_intro));
            letter(subject, heading.into(), action, &page, intro.into(), t!(l, seats.mail_asked_after))
        }
    }
}
