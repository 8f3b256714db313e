//! What a sign says at a minute of a day, from what everybody may see of it.

use chrono::NaiveDateTime;
use domain::{
    desk::{Busy, BusyWhat, DayTimes},
    opening::{DayRange, minute},
    text::Localised,
};

/// What a sign says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Now.
    pub now: Now,
    /// What comes next today.
    pub next: Option<Next>,
}

/// How a space stands now. Until when is a minute of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Now {
    /// Nobody has it.
    Free {
        /// Until it is set up for the next, or closes.
        until: u16,
    },
    /// So many places of a pool are free.
    Places {
        /// How many; none is taken.
        free: u16,
    },
    /// Somebody has it.
    Taken {
        /// Until when.
        until: u16,
        /// The title of a public event.
        event: Option<Localised>,
    },
    /// It is set up or cleared.
    Preparing {
        /// Until when.
        until: u16,
    },
    /// The house is closed.
    Closed,
}

/// What is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// A use.
    Use {
        /// When.
        range: DayRange,
        /// The title of a public event.
        event: Option<Localised>,
    },
    /// Of a pool there will be more places free than now, or fewer.
    Places {
        /// From which minute of the day on.
        from: u16,
        /// How many are free then.
        free: u16,
    },
}

/// What the sign of a space says. `pool`: how many units it has, if it is one.
#[must_use]
pub fn sign(day: &DayTimes, at: NaiveDateTime, pool: Option<u16>) -> Sign {
    let at = minute(at);
    let inside = |range: DayRange| range.from <= at && at < range.until;
    // Who only thinks about booking takes nothing yet.
    let busy = || day.busy.iter().filter(|busy| busy.what != BusyWhat::Held);
    let next = busy().find(|busy| busy.range.from > at);
    let next = next.map(|busy| Next::Use { range: busy.range, event: title(busy) });
    if let Some(units) = pool {
        let free = |at: u16| {
            let on = busy().filter(|busy| busy.range.from <= at && at < busy.range.until);
            units.saturating_sub(on.map(|busy| busy.units).sum())
        };
        let open = |at: u16| day.open.iter().any(|range| range.from <= at && at < range.until);
        let now = if open(at) { Now::Places { free: free(at) } } else { Now::Closed };
        // Of many places the next use says nothing about the others: what counts is when another number is free.
        let turns = busy().flat_map(|busy| [busy.range.from, busy.range.until]).chain(day.open.iter().map(|o| o.from));
        let changed = |minute: &u16| *minute > at && open(*minute) && (!open(at) || free(*minute) != free(at));
        let next = turns.filter(changed).min().map(|from| Next::Places { from, free: free(from) });
        return Sign { now, next };
    }
    if let Some(now) = busy().find(|busy| inside(busy.range)) {
        return match now.what {
            BusyWhat::Closure { .. } => Sign { now: Now::Closed, next },
            _ => Sign { now: Now::Taken { until: now.range.until, event: title(now) }, next },
        };
    }
    let buffers = busy().flat_map(|busy| {
        let before = DayRange { from: busy.range.from.saturating_sub(busy.buffer_before), until: busy.range.from };
        let after = DayRange { from: busy.range.until, until: busy.range.until + busy.buffer_after };
        [before, after]
    });
    if let Some(buffer) = buffers.clone().find(|range| inside(*range)) {
        return Sign { now: Now::Preparing { until: buffer.until }, next };
    }
    let Some(open) = day.open.iter().find(|range| inside(**range)) else {
        return Sign { now: Now::Closed, next };
    };
    let taken = busy().map(|busy| busy.range.from.saturating_sub(busy.buffer_before)).filter(|from| *from > at);
    Sign { now: Now::Free { until: taken.chain([open.until]).min().unwrap_or(open.until) }, next }
}

fn title(busy: &Busy) -> Option<Localised> {
    match &busy.what {
        BusyWhat::Event { title, .. } => Some(title.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::opening::instant;

    use super::*;

    fn busy(from: u16, until: u16, what: BusyWhat) -> Busy {
        Busy { range: DayRange { from, until }, buffer_before: 30, buffer_after: 15, units: 1, what }
    }

    fn at(minute: u16) -> NaiveDateTime {
        instant(NaiveDate::from_ymd_opt(2027, 3, 9).unwrap(), minute)
    }

    fn day(busy: Vec<Busy>) -> DayTimes {
        DayTimes { open: vec![DayRange { from: 480, until: 1200 }], busy, free: vec![] }
    }

    #[test]
    fn a_sign_tells_the_day_of_its_space() {
        let talk = BusyWhat::Event { slug: "ki".into(), title: Localised::of("de", "KI am Abend") };
        let day = day(vec![busy(600, 720, BusyWhat::Taken), busy(840, 900, talk)]);
        let now = |minute| sign(&day, at(minute), None).now;
        assert_eq!(now(400), Now::Closed);
        assert_eq!(now(480), Now::Free { until: 570 }, "it is set up from 9:30 on");
        assert_eq!(now(570), Now::Preparing { until: 600 });
        assert_eq!(now(600), Now::Taken { until: 720, event: None });
        assert_eq!(now(720), Now::Preparing { until: 735 });
        assert_eq!(now(735), Now::Free { until: 810 });
        assert_eq!(now(850), Now::Taken { until: 900, event: Some(Localised::of("de", "KI am Abend")) });
        assert_eq!(now(1000), Now::Free { until: 1200 });
        assert_eq!(now(1200), Now::Closed);
        let next = |minute| {
            sign(&day, at(minute), None).next.and_then(|next| match next {
                Next::Use { range, event } => Some((range.from, event.is_some())),
                Next::Places { .. } => None,
            })
        };
        assert_eq!([next(480), next(600), next(850)], [Some((600, false)), Some((840, true)), None]);
    }

    #[test]
    fn what_is_closed_says_so_and_whoever_only_thinks_about_booking_takes_nothing() {
        let closed = busy(600, 720, BusyWhat::Closure { reason: "Wartung".into() });
        let day = day(vec![closed, busy(800, 860, BusyWhat::Held)]);
        assert_eq!(sign(&day, at(650), None).now, Now::Closed);
        assert_eq!(sign(&day, at(820), None).now, Now::Free { until: 1200 });
    }

    #[test]
    fn a_pool_counts_its_places() {
        let two = Busy { units: 2, ..busy(600, 720, BusyWhat::Taken) };
        let day = day(vec![two, busy(660, 720, BusyWhat::Taken)]);
        assert_eq!(sign(&day, at(650), Some(3)).now, Now::Places { free: 1 });
        assert_eq!(sign(&day, at(700), Some(3)).now, Now::Places { free: 0 });
        assert_eq!(sign(&day, at(1300), Some(3)).now, Now::Closed);
    }

    #[test]
    fn what_comes_next_of_a_pool_is_another_number_of_free_places() {
        let two = Busy { units: 2, ..busy(600, 720, BusyWhat::Taken) };
        let day = day(vec![two, busy(660, 720, BusyWhat::Taken), busy(720, 780, BusyWhat::Taken)]);
        let next = |minute| sign(&day, at(minute), Some(3)).next;
        let places = |from, free| Some(Next::Places { from, free });
        assert_eq!(next(400), places(480, 3), "when it opens");
        assert_eq!(next(500), places(600, 1));
        assert_eq!(next(610), places(660, 0));
        assert_eq!(next(700), places(720, 2));
        assert_eq!(next(730), places(780, 3));
        assert_eq!([next(790), next(1300)], [None, None]);
    }
}
