//! Drafts of organisations the region does not trust yet: they become public once the region has looked at them.

use domain::{desk::Submission, event::EventRefusal, id::EventId};
use leptos::prelude::*;

use super::frame::{self, Framed};
use crate::{
    ask::Ask,
    events::say::{place, unpublished},
    form::Problems,
    page::{Answer, Answered},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Form, Hidden, Submit, TextArea},
        say::said,
    },
};

/// What waits, the longest first.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn submissions(ask: Ask) -> Answered {
    show(&ask, Problems::default()).await
}

/// Lets one become public, or gives it back.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn review(ask: Ask) -> Answered {
    let l = ask.locale;
    let version = ask.form.parse("version").unwrap_or_default();
    let Some(id) = ask.form.parse::<EventId>("event") else { return show(&ask, Problems::default()).await };
    let desk = &ask.house.reviews;
    let (done, outcome) = match ask.form.get("do") {
        "clear" => ("cleared", desk.clear(&ask.actor, id, version).await),
        "give-back" => ("returned", desk.give_back(&ask.actor, id, version, ask.form.get(&why_of(id))).await),
        _ => return show(&ask, Problems::default()).await,
    };
    match outcome {
        Ok(()) => Ok(Answer::Goto(frame::again(&ask, done))),
        Err(EventRefusal::Unavailable) => Ok(Answer::Unavailable),
        Err(EventRefusal::Why) => show(&ask, Problems::of(why_of(id), t!(l, review.why_missing))).await,
        Err(EventRefusal::ChangedMeanwhile) => show(&ask, Problems::whole(t!(l, review.changed))).await,
        Err(EventRefusal::NotReady(why)) => show(&ask, Problems::whole(unpublished(l, why))).await,
        Err(_) => show(&ask, Problems::whole(t!(l, review.gone))).await,
    }
}

/// Each has a field of its own for what is to be changed, so that a label and a problem lead to the right one.
fn why_of(id: EventId) -> String {
    format!("why-{id}")
}

async fn show(ask: &Ask, problems: Problems) -> Answered {
    let l = ask.locale;
    let waits = ask.house.reviews.submissions(&ask.actor).await?.ok_or_else(|| frame::nothing(ask))?;
    let changes = frame::changes(ask);
    let done = match ask.query.get("done") {
        "cleared" => Some(t!(l, review.done_cleared)),
        "returned" => Some(t!(l, review.done_returned)),
        _ => None,
    };
    let framed = Framed { done, problems, fields: ask.form.clone(), ..Framed::new(l, t!(l, review.title)) };
    Ok(framed.around(l, move |form| {
        let none = waits.is_empty();
        let rows = waits.into_iter().map(|one| view! { <Row one form=form.clone() changes l/> }).collect_view();
        view! {
            <p class="measure">{t!(l, review.lead)}</p>
            {none.then(|| view! { <p>{t!(l, review.none)}</p> })}
            {(!none).then(|| view! { <ul class="rows">{rows}</ul> })}
        }
        .into_any()
    }))
}

#[component]
fn Row(one: Submission, form: Form, changes: bool, l: Locale) -> impl IntoView {
    let Submission { id, card, version, since, publish_at } = one;
    let title = card.title.get(l.code()).to_owned();
    let page = l.href(&format!("/events/{}", card.slug));
    let first = card.next.map(|session| {
        let place = place(l, &session.place);
        view! { <p><dates::WhenTime l when=session.when/>", "{place}</p> }
    });
    let planned = publish_at.map(|at| view! { <p>{t!(l, review.planned, time = dates::moment(l, at))}</p> });
    let name = why_of(id);
    let wrong = form.problems().at(&name).is_some();
    let acts = changes.then(|| {
        view! {
            <form method="post" class="stack">
                <Hidden name="event" value=id.to_string()/>
                <Hidden name="version" value=version.to_string()/>
                <button class="button" type="submit" name="do" value="clear" aria-label=t!(l, review.clear_for, title = title.clone())>
                    {t!(l, review.clear)}
                </button>
            </form>
            <details class="fold" open=wrong>
                <summary>{t!(l, review.give_back)}<span class="visually-hidden">": "{title.clone()}</span></summary>
                <form method="post" class="form">
                    <Hidden name="event" value=id.to_string()/>
                    <Hidden name="version" value=version.to_string()/>
                    <TextArea form=&form name label=t!(l, review.why) hint=t!(l, review.why_hint) rows=3 maxlength=1000u16 required=true/>
                    <Submit label=t!(l, review.give_back_sure) intent="give-back" look="quiet"/>
                </form>
            </details>
        }
    });
    view! {
        <li class="rows__item">
            <div class="stack">
                <h2 class="rows__title"><a href=page>{said(l, &card.title)}</a></h2>
                <p>{card.organiser.name}" · "{t!(l, review.since, time = dates::moment(l, since))}</p>
                {first}
                {planned}
                {acts}
            </div>
        </li>
    }
    .into_any()
}
