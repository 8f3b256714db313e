//! `/events/{slug}/register/list`: an organisation registers people by a list. First each line is judged, then sent.

use domain::{
    access::Person,
    desk::{EventView, NewList, SessionView},
    event::EventState,
    id::SessionId,
    organisation::Role,
    question::Form as Asked,
    registration::{
        RegistrationRefusal,
        list::{Entry, LONGEST_LIST, List, ListFault, MOST_LINES, Verdict, decoded, read},
    },
};
use leptos::prelude::*;

use super::{
    by_link::{Came, Link, register},
    fields,
    form_page::{Seen, chosen, look},
    list_view::{Done, Judged, ListForm, NoList, Offered, Shown},
};
use crate::{
    ask::Ask,
    events::say::Seats,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    questions::fields::VERSION,
    t,
    texts::Locale,
    ui::form::Form,
};

/// The version of the sentence by which whoever sends a list answers for it: change it with the sentence.
const CONSENT: &str = "list-2026-11-30";

/// Why no list can be sent here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// She acts for no organisation that may.
    Nobody,
    /// Nobody can register now.
    Closed,
    /// Something is asked that everybody answers for herself.
    Asks,
}

/// True when whoever asks may register people for an organisation.
#[must_use]
pub fn lists(ask: &Ask) -> bool {
    ask.person().and_then(Person::acting).is_some_and(|acting| acting.confirmed && acting.role >= Role::Booker)
}

/// Asks for the list.
pub async fn show(ask: Ask) -> Answered {
    let seen = begin(&ask).await?;
    Ok(draw(&ask, &seen, ask.query.clone(), Problems::default()))
}

/// Judges the list, or sends it.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let seen = begin(&ask).await?;
    let (fields, mut problems) = typed(&ask);
    let session = chosen(&ask, &seen.event).cloned();
    match &session {
        None => problems.add("session", t!(l, lists.session_missing)),
        Some(session) if answers_herself(&seen.asked, session.id) => problems.add("session", t!(l, lists.asks_here)),
        Some(_) => {}
    }
    let (Some(session), true) = (session, problems.is_empty()) else { return Ok(draw(&ask, &seen, fields, problems)) };
    let list = match read(fields.get("list"), &seen.asked, session.id, l.code()) {
        Ok(list) => list,
        Err(fault) => return Ok(draw(&ask, &seen, fields, Problems::of("list", said(&ask, fault)))),
    };
    let wants = ask.form.get("do") == "send";
    let other = ask.form.parse::<i32>(VERSION) != Some(seen.asked.version);
    let problems = match (wants, ask.form.ticked("consent")) {
        (true, _) if other => Problems::whole(t!(l, questions.other_questions)),
        (true, false) => Problems::of("consent", t!(l, lists.consent_missing)),
        _ => Problems::default(),
    };
    if wants && problems.is_empty() {
        return take(&ask, seen, session, fields, list).await;
    }
    judge(&ask, seen, session, fields, list, problems).await
}

/// The event, if whoever asks may send a list for it now.
async fn begin(ask: &Ask) -> Result<Seen, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let Some(seen) = look(ask).await? else { return Err(Answer::NotFound) };
    let options = options(ask, &seen.event);
    let closed = seen.event.card.state != EventState::Published || matches!(seen.came, Came::ByNothing);
    let why = if !lists(ask) {
        Why::Nobody
    } else if closed || options.is_empty() {
        Why::Closed
    } else if options.iter().all(|session| answers_herself(&seen.asked, session.id)) {
        Why::Asks
    } else {
        return Ok(seen);
    };
    let (l, event, link) = (ask.locale, seen.event, seen.came.link());
    let page = Page::new("events", t!(l, lists.title), move || view! { <NoList event link why l/> }.into_any());
    Err(page.with_status(if why == Why::Nobody { 403 } else { 200 }).into())
}

/// The sessions one can register or wait for.
fn options(ask: &Ask, event: &EventView) -> Vec<SessionView> {
    let today = ask.house.calendar.today();
    let can = |s: &&SessionView| Seats::of(s, event.takes_registrations, today).open() || s.waitable;
    event.sessions.iter().filter(can).cloned().collect()
}

/// True where something must be answered that nobody can answer for somebody else, or that fits into no list.
fn answers_herself(form: &Asked, session: SessionId) -> bool {
    let must = |question: &domain::question::Question| question.required && question.condition.is_none();
    form.questions.iter().any(|question| must(question) && !question.kind.is_listed() && question.is_for(session))
}

/// What was typed, the file as if it were; and what is wrong with the file.
fn typed(ask: &Ask) -> (Fields, Problems) {
    let Some(file) = ask.upload() else { return (ask.form.clone(), Problems::default()) };
    let l = ask.locale;
    if file.length > LONGEST_LIST * 2 {
        return (ask.form.clone(), Problems::of("file", t!(l, lists.too_many, most = MOST_LINES)));
    }
    let text = decoded(&file.bytes);
    // A workbook is a packed folder.
    if file.bytes.starts_with(b"PK") || text.contains('\0') {
        return (ask.form.clone(), Problems::of("file", t!(l, lists.no_text)));
    }
    (ask.form.with("list", text.trim()), Problems::default())
}

fn said(ask: &Ask, fault: ListFault) -> String {
    let l = ask.locale;
    match fault {
        ListFault::Empty => t!(l, lists.empty).to_owned(),
        ListFault::TooMany => t!(l, lists.too_many, most = MOST_LINES),
        ListFault::NoAddresses => t!(l, lists.no_addresses).to_owned(),
    }
}

fn new_list(ask: &Ask, seen: &Seen, session: &SessionView, list: &List) -> NewList {
    NewList {
        request: ask.request(),
        session: session.id,
        lines: list.entries.iter().map(|entry| entry.line.clone()).collect(),
        wait: ask.form.ticked("wait"),
        consent: ask.form.ticked("consent").then(|| CONSENT.to_owned()),
        language: ask.locale.code().to_owned(),
        access: seen.came.link().map(|link| link.token),
    }
}

/// Shows what would become of each line.
async fn judge(
    ask: &Ask,
    seen: Seen,
    session: SessionView,
    fields: Fields,
    list: List,
    problems: Problems,
) -> Answered {
    let l = ask.locale;
    let new = new_list(ask, &seen, &session, &list);
    let verdicts = match ask.house.lists.judge_list(&ask.actor, &new).await {
        Ok(verdicts) => verdicts,
        Err(refusal) => return Ok(refused(ask, &seen, fields, &refusal)),
    };
    // What is looked at is sent once; looked at again it is another form.
    let request = if problems.is_empty() { ask.fresh.to_string() } else { new.request.0.to_string() };
    let form = Form::refused(l, fields.with("session", &session.id.to_string()), problems);
    let (title, status) = (form.title(t!(l, lists.judged_title)), form.status());
    let offered = offered(ask, &seen);
    let shown = Shown { questions: seen.asked.questions, entries: list.entries, verdicts, unused: list.unused };
    let version = seen.asked.version.to_string();
    let page =
        Page::new("events", title, move || view! { <Judged offered session shown form request version l/> }.into_any());
    Ok(page.with_status(status).into())
}

/// Registers them, and says of each line what became of it. What was not taken comes back to be mended.
async fn take(ask: &Ask, seen: Seen, session: SessionView, fields: Fields, list: List) -> Answered {
    let l = ask.locale;
    let new = new_list(ask, &seen, &session, &list);
    let verdicts = match ask.house.lists.register_list(&ask.actor, new).await {
        Ok(verdicts) => verdicts,
        Err(refusal) => return Ok(refused(ask, &seen, fields, &refusal)),
    };
    let left = rest(&list, &verdicts);
    let form = Form::new(l, fields.with("list", &left).with("session", &session.id.to_string()));
    let offered = offered(ask, &seen);
    let shown = Shown { questions: seen.asked.questions, entries: list.entries, verdicts, unused: list.unused };
    let title = t!(l, lists.done_title);
    let page = Page::new("events", title, move || view! { <Done offered session shown form l/> }.into_any());
    Ok(page.into())
}

/// The lines that were not taken, as they were typed, under the row of heads.
fn rest(list: &List, verdicts: &[Verdict]) -> String {
    let left = list.entries.iter().zip(verdicts).filter(|(_, verdict)| !verdict.is_yes());
    let mut lines: Vec<&str> = left.map(|(Entry { raw, .. }, _)| raw.as_str()).collect();
    if let (Some(head), false) = (&list.head, lines.is_empty()) {
        lines.insert(0, head);
    }
    lines.join("\n")
}

/// The list as a whole was not taken.
fn refused(ask: &Ask, seen: &Seen, fields: Fields, refusal: &RegistrationRefusal) -> Answer {
    let problems = match refusal {
        RegistrationRefusal::Unavailable => return Answer::Unavailable,
        RegistrationRefusal::Attendees => Problems::of("list", t!(ask.locale, lists.too_many, most = MOST_LINES)),
        other => fields::problems(ask.locale, other).unwrap_or_default(),
    };
    draw(ask, seen, fields, problems)
}

fn offered(ask: &Ask, seen: &Seen) -> Offered {
    Offered {
        options: options(ask, &seen.event),
        event: seen.event.clone(),
        asked: seen.asked.clone(),
        link: seen.came.link(),
        today: ask.house.calendar.today(),
    }
}

/// The form by itself.
fn draw(ask: &Ask, seen: &Seen, fields: Fields, problems: Problems) -> Answer {
    let l = ask.locale;
    let offered = offered(ask, seen);
    let form = Form::refused(l, fields, problems);
    let title = t!(l, lists.title_for, title = seen.event.card.title.get(l.code()));
    let (title, status) = (form.title(&title), form.status());
    let page = Page::new("events", title, move || view! { <ListForm offered form whole=true l/> }.into_any());
    page.with_status(status).into()
}

/// Where lists are sent, by the same link.
#[must_use]
pub fn path(l: Locale, slug: &str, session: Option<SessionId>, link: Option<&Link>) -> String {
    register(l, slug, session, link).replacen("/register", "/register/list", 1)
}

#[cfg(test)]
mod tests {
    use domain::registration::list::ListLine;

    use super::*;

    #[test]
    fn what_was_not_taken_comes_back_as_it_was_typed_under_its_heads() {
        let entry = |row: usize, raw: &str| Entry { line: ListLine { row, ..ListLine::default() }, raw: raw.into() };
        let entries = vec![entry(2, "Anna;a@example.org"), entry(3, "Ben; b at example")];
        let list = List { head: Some("Name;E-Mail".into()), entries, unused: vec![] };
        assert_eq!(rest(&list, &[Verdict::Seat, Verdict::WrongEmail]), "Name;E-Mail\nBen; b at example");
        assert_eq!(rest(&list, &[Verdict::Seat, Verdict::Waits]), "");
        let list = List { head: None, ..list };
        assert_eq!(rest(&list, &[Verdict::NoSeat, Verdict::Seat]), "Anna;a@example.org");
    }

    #[test]
    fn a_list_goes_where_the_form_goes_with_the_same_link() {
        assert_eq!(path(Locale::En, "ton", None, None), "/en/events/ton/register/list");
        let id = SessionId(uuid::Uuid::nil());
        assert_eq!(path(Locale::De, "ton", Some(id), None), format!("/events/ton/register/list?session={id}"));
    }
}
