//! The form for a message, and the list of those that were sent.

use domain::{
    desk::{EventView, Messages, SentMessage},
    event::EventState,
    message::{Audience, Group, MOST_A_DAY, MOST_SUBJECT, MOST_TEXT},
    text::Localised,
};
use leptos::prelude::*;

use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Field, Form, Select, Submit, TextArea},
        say,
    },
};

/// What an audience of an event is called.
#[must_use]
pub fn audience(l: Locale, event: &EventView, to: Audience) -> String {
    match to {
        Audience::All(Group::Confirmed) => t!(l, letters.to_confirmed).to_owned(),
        Audience::All(Group::Unconfirmed) => t!(l, letters.to_unconfirmed).to_owned(),
        Audience::All(Group::Requested) => t!(l, letters.to_requested).to_owned(),
        Audience::All(Group::Waiting) => t!(l, letters.to_waiting).to_owned(),
        Audience::Session(id) => {
            let session = event.sessions.iter().find(|session| session.id == id);
            let title = session.map(|session| session.title.get(l.code())).unwrap_or_default();
            let day = session.map(|session| dates::date(l, session.when.local.from.date())).unwrap_or_default();
            t!(l, letters.to_session, title = title, day = day)
        }
    }
}

/// Whom one can write to, with how many people that are. Where there is one session it is the whole event.
fn options(l: Locale, event: &EventView, messages: &Messages) -> Vec<(String, String)> {
    let several = event.sessions.len() > 1 || event.card.state == EventState::Cancelled;
    let all = messages.reached.iter().filter(|(to, _)| several || !matches!(to, Audience::Session(_)));
    all.map(|(to, people)| {
        let who = audience(l, event, *to);
        (to.to_string(), t!(l, letters.to_people, who = who, count = *people))
    })
    .collect()
}

/// The form, then what was sent.
#[component]
pub fn Write(event: EventView, messages: Messages, form: Form, sent: Option<String>, l: Locale) -> impl IntoView {
    let back = l.href(&format!("/manage/events/{}", event.card.slug));
    let path = format!("{back}/messages");
    let options = options(l, &event, &messages);
    let nobody = messages.reached.iter().all(|(_, people)| *people == 0);
    let compose = if nobody {
        view! { <p class="lead">{t!(l, letters.nobody_yet)}</p> }.into_any()
    } else if messages.enough {
        view! { <p class="notice notice--attention">{t!(l, letters.enough, most = MOST_A_DAY)}</p> }.into_any()
    } else {
        ().into_any()
    };
    // What was typed stays in sight whatever is in its way.
    let typed = form.fields().text("text").is_some() || form.fields().text("subject").is_some();
    let write = (typed || !nobody && !messages.enough).then(|| {
        view! {
            <form method="post" class="form manage__form" action=path>
                <Select form=&form name="to" label=t!(l, letters.to) hint=t!(l, letters.to_hint) options/>
                <Field
                    form=&form
                    name="subject"
                    label=t!(l, letters.subject)
                    maxlength=MOST_SUBJECT
                    required=true
                />
                <TextArea
                    form=&form
                    name="text"
                    label=t!(l, letters.text)
                    hint=t!(l, letters.text_hint)
                    rows=10
                    maxlength=MOST_TEXT
                    required=true
                />
                <Submit label=t!(l, letters.look) intent="preview"/>
            </form>
        }
        .into_any()
    });
    view! {
        <div class="manage measure stack">
            <p class="crumb"><a href=back>{t!(l, manage.back)}</a></p>
            <ErrorSummary form=&form/>
            {sent.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{t!(l, letters.title)}": "{say::said(l, &event.card.title)}</h1>
            {compose}
            {write}
            <Sent event sent=messages.sent l/>
        </div>
    }
    .into_any()
}

#[component]
fn Sent(event: EventView, sent: Vec<SentMessage>, l: Locale) -> impl IntoView {
    let rows = sent.into_iter().map(|message| view! { <Row event=event.clone() message l/> }).collect_view();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="messages__sent stack" aria-labelledby="sent">
                <h2 id="sent">{t!(l, letters.sent_title)}</h2>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

#[component]
fn Row(event: EventView, message: SentMessage, l: Locale) -> impl IntoView {
    let SentMessage { at, by, to, people, words } = message;
    let at = dates::moment(l, at);
    let about = match by {
        Some(name) => t!(l, letters.sent_by, at = at, name = name),
        None => at,
    };
    let who = audience(l, &event, to);
    view! {
        <li class="rows__item">
            <div class="stack">
                <h3 class="rows__title">{words.subject}</h3>
                <details>
                    <summary>{t!(l, letters.sent_text)}</summary>
                    {say::paragraphs(l, &Localised::of(l.code(), words.text))}
                </details>
            </div>
            <div class="rows__side">
                <p>{t!(l, letters.to_people, who = who, count = people)}</p>
                <p class="quiet small">{about}</p>
            </div>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples;

    #[test]
    fn one_session_is_the_whole_event_and_of_several_each_can_be_chosen() {
        let one = samples::event(vec![samples::session(9, 10, 12)]);
        let reached = |event: &EventView| {
            let sessions = event.sessions.iter().map(|session| (Audience::Session(session.id), 2));
            [(Audience::All(Group::Confirmed), 1)].into_iter().chain(sessions).collect()
        };
        let listed = |event: &EventView| {
            let messages = Messages { reached: reached(event), ..Messages::default() };
            options(Locale::De, event, &messages).into_iter().map(|(_, word)| word).collect::<Vec<_>>()
        };
        assert_eq!(listed(&one), ["Angemeldet: 1 Person"]);
        let two = samples::event(vec![samples::session(9, 10, 12), samples::session(10, 14, 16)]);
        let all = listed(&two);
        assert_eq!(all[2], "Nur „Teil um 14“, Mi., 10. März 2027: 2 Personen");
    }
}
