//! `/bookings/{id}/transfer`: handing a booking on to somebody of the same organisation.

use domain::{
    booking::BookingRefusal,
    desk::{BookingView, Colleague},
    id::AccountId,
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    bookings::{changeable, refusal_text},
    form::{Fields, Problems},
    organisations,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{ErrorSummary, Form, Hidden, Select, Submit},
        notice::{Notice, Tone},
        rules::broken_rule,
    },
};

/// Asks who takes it over.
///
/// # Errors
/// When there is nothing to hand on for this person, or the house cannot answer now.
pub async fn ask_transfer(ask: Ask) -> Answered {
    let (booking, heirs) = known(&ask).await?;
    Ok(page(&ask, booking, heirs, Fields::default(), Problems::default()).into())
}

/// Hands it on.
///
/// # Errors
/// When there is nothing to hand on for this person, or the house cannot answer now.
pub async fn transfer(ask: Ask) -> Answered {
    let (booking, heirs) = known(&ask).await?;
    let l = ask.locale;
    let version = ask.form.parse("version").unwrap_or(booking.version);
    let Some(to) = ask.form.parse::<AccountId>("to") else {
        let problems = Problems::of("to", t!(l, people.problem_heir));
        return Ok(page(&ask, booking, heirs, ask.form.clone(), problems).into());
    };
    match ask.house.people.transfer(&ask.actor, booking.id, version, to).await {
        Ok(()) => Ok(Answer::Goto(format!("/bookings/{}?done=transferred", booking.id))),
        Err(BookingRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(BookingRefusal::NotFound) => Ok(Answer::NotFound),
        Err(refusal) => {
            let problems = match refusal {
                BookingRefusal::Forbidden => Problems::of("to", t!(l, people.problem_heir)),
                BookingRefusal::Rules(verdict) => {
                    let rules: Vec<String> = verdict.broken.iter().map(|rule| broken_rule(l, rule)).collect();
                    Problems::of("to", t!(l, people.heir_may_not, rules = rules.join(" ")))
                }
                refusal => Problems::whole(refusal_text(l, &refusal)),
            };
            Ok(page(&ask, booking, heirs, ask.form.clone(), problems).into())
        }
    }
}

/// The booking of this address, and who may take it over.
async fn known(ask: &Ask) -> Result<(BookingView, Vec<Colleague>), Answer> {
    let booking = changeable(ask).await?;
    let heirs = ask.house.people.heirs(&ask.actor, booking.id).await?.ok_or(Answer::NotFound)?;
    Ok((booking, heirs))
}

fn page(ask: &Ask, booking: BookingView, heirs: Vec<Colleague>, typed: Fields, problems: Problems) -> Page {
    let l = ask.locale;
    let form = Form::refused(l, typed, problems);
    let (title, status) = (form.title(t!(l, people.transfer)), form.status());
    let own = ask
        .person()
        .and_then(|person| person.memberships.iter().find(|of| of.organisation.id == booking.organisation.id));
    let members = own.and_then(organisations::way_to);
    let body = move || view! { <Transfer l=l booking=booking heirs=heirs form=form members=members /> }.into_any();
    Page::new("bookings", title, body).with_status(status)
}

#[component]
fn Transfer(
    l: Locale,
    booking: BookingView,
    heirs: Vec<Colleague>,
    form: Form,
    /// Where whoever is here adds colleagues; `None`: somebody else does.
    members: Option<String>,
) -> impl IntoView {
    let path = l.href(&format!("/bookings/{}", booking.id));
    let organisation = &booking.organisation.name;
    let called = |heir: Colleague| {
        let word = if heir.name.is_empty() { heir.email } else { format!("{}, {}", heir.name, heir.email) };
        (heir.account.to_string(), word)
    };
    let choice = if heirs.is_empty() {
        let nobody = t!(l, people.transfer_nobody, organisation = organisation);
        let members =
            members.map(|path| view! { <p><a href=l.href(&path)>{t!(l, account.look_after_members)}</a></p> });
        view! { <Notice tone=Tone::Plain><p>{nobody}</p>{members}</Notice> }.into_any()
    } else {
        view! {
            <form class="form" method="post">
                // What was just shown is what is handed on.
                <Hidden name="version" value=booking.version.to_string() />
                <Select
                    form=&form
                    name="to"
                    label=t!(l, people.transfer_to)
                    hint=t!(l, people.transfer_hint, organisation = organisation)
                    none=t!(l, people.choose)
                    required=true
                    options=heirs.into_iter().map(called).collect()
                />
                <p>{t!(l, people.transfer_happens)}</p>
                <Submit label=t!(l, people.transfer) />
            </form>
        }
        .into_any()
    };
    view! {
        <div class="stack">
            <p class="crumb"><a href=path>{booking.title.clone()}</a></p>
            <h1>{t!(l, people.transfer)}</h1>
            <ErrorSummary form=&form />
            {choice}
        </div>
    }
    .into_any()
}
