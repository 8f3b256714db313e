//! The questions of an event's form: asked, answered, and shown with what was answered.

pub(crate) mod ask;
pub(crate) mod fields;
pub(crate) mod files;
pub mod say;
pub mod say_files;
pub(crate) mod view;
