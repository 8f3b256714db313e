//! The only source of chance in the server: ids of forms and requests, and the secret of a new installation.

use uuid::{Builder, Uuid};

/// Bytes nobody can guess.
///
/// A system that cannot give any must not go on: secrets would be known.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "the one place of the server that takes chances")]
    #[expect(clippy::expect_used, reason = "without chance there are no secrets; stopping is the only safe answer")]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A new id, of chance alone: it tells nobody when or where it was made.
pub(crate) fn id() -> Uuid {
    Builder::from_random_bytes(bytes()).into_uuid()
}
