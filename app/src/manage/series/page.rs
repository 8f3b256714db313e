//! `/manage/series/{slug}`: what belongs to a series, publishing all of it, dissolving it.

use domain::{
    desk::{Became, SeriesView},
    event::EventRefusal,
    id::EventId,
};
use leptos::prelude::*;

use super::{
    super::access::whole,
    own_series,
    view::{DissolveSure, Overview},
};
use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// Shows the series as its organisers see it.
pub async fn show(ask: Ask) -> Answered {
    let series = own_series(&ask).await?;
    Ok(draw(&ask, series, Problems::default(), false))
}

/// Publishes its drafts, or dissolves it in two steps.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let series = own_series(&ask).await?;
    let version = ask.form.parse("version").unwrap_or_default();
    let path = format!("/manage/series/{}", series.series.slug);
    let done = match ask.form.get("do") {
        "announce" => return announce(&ask, series).await,
        "dissolve" => return Ok(draw(&ask, series, Problems::default(), true)),
        "dissolve-sure" => ask.house.series.dissolve_series(&ask.actor, series.series.id, version).await,
        _ => return Ok(Answer::Goto(path)),
    };
    match done {
        Ok(()) => Ok(Answer::Goto("/manage/series?done=dissolved".into())),
        Err(EventRefusal::ChangedMeanwhile) => {
            let problems = Problems::whole(t!(l, eventseries.changed));
            Ok(draw(&ask, series, problems, true))
        }
        Err(refusal) => Ok(draw(&ask, series, whole(l, &refusal)?, false)),
    }
}

/// The drafts a form was about, each with the version it showed: `id:version`.
fn drafts(ask: &Ask) -> Vec<(EventId, i32)> {
    let draft = |text: &str| {
        let (id, version) = text.split_once(':')?;
        Some((id.parse().ok()?, version.parse().ok()?))
    };
    ask.form.all("draft").filter_map(draft).collect()
}

async fn announce(ask: &Ask, series: SeriesView) -> Answered {
    let l = ask.locale;
    let all = match ask.house.series.announce_series(&ask.actor, series.series.id, &drafts(ask)).await {
        Ok(all) => all,
        Err(refusal) => return Ok(draw(ask, series, whole(l, &refusal)?, false)),
    };
    let now = own_series(ask).await?;
    let mut problems = Problems::default();
    for (id, became) in &all {
        let Became::Refused(refusal) = became else { continue };
        // Taken out of it meanwhile: it is not its business any more.
        let Some(event) = now.events.iter().find(|event| event.id == *id) else { continue };
        let title = event.card.title.get(l.code());
        for (_, text) in whole(l, refusal)?.0 {
            problems.0.push((None, t!(l, eventseries.not_announced, title = title, why = text)));
        }
    }
    if problems.is_empty() {
        let submitted = all.iter().any(|(_, became)| *became == Became::Submitted);
        let saved = if submitted { "submitted" } else { "published" };
        return Ok(Answer::Goto(format!("/manage/series/{}?saved={saved}", now.series.slug)));
    }
    Ok(draw(ask, now, problems, false))
}

fn draw(ask: &Ask, series: SeriesView, problems: Problems, asks: bool) -> Answer {
    let l = ask.locale;
    let saved = match ask.query.get("saved") {
        "" => None,
        "published" => Some(t!(l, eventseries.published)),
        "submitted" => Some(t!(l, eventseries.submitted)),
        "repeated" => Some(t!(l, eventseries.repeated)),
        _ => Some(t!(l, manage.saved)),
    };
    let today = ask.house.calendar.today();
    let form = Form::refused(l, ask.form.clone(), problems);
    let (title, status) = (form.title(series.series.title.get(l.code())), form.status());
    let page = Page::new("manage", title, move || {
        if asks {
            view! { <DissolveSure series form l/> }.into_any()
        } else {
            view! { <Overview series form saved today l/> }.into_any()
        }
    });
    page.with_status(status).into()
}
