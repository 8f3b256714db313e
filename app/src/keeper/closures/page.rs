//! The pages: which house, then what is closed there, and the form that closes.

use domain::desk::{ClosurePlan, ClosureRefusal, Closures};
use leptos::prelude::*;

use super::{
    confirm::{Confirm, Meant},
    read,
    view::{Choose, ClosuresOf, Shown},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    keeper::desk::kept,
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// The houses a keeper may close.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn choose(ask: Ask) -> Answered {
    let l = ask.locale;
    let sites = kept(&ask).await?;
    if let [only] = sites.as_slice() {
        return Ok(Answer::Goto(format!("/keeper/closures/{}", only.slug)));
    }
    let title = t!(l, closures.title);
    Ok(Page::new("keeper", title, move || view! { <Choose l=l sites=sites /> }.into_any()).into())
}

/// Shows what is closed, and the form that closes.
///
/// # Errors
/// When it is not hers, or the house cannot answer now.
pub async fn show(ask: Ask) -> Answered {
    let closures = closures(&ask).await?;
    let fields = Fields(vec![
        ("request".to_owned(), ask.request().to_string()),
        ("what".to_owned(), if closures.whole { "all" } else { "some" }.to_owned()),
        ("all".to_owned(), "each".to_owned()),
        ("date".to_owned(), ask.query.get("date").to_owned()),
    ]);
    let form = Form::new(ask.locale, fields);
    Ok(page(&ask, closures, form, None).into())
}

/// Closes or opens again; asks first what becomes of the bookings under a closure.
///
/// # Errors
/// When it is not hers, or the house cannot answer now.
pub async fn send(ask: Ask) -> Answered {
    let site = ask.param("site").to_owned();
    let l = ask.locale;
    let here = format!("/keeper/closures/{site}");
    if let Some((id, from)) = read::reopened(ask.form.get("reopen")) {
        return match ask.house.closing.reopen(&ask.actor, id, from).await {
            Ok(()) => Ok(Answer::Goto(format!("{here}?done=opened"))),
            Err(ClosureRefusal::Unavailable) => Err(Answer::Unavailable),
            // Somebody opened it before her: what she wanted is done.
            Err(_) => Ok(Answer::Goto(here)),
        };
    }
    let closures = closures(&ask).await?;
    let request = ask.request();
    let mut fields = ask.form.with("request", &request.to_string());
    if fields.get("all").is_empty() {
        fields = fields.with("all", "each");
    }
    let new = match read::read(l, &fields, &site, request) {
        Ok(new) => new,
        Err(problems) => return Ok(page(&ask, closures, Form::refused(l, fields, problems), None).into()),
    };
    let desk = &ask.house.closing;
    // What lies under it is shown first, then what will happen: she confirms what she read.
    let outcome = match fields.get("do") {
        "confirm" => desk.close(&ask.actor, new).await.map(|_| Next::Closed),
        _ => match desk.plan_closure(&ask.actor, &new).await {
            Ok(plan) if fields.get("do") == "look" => Ok(Next::Plan(plan)),
            Ok(plan) if plan.is_clear() => desk.close(&ask.actor, new).await.map(|_| Next::Closed),
            Ok(plan) => {
                let fates = plan.fates(read::for_all(&fields), &new.fates);
                if fates.len() < plan.conflicts.len() {
                    Err(ClosureRefusal::Undecided(plan))
                } else {
                    Ok(Next::Confirm(Box::new(Meant { new, plan, fates })))
                }
            }
            Err(refusal) => Err(refusal),
        },
    };
    match outcome {
        Ok(Next::Closed) => Ok(Answer::Goto(format!("{here}?done=closed"))),
        Ok(Next::Plan(plan)) => Ok(page(&ask, closures, Form::new(l, fields), Some(plan)).into()),
        Ok(Next::Confirm(meant)) => {
            let fields = read::decided(&fields, &meant.plan, &meant.fates);
            let title = t!(l, closures.confirm_title);
            Ok(Page::new("keeper", title, move || {
                view! { <Confirm l=l closures=closures fields=fields meant=*meant /> }.into_any()
            })
            .into())
        }
        Err(ClosureRefusal::Undecided(plan)) => {
            let open = plan.conflicts.len() - plan.fates(read::for_all(&fields), &read::fates(&fields)).len();
            let problem = match open {
                0 => t!(l, closures.changed).to_owned(),
                open => t!(l, closures.undecided, count = open),
            };
            let form = Form::refused(l, fields, Problems::whole(problem));
            Ok(page(&ask, closures, form, Some(plan)).into())
        }
        Err(ClosureRefusal::NotFound) => Ok(Answer::NotFound),
        Err(ClosureRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(refusal) => {
            let problems = read::problems(l, &refusal);
            Ok(page(&ask, closures, Form::refused(l, fields, problems), None).into())
        }
    }
}

/// What is shown next.
enum Next {
    /// It is done.
    Closed,
    /// What lies under it.
    Plan(ClosurePlan),
    /// What will happen.
    Confirm(Box<Meant>),
}

async fn closures(ask: &Ask) -> Result<Closures, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    ask.house.closing.closures(&ask.actor, ask.param("site")).await?.ok_or(Answer::NotFound)
}

fn page(ask: &Ask, closures: Closures, form: Form, plan: Option<ClosurePlan>) -> Page {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "closed" => Some(t!(l, closures.done_closed)),
        "opened" => Some(t!(l, closures.done_opened)),
        _ => None,
    };
    let (title, status) = (form.title(t!(l, closures.title)), form.status());
    let shown = Shown { closures, form, plan, done: done.filter(|_| status == 200) };
    Page::new("keeper", title, move || view! { <ClosuresOf l=l shown=shown /> }.into_any()).with_status(status)
}
