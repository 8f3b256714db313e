//! What one group looks like: who is in it, a form for more, and what it is called.

use domain::desk::{GroupMember, GroupView, InGroup};
use leptos::prelude::*;

use super::Naming;
use crate::{
    keeper::desk::DeskNav,
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Field, Form, Hidden, RowButton, Submit},
    },
};

/// The page with everything it shows.
pub struct Shown {
    /// The group.
    pub group: GroupView,
    /// The names of organisations that could be in it.
    pub organisations: Vec<String>,
    /// What stands in its forms.
    pub form: Form,
    /// What was just done.
    pub done: Option<&'static str>,
}

/// One group.
#[component]
pub fn One(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { group: GroupView { group, site, note, members, used_by, .. }, organisations, form, done } = shown;
    let nobody = members.is_empty();
    let rows = members.into_iter().map(|member| view! { <Row l=l member=member /> }).collect_view();
    let dissolve = if used_by.is_empty() {
        view! {
            <p>{t!(l, groups.dissolve_text)}</p>
            <form method="post"><Submit label=t!(l, groups.dissolve) intent="dissolve" look="danger" /></form>
        }
        .into_any()
    } else {
        view! { <p>{super::in_use(l, &used_by)} " " <a href=l.href("/keeper/rules")>{t!(l, groups.to_rules)}</a></p> }
            .into_any()
    };
    view! {
        <div class="stack">
            <p class="crumb"><a href=l.href("/keeper/groups")>{t!(l, groups.title)}</a></p>
            <h1>{group.name}</h1>
            <DeskNav l=l here="/keeper/groups" />
            <ErrorSummary form=&form />
            {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
            <p class="lead">{site.name}</p>
            {(!note.is_empty()).then(|| view! { <p>{note}</p> })}
            <section class="stack">
                <h2>{t!(l, groups.members)}</h2>
                {nobody.then(|| view! { <p>{t!(l, groups.nobody)}</p> })}
                {(!nobody).then(|| view! { <ul class="rows">{rows}</ul> })}
            </section>
            <PutIn l=l form=form.clone() organisations=organisations />
            <Words l=l form=form />
            <section class="stack">
                <h2>{t!(l, groups.dissolve_title)}</h2>
                {dissolve}
            </section>
        </div>
    }
    .into_any()
}

/// Somebody, until when, and the button that takes her out.
#[component]
fn Row(l: Locale, member: GroupMember) -> impl IntoView {
    let GroupMember { id, who, last_day, over } = member;
    let (called, more) = match who {
        InGroup::Organisation(name) => (name, t!(l, groups.kind_organisation).to_owned()),
        InGroup::Person(name, email) if name.is_empty() => (email, t!(l, groups.kind_person).to_owned()),
        InGroup::Person(name, email) => (name, email),
    };
    let until = match last_day.map(|day| dates::date(l, day)) {
        None => t!(l, groups.for_ever).to_owned(),
        Some(day) if over => t!(l, groups.over, date = day),
        Some(day) => t!(l, groups.until, date = day),
    };
    view! {
        <li class="rows__item">
            <div>
                <h3 class="rows__title">{called.clone()}</h3>
                <p class="quiet">{more} ", " {until}</p>
            </div>
            <RowButton name="member" value=id.to_string() intent="out" label=t!(l, groups.take_out) about=called />
        </li>
    }
    .into_any()
}

#[component]
fn PutIn(l: Locale, form: Form, organisations: Vec<String>) -> impl IntoView {
    let options = organisations.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    view! {
        <section class="stack">
            <h2>{t!(l, groups.put_in_title)}</h2>
            <form class="form" method="post">
                <Field
                    form=&form
                    name="who"
                    label=t!(l, groups.who)
                    hint=t!(l, groups.who_hint)
                    list="organisations"
                    required=true
                    maxlength=254u16
                />
                <datalist id="organisations">{options}</datalist>
                <Field
                    form=&form
                    name="last_day"
                    label=t!(l, groups.last_day)
                    hint=t!(l, groups.last_day_hint)
                    kind="date"
                    width="medium"
                />
                <Submit label=t!(l, groups.put_in) intent="put" />
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Words(l: Locale, form: Form) -> impl IntoView {
    view! {
        <section class="stack">
            <h2>{t!(l, groups.change)}</h2>
            <form class="form" method="post">
                <Hidden name="version" value=form.fields().get("version") />
                <Naming l=l form=form.clone() />
                <Submit label=t!(l, groups.save) intent="change" look="quiet" />
            </form>
        </section>
    }
    .into_any()
}
