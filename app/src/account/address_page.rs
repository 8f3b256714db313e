//! One's own address: another one is proved by the code that is mailed there.

use domain::desk::{AddressRefusal, OwnAddress};
use leptos::prelude::*;

use super::{
    again::{self, Again},
    sign_in_page::DevMail,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Field, Form, Submit},
};

const PATH: &str = "/account/address";

/// Shows it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn address(ask: Ask) -> Answered {
    show(&ask, Form::new(ask.locale, Fields::default())).await
}

/// Mails a code to another one, or makes that hers with the code.
///
/// # Errors
/// When the house cannot answer now.
pub async fn change_address(ask: Ask) -> Answered {
    let l = ask.locale;
    let here = ask.login.as_deref().unwrap_or_default();
    let desk = &ask.house.addresses;
    let (field, then, outcome) = match ask.form.get("do") {
        "ask" => ("email", PATH.to_owned(), desk.ask_address(&ask.actor, here, ask.form.get("email")).await),
        "take" => {
            let outcome = desk.change_address(&ask.actor, here, ask.form.get("code")).await;
            ("code", format!("{PATH}?done=changed"), outcome)
        }
        _ => return Ok(Answer::Goto(PATH.to_owned())),
    };
    let problem = match outcome {
        Ok(()) => return Ok(Answer::Goto(then)),
        Err(AddressRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(AddressRefusal::Forbidden) => return Ok(Answer::SignIn),
        Err(AddressRefusal::Email) => t!(l, account.problem_email),
        Err(AddressRefusal::Same) => t!(l, addresses.problem_same),
        Err(AddressRefusal::Taken) => t!(l, addresses.problem_taken),
        Err(AddressRefusal::Code) => t!(l, addresses.problem_code),
        Err(AddressRefusal::Over) => {
            return show(&ask, Form::refused(l, Fields::default(), Problems::whole(t!(l, addresses.problem_over))))
                .await;
        }
        // The address she typed waits for her there.
        Err(AddressRefusal::SignInAgain) => return Ok(Answer::SignInAgain),
    };
    show(&ask, Form::refused(l, ask.form.clone(), Problems::of(field, problem))).await
}

async fn show(ask: &Ask, form: Form) -> Answered {
    let l = ask.locale;
    let here = ask.login.as_deref().unwrap_or_default();
    let Some(own) = ask.house.addresses.address(&ask.actor, here).await? else { return Ok(Answer::SignIn) };
    let passkeys = ask.house.passkeys.passkeys(&ask.actor, here).await?;
    let again = again::of(ask, PATH, passkeys.is_some_and(|own| !own.passkeys.is_empty()));
    let done =
        (ask.query.get("done") == "changed" && form.problems().is_empty()).then(|| t!(l, addresses.done_changed));
    let development = ask.house.region.development;
    let (title, status) = (form.title(t!(l, addresses.title)), form.status());
    let view =
        move || view! { <Address l=l own=own again=again form=form done=done development=development /> }.into_any();
    Ok(Page::new("account", title, view).with_status(status).into())
}

#[component]
fn Address(
    l: Locale,
    own: OwnAddress,
    again: again::Ways,
    form: Form,
    done: Option<&'static str>,
    development: bool,
) -> impl IntoView {
    let OwnAddress { email, asked, recent } = own;
    let is_asked = asked.is_some();
    let code = asked.map(|to| {
        view! {
            <section class="stack">
                <h2>{t!(l, addresses.asked)}</h2>
                <p>{t!(l, addresses.asked_text, email = to)}</p>
                {development.then(|| view! { <DevMail l=l /> })}
                <form class="form" method="post" action=l.href(PATH)>
                    <Field
                        form=&form
                        name="code"
                        label=t!(l, addresses.code)
                        hint=t!(l, addresses.code_hint)
                        width="short"
                        autocomplete="one-time-code"
                        required=true
                        maxlength=20u16
                    />
                    <Submit label=t!(l, addresses.take) intent="take" />
                </form>
            </section>
        }
        .into_any()
    });
    let change = if recent {
        view! {
            <section class="stack">
                <h2>{if is_asked { t!(l, addresses.other) } else { t!(l, addresses.change) }}</h2>
                <p>{t!(l, addresses.follows)}</p>
                <form class="form" method="post" action=l.href(PATH)>
                    <Field
                        form=&form
                        name="email"
                        label=t!(l, addresses.new)
                        hint=t!(l, addresses.new_hint)
                        kind="email"
                        autocomplete="email"
                        required=true
                        maxlength=254u16
                    />
                    <Submit label=t!(l, addresses.ask) intent="ask" look=if is_asked { "quiet" } else { "" } />
                </form>
            </section>
        }
        .into_any()
    } else if is_asked {
        ().into_any()
    } else {
        view! { <Again l=l text=t!(l, addresses.again_text) ways=again /> }.into_any()
    };
    view! {
        <div class="account stack">
            <p class="crumb"><a href=l.href("/account")>{t!(l, account.title)}</a></p>
            <h1>{t!(l, addresses.title)}</h1>
            <ErrorSummary form=&form />
            {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
            <p class="lead">{t!(l, addresses.lead, email = email)}</p>
            {code}
            {change}
        </div>
    }
    .into_any()
}
