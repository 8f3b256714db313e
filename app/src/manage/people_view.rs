//! The lists of those who come.

use domain::{
    desk::{EventAnswers, EventView, RegistrationLine, SessionView},
    event::EventState,
    registration::RegistrationState,
};
use leptos::prelude::*;

use super::answers_view::{Tallies, answers_of, tallies};
use crate::{
    events::about::mail_to,
    t,
    texts::Locale,
    ui::{dates, say::said, words::Word},
};

/// Most addresses one link to the mail program carries; longer ones are cut by some of them.
const MOST_ADDRESSES: usize = 50;

/// One list per session.
#[must_use]
pub fn people(event: &EventView, lines: &[RegistrationLine], answers: &EventAnswers, l: Locale) -> AnyView {
    let back = l.href(&format!("/manage/events/{}", event.card.slug));
    let nobody = lines.is_empty();
    let (csv, write) = (format!("{back}/registrations.csv"), format!("{back}/messages"));
    let xlsx = format!("{back}/registrations.xlsx");
    let note = match (event.takes_registrations, nobody) {
        (false, true) => t!(l, manage.list_off),
        (true, true) => t!(l, manage.list_none),
        _ => t!(l, manage.list_print),
    };
    let lists = event.sessions.iter().map(|session| {
        let lines: Vec<_> = lines.iter().filter(|line| line.session == session.id).cloned().collect();
        let open = event.card.state.holds(session.cancelled);
        let door = open.then(|| format!("{back}/sessions/{}/door", session.id));
        let answers = answers.clone();
        view! { <SessionList session=session.clone() lines answers door base=format!("{back}/registrations") l/> }
    });
    let lists = lists.collect_view();
    // Where nobody is registered people may still come.
    let lists = (!nobody || event.card.state == EventState::Published).then_some(lists);
    view! {
        <div class="manage stack">
            <p class="crumb manage__screen"><a href=back>{t!(l, manage.back)}</a></p>
            <h1>{t!(l, manage.list_title)}": "{said(l, &event.card.title)}</h1>
            <p class="manage__screen">{note}</p>
            {(!nobody).then(|| view! { <p class="manage__screen"><a href=write>{t!(l, letters.link)}</a></p> })}
            {(!nobody).then(|| view! {
                <p class="manage__screen"><a href=xlsx download="">{t!(l, door.list_workbook)}</a></p>
                <p class="manage__screen"><a href=csv download="">{t!(l, door.list_download)}</a></p>
            })}
            {lists}
        </div>
    }
    .into_any()
}

/// How many people are confirmed and pending.
fn counts(lines: &[RegistrationLine]) -> (usize, usize) {
    let count = |state| lines.iter().filter(|line| line.state == state).map(|line| line.attendees.len()).sum();
    (count(RegistrationState::Confirmed), count(RegistrationState::Pending))
}

#[component]
fn SessionList(
    session: SessionView,
    lines: Vec<RegistrationLine>,
    answers: EventAnswers,
    door: Option<String>,
    base: String,
    l: Locale,
) -> impl IntoView {
    let title = session.title.get(l.code()).to_owned();
    let when = dates::when(l, &session.when);
    let (confirmed, pending) = counts(&lines);
    let asked: usize =
        lines.iter().filter(|line| line.state == RegistrationState::Requested).map(|line| line.attendees.len()).sum();
    let asked = (asked > 0).then(|| format!(", {}", t!(l, approval.list_sum, count = asked)));
    let seats = session.left.map(|left| match session.capacity {
        Some(capacity) => format!("; {}", t!(l, manage.list_left, left = left, capacity = capacity)),
        None => format!("; {}", t!(l, pools.left, count = left)),
    });
    // At the door one looks for a name.
    let mut lines = lines;
    lines.sort_by_cached_key(|line| line.attendees.first().map(|name| name.to_lowercase()));
    // Who waits is on a list of her own.
    let lines = lines.into_iter().filter(|line| line.state.holds_seats() || !line.state.is_living());
    let (held, gone): (Vec<_>, Vec<_>) = lines.partition(|line| line.state.holds_seats());
    let mut addresses: Vec<&str> = held
        .iter()
        .filter(|line| line.state == RegistrationState::Confirmed && !line.email.is_empty())
        .map(|line| line.email.as_str())
        .collect();
    addresses.dedup();
    let mail = (1..=MOST_ADDRESSES).contains(&addresses.len()).then(|| mail_to(&addresses));
    let tallies = tallies(l, &answers, &held);
    let caption = t!(l, manage.list_caption, title = title, when = when);
    view! {
        <section class="manage__list">
            <h2>{said(l, &session.title)}</h2>
            <p>{when}</p>
            {door.map(|href| view! { <p class="manage__screen"><a href=href>{t!(l, door.link)}</a></p> })}
            <p>
                {t!(l, manage.list_sum, confirmed = confirmed, pending = pending)}{asked}{seats}
                {mail.map(|href| view! { <span class="manage__screen">". "<a href=href>{t!(l, manage.list_mail)}</a></span> })}
            </p>
            <Tallies tallies l/>
            {(!held.is_empty()).then(|| view! {
                <Table caption lines=held answers=answers.clone() tick=true base=base.clone() l/>
            })}
            {(!gone.is_empty()).then(|| {
                let head = format!("{} ({})", t!(l, manage.list_gone), gone.len());
                view! {
                    <details class="manage__screen">
                        <summary>{head}</summary>
                        <Table caption=t!(l, manage.list_gone).to_owned() lines=gone answers tick=false base l/>
                    </details>
                }
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Table(
    caption: String,
    lines: Vec<RegistrationLine>,
    answers: EventAnswers,
    tick: bool,
    base: String,
    l: Locale,
) -> impl IntoView {
    let label = caption.clone();
    let rows = lines.into_iter().map(|line| {
        let said = (0..line.attendees.len()).map(|person| answers_of(l, &answers, &line, person)).collect();
        view! { <Line line said tick base=base.clone() l/> }
    });
    let rows = rows.collect_view();
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=label>
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        {tick.then(|| view! { <th scope="col" class="manage__tick">{t!(l, manage.list_here)}</th> })}
                        <th scope="col">{t!(l, manage.list_name)}</th>
                        <th scope="col">{t!(l, manage.list_email)}</th>
                        <th scope="col">{t!(l, manage.list_state)}</th>
                        <th scope="col">{t!(l, manage.list_at)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// One row per person; those who come along name whom they come with.
#[component]
fn Line(line: RegistrationLine, said: Vec<Vec<String>>, tick: bool, base: String, l: Locale) -> impl IntoView {
    let href = format!("{base}/{}", line.id);
    let contact = line.attendees.first().cloned().unwrap_or_default();
    // Who left no address at the door came alone.
    let alone = line.email.is_empty();
    let state = line.state.word(l);
    let class =
        if matches!(line.state, RegistrationState::Pending | RegistrationState::Offered | RegistrationState::Requested)
        {
            "tag tag--attention"
        } else {
            ""
        };
    let rows = line.attendees.iter().enumerate().map(|(index, name)| {
        let first = index == 0;
        let with = (!first && !alone)
            .then(|| view! { " "<span class="quiet">{t!(l, manage.list_with, name = contact)}</span> });
        let mail = (first && !alone).then(|| view! { <a href=mail_to(&[&line.email])>{line.email.clone()}</a> });
        let who = if first {
            view! { <a href=href.clone()>{called(l, name)}</a> }.into_any()
        } else {
            name.clone().into_any()
        };
        let at = first.then(|| view! { <dates::Moment l at=line.at/> });
        let said = said.get(index).cloned().unwrap_or_default();
        let said = said.into_iter().map(|text| view! { <p class="manage__answer">{text}</p> }).collect_view();
        view! {
            <tr>
                {tick.then(|| view! { <td class="manage__tick"><span class="manage__box"></span></td> })}
                <th scope="row">{who}{with}{said}</th>
                <td>{mail}</td>
                <td><span class=class>{state}</span></td>
                <td>{at}</td>
            </tr>
        }
    });
    rows.collect_view().into_any()
}

/// Some time after the event the names are gone.
fn called(l: Locale, name: &str) -> String {
    if name.is_empty() { t!(l, privacy.nameless).to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use domain::id::SessionId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn people_are_counted_not_registrations() {
        let line = |state, people: usize| RegistrationLine {
            id: domain::id::RegistrationId(Uuid::nil()),
            session: SessionId(Uuid::nil()),
            attendees: vec!["Anna".into(); people],
            email: "anna@example.org".into(),
            state,
            at: chrono::NaiveDateTime::default(),
        };
        let lines = [
            line(RegistrationState::Confirmed, 3),
            line(RegistrationState::Pending, 2),
            line(RegistrationState::Cancelled, 4),
            line(RegistrationState::Confirmed, 1),
        ];
        assert_eq!(counts(&lines), (4, 2));
    }
}
