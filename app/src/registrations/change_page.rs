//! `/registrations/{token}/change`: other names, fewer people, other answers.

use domain::{
    desk::RegistrationView,
    question::Given,
    registration::{RegistrationRefusal, RegistrationState},
};
use leptos::prelude::*;

use super::{
    fields::{PEOPLE, problems as said_of},
    form_view::called,
    link_page::unknown,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    questions::{
        ask::{Questions, Scene},
        fields::{self as answers, VERSION},
        files::{Files, Received, received},
    },
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Field, Form, Hidden, Submit},
};

/// Names and answers as they are.
pub async fn show(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(found) = ask.house.registrations.registration(ask.param("token")).await? else {
        return Ok(unknown(l).into());
    };
    let names = PEOPLE.iter().zip(&found.attendees).map(|(field, name)| ((*field).to_owned(), name.clone()));
    let fields = Fields(names.chain(answers::fill(l, &found.asked)).collect());
    let files = own(&ask, &found);
    draw(&ask, (found, files), fields, Problems::default()).await
}

/// The files she has sent, by where she fetches them.
fn own(ask: &Ask, found: &RegistrationView) -> Files {
    Files::of(&found.asked, &ask.href(&format!("/registrations/{}/files", ask.param("token"))))
}

/// Changes them.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(found) = ask.house.registrations.registration(ask.param("token")).await? else {
        return Ok(unknown(l).into());
    };
    // Whoever can change nothing leaves nothing here.
    if !found.changeable {
        return Ok(Answer::Goto(format!("/registrations/{}", ask.param("token"))));
    }
    let Received { fields: typed, files, problems: with_files } =
        received(&ask, &answers::now(&found.asked), own(&ask, &found)).await?;
    let ask = Ask { form: typed, ..ask };
    let (token, desk) = (ask.param("token"), &ask.house.registrations);
    // As many as the form had: whoever else was there when it was opened is compared by the version.
    let shown = ask.form.parse("people").unwrap_or(found.attendees.len()).min(PEOPLE.len());
    let names: Vec<String> = PEOPLE.iter().take(shown).map(|field| ask.form.get(field).to_owned()).collect();
    let (answers, problems) = answered(l, (&found, &files), &ask.form, &names);
    let problems = with_files.over(problems);
    if !problems.is_empty() {
        return draw(&ask, (found, files), ask.form.clone(), problems).await;
    }
    let version = ask.form.parse("version").unwrap_or_default();
    let problems = match desk.change_registration(token, version, names, answers).await {
        Ok(()) => return Ok(Answer::Goto(format!("/registrations/{token}?done=changed"))),
        Err(RegistrationRefusal::Unavailable) => return Ok(Answer::Unavailable),
        Err(RegistrationRefusal::Attendees) => Problems::of(PEOPLE[0], t!(l, registrations.nobody)),
        Err(refusal) => said_of(l, &refusal).unwrap_or_default(),
    };
    match desk.registration(token).await? {
        Some(found) => draw(&ask, (found, files), ask.form.clone(), problems).await,
        None => Ok(unknown(l).into()),
    }
}

/// What was answered, if anything is asked, and what is wrong with it.
fn answered(
    l: Locale,
    (found, files): (&RegistrationView, &Files),
    typed: &Fields,
    names: &[String],
) -> (Option<Given>, Problems) {
    let form = answers::now(&found.asked);
    if form.questions.is_empty() {
        return (None, Problems::default());
    }
    let slots: Vec<usize> = (0..names.len()).collect();
    let present: Vec<bool> = names.iter().map(|name| !name.trim().is_empty()).collect();
    let given = answers::given(l, &form, typed, &slots);
    let problems = answers::check(l, &form, found.session.id, (&given, files), &slots, &present);
    (Some(given), problems)
}

async fn draw(ask: &Ask, (found, files): (RegistrationView, Files), fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let back = format!("/registrations/{}", ask.param("token"));
    if !found.changeable {
        return Ok(Answer::Goto(back));
    }
    let scene = Scene {
        questions: answers::now(&found.asked).questions,
        session: Some(found.session.id),
        sessions: Vec::new(),
        files,
        attendee_days: ask.house.privacy.attendee_days().await?,
        l,
    };
    let back = l.href(&back);
    let form = Form::refused(l, fields, problems);
    let title =
        if scene.questions.is_empty() { t!(l, registrations.page_change) } else { t!(l, questions.page_change) };
    let (page_title, status) = (form.title(title), form.status());
    let page =
        Page::new("events", page_title, move || view! { <ChangeForm found form scene title back l/> }.into_any());
    Ok(page.with_status(status).into())
}

#[component]
fn ChangeForm(
    found: RegistrationView,
    form: Form,
    scene: Scene,
    title: &'static str,
    back: String,
    l: Locale,
) -> impl IntoView {
    let count = found.attendees.len();
    let fewer = if matches!(found.state, RegistrationState::Waiting) {
        t!(l, registrations.change_waiting)
    } else {
        t!(l, registrations.change_fewer)
    };
    let asks = scene.asks_each();
    let people = PEOPLE.into_iter().enumerate().take(count).map(|(slot, name)| {
        let label = if slot == 0 {
            t!(l, registrations.name).to_owned()
        } else {
            t!(l, registrations.person, number = slot + 1)
        };
        let field = view! { <Field form=&form name label maxlength=120u16 either=true required=count == 1/> };
        if asks {
            view! {
                <fieldset class="registration__person">
                    <legend>{called(l, found.attendees.get(slot).map(String::as_str), slot)}</legend>
                    {field}
                    <Questions form=form.clone() scene=scene.clone() place=Some(slot)/>
                </fieldset>
            }
            .into_any()
        } else {
            field.into_any()
        }
    });
    let people = people.collect_view();
    let enctype = scene.enctype();
    view! {
        <div class="registration measure stack">
            <p class="crumb"><a href=back>{t!(l, registrations.change_back)}</a></p>
            <ErrorSummary form=&form/>
            <h1>{title}</h1>
            <p class="lead">{t!(l, registrations.change_lead)}</p>
            {(count > 1).then(|| view! { <p>{fewer}</p> })}
            <form method="post" class="form" enctype=enctype>
                <Hidden name="version" value=found.version.to_string()/>
                <Hidden name=VERSION value=found.asked.version.to_string()/>
                <Hidden name="people" value=count.to_string()/>
                {people}
                <Questions form=form.clone() scene place=None/>
                <Submit label=t!(l, registrations.change_send)/>
            </form>
        </div>
    }
    .into_any()
}
