//! Everything that is kept of oneself.

use domain::{
    desk::{OwnAnswer, OwnBooking, OwnData, OwnGroup, OwnRegistration},
    question::Answer as Given,
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    questions::{say::joined, say_files::file},
    t,
    texts::Locale,
    ui::{
        dates::{Moment, date, date_long, moment},
        words::Word as _,
    },
};

/// So many of each kind are listed; the file has all.
const SHOWN: usize = 10;

/// Shows it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn data(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(data) = ask.house.privacy.own_data(&ask.actor).await? else { return Ok(Answer::SignIn) };
    Ok(Page::new("account", t!(l, privacy.own), move || view! { <Data l=l data=data /> }.into_any()).into())
}

#[component]
fn Data(l: Locale, data: OwnData) -> impl IntoView {
    let name = if data.name.is_empty() { t!(l, privacy.no_name).to_owned() } else { data.name };
    let language = match data.language.as_str() {
        "en" => t!(l, privacy.language_en),
        _ => t!(l, privacy.language_de),
    };
    let roles = data.organisations.into_iter().map(|of| format!("{}: {}", of.organisation, of.role.word(l)));
    let keeps = data.keeps.into_iter().map(|kept| match kept.last_day {
        Some(day) => format!("{}, {}", kept.kept.called(l.code()), t!(l, privacy.until_day, date = date(l, day))),
        None => kept.kept.called(l.code()),
    });
    let proofs = data.proofs.into_iter().map(|proof| match proof.expires_on {
        Some(day) => format!("{}, {}", proof.key, t!(l, privacy.until_day, date = date(l, day))),
        None => format!("{}, {}", proof.key, t!(l, privacy.for_ever)),
    });
    let groups = data.groups.into_iter().map(|group| in_group(l, group));
    let logins = data.logins.len();
    let passkeys = data.passkeys.into_iter().map(|passkey| passkey.name);
    let identities = data.identities.into_iter().map(|identity| format!("{}: {}", identity.issuer, identity.subject));
    let bookings = data.bookings.into_iter().map(|booking| booked(l, booking));
    let invitations =
        data.invitations.into_iter().map(|invited| plain(format!("{}, {}", invited.booking, moment(l, invited.at))));
    let wishes = data
        .wishes
        .into_iter()
        .map(|wish| plain(format!("{}: {}, {}", wish.space.get(l.code()), wish.state.word(l), moment(l, wish.at))));
    let registrations = data.registrations.into_iter().map(|registered| registered_for(l, &registered));
    let trail = data.trail.len();
    view! {
        <div class="account stack">
            <p class="crumb"><a href=l.href("/account")>{t!(l, account.title)}</a></p>
            <h1>{t!(l, privacy.own)}</h1>
            <p class="lead">{t!(l, privacy.own_lead)} " " <a href=l.href("/privacy")>{t!(l, privacy.notice)}</a> "."</p>
            <p class="buttons">
                <a class="button" href=l.href("/account/data.json") download="spielraum.json">{t!(l, privacy.download)}</a>
            </p>
            <p class="quiet">{t!(l, privacy.download_hint)}</p>
            <section class="stack">
                <h2>{t!(l, privacy.account)}</h2>
                <dl class="facts">
                    <div><dt>{t!(l, privacy.email)}</dt><dd>{data.email}</dd></div>
                    <div><dt>{t!(l, privacy.name)}</dt><dd>{name}</dd></div>
                    <div><dt>{t!(l, privacy.language)}</dt><dd>{language}</dd></div>
                    <div><dt>{t!(l, privacy.since)}</dt><dd>{date_long(l, data.since.date())}</dd></div>
                </dl>
                <p><a href=l.href("/account")>{t!(l, privacy.correct)}</a></p>
            </section>
            <Kind l=l title=t!(l, privacy.organisations) items=roles.map(plain).collect() />
            <Kind l=l title=t!(l, privacy.taken_out_of) items=data.taken_out_of.into_iter().map(plain).collect() />
            <Kind l=l title=t!(l, privacy.bills) items=data.bills.into_iter().map(plain).collect() />
            <Kind l=l title=t!(l, privacy.keeps) items=keeps.map(plain).collect() />
            <Kind l=l title=t!(l, privacy.proofs) items=proofs.map(plain).collect() />
            <Kind l=l title=t!(l, privacy.groups) items=groups.map(plain).collect() />
            <Kind l=l title=t!(l, privacy.bookings) items=bookings.collect() />
            <Kind l=l title=t!(l, privacy.invitations) items=invitations.collect() />
            <Kind l=l title=t!(l, privacy.wishes) items=wishes.collect() />
            <Kind l=l title=t!(l, privacy.registrations) items=registrations.collect() />
            <section class="stack">
                <h2>{t!(l, privacy.logins)} " (" {logins} ")"</h2>
                <p><a href=l.href("/account/logins")>{t!(l, privacy.logins_way)}</a></p>
            </section>
            <Kind l=l title=t!(l, passkeys.title) items=passkeys.map(plain).collect() />
            <Kind l=l title=t!(l, identities.title) items=identities.map(plain).collect() />
            <section class="stack">
                <h2>{t!(l, privacy.trail)}</h2>
                <p>{if trail == 0 { t!(l, privacy.nothing).to_owned() } else { t!(l, privacy.trail_text, count = trail) }}</p>
            </section>
            <section class="stack">
                <h2>{t!(l, privacy.erase)}</h2>
                <p>{t!(l, privacy.erase_lead)}</p>
                <p><a href=l.href("/account/erase")>{t!(l, privacy.erase_way)}</a></p>
            </section>
        </div>
    }
    .into_any()
}

/// One kind of thing, the first of them; nothing where there is none.
#[component]
fn Kind(l: Locale, title: &'static str, items: Vec<AnyView>) -> impl IntoView {
    if items.is_empty() {
        return ().into_any();
    }
    let more = items.len().saturating_sub(SHOWN);
    let items = items.into_iter().take(SHOWN).map(|item| view! { <li>{item}</li> }).collect_view();
    view! {
        <section class="stack">
            <h2>{title}</h2>
            <ul>{items}</ul>
            {(more > 0).then(|| view! { <p class="quiet">{t!(l, privacy.more, count = more)}</p> })}
        </section>
    }
    .into_any()
}

fn plain(text: String) -> AnyView {
    view! { <span>{text}</span> }.into_any()
}

fn in_group(l: Locale, group: OwnGroup) -> String {
    let OwnGroup { group, site, organisation, last_day } = group;
    let mut parts = vec![t!(l, privacy.group_at, group = group, site = site)];
    parts.extend(organisation.map(|of| t!(l, privacy.group_with, organisation = of)));
    parts.extend(last_day.map(|day| t!(l, privacy.until_day, date = date(l, day))));
    parts.join(", ")
}

fn booked(l: Locale, booking: OwnBooking) -> AnyView {
    let from = booking.from.map(|from| view! { ", " <Moment l=l at=from /> });
    let several = (booking.dates > 1).then(|| view! { ", " {t!(l, privacy.dates, count = booking.dates)} });
    view! {
        <a href=l.href(&format!("/bookings/{}", booking.id))>{booking.title}</a>
        ", " {booking.organisation}
        {from}
        {several}
        ", " {booking.state.word(l)}
    }
    .into_any()
}

fn registered_for(l: Locale, registered: &OwnRegistration) -> AnyView {
    let names: Vec<&str> = registered.names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let words = format!(
        "{}, {}: {}, {}",
        registered.event.get(l.code()),
        moment(l, registered.from),
        names.join(", "),
        registered.state.word(l),
    );
    let by = registered.listed_by.as_ref().map(|organisation| {
        let said = t!(l, lists.listed_by, organisation = organisation);
        view! { " " <span class="quiet">{said}</span> }
    });
    let answers = registered.answers.iter().map(|one| {
        let words = answered(l, one);
        match &one.file {
            Some(path) => view! { <li><a href=l.href(path) download="">{words}</a></li> }.into_any(),
            None => view! { <li>{words}</li> }.into_any(),
        }
    });
    let answers = answers.collect_view();
    view! { <span>{words}{by}</span>{(!registered.answers.is_empty()).then(|| view! { <ul>{answers}</ul> })} }
        .into_any()
}

fn answered(l: Locale, one: &OwnAnswer) -> String {
    let words = match &one.answer {
        Given::Text(text) => text.clone(),
        Given::Chosen(_) => one.chosen.iter().map(|label| label.get(l.code())).collect::<Vec<_>>().join(", "),
        Given::Number(number) => number.said(l.code()),
        Given::Date(day) => date(l, *day),
        Given::Agreed => t!(l, questions.agreed).to_owned(),
        Given::File(sent) => file(l, sent),
    };
    let name = one.name.as_deref().filter(|name| !name.is_empty()).map(|name| format!(" ({name})")).unwrap_or_default();
    joined(&format!("{}{name}", one.question.get(l.code())), &words)
}
