//! `/spaces/{slug}/check-in`: where the code on the door leads. Shows whoever is signed in her own date behind that door,
//! and nobody else's.

use std::str::FromStr as _;

use domain::{
    desk::{DoorDate, SpaceView},
    id::OccurrenceId,
    presence::{EARLY_MINUTES, PresenceRefusal, Stage},
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::{Fields, Problems},
    keeper::day::why,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::{self, WhenTime},
        form::{ErrorSummary, Form, Hidden, Submit},
    },
};

/// Shows what she has here now.
///
/// # Errors
/// When there is no such space, nobody is signed in, or the house cannot answer now.
pub async fn ask_check_in(ask: Ask) -> Answered {
    let (space, dates) = read(&ask).await?;
    let form = Form::new(ask.locale, Fields::default());
    Ok(page(&ask, space, dates, form).into())
}

/// Says that she is here.
///
/// # Errors
/// When there is no such space, nobody is signed in, or the house cannot answer now.
pub async fn check_in(ask: Ask) -> Answered {
    let l = ask.locale;
    let (space, dates) = read(&ask).await?;
    let meant = OccurrenceId::from_str(ask.form.get("date")).ok();
    let Some(date) = meant.filter(|id| dates.iter().any(|date| date.id == *id)) else {
        let problems = Problems::whole(t!(l, day.refused_not_found));
        return Ok(page(&ask, space, dates, Form::refused(l, ask.form.clone(), problems)).into());
    };
    match ask.house.days.check_in(&ask.actor, date).await {
        Ok(()) => Ok(Answer::Goto(format!("/spaces/{}/check-in?done=here", space.space.slug))),
        Err(PresenceRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(refusal) => {
            let problems = Problems::whole(why(l, refusal));
            Ok(page(&ask, space, dates, Form::refused(l, ask.form.clone(), problems)).into())
        }
    }
}

async fn read(ask: &Ask) -> Result<(SpaceView, Vec<DoorDate>), Answer> {
    let slug = ask.param("slug");
    let space = ask.house.catalogue.space(slug).await?.ok_or(Answer::NotFound)?;
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let dates = ask.house.days.at_door(&ask.actor, slug).await?.ok_or(Answer::NotFound)?;
    Ok((space, dates))
}

fn page(ask: &Ask, space: SpaceView, dates: Vec<DoorDate>, form: Form) -> Page {
    let l = ask.locale;
    let name = space.space.name.get(l.code()).to_owned();
    let (title, status) = (form.title(&t!(l, doorsign.check_in_title, space = name)), form.status());
    let done = ask.query.get("done") == "here" && status == 200;
    Page::new("bookings", title, move || {
        view! { <CheckIn l=l space=space dates=dates form=form done=done /> }.into_any()
    })
    .with_status(status)
}

#[component]
fn CheckIn(l: Locale, space: SpaceView, dates: Vec<DoorDate>, form: Form, done: bool) -> impl IntoView {
    let name = space.space.name.get(l.code()).to_owned();
    let path = l.href(&format!("/spaces/{}", space.space.slug));
    let none = dates.is_empty();
    let item = |date: DoorDate| view! { <Date l=l date=date done=done /> };
    view! {
        <div class="check-in stack measure">
            <p class="crumb"><a href=path.clone()>{name.clone()}</a></p>
            <h1>{t!(l, doorsign.check_in_title, space = name)}</h1>
            <ErrorSummary form=&form />
            {dates.into_iter().map(item).collect_view()}
            {none.then(|| view! {
                <p class="lead">{t!(l, doorsign.nothing_here, minutes = dates::duration(l, EARLY_MINUTES.into()))}</p>
                <p class="buttons">
                    <a class="button" href=path>{t!(l, doorsign.to_space)}</a>
                    <a class="button button--quiet" href=l.href("/bookings")>{t!(l, bookings.mine)}</a>
                </p>
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Date(l: Locale, date: DoorDate, done: bool) -> impl IntoView {
    let href = l.href(&format!("/bookings/{}", date.booking));
    let presence = date.presence;
    let heading = format!("d-{}", date.id);
    let labelled = heading.clone();
    let about = match presence.stage {
        Stage::Here => {
            let since = presence.came_at.map(|at| dates::at(l, at.time())).unwrap_or_default();
            let text = t!(l, doorsign.you_are_here, since = since);
            let role = done.then_some("status");
            view! { <p class="notice notice--good" role=role>{text}</p> }.into_any()
        }
        Stage::NoShow => view! { <p class="notice notice--attention">{t!(l, day.refused_given_up)}</p> }.into_any(),
        _ => presence
            .given_up_at
            .map(|at| view! { <p>{t!(l, doorsign.given_up_at, time = dates::at(l, at.time()))}</p> })
            .into_any(),
    };
    let button = presence.check_in.then(|| {
        view! {
            <form method="post">
                <Hidden name="date" value=date.id.to_string() />
                <Submit label=t!(l, doorsign.i_am_here) />
            </form>
        }
    });
    view! {
        <section class="stack" aria-labelledby=labelled>
            <h2 id=heading><a href=href>{date.title}</a></h2>
            <p class="lead"><WhenTime l=l when=date.when /></p>
            <p>{date.space.name.get(l.code()).to_owned()}</p>
            {about}
            {button}
        </section>
    }
    .into_any()
}
