//! Who acts for an organisation: its administrators add colleagues, change what they may do, and take them out.

use domain::{
    access::Membership,
    desk::{AccountRefusal, Member, NewMember},
    id::{AccountId, OrganisationId},
    organisation::Role,
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{ErrorSummary, Field, Form, Hidden, Select, Submit},
        words::{Word, options},
    },
};

/// Lists everybody.
///
/// # Errors
/// When the house cannot answer now.
pub async fn members(ask: Ask) -> Answered {
    show(&ask, Fields::default(), Problems::default()).await
}

/// Adds somebody, or changes what a member may do.
///
/// # Errors
/// When the house cannot answer now.
pub async fn change_members(ask: Ask) -> Answered {
    let (Some(person), Some(organisation)) = (ask.person(), organisation(&ask)) else {
        return show(&ask, Fields::default(), Problems::default()).await;
    };
    let (l, form, desk) = (ask.locale, &ask.form, &ask.house.accounts);
    let (role, account) = (Role::from_code(form.get("role")), form.parse::<AccountId>("account"));
    let (done, outcome) = match (form.get("do"), role, account) {
        ("add", Some(role), _) => {
            let (email, language) = (form.get("email").to_owned(), l.code().to_owned());
            ("added", desk.add_member(&ask.actor, NewMember { organisation, email, role, language }).await)
        }
        ("add", None, _) => {
            return show(&ask, form.clone(), Problems::of("role", t!(l, account.problem_role))).await;
        }
        ("change", Some(role), Some(account)) => {
            ("changed", desk.change_member(&ask.actor, organisation, account, Some(role)).await)
        }
        ("remove", _, Some(account)) => ("removed", desk.change_member(&ask.actor, organisation, account, None).await),
        _ => return show(&ask, Fields::default(), Problems::default()).await,
    };
    match outcome {
        // Who gives up her own right to look after it has nothing left to see here.
        Ok(()) if account == Some(person.id) => Ok(Answer::Goto("/account".to_owned())),
        Ok(()) => Ok(Answer::Goto(format!("{}?done={done}", path(organisation)))),
        Err(AccountRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(AccountRefusal::Forbidden) => Ok(Answer::NotFound),
        Err(refusal) => {
            let problems = match refusal {
                AccountRefusal::Email => Problems::of("email", t!(l, account.problem_email)),
                AccountRefusal::KnownMember => Problems::of("email", t!(l, account.problem_known_member)),
                AccountRefusal::LastAdmin => Problems::whole(t!(l, account.problem_last_admin)),
                _ => Problems::whole(t!(l, account.problem_no_member)),
            };
            let typed = if done == "added" { form.clone() } else { Fields::default() };
            show(&ask, typed, problems).await
        }
    }
}

fn organisation(ask: &Ask) -> Option<OrganisationId> {
    ask.param("id").parse().ok()
}

fn path(organisation: OrganisationId) -> String {
    format!("/account/organisation/{organisation}")
}

/// The page that leads to the members, for those who look after them.
#[must_use]
pub fn way_to(membership: &Membership) -> Option<String> {
    (membership.confirmed && membership.role == Role::Admin).then(|| path(membership.organisation.id))
}

async fn show(ask: &Ask, typed: Fields, problems: Problems) -> Answered {
    let Some(person) = ask.person() else { return Ok(Answer::SignIn) };
    let Some(id) = organisation(ask) else { return Ok(Answer::NotFound) };
    let l = ask.locale;
    let Some(members) = ask.house.accounts.members(&ask.actor, id).await? else { return Ok(Answer::NotFound) };
    let own = person.memberships.iter().find(|m| m.organisation.id == id);
    let name = own.map(|m| m.organisation.name.clone()).unwrap_or_default();
    let done = match ask.query.get("done") {
        "added" => Some(t!(l, account.done_added)),
        "changed" => Some(t!(l, account.done_changed)),
        "removed" => Some(t!(l, account.done_removed)),
        _ => None,
    }
    .filter(|_| problems.is_empty());
    let form = Form::refused(l, typed, problems);
    let heading = t!(l, account.members, organisation = name);
    let (title, status) = (form.title(&heading), form.status());
    Ok(Page::new("account", title, move || {
        let rows = members.into_iter().map(|member| view! { <Row l=l member=member /> }).collect_view();
        view! {
            <div class="stack">
                <p class="crumb"><a href=l.href("/account")>{t!(l, account.title)}</a></p>
                <h1>{heading}</h1>
                <ErrorSummary form=&form />
                {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
                <ul class="rows">{rows}</ul>
                <AddMember l=l form=form />
            </div>
        }
        .into_any()
    })
    .with_status(status)
    .into())
}

/// Somebody, what she may do, and the buttons that change it.
#[component]
fn Row(l: Locale, member: Member) -> impl IntoView {
    let Member { account, name, email, role } = member;
    let called = if name.is_empty() { email.clone() } else { name };
    let mail = (called != email).then(|| view! { <p class="quiet">{email}</p> });
    let select = format!("role-{account}");
    let roles = options(l, Role::ALL, Role::code).into_iter().map(|(code, word)| {
        let selected = code == role.code();
        view! { <option value=code selected=selected>{word}</option> }
    });
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{called.clone()}</h2>
                {mail}
            </div>
            <form class="rows__side members__row" method="post">
                <Hidden name="account" value=account.to_string() />
                <label class="visually-hidden" for=select.clone()>{t!(l, account.role_of, name = called)}</label>
                <select class="field__control field__control--select" id=select name="role">{roles.collect_view()}</select>
                <button class="button button--quiet button--small" type="submit" name="do" value="change">
                    {t!(l, account.change_role)}
                    <span class="visually-hidden">" " {called.clone()}</span>
                </button>
                <button class="button button--quiet button--small" type="submit" name="do" value="remove">
                    {t!(l, account.remove)}
                    <span class="visually-hidden">" " {called.clone()}</span>
                </button>
            </form>
        </li>
    }
    .into_any()
}

#[component]
fn AddMember(l: Locale, form: Form) -> impl IntoView {
    let words = [
        (Role::Member, t!(l, account.role_member)),
        (Role::Booker, t!(l, account.role_booker)),
        (Role::Organiser, t!(l, account.role_organiser)),
        (Role::Admin, t!(l, account.role_admin)),
    ];
    let words = words.map(|(role, text)| view! { <li><strong>{role.word(l)}</strong>": "{text}</li> });
    view! {
        <section class="stack">
            <h2>{t!(l, account.add_member)}</h2>
            <ul>{words.into_iter().collect_view()}</ul>
            <form class="form" method="post">
                <Field
                    form=&form
                    name="email"
                    kind="email"
                    label=t!(l, account.email)
                    hint=t!(l, account.add_member_hint)
                    required=true
                    maxlength=254u16
                />
                <Select
                    form=&form
                    name="role"
                    label=t!(l, account.role)
                    none=t!(l, account.choose)
                    required=true
                    options=options(l, Role::ALL, Role::code)
                />
                <Submit label=t!(l, account.add_member) intent="add" />
            </form>
        </section>
    }
    .into_any()
}
