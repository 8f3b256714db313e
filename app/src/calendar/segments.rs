//! A day of a room cut into stretches of quarter hours: what a timeline shows, cell by cell.

use domain::{
    desk::{Busy, DayTimes},
    opening::DayRange,
};

/// Minutes of a column.
pub const STEP: u16 = 15;

/// What a stretch of a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Not open.
    Closed,
    /// Open, but over.
    Past,
    /// Can be booked; in a pool so many units of it.
    Free(u16),
    /// Set-up or clearing time, or too short to be booked between the two.
    Buffer,
    /// In use: the index of the busy time; none where a pool is full.
    Taken(Option<usize>),
}

/// A stretch of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its minutes, on the grid of the columns.
    pub range: DayRange,
    /// What it is.
    pub what: What,
}

impl Segment {
    /// How many columns it spans.
    #[must_use]
    pub const fn columns(&self) -> u16 {
        (self.range.until - self.range.from) / STEP
    }
}

/// Cuts a day. `units`: how many units a pool has; `None` for every other space. `over`: the minute up to which the day
/// is over.
#[must_use]
pub fn segments(times: &DayTimes, units: Option<u16>, window: DayRange, over: u16) -> Vec<Segment> {
    let mut segments: Vec<Segment> = vec![];
    let mut from = window.from;
    while from < window.until {
        let until = from + STEP;
        let what = what(times, units, from, until, over);
        match segments.last_mut() {
            Some(last) if last.what == what => last.range.until = until,
            _ => segments.push(Segment { range: DayRange { from, until }, what }),
        }
        from = until;
    }
    segments
}

fn what(times: &DayTimes, units: Option<u16>, from: u16, until: u16, over: u16) -> What {
    let touches = |range: &DayRange| range.from < until && from < range.until;
    let with_buffers = |busy: &Busy| DayRange {
        from: busy.range.from.saturating_sub(busy.buffer_before),
        until: busy.range.until.saturating_add(busy.buffer_after),
    };
    let free = times.free.iter().any(touches);
    let rest = || match times.open.iter().any(touches) {
        true if from < over => What::Past,
        true => What::Buffer,
        false => What::Closed,
    };
    if let Some(units) = units {
        let taken: u16 = times.busy.iter().filter(|busy| touches(&with_buffers(busy))).map(|busy| busy.units).sum();
        return match (free, taken) {
            (true, _) => What::Free(units.saturating_sub(taken).max(1)),
            (false, taken) if taken >= units => What::Taken(None),
            _ => rest(),
        };
    }
    if let Some(index) = times.busy.iter().position(|busy| touches(&busy.range)) {
        What::Taken(Some(index))
    } else if times.busy.iter().any(|busy| touches(&with_buffers(busy))) {
        What::Buffer
    } else if free {
        What::Free(1)
    } else {
        rest()
    }
}

#[cfg(test)]
mod tests {
    use domain::desk::BusyWhat;

    use super::*;

    const fn range(from: u16, until: u16) -> DayRange {
        DayRange { from, until }
    }

    const fn busy(from: u16, until: u16, buffer_after: u16, units: u16) -> Busy {
        Busy { range: range(from, until), buffer_before: 0, buffer_after, units, what: BusyWhat::Taken }
    }

    fn cut(times: &DayTimes, units: Option<u16>) -> Vec<(u16, What)> {
        segments(times, units, range(480, 780), 570).iter().map(|segment| (segment.range.from, segment.what)).collect()
    }

    #[test]
    fn every_column_of_a_day_is_exactly_one_thing() {
        let times = DayTimes {
            open: vec![range(540, 780)],
            busy: vec![busy(600, 660, 15, 1)],
            free: vec![range(570, 600), range(690, 780)],
        };
        let expected = [
            (480, What::Closed),
            (540, What::Past),
            (570, What::Free(1)),
            (600, What::Taken(Some(0))),
            (660, What::Buffer),
            (690, What::Free(1)),
        ];
        assert_eq!(cut(&times, None), expected);
        let columns: u16 = segments(&times, None, range(480, 780), 570).iter().map(Segment::columns).sum();
        assert_eq!(columns, 20);
    }

    #[test]
    fn two_bookings_that_touch_stay_two() {
        let times = DayTimes {
            open: vec![range(480, 780)],
            busy: vec![busy(480, 540, 0, 1), busy(540, 780, 0, 1)],
            free: vec![],
        };
        assert_eq!(cut(&times, None), [(480, What::Taken(Some(0))), (540, What::Taken(Some(1)))]);
    }

    #[test]
    fn a_pool_tells_how_many_are_left() {
        let times = DayTimes {
            open: vec![range(480, 780)],
            busy: vec![busy(480, 600, 0, 2), busy(540, 600, 0, 1)],
            free: vec![range(480, 540), range(600, 780)],
        };
        assert_eq!(cut(&times, Some(3)), [(480, What::Free(1)), (540, What::Taken(None)), (600, What::Free(3))]);
    }
}
