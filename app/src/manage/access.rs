//! Whose events these are, and what is said to those who have none to manage. The desks decide; this explains.

use domain::{
    access::Membership,
    desk::EventView,
    event::{EventRefusal, MOST_FURTHER},
    organisation::Role,
    picture::Purpose,
};
use leptos::prelude::*;

use super::{pool_fields::too_small, speaker_fields};
use crate::{
    ask::Ask,
    events::say::unpublished,
    form::Problems,
    page::{Answer, Page},
    t,
    texts::Locale,
    ui::{picture::refused, words::Word},
};

/// Somebody who announces no events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoOrganiser {
    /// Nobody is signed in.
    Visitor,
    /// She acts for no organisation.
    Nobodys(Locale),
    /// The region has not confirmed the organisation.
    Unconfirmed(Locale, String),
    /// Her role in the organisation does not allow it.
    Role(Locale, String),
}

impl From<NoOrganiser> for Answer {
    fn from(no: NoOrganiser) -> Self {
        match no {
            NoOrganiser::Visitor => Self::SignIn,
            NoOrganiser::Nobodys(l) => explained(l, t!(l, manage.no_organisation).to_owned(), true).into(),
            NoOrganiser::Unconfirmed(l, name) => {
                explained(l, t!(l, manage.unconfirmed, organisation = name), false).into()
            }
            NoOrganiser::Role(l, name) => explained(l, t!(l, manage.role, organisation = name), false).into(),
        }
    }
}

/// The organisation the actor announces events for.
///
/// # Errors
/// What is missing.
pub fn organiser(ask: &Ask) -> Result<Membership, NoOrganiser> {
    let l = ask.locale;
    let person = ask.person().ok_or(NoOrganiser::Visitor)?;
    let acting = person.acting().ok_or(NoOrganiser::Nobodys(l))?;
    let name = || acting.organisation.name.clone();
    match acting {
        acting if !acting.confirmed => Err(NoOrganiser::Unconfirmed(l, name())),
        acting if acting.role < Role::Organiser => Err(NoOrganiser::Role(l, name())),
        acting => Ok(acting.clone()),
    }
}

/// The event the address names, if the actor runs it.
///
/// # Errors
/// To the sign-in page, or "there is no such page".
pub async fn own_event(ask: &Ask) -> Result<EventView, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let event = ask.house.events.event(&ask.actor, ask.param("slug")).await?;
    event.filter(|event| event.mine).ok_or(Answer::NotFound)
}

/// Why somebody cannot announce events, and what she can do about it.
fn explained(l: Locale, why: String, can_choose: bool) -> Page {
    Page::new("manage", t!(l, manage.title), move || {
        let account = l.href("/account");
        view! {
            <div class="measure stack">
                <h1>{t!(l, manage.title)}</h1>
                <p class="lead">{why}</p>
                {can_choose.then(|| view! { <p><a class="button" href=account>{t!(l, manage.no_organisation_do)}</a></p> })}
            </div>
        }
        .into_any()
    })
    .with_status(403)
}

/// A refusal that leaves no form to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// What it was about is not there, or not for the actor's eyes.
    NotFound,
    /// The house cannot answer now.
    Unavailable,
}

impl From<Gone> for Answer {
    fn from(gone: Gone) -> Self {
        match gone {
            Gone::NotFound => Self::NotFound,
            Gone::Unavailable => Self::Unavailable,
        }
    }
}

/// What a refusal means for a form as a whole.
///
/// # Errors
/// When there is nothing left to show the form for.
pub fn whole(l: Locale, refusal: &EventRefusal) -> Result<Problems, Gone> {
    Ok(Problems::whole(match refusal {
        EventRefusal::NotFound => return Err(Gone::NotFound),
        EventRefusal::Unavailable => return Err(Gone::Unavailable),
        EventRefusal::Forbidden => t!(l, manage.forbidden).to_owned(),
        EventRefusal::ChangedMeanwhile => t!(l, manage.changed).to_owned(),
        EventRefusal::NotReady(why) => unpublished(l, *why).to_owned(),
        EventRefusal::Review => t!(l, review.refused).to_owned(),
        EventRefusal::Why => t!(l, review.why_missing).to_owned(),
        EventRefusal::NothingToCome => t!(l, postponing.nothing).to_owned(),
        EventRefusal::NoSession => t!(l, manage.no_session).to_owned(),
        EventRefusal::NoPlace => t!(l, manage.no_place).to_owned(),
        EventRefusal::NotNow(state) => t!(l, manage.cannot_now, state = state.word(l)),
        EventRefusal::Title => t!(l, manage.title_wrong).to_owned(),
        EventRefusal::Summary => t!(l, manage.summary_wrong).to_owned(),
        EventRefusal::Description => t!(l, manage.description_wrong).to_owned(),
        EventRefusal::NoDimension => t!(l, manage.dimension_missing).to_owned(),
        EventRefusal::Rules => t!(l, seats.rules_order).to_owned(),
        EventRefusal::FurtherSpaces => t!(l, rooms.too_many, count = MOST_FURTHER),
        EventRefusal::Margins => t!(l, rooms.margins_wrong).to_owned(),
        EventRefusal::Track => t!(l, programme.track_wrong).to_owned(),
        EventRefusal::Speaker(_, fault) => speaker_fields::said(l, *fault).to_owned(),
        EventRefusal::OnlineAddress => t!(l, manage.online_wrong).to_owned(),
        EventRefusal::FewerSeatsThanTaken { taken } => t!(l, manage.seats_taken, count = *taken),
        EventRefusal::FewerSeatsThanKept { taken, reserved } => {
            t!(l, access.fewer_seats, taken = *taken, reserved = *reserved)
        }
        EventRefusal::Pool(fault) => too_small(l, *fault),
        EventRefusal::Room(_) => t!(l, manage.room_refused).to_owned(),
        EventRefusal::Sessions(_) => t!(l, copying.refused).to_owned(),
        EventRefusal::Dates(_) => t!(l, eventseries.refused).to_owned(),
        EventRefusal::Repeated => t!(l, eventseries.too_many).to_owned(),
        EventRefusal::NoSeries => t!(l, eventseries.gone).to_owned(),
        EventRefusal::Picture(fault) => refused(l, Purpose::Photograph, *fault),
        EventRefusal::Caption(_) => t!(l, pictures.problem_alt).to_owned(),
        EventRefusal::Note => t!(l, mails.note_long, most = domain::mails::MOST_NOTE),
        EventRefusal::PublishingTime => t!(l, copying.plan_past).to_owned(),
    }))
}
