//! Who asks for a seat, as the organisers see it: with what was answered in the form, to be answered together.

use domain::{
    desk::{EventAnswers, EventView, RegistrationLine, RequestLine, SessionView},
    id::RegistrationId,
    registration::RegistrationState,
};
use leptos::prelude::*;

use super::answers_view::answers_of;
use crate::{
    events::about::mail_to,
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Form, Submit, TextArea, control_id},
        say::said,
    },
};

/// One list per session, and one answer for all that are ticked.
#[component]
pub fn Requests(
    event: EventView,
    lines: Vec<RequestLine>,
    answers: EventAnswers,
    form: Form,
    done: Option<String>,
    l: Locale,
) -> impl IntoView {
    let back = l.href(&format!("/manage/events/{}", event.card.slug));
    let nobody = lines.is_empty();
    let none = if event.rules.answer_days.is_some() { t!(l, approval.list_none) } else { t!(l, approval.list_off) };
    let first = lines.first().map(|line| line.id);
    let lists = event.sessions.into_iter().filter_map(|session| {
        let lines: Vec<_> = lines.iter().filter(|line| line.session == session.id).cloned().collect();
        let (answers, form, base) = (answers.clone(), form.clone(), format!("{back}/registrations"));
        (!lines.is_empty()).then(|| view! { <List session lines first answers form base l/> })
    });
    let lists = lists.collect_view();
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=back.clone()>{t!(l, manage.back)}</a></p>
            <ErrorSummary form=&form/>
            {done.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{t!(l, approval.list_title)}": "{said(l, &event.card.title)}</h1>
            {if nobody {
                view! {
                    <p class="lead">{none}</p>
                    <p><a href=format!("{back}/rules")>{t!(l, seats.rules_link)}</a></p>
                }
                .into_any()
            } else {
                view! {
                    <p class="measure">{t!(l, approval.list_intro)}</p>
                    <form method="post" class="form">
                        {lists}
                        <h2>{t!(l, approval.answer_title)}</h2>
                        <p class="measure">{t!(l, approval.answer_intro)}</p>
                        <TextArea
                            form=&form
                            name="message"
                            label=t!(l, approval.message)
                            hint=t!(l, approval.message_hint)
                            rows=4
                            maxlength=1000u16
                        />
                        <div class="buttons">
                            <Submit label=t!(l, approval.approve) intent="approve"/>
                            <Submit label=t!(l, approval.decline) intent="decline" look="danger"/>
                        </div>
                    </form>
                }
                .into_any()
            }}
        </div>
    }
    .into_any()
}

#[component]
fn List(
    session: SessionView,
    lines: Vec<RequestLine>,
    first: Option<RegistrationId>,
    answers: EventAnswers,
    form: Form,
    base: String,
    l: Locale,
) -> impl IntoView {
    let id = format!("session-{}", session.id);
    let labelled = id.clone();
    let asked: usize = lines.iter().map(|line| line.attendees.len()).sum();
    let seats = session.left.map(|left| match session.capacity {
        Some(capacity) => t!(l, approval.list_seats, left = left, capacity = capacity, asked = asked),
        None => t!(l, pools.left, count = left),
    });
    let seats = seats.map(|text| view! { <p>{text}</p> });
    let rows = lines.into_iter().map(|line| {
        let answers = answers.clone();
        let first = first == Some(line.id);
        view! { <Row first postponed=session.postponed line answers form=form.clone() base=base.clone() l/> }
    });
    let rows = rows.collect_view();
    view! {
        <section class="stack" aria-labelledby=labelled>
            <h2 id=id>{said(l, &session.title)}</h2>
            <p><dates::WhenTime l when=session.when/></p>
            {session.postponed.then(|| view! { <p class="notice notice--attention">{t!(l, postponing.waits)}</p> })}
            {seats}
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// One request. The first box carries the id the summary of what is wrong leads to.
#[component]
fn Row(
    line: RequestLine,
    first: bool,
    postponed: bool,
    answers: EventAnswers,
    form: Form,
    base: String,
    l: Locale,
) -> impl IntoView {
    let value = format!("{} {}", line.id, line.version);
    let ticked = form.fields().all("pick").any(|one| one == value);
    let id = if first { control_id("pick") } else { format!("{}-{}", control_id("pick"), line.id) };
    let name = line.attendees.first().cloned().unwrap_or_default();
    let more = t!(l, approval.list_more_for, name = name);
    let href = format!("{base}/{}", line.id);
    let as_listed = listed(&line);
    let answered = answers.of.contains_key(&line.id);
    let people = (answered || line.attendees.len() > 1).then(|| {
        let people = line.attendees.iter().enumerate().map(|(person, name)| {
            let said = answers_of(l, &answers, &as_listed, person);
            let said = said.into_iter().map(|text| view! { <p class="manage__answer">{text}</p> }).collect_view();
            view! { <li>{name.clone()}{said}</li> }
        });
        view! { <ul>{people.collect_view()}</ul> }
    });
    view! {
        <li class="rows__item">
            <div>
                {match postponed {
                    true => view! { <p><strong>{name}</strong></p> }.into_any(),
                    false => view! {
                        <p class="choice">
                            <input class="choice__control" type="checkbox" name="pick" id=id.clone() value=value checked=ticked/>
                            <label class="choice__label" for=id><strong>{name}</strong></label>
                        </p>
                    }
                    .into_any(),
                }}
                {people}
                <p class="quiet waiting__mail"><a href=mail_to(&[&line.email])>{line.email.clone()}</a></p>
            </div>
            <div class="rows__side">
                {(!postponed).then(|| view! { <p>{t!(l, approval.list_until, until = dates::moment(l, line.until))}</p> })}
                <p class="quiet small">{t!(l, approval.list_asked, at = dates::moment(l, line.at))}</p>
                <p><a href=href aria-label=more>{t!(l, approval.list_more)}</a></p>
            </div>
        </li>
    }
    .into_any()
}

/// The same, as the lists of those who come have it.
fn listed(line: &RequestLine) -> RegistrationLine {
    RegistrationLine {
        id: line.id,
        session: line.session,
        attendees: line.attendees.clone(),
        email: line.email.clone(),
        state: RegistrationState::Requested,
        at: line.at,
    }
}
