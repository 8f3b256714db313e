//! The organisation: what is known of it, and who acts for it. Its administrators add colleagues, change what they may do,
//! and take them out.

use domain::{
    access::{Act, may},
    billing::PostalAddress,
    desk::{AccountRefusal, Member, NewMember, OrganisationView},
    id::{AccountId, OrganisationId},
    organisation::{OrganisationKind, OrganisationRef, Role, Sector},
};
use leptos::prelude::*;

use super::frame::{known, path};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{ErrorSummary, Field, Form, Hidden, Select, Submit, TextArea},
        picture::Logo,
        sure::Sure,
        words::{Word, options},
    },
};

/// Shows it, with everybody who acts for it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn overview(ask: Ask) -> Answered {
    show(&ask, Fields::default(), Problems::default()).await
}

/// Adds somebody, or changes what a member may do.
///
/// # Errors
/// When the house cannot answer now.
pub async fn change_members(ask: Ask) -> Answered {
    let (Some(person), Some(organisation)) = (ask.person(), ask.param("id").parse::<OrganisationId>().ok()) else {
        return show(&ask, Fields::default(), Problems::default()).await;
    };
    let (l, form, desk) = (ask.locale, &ask.form, &ask.house.accounts);
    let (role, account) = (Role::from_code(form.get("role")), form.parse::<AccountId>("account"));
    let (done, outcome) = match (form.get("do"), role, account) {
        ("add", Some(role), _) => {
            let (email, language) = (form.get("email").to_owned(), l.code().to_owned());
            ("added", desk.add_member(&ask.actor, NewMember { organisation, email, role, language }).await)
        }
        ("describe" | "decline", ..) => return by_region(&ask, organisation).await,
        ("add", None, _) => {
            return show(&ask, form.clone(), Problems::of("role", t!(l, account.problem_role))).await;
        }
        ("change", Some(role), Some(account)) => {
            ("changed", desk.change_member(&ask.actor, organisation, account, Some(role)).await)
        }
        ("remove", _, Some(account)) => return ask_first(&ask, organisation, account).await,
        ("remove-sure", _, Some(account)) => {
            ("removed", desk.change_member(&ask.actor, organisation, account, None).await)
        }
        _ => return show(&ask, Fields::default(), Problems::default()).await,
    };
    match outcome {
        // Who gives up her own right to look after it has nothing left to see here.
        Ok(()) if account == Some(person.id) => Ok(Answer::Goto("/account".to_owned())),
        Ok(()) => Ok(Answer::Goto(format!("{}?done={done}", path(organisation)))),
        Err(AccountRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(AccountRefusal::SignInAgain) => Ok(Answer::SignInAgain),
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

/// What the region does with it: puts right what it is, or says no to it.
async fn by_region(ask: &Ask, id: OrganisationId) -> Answered {
    let (l, form, desk) = (ask.locale, &ask.form, &ask.house.administration);
    let (goto, outcome) = match form.get("do") {
        "decline" => {
            ("/admin/organisations?done=declined".to_owned(), desk.decline(&ask.actor, id, form.get("reason")).await)
        }
        _ => match (OrganisationKind::from_code(form.get("kind")), Sector::from_code(form.get("sector"))) {
            (Some(kind), Some(sector)) => {
                let outcome = desk.describe(&ask.actor, id, form.get("name"), kind, sector).await;
                (format!("{}?done=described", path(id)), outcome)
            }
            _ => return show(ask, Fields::default(), Problems::default()).await,
        },
    };
    let problems = match outcome {
        Ok(()) => return Ok(Answer::Goto(goto)),
        Err(AccountRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(AccountRefusal::Reason) => Problems::of("reason", t!(l, admin.problem_reason)),
        Err(AccountRefusal::Name) => Problems::of("name", t!(l, account.problem_organisation)),
        Err(AccountRefusal::NameTaken) => Problems::of("name", t!(l, account.problem_name_taken)),
        Err(_) => return Ok(Answer::NotFound),
    };
    show(ask, form.clone(), problems).await
}

/// What it means to take a member out, before it is done.
async fn ask_first(ask: &Ask, organisation: OrganisationId, account: AccountId) -> Answered {
    let l = ask.locale;
    let of = known(ask).await?;
    let members = ask.house.accounts.members(&ask.actor, organisation).await?.ok_or(Answer::NotFound)?;
    let Some(her) = members.into_iter().find(|member| member.account == account) else {
        return show(ask, Fields::default(), Problems::whole(t!(l, account.problem_no_member))).await;
    };
    let called = if her.name.is_empty() { her.email } else { her.name };
    let stays = (her.to_come > 0).then(|| t!(l, account.remove_bookings, count = her.to_come));
    let means = t!(l, account.remove_text, name = called, organisation = of.organisation.name);
    let sure = Sure {
        area: "account",
        title: t!(l, account.remove_title, name = called),
        says: [means].into_iter().chain(stays).collect(),
        fields: vec![("account", account.to_string())],
        yes: (t!(l, account.remove_sure), "remove-sure"),
        no: (l.href(&path(organisation)), t!(l, account.remove_leave)),
    };
    Ok(Page::from(sure).into())
}

async fn show(ask: &Ask, typed: Fields, problems: Problems) -> Answered {
    let of = known(ask).await?;
    let id = of.organisation.id;
    let members = ask.house.accounts.members(&ask.actor, id).await?;
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "added" => Some(t!(l, account.done_added)),
        "changed" => Some(t!(l, account.done_changed)),
        "removed" => Some(t!(l, account.done_removed)),
        "written" => Some(t!(l, organisations.done_written)),
        "described" => Some(t!(l, organisations.done_described)),
        _ => None,
    }
    .filter(|_| problems.is_empty());
    let region = may(&ask.actor, Act::AdministerPlatform).is_ok();
    let typed = if region && typed.get("do") != "describe" {
        let OrganisationRef { name, kind, sector, .. } = &of.organisation;
        typed.with("name", name).with("kind", kind.code()).with("sector", sector.code())
    } else {
        typed
    };
    let form = Form::refused(l, typed, problems);
    let (title, status) = (form.title(&of.organisation.name), form.status());
    // Who looks after the platform comes from its list, and goes back there.
    let up = match members {
        Some(_) => (l.href("/account"), t!(l, account.title)),
        None => (l.href("/admin/organisations"), t!(l, admin.organisations)),
    };
    Ok(Page::new("account", title, move || {
        let name = of.organisation.name.clone();
        let (kind, sector) = (of.organisation.kind.word(l), of.organisation.sector.word(l));
        view! {
            <div class="organisation stack">
                <p class="crumb"><a href=up.0>{up.1}</a></p>
                <h1>{name}</h1>
                <ErrorSummary form=&form />
                {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
                {of.logo.clone().map(|logo| view! { <p><Logo picture=logo name=of.organisation.name.clone() /></p> })}
                <p class="lead">{kind} " · " {sector}</p>
                <Ways l=l of=of.clone() />
                <Members l=l members=members form=form.clone() />
                {region.then(|| view! { <Region l=l confirmed=of.confirmed form=form /> })}
            </div>
        }
        .into_any()
    })
    .with_status(status)
    .into())
}

/// What is known of it, each with the way to change it.
#[component]
fn Ways(l: Locale, of: OrganisationView) -> impl IntoView {
    let path = path(of.organisation.id);
    let said = of.particulars;
    let address = address_line(&said.address);
    let filled = |parts: Vec<String>| {
        let said: Vec<String> = parts.into_iter().filter(|text| !text.is_empty()).collect();
        (!said.is_empty()).then(|| said.join(", "))
    };
    let labelled = |label: &str, number: String| if number.is_empty() { number } else { format!("{label} {number}") };
    let goes_to = filled(vec![address_line(&said.bill_address), said.bill_email]);
    let numbers = filled(vec![said.vat_id, labelled(t!(l, organisations.leitweg_id), said.leitweg_id)]);
    let named = !said.bill_to.is_empty() || goes_to.is_some();
    let bill_to = if said.bill_to.is_empty() { of.organisation.name } else { said.bill_to };
    let bill_to = named.then(|| t!(l, organisations.bill_of, name = bill_to));
    let mut bill: Vec<String> = [bill_to, goes_to, numbers].into_iter().flatten().collect();
    if bill.is_empty() {
        bill.push(t!(l, organisations.no_bills).to_owned());
    }
    let in_use = of.cost_centres.iter().filter(|centre| !centre.retired).count();
    let centres = match in_use {
        0 => t!(l, organisations.centres_none).to_owned(),
        count => t!(l, organisations.centres, count = count),
    };
    let domains: Vec<String> = of
        .domains
        .into_iter()
        .map(|one| match one.confirmed {
            true => one.domain,
            false => t!(l, organisations.waiting_domain, domain = one.domain),
        })
        .collect();
    let domains = match domains.is_empty() {
        true => t!(l, organisations.domains_none).to_owned(),
        false => domains.join(" · "),
    };
    let logo = match of.logo {
        Some(_) => t!(l, organisations.logo_there).to_owned(),
        None => t!(l, organisations.logo_none).to_owned(),
    };
    let way = |part: &str, name: &'static str, says: Vec<String>| {
        let says = says.into_iter().map(|line| view! { <p class="organisation__line">{line}</p> }).collect_view();
        view! {
            <li class="rows__item">
                <h2 class="rows__title"><a href=l.href(&format!("{path}/{part}"))>{name}</a></h2>
                {says}
            </li>
        }
    };
    view! {
        <ul class="rows">
            {way("particulars", t!(l, organisations.particulars), [vec![address], bill].concat())}
            {way("cost-centres", t!(l, organisations.cost_centres), vec![centres])}
            {way("domains", t!(l, organisations.domains), vec![domains])}
            {way("logo", t!(l, organisations.logo), vec![logo])}
        </ul>
    }
    .into_any()
}

/// A postal address on one line: `Campusallee 12, 32657 Lemgo`.
fn address_line(address: &PostalAddress) -> String {
    let PostalAddress { street, postcode, town } = address;
    let place = format!("{postcode} {town}");
    [street.trim(), place.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What only the region changes.
#[component]
fn Region(l: Locale, confirmed: bool, form: Form) -> impl IntoView {
    let decline = (!confirmed).then(|| {
        view! {
            <section class="stack">
                <h2>{t!(l, organisations.decline)}</h2>
                <p>{t!(l, organisations.decline_text)}</p>
                <form class="form" method="post">
                    <TextArea form=&form name="reason" label=t!(l, organisations.decline_reason) rows=3 required=true maxlength=500u16 />
                    <Submit label=t!(l, organisations.decline) intent="decline" look="danger" />
                </form>
            </section>
        }
    });
    view! {
        <section class="stack">
            <h2>{t!(l, organisations.describe)}</h2>
            <form class="form" method="post">
                <Field form=&form name="name" label=t!(l, account.organisation_name) required=true maxlength=120u16 />
                <Select form=&form name="kind" label=t!(l, account.kind) options=options(l, OrganisationKind::ALL, OrganisationKind::code) />
                <Select form=&form name="sector" label=t!(l, account.sector) options=options(l, Sector::ALL, Sector::code) />
                <Submit label=t!(l, organisations.describe_save) intent="describe" look="quiet" />
            </form>
        </section>
        {decline}
    }
    .into_any()
}

/// Everybody who acts for it, for its own administrators.
#[component]
fn Members(l: Locale, members: Option<Vec<Member>>, form: Form) -> impl IntoView {
    let Some(members) = members else {
        return view! { <p class="quiet">{t!(l, organisations.only_region)}</p> }.into_any();
    };
    let rows = members.into_iter().map(|member| view! { <Row l=l member=member /> }).collect_view();
    view! {
        <section class="stack">
            <h2>{t!(l, organisations.members)}</h2>
            <ul class="rows">{rows}</ul>
        </section>
        <AddMember l=l form=form />
    }
    .into_any()
}

/// Somebody, what she may do, and the buttons that change it.
#[component]
fn Row(l: Locale, member: Member) -> impl IntoView {
    let Member { account, name, email, role, .. } = member;
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
                <h3 class="rows__title">{called.clone()}</h3>
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
