//! The bookings of the organisation one acts for: those to come, and the past ones.

use domain::{
    booking::BookingState,
    desk::{BookingCard, Page as Paged},
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{dates::WhenTime, pager::Pages, words::Word},
};

/// Shows them, a page at a time.
///
/// # Errors
/// When the house cannot answer now.
pub async fn list(ask: Ask) -> Answered {
    let Some(person) = ask.person() else { return Ok(Answer::SignIn) };
    let l = ask.locale;
    let past = ask.query.get("past") == "yes";
    let organisation = person.acting().map(|acting| acting.organisation.name.clone());
    let number = ask.query.parse("page").unwrap_or(1).max(1);
    let bookings = ask.house.bookings.bookings(&ask.actor, past, number).await?;
    let title = t!(l, bookings.mine);
    Ok(Page::new("bookings", title, move || {
        view! {
            <div class="stack">
                <h1>{title}</h1>
                <p class="lead">{match organisation {
                    Some(name) => t!(l, bookings.acting_for, name = name).into_any(),
                    None => view! { {t!(l, bookings.acting_for_nobody)} " " <a href=l.href("/account")>{t!(l, bookings.to_account)}</a> }.into_any(),
                }}</p>
                <nav class="switch" aria-label=t!(l, bookings.which)>
                    <a href=l.href("/bookings") aria-current=(!past).then_some("page")>{t!(l, bookings.to_come)}</a>
                    <a href=l.href("/bookings?past=yes") aria-current=past.then_some("page")>{t!(l, bookings.past)}</a>
                    <a href=l.href("/bookings/waiting")>{t!(l, waiting.title)}</a>
                </nav>
                <List l=l bookings=bookings past=past />
            </div>
        }
        .into_any()
    })
    .into())
}

#[component]
fn List(l: Locale, bookings: Paged<BookingCard>, past: bool) -> impl IntoView {
    if bookings.items.is_empty() {
        let text = if past { t!(l, bookings.none_past) } else { t!(l, bookings.none_to_come) };
        return view! {
            <p>{text}</p>
            <p><a class="button" href=l.href("/spaces")>{t!(l, bookings.find_space)}</a></p>
        }
        .into_any();
    }
    let (page, pages) = (bookings.page, bookings.pages());
    let to = move |number| {
        let past = if past { "past=yes&" } else { "" };
        l.href(&format!("/bookings?{past}page={number}"))
    };
    let words = [t!(l, bookings.page_before), t!(l, bookings.page_after)];
    view! {
        <ul class="rows">{bookings.items.into_iter().map(|card| view! { <Row l=l card=card /> }).collect_view()}</ul>
        <Pages page=page pages=pages to=to words=words l=l />
    }
    .into_any()
}

#[component]
fn Row(l: Locale, card: BookingCard) -> impl IntoView {
    let place = t!(l, bookings.space_at, space = card.space.name.get(l.code()), site = card.space.site.name);
    let more = (card.dates > 1)
        .then(|| view! { " " <span class="quiet">{t!(l, bookings.more_dates, count = card.dates - 1)}</span> });
    // What stands needs no word; what does not stand does.
    let state = (card.state != BookingState::Confirmed).then(|| view! { " · " <strong>{card.state.word(l)}</strong> });
    view! {
        <li class="rows__item booking-row">
            <h2 class="rows__title"><a href=l.href(&format!("/bookings/{}", card.id))>{card.title}</a></h2>
            <p class="booking-row__when"><WhenTime l=l when=card.when />{more}</p>
            <p class="quiet">{place} " · " {card.booker}{state}</p>
        </li>
    }
}
