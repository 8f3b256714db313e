//! Booking a space: the wish with its verdict, then the purpose. One page, one form, one date or many.
//!
//! While only the wish is known it stands in the address, so that it can be shared and kept. As soon as it can be
//! booked the form asks for the purpose too, which is private and travels in the body.

use domain::{
    booking::BookingRefusal,
    desk::{LocalWish, NewBooking, Series},
};

use super::{
    acts,
    behalf::Whom,
    holding,
    look::{Wanted, looked},
    new_view::{NewBookingForm, Shown, override_reason},
    plan::{Kind, Plan},
    series,
    tell::{Teller, refusal_text},
    wish,
    wish_form::{Choice, elsewhere},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    islands::Told,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{dates::iso_date, form::Form},
};
use leptos::prelude::*;

/// What the address wishes for, and what the house says to it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn ask_new(ask: Ask) -> Answered {
    let l = ask.locale;
    let mut wanted = Wanted::read(l, &ask.query, false);
    let unclear = wanted.asked.problems.at("edit_date").is_some();
    let pressed = ask.query.text("act").is_some() || ask.query.text("edit_date").is_some() && !unclear;
    if pressed && !wanted.substitute {
        return Ok(to(&wanted.fields));
    }
    let choice = Choice::load(&ask.house, l, wanted.fields.get("space"), elsewhere(&ask.query)).await?;
    let (told, plan) = looked(&ask, &teller(&ask, &choice), &mut wanted, None).await?;
    if wanted.substitute {
        return Ok(to(&wanted.fields));
    }
    let binding = told.mood.is_bookable() && ask.person().is_some();
    // To look changes nothing: what can be held is held when somebody asks for it.
    let kept = if binding { holding::of_form(&ask, &wanted, false).await? } else { None };
    let seen = wanted.seen();
    let sent = wish::sent(&ask.query);
    let problems = if sent { wanted.asked.problems } else { Problems::default() };
    let form = Form::refused(l, with_defaults(&ask, &acts::part(&wanted.fields)), problems);
    let request = binding.then(|| ask.request().to_string());
    let spaces = Choice::all(&ask.house, l, form.fields()).await?;
    let whom = Whom::load(&ask, choice.space.as_ref()).await?;
    Ok(page(l, Shown { form, choice, told, plan, request, kept, spaces, seen, whom }).into())
}

/// Books, or says why not and keeps what was typed.
///
/// # Errors
/// When the house cannot answer now.
pub async fn book(ask: Ask) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let l = ask.locale;
    let binding = ask.form.get("do") == "book" && ask.form.text("act").is_none();
    let mut wanted = Wanted::read(l, &wish::taken(&ask.form), binding);
    let mut problems = if binding { wanted.asked.problems.clone() } else { Problems::default() };
    if binding && wanted.fields.text("title").is_none_or(|title| title.chars().count() > 120) {
        problems.add("title", t!(l, bookings.problem_title));
    }
    if binding && problems.is_empty() && unseen(&ask.form, &wanted) {
        problems = Problems::whole(t!(l, series.problem_unseen));
    }
    let mut refusal = None;
    if let Some(wish) = wanted.asked.wish.as_ref().filter(|_| binding && problems.is_empty()) {
        let new = new_booking(&ask, wish, wanted.series.clone(), &wanted.fields);
        match ask.house.bookings.book(&ask.actor, new).await {
            Ok(id) => return Ok(Answer::Goto(format!("/bookings/{id}?done=booked"))),
            Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
            Err(why) => {
                let field = match why {
                    BookingRefusal::Organisation => Some("organisation"),
                    BookingRefusal::Contact => Some("contact"),
                    BookingRefusal::CostCentre => Some("cost_centre"),
                    _ => None,
                };
                problems.0.push((field.map(Into::into), refused(l, &why)));
                refusal = Some((wish.clone(), why));
            }
        }
    }
    let choice = Choice::load(&ask.house, l, wanted.fields.get("space"), elsewhere(&ask.form)).await?;
    let teller = teller(&ask, &choice);
    // What is held moves along when another wish is looked at.
    let holds = !binding && (ask.form.get("do") == "hold" || ask.form.text("held").is_some());
    let kept = holding::of_form(&ask, &wanted, holds).await?;
    let (mut told, plan) = looked(&ask, &teller, &mut wanted, None).await?;
    if let Some((wish, why)) = refusal.filter(|_| plan.is_none()) {
        told = teller.refusal(&wish, &why);
    }
    if !binding {
        problems = shown_at_once(wanted.asked.problems.clone());
    }
    let seen = wanted.seen();
    let kept = kept.filter(|_| can_be_held(&told, plan.as_ref()));
    let spaces = Choice::all(&ask.house, l, &wanted.fields).await?;
    let form = Form::refused(l, wanted.fields, problems);
    let whom = Whom::load(&ask, choice.space.as_ref()).await?;
    let request = Some(ask.request().to_string());
    Ok(page(l, Shown { form, choice, told, plan, request, kept, spaces, seen, whom }).into())
}

/// True when a wish can be had, or some dates of a series.
fn can_be_held(told: &Told, plan: Option<&Plan>) -> bool {
    told.mood.is_bookable() || plan.is_some_and(|plan| plan.count(Kind::Free) > 0)
}

/// What is wrong with a repetition is said even while one only looks: without it there is nothing to look at.
fn shown_at_once(problems: Problems) -> Problems {
    let ours = |field: &str| field == "edit_date" || series::NAMES.contains(&field);
    Problems(problems.0.into_iter().filter(|(field, _)| field.as_deref().is_some_and(ours)).collect())
}

/// True when other dates would be booked than those that were shown.
fn unseen(sent: &Fields, wanted: &Wanted) -> bool {
    sent.get("seen") != wanted.seen().unwrap_or_default()
}

/// The same page with what its buttons did in its address.
fn to(fields: &Fields) -> Answer {
    Answer::Goto(format!("/bookings/new?{}", acts::part(fields).encode()))
}

fn teller(ask: &Ask, choice: &Choice) -> Teller {
    Teller { l: ask.locale, actor: ask.actor.clone(), moves: None, space: choice.space.clone() }
}

fn new_booking(ask: &Ask, wish: &LocalWish, series: Option<Series>, fields: &Fields) -> NewBooking {
    NewBooking {
        request: ask.request(),
        wish: wish.clone(),
        series,
        title: fields.get("title").trim().to_owned(),
        note: fields.get("note").trim().to_owned(),
        cost_centre: fields.parse("cost_centre"),
        language: ask.locale.code().to_owned(),
        override_reason: override_reason(fields),
    }
}

/// Whoever comes here without a date is asked about today.
fn with_defaults(ask: &Ask, fields: &Fields) -> Fields {
    if ask.query.ticked("date") { fields.clone() } else { fields.with("date", &iso_date(ask.house.calendar.today())) }
}

/// What stands in the summary when the house refused what had looked free.
fn refused(l: Locale, refusal: &BookingRefusal) -> String {
    match refusal {
        BookingRefusal::Rules(_) => t!(l, bookings.refused_at_last).to_owned(),
        refusal => refusal_text(l, refusal).to_owned(),
    }
}

fn page(l: Locale, shown: Shown) -> Page {
    let title = shown.form.title(t!(l, bookings.new_title));
    let status = shown.form.status();
    Page::new("spaces", title, move || view! { <NewBookingForm l=l shown=shown /> }.into_any()).with_status(status)
}
