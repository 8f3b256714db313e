//! How a mail leaves the house: by a mail server, or into files where there is none.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::{DateTime, Utc};
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    transport::smtp::{self, extension::ClientId, response::Code},
};
use tokio::time::timeout;

use super::Stamp;
use crate::private;

/// How long a mail server may take for one mail. The one who waits is the worker, never a web request (I11).
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The way out.
#[derive(Clone, Debug)]
pub enum Post {
    /// A mail server, and how long it may take for one mail.
    Server(AsyncSmtpTransport<Tokio1Executor>, Duration),
    /// One file each, in this folder.
    Files(PathBuf),
}

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// It may work later.
    #[error("{0}")]
    Later(String),
    /// The recipient's side said no, and would again.
    #[error("{0}")]
    Never(String),
}

impl Post {
    /// By the mail server of this address, as `host` (the name we greet it with). A mail that is not taken within
    /// `patience` waits for another try.
    ///
    /// Each mail has a connection of its own: one that was given up midway still owes us answers, and whoever came
    /// next would take them for her own.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn server(url: &str, host: &str, patience: Duration) -> Result<Self, smtp::Error> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?
            .hello_name(ClientId::Domain(host.to_owned()))
            .timeout(Some(patience))
            .build();
        Ok(Self::Server(transport, patience))
    }

    /// Into files in this folder.
    #[must_use]
    pub const fn files(folder: PathBuf) -> Self {
        Self::Files(folder)
    }

    /// Hands a mail over.
    ///
    /// # Errors
    /// When it was not taken.
    pub async fn send(&self, message: Message, stamp: &Stamp<'_>) -> Result<(), NotSent> {
        match self {
            // The timeout of `lettre` covers connecting only.
            Self::Server(server, patience) => match timeout(*patience, server.send(message)).await {
                Ok(sent) => sent.map(drop).map_err(|err| judge(&err)),
                Err(_) => Err(NotSent::Later("the mail server did not answer in time".to_owned())),
            },
            Self::Files(folder) => {
                let (folder, name) = (folder.clone(), file_name(stamp));
                let written = tokio::task::spawn_blocking(move || keep(&folder, &name, &message.formatted()));
                match written.await {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(err)) => Err(NotSent::Later(err.to_string())),
                    Err(err) => Err(NotSent::Later(err.to_string())),
                }
            }
        }
    }
}

/// The name says when and which: sorted by name is sorted by time, and a repeat takes the place of the first.
fn file_name(stamp: &Stamp<'_>) -> String {
    let id: String = stamp.message_id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    format!("{}-{id}.eml", written(stamp.at))
}

/// Deletes the mails in `folder` that were written before an instant, and answers how many they were.
///
/// # Errors
/// When the folder cannot be read or a file not deleted. No folder holds no mail.
pub fn forget(folder: &Path, before: DateTime<Utc>) -> io::Result<u64> {
    let files = match fs::read_dir(folder) {
        Ok(files) => files,
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(err) => return Err(err),
    };
    let before = written(before);
    let mut forgotten = 0;
    for file in files {
        let file = file?;
        // What somebody else put there has another name, and stays.
        let ours = file.file_name().to_str().is_some_and(|name| name.contains("Z-") && name.contains(".eml"));
        if ours && file.file_name().to_string_lossy().as_ref() < before.as_str() {
            fs::remove_file(file.path())?;
            forgotten += 1;
        }
    }
    Ok(forgotten)
}

fn written(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Whole or not at all: nobody reads half a mail.
///
/// For nobody's eyes but the operator's: the links in it open accounts and registrations.
fn keep(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    private::folder(folder)?;
    let half = folder.join(format!("{name}.part"));
    private::options().create(true).truncate(true).open(&half)?.write_all(bytes)?;
    fs::rename(half, folder.join(name))
}

/// A "no" to this recipient or this mail is final; everything else (a server that is away, busy, greylists, wants
/// another password, does not relay for us) is for its operator to mend, and the mail waits.
fn judge(err: &smtp::Error) -> NotSent {
    let said = std::error::Error::source(err).map_or_else(|| err.to_string(), |source| format!("{err}: {source}"));
    let recipients = |code: Code| (550..=556).contains(&u16::from(code));
    // RFC 3463: 5.7 is policy and security, a matter between the two servers.
    if err.is_permanent() && err.status().is_some_and(recipients) && !said.contains("5.7.") {
        NotSent::Never(said)
    } else {
        NotSent::Later(said)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn the_name_of_a_file_stays_in_its_folder() {
        let at = Utc.with_ymd_and_hms(2027, 3, 9, 10, 0, 0).unwrap();
        let stamp = Stamp { message_id: "../0193-ab", host: "spielraum.example", at };
        assert_eq!(file_name(&stamp), "20270309T100000Z-0193-ab.eml");
    }
}
