//! What reads forms and queries, for the fuzzer alone (`make fuzz`).

use app::form::Fields;

/// Names and values of a query or of a form, as pages get them.
#[must_use]
pub fn fields(encoded: &str) -> Fields {
    super::asks::fields(encoded.as_bytes())
}
