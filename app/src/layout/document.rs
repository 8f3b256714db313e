//! Draws a page once, as a complete document.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use super::{Frame, foot::Foot, head::Head, masthead::Masthead};
use crate::page::Page;

/// The whole document, from `<!DOCTYPE html>` on.
///
/// Nothing is hydrated but islands: the owner of everything else ends here, and takes its values along.
#[must_use]
pub fn document(frame: &Frame, page: Page) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let drawn = owner.with(|| draw(frame, page).to_html());
    owner.unset_with_forced_cleanup();
    let mut html = String::with_capacity(drawn.len() + 16);
    html.push_str("<!DOCTYPE html>");
    without_markers(&drawn, &mut html);
    html
}

fn draw(frame: &Frame, page: Page) -> impl IntoView + use<> {
    let Page { status, title, description, json_ld, preview, feeds, indexed, area, bare, framed, body, .. } = page;
    // An address without a page has no other languages, and is nobody's right address; what is in a frame has a page
    // of its own elsewhere.
    let found = !matches!(status, 404 | 410) && !framed;
    let class = match (framed, bare) {
        (true, _) => "bare bare--framed",
        (false, true) => "bare",
        (false, false) => "page",
    };
    let who = frame.actor.person().map(|person| person.id.to_string());
    let head = Head { title, description, json_ld, preview, feeds, indexed, found, framed };
    view! {
        <html lang=frame.locale.code() data-who=who>
            {head.draw(frame)}
            <body>
                {(!bare).then(|| view! { <Masthead frame=frame.clone() area=area found=found/> })}
                <main id="main" class=class tabindex="-1">{body()}</main>
                {(!bare).then(|| view! { <Foot frame=frame.clone()/> })}
            </body>
        </html>
    }
}

/// Takes the markers `<!>` away that hydration finds its place by: outside islands nobody looks for them, and HTML
/// counts them as errors. Text cannot look like one, since its `<` is written `&lt;`.
fn without_markers(drawn: &str, out: &mut String) {
    const ISLAND: &str = "<leptos-island";
    const END: &str = "</leptos-island>";
    let mut rest = drawn;
    while let Some(start) = rest.find(ISLAND) {
        let end = rest[start..].find(END).map_or(rest.len(), |end| start + end + END.len());
        out.extend(rest[..start].split("<!>"));
        out.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    out.extend(rest.split("<!>"));
}

#[cfg(test)]
mod tests {
    use domain::access::Actor;

    use super::*;
    use crate::{ask::Region, layout::error_page, texts::Locale};

    fn frame() -> Frame {
        let region =
            Region { name: "Spielraum <OWL>".into(), base_url: "https://example.org".into(), ..Region::default() };
        Frame {
            region: Arc::new(region),
            locale: Locale::En,
            path: "/spaces".into(),
            query: "q=a%26b".into(),
            actor: Actor::Visitor,
        }
    }

    #[test]
    fn a_document_says_its_language_its_title_and_where_the_other_language_is() {
        let frame = frame();
        let html = document(&frame, Page::new("spaces", "Spaces", || ().into_any()));
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\">"));
        for part in [
            "<title>Spaces – Spielraum &lt;OWL&gt;</title>",
            "<link rel=\"canonical\" href=\"https://example.org/en/spaces\">",
            "<link rel=\"alternate\" hreflang=\"de\" href=\"https://example.org/spaces\">",
            "href=\"/spaces?q=a%26b\" lang=\"de\"",
            "<meta name=\"robots\" content=\"noindex\">",
        ] {
            assert!(html.contains(part), "{part} is missing in {html}");
        }
        assert!(!html.contains("<!>"));
    }

    #[test]
    fn an_address_without_a_page_is_not_said_to_be_anybodys() {
        let frame = frame();
        let html = document(&frame, error_page(&frame, 404));
        for part in ["canonical", "hreflang", "og:url"] {
            assert!(!html.contains(part), "{part} in {html}");
        }
        assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(html.contains("href=\"/spaces?q=a%26b\" lang=\"de\""), "it can be read in the other language still");
    }

    #[test]
    fn only_islands_keep_the_markers_of_hydration() {
        let mut out = String::new();
        without_markers("a<!>b<leptos-island x>c<!>d</leptos-island>e<!><p>f<!></p>", &mut out);
        assert_eq!(out, "ab<leptos-island x>c<!>d</leptos-island>e<p>f</p>");
    }
}
