//! What an invitation looks like to whoever holds its link.

use domain::{
    booking::BookingState,
    desk::{InvitationView, OccurrenceView},
    invitation::{LONGEST_NAME, Reply},
};
use leptos::prelude::*;

use crate::{
    events::about::{ContactLines, mail_to},
    t,
    texts::Locale,
    ui::{
        dates::WhenTime,
        facts::Facts,
        form::{Checkbox, ErrorSummary, Field, Form, Submit},
        notice::{Notice, Tone},
        words,
    },
};

/// The page with everything it shows.
pub(super) struct Shown {
    pub found: InvitationView,
    pub form: Form,
    /// She just answered.
    pub done: bool,
}

/// What it is about, and the question.
#[component]
pub(super) fn Invitation(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { found, form, done } = shown;
    let lead = match &found.by {
        (name, _) if !name.is_empty() => t!(l, people.page_lead, name = name),
        _ => t!(l, people.page_lead_nobody).to_owned(),
    };
    let question = if found.open {
        view! { <Question l=l found=found.clone() form=form.clone() done=done /> }.into_any()
    } else {
        view! { <Notice tone=Tone::Plain><p>{t!(l, people.over)}</p></Notice> }.into_any()
    };
    view! {
        <div class="invitation measure stack">
            <ErrorSummary form=&form />
            <h1>{found.title.clone()}</h1>
            <p class="lead">{lead}</p>
            <Particulars l=l found=found />
            {question}
        </div>
    }
    .into_any()
}

#[component]
fn Question(l: Locale, found: InvitationView, form: Form, done: bool) -> impl IntoView {
    let before = found.reply.map(|reply| {
        let word = match reply {
            Reply::Accepted => t!(l, people.yes),
            Reply::Tentative => t!(l, people.maybe),
            Reply::Declined => t!(l, people.no),
        };
        let answered = t!(l, people.answered, reply = word);
        if found.outdated {
            let again = t!(l, people.answered_before);
            view! { <Notice tone=Tone::Attention><p>{answered} " " {again}</p></Notice> }.into_any()
        } else if done {
            view! { <Notice tone=Tone::Good><p>{answered} " " {t!(l, people.thanks)}</p></Notice> }.into_any()
        } else {
            view! { <p>{answered}</p> }.into_any()
        }
    });
    let most = u16::try_from(LONGEST_NAME).unwrap_or(u16::MAX);
    view! {
        <h2>{t!(l, people.question)}</h2>
        {before}
        <form class="form" method="post">
            <Field form=&form name="name" label=t!(l, people.name) autocomplete="name" maxlength=most />
            <Checkbox form=&form name="shown" label=t!(l, people.shown) hint=t!(l, people.shown_hint) />
            <p class="buttons">
                <Submit label=t!(l, people.yes) intent="accepted" />
                <Submit label=t!(l, people.maybe) intent="tentative" look="quiet" />
                <Submit label=t!(l, people.no) intent="declined" look="quiet" />
            </p>
        </form>
    }
    .into_any()
}

/// When, where, who.
#[component]
fn Particulars(l: Locale, found: InvitationView) -> impl IntoView {
    let InvitationView { occurrences, by, organisation, others, contact, .. } = found;
    let several = occurrences.len() > 1;
    let dates = occurrences.iter().map(|date| view! { <DateLine l=l date=date.clone() several=several /> });
    let when = view! { <ul class="plain">{dates.collect_view()}</ul> }.into_any();
    let (name, email) = by;
    let mail = (!email.is_empty()).then(|| view! { <br/><a href=mail_to(&[&email])>{email.clone()}</a> });
    let mut facts = vec![(t!(l, people.fact_when), when)];
    if let Some(first) = occurrences.into_iter().next() {
        let site = first.space.site;
        let href = l.href(&format!("/sites/{}", site.slug));
        let space = first.space.name.get(l.code()).to_owned();
        let place = view! { {space} <br/> <a href=href>{site.name} ", " {site.town}</a> }.into_any();
        facts.push((t!(l, people.fact_where), place));
    }
    let name = (!name.is_empty()).then(|| view! { {name} <br/> });
    facts.push((t!(l, people.fact_by), view! { {name} {organisation} {mail} }.into_any()));
    if !others.is_empty() {
        facts.push((t!(l, people.fact_others), words::list(l, &others).into_any()));
    }
    facts.push((t!(l, people.fact_contact), view! { <ContactLines contact=contact /> }.into_any()));
    view! { <Facts facts=facts /> }.into_any()
}

/// One date; of several with its place, when it stands elsewhere or not at all.
#[component]
fn DateLine(l: Locale, date: OccurrenceView, several: bool) -> impl IntoView {
    let state = match date.state {
        state if !state.occupies() => Some(t!(l, people.off)),
        BookingState::Requested => Some(t!(l, people.waits)),
        _ => None,
    };
    let place = several.then(|| date.space.name.get(l.code()).to_owned());
    view! {
        <li>
            <WhenTime l=l when=date.when />
            {place.map(|place| view! { ", " {place} })}
            {state.map(|state| view! { " (" {state} ")" })}
        </li>
    }
}
