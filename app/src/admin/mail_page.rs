//! Mail that could not be delivered so far.

use domain::desk::StuckMail;
use leptos::prelude::*;

use super::frame::{self, Framed};
use crate::{ask::Ask, form::Problems, page::Answered, t, texts::Locale, ui::dates::Moment};

/// Lists it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn mail(ask: Ask) -> Answered {
    show(&ask, Problems::default()).await
}

/// Tries one again.
///
/// # Errors
/// When the house cannot answer now.
pub async fn resend(ask: Ask) -> Answered {
    let Some(id) = ask.form.parse("resend") else { return mail(ask).await };
    match frame::settled(ask.house.accounts.resend(&ask.actor, id).await, "/admin/mail?done=resent".to_owned()) {
        Some(answer) => Ok(answer),
        None => show(&ask, Problems::whole(t!(ask.locale, admin.not_resent))).await,
    }
}

async fn show(ask: &Ask, problems: Problems) -> Answered {
    let l = ask.locale;
    let stuck = ask.house.accounts.stuck_mail(&ask.actor).await?.ok_or_else(|| frame::nothing(ask))?;
    let done = (ask.query.get("done") == "resent").then_some(t!(l, admin.done_resent));
    let changes = frame::changes(ask);
    Ok(Framed { done, problems, ..Framed::new(l, t!(l, admin.mail)) }.around(l, move |_| match stuck.as_slice() {
        [] => view! { <p>{t!(l, admin.no_mail)}</p> }.into_any(),
        _ => view! { <Table l=l stuck=stuck changes=changes /> }.into_any(),
    }))
}

#[component]
fn Table(l: Locale, stuck: Vec<StuckMail>, changes: bool) -> impl IntoView {
    let row = move |mail: StuckMail| {
        let state = if mail.given_up { t!(l, admin.given_up) } else { t!(l, admin.tried_again) };
        let button = changes.then(|| {
            view! {
                <td>
                    <button
                        class="button button--quiet button--small"
                        type="submit"
                        name="resend"
                        value=mail.id.to_string()
                    >
                        {t!(l, admin.resend)}
                        <span class="visually-hidden">" " {mail.kind.clone()} " " {mail.id}</span>
                    </button>
                </td>
            }
        });
        view! {
            <tr>
                <th scope="row">{mail.kind}</th>
                <td><Moment l=l at=mail.at /></td>
                <td>{t!(l, admin.attempts, count = mail.attempts)} ", " {state}</td>
                <td class="admin-error">{mail.error}</td>
                {button}
            </tr>
        }
    };
    let send = changes.then(|| {
        view! { <th scope="col"><span class="visually-hidden">{t!(l, admin.resend)}</span></th> }
    });
    let table = view! {
        <div class="table-scroll" role="region" tabindex="0" aria-labelledby="mail-caption">
            <table class="table">
                <caption id="mail-caption">{t!(l, admin.mail_caption)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, admin.mail_kind)}</th>
                        <th scope="col">{t!(l, admin.mail_at)}</th>
                        <th scope="col">{t!(l, admin.mail_state)}</th>
                        <th scope="col">{t!(l, admin.mail_error)}</th>
                        {send}
                    </tr>
                </thead>
                <tbody>{stuck.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    };
    if changes {
        view! { <form method="post" action=l.href("/admin/mail")>{table}</form> }.into_any()
    } else {
        table.into_any()
    }
}
