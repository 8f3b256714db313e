//! The programme for a frame on somebody else's page, and the words that put it there.

use leptos::prelude::*;

use super::{entry::ProgrammeList, query};
use crate::{
    ask::{Ask, Region},
    form::Fields,
    page::{Answered, Page},
    t,
    texts::Locale,
};

/// Where the frame looks.
const PATH: &str = "/embed/events";

/// The next events, as the address narrows them: no head, no foot, nothing of whoever looks. Every link leaves the frame.
pub async fn embed_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let found = ask.house.events.events(&query::read(&ask.query), 1).await?;
    let today = ask.house.calendar.today();
    let all = address(l, "/events", &ask.query);
    let name = ask.house.region.name.clone();
    let page = Page::new("events", t!(l, events.title), move || {
        let none = found.items.is_empty().then(|| view! { <p>{t!(l, events.embed_none)}</p> });
        view! {
            <div class="stack">
                <h1 class="visually-hidden">{t!(l, events.title)}</h1>
                {none}
                <ProgrammeList events=found.items today l/>
                <p><a href=all>{t!(l, events.embed_all, region = name)}</a></p>
            </div>
        }
        .into_any()
    });
    Ok(Page { bare: true, framed: true, cacheable: true, ..page }.into())
}

/// How to show the same list on another page: the words to paste there.
#[component]
pub fn Embed(
    /// What narrows the list.
    query: Fields,
    region: Region,
    l: Locale,
) -> impl IntoView {
    view! {
        <details class="embed">
            <summary>{t!(l, events.embed)}</summary>
            <div class="stack-tight">
                <p>{t!(l, events.embed_text)}</p>
                <pre class="embed__words" tabindex="0" role="region" aria-label=t!(l, events.embed_words)>
                    <code>{frame(l, &region, &lasting(&query))}</code>
                </pre>
                <p class="small"><a href=address(l, PATH, &lasting(&query))>{t!(l, events.embed_look)}</a></p>
            </div>
        </details>
    }
    .into_any()
}

/// What of a query makes sense for as long as the list is shown: no day.
fn lasting(query: &Fields) -> Fields {
    Fields(query.0.iter().filter(|(name, _)| !matches!(name.as_str(), "from" | "until")).cloned().collect())
}

/// An address with the filters of a query, and nothing else of it.
fn address(l: Locale, path: &str, asked: &Fields) -> String {
    let filters = asked.0.iter().filter(|(name, value)| query::FILTERS.contains(&name.as_str()) && !value.is_empty());
    let filters = Fields(filters.cloned().collect()).encode();
    if filters.is_empty() { l.href(path) } else { format!("{}?{filters}", l.href(path)) }
}

/// The element of the frame, in HTML: the address in it is percent-encoded, but `&` has a meaning there.
fn frame(l: Locale, region: &Region, query: &Fields) -> String {
    let address = format!("{}{}", region.base_url, address(l, PATH, query)).replace('&', "&amp;");
    let title = t!(l, events.embed_title, region = region.name).replace('&', "&amp;").replace('"', "&quot;");
    format!(
        r#"<iframe src="{address}" title="{title}" loading="lazy" width="100%" height="640" style="border: 0"></iframe>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_to_paste_name_the_filters_and_cannot_break_out_of_their_quotes() {
        let region =
            Region { name: "Raum \"&\" Zeit".into(), base_url: "https://example.org".into(), ..Region::default() };
        let pairs =
            [("from", "2027-03-01"), ("q", "a&b \"c\""), ("page", "2"), ("town", "Lemgo"), ("topic", ""), ("utm", "x")];
        let query = Fields(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        let words = frame(Locale::En, &region, &lasting(&query));
        assert!(
            words.contains("src=\"https://example.org/en/embed/events?q=a%26b%20%22c%22&amp;town=Lemgo\""),
            "{words}"
        );
        assert!(words.contains("title=\"Events: Raum &quot;&amp;&quot; Zeit\""), "{words}");
        assert!(frame(Locale::De, &region, &Fields::default()).contains("src=\"https://example.org/embed/events\""));
    }
}
