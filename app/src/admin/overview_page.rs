//! What waits for the region.

use leptos::prelude::*;

use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
};

/// Shows what waits, with the way to it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn overview(ask: Ask) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let l = ask.locale;
    let Some(pending) = ask.house.accounts.pending(&ask.actor).await? else { return Ok(Answer::NotFound) };
    let Some(mail) = ask.house.accounts.stuck_mail(&ask.actor).await? else { return Ok(Answer::NotFound) };
    let (pending, mail) = (pending.len(), mail.len());
    let title = t!(l, admin.title);
    Ok(Page::new("admin", title, move || {
        view! {
            <div class="stack">
                <h1>{title}</h1>
                <ul class="rows">
                    <li class="rows__item">
                        <h2 class="rows__title"><a href=l.href("/admin/organisations")>{t!(l, admin.organisations)}</a></h2>
                        <p>{if pending == 0 { t!(l, admin.no_pending).to_owned() } else { t!(l, admin.pending, count = pending) }}</p>
                    </li>
                    <li class="rows__item">
                        <h2 class="rows__title"><a href=l.href("/admin/mail")>{t!(l, admin.mail)}</a></h2>
                        <p>{if mail == 0 { t!(l, admin.no_mail).to_owned() } else { t!(l, admin.stuck, count = mail) }}</p>
                    </li>
                    <li class="rows__item">
                        <h2 class="rows__title"><a href=l.href("/admin/retention")>{t!(l, privacy.retention)}</a></h2>
                        <p>{t!(l, privacy.retention_lead)}</p>
                    </li>
                </ul>
            </div>
        }
        .into_any()
    })
    .into())
}
