//! What stands over every view: what is shown, the way to other days, views and houses.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use leptos::prelude::*;

use super::page::{View, title};
use crate::{
    ask::Ask,
    t,
    ui::{dates, pager::Stepper},
};

/// Heading, steps, views and the choice of a house.
#[component]
pub(super) fn Head(
    ask: Ask,
    view: View,
    date: NaiveDate,
    today: NaiveDate,
    sites: Vec<(String, String)>,
) -> impl IntoView {
    let l = ask.locale;
    let (earlier, later) = neighbours(view, date);
    let to = |date: NaiveDate| ask.with_query("date", &dates::iso_date(date));
    let (label, back, on) = match view {
        View::Day | View::List => (t!(l, calendar.step_day), t!(l, calendar.earlier_day), t!(l, calendar.later_day)),
        View::Week => (t!(l, calendar.step_week), t!(l, calendar.earlier_week), t!(l, calendar.later_week)),
        View::Month => (t!(l, calendar.step_month), t!(l, calendar.earlier_month), t!(l, calendar.later_month)),
    };
    let shows_today = view.days(date) == view.days(today) && (view != View::Month || date.month() == today.month());
    let now = (!shows_today).then(|| (ask.with_query("date", ""), t!(l, calendar.today)));
    view! {
        <header class="calendar__head">
            <h1>{title(l, view, date)}</h1>
            <div class="calendar__tools">
                <Stepper label=label earlier=(to(earlier), back) now=now later=(to(later), on)/>
                <Views ask=ask.clone() view=view/>
                <Choose ask=ask view=view date=date sites=sites/>
            </div>
        </header>
    }
    .into_any()
}

/// The day, week or month before and after.
pub(crate) fn neighbours(view: View, date: NaiveDate) -> (NaiveDate, NaiveDate) {
    match view {
        View::Day | View::List => (date - Days::new(1), date + Days::new(1)),
        View::Week => (date - Days::new(7), date + Days::new(7)),
        View::Month => {
            let first = date.with_day(1).unwrap_or(date);
            (first - Months::new(1), first + Months::new(1))
        }
    }
}

/// The same days in the other ways.
#[component]
fn Views(ask: Ask, view: View) -> impl IntoView {
    let l = ask.locale;
    let link = |other: View| {
        let word = match other {
            View::Day => t!(l, calendar.day),
            View::Week => t!(l, calendar.week),
            View::Month => t!(l, calendar.month),
            View::List => t!(l, calendar.list),
        };
        let current = (other == view).then_some("page");
        view! { <li><a href=ask.with_query("view", other.code()) aria-current=current>{word}</a></li> }
    };
    view! {
        <nav class="calendar__views" aria-label=t!(l, calendar.view)>
            <ul>{View::ALL.iter().copied().map(link).collect_view()}</ul>
        </nav>
    }
}

/// Another day or house by form, for who knows which.
#[component]
fn Choose(ask: Ask, view: View, date: NaiveDate, sites: Vec<(String, String)>) -> impl IntoView {
    let l = ask.locale;
    let chosen = ask.query.get("site").to_owned();
    let option = |(slug, name): (String, String)| {
        let selected = slug == chosen;
        view! { <option value=slug selected=selected>{name}</option> }
    };
    view! {
        <form class="calendar__choose" method="get" action=l.href("/calendar")>
            <input type="hidden" name="view" value=view.code()/>
            <label class="visually-hidden" for="c-date">{t!(l, calendar.date)}</label>
            <input class="field__control" id="c-date" type="date" name="date" value=dates::iso_date(date)/>
            <label class="visually-hidden" for="c-site">{t!(l, calendar.site)}</label>
            <select class="field__control" id="c-site" name="site">
                <option value="">{t!(l, calendar.all_sites)}</option>
                {sites.into_iter().map(option).collect_view()}
            </select>
            <button class="button button--quiet">{t!(l, calendar.show)}</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_after_january_is_february_on_the_31st_too() {
        let date = |m, d| NaiveDate::from_ymd_opt(2027, m, d).unwrap();
        assert_eq!(neighbours(View::Month, date(1, 31)).1, date(2, 1));
        assert_eq!(neighbours(View::Week, date(3, 3)), (date(2, 24), date(3, 10)));
    }
}
