//! One group: who is in it, and the forms that change that.

use domain::{
    desk::{GroupChange, GroupView},
    group::GroupRefusal,
    id::GroupId,
};
use leptos::prelude::*;

use super::view::{One, Shown};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    ui::{form::Form, sure::Sure},
};

/// Shows it.
///
/// # Errors
/// When it is not hers, or the house cannot answer now.
pub async fn show(ask: Ask) -> Answered {
    let group = group(&ask).await?;
    let fields = filled(&group);
    page(&ask, group, fields, Problems::default()).await
}

/// Changes it, or says why not and keeps what was typed.
///
/// # Errors
/// When it is not hers, or the house cannot answer now.
pub async fn send(ask: Ask) -> Answered {
    let before = group(&ask).await?;
    let (l, desk, id) = (ask.locale, &ask.house.groups, before.group.id);
    let form = &ask.form;
    let (done, outcome) = match form.get("do") {
        "put" => {
            let last_day = form.date("last_day");
            let outcome = match (form.text("last_day"), last_day) {
                (Some(_), None) => Err(GroupRefusal::LastDay),
                _ => desk.put_in_group(&ask.actor, id, form.get("who"), last_day).await,
            };
            ("put", outcome)
        }
        "out" => {
            let member = form.parse("member").ok_or(Answer::NotFound)?;
            ("out", desk.take_out_of_group(&ask.actor, id, member).await)
        }
        "change" => {
            let version = form.parse("version").unwrap_or(before.version);
            let (name, note) = (form.get("name").to_owned(), form.get("note").to_owned());
            ("changed", desk.change_group(&ask.actor, id, GroupChange { version, name, note }).await)
        }
        "dissolve" if before.used_by.is_empty() => return Ok(ask_first(&ask, &before)),
        "dissolve" | "dissolve-sure" => match desk.dissolve_group(&ask.actor, id).await {
            Ok(()) => return Ok(Answer::Goto("/keeper/groups?done=dissolved".to_owned())),
            Err(refusal) => ("", Err(refusal)),
        },
        _ => return page(&ask, before.clone(), filled(&before), Problems::default()).await,
    };
    let refusal = match outcome {
        Ok(()) => return Ok(Answer::Goto(format!("/keeper/groups/{id}?done={done}"))),
        Err(GroupRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(GroupRefusal::NotFound) => return Ok(Answer::NotFound),
        Err(refusal) => refusal,
    };
    let now = group(&ask).await?;
    // Of several forms on the page one was sent: the others show what stands. What is sent next is about that.
    let stands = filled(&now).0.into_iter().filter(|(name, _)| name == "version" || !form.ticked(name));
    let typed = form.0.iter().filter(|(name, _)| name != "version").cloned();
    let fields = Fields(typed.chain(stands).collect());
    page(&ask, now, fields, super::problems(l, &refusal)).await
}

/// What it means to dissolve it, before it is done.
fn ask_first(ask: &Ask, of: &GroupView) -> Answer {
    let l = ask.locale;
    let people = (!of.members.is_empty()).then(|| t!(l, groups.dissolve_members, count = of.members.len()));
    let sure = Sure {
        area: "keeper",
        title: t!(l, groups.dissolve_sure, name = of.group.name),
        says: people.into_iter().chain([t!(l, groups.dissolve_text).to_owned()]).collect(),
        fields: Vec::new(),
        yes: (t!(l, groups.dissolve), "dissolve-sure"),
        no: (l.href(&format!("/keeper/groups/{}", of.group.id)), t!(l, groups.dissolve_leave)),
    };
    Page::from(sure).into()
}

async fn group(ask: &Ask) -> Result<GroupView, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let id: GroupId = ask.param("id").parse().map_err(|_| Answer::NotFound)?;
    ask.house.groups.group(&ask.actor, id).await?.ok_or(Answer::NotFound)
}

/// A group as its form has it.
fn filled(group: &GroupView) -> Fields {
    Fields(vec![
        ("version".into(), group.version.to_string()),
        ("name".into(), group.group.name.clone()),
        ("note".into(), group.note.clone()),
    ])
}

async fn page(ask: &Ask, group: GroupView, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let organisations = ask.house.keeping.holders(&ask.actor).await?;
    let done = match ask.query.get("done") {
        "made" => Some(t!(l, groups.done_made)),
        "changed" => Some(t!(l, groups.done_changed)),
        "put" => Some(t!(l, groups.done_put)),
        "out" => Some(t!(l, groups.done_out)),
        _ => None,
    }
    .filter(|_| problems.is_empty());
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(&group.group.name), form.status());
    let shown = Shown { group, organisations, form, done };
    Ok(Page::new("keeper", title, move || view! { <One l=l shown=shown /> }.into_any()).with_status(status).into())
}
