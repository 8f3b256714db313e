//! What a phone and the house tell each other about a door, so that it can be kept without the net: `frontend/door.js`
//! sends what was done, and keeps what it is told.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use domain::{
    access::Actor,
    attendance::{DoorRefusal, OPENS_MINUTES, Presence, SHUTS_DAYS},
    desk::{DoorKit, DoorLine, DoorNotes, TicketMark},
    id::{AccountId, AttendeeId, RequestId, SessionId},
    privacy::DEVICE_HOURS,
    reconcile::{DoorAct, Fate, MOST_ACTS},
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use crate::{
    ask::{House, Unanswered},
    t,
    texts::{Count, Locale},
    ui::dates,
};

/// What a phone hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorAnswer {
    /// What became of each act, in their order.
    pub fates: Vec<FateSaid>,
    /// The list, where it was asked for.
    pub list: Option<DoorList>,
}

/// What became of an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FateSaid {
    /// The act.
    pub act: RequestId,
    /// In a sentence that has `{name}` for who it is about; empty: it is as the phone has it.
    pub says: String,
    /// Somebody has to look at it.
    pub look: bool,
    /// The list is another one than the phone believes.
    pub differs: bool,
}

/// A list as a phone keeps it. Times are milliseconds since 1970, UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorList {
    /// Whose phone it is.
    pub who: AccountId,
    /// The session.
    pub session: SessionId,
    /// What the session is called, and when it is, in words.
    pub title: String,
    /// When the session is, in words.
    pub when: String,
    /// When the list was made.
    pub at: i64,
    /// What is added to a time for the wall clock of the place, in milliseconds.
    pub offset: i64,
    /// From when arrivals are written down.
    pub opens: i64,
    /// Until when the phone keeps it, once nothing waits to be sent.
    pub until: i64,
    /// Until when arrivals are written down.
    pub shuts: i64,
    /// Why it does not take place; empty: it does.
    pub off: String,
    /// Seats left; `None`: there is no limit.
    pub left: Option<u16>,
    /// Everybody on it.
    pub people: Vec<PersonKept>,
    /// What the phone says by itself.
    pub words: BTreeMap<String, String>,
}

/// Somebody on a list as a phone keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonKept {
    /// Her id.
    pub id: AttendeeId,
    /// Her name.
    pub name: String,
    /// Who registered her, when she did not herself.
    pub with: Option<String>,
    /// `came`, `expected`, `missed` or `no-seat`.
    pub stands: String,
    /// The same in words.
    pub says: String,
    /// What her coming does not prove, in words.
    pub lacks: Option<String>,
    /// When she came.
    pub since: Option<i64>,
    /// What tells her ticket.
    pub mark: Vec<String>,
    /// What tells tickets of those she comes instead of.
    pub old: Vec<String>,
}

/// A phone at a door says what was done, and hears what became of it.
///
/// # Errors
/// When somebody has to sign in first, or is another one than the phone believes, this is no door of hers, too much is sent at once, or the house cannot answer now.
#[server(endpoint = "door/sync", input = Json)]
pub async fn sync_door(
    /// The session.
    session: String,
    /// Whose phone it is: a page that is open still sends nothing as whoever is signed in by then.
    who: AccountId,
    /// When it is sent, by the clock of the phone.
    sent_at: DateTime<Utc>,
    /// What was done, in this order.
    acts: Vec<DoorAct>,
    /// The phone wants the list.
    list: bool,
) -> Result<DoorAnswer, ServerFnError> {
    sync(&session, who, sent_at, acts, list).await.map_err(|why| ServerFnError::ServerError(why.to_string()))
}

async fn sync(
    session: &str,
    who: AccountId,
    sent_at: DateTime<Utc>,
    acts: Vec<DoorAct>,
    list: bool,
) -> Result<DoorAnswer, Unanswered> {
    let (house, actor) = use_context::<House>().zip(use_context::<Actor>()).ok_or(Unanswered::Unavailable)?;
    let l = use_context::<Locale>().unwrap_or_default();
    if actor.person().is_none_or(|person| person.id != who) {
        return Err(Unanswered::SignIn);
    }
    if acts.len() > MOST_ACTS {
        return Err(Unanswered::TooMuch);
    }
    let session = session.parse().map_err(|_| Unanswered::NotThere)?;
    let ids: Vec<_> = acts.iter().map(|act| act.id).collect();
    let fates = if acts.is_empty() {
        Vec::new()
    } else {
        house.door.reconcile(&actor, DoorNotes { session, sent_at, acts }).await.map_err(unanswered)?
    };
    let kit = house.door.kit(&actor, session).await?.ok_or(Unanswered::NotThere)?;
    let fates = ids.into_iter().zip(fates).map(|(act, fate)| said(l, &kit, act, fate)).collect();
    let list = list.then(|| kept(l, who, kit));
    Ok(DoorAnswer { fates, list })
}

const fn unanswered(refusal: DoorRefusal) -> Unanswered {
    match refusal {
        DoorRefusal::Unavailable => Unanswered::Unavailable,
        _ => Unanswered::NotThere,
    }
}

/// What became of an act, in words.
fn said(l: Locale, kit: &DoorKit, act: RequestId, fate: Fate) -> FateSaid {
    let name = "{name}";
    let time = |at: DateTime<Utc>| dates::at(l, local(kit, at).time());
    let says = match fate {
        Fate::Noted | Fate::Repeated | Fate::Earlier => String::new(),
        Fate::Already(since) => t!(l, offline.already, name = name, time = time(since)),
        Fate::Stays(since) => t!(l, offline.stays, name = name, time = time(since)),
        Fate::Overtaken => t!(l, offline.overtaken, name = name),
        Fate::Standing => t!(l, offline.standing, name = name),
        Fate::NoSeat => t!(l, offline.no_seat, name = name),
        Fate::Unknown => t!(l, offline.unknown, name = name),
        Fate::Nameless => t!(l, offline.nameless, name = name),
        Fate::Closed => t!(l, offline.closed, name = name),
    };
    FateSaid { act, says, look: fate.wants_a_look(), differs: fate != Fate::Noted }
}

/// By how much the wall clock of the place is ahead of UTC.
fn ahead(kit: &DoorKit) -> Duration {
    let when = kit.door.session.when;
    when.local.from - when.slot.from().naive_utc()
}

fn local(kit: &DoorKit, at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc() + ahead(kit)
}

/// A list as a phone keeps it.
fn kept(l: Locale, who: AccountId, kit: DoorKit) -> DoorList {
    let ahead = ahead(&kit);
    let DoorKit { door, marks, at } = kit;
    let mut marks: BTreeMap<_, _> = marks.into_iter().collect();
    let slot = door.session.when.slot;
    let off = !door.event.state.holds(door.session.cancelled);
    let grants = door.session.grants.is_some();
    let people = door.people.into_iter();
    let people = people.map(|line| person(l, grants, ahead, marks.remove(&line.id).unwrap_or_default(), line));
    DoorList {
        who,
        session: door.session.id,
        title: door.session.title.get(l.code()).to_owned(),
        when: dates::when(l, &door.session.when),
        at: at.timestamp_millis(),
        offset: ahead.num_milliseconds(),
        opens: (slot.from() - Duration::minutes(OPENS_MINUTES)).timestamp_millis(),
        until: (slot.until() + Duration::hours(DEVICE_HOURS.into())).timestamp_millis(),
        shuts: (slot.until() + Duration::days(SHUTS_DAYS)).timestamp_millis(),
        off: if off { t!(l, door.off).to_owned() } else { String::new() },
        left: door.session.left,
        people: people.collect(),
        words: words(l),
    }
}

fn person(l: Locale, grants: bool, ahead: Duration, marks: Vec<TicketMark>, line: DoorLine) -> PersonKept {
    let (hers, old): (Vec<_>, Vec<_>) = marks.into_iter().partition(|mark| mark.hers);
    let text = |marks: Vec<TicketMark>| marks.into_iter().map(|mark| mark.mark).collect();
    let stands = match line.presence {
        Presence::Came => "came",
        Presence::Expected => "expected",
        Presence::Missed => "missed",
        Presence::NoSeat => "no-seat",
    };
    let lacks =
        (grants && !line.proves && line.presence != Presence::NoSeat).then(|| t!(l, door.grants_not).to_owned());
    PersonKept {
        id: line.id,
        stands: stands.to_owned(),
        says: super::door_view::stands(l, &line),
        lacks,
        since: line.came_at.map(|at| (at - ahead).and_utc().timestamp_millis()),
        mark: text(hers),
        old: text(old),
        name: line.name,
        with: line.with,
    }
}

/// Stands for a number that only the phone knows.
struct Counted(bool);

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{count}")
    }
}

impl Count for Counted {
    fn is_one(&self) -> bool {
        self.0
    }
}

/// What a phone says by itself: `{name}`, `{time}`, `{when}` and `{count}` are what it knows.
fn words(l: Locale) -> BTreeMap<String, String> {
    let (name, count, many) = ("{name}", Counted(true), Counted(false));
    let time = t!(l, dates.at, time = "{time}");
    let words = [
        ("here", t!(l, door.here).to_owned()),
        ("here_for", t!(l, door.here_for, name = name)),
        ("undo", t!(l, door.undo).to_owned()),
        ("undo_for", t!(l, door.undo_for, name = name)),
        ("done_here", t!(l, door.done_here, name = name)),
        ("done_undone", t!(l, door.done_undone, name = name)),
        ("done_walk_in", t!(l, door.done_walk_in, name = name)),
        ("problem_name", t!(l, door.problem_name).to_owned()),
        ("with", t!(l, door.with, name = name)),
        ("since", t!(l, door.since, time = time)),
        ("expected", t!(l, door.expected).to_owned()),
        ("missed", t!(l, door.missed).to_owned()),
        ("came", t!(l, door.came).to_owned()),
        ("no-seat", t!(l, door.no_seat).to_owned()),
        ("no_seat_hint", t!(l, door.no_seat_hint).to_owned()),
        ("nobody", t!(l, door.nobody).to_owned()),
        ("found_none", t!(l, door.found_none, name = name)),
        ("found_one", t!(l, door.found, count = count, name = name)),
        ("found_other", t!(l, door.found, count = many, name = name)),
        ("seats_one", t!(l, door.walk_in_left, count = count)),
        ("seats_other", t!(l, door.walk_in_left, count = many)),
        ("full", t!(l, door.walk_in_full).to_owned()),
        ("early", t!(l, door.early, when = "{when}")),
        ("shut", t!(l, door.shut).to_owned()),
        ("away", t!(l, offline.away).to_owned()),
        ("ready", t!(l, offline.ready).to_owned()),
        ("unready", t!(l, offline.unready).to_owned()),
        ("fleeting", t!(l, offline.fleeting).to_owned()),
        ("not_yet", t!(l, offline.not_yet).to_owned()),
        ("busy", t!(l, offline.busy).to_owned()),
        ("sent", t!(l, offline.sent).to_owned()),
        ("waiting_one", t!(l, offline.waiting, count = count)),
        ("waiting_other", t!(l, offline.waiting, count = many)),
        ("as_of", t!(l, offline.as_of, when = "{when}")),
        ("sign_in_text", t!(l, offline.sign_in_text).to_owned()),
        ("sign_in", t!(l, offline.sign_in).to_owned()),
        ("gone", t!(l, offline.gone).to_owned()),
        ("refused", t!(l, offline.refused).to_owned()),
        ("leaving", t!(l, offline.leaving).to_owned()),
        ("left_one", t!(l, offline.left, count = count)),
        ("left_other", t!(l, offline.left, count = many)),
        ("left_door", t!(l, offline.left_door).to_owned()),
        ("left_come", t!(l, offline.left_come, name = name)),
        ("left_gone", t!(l, offline.left_gone, name = name)),
        ("discard", t!(l, offline.discard).to_owned()),
        ("discard_sure", t!(l, offline.discard_sure).to_owned()),
        ("looks", t!(l, offline.looks).to_owned()),
        ("seen", t!(l, offline.seen).to_owned()),
        ("seen_for", t!(l, offline.seen_for, name = name)),
        ("email_away", t!(l, offline.email_away).to_owned()),
        ("ticket_with", t!(l, tickets.door_with, name = name)),
        ("again", t!(l, tickets.door_again, name = name)),
        ("again_text", t!(l, tickets.door_again_text, time = time)),
        ("unreadable", t!(l, tickets.door_unreadable).to_owned()),
        ("unreadable_text", t!(l, tickets.door_unreadable_text).to_owned()),
        ("ticket_unknown", t!(l, offline.unknown_ticket).to_owned()),
        ("ticket_unknown_text", t!(l, offline.unknown_text, when = "{when}")),
        ("replaced", t!(l, tickets.door_replaced).to_owned()),
        ("replaced_text", t!(l, tickets.door_replaced_text).to_owned()),
        ("ticket_no_seat", t!(l, tickets.door_no_seat).to_owned()),
        ("lost_text", t!(l, tickets.door_lost_text).to_owned()),
        ("other", t!(l, offline.other).to_owned()),
        ("other_text", t!(l, offline.other_text).to_owned()),
        ("closed", t!(l, tickets.door_closed).to_owned()),
    ];
    words.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}
