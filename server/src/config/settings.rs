//! Every setting there is: its name, what it means, and what it is when nothing is said.
//!
//! The README's table, `spielraum config` and the tests read this list, so that they cannot disagree.

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The variable of the environment.
    pub name: &'static str,
    /// What it is when nothing is said, in words where it depends on something.
    pub default: &'static str,
    /// Never shown.
    pub secret: bool,
    /// What it means, in one sentence.
    pub meaning: &'static str,
}

const fn setting(name: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { name, default, secret: false, meaning }
}

const fn secret(name: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { name, default, secret: true, meaning }
}

/// Every setting, those first that are changed first.
pub const SETTINGS: &[Setting] = &[
    setting("PORT", "3000", "The port to listen on; 0 takes a free one."),
    setting("SPIELRAUM_HOST", "127.0.0.1", "The address to listen on; 0.0.0.0 for every one of this machine."),
    secret(
        "DATABASE_URL",
        "sqlite://<SPIELRAUM_DATA>/spielraum.db?mode=rwc",
        "The database: sqlite://path?mode=rwc or postgres://user:password@host/name.",
    ),
    setting("SPIELRAUM_DATA", "./data", "The folder for the SQLite file, the secret and mails that were not sent."),
    setting(
        "SPIELRAUM_BASE_URL",
        "http://<SPIELRAUM_HOST>:<PORT>",
        "The address people reach this installation at; links in mails begin with it.",
    ),
    setting("SPIELRAUM_NAME", "Spielraum OWL", "The name of the installation, in the head of every page."),
    setting("SPIELRAUM_ZONE", "Europe/Berlin", "The region's time zone, by its IANA name."),
    setting(
        "SPIELRAUM_ENV",
        "development on a loopback address without https, else production",
        "In development, mails can be read at /dev/mail and the roles of the demo region are offered for sign-in.",
    ),
    setting("SPIELRAUM_DEMO", "0", "1 loads the demo region at the start when the database is empty."),
    secret(
        "SPIELRAUM_SECRET",
        "",
        "The secret links are made with: at least 32 letters, always the same for the same database.",
    ),
    setting(
        "SPIELRAUM_SECRET_FILE",
        "<SPIELRAUM_DATA>/secret",
        "The file the secret is read from; the one in SPIELRAUM_DATA is made at the first start.",
    ),
    secret(
        "SMTP_URL",
        "",
        "The mail server: smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host (TLS); without it mails \
         are written to files.",
    ),
    setting("SPIELRAUM_MAIL_FROM", "<SPIELRAUM_NAME> <noreply@host of the base URL>", "The sender of every mail."),
    secret("SPIELRAUM_OIDC", "", "The universities and companies people can sign in with, in JSON: see below."),
    setting("SPIELRAUM_OIDC_FILE", "", "The file with the same."),
    setting("SPIELRAUM_OPERATOR_NAME", "", "Who runs the installation, for the imprint."),
    setting("SPIELRAUM_OPERATOR_ADDRESS", "", "Where the operator sits; commas part the lines."),
    setting(
        "SPIELRAUM_OPERATOR_EMAIL",
        "",
        "Where the operator is written to, also about security (/.well-known/security.txt).",
    ),
    setting(
        "SPIELRAUM_TRUSTED_PROXY",
        "1 when the base URL is https, else 0",
        "How many proxies in front add to X-Forwarded-For; 0 believes nobody.",
    ),
    setting("SPIELRAUM_LOG", "info", "What is logged, as in info,store=debug; in production one JSON object a line."),
];

/// The table of the README.
#[must_use]
pub fn markdown() -> String {
    let head = "| Setting | Default | Meaning |\n|---|---|---|\n".to_owned();
    SETTINGS.iter().fold(head, |table, Setting { name, default, meaning, .. }| {
        // Values as they are typed; words where it depends.
        let default = if default.is_empty() || default.contains(", else ") {
            (*default).to_owned()
        } else {
            format!("`{default}`")
        };
        table + &format!("| `{name}` | {default} | {meaning} |\n")
    })
}
