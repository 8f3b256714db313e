//! The subjects of events, from a table: slug, de, en.

use domain::{
    desk::EventDesk as _,
    text::{self, Localised},
};
use store::{Store, intake::Taken};

use super::{ImportError, Report, table::Shape};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// The table, with the headings slug, de and en.
    file: std::path::PathBuf,
}

/// A subject known before gets its new name; events keep it.
pub(super) async fn run(store: &Store, args: &Args) -> Result<Report, ImportError> {
    let rows = Shape::plain(args.file.clone()).read(&["slug", "de", "en"], &["slug", "de"])?;
    let known = store.topics().await.map_err(|err| ImportError::Options(err.to_string()))?;
    let mut intake = store.intake("topics").await?;
    let mut report = Report::default();
    for row in rows {
        let (slug, de, en) = (row.get("slug"), row.get("de"), row.get("en"));
        if slug.is_empty() || slug != text::slug(slug) || de.is_empty() {
            report.refuse(&args.file, row.line, "a topic needs a slug of a-z, 0-9 and -, and a German name");
            continue;
        }
        let name = Localised::of("de", de);
        intake.topic(slug, if en.is_empty() { name } else { name.and("en", en) }).await?;
        report.count(if known.iter().any(|topic| topic.slug == slug) { Taken::Known(()) } else { Taken::New(()) });
    }
    intake.commit().await?;
    Ok(report)
}
