//! Mail that could not be delivered so far.

use domain::desk::{MailQueue, StuckMail};
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

/// Tries one again, or all that were given up.
///
/// # Errors
/// When the house cannot answer now.
pub async fn resend(ask: Ask) -> Answered {
    let id = match ask.form.get("resend") {
        "all" => None,
        id => match id.parse() {
            Ok(id) => Some(id),
            Err(_) => return mail(ask).await,
        },
    };
    match frame::settled(ask.house.accounts.resend(&ask.actor, id).await, "/admin/mail?done=resent".to_owned()) {
        Some(answer) => Ok(answer),
        None => show(&ask, Problems::whole(t!(ask.locale, admin.not_resent))).await,
    }
}

async fn show(ask: &Ask, problems: Problems) -> Answered {
    let l = ask.locale;
    let queue = ask.house.accounts.mail_queue(&ask.actor).await?.ok_or_else(|| frame::nothing(ask))?;
    let done = (ask.query.get("done") == "resent").then_some(t!(l, admin.done_resent));
    let changes = frame::changes(ask);
    Ok(Framed { done, problems, ..Framed::new(l, t!(l, admin.mail)) }.around(l, move |_| {
        let MailQueue { waiting, oldest, sent, failed, stuck } = queue;
        let waits = match (waiting, oldest) {
            (0, _) | (_, None) => t!(l, admin.mail_none_waits).into_any(),
            (count, Some(at)) => {
                view! { {t!(l, admin.mail_waits, count = count)} ", " {t!(l, admin.mail_oldest)} " " <Moment l=l at=at /> }
                    .into_any()
            }
        };
        let more = failed.saturating_sub(stuck.len() as u64);
        let given_up = stuck.iter().any(|mail| mail.given_up);
        let list = match stuck.is_empty() {
            true => view! { <p>{t!(l, admin.no_mail)}</p> }.into_any(),
            false => view! { <Table l=l stuck=stuck changes=changes /> }.into_any(),
        };
        view! {
            <p>{waits} ". " {t!(l, admin.mail_sent, count = sent)} "."</p>
            {list}
            {(more > 0).then(|| view! { <p>{t!(l, admin.mail_more, count = more)}</p> })}
            {(changes && given_up).then(|| view! {
                <form method="post" action=l.href("/admin/mail")>
                    <button class="button button--quiet" type="submit" name="resend" value="all">{t!(l, admin.resend_all)}</button>
                </form>
            })}
        }
        .into_any()
    }))
}

#[component]
fn Table(l: Locale, stuck: Vec<StuckMail>, changes: bool) -> impl IntoView {
    let row = |mail: StuckMail| {
        let again = changes.then(|| {
            view! {
                <button class="button button--quiet button--small" type="submit" name="resend" value=mail.id.to_string()>
                    {t!(l, admin.resend)}
                    <span class="visually-hidden">" " {mail.kind.clone()} " " {mail.id}</span>
                </button>
            }
        });
        let state = if mail.given_up { t!(l, admin.given_up) } else { t!(l, admin.tried_again) };
        view! {
            <tr>
                <th scope="row">{mail.kind.clone()}</th>
                <td><Moment l=l at=mail.at /></td>
                <td>{t!(l, admin.attempts, count = mail.attempts)} ", " {state}</td>
                <td class="admin-error">{mail.error}</td>
                <td>{again}</td>
            </tr>
        }
    };
    view! {
        <form method="post" action=l.href("/admin/mail")>
            <div class="table-scroll" role="region" tabindex="0" aria-labelledby="mail-caption">
                <table class="table">
                    <caption id="mail-caption">{t!(l, admin.mail_caption)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t!(l, admin.mail_kind)}</th>
                            <th scope="col">{t!(l, admin.mail_at)}</th>
                            <th scope="col">{t!(l, admin.mail_state)}</th>
                            <th scope="col">{t!(l, admin.mail_error)}</th>
                            <th scope="col"><span class="visually-hidden">{t!(l, admin.resend)}</span></th>
                        </tr>
                    </thead>
                    <tbody>{stuck.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </form>
    }
    .into_any()
}
