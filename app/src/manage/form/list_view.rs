//! The questions of an event as those who run it see them.

use domain::{
    desk::{EventView, OwnForm},
    event::EventState,
    question::{Kind, MOST_QUESTIONS, Question, Whose, arranged, neighbour},
};
use leptos::prelude::*;

use crate::{
    questions::say,
    t,
    texts::Locale,
    ui::{
        form::{ErrorSummary, Form, Hidden, Submit},
        say::said,
        words::Word as _,
    },
};

/// How deep questions are drawn below one another.
const DEEPEST: usize = 3;

/// What is asked, in order, and what can be asked besides.
#[component]
pub fn List(
    event: EventView,
    form: OwnForm,
    shown: Form,
    done: Option<&'static str>,
    days: u16,
    l: Locale,
) -> impl IntoView {
    let base = l.href(&format!("/manage/events/{}", event.card.slug));
    let path = format!("{base}/form");
    let alive = event.card.state != EventState::Cancelled;
    let none = form.form.questions.is_empty();
    let retired = form.retired.clone();
    let full = form.form.questions.len() >= MOST_QUESTIONS;
    let scene = Scene { event, form, path: path.clone(), alive, days, l };
    let parts = Whose::ALL.iter().rev().map(|whose| view! { <Part scene=scene.clone() whose=*whose/> }).collect_view();
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=base>{t!(l, manage.back)}</a></p>
            <ErrorSummary form=shown/>
            {done.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{t!(l, questions.title)}</h1>
            <p class="lead">{t!(l, questions.lead)}</p>
            {none.then(|| view! { <p>{t!(l, questions.none)}</p> })}
            {parts}
            {(!none).then(|| view! {
                <p><a class="button button--quiet" href=format!("{path}/preview")>{t!(l, questions.preview)}</a></p>
            })}
            {(alive && !full).then(|| view! { <Kinds path l/> })}
            {(alive && full).then(|| view! { <p>{t!(l, questions.fault_many)}</p> })}
            {(!retired.is_empty()).then(|| view! { <Retired scene retired/> })}
        </div>
    }
    .into_any()
}

/// What every row needs to know.
#[derive(Clone)]
struct Scene {
    event: EventView,
    form: OwnForm,
    path: String,
    alive: bool,
    days: u16,
    l: Locale,
}

/// The questions asked once, or those asked of each person; nothing where there are none.
#[component]
fn Part(scene: Scene, whose: Whose) -> impl IntoView {
    let l = scene.l;
    let asked = arranged(&scene.form.form.questions, whose);
    if asked.is_empty() {
        return ().into_any();
    }
    let title = match whose {
        Whose::Registration => t!(l, questions.part_registration),
        Whose::Attendee => t!(l, questions.part_attendee),
    };
    let rows = asked
        .into_iter()
        .map(|(depth, question)| view! { <Row scene=scene.clone() question=question.clone() depth/> })
        .collect_view();
    view! { <section class="stack"><h2>{title}</h2><ol class="rows">{rows}</ol></section> }.into_any()
}

#[component]
fn Row(scene: Scene, question: Question, depth: usize) -> impl IntoView {
    let l = scene.l;
    let id = question.id;
    let about = say::named(l, &question);
    let class = format!("rows__item questions__item questions__item--{}", depth.min(DEEPEST));
    let questions = &scene.form.form.questions;
    let moves = [(true, "up", t!(l, questions.up)), (false, "down", t!(l, questions.down))];
    let moves =
        moves.into_iter().filter(|(up, ..)| neighbour(questions, id, *up).is_some()).map(|(_, intent, label)| {
            view! { <Small intent label about=about.clone()/> }
        });
    let moves = moves.collect_view();
    let acts = scene.alive.then(|| {
        view! {
            <form class="rows__side questions__acts" method="post">
                <Hidden name="question" value=id.to_string()/>
                <Hidden name="version" value=scene.form.form.version.to_string()/>
                {moves}
                <a class="button button--quiet button--small" href=format!("{}/{id}", scene.path)>
                    {t!(l, questions.edit)}<span class="visually-hidden">" "{about.clone()}</span>
                </a>
                <Small intent="drop" label=t!(l, questions.drop) about=about.clone()/>
            </form>
        }
    });
    view! {
        <li class=class id=format!("q-{id}")>
            <div>
                <p class="questions__label">{said(l, &question.label)}</p>
                <p class="quiet small">{facts(&scene, &question)}</p>
            </div>
            {acts}
        </li>
    }
    .into_any()
}

#[component]
fn Small(intent: &'static str, label: &'static str, about: String) -> impl IntoView {
    view! {
        <button class="button button--quiet button--small" type="submit" name="do" value=intent>
            {label}<span class="visually-hidden">" "{about}</span>
        </button>
    }
}

/// How it is asked, in one line.
fn facts(scene: &Scene, question: &Question) -> String {
    let l = scene.l;
    let mut facts = vec![question.kind.word(l).to_owned()];
    facts.push(
        if question.required { t!(l, questions.required_short) } else { t!(l, questions.optional_short) }.to_owned(),
    );
    if let Some(condition) = &question.condition {
        let on = scene.form.form.questions.iter().find(|other| other.id == condition.question);
        facts.extend(on.map(|on| say::condition(l, condition, on)));
    }
    if !question.sessions.is_empty() {
        let all = say::sessions(l, &scene.event.sessions).into_iter();
        let chosen = all.filter(|(id, _)| question.sessions.contains(id));
        let names: Vec<String> = chosen.map(|(_, name)| name).collect();
        facts.push(if names.is_empty() {
            t!(l, questions.for_none).to_owned()
        } else {
            t!(l, questions.only_for, sessions = names.join("; "))
        });
    }
    facts.push(t!(l, questions.kept_until, kept = say::kept(l, question.keeping, scene.days)));
    if let Some(count) = scene.form.answers.get(&question.id) {
        facts.push(t!(l, questions.answers_count, count = *count));
    }
    facts.join(" · ")
}

/// What can be asked.
#[component]
fn Kinds(path: String, l: Locale) -> impl IntoView {
    let kinds = Kind::ALL.iter().map(|kind| {
        let href = format!("{path}/new?kind={}", kind.code());
        view! { <li><a class="button button--quiet" href=href>{kind.word(l)}</a></li> }
    });
    view! {
        <section class="stack">
            <h2>{t!(l, questions.add)}</h2>
            <p>{t!(l, questions.add_hint)}</p>
            <ul class="questions__kinds">{kinds.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// What is asked no more, as long as somebody's answer to it is kept.
#[component]
fn Retired(scene: Scene, retired: Vec<Question>) -> impl IntoView {
    let l = scene.l;
    let answers = l.href(&format!("/manage/events/{}/registrations", scene.event.card.slug));
    let rows = retired.iter().map(|question| {
        view! {
            <li class="rows__item">
                <p class="questions__label">{said(l, &question.label)}</p>
                <p class="quiet small">{facts(&scene, question)}</p>
            </li>
        }
    });
    view! {
        <section class="stack">
            <h2>{t!(l, questions.retired)}</h2>
            <p>{t!(l, questions.retired_hint)}" "<a href=answers>{t!(l, questions.retired_link)}</a></p>
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Asks before a question is taken out.
#[component]
pub fn DropSure(slug: String, question: Question, version: i32, answers: u64, l: Locale) -> impl IntoView {
    let path = l.href(&format!("/manage/events/{slug}/form"));
    let what = if answers == 0 {
        t!(l, questions.drop_lead).to_owned()
    } else {
        t!(l, questions.drop_answered, count = answers)
    };
    view! {
        <div class="manage measure stack">
            <h1>{t!(l, questions.drop_title)}</h1>
            <p class="lead">{said(l, &question.label)}</p>
            <p>{what}</p>
            <form method="post" action=path class="buttons">
                <Hidden name="question" value=question.id.to_string()/>
                <Hidden name="version" value=version.to_string()/>
                <Submit label=t!(l, questions.drop_sure) intent="drop-sure" look="danger"/>
                <Submit label=t!(l, questions.drop_keep) intent="keep" look="quiet"/>
            </form>
        </div>
    }
    .into_any()
}
