//! “Why can X not book this?”: every rule that is in the way, and who may lift it (I7).
//!
//! The question names a person, so it travels in the body and stands in no address.

use domain::{
    booking::BookingRefusal,
    desk::{Behalf, BusyWhat, ClosureView, LocalWish, SiteView, SpaceView, Why},
    rules::{Admission, BrokenRule, Lifter, Verdict},
};
use leptos::prelude::*;

use super::desk::{DeskNav, kept};
use crate::{
    ask::Ask,
    bookings::{
        refusal_text,
        tell::{self, Teller},
        wish,
        wish_form::{Choice, WishFields},
    },
    form::{Fields, Problems},
    islands::{Link, Way},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{ErrorSummary, Field, Form, Submit},
        rules,
    },
};

/// What the house says about somebody, with what the page needs to say it.
struct Found {
    why: Why,
    /// What would work instead, as forms to book it for her organisation.
    ways: Vec<Way>,
}

/// Everything that was found out.
struct Answers {
    found: Vec<Found>,
    /// The closures of the house that she can end, where one of them is in the way.
    reopen: Vec<ClosureView>,
    /// The site of the space, by its slug.
    site: String,
}

/// Asks about whom, and what.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn ask_why(ask: Ask) -> Answered {
    let sites = kept(&ask).await?;
    let known = ask.house.keeping.holders(&ask.actor).await?;
    Ok(page(&ask, sites, known, ask.query.clone(), Problems::default(), None).into())
}

/// Answers.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn why(ask: Ask) -> Answered {
    let sites = kept(&ask).await?;
    let l = ask.locale;
    let asked = wish::read(l, &ask.form, true);
    let mut problems = asked.problems;
    let who = ask.form.text("who");
    if who.is_none() {
        problems.add("who", t!(l, why.problem_who));
    }
    let mut answers = None;
    if let (Some(wish), Some(who)) = (&asked.wish, who) {
        match explained(&ask, wish, who).await? {
            Ok(found) if found.is_empty() => problems.add("who", t!(l, why.nobody)),
            Ok(found) => answers = Some(answered(&ask, &sites, wish, found).await?),
            Err(text) => problems = Problems::whole(text),
        }
    }
    let known = ask.house.keeping.holders(&ask.actor).await?;
    Ok(page(&ask, sites, known, ask.form.clone(), problems, answers).into())
}

async fn explained(ask: &Ask, wish: &LocalWish, who: &str) -> Result<Result<Vec<Why>, &'static str>, Answer> {
    match ask.house.keeping.why(&ask.actor, wish, who, ask.form.parse("request")).await {
        Ok(found) => Ok(Ok(found)),
        Err(BookingRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(refusal) => Ok(Err(refusal_text(ask.locale, &refusal))),
    }
}

/// The space of this slug, where she keeps it.
fn space<'a>(sites: &'a [SiteView], slug: &str) -> Option<&'a SpaceView> {
    sites.iter().flat_map(|site| &site.spaces).find(|space| space.space.slug == slug)
}

async fn answered(ask: &Ask, sites: &[SiteView], wish: &LocalWish, found: Vec<Why>) -> Result<Answers, Answer> {
    let space = space(sites, &wish.space);
    let site = space.map(|space| space.space.site.slug.clone()).unwrap_or_default();
    let closed = |why: &Why| why.verdict.broken.iter().any(|rule| matches!(rule, BrokenRule::Closure { .. }));
    let mut reopen = Vec::new();
    if found.iter().any(closed) {
        let here = ask.house.closing.closures(&ask.actor, &site).await?;
        reopen = here.map(|here| here.closures).unwrap_or_default();
        reopen.retain(|closure| closure.may_reopen);
    }
    let teller = Teller { l: ask.locale, actor: ask.actor.clone(), moves: None, space: space.cloned() };
    let with_ways = |why: Why| {
        let organisation = why.organisation.as_ref().map(|of| of.name.clone()).unwrap_or_default();
        let behalf = Some(Behalf { organisation, contact: String::new() });
        let ways = teller.ways(&LocalWish { behalf, ..wish.clone() }, &why.verdict);
        Found { why, ways }
    };
    Ok(Answers { found: found.into_iter().map(with_ways).collect(), reopen, site })
}

fn page(
    ask: &Ask,
    sites: Vec<SiteView>,
    known: Vec<String>,
    fields: Fields,
    problems: Problems,
    answers: Option<Answers>,
) -> Page {
    let l = ask.locale;
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(t!(l, why.title)), form.status());
    let body = move || view! { <WhyForm l=l form=form sites=sites known=known answers=answers /> }.into_any();
    Page::new("keeper", title, body).with_status(status)
}

#[component]
fn WhyForm(
    l: Locale,
    form: Form,
    sites: Vec<SiteView>,
    /// The organisations she may book for, by name.
    known: Vec<String>,
    answers: Option<Answers>,
) -> impl IntoView {
    let known = known.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    // What there is to choose depends on the space: it is there as soon as that is known.
    let chosen = space(&sites, form.fields().get("space")).cloned();
    let spaces = |site: SiteView| {
        let space = |space: SpaceView| (space.space.slug, space.space.name.get(l.code()).to_owned());
        (site.name, site.spaces.into_iter().map(space).collect())
    };
    let choice = Choice { space: chosen, spaces: sites.into_iter().map(spaces).collect() };
    let answers = answers.map(|Answers { found, reopen, site }| {
        let closures = l.href(&format!("/keeper/closures/{site}"));
        let one = |found: Found| view! { <Said l=l found=found reopen=reopen.clone() closures=closures.clone() /> };
        view! { <div class="stack" role="status">{found.into_iter().map(one).collect_view()}</div> }
    });
    view! {
        <div class="stack">
            <h1>{t!(l, why.title)}</h1>
            <DeskNav l=l here="/keeper/why" />
            <ErrorSummary form=&form />
            {answers}
            <form class="form" method="post">
                <Field form=&form name="who" label=t!(l, why.who) hint=t!(l, why.who_hint) list="known" required=true />
                <datalist id="known">{known}</datalist>
                <WishFields l=l form=form.clone() choice=choice />
                <Submit label=t!(l, why.ask) />
            </form>
        </div>
    }
    .into_any()
}

/// How it stands for one person and organisation.
#[component]
fn Said(l: Locale, found: Found, reopen: Vec<ClosureView>, closures: String) -> impl IntoView {
    let Found { why: Why { name, organisation, verdict }, ways } = found;
    let organisation = organisation.map(|of| of.name);
    let whose = match organisation {
        Some(of) if name.is_empty() => of,
        Some(of) => t!(l, why.for_whom, name = name, organisation = of),
        None => name,
    };
    let says = match (verdict.is_free(), verdict.admission) {
        (true, Admission::AtOnce) => t!(l, why.at_once),
        (true, Admission::Ask) => t!(l, why.on_request),
        (false, _) => t!(l, why.not_at_all),
    };
    let reason = |rule: &BrokenRule| {
        let ends = ending(&reopen, rule).map(|closure| format!("{closures}#closure-{}", closure.id));
        let lifter = match verdict.lifter(rule) {
            _ if ends.is_some() => t!(l, why.reopened_by_you),
            Lifter::Keeper => t!(l, why.lifted_by_you),
            other => rules::lifter(l, other).unwrap_or_else(|| t!(l, why.lifted_by_nobody)),
        };
        let ends = ends.map(|href| view! { " " <a href=href>{t!(l, keeper.to_closure)}</a> });
        let lessons = tell::proving(l, rule, &verdict.lessons);
        let lessons = (!lessons.is_empty()).then(|| view! { <p>{t!(l, why.lessons)}</p> <ul>{links(lessons)}</ul> });
        view! { <li>{rules::broken_rule(l, rule)} " " <span class="quiet">{lifter}</span> {ends} {lessons}</li> }
    };
    let class = if verdict.is_free() { "notice notice--good" } else { "notice notice--refusal" };
    let there = there(l, &verdict);
    let ways: Vec<Link> = ways.into_iter().map(|Way { href, text, .. }| Link { href, text }).collect();
    view! {
        <section class=class>
            <h2 class="notice__title">{whose}</h2>
            <p>{says}</p>
            <ul>{verdict.broken.iter().map(reason).collect_view()}</ul>
            {(!there.is_empty()).then(|| view! { <h3>{t!(l, why.there)}</h3> <ul>{links(there)}</ul> })}
            {(!ways.is_empty()).then(|| view! { <h3>{t!(l, bookings.ways)}</h3> <ul>{links(ways)}</ul> })}
        </section>
    }
    .into_any()
}

fn links(links: Vec<Link>) -> AnyView {
    let link = |link: Link| view! { <li><a href=link.href>{link.text}</a></li> };
    links.into_iter().map(link).collect_view().into_any()
}

/// The closure a rule tells of, where she can end it.
fn ending<'a>(reopen: &'a [ClosureView], rule: &BrokenRule) -> Option<&'a ClosureView> {
    let BrokenRule::Closure { reason, when } = rule else { return None };
    reopen.iter().find(|closure| closure.reason == *reason && closure.dates.iter().any(|date| date.slot == when.slot))
}

/// What has the time, where it is the time that is lacking.
fn there(l: Locale, verdict: &Verdict) -> Vec<Link> {
    let lacking = |rule: &BrokenRule| matches!(rule, BrokenRule::Taken { .. } | BrokenRule::Held { .. });
    if !verdict.broken.iter().any(lacking) {
        return Vec::new();
    }
    let link = |what: &BusyWhat| match what {
        BusyWhat::Booking { id, title } => Some(Link { href: l.href(&format!("/bookings/{id}")), text: title.clone() }),
        BusyWhat::Event { slug, title } => {
            Some(Link { href: l.href(&format!("/events/{slug}")), text: title.get(l.code()).to_owned() })
        }
        BusyWhat::Taken | BusyWhat::Held | BusyWhat::Closure { .. } => None,
    };
    verdict.in_the_way.iter().filter_map(link).collect()
}
