//! How the entries of one calendar object hang together: a series, and those of its dates that differ.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Lines, utc};

/// How an entry stands to the others with its UID.
#[derive(Clone, Debug, Default)]
pub enum Part {
    /// There are no others.
    #[default]
    Alone,
    /// It is the first date of a series, and says how the others are (RFC 5545 3.8.5).
    Series {
        /// The value of the RRULE; `None`: the dates follow no rule.
        rule: Option<String>,
        /// What the rule makes, and is not: EXDATE.
        except: Vec<DateTime<Utc>>,
        /// What is, and no rule makes: RDATE.
        extra: Vec<DateTime<Utc>>,
        /// When the last of them starts, for the description of the zone.
        last: DateTime<Utc>,
    },
    /// It is a date of the series that differs from the first (RFC 5545 3.8.4.4).
    Date {
        /// When the series has it: RECURRENCE-ID.
        original_at: DateTime<Utc>,
        /// The zone of the series.
        zone: Tz,
    },
}

impl Part {
    /// Writes what makes a series, or one of its dates. `zone` is that of the entry.
    pub(super) fn write(&self, lines: &mut Lines, zone: Tz) {
        match self {
            Self::Alone => (),
            Self::Series { rule, except, extra, .. } => {
                lines.property("RRULE", rule.as_deref().unwrap_or_default());
                times(lines, "EXDATE", zone, except);
                times(lines, "RDATE", zone, extra);
            }
            Self::Date { original_at, zone } => times(lines, "RECURRENCE-ID", *zone, &[*original_at]),
        }
    }

    /// When the last date of a series starts.
    pub(super) const fn last(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Series { last, .. } => Some(*last),
            Self::Alone | Self::Date { .. } => None,
        }
    }
}

/// Instants by the clocks of a zone.
pub(super) fn times(lines: &mut Lines, name: &str, zone: Tz, at: &[DateTime<Utc>]) {
    let listed = |written: &dyn Fn(&DateTime<Utc>) -> String| at.iter().map(written).collect::<Vec<_>>().join(",");
    if zone == Tz::UTC {
        lines.property(name, &listed(&|at| utc(*at)));
    } else {
        let local = listed(&|at| at.with_timezone(&zone).format("%Y%m%dT%H%M%S").to_string());
        lines.property(&format!("{name};TZID={}", zone.name()), &local);
    }
}
