//! The topics events can have, for the region.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{Topic, Unavailable};
use crate::{access::Actor, text::Localised, topic::TopicRefusal};

/// A topic, for whoever looks after them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTopic {
    /// What it is called.
    pub topic: Topic,
    /// How many events have it, drafts and past ones too.
    pub events: u64,
    /// No event can get it any more.
    pub retired: bool,
    /// Grows with every new name.
    pub version: i32,
}

/// Topics, as the region looks after them. Auditors read.
#[async_trait]
pub trait TopicDesk: Send + Sync {
    /// All of them, by name; those that are retired last.
    async fn kept_topics(&self, by: &Actor) -> Result<Option<Vec<KeptTopic>>, Unavailable>;
    /// Adds one. Answers its part of an address. The same name sent twice is one topic.
    async fn add_topic(&self, by: &Actor, name: Localised) -> Result<String, TopicRefusal>;
    /// Calls one something else; its part of an address stays.
    async fn rename_topic(&self, by: &Actor, slug: &str, version: i32, name: Localised) -> Result<(), TopicRefusal>;
    /// No event gets it any more, or events get it again. Those that have it keep it.
    async fn retire_topic(&self, by: &Actor, slug: &str, retired: bool) -> Result<(), TopicRefusal>;
    /// Gives every event that has one topic another one instead, and ends the first. Answers how many events had it.
    async fn merge_topic(&self, by: &Actor, slug: &str, into: &str) -> Result<u64, TopicRefusal>;
}
