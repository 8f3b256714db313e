//! How much one place may ask for: a bucket of tokens for each, filled again with time. In memory; where several programs
//! answer on one database what costs a mail or a write is counted there, for all of them.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher as _},
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::id::AccountId;
use store::Store;
use tokio::time::Instant;

use super::{
    AppState, asks,
    problem::{self, Problem},
};

/// Buckets kept at once; full ones are forgotten when there are more.
const MOST: usize = 20_000;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    /// Asking for a sign-in link, from one network.
    SignIn,
    /// Registering, confirming, cancelling, from one network: a lecture hall may sit behind one address, each of them with
    /// two or three forms.
    Register,
    /// What writes to whatever address is typed, or to the region, from one network.
    Letter,
    /// Any other form, from one network.
    Form,
    /// Sending a file, from one network: each is held in memory until it is drawn.
    Upload,
    /// Sending files with a registration, from one network: a class may sit behind one address.
    Answers,
    /// What phones at doors tell, from one network: one call for each person who comes, and all of them behind one address.
    Door,
    /// Searching, from one network.
    Search,
    /// What programs read, and what is drawn anew for each who asks: feeds, lists, PDFs. From one network.
    Feed,
    /// Mails to one address, whoever asks for them.
    Mail,
}

impl Class {
    /// How many at once, and how long until there is one more.
    const fn allowance(self) -> (f64, Duration) {
        match self {
            Self::SignIn => (10.0, Duration::from_secs(20)),
            Self::Register => (300.0, Duration::from_secs(1)),
            Self::Letter => (60.0, Duration::from_secs(2)),
            Self::Form => (60.0, Duration::from_secs(1)),
            Self::Upload => (12.0, Duration::from_secs(10)),
            Self::Answers => (40.0, Duration::from_secs(3)),
            Self::Door => (120.0, Duration::from_millis(200)),
            Self::Search => (120.0, Duration::from_millis(100)),
            Self::Feed => (120.0, Duration::from_millis(200)),
            Self::Mail => (12.0, Duration::from_secs(60)),
        }
    }

    /// How it is called where all programs count it; `None`: it costs less than counting it there.
    const fn shared(self) -> Option<&'static str> {
        match self {
            Self::SignIn => Some("sign-in"),
            Self::Register => Some("register"),
            Self::Letter => Some("letter"),
            Self::Form => Some("form"),
            Self::Upload => Some("upload"),
            Self::Answers => Some("answers"),
            Self::Mail => Some("mail"),
            Self::Door | Self::Search | Self::Feed => None,
        }
    }
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

/// On a developer's machine everybody is one network, and a test is many people.
const MORE_IN_DEVELOPMENT: f64 = 20.0;

/// The buckets of this process.
pub(super) struct Limits {
    buckets: Mutex<HashMap<(Class, u64), Bucket>>,
    /// So many times the allowance.
    times: f64,
    /// Where all programs count together.
    shared: Option<Store>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { buckets: Mutex::default(), times: 1.0, shared: None }
    }
}

impl Limits {
    /// As they are where the program is developed.
    pub(super) fn in_development() -> Self {
        Self { times: MORE_IN_DEVELOPMENT, ..Self::default() }
    }

    /// The same, counted on this store's database where it is shared.
    pub(super) fn on(self, store: &Store) -> Self {
        Self { shared: store.is_shared().then(|| store.clone()), ..self }
    }

    /// Takes a token for a network: an IPv4 address, or the /64 an IPv6 address is of.
    ///
    /// # Errors
    /// The seconds until there is one again.
    pub(super) async fn of_network(&self, class: Class, ip: IpAddr, now: Instant) -> Result<(), u64> {
        self.take_here_and_there(class, now, &[b"network".as_slice(), &network(ip).to_be_bytes()].concat()).await
    }

    /// Takes a token for whoever is signed in, wherever she is.
    ///
    /// # Errors
    /// The seconds until there is one again.
    pub(super) async fn of_account(&self, class: Class, account: AccountId, now: Instant) -> Result<(), u64> {
        self.take_here_and_there(class, now, &[b"account".as_slice(), account.0.as_bytes()].concat()).await
    }

    /// Takes a token for an e-mail address.
    ///
    /// # Errors
    /// The seconds until there is one again.
    pub(super) async fn of_address(&self, email: &str, now: Instant) -> Result<(), u64> {
        let email = email.trim().to_lowercase();
        self.take_here_and_there(Class::Mail, now, &[b"address", email.as_bytes()].concat()).await
    }

    /// What this program alone has seen too much of is not asked of the database.
    async fn take_here_and_there(&self, class: Class, now: Instant, of: &[u8]) -> Result<(), u64> {
        self.take(class, now, &of)?;
        let (Some(store), Some(name)) = (&self.shared, class.shared()) else { return Ok(()) };
        let (most, every) = self.allowance(class);
        match store.take_allowance(name, of, most, every).await {
            Ok(Some(wait)) => Err(wait.as_secs() + 1),
            // While the database cannot answer each program counts for itself.
            Ok(None) | Err(_) => Ok(()),
        }
    }

    fn allowance(&self, class: Class) -> (f64, Duration) {
        let (most, every) = class.allowance();
        (most * self.times, every.div_f64(self.times))
    }

    fn take(&self, class: Class, now: Instant, of: &impl Hash) -> Result<(), u64> {
        let mut hasher = DefaultHasher::new();
        of.hash(&mut hasher);
        let (most, every) = self.allowance(class);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST {
            buckets.retain(|(class, _), bucket| {
                let (most, every) = self.allowance(*class);
                bucket.at + every.mul_f64(most) > now
            });
            if buckets.len() >= MOST {
                buckets.clear();
            }
        }
        let bucket = buckets.entry((class, hasher.finish())).or_insert(Bucket { tokens: most, at: now });
        let filled = now.duration_since(bucket.at).as_secs_f64() / every.as_secs_f64();
        bucket.tokens = (bucket.tokens + filled).min(most);
        bucket.at = now;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        let missing = every.mul_f64(1.0 - bucket.tokens);
        Err(missing.as_secs() + 1)
    }
}

/// Limits what programs read, and what is drawn for each who asks.
pub(super) async fn programs(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let here = asks::network(&state, &parts);
    match state.limits.of_network(Class::Feed, here, Instant::now()).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(seconds) => problem::response(Problem::TooMany(seconds)),
    }
}

/// A network: an IPv4 address, or the /64 an IPv6 address is of.
pub(super) fn network(ip: IpAddr) -> u64 {
    match ip.to_canonical() {
        IpAddr::V4(ip) => u64::from(u32::from(ip)),
        IpAddr::V6(ip) => ip.to_bits().wrapping_shr(64).try_into().unwrap_or(u64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    #[tokio::test]
    async fn after_too_many_one_waits_and_then_may_again() {
        let (limits, now) = (Limits::default(), Instant::now());
        for _ in 0..10 {
            limits.of_network(Class::SignIn, HERE, now).await.unwrap();
        }
        let seconds = limits.of_network(Class::SignIn, HERE, now).await.unwrap_err();
        assert!((1..=21).contains(&seconds), "{seconds}");
        limits.of_network(Class::Register, HERE, now).await.unwrap();
        limits.of_network(Class::SignIn, [192, 0, 2, 2].into(), now).await.unwrap();
        let later = now + Duration::from_secs(seconds);
        limits.of_network(Class::SignIn, HERE, later).await.unwrap();
        limits.of_network(Class::SignIn, HERE, later).await.unwrap_err();
    }

    #[tokio::test]
    async fn a_lecture_hall_behind_one_address_registers_and_confirms_when_registration_opens() {
        let (limits, opens) = (Limits::default(), Instant::now());
        // Three hundred people, two forms each, within five minutes.
        for form in 0..590 {
            let now = opens + Duration::from_millis(form * 500);
            limits.of_network(Class::Register, HERE, now).await.unwrap();
        }
        let (later, mut refused) = (opens + Duration::from_secs(300), 0);
        for _ in 0..100 {
            refused += u32::from(limits.of_network(Class::Register, HERE, later).await.is_err());
        }
        assert!(refused > 80, "and no more than that: {refused}");
    }

    #[tokio::test]
    async fn a_household_of_ipv6_is_one_place() {
        let (limits, now) = (Limits::default(), Instant::now());
        for host in 0..10u16 {
            limits.of_network(Class::SignIn, [0x2001, 0xdb8, 0, 1, 0, 0, 0, host].into(), now).await.unwrap();
        }
        limits.of_network(Class::SignIn, [0x2001, 0xdb8, 0, 1, 9, 9, 9, 9].into(), now).await.unwrap_err();
        limits.of_network(Class::SignIn, [0x2001, 0xdb8, 0, 2, 0, 0, 0, 1].into(), now).await.unwrap();
    }

    #[tokio::test]
    async fn nobody_is_flooded_with_mail() {
        let (limits, now) = (Limits::default(), Instant::now());
        for _ in 0..12 {
            limits.of_address("Mia@Example.org", now).await.unwrap();
        }
        limits.of_address(" mia@example.org", now).await.unwrap_err();
    }

    #[tokio::test]
    async fn however_many_come_memory_is_bounded() {
        let (limits, now) = (Limits::default(), Instant::now());
        for n in 0..2 * u32::try_from(MOST).unwrap() {
            limits.of_network(Class::SignIn, IpAddr::V4(n.into()), now).await.unwrap();
        }
        assert!(limits.buckets.lock().unwrap().len() <= MOST);
    }
}
