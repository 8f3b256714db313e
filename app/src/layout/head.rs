//! What stands in `<head>`: for browsers, search engines and previews.

use leptos::{attr::custom::CustomAttribute as _, html, prelude::*};

use super::Frame;
use crate::{page::Preview, texts::Locale};

/// Ground and paper of `style/tokens.css`, for the browser's own bars.
const PAPER: (&str, &str) = ("#fbfaf7", "#12161a");

pub(super) struct Head {
    pub title: String,
    pub description: Option<String>,
    pub json_ld: Option<String>,
    pub preview: Option<Preview>,
    pub feeds: Vec<(&'static str, String, String)>,
    pub indexed: bool,
    /// There is a page at this address.
    pub found: bool,
    /// It is shown in a frame: its links leave it.
    pub framed: bool,
}

impl Head {
    pub(super) fn draw(self, frame: &Frame) -> impl IntoView + use<> {
        let (region, locale) = (&frame.region, frame.locale);
        let title = if self.title == region.name { self.title } else { format!("{} – {}", self.title, region.name) };
        let address = |locale| region.url(locale, &frame.path);
        let others = self.found.then(|| {
            let others =
                Locale::ALL.map(|other| view! { <link rel="alternate" hreflang=other.code() href=address(other)/> });
            view! {
                <link rel="canonical" href=address(locale)/>
                {others.collect_view()}
                <link rel="alternate" hreflang="x-default" href=address(Locale::default())/>
            }
        });
        view! {
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>{title.clone()}</title>
                {self.framed.then(|| view! { <base target="_top"/> })}
                {self.description.clone().map(|text| view! { <meta name="description" content=text/> })}
                {(!self.indexed).then(|| view! { <meta name="robots" content="noindex"/> })}
                <meta name="color-scheme" content="light dark"/>
                {theme(PAPER.0, "(prefers-color-scheme: light)")}
                {theme(PAPER.1, "(prefers-color-scheme: dark)")}
                <link
                    rel="preload"
                    r#as="font"
                    r#type="font/woff2"
                    href=region.asset("atkinson-latin.woff2")
                    crossorigin="anonymous"
                />
                <link rel="stylesheet" href=region.asset("main.css")/>
                <script r#type="module" src=region.asset("boot.js")></script>
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icon-180.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link
                    rel="search"
                    r#type="application/opensearchdescription+xml"
                    href=locale.href("/opensearch.xml")
                    title=region.name.clone()
                />
                {others}
                {self
                    .feeds
                    .into_iter()
                    .map(|(media, href, title)| view! { <link rel="alternate" r#type=media href=href title=title/> })
                    .collect_view()}
                {preview("og:type", "website")}
                {preview("og:site_name", region.name.clone())}
                {preview("og:title", title)}
                {self.description.map(|text| preview("og:description", text))}
                {self.found.then(|| preview("og:url", address(locale)))}
                {pictured(&region.base_url, self.preview)}
                {preview("og:locale", match locale { Locale::De => "de_DE", Locale::En => "en_GB" })}
                {self
                    .json_ld
                    .map(|data| view! { <script r#type="application/ld+json" inner_html=inside_script(&data)></script> })}
            </head>
        }
    }
}

/// A colour for the browser's own bars.
fn theme(colour: &'static str, media: &'static str) -> impl IntoView {
    html::meta().name("theme-color").content(colour).attr("media", media)
}

/// One fact for previews, as the Open Graph protocol names them.
fn preview(property: &'static str, content: impl Into<String>) -> impl IntoView {
    html::meta().attr("property", property).content(content.into())
}

/// What a link to the page is shown with: large where it has a picture of its own.
fn pictured(base: &str, own: Option<Preview>) -> AnyView {
    let Some(Preview { path, alt, width, height }) = own else {
        return preview("og:image", format!("{base}/icon-512.png")).into_any();
    };
    view! {
        {preview("og:image", format!("{base}{path}"))}
        {preview("og:image:width", width.to_string())}
        {preview("og:image:height", height.to_string())}
        {(!alt.is_empty()).then(|| preview("og:image:alt", alt))}
        <meta name="twitter:card" content="summary_large_image"/>
    }
    .into_any()
}

/// JSON that may stand in a `<script>`: inside a JSON text `<` occurs in strings only, where `\u003c` means the same.
fn inside_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_end_the_script_it_is_described_in() {
        assert_eq!(inside_script(r#"{"name":"</script><!>"}"#), r#"{"name":"\u003c/script>\u003c!>"}"#);
    }
}
