//! What the pages of this folder share: whose organisation it is, and what stands around them.

use domain::{
    access::Membership,
    desk::{OrganisationRefusal, OrganisationView},
    id::OrganisationId,
    organisation::Role,
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    page::{Answer, Page},
    texts::Locale,
    ui::form::{ErrorSummary, Form},
};

/// The page that leads to the organisation, for its own administrators.
#[must_use]
pub fn way_to(membership: &Membership) -> Option<String> {
    (membership.confirmed && membership.role == Role::Admin).then(|| path(membership.organisation.id))
}

/// The path of an organisation's page.
pub(crate) fn path(organisation: OrganisationId) -> String {
    format!("/account/organisation/{organisation}")
}

/// The organisation the address names, for whoever looks after it.
pub(super) async fn known(ask: &Ask) -> Result<OrganisationView, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let id: OrganisationId = ask.param("id").parse().map_err(|_| Answer::NotFound)?;
    ask.house.organisations.organisation(&ask.actor, id).await?.ok_or(Answer::NotFound)
}

/// What is no fault of what was typed.
pub(super) fn elsewhere(refusal: &OrganisationRefusal) -> Option<Answer> {
    match refusal {
        OrganisationRefusal::Unavailable => Some(Answer::Unavailable),
        OrganisationRefusal::SignInAgain => Some(Answer::SignInAgain),
        OrganisationRefusal::NotFound => Some(Answer::NotFound),
        _ => None,
    }
}

/// A page under the organisation's own: its heading, the form, and what was just done.
pub(super) fn page(
    ask: &Ask,
    of: &OrganisationView,
    title: &str,
    done: Option<&'static str>,
    form: Form,
    draw: impl FnOnce(Locale, Form) -> AnyView + Send + 'static,
) -> Page {
    let l = ask.locale;
    let (up, name) = (l.href(&path(of.organisation.id)), of.organisation.name.clone());
    let done = done.filter(|_| form.problems().is_empty());
    let (heading, status) = (title.to_owned(), form.status());
    let title = form.title(&format!("{title}: {name}"));
    Page::new("account", title, move || {
        view! {
            <div class="organisation stack">
                <p class="crumb"><a href=up>{name}</a></p>
                <h1>{heading}</h1>
                <ErrorSummary form=&form />
                {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
                {draw(l, form)}
            </div>
        }
        .into_any()
    })
    .with_status(status)
}
