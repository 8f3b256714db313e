//! Requests for rooms, the oldest first, each with its two answers.

use domain::{booking::BookingRefusal, desk::Answer as Said, desk::RequestCard, id::BookingId};
use leptos::prelude::*;

use super::{
    desk::waiting,
    requests_view::{Requests, Shown},
};
use crate::{
    ask::Ask,
    form::Problems,
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
    let cards = waiting(&ask).await?;
    let l = ask.locale;
    let meant = ask.form.parse::<BookingId>("id").zip(ask.form.parse("version"));
    let Some((id, version)) = meant else { return Ok(Answer::Goto("/keeper/requests".to_owned())) };
    let (done, said) = match ask.form.get("do") {
        "decline" => ("declined", Said::Decline(ask.form.get("reason").trim().to_owned())),
        _ => ("approved", Said::Approve),
    };
    let refusal = match ask.house.keeping.answer(&ask.actor, id, version, said).await {
        Ok(()) => return Ok(Answer::Goto(format!("/keeper/requests?done={done}"))),
        Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => return Ok(Answer::NotFound),
        Err(refusal) => refusal,
    };
    let title = cards.iter().find(|card| card.id == id).map_or("", |card| card.title.as_str());
    let problems = match refusal {
        BookingRefusal::Reason => Problems::of("reason", t!(l, keeper.problem_reason)),
        refusal => Problems::whole(why(l, &refusal, title)),
    };
    Ok(page(&ask, cards, Form::refused(l, ask.form.clone(), problems), None).into())
}

/// Why a request was not answered. It is named where it still waits.
fn why(l: Locale, refusal: &BookingRefusal, title: &str) -> String {
    match refusal {
        BookingRefusal::Rules(_) | BookingRefusal::Dates => t!(l, keeper.refused_taken, title = title),
        _ => t!(l, keeper.refused_answered).to_owned(),
    }
}

fn page(ask: &Ask, cards: Vec<RequestCard>, form: Form, done: Option<&'static str>) -> Page {
    let l = ask.locale;
    let (title, status) = (form.title(t!(l, keeper.requests)), form.status());
    let shown = Shown { cards, form, done, today: ask.house.calendar.today() };
    Page::new("keeper", title, move || view! { <Requests l=l shown=shown /> }.into_any()).with_status(status)
}
