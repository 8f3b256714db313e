//! What the law asks for: legal notice, privacy, accessibility, easy language. The region writes the texts; what the
//! program knows itself stands beside them: who runs it, and what is kept for how long.

use chrono::NaiveDate;
use domain::{
    about::{AboutText, DAYS_MARK, open_places},
    access::{Act, may},
    desk::WrittenText,
    privacy::Holding,
    text::Localised,
};
use leptos::prelude::*;

use crate::{
    admin::words_of_holding,
    ask::{Ask, Region},
    page::{Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates,
        notice::{Notice, Tone},
        prose::written,
    },
};

mod barrier;
mod template;

pub use barrier::{ask_barrier, report_barrier};
pub use template::{template, title};

/// `/imprint`
pub async fn imprint_page(ask: Ask) -> Answered {
    show(ask, AboutText::Imprint).await
}

/// `/privacy`
pub async fn privacy_page(ask: Ask) -> Answered {
    show(ask, AboutText::Privacy).await
}

/// `/accessibility`
pub async fn accessibility_page(ask: Ask) -> Answered {
    show(ask, AboutText::Accessibility).await
}

/// `/easy-language`
pub async fn easy_page(ask: Ask) -> Answered {
    show(ask, AboutText::Easy).await
}

/// A text as a page shows it.
struct Said {
    words: Localised,
    reviewed_on: Option<NaiveDate>,
    /// Nobody wrote it yet.
    template: bool,
}

impl Said {
    /// What was written in the language of the page, else what was written in another, else the template.
    fn of(l: Locale, text: AboutText, all: Vec<WrittenText>, name: &str) -> Self {
        let own = all.iter().position(|one| one.language == l.code()).unwrap_or_default();
        match all.into_iter().nth(own) {
            Some(one) => {
                Self { words: Localised::of(&one.language, one.body), reviewed_on: one.reviewed_on, template: false }
            }
            None => Self { words: Localised::of(l.code(), template(l, text, name)), reviewed_on: None, template: true },
        }
    }
}

async fn show(ask: Ask, text: AboutText) -> Answered {
    let l = ask.locale;
    let all = ask.house.texts.about_text(text).await?;
    let mut said = Said::of(l, text, all, &ask.house.region.name);
    let days = if text == AboutText::Privacy { ask.house.privacy.attendee_days().await? } else { 0 };
    for words in said.words.0.values_mut() {
        *words = words.replace(DAYS_MARK, &days.to_string());
    }
    let writes = may(&ask.actor, Act::AdministerPlatform).is_ok();
    let (title, easy) = (title(l, text), text == AboutText::Easy);
    let lead = match text {
        AboutText::Imprint => t!(l, about.imprint_text),
        AboutText::Privacy => t!(l, about.privacy_text),
        AboutText::Accessibility => t!(l, about.accessibility_text),
        AboutText::Easy => t!(l, about.easy_description),
    };
    let page = Page::new("about", title, move || {
        let region = &ask.house.region;
        let open = open_places(said.words.get(l.code())).len();
        let reviewed = said.reviewed_on.map(|day| {
            view! { <p class="quiet small">{t!(l, about.reviewed, date = dates::date(l, day))}</p> }
        });
        view! {
            <article class="stack measure">
                <h1>{title}</h1>
                {(!easy).then(|| view! { <p class="lead">{lead}</p> })}
                {state(l, text, said.template, open, writes)}
                {(text == AboutText::Imprint).then(|| section(t!(l, about.operator), operator(l, region)))}
                <div class="about__text" class:easy=easy>{written(l, &said.words, 2)}</div>
                {beside(l, text, region, days)}
                {reviewed}
            </article>
        }
        .into_any()
    });
    // A template is nothing for search engines, the finished text is not much more.
    Ok(Page { indexed: easy, ..page.public(lead) }.into())
}

/// What of it is to be done, for whoever reads it; and the way there, for whoever does it.
fn state(l: Locale, text: AboutText, template: bool, open: usize, writes: bool) -> AnyView {
    let says = match (template, open) {
        // Easy language says nothing only the region knows.
        (true, _) if text != AboutText::Easy => Some(t!(l, about.to_fill_in).to_owned()),
        (false, 1..) if writes => Some(t!(l, texts.open, count = open)),
        _ => None,
    };
    let says = says.map(|says| view! { <Notice tone=Tone::Attention><p>{says}</p></Notice> });
    let way = format!("/admin/texts/{}/{}", text.code(), l.code());
    let way = writes.then(|| view! { <p><a href=l.href(&way)>{t!(l, texts.write)}</a></p> });
    view! {
        {says}
        {way}
    }
    .into_any()
}

/// What the program knows itself.
fn beside(l: Locale, text: AboutText, region: &Region, days: u16) -> AnyView {
    match text {
        AboutText::Imprint => ().into_any(),
        AboutText::Privacy => view! {
            {section(t!(l, about.kept), kept(l, days))}
            {section(t!(l, about.operator), operator(l, region))}
        }
        .into_any(),
        AboutText::Accessibility => {
            let form = region.reads().then(|| {
                view! {
                    <p><a class="button" href=l.href("/accessibility/report")>{t!(l, about.report_action)}</a></p>
                }
            });
            view! {
                {section(t!(l, about.contact), operator(l, region))}
                {form}
            }
            .into_any()
        }
        AboutText::Easy => view! {
            {operator(l, region)}
            <p><a href=l.href("/accessibility")>{t!(l, about.easy_to_accessibility)}</a></p>
        }
        .into_any(),
    }
}

fn section(heading: &'static str, says: AnyView) -> AnyView {
    view! { <h2>{heading}</h2>{says} }.into_any()
}

/// Everything that is kept of people, what for and for how long: the list the house forgets by.
fn kept(l: Locale, days: u16) -> AnyView {
    let row = |holding: Holding| {
        let (name, purpose, kept) = words_of_holding(l, holding, days);
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{purpose}</td>
                <td>{kept}</td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-labelledby="kept-caption">
            <table class="table">
                <caption class="visually-hidden" id="kept-caption">{t!(l, about.kept)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, privacy.holding)}</th>
                        <th scope="col">{t!(l, privacy.purpose)}</th>
                        <th scope="col">{t!(l, privacy.kept)}</th>
                    </tr>
                </thead>
                <tbody>{Holding::ALL.iter().copied().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Who runs the installation, as far as it was configured.
fn operator(l: Locale, region: &Region) -> AnyView {
    let name = Some(region.operator_name.clone()).filter(|name| !name.is_empty());
    let address = region.operator_address.lines().map(|line| view! { <li>{line.to_owned()}</li> }).collect_view();
    let email = Some(region.operator_email.clone()).filter(|email| !email.is_empty());
    view! {
        <ul class="plain">
            <li>{name.unwrap_or_else(|| t!(l, about.missing).to_owned())}</li>
            {address}
            {email.map(|email| view! { <li><a href=format!("mailto:{email}")>{email.clone()}</a></li> })}
        </ul>
    }
    .into_any()
}
