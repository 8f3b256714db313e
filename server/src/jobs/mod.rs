//! What the house does by itself: works off the outbox, ends what is over, forgets what is old.
//!
//! One worker runs inside `serve`; any number may run beside it, since the outbox hands each job to one of them.

use std::{
    fmt,
    path::{Path, PathBuf},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use app::ask::House;
use domain::{desk::Unavailable, privacy::SHORT_DAYS};
use lettre::message::Mailbox;
use store::Store;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use crate::{
    config::Config,
    ics::Places,
    mail::{self, PATIENCE, Post},
};

mod diary;
mod send;
mod watch;

use diary::Diary;
use watch::Watch;

/// How often the worker looks up. A look that finds nothing new in this process reads one number in memory.
const BEAT: Duration = Duration::from_millis(250);
/// How often it asks the database without a hint: for what other processes wrote, and for what is due again.
const ASK: Duration = Duration::from_secs(2);
/// So many mails at once, each by a connection of its own.
const AT_ONCE: u64 = 4;
/// A job that was not noted as done by then is handed out again. Longer than the longest try.
const LEASE_SECONDS: u32 = 5 * 60;
/// How long the end of the program waits for mails on their way.
const LAST_CALL: Duration = Duration::from_secs(10);

/// Works off the outbox. Cheap to clone.
#[derive(Clone)]
pub struct Worker {
    store: Store,
    house: House,
    post: Post,
    sender: Arc<Mailbox>,
    /// Where mails lie that were not sent, now or in former times.
    letter_box: Arc<Path>,
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Worker {
    /// A worker that sends as the settings say: by the mail server, or into files in `<data>/mail`.
    ///
    /// # Errors
    /// When the mail server's address cannot be read.
    pub fn new(store: Store, house: House, config: &Config) -> anyhow::Result<Self> {
        let post = match &config.smtp_url {
            Some(url) => Post::server(url, config.mail_from.email.domain(), PATIENCE)?,
            None => Post::files(mail_folder(config)),
        };
        Ok(Self {
            store,
            house,
            post,
            sender: Arc::new(config.mail_from.clone()),
            letter_box: mail_folder(config).into(),
        })
    }

    /// The same worker with another way out.
    #[must_use]
    pub fn with_post(self, post: Post) -> Self {
        Self { post, ..self }
    }

    /// Does what is due in the outbox now, a few at a time, until nothing is or `stop` is set. Answers how many jobs
    /// that were.
    pub async fn work_off(&self, stop: &AtomicBool) -> u64 {
        let mut all = 0;
        while !stop.load(Ordering::Relaxed) {
            match self.some().await {
                Ok(done @ 1..) => all += done,
                // Nothing to do; or the house cannot answer now, which is logged. Another time.
                Ok(0) | Err(Unavailable) => break,
            }
        }
        all
    }

    /// A handful of jobs, side by side. One that panics is tried again; the others do not notice.
    async fn some(&self) -> Result<u64, Unavailable> {
        let jobs = self.store.claim(AT_ONCE, LEASE_SECONDS).await?;
        if jobs.is_empty() {
            return Ok(0);
        }
        let count = jobs.len() as u64;
        let places = Arc::new(Places::of(&self.house, self.store.zone()).await?);
        let panicked = side_by_side(jobs, |job| {
            let (worker, places) = (self.clone(), Arc::clone(&places));
            async move { worker.work(job, &places).await }
        });
        for job in panicked.await {
            tracing::error!(outbox.id = job.id, kind = job.mail.kind(), "writing a mail panicked");
            self.broken(&job, "a mistake of ours, see the log").await;
        }
        Ok(count)
    }

    async fn keep_house(&self, diary: &mut Diary) {
        let due = diary.turn(self.store.now(), self.store.zone());
        // Failures are logged where they happen; the next minute, the next night comes.
        if due.expire
            && let Ok(ended @ 1..) = self.store.expire_registrations().await
        {
            tracing::info!(ended, "gave back seats that were not confirmed in time");
        }
        if due.expire
            && let Ok(gone @ 1..) = self.store.forget_waiting_files().await
        {
            tracing::info!(gone, "forgot files whose forms were not sent");
        }
        if due.expire
            && let Ok(ended @ 1..) = self.store.expire_requests().await
        {
            tracing::info!(ended, "ended requests nobody answered in time");
        }
        if due.expire
            && let Ok(ended @ 1..) = self.store.end_seat_requests().await
        {
            tracing::info!(ended, "gave back seats no organiser answered for in time");
        }
        if due.expire
            && let Ok(told @ 1..) = self.store.tell_of_few().await
        {
            tracing::info!(told, "told organisers of sessions with too few people");
        }
        if due.expire
            && let Ok(released @ 1..) = self.store.release_due().await
        {
            tracing::info!(released, "released seats that were reserved for groups");
        }
        if due.expire {
            // A failure is logged where it happens, and there is nothing to say of a success.
            let _ = self.store.forget_allowances().await;
        }
        if due.expire
            && let Ok(published @ 1..) = self.store.publish_due().await
        {
            tracing::info!(published, "published drafts whose hour had come");
        }
        if due.expire
            && let Ok(given_up @ 1..) = self.store.give_up_spaces().await
        {
            tracing::info!(given_up, "gave up spaces nobody came to");
        }
        if due.expire
            && let Ok(reminded @ 1..) = self.store.remind_of_requests().await
        {
            tracing::info!(reminded, "reminded keepers of requests that still wait");
        }
        if due.expire
            && let Ok(reminded @ 1..) = self.store.remind_participants().await
        {
            tracing::info!(reminded, "reminded participants of sessions that begin soon");
        }
        if due.expire
            && let Ok(asked @ 1..) = self.store.ask_participants().await
        {
            tracing::info!(asked, "asked those who came how it was");
        }
        if due.expire {
            // Where the database fails, nobody can read how the house is either.
            let _ = self.store.worker_is_here().await;
        }
        if due.forget && !self.forget().await {
            diary.forget_again(self.store.now());
        }
    }

    /// Offers times and seats that are free to those who wait for them.
    pub async fn serve_waiting(&self) {
        // A failure is logged where it happens; the next look comes.
        if let Ok(offers @ 1..) = self.store.serve_waiting().await {
            tracing::info!(offers, "offered free times to those who wait for them");
        }
        if let Ok(offers @ 1..) = self.store.serve_seats().await {
            tracing::info!(offers, "offered free seats to those who wait for them");
        }
    }

    /// Deletes what nobody needs any more: rows of the database, and mails in files. False: something of the database is
    /// still there, and was logged.
    pub async fn forget(&self) -> bool {
        let rows = self.store.forget().await;
        match rows {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "forgot what nobody needs any more"),
            Err(Unavailable) => {
                let _ = self.store.forgetting_failed().await;
            }
        }
        let (folder, long_ago) =
            (Arc::clone(&self.letter_box), self.store.now() - chrono::Duration::days(SHORT_DAYS.into()));
        match tokio::task::spawn_blocking(move || mail::forget(&folder, long_ago)).await {
            Ok(Ok(0)) => {}
            Ok(Ok(mails)) => tracing::info!(mails, "deleted old mails that lay in files"),
            Ok(Err(err)) => tracing::warn!(error = %err, "old mails in files could not be deleted"),
            Err(err) => tracing::error!(error = %err, "deleting old mails panicked"),
        }
        rows.is_ok()
    }

    async fn keep_on(&self, stop: &AtomicBool) {
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut diary, mut watch) = (Diary::default(), Watch::default());
        let (mut seen, mut asked) = (None, Instant::now());
        while !stop.load(Ordering::Relaxed) {
            beat.tick().await;
            let changes = self.store.changes();
            if seen != Some(changes) || asked.elapsed() >= ASK {
                (seen, asked) = (Some(changes), Instant::now());
                self.work_off(stop).await;
                self.keep_house(&mut diary).await;
                if watch.is_due(self.store.now(), self.store.changes()) {
                    self.serve_waiting().await;
                }
            }
        }
    }
}

/// Does every job at once, each on its own. Answers those that panicked.
async fn side_by_side<J: Clone, W>(jobs: Vec<J>, work: impl Fn(J) -> W) -> Vec<J>
where
    W: Future<Output = ()> + Send + 'static,
{
    let attempts: Vec<_> = jobs.into_iter().map(|job| (tokio::spawn(work(job.clone())), job)).collect();
    let mut panicked = Vec::new();
    for (attempt, job) in attempts {
        if attempt.await.is_err() {
            panicked.push(job);
        }
    }
    panicked
}

/// Where mails go when there is no mail server.
#[must_use]
pub fn mail_folder(config: &Config) -> PathBuf {
    config.data.join("mail")
}

/// Works until `stop` is over. Mails on their way then get a moment; one that does not make it is sent again by
/// whoever comes next, with the same Message-ID.
pub async fn run(worker: Worker, stop: impl Future<Output = ()> + Send) {
    let mut stop = pin!(stop);
    let stopping = Arc::new(AtomicBool::new(false));
    let start = || {
        let (worker, stopping) = (worker.clone(), Arc::clone(&stopping));
        tokio::spawn(async move { worker.keep_on(&stopping).await })
    };
    let mut work = start();
    loop {
        tokio::select! {
            () = &mut stop => break,
            Err(_) = &mut work => {
                tracing::error!("the worker panicked; it starts again");
                sleep(ASK).await;
                work = start();
            }
        }
    }
    stopping.store(true, Ordering::Relaxed);
    if timeout(LAST_CALL, &mut work).await.is_err() {
        tracing::warn!("mails on their way did not make it; they are sent again after the next start");
        work.abort();
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::side_by_side;

    #[tokio::test]
    async fn a_job_that_panics_is_named_and_the_others_are_done() {
        let (done, mut all) = mpsc::unbounded_channel();
        let panicked = side_by_side(vec![1, 2, 3], |job| {
            let done = done.clone();
            async move {
                assert_ne!(job, 2, "the one that is meant to panic");
                let _ = done.send(job);
            }
        });
        assert_eq!(panicked.await, [2]);
        drop(done);
        assert_eq!([all.recv().await, all.recv().await, all.recv().await], [Some(1), Some(3), None]);
    }
}
