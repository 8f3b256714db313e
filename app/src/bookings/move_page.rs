//! Changing dates of a booking: the wish form, filled with how one of them stands, judged without the booking in its
//! own way; and for how many of them it is meant.

use std::borrow::Cow;

use domain::{
    booking::BookingRefusal,
    desk::{BookingView, Change, Dates, LocalWish, Moving, OccurrenceView, Pick},
    id::OccurrenceId,
};
use leptos::prelude::*;

use super::{
    acts::{self, Settled},
    check::judged,
    holding,
    look::picked,
    move_view::{LISTED, Listed, MoveForm, Shown},
    new_view::override_reason,
    plan::Plan,
    series,
    standing::{self, alike, as_wished, changeable, somebody_else, to_come},
    tell::{Teller, refusal_text},
    wish::{self, Asked},
    wish_form::Choice,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    islands::{Kept, Told},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::Form,
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
    let kept = kept(&ask, &booking, date, &told, &fields, &asked).await?;
    let form = Form::refused(l, fields.with("dates", "this"), asked.problems);
    let said = Said { told, kept };
    Ok(page(&ask, booking, form, choice, said, Listed::default(), version).into())
}

/// Changes it, or says why not and keeps what was chosen.
///
/// # Errors
/// When there is nothing to change for this person, or the house cannot answer now.
pub async fn reschedule(ask: Ask) -> Answered {
    let booking = changeable(&ask).await?;
    let l = ask.locale;
    let Some(date) = chosen(&ask, &booking) else { return Ok(Answer::Goto(format!("/bookings/{}", booking.id))) };
    let binding = ask.form.get("do") == "move" && ask.form.text("act").is_none();
    // A button of a date is never what the others do already: each decision stays one.
    let Settled { mut fields, substitute, unclear } = acts::settled(&wish::taken(&ask.form), None);
    let asked = wish::read(l, &fields, true);
    let mut problems = asked.problems.clone();
    if unclear {
        problems.add("edit_date", t!(l, series.problem_edit));
    }
    let mut version = fields.parse("version").unwrap_or(booking.version);
    let choice = Choice::load(&ask.house, l, fields.get("space"), true).await?;
    let teller = teller(&ask, &booking, date, &fields, &choice);
    let mut answer = told(&ask, &teller, &fields, &asked).await?;
    let mut plan = None;
    if let Some(wish) = &asked.wish {
        let meant = meant(&ask, &booking, date, fields.get("dates"));
        let several = meant.occurrences.len() > 1;
        let unseen = several && stay_apart(&mut fields, date, &meant, wish);
        let first = meant.occurrences.first().map_or_else(|| as_wished(date), |first| as_wished(first));
        let wish = alike(&as_wished(date), wish, first);
        let mut change = Change {
            dates: meant.dates,
            wish,
            choices: if several { series::choices(&fields) } else { Vec::new() },
            title: Some(fields.get("title").to_owned()),
            override_reason: override_reason(&fields),
        };
        let mut refused_dates = false;
        if binding && unseen {
            problems.0.push((None, t!(l, series.problem_apart).to_owned()));
        } else if binding && problems.is_empty() {
            match ask.house.bookings.change(&ask.actor, booking.id, version, change.clone()).await {
                Ok(()) => {
                    holding::done(&ask).await;
                    return Ok(Answer::Goto(format!("/bookings/{}?done=moved", booking.id)));
                }
                Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
                Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => return Ok(Answer::NotFound),
                Err(refusal) => {
                    if refusal == BookingRefusal::ChangedMeanwhile {
                        // She sees now how it stands: what she sends next is about that.
                        version = booking.version;
                    }
                    problems.0.push(problem(l, &refusal));
                    refused_dates = refusal == BookingRefusal::Dates;
                    if !matches!(refusal, BookingRefusal::Dates | BookingRefusal::Title) {
                        answer = teller.refusal(&change.wish, &refusal);
                    }
                }
            }
        }
        if several && (!binding || unseen || refused_dates) {
            plan = planned(&ask, &booking, &mut change, substitute).await?;
            if let Some(plan) = &plan {
                answer = teller.change(&change.wish, plan);
                answer.reasons.extend(teller.none_like_it(plan).filter(|_| substitute));
            }
            fields = series::with_choices(&fields, &change.choices);
        }
    }
    let kept = kept(&ask, &booking, date, &answer, &fields, &asked).await?;
    let shown_problems = if binding || unclear { problems } else { Problems::default() };
    let spaces = Choice::all(&ask.house, l, &fields).await?;
    let form = Form::refused(l, fields, shown_problems);
    let listed = Listed { plan, spaces };
    let said = Said { told: answer, kept };
    Ok(page(&ask, booking, form, choice, said, listed, version).into())
}

/// Lets what stands apart from its series stay where it is, once for each way of changing it, unless something was
/// decided about it. The date the form is about is meant as it is asked for. True when that was new.
fn stay_apart(fields: &mut Fields, about: &OccurrenceView, meant: &Meant<'_>, wish: &LocalWish) -> bool {
    let from = as_wished(about);
    let time = |wish: &LocalWish| (wish.date, wish.from, wish.until, wish.last);
    let (other_time, other_place) = (time(wish) != time(&from), wish.space != from.space);
    let way = format!("{} {other_time} {other_place}", fields.get("dates"));
    if fields.get(LISTED) == way {
        return false;
    }
    let mut choices = series::choices(fields);
    let decided = choices.len();
    for date in meant.occurrences.iter().filter(|date| date.id != about.id) {
        let (own, moved) = (as_wished(date), alike(&from, wish, as_wished(date)));
        let (stays_then, stays_there) = (date.apart.time && other_time, date.apart.place && other_place);
        if (stays_then || stays_there) && !choices.iter().any(|choice| choice.date == own.date) {
            let when = if stays_then { &own } else { &moved };
            let space = if stays_there { &own } else { &moved }.space.clone();
            let pick = Pick::Instead { space, date: when.date, from: when.from, until: when.until };
            choices.push(domain::desk::Choice { date: own.date, pick });
        }
    }
    *fields = series::with_choices(fields, &choices).with(LISTED, &way);
    choices.len() > decided
}

/// How each of several dates would stand, with what the house picked for those that are taken.
async fn planned(
    ask: &Ask,
    booking: &BookingView,
    change: &mut Change,
    substitute: bool,
) -> Result<Option<Plan>, Answer> {
    let plan = async |change: &Change, substitute| match ask
        .house
        .bookings
        .plan_change(&ask.actor, booking.id, change, substitute)
        .await
    {
        Ok(dates) => Ok(Some(dates)),
        Err(BookingRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(_) => Ok(None),
    };
    let mut dates = plan(change, substitute).await?;
    if let Some(found) = dates.as_ref().filter(|_| substitute) {
        // What was picked is judged like what somebody picks: a keeper may have to agree there.
        change.choices = picked(found);
        dates = plan(change, false).await?;
    }
    Ok(dates.map(Plan::of_change))
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

/// What the form holds, or could: one date that goes elsewhere.
async fn kept(
    ask: &Ask,
    booking: &BookingView,
    date: &OccurrenceView,
    told: &Told,
    fields: &Fields,
    asked: &Asked,
) -> Result<Option<Kept>, Answer> {
    let dates = standing::scope(fields.get("dates"), date.id);
    let holds = holding::wanted(&ask.form, "move");
    let Some(wish) = asked.wish.as_ref().filter(|_| told.mood.is_bookable() && dates == Dates::This(date.id)) else {
        return holding::let_go(ask, holds).await;
    };
    let moving = Moving { booking: booking.id, dates: Some(dates) };
    holding::of_change(ask, wish, moving, Some(&as_wished(date)), holds).await
}

/// What the house says to it, and what it keeps for it.
struct Said {
    told: Told,
    kept: Option<Kept>,
}

fn page(ask: &Ask, booking: BookingView, form: Form, choice: Choice, said: Said, listed: Listed, version: i32) -> Page {
    let l = ask.locale;
    let (title, status) = (form.title(t!(l, bookings.move_title)), form.status());
    let date = chosen(ask, &booking).cloned();
    let several = to_come(&booking, ask.house.calendar.today()).len() > 1;
    let writes = somebody_else(ask.person(), &booking);
    let (Said { told, kept }, request) = (said, ask.request().to_string());
    let shown = Shown { booking, date, several, form, choice, told, request, kept, listed, version, writes };
    Page::new("bookings", title, move || view! { <MoveForm l=l shown=shown /> }.into_any()).with_status(status)
}
