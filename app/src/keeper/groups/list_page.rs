//! Every group of the houses somebody keeps, and a form for a new one.

use domain::{
    desk::{GroupLine, NewGroup, SiteGroups},
    group::GroupRefusal,
};
use leptos::prelude::*;

use super::Naming;
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    keeper::desk::{DeskNav, of_whole_sites},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Form, Hidden, Select, Submit},
};

/// Shows them.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn list(ask: Ask) -> Answered {
    match shown(&ask).await {
        Ok(sites) => Ok(page(&ask, sites, Fields::default(), Problems::default()).into()),
        Err(Answer::NotFound) => Ok(of_whole_sites(&ask, "/keeper/groups", t!(ask.locale, groups.title))),
        Err(other) => Err(other),
    }
}

/// Makes one, or says why not.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn make(ask: Ask) -> Answered {
    let sites = shown(&ask).await?;
    let l = ask.locale;
    let slug = ask.form.get("site");
    let meant = match sites.as_slice() {
        [only] => Some(only),
        several => several.iter().find(|site| site.site.slug == slug),
    };
    let Some(site) = meant.map(|site| site.site.id) else {
        let problems = Problems::of("site", t!(l, groups.problem_site));
        return Ok(page(&ask, sites, ask.form.clone(), problems).into());
    };
    let (name, note) = (ask.form.get("name").to_owned(), ask.form.get("note").to_owned());
    let new = NewGroup { request: ask.request(), site, name, note };
    match ask.house.groups.make_group(&ask.actor, new).await {
        Ok(id) => Ok(Answer::Goto(format!("/keeper/groups/{id}?done=made"))),
        Err(GroupRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(refusal) => Ok(page(&ask, sites, ask.form.clone(), super::problems(l, &refusal)).into()),
    }
}

async fn shown(ask: &Ask) -> Result<Vec<SiteGroups>, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    ask.house.groups.groups(&ask.actor).await?.ok_or(Answer::NotFound)
}

fn page(ask: &Ask, sites: Vec<SiteGroups>, fields: Fields, problems: Problems) -> Page {
    let l = ask.locale;
    let dissolved = ask.query.get("done") == "dissolved" && problems.is_empty();
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(t!(l, groups.title)), form.status());
    let request = ask.request().to_string();
    let body = move || view! { <List l=l sites=sites form=form request=request dissolved=dissolved /> }.into_any();
    Page::new("keeper", title, body).with_status(status)
}

#[component]
fn List(l: Locale, sites: Vec<SiteGroups>, form: Form, request: String, dissolved: bool) -> impl IntoView {
    let options: Vec<(String, String)> =
        sites.iter().map(|site| (site.site.slug.clone(), site.site.name.clone())).collect();
    let several = options.len() > 1;
    let site = |SiteGroups { site, groups }: SiteGroups| {
        let none = groups.is_empty();
        let rows = groups.into_iter().map(|line| view! { <Row l=l line=line /> }).collect_view();
        view! {
            <section class="stack">
                <h2>{site.name}</h2>
                {if none { view! { <p>{t!(l, groups.none)}</p> }.into_any() } else { view! { <ul class="rows">{rows}</ul> }.into_any() }}
            </section>
        }
    };
    view! {
        <div class="stack">
            <h1>{t!(l, groups.title)}</h1>
            <DeskNav l=l here="/keeper/groups" />
            <ErrorSummary form=&form />
            {dissolved.then(|| view! { <p class="notice notice--good" role="status">{t!(l, groups.done_dissolved)}</p> })}
            <p class="lead">{t!(l, groups.text)}</p>
            <p><a href=l.href("/keeper/rules")>{t!(l, groups.to_rules)}</a></p>
            {sites.into_iter().map(site).collect_view()}
            <section class="stack">
                <h2>{t!(l, groups.new)}</h2>
                <form class="form" method="post">
                    <Hidden name="request" value=request />
                    {several.then(|| view! { <Select form=&form name="site" label=t!(l, groups.site) options=options /> })}
                    <Naming l=l form=form.clone() />
                    <Submit label=t!(l, groups.make) />
                </form>
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, line: GroupLine) -> impl IntoView {
    let GroupLine { group, note, people, organisations } = line;
    let mut sizes = Vec::new();
    if organisations > 0 {
        sizes.push(t!(l, groups.organisations, count = organisations));
    }
    if people > 0 {
        sizes.push(t!(l, groups.people, count = people));
    }
    let size = if sizes.is_empty() { t!(l, groups.nobody_in_it).to_owned() } else { sizes.join(", ") };
    view! {
        <li class="rows__item">
            <h3 class="rows__title"><a href=l.href(&format!("/keeper/groups/{}", group.id))>{group.name}</a></h3>
            <p>{size}</p>
            {(!note.is_empty()).then(|| view! { <p class="quiet">{note}</p> })}
        </li>
    }
    .into_any()
}
