//! Turning a booking of one date into a series: the same workshop, its first date booked already.

use domain::{
    booking::BookingRefusal,
    desk::{BookingView, LocalWish, Moving},
};
use leptos::prelude::*;

use super::{
    look::{Wanted, looked},
    new_view::{Binding, OverrideReason, override_reason},
    plan::Plan,
    series_form::RepeatFields,
    standing::{as_wished, changeable, somebody_else},
    tell::{Teller, refusal_text},
    wish,
    wish_form::{Choice, Verdict},
    workshop::{Bench, Workshop, opened},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    islands::{Mood, Told},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::WhenTime,
        form::{ErrorSummary, Form, Hidden, Submit},
    },
};

/// Asks how it shall repeat.
///
/// # Errors
/// When there is nothing to repeat for this person, or the house cannot answer now.
pub async fn ask_repeat(ask: Ask) -> Answered {
    let (booking, stands) = single(&ask).await?;
    let version = booking.version;
    let fields = with_wish(&ask.query, &stands).with("version", &version.to_string());
    shown(&ask, booking, Wanted::read(ask.locale, &fields, true), Problems::default()).await
}

/// Books the dates, or says why not and keeps what was decided.
///
/// # Errors
/// When there is nothing to repeat for this person, or the house cannot answer now.
pub async fn repeat(ask: Ask) -> Answered {
    let (booking, stands) = single(&ask).await?;
    let l = ask.locale;
    let mut wanted = Wanted::read(l, &with_wish(&ask.form, &stands), true);
    let mut problems = wanted.asked.problems.clone();
    let binding = ask.form.get("do") == "repeat" && ask.form.text("act").is_none();
    if binding && problems.is_empty() && ask.form.get("seen") != wanted.seen().unwrap_or_default() {
        problems = Problems::whole(t!(l, series.problem_unseen));
    }
    if let Some(series) = wanted.series.clone().filter(|_| binding && problems.is_empty()) {
        let version = ask.form.parse("version").unwrap_or(booking.version);
        match ask.house.bookings.repeat(&ask.actor, booking.id, version, series, override_reason(&ask.form)).await {
            Ok(()) => return Ok(Answer::Goto(format!("/bookings/{}?done=extended", booking.id))),
            Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
            Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => return Ok(Answer::NotFound),
            Err(refusal) => {
                if refusal == BookingRefusal::ChangedMeanwhile {
                    // She sees now how it stands: what she sends next is about that.
                    wanted.fields = wanted.fields.with("version", &booking.version.to_string());
                }
                problems = Problems::whole(refusal_text(l, &refusal));
            }
        }
    }
    shown(&ask, booking, wanted, problems).await
}

/// The booking and its only date.
async fn single(ask: &Ask) -> Result<(BookingView, LocalWish), Answer> {
    let booking = changeable(ask).await?;
    match booking.occurrences.as_slice() {
        [only] => {
            let stands = as_wished(only);
            Ok((booking, stands))
        }
        _ => Err(Answer::Goto(format!("/bookings/{}", booking.id))),
    }
}

/// The form, about the date that stands whatever was sent.
fn with_wish(fields: &Fields, stands: &LocalWish) -> Fields {
    let mut wished = wish::fields(stands);
    wished.0.extend(fields.0.iter().filter(|(name, _)| !wish::NAMES.contains(&name.as_str())).cloned());
    wished
}

async fn shown(ask: &Ask, booking: BookingView, mut wanted: Wanted, problems: Problems) -> Answered {
    let l = ask.locale;
    let choice = Choice::load(&ask.house, l, wanted.fields.get("space"), false).await?;
    let teller = Teller {
        l,
        actor: ask.actor.clone(),
        moves: Some(Moving { booking: booking.id, dates: None }),
        space: choice.space,
    };
    let (told, plan) = looked(ask, &teller, &mut wanted, Some(booking.id)).await?;
    let told = if plan.is_none() { teller.see_the_dates() } else { told };
    let spaces = Choice::all(&ask.house, l, &wanted.fields).await?;
    let writes = somebody_else(ask.person(), &booking);
    let seen = wanted.seen();
    let form = Form::refused(l, wanted.fields, problems);
    let (title, status) = (form.title(t!(l, series.repeat_title)), form.status());
    let shown = Shown { booking, form, plan, told, spaces, writes, seen };
    Ok(Page::new("bookings", title, move || view! { <RepeatForm l=l shown=shown /> }.into_any())
        .with_status(status)
        .into())
}

/// The page with everything it shows.
struct Shown {
    booking: BookingView,
    form: Form,
    plan: Option<Plan>,
    told: Told,
    spaces: Vec<(String, Vec<(String, String)>)>,
    writes: Option<String>,
    /// The dates of a series, in one word.
    seen: Option<String>,
}

#[component]
fn RepeatForm(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { booking, form, plan, told, spaces, writes, seen } = shown;
    let back = l.href(&format!("/bookings/{}", booking.id));
    let path = format!("{back}/repeat");
    let space = booking.space.space.name.get(l.code()).to_owned();
    let when = booking.occurrences.first().map(|only| view! { <WhenTime l=l when=only.when /> });
    let seen = seen.map(|seen| view! { <Hidden name="seen" value=seen /> });
    let bench = |plan: &Plan| {
        let space = form.fields().get("space").to_owned();
        Bench {
            l,
            form: opened(form.clone(), l, plan),
            path: path.clone(),
            spaces: spaces.clone(),
            space,
            changes: false,
        }
    };
    let hidden = wish::part(form.fields()).0;
    let hidden = hidden.into_iter().map(|(name, value)| view! { <Hidden name=name value=value /> }).collect_view();
    let happens = match writes {
        None => t!(l, series.add_happens).to_owned(),
        Some(name) => t!(l, series.add_happens_for, name = name),
    };
    let (asks, lifts) = (told.mood == Mood::Ask, told.mood == Mood::Lift);
    let lift_form = form.clone();
    let label = if asks { t!(l, bookings.request) } else { t!(l, series.book) };
    let agrees = asks.then(|| view! { <p><strong>{t!(l, bookings.keeper_agrees)}</strong></p> });
    let series = plan.is_some();
    let dates = plan.map(|plan| view! { <Workshop bench=bench(&plan) plan=plan /> });
    let bind = series.then(|| {
        view! {
            <div class="booking__purpose form">
                <OverrideReason l=l form=lift_form lifts=lifts />
                <Binding l=l>
                    {agrees}
                    <p class="quiet">{happens}</p>
                    <Submit label=label intent="repeat" />
                </Binding>
            </div>
        }
    });
    view! {
        <div class="stack">
            <p class="crumb"><a href=back>{booking.title}</a></p>
            <h1>{t!(l, series.repeat_title)}</h1>
            <p class="lead">{t!(l, bookings.stands_now)} " " {space} ", " {when}</p>
            <ErrorSummary form=&form />
            <form class="booking" class:booking--series=series id="wish" method="post" action=path.clone()>
                <div class="booking__wish form">
                    <h2 class="visually-hidden">{t!(l, bookings.wish)}</h2>
                    <Hidden name="version" value=form.fields().get("version").to_owned() />
                    {seen}
                    {hidden}
                    <RepeatFields l=l form=form.clone() open=true />
                    <Submit label=t!(l, bookings.check) look="quiet" intent="check" loose=true />
                </div>
                <Verdict l=l told=told except=booking.id.to_string() buttons=true />
                {dates}
                {bind}
            </form>
        </div>
    }
    .into_any()
}
