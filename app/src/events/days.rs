//! Sessions in the order of a printed programme: by day, and side by side where they run at the same time.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use domain::desk::SessionView;

/// The sessions of each day they start on, by start.
#[must_use]
pub fn days(sessions: &[SessionView]) -> Vec<(NaiveDate, Vec<SessionView>)> {
    let mut sorted = sessions.to_vec();
    sorted.sort_by_key(|session| (session.when.local, session.id));
    let mut days: Vec<(NaiveDate, Vec<SessionView>)> = Vec::new();
    for session in sorted {
        let date = session.when.local.from.date();
        match days.last_mut().filter(|(day, _)| *day == date) {
            Some((_, sessions)) => sessions.push(session),
            None => days.push((date, vec![session])),
        }
    }
    days
}

/// A day whose sessions run side by side: times down, places across.
#[derive(Debug, PartialEq, Eq)]
pub struct Grid {
    /// One column per place, by the slug of its space; `None`: on the net only.
    pub places: Vec<Option<String>>,
    /// When each row starts, and what is in it: one entry per place.
    pub rows: Vec<(NaiveDateTime, Vec<Cell>)>,
}

/// What is in one row of one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A session starts: its place in the list it was built from, and how many rows it takes.
    Starts(usize, usize),
    /// A session that started further up goes on.
    GoesOn,
}

/// The grid of a day, where one helps: when sessions run at the same time in different places.
#[must_use]
pub fn grid(sessions: &[SessionView]) -> Option<Grid> {
    let held: Vec<(usize, &SessionView)> = sessions.iter().enumerate().filter(|(_, s)| !s.cancelled).collect();
    let place = |session: &SessionView| session.place.space.as_ref().map(|space| space.slug.clone());
    let mut parallel = false;
    for (index, (_, one)) in held.iter().enumerate() {
        for (_, other) in held.iter().skip(index + 1) {
            if one.when.slot.overlaps(other.when.slot) {
                if place(one) == place(other) {
                    return None;
                }
                parallel = true;
            }
        }
    }
    if !parallel {
        return None;
    }
    let mut places = Vec::new();
    for (_, session) in &held {
        if !places.contains(&place(session)) {
            places.push(place(session));
        }
    }
    let edges: BTreeSet<NaiveDateTime> =
        held.iter().flat_map(|(_, session)| [session.when.local.from, session.when.local.until]).collect();
    // A row where nothing starts and nothing goes on is a break: it needs no line of its own unless something follows.
    let cell = |at: NaiveDateTime, column: &Option<String>| {
        held.iter()
            .filter(|(_, session)| place(session) == *column)
            .find_map(|(index, session)| {
                let span = session.when.local;
                if span.from == at {
                    Some(Cell::Starts(*index, edges.range(span.from..span.until).count()))
                } else {
                    (span.from < at && at < span.until).then_some(Cell::GoesOn)
                }
            })
            .unwrap_or(Cell::Empty)
    };
    let rows = edges
        .iter()
        .map(|at| (*at, places.iter().map(|column| cell(*at, column)).collect::<Vec<_>>()))
        .filter(|(_, cells)| cells.iter().any(|cell| *cell != Cell::Empty))
        .collect();
    Some(Grid { places, rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples::{in_room, on_net, session};

    #[test]
    fn several_days_are_grouped_by_the_day_a_session_starts() {
        let sessions = [session(10, 9, 11), session(9, 14, 16), session(9, 9, 11)];
        let days = days(&sessions);
        let hours: Vec<Vec<u32>> = days
            .iter()
            .map(|(_, list)| list.iter().map(|s| chrono::Timelike::hour(&s.when.local.from)).collect())
            .collect();
        assert_eq!(hours, [vec![9, 14], vec![9]]);
    }

    #[test]
    fn one_thing_after_another_needs_no_grid() {
        assert_eq!(grid(&[in_room("a", session(9, 9, 11)), in_room("b", session(9, 11, 12))]), None);
    }

    #[test]
    fn parallel_sessions_stand_side_by_side() {
        let grid = grid(&[
            in_room("a", session(9, 9, 10)),
            in_room("a", session(9, 10, 12)),
            in_room("b", session(9, 10, 11)),
            on_net(session(9, 11, 12)),
        ])
        .unwrap();
        assert_eq!(grid.places, [Some("a".into()), Some("b".into()), None]);
        let cells: Vec<Vec<Cell>> = grid.rows.into_iter().map(|(_, cells)| cells).collect();
        assert_eq!(
            cells,
            [
                vec![Cell::Starts(0, 1), Cell::Empty, Cell::Empty],
                vec![Cell::Starts(1, 2), Cell::Starts(2, 1), Cell::Empty],
                vec![Cell::GoesOn, Cell::Empty, Cell::Starts(3, 1)],
            ]
        );
    }

    #[test]
    fn what_is_called_off_takes_no_place_in_the_grid() {
        let mut off = in_room("b", session(9, 9, 11));
        off.cancelled = true;
        assert_eq!(grid(&[in_room("a", session(9, 9, 11)), off]), None);
    }
}
