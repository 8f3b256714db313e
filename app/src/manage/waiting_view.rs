//! The waiting lists of an event, as its organisers see them.

use domain::desk::{EventView, SessionView, WaitLine};
use leptos::prelude::*;

use crate::{
    events::about::mail_to,
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Form, Hidden, Submit, TextArea},
        say::said,
    },
};

/// Whom a line is about.
#[must_use]
pub fn name(line: &WaitLine) -> &str {
    line.attendees.first().map_or(line.email.as_str(), String::as_str)
}

/// One list per session somebody waits for.
#[component]
pub fn Lists(
    event: EventView,
    lines: Vec<WaitLine>,
    form: Form,
    done: Option<&'static str>,
    l: Locale,
) -> impl IntoView {
    let back = l.href(&format!("/manage/events/{}", event.card.slug));
    let rules = format!("{back}/rules");
    let path = format!("{back}/waiting");
    let nobody = lines.is_empty();
    let lists = event.sessions.into_iter().filter_map(|session| {
        let lines: Vec<_> = lines.iter().filter(|line| line.session == session.id).cloned().collect();
        (!lines.is_empty()).then(|| view! { <List session lines path=path.clone() l/> })
    });
    let lists = lists.collect_view();
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=back>{t!(l, manage.back)}</a></p>
            <ErrorSummary form/>
            {done.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{t!(l, seats.list_title)}": "{said(l, &event.card.title)}</h1>
            <p class="measure">{t!(l, seats.list_intro)}</p>
            <p><a href=rules>{t!(l, seats.rules_link)}</a></p>
            {nobody.then(|| view! { <p class="lead">{t!(l, seats.list_none)}</p> })}
            {lists}
        </div>
    }
    .into_any()
}

#[component]
fn List(session: SessionView, lines: Vec<WaitLine>, path: String, l: Locale) -> impl IntoView {
    let id = format!("session-{}", session.id);
    let labelled = id.clone();
    let rows = lines.into_iter().map(|line| view! { <Row line path=path.clone() l/> }).collect_view();
    view! {
        <section class="stack" aria-labelledby=labelled>
            <h2 id=id>{said(l, &session.title)}</h2>
            <p><dates::WhenTime l when=session.when/></p>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Row(line: WaitLine, path: String, l: Locale) -> impl IntoView {
    let state = match (line.offered_until, line.position) {
        (Some(until), _) => t!(l, seats.list_offered, until = dates::moment(l, until)),
        (None, Some(position)) => t!(l, seats.list_position, position = position),
        (None, None) => String::new(),
    };
    let people = t!(l, seats.list_people, count = line.attendees.len());
    let any = line.anywhere.then(|| format!(", {}", t!(l, seats.any_session)));
    let first = line.first.then(|| view! { " "<span class="tag">{t!(l, seats.list_first)}</span> });
    let label = t!(l, seats.put_first_for, name = name(&line));
    let put = (!line.first && line.offered_until.is_none() && line.position != Some(1)).then(|| {
        let href = format!("{path}?first={}", line.id);
        view! { <p><a href=href aria-label=label>{t!(l, seats.put_first)}</a></p> }
    });
    // Offers, and why somebody was put first, stand in its record.
    let record = format!("{}/registrations/{}", path.strip_suffix("/waiting").unwrap_or(&path), line.id);
    view! {
        <li class="rows__item">
            <div>
                <h3 class="rows__title"><a href=record>{name(&line).to_owned()}</a></h3>
                <p>{people}{any}</p>
                <p class="quiet waiting__mail"><a href=mail_to(&[&line.email])>{line.email.clone()}</a></p>
            </div>
            <div class="rows__side">
                <p><strong>{state}</strong>{first}</p>
                <p class="quiet small">{t!(l, seats.list_asked, at = dates::moment(l, line.at))}</p>
                {put}
            </div>
        </li>
    }
    .into_any()
}

/// Asks why before somebody is put first.
#[component]
pub fn PutFirst(slug: String, line: WaitLine, form: Form, title: String, l: Locale) -> impl IntoView {
    let path = l.href(&format!("/manage/events/{slug}/waiting"));
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=path.clone()>{t!(l, seats.list_title)}</a></p>
            <ErrorSummary form=&form/>
            <h1>{title}</h1>
            <p class="lead">{t!(l, seats.put_first_lead)}</p>
            <form method="post" class="form" action=path>
                <Hidden name="first" value=line.id.to_string()/>
                <TextArea
                    form
                    name="reason"
                    label=t!(l, seats.put_first_reason)
                    hint=t!(l, seats.put_first_hint)
                    maxlength=500u16
                    required=true
                />
                <div class="buttons">
                    <Submit label=t!(l, seats.put_first_sure) intent="first"/>
                    <Submit label=t!(l, seats.put_first_keep) intent="keep" look="quiet" loose=true/>
                </div>
            </form>
        </div>
    }
    .into_any()
}
