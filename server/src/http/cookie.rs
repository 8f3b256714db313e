//! The one cookie there is: the login. A visitor never gets any (TDDDG § 25: none that is not strictly necessary).

use axum::http::{HeaderMap, HeaderValue, header};

use crate::config::Config;

/// How long a browser keeps it: as long as the house keeps a login.
const SECONDS: u32 = 30 * 24 * 60 * 60;

/// Over https a name no other host and no plain connection can set (RFC 6265bis 4.1.3.2).
const fn name(https: bool) -> &'static str {
    if https { "__Host-login" } else { "login" }
}

/// The secret of the login this request carries.
pub(super) fn login(config: &Config, headers: &HeaderMap) -> Option<String> {
    let name = name(config.is_https());
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

/// Hands a login to the browser.
pub(super) fn set(config: &Config, login: &str) -> Option<HeaderValue> {
    line(config, login, SECONDS)
}

/// Takes the login from the browser.
pub(super) fn clear(config: &Config) -> Option<HeaderValue> {
    line(config, "", 0)
}

fn line(config: &Config, value: &str, seconds: u32) -> Option<HeaderValue> {
    let https = config.is_https();
    let (name, secure) = (name(https), if https { "; Secure" } else { "" });
    // A token is letters and digits; anything else is no token, and gets no cookie.
    HeaderValue::try_from(format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")).ok()
}
