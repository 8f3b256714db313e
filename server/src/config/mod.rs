//! The settings: the only reader of the environment. Read once, judged once, then handed around.

use std::{
    env, fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use chrono_tz::Tz;
use lettre::message::Mailbox;
use sha2::{Digest, Sha256};

mod providers;
mod read;
pub mod secret;
mod settings;

pub use providers::Provider;
pub(crate) use read::is_loopback;
pub use settings::{SETTINGS, Setting, markdown};

use read::{base_url, database_url, environment, host_of, mail_from, operator, parse, smtp_url};
use secret::Secret;

/// Why the program does not start: one sentence that begins with the setting's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} {problem}")]
pub struct ConfigError {
    /// The setting.
    pub name: &'static str,
    /// What is wrong, and what would be right.
    pub problem: String,
}

fn wrong<T>(name: &'static str, problem: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError { name, problem: problem.into() })
}

/// Where the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// On somebody's own machine, out of everybody else's reach.
    Development,
    /// For people.
    Production,
}

/// Who runs the installation. Empty: not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operator {
    /// A body with a name.
    pub name: String,
    /// Street, postcode and town, one line each.
    pub address: String,
    /// How it is reached by mail.
    pub email: String,
}

/// Every setting, read and judged.
#[derive(Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the database is.
    pub database_url: String,
    /// Where files are kept.
    pub data: PathBuf,
    /// Where people reach the installation, without a slash at the end.
    pub base_url: String,
    /// True when the base URL was not given but follows from where we listen.
    base_url_follows: bool,
    /// The name of the installation.
    pub name: String,
    /// The region's zone.
    pub zone: Tz,
    /// Where the program runs.
    pub environment: Environment,
    /// Load the demo region into an empty database.
    pub demo: bool,
    /// What links are made with.
    pub secret: Secret,
    /// The mail server; `None`: mails are written to files in `<data>/mail`.
    pub smtp_url: Option<String>,
    /// The sender of every mail.
    pub mail_from: Mailbox,
    /// Who runs the installation.
    pub operator: Operator,
    /// The providers people can sign in with.
    pub providers: Vec<Provider>,
    /// How many proxies in front are believed.
    pub trusted_proxies: usize,
    /// What is logged.
    pub log: String,
}

impl Config {
    /// Reads the environment of this process.
    ///
    /// # Errors
    /// The first setting that is wrong.
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::read(&from_environment)
    }

    /// Reads settings from wherever `look_up` finds them. An empty value counts as none.
    ///
    /// # Errors
    /// The first setting that is wrong.
    pub fn read(look_up: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let text = |name: &str| look_up(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let host = parse(&text, "SPIELRAUM_HOST", IpAddr::V4(Ipv4Addr::LOCALHOST), "an IP address such as 127.0.0.1")?;
        let listen = SocketAddr::new(host, parse(&text, "PORT", 3000, "a number from 0 to 65535")?);
        let data = PathBuf::from(text("SPIELRAUM_DATA").unwrap_or_else(|| "./data".into()));
        let name = text("SPIELRAUM_NAME").unwrap_or_else(|| "Spielraum OWL".into());
        let given_url = text("SPIELRAUM_BASE_URL").map(|url| base_url(&url)).transpose()?;
        let base_url = given_url.clone().unwrap_or_else(|| format!("http://{listen}"));
        let environment = environment(text("SPIELRAUM_ENV").as_deref(), host, given_url.as_deref())?;
        let config = Self {
            listen,
            database_url: match text("DATABASE_URL") {
                Some(url) => database_url(url)?,
                None => format!("sqlite://{}?mode=rwc", data.join("spielraum.db").display()),
            },
            base_url_follows: given_url.is_none(),
            zone: parse(
                &text,
                "SPIELRAUM_ZONE",
                Tz::Europe__Berlin,
                "the IANA name of a time zone such as Europe/Berlin",
            )?,
            environment,
            demo: match text("SPIELRAUM_DEMO").as_deref() {
                None | Some("0") => false,
                Some("1") => true,
                Some(other) => return wrong("SPIELRAUM_DEMO", format!("must be 0 or 1, not \"{other}\".")),
            },
            secret: Secret::read(&text, &data)?,
            smtp_url: text("SMTP_URL").map(smtp_url).transpose()?,
            mail_from: mail_from(text("SPIELRAUM_MAIL_FROM"), &name, &base_url)?,
            operator: operator(&text)?,
            providers: providers::providers(&text)?,
            // We speak no TLS: whoever is reached by https has a proxy in front. Were it not believed, everybody would
            // come from its one address and share what one visitor may do. With more than one the nearest is believed.
            trusted_proxies: parse(
                &text,
                "SPIELRAUM_TRUSTED_PROXY",
                base_url.starts_with("https://").into(),
                "the number of proxies in front, 0 for none",
            )?,
            log: text("SPIELRAUM_LOG").unwrap_or_else(|| "info".into()),
            data,
            name,
            base_url,
        };
        if config.log.parse::<tracing_subscriber::EnvFilter>().is_err() {
            return wrong("SPIELRAUM_LOG", "must name what is logged, as in info or info,store=debug.");
        }
        Ok(config)
    }

    /// The same once it is known where we really listen: with port 0 the base URL follows.
    #[must_use]
    pub fn listening_on(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        if self.base_url_follows {
            self.base_url = format!("http://{address}");
        }
        self
    }

    /// True on somebody's own machine.
    #[must_use]
    pub fn is_development(&self) -> bool {
        self.environment == Environment::Development
    }

    /// True when people reach us by https: cookies are sent that way only.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Where mails are written to when there is no mail server.
    #[must_use]
    pub fn mail_folder(&self) -> PathBuf {
        self.data.join("mail")
    }

    /// The host of the base URL, without a port.
    #[must_use]
    pub fn host(&self) -> &str {
        host_of(&self.base_url)
    }
}

impl fmt::Debug for Config {
    /// Without addresses that may hold passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &self.base_url)
            .field("environment", &self.environment)
            .field("secret", &self.secret)
            .finish_non_exhaustive()
    }
}

/// The value of every setting as it was given, secrets masked: for `spielraum config`.
#[must_use]
pub fn given(setting: &Setting) -> Option<String> {
    let value = from_environment(setting.name).filter(|value| !value.is_empty())?;
    Some(if setting.secret { "(set)".to_owned() } else { value })
}

fn from_environment(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// The key of 32 bytes a secret of any length stands for.
fn key(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests;
