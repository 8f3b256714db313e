//! `/invitations/{token}`: what a mailed link is good for. GET changes nothing, since mail scanners follow links.

use domain::{
    desk::InvitationLink,
    invitation::{InvitationRefusal, LONGEST_NAME, Reply},
};
use leptos::prelude::*;

use super::invitation_view::{Invitation, Shown};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::Form,
};

/// Shows the invitation, and asks whether she comes.
///
/// # Errors
/// When the house cannot answer now.
pub async fn show_invitation(ask: Ask) -> Answered {
    draw(&ask, None, Problems::default()).await
}

/// Takes her answer.
///
/// # Errors
/// When the house cannot answer now.
pub async fn answer(ask: Ask) -> Answered {
    let (l, token) = (ask.locale, ask.param("token"));
    let Some(reply) = Reply::from_code(ask.form.get("do")) else {
        return draw(&ask, Some(ask.form.clone()), Problems::default()).await;
    };
    match ask.house.people.reply(token, reply, ask.form.get("name"), ask.form.ticked("shown")).await {
        Ok(()) => Ok(Answer::Goto(format!("/invitations/{token}?done=answered"))),
        Err(InvitationRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(refusal) => {
            let problems = match refusal {
                InvitationRefusal::Name => Problems::of("name", t!(l, people.name_long, most = LONGEST_NAME)),
                _ => Problems::whole(t!(l, people.over)),
            };
            draw(&ask, Some(ask.form.clone()), problems).await
        }
    }
}

async fn draw(ask: &Ask, typed: Option<Fields>, problems: Problems) -> Answered {
    let l = ask.locale;
    let found = ask.house.people.invitation(ask.param("token")).await?;
    let found = match found {
        Some(InvitationLink::Invited(found)) => *found,
        Some(InvitationLink::TakenOff) => return Ok(taken_off(l).into()),
        None => return Ok(unknown(l).into()),
    };
    let fields = typed.unwrap_or_else(|| {
        let shown = found.shown.then(|| ("shown".to_owned(), "yes".to_owned()));
        Fields([("name".to_owned(), found.name.clone())].into_iter().chain(shown).collect())
    });
    let done = ask.query.get("done") == "answered" && problems.is_empty();
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(&t!(l, people.page_title, title = found.title)), form.status());
    let shown = Shown { found, form, done };
    Ok(Page::new("", title, move || view! { <Invitation l=l shown=shown /> }.into_any()).with_status(status).into())
}

/// She is not invited any more, and reads nothing of it.
fn taken_off(l: Locale) -> Page {
    Page::new("", t!(l, people.taken_off), move || {
        view! {
            <div class="measure stack">
                <h1>{t!(l, people.taken_off)}</h1>
                <p class="lead">{t!(l, people.taken_off_lead)}</p>
            </div>
        }
        .into_any()
    })
    .with_status(410)
}

/// No invitation: a shortened link most of the time.
fn unknown(l: Locale) -> Page {
    Page::new("", t!(l, people.unknown), move || {
        view! {
            <div class="measure stack">
                <h1>{t!(l, people.unknown)}</h1>
                <p class="lead">{t!(l, people.unknown_lead)}</p>
            </div>
        }
        .into_any()
    })
    .with_status(404)
}
