//! How a browser searches here from its own search line: an OpenSearch 1.1 description document.

use std::fmt::Write as _;

use app::t;
use axum::{http::StatusCode, response::Response};

use super::{
    Asked,
    answer::{File, OPENSEARCH, answer},
};
use crate::mail::escape;

/// Longest `ShortName`, `LongName` and `Description` (OpenSearch 1.1 draft 6, 4.1).
const SHORT: usize = 16;
const LONG: usize = 48;
const ABOUT: usize = 1_024;

/// `/opensearch.xml`, of the language it is asked in.
pub(super) async fn description(asked: Asked) -> Result<Response, StatusCode> {
    let body = write(&asked);
    Ok(answer(File { kind: OPENSEARCH, body, changed_at: None, name: None, public: true }, &asked.parts.headers))
}

fn write(asked: &Asked) -> String {
    let (l, region) = (asked.locale, &asked.state.house.region);
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n",
    );
    let mut element = |name: &str, words: &str| {
        let _ = writeln!(xml, "<{name}>{}</{name}>", escape(words));
    };
    element("ShortName", &clipped(&region.name, SHORT));
    element("LongName", &clipped(&region.name, LONG));
    element("Description", &clipped(&t!(l, feeds.search_about, region = region.name), ABOUT));
    if region.reads() {
        element("Contact", &region.operator_email);
    }
    element("Language", l.code());
    element("InputEncoding", "UTF-8");
    element("OutputEncoding", "UTF-8");
    let icon = escape(&format!("{}/favicon.svg", region.base_url));
    let _ = writeln!(xml, "<Image type=\"image/svg+xml\">{icon}</Image>");
    let results = escape(&asked.url("/search?q={searchTerms}"));
    let _ = writeln!(xml, "<Url type=\"text/html\" rel=\"results\" method=\"get\" template=\"{results}\"/>");
    let own = escape(&asked.url("/opensearch.xml"));
    let _ = writeln!(xml, "<Url type=\"{OPENSEARCH}\" rel=\"self\" template=\"{own}\"/>");
    xml.push_str("</OpenSearchDescription>\n");
    xml
}

/// So many letters of a text, in whole words where it has several.
fn clipped(text: &str, most: usize) -> String {
    let text = text.trim();
    let Some((cut, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let (kept, next) = text.split_at(cut);
    let whole = if next.starts_with(' ') { kept } else { kept.rsplit_once(' ').map_or(kept, |(whole, _)| whole) };
    whole.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_too_long_ends_with_a_whole_word() {
        for (name, expected) in [
            ("Spielraum OWL", "Spielraum OWL"),
            ("Spielraum OstWestfalenLippe", "Spielraum"),
            ("Sechzehn Letters", "Sechzehn Letters"),
            ("Sechzehn Letters und mehr", "Sechzehn Letters"),
            ("Donaudampfschifffahrt", "Donaudampfschiff"),
            ("Räume für alle überall", "Räume für alle"),
        ] {
            assert_eq!(clipped(name, SHORT), expected);
        }
    }
}
