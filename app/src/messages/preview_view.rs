//! A message before it is sent, as whoever gets it reads it.

use domain::{
    desk::EventView,
    message::{Audience, Group, Words},
    text::Localised,
};
use leptos::prelude::*;

use super::{
    frame::{Frame, frame},
    view::audience,
};
use crate::{
    t,
    texts::Locale,
    ui::{
        facts::Facts,
        form::{Hidden, Submit},
        say,
    },
};

/// What the preview shows, and sends along.
#[derive(Clone, Debug)]
pub struct Shown {
    /// To whom.
    pub to: Audience,
    /// What it says.
    pub words: Words,
    /// How many people get it.
    pub people: u32,
    /// Another number was shown before.
    pub changed: bool,
    /// The id of the form.
    pub request: String,
}

/// The mail, to how many it goes, and the last word.
#[component]
pub fn Preview(event: EventView, shown: Shown, l: Locale) -> impl IntoView {
    let Shown { to, words, people, changed, request } = shown;
    let path = l.href(&format!("/manage/events/{}/messages", event.card.slug));
    let (group, session) = match to {
        Audience::All(group) => (group, None),
        Audience::Session(id) => (Group::Confirmed, event.sessions.iter().find(|session| session.id == id)),
    };
    let frame = frame(l, &words, group, &event.card, session, &event.contact);
    let (who, answers) = (audience(l, &event, to), answers(l, &event));
    view! {
        <div class="manage measure stack">
            <p class="crumb"><a href=path.clone()>{t!(l, letters.title)}</a></p>
            {changed.then(|| view! {
                <p class="notice notice--attention" role="alert">{t!(l, letters.changed, count = people)}</p>
            })}
            <h1>{t!(l, letters.preview_title)}</h1>
            <p class="lead">{t!(l, letters.to_people, who = who, count = people)}</p>
            <p class="quiet">{answers}" "{t!(l, letters.preview_language)}</p>
            <Mail frame subject=words.subject.clone() l/>
            <form method="post" class="form" action=path>
                <Hidden name="request" value=request/>
                <Hidden name="to" value=to.to_string()/>
                <Hidden name="subject" value=words.subject/>
                <Hidden name="text" value=words.text/>
                <Hidden name="people" value=people.to_string()/>
                <div class="buttons">
                    <Submit label=t!(l, letters.send, count = people) intent="send"/>
                    <Submit label=t!(l, letters.edit) intent="edit" look="quiet"/>
                </div>
            </form>
        </div>
    }
    .into_any()
}

/// Where answers go.
fn answers(l: Locale, event: &EventView) -> String {
    match event.contact.email.as_str() {
        "" => t!(l, letters.answers_nobody).to_owned(),
        email => t!(l, letters.answers, email = email),
    }
}

#[component]
fn Mail(frame: Frame, subject: String, l: Locale) -> impl IntoView {
    let Frame { heading, paragraphs, facts, action, why } = frame;
    let facts = facts.into_iter().map(|(word, said)| (word, said.into_any())).collect();
    let text = paragraphs.join("\n\n");
    view! {
        <section class="letter stack" aria-labelledby="letter">
            <h2 id="letter" class="letter__subject">{subject}</h2>
            <p><strong>{heading}</strong></p>
            {say::paragraphs(l, &Localised::of(l.code(), text))}
            <Facts facts/>
            <p><span class="letter__action">{action}</span></p>
            <p>{why}</p>
        </section>
    }
    .into_any()
}
