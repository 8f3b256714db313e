//! One date more for a booking.

use domain::{
    booking::BookingRefusal,
    desk::{BookingView, Moving},
};
use leptos::prelude::*;

use super::{
    check::judged,
    holding,
    new_view::{Binding, OverrideReason, override_reason},
    standing::{as_wished, changeable, somebody_else},
    tell::{Teller, refusal_text},
    wish,
    wish_form::{Choice, Verdict, WishFields},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    islands::{Kept, Mood, Told},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Form, Hidden, Submit},
};

/// Asks when: at the same hours in the same space, unless somebody says otherwise.
///
/// # Errors
/// When there is nothing to add to for this person, or the house cannot answer now.
pub async fn ask_add(ask: Ask) -> Answered {
    let booking = changeable(&ask).await?;
    let last = booking.occurrences.last().map(as_wished);
    let fields = match last {
        _ if wish::sent(&ask.query) => wish::part(&ask.query),
        last => last.map(|last| wish::fields(&last).with("date", "")).unwrap_or_default(),
    };
    let version = booking.version;
    shown(&ask, booking, fields, Problems::default(), None, version).await
}

/// Adds it, or says why not and keeps what was chosen.
///
/// # Errors
/// When there is nothing to add to for this person, or the house cannot answer now.
pub async fn add(ask: Ask) -> Answered {
    let booking = changeable(&ask).await?;
    let l = ask.locale;
    let fields = wish::taken(&ask.form);
    let mut version = fields.parse("version").unwrap_or(booking.version);
    let asked = wish::read(l, &fields, true);
    let (Some(wish), "add") = (asked.wish, fields.get("do")) else {
        let problems = if fields.get("do") == "add" { asked.problems } else { Problems::default() };
        return shown(&ask, booking, fields, problems, None, version).await;
    };
    match ask.house.bookings.add_date(&ask.actor, booking.id, version, wish, override_reason(&fields)).await {
        Ok(()) => {
            holding::done(&ask).await;
            Ok(Answer::Goto(format!("/bookings/{}?done=extended", booking.id)))
        }
        Err(BookingRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => Ok(Answer::NotFound),
        Err(refusal) => {
            if refusal == BookingRefusal::ChangedMeanwhile {
                // She sees now how it stands: what she sends next is about that.
                version = booking.version;
            }
            let text = match refusal {
                BookingRefusal::Rules(_) => t!(l, bookings.refused_at_last),
                ref other => refusal_text(l, other),
            };
            shown(&ask, booking, fields, Problems::whole(text), Some(refusal), version).await
        }
    }
}

async fn shown(
    ask: &Ask,
    booking: BookingView,
    fields: Fields,
    problems: Problems,
    refusal: Option<BookingRefusal>,
    version: i32,
) -> Answered {
    let l = ask.locale;
    let choice = Choice::load(&ask.house, l, fields.get("space"), true).await?;
    let teller = Teller {
        l,
        actor: ask.actor.clone(),
        moves: Some(Moving { booking: booking.id, dates: None }),
        space: choice.space.clone(),
    };
    let asked = wish::read(l, &fields, true);
    let told = match (&asked.wish, refusal) {
        (Some(wish), Some(refusal)) => teller.refusal(wish, &refusal),
        _ => judged(&ask.house, &teller, &fields, &asked).await.ok_or(Answer::Unavailable)?,
    };
    let writes = somebody_else(ask.person(), &booking);
    let kept = match asked.wish.as_ref().filter(|_| told.mood.is_bookable()) {
        Some(wish) => {
            let moving = Moving { booking: booking.id, dates: None };
            holding::of_change(ask, wish, moving, None, holding::wanted(&ask.form, "add")).await?
        }
        None => None,
    };
    let request = ask.request().to_string();
    let form = Form::refused(l, fields.with("version", &version.to_string()), problems);
    let (title, status) = (form.title(t!(l, series.add_title)), form.status());
    let body = move || {
        view! { <AddForm l=l booking=booking form=form choice=choice told=told request=request kept=kept writes=writes /> }.into_any()
    };
    Ok(Page::new("bookings", title, body).with_status(status).into())
}

#[component]
fn AddForm(
    l: Locale,
    booking: BookingView,
    form: Form,
    choice: Choice,
    told: Told,
    request: String,
    kept: Option<Kept>,
    writes: Option<String>,
) -> impl IntoView {
    let id = booking.id.to_string();
    let holding = Some(holding::holding(l, request.clone(), id.clone()));
    let (lifts, lift_form) = (told.mood == Mood::Lift, form.clone());
    let happens = match writes {
        None => t!(l, series.add_happens).to_owned(),
        Some(name) => t!(l, series.add_happens_for, name = name),
    };
    view! {
        <div class="stack">
            <p class="crumb"><a href=l.href(&format!("/bookings/{id}"))>{booking.title}</a></p>
            <h1>{t!(l, series.add_title)}</h1>
            <ErrorSummary form=&form />
            <form class="booking" id="wish" method="post">
                <div class="booking__wish form">
                    <h2 class="visually-hidden">{t!(l, bookings.wish)}</h2>
                    <Hidden name="request" value=request />
                    <Hidden name="version" value=form.fields().get("version").to_owned() />
                    <WishFields l=l form=form choice=choice />
                    <Submit label=t!(l, bookings.check) look="quiet" intent="check" loose=true />
                </div>
                <Verdict l=l told=told except=id buttons=true holding=holding kept=kept />
                <div class="booking__purpose form">
                    <OverrideReason l=l form=lift_form lifts=lifts />
                    <Binding l=l>
                        <p class="quiet">{happens}</p>
                        <Submit label=t!(l, series.add) intent="add" />
                    </Binding>
                </div>
            </form>
        </div>
    }
    .into_any()
}
