//! Every mail in every language: complete as text, safe as HTML, one invitation for one person.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::letters::{
    FORGED, MAILBOX, RECIPIENT, at, booking, every_mail, invitation, places, questions::UNSAID, region, sender, series,
};
use app::texts::Locale;
use domain::{booking::BookingState, desk::BookingView, invitation::Reply};
use mail_parser::{Message, MessageParser, MimeHeaders as _};
use server::mail::{Letter, Office, Stamp, compose, write};
use store::{BookingMail, InvitationFacts, InvitationMail, MailFacts};

const MESSAGE_ID: &str = "01930000-0000-7000-8000-0000000000ff";

fn every_letter() -> Vec<(String, Letter)> {
    let (region, places, sender) = (region(), places(), sender());
    let office = Office { region: &region, places: &places, sender: &sender };
    Locale::ALL.into_iter().flat_map(every_mail).map(|(name, facts)| (name, write(&facts, &office, at()))).collect()
}

fn composed(letter: &Letter) -> Vec<u8> {
    let stamp = Stamp { message_id: MESSAGE_ID, host: "spielraum.example", at: at() };
    compose(letter, &sender(), &stamp).unwrap().formatted()
}

#[test]
fn every_mail_says_everything_as_plain_text() {
    for (name, letter) in every_letter() {
        let text = letter.text();
        assert!(text.starts_with(&letter.heading), "{name}");
        assert!(
            text.contains(&format!("\n{}\n", letter.action.1)),
            "{name}: the link stands on a line of its own\n{text}"
        );
        for fact in &letter.facts {
            assert!(text.contains(&*fact.label), "{name}: {}", fact.label);
        }
        assert!(text.contains("Spielraum OWL"), "{name}");
        assert!(!text.contains('{') && !text.contains('}'), "{name}: a placeholder was left\n{text}");
    }
}

#[test]
fn every_link_is_absolute_and_keeps_the_language() {
    for (name, letter) in every_letter() {
        let base = if name.ends_with(".en") { "https://spielraum.example/en/" } else { "https://spielraum.example/" };
        assert!(letter.action.1.starts_with(base), "{name}: {}", letter.action.1);
        assert_eq!(letter.action.1.contains("/en/"), name.ends_with(".en"), "{name}");
    }
}

#[test]
fn html_shows_typed_text_as_text() {
    for (name, letter) in every_letter() {
        let bytes = composed(&letter);
        let html = parse(&bytes).body_html(0).unwrap().into_owned();
        assert!(html.contains("<h1") && html.contains("<html lang="), "{name}");
        assert!(!html.contains("<script"), "{name}");
        for never in ["<img", "url(", "@import", "javascript:"] {
            assert!(!html.contains(never), "{name}: nothing is fetched: {never}");
        }
    }
}

#[test]
fn answers_are_repeated_to_whoever_gave_them_but_not_what_is_kept_for_the_day_only() {
    let mut repeated = 0;
    for (name, letter) in every_letter() {
        let text = letter.text();
        let html = String::from_utf8(composed(&letter)).unwrap();
        assert!(!text.contains(UNSAID) && !html.contains(UNSAID), "{name}");
        let says = text.contains("Wir kommen später.");
        repeated += usize::from(says);
        let expected = ["registration-confirmed", "registration-approved", "registration-changed"]
            .iter()
            .any(|kind| name.contains(kind));
        assert_eq!(says, expected, "{name}");
        assert_eq!(
            text.contains("<script>alert(1)</script>: Fisch"),
            expected,
            "{name}: each with whose it is\n{text}"
        );
        let hinted = text.contains("mit Absicht nicht") || text.contains("on purpose");
        assert_eq!(hinted, expected, "{name}: what is left out is said");
    }
    assert!(repeated >= 2, "{repeated}");
}

#[test]
fn no_typed_text_becomes_a_header() {
    for (name, letter) in every_letter() {
        let bytes = composed(&letter);
        let head = String::from_utf8(bytes).unwrap();
        let head = head.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with(FORGED)), "{name}\n{head}");
        let message = composed(&letter);
        let message = parse(&message);
        assert!(message.header_raw("X-Forged").is_none(), "{name}");
        assert_eq!(message.to().unwrap().iter().count(), 1, "{name}");
    }
}

#[test]
fn every_mail_is_a_machines_and_can_be_recognised_on_a_repeat() {
    for (name, letter) in every_letter() {
        let first = composed(&letter);
        assert_eq!(first, composed(&letter), "{name}: a repeat is the same, byte by byte");
        let message = parse(&first);
        assert_eq!(message.message_id(), Some(&*format!("{MESSAGE_ID}@spielraum.example")), "{name}");
        assert_eq!(message.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"), "{name}");
        assert_eq!(message.date().unwrap().to_timestamp(), at().timestamp(), "{name}");
        assert_eq!(message.from().unwrap().first().unwrap().address(), Some(MAILBOX), "{name}");
        for line in first.split(|byte| *byte == b'\n') {
            assert!(line.len() <= 998, "{name}: RFC 5322 2.1.1");
            assert!(line.is_ascii(), "{name}: every mail server takes it");
        }
    }
}

#[test]
fn an_invitation_is_where_outlook_and_gmail_look_for_it() {
    let mut invitations = 0;
    for (name, letter) in every_letter() {
        let bytes = composed(&letter);
        let message = parse(&bytes);
        let kinds: Vec<String> = message
            .parts
            .iter()
            .map(|part| {
                part.content_type().map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
            })
            .map(Option::unwrap_or_default)
            .collect();
        let Some((method, calendar)) = &letter.calendar else {
            assert_eq!(kinds, ["multipart/alternative", "text/plain", "text/html"], "{name}");
            continue;
        };
        invitations += 1;
        let tree =
            ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"];
        let papers = vec!["application/pdf"; letter.papers.len()];
        assert_eq!(kinds, [tree.as_slice(), &papers].concat(), "{name}");
        let part = &message.parts[4];
        let kind = part.content_type().unwrap();
        assert_eq!(kind.attribute("method"), Some(method.code()), "{name}");
        assert_eq!(kind.attribute("charset").map(str::to_uppercase).as_deref(), Some("UTF-8"), "{name}");
        assert!(part.content_disposition().is_none(), "{name}: it is read, not saved");
        assert_eq!(message.parts[5].attachment_name(), Some("invite.ics"), "{name}");
        assert_eq!(message.parts[5].contents(), calendar.as_bytes(), "{name}: both are the same");
        let cancelled = name.contains("cancelled") || name.contains("postponed");
        assert_eq!(method.code(), if cancelled { "CANCEL" } else { "REQUEST" }, "{name}");
        let calendar = calendar.replace("\r\n ", "");
        assert!(calendar.contains(&format!("METHOD:{}\r\n", method.code())), "{name}");
        assert_eq!(calendar.contains("STATUS:CANCELLED"), cancelled, "{name}");
        let entries = calendar.matches("BEGIN:VEVENT").count();
        assert_eq!(calendar.matches("ATTENDEE").count(), entries, "{name}: she and nobody else");
        assert!(calendar.contains(&format!(":mailto:{RECIPIENT}\r\n")), "{name}");
        assert!(calendar.contains(&format!(":mailto:{MAILBOX}\r\n")), "{name}: answers would come to us");
    }
    assert_eq!(invitations, 42, "twenty-one kinds in two languages");
}

#[test]
fn somebodys_answer_goes_to_a_person() {
    for (name, letter) in every_letter() {
        let bytes = composed(&letter);
        let reply_to = parse(&bytes).reply_to().and_then(|to| to.first()?.address().map(str::to_owned));
        let person = match name.split('-').next() {
            // To organisers, and to whoever has an account, from the house.
            Some("account" | "sign" | "organisation" | "seat" | "too" | "event" | "review") => None,
            // Keepers ask who booked.
            Some("keeper") => Some(RECIPIENT),
            _ => Some("kaethe@example.org"),
        };
        assert_eq!(reply_to.as_deref(), person, "{name}");
    }
}

#[test]
fn until_she_confirmed_a_mail_repeats_nothing_somebody_typed_for_her() {
    for (name, letter) in every_letter() {
        let unconfirmed = name.contains("pending") || name.contains("known");
        let text = letter.text();
        if unconfirmed {
            assert!(!text.contains("Beispiel") && !text.contains("script"), "{name}\n{text}");
            assert!(letter.calendar.is_none(), "{name}: nobody's calendar is filled by others");
        }
        if name.contains("registration-confirmed") {
            assert!(text.contains("https://meet.example.org/"), "{name}: how to join");
        }
    }
}

/// A mail about a booking, in German.
fn about(act: BookingMail, booking: BookingView) -> Letter {
    let (region, places, sender) = (region(), places(), sender());
    let office = Office { region: &region, places: &places, sender: &sender };
    let (to, name, language) = (RECIPIENT.to_owned(), "Anna Beispiel".to_owned(), "de".to_owned());
    let (booking, reason) = (Box::new(booking), String::new());
    let (by_keeper, ways, off) = (false, vec![], vec![]);
    write(&MailFacts::Booking { to, name, language, act, booking, reason, by_keeper, ways, off }, &office, at())
}

#[test]
fn a_mail_of_what_moved_names_what_ended_with_it_and_nothing_that_ended_before() {
    let letters = every_letter();
    let letter = |name: &str| &letters.iter().find(|(known, _)| known == name).unwrap().1;
    for (name, label, day, before) in [
        ("booking-moved-some-off.de", "Abgesagt", "30. März 2027", "23. März 2027"),
        ("booking-moved-some-off.en", "Cancelled", "30 March 2027", "23 March 2027"),
    ] {
        let letter = letter(name);
        let off = fact(letter, label).unwrap();
        assert!(off.contains(day) && !off.contains(before), "{off}");
        assert!(letter.intro.len() == 2 && fact(letter, "Grund").or(fact(letter, "Reason")).is_some());
        assert!(!letter.facts[1].value.contains(day), "{}", letter.facts[1].value);
    }
    assert_eq!(fact(letter("booking-moved.de"), "Abgesagt"), None);
}

fn fact<'a>(letter: &'a Letter, label: &str) -> Option<&'a str> {
    letter.facts.iter().find(|fact| fact.label == label).map(|fact| fact.value.as_str())
}

#[test]
fn of_many_dates_the_first_twelve_are_listed_and_what_differs_is_said() {
    let letter = about(BookingMail::Confirmed, series());
    assert!(letter.subject.ends_with("Di., 9. März 2027 und 18 weitere Termine"), "{}", letter.subject);
    let lines: Vec<_> = fact(&letter, "Wann").unwrap().lines().collect();
    assert_eq!(lines.len(), 13);
    assert_eq!(lines[1], "Di., 16. März 2027, 10:00–12:00 Uhr");
    assert_eq!(
        lines[2], "Mi., 31. März 2027, 14:00–16:00 Uhr",
        "the cancelled one is left out, the moved one is where it is"
    );
    assert_eq!(lines[3], "Di., 6. April 2027, 10:00–12:00 Uhr, Saal");
    assert_eq!(lines[4], "Di., 13. April 2027, 10:00–12:00 Uhr, Abschluss");
    assert_eq!(lines[12], "und 7 weitere");
}

#[test]
fn who_loses_some_dates_reads_which_and_what_stays() {
    let letter = about(BookingMail::DatesCancelled, series());
    assert_eq!(letter.heading, "Ein Termin Ihrer Buchung ist abgesagt");
    assert_eq!(fact(&letter, "Wann"), Some("Di., 23. März 2027, 10:00–12:00 Uhr"));
    assert_eq!(fact(&letter, "Bleibt bestehen").unwrap().lines().count(), 13);
    let calendar = letter.calendar.unwrap().1;
    assert!(calendar.contains("EXDATE;TZID=Europe/Berlin:20270323T100000\r\n"), "{calendar}");
}

#[test]
fn of_a_request_of_several_keepers_each_answer_says_what_it_is_about_and_what_still_waits() {
    let letters = every_letter();
    let letter = |name: &str| &letters.iter().find(|(known, _)| known == name).unwrap().1;
    for (language, [when, stays, waits]) in [
        ("de", ["Wann", "Bleibt bestehen", "Wartet auf Zusage"]),
        ("en", ["When", "Still on", "Waiting for an answer"]),
    ] {
        let lines = |letter, label| fact(letter, label).unwrap_or_default().lines().count();
        let yes = letter(&format!("booking-confirmed-in-part.{language}"));
        assert_eq!((lines(yes, when), lines(yes, waits)), (1, 1));
        let intro = if language == "de" { "fehlt noch eine Zusage" } else { "still wait for an answer" };
        assert!(yes.intro.iter().any(|text| text.contains(intro)), "{:?}", yes.intro);
        let no = letter(&format!("booking-declined-in-part.{language}"));
        assert_eq!((lines(no, when), lines(no, stays), lines(no, waits)), (1, 1, 1), "{:?}", no.facts);
        let day = if language == "de" { "16. März 2027" } else { "16 March 2027" };
        assert!(fact(no, when).unwrap().contains(day), "not what another keeper declined before");
        assert!(no.action.1.contains("/bookings/"), "{:?}", no.action);
    }
}

#[test]
fn who_loses_some_dates_of_a_series_she_asked_for_reads_how_many_which_and_what_is_free_for_the_first() {
    let letters = every_letter();
    for (language, heading, [when, free, waits], days) in [
        (
            "de",
            "2 von 6 Terminen sind inzwischen vergeben",
            ["Wann", "Noch frei", "Wartet auf Zusage"],
            ["16. März 2027", "30. März 2027"],
        ),
        (
            "en",
            "2 of 6 dates were given to somebody else",
            ["When", "Still free", "Waiting for an answer"],
            ["16 March 2027", "30 March 2027"],
        ),
    ] {
        let name = format!("series-overtaken.{language}");
        let letter = &letters.iter().find(|(known, _)| *known == name).unwrap().1;
        assert_eq!(letter.heading, heading);
        let gone: Vec<&str> = fact(letter, when).unwrap().lines().collect();
        assert!(gone.len() == 2 && days.iter().zip(&gone).all(|(day, gone)| gone.contains(day)), "{gone:?}");
        assert_eq!(fact(letter, waits).unwrap().lines().count(), 4);
        assert!(fact(letter, free).is_some() && letter.intro.len() == 3, "{:?}", letter.intro);
        assert!(letter.action.1.contains("/bookings/") && letter.subject.contains(days[0]), "{}", letter.subject);
    }
    let single = &letters.iter().find(|(known, _)| known == "booking-overtaken.de").unwrap().1;
    assert_eq!((single.heading.as_str(), single.intro.len()), ("Der Raum ist inzwischen vergeben", 1));
}

#[test]
fn a_request_fills_no_calendar_and_leaves_alone_what_stands() {
    assert!(about(BookingMail::Requested, booking(BookingState::Requested)).calendar.is_none());
    let mut some = series();
    some.occurrences[19].state = BookingState::Requested;
    let letter = about(BookingMail::Moved, some);
    assert_eq!(fact(&letter, "Wartet auf Zusage"), Some("Di., 20. Juli 2027, 10:00–12:00 Uhr"));
    let calendar = letter.calendar.unwrap().1.replace("\r\n ", "");
    assert!(calendar.contains("UNTIL=20270713T215959Z"), "only what stands\n{calendar}");
}

#[test]
fn what_stood_and_has_to_wait_again_leaves_the_calendar() {
    let mut moved = booking(BookingState::Requested);
    assert!(about(BookingMail::Moved, moved.clone()).calendar.is_none(), "it never was in it");
    moved.history[0].act = "booked".into();
    let letter = about(BookingMail::Moved, moved);
    assert!(letter.intro.concat().contains("braucht noch eine Zusage"), "{:?}", letter.intro);
    assert!(letter.calendar.unwrap().1.contains("METHOD:CANCEL"));
}

#[test]
fn a_keeper_reads_who_wants_what_until_when_and_answers_there() {
    let letter = about(BookingMail::Waiting, booking(BookingState::Requested));
    assert_eq!(letter.action.1, "https://spielraum.example/keeper/requests");
    assert_eq!(fact(&letter, "Gebucht von"), Some("Anna Beispiel\nanna.beispiel@example.org"));
    assert_eq!(fact(&letter, "Antwort bis"), Some("Mi., 3. März 2027, 8:00 Uhr"));
    assert!(fact(&letter, "Hinweis").unwrap().starts_with("Bitte Flipchart."));
    assert_eq!(letter.reply_to.unwrap().1, RECIPIENT, "questions go to who asked");
    let told = about(BookingMail::Confirmed, booking(BookingState::Confirmed));
    assert_eq!(fact(&told, "Hinweis"), None, "she knows what she wrote");
}

#[test]
fn a_booker_reads_that_it_was_the_keepers_who_changed_her_booking() {
    for (name, letter) in every_letter() {
        let said = letter.text().contains("Die Raumverwaltung hat die Buchung abgesagt.");
        assert_eq!(said, name == "booking-cancelled.de", "{name}");
    }
}

#[test]
fn a_request_that_keepers_move_is_called_one_and_goes_on_waiting() {
    for (name, letter) in every_letter() {
        let asked =
            letter.text().contains("Ihre Anfrage wurde geändert") && letter.text().contains("weiter eine Zusage");
        assert_eq!(asked, name == "request-moved.de", "{name}");
    }
}

#[test]
fn who_loses_an_offer_reads_which_and_why_and_that_she_keeps_her_place() {
    let (_, letter) = &every_letter().into_iter().find(|(name, _)| name == "waiting-withdrawn.de").unwrap();
    assert!(letter.subject.ends_with("Di., 9. März 2027"), "{}", letter.subject);
    assert_eq!(fact(letter, "Wann"), Some("Di., 9. März 2027, 10:00–12:00 Uhr"));
    assert!(fact(letter, "Grund").unwrap().starts_with("Wasserschaden"));
    assert!(letter.intro.concat().contains("an derselben Stelle"), "{:?}", letter.intro);
    assert_eq!(letter.action.1, "https://spielraum.example/bookings/waiting");
}

#[test]
fn somebody_invited_reads_who_invites_and_is_asked_and_her_calendar_names_nobody_who_did_not_agree() {
    let (region, places, sender) = (region(), places(), sender());
    let office = Office { region: &region, places: &places, sender: &sender };
    let told = |act, reply| {
        let facts = InvitationFacts { reply, ..invitation(act, series(), Locale::De) };
        write(&MailFacts::Invitation(Box::new(facts)), &office, at())
    };
    let letter = told(InvitationMail::New, None);
    assert_eq!(letter.heading, "Böhm, Käthe lädt Sie ein");
    assert!(letter.action.1.starts_with("https://spielraum.example/invitations/0123456789"), "{}", letter.action.1);
    assert_eq!(letter.reply_to.as_ref().unwrap().1, "kaethe@example.org", "questions go to who invites");
    let calendar = letter.calendar.unwrap().1.replace("\r\n ", "");
    assert!(calendar.contains("PARTSTAT=NEEDS-ACTION;RSVP=FALSE"), "{calendar}");
    assert!(calendar.contains("EXDATE;TZID=Europe/Berlin:20270323T100000"), "a date that is off\n{calendar}");
    assert!(calendar.contains("RECURRENCE-ID;TZID=Europe/Berlin:20270330T100000"), "one that moved\n{calendar}");
    assert!(!calendar.contains("invitations/") && !calendar.contains("/bookings/"), "calendars are shared\n{calendar}");
    assert!(calendar.contains("Außerdem dabei: Böse"), "who agreed\n{calendar}");
    for (reply, status) in
        [(Reply::Accepted, "ACCEPTED"), (Reply::Tentative, "TENTATIVE"), (Reply::Declined, "DECLINED")]
    {
        let calendar = told(InvitationMail::New, Some(reply)).calendar.unwrap().1.replace("\r\n ", "");
        assert!(calendar.contains(&format!("PARTSTAT={status}")), "{calendar}");
    }
    let ended = told(InvitationMail::Ended, None).calendar.unwrap();
    assert_eq!(ended.0.code(), "CANCEL");
    assert!(ended.1.contains("UID:01930000-0000-7000-8000-000000000006"), "{}", ended.1);
}

#[test]
fn tickets_go_with_the_mail_that_gives_them_and_with_no_other() {
    let gives = ["registration-confirmed", "registration-approved", "registration-changed"];
    let links = ["session-changed", "reminder"];
    for (name, letter) in every_letter() {
        let (kind, language) = name.rsplit_once('.').unwrap();
        let parts: Vec<_> = parse(&composed(&letter))
            .attachments()
            .filter(|part| part.attachment_name() == Some("tickets.pdf"))
            .map(|part| (part.content_type().unwrap().subtype().unwrap().to_owned(), part.contents()[..5].to_vec()))
            .collect();
        let expected = if gives.contains(&kind) { vec![("pdf".to_owned(), b"%PDF-".to_vec())] } else { vec![] };
        assert_eq!(parts, expected, "{name}");
        let prefix = if language == "en" { "/en" } else { "" };
        let page = format!(
            "https://spielraum.example{prefix}/registrations/0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE/tickets.pdf"
        );
        let link = letter.facts.iter().find(|fact| fact.label == "Tickets").map(|fact| (fact.link, fact.value.clone()));
        let linked = gives.contains(&kind) || links.contains(&kind);
        assert_eq!(link, linked.then_some((true, page)), "{name}");
        let says = letter.after.iter().any(|text| text.contains("PDF"));
        assert_eq!(says, gives.contains(&kind), "{name}: {:?}", letter.after);
    }
}

#[test]
fn a_reminder_says_when_and_where_and_how_to_give_the_place_to_somebody_else() {
    let (region, places, sender) = (region(), places(), sender());
    let office = Office { region: &region, places: &places, sender: &sender };
    let reminder = |changeable| {
        let mails = every_mail(Locale::De);
        let (_, mut facts) = mails.into_iter().find(|(name, _)| name == "reminder.de").unwrap();
        if let MailFacts::Registration { registration, .. } = &mut facts {
            registration.changeable = changeable;
        }
        write(&facts, &office, at())
    };
    let letter = reminder(true);
    assert!(letter.subject.starts_with("Erinnerung: ") && letter.subject.ends_with(", Di., 9. März 2027"));
    assert_eq!(fact(&letter, "Wann"), Some("Di., 9. März 2027, 10:00–12:00 Uhr"));
    assert!(fact(&letter, "Wo").unwrap().contains("Langenbruch 6"));
    assert!(letter.facts.iter().any(|fact| fact.link && fact.value.starts_with("https://meet.example.org/")));
    assert!(letter.action.1.contains("/registrations/0123456789"), "{}", letter.action.1);
    assert!(letter.after[0].contains("bekommt jemand anderes den Platz"), "{:?}", letter.after);
    assert!(letter.calendar.is_none(), "the entry she has stays as it is");
    let late = reminder(false).after.concat();
    assert!(late.contains("Antworten Sie bitte auf diese Mail"), "{late}");
}

#[test]
fn a_message_reads_as_it_was_written_and_says_why_one_gets_it() {
    for (name, letter) in every_letter().into_iter().filter(|(name, _)| name.starts_with("message-")) {
        assert!(letter.text().contains("bringen Sie <mit>:\n- Kabel & \"Strom\"\n"), "{name}\n{}", letter.text());
        let bytes = composed(&letter);
        let html = parse(&bytes).body_html(0).unwrap().into_owned();
        assert!(html.contains("bringen Sie &lt;mit&gt;:<br>- Kabel &amp; &quot;Strom&quot;<br>"), "{name}");
        assert_eq!(letter.subject, "Was Sie <mitbringen>; \"Strom\"", "{name}");
        assert!(letter.after.concat().contains("Hochschule \"Muster\""), "{name}: who writes");
        assert_eq!(fact(&letter, "Wann").is_some(), name == "message-to-session.de", "{name}");
    }
}

fn parse(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

#[test]
fn what_the_organiser_adds_is_read_by_those_who_come_and_by_nobody_else() {
    let mut with = Vec::new();
    for (name, letter) in every_letter() {
        let (text, bytes) = (letter.text(), composed(&letter));
        let html = parse(&bytes).body_html(0).unwrap().into_owned();
        let says = text.contains("Bis bald!") && text.contains("mitbringen");
        assert_eq!(says, html.contains("mitbringen: Laptop"), "{name}");
        if says {
            let by = if name.ends_with(".en") { "A note from" } else { "Hinweis von" };
            assert!(text.contains(by), "{name}: whose words they are\n{text}");
            with.extend(name.strip_suffix(".de").map(str::to_owned));
        }
    }
    let expected =
        ["registration-confirmed", "registration-changed", "registration-approved", "session-changed", "reminder"];
    assert_eq!(with, expected);
}

#[test]
fn whoever_was_put_on_a_list_reads_by_whom_and_decides_herself() {
    let (region, places, sender) = (region(), places(), sender());
    let office = Office { region: &region, places: &places, sender: &sender };
    for (name, mut facts) in every_mail(Locale::De) {
        let MailFacts::Registration { registration, .. } = &mut facts else { continue };
        registration.listed_by = Some(format!("Zeppelinwerk\r\n{FORGED} <b>GmbH</b>"));
        let letter = write(&facts, &office, at());
        let bytes = composed(&letter);
        let html = parse(&bytes).body_html(0).unwrap().into_owned();
        let asks = name.starts_with("seats-asked") || name.contains("pending");
        let says = letter.text().contains("Zeppelinwerk");
        let unheard = letter.text().contains("Ob Sie kommen, entscheiden Sie.");
        assert_eq!(says, unheard, "{name}");
        if ["registration-pending.de", "seats-asked.de"].contains(&&*name) {
            assert!(says, "{name}\n{}", letter.text());
        }
        assert!(asks || !says, "{name}: she knows it by now");
        assert!(!html.contains("<b>GmbH"), "{name}");
    }
}
