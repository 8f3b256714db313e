//! `/manage/events/{slug}/requests`: who asks for a seat, and a yes or a no to some at once.

use domain::{
    desk::RequestAnswer,
    id::RegistrationId,
    registration::{MOST_ANSWER, RegistrationRefusal},
};
use leptos::prelude::*;

use super::{access::own_event, requests_view::Requests};
use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// The requests, the oldest first.
pub async fn show(ask: Ask) -> Answered {
    draw(&ask, Problems::default()).await
}

/// Says yes or no.
pub async fn send(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let l = ask.locale;
    let to: Vec<_> = ask.form.all("pick").filter_map(picked).collect();
    let message = ask.form.get("message").to_owned();
    let mut problems = Problems::default();
    if to.is_empty() {
        problems.add("pick", t!(l, approval.nobody));
    }
    if message.trim().chars().count() > MOST_ANSWER {
        problems.add("message", t!(l, approval.message_long));
    }
    if !problems.is_empty() {
        return draw(&ask, problems).await;
    }
    let yes = match ask.form.get("do") {
        "approve" => true,
        "decline" => false,
        _ => return Ok(Answer::Goto(ask.path.clone())),
    };
    let answer = RequestAnswer { to, yes, message };
    let word = if yes { "approved" } else { "declined" };
    match ask.house.registrations.answer_seat_requests(&ask.actor, event.id, answer).await {
        Ok(count) => Ok(Answer::Goto(format!("{}?{word}={count}", ask.path))),
        Err(RegistrationRefusal::Unavailable) => Ok(Answer::Unavailable),
        Err(RegistrationRefusal::Message) => draw(&ask, Problems::of("message", t!(l, approval.message_long))).await,
        Err(_) => draw(&ask, Problems::whole(t!(l, approval.changed))).await,
    }
}

/// A registration in the version that was seen, as the box to tick carries it.
fn picked(value: &str) -> Option<(RegistrationId, i32)> {
    let (id, version) = value.split_once(' ')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

async fn draw(ask: &Ask, problems: Problems) -> Answered {
    let l = ask.locale;
    let event = own_event(ask).await?;
    let Some(lines) = ask.house.registrations.seat_requests(&ask.actor, event.id).await? else {
        return Ok(Answer::NotFound);
    };
    let answers = ask.house.forms.answers(&ask.actor, event.id).await?.unwrap_or_default();
    let count = |word: &str| ask.query.parse::<usize>(word).filter(|count| *count > 0);
    let done = count("approved")
        .map(|count| t!(l, approval.approved_done, count = count))
        .or_else(|| count("declined").map(|count| t!(l, approval.declined_done, count = count)))
        .filter(|_| problems.is_empty());
    let form = Form::refused(l, ask.form.clone(), problems);
    let (title, status) = (form.title(t!(l, approval.list_title)), form.status());
    let page = Page::new("manage", title, move || view! { <Requests event lines answers form done l/> }.into_any());
    Ok(page.with_status(status).into())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_box_to_tick_says_which_request_in_which_version() {
        let id = Uuid::from_u128(7);
        assert_eq!(picked(&format!("{id} 3")), Some((RegistrationId(id), 3)));
        assert_eq!([picked("7 3"), picked(&id.to_string()), picked("")], [None; 3]);
    }
}
