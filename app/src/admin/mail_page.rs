//! Mail that could not be delivered so far.

use domain::desk::{AccountRefusal, StuckMail};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::Moment,
        form::{ErrorSummary, Form},
    },
};

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
    let l = ask.locale;
    let Some(id) = ask.form.parse("resend") else { return show(&ask, Problems::default()).await };
    match ask.house.accounts.resend(&ask.actor, id).await {
        Ok(()) => Ok(Answer::Goto("/admin/mail?done=resent".to_owned())),
        Err(AccountRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(AccountRefusal::Forbidden) => Ok(Answer::NotFound),
        Err(_) => show(&ask, Problems(vec![(None, t!(l, admin.not_resent).to_owned())])).await,
    }
}

async fn show(ask: &Ask, problems: Problems) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let l = ask.locale;
    let Some(stuck) = ask.house.accounts.stuck_mail(&ask.actor).await? else { return Ok(Answer::NotFound) };
    let done = ask.query.get("done") == "resent" && problems.is_empty();
    let form = Form::refused(l, Fields::default(), problems);
    let (title, status) = (form.title(t!(l, admin.mail)), form.status());
    Ok(Page::new("admin", title, move || {
        view! {
            <div class="stack">
                <p class="crumb"><a href=l.href("/admin")>{t!(l, admin.title)}</a></p>
                <h1>{t!(l, admin.mail)}</h1>
                <ErrorSummary form=&form />
                {done.then(|| view! { <p class="notice notice--good" role="status">{t!(l, admin.done_resent)}</p> })}
                {if stuck.is_empty() {
                    view! { <p>{t!(l, admin.no_mail)}</p> }.into_any()
                } else {
                    view! { <Table l=l stuck=stuck /> }.into_any()
                }}
            </div>
        }
        .into_any()
    })
    .with_status(status)
    .into())
}

#[component]
fn Table(l: Locale, stuck: Vec<StuckMail>) -> impl IntoView {
    let row = |mail: StuckMail| {
        let state = if mail.given_up { t!(l, admin.given_up) } else { t!(l, admin.tried_again) };
        view! {
            <tr>
                <th scope="row">{mail.kind.clone()}</th>
                <td><Moment l=l at=mail.at /></td>
                <td>{t!(l, admin.attempts, count = mail.attempts)} ", " {state}</td>
                <td class="admin-error">{mail.error}</td>
                <td>
                    <button class="button button--quiet button--small" type="submit" name="resend" value=mail.id.to_string()>
                        {t!(l, admin.resend)}
                        <span class="visually-hidden">" " {mail.kind} " " {mail.id}</span>
                    </button>
                </td>
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
