//! What the door says to a ticket, in words: for the page, and for the scanner that lives on it.

use chrono::NaiveDateTime;
use domain::{
    access::Actor,
    attendance::{DoorRefusal, Presence},
    desk::{Admitted, Door, SessionView},
    id::SessionId,
    ticket::{Shown, TicketRefusal},
};
use leptos::prelude::use_context;

use super::door_view::counted;
use crate::{
    ask::{House, Unanswered},
    islands::{Verdict, Welcome},
    t,
    texts::Locale,
    ui::dates,
};

/// Who comes in, or why not.
pub(super) type Said = Result<Admitted, TicketRefusal>;

/// Puts a code to the door of a session.
pub(super) async fn put(house: &House, by: &Actor, session: SessionId, typed: &str) -> Said {
    let shown = Shown::read(typed).ok_or(TicketRefusal::Unreadable)?;
    house.door.admit(by, session, shown).await
}

/// Somebody is here: `with` who registered her, `since` when she came before.
pub(super) fn welcome(
    l: Locale,
    door: &SessionView,
    name: &str,
    with: Option<&str>,
    since: Option<NaiveDateTime>,
) -> Verdict {
    let mut verdict =
        Verdict { mood: Welcome::Good, headline: t!(l, door.done_here, name = name), ..Verdict::default() };
    if let Some(with) = with {
        verdict.text = t!(l, tickets.door_with, name = with);
    }
    if let Some(since) = since {
        verdict.mood = Welcome::Again;
        verdict.headline = t!(l, tickets.door_again, name = name);
        verdict.text = if since.date() == door.when.local.from.date() {
            t!(l, tickets.door_again_text, time = dates::at(l, since.time()))
        } else {
            t!(l, tickets.door_again_day, when = dates::moment(l, since))
        };
    }
    verdict
}

/// Why a ticket is not good at the door of a session, among those of its event.
pub(super) fn refused(l: Locale, door: &SessionView, sessions: &[SessionView], refusal: TicketRefusal) -> Verdict {
    let list = t!(l, tickets.door_unknown_text);
    let lost = t!(l, tickets.door_lost_text);
    let (headline, text) = match refusal {
        TicketRefusal::Unreadable => (t!(l, tickets.door_unreadable), t!(l, tickets.door_unreadable_text).to_owned()),
        TicketRefusal::Unknown => (t!(l, tickets.door_unknown), list.to_owned()),
        TicketRefusal::OtherEvent => (t!(l, tickets.door_other_event), t!(l, tickets.door_other_event_text).to_owned()),
        TicketRefusal::OtherSession(id) => {
            let other = sessions.iter().find(|session| session.id == id);
            let same_day = other.is_some_and(|other| other.when.local.from.date() == door.when.local.from.date());
            let headline = if same_day { t!(l, tickets.door_other_session) } else { t!(l, tickets.door_other_day) };
            let of = |other: &SessionView| {
                let (title, when) = (other.title.get(l.code()), dates::when(l, &other.when));
                t!(l, tickets.door_other_text, title = title, when = when)
            };
            (headline, other.map(of).unwrap_or_default())
        }
        TicketRefusal::Cancelled => (t!(l, tickets.door_cancelled), lost.to_owned()),
        TicketRefusal::Replaced => (t!(l, tickets.door_replaced), t!(l, tickets.door_replaced_text).to_owned()),
        TicketRefusal::NoSeat | TicketRefusal::Door(DoorRefusal::NoSeat) => {
            (t!(l, tickets.door_no_seat), lost.to_owned())
        }
        TicketRefusal::Door(DoorRefusal::Off) => (t!(l, tickets.door_closed), t!(l, door.off).to_owned()),
        TicketRefusal::Door(_) => (t!(l, tickets.door_closed), String::new()),
    };
    Verdict { mood: Welcome::Bad, headline: headline.to_owned(), text, ..Verdict::default() }
}

/// The body of the server function `door/admit`. The server puts the house, who asks and the language of the page into
/// the context.
///
/// # Errors
/// A word for the log when the house cannot answer now, or this is no door of hers.
pub async fn admit_now(session: &str, code: &str) -> Result<Verdict, Unanswered> {
    let (house, actor) = use_context::<House>().zip(use_context::<Actor>()).ok_or(Unanswered::Unavailable)?;
    let l = use_context::<Locale>().unwrap_or_default();
    let session = session.parse().map_err(|_| Unanswered::NotThere)?;
    let said = put(&house, &actor, session, code).await;
    if matches!(said, Err(TicketRefusal::Door(DoorRefusal::Unavailable))) {
        return Err(Unanswered::Unavailable);
    }
    let door = house.door.door(&actor, session).await?.ok_or(Unanswered::NotThere)?;
    let mut verdict = match &said {
        Ok(her) => welcome(l, &door.session, &her.name, her.with.as_deref(), her.since),
        Err(refusal) => {
            let event = house.events.event(&actor, &door.event.slug).await?;
            refused(l, &door.session, &event.map(|event| event.sessions).unwrap_or_default(), *refusal)
        }
    };
    verdict.line = said.ok().and_then(|her| line(l, &door, &her));
    verdict.counts = counted(&door);
    Ok(verdict)
}

/// What the list says of her now.
fn line(l: Locale, door: &Door, her: &Admitted) -> Option<(String, String)> {
    let line = door.people.iter().find(|line| line.id == her.id && line.presence == Presence::Came)?;
    let since = line.came_at.map(|at| t!(l, door.since, time = dates::at(l, at.time())))?;
    Some((her.id.to_string(), since))
}
