//! “Why can X not book this?”: every rule that is in the way, and who may lift it (I7).
//!
//! The question names a person, so it travels in the body and stands in no address.

use domain::{
    booking::BookingRefusal,
    desk::{LocalWish, SiteView, Why},
    rules::{Admission, BrokenRule, Lifter},
};
use leptos::prelude::*;

use super::desk::{DeskNav, kept};
use crate::{
    ask::Ask,
    bookings::{refusal_text, wish},
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{ErrorSummary, Field, Form, SelectGrouped, Submit},
        rules,
    },
};

/// Asks about whom, and what.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn ask_why(ask: Ask) -> Answered {
    let sites = kept(&ask).await?;
    Ok(page(&ask, sites, ask.query.clone(), Problems::default(), None).into())
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
            Ok(found) => answers = Some(found),
            Err(text) => problems = Problems::whole(text),
        }
    }
    Ok(page(&ask, sites, ask.form.clone(), problems, answers).into())
}

async fn explained(ask: &Ask, wish: &LocalWish, who: &str) -> Result<Result<Vec<Why>, &'static str>, Answer> {
    match ask.house.keeping.why(&ask.actor, wish, who).await {
        Ok(found) => Ok(Ok(found)),
        Err(BookingRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(refusal) => Ok(Err(refusal_text(ask.locale, &refusal))),
    }
}

fn page(ask: &Ask, sites: Vec<SiteView>, fields: Fields, problems: Problems, answers: Option<Vec<Why>>) -> Page {
    let l = ask.locale;
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(t!(l, why.title)), form.status());
    let body = move || view! { <WhyForm l=l form=form sites=sites answers=answers /> }.into_any();
    Page::new("keeper", title, body).with_status(status)
}

#[component]
fn WhyForm(l: Locale, form: Form, sites: Vec<SiteView>, answers: Option<Vec<Why>>) -> impl IntoView {
    let spaces = |site: SiteView| {
        let space = |space: domain::desk::SpaceView| (space.space.slug, space.space.name.get(l.code()).to_owned());
        (site.name, site.spaces.into_iter().map(space).collect())
    };
    let groups: Vec<(String, Vec<(String, String)>)> = sites.into_iter().map(spaces).collect();
    let answers = answers.map(|answers| {
        let one = |answer: Why| view! { <Answered l=l answer=answer /> };
        view! { <div class="stack" role="status">{answers.into_iter().map(one).collect_view()}</div> }
    });
    view! {
        <div class="stack">
            <h1>{t!(l, why.title)}</h1>
            <DeskNav l=l here="/keeper/why" />
            <ErrorSummary form=&form />
            {answers}
            <form class="form" method="post">
                <Field form=&form name="who" label=t!(l, why.who) hint=t!(l, why.who_hint) required=true />
                <SelectGrouped form=&form name="space" label=t!(l, bookings.space) none=None required=true groups=groups />
                <div class="fields">
                    <Field form=&form name="date" label=t!(l, bookings.date) kind="date" width="medium" required=true />
                    <Field form=&form name="from" label=t!(l, bookings.from) kind="time" width="short" required=true />
                    <Field form=&form name="until" label=t!(l, bookings.until) kind="time" width="short" required=true />
                </div>
                <Field form=&form name="people" label=t!(l, bookings.people) kind="number" min="1" max="9999" width="short" required=true />
                <Submit label=t!(l, why.ask) />
            </form>
        </div>
    }
    .into_any()
}

/// How it stands for one person and organisation.
#[component]
fn Answered(l: Locale, answer: Why) -> impl IntoView {
    let Why { name, organisation, verdict } = answer;
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
        let lifter = match rule.lifted_by() {
            Lifter::Keeper => t!(l, why.lifted_by_you),
            other => rules::lifter(l, other).unwrap_or_else(|| t!(l, why.lifted_by_nobody)),
        };
        view! { <li>{rules::broken_rule(l, rule)} " " <span class="quiet">{lifter}</span></li> }
    };
    let class = if verdict.is_free() { "notice notice--good" } else { "notice notice--refusal" };
    view! {
        <section class=class>
            <h2 class="notice__title">{whose}</h2>
            <p>{says}</p>
            <ul>{verdict.broken.iter().map(reason).collect_view()}</ul>
        </section>
    }
    .into_any()
}
