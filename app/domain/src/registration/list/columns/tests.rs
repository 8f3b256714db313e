//! Lists as people paste them.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    question::{Answer, samples::question},
    text::Localised,
};

const SESSION: SessionId = SessionId(Uuid::nil());

fn people(text: &str) -> Vec<(usize, String, String)> {
    let list = read(text, &Form::default(), SESSION, "de").unwrap();
    list.entries.into_iter().map(|entry| (entry.line.row, entry.line.name, entry.line.email)).collect()
}

#[test]
fn heads_are_understood_in_german_and_english() {
    let anna = |row| vec![(row, "Anna Beispiel".to_owned(), "anna@example.org".to_owned())];
    for text in [
        "Name;E-Mail\nAnna Beispiel;anna@example.org",
        "E-Mail-Adresse:\tFirma\tTeilnehmer*in\nanna@example.org\t\tAnna Beispiel",
        "Email address,Full name\nanna@example.org,Anna Beispiel",
        "Nachname;Vorname;eMail\nBeispiel;Anna;anna@example.org",
        "Name;Vorname;Mail\nBeispiel;Anna;anna@example.org",
        "First name,Last name,E-mail\nAnna,Beispiel,anna@example.org",
    ] {
        assert_eq!(people(text), anna(2), "{text:?}");
    }
    for text in [
        "Anna  Beispiel; anna@example.org",
        "anna@example.org; Anna Beispiel",
        "Anna Beispiel <anna@example.org>",
        "Anna Beispiel; mailto:anna@example.org",
        "Anna Beispiel; <anna@example.org>",
    ] {
        assert_eq!(people(text), anna(1), "{text:?}");
    }
    let line = "Anna <anna@example.org>; \"Ben B.\" <ben@example.org>;";
    let named = |name: &str, email: &str| (1, name.to_owned(), email.to_owned());
    assert_eq!(people(line), [named("Anna", "anna@example.org"), named("Ben B.", "ben@example.org")]);
}

#[test]
fn what_nobody_asked_for_is_not_read_and_is_named() {
    let text = "Name;Geburtstag;E-Mail\nAnna;1.1.1980;anna@example.org";
    let list = read(text, &Form::default(), SESSION, "de").unwrap();
    assert_eq!((list.unused, list.head.as_deref()), (vec!["Geburtstag".to_owned()], Some("Name;Geburtstag;E-Mail")));
    assert_eq!(list.entries[0].raw, "Anna;1.1.1980;anna@example.org");
}

#[test]
fn a_list_that_cannot_be_read_says_why() {
    let fault = |text: &str| read(text, &Form::default(), SESSION, "de").unwrap_err();
    assert_eq!(fault(" \n;;\n"), ListFault::Empty);
    assert_eq!(fault("Name;E-Mail\n"), ListFault::Empty);
    assert_eq!(fault("Name;Telefon\nAnna;123"), ListFault::NoAddresses);
    assert_eq!(fault(&"Anna;anna@example.org\n".repeat(101)), ListFault::TooMany);
    assert_eq!(fault(&"x".repeat(LONGEST_LIST + 1)), ListFault::TooMany);
}

#[test]
fn answers_stand_in_columns_by_their_head_or_in_the_order_of_the_form() {
    let named = |number, kind, label: &str| Question { label: Localised::of("de", label), ..question(number, kind) };
    let mut food = named(1, Kind::Choice, "Was essen Sie?");
    food.options[1].label = Localised::of("de", "Gemüse, vegan").and("en", "Vegetables");
    let several = named(2, Kind::Several, "Womit helfen Sie?");
    let photos = named(3, Kind::Consent, "Fotos sind in Ordnung");
    let number = named(4, Kind::Number, "Wie viele Jahre?");
    let keys = [several.options[0].label.get("de").to_owned(), several.options[1].label.get("de").to_owned()];
    let (ids, vegan) = ([food.id, several.id, number.id], food.options[1].key.clone());
    let both = vec![several.options[0].key.clone(), several.options[1].key.clone()];
    let form = Form { version: 7, questions: vec![food, several, photos, number] };
    let given = |text: &str| read(text, &form, SESSION, "de").unwrap().entries.remove(0).line.answers;
    let pasted = format!("Anna;anna@example.org;vegetables;{} | {};2,5", keys[1], keys[0]);
    let headed = format!(
        "Wie viele Jahre;Name;was essen sie;E-Mail;Womit helfen Sie?\n2,5;Anna;\"Gemüse, vegan\";anna@example.org;{}/{}",
        keys[0], keys[1]
    );
    for text in [pasted, headed] {
        let given = given(&text);
        assert_eq!(given.version, 7);
        let of = |id| given.each[0].get(&id).or_else(|| given.once.get(&id)).cloned();
        assert_eq!(of(ids[0]), Some(Answer::Chosen(vec![vegan.clone()])), "{text}");
        assert_eq!(of(ids[1]), Some(Answer::Chosen(both.clone())), "{text}");
        assert!(matches!(of(ids[2]), Some(Answer::Number(_))), "{text}");
    }
    assert_eq!(asked(&form, None).len(), 3, "nobody agrees for somebody else");
}

proptest! {
    #[test]
    fn nothing_that_is_pasted_makes_it_stumble(text in "[;,\t\"<>\r\n ab@ü.=+]{0,80}", typed in any::<String>()) {
        let form = Form { version: 1, questions: vec![question(1, Kind::Several), question(2, Kind::Date)] };
        for text in [text, typed] {
            if let Ok(list) = read(&text, &form, SESSION, "en") {
                prop_assert!((1..=MOST_LINES).contains(&list.entries.len()));
                prop_assert!(list.entries.iter().all(|entry| !entry.line.name.chars().any(|c| c == '\n')));
            }
        }
    }
}
