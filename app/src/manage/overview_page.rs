//! `/manage/events/{slug}`: what is missing, the programme, publishing, calling off.

use chrono::NaiveDate;
use domain::{
    desk::{EventView, RegistrationLine, SessionView},
    event::{EventRefusal, EventState},
    registration::RegistrationState,
};
use leptos::prelude::*;

use super::{
    access::{own_event, whole},
    overview_view::{CancelSure, Counted, Overview},
    planning::plan,
    postponing,
};
use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::Form,
};

/// Shows the event as its organisers see it.
pub async fn show(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    draw(&ask, event, Problems::default(), false).await
}

/// Publishes, or calls off in two steps.
pub async fn send(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let version = ask.form.parse("version").unwrap_or_default();
    let (desk, by) = (&ask.house.events, &ask.actor);
    let path = format!("/manage/events/{}", event.card.slug);
    let done = match ask.form.get("do") {
        "publish" => desk.publish(by, event.id, version).await.map(|()| format!("{path}?saved=published")),
        "submit" => ask.house.reviews.submit(by, event.id, version).await.map(|()| format!("{path}?saved=submitted")),
        "take-back" => ask.house.reviews.take_back(by, event.id, version).await.map(|()| path),
        "plan" | "unplan" => match plan(&ask, &event).await {
            Ok(done) => done.map(|()| format!("{path}?saved=1")),
            Err(problems) => return draw(&ask, event, problems, false).await,
        },
        "join" => {
            let put = match ask.form.parse("series") {
                Some(series) => ask.house.series.put_in_series(by, event.id, version, Some(series)).await,
                None => Err(EventRefusal::NoSeries),
            };
            put.map(|()| format!("{path}?saved=1"))
        }
        "leave" => {
            let out = ask.house.series.put_in_series(by, event.id, version, None);
            out.await.map(|()| format!("{path}?saved=1"))
        }
        "postpone" => return postponing::ask_first(&ask, &event, None, version, Problems::default()).await,
        "postpone-sure" => desk
            .postpone(by, event.id, version, None, ask.form.get("reason"))
            .await
            .map(|()| format!("{path}?saved=postponed")),
        "cancel" => return draw(&ask, event, Problems::default(), true).await,
        "cancel-sure" => desk.cancel_event(by, event.id, version, ask.form.get("reason")).await.map(|()| path),
        _ => Ok(path),
    };
    match done {
        Ok(path) => Ok(Answer::Goto(path)),
        Err(EventRefusal::ChangedMeanwhile) => {
            let event = own_event(&ask).await?;
            if ask.form.get("do") == "postpone-sure" {
                let problems = Problems::whole(t!(ask.locale, manage.changed_act));
                return postponing::ask_first(&ask, &event, None, event.version, problems).await;
            }
            let asks = ask.form.get("do") == "cancel-sure";
            draw(&ask, event, Problems::whole(t!(ask.locale, manage.changed_act)), asks).await
        }
        Err(refusal) => {
            let problems = whole(ask.locale, &refusal)?;
            let event = own_event(&ask).await?;
            draw(&ask, event, problems, false).await
        }
    }
}

/// Everybody who would be told if it were called off now.
fn told(lines: &[RegistrationLine]) -> usize {
    lines.iter().filter(|line| line.state.is_living()).count()
}

/// Sessions to come with fewer people than the organiser wants; also once one cannot register any more, which is when she
/// decides.
fn few(l: Locale, event: &EventView, lines: &[RegistrationLine], today: NaiveDate) -> Vec<String> {
    let counts = event.card.state == EventState::Published && event.takes_registrations;
    let Some(minimum) = event.rules.minimum.filter(|_| counts) else {
        return Vec::new();
    };
    let still = |session: &&SessionView| !session.cancelled && session.when.local.from.date() >= today;
    let to_come = event.sessions.iter().filter(still);
    to_come
        .filter_map(|session| {
            let hers = lines.iter().filter(|line| line.session == session.id);
            let come = hers.filter(|line| line.state == RegistrationState::Confirmed);
            let people: usize = come.map(|line| line.attendees.len()).sum();
            let title = session.title.get(l.code());
            (people < minimum.into()).then(|| t!(l, seats.few, title = title, count = people, minimum = minimum))
        })
        .collect()
}

async fn draw(ask: &Ask, event: EventView, problems: Problems, asks: bool) -> Answered {
    let l = ask.locale;
    let lines = ask.house.registrations.registrations(&ask.actor, event.id).await?.unwrap_or_default();
    let told = told(&lines);
    let waiting = lines.iter().filter(|line| line.state == RegistrationState::Waiting).count();
    let requests = lines.iter().filter(|line| line.state == RegistrationState::Requested).count();
    let today = ask.house.calendar.today();
    let few = few(l, &event, &lines, today);
    let series = ask.house.series.series_of(&ask.actor, event.card.organiser.id).await?;
    let saved = match ask.query.get("saved") {
        "" => None,
        "published" => Some(t!(l, manage.published)),
        "postponed" => Some(t!(l, postponing.done)),
        "submitted" => Some(t!(l, review.submitted)),
        "copied" => Some(t!(l, copying.done)),
        _ => Some(t!(l, manage.saved)),
    };
    let form = Form::refused(l, ask.form.clone(), problems);
    let title = form.title(event.card.title.get(l.code()));
    let status = form.status();
    let page = Page::new("manage", title, move || {
        if asks {
            view! { <CancelSure event form told l/> }.into_any()
        } else {
            view! { <Overview event form counted=Counted { told, waiting, requests } few series saved today l/> }
                .into_any()
        }
    });
    Ok(page.with_status(status).into())
}
