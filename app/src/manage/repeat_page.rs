//! `/manage/events/{slug}/repeat`: the same event on many days, every room taken or nothing made.

use domain::{
    desk::{EventRepeat, EventView, RepeatedDate, SeriesCard},
    event::EventRefusal,
};
use leptos::prelude::*;

use super::{
    access::{own_event, whole},
    repeat_fields as fields_of,
    repeat_view::RepeatPage,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// Asks for the rule; when the address has one, shows its days.
pub async fn show(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let fields = fields_of::fresh(ask.locale, &event, ask.house.calendar.today(), &ask.query);
    let asked = ask.query.text("first").is_some();
    draw(&ask, event, fields, Problems::default(), asked).await
}

/// Makes the events, or shows the days.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let event = own_event(&ask).await?;
    let typed = ask.form.clone();
    let show = async |problems| draw(&ask, event.clone(), typed.clone(), problems, true).await;
    if ask.form.get("do") != "make" {
        return show(Problems::default()).await;
    }
    let Ok(days) = fields_of::read_days(l, &event, &ask.form) else {
        // What is wrong with the rule is found again, and said.
        return show(Problems::default()).await;
    };
    if ask.form.get("seen") != fields_of::seen(&days) {
        return show(Problems::whole(t!(l, series.problem_unseen))).await;
    }
    let dates = fields_of::taken(&ask.form, &days);
    if dates.is_empty() {
        return show(Problems::whole(t!(l, series.problem_none_ticked))).await;
    }
    let series = match fields_of::read_series(l, &event, &ask.form) {
        Ok(series) => series,
        Err(problems) => return show(problems).await,
    };
    let version = ask.form.parse("version").unwrap_or_default();
    let repeat = EventRepeat { request: ask.request(), of: event.id, version, dates, series };
    match ask.house.series.repeat_event(&ask.actor, repeat).await {
        Ok(slug) => Ok(Answer::Goto(format!("/manage/series/{slug}?saved=repeated"))),
        Err(EventRefusal::Dates(refused)) => show(fields_of::refused(l, &event, &refused)).await,
        Err(EventRefusal::ChangedMeanwhile) => {
            let event = own_event(&ask).await?;
            draw(&ask, event, typed.clone(), Problems::whole(t!(l, eventseries.event_changed)), true).await
        }
        Err(refusal) => show(whole(l, &refusal)?).await,
    }
}

/// Everything the page shows besides the event.
pub struct Shown {
    /// What was typed.
    pub form: Form,
    /// The days, when somebody asked for them and the rule makes some.
    pub plan: Option<Vec<RepeatedDate>>,
    /// The series there are.
    pub series: Vec<SeriesCard>,
    /// The id of the form.
    pub request: String,
}

async fn draw(ask: &Ask, event: EventView, fields: Fields, mut problems: Problems, asked: bool) -> Answered {
    let l = ask.locale;
    let mut plan = None;
    let mut fields = fields_of::grouped(l, &event, fields);
    if asked && fields_of::has_sessions(&event) {
        match fields_of::read_days(l, &event, &fields) {
            Err(wrong) => problems.0.extend(wrong.0),
            Ok(days) => match ask.house.series.plan_repeat(&ask.actor, event.id, &days).await {
                Ok(found) => {
                    fields = fields_of::ticked(&fields, &found);
                    plan = Some(found);
                }
                Err(refusal) => problems.0.extend(whole(l, &refusal)?.0),
            },
        }
    }
    let series = ask.house.series.series_of(&ask.actor, event.card.organiser.id).await?;
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(t!(l, eventseries.repeat_title)), form.status());
    let shown = Shown { form, plan, series, request: ask.request().to_string() };
    let page = Page::new("manage", title, move || view! { <RepeatPage event shown l/> }.into_any());
    Ok(page.with_status(status).into())
}
