//! Changing dates of a booking: the wish form, filled with how one of them stands, judged without the booking in its
//! own way; and for how many of them it is meant.

use std::borrow::Cow;

use domain::{
    booking::BookingRefusal,
    desk::{BookingView, Change, Dates, LocalWish, Moving, OccurrenceView},
    id::OccurrenceId,
    rules::Lifter,
};
use leptos::prelude::*;

use super::{
    check::judged,
    move_view::{MoveForm, Shown},
    new_view::override_reason,
    standing::{self, alike, as_wished, changeable, somebody_else, to_come},
    tell::{Teller, refusal_text},
    wish::{self, Asked},
    wish_form::Choice,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    islands::{Mood, Reason, Told},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{dates, form::Form, rules},
};

/// Asks how it shall be.
///
/// # Errors
/// When there is nothing to change for this person, or the house cannot answer now.
pub async fn ask_move(ask: Ask) -> Answered {
    let booking = changeable(&ask).await?;
    let l = ask.locale;
    let Some(date) = chosen(&ask, &booking) else { return Ok(Answer::Goto(format!("/bookings/{}", booking.id))) };
    let mut fields = if wish::sent(&ask.query) { wish::part(&ask.query) } else { wish::fields(&as_wished(date)) };
    fields.0.push(("title".to_owned(), date.title.clone()));
    let asked = wish::read(l, &fields, true);
    let choice = Choice::load(&ask.house, l, fields.get("space"), true).await?;
    let told = told(&ask, &teller(&ask, &booking, date, &fields, &choice), &fields, &asked).await?;
    let version = booking.version;
    let form = Form::refused(l, fields.with("dates", "this"), asked.problems);
    Ok(page(&ask, booking, form, choice, told, version).into())
}

/// Changes it, or says why not and keeps what was chosen.
///
/// # Errors
/// When there is nothing to change for this person, or the house cannot answer now.
pub async fn reschedule(ask: Ask) -> Answered {
    let booking = changeable(&ask).await?;
    let l = ask.locale;
    let Some(date) = chosen(&ask, &booking) else { return Ok(Answer::Goto(format!("/bookings/{}", booking.id))) };
    let binding = ask.form.get("do") == "move";
    let fields = wish::taken(&ask.form);
    let asked = wish::read(l, &fields, true);
    let mut problems = asked.problems.clone();
    let mut version = fields.parse("version").unwrap_or(booking.version);
    let choice = Choice::load(&ask.house, l, fields.get("space"), true).await?;
    let teller = teller(&ask, &booking, date, &fields, &choice);
    let mut answer = told(&ask, &teller, &fields, &asked).await?;
    if let Some(wish) = &asked.wish {
        let meant = meant(&ask, &booking, date, fields.get("dates"));
        let mut clashing = meant.dates != Dates::This(date.id) && !binding;
        if binding {
            let first = meant.occurrences.first().map_or_else(|| as_wished(date), |first| as_wished(first));
            let wish = alike(&as_wished(date), wish, first);
            let title = Some(fields.get("title").to_owned());
            let override_reason = override_reason(&fields);
            let change = Change { dates: meant.dates, wish: wish.clone(), title, override_reason };
            match ask.house.bookings.change(&ask.actor, booking.id, version, change).await {
                Ok(()) => return Ok(Answer::Goto(format!("/bookings/{}?done=moved", booking.id))),
                Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
                Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => return Ok(Answer::NotFound),
                Err(refusal) => {
                    if refusal == BookingRefusal::ChangedMeanwhile {
                        // She sees now how it stands: what she sends next is about that.
                        version = booking.version;
                    }
                    problems.0.push(problem(l, &refusal));
                    if !matches!(refusal, BookingRefusal::Dates | BookingRefusal::Title) {
                        answer = teller.refusal(&wish, &refusal);
                    }
                    clashing = refusal == BookingRefusal::Dates;
                }
            }
        }
        if clashing {
            let first = meant.occurrences.first().map_or_else(|| as_wished(date), |first| as_wished(first));
            let wish = alike(&as_wished(date), wish, first);
            answer = with_clashes(&ask, &teller, &booking, meant.dates, wish, answer).await?;
        }
    }
    let form = Form::refused(l, fields, if binding { problems } else { Problems::default() });
    Ok(page(&ask, booking, form, choice, answer, version).into())
}

/// The date of the address, else the first that can be changed.
fn chosen<'a>(ask: &Ask, booking: &'a BookingView) -> Option<&'a OccurrenceView> {
    let dates = to_come(booking, ask.house.calendar.today());
    let asked: Option<OccurrenceId> = ask.query.parse("date");
    dates.iter().find(|date| Some(date.id) == asked).or(dates.first()).copied()
}

/// Which dates a change is meant for.
struct Meant<'a> {
    dates: Dates,
    occurrences: Vec<&'a OccurrenceView>,
}

fn meant<'a>(ask: &Ask, booking: &'a BookingView, date: &'a OccurrenceView, scope: &str) -> Meant<'a> {
    let mut occurrences = to_come(booking, ask.house.calendar.today());
    let dates = standing::scope(scope, date.id);
    match dates {
        Dates::All => {}
        Dates::Following(_) => occurrences.retain(|other| other.when.slot.from() >= date.when.slot.from()),
        Dates::This(id) => occurrences.retain(|other| other.id == id),
    }
    Meant { dates, occurrences }
}

/// So many dates are listed; the others are counted.
const MOST_LISTED: usize = 30;

/// What becomes of several dates that are changed alike, or what stands in the way, date by date.
async fn with_clashes(
    ask: &Ask,
    teller: &Teller,
    booking: &BookingView,
    dates: Dates,
    wish: LocalWish,
    told: Told,
) -> Result<Told, Answer> {
    let l = ask.locale;
    let change = Change { dates, wish, title: None, override_reason: None };
    let planned = match ask.house.bookings.plan_change(&ask.actor, booking.id, &change).await {
        Ok(planned) => planned,
        Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(_) => return Ok(told),
    };
    let refused = || planned.iter().filter(|date| !date.verdict.is_free());
    if refused().next().is_none() {
        // Each of them is said: what was moved by itself before goes along with the others.
        let becomes = planned.iter().take(MOST_LISTED).map(|date| {
            let (was, will_be) = (dates::span(l, date.original), dates::span(l, date.local));
            Reason { text: t!(l, series.becomes, was = was, becomes = will_be), ..Reason::default() }
        });
        let more = planned.len().checked_sub(MOST_LISTED).filter(|more| *more > 0);
        let more = more.map(|count| Reason { text: t!(l, series.more_dates, count = count), ..Reason::default() });
        let reasons = told.reasons.iter().cloned().chain(becomes).chain(more).collect();
        return Ok(Told { reasons, ..told });
    }
    let reasons = refused().map(|date| {
        let why: Vec<String> = date.verdict.broken.iter().map(|rule| rules::broken_rule(l, rule)).collect();
        let text = t!(l, series.clash, date = dates::date(l, date.local.from.date()), why = why.join(" "));
        Reason { text, ..Reason::default() }
    });
    let lifts = teller.keeps() && refused().all(|date| date.verdict.liftable_by(Lifter::Keeper));
    let (mood, headline) =
        if lifts { (Mood::Lift, t!(l, bookings.verdict_lift)) } else { (Mood::Refused, t!(l, series.verdict_refused)) };
    Ok(Told { mood, headline: headline.to_owned(), reasons: reasons.collect(), ..told })
}

fn problem(l: Locale, refusal: &BookingRefusal) -> (Option<Cow<'static, str>>, String) {
    match refusal {
        BookingRefusal::Rules(_) => (None, t!(l, bookings.refused_at_last).to_owned()),
        BookingRefusal::Dates => (None, t!(l, series.refused_change).to_owned()),
        BookingRefusal::Title => (Some("title".into()), t!(l, bookings.problem_title).to_owned()),
        other => (None, refusal_text(l, other).to_owned()),
    }
}

fn teller(ask: &Ask, booking: &BookingView, date: &OccurrenceView, fields: &Fields, choice: &Choice) -> Teller {
    let dates = Some(standing::scope(fields.get("dates"), date.id));
    let moves = Some(Moving { booking: booking.id, dates });
    Teller { l: ask.locale, actor: ask.actor.clone(), moves, space: choice.space.clone() }
}

async fn told(ask: &Ask, teller: &Teller, fields: &Fields, asked: &Asked) -> Result<Told, Answer> {
    judged(&ask.house, teller, fields, asked).await.ok_or(Answer::Unavailable)
}

fn page(ask: &Ask, booking: BookingView, form: Form, choice: Choice, told: Told, version: i32) -> Page {
    let l = ask.locale;
    let (title, status) = (form.title(t!(l, bookings.move_title)), form.status());
    let date = chosen(ask, &booking).cloned();
    let several = to_come(&booking, ask.house.calendar.today()).len() > 1;
    let writes = somebody_else(ask.person(), &booking);
    let shown = Shown { booking, date, several, form, choice, told, version, writes };
    Page::new("bookings", title, move || view! { <MoveForm l=l shown=shown /> }.into_any()).with_status(status)
}
