//! What the form says, checked and tidied.

use std::net::IpAddr;

use domain::{
    desk::{NewRegistration, Wait},
    id::{RequestId, SessionId},
    question::Given,
    registration::{MOST_ATTENDEES, RegistrationRefusal},
    text,
};

const MOST_NAME: usize = 120;
const MOST_CONSENT: usize = 40;

/// A registration whose every field can be stored.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) request: RequestId,
    pub(super) session: SessionId,
    pub(super) email: String,
    pub(super) attendees: Vec<String>,
    /// How many they are.
    pub(super) seats: u16,
    pub(super) consent: String,
    pub(super) language: String,
    pub(super) network: Option<IpAddr>,
    pub(super) wait: Option<Wait>,
    pub(super) answers: Given,
    pub(super) access: Option<String>,
}

/// Tidies what was typed. Lines left empty at the end of the form are nobody.
pub(super) fn checked(new: NewRegistration) -> Result<Checked, RegistrationRefusal> {
    let email = text::email(&new.email).ok_or(RegistrationRefusal::Email)?;
    let mut attendees: Vec<String> = new.attendees.iter().map(|name| name.trim().to_owned()).collect();
    while attendees.last().is_some_and(String::is_empty) {
        attendees.pop();
    }
    if attendees.is_empty() || attendees.len() > MOST_ATTENDEES {
        return Err(RegistrationRefusal::Attendees);
    }
    if !attendees.iter().all(|name| is_name(name)) {
        return Err(RegistrationRefusal::Name);
    }
    let consent = new.consent.map(|version| version.trim().chars().take(MOST_CONSENT).collect::<String>());
    let consent = consent.filter(|version| !version.is_empty()).ok_or(RegistrationRefusal::Consent)?;
    let seats = u16::try_from(attendees.len()).map_err(|_| RegistrationRefusal::Attendees)?;
    let language = crate::accounts::language(&new.language).to_owned();
    let NewRegistration { request, session, network, wait, answers, access, .. } = new;
    Ok(Checked { request, session, email, attendees, seats, consent, language, network, wait, answers, access })
}

/// The names of those who come from now on; an empty one is of somebody who does not.
pub(super) fn names(typed: &[String]) -> Result<Vec<String>, RegistrationRefusal> {
    let names: Vec<String> = typed.iter().map(|name| name.trim().to_owned()).collect();
    if names.iter().all(String::is_empty) {
        return Err(RegistrationRefusal::Attendees);
    }
    if names.iter().all(|name| name.is_empty() || is_name(name)) { Ok(names) } else { Err(RegistrationRefusal::Name) }
}

fn is_name(name: &str) -> bool {
    (1..=MOST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn form(attendees: &[&str]) -> NewRegistration {
        NewRegistration {
            request: RequestId(Uuid::nil()),
            session: SessionId(Uuid::nil()),
            email: " Anna@Example.org ".into(),
            attendees: attendees.iter().map(|name| (*name).to_owned()).collect(),
            consent: Some("1".into()),
            language: "de".into(),
            wait: None,
            answers: Given::default(),
            network: None,
            access: None,
        }
    }

    #[test]
    fn names_are_trimmed_and_lines_left_empty_are_nobody() {
        let checked = checked(form(&[" Anna ", "Bernd", "", " "])).unwrap();
        assert_eq!((checked.attendees, checked.seats), (vec!["Anna".to_owned(), "Bernd".to_owned()], 2));
        assert_eq!(checked.email, "anna@example.org");
    }

    #[test]
    fn each_field_that_is_missing_is_named() {
        let refusal = |form| checked(form).unwrap_err();
        assert_eq!(refusal(form(&["", " "])), RegistrationRefusal::Attendees);
        assert_eq!(refusal(form(&["a"; 11])), RegistrationRefusal::Attendees);
        assert_eq!(refusal(form(&["Anna", "", "Carla"])), RegistrationRefusal::Name);
        assert_eq!(refusal(form(&["x".repeat(121).as_str()])), RegistrationRefusal::Name);
        assert_eq!(refusal(NewRegistration { email: "anna".into(), ..form(&["Anna"]) }), RegistrationRefusal::Email);
        assert_eq!(refusal(NewRegistration { consent: None, ..form(&["Anna"]) }), RegistrationRefusal::Consent);
    }
}
