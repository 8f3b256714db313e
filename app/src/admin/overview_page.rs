//! What waits for the region, and the way to everything else.

use domain::desk::OrganisationSearch;
use leptos::prelude::*;

use super::{frame, health_page};
use crate::{
    ask::Ask,
    page::{Answered, Page},
    t,
};

/// Shows what waits, with the way to it. An auditor sees the way to what she may read.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn overview(ask: Ask) -> Answered {
    let l = ask.locale;
    let waiting = OrganisationSearch { confirmed: Some(false), ..OrganisationSearch::default() };
    let waiting = ask.house.administration.list_organisations(&ask.actor, &waiting, 1).await?;
    let waiting = waiting.ok_or_else(|| frame::nothing(&ask))?.total;
    let domains = ask.house.organisations.waiting_domains(&ask.actor).await?.unwrap_or_default().len();
    let mut says =
        if waiting == 0 { t!(l, admin.no_pending).to_owned() } else { t!(l, admin.pending, count = waiting) };
    if domains > 0 {
        says = format!("{says} {}", t!(l, organisations.waiting_count, count = domains));
    }
    let drafts = ask.house.reviews.submissions(&ask.actor).await?.unwrap_or_default().len();
    let looks = if drafts == 0 { t!(l, review.none).to_owned() } else { t!(l, review.count, count = drafts) };
    let mut ways = vec![
        ("/admin/organisations", t!(l, admin.organisations), says),
        ("/admin/events", t!(l, review.title), looks),
        ("/admin/people", t!(l, admin.people), t!(l, admin.people_text).to_owned()),
        ("/admin/sites", t!(l, places.title), t!(l, places.text).to_owned()),
        ("/admin/texts", t!(l, texts.title), t!(l, texts.text).to_owned()),
        ("/admin/topics", t!(l, topics.title), t!(l, topics.text).to_owned()),
        ("/admin/trail", t!(l, trail.title), t!(l, trail.text).to_owned()),
    ];
    if let Some(mail) = ask.house.accounts.mail_queue(&ask.actor).await? {
        let stuck = mail.failed;
        let says = if stuck == 0 { t!(l, admin.no_mail).to_owned() } else { t!(l, admin.stuck, count = stuck) };
        ways.push(("/admin/mail", t!(l, admin.mail), says));
        ways.push(("/admin/retention", t!(l, privacy.retention), t!(l, privacy.retention_lead).to_owned()));
    }
    if let Some(health) = ask.house.health.health(&ask.actor).await? {
        let troubles = health.troubles();
        let says = match troubles.first() {
            Some(first) => health_page::says(l, *first),
            None => t!(l, health.text),
        };
        ways.push(("/admin/health", t!(l, health.title), says.to_owned()));
    }
    let title = t!(l, admin.title);
    Ok(Page::new("admin", title, move || {
        let way = |(path, name, says): (&str, &'static str, String)| {
            view! {
                <li class="rows__item">
                    <h2 class="rows__title"><a href=l.href(path)>{name}</a></h2>
                    <p>{says}</p>
                </li>
            }
        };
        view! {
            <div class="stack">
                <h1>{title}</h1>
                <ul class="rows">{ways.into_iter().map(way).collect_view()}</ul>
            </div>
        }
        .into_any()
    })
    .into())
}
