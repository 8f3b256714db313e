//! `/manage/events/{slug}/registrations/{id}`: one registration, and what happened to it.

use domain::{
    desk::{RegistrationRecord, TrailAct, TrailLine},
    id::RegistrationId,
};
use leptos::prelude::*;

use super::access::own_event;
use crate::{
    ask::Ask,
    events::about::mail_to,
    page::{Answer, Answered, Page},
    questions::view::AnswerList,
    t,
    texts::Locale,
    ui::{dates, facts::Facts, say::said, words::Word},
};

/// Shows it to those who run the event.
pub async fn show(ask: Ask) -> Answered {
    let l = ask.locale;
    let event = own_event(&ask).await?;
    let Ok(id) = ask.param("id").parse::<RegistrationId>() else { return Ok(Answer::NotFound) };
    let record = ask.house.registrations.registration_record(&ask.actor, id).await?;
    let Some(mut record) = record.filter(|record| record.event == event.id) else { return Ok(Answer::NotFound) };
    let under = format!("/manage/events/{}/registrations/{id}/files", event.card.slug);
    record.registration.asked.files_under = l.href(&under);
    let name = record.registration.attendees.first().cloned().unwrap_or_default();
    let title = t!(l, manage.record_of, name = name);
    let page =
        Page::new("manage", title.clone(), move || view! { <Record record slug=event.card.slug title l/> }.into_any());
    Ok(page.into())
}

#[component]
fn Record(record: RegistrationRecord, slug: String, title: String, l: Locale) -> impl IntoView {
    let RegistrationRecord { registration, trail, .. } = record;
    let back = l.href(&format!("/manage/events/{slug}/registrations"));
    let who = registration.attendees.iter().map(|name| view! { <li>{name.clone()}</li> }).collect_view();
    let session = registration.session.clone();
    let mut facts = vec![
        (t!(l, manage.list_state), registration.state.word(l).into_any()),
        (t!(l, registrations.event), said(l, &session.title).into_any()),
        (t!(l, registrations.when), view! { <dates::WhenTime l when=session.when/> }.into_any()),
        (t!(l, registrations.who), view! { <ul>{who}</ul> }.into_any()),
    ];
    if !registration.email.is_empty() {
        let mail =
            view! { <a class="waiting__mail" href=mail_to(&[&registration.email])>{registration.email.clone()}</a> };
        facts.push((t!(l, manage.list_email), mail.into_any()));
    }
    if !registration.answer.is_empty() {
        let text = view! { <p class="manage__text">{registration.answer.clone()}</p> };
        facts.push((t!(l, approval.answer), text.into_any()));
    }
    let answers = (!registration.asked.answers.is_empty()).then(|| {
        let (asked, names) = (registration.asked.clone(), registration.attendees.clone());
        view! { <h2>{t!(l, questions.answers)}</h2><AnswerList asked names proofs=true l/> }
    });
    let rows = trail.into_iter().map(|line| view! { <Row line l/> }).collect_view();
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=back>{t!(l, manage.list_title)}</a></p>
            <h1>{title}</h1>
            <Facts facts/>
            {answers}
            <h2>{t!(l, manage.record_trail)}</h2>
            <ul class="rows">{rows}</ul>
        </div>
    }
    .into_any()
}

#[component]
fn Row(line: TrailLine, l: Locale) -> impl IntoView {
    let by = match line.by {
        Some(name) => name,
        None if by_the_house(line.act) => t!(l, manage.record_house).to_owned(),
        // Whose account is gone, or whom the trail does not name any more.
        None if by_the_organiser(line.act) => t!(l, manage.record_organiser).to_owned(),
        None => t!(l, manage.record_self).to_owned(),
    };
    let reason = (!line.reason.is_empty()).then(|| view! { <p class="manage__text">{line.reason}</p> });
    view! {
        <li class="rows__item">
            <div><p><strong>{line.act.word(l)}</strong></p>{reason}</div>
            <div class="rows__side"><p><dates::Moment l at=line.at/></p><p class="quiet small">{by}</p></div>
        </li>
    }
    .into_any()
}

/// What only those do who run the event.
const fn by_the_organiser(act: TrailAct) -> bool {
    matches!(
        act,
        TrailAct::Approved
            | TrailAct::Declined
            | TrailAct::PutFirst
            | TrailAct::Arrived
            | TrailAct::ArrivalUndone
            | TrailAct::WalkedIn
    )
}

/// What happens by itself.
const fn by_the_house(act: TrailAct) -> bool {
    matches!(
        act,
        TrailAct::Expired
            | TrailAct::Offered
            | TrailAct::OfferVoid
            | TrailAct::Lapsed
            | TrailAct::PassedOver
            | TrailAct::Over
            | TrailAct::Unanswered
    )
}
