//! From a request to what a page sees of it.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
};

use app::{ask::Ask, form::Fields, texts::Locale};
use axum::http::{Extensions, HeaderMap, header, request::Parts};
use domain::{access::Actor, desk::Unavailable};

use super::{AppState, cookie, listen::Peer};
use crate::chance;

/// No page needs more of what a browser calls itself.
const LONGEST_AGENT: usize = 200;

/// The request as a visitor's: without a look at the database.
pub(super) fn visitors(state: &AppState, parts: &Parts, params: HashMap<String, String>) -> Ask {
    Ask {
        house: state.house.clone(),
        actor: Actor::Visitor,
        login: cookie::login(&state.config, &parts.headers),
        begun: cookie::read(cookie::Kind::Begun, &state.config, &parts.headers),
        locale: locale(parts),
        path: parts.uri.path().to_owned(),
        params,
        query: fields(parts.uri.query().unwrap_or_default().as_bytes()),
        form: Fields::default(),
        uploads: Vec::new(),
        fresh: chance::id(),
        network: network(state, parts),
        user_agent: text(&parts.headers, &header::USER_AGENT).chars().take(LONGEST_AGENT).collect(),
    }
}

/// The same with whoever is signed in. Asks nobody when there is no cookie.
pub(super) async fn with_actor(mut ask: Ask) -> Result<Ask, Unavailable> {
    if let Some(login) = &ask.login {
        ask.actor = ask.house.accounts.actor(login).await?;
    }
    Ok(ask)
}

/// The language of the address, as the way in noted it.
pub(super) fn locale(parts: &Parts) -> Locale {
    locale_of(&parts.extensions)
}

/// The same, where only the notes of the way in are at hand.
pub(super) fn locale_of(notes: &Extensions) -> Locale {
    notes.get().copied().unwrap_or_default()
}

/// Names and values of a query or of a form. Bytes that are no UTF-8 become replacement characters; zero bytes, which
/// no database takes, are left out.
pub(super) fn fields(encoded: &[u8]) -> Fields {
    Fields(form_urlencoded::parse(encoded).map(|(name, value)| (clean(&name), clean(&value))).collect())
}

/// Where a request comes from: the connection's other end, or what as many proxies as we trust wrote down.
pub(super) fn network(state: &AppState, parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
    forwarded_for(&parts.headers, state.config.trusted_proxies).unwrap_or(peer)
}

/// Each proxy appends whom it heard from: the entry we believe is counted from the end.
fn forwarded_for(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let lines: Vec<_> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .collect();
    let place = lines.len().checked_sub(proxies).filter(|_| proxies > 0)?;
    lines.get(place)?.trim().parse().ok()
}

/// Without zero bytes.
pub(super) fn clean(text: &str) -> String {
    text.replace('\0', "")
}

/// A header's text; empty when there is none.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_as_many_proxies_are_believed_as_are_there() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "203.0.113.9, 198.51.100.7".parse().unwrap());
        headers.append("x-forwarded-for", "192.0.2.1".parse().unwrap());
        let ip = |text: &str| text.parse::<IpAddr>().ok();
        assert_eq!(forwarded_for(&headers, 0), None);
        assert_eq!(forwarded_for(&headers, 1), ip("192.0.2.1"));
        assert_eq!(forwarded_for(&headers, 2), ip("198.51.100.7"));
        assert_eq!(forwarded_for(&headers, 4), None);
    }

    #[test]
    fn a_form_is_read_as_it_was_typed() {
        let read = fields("title=Gr%C3%BCnder%26Abend+2&x=%00a&x=%FF&leer=".as_bytes());
        assert_eq!(read.get("title"), "Gründer&Abend 2");
        assert_eq!(read.0[1..3], [("x".into(), "a".into()), ("x".into(), "\u{fffd}".into())]);
        assert!(read.ticked("leer"));
    }
}
