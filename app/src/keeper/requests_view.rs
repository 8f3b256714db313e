//! The requests as a stack to work through: who, what, when, what stands against it, and the two answers.

use chrono::NaiveDate;
use domain::{desk::RequestCard, rules::Lifter};
use leptos::prelude::*;

use super::desk::DeskNav;
use crate::{
    bookings::wish,
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::{
        dates::{self, Moment, WhenTime},
        form::{ErrorSummary, Form, Hidden, Submit, TextArea, control_id},
        rules,
        say::things,
        words::Word,
    },
};

/// The page with everything it shows.
pub struct Shown {
    /// The requests, the oldest first.
    pub cards: Vec<RequestCard>,
    /// The form of the one that was answered last.
    pub form: Form,
    /// What was just done.
    pub done: Option<&'static str>,
    /// What became of each of several.
    pub became: Vec<Became>,
    /// Today's date.
    pub today: NaiveDate,
}

/// What became of one of several requests that were answered together.
pub struct Became {
    /// It was answered.
    pub done: bool,
    /// In words.
    pub text: String,
}

impl Became {
    /// It was answered.
    #[must_use]
    pub const fn done(text: String) -> Self {
        Self { done: true, text }
    }

    /// It was not.
    #[must_use]
    pub const fn refused(text: String) -> Self {
        Self { done: false, text }
    }
}

/// The whole page.
#[component]
pub fn Requests(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { cards, form, done, became, today } = shown;
    let count = cards.len();
    let card = |(place, card): (usize, RequestCard)| {
        let pick = (count > 1).then_some(place);
        view! { <Request l=l card=card form=form.clone() today=today pick=pick /> }
    };
    let lifts = cards.iter().any(|card| !card.against.is_empty() && liftable(card));
    let cards = cards.into_iter().enumerate().map(card).collect_view();
    view! {
        <div class="stack">
            <h1>{t!(l, keeper.requests)}</h1>
            <DeskNav l=l here="/keeper/requests" />
            <ErrorSummary form=&form />
            {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
            <Outcomes became=became />
            {if count == 0 {
                view! { <p>{t!(l, keeper.none)}</p> }.into_any()
            } else {
                view! { <p class="lead">{t!(l, keeper.waiting, count = count)}</p> <ol class="requests">{cards}</ol> }.into_any()
            }}
            {(count > 1).then(|| view! { <Several l=l form=form.clone() lifts=lifts /> })}
        </div>
    }
    .into_any()
}

/// What became of each of several.
#[component]
fn Outcomes(became: Vec<Became>) -> impl IntoView {
    let all_done = became.iter().all(|one| one.done);
    let class = if all_done { "notice notice--good" } else { "notice notice--attention" };
    let items = became.iter().map(|one| view! { <li>{one.text.clone()}</li> }).collect_view();
    (!became.is_empty()).then(|| view! { <div class=class role="status"><ul>{items}</ul></div> })
}

/// One answer for all that are ticked.
#[component]
fn Several(l: Locale, form: Form, lifts: bool) -> impl IntoView {
    let lift = lifts.then(|| {
        let (label, hint) = (t!(l, bookings.override_reason), t!(l, keeper.lift_several_hint));
        view! { <TextArea form=&form name="lift_several" label=label hint=hint rows=2 maxlength=1000u16 /> }
    });
    view! {
        <form class="form requests__several" id="several" method="post">
            <h2>{t!(l, keeper.several)}</h2>
            <p>{t!(l, keeper.several_intro)}</p>
            {lift}
            <p class="buttons">
                <Submit label=t!(l, keeper.approve_several) intent="approve-several" loose=true />
            </p>
            <TextArea form=&form name="reason_several" label=t!(l, keeper.reason) hint=t!(l, keeper.reason_hint) rows=2 required=true maxlength=1000u16 />
            <p class="buttons"><Submit label=t!(l, keeper.decline_several) intent="decline-several" look="danger" /></p>
        </form>
    }
    .into_any()
}

/// Ticked, it is answered together with others. The first one carries the id the summary of what is wrong leads to.
#[component]
fn Pick(l: Locale, card: RequestCard, form: Form, place: usize) -> impl IntoView {
    let value = format!("{} {}", card.id, card.version);
    let ticked = form.fields().all("pick").any(|one| one == value);
    let id = if place == 0 { control_id("pick") } else { format!("{}-{place}", control_id("pick")) };
    view! {
        <p class="choice">
            <input class="choice__control" type="checkbox" form="several" name="pick" id=id.clone() value=value checked=ticked />
            <label class="choice__label" for=id>
                {t!(l, day.pick)} <span class="visually-hidden">": " {card.title}</span>
            </label>
        </p>
    }
    .into_any()
}

#[component]
fn Request(l: Locale, card: RequestCard, form: Form, today: NaiveDate, pick: Option<usize>) -> impl IntoView {
    let heading = format!("r-{}", card.id);
    let labelled = heading.clone();
    let href = l.href(&format!("/bookings/{}", card.id));
    let place = t!(l, bookings.space_at, space = card.space.name.get(l.code()), site = card.space.site.name);
    let more = (card.dates > 1)
        .then(|| view! { " " <a href=href.clone()>{t!(l, bookings.more_dates, count = card.dates - 1)}</a> });
    let others = (card.others > 0).then(|| view! { <p>{t!(l, keeper.others_decide, count = card.others)}</p> });
    let (name, email) = card.booker.clone();
    let who = if name.is_empty() { email.clone() } else { name };
    let deadline =
        card.answer_by.map(|at| view! { <div><dt>{t!(l, keeper.answer_by)}</dt><dd><Moment l=l at=at /></dd></div> });
    let note = (!card.note.is_empty())
        .then(|| view! { <div><dt>{t!(l, bookings.note)}</dt><dd class="booking-note">{card.note.clone()}</dd></div> });
    let along = (!card.along.is_empty())
        .then(|| view! { <div><dt>{t!(l, bookings.fact_along)}</dt><dd>{things(l, &card.along)}</dd></div> });
    let layout = card.wish.layout.map(|layout| {
        view! { <div><dt>{t!(l, bookings.layout)}</dt><dd>{layout.word(l)}</dd></div> }
    });
    let liftable = liftable(&card);
    let against = against(l, &card);
    let shut = card.against.iter().any(|one| one.closure.is_some());
    view! {
        <li class="request">
            <article aria-labelledby=labelled>
                <h2 class="request__title" id=heading><a href=href>{card.title.clone()}</a></h2>
                <p class="quiet">{age(l, card.asked_at.date(), today)}</p>
                <dl class="facts">
                    <div><dt>{t!(l, bookings.fact_when)}</dt><dd><WhenTime l=l when=card.when />{more}</dd></div>
                    <div><dt>{t!(l, bookings.fact_what)}</dt><dd>{place}</dd></div>
                    <div><dt>{t!(l, bookings.people_short)}</dt><dd>{card.people}</dd></div>
                    {layout}
                    {along}
                    <div>
                        <dt>{t!(l, keeper.who)}</dt>
                        <dd>{card.organisation.name.clone()} ", " {who} ", " <a href=format!("mailto:{email}")>{email.clone()}</a></dd>
                    </div>
                    {note}
                    {deadline}
                </dl>
                {(!against.is_empty()).then(|| {
                    let rules = against.into_iter().map(|line| view! { <Rule l=l line=line /> }).collect_view();
                    view! {
                        <div class="notice notice--refusal">
                            <p class="notice__title">{if liftable { t!(l, keeper.against_liftable) } else { t!(l, keeper.against) }}</p>
                            <ul>{rules}</ul>
                            {shut.then(|| view! { <p>{t!(l, keeper.shut)}</p> })}
                            <Instead l=l card=card.clone() />
                        </div>
                    }
                })}
                {others}
                {pick.map(|place| view! { <Pick l=l card=card.clone() form=form.clone() place=place /> })}
                <Answers l=l card=card form=form />
            </article>
        </li>
    }
    .into_any()
}

/// Looks up what would work for whoever asked, instead of the first date.
#[component]
fn Instead(l: Locale, card: RequestCard) -> impl IntoView {
    let mut fields = wish::fields(&card.wish).0;
    fields.push(("who".to_owned(), card.booker.1.clone()));
    fields.push(("request".to_owned(), card.id.to_string()));
    let hidden = |(name, value): (String, String)| view! { <input type="hidden" name=name value=value /> };
    (!card.booker.1.is_empty()).then(|| {
        view! {
            <form method="post" action=l.href("/keeper/why")>
                {fields.into_iter().map(hidden).collect_view()}
                <button class="button button--quiet button--small" type="submit">
                    {t!(l, keeper.instead)} <span class="visually-hidden">": " {card.title.clone()}</span>
                </button>
            </form>
        }
    })
}

/// What stands against a request, in a line.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    text: String,
    /// Where the closure it tells of can be lifted.
    closure: Option<String>,
}

/// What stands against a request. Of a series each line says which dates it is about; rules that read alike are one.
fn against(l: Locale, card: &RequestCard) -> Vec<Line> {
    let mut lines: Vec<(String, Vec<NaiveDate>, Option<String>)> = Vec::new();
    for one in &card.against {
        let text = rules::broken_rule(l, &one.rule);
        let closure = one.closure.as_ref().map(|(site, id)| l.href(&format!("/keeper/closures/{site}#closure-{id}")));
        match lines.iter_mut().find(|(known, _, href)| *known == text && *href == closure) {
            Some((_, on, _)) => on.extend(&one.on),
            None => lines.push((text, one.on.clone(), closure)),
        }
    }
    let series = card.dates > 1;
    let said = |(rule, mut on, closure): (String, Vec<NaiveDate>, Option<String>)| {
        on.sort_unstable();
        let text = match on.len() {
            _ if !series => rule,
            all if all == card.dates as usize => t!(l, keeper.against_all, count = all, rule = rule),
            _ => t!(l, keeper.against_on, dates = dates::days(l, &on), rule = rule),
        };
        Line { text, closure }
    };
    lines.into_iter().map(said).collect()
}

#[component]
fn Rule(l: Locale, line: Line) -> impl IntoView {
    let link = line.closure.map(|href| view! { " " <a href=href>{t!(l, keeper.to_closure)}</a> });
    view! { <li>{line.text} {link}</li> }
}

/// True when a keeper may say yes, whatever stands against it.
fn liftable(card: &RequestCard) -> bool {
    card.against.iter().all(|one| one.lifter == Lifter::Keeper)
}

/// Yes and no. A no has a reason, which the one who asked reads.
#[component]
fn Answers(l: Locale, card: RequestCard, form: Form) -> impl IntoView {
    let id = card.id.to_string();
    // One page, many forms: only that of the request which was answered keeps what was typed.
    let answered = form.fields().get("id") == id;
    let form = if answered { form } else { Form::refused(l, Fields::default(), Problems::default()) };
    let open = form.problems().at("reason").is_some();
    let about = card.title.clone();
    let against = !card.against.is_empty();
    let number = card.id.to_string();
    let lift = {
        let form = form.clone();
        let number = number.clone();
        let about = About { name: "lift", label: t!(l, bookings.override_reason), hint: t!(l, keeper.lift_hint) };
        against.then(|| view! { <Reason about=about form=form answered=answered number=number /> })
    };
    let refusal = About { name: "reason", label: t!(l, keeper.reason), hint: t!(l, keeper.reason_hint) };
    let spoken = move || view! { <span class="visually-hidden">": " {about.clone()}</span> };
    let hidden = move || {
        view! { <Hidden name="id" value=id.clone() /> <Hidden name="version" value=card.version.to_string() /> }
    };
    view! {
        <div class="request__answers">
            {liftable(&card).then(|| {
                view! {
                    <form class="form" method="post">
                        {hidden()}
                        {lift}
                        <button class="button" type="submit" name="do" value="approve">{t!(l, keeper.approve)} {spoken()}</button>
                    </form>
                }
            })}
            <details class="request__no" open=open>
                <summary>{t!(l, keeper.decline)} {spoken()}</summary>
                <form class="form" method="post">
                    {hidden()}
                    <Reason about=refusal form=form answered=answered number=number />
                    <Submit label=t!(l, keeper.decline_now) intent="decline" look="danger" />
                </form>
            </details>
        </div>
    }
    .into_any()
}

/// What a reason is for.
struct About {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
}

/// Why, or why not. Each has an id of its own; the summary of what is wrong leads to the one that was sent.
#[component]
fn Reason(about: About, form: Form, answered: bool, number: String) -> impl IntoView {
    let About { name, label, hint } = about;
    if answered {
        return view! { <TextArea form=form name=name label=label hint=hint rows=2 required=true maxlength=1000u16 /> }
            .into_any();
    }
    let id = format!("f-{name}-{number}");
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <p class="field__hint" id=hint_id.clone()>{hint}</p>
            <textarea class="field__control field__control--full" id=id name=name rows="2" required maxlength="1000" aria-describedby=hint_id></textarea>
        </div>
    }
    .into_any()
}

/// How long it waits: `heute angefragt`.
#[must_use]
pub fn age(l: Locale, asked: NaiveDate, today: NaiveDate) -> String {
    match (today - asked).num_days() {
        ..=0 => t!(l, keeper.asked_today).to_owned(),
        1 => t!(l, keeper.asked_yesterday).to_owned(),
        days => t!(l, keeper.asked_days, count = days),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveTime, TimeZone, Utc};
    use domain::{
        desk::{Against, LocalWish},
        equipment::Along,
        id::{BookingId, ClosureId, OrganisationId, SiteId, SpaceId},
        organisation::{OrganisationKind, OrganisationRef, Sector},
        rules::BrokenRule,
        slot::{LocalSpan, Slot, When},
        space::{SiteRef, SpaceKind, SpaceRef},
        text::Localised,
    };
    use uuid::Uuid;

    use super::*;

    fn march(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, day).unwrap()
    }

    /// A morning, whatever the clock in UTC says.
    fn morning(day: u32) -> When {
        let at = |hour| march(day).and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap());
        let instant = |hour| Utc.from_utc_datetime(&at(hour));
        let slot = Slot::new(instant(9), instant(11)).unwrap();
        When { slot, local: LocalSpan { from: at(10), until: at(12) }, offset_minutes: 60 }
    }

    fn card(dates: u32, against: Vec<Against>) -> RequestCard {
        let id = SiteId(Uuid::nil());
        let site = SiteRef { id, slug: "haus".into(), name: "Haus".into(), town: "Lemgo".into() };
        let name = Localised::of("de", "Labor");
        let space = SpaceRef { id: SpaceId(Uuid::nil()), slug: "labor".into(), name, kind: SpaceKind::Lab, site };
        let organisation = OrganisationRef {
            id: OrganisationId(Uuid::nil()),
            name: "Muster".into(),
            kind: OrganisationKind::Company,
            sector: Sector::Business,
        };
        RequestCard {
            id: BookingId(Uuid::nil()),
            version: 1,
            title: "Workshop".into(),
            note: String::new(),
            space,
            when: morning(2),
            dates,
            others: 0,
            people: 4,
            along: vec![],
            organisation,
            booker: (String::new(), String::new()),
            asked_at: march(1).into(),
            answer_by: None,
            against,
            wish: LocalWish {
                space: "labor".into(),
                date: march(2),
                from: NaiveTime::from_hms_opt(10, 0, 0).unwrap(),
                until: NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
                last: None,
                people: 4,
                layout: None,
                units: 1,
                use_kind: None,
                along: Along::new(),
                behalf: None,
            },
        }
    }

    fn taken(day: u32) -> Against {
        let rule = BrokenRule::Taken { by: vec![morning(day)], free_units: 0 };
        Against { lifter: rule.usually_lifted_by(), rule, on: vec![march(day)], closure: None }
    }

    fn texts(l: Locale, card: &RequestCard) -> Vec<String> {
        against(l, card).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn of_a_series_each_rule_says_which_dates_it_is_about() {
        let grid = BrokenRule::OffGrid { grid_minutes: 15 };
        let every = |days: &[u32]| Against {
            rule: grid.clone(),
            lifter: Lifter::Keeper,
            on: days.iter().map(|day| march(*day)).collect(),
            closure: None,
        };
        let [taken_text] = texts(Locale::De, &card(1, vec![taken(3)])).try_into().unwrap();
        assert!(!taken_text.contains("März"), "of a single date nothing need be said: {taken_text}");
        assert_eq!(
            texts(Locale::De, &card(9, vec![taken(3), taken(17)])),
            [format!("3. März und 17. März: {taken_text}")],
            "what reads alike is one line"
        );
        let grid_text = rules::broken_rule(Locale::De, &grid);
        assert_eq!(
            texts(Locale::De, &card(9, vec![every(&[1, 2, 3, 4, 5, 8, 9])])),
            [format!("1. März, 2. März, 3. März und 4 weitere: {grid_text}")]
        );
        assert_eq!(texts(Locale::De, &card(2, vec![every(&[1, 2])])), [format!("Alle 2 Termine: {grid_text}")]);
        let grid_text = rules::broken_rule(Locale::En, &grid);
        assert_eq!(texts(Locale::En, &card(9, vec![every(&[1])])), [format!("1 March: {grid_text}")]);
    }

    #[test]
    fn what_is_closed_leads_to_its_closure() {
        let rule = BrokenRule::Closure { reason: "Neuer Boden".into(), when: morning(2) };
        let closure = Some(("haus".to_owned(), ClosureId(Uuid::from_u128(7))));
        let card = card(1, vec![Against { lifter: rule.usually_lifted_by(), rule, on: vec![march(2)], closure }]);
        let [line] = against(Locale::En, &card).try_into().unwrap();
        assert!(line.text.contains("Neuer Boden"));
        let href = "/en/keeper/closures/haus#closure-00000000-0000-0000-0000-000000000007";
        assert_eq!(line.closure.as_deref(), Some(href));
        assert!(!liftable(&card), "a closure is lifted where it was made");
    }

    #[test]
    fn a_request_says_how_long_it_waits() {
        let day = |day| NaiveDate::from_ymd_opt(2027, 3, day).unwrap();
        assert_eq!(age(Locale::De, day(9), day(9)), "Heute angefragt");
        assert_eq!(age(Locale::De, day(8), day(9)), "Gestern angefragt");
        assert_eq!(age(Locale::De, day(5), day(9)), "Vor 4 Tagen angefragt");
        assert_eq!(age(Locale::De, day(10), day(9)), "Heute angefragt", "in a zone ahead of the region's");
    }
}
