//! The only source of chance: ids in the order of time, and secrets.

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// Bytes nobody can guess.
///
/// A system that cannot give any must not go on: ids would collide and secrets be known.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "this is the place that may")]
    #[expect(clippy::expect_used, reason = "without chance there are no secrets; stopping is the only safe answer")]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A new id, version 7 of RFC 9562: 48 bits of time, then chance. Rows made one after another lie side by side.
pub(crate) fn id(now: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn an_id_is_of_version_7_and_sorts_by_time() {
        let at = |second| Utc.timestamp_opt(second, 0).unwrap();
        let (early, late) = (id(at(1_800_000_000)), id(at(1_800_000_001)));
        assert!(early < late);
        assert_eq!((early.get_version_num(), early.get_variant()), (7, uuid::Variant::RFC4122));
        assert_eq!(early.get_timestamp().map(|t| t.to_unix().0), Some(1_800_000_000));
    }
}
