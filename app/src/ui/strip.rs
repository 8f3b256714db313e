//! A day as a strip: what is open, and when it is free. For the eye; the words stand beside it.

use std::fmt::Write as _;

use domain::opening::DayRange;
use leptos::prelude::*;

/// Breadth of a strip in its own units.
const WIDTH: u32 = 300;

/// The hours a list of strips shows: from the first opening to the last closing, on full hours.
#[must_use]
pub fn window<'a>(open: impl IntoIterator<Item = &'a DayRange>) -> DayRange {
    let (from, until) =
        open.into_iter().fold((8 * 60, 20 * 60), |(from, until), range| (range.from.min(from), range.until.max(until)));
    DayRange { from: from / 60 * 60, until: until.div_ceil(60) * 60 }
}

/// One day of one room.
#[component]
pub fn Strip(
    /// When it is open.
    open: Vec<DayRange>,
    /// When it is free.
    free: Vec<DayRange>,
    /// The hours shown.
    window: DayRange,
    /// With the hours written below.
    #[prop(optional)]
    hours: bool,
) -> impl IntoView {
    let bars = |ranges: &[DayRange], height: u32, y: u32| {
        ranges.iter().fold(String::new(), |mut path, range| {
            let (x, end) = (across(window, range.from), across(window, range.until));
            let _ = write!(path, "M{x} {y}H{end}V{}H{x}z", y + height);
            path
        })
    };
    let step = if window.until - window.from > 14 * 60 { 4 } else { 2 };
    let hours = hours.then(|| {
        (window.from / 60..=window.until / 60)
            .filter(|hour| hour % step == 0 && *hour * 60 > window.from && *hour * 60 < window.until)
            .map(|hour| view! { <text x=across(window, hour * 60) y="29">{hour}</text> })
            .collect_view()
    });
    let height = if hours.is_some() { 31 } else { 17 };
    let ticks =
        (window.from / 60..window.until / 60).filter(|hour| hour % step == 0).fold(String::new(), |mut path, hour| {
            let _ = write!(path, "M{} 15v2", across(window, hour * 60));
            path
        });
    view! {
        <svg class="strip" viewBox=format!("0 0 {WIDTH} {height}") aria-hidden="true" focusable="false">
            <path class="strip__day" d=format!("M0 15H{WIDTH}{ticks}")/>
            <path class="strip__open" d=bars(&open, 14, 1)/>
            <path class="strip__free" d=bars(&free, 14, 1)/>
            <path class="strip__sill" d=bars(&free, 3, 13)/>
            {hours}
        </svg>
    }
}

fn across(window: DayRange, minute: u16) -> u32 {
    let (from, length) = (u32::from(window.from), u32::from(window.until - window.from).max(1));
    (u32::from(minute.clamp(window.from, window.until)) - from) * WIDTH / length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_holds_every_opening_on_full_hours() {
        let open = [DayRange { from: 450, until: 720 }, DayRange { from: 600, until: 1290 }];
        assert_eq!(window(&open), DayRange { from: 420, until: 1320 });
        assert_eq!(window(&[]), DayRange { from: 480, until: 1200 });
    }

    #[test]
    fn what_lies_outside_is_cut() {
        let window = DayRange { from: 480, until: 1080 };
        assert_eq!([0, 480, 780, 1440].map(|minute| across(window, minute)), [0, 0, 150, 300]);
    }
}
