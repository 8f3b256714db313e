//! The cookies there are: the login, and for minutes what a browser began at a provider. A visitor never gets any (TDDDG
//! § 25: none that is not strictly necessary).

use axum::http::{HeaderMap, HeaderValue, header};
use domain::identity::ARRIVAL_MINUTES;

use crate::config::Config;

/// What a cookie carries.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// The secret of a login.
    Login,
    /// The secret of what was begun at a provider.
    Begun,
}

impl Kind {
    /// Over https a name no other host and no plain connection can set (RFC 6265bis 4.1.3.2).
    const fn name(self, https: bool) -> &'static str {
        match (self, https) {
            (Self::Login, true) => "__Host-login",
            (Self::Login, false) => "login",
            (Self::Begun, true) => "__Host-begun",
            (Self::Begun, false) => "begun",
        }
    }

    /// How long a browser keeps it: as long as the house does.
    const fn seconds(self) -> u32 {
        match self {
            Self::Login => 30 * 24 * 60 * 60,
            Self::Begun => 60 * ARRIVAL_MINUTES as u32,
        }
    }
}

/// The secret of the login this request carries.
pub(super) fn login(config: &Config, headers: &HeaderMap) -> Option<String> {
    read(Kind::Login, config, headers)
}

/// What this request carries.
pub(super) fn read(kind: Kind, config: &Config, headers: &HeaderMap) -> Option<String> {
    let name = kind.name(config.is_https());
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

/// Hands a secret to the browser.
pub(super) fn set(kind: Kind, config: &Config, secret: &str) -> Option<HeaderValue> {
    line(kind, config, secret, kind.seconds())
}

/// Takes it from the browser.
pub(super) fn clear(kind: Kind, config: &Config) -> Option<HeaderValue> {
    line(kind, config, "", 0)
}

/// Lax, not strict: a provider sends the browser back, and what it began must come along.
fn line(kind: Kind, config: &Config, value: &str, seconds: u32) -> Option<HeaderValue> {
    let https = config.is_https();
    let (name, secure) = (kind.name(https), if https { "; Secure" } else { "" });
    // A token is letters and digits; anything else is no token, and gets no cookie.
    HeaderValue::try_from(format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")).ok()
}
