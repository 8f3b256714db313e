//! The feedback of an event as its organisers see it.

use domain::{
    desk::{EventView, OwnSurvey},
    event::EventState,
    privacy::SURVEY_DAYS,
    survey::{ASK_DAYS, Kind, LEAST, MOST_LABEL, MOST_OWN, Ready, Stage},
};
use leptos::prelude::*;

use super::{
    fields::{READY, name},
    results_view::ResultList,
};
use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        facts::Facts,
        form::{Checkboxes, ErrorSummary, Field, Form, Hidden, Select, Submit, TextArea},
        say::said,
        words,
    },
};

/// Where it is, what was said, and what is asked.
#[component]
pub fn Feedback(
    event: EventView,
    survey: OwnSurvey,
    form: Form,
    done: Option<&'static str>,
    l: Locale,
) -> impl IntoView {
    let base = l.href(&format!("/manage/events/{}", event.card.slug));
    let path = format!("{base}/feedback");
    let asked = survey.asked > 0;
    let alive = event.card.state != EventState::Cancelled;
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=base>{said(l, &event.card.title)}</a></p>
            <ErrorSummary form=&form/>
            {done.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{t!(l, survey.title)}</h1>
            <p class="lead">{t!(l, survey.lead)}</p>
            <p><strong>{state(l, &survey, alive)}</strong></p>
            {asked.then(|| view! { <Said survey=survey.clone() path=path.clone() l/> })}
            {match survey.stage {
                Stage::ToCome | Stage::Asking if alive => view! { <Write survey form path l/> }.into_any(),
                Stage::Open(_) if asked => view! { <Switch survey alive l/> }.into_any(),
                _ => ().into_any(),
            }}
        </div>
    }
    .into_any()
}

/// Where it is, in a sentence or two.
fn state(l: Locale, survey: &OwnSurvey, alive: bool) -> String {
    let day = |moment: chrono::NaiveDateTime| dates::date(l, (moment - chrono::Duration::minutes(1)).date());
    match (survey.stage, survey.on) {
        (Stage::Open(_) | Stage::Over(_), on) if survey.asked == 0 && alive => {
            if on {
                t!(l, survey.state_nobody, least = LEAST)
            } else {
                t!(l, survey.state_unsent).to_owned()
            }
        }
        (Stage::Open(_) | Stage::Over(_), _) if survey.asked == 0 => t!(l, survey.state_cancelled).to_owned(),
        (Stage::Open(until), true) => t!(l, survey.state_open, date = day(until)),
        (Stage::Open(until), false) => t!(l, survey.state_open_off, date = day(until)),
        (Stage::Over(until), _) => t!(l, survey.state_over, date = day(until)),
        _ if !alive => t!(l, survey.state_cancelled).to_owned(),
        (Stage::TooLate, _) => t!(l, survey.state_late, days = ASK_DAYS),
        (Stage::ToCome, true) => t!(l, survey.state_to_come).to_owned(),
        (Stage::Asking, true) => t!(l, survey.state_asking).to_owned(),
        (Stage::ToCome, false) => t!(l, survey.state_off).to_owned(),
        (Stage::Asking, false) => t!(l, survey.state_asking_off, days = ASK_DAYS),
    }
}

/// How many were asked, how many answered, and what.
#[component]
fn Said(survey: OwnSurvey, path: String, l: Locale) -> impl IntoView {
    let OwnSurvey { questions, asked, answered, results, forgotten, stage, .. } = survey;
    let counts = vec![
        (t!(l, survey.count_asked), asked.to_string().into_any()),
        (t!(l, survey.count_answered), answered.to_string().into_any()),
    ];
    let kept = if forgotten { t!(l, survey.forgotten).to_owned() } else { t!(l, survey.kept, days = SURVEY_DAYS) };
    let shown = match results {
        None if stage.shows() => view! { <p>{t!(l, survey.too_few, least = LEAST)}</p> }.into_any(),
        None => view! { <p>{t!(l, survey.later, least = LEAST)}</p> }.into_any(),
        Some(results) => view! {
            <ResultList questions results l/>
            <p><a class="button button--quiet" href=format!("{path}.csv") download="">{t!(l, survey.csv)}</a></p>
        }
        .into_any(),
    };
    view! {
        <h2>{t!(l, survey.results)}</h2>
        <Facts facts=counts/>
        {shown}
        <p class="quiet small">{kept}</p>
    }
    .into_any()
}

/// People were asked: whether they can still answer.
#[component]
fn Switch(survey: OwnSurvey, alive: bool, l: Locale) -> impl IntoView {
    let (label, intent) = if survey.on { (t!(l, survey.off), "close") } else { (t!(l, survey.again), "again") };
    (survey.on || alive).then(|| {
        view! {
            <form method="post" class="manage__end">
                <Hidden name="version" value=survey.version.to_string()/>
                <Submit label intent look="quiet"/>
            </form>
        }
        .into_any()
    })
}

/// What is asked, and the switch.
#[component]
fn Write(survey: OwnSurvey, form: Form, path: String, l: Locale) -> impl IntoView {
    let ready = words::options(l, Ready::ALL, Ready::code);
    let own = (0..MOST_OWN).map(|place| view! { <OwnFields form=form.clone() place l/> }).collect_view();
    let buttons = if survey.on {
        view! {
            <Submit label=t!(l, manage.save) intent="save"/>
            <Submit label=t!(l, survey.off) intent="off" look="quiet"/>
        }
        .into_any()
    } else {
        view! {
            <Submit label=t!(l, survey.on) intent="on"/>
            <Submit label=t!(l, manage.save) intent="save" look="quiet"/>
        }
        .into_any()
    };
    view! {
        <p>{t!(l, survey.who, least = LEAST)}</p>
        <p><a href=format!("{path}/preview")>{t!(l, survey.preview_link)}</a></p>
        <form method="post" class="form manage__form">
            <Hidden name="version" value=survey.version.to_string()/>
            <Checkboxes form=&form name=READY legend=t!(l, survey.ready) options=ready/>
            <fieldset class="manage__group">
                <legend>{t!(l, survey.own)}</legend>
                <p class="quiet">{t!(l, survey.own_hint, most = MOST_OWN)}</p>
                {own}
            </fieldset>
            <p class="quiet small">{t!(l, survey.fixed)}</p>
            <div class="buttons">{buttons}</div>
        </form>
    }
    .into_any()
}

/// One question of one's own, folded away until it is wanted.
#[component]
fn OwnFields(form: Form, place: usize, l: Locale) -> impl IntoView {
    let names = ["label_de", "label_en", "options_de", "options_en"].map(|field| name(place, field));
    let open = names.iter().any(|name| form.fields().text(name).is_some() || form.problems().at(name).is_some());
    let kinds = words::options(l, Kind::ALL, Kind::code);
    let [label_de, label_en, options_de, options_en] = names;
    let most = u16::try_from(MOST_LABEL).unwrap_or(u16::MAX);
    view! {
        <details class="fold" open=open>
            <summary>{t!(l, survey.own_number, number = place + 1)}</summary>
            <div class="stack">
                <Select form=&form name=name(place, "kind") label=t!(l, survey.own_kind) options=kinds/>
                <Field form=&form name=label_de label=t!(l, survey.own_label_de) maxlength=most either=true/>
                <Field form=&form name=label_en label=t!(l, survey.own_label_en) maxlength=most either=true/>
                <TextArea form=&form name=options_de label=t!(l, survey.own_options_de) hint=t!(l, survey.own_options_hint) rows=3 either=true/>
                <TextArea form=&form name=options_en label=t!(l, survey.own_options_en) rows=3 either=true/>
            </div>
        </details>
    }
    .into_any()
}
