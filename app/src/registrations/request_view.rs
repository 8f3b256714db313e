//! What a mailed link shows of a request: that it waits for an answer, or what the answer was.

use domain::desk::RegistrationView;
use leptos::prelude::*;

use super::link_view::{ChangeLink, Particulars};
use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Form, Submit},
    },
};

/// It waits: until when, what is promised, and the way out.
#[component]
pub fn Requested(
    found: RegistrationView,
    form: Form,
    title: String,
    done: Option<&'static str>,
    change: String,
    l: Locale,
) -> impl IntoView {
    let organiser = found.event.organiser.name.clone();
    let until = found.held_until.map(|until| dates::moment(l, until)).unwrap_or_default();
    view! {
        <div class="registration measure stack">
            <ErrorSummary form/>
            {done.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{title}</h1>
            <p class="lead">{t!(l, approval.requested_lead, organiser = organiser, until = until)}</p>
            <p>{t!(l, approval.requested_held)}</p>
            <Particulars found=found.clone() l/>
            <ChangeLink found change l/>
            <form method="post" class="registration__cancel">
                <p>{t!(l, approval.withdraw_why)}</p>
                <Submit label=t!(l, approval.withdraw) intent="cancel" look="quiet"/>
            </form>
        </div>
    }
    .into_any()
}

/// It was declined, or nobody answered.
#[component]
pub fn Declined(found: RegistrationView, form: Form, title: String, l: Locale) -> impl IntoView {
    let organiser = found.event.organiser.name.clone();
    let lead = if found.unanswered {
        t!(l, approval.unanswered_lead, organiser = organiser)
    } else {
        t!(l, approval.declined_lead, organiser = organiser)
    };
    view! {
        <div class="registration measure stack">
            <ErrorSummary form/>
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <Message found=found.clone() l/>
            <Particulars found l/>
            <p><a href=l.href("/events")>{t!(l, registrations.sent_programme)}</a></p>
        </div>
    }
    .into_any()
}

/// What the organiser wrote with her answer.
#[component]
pub(super) fn Message(found: RegistrationView, l: Locale) -> impl IntoView {
    let paragraphs = found.answer.lines().filter(|line| !line.trim().is_empty());
    let paragraphs = paragraphs.map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
    (!found.answer.is_empty()).then(|| {
        view! {
            <div class="notice">
                <p class="notice__title">{t!(l, approval.answer)}</p>
                {paragraphs}
            </div>
        }
    })
}
