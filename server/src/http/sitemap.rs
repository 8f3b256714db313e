//! Every public page there is, in every language, for search engines (sitemaps.org).

use std::fmt::Write as _;

use app::{ask::House, texts::Locale};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use domain::desk::{EventQuery, Unavailable, offered};

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

async fn paths(house: &House) -> Result<Vec<String>, Unavailable> {
    let mut paths: Vec<String> = ["/", "/spaces", "/sites", "/calendar", "/events"].map(String::from).into();
    for site in offered(house.catalogue.sites().await?, "") {
        paths.push(format!("/sites/{}", site.slug));
        paths.extend(site.spaces.iter().map(|space| format!("/spaces/{}", space.space.slug)));
    }
    paths.extend(house.series.public_series().await?.iter().map(|slug| format!("/series/{slug}")));
    let (query, mut page) = (EventQuery::default(), 1);
    loop {
        let events = house.events.events(&query, page).await?;
        paths.extend(events.items.iter().map(|event| format!("/events/{}", event.slug)));
        if page >= events.pages().min(MOST_PAGES) {
            return Ok(paths);
        }
        page += 1;
    }
}

fn xml(base_url: &str, paths: &[String]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for path in paths {
        let address = |locale: Locale| format!("{base_url}{}", locale.href(path));
        for locale in Locale::ALL {
            // Slugs are letters, digits and hyphens; the base URL was judged when it was read: nothing to escape.
            let _ = write!(xml, "<url><loc>{}</loc>", address(locale));
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
        let xml = xml("https://raum.example", &["/".into(), "/spaces/werkstatt".into()]);
        assert_eq!(xml.matches("<loc>").count(), 4);
        assert!(xml.contains("<loc>https://raum.example/en/spaces/werkstatt</loc>"));
        assert!(xml.contains("hreflang=\"de\" href=\"https://raum.example/\""));
    }
}
