//! The frame around every page, and the pages that say why there is no page.

mod again_page;
mod document;
mod error_page;
mod foot;
mod head;
mod masthead;

use std::sync::Arc;

use domain::access::Actor;

use crate::{ask::Region, texts::Locale};

pub use again_page::{Again, again_page};
pub use document::document;
pub use error_page::{error_page, offline};

/// What the frame needs to know of a request.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The installation.
    pub region: Arc<Region>,
    /// The language of the answer.
    pub locale: Locale,
    /// The path without its language: `/spaces/werkstatt`.
    pub path: String,
    /// What follows the `?`, as it was sent; may be empty.
    pub query: String,
    /// Who asks.
    pub actor: Actor,
}

impl Frame {
    /// This very page in a language, for the switch in the head.
    fn here_in(&self, locale: Locale) -> String {
        let path = locale.href(&self.path);
        if self.query.is_empty() { path } else { format!("{path}?{}", self.query) }
    }
}

impl From<&crate::ask::Ask> for Frame {
    fn from(ask: &crate::ask::Ask) -> Self {
        Self {
            region: Arc::clone(&ask.house.region),
            locale: ask.locale,
            path: ask.path.clone(),
            query: ask.query.encode(),
            actor: ask.actor.clone(),
        }
    }
}
