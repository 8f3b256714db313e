//! How much one place may ask for: a bucket of tokens for each, filled again with time. Kept in memory only.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher as _},
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

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
    /// What phones at doors tell, from one network: one call for each person who comes, and all of them behind one address.
    Door,
    /// Searching, from one network.
    Search,
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
            Self::Door => (120.0, Duration::from_millis(200)),
            Self::Search => (120.0, Duration::from_millis(100)),
            Self::Mail => (12.0, Duration::from_secs(60)),
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
}

impl Default for Limits {
    fn default() -> Self {
        Self { buckets: Mutex::default(), times: 1.0 }
    }
}

impl Limits {
    /// As they are where the program is developed.
    pub(super) fn in_development() -> Self {
        Self { times: MORE_IN_DEVELOPMENT, ..Self::default() }
    }

    /// Takes a token for a network: an IPv4 address, or the /64 an IPv6 address is of.
    ///
    /// # Errors
    /// The seconds until there is one again.
    pub(super) fn of_network(&self, class: Class, ip: IpAddr, now: Instant) -> Result<(), u64> {
        self.take(
            class,
            now,
            &match ip.to_canonical() {
                IpAddr::V4(ip) => u64::from(u32::from(ip)),
                IpAddr::V6(ip) => ip.to_bits().wrapping_shr(64).try_into().unwrap_or(u64::MAX),
            },
        )
    }

    /// Takes a token for an e-mail address.
    ///
    /// # Errors
    /// The seconds until there is one again.
    pub(super) fn of_address(&self, email: &str, now: Instant) -> Result<(), u64> {
        self.take(Class::Mail, now, &email.trim().to_lowercase())
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

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    #[test]
    fn after_too_many_one_waits_and_then_may_again() {
        let (limits, now) = (Limits::default(), Instant::now());
        for _ in 0..10 {
            limits.of_network(Class::SignIn, HERE, now).unwrap();
        }
        let seconds = limits.of_network(Class::SignIn, HERE, now).unwrap_err();
        assert!((1..=21).contains(&seconds), "{seconds}");
        limits.of_network(Class::Register, HERE, now).unwrap();
        limits.of_network(Class::SignIn, [192, 0, 2, 2].into(), now).unwrap();
        let later = now + Duration::from_secs(seconds);
        limits.of_network(Class::SignIn, HERE, later).unwrap();
        limits.of_network(Class::SignIn, HERE, later).unwrap_err();
    }

    #[test]
    fn a_lecture_hall_behind_one_address_registers_and_confirms_when_registration_opens() {
        let (limits, opens) = (Limits::default(), Instant::now());
        // Three hundred people, two forms each, within five minutes.
        for form in 0..590 {
            let now = opens + Duration::from_millis(form * 500);
            limits.of_network(Class::Register, HERE, now).unwrap();
        }
        let later = opens + Duration::from_secs(300);
        let refused = (0..100).filter(|_| limits.of_network(Class::Register, HERE, later).is_err()).count();
        assert!(refused > 80, "and no more than that: {refused}");
    }

    #[test]
    fn a_household_of_ipv6_is_one_place() {
        let (limits, now) = (Limits::default(), Instant::now());
        for host in 0..10u16 {
            limits.of_network(Class::SignIn, [0x2001, 0xdb8, 0, 1, 0, 0, 0, host].into(), now).unwrap();
        }
        limits.of_network(Class::SignIn, [0x2001, 0xdb8, 0, 1, 9, 9, 9, 9].into(), now).unwrap_err();
        limits.of_network(Class::SignIn, [0x2001, 0xdb8, 0, 2, 0, 0, 0, 1].into(), now).unwrap();
    }

    #[test]
    fn nobody_is_flooded_with_mail() {
        let (limits, now) = (Limits::default(), Instant::now());
        for _ in 0..12 {
            limits.of_address("Mia@Example.org", now).unwrap();
        }
        limits.of_address(" mia@example.org", now).unwrap_err();
    }

    #[test]
    fn however_many_come_memory_is_bounded() {
        let (limits, now) = (Limits::default(), Instant::now());
        for n in 0..2 * u32::try_from(MOST).unwrap() {
            limits.of_network(Class::SignIn, IpAddr::V4(n.into()), now).unwrap();
        }
        assert!(limits.buckets.lock().unwrap().len() <= MOST);
    }
}
