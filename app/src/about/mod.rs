//! What the law asks for: legal notice, privacy, accessibility. Templates with what the program knows filled in.

use leptos::prelude::*;

use crate::{
    ask::{Ask, Region},
    page::{Answered, Page},
    t,
    texts::Locale,
    ui::notice::{Notice, Tone},
};

mod barrier;

pub use barrier::{ask_barrier, report_barrier};

type Section = (&'static str, AnyView);

/// `/imprint`
pub async fn imprint_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let sections = move |region: &Region| -> Vec<Section> {
        vec![
            (t!(l, about.operator), operator(l, region)),
            (t!(l, about.represented), text(t!(l, about.represented_text))),
            (t!(l, about.register), text(t!(l, about.register_text))),
            (t!(l, about.responsible), text(t!(l, about.responsible_text))),
            (t!(l, about.software), text(t!(l, about.software_text))),
        ]
    };
    Ok(about(ask, t!(l, about.imprint), t!(l, about.imprint_text), sections).into())
}

/// `/privacy`
pub async fn privacy_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let days = ask.house.privacy.attendee_days().await?;
    let sections = move |region: &Region| -> Vec<Section> {
        vec![
            (t!(l, about.look), text(t!(l, about.look_text))),
            (t!(l, about.register_event), text(t!(l, about.register_event_text, days = days))),
            (t!(l, about.account), text(t!(l, about.account_text))),
            (t!(l, about.others), text(t!(l, about.others_text))),
            (t!(l, about.mail), text(t!(l, about.mail_text))),
            (t!(l, about.rights), text(t!(l, about.rights_text))),
            (t!(l, about.operator), operator(l, region)),
            (t!(l, about.officer), text(t!(l, about.officer_text))),
        ]
    };
    Ok(about(ask, t!(l, about.privacy), t!(l, about.privacy_text), sections).into())
}

/// `/accessibility`
pub async fn accessibility_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let sections = move |region: &Region| -> Vec<Section> {
        vec![
            (t!(l, about.goal), text(t!(l, about.goal_text))),
            (t!(l, about.known), text(t!(l, about.known_text))),
            (t!(l, about.spaces), text(t!(l, about.spaces_text))),
            (t!(l, about.report), report(l, region)),
            (t!(l, about.contact), operator(l, region)),
            (t!(l, about.enforcement), text(t!(l, about.enforcement_text))),
        ]
    };
    Ok(about(ask, t!(l, about.accessibility), t!(l, about.accessibility_text), sections).into())
}

/// `/easy-language`: what this is and how to use it, in *Leichte Sprache* (BITV 2.0 § 4; DIN SPEC 33429): one thought a
/// line, short lines, compounds hyphenated, no abbreviations.
pub async fn easy_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let title = t!(l, about.easy);
    let page = Page::new("about", title, move || {
        let region = &ask.house.region;
        let sections: [(&str, String); 7] = [
            (t!(l, about.easy_what), t!(l, about.easy_what_text, name = region.name)),
            (t!(l, about.easy_ways), t!(l, about.easy_ways_text).to_owned()),
            (t!(l, about.easy_event), t!(l, about.easy_event_text).to_owned()),
            (t!(l, about.easy_room), t!(l, about.easy_room_text).to_owned()),
            (t!(l, about.easy_account), t!(l, about.easy_account_text).to_owned()),
            (t!(l, about.easy_data), t!(l, about.easy_data_text).to_owned()),
            (t!(l, about.easy_access), t!(l, about.easy_access_text).to_owned()),
        ];
        let lines = |text: &str| text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
        let section = |(heading, said): (&'static str, String)| {
            view! { <h2>{heading}</h2><div class="easy">{lines(&said)}</div> }
        };
        view! {
            <article class="stack measure">
                <h1>{title}</h1>
                <div class="easy">{lines(t!(l, about.easy_lead))}</div>
                {sections.map(section).collect_view()}
                <h2>{t!(l, about.easy_help)}</h2>
                <div class="easy">{lines(t!(l, about.easy_help_text))}</div>
                {operator(l, region)}
                <p><a href=l.href("/accessibility")>{t!(l, about.easy_to_accessibility)}</a></p>
            </article>
        }
        .into_any()
    });
    Ok(page.public(t!(l, about.easy_description)).into())
}

fn about(
    ask: Ask,
    title: &'static str,
    lead: &'static str,
    sections: impl FnOnce(&Region) -> Vec<Section> + Send + 'static,
) -> Page {
    let page = Page::new("about", title, move || {
        let section = |(heading, said): Section| view! { <h2>{heading}</h2>{said} };
        view! {
            <article class="stack measure">
                <h1>{title}</h1>
                <p class="lead">{lead}</p>
                <Notice tone=Tone::Attention><p>{t!(ask.locale, about.to_fill_in)}</p></Notice>
                {sections(&ask.house.region).into_iter().map(section).collect_view()}
            </article>
        }
        .into_any()
    });
    // A template is nothing for search engines, the finished text is not much more.
    Page { indexed: false, ..page.public(lead) }
}

fn text(text: impl Into<String>) -> AnyView {
    view! { <p>{text.into()}</p> }.into_any()
}

/// How to say what hinders: by the form, where somebody reads it.
fn report(l: Locale, region: &Region) -> AnyView {
    let form = region.reads().then(|| {
        view! { <p><a class="button" href=l.href("/accessibility/report")>{t!(l, about.report_action)}</a></p> }
    });
    view! {
        <p>{t!(l, about.report_text)}</p>
        {form}
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
