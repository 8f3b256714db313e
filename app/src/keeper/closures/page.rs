//! The pages: which house, then what is closed there, and the form that closes.

use domain::{
    desk::{ClosurePlan, ClosureRefusal, Closures},
    id::ClosureId,
};
use leptos::prelude::*;

use super::{
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
        ("what".to_owned(), "all".to_owned()),
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
    if let Some(id) = ask.form.parse::<ClosureId>("reopen") {
        return match ask.house.closing.reopen(&ask.actor, id).await {
            Ok(()) => Ok(Answer::Goto(format!("{here}?done=opened"))),
            Err(ClosureRefusal::Unavailable) => Err(Answer::Unavailable),
            // Somebody opened it before her: what she wanted is done.
            Err(_) => Ok(Answer::Goto(here)),
        };
    }
    let closures = closures(&ask).await?;
    let request = ask.request();
    let fields = ask.form.with("request", &request.to_string());
    let new = match read::read(l, &fields, &site, request) {
        Ok(new) => new,
        Err(problems) => return Ok(page(&ask, closures, Form::refused(l, fields, problems), None).into()),
    };
    // Whoever changed the form since she decided sees anew what it would be.
    let again = fields.get("do") == "look";
    let outcome = if again {
        ask.house.closing.plan_closure(&ask.actor, &new).await.map(Err)
    } else {
        ask.house.closing.close(&ask.actor, new).await.map(Ok)
    };
    match outcome {
        Ok(Ok(_)) => Ok(Answer::Goto(format!("{here}?done=closed"))),
        Ok(Err(plan)) => Ok(page(&ask, closures, Form::new(l, fields), Some(plan)).into()),
        Err(ClosureRefusal::Undecided(plan)) => {
            let problems = Problems::whole(t!(l, closures.undecided, count = plan.conflicts.len()));
            Ok(page(&ask, closures, Form::refused(l, fields, problems), Some(plan)).into())
        }
        Err(ClosureRefusal::NotFound) => Ok(Answer::NotFound),
        Err(ClosureRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(refusal) => {
            let problems = read::problems(l, &refusal);
            Ok(page(&ask, closures, Form::refused(l, fields, problems), None).into())
        }
    }
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
