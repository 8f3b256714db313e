//! One job from the outbox: read what it is about, put it into words, hand it over, note what became of it.

use std::time::Duration;

use domain::desk::Unavailable;
use store::Job;

use super::Worker;
use crate::{
    ics::Places,
    mail::{self, NotSent, Office, Stamp},
};

/// How long to wait after each failure, in minutes. After the last one the mail waits for a person: two days are over.
const PAUSES: [u64; 7] = [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60];

/// What becomes of a job.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// It left.
    Sent,
    /// There is nothing to say any more.
    Moot,
    /// It became several.
    Spread(u64),
    /// Another time.
    Later(String),
    /// Not any more.
    Never(String),
}

impl From<Unavailable> for Outcome {
    fn from(err: Unavailable) -> Self {
        Self::Later(err.to_string())
    }
}

/// How long to wait after the try of this number; `None` when it was the last.
fn pause(attempts: i32) -> Option<Duration> {
    let place = usize::try_from(attempts).unwrap_or_default().saturating_sub(1);
    PAUSES.get(place).map(|minutes| Duration::from_secs(minutes * 60))
}

impl Worker {
    /// Does one job and notes what became of it. When even that fails its lease ends, and it is done again.
    pub(super) async fn work(&self, job: Job, places: &Places) {
        let outcome = self.deliver(&job, places).await.unwrap_or_else(Outcome::from);
        self.settle(&job, outcome).await;
    }

    /// Notes that a job was broken off.
    pub(super) async fn broken(&self, job: &Job, why: &str) {
        self.settle(job, Outcome::Later(why.to_owned())).await;
    }

    async fn deliver(&self, job: &Job, places: &Places) -> Result<Outcome, Unavailable> {
        if job.mail.fans_out() {
            return self.store.fan_out(job).await.map(Outcome::Spread);
        }
        let Some(facts) = self.store.mail_facts(&job.mail).await? else { return Ok(Outcome::Moot) };
        let office = Office { region: &self.house.region, places, sender: &self.sender };
        let letter = mail::write(&facts, &office, job.created_at);
        let stamp = Stamp { message_id: &job.message_id, host: self.sender.email.domain(), at: job.created_at };
        let message = match mail::compose(&letter, &self.sender, &stamp) {
            Ok(message) => message,
            Err(err) => return Ok(Outcome::Never(err.to_string())),
        };
        Ok(match self.post.send(message, &stamp).await {
            Ok(()) => Outcome::Sent,
            Err(NotSent::Later(why)) => Outcome::Later(why),
            Err(NotSent::Never(why)) => Outcome::Never(why),
        })
    }

    async fn settle(&self, job: &Job, outcome: Outcome) {
        // Never the address: whom we write to is not for the log.
        let (id, kind, attempts) = (job.id, job.mail.kind(), job.attempts);
        let noted = match outcome {
            Outcome::Sent => {
                tracing::info!(outbox.id = id, kind, attempts, "sent a mail");
                // First, so that it is not forgotten where the second fails: then there is nothing to send again.
                match self.store.forget_seed(&job.mail).await {
                    Ok(()) => self.store.done(id).await,
                    Err(Unavailable) => Err(Unavailable),
                }
            }
            Outcome::Moot => {
                tracing::info!(outbox.id = id, kind, "left out a mail that has nothing to say any more");
                self.store.done(id).await
            }
            Outcome::Spread(mails) => {
                tracing::info!(outbox.id = id, kind, mails, "wrote a mail to everybody concerned");
                Ok(())
            }
            Outcome::Later(why) => match pause(attempts) {
                Some(after) => {
                    tracing::warn!(outbox.id = id, kind, attempts, after_s = after.as_secs(), "a mail has to wait");
                    self.store.retry(id, &why, after).await
                }
                None => {
                    tracing::error!(outbox.id = id, kind, attempts, "gave a mail up");
                    self.store.give_up(id, &why).await
                }
            },
            Outcome::Never(why) => {
                tracing::error!(outbox.id = id, kind, attempts, "gave a mail up: it was refused for good");
                self.store.give_up(id, &why).await
            }
        };
        if noted == Err(Unavailable) {
            tracing::warn!(outbox.id = id, kind, "what became of a mail could not be noted; it may be sent again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_eight_times_over_two_days() {
        let minutes = |attempts| pause(attempts).map(|pause| pause.as_secs() / 60);
        assert_eq!(minutes(1), Some(1));
        assert_eq!(minutes(4), Some(60));
        assert_eq!(minutes(8), None);
        let hours: u64 = PAUSES.iter().sum::<u64>() / 60;
        assert!((40..=48).contains(&hours), "{hours}");
    }
}
