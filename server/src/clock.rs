//! The only reader of the wall clock. Everything else is told the time, so that a test can be in any year.

use std::sync::Arc;

use chrono::Utc;
use store::Clock;

/// The clock of this machine.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that looks at the clock")]
pub fn system() -> Clock {
    Arc::new(Utc::now)
}
