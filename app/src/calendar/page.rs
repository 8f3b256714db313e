//! `/calendar?view=…&date=…&site=…`: chooses what is asked for, and the way it is shown.

use chrono::{Datelike as _, Days, NaiveDate};
use domain::{
    codes,
    desk::{EventCard, Scope, Timetable},
};
use leptos::prelude::*;

use super::{day::Day, head::Head, list::DayList, month::Month, week::Week};
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    spaces::week::monday,
    t,
    texts::Locale,
    ui::{
        dates,
        unread::{Reading, Unread},
    },
};

codes! {
    /// How days are shown.
    View {
        /// Rooms down, hours across.
        Day = "day",
        /// Rooms down, days across.
        Week = "week",
        /// The days of a month with their events.
        Month = "month",
        /// One room after the other, in words.
        List = "list",
    }
}

impl View {
    /// The days shown: the first one, and how many.
    #[must_use]
    pub fn days(self, date: NaiveDate) -> (NaiveDate, u16) {
        match self {
            Self::Day | Self::List => (date, 1),
            Self::Week => (monday(date), 7),
            Self::Month => {
                let first = monday(date.with_day(1).unwrap_or(date));
                let weeks =
                    (0..6).take_while(|week| *week == 0 || { (first + Days::new(week * 7)).month() == date.month() });
                (first, u16::try_from(weeks.count() * 7).unwrap_or(42))
            }
        }
    }
}

/// What a view has to show.
enum Shown {
    Rooms(Timetable),
    Events(Vec<EventCard>),
    Both(Timetable, Vec<EventCard>),
}

/// The calendar as the address asks for it.
pub async fn calendar_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let today = ask.house.calendar.today();
    let view = View::from_code(ask.query.get("view")).unwrap_or(View::Day);
    let date = ask.query.date("date").unwrap_or(today);
    let site = ask.query.text("site").map(str::to_owned);
    let scope = site.clone().map_or(Scope::Region, Scope::Site);
    let (first, days) = view.days(date);
    let sites = ask.house.catalogue.facets().await?.sites;
    if site.as_ref().is_some_and(|site| !sites.iter().any(|(slug, _)| slug == site)) {
        return Ok(Answer::NotFound);
    }
    let events = match view {
        View::Day | View::Week => None,
        View::Month | View::List => Some(ask.house.events.programme(first, days, site.as_deref()).await?),
    };
    let rooms = match view {
        View::Month => None,
        View::Day | View::Week | View::List => {
            let days = u8::try_from(days).unwrap_or(7);
            let rooms = ask.house.calendar.timetable(&ask.actor, &scope, first, days).await?;
            let Some(rooms) = rooms else { return Ok(Answer::NotFound) };
            Some(rooms)
        }
    };
    let shown = match (rooms, events) {
        (Some(rooms), Some(events)) => Shown::Both(rooms, events),
        (Some(rooms), None) => Shown::Rooms(rooms),
        (None, events) => Shown::Events(events.unwrap_or_default()),
    };
    let indexed = ask.query.0.is_empty();
    let page = Page::new("calendar", format!("{}: {}", t!(l, calendar.title), title(l, view, date)), move || {
        view! {
            <div class="calendar page--wide">
                <Head ask=ask.clone() view=view date=date today=today sites=sites/>
                <Unread query=ask.query.clone() names=&[("date", Reading::Date)] l/>
                {body(&ask, view, date, today, shown)}
            </div>
        }
        .into_any()
    });
    Ok(Page { indexed, ..page.public(t!(l, calendar.description)) }.into())
}

/// What is shown, in words: a day, a week, a month.
#[must_use]
pub fn title(l: Locale, view: View, date: NaiveDate) -> String {
    match view {
        View::Day | View::List => dates::date_long(l, date),
        View::Month => dates::month_of(l, date),
        View::Week => {
            let (first, _) = view.days(date);
            t!(l, calendar.week_of, from = dates::date_short(l, first), until = dates::date(l, first + Days::new(6)))
        }
    }
}

fn body(ask: &Ask, view: View, date: NaiveDate, today: NaiveDate, shown: Shown) -> AnyView {
    let l = ask.locale;
    let title = title(l, view, date);
    match (view, shown) {
        (View::Week, Shown::Rooms(rooms)) => view! { <Week ask=ask.clone() rooms=rooms/> }.into_any(),
        (_, Shown::Rooms(rooms)) => view! { <Day rooms=rooms title=title l=l/> }.into_any(),
        (_, Shown::Both(rooms, events)) => view! { <DayList rooms=rooms events=events today=today l=l/> }.into_any(),
        (_, Shown::Events(events)) => {
            let lists = Ask { query: ask.query.with("view", "list"), ..ask.clone() };
            let to = |day| lists.with_query("date", &dates::iso_date(day));
            view! { <Month events=events date=date today=today to=to l=l/> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_shown_in_whole_weeks_that_touch_it() {
        let date = |m, d| NaiveDate::from_ymd_opt(2027, m, d).unwrap();
        assert_eq!(View::Month.days(date(2, 14)), (date(2, 1), 28), "February 2027 is four weeks");
        assert_eq!(View::Month.days(date(3, 9)), (date(3, 1), 35));
        assert_eq!(View::Month.days(date(5, 9)), (date(4, 26), 42));
    }
}
