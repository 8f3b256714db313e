//! The programme of a day whose sessions run side by side: times down, rooms or tracks across.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};

use crate::slot::LocalSpan;

/// The longest name of a track.
pub const LONGEST_TRACK: usize = 60;

/// A day at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid<K> {
    /// What each column is of. Where two run at once in the same room or track, it has a second column beside the first.
    pub columns: Vec<K>,
    /// When each row starts, and what is in it: one cell a column. A break, in which nothing is on, has no row.
    pub rows: Vec<(NaiveDateTime, Vec<Cell>)>,
}

/// What is in one row of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Something starts: its place in the list the grid was made of, and how many rows it takes.
    Starts(usize, usize),
    /// What started further up goes on.
    GoesOn,
}

/// True when at some time something is on in two columns.
#[must_use]
pub fn is_parallel<K: PartialEq>(items: &[(LocalSpan, K)]) -> bool {
    items.iter().enumerate().any(|(number, (one, column))| {
        let later = items.iter().skip(number + 1);
        later.into_iter().any(|(other, beside)| column != beside && one.from < end(*other) && other.from < end(*one))
    })
}

/// Everything once, in the column it is of, by the time it starts.
#[must_use]
pub fn grid<K: Clone + PartialEq>(items: &[(LocalSpan, K)]) -> Grid<K> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|number| items.get(*number).map(|(span, _)| (*span, *number)));
    let sorted = || order.iter().filter_map(|number| Some((*number, items.get(*number)?)));

    // Of each room or track the columns it has, and until when each of them is taken.
    let mut groups: Vec<(&K, Vec<NaiveDateTime>)> = Vec::new();
    let mut places = Vec::new();
    for (number, (span, column)) in sorted() {
        let group = groups.iter().position(|(of, _)| *of == column).unwrap_or_else(|| {
            groups.push((column, Vec::new()));
            groups.len() - 1
        });
        let Some((_, lanes)) = groups.get_mut(group) else { continue };
        let free = lanes.iter().position(|until| *until <= span.from);
        let lane = free.unwrap_or(lanes.len());
        match lanes.get_mut(lane) {
            Some(until) => *until = end(*span),
            None => lanes.push(end(*span)),
        }
        places.push((number, *span, group, lane));
    }
    let columns: Vec<K> = groups.iter().flat_map(|(of, lanes)| lanes.iter().map(|_| (*of).clone())).collect();
    let before = |group: usize| groups.iter().take(group).map(|(_, lanes)| lanes.len()).sum::<usize>();

    let edges: BTreeSet<NaiveDateTime> = items.iter().flat_map(|(span, _)| [span.from, end(*span)]).collect();
    let mut rows: Vec<(NaiveDateTime, Vec<Cell>)> =
        edges.into_iter().map(|at| (at, vec![Cell::Empty; columns.len()])).collect();
    for (number, span, group, lane) in places {
        let column = before(group) + lane;
        let mut taken: Vec<&mut Cell> = rows
            .iter_mut()
            .filter(|(at, _)| span.from <= *at && *at < end(span))
            .filter_map(|(_, cells)| cells.get_mut(column))
            .collect();
        let height = taken.len();
        for (row, cell) in taken.iter_mut().enumerate() {
            **cell = if row == 0 { Cell::Starts(number, height) } else { Cell::GoesOn };
        }
    }
    rows.retain(|(_, cells)| cells.iter().any(|cell| *cell != Cell::Empty));
    Grid { columns, rows }
}

/// In the night in which an hour comes twice something may end, by the clock, before it began: it still takes a row.
fn end(span: LocalSpan) -> NaiveDateTime {
    span.until.max(span.from + TimeDelta::minutes(1))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    fn at(minutes: i64) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2027, 3, 9).unwrap().and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn span(from: i64, until: i64) -> LocalSpan {
        LocalSpan { from: at(from * 60), until: at(until * 60) }
    }

    #[test]
    fn what_runs_at_the_same_time_stands_side_by_side() {
        let grid = grid(&[(span(9, 10), "a"), (span(10, 12), "a"), (span(10, 11), "b"), (span(11, 12), "net")]);
        assert_eq!(grid.columns, ["a", "b", "net"]);
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
    fn two_at_once_in_the_same_room_have_two_columns_of_it() {
        let grid = grid(&[(span(9, 12), "b"), (span(9, 11), "a"), (span(10, 11), "a"), (span(11, 12), "a")]);
        assert_eq!(grid.columns, ["a", "a", "b"]);
        assert_eq!(grid.rows[0].1, [Cell::Starts(1, 2), Cell::Empty, Cell::Starts(0, 3)]);
        assert_eq!(grid.rows[2].1, [Cell::Starts(3, 1), Cell::Empty, Cell::GoesOn]);
    }

    #[test]
    fn a_break_has_no_row() {
        let grid = grid(&[(span(9, 10), "a"), (span(13, 14), "a")]);
        assert_eq!(grid.rows.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [at(540), at(780)]);
    }

    #[test]
    fn only_what_overlaps_in_two_columns_is_parallel() {
        for (items, parallel) in [
            (vec![], false),
            (vec![(span(9, 11), "a"), (span(11, 12), "b")], false),
            (vec![(span(9, 11), "a"), (span(10, 12), "a")], false),
            (vec![(span(9, 11), "a"), (span(20, 21), "a"), (span(10, 12), "b")], true),
        ] {
            assert_eq!(is_parallel(&items), parallel, "{items:?}");
        }
    }

    #[test]
    fn what_ends_by_the_clock_before_it_began_is_still_there() {
        let night = LocalSpan { from: at(150), until: at(135) };
        assert_eq!(grid(&[(night, "a")]).rows, [(at(150), vec![Cell::Starts(0, 1)])]);
    }

    proptest! {
        #[test]
        fn everything_stands_once_in_its_column_for_as_long_as_it_lasts(
            items in prop::collection::vec((0i64..48, 1i64..12, 0u8..4), 0..24),
        ) {
            let items: Vec<(LocalSpan, u8)> = items
                .into_iter()
                .map(|(from, length, column)| (LocalSpan { from: at(from * 30), until: at((from + length) * 30) }, column))
                .collect();
            let grid = grid(&items);
            let mut seen = vec![0; items.len()];
            for (index, column) in grid.columns.iter().enumerate() {
                // Until when, and how many rows more, the column is taken.
                let mut open: Option<(NaiveDateTime, usize)> = None;
                for (at, cells) in &grid.rows {
                    match cells[index] {
                        Cell::Starts(number, rows) => {
                            prop_assert!(open.is_none_or(|(until, left)| until <= *at && left == 0), "an overlap");
                            let (span, of) = &items[number];
                            prop_assert_eq!((span.from, of), (*at, column));
                            seen[number] += 1;
                            open = Some((span.until, rows - 1));
                        }
                        Cell::GoesOn => {
                            let (until, left) = open.unwrap();
                            prop_assert!(*at < until && left > 0);
                            open = Some((until, left - 1));
                        }
                        Cell::Empty => prop_assert!(open.is_none_or(|(until, left)| until <= *at && left == 0)),
                    }
                }
                prop_assert!(open.is_none_or(|(_, left)| left == 0));
            }
            prop_assert!(seen.iter().all(|times| *times == 1), "{seen:?}");
            prop_assert!(grid.rows.windows(2).all(|pair| pair[0].0 < pair[1].0), "by time");
        }
    }
}
