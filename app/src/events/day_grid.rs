//! A day at a glance: times down, rooms or tracks across. Each entry leads to its session in the list.

use chrono::NaiveDate;
use domain::{
    desk::SessionView,
    programme::{Cell, grid, is_parallel},
    slot::LocalSpan,
    space::SpaceRef,
    text::Localised,
};
use leptos::prelude::*;

use super::say::{Seats, place, rooms};
use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        say::{other_language, said},
    },
};

/// What stands side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// Rooms; what is on the net only has a column of its own.
    Rooms,
    /// Tracks; what belongs to none has a column of its own.
    Tracks,
}

/// What a column is of.
#[derive(Clone, Debug)]
enum Column {
    Room(Box<SpaceRef>),
    Net,
    Track(Localised),
    NoTrack,
}

/// A track is the same by its name in German, whatever languages it has besides.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Room(one), Self::Room(other)) => one.slug == other.slug,
            (Self::Track(one), Self::Track(other)) => one.get("de") == other.get("de"),
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        }
    }
}

impl Column {
    fn of(session: &SessionView, across: Across) -> Self {
        match (across, &session.place.space) {
            (Across::Rooms, Some(space)) => Self::Room(Box::new(space.clone())),
            (Across::Rooms, None) => Self::Net,
            (Across::Tracks, _) if session.track.is_empty() => Self::NoTrack,
            (Across::Tracks, _) => Self::Track(session.track.clone()),
        }
    }

    /// Every column a session stands in: of rooms each it is in, its main one first.
    fn all_of(session: &SessionView, across: Across) -> Vec<Self> {
        let further = session.place.further.iter().filter(|_| across == Across::Rooms);
        let further = further.map(|space| Self::Room(Box::new(space.clone())));
        std::iter::once(Self::of(session, across)).chain(further).collect()
    }

    fn name(&self, l: Locale) -> AnyView {
        match self {
            Self::Room(space) => said(l, &space.name),
            Self::Net => t!(l, events.online).into_any(),
            Self::Track(track) => said(l, track),
            Self::NoTrack => t!(l, programme.no_track).into_any(),
        }
    }
}

/// What a grid of these sessions has side by side: rooms where several are in use at once, else tracks. `None`: one thing
/// comes after another, and a list says as much.
#[must_use]
pub fn across(sessions: &[SessionView]) -> Option<Across> {
    let parallel = |across: &Across| {
        let held = sessions.iter().filter(|session| !session.cancelled);
        let items: Vec<(LocalSpan, Column)> =
            held.map(|session| (session.when.local, Column::of(session, *across))).collect();
        is_parallel(&items)
    };
    [Across::Rooms, Across::Tracks].into_iter().find(parallel)
}

/// The grid of one day. What is called off or postponed is named below it. `list`: the address of the list.
#[component]
pub fn DayGrid(
    sessions: Vec<SessionView>,
    across: Across,
    date: NaiveDate,
    list: String,
    takes_registrations: bool,
    today: NaiveDate,
    l: Locale,
) -> impl IntoView {
    let (off, held): (Vec<SessionView>, Vec<SessionView>) = sessions.into_iter().partition(|session| session.cancelled);
    let off: Vec<String> = off.iter().map(|session| session.title.get(l.code()).to_owned()).collect();
    let off = (!off.is_empty()).then(|| {
        view! {
            <p class="day-grid__off quiet">{t!(l, programme.off, titles = crate::ui::words::list(l, &off))}</p>
        }
    });
    if held.is_empty() {
        return off.into_any();
    }
    // Of each item: which session it is. One in several rooms stands in the column of each.
    let (items, whose): (Vec<(LocalSpan, Column)>, Vec<usize>) = held
        .iter()
        .enumerate()
        .flat_map(|(number, session)| {
            let columns = Column::all_of(session, across).into_iter();
            columns.map(move |column| ((session.when.local, column), number))
        })
        .unzip();
    let grid = grid(&items);
    let heads = grid.columns.iter().map(|column| view! { <th scope="col">{column.name(l)}</th> }).collect_view();
    let rows = grid.rows.into_iter().map(|(at, cells)| {
        let cells = cells.into_iter().map(|cell| match cell {
            Cell::GoesOn => ().into_any(),
            Cell::Empty => view! { <td></td> }.into_any(),
            Cell::Starts(item, rows) => whose
                .get(item)
                .and_then(|number| held.get(*number))
                .map(|session| {
                    let seats = Seats::of(session, takes_registrations, today);
                    let here = items.get(item).map(|(_, column)| column.clone());
                    view! { <GridCell session=session.clone() across here rows seats list=list.clone() l/> }
                })
                .into_any(),
        });
        view! { <tr><th scope="row">{dates::time(l, at.time())}</th>{cells.collect_view()}</tr> }
    });
    let label = t!(l, events.at_a_glance, day = dates::date(l, date));
    let caption = label.clone();
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=label>
            <table class="day-grid">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr><th scope="col">{t!(l, events.time)}</th>{heads}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        {off}
    }
    .into_any()
}

/// One session: what, until when, of room and track the one the head of its column does not say, and where it is besides.
#[component]
fn GridCell(
    session: SessionView,
    across: Across,
    /// The column it stands in.
    here: Option<Column>,
    rows: usize,
    seats: Seats,
    list: String,
    l: Locale,
) -> impl IntoView {
    let others = session.place.spaces().filter(|space| here != Some(Column::Room(Box::new((*space).clone()))));
    let others: Vec<&SpaceRef> =
        others.filter(|_| across == Across::Rooms && !session.place.further.is_empty()).collect();
    let also = (!others.is_empty()).then(|| t!(l, rooms.also_in, rooms = rooms(l, &others)));
    let language = other_language(l, &session.title);
    let beside = match across {
        Across::Rooms => (!session.track.is_empty()).then(|| said(l, &session.track)),
        Across::Tracks => Some(place(l, &session.place).into_any()),
    };
    view! {
        <td rowspan=rows.to_string() class="day-grid__session">
            <a href=format!("{list}#session-{}", session.id) lang=language>{session.title.get(l.code()).to_owned()}</a>
            <p>{dates::times(l, session.when.local)}</p>
            {also.map(|also| view! { <p class="quiet">{also}</p> })}
            {beside.map(|beside| view! { <p class="quiet">{beside}</p> })}
            <p class=seats.class()>{seats.words(l)}</p>
        </td>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples::{also_in, in_room, on_net, session};

    fn track(name: &str, session: SessionView) -> SessionView {
        SessionView { track: Localised::of("de", name), ..session }
    }

    #[test]
    fn a_session_in_several_rooms_stands_in_the_column_of_each() {
        let session = also_in("c", also_in("b", in_room("a", session(9, 9, 11))));
        let names = |across| -> Vec<Option<String>> {
            let slug = |column: Column| match column {
                Column::Room(space) => Some(space.slug),
                _ => None,
            };
            Column::all_of(&session, across).into_iter().map(slug).collect()
        };
        assert_eq!(names(Across::Rooms), ["a", "b", "c"].map(|slug| Some(slug.to_owned())));
        assert_eq!(names(Across::Tracks), [None], "once in its track");
    }

    #[test]
    fn rooms_stand_side_by_side_where_several_are_in_use_and_else_tracks() {
        let off = SessionView { cancelled: true, ..in_room("b", session(9, 9, 11)) };
        for (sessions, expected) in [
            (vec![], None),
            (vec![in_room("a", session(9, 9, 11)), in_room("b", session(9, 11, 12))], None),
            (vec![in_room("a", session(9, 9, 11)), off], None),
            (vec![in_room("a", session(9, 9, 11)), on_net(session(9, 10, 12))], Some(Across::Rooms)),
            (vec![track("KI", session(9, 9, 11)), track("Bau", session(9, 10, 12))], Some(Across::Tracks)),
            (vec![also_in("b", in_room("a", session(9, 9, 11)))], None),
            (vec![track("KI", session(9, 9, 11)), session(9, 10, 12)], Some(Across::Tracks)),
            (vec![track("KI", session(9, 9, 11)), track("KI", session(9, 10, 12))], None),
        ] {
            assert_eq!(across(&sessions), expected, "{sessions:?}");
        }
    }
}
