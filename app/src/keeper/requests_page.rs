//! Requests for rooms, the oldest first, each with its two answers.

use domain::{booking::BookingRefusal, desk::Answer as Said, desk::RequestCard, id::BookingId};
use leptos::prelude::*;

use super::{
    desk::waiting,
    requests_view::{Became, Requests, Shown},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::Form,
};

/// Shows them to keepers.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn requests(ask: Ask) -> Answered {
    let cards = waiting(&ask).await?;
    let done = match ask.query.get("done") {
        "approved" => Some(t!(ask.locale, keeper.done_approved)),
        "declined" => Some(t!(ask.locale, keeper.done_declined)),
        _ => None,
    };
    Ok(page(&ask, cards, Form::new(ask.locale, ask.form.clone()), done).into())
}

/// Answers one, or says why not and keeps the reason that was typed.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn answer(ask: Ask) -> Answered {
    let l = ask.locale;
    let several = match ask.form.get("do") {
        "approve-several" => Some(Said::Approve(lifting(&ask.form, "lift_several"))),
        "decline-several" => Some(Said::Decline(ask.form.get("reason_several").trim().to_owned())),
        _ => None,
    };
    if let Some(said) = several {
        return answer_several(&ask, said).await;
    }
    let cards = waiting(&ask).await?;
    let meant = ask.form.parse::<BookingId>("id").zip(ask.form.parse("version"));
    let Some((id, version)) = meant else { return Ok(Answer::Goto("/keeper/requests".to_owned())) };
    let (done, said) = match ask.form.get("do") {
        "decline" => ("declined", Said::Decline(ask.form.get("reason").trim().to_owned())),
        _ => ("approved", Said::Approve(lifting(&ask.form, "lift"))),
    };
    let refusal = match ask.house.keeping.answer(&ask.actor, id, version, said).await {
        Ok(()) => return Ok(Answer::Goto(format!("/keeper/requests?done={done}"))),
        Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => return Ok(Answer::NotFound),
        Err(refusal) => refusal,
    };
    let title = cards.iter().find(|card| card.id == id).map_or("", |card| card.title.as_str());
    let problems = match refusal {
        BookingRefusal::Reason if done == "approved" => Problems::of("lift", t!(l, keeper.problem_lift)),
        BookingRefusal::Reason => Problems::of("reason", t!(l, keeper.problem_reason)),
        refusal => Problems::whole(why(l, &refusal, title)),
    };
    Ok(page(&ask, cards, Form::refused(l, ask.form.clone(), problems), None).into())
}

/// Answers those that are ticked, each by itself, and says of each what became of it.
async fn answer_several(ask: &Ask, said: Said) -> Answered {
    let l = ask.locale;
    let cards = waiting(ask).await?;
    let no_reason = matches!(&said, Said::Decline(reason) if reason.is_empty());
    let ticked: Vec<(BookingId, i32)> = ask.form.all("pick").filter_map(picked).collect();
    let mut problems = Problems::default();
    if ticked.is_empty() {
        problems.add("pick", t!(l, keeper.problem_none));
    }
    if no_reason {
        problems.add("reason_several", t!(l, keeper.problem_reason));
    }
    if !problems.is_empty() {
        return Ok(page(ask, cards, Form::refused(l, ask.form.clone(), problems), None).into());
    }
    let mut became = Vec::with_capacity(ticked.len());
    for (id, version) in ticked {
        let outcome = ask.house.keeping.answer(&ask.actor, id, version, said.clone()).await;
        if outcome == Err(BookingRefusal::Unavailable) {
            return Err(Answer::Unavailable);
        }
        let title = cards.iter().find(|card| card.id == id).map_or("", |card| card.title.as_str());
        became.push(match (&outcome, &said) {
            (Ok(()), Said::Approve(_)) => Became::done(t!(l, keeper.several_approved, title = title)),
            (Ok(()), Said::Decline(_)) => Became::done(t!(l, keeper.several_declined, title = title)),
            (Err(refusal), _) => Became::refused(t!(l, day.problem_of, title = title, why = why(l, refusal, title))),
        });
    }
    let all_done = became.iter().all(|one| one.done);
    // What was refused still waits, with what stands against it; it stays ticked, and the reason stays written.
    let cards = waiting(ask).await?;
    let fields = if all_done { Fields::default() } else { ask.form.clone() };
    let page = page_of(ask, cards, Form::new(l, fields), None, became);
    Ok(page.with_status(if all_done { 200 } else { 422 }).into())
}

/// Why a keeper says yes although something stands against it.
fn lifting(form: &Fields, name: &str) -> Option<String> {
    form.text(name).map(str::to_owned)
}

/// A ticked request: its id and the version that was shown.
fn picked(value: &str) -> Option<(BookingId, i32)> {
    let (id, version) = value.split_once(' ')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

/// Why a request was not answered. It is named where it still waits.
fn why(l: Locale, refusal: &BookingRefusal, title: &str) -> String {
    match refusal {
        BookingRefusal::Reason => t!(l, keeper.problem_lift).to_owned(),
        BookingRefusal::Rules(_) | BookingRefusal::Dates => t!(l, keeper.refused_taken, title = title),
        _ => t!(l, keeper.refused_answered).to_owned(),
    }
}

fn page(ask: &Ask, cards: Vec<RequestCard>, form: Form, done: Option<&'static str>) -> Page {
    page_of(ask, cards, form, done, vec![])
}

fn page_of(ask: &Ask, cards: Vec<RequestCard>, form: Form, done: Option<&'static str>, became: Vec<Became>) -> Page {
    let l = ask.locale;
    let (title, status) = (form.title(t!(l, keeper.requests)), form.status());
    let shown = Shown { cards, form, done, became, today: ask.house.calendar.today() };
    Page::new("keeper", title, move || view! { <Requests l=l shown=shown /> }.into_any()).with_status(status)
}
