//! Sessions in the order of a printed programme: by day.

use chrono::NaiveDate;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples::session;

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
}
