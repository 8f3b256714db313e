//! `/bookings/waiting`: what one waits for, what is offered, and the form that adds a wish.

use domain::{
    desk::{Facets, SiteView, WaitingView, offered},
    id::WaitingId,
    space::Equipment,
    waiting::WaitingRefusal,
};
use leptos::prelude::*;

use super::{
    own_view::{FreeNow, Own, Shown},
    read, say,
};
use crate::{
    ask::Ask,
    bookings::{behalf::Whom, wish},
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    ui::{dates, form::Form},
};

/// Shows the list, and the form with what the address wishes for.
///
/// # Errors
/// When nobody is signed in, or the house cannot answer now.
pub async fn ask_own(ask: Ask) -> Answered {
    let known = Known::load(&ask).await?;
    let fields = ask.query.with("request", &ask.request().to_string());
    Ok(page(&ask, known, &fields, Problems::default(), None).into())
}

/// Puts a wish on the list, takes one off it, or declines an offer.
///
/// # Errors
/// When nobody is signed in, or the house cannot answer now.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let desk = &ask.house.waiting;
    if let Some(id) = ask.form.parse::<WaitingId>("leave") {
        return Ok(ended(desk.leave(&ask.actor, id).await, "left"));
    }
    if let Some(id) = ask.form.parse::<WaitingId>("decline") {
        let declined = match say::seen(ask.form.get("offer")) {
            Some(seen) => desk.decline(&ask.actor, id, seen).await,
            None => Err(WaitingRefusal::OtherOffer),
        };
        if declined == Err(WaitingRefusal::OtherOffer) {
            let known = Known::load(&ask).await?;
            let fields = ask.query.with("request", &ask.request().to_string());
            let problems = Problems::whole(t!(l, waiting.other_offer));
            return Ok(page(&ask, known, &fields, problems, None).into());
        }
        return Ok(ended(declined, "declined"));
    }
    let known = Known::load(&ask).await?;
    let request = ask.request();
    let fields = ask.form.with("request", &request.to_string());
    let new = match read::read(l, &fields, request) {
        Ok(new) => new,
        Err(problems) => return Ok(page(&ask, known, &fields, problems, None).into()),
    };
    let (wanted, behalf) = (new.wanted.clone(), new.behalf.clone());
    let exact = wanted.pattern.exact().is_some();
    match desk.wait_for(&ask.actor, new).await {
        Ok(_) => Ok(Answer::Goto("/bookings/waiting?done=waits".to_owned())),
        Err(WaitingRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(refusal) => {
            let free = match &refusal {
                WaitingRefusal::Free(way) => {
                    let local = way.when.local;
                    let wished = domain::desk::LocalWish {
                        space: way.space.slug.clone(),
                        date: local.from.date(),
                        from: local.from.time(),
                        until: local.until.time(),
                        last: local.last(),
                        people: wanted.people,
                        layout: wanted.layout,
                        units: wanted.units,
                        use_kind: wanted.use_kind,
                        along: wanted.along,
                        behalf,
                    };
                    let href = l.href(&format!("/bookings/new?{}", wish::fields(&wished).encode()));
                    let space = way.space.name.get(l.code());
                    let what = t!(l, bookings.space_when, space = space, when = dates::span(l, local));
                    Some(FreeNow { what, href })
                }
                _ => None,
            };
            Ok(page(&ask, known, &fields, read::problems(l, &refusal, exact), free).into())
        }
    }
}

/// After a button of the list. What is gone already is what she wanted.
fn ended(outcome: Result<(), WaitingRefusal>, done: &str) -> Answer {
    match outcome {
        Ok(()) => Answer::Goto(format!("/bookings/waiting?done={done}")),
        Err(WaitingRefusal::Unavailable) => Answer::Unavailable,
        Err(WaitingRefusal::NoOffer) => Answer::Goto("/bookings/waiting?done=gone".to_owned()),
        Err(WaitingRefusal::Forbidden) => Answer::SignIn,
        Err(_) => Answer::NotFound,
    }
}

/// What the page shows beside the form.
struct Known {
    wishes: Vec<WaitingView>,
    sites: Vec<SiteView>,
    facets: Facets,
    /// What the space that is chosen lends, and for whom it may be asked for.
    things: Vec<Equipment>,
    whom: Whom,
}

impl Known {
    async fn load(ask: &Ask) -> Result<Self, Answer> {
        if ask.person().is_none() {
            return Err(Answer::SignIn);
        }
        let slug = if ask.form.get("space").is_empty() { &ask.query } else { &ask.form }.get("space").to_owned();
        let space = if slug.is_empty() { None } else { ask.house.catalogue.space(&slug).await? };
        Ok(Self {
            whom: Whom::load(ask, space.as_ref()).await?,
            things: space.map(|space| space.along).unwrap_or_default(),
            wishes: ask.house.waiting.waiting(&ask.actor).await?,
            sites: offered(ask.house.catalogue.sites().await?, &slug),
            facets: ask.house.catalogue.facets().await?,
        })
    }
}

fn page(ask: &Ask, known: Known, typed: &Fields, problems: Problems, free: Option<FreeNow>) -> Page {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "waits" => Some(t!(l, waiting.done_waits)),
        "left" => Some(t!(l, waiting.done_left)),
        "declined" => Some(t!(l, waiting.done_declined)),
        "gone" => Some(t!(l, waiting.no_offer)),
        _ => None,
    };
    let form = Form::refused(l, read::with_defaults(typed, ask.house.calendar.today()), problems);
    let (title, status) = (form.title(t!(l, waiting.title)), form.status());
    let Known { wishes, sites, facets, things, whom } = known;
    let shown = Shown { wishes, sites, facets, things, whom, form, free, done: done.filter(|_| status == 200) };
    Page::new("bookings", title, move || view! { <Own l=l shown=shown /> }.into_any()).with_status(status)
}
