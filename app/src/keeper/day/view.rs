//! The page: what needs her first, the running order, requests, and the way to other days and doors.

use chrono::{Days, NaiveDate};
use domain::desk::{DayPlan, RequestCard, SiteView};
use leptos::prelude::*;

use super::{
    problems::{Problem, problems},
    table::{Notes, Order, can_go, can_pick, heading},
};
use crate::{
    ask::Ask,
    keeper::{desk::DeskNav, requests_view::age},
    spaces::week::monday,
    t,
    texts::Locale,
    ui::{
        dates::{self, Moment},
        form::{ErrorSummary, Form},
        pager::Stepper,
    },
};

/// So many requests are listed; the others are counted.
const MOST_REQUESTS: usize = 5;

/// The page with everything it shows.
pub struct Shown {
    /// The request, without what was just done.
    pub ask: Ask,
    /// The houses she keeps.
    pub sites: Vec<SiteView>,
    /// What waits for her.
    pub requests: Vec<RequestCard>,
    /// The days.
    pub plans: Vec<DayPlan>,
    /// The day that was asked for.
    pub date: NaiveDate,
    /// The week around it.
    pub week: bool,
    /// Today.
    pub today: NaiveDate,
    /// The form over all lines.
    pub form: Form,
    /// What was just done.
    pub done: Option<String>,
}

/// The whole page.
#[component]
pub fn Day(shown: Shown) -> impl IntoView {
    let Shown { ask, sites, requests, mut plans, date, week, today, form, done } = shown;
    let l = ask.locale;
    // Day after day, and on each the houses in their order.
    plans.sort_by_key(|plan| plan.date);
    let jumps = week.then(|| jumps(l, &plans, today));
    let shows_today = if week { monday(date) == monday(today) } else { date == today };
    let now = plans.first().map_or_else(|| today.into(), |plan| plan.now);
    let first = if shows_today { problems(&plans, &requests, now) } else { vec![] };
    let title = match (week, shows_today) {
        (false, true) => t!(l, day.today, date = dates::date_long(l, date)),
        (false, false) => dates::date_long(l, date),
        (true, _) => {
            let first = monday(date);
            t!(l, calendar.week_of, from = dates::date_short(l, first), until = dates::date(l, first + Days::new(6)))
        }
    };
    let several = plans.iter().flat_map(|plan| &plan.dates).filter(|date| can_pick(date)).count() > 1;
    let go = plans.iter().any(|plan| plan.dates.iter().any(|date| can_go(date, plan.now)));
    let orders = if week {
        folded(l, plans, &[date, today], &form)
    } else {
        plans.into_iter().map(|plan| view! { <Order l=l plan=plan form=form.clone() /> }).collect_view().into_any()
    };
    view! {
        <div class="day stack">
            <h1>{title}</h1>
            <DeskNav l=l here="/keeper" />
            <Tools ask=ask.clone() sites=sites.clone() date=date week=week shows_today=shows_today />
            <ErrorSummary form=&form />
            {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
            <First l=l problems=first />
            {jumps}
            {orders}
            <form id="day" class="day__several" method="post">
                {(several || go).then(|| view! {
                    <p class="buttons">
                        {several.then(|| view! {
                            <button class="button" type="submit" name="do" value="several">{t!(l, day.several_here)}</button>
                        })}
                        {go.then(|| view! {
                            <button class="button button--quiet" type="submit" name="do" value="off">{t!(l, day.several_off)}</button>
                        })}
                    </p>
                })}
            </form>
            <Requests l=l requests=requests today=today />
            <Houses l=l sites=sites />
        </div>
    }
    .into_any()
}

/// The days of a week, of which some are open. A jump to a house in another opens it.
fn folded(l: Locale, plans: Vec<DayPlan>, open: &[NaiveDate], form: &Form) -> AnyView {
    let day = |plans: &[DayPlan]| {
        let date = plans.first()?.date;
        let count: usize = plans.iter().map(|plan| plan.dates.len()).sum();
        let order = |plan: &DayPlan| view! { <Order l=l plan=plan.clone() form=form.clone() folded=true /> };
        Some(view! {
            <details class="day__fold" open=open.contains(&date)>
                <summary>
                    <h2>{dates::date_long(l, date)}</h2>
                    <span class="quiet">{t!(l, day.in_day, count = count)}</span>
                </summary>
                {plans.iter().map(order).collect_view()}
            </details>
        })
    };
    plans.chunk_by(|one, next| one.date == next.date).filter_map(day).collect_view().into_any()
}

/// From the head of a week to its days.
fn jumps(l: Locale, plans: &[DayPlan], today: NaiveDate) -> AnyView {
    let firsts = plans.chunk_by(|one, next| one.date == next.date).filter_map(<[DayPlan]>::first);
    let jump = |plan: &DayPlan| {
        let current = (plan.date == today).then_some("date");
        view! { <a href=format!("#{}", heading(plan)) aria-current=current>{dates::date_short(l, plan.date)}</a> }
    };
    view! { <nav class="switch" aria-label=t!(l, day.to_day)>{firsts.map(jump).collect_view()}</nav> }.into_any()
}

/// The way to other days, to the week, and to one house.
#[component]
fn Tools(ask: Ask, sites: Vec<SiteView>, date: NaiveDate, week: bool, shows_today: bool) -> impl IntoView {
    let l = ask.locale;
    let step = Days::new(if week { 7 } else { 1 });
    let to = |date: Option<NaiveDate>| ask.with_query("date", &date.map(dates::iso_date).unwrap_or_default());
    let (label, back, on) = if week {
        (t!(l, calendar.step_week), t!(l, calendar.earlier_week), t!(l, calendar.later_week))
    } else {
        (t!(l, calendar.step_day), t!(l, calendar.earlier_day), t!(l, calendar.later_day))
    };
    let now = (!shows_today).then(|| (to(None), t!(l, calendar.today)));
    let view = |code: &'static str, word: &'static str, here: bool| {
        view! { <a href=ask.with_query("view", code) aria-current=here.then_some("true")>{word}</a> }
    };
    let chosen = ask.query.get("site").to_owned();
    let house = |site: &SiteView| {
        let here = site.slug == chosen;
        view! { <a href=ask.with_query("site", &site.slug) aria-current=here.then_some("true")>{site.name.clone()}</a> }
    };
    let houses = (sites.len() > 1).then(|| {
        view! {
            <nav class="switch" aria-label=t!(l, calendar.site)>
                <a href=ask.with_query("site", "") aria-current=chosen.is_empty().then_some("true")>{t!(l, day.all_houses)}</a>
                {sites.iter().map(house).collect_view()}
            </nav>
        }
    });
    view! {
        <div class="day__tools">
            <Stepper
                label=label
                earlier=(to(date.checked_sub_days(step)), back)
                now=now
                later=(to(date.checked_add_days(step)), on)
            />
            <nav class="switch" aria-label=t!(l, day.views)>
                {view("", t!(l, day.view_day), !week)} {view("week", t!(l, day.view_week), week)}
            </nav>
            {houses}
        </div>
    }
    .into_any()
}

/// What needs her first. Nothing when nothing does.
#[component]
fn First(l: Locale, problems: Vec<Problem>) -> impl IntoView {
    let item = |problem: Problem| view! { <li class="day__problem"><One l=l problem=problem /></li> };
    (!problems.is_empty()).then(|| {
        view! {
            <section class="notice notice--attention day__first" aria-labelledby="first">
                <h2 class="notice__title" id="first">{t!(l, day.first)}</h2>
                <ul class="plain">{problems.into_iter().map(item).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn One(l: Locale, problem: Problem) -> impl IntoView {
    match problem {
        Problem::NobodyHere(date) => {
            let until = date.presence.given_up_at.map(|at| dates::at(l, at.time())).unwrap_or_default();
            let (title, space) = (date.title.clone(), date.space.name.get(l.code()).to_owned());
            let text = t!(l, day.nobody_here, title = title, space = space, until = until);
            view! { <p>{text}</p> <Notes l=l date=date /> }.into_any()
        }
        Problem::Closed(date) => {
            let href = l.href(&format!("/bookings/{}", date.booking));
            let space = date.space.name.get(l.code()).to_owned();
            let text = t!(l, day.is_closed, space = space, reason = date.closed);
            view! { <p><a href=href>{date.title.clone()}</a> ": " {text}</p> }.into_any()
        }
        Problem::Request(card) => {
            let href = l.href(&format!("/keeper/requests#r-{}", card.id));
            let by = card.answer_by.map(|at| view! { <Moment l=l at=at /> });
            view! { <p><a href=href>{card.title}</a> ": " {t!(l, day.request_ends)} " " {by} "."</p> }.into_any()
        }
    }
}

/// The oldest requests, each with its age.
#[component]
fn Requests(l: Locale, requests: Vec<RequestCard>, today: NaiveDate) -> impl IntoView {
    let count = requests.len();
    let item = |card: RequestCard| {
        let href = l.href(&format!("/keeper/requests#r-{}", card.id));
        let about = format!("{}, {}", card.space.name.get(l.code()), dates::when(l, &card.when));
        view! {
            <li>
                <a href=href>{card.title.clone()}</a> ", " {about} ", " {card.organisation.name.clone()} ". "
                <span class="quiet">{age(l, card.asked_at.date(), today)} "."</span>
            </li>
        }
    };
    let list = requests.into_iter().take(MOST_REQUESTS).map(item).collect_view();
    view! {
        <section class="stack day__requests" aria-labelledby="waiting">
            <h2 id="waiting">{t!(l, keeper.requests)}</h2>
            {if count == 0 {
                view! { <p>{t!(l, keeper.none)}</p> }.into_any()
            } else {
                view! {
                    <ul class="plain stack-tight">{list}</ul>
                    <p><a class="button button--quiet" href=l.href("/keeper/requests")>{t!(l, keeper.answer_requests, count = count)}</a></p>
                }
                .into_any()
            }}
        </section>
    }
    .into_any()
}

/// The houses, their calendars, and the signs at their doors.
#[component]
fn Houses(l: Locale, sites: Vec<SiteView>) -> impl IntoView {
    let house = |site: SiteView| {
        let door = |space: domain::desk::SpaceView| {
            let href = l.href(&format!("/spaces/{}/door", space.space.slug));
            view! { <li><a href=href>{space.space.name.get(l.code()).to_owned()}</a></li> }
        };
        view! {
            <li class="day__house">
                <h3><a href=l.href(&format!("/calendar?site={}", site.slug))>{site.name.clone()}</a></h3>
                <details>
                    <summary>{t!(l, day.doors)} <span class="visually-hidden">": " {site.name}</span></summary>
                    <ul class="day__doors">{site.spaces.into_iter().map(door).collect_view()}</ul>
                </details>
            </li>
        }
    };
    view! {
        <section class="stack day__houses" aria-labelledby="houses">
            <h2 id="houses">{t!(l, keeper.sites)}</h2>
            <ul class="plain stack">{sites.into_iter().map(house).collect_view()}</ul>
        </section>
    }
    .into_any()
}
