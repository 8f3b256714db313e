//! Somebody who can sign in, and the button that locks her out or lets her in again.

use domain::{
    access::Premises,
    desk::{KeeperRefusal, Kept, LockRefusal, PersonView},
    id::AccountId,
};
use leptos::prelude::*;

use super::{
    frame::{self, Framed},
    people_page::roles,
};
use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::date_long,
        form::{Form, RowButton, SelectGrouped, Submit, TextArea},
        sure::Sure,
    },
};

/// Shows her.
///
/// # Errors
/// When there is nobody of this id for this actor, or the house cannot answer now.
pub async fn person(ask: Ask) -> Answered {
    show(&ask, Problems::default()).await
}

/// Locks her out for a reason, or lets her in again; lets her keep a site or a space, or no longer.
///
/// # Errors
/// When there is nobody of this id for this actor, or the house cannot answer now.
pub async fn lock(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(id) = id(&ask) else { return Ok(frame::nothing(&ask)) };
    let desk = &ask.house.administration;
    let (done, outcome) = match ask.form.get("do") {
        "lock" => ("locked", desk.lock(&ask.actor, id, ask.form.get("reason")).await),
        "sign-out" => ("signed-out", desk.sign_out_everywhere(&ask.actor, id).await),
        "unlock" => ("unlocked", desk.unlock(&ask.actor, id).await),
        "keep" | "leave" | "leave-sure" => return keep(&ask, id).await,
        _ => return show(&ask, Problems::default()).await,
    };
    let problems = match outcome {
        Ok(()) => return Ok(Answer::Goto(format!("/admin/people/{id}?done={done}"))),
        Err(LockRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(LockRefusal::SignInAgain) => return Ok(Answer::SignInAgain),
        Err(LockRefusal::NotFound) => return Ok(frame::nothing(&ask)),
        Err(LockRefusal::Reason) => Problems::of("reason", t!(l, admin.problem_reason)),
        Err(LockRefusal::LastAdmin) => Problems::whole(t!(l, admin.problem_last_admin)),
    };
    show(&ask, problems).await
}

async fn keep(ask: &Ask, id: AccountId) -> Answered {
    let l = ask.locale;
    let desk = &ask.house.administration;
    let places = places(ask).await?;
    let Some((_, _, of)) = places.iter().find(|(_, path, _)| path == ask.form.get("place")) else {
        return show(ask, Problems::of("place", t!(l, admin.problem_place))).await;
    };
    let (done, outcome) = match ask.form.get("do") {
        "leave" => return ask_first(ask, id, ask.form.get("place"), *of).await,
        "keep" => ("keeps", desk.name_keeper(&ask.actor, id, *of).await),
        _ => ("leaves", desk.end_keeper(&ask.actor, id, *of).await),
    };
    let problems = match outcome {
        Ok(()) => return Ok(Answer::Goto(format!("/admin/people/{id}?done={done}"))),
        Err(KeeperRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(KeeperRefusal::SignInAgain) => return Ok(Answer::SignInAgain),
        // Somebody else ended it before: what was wanted is done.
        Err(KeeperRefusal::NotFound) => return Ok(Answer::Goto(format!("/admin/people/{id}"))),
        Err(KeeperRefusal::Locked) => Problems::whole(t!(l, admin.problem_locked_keeper)),
        Err(KeeperRefusal::LastKeeper) => Problems::whole(t!(l, admin.problem_last_keeper)),
    };
    show(ask, problems).await
}

/// What it means that she keeps it no longer, before it is done.
async fn ask_first(ask: &Ask, id: AccountId, path: &str, of: Premises) -> Answered {
    let l = ask.locale;
    let view = ask.house.administration.see_person(&ask.actor, id).await?.ok_or_else(|| frame::nothing(ask))?;
    let Some((_, kept)) = view.keeps.into_iter().find(|(premises, _)| *premises == of) else {
        return Ok(Answer::Goto(format!("/admin/people/{id}")));
    };
    let called = if view.person.name.is_empty() { view.person.email } else { view.person.name };
    let sure = Sure {
        area: "admin",
        title: t!(l, admin.leave_title, place = kept.called(l.code())),
        says: vec![t!(l, admin.leave_text, name = called)],
        fields: vec![("place", path.to_owned())],
        yes: (t!(l, admin.leave_sure), "leave-sure"),
        no: (l.href(&format!("/admin/people/{id}")), t!(l, admin.leave_not)),
    };
    Ok(Page::from(sure).into())
}

/// Every site and space: the site's name, the path that names the place in a form, and the place.
async fn places(ask: &Ask) -> Result<Vec<(String, String, Premises)>, Answer> {
    let sites = ask.house.catalogue.sites().await?;
    let places = sites.into_iter().flat_map(|site| {
        let spaces = site.spaces.iter().map(|space| {
            let path = format!("{}/{}", site.slug, space.space.slug);
            (space.space.name.get(ask.locale.code()).to_owned(), path, space.space.premises())
        });
        let all = (site.name.clone(), site.slug.clone(), site.id.into());
        std::iter::once(all).chain(spaces).collect::<Vec<_>>()
    });
    Ok(places.collect())
}

fn id(ask: &Ask) -> Option<AccountId> {
    ask.param("id").parse().ok()
}

async fn show(ask: &Ask, problems: Problems) -> Answered {
    let l = ask.locale;
    let Some(id) = id(ask) else { return Ok(frame::nothing(ask)) };
    let view = ask.house.administration.see_person(&ask.actor, id).await?.ok_or_else(|| frame::nothing(ask))?;
    let herself = ask.person().is_some_and(|person| person.id == view.person.account);
    let changes = frame::changes(ask);
    let done = match ask.query.get("done") {
        "locked" => Some(t!(l, admin.done_locked)),
        "unlocked" => Some(t!(l, admin.done_unlocked)),
        "signed-out" => Some(t!(l, admin.done_signed_out)),
        "keeps" => Some(t!(l, admin.done_keeps)),
        "leaves" => Some(t!(l, admin.done_leaves)),
        _ => None,
    };
    let places = if changes { places(ask).await? } else { Vec::new() };
    let name = if view.person.name.is_empty() { view.person.email.clone() } else { view.person.name.clone() };
    let up = ("/admin/people", t!(l, admin.people));
    let framed = Framed { up, done, problems, fields: ask.form.clone(), ..Framed::new(l, &name) };
    Ok(framed.around(l, move |form| {
        let PersonView { person, since, locked_because, may_lock, keeps } = view;
        let roles = roles(l, &person);
        let listed = if roles.is_empty() {
            view! { <dd>{t!(l, admin.no_role)}</dd> }.into_any()
        } else {
            roles.into_iter().map(|role| view! { <dd>{role}</dd> }).collect_view().into_any()
        };
        let locked = person.locked.then(|| match locked_because.as_str() {
            "" => t!(l, admin.locked_plain).to_owned(),
            reason => t!(l, admin.locked_because, reason = reason),
        });
        view! {
            {locked.map(|locked| view! { <p class="notice notice--attention">{locked}</p> })}
            <dl class="facts">
                <div>
                    <dt>{t!(l, privacy.email)}</dt>
                    <dd><a href=format!("mailto:{}", person.email)>{person.email.clone()}</a></dd>
                </div>
                <div><dt>{t!(l, admin.person_roles)}</dt>{listed}</div>
                <div><dt>{t!(l, admin.since)}</dt><dd>{date_long(l, since.date())}</dd></div>
            </dl>
            {changes.then(|| view! { <Keeping l=l form=form.clone() keeps=keeps places=places /> })}
            {may_lock.then(|| view! { <Lock l=l form=form locked=person.locked /> })}
            {(changes && herself).then(|| view! { <p class="quiet">{t!(l, admin.not_oneself)}</p> })}
        }
        .into_any()
    }))
}

/// What she keeps, each with a button that ends it, and the form for more.
#[component]
fn Keeping(
    l: Locale,
    form: Form,
    keeps: Vec<(Premises, Kept)>,
    places: Vec<(String, String, Premises)>,
) -> impl IntoView {
    let mut groups: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for (name, path, premises) in &places {
        match (premises.space, groups.last_mut()) {
            (Some(_), Some((_, options))) => options.push((path.clone(), name.clone())),
            _ => groups.push((name.clone(), vec![(path.clone(), t!(l, admin.whole_site, site = name))])),
        }
    }
    let row = |(premises, kept): (Premises, Kept)| {
        let path = places.iter().find(|(.., place)| *place == premises).map(|(_, path, _)| path.clone());
        let name = kept.called(l.code());
        view! {
            <li class="rows__item">
                <p>{name.clone()}</p>
                <RowButton name="place" value=path.unwrap_or_default() intent="leave" label=t!(l, admin.keeps_no_longer) about=name />
            </li>
        }
    };
    let list = (!keeps.is_empty()).then(|| view! { <ul class="rows">{keeps.into_iter().map(row).collect_view()}</ul> });
    view! {
        <section class="stack">
            <h2>{t!(l, admin.keeping)}</h2>
            <p>{t!(l, admin.keeping_text)}</p>
            {list}
            <form class="form" method="post">
                <SelectGrouped form=&form name="place" label=t!(l, admin.place) none=t!(l, admin.place_none).to_owned() required=true groups=groups />
                <Submit label=t!(l, admin.keep) intent="keep" look="quiet" />
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Lock(l: Locale, form: Form, locked: bool) -> impl IntoView {
    if locked {
        return view! {
            <section class="stack">
                <h2>{t!(l, admin.unlock)}</h2>
                <p>{t!(l, admin.unlock_text)}</p>
                <form method="post"><Submit label=t!(l, admin.unlock) intent="unlock" /></form>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="stack">
            <h2>{t!(l, admin.sign_out)}</h2>
            <p>{t!(l, admin.sign_out_text)}</p>
            <form method="post"><Submit label=t!(l, admin.sign_out) intent="sign-out" look="quiet" /></form>
        </section>
        <section class="stack">
            <h2>{t!(l, admin.lock_title)}</h2>
            <p>{t!(l, admin.lock_text)}</p>
            <form class="form" method="post">
                <TextArea form=&form name="reason" label=t!(l, admin.lock_reason) rows=3 required=true maxlength=500u16 />
                <Submit label=t!(l, admin.lock) intent="lock" look="danger" />
            </form>
        </section>
    }
    .into_any()
}
