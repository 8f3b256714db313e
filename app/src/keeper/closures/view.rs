//! What is closed, the form that closes, and what lies under it, each with its fates.

use domain::{
    desk::{ClosurePlan, ClosureView, Closures, Conflict, Fate, KeptDate, OfferUnder, SiteView},
    id::ClosureId,
    slot::When,
    space::SpaceRef,
};
use leptos::prelude::*;

use super::read::{fate_name, fate_word, reopen_word};
use crate::{
    bookings::series_form::RepeatFields,
    keeper::desk::DeskNav,
    t,
    texts::Locale,
    ui::{
        dates::{self, WhenTime},
        form::{Checkboxes, Choices, ErrorSummary, Field, Form, Hidden, Submit, TextArea},
        words,
    },
};

/// So many dates of a closure are listed; the others are counted.
const MOST_LISTED: usize = 6;

/// The page with everything it shows.
pub struct Shown {
    /// What is closed.
    pub closures: Closures,
    /// The form.
    pub form: Form,
    /// What it would be, when bookings lie under it.
    pub plan: Option<ClosurePlan>,
    /// What was just done.
    pub done: Option<&'static str>,
}

/// The houses one may close.
#[component]
pub fn Choose(l: Locale, sites: Vec<SiteView>) -> impl IntoView {
    let site = |site: SiteView| {
        view! { <li class="rows__item"><a href=l.href(&format!("/keeper/closures/{}", site.slug))>{site.name}</a></li> }
    };
    view! {
        <div class="stack">
            <h1>{t!(l, closures.title)}</h1>
            <DeskNav l=l here="/keeper/closures" />
            <p>{t!(l, closures.intro)}</p>
            <ul class="rows">{sites.into_iter().map(site).collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// The closures of one house.
#[component]
pub fn ClosuresOf(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { closures: Closures { site, whole, spaces, closures }, form, plan, done } = shown;
    let standing = if closures.is_empty() {
        view! { <p>{t!(l, closures.none)}</p> }.into_any()
    } else {
        let closure = |closure| view! { <Closure l=l closure=closure /> };
        view! { <ul class="rows">{closures.into_iter().map(closure).collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="stack">
            <h1>{t!(l, closures.title)}</h1>
            <DeskNav l=l here="/keeper/closures" />
            <p class="lead">{site.name}</p>
            <ErrorSummary form=&form />
            {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
            <section class="stack" aria-labelledby="closed">
                <h2 id="closed">{t!(l, closures.standing)}</h2>
                {standing}
            </section>
            <section class="stack" aria-labelledby="close">
                <h2 id="close">{t!(l, closures.new)}</h2>
                <p>{t!(l, closures.new_intro)}</p>
                <CloseForm l=l form=form whole=whole spaces=spaces plan=plan />
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Closure(l: Locale, closure: ClosureView) -> impl IntoView {
    let about = closure.reason.clone();
    // A closure of one stretch of time ends as a whole.
    let each = (closure.may_reopen && closure.dates.len() > 1).then_some(closure.id);
    let kept = (!closure.kept.is_empty()).then(|| view! { <KeptUnder l=l kept=closure.kept /> });
    let reopen = closure.may_reopen.then(|| {
        view! {
            <form method="post">
                <button class="button button--quiet" type="submit" name="reopen" value=closure.id.to_string()>
                    {t!(l, closures.reopen)} <span class="visually-hidden">": " {about}</span>
                </button>
            </form>
        }
    });
    view! {
        <li class="rows__item" id=format!("closure-{}", closure.id)>
            <h3 class="rows__title">{closure.reason}</h3>
            <p>{what(l, &closure.spaces)}</p>
            <Stretches l=l dates=closure.dates each=each />
            {kept}
            {reopen}
        </li>
    }
    .into_any()
}

/// When it is closed: the first stretches of time, the others to unfold; each to be opened again where it may be.
#[component]
fn Stretches(l: Locale, dates: Vec<When>, each: Option<ClosureId>) -> impl IntoView {
    let stretch = move |when: When| {
        let open = each.map(|id| {
            view! {
                <button class="link" type="submit" name="reopen" value=reopen_word(id, when.slot.from())>
                    {t!(l, closures.reopen_date)}
                    <span class="visually-hidden">": " {dates::when(l, &when)}</span>
                </button>
            }
        });
        view! { <li><WhenTime l=l when=when /> " " {open}</li> }
    };
    let mut first = dates;
    let rest = first.split_off(first.len().min(MOST_LISTED));
    let more = (!rest.is_empty()).then(|| {
        view! {
            <details>
                <summary>{t!(l, closures.more_dates, count = rest.len())}</summary>
                <ul class="plain">{rest.into_iter().map(stretch).collect_view()}</ul>
            </details>
        }
    });
    let list = view! {
        <ul class="plain">{first.into_iter().map(stretch).collect_view()}</ul>
        {more}
    };
    match each {
        Some(_) => view! { <form method="post">{list}</form> }.into_any(),
        None => list.into_any(),
    }
}

/// What takes place all the same.
#[component]
fn KeptUnder(l: Locale, kept: Vec<KeptDate>) -> impl IntoView {
    let count = kept.len();
    let date = |date: KeptDate| {
        let href = l.href(&format!("/bookings/{}", date.booking));
        let space = date.space.name.get(l.code()).to_owned();
        view! { <li><a href=href>{date.title}</a> ", " {space} ", " <WhenTime l=l when=date.when /></li> }
    };
    view! {
        <details>
            <summary>{t!(l, closures.kept_under, count = count)}</summary>
            <ul class="plain">{kept.into_iter().map(date).collect_view()}</ul>
        </details>
    }
}

/// The first stretches of time of a closure; the others are counted.
#[component]
pub fn Dates(l: Locale, dates: Vec<When>) -> impl IntoView {
    let more = dates.len().saturating_sub(MOST_LISTED);
    let dates = dates.into_iter().take(MOST_LISTED).map(|when| view! { <li><WhenTime l=l when=when /></li> });
    view! {
        <ul class="plain">{dates.collect_view()}</ul>
        {(more > 0).then(|| view! { <p class="quiet">{t!(l, closures.more_dates, count = more)}</p> })}
    }
}

/// What is closed; no spaces: the whole house.
pub fn what(l: Locale, spaces: &[SpaceRef]) -> String {
    if spaces.is_empty() { t!(l, closures.whole).to_owned() } else { named(l, spaces) }
}

fn named(l: Locale, spaces: &[SpaceRef]) -> String {
    let names: Vec<String> = spaces.iter().map(|space| space.name.get(l.code()).to_owned()).collect();
    words::list(l, &names)
}

#[component]
fn CloseForm(l: Locale, form: Form, whole: bool, spaces: Vec<SpaceRef>, plan: Option<ClosurePlan>) -> impl IntoView {
    // Whoever keeps single spaces closes nothing but those.
    let what = match whole {
        true => {
            let options = vec![
                ("all".to_owned(), t!(l, closures.whole).to_owned()),
                ("some".to_owned(), t!(l, closures.some).to_owned()),
            ];
            view! { <Choices form=&form name="what" legend=t!(l, closures.what) options=options /> }.into_any()
        }
        false => view! { <Hidden name="what" value="some" /> }.into_any(),
    };
    let options = spaces.iter().map(|space| (space.slug.clone(), space.name.get(l.code()).to_owned())).collect();
    let request = form.fields().get("request").to_owned();
    let decides = plan.as_ref().is_some_and(|plan| !plan.is_clear());
    let under = plan.map(|plan| view! { <UnderIt l=l form=form.clone() plan=plan /> });
    view! {
        <form class="form closure" method="post">
            <Hidden name="request" value=request />
            <Field form=&form name="reason" label=t!(l, closures.reason) hint=t!(l, closures.reason_hint) required=true maxlength=160u16 />
            <div class="closure__when">
                <Field form=&form name="date" label=t!(l, closures.from_day) kind="date" width="medium" required=true />
                <Field form=&form name="from" label=t!(l, closures.from_time) kind="time" width="short" hint=t!(l, closures.from_hint) />
                <Field form=&form name="to" label=t!(l, closures.to_day) kind="date" width="medium" hint=t!(l, closures.to_hint) />
                <Field form=&form name="until" label=t!(l, closures.to_time) kind="time" width="short" hint=t!(l, closures.until_hint) />
            </div>
            {what}
            <div class="closure__spaces">
                <Checkboxes form=&form name="space" legend=t!(l, closures.spaces) options=options />
            </div>
            <RepeatFields l=l form=form.clone() />
            {under}
            <p class="buttons">
                <Submit label=if decides { t!(l, closures.go_on) } else { t!(l, closures.close) } intent="close" />
                <button class="button button--quiet" type="submit" name="do" value="look">{t!(l, closures.look)}</button>
            </p>
        </form>
    }
    .into_any()
}

/// What lies under a closure, each with its fate, and what those are told who have to go.
#[component]
fn UnderIt(l: Locale, form: Form, plan: ClosurePlan) -> impl IntoView {
    let dates = t!(l, closures.plan_dates, count = plan.dates.len());
    if plan.is_clear() {
        return view! { <p class="notice notice--good" role="status">{dates} " " {t!(l, closures.no_conflicts)}</p> }
            .into_any();
    }
    let count = plan.conflicts.len();
    let conflict = |conflict| view! { <Under l=l form=form.clone() conflict=conflict /> };
    let conflicts = plan.conflicts.into_iter().map(conflict).collect_view();
    let under = (count > 0).then(|| {
        view! {
            <h3 id="under">{t!(l, closures.under, count = count)}</h3>
            <p>{dates} " " {t!(l, closures.under_intro)}</p>
            {(count > 1).then(|| view! { <ForAll l=l form=form.clone() /> })}
            <ol class="requests">{conflicts}</ol>
        }
    });
    view! {
        <div class="stack closure__under">
            {under}
            <Offers l=l offers=plan.offers />
            <TextArea form=&form name="message" label=t!(l, closures.message) hint=t!(l, closures.message_hint) rows=3 maxlength=1000u16 />
        </div>
    }
    .into_any()
}

/// One fate for all that lies under it.
#[component]
fn ForAll(l: Locale, form: Form) -> impl IntoView {
    let options = [
        ("each", t!(l, closures.all_each)),
        ("move", t!(l, closures.all_move)),
        ("cancel", t!(l, closures.all_cancel)),
        ("keep", t!(l, closures.all_keep)),
    ];
    let options = options.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    view! { <Choices form=form name="all" legend=t!(l, closures.all) hint=t!(l, closures.all_hint) options=options /> }
}

/// The offers under it: there is nothing to decide about them.
#[component]
fn Offers(l: Locale, offers: Vec<OfferUnder>) -> impl IntoView {
    let count = offers.len();
    let offer = |offer| view! { <li>{offer_line(l, &offer)}</li> };
    let offers = offers.into_iter().map(offer).collect_view();
    (count > 0).then(|| {
        view! {
            <h3>{t!(l, closures.offers, count = count)}</h3>
            <p>{t!(l, closures.offers_intro)}</p>
            <ul class="plain stack-tight">{offers}</ul>
        }
    })
}

/// Whom what is offered.
pub fn offer_line(l: Locale, offer: &OfferUnder) -> String {
    let (name, email) = &offer.person;
    let who = if name.is_empty() { email } else { name };
    let space = offer.space.name.get(l.code());
    [who.as_str(), &offer.organisation, space, &dates::when(l, &offer.when)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// What becomes of a date, as one would say it.
pub fn fate_text(l: Locale, conflict: &Conflict, fate: Fate) -> String {
    match fate {
        Fate::Keep if conflict.asked => t!(l, closures.keep_request).to_owned(),
        Fate::Keep => t!(l, closures.keep).to_owned(),
        Fate::Cancel => t!(l, closures.cancel).to_owned(),
        Fate::Decline => t!(l, closures.decline).to_owned(),
        Fate::Move(_) => {
            let Some(there) = &conflict.elsewhere else { return String::new() };
            let place = t!(l, bookings.space_at, space = there.name.get(l.code()), site = there.site.name);
            match (conflict.near().is_some(), conflict.asked) {
                (true, false) => t!(l, closures.move_to, place = place),
                (true, true) => t!(l, closures.move_request_to, place = place),
                (false, false) => t!(l, closures.move_to_town, place = place, town = there.site.town),
                (false, true) => t!(l, closures.move_request_to_town, place = place, town = there.site.town),
            }
        }
    }
}

#[component]
fn Under(l: Locale, form: Form, conflict: Conflict) -> impl IntoView {
    let name = fate_name(conflict.occurrence);
    let href = l.href(&format!("/bookings/{}", conflict.booking));
    let space = conflict.space.name.get(l.code()).to_owned();
    let legend = t!(l, closures.fate_of, title = conflict.title, when = dates::when(l, &conflict.when));
    let there = conflict.elsewhere.as_ref().map(|there| Fate::Move(there.id));
    let fates = [Some(Fate::Keep), there, Some(conflict.end())].into_iter().flatten();
    let fates = fates.filter(|fate| conflict.allows(*fate));
    let options: Vec<(String, String)> = fates.map(|fate| (fate_word(fate), fate_text(l, &conflict, fate))).collect();
    let of_event = conflict.event.as_ref().map(|slug| {
        let href = l.href(&format!("/events/{slug}"));
        view! { <p class="quiet"><a href=href>{t!(l, closures.of_event)}</a></p> }
    });
    let nowhere = (conflict.elsewhere.is_none() && conflict.event.is_none())
        .then(|| view! { <p class="quiet">{t!(l, closures.nowhere)}</p> });
    let asked = conflict.asked.then(|| view! { <span class="tag">{t!(l, closures.request)}</span> " " });
    // What moves with all others needs no decision of its own.
    let moves = conflict.near().is_some() || conflict.event.is_some();
    view! {
        <li class="request" class:closure__moves=moves>
            <article>
                <h4 class="request__title">{asked}<a href=href>{conflict.title.clone()}</a></h4>
                <p>
                    {space} ", " <WhenTime l=l when=conflict.when /> ", " {conflict.organisation} ", "
                    {t!(l, closures.people, count = conflict.people)}
                </p>
                {of_event}
                {nowhere}
                <div class="closure__each"><Choices form=form name=name legend=legend options=options /></div>
            </article>
        </li>
    }
    .into_any()
}
