//! `/bookings/{id}/people`: who is invited to a booking; inviting more, and taking somebody off the list.

use domain::{
    desk::{BookingView, People},
    id::{BookingId, InvitationId},
    invitation::{Fault, InvitationRefusal, LONGEST_NAME, MOST_INVITED, Unread, read_list},
};
use leptos::prelude::*;

use super::list_view::{List, Shown};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::Form,
};

/// Shows who is invited, and asks whom else.
///
/// # Errors
/// When there is nothing to see for this person, or the house cannot answer now.
pub async fn ask_people(ask: Ask) -> Answered {
    let (booking, people) = known(&ask).await?;
    Ok(page(&ask, booking, people, Fields::default(), Problems::default()).into())
}

/// Invites, or takes somebody off the list.
///
/// # Errors
/// When there is nothing to do for this person, or the house cannot answer now.
pub async fn invite(ask: Ask) -> Answered {
    let (booking, people) = known(&ask).await?;
    let (l, id, desk) = (ask.locale, booking.id, &ask.house.people);
    let outcome = if let Some(who) = ask.form.parse::<InvitationId>("remove") {
        desk.uninvite(&ask.actor, id, who).await.map(|()| "removed".to_owned())
    } else {
        let (found, unread) = read_list(ask.form.get("people"));
        let mut problems = Problems::default();
        for one in &unread {
            problems.add("people", said(l, one));
        }
        if found.is_empty() && unread.is_empty() {
            problems.add("people", t!(l, people.problem_nobody));
        }
        if !problems.is_empty() {
            return Ok(page(&ask, booking, people, ask.form.clone(), problems).into());
        }
        desk.invite(&ask.actor, id, &found, l.code()).await.map(|count| format!("invited&count={count}"))
    };
    match outcome {
        Ok(done) => Ok(Answer::Goto(format!("/bookings/{id}/people?done={done}"))),
        Err(InvitationRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(InvitationRefusal::NotFound | InvitationRefusal::Forbidden) => Ok(Answer::NotFound),
        Err(refusal) => {
            let problems = match refusal {
                InvitationRefusal::TooMany => Problems::of("people", t!(l, people.problem_many, most = MOST_INVITED)),
                _ => Problems::whole(t!(l, people.closed)),
            };
            Ok(page(&ask, booking, people, ask.form.clone(), problems).into())
        }
    }
}

/// The booking of this address and its people, for those who may invite.
async fn known(ask: &Ask) -> Result<(BookingView, People), Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let id = ask.param("id").parse::<BookingId>().map_err(|_| Answer::NotFound)?;
    let booking = ask.house.bookings.booking(&ask.actor, id).await?.ok_or(Answer::NotFound)?;
    let people = ask.house.people.people(&ask.actor, id).await?.ok_or(Answer::NotFound)?;
    Ok((booking, people))
}

/// What was not understood, with its line.
fn said(l: Locale, one: &Unread) -> String {
    match one.why {
        Fault::NoAddress => t!(l, people.problem_address, line = one.line, text = one.text),
        Fault::LongName => t!(l, people.problem_name, line = one.line, most = LONGEST_NAME),
    }
}

fn page(ask: &Ask, booking: BookingView, people: People, typed: Fields, problems: Problems) -> Page {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "invited" => Some(match ask.query.parse::<usize>("count").unwrap_or_default() {
            0 => t!(l, people.done_known).to_owned(),
            count => t!(l, people.done_invited, count = count),
        }),
        "removed" => Some(t!(l, people.done_removed).to_owned()),
        _ => None,
    };
    let done = done.filter(|_| problems.is_empty());
    let form = Form::refused(l, typed, problems);
    let (title, status) = (form.title(t!(l, people.title)), form.status());
    let shown = Shown { booking, people, form, done };
    Page::new("bookings", title, move || view! { <List l=l shown=shown /> }.into_any()).with_status(status)
}
