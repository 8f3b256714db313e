//! Erasing one's account: says what will happen and what stays, asks once more, and does it.

use domain::{
    desk::{Erasure, ErasureRefusal, Hindrance},
    id::OrganisationId,
    organisation::Role,
};
use leptos::prelude::*;

use super::again::{self, Again};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{Checkbox, ErrorSummary, Form, Submit},
        notice::{Notice, Tone},
        rules::broken_rule,
        words,
    },
};

/// Says what would happen.
///
/// # Errors
/// When the house cannot answer now.
pub async fn ask_erase(ask: Ask) -> Answered {
    show(&ask, Problems::default()).await
}

/// Does it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn erase(ask: Ask) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    if !ask.form.ticked("sure") {
        return show(&ask, Problems::of("sure", t!(ask.locale, privacy.problem_sure))).await;
    }
    match ask.house.privacy.erase(&ask.actor, ask.login.as_deref().unwrap_or_default()).await {
        Ok(()) => Ok(Answer::SignedOut("/".to_owned())),
        Err(ErasureRefusal::Forbidden) => Ok(Answer::SignIn),
        Err(ErasureRefusal::Unavailable) => Err(Answer::Unavailable),
        // The page says which of both, and what to do.
        Err(ErasureRefusal::SignInAgain | ErasureRefusal::Hindered(_)) => show(&ask, Problems::default()).await,
    }
}

async fn show(ask: &Ask, problems: Problems) -> Answered {
    let l = ask.locale;
    let here = ask.login.as_deref().unwrap_or_default();
    let Some(erasure) = ask.house.privacy.erasure(&ask.actor, here).await? else { return Ok(Answer::SignIn) };
    let own = ask.house.passkeys.passkeys(&ask.actor, here).await?;
    let again = again::of(ask, "/account/erase", own.is_some_and(|own| !own.passkeys.is_empty()));
    let form = Form::refused(l, Fields::default(), problems);
    let roles = ask.person().map(|person| person.memberships.as_slice()).unwrap_or_default();
    let admin = roles.iter().filter(|of| of.role == Role::Admin).map(|of| of.organisation.id).collect();
    let (title, status) = (form.title(t!(l, privacy.erase)), form.status());
    Ok(Page::new("account", title, move || {
        view! { <Erase l=l form=form erasure=erasure admin=admin again=again /> }.into_any()
    })
    .with_status(status)
    .into())
}

#[component]
fn Erase(
    l: Locale,
    form: Form,
    erasure: Erasure,
    /// The organisations whose members she looks after.
    admin: Vec<OrganisationId>,
    again: again::Ways,
) -> impl IntoView {
    let Erasure { hindrances, handed_on, called_off, wishes, alone, recent } = erasure;
    let hindered = !hindrances.is_empty();
    let first =
        hindrances.into_iter().map(|hindrance| view! { <li>{hinders(l, hindrance, &admin)}</li> }).collect_view();
    let then = [
        Some(t!(l, privacy.erase_account).to_owned()),
        (handed_on > 0).then(|| t!(l, privacy.erase_bookings, count = handed_on)),
        (called_off > 0).then(|| t!(l, privacy.erase_registrations, count = called_off)),
        (wishes > 0).then(|| t!(l, privacy.erase_wishes, count = wishes)),
        (!alone.is_empty()).then(|| t!(l, privacy.erase_alone, names = words::list(l, &alone))),
    ];
    let stays = [
        t!(l, privacy.erase_kept_bookings),
        t!(l, privacy.erase_kept_trail),
        t!(l, privacy.erase_kept_mails),
        t!(l, privacy.erase_kept_events),
    ];
    let ways = if hindered {
        view! {
            <Notice tone=Tone::Attention>
                <h2>{t!(l, privacy.hindered)}</h2>
                <ul>{first}</ul>
            </Notice>
        }
        .into_any()
    } else if recent {
        view! {
            <form class="form" method="post">
                <Checkbox form=&form name="sure" label=t!(l, privacy.erase_sure) />
                <Submit label=t!(l, privacy.erase_button) look="danger" />
            </form>
        }
        .into_any()
    } else {
        view! { <Again l=l text=t!(l, privacy.again_text) ways=again /> }.into_any()
    };
    view! {
        <div class="account stack">
            <p class="crumb"><a href=l.href("/account/data")>{t!(l, privacy.own)}</a></p>
            <h1>{t!(l, privacy.erase)}</h1>
            <ErrorSummary form=&form />
            <p class="lead">{t!(l, privacy.erase_lead)}</p>
            <section class="stack">
                <h2>{t!(l, privacy.erase_what)}</h2>
                <ul>{then.into_iter().flatten().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
                <h2>{t!(l, privacy.erase_kept)}</h2>
                <ul>{stays.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            </section>
            {ways}
        </div>
    }
    .into_any()
}

fn hinders(l: Locale, hindrance: Hindrance, admin: &[OrganisationId]) -> AnyView {
    let members = |id: OrganisationId| {
        let way = l.href(&format!("/account/organisation/{id}"));
        admin.contains(&id).then(|| view! { " " <a href=way>{t!(l, privacy.members_way)}</a> })
    };
    match hindrance {
        Hindrance::OnlyAdmin(id, name) => view! { {t!(l, privacy.only_admin, name = name)} {members(id)} }.into_any(),
        Hindrance::NobodyElse(id, name) => view! { {t!(l, privacy.nobody_else, name = name)} {members(id)} }.into_any(),
        Hindrance::NobodyMayHave { booking, title, broken } => {
            let why: Vec<String> = broken.iter().map(|rule| broken_rule(l, rule)).collect();
            let way = l.href(&format!("/bookings/{booking}"));
            view! {
                {t!(l, privacy.nobody_may_have, title = title)} " " {why.join(" ")} " "
                <a href=way>{t!(l, privacy.booking_way)}</a>
            }
            .into_any()
        }
        Hindrance::OnlyKeeper(kept) => view! { {t!(l, privacy.only_keeper, name = kept.called(l.code()))} }.into_any(),
        Hindrance::OnlyPlatformAdmin => view! { {t!(l, privacy.only_platform_admin)} }.into_any(),
    }
}
