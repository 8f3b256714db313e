//! Booking a space: the wish with its verdict, then the purpose. One page, one form.
//!
//! While only the wish is known it stands in the address, so that it can be shared and kept. As soon as it can be
//! booked the form asks for the purpose too, which is private and travels in the body.

use domain::{
    booking::BookingRefusal,
    desk::{LocalWish, NewBooking},
};
use leptos::prelude::*;

use super::{
    check::judged,
    tell::{Teller, refusal_text},
    wish::{self, Asked},
    wish_form::{Choice, Verdict, WishFields},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    islands::{Mood, Told},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::iso_date,
        form::{ErrorSummary, Field, Form, Hidden, Submit, TextArea},
    },
};

/// The page with everything it shows.
struct Shown {
    form: Form,
    choice: Choice,
    told: Told,
    /// The id of the form, when it asks for the purpose too.
    request: Option<String>,
}

/// What the address wishes for, and what the house says to it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn ask_new(ask: Ask) -> Answered {
    let l = ask.locale;
    let Asked { wish, problems } = wish::read(l, &ask.query, false);
    let problems = if wish::sent(&ask.query) { problems } else { Problems::default() };
    let fields = with_defaults(&ask, &wish::part(&ask.query));
    let choice = Choice::load(&ask.house, l, fields.get("space"), false).await?;
    let told = judged(&ask.house, &teller(&ask, &choice), wish.as_ref()).await.ok_or(Answer::Unavailable)?;
    let binding = told.mood == Mood::Free && ask.person().is_some();
    let request = binding.then(|| ask.request().to_string());
    Ok(page(l, Shown { form: Form::refused(l, fields, problems), choice, told, request }).into())
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
    let binding = ask.form.get("do") == "book";
    let fields = wish::taken(&ask.form);
    let Asked { wish, mut problems } = wish::read(l, &fields, binding);
    if binding && fields.text("title").is_none_or(|title| title.chars().count() > 120) {
        problems.add("title", t!(l, bookings.problem_title));
    }
    let choice = Choice::load(&ask.house, l, fields.get("space"), false).await?;
    let teller = teller(&ask, &choice);
    let told = match wish.as_ref().filter(|_| binding && problems.is_empty()) {
        None => judged(&ask.house, &teller, wish.as_ref()).await.ok_or(Answer::Unavailable)?,
        Some(wish) => match ask.house.bookings.book(&ask.actor, new_booking(&ask, wish, &fields)).await {
            Ok(id) => return Ok(Answer::Goto(format!("/bookings/{id}?done=booked"))),
            Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
            Err(refusal) => {
                problems.0.push((None, refused(l, &refusal)));
                teller.refusal(wish, &refusal)
            }
        },
    };
    let form = Form::refused(l, fields, problems);
    Ok(page(l, Shown { form, choice, told, request: Some(ask.request().to_string()) }).into())
}

fn teller(ask: &Ask, choice: &Choice) -> Teller {
    Teller { l: ask.locale, actor: ask.actor.clone(), moves: None, space: choice.space.clone() }
}

fn new_booking(ask: &Ask, wish: &LocalWish, fields: &Fields) -> NewBooking {
    NewBooking {
        request: ask.request(),
        wish: wish.clone(),
        title: fields.get("title").trim().to_owned(),
        note: fields.get("note").trim().to_owned(),
        language: ask.locale.code().to_owned(),
    }
}

/// Whoever comes here without a date is asked about today.
fn with_defaults(ask: &Ask, fields: &Fields) -> Fields {
    if fields.ticked("date") { fields.clone() } else { fields.with("date", &iso_date(ask.house.calendar.today())) }
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

#[component]
fn NewBookingForm(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { form, choice, told, request } = shown;
    let method = if request.is_some() { "post" } else { "get" };
    // What can be looked at can be shared; what is about to be booked is nobody's business.
    let action = request.is_none().then(|| l.href("/bookings/new"));
    view! {
        <div class="stack">
            <h1>{t!(l, bookings.new_title)}</h1>
            <ErrorSummary form=&form />
            <form class="booking" id="wish" method=method action=action>
                <div class="booking__wish form">
                    <h2 class="visually-hidden">{t!(l, bookings.wish)}</h2>
                    <WishFields l=l form=form.clone() choice=choice />
                    {if request.is_some() {
                        view! { <Submit label=t!(l, bookings.check_again) look="quiet" intent="check" loose=true /> }
                    } else {
                        view! { <Submit label=t!(l, bookings.check) /> }
                    }}
                </div>
                <Verdict l=l told=told except=String::new() buttons=request.is_some() />
                {request.map(|request| view! { <Purpose l=l form=form request=request /> })}
            </form>
        </div>
    }
    .into_any()
}

/// What the booking is for, and the button that binds.
#[component]
fn Purpose(l: Locale, form: Form, request: String) -> impl IntoView {
    view! {
        <div class="booking__purpose form">
            <Hidden name="request" value=request />
            <Field
                form=&form
                name="title"
                label=t!(l, bookings.title)
                hint=t!(l, bookings.title_hint)
                required=true
                maxlength=120u16
            />
            <TextArea form=&form name="note" label=t!(l, bookings.note) hint=t!(l, bookings.note_hint) maxlength=1000u16 />
            <p class="quiet">{t!(l, bookings.what_happens)}</p>
            <Submit label=t!(l, bookings.book) intent="book" />
        </div>
    }
    .into_any()
}
