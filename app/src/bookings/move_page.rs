//! Changing dates of a booking: the wish form, filled with how one of them stands, judged without the booking in its
//! own way; and for how many of them it is meant.

use chrono::NaiveDate;
use domain::{
    booking::BookingRefusal,
    desk::{BookingView, Change, Dates, LocalWish, OccurrenceView},
    id::OccurrenceId,
};
use leptos::prelude::*;

use super::{
    check::judged,
    move_view::{MoveForm, Shown},
    standing::{alike, as_wished, changeable, somebody_else, to_come},
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
    let told = told(&ask, &booking, &choice, &fields, &asked).await?;
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
    let mut answer = told(&ask, &booking, &choice, &fields, &asked).await?;
    if let Some(wish) = &asked.wish {
        let meant = meant(&ask, &booking, date, fields.get("dates"));
        let mut clashing = meant.dates != Dates::This(date.id) && !binding;
        if binding {
            let first = meant.occurrences.first().map_or_else(|| as_wished(date), |first| as_wished(first));
            let wish = alike(&as_wished(date), wish, first);
            let change = Change { dates: meant.dates, wish: wish.clone(), title: Some(fields.get("title").to_owned()) };
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
                        answer = teller(&ask, &booking, &choice).refusal(&wish, &refusal);
                    }
                    clashing = refusal == BookingRefusal::Dates;
                }
            }
        }
        if clashing {
            answer = with_clashes(l, answer, clashes(&ask, &booking, date, wish, &meant.occurrences).await?);
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
    let dates = match scope {
        "all" => Dates::All,
        "following" => Dates::Following(date.id),
        _ => Dates::This(date.id),
    };
    match dates {
        Dates::All => {}
        Dates::Following(_) => occurrences.retain(|other| other.when.slot.from() >= date.when.slot.from()),
        Dates::This(id) => occurrences.retain(|other| other.id == id),
    }
    Meant { dates, occurrences }
}

/// What stands in the way of changing several dates alike, date by date.
async fn clashes(
    ask: &Ask,
    booking: &BookingView,
    date: &OccurrenceView,
    wish: &LocalWish,
    dates: &[&OccurrenceView],
) -> Result<Vec<Reason>, Answer> {
    let l = ask.locale;
    let mut clashes = Vec::new();
    for other in dates {
        let wish = alike(&as_wished(date), wish, as_wished(other));
        let why = match ask.house.bookings.check(&ask.actor, &wish, Some(booking.id)).await {
            Ok(verdict) => verdict.broken.iter().map(|rule| rules::broken_rule(l, rule)).collect::<Vec<_>>(),
            Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
            Err(refusal) => vec![refusal_text(l, &refusal).to_owned()],
        };
        if !why.is_empty() {
            let day: NaiveDate = wish.date;
            let text = t!(l, series.clash, date = dates::date(l, day), why = why.join(" "));
            clashes.push(Reason { text, ..Reason::default() });
        }
    }
    Ok(clashes)
}

fn with_clashes(l: Locale, told: Told, clashes: Vec<Reason>) -> Told {
    if clashes.is_empty() {
        return told;
    }
    Told { mood: Mood::Refused, headline: t!(l, series.verdict_refused).to_owned(), reasons: clashes, ..told }
}

fn problem(l: Locale, refusal: &BookingRefusal) -> (Option<&'static str>, String) {
    match refusal {
        BookingRefusal::Rules(_) => (None, t!(l, bookings.refused_at_last).to_owned()),
        BookingRefusal::Dates => (None, t!(l, series.refused_change).to_owned()),
        BookingRefusal::Title => (Some("title"), t!(l, bookings.problem_title).to_owned()),
        other => (None, refusal_text(l, other).to_owned()),
    }
}

fn teller(ask: &Ask, booking: &BookingView, choice: &Choice) -> Teller {
    Teller { l: ask.locale, actor: ask.actor.clone(), moves: Some(booking.id), space: choice.space.clone() }
}

async fn told(
    ask: &Ask,
    booking: &BookingView,
    choice: &Choice,
    fields: &Fields,
    asked: &Asked,
) -> Result<Told, Answer> {
    judged(&ask.house, &teller(ask, booking, choice), fields, asked).await.ok_or(Answer::Unavailable)
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
