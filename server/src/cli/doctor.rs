//! `spielraum doctor`: looks the installation over, and says in plain words what is wrong.

use std::process::ExitCode;

use chrono::Offset as _;
use domain::{
    about::{AboutText, is_stale, open_places},
    access::Actor,
    desk::{CalendarDesk as _, TextDesk as _},
};
use lettre::{AsyncSmtpTransport, Tokio1Executor, transport::smtp::AsyncSmtpTransportBuilder};
use migrations::Migrator;
use sea_orm_migration::{MigratorTrait as _, sea_orm::DbBackend};
use store::Store;
use tokio::time::timeout;

use super::{house::connect, say};
use crate::{config::Config, health::Inspector, mail::PATIENCE, oidc::Oidc};

/// What was found about one thing.
enum Finding {
    /// It is as it should be.
    Well(String),
    /// It works, but somebody should know.
    Note(String),
    /// It must be mended.
    Wrong(String),
}
use Finding::{Note, Well, Wrong};

pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let mut findings = settings(config);
    match connect(config).await {
        Err(err) => findings.push(Wrong(format!("{err:#}"))),
        Ok(store) => {
            findings.extend(database(&store, config).await);
            findings.extend(providers(&store, config).await);
        }
    }
    findings.push(mail(config).await);
    let mut sound = true;
    for finding in findings {
        let (mark, text) = match finding {
            Well(text) => ("ok    ", text),
            Note(text) => ("note  ", text),
            Wrong(text) => {
                sound = false;
                ("WRONG ", text)
            }
        };
        say(format_args!("{mark}{text}"));
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn settings(config: &Config) -> Vec<Finding> {
    let place = if config.is_development() { "development" } else { "production" };
    let mut findings = vec![Well(format!("the settings are right: {place} at {}", config.base_url))];
    let now = (crate::clock::system())();
    let local = now.with_timezone(&config.zone);
    findings.push(Well(format!(
        "the clock says {} in {} (UTC{:+} hours); compare it with yours",
        local.format("%Y-%m-%d %H:%M"),
        config.zone,
        f64::from(local.offset().fix().local_minus_utc()) / 3600.0
    )));
    findings.push(match (config.is_https(), config.trusted_proxies) {
        (true, 0) => Note(
            "SPIELRAUM_TRUSTED_PROXY is 0: all visitors seem to come from the proxy in front, and share one limit"
                .into(),
        ),
        (_, 0) => Well("no proxy is believed".into()),
        (_, proxies) => Well(format!("of X-Forwarded-For the last {proxies} are believed: proxies of ours wrote them")),
    });
    let operator = &config.operator;
    if operator.name.is_empty() || operator.address.is_empty() || operator.email.is_empty() {
        let text =
            "the imprint lacks SPIELRAUM_OPERATOR_NAME, _ADDRESS or _EMAIL; the law asks for all three (DDG § 5)";
        findings.push(if config.is_development() { Note(text.into()) } else { Wrong(text.into()) });
    }
    findings
}

async fn database(store: &Store, config: &Config) -> Vec<Finding> {
    let inspector = Inspector::new(store);
    let Some(database) = inspector.database().await else { return vec![Wrong("the database does not answer".into())] };
    let mut findings = vec![Well(format!("{database} answers"))];
    match Migrator::get_pending_migrations(store.connection()).await {
        Err(err) => findings.push(Wrong(format!("the steps of the database cannot be read: {err}"))),
        Ok(steps) if !steps.is_empty() => {
            findings.push(Wrong(format!("{} steps of the database are to come; run: spielraum migrate", steps.len())));
            return findings;
        }
        Ok(_) => findings.push(Well("the database is up to date".into())),
    }
    findings.push(match store.check_secret().await {
        Ok(()) => Well("the secret fits the database".into()),
        Err(err) => Wrong(err.to_string()),
    });
    findings.extend(guards(&inspector).await);
    findings.extend(counts(store).await);
    findings.extend(texts(store, config).await);
    findings
}

/// What keeps one room from being booked twice must be in the database itself (I1).
async fn guards(inspector: &Inspector) -> Vec<Finding> {
    let mut findings = vec![if inspector.guarded().await {
        Well("the database itself refuses double bookings".into())
    } else {
        Wrong("the database does not refuse double bookings: its constraint allocation_no_overlap is gone".into())
    }];
    if inspector.kind() == DbBackend::Postgres {
        let sql = "SELECT extversion FROM pg_extension WHERE extname = 'btree_gist'";
        findings.push(match inspector.one(sql).await {
            Some(version) => Well(format!("the extension btree_gist {version} is there")),
            None => Wrong(
                "the extension btree_gist is missing; a database administrator can run: CREATE EXTENSION btree_gist"
                    .into(),
            ),
        });
    }
    findings
}

/// What the law asks for is the region's to write: a template is no imprint, and what was right once may not be now.
async fn texts(store: &Store, config: &Config) -> Vec<Finding> {
    let Ok(Some(written)) = store.about_texts(&Actor::System).await else {
        return vec![Wrong("the texts of the region cannot be read".into())];
    };
    let today = store.today();
    let mut findings = Vec::new();
    for text in AboutText::ALL.iter().copied() {
        let key = text.code();
        let of: Vec<_> = written.iter().filter(|one| one.text == text).collect();
        if of.is_empty() {
            // Easy language says nothing only the region knows: its template is a text.
            if text == AboutText::Easy {
                continue;
            }
            let says =
                format!("{} is still a template; see /admin/texts or run: spielraum text set {key} FILE", text.path());
            findings.push(if config.is_development() { Note(says) } else { Wrong(says) });
        }
        for one in of {
            let (path, language) = (text.path(), &one.language);
            let places = open_places(&one.body);
            if !places.is_empty() {
                let says = format!("{path} ({language}) still says [{}]", places.join("], ["));
                findings.push(if config.is_development() { Note(says) } else { Wrong(says) });
            }
            if is_stale(one.reviewed_on, today) {
                findings.push(Note(match one.reviewed_on {
                    Some(day) => format!("{path} ({language}) was last looked over on {day}"),
                    None => format!("nobody has said yet that {path} ({language}) is right"),
                }));
            }
        }
    }
    if findings.is_empty() {
        findings.push(Well("the pages the law asks for are written and looked over".into()));
    }
    findings
}

async fn counts(store: &Store) -> Vec<Finding> {
    let Ok(counts) = store.counts().await else { return vec![Wrong("the tables cannot be read".into())] };
    let mut findings = vec![Well(format!(
        "{} sites, {} spaces, {} organisations, {} accounts, {} bookings, {} events, {} registrations",
        counts.sites,
        counts.spaces,
        counts.organisations,
        counts.accounts,
        counts.bookings,
        counts.events,
        counts.registrations
    ))];
    if counts.platform_admins == 0 {
        findings.push(Note("nobody looks after the installation yet; run: spielraum user admin <email>".into()));
    }
    if counts.mail_given_up > 0 {
        findings.push(Wrong(format!("{} mails were given up; see /admin/mail", counts.mail_given_up)));
    }
    findings.push(Well(format!("{} mails wait", counts.mail_waiting)));
    findings
}

/// A provider that does not answer keeps nobody out: there is the mail.
async fn providers(store: &Store, config: &Config) -> Vec<Finding> {
    let oidc = Oidc::new(store, config);
    let found = oidc.check().await.into_iter().map(|(key, trouble)| match trouble {
        None => Well(format!("people can sign in with the provider \"{key}\"")),
        Some(why) => Note(format!("nobody can sign in with the provider \"{key}\" now: {why}")),
    });
    found.collect()
}

async fn mail(config: &Config) -> Finding {
    let Some(url) = &config.smtp_url else {
        let text = format!("there is no mail server; mails are written to {}", config.mail_folder().display());
        return if config.is_development() { Note(text) } else { Wrong(text) };
    };
    let server =
        AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map(AsyncSmtpTransportBuilder::build::<Tokio1Executor>);
    match server {
        Err(_) => Wrong("SMTP_URL cannot be read".into()),
        Ok(server) => match timeout(PATIENCE, server.test_connection()).await {
            Ok(Ok(true)) => Well(format!("the mail server answers; mails come from {}", config.mail_from)),
            Ok(Ok(false)) => Wrong("the mail server closes the connection".into()),
            Ok(Err(err)) => Wrong(format!("the mail server cannot be used: {err}")),
            Err(_) => Wrong("the mail server does not answer in time".into()),
        },
    }
}
