//! What the registration form asks, and what is wrong with what was typed.

use domain::{
    desk::{NewRegistration, Wait},
    id::{RequestId, SessionId},
    question::Form,
    registration::{MOST_ATTENDEES, RegistrationRefusal},
    text,
};

use uuid::Uuid;

use crate::{
    form::{Fields, Problems},
    questions::{fields as asked, files::Files},
    t,
    texts::Locale,
};

/// The version of the sentence beside the consent, stored with every registration: change it with the sentence.
pub const CONSENT: &str = "2026-11-29";

/// The field no person fills in.
pub const TRAP: &str = "website";

/// The names of the fields for people, the contact person first.
pub const PEOPLE: [&str; MOST_ATTENDEES] =
    ["person1", "person2", "person3", "person4", "person5", "person6", "person7", "person8", "person9", "person10"];

/// Longest name.
const LONGEST_NAME: usize = 120;

/// How many fields for people the form has: as many as came back, one at least, one more when asked for.
#[must_use]
pub fn people(fields: &Fields) -> usize {
    let sent = PEOPLE.iter().rposition(|name| fields.ticked(name)).map_or(1, |last| last + 1);
    let more = usize::from(fields.get("do") == "more");
    (sent + more).min(MOST_ATTENDEES)
}

/// Everybody named, in the order of the form. Empty fields are nobody.
#[must_use]
pub fn attendees(fields: &Fields) -> Vec<String> {
    PEOPLE.iter().filter_map(|name| fields.text(name)).map(str::to_owned).collect()
}

/// The places in the form of everybody named; of the contact person in any case.
#[must_use]
pub fn slots(fields: &Fields) -> Vec<usize> {
    let named = |(slot, name): (usize, &&str)| (slot == 0 || fields.text(name).is_some()).then_some(slot);
    PEOPLE.iter().enumerate().filter_map(named).collect()
}

/// Reads the form. `form`: what is asked besides, and the files that are there. What the desk would refuse as well is said here for all fields at once.
///
/// # Errors
/// What is wrong, by field.
pub fn read(
    l: Locale,
    request: RequestId,
    session: Option<SessionId>,
    fields: &Fields,
    (form, files): (&Form, &Files),
) -> Result<NewRegistration, Problems> {
    let mut problems = Problems::default();
    if session.is_none() {
        problems.add("session", t!(l, registrations.session_missing));
    }
    if fields.text(PEOPLE[0]).is_none() {
        problems.add(PEOPLE[0], t!(l, registrations.name_missing));
    }
    for name in PEOPLE {
        if fields.text(name).is_some_and(|typed| typed.chars().count() > LONGEST_NAME) {
            problems.add(name, t!(l, registrations.name_long));
        }
    }
    let slots = slots(fields);
    let answers = asked::given(l, form, fields, &slots);
    // Before a session is chosen nobody knows what those who chose one are asked.
    let of = session.unwrap_or(SessionId(Uuid::nil()));
    problems.0.extend(asked::check(l, form, of, (&answers, files), &slots, &vec![true; slots.len()]).0);
    let email = text::email(fields.get("email"));
    if email.is_none() {
        problems.add("email", t!(l, registrations.email_wrong));
    }
    if !fields.ticked("consent") {
        problems.add("consent", t!(l, registrations.consent_missing));
    }
    match (session, email) {
        (Some(session), Some(email)) if problems.is_empty() => Ok(NewRegistration {
            request,
            session,
            email,
            attendees: attendees(fields),
            consent: Some(CONSENT.to_owned()),
            language: l.code().to_owned(),
            wait: (fields.get("do") == "wait").then(|| Wait { anywhere: fields.ticked("anywhere") }),
            answers,
            network: None,
            access: None,
        }),
        _ => Err(problems),
    }
}

/// A refusal of the desk, where it belongs in the form. `None`: nothing a person can do about it.
#[must_use]
pub fn problems(l: Locale, refusal: &RegistrationRefusal) -> Option<Problems> {
    Some(match refusal {
        RegistrationRefusal::NotFound => Problems::of("session", t!(l, registrations.session_missing)),
        RegistrationRefusal::NotOpen | RegistrationRefusal::NotNow(_) => Problems::whole(t!(l, registrations.not_open)),
        RegistrationRefusal::Access => Problems::whole(t!(l, access.gone_title)),
        RegistrationRefusal::Begun => Problems::whole(t!(l, registrations.begun)),
        RegistrationRefusal::Full { left: 0 } => Problems::whole(t!(l, registrations.full_now)),
        RegistrationRefusal::Full { left } => Problems::of(PEOPLE[0], t!(l, registrations.too_few, count = *left)),
        RegistrationRefusal::TooLate => Problems::whole(t!(l, registrations.too_late)),
        RegistrationRefusal::ChangedMeanwhile => Problems::whole(t!(l, registrations.changed_meanwhile)),
        RegistrationRefusal::Arrived => Problems::whole(t!(l, registrations.arrived)),
        RegistrationRefusal::SeatsFree => Problems::whole(t!(l, seats.seats_free)),
        RegistrationRefusal::TooLarge { capacity } => {
            Problems::of(PEOPLE[0], t!(l, seats.too_large, count = *capacity))
        }
        RegistrationRefusal::Reason => Problems::whole(t!(l, seats.reason_missing)),
        RegistrationRefusal::Message => Problems::whole(t!(l, approval.message_long)),
        RegistrationRefusal::Unconfirmed { most } => {
            Problems::of(PEOPLE[0], t!(l, registrations.unconfirmed, count = *most))
        }
        RegistrationRefusal::Email => Problems::of("email", t!(l, registrations.email_wrong)),
        RegistrationRefusal::Name => Problems::of(PEOPLE[0], t!(l, registrations.name_long)),
        RegistrationRefusal::Attendees => Problems::of(PEOPLE[0], t!(l, registrations.name_missing)),
        RegistrationRefusal::OtherQuestions | RegistrationRefusal::Answers(_) => {
            Problems::whole(t!(l, questions.other_questions))
        }
        RegistrationRefusal::Consent => Problems::of("consent", t!(l, registrations.consent_missing)),
        RegistrationRefusal::Unavailable => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: Option<SessionId> = Some(SessionId(Uuid::from_u128(1)));

    fn typed(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn read(session: Option<SessionId>, fields: &Fields) -> Result<NewRegistration, Problems> {
        super::read(Locale::De, RequestId(Uuid::nil()), session, fields, (&Form::default(), &Files::default()))
    }

    #[test]
    fn a_family_is_registered_with_the_contact_person_first() {
        let fields = typed(&[
            ("person1", " Anna "),
            ("person2", ""),
            ("person3", "Ben"),
            ("email", "Anna@Example.org"),
            ("consent", "yes"),
        ]);
        let new = read(SESSION, &fields).unwrap();
        assert_eq!(new.attendees, ["Anna", "Ben"]);
        assert_eq!(new.email, "anna@example.org");
        assert_eq!(new.consent.as_deref(), Some(CONSENT));
    }

    #[test]
    fn everything_wrong_is_said_at_once_in_the_order_of_the_form() {
        let problems = read(None, &Fields::default()).unwrap_err();
        let fields: Vec<_> = problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
        assert_eq!(fields, ["session", "person1", "email", "consent"]);
    }

    #[test]
    fn asking_for_more_adds_one_field_and_keeps_the_others() {
        assert_eq!(people(&Fields::default()), 1);
        assert_eq!(people(&typed(&[("person1", "Anna"), ("person2", "")])), 2);
        assert_eq!(people(&typed(&[("person1", ""), ("person2", ""), ("do", "more")])), 3);
        assert_eq!(people(&typed(&[("person10", ""), ("do", "more")])), MOST_ATTENDEES);
    }

    #[test]
    fn a_refusal_of_the_desk_names_what_is_left() {
        let problems = problems(Locale::De, &RegistrationRefusal::Full { left: 1 }).unwrap();
        assert!(problems.at("person1").unwrap().contains("nur noch 1 Platz"));
    }
}
