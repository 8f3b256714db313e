//! Signing in with a university or a company (OpenID Connect Core 1.0): code flow, PKCE, state and nonce, always all.
//!
//! What providers say is fetched and judged here, outside of any transaction; whom it opens what is the store's.

mod fetch;
mod provider;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{
        Arrival, Back, Browser, Departure, IdentityDesk, IdentityRefusal, OwnIdentities, ProviderView, Unavailable,
    },
    id::IdentityId,
    identity::{longest_ago, read_state},
};
use openidconnect::RedirectUrl;
use store::Store;

use crate::config::Config;
use provider::{Provider, Trouble};

/// Where somebody manages her identities.
const OWN: &str = "/account/identities";

/// The desk for identities: a store, and the providers there are. Cheap to clone.
#[derive(Clone)]
pub struct Oidc {
    store: Store,
    views: Arc<[ProviderView]>,
    providers: Arc<[Provider]>,
}

impl Oidc {
    /// With the providers of the settings. Asks none of them anything.
    #[must_use]
    pub fn new(store: &Store, config: &Config) -> Self {
        let (mut views, mut providers) = (Vec::new(), Vec::new());
        for given in &config.providers {
            // The base URL was judged when it was read.
            let back = format!("{}/sign-in/oidc/{}/callback", config.base_url, given.key);
            let Ok(back) = RedirectUrl::new(back) else { continue };
            let (key, name, issuer) = (given.key.clone(), given.name.clone(), given.issuer.to_string());
            views.push(ProviderView { key, name, issuer });
            providers.push(Provider::new(given.clone(), back));
        }
        Self { store: store.clone(), views: views.into(), providers: providers.into() }
    }

    /// Asks every provider what it says of itself. Answers its key, and what is wrong, if anything is.
    pub async fn check(&self) -> Vec<(&str, Option<&'static str>)> {
        let mut found = Vec::new();
        for provider in &*self.providers {
            let trouble = provider
                .learn(self.store.now())
                .await
                .err()
                .map(|(Trouble::Unreachable(why) | Trouble::Unproved(why))| why);
            found.push((provider.given.key.as_str(), trouble));
        }
        found
    }

    fn provider(&self, key: &str) -> Result<&Provider, IdentityRefusal> {
        self.providers.iter().find(|provider| provider.given.key == key).ok_or(IdentityRefusal::NoProvider)
    }

    async fn depart(
        &self,
        key: &str,
        goto: &str,
        links: Option<(&Actor, &str)>,
        language: &str,
    ) -> Result<Departure, IdentityRefusal> {
        let provider = self.provider(key)?;
        let no = |trouble| refused(provider, trouble);
        let now = self.store.now();
        // Whom nobody can reach nobody is sent to, and nothing is noted.
        provider.learn(now).await.map_err(no)?;
        let errand = self.store.depart(provider.given.issuer.as_str(), goto, links).await?;
        // Whoever runs a session there just now need not be whoever links it here.
        let ago = if links.is_some() { Some(0) } else { longest_ago(goto) };
        let to = provider.way(&errand, ago, language, now).await.map_err(no)?;
        Ok(Departure { to, begun: errand.begun })
    }
}

#[async_trait]
impl IdentityDesk for Oidc {
    fn providers(&self) -> &[ProviderView] {
        &self.views
    }

    async fn leave(&self, provider: &str, goto: &str, language: &str) -> Result<Departure, IdentityRefusal> {
        self.depart(provider, goto, None, language).await
    }

    async fn leave_to_link(
        &self,
        by: &Actor,
        here: &str,
        provider: &str,
        language: &str,
    ) -> Result<Departure, IdentityRefusal> {
        self.depart(provider, OWN, Some((by, here)), language).await
    }

    async fn arrive(&self, provider: &str, back: Back, browser: Browser<'_>) -> Result<Arrival, IdentityRefusal> {
        let provider = self.provider(provider)?;
        let no = |trouble| refused(provider, trouble);
        let now = self.store.now();
        let (state, _) = read_state(&back.state);
        let attempt = self.store.returned(provider.given.issuer.as_str(), state, browser.begun).await?;
        provider.sent(back.issuer.as_deref(), now).await.map_err(no)?;
        let code = match (back.error.as_deref(), back.code) {
            (Some("access_denied"), _) => return Err(IdentityRefusal::Declined),
            (None, Some(code)) => code,
            _ => return Err(no(Trouble::Unreachable("it sends an error instead of a code"))),
        };
        let mut shown = provider.shown(code, &attempt, now).await.map_err(no)?;
        let known = attempt.links.is_some()
            || self.store.knows(&shown.proved.identity).await.map_err(|Unavailable| IdentityRefusal::Unavailable)?;
        if !known && (shown.proved.email.is_none() || shown.proved.name.is_empty()) {
            provider.ask_more(&mut shown).await.map_err(no)?;
        }
        self.store.arrived_with(&shown.proved, &attempt, browser).await
    }

    async fn identities(&self, browser: Browser<'_>) -> Result<Option<OwnIdentities>, Unavailable> {
        self.store.identities(browser).await
    }

    async fn link(&self, browser: Browser<'_>) -> Result<String, IdentityRefusal> {
        self.store.link_identity(browser).await
    }

    async fn unlink(&self, by: &Actor, here: &str, id: IdentityId) -> Result<(), IdentityRefusal> {
        self.store.unlink_identity(by, here, id).await
    }
}

/// Logs what the public must not read, and answers what it may.
fn refused(provider: &Provider, trouble: Trouble) -> IdentityRefusal {
    let (why, refusal) = match trouble {
        Trouble::Unreachable(why) => (why, IdentityRefusal::Unreachable),
        Trouble::Unproved(why) => (why, IdentityRefusal::Unproved),
    };
    tracing::warn!(provider = provider.given.key, why, "nobody is signed in by this provider now");
    refusal
}
