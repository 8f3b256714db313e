//! `spielraum serve`: the house opens.

use std::sync::Arc;

use anyhow::Context as _;
use app::ask::DemoAccount;
use clap::Args;
use store::Store;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::{
    house::{house, open, turn},
    say,
};
use crate::{
    config::Config,
    http::{self, AppState},
    jobs::{self, Worker},
};

#[derive(Args)]
pub(super) struct Serve {
    /// Load the demo region when the database is empty.
    #[arg(long)]
    demo: bool,
    /// Do not bring the database up to date; stop when it is not.
    #[arg(long)]
    no_migrate: bool,
    /// Leave mail and cleaning up to `spielraum work`.
    #[arg(long)]
    no_worker: bool,
}

impl Serve {
    pub(super) async fn run(&self, config: Config) -> anyhow::Result<()> {
        let shutdown = shutdown()?;
        let store = open(&config, !self.no_migrate).await?;
        if self.demo || config.demo {
            let _turn = turn(&config).await?;
            if store.is_empty().await? {
                super::demo::load(&store).await?;
            }
        }
        let listener = TcpListener::bind(config.listen).await.with_context(|| {
            format!("PORT and SPIELRAUM_HOST must name a free place to listen; {} is not", config.listen)
        })?;
        let config = config.listening_on(listener.local_addr()?);
        let demo_accounts = super::demo::accounts(&store, &config).await?;
        let house = house(&store, &config, demo_accounts.clone());
        greet(&config, &store, &demo_accounts).await?;
        let worker = if self.no_worker {
            None
        } else {
            let worker = Worker::new(store.clone(), house.clone(), &config)?;
            Some(tokio::spawn(jobs::run(worker, asked_to_end(shutdown.clone()))))
        };
        let app = http::app(AppState::new(house, store, Arc::new(config)));
        http::listen(listener, app, http::Patience::default(), shutdown).await;
        if let Some(worker) = worker {
            worker.await?;
        }
        tracing::info!("closed");
        Ok(())
    }
}

/// Turns true when the program is asked to end: Ctrl+C, or SIGTERM from whoever supervises it.
pub(super) fn shutdown() -> anyhow::Result<watch::Receiver<bool>> {
    let (ending, shutdown) = watch::channel(false);
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        ending.send_replace(true);
    });
    Ok(shutdown)
}

/// True at last when the program is asked to end.
pub(super) async fn asked_to_end(mut shutdown: watch::Receiver<bool>) {
    // An error says that nobody can ask any more, which is the end too.
    let _ = shutdown.wait_for(|over| *over).await;
}

/// Says where the house is, how to come in, and where its mails are.
async fn greet(config: &Config, store: &Store, demo_accounts: &[DemoAccount]) -> anyhow::Result<()> {
    say(format_args!("{} is open at {}", config.name, config.base_url));
    if !demo_accounts.is_empty() {
        say(format_args!("\nSign in at {}/sign-in, for example as", config.base_url));
        let widest = demo_accounts.iter().map(|account| account.email.len()).max().unwrap_or_default();
        for account in demo_accounts {
            say(format_args!("  {:widest$}  {}", account.email, account.role.get("en")));
        }
    } else if store.counts().await?.platform_admins == 0 {
        match config.operator.email.as_str() {
            "" => say(
                "\nNobody looks after it yet. Begin with: spielraum user admin <email>, then spielraum user link <email>",
            ),
            email => {
                // Whoever sets the operator's address runs the program: she may as well come in.
                store.create_account(email, "", "de", true).await?;
                let token = store.sign_in_token_for(email).await?;
                say(format_args!("\n{email} looks after it. Sign in within ten minutes, once, at"));
                say(format_args!("  {}/sign-in/{token}", config.base_url));
                say(format_args!("Later: spielraum user link {email}"));
            }
        }
    }
    match (&config.smtp_url, config.is_development()) {
        (Some(_), _) => {}
        (None, true) => say(format_args!("\nMails are not sent; read them at {}/dev/mail", config.base_url)),
        (None, false) => {
            tracing::warn!(folder = %config.mail_folder().display(), "there is no mail server (SMTP_URL); mails are written to files");
        }
    }
    Ok(())
}
