//! The pages: which house, then what it lends, and the form that adds something or changes one of them.

use domain::{
    access::{Act, may},
    desk::{NewPool, PoolChange, PoolRefusal, PoolUse, PoolView, Pools},
    equipment::MOST_OF_A_POOL,
    id::PoolId,
    text::Localised,
};
use leptos::prelude::*;

use super::view::{Choose, PoolsOf, Shown};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    keeper::desk::{kept, of_whole_sites},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::Form,
};

/// The houses a keeper may lend things of.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn choose(ask: Ask) -> Answered {
    let l = ask.locale;
    let mut sites = kept(&ask).await?;
    sites.retain(|site| may(&ask.actor, Act::Keep(site.id.into())).is_ok());
    if sites.is_empty() {
        return Ok(of_whole_sites(&ask, "/keeper/equipment", t!(l, equipment.title)));
    }
    if let [only] = sites.as_slice() {
        return Ok(Answer::Goto(format!("/keeper/equipment/{}", only.slug)));
    }
    let title = t!(l, equipment.title);
    Ok(Page::new("keeper", title, move || view! { <Choose l=l sites=sites /> }.into_any()).into())
}

/// Shows what there is, and the form for something new, or for what is to be changed.
///
/// # Errors
/// When it is not hers, or the house cannot answer now.
pub async fn show(ask: Ask) -> Answered {
    let pools = pools(&ask).await?;
    let fields = chosen(&ask.query, &pools).map(filled).unwrap_or_default();
    Ok(page(&ask, pools, Form::new(ask.locale, fields), Vec::new()).into())
}

/// Adds or changes, or says why not and keeps what was typed.
///
/// # Errors
/// When it is not hers, or the house cannot answer now.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let site = ask.param("site").to_owned();
    let desk = &ask.house.equipment;
    let before = pools(&ask).await?;
    let mut fields = ask.form.clone();
    let retires = fields.get("do") == "retire";
    let count = if retires { Some(0) } else { fields.parse::<u16>("count").filter(|count| *count > 0) };
    let name = named(&fields);
    let done = match (count, chosen(&fields, &before)) {
        (None, _) => Err(PoolRefusal::Count),
        (Some(count), Some(pool)) => {
            let change = PoolChange { version: fields.parse("version").unwrap_or_default(), name, count };
            desk.change_pool(&ask.actor, pool.id, change).await.map(|()| if retires { "retired" } else { "changed" })
        }
        (Some(count), None) => {
            let key = fields.text("kind").map(str::to_owned);
            let known = key.as_ref().and_then(|key| before.known.iter().find(|(other, _)| other == key));
            // What has a name already needs no other.
            let name = known.map(|(_, name)| name.clone()).filter(|_| name.is_empty()).unwrap_or(name);
            let new = NewPool { site: site.clone(), key, name, count };
            desk.add_pool(&ask.actor, new).await.map(|_| "added")
        }
    };
    let mut uses = Vec::new();
    let problems = match done {
        Ok(done) => return Ok(Answer::Goto(format!("/keeper/equipment/{site}?done={done}"))),
        Err(PoolRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(PoolRefusal::NotFound) => return Ok(Answer::NotFound),
        Err(PoolRefusal::Booked(booked)) => {
            uses = booked;
            problem(l, &PoolRefusal::Booked(Vec::new()))
        }
        Err(refusal) => problem(l, &refusal),
    };
    let now = pools(&ask).await?;
    if let Some(pool) = chosen(&fields, &now).filter(|_| uses.is_empty()) {
        // She sees now how it stands: what she sends next is about that.
        fields = fields.with("version", &pool.version.to_string());
    }
    Ok(page(&ask, now, Form::refused(l, fields, problems), uses).into())
}

async fn pools(ask: &Ask) -> Result<Pools, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    ask.house.equipment.pools(&ask.actor, ask.param("site")).await?.ok_or(Answer::NotFound)
}

/// The pool a form or an address is about.
fn chosen<'a>(fields: &Fields, pools: &'a Pools) -> Option<&'a PoolView> {
    let id: PoolId = fields.parse("pool")?;
    pools.pools.iter().find(|pool| pool.id == id)
}

/// A pool as a form has it.
fn filled(pool: &PoolView) -> Fields {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let said = |language: &str| pool.name.0.get(language).cloned().unwrap_or_default();
    Fields(vec![
        pair("pool", pool.id.to_string()),
        pair("version", pool.version.to_string()),
        pair("name_de", said("de")),
        pair("name_en", said("en")),
        pair("count", pool.count.to_string()),
    ])
}

/// The names that were typed. What is empty is not said in that language.
fn named(fields: &Fields) -> Localised {
    let said = |language: &str| Some((language.to_owned(), fields.text(&format!("name_{language}"))?.to_owned()));
    Localised(["de", "en"].into_iter().filter_map(said).collect())
}

fn problem(l: Locale, refusal: &PoolRefusal) -> Problems {
    match refusal {
        PoolRefusal::Name => Problems::of("name_de", t!(l, equipment.problem_name)),
        PoolRefusal::Count => Problems::of("count", t!(l, equipment.problem_count, most = MOST_OF_A_POOL)),
        PoolRefusal::Booked(_) => Problems::of("count", t!(l, equipment.problem_booked)),
        PoolRefusal::Known => Problems::whole(t!(l, equipment.problem_known)),
        PoolRefusal::ChangedMeanwhile | PoolRefusal::NotFound | PoolRefusal::Unavailable => {
            Problems::whole(t!(l, equipment.problem_changed))
        }
    }
}

fn page(ask: &Ask, pools: Pools, form: Form, uses: Vec<PoolUse>) -> Page {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "added" => Some(t!(l, equipment.done_added)),
        "changed" => Some(t!(l, equipment.done_changed)),
        "retired" => Some(t!(l, equipment.done_retired)),
        _ => None,
    };
    let (title, status) = (form.title(t!(l, equipment.title)), form.status());
    let edited = chosen(form.fields(), &pools).cloned();
    let shown = Shown { pools, edited, form, uses, done: done.filter(|_| status == 200) };
    Page::new("keeper", title, move || view! { <PoolsOf l=l shown=shown /> }.into_any()).with_status(status)
}
