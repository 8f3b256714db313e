//! Signing in with a university or a company: there, and back.

use domain::{
    desk::{AccountRefusal, Arrival, Back, Departure, IdentityRefusal, NewLogin, ProviderView},
    identity::read_state,
};
use leptos::prelude::*;

use super::{
    sign_in_page::here,
    start::{self, NOWHERE},
    token_page,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Field, Form, Hidden, Submit},
};

/// There is nothing to see at the address the buttons go to.
///
/// # Errors
/// Never.
pub async fn way_by_provider(_: Ask) -> Answered {
    Ok(Answer::Goto("/sign-in".to_owned()))
}

/// Sends the browser to a provider.
///
/// # Errors
/// When the house cannot answer now.
pub async fn leave(ask: Ask) -> Answered {
    let goto = here(ask.form.get("goto"));
    if ask.person().is_some() {
        return Ok(Answer::Goto(start::place(goto, ask.person()).to_owned()));
    }
    let key = ask.param("provider");
    match ask.house.identities.leave(key, goto, ask.locale.code()).await {
        Ok(departure) => Ok(leaving(&ask, key, departure)),
        Err(refusal) => Ok(refused(&ask, refusal)),
    }
}

/// A page on the way to a provider. The browser goes on by itself.
pub(super) fn leaving(ask: &Ask, key: &str, departure: Departure) -> Answer {
    let l = ask.locale;
    let Departure { to, begun } = departure;
    let title = t!(l, identities.leaving, provider = called(ask, key));
    let (heading, way) = (title.clone(), to.clone());
    let page = Page::new("account", title, move || {
        view! {
            <div class="stack">
                <h1>{heading.clone()}</h1>
                <p class="lead">{t!(l, identities.leaving_text)}</p>
                <p><a class="button" href=way rel="noreferrer">{heading}</a></p>
            </div>
        }
        .into_any()
    });
    Answer::Leave { page, to, begun }
}

/// Takes the browser back.
///
/// # Errors
/// When the house cannot answer now.
pub async fn back(ask: Ask) -> Answered {
    let key = ask.param("provider");
    let field = |name| ask.query.text(name).map(str::to_owned);
    let back = Back {
        state: ask.query.get("state").to_owned(),
        code: field("code"),
        error: field("error"),
        issuer: field("iss"),
    };
    // A provider knows one address to come back to. Whoever left in another language goes on to hers first.
    let left = Locale::from_code(read_state(&back.state).1);
    if left != ask.locale && ask.locale == Locale::default() {
        return Ok(Answer::Goto(left.href(&format!("{}?{}", ask.path, ask.query.encode()))));
    }
    match ask.house.identities.arrive(key, back, ask.browser()).await {
        Ok(Arrival::SignedIn(NewLogin { token, goto, .. })) => {
            let actor = ask.house.accounts.actor(&token).await?;
            Ok(Answer::SignedIn { login: token, goto: start::place(&goto, actor.person()).to_owned() })
        }
        Ok(Arrival::Linked) => Ok(Answer::Goto("/account/identities?done=linked".to_owned())),
        Ok(Arrival::Mailed { ask: asked, begun }) => Ok(Answer::Unsettled { begun, goto: sent(&asked, key) }),
        Ok(Arrival::Unknown { begun }) => Ok(Answer::Unsettled { begun, goto: format!("/sign-in/oidc/{key}/address") }),
        Err(refusal) => Ok(refused(&ask, refusal)),
    }
}

/// Asks whoever a provider knows, and the house does not, for her address.
///
/// # Errors
/// Never.
pub async fn ask_address(ask: Ask) -> Answered {
    Ok(address(&ask, Form::new(ask.locale, Fields::default())))
}

/// Sends the link. The answer is the same whether or not the address is known.
///
/// # Errors
/// When the house cannot answer now.
pub async fn send_address(ask: Ask) -> Answered {
    let l = ask.locale;
    let key = ask.param("provider");
    if provider(&ask, key).is_none() {
        return Ok(Answer::NotFound);
    }
    match ask.house.accounts.ask_sign_in(ask.form.get("email"), "/account/identities", l.code()).await {
        Ok(asked) => Ok(Answer::Goto(sent(&asked, key))),
        Err(AccountRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(_) => {
            let problems = Problems::of("email", t!(l, account.problem_email));
            Ok(address(&ask, Form::refused(l, ask.form.clone(), problems)))
        }
    }
}

fn address(ask: &Ask, form: Form) -> Answer {
    let l = ask.locale;
    let key = ask.param("provider").to_owned();
    let Some(provider) = provider(ask, &key) else { return Answer::NotFound };
    let name = provider.name.get(l.code()).to_owned();
    let (title, status) = (form.title(t!(l, identities.address_title)), form.status());
    Page::new("account", title, move || {
        view! {
            <div class="stack">
                <h1>{t!(l, identities.address_title)}</h1>
                <ErrorSummary form=&form />
                <p class="lead">{t!(l, identities.address_text, provider = name)}</p>
                <form class="form" method="post" action=l.href(&format!("/sign-in/oidc/{key}/address"))>
                    <Field form=&form name="email" label=t!(l, account.email) kind="email" autocomplete="email" required=true maxlength=254u16 />
                    <Submit label=t!(l, account.send_link) />
                </form>
            </div>
        }
        .into_any()
    })
    .with_status(status)
    .into()
}

/// The page that says to look for a mail, and what comes then.
fn sent(asked: &str, key: &str) -> String {
    format!("/sign-in/sent?ask={asked}&from={key}")
}

/// What came of it, in words; what to do now.
pub(super) fn refused(ask: &Ask, refusal: IdentityRefusal) -> Answer {
    let l = ask.locale;
    let (status, title, text) = match refusal {
        IdentityRefusal::Unavailable => return Answer::Unavailable,
        IdentityRefusal::NoProvider | IdentityRefusal::Forbidden => return Answer::NotFound,
        IdentityRefusal::Locked(reason) => return token_page::locked(ask, reason).into(),
        IdentityRefusal::SignInAgain => return Answer::Goto("/account/identities".to_owned()),
        IdentityRefusal::Declined => (403, t!(l, identities.declined), t!(l, identities.declined_text)),
        IdentityRefusal::Over => (410, t!(l, identities.over), t!(l, identities.over_text)),
        IdentityRefusal::Foreign => (409, t!(l, identities.foreign), t!(l, identities.foreign_text)),
        IdentityRefusal::Unproved => (502, t!(l, identities.unproved), t!(l, identities.unproved_text)),
        IdentityRefusal::Unreachable => (502, t!(l, identities.unreachable), t!(l, identities.unreachable_text)),
    };
    // Who is signed in was adding an identity to her account.
    let (way, label) = match ask.person() {
        Some(_) => ("/account/identities", t!(l, identities.title)),
        None => ("/sign-in", t!(l, identities.again)),
    };
    Page::new("account", title, move || {
        view! {
            <div class="stack">
                <h1>{title}</h1>
                <p class="lead">{text}</p>
                <p><a class="button" href=l.href(way)>{label}</a></p>
            </div>
        }
        .into_any()
    })
    .with_status(status)
    .into()
}

fn provider<'a>(ask: &'a Ask, key: &str) -> Option<&'a ProviderView> {
    ask.house.identities.providers().iter().find(|provider| provider.key == key)
}

/// What people call a provider, by its key.
pub(super) fn called(ask: &Ask, key: &str) -> String {
    provider(ask, key).map_or_else(String::new, |provider| provider.name.get(ask.locale.code()).to_owned())
}

/// What people call a provider, by its issuer: its host, where it is none of ours any more.
pub(super) fn called_by_issuer(providers: &[ProviderView], l: Locale, issuer: &str) -> String {
    let known = providers.iter().find(|provider| provider.issuer == issuer);
    known.map_or_else(
        || issuer.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(issuer).to_owned(),
        |provider| provider.name.get(l.code()).to_owned(),
    )
}

/// A button for each provider.
#[component]
pub(super) fn Providers(l: Locale, providers: Vec<ProviderView>, goto: String) -> impl IntoView {
    let goto = if goto.is_empty() { NOWHERE.to_owned() } else { goto };
    let button = move |provider: ProviderView| {
        view! {
            <form method="post" action=l.href(&format!("/sign-in/oidc/{}", provider.key))>
                <Hidden name="goto" value=goto.clone() />
                <Submit label=t!(l, identities.button, provider = provider.name.get(l.code())) look="quiet" />
            </form>
        }
    };
    view! {
        <section class="stack" aria-labelledby="providers-heading">
            <h2 id="providers-heading">{t!(l, identities.sign_in)}</h2>
            <p>{t!(l, identities.sign_in_text)}</p>
            {providers.into_iter().map(button).collect_view()}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::Localised;

    #[test]
    fn a_provider_that_is_ours_no_more_is_called_by_its_host() {
        let issuer = "https://login.uni.example/realms/a".to_owned();
        let name = Localised::of("de", "Universität").and("en", "University");
        let providers = [ProviderView { key: "uni".into(), name, issuer: issuer.clone() }];
        assert_eq!(called_by_issuer(&providers, Locale::En, &issuer), "University");
        assert_eq!(called_by_issuer(&[], Locale::En, &issuer), "login.uni.example");
    }
}
