//! Reads one setting each, and says in a sentence what is wrong with it.

use std::{fmt::Display, net::IpAddr, str::FromStr};

use axum::http::Uri;
use lettre::{AsyncSmtpTransport, Tokio1Executor, message::Mailbox};

use super::{ConfigError, Environment, Operator, wrong};

pub(super) fn parse<T: FromStr + Display>(
    text: &dyn Fn(&str) -> Option<String>,
    name: &'static str,
    default: T,
    right: &str,
) -> Result<T, ConfigError> {
    match text(name) {
        None => Ok(default),
        Some(value) => value.parse().or_else(|_| wrong(name, format!("must be {right}, not \"{value}\"."))),
    }
}

pub(super) fn database_url(url: String) -> Result<String, ConfigError> {
    if ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Ok(url);
    }
    // The value is not repeated: it may hold a password.
    wrong("DATABASE_URL", "must begin with sqlite:// or postgres://.")
}

pub(super) fn base_url(url: &str) -> Result<String, ConfigError> {
    let right = "must be an address such as https://spielraum.example, without a path.";
    let trimmed = url.trim_end_matches('/');
    match trimmed.parse::<Uri>() {
        Ok(uri)
            if matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
                && !uri.authority().is_some_and(|authority| authority.as_str().contains('@'))
                && matches!(uri.path(), "" | "/")
                && uri.query().is_none() =>
        {
            Ok(trimmed.to_owned())
        }
        _ => wrong("SPIELRAUM_BASE_URL", right),
    }
}

pub(super) fn host_of(base_url: &str) -> &str {
    let authority = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// True for this very machine, with or without a port.
pub(crate) fn is_loopback(host: &str) -> bool {
    let host = host_of(host);
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Development opens doors (mails in the browser, ready roles): only where nobody else can come in.
pub(super) fn environment(
    said: Option<&str>,
    host: IpAddr,
    base_url: Option<&str>,
) -> Result<Environment, ConfigError> {
    let private = host.is_loopback() && base_url.is_none_or(|url| is_loopback(url) && !url.starts_with("https:"));
    let environment = match said {
        None if private => Environment::Development,
        None | Some("production") => Environment::Production,
        Some("development") if private => Environment::Development,
        Some("development") => {
            return wrong(
                "SPIELRAUM_ENV",
                "can be development only on a loopback address without https: everybody could read the mails.",
            );
        }
        Some(other) => return wrong("SPIELRAUM_ENV", format!("must be development or production, not \"{other}\".")),
    };
    match base_url {
        None if environment == Environment::Production => {
            wrong("SPIELRAUM_BASE_URL", "must say at which https address people reach this installation.")
        }
        Some(url) if url.starts_with("http:") && !is_loopback(url) => {
            wrong("SPIELRAUM_BASE_URL", "must begin with https://: sign-in links would travel readable by anybody.")
        }
        _ => Ok(environment),
    }
}

/// Plain smtp leaves this machine under STARTTLS only, unless it is said otherwise.
pub(super) fn smtp_url(url: String) -> Result<String, ConfigError> {
    let place = url.rsplit(['@', '/']).find(|part| !part.is_empty()).unwrap_or_default();
    let host = host_of(place.split('?').next().unwrap_or_default());
    let plain = url.starts_with("smtp://") && !url.contains("tls=") && !is_loopback(host);
    let url = match (plain, url.contains('?')) {
        (false, _) => url,
        (true, true) => format!("{url}&tls=required"),
        (true, false) => format!("{url}?tls=required"),
    };
    if AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).is_ok() {
        return Ok(url);
    }
    wrong(
        "SMTP_URL",
        "must be like smtp://user:password@host:587 or smtps://user:password@host; letters such as @ in a password are written as %40.",
    )
}

pub(super) fn mail_from(said: Option<String>, name: &str, base_url: &str) -> Result<Mailbox, ConfigError> {
    let host = host_of(base_url);
    let host = if host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
        "spielraum.localhost"
    } else {
        host
    };
    let sender = said.unwrap_or_else(|| format!("\"{}\" <noreply@{host}>", name.replace(['"', '\\'], "")));
    sender.parse().or_else(|_| {
        wrong("SPIELRAUM_MAIL_FROM", format!("must be like Spielraum <noreply@spielraum.example>, not \"{sender}\"."))
    })
}

pub(super) fn operator(text: &dyn Fn(&str) -> Option<String>) -> Result<Operator, ConfigError> {
    let email = text("SPIELRAUM_OPERATOR_EMAIL").unwrap_or_default();
    if !email.is_empty() && email.parse::<lettre::Address>().is_err() {
        return wrong("SPIELRAUM_OPERATOR_EMAIL", format!("must be an e-mail address, not \"{email}\"."));
    }
    let address = text("SPIELRAUM_OPERATOR_ADDRESS").unwrap_or_default();
    Ok(Operator {
        name: text("SPIELRAUM_OPERATOR_NAME").unwrap_or_default(),
        address: address.split(',').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"),
        email,
    })
}
