//! `/manage/events/{slug}/figures`: how registrations came in, who came, and what was answered, counted.

use chrono::NaiveDate;
use domain::{
    desk::{EventView, Figures, SessionView},
    figures::{DayEnd, Tally, scale},
    registration::RegistrationState,
};
use leptos::prelude::*;

use super::{
    access::own_event,
    answers_view::{Tally as Answers, tallies},
};
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{dates, say::said},
};

/// Shows them to those who run the event.
pub async fn show(ask: Ask) -> Answered {
    let l = ask.locale;
    let event = own_event(&ask).await?;
    let desk = &ask.house.registrations;
    let Some(figures) = desk.figures(&ask.actor, event.id).await? else { return Ok(Answer::NotFound) };
    let lines = desk.registrations(&ask.actor, event.id).await?.unwrap_or_default();
    let lines: Vec<_> = lines.into_iter().filter(|line| line.state == RegistrationState::Confirmed).collect();
    let answers = ask.house.forms.answers(&ask.actor, event.id).await?.unwrap_or_default();
    let answers = tallies(l, &answers, &lines);
    let page = Page::new("manage", t!(l, figures.title), move || view! { <Shown event figures answers l/> }.into_any());
    Ok(page.into())
}

#[component]
fn Shown(event: EventView, figures: Figures, answers: Vec<Answers>, l: Locale) -> impl IntoView {
    let back = l.href(&format!("/manage/events/{}", event.card.slug));
    let Figures { standing, sessions } = figures;
    let rows = event.sessions.iter().filter(|session| !session.cancelled || sessions.contains_key(&session.id));
    let rows = rows.map(|session| {
        let tally = sessions.get(&session.id).copied().unwrap_or_default();
        view! { <Row session=session.clone() tally l/> }
    });
    let rows = rows.collect_view();
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=back>{said(l, &event.card.title)}</a></p>
            <h1>{t!(l, figures.title)}</h1>
            <h2>{t!(l, figures.standing)}</h2>
            {match standing.is_empty() {
                true => view! { <p>{t!(l, figures.none)}</p> }.into_any(),
                false => view! { <Plot standing l/> }.into_any(),
            }}
            <h2>{t!(l, figures.sessions)}</h2>
            <div class="table-scroll" role="region" tabindex="0" aria-label=t!(l, figures.sessions)>
                <table class="table">
                    <caption class="visually-hidden">{t!(l, figures.sessions)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t!(l, manage.session_when)}</th>
                            <th scope="col">{t!(l, manage.session_what)}</th>
                            <th scope="col">{t!(l, figures.confirmed)}</th>
                            <th scope="col">{t!(l, figures.came)}</th>
                            <th scope="col">{t!(l, figures.waiting)}</th>
                            <th scope="col">{t!(l, figures.given_back)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="quiet small">{t!(l, figures.kept)}</p>
            {(!answers.is_empty()).then(|| view! {
                <h2>{t!(l, figures.answers)}</h2>
                {answers.into_iter().map(|answer| view! { <Bars answer/> }).collect_view()}
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Row(session: SessionView, tally: Tally, l: Locale) -> impl IntoView {
    let confirmed = match session.capacity {
        Some(capacity) => t!(l, figures.of, count = tally.confirmed, all = capacity),
        None => tally.confirmed.to_string(),
    };
    let came = match tally.show_rate() {
        Some(rate) => t!(l, figures.rate, count = tally.came, rate = rate),
        None => tally.came.to_string(),
    };
    view! {
        <tr>
            <th scope="row"><dates::WhenTime l when=session.when/></th>
            <td>{said(l, &session.title)}</td>
            <td>{confirmed}</td>
            <td>{came}</td>
            <td>{tally.waiting}</td>
            <td>{tally.given_back}</td>
        </tr>
    }
    .into_any()
}

/// Width and height of the plot, and the room its words take, in its own units.
const PLOT: (i64, i64) = (640, 220);
const LEFT: i64 = 44;
const BELOW: i64 = 28;

/// Seats over days, as a line that steps; and the same as a table, for whoever reads numbers.
#[component]
fn Plot(standing: Vec<DayEnd>, l: Locale) -> impl IntoView {
    let (Some((first, _)), Some((last, now))) = (standing.first().copied(), standing.last().copied()) else {
        return ().into_any();
    };
    let (top, step) = scale(standing.iter().map(|(_, seats)| *seats).max().unwrap_or_default());
    let y = move |seats: u32| PLOT.1 - BELOW - i64::from(seats) * (PLOT.1 - BELOW - 10) / i64::from(top);
    let lines = (0..=top / step).map(|line| {
        let seats = line * step;
        view! {
            <line class="plot__line" x1=LEFT.to_string() x2=PLOT.0.to_string() y1=y(seats).to_string() y2=y(seats).to_string()/>
            <text class="plot__word" x=(LEFT - 8).to_string() y=(y(seats) + 4).to_string() text-anchor="end">{seats}</text>
        }
    });
    let lines = lines.collect_view();
    let path = path(&standing, first, last, y);
    let rows = standing.into_iter().map(|(day, seats)| {
        view! { <tr><th scope="row">{dates::date(l, day)}</th><td>{seats}</td></tr> }
    });
    let rows = rows.collect_view();
    let label = t!(l, figures.plot, count = now);
    view! {
        <figure class="plot">
            <svg class="plot__picture" viewBox=format!("0 0 {} {}", PLOT.0, PLOT.1) role="img" aria-labelledby="standing">
                {lines}
                <path class="plot__path" d=path/>
                <text class="plot__word" x=LEFT.to_string() y=(PLOT.1 - 6).to_string()>{dates::date_short(l, first)}</text>
                {(first != last).then(|| view! {
                    <text class="plot__word" x=PLOT.0.to_string() y=(PLOT.1 - 6).to_string() text-anchor="end">
                        {dates::date_short(l, last)}
                    </text>
                })}
            </svg>
            <figcaption id="standing">{label}</figcaption>
            <details class="fold">
                <summary>{t!(l, figures.numbers)}</summary>
                <table class="table">
                    <caption class="visually-hidden">{t!(l, figures.standing)}</caption>
                    <thead><tr><th scope="col">{t!(l, figures.day)}</th><th scope="col">{t!(l, figures.seats)}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </figure>
    }
    .into_any()
}

/// From nothing, up and down at each day, to the last.
fn path(standing: &[DayEnd], first: NaiveDate, last: NaiveDate, y: impl Fn(u32) -> i64) -> String {
    let days = (last - first).num_days().max(1);
    let x = |day: NaiveDate| LEFT + (day - first).num_days() * (PLOT.0 - LEFT - 2) / days;
    let steps = standing.iter().map(|(day, seats)| format!("H{}V{}", x(*day), y(*seats)));
    format!("M{LEFT} {}{}H{}", y(0), steps.collect::<String>(), PLOT.0)
}

/// How often each option was chosen.
#[component]
fn Bars(answer: Answers) -> impl IntoView {
    let (question, counts) = answer;
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1);
    let bars = counts.into_iter().map(|(option, count)| {
        view! {
            <div class="plot__bar">
                <dt>{option}</dt>
                <dd>
                    <meter min="0" max=most.to_string() value=count.to_string() aria-hidden="true"></meter>
                    {count}
                </dd>
            </div>
        }
    });
    view! { <h3>{question}</h3><dl class="plot__bars">{bars.collect_view()}</dl> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_steps_at_each_day_and_ends_at_the_right() {
        let day = |day| NaiveDate::from_ymd_opt(2027, 3, day).unwrap();
        let drawn = path(&[(day(1), 2), (day(6), 1)], day(1), day(11), |seats| 100 - i64::from(seats) * 10);
        assert_eq!(drawn, "M44 100H44V80H341V90H640");
        let one = path(&[(day(1), 2)], day(1), day(1), |seats| 100 - i64::from(seats) * 10);
        assert_eq!(one, "M44 100H44V80H640", "one day is a line all the same");
    }
}
