//! Everybody who can sign in.

use domain::desk::{ListedPerson, Page as Part};
use leptos::prelude::*;

use super::frame::{self, Framed};
use crate::{
    ask::Ask,
    page::Answered,
    t,
    texts::Locale,
    ui::{
        form::{Field, Submit},
        words::Word as _,
    },
};

/// Lists them.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn people(ask: Ask) -> Answered {
    let l = ask.locale;
    let words = ask.query.get("q").to_owned();
    let page = ask.query.parse("page").unwrap_or(1);
    let found = ask.house.administration.list_people(&ask.actor, &words, page).await?;
    let found = found.ok_or_else(|| frame::nothing(&ask))?;
    let pages = frame::pages(&ask, &found);
    let framed = Framed { fields: ask.query.clone(), ..Framed::new(l, t!(l, admin.people)) };
    Ok(framed.around(l, move |form| {
        let Part { items, total, .. } = found;
        let none = items.is_empty();
        let rows = items.into_iter().map(|person| view! { <Row l=l person=person /> }).collect_view();
        view! {
            <p class="lead">{t!(l, admin.people_text)}</p>
            <form class="fields" method="get" role="search" aria-label=t!(l, admin.filter)>
                <Field form=&form name="q" label=t!(l, admin.words_people) kind="search" either=true />
                <Submit label=t!(l, admin.show) look="quiet" />
                {(!words.is_empty()).then(|| view! { <a href=l.href("/admin/people")>{t!(l, admin.clear)}</a> })}
            </form>
            <p>{t!(l, admin.found, count = total)}</p>
            {none.then(|| view! { <p>{t!(l, admin.no_person)}</p> })}
            {(!none).then(|| view! { <ul class="rows">{rows}</ul> })}
            {pages}
        }
        .into_any()
    }))
}

/// What somebody may do, part by part.
pub(super) fn roles(l: Locale, person: &ListedPerson) -> Vec<String> {
    let of = person.roles.iter().map(|(organisation, role)| format!("{organisation}: {}", role.word(l)));
    let kept: Vec<String> = person.keeps.iter().map(|kept| kept.called(l.code())).collect();
    let keeps = (!kept.is_empty()).then(|| t!(l, admin.keeps, sites = kept.join(", ")));
    let admin = person.platform_admin.then(|| t!(l, admin.platform_admin).to_owned());
    let auditor = person.auditor.then(|| t!(l, admin.auditor).to_owned());
    of.chain(keeps).chain(admin).chain(auditor).collect()
}

#[component]
fn Row(l: Locale, person: ListedPerson) -> impl IntoView {
    let roles = roles(l, &person);
    let roles = if roles.is_empty() { t!(l, admin.no_role).to_owned() } else { roles.join(" · ") };
    let ListedPerson { account, name, email, locked, .. } = person;
    let called = if name.is_empty() { email.clone() } else { name };
    let mail = (called != email).then(|| view! { <p class="quiet">{email}</p> });
    view! {
        <li class="rows__item">
            <h2 class="rows__title"><a href=l.href(&format!("/admin/people/{account}"))>{called}</a></h2>
            {mail}
            <p>{locked.then(|| view! { <strong>{t!(l, admin.locked)}</strong> " · " })} {roles}</p>
        </li>
    }
    .into_any()
}
