//! The trail: who did what, and when.

use domain::{
    desk::{Doer, Trail, TrailEntry, TrailKey, TrailSearch},
    trail::{Deed, Thing},
};
use leptos::prelude::*;

use super::frame::{self, Framed};
use crate::{
    ask::Ask,
    form::Fields,
    page::Answered,
    t,
    texts::Locale,
    ui::{
        dates::Moment,
        form::{Field, Form, Select, Submit},
        words::{self, Word},
    },
};

/// Shows it, the latest first.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn trail(ask: Ask) -> Answered {
    let l = ask.locale;
    let search = search(l, &ask.query);
    let before: Option<TrailKey> = ask.query.parse("before");
    let found = ask.house.administration.read_trail(&ask.actor, &search, before).await?;
    let found = found.ok_or_else(|| frame::nothing(&ask))?;
    let older = found.older.map(|key| ask.with_query("before", &key.to_string()));
    let newest = before.map(|_| ask.with_query("before", ""));
    let narrowed = search != TrailSearch::default();
    let framed = Framed { fields: ask.query.clone(), ..Framed::new(l, t!(l, trail.title)) };
    Ok(framed.around(l, move |form| {
        let Trail { entries, .. } = found;
        let none = entries.is_empty();
        view! {
            <p class="lead">{t!(l, trail.text)}</p>
            <Filter l=l form=form narrowed=narrowed />
            {none.then(|| view! { <p>{t!(l, trail.none)}</p> })}
            {(!none).then(|| view! { <Table l=l entries=entries /> })}
            {(older.is_some() || newest.is_some()).then(|| {
                view! {
                    <nav class="pager" aria-label=t!(l, trail.pages)>
                        {newest.map(|href| view! { <a href=href>{t!(l, trail.newest)}</a> })}
                        {older.map(|href| view! { <a rel="next" href=href>{t!(l, trail.older)}</a> })}
                    </nav>
                }
            })}
        }
        .into_any()
    }))
}

/// What is asked for. A word may be one of those this page says.
fn search(l: Locale, query: &Fields) -> TrailSearch {
    let word = query.text("q").unwrap_or_default().to_owned();
    let wanted = word.to_lowercase();
    let says = |deed: &Deed| !wanted.is_empty() && deed.word(l).to_lowercase().contains(&wanted);
    TrailSearch {
        thing: Thing::from_code(query.get("kind")),
        deeds: Deed::ALL.iter().copied().filter(says).collect(),
        word,
        person: query.text("who").unwrap_or_default().to_owned(),
        from: query.date("from"),
        until: query.date("until"),
    }
}

#[component]
fn Filter(l: Locale, form: Form, narrowed: bool) -> impl IntoView {
    let mut kinds = vec![(String::new(), t!(l, trail.any).to_owned())];
    kinds.extend(words::options(l, Thing::ALL, Thing::code));
    view! {
        <form class="fields" method="get" role="search" aria-label=t!(l, trail.filter)>
            <Select form=&form name="kind" label=t!(l, trail.kind) options=kinds />
            <Field form=&form name="q" label=t!(l, trail.word) hint=t!(l, trail.word_hint) kind="search" either=true />
            <Field form=&form name="who" label=t!(l, trail.person) hint=t!(l, trail.person_hint) kind="search" either=true />
            <Field form=&form name="from" label=t!(l, trail.from) kind="date" width="medium" either=true />
            <Field form=&form name="until" label=t!(l, trail.until) kind="date" width="medium" either=true />
            <Submit label=t!(l, trail.show) look="quiet" />
            {narrowed.then(|| view! { <a href=l.href("/admin/trail")>{t!(l, trail.clear)}</a> })}
        </form>
    }
    .into_any()
}

#[component]
fn Table(l: Locale, entries: Vec<TrailEntry>) -> impl IntoView {
    let rows = entries.into_iter().map(|entry| view! { <Row l=l entry=entry /> }).collect_view();
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-labelledby="trail-caption">
            <table class="table">
                <caption class="visually-hidden" id="trail-caption">{t!(l, trail.title)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, trail.when)}</th>
                        <th scope="col">{t!(l, trail.who)}</th>
                        <th scope="col">{t!(l, trail.what)}</th>
                        <th scope="col">{t!(l, trail.on)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, entry: TrailEntry) -> impl IntoView {
    let on = on(l, &entry);
    let TrailEntry { at, by, deed, act, thing, on: id, path, reason, .. } = entry;
    let who = match by {
        Doer::House => view! { <span class="quiet">{t!(l, trail.house)}</span> }.into_any(),
        Doer::Erased => view! { <span class="quiet">{t!(l, trail.erased)}</span> }.into_any(),
        Doer::Person(account, name, email) => {
            let called = if name.is_empty() { email } else { name };
            view! { <a href=l.href(&format!("/admin/people/{account}"))>{called}</a> }.into_any()
        }
    };
    let what = deed.map_or(act, |deed| deed.word(l).to_owned());
    let reason = (!reason.is_empty()).then(|| {
        view! { <br /> <span class="quiet">{t!(l, trail.reason, reason = reason)}</span> }
    });
    // What has no page leads to all that was done to it.
    let all = (thing != Some(Thing::Platform)).then(|| format!("/admin/trail?q={id}"));
    let on = match path.or(all) {
        Some(path) => view! { <a href=l.href(&path)>{on}</a> }.into_any(),
        None => on.into_any(),
    };
    view! {
        <tr>
            <td><Moment l=l at=at /></td>
            <td>{who}</td>
            <td>{what} {reason}</td>
            <td>{on}</td>
        </tr>
    }
    .into_any()
}

/// What it was done to: by name, else by the end of its id.
fn on(l: Locale, entry: &TrailEntry) -> String {
    let Some(thing) = entry.thing else { return String::new() };
    let name = entry.name.get(l.code());
    match thing {
        Thing::Platform => thing.word(l).to_owned(),
        _ if name.is_empty() => {
            let id = entry.on.simple().to_string();
            let number = id.get(26..).unwrap_or(&id);
            t!(l, trail.numbered, thing = thing.word(l), number = number)
        }
        _ => t!(l, trail.named, thing = thing.word(l), name = name),
    }
}
