//! Who people are at providers. What a provider says is fetched and judged elsewhere (`server/src/oidc`); here it is
//! kept, once and for a while, and opens what is its own.

mod arrive;
mod attempt;
mod own;

use domain::desk::IdentityRefusal;

use crate::error::Stop;

pub use attempt::{Attempt, Errand};
pub(crate) use own::of;

type Answer<T> = Result<T, Stop<IdentityRefusal>>;
