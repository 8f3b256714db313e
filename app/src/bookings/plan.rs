//! Every date of a series with what is to be said of it, and what they come to together.

use domain::{
    desk::{BusyWhat, Pick, PlannedDate},
    hours::DayKind,
    rules::{Admission, BrokenRule, Lifter},
    slot::LocalSpan,
};

use crate::{t, texts::Locale, ui::words};

/// How a date stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is booked already.
    Standing,
    /// It can be had.
    Free,
    /// Somebody has it.
    Taken,
    /// Closed for a public holiday.
    Holiday,
    /// Closed.
    Closed,
    /// Some other rule is broken.
    Refused,
    /// It is left out.
    Skipped,
}

/// One date, and how it stands.
#[derive(Clone, Debug)]
pub struct Row {
    /// The date.
    pub date: PlannedDate,
    /// How it stands.
    pub kind: Kind,
    /// What is broken there and not everywhere.
    pub broken: Vec<BrokenRule>,
}

/// Every date of a series.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The dates, as the rule has them.
    pub rows: Vec<Row>,
    /// What every date breaks: said once.
    pub common: Vec<BrokenRule>,
    /// A keeper has to agree.
    pub asks: bool,
    /// They stand, and are about to change: what is skipped stays as it is.
    pub changes: bool,
}

impl Plan {
    /// What the house said to a series. `own`: when it stands already.
    #[must_use]
    pub fn new(dates: Vec<PlannedDate>, own: Option<LocalSpan>) -> Self {
        let stands = |date: &PlannedDate| date.pick.is_none() && own == Some(date.local);
        let wanted: Vec<&PlannedDate> =
            dates.iter().filter(|date| date.pick != Some(Pick::Skip) && !stands(date)).collect();
        let common: Vec<BrokenRule> = match wanted.as_slice() {
            [first, others @ ..] if !others.is_empty() => {
                let everywhere = |rule: &&BrokenRule| others.iter().all(|date| date.verdict.broken.contains(rule));
                first.verdict.broken.iter().filter(everywhere).cloned().collect()
            }
            _ => Vec::new(),
        };
        let asks = wanted.iter().any(|date| date.verdict.admission == Admission::Ask);
        let row = |date: PlannedDate| {
            let mut broken = date.verdict.broken.clone();
            broken.retain(|rule| !common.contains(rule));
            let kind = match &date.pick {
                Some(Pick::Skip) => Kind::Skipped,
                _ if stands(&date) => Kind::Standing,
                _ => kind(&broken),
            };
            Row { date, kind, broken }
        };
        Self { rows: dates.into_iter().map(row).collect(), common, asks, changes: false }
    }

    /// What the house said to a change of dates that stand.
    #[must_use]
    pub fn of_change(dates: Vec<PlannedDate>) -> Self {
        Self { changes: true, ..Self::new(dates, None) }
    }

    /// True when all of it can be booked as it stands.
    #[must_use]
    pub fn bookable(&self) -> bool {
        let fine = |row: &Row| matches!(row.kind, Kind::Standing | Kind::Free | Kind::Skipped);
        self.common.is_empty() && self.rows.iter().all(fine) && self.count(Kind::Free) > 0
    }

    /// True when a keeper may make an exception to everything that stands in the way.
    #[must_use]
    pub fn liftable(&self) -> bool {
        let wanted = |row: &&Row| !matches!(row.kind, Kind::Standing | Kind::Skipped);
        self.rows.iter().filter(wanted).all(|row| row.date.verdict.liftable_by(Lifter::Keeper))
    }

    /// Who may make an exception to a rule every date breaks: of each of them.
    #[must_use]
    pub fn lifter(&self, rule: &BrokenRule) -> Lifter {
        let breaks = self.rows.iter().map(|row| &row.date.verdict).filter(|verdict| verdict.broken.contains(rule));
        let firm = breaks.map(|verdict| verdict.lifter(rule)).find(|lifter| *lifter == Lifter::Nobody);
        firm.unwrap_or_else(|| rule.usually_lifted_by())
    }

    /// How many dates stand so.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.rows.iter().filter(|row| row.kind == kind).count()
    }

    /// `10 Termine: 8 frei, 1 belegt, 1 Feiertag`.
    #[must_use]
    pub fn summary(&self, l: Locale) -> String {
        let kinds =
            [Kind::Standing, Kind::Free, Kind::Taken, Kind::Holiday, Kind::Closed, Kind::Refused, Kind::Skipped];
        let parts = kinds.into_iter().map(|kind| (kind, self.count(kind))).filter(|(_, count)| *count > 0);
        let parts: Vec<String> = parts
            .map(|(kind, count)| match kind {
                Kind::Standing => t!(l, series.sum_standing, count = count),
                Kind::Free => t!(l, series.sum_free, count = count),
                Kind::Taken => t!(l, series.sum_taken, count = count),
                Kind::Holiday => t!(l, series.sum_holiday, count = count),
                Kind::Closed => t!(l, series.sum_closed, count = count),
                Kind::Refused => t!(l, series.sum_refused, count = count),
                Kind::Skipped if self.changes => t!(l, series.sum_stays, count = count),
                Kind::Skipped => t!(l, series.sum_skipped, count = count),
            })
            .collect();
        t!(l, series.sum, dates = t!(l, series.dates, count = self.rows.len()), parts = parts.join(", "))
    }
}

/// How a date stands that breaks these rules.
#[must_use]
pub fn kind(broken: &[BrokenRule]) -> Kind {
    let closed = |rule: &BrokenRule| match rule {
        BrokenRule::Closed { because: DayKind::Holiday(_), .. } => Some(Kind::Holiday),
        BrokenRule::Closed { .. } | BrokenRule::Closure { .. } => Some(Kind::Closed),
        _ => None,
    };
    if broken.is_empty() {
        Kind::Free
    } else if broken.iter().any(|rule| matches!(rule, BrokenRule::Taken { .. } | BrokenRule::Held { .. })) {
        Kind::Taken
    } else {
        broken.iter().find_map(closed).unwrap_or(Kind::Refused)
    }
}

/// What stands in the way, where it may be known: `„Klausur“`.
#[must_use]
pub fn known(l: Locale, in_the_way: &[BusyWhat]) -> Option<String> {
    let name = |what: &BusyWhat| match what {
        BusyWhat::Taken | BusyWhat::Held | BusyWhat::Closure { .. } => None,
        BusyWhat::Booking { title, .. } => Some(t!(l, series.quoted, title = title)),
        BusyWhat::Event { title, .. } => Some(t!(l, series.quoted, title = title.get(l.code()))),
    };
    let names: Vec<String> = in_the_way.iter().filter_map(name).collect();
    (!names.is_empty()).then(|| words::list(l, &names))
}

#[cfg(test)]
mod tests;
