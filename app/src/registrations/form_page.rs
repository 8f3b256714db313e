//! `/events/{slug}/register?session=…`: as short as a registration can be.

use domain::{
    desk::{EventView, NewRegistration, SessionView},
    event::EventState,
    id::SessionId,
    question::Form as Asked,
    registration::RegistrationRefusal,
};
use leptos::prelude::*;

use super::{
    by_link::{ACCESS, Came, gone},
    fields::{self, PEOPLE, TRAP},
    form_view::{Closed, RegistrationForm},
    list_page,
    wait_view::WaitForm,
};
use crate::{
    ask::Ask,
    events::say::Seats,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    questions::{
        ask::Scene,
        fields as answers,
        files::{Files, Received, received},
        say,
    },
    t,
    ui::form::Form,
};

/// The event, what is asked besides names and an address, and how whoever registers came here.
pub(super) struct Seen {
    pub event: EventView,
    pub asked: Asked,
    /// The files that are there already.
    pub files: Files,
    pub came: Came,
}

/// Looks at all of it. `None`: there is no such event.
pub(super) async fn look(ask: &Ask) -> Result<Option<Seen>, Answer> {
    let Some(event) = ask.house.events.event(&ask.actor, ask.param("slug")).await? else { return Ok(None) };
    let asked = ask.house.forms.form(&ask.actor, event.id).await?.unwrap_or_default();
    let came = Came::look(ask).await?;
    let event = if let Came::By(link) = &came { link.through(event) } else { event };
    Ok(Some(Seen { event, asked, files: Files::default(), came }))
}

/// Asks for names and an address.
pub async fn show(ask: Ask) -> Answered {
    let Some(seen) = look(&ask).await? else { return Ok(Answer::NotFound) };
    if matches!(seen.came, Came::ByNothing) {
        let today = ask.house.calendar.today();
        let can = |s: &SessionView| Seats::of(s, seen.event.takes_registrations, today).open() || s.waitable;
        let open = seen.event.card.state == EventState::Published && seen.event.sessions.iter().any(can);
        return Ok(gone(ask.locale, seen.event, open).into());
    }
    let fields = known(&ask, ask.query.clone());
    draw(&ask, seen, fields, Problems::default()).await
}

/// Whoever is signed in need not type who she is.
fn known(ask: &Ask, fields: Fields) -> Fields {
    let Some(person) = ask.person() else { return fields };
    [(PEOPLE[0], &person.name), ("email", &person.email)].into_iter().fold(fields, |fields, (name, value)| {
        if fields.text(name).is_some() { fields } else { fields.with(name, value) }
    })
}

/// Registers, or gives the form back with everything that was typed.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(seen) = look(&ask).await? else { return Ok(Answer::NotFound) };
    // Whoever fills in what nobody sees is a program: it learns nothing, and leaves nothing here.
    if ask.form.text(TRAP).is_some() {
        return Ok(Answer::Goto(sent(&ask, &seen.event)));
    }
    let Received { fields: typed, files, problems } = received(&ask, &seen.asked, Files::default()).await?;
    let (ask, seen) = (Ask { form: typed, ..ask }, Seen { files, ..seen });
    if matches!(seen.came, Came::ByNothing) {
        return without_link(&ask, seen).await;
    }
    if ask.form.get("do") == "more" {
        return draw(&ask, seen, ask.form.clone(), problems).await;
    }
    // Only a session of this very event: the form of one event must not register for another.
    let session = chosen(&ask, &seen.event).map(|session| session.id);
    let new = match fields::read(l, ask.request(), session, &ask.form, (&seen.asked, &seen.files)) {
        Ok(new) if problems.is_empty() => new,
        read => {
            let problems = problems.over(read.err().unwrap_or_default());
            return draw(&ask, seen, ask.form.clone(), problems).await;
        }
    };
    let access = seen.came.link().map(|link| link.token);
    let new = NewRegistration { network: Some(ask.network), access, ..new };
    match ask.house.registrations.register(new).await {
        Ok(()) => Ok(Answer::Goto(sent(&ask, &seen.event))),
        Err(refusal) => refused(&ask, refusal, seen.files).await,
    }
}

/// The link she came by opens nothing any more: the form stays, with all that was typed, for anybody's seats.
async fn without_link(ask: &Ask, seen: Seen) -> Answered {
    let l = ask.locale;
    let said = format!("{}. {}", t!(l, access.gone_title), t!(l, access.gone_typed));
    let seen = Seen { came: Came::Freely, ..seen };
    draw(ask, seen, ask.form.with(ACCESS, ""), Problems::whole(said)).await
}

/// Where whoever sent the form reads what happens next.
fn sent(ask: &Ask, event: &EventView) -> String {
    let path = "/registrations/sent";
    match ask.form.get("do") {
        "wait" => format!("{path}?wait=1"),
        _ if event.rules.answer_days.is_some() => format!("{path}?ask=1"),
        _ => path.to_owned(),
    }
}

/// The desk said no: look again, since seats may have gone meanwhile.
async fn refused(ask: &Ask, refusal: RegistrationRefusal, files: Files) -> Answered {
    let Some(seen) = look(ask).await? else { return Ok(Answer::NotFound) };
    let seen = Seen { files, ..seen };
    let problems = match &refusal {
        RegistrationRefusal::Access => return without_link(ask, seen).await,
        RegistrationRefusal::Answers(faults) => {
            Some(answers::problems(ask.locale, &seen.asked, faults, &fields::slots(&ask.form)))
        }
        other => fields::problems(ask.locale, other),
    };
    match problems {
        Some(problems) => draw(ask, seen, ask.form.clone(), problems).await,
        None => Ok(Answer::Unavailable),
    }
}

/// The session the form or the address names, or the only one there is.
pub(super) fn chosen<'a>(ask: &Ask, event: &'a EventView) -> Option<&'a SessionView> {
    let named: Option<SessionId> = ask.form.parse("session").or_else(|| ask.query.parse("session"));
    match (named, event.sessions.as_slice()) {
        (Some(id), sessions) => sessions.iter().find(|session| session.id == id),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

async fn draw(ask: &Ask, seen: Seen, typed: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let Seen { event, asked, files, came } = seen;
    let link = came.link();
    let today = ask.house.calendar.today();
    let session = chosen(ask, &event).cloned();
    let open: Vec<SessionView> =
        event.sessions.iter().filter(|s| Seats::of(s, event.takes_registrations, today).open()).cloned().collect();
    let full: Vec<SessionView> = event.sessions.iter().filter(|session| session.waitable).cloned().collect();
    let shut = event.card.state != EventState::Published || !event.takes_registrations;
    let among = |sessions: &[SessionView]| {
        session.as_ref().map_or(!sessions.is_empty(), |session| sessions.iter().any(|other| other.id == session.id))
    };
    let possible = !shut && among(&open);
    // One waits for what one chose, or where there is nothing else.
    let waits = !shut && !possible && among(&full);
    let choices = if waits { full } else { open.clone() };
    // Where there is no choice, nobody has to make it.
    let typed = match choices.as_slice() {
        [only] if typed.text("session").is_none() => typed.with("session", &only.id.to_string()),
        _ => typed,
    };
    let fixed =
        session.as_ref().filter(|session| choices.is_empty() || choices.iter().any(|other| other.id == session.id));
    let fixed = fixed.or_else(|| choices.first().filter(|_| choices.len() == 1)).map(|session| session.id);
    let scene = Scene {
        session: fixed,
        sessions: say::sessions(l, &choices),
        questions: asked.questions,
        files,
        attendee_days: ask.house.privacy.attendee_days().await?,
        l,
    };
    let version = asked.version.to_string();
    let form = Form::refused(l, typed, problems);
    let name = event.card.title.get(l.code());
    let title = match event.rules.answer_days {
        _ if waits => t!(l, seats.form_title_for, title = name),
        Some(_) => t!(l, approval.title_for, title = name),
        None => t!(l, registrations.title_for, title = name),
    };
    let (title, status) = (form.title(&title), form.status());
    let request = ask.request().to_string();
    let list = list_page::lists(ask).then(|| list_page::path(l, &event.card.slug, fixed, link.as_ref()));
    // What was typed is kept even when the last seat went meanwhile: another session, or another try, may help.
    let draws_form = possible || waits || status == 422 && !shut;
    let page = Page::new("events", title, move || {
        if waits {
            view! { <WaitForm event session full=choices open link form request version scene today l/> }.into_any()
        } else if draws_form {
            view! { <RegistrationForm event session open link list form request version scene today l/> }.into_any()
        } else {
            view! { <Closed event session open link today l/> }.into_any()
        }
    });
    Ok(page.with_status(status).into())
}
