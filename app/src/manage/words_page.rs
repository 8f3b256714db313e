//! `/manage/events/new` and `/manage/events/{slug}/edit`: the words of an event.

use domain::{
    desk::{EventView, Topic},
    event::{AudienceType, Dimension, EventRefusal},
};
use leptos::prelude::*;

use super::{
    access::{organiser, own_event},
    changed::{Changed, Difference, differences},
    word_fields as words_of,
    word_view::{Look, WordForm, labels},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    ui::{
        form::{ErrorSummary, Form},
        words,
    },
};

/// An empty form.
pub async fn show_new(ask: Ask) -> Answered {
    organiser(&ask)?;
    draw(&ask, Shown { fields: words_of::fresh(ask.locale), ..Shown::default() }).await
}

/// Drafts.
pub async fn send_new(ask: Ask) -> Answered {
    organiser(&ask)?;
    if ask.form.get("do") == "look" {
        return draw(&ask, Shown { fields: ask.form.clone(), looks: true, ..Shown::default() }).await;
    }
    let typed = words_of::read(&ask.form);
    let problems = words_of::problems(ask.locale, &typed);
    if !problems.is_empty() {
        return draw(&ask, Shown { fields: ask.form.clone(), problems, ..Shown::default() }).await;
    }
    match ask.house.events.draft(&ask.actor, ask.request(), typed.clone()).await {
        Ok(slug) => Ok(Answer::Goto(format!("/manage/events/{slug}"))),
        Err(refusal) => {
            let problems = words_of::refusal(ask.locale, &typed, &refusal)?;
            draw(&ask, Shown { fields: ask.form.clone(), problems, ..Shown::default() }).await
        }
    }
}

/// The form filled with what is stored.
pub async fn show(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    draw(&ask, Shown { fields: words_of::fill(&event), event: Some(event), ..Shown::default() }).await
}

/// Changes the words.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let event = own_event(&ask).await?;
    let typed = words_of::read(&ask.form);
    let fields = ask.form.clone();
    let looks = ask.form.get("do") == "look";
    let problems = if looks { Problems::default() } else { words_of::problems(l, &typed) };
    if looks || !problems.is_empty() {
        // The version stays the one the form was opened with: what is wrong is mended first, then compared.
        let event = EventView { version: ask.form.parse("version").unwrap_or(event.version), ..event };
        return draw(&ask, Shown { fields, problems, event: Some(event), looks, ..Shown::default() }).await;
    }
    let version = ask.form.parse("version").unwrap_or_default();
    match ask.house.events.rewrite(&ask.actor, event.id, version, typed.clone()).await {
        Ok(()) => Ok(Answer::Goto(format!("/manage/events/{}?saved=1", event.card.slug))),
        Err(refusal) => {
            let problems = words_of::refusal(l, &typed, &refusal)?;
            let event = own_event(&ask).await?;
            let changed = if refusal == EventRefusal::ChangedMeanwhile {
                let topics = ask.house.events.topics().await?;
                differences(&labels(l), &values(&ask, &topics), &words_of::fill(&event), &fields)
            } else {
                vec![]
            };
            draw(&ask, Shown { fields, problems, event: Some(event), changed, looks: false }).await
        }
    }
}

/// What the form's codes are called.
fn values(ask: &Ask, topics: &[Topic]) -> Vec<(String, String)> {
    let l = ask.locale;
    let mut values = words::options(l, Dimension::ALL, Dimension::code);
    values.extend(words::options(l, AudienceType::ALL, AudienceType::code));
    values.extend(topics.iter().map(|topic| (topic.slug.clone(), topic.name.get(l.code()).to_owned())));
    values.push(("yes".into(), t!(l, manage.yes).into()));
    values
}

/// The form as it stands.
#[derive(Default)]
struct Shown {
    fields: Fields,
    problems: Problems,
    /// What is stored; `None`: a new event.
    event: Option<EventView>,
    changed: Vec<Difference>,
    /// She wants to see how her text will look before she saves it.
    looks: bool,
}

async fn draw(ask: &Ask, shown: Shown) -> Answered {
    let l = ask.locale;
    let mut topics = ask.house.events.topics().await?;
    // What it has already it keeps, though the region gives it to nobody else any more.
    let kept = shown.event.iter().flat_map(|event| &event.card.topics);
    let kept: Vec<Topic> = kept.filter(|topic| !topics.contains(topic)).cloned().collect();
    topics.extend(kept);
    let request = ask.request().to_string();
    let Shown { fields, problems, event, changed, looks } = shown;
    let meanwhile = problems.0.iter().any(|(_, text)| text == t!(l, manage.changed));
    let form = Form::refused(l, fields, problems);
    let title = if event.is_some() { t!(l, manage.edit_title) } else { t!(l, manage.new_title) };
    let (page_title, status) = (form.title(title), form.status());
    let page = Page::new("manage", page_title, move || {
        let slug = event.as_ref().map(|event| event.card.slug.clone());
        let (back, back_text) = match slug {
            Some(slug) => (l.href(&format!("/manage/events/{slug}")), t!(l, manage.back)),
            None => (l.href("/manage/events"), t!(l, manage.back_all)),
        };
        let lead = event.is_none().then(|| view! { <p class="lead">{t!(l, manage.new_lead)}</p> });
        let version = event.map(|event| event.version);
        view! {
            <div class="manage stack">
                <p class="crumb"><a href=back>{back_text}</a></p>
                <ErrorSummary form=&form/>
                <h1>{title}</h1>
                {lead}
                {meanwhile.then(|| view! { <Changed differences=changed l/> })}
                {looks.then(|| view! { <Look form=form.clone() l/> })}
                <WordForm form topics version request l/>
            </div>
        }
        .into_any()
    });
    Ok(page.with_status(status).into())
}
