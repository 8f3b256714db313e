//! One's own passkeys: which there are, a new one, and how one goes.

use domain::desk::{OwnPasskeys, PasskeyAnswer, PasskeyRefusal, PasskeyView};
use leptos::prelude::*;

use super::again::{self, Again};
use crate::{
    ask::{Ask, Here, House, Unanswered},
    form::{Fields, Problems},
    islands::{Asked, PasskeyForm, PasskeyWords},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::{Moment, date_long},
        form::{ErrorSummary, Form, RowButton},
    },
};

const PATH: &str = "/account/passkeys";

/// Shows them.
///
/// # Errors
/// When the house cannot answer now.
pub async fn passkeys(ask: Ask) -> Answered {
    show(&ask, Form::new(ask.locale, Fields::default())).await
}

/// Keeps a new one, or removes one.
///
/// # Errors
/// When the house cannot answer now.
pub async fn change_passkeys(ask: Ask) -> Answered {
    let l = ask.locale;
    let here = ask.login.as_deref().unwrap_or_default();
    let desk = &ask.house.passkeys;
    let (done, outcome) = match ask.form.get("do") {
        "add" => ("added", desk.add_passkey(&ask.actor, here, ask.form.get("name"), answered(&ask)).await),
        "remove" => match ask.form.parse("passkey") {
            Some(id) => ("removed", desk.remove_passkey(&ask.actor, here, id).await),
            None => ("removed", Err(PasskeyRefusal::Forbidden)),
        },
        _ => return Ok(Answer::Goto(PATH.to_owned())),
    };
    let problems = match outcome {
        Ok(()) => return Ok(Answer::Goto(format!("{PATH}?done={done}"))),
        Err(PasskeyRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(PasskeyRefusal::Forbidden) if ask.person().is_none() => return Ok(Answer::SignIn),
        Err(PasskeyRefusal::Forbidden) => return Ok(Answer::NotFound),
        Err(PasskeyRefusal::Name) => Problems::of("name", t!(l, passkeys.problem_name)),
        Err(PasskeyRefusal::TooMany) => Problems::whole(t!(l, passkeys.problem_many)),
        Err(PasskeyRefusal::SignInAgain) => Problems::whole(t!(l, passkeys.problem_again)),
        Err(_) => Problems::whole(t!(l, passkeys.problem_made)),
    };
    show(&ask, Form::refused(l, ask.form.clone(), problems)).await
}

/// What the browser answered.
pub(super) fn answered(ask: &Ask) -> PasskeyAnswer {
    let field = |name| ask.form.get(name).to_owned();
    PasskeyAnswer { secret: field("secret"), credential: field("credential") }
}

/// The body of the server function `passkeys/make`.
///
/// # Errors
/// When the house cannot answer now, or may not for whoever asks.
pub async fn make_now() -> Result<Asked, Unanswered> {
    let (house, actor) = use_context::<House>().zip(use_context()).ok_or(Unanswered::Unavailable)?;
    let Here(here) = use_context().ok_or(Unanswered::Unavailable)?;
    asked(house.passkeys.ask_for_new(&actor, &here.unwrap_or_default()).await)
}

/// The body of the server function `passkeys/show`.
///
/// # Errors
/// When the house cannot answer now.
pub async fn show_now() -> Result<Asked, Unanswered> {
    let (house, actor) = use_context::<House>().zip(use_context()).ok_or(Unanswered::Unavailable)?;
    asked(house.passkeys.ask_to_show(&actor).await)
}

fn asked(challenge: Result<domain::desk::Challenge, PasskeyRefusal>) -> Result<Asked, Unanswered> {
    match challenge {
        Ok(challenge) => Ok(Asked { secret: challenge.secret, options: challenge.options }),
        Err(PasskeyRefusal::Unavailable) => Err(Unanswered::Unavailable),
        Err(_) => Err(Unanswered::NotThere),
    }
}

async fn show(ask: &Ask, form: Form) -> Answered {
    let l = ask.locale;
    let desk = &ask.house.passkeys;
    let here = ask.login.as_deref().unwrap_or_default();
    let Some(own) = desk.passkeys(&ask.actor, here).await? else { return Ok(Answer::SignIn) };
    let Some(host) = desk.host().map(str::to_owned) else { return Ok(Answer::NotFound) };
    let again = again::of(ask, PATH, !own.passkeys.is_empty());
    let done = match ask.query.get("done") {
        "added" => Some(t!(l, passkeys.done_added)),
        "removed" => Some(t!(l, passkeys.done_removed)),
        _ => None,
    }
    .filter(|_| form.problems().is_empty());
    let (title, status) = (form.title(t!(l, passkeys.title)), form.status());
    let view = move || view! { <Passkeys l=l own=own host=host again=again form=form done=done /> }.into_any();
    Ok(Page::new("account", title, view).with_status(status).into())
}

#[component]
fn Passkeys(
    l: Locale,
    own: OwnPasskeys,
    host: String,
    again: again::Ways,
    form: Form,
    done: Option<&'static str>,
) -> impl IntoView {
    let OwnPasskeys { passkeys, recent } = own;
    let none = passkeys.is_empty();
    let rows = passkeys.into_iter().map(|one| view! { <Row l=l passkey=one recent=recent /> }).collect_view();
    let typed = form.fields().get("name").to_owned();
    let words = PasskeyWords {
        button: t!(l, passkeys.add_button).to_owned(),
        name: [t!(l, passkeys.name).to_owned(), t!(l, passkeys.name_hint).to_owned()],
        problem: form.problems().at("name").unwrap_or_default().to_owned(),
        ..words(l, &host)
    };
    let add =
        view! { <PasskeyForm path=l.href(PATH) goto=String::new() host=host typed=typed words=words /> }.into_any();
    let add = if recent {
        view! {
            <section class="stack">
                <h2>{t!(l, passkeys.add)}</h2>
                {add}
                <noscript><p>{t!(l, passkeys.no_script)}</p></noscript>
            </section>
        }
        .into_any()
    } else {
        view! { <Again l=l text=t!(l, passkeys.again_text) ways=again /> }.into_any()
    };
    view! {
        <div class="account stack">
            <p class="crumb"><a href=l.href("/account")>{t!(l, account.title)}</a></p>
            <h1>{t!(l, passkeys.title)}</h1>
            <ErrorSummary form=&form />
            {done.map(|done| view! {
                <p class="notice notice--good" role="status">{done}</p>
                <p><a href=l.href("/account/logins")>{t!(l, account.other_logins)}</a></p>
            })}
            <p class="lead">{t!(l, passkeys.lead)}</p>
            <p>{t!(l, passkeys.mail_stays)}</p>
            {none.then(|| view! { <p>{t!(l, passkeys.nothing)}</p> })}
            {(!none).then(|| view! { <ul class="rows">{rows}</ul> })}
            {add}
        </div>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, passkey: PasskeyView, recent: bool) -> impl IntoView {
    let PasskeyView { id, name, since, used } = passkey;
    let remove = recent.then(|| {
        view! {
            <RowButton name="passkey" value=id.to_string() intent="remove" label=t!(l, passkeys.remove) about=name.clone() />
        }
    });
    let used = match used {
        Some(used) => view! { {t!(l, account.login_seen)} " " <Moment l=l at=used /> }.into_any(),
        None => view! { {t!(l, passkeys.unused)} }.into_any(),
    };
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{name.clone()}</h2>
                <p class="quiet">{t!(l, passkeys.since, date = date_long(l, since.date()))} " · " {used}</p>
            </div>
            {remove}
        </li>
    }
    .into_any()
}

/// What every form about passkeys says.
pub(super) fn words(l: Locale, host: &str) -> PasskeyWords {
    PasskeyWords {
        asking: t!(l, passkeys.asking).to_owned(),
        failed: t!(l, passkeys.failed).to_owned(),
        none: t!(l, passkeys.none).to_owned(),
        elsewhere: t!(l, passkeys.elsewhere, host = host),
        ..PasskeyWords::default()
    }
}
