//! Every public page there is, in every language, for search engines (sitemaps.org).

use std::fmt::Write as _;

use app::{ask::House, texts::Locale};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::desk::{EventCard, EventQuery, Unavailable, offered};

use super::{
    AppState,
    problem::{Problem, response},
};

/// Pages of events looked at; a region has fewer.
const MOST_PAGES: u32 = 200;

/// `/sitemap.xml`
pub(super) async fn sitemap(State(state): State<AppState>) -> Response {
    match paths(&state.house).await {
        Ok(paths) => {
            let headers = [(header::CONTENT_TYPE, "application/xml"), (header::CACHE_CONTROL, "public, max-age=300")];
            (headers, xml(&state.config.base_url, &paths)).into_response()
        }
        Err(Unavailable) => response(Problem::Unavailable),
    }
}

/// A page, and when it last changed, where that is known.
type Listed = (String, Option<DateTime<Utc>>);

/// What always stands. What the operator fills in (imprint, privacy) is nothing for search engines.
const STANDING: [&str; 7] = ["/", "/spaces", "/sites", "/calendar", "/events", "/find", "/easy-language"];

async fn paths(house: &House) -> Result<Vec<Listed>, Unavailable> {
    let undated = |path: String| (path, None);
    let mut paths: Vec<Listed> = STANDING.map(String::from).map(undated).into();
    for site in offered(house.catalogue.sites().await?, "") {
        paths.push(undated(format!("/sites/{}", site.slug)));
        paths.extend(site.spaces.iter().map(|space| undated(format!("/spaces/{}", space.space.slug))));
    }
    paths.extend(house.series.public_series().await?.iter().map(|slug| undated(format!("/series/{slug}"))));
    let (query, mut page) = (EventQuery::default(), 1);
    loop {
        let events = house.events.events(&query, page).await?;
        let dated = |event: &EventCard| (format!("/events/{}", event.slug), Some(event.changed_at));
        paths.extend(events.items.iter().map(dated));
        if page >= events.pages().min(MOST_PAGES) {
            return Ok(paths);
        }
        page += 1;
    }
}

fn xml(base_url: &str, paths: &[Listed]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for (path, changed_at) in paths {
        let address = |locale: Locale| format!("{base_url}{}", locale.href(path));
        for locale in Locale::ALL {
            // Slugs are letters, digits and hyphens; the base URL was judged when it was read: nothing to escape.
            let _ = write!(xml, "<url><loc>{}</loc>", address(locale));
            if let Some(at) = changed_at {
                let _ = write!(xml, "<lastmod>{}</lastmod>", at.to_rfc3339_opts(SecondsFormat::Secs, true));
            }
            for other in Locale::ALL {
                let _ = write!(
                    xml,
                    "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>",
                    other.code(),
                    address(other)
                );
            }
            xml.push_str("</url>\n");
        }
    }
    xml.push_str("</urlset>\n");
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_listed_in_every_language() {
        let changed = DateTime::from_timestamp(1_800_000_000, 0);
        let xml = xml("https://raum.example", &[("/".into(), None), ("/spaces/werkstatt".into(), changed)]);
        assert_eq!(xml.matches("<lastmod>2027-01-15T08:00:00Z</lastmod>").count(), 2);
        assert_eq!(xml.matches("<loc>").count(), 4);
        assert!(xml.contains("<loc>https://raum.example/en/spaces/werkstatt</loc>"));
        assert!(xml.contains("hreflang=\"de\" href=\"https://raum.example/\""));
    }
}
