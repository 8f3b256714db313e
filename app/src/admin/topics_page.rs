//! The topics events can have: named, retired, merged. The dimensions beside them are the program's.

use domain::{
    desk::KeptTopic,
    event::Dimension,
    text::Localised,
    topic::{LONGEST_TOPIC, TopicRefusal},
};
use leptos::prelude::*;

use super::frame::{self, Framed};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered},
    t,
    texts::Locale,
    ui::{
        form::{Field, Form, Hidden, Select, Submit},
        say::said,
        words::Word as _,
    },
};

/// Lists them.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn topics(ask: Ask) -> Answered {
    list(&ask, Fields::default(), Problems::default()).await
}

/// Adds one.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn add_topic(ask: Ask) -> Answered {
    let problems = match ask.house.topics.add_topic(&ask.actor, typed(&ask.form)).await {
        Ok(_) => return Ok(Answer::Goto("/admin/topics?done=added".to_owned())),
        Err(refusal) => problem(&ask, refusal)?,
    };
    list(&ask, ask.form.clone(), problems).await
}

async fn list(ask: &Ask, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let all = ask.house.topics.kept_topics(&ask.actor).await?.ok_or_else(|| frame::nothing(ask))?;
    let changes = frame::changes(ask);
    let done = match ask.query.get("done") {
        "added" => Some(t!(l, topics.done_added)),
        "merged" => Some(t!(l, topics.done_merged)),
        _ => None,
    };
    Ok(Framed { done, problems, fields, ..Framed::new(l, t!(l, topics.title)) }.around(l, move |form| {
        let none = all.is_empty().then(|| view! { <p>{t!(l, topics.none)}</p> });
        let rows = all.into_iter().map(|one| view! { <Row l=l one=one changes=changes /> }).collect_view();
        let add = changes.then(|| {
            view! {
                <h2>{t!(l, topics.add)}</h2>
                <form class="form" method="post">
                    {names(l, &form)}
                    <Submit label=t!(l, topics.add_action) />
                </form>
            }
        });
        let dimension = |dimension: &Dimension| view! { <li>{dimension.word(l)}</li> };
        view! {
            <p class="lead">{t!(l, topics.lead)}</p>
            {none}
            <ul class="rows">{rows}</ul>
            {add}
            <h2>{t!(l, topics.dimensions)}</h2>
            <p>{t!(l, topics.dimensions_text)}</p>
            <ul>{Dimension::ALL.iter().map(dimension).collect_view()}</ul>
        }
        .into_any()
    }))
}

#[component]
fn Row(l: Locale, one: KeptTopic, changes: bool) -> impl IntoView {
    let name = said(l, &one.topic.name);
    let name = if changes { view! { <a href=l.href(&path(&one.topic.slug))>{name}</a> }.into_any() } else { name };
    view! {
        <li class="rows__item">
            <h3 class="rows__title">{name}</h3>
            <p>
                {t!(l, topics.events, count = one.events)}
                {one.retired.then(|| view! { ", " <strong>{t!(l, topics.retired)}</strong> })}
            </p>
        </li>
    }
    .into_any()
}

fn names(l: Locale, form: &Form) -> AnyView {
    let most = u16::try_from(LONGEST_TOPIC).unwrap_or_default();
    view! {
        <Field form=form name="name_de" label=t!(l, topics.name_de) required=true maxlength=most />
        <Field form=form name="name_en" label=t!(l, topics.name_en) maxlength=most />
    }
    .into_any()
}

fn typed(fields: &Fields) -> Localised {
    Localised::of("de", fields.get("name_de")).and("en", fields.get("name_en"))
}

fn path(slug: &str) -> String {
    format!("/admin/topics/{slug}")
}

fn problem(ask: &Ask, refusal: TopicRefusal) -> Result<Problems, Answer> {
    let l = ask.locale;
    Ok(match refusal {
        TopicRefusal::Name => Problems::of("name_de", t!(l, topics.problem_name, most = LONGEST_TOPIC)),
        TopicRefusal::NameTaken => Problems::of("name_de", t!(l, topics.problem_taken)),
        TopicRefusal::Same => Problems::of("into", t!(l, topics.problem_into)),
        TopicRefusal::ChangedMeanwhile => Problems::whole(t!(l, topics.problem_changed)),
        TopicRefusal::NotFound => return Err(frame::nothing(ask)),
        TopicRefusal::Unavailable => return Err(Answer::Unavailable),
    })
}

/// The topic a page is about, and the others.
async fn wanted(ask: &Ask) -> Result<(KeptTopic, Vec<KeptTopic>), Answer> {
    let all = ask.house.topics.kept_topics(&ask.actor).await?.filter(|_| frame::changes(ask));
    let mut all = all.ok_or_else(|| frame::nothing(ask))?;
    let here = all.iter().position(|one| one.topic.slug == ask.param("slug")).ok_or(Answer::NotFound)?;
    let one = all.remove(here);
    Ok((one, all))
}

/// Shows one.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn topic(ask: Ask) -> Answered {
    let (one, others) = wanted(&ask).await?;
    let fields = filled(&one);
    draw(&ask, one, others, fields, Problems::default())
}

fn filled(one: &KeptTopic) -> Fields {
    let name = |language: &str| one.topic.name.0.get(language).cloned().unwrap_or_default();
    Fields(vec![
        ("name_de".into(), name("de")),
        ("name_en".into(), name("en")),
        ("version".into(), one.version.to_string()),
    ])
}

/// Renames, retires or merges it. Before it is merged the page says what that does, and asks once more.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn change_topic(ask: Ask) -> Answered {
    let (one, others) = wanted(&ask).await?;
    let (desk, by, slug) = (&ask.house.topics, &ask.actor, one.topic.slug.as_str());
    let version = ask.form.parse("version").unwrap_or(one.version);
    let into = ask.form.get("into");
    let outcome = match ask.form.get("do") {
        "rename" => desk.rename_topic(by, slug, version, typed(&ask.form)).await.map(|()| path(slug) + "?done=renamed"),
        "retire" => desk.retire_topic(by, slug, true).await.map(|()| path(slug) + "?done=retired"),
        "restore" => desk.retire_topic(by, slug, false).await.map(|()| path(slug) + "?done=restored"),
        "merge" if !others.iter().any(|other| other.topic.slug == into) => Err(TopicRefusal::Same),
        "merge" if !ask.form.ticked("sure") => return sure(&ask, one, &others),
        "merge" => desk.merge_topic(by, slug, into).await.map(|_| "/admin/topics?done=merged".to_owned()),
        _ => return Err(Answer::NotFound),
    };
    match outcome {
        Ok(goto) => Ok(Answer::Goto(goto)),
        Err(refusal) => {
            let problems = problem(&ask, refusal)?;
            let mut fields = filled(&one);
            if ask.form.get("do") == "rename" {
                fields = ask.form.with("version", &one.version.to_string());
            }
            draw(&ask, one, others, fields, problems)
        }
    }
}

fn draw(ask: &Ask, one: KeptTopic, others: Vec<KeptTopic>, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "renamed" => Some(t!(l, topics.done_renamed)),
        "retired" => Some(t!(l, topics.done_retired)),
        "restored" => Some(t!(l, topics.done_restored)),
        _ => None,
    };
    let name = one.topic.name.get(l.code()).to_owned();
    let up = ("/admin/topics", t!(l, topics.title));
    Ok(Framed { up, done, problems, fields, ..Framed::new(l, &name) }.around(l, move |form| {
        let version = form.fields().get("version").to_owned();
        let retire = if one.retired {
            view! {
                <p>{t!(l, topics.restore_text)}</p>
                <Submit label=t!(l, topics.restore) intent="restore" look="quiet" />
            }
            .into_any()
        } else {
            view! {
                <p>{t!(l, topics.retire_text)}</p>
                <Submit label=t!(l, topics.retire) intent="retire" look="quiet" />
            }
            .into_any()
        };
        let merge = (!others.is_empty()).then(|| view! { <Merge l=l form=form.clone() others=others /> });
        view! {
            <p>{t!(l, topics.events, count = one.events)} ". " {t!(l, topics.address, slug = one.topic.slug)}</p>
            <h2>{t!(l, topics.rename)}</h2>
            <form class="form" method="post">
                <Hidden name="version" value=version />
                {names(l, &form)}
                <Submit label=t!(l, topics.rename_action) intent="rename" />
            </form>
            <h2>{t!(l, topics.retire_title)}</h2>
            <form class="form" method="post">{retire}</form>
            {merge}
        }
        .into_any()
    }))
}

#[component]
fn Merge(l: Locale, form: Form, others: Vec<KeptTopic>) -> impl IntoView {
    let option = |other: KeptTopic| (other.topic.slug, other.topic.name.get(l.code()).to_owned());
    let options = others.into_iter().map(option).collect();
    view! {
        <h2>{t!(l, topics.merge)}</h2>
        <form class="form" method="post">
            <p>{t!(l, topics.merge_text)}</p>
            <Select
                form=&form
                name="into"
                label=t!(l, topics.into)
                none=t!(l, topics.choose)
                required=true
                options=options
            />
            <Submit label=t!(l, topics.merge_action) intent="merge" look="quiet" />
        </form>
    }
    .into_any()
}

/// Says what merging does, and asks once more.
fn sure(ask: &Ask, one: KeptTopic, others: &[KeptTopic]) -> Answered {
    let l = ask.locale;
    let into = ask.form.get("into").to_owned();
    let other = others.iter().find(|other| other.topic.slug == into).ok_or(Answer::NotFound)?;
    let (from, to) = (one.topic.name.get(l.code()).to_owned(), other.topic.name.get(l.code()).to_owned());
    let heading = t!(l, topics.sure, from = from, into = to);
    let up = ("/admin/topics", t!(l, topics.title));
    let back = l.href(&path(&one.topic.slug));
    Ok(Framed { up, ..Framed::new(l, &heading) }.around(l, move |_| {
        view! {
            <p>{t!(l, topics.sure_text, count = one.events, from = from, into = to)}</p>
            <form class="form" method="post">
                <Hidden name="do" value="merge" />
                <Hidden name="into" value=into />
                <Hidden name="sure" value="yes" />
                <Submit label=t!(l, topics.merge_action) look="danger" />
            </form>
            <p><a href=back>{t!(l, topics.keep)}</a></p>
        }
        .into_any()
    }))
}
