//! When to look whether somebody who waits can be served: soon after anything changed here, and now and then anyway,
//! for what other processes change and what ends by the clock.

use chrono::{DateTime, TimeDelta, Utc};

/// At least so long lies between two looks, however much changes.
const SOON: TimeDelta = TimeDelta::seconds(5);
/// At most so long.
const ANYWAY: TimeDelta = TimeDelta::seconds(60);

/// When was looked, and after how many changes.
#[derive(Debug, Default)]
pub(super) struct Watch(Option<(DateTime<Utc>, u64)>);

impl Watch {
    /// True when it is time to look, and notes that it was done. `changes`: how many this process made so far.
    pub(super) fn is_due(&mut self, now: DateTime<Utc>, changes: u64) -> bool {
        let due = self.0.is_none_or(|(at, seen)| {
            let since = now - at;
            since < TimeDelta::zero() || since >= ANYWAY || seen != changes && since >= SOON
        });
        if due {
            self.0 = Some((now, changes));
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn who_waits_is_looked_at_soon_after_a_change_and_each_minute_anyway() {
        let mut watch = Watch::default();
        let at = |second: i64| Utc.timestamp_opt(1_800_000_000 + second, 0).unwrap();
        assert!(watch.is_due(at(0), 7), "after the start");
        assert!(!watch.is_due(at(59), 7));
        assert!(watch.is_due(at(60), 7));
        assert!(!watch.is_due(at(64), 8), "not at every click");
        assert!(watch.is_due(at(65), 9));
        assert!(!watch.is_due(at(70), 9));
        assert!(watch.is_due(at(10), 9), "the clock was set back");
    }
}
