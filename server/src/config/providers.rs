//! The universities and companies people sign in with.

use std::{collections::BTreeSet, fs, path::PathBuf};

use axum::http::{Uri, uri::Authority};
use domain::{identity, mail_domain::mail_domain, text::Localised};
use openidconnect::{ClientId, ClientSecret, IssuerUrl, Scope};
use serde::Deserialize;

use super::{ConfigError, is_loopback, wrong};

const INLINE: &str = "SPIELRAUM_OIDC";
const FILE: &str = "SPIELRAUM_OIDC_FILE";

/// A provider of OpenID Connect. Its secret never shows when it is printed.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its word in addresses.
    pub key: String,
    /// What people call it.
    pub name: Localised,
    /// Its issuer.
    pub issuer: IssuerUrl,
    /// What it knows us by.
    pub client: ClientId,
    /// How it knows that it is we; `None`: a public client.
    pub secret: Option<ClientSecret>,
    /// What it is asked for beside `openid`.
    pub scopes: Vec<Scope>,
    /// The mail domains it vouches for; `*`: all.
    pub domains: Vec<String>,
}

/// As it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: String,
    name: Name,
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    client_secret_file: Option<PathBuf>,
    #[serde(default = "usual_scopes")]
    scopes: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Everywhere(String),
    Each(Localised),
}

fn usual_scopes() -> Vec<String> {
    ["email", "profile"].map(str::to_owned).to_vec()
}

/// Reads all of them, from the one setting or from the file the other one names.
pub(super) fn providers(text: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Provider>, ConfigError> {
    let (setting, written) = match (text(INLINE), text(FILE)) {
        (Some(_), Some(_)) => return wrong(FILE, "and SPIELRAUM_OIDC are both set: one of them must go."),
        (Some(written), None) => (INLINE, written),
        (None, Some(file)) => match fs::read_to_string(&file) {
            Ok(written) => (FILE, written),
            Err(err) => return wrong(FILE, format!("names {file}, which cannot be read: {err}.")),
        },
        (None, None) => return Ok(Vec::new()),
    };
    let written: Vec<Written> = match serde_json::from_str(&written) {
        Ok(written) => written,
        // What it says is not repeated: it may hold a secret.
        Err(err) => {
            let place = format!("line {}, column {}", err.line(), err.column());
            return wrong(setting, format!("must be a list of providers in JSON, as in the README; see {place}."));
        }
    };
    let mut seen = BTreeSet::new();
    let mut providers = Vec::new();
    for one in written {
        let key = one.key.clone();
        let read =
            provider(one).or_else(|problem| wrong(setting, format!("names the provider \"{key}\": {problem}.")))?;
        if !seen.insert(read.key.clone()) || !seen.insert(read.issuer.to_string()) {
            return wrong(setting, format!("names \"{key}\" or its issuer twice."));
        }
        providers.push(read);
    }
    Ok(providers)
}

fn provider(written: Written) -> Result<Provider, String> {
    if !identity::is_key(&written.key) {
        return Err("its key must have 1 to 40 small letters, digits or hyphens".into());
    }
    let name = match written.name {
        Name::Everywhere(name) => Localised::of("de", name),
        Name::Each(name) => name,
    };
    if name.get("de").trim().is_empty() {
        return Err("its name is missing".into());
    }
    if written.client_id.trim().is_empty() {
        return Err("its client_id is missing".into());
    }
    let domain = |typed: &String| match typed.as_str() {
        "*" => Ok(typed.clone()),
        _ => mail_domain(typed).map_err(|fault| format!("\"{typed}\": {fault}")),
    };
    if written.scopes.iter().any(|scope| scope.is_empty() || scope.contains(char::is_whitespace)) {
        return Err("its scopes are words without blanks".into());
    }
    Ok(Provider {
        name,
        issuer: issuer(&written.issuer)?,
        client: ClientId::new(written.client_id),
        secret: secret(written.client_secret, written.client_secret_file)?.map(ClientSecret::new),
        scopes: written.scopes.into_iter().filter(|scope| scope != "openid").map(Scope::new).collect(),
        domains: written.domains.iter().map(domain).collect::<Result<_, _>>()?,
        key: written.key,
    })
}

/// An address whose answers nobody on the way can change (OpenID Connect Discovery 1.0, 2 and 4.3).
fn issuer(written: &str) -> Result<IssuerUrl, String> {
    let right = "its issuer must be an address such as https://login.uni.example, https unless it is on this machine";
    let uri: Uri = written.parse().map_err(|_| right.to_owned())?;
    let authority = uri.authority().map(Authority::as_str).unwrap_or_default();
    let safe = uri.scheme_str() == Some("https") || (uri.scheme_str() == Some("http") && is_loopback(authority));
    if !safe || authority.is_empty() || authority.contains('@') || written.contains(['?', '#']) {
        return Err(right.to_owned());
    }
    IssuerUrl::new(written.to_owned()).map_err(|_| right.to_owned())
}

fn secret(given: Option<String>, file: Option<PathBuf>) -> Result<Option<String>, String> {
    let secret = match (given, file) {
        (Some(_), Some(_)) => {
            return Err("client_secret and client_secret_file are both set: one of them must go".into());
        }
        (None, None) => return Ok(None),
        (Some(secret), None) => secret,
        (None, Some(file)) => fs::read_to_string(&file)
            .map_err(|err| format!("its client_secret_file {} cannot be read: {err}", file.display()))?,
    };
    let secret = secret.trim();
    if secret.is_empty() { Err("its client secret is empty".into()) } else { Ok(Some(secret.to_owned())) }
}
