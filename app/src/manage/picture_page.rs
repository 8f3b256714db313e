//! `/manage/events/{slug}/picture`: the picture of an event, what is to be seen on it, and who made it.

use domain::{
    desk::EventView,
    event::EventRefusal,
    picture::{Caption, CaptionFault, LONGEST_ALT, LONGEST_CREDIT, Purpose},
};
use leptos::prelude::*;

use super::{
    access::{Gone, own_event, whole},
    word_fields::{localised, spread},
};
use crate::{
    ask::Ask,
    events::about::EventPhoto,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{Checkbox, ErrorSummary, Field, FileField, Form, Hidden, Submit, TextArea},
        picture::{KINDS, refused},
    },
};

/// The form, filled with what is stored.
pub async fn show(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    Ok(draw(&ask, event.version, event.clone(), fill(&event), Problems::default()).into())
}

/// Takes a picture, or what is said of the one there is, or takes it away.
pub async fn send(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let version = ask.form.parse("version").unwrap_or_default();
    let (desk, by) = (&ask.house.events, &ask.actor);
    let path = format!("/manage/events/{}/picture", event.card.slug);
    let (done, outcome) = if ask.form.get("do") == "remove" {
        ("removed", desk.remove_picture(by, event.id, version).await)
    } else {
        let caption = read(&ask.form);
        let problems = caption_problems(&ask, &caption.faults());
        if !problems.is_empty() {
            // The version stays the one the form was opened with: what is wrong is mended first, then compared.
            return Ok(draw(&ask, version, event, ask.form.clone(), problems).into());
        }
        let file = ask.upload().map(|file| file.bytes.to_vec());
        ("set", desk.set_picture(by, event.id, version, file, caption).await)
    };
    match outcome {
        Ok(()) => Ok(Answer::Goto(format!("{path}?done={done}"))),
        Err(refusal) => {
            let problems = problems(&ask, &refusal)?;
            let event = own_event(&ask).await?;
            // The button that removes it sends nothing of what is said of it.
            let typed = if ask.form.get("do") == "remove" { fill(&event) } else { ask.form.clone() };
            Ok(draw(&ask, event.version, event, typed, problems).into())
        }
    }
}

fn read(form: &Fields) -> Caption {
    Caption { alt: localised(form, "alt"), adorns: form.ticked("adorns"), credit: form.get("credit").to_owned() }
}

fn fill(event: &EventView) -> Fields {
    let mut fields = Fields::default();
    let Some(picture) = &event.card.picture else { return fields };
    spread(&mut fields, "alt", &picture.caption.alt);
    fields.0.push(("credit".into(), picture.caption.credit.clone()));
    fields.0.extend(picture.caption.adorns.then(|| ("adorns".into(), "yes".into())));
    fields
}

/// What is wrong with the words; a browser gives a file only once, so it is asked for again.
fn caption_problems(ask: &Ask, faults: &[CaptionFault]) -> Problems {
    let l = ask.locale;
    let mut problems = Problems::default();
    for fault in faults {
        match fault {
            CaptionFault::NoAlt => problems.add("alt_de", t!(l, pictures.problem_alt)),
            CaptionFault::Alt => problems.add("alt_de", t!(l, pictures.problem_long, most = LONGEST_ALT)),
            CaptionFault::AltInEnglish => problems.add("alt_en", t!(l, pictures.problem_long, most = LONGEST_ALT)),
            CaptionFault::Credit => problems.add("credit", t!(l, pictures.problem_long, most = LONGEST_CREDIT)),
        }
    }
    if !faults.is_empty() && ask.upload().is_some() {
        problems.add("picture", t!(l, pictures.problem_again));
    }
    problems
}

/// # Errors
/// When there is nothing left to show the form for.
fn problems(ask: &Ask, refusal: &EventRefusal) -> Result<Problems, Gone> {
    let l = ask.locale;
    let mut problems = match refusal {
        EventRefusal::Picture(fault) => Problems::of("picture", refused(l, Purpose::Photograph, *fault)),
        EventRefusal::Caption(fault) => caption_problems(ask, &[*fault]),
        other => whole(l, other)?,
    };
    if *refusal == EventRefusal::ChangedMeanwhile && ask.upload().is_some() {
        problems.add("picture", t!(l, pictures.problem_again));
    }
    Ok(problems)
}

fn draw(ask: &Ask, version: i32, event: EventView, fields: Fields, problems: Problems) -> Page {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "set" => Some(t!(l, pictures.done_set)),
        "removed" => Some(t!(l, pictures.done_removed)),
        _ => None,
    };
    let form = Form::refused(l, fields, problems);
    let done = done.filter(|_| form.problems().is_empty());
    let (title, status) = (form.title(t!(l, pictures.title)), form.status());
    let page = Page::new("manage", title, move || {
        let up = l.href(&format!("/manage/events/{}", event.card.slug));
        let there = event.card.picture.is_some();
        view! {
            <div class="manage stack">
                <p class="crumb"><a href=up>{t!(l, manage.back)}</a></p>
                <ErrorSummary form=&form/>
                {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
                <h1>{t!(l, pictures.title)}</h1>
                <p>{t!(l, pictures.text)}</p>
                <Standing event version l/>
                <PictureForm form version there l/>
            </div>
        }
        .into_any()
    });
    page.with_status(status)
}

/// The picture as it is shown, and the button that takes it away.
#[component]
fn Standing(event: EventView, version: i32, l: Locale) -> impl IntoView {
    event.card.picture.map(|picture| {
        view! {
            <section class="stack" aria-labelledby="now">
                <h2 id="now">{t!(l, pictures.now)}</h2>
                <EventPhoto picture l/>
                <form method="post">
                    <Hidden name="version" value=version.to_string()/>
                    <Submit label=t!(l, pictures.remove) intent="remove" look="quiet"/>
                </form>
            </section>
        }
    })
}

#[component]
fn PictureForm(form: Form, version: i32, there: bool, l: Locale) -> impl IntoView {
    let label = if there { t!(l, pictures.other_file) } else { t!(l, pictures.file) };
    view! {
        <form class="form manage__form" method="post" enctype="multipart/form-data">
            <Hidden name="version" value=version.to_string()/>
            <FileField
                form=&form
                name="picture"
                label=label
                hint=t!(l, pictures.hint, most = Purpose::Photograph.most_megabytes())
                accept=KINDS
                required=!there
            />
            <TextArea
                form=&form
                name="alt_de"
                label=t!(l, pictures.alt)
                hint=t!(l, pictures.alt_hint)
                rows=2
                maxlength=300u16
                lang="de"
                either=true
            />
            <Checkbox form=&form name="adorns" label=t!(l, pictures.adorns) hint=t!(l, pictures.adorns_hint)/>
            <TextArea form=&form name="alt_en" label=t!(l, pictures.alt_english) rows=2 maxlength=300u16 lang="en"/>
            <Field form=&form name="credit" label=t!(l, pictures.credit) hint=t!(l, pictures.credit_hint) maxlength=120u16/>
            <Submit label=t!(l, pictures.save) intent="set"/>
        </form>
    }
    .into_any()
}
