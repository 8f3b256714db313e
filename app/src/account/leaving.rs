//! Acting for an organisation no longer: what that means is said first.

use domain::{access::Person, desk::AccountRefusal, id::OrganisationId};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    page::{Answer, Page},
    t,
    ui::form::{Hidden, Submit},
};

/// The question, for one of her organisations.
pub(super) fn ask_first(ask: &Ask, person: &Person) -> Answer {
    let l = ask.locale;
    let id: Option<OrganisationId> = ask.form.parse("organisation");
    let Some(of) = person.memberships.iter().map(|one| &one.organisation).find(|of| Some(of.id) == id).cloned() else {
        return Answer::Goto("/account".to_owned());
    };
    let title = t!(l, organisations.leave_title, name = of.name);
    let page = Page::new("account", title.clone(), move || {
        view! {
            <div class="account stack">
                <h1>{title}</h1>
                <p class="measure">{t!(l, organisations.leave_text)}</p>
                <p><a href=l.href("/bookings")>{t!(l, organisations.leave_bookings)}</a></p>
                <form method="post" class="buttons" action=l.href("/account")>
                    <Hidden name="organisation" value=of.id.to_string()/>
                    <Submit label=t!(l, organisations.leave_sure) intent="leave-sure" look="danger"/>
                    <Submit label=t!(l, organisations.leave_stay) intent="stay" look="quiet"/>
                </form>
            </div>
        }
        .into_any()
    });
    page.into()
}

/// Leaves it.
pub(super) async fn leave(ask: &Ask) -> Result<(), AccountRefusal> {
    let organisation = ask.form.parse("organisation").ok_or(AccountRefusal::NotFound)?;
    ask.house.accounts.leave(&ask.actor, organisation).await
}
