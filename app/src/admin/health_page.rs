//! How the installation is.

use chrono::NaiveDateTime;
use domain::health::{Health, Trouble};
use leptos::prelude::*;

use super::frame::{self, Framed};
use crate::{
    ask::Ask,
    page::Answered,
    t,
    texts::Locale,
    ui::{
        dates::Moment,
        facts::Facts,
        notice::{Notice, Tone},
    },
};

/// Shows it.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn health(ask: Ask) -> Answered {
    let l = ask.locale;
    let health = ask.house.health.health(&ask.actor).await?.ok_or_else(|| frame::nothing(&ask))?;
    Ok(Framed::new(l, t!(l, health.title)).around(l, move |_| {
        let troubles = health.troubles();
        let state = if troubles.is_empty() {
            view! { <Notice tone=Tone::Good><p>{t!(l, health.well)}</p></Notice> }.into_any()
        } else {
            let item = move |trouble: Trouble| view! { <li>{says(l, trouble)}</li> };
            view! {
                <Notice tone=Tone::Refusal>
                    <p>{t!(l, health.troubles, count = troubles.len())}</p>
                    <ul>{troubles.into_iter().map(item).collect_view()}</ul>
                </Notice>
            }
            .into_any()
        };
        view! {
            {state}
            <Facts facts=facts(l, &health) />
            <p class="quiet">{t!(l, health.more)}</p>
        }
        .into_any()
    }))
}

/// What is wrong, and what to do.
pub(super) fn says(l: Locale, trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Steps => t!(l, health.trouble_steps),
        Trouble::Unguarded => t!(l, health.trouble_unguarded),
        Trouble::Worker => t!(l, health.trouble_worker),
        Trouble::MailLate => t!(l, health.trouble_mail_late),
        Trouble::MailGivenUp => t!(l, health.trouble_mail_given_up),
        Trouble::ForgettingFailed => t!(l, health.trouble_forgetting_failed),
        Trouble::ForgettingLate => t!(l, health.trouble_forgetting_late),
    }
}

fn facts(l: Locale, health: &Health) -> Vec<(&'static str, AnyView)> {
    let at = |at: Option<NaiveDateTime>| match at {
        Some(at) => view! { <Moment l=l at=at /> }.into_any(),
        None => t!(l, health.never).into_any(),
    };
    let due = health.due_since.map(|since| {
        view! { ". " {t!(l, health.due_since)} " " <Moment l=l at=since /> }
    });
    let mail = view! {
        {t!(l, health.waiting, count = health.waiting)} ", " {t!(l, health.given_up, count = health.given_up)} {due}
    };
    let mut facts = vec![
        (t!(l, health.version), health.version.clone().into_any()),
        (t!(l, health.database), health.database.clone().into_any()),
    ];
    if let Some(size) = health.size {
        facts.push((t!(l, health.size), megabytes(l, size).into_any()));
    }
    let refuses = if health.guarded { t!(l, health.guarded) } else { t!(l, health.unguarded) };
    facts.extend([
        (t!(l, health.step), health.step.clone().into_any()),
        (t!(l, health.bookings), refuses.into_any()),
        (t!(l, health.worker), at(health.worked_at)),
        (t!(l, health.mail), mail.into_any()),
        (t!(l, health.forgot), at(health.forgot_at)),
    ]);
    if health.forgetting_failed_at.is_some() {
        facts.push((t!(l, health.forgetting_failed), at(health.forgetting_failed_at)));
    }
    facts
}

/// `12,3 MB`, as people read sizes: by thousands.
fn megabytes(l: Locale, bytes: u64) -> String {
    let (whole, tenth) = (bytes / 1_000_000, bytes % 1_000_000 / 100_000);
    t!(l, health.megabytes, whole = whole, tenth = tenth)
}
