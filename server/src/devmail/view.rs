//! The letter box as pages.

use app::{t, texts::Locale};
use leptos::prelude::*;

use super::letterbox::Kept;

/// Every mail, one line each.
pub(super) fn list(l: Locale, mails: Vec<Kept>) -> AnyView {
    let caption = t!(l, mail.box_caption, count = mails.len());
    let rows = if mails.is_empty() {
        view! { <p>{t!(l, mail.box_empty)}</p> }.into_any()
    } else {
        view! {
            <table class="table">
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, mail.box_at)}</th>
                        <th scope="col">{t!(l, mail.box_to)}</th>
                        <th scope="col">{t!(l, mail.box_subject)}</th>
                    </tr>
                </thead>
                <tbody>{mails.into_iter().map(|mail| row(l, mail)).collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <h1>{t!(l, mail.box_title)}</h1>
        <p>{t!(l, mail.box_intro)}</p>
        {rows}
    }
    .into_any()
}

fn row(l: Locale, mail: Kept) -> impl IntoView {
    let href = l.href(&format!("/dev/mail/{}", mail.id));
    view! {
        <tr>
            <td><time datetime=mail.date.clone()>{mail.date.clone()}</time></td>
            <td>{mail.to}</td>
            <td><a href=href>{mail.subject}</a></td>
        </tr>
    }
}

/// One mail: its text, its links, its calendar entry, and ways to its other faces.
pub(super) fn one(l: Locale, mail: Kept) -> AnyView {
    let at = |part: &str| l.href(&format!("/dev/mail/{}{part}", mail.id));
    let (html, raw) = (at("/html"), at("/raw"));
    let links = mail.links.into_iter().map(|link| view! { <li><a href=link.clone()>{link.clone()}</a></li> });
    view! {
        <p><a href=l.href("/dev/mail")>{t!(l, mail.box_back)}</a></p>
        <h1>{mail.subject}</h1>
        <p>{t!(l, mail.box_at)} " " <time datetime=mail.date.clone()>{mail.date.clone()}</time></p>
        <p>{t!(l, mail.box_to)} " " {mail.to}</p>
        <ul>
            <li><a href=html>{t!(l, mail.box_html)}</a></li>
            <li><a href=raw download="">{t!(l, mail.box_raw)}</a></li>
        </ul>
        <h2>{t!(l, mail.box_links)}</h2>
        <ul>{links.collect_view()}</ul>
        <h2>{t!(l, mail.box_text)}</h2>
        <pre tabindex="0">{mail.text}</pre>
        {mail.calendar.map(|calendar| view! {
            <h2>{t!(l, mail.box_calendar)}</h2>
            <pre tabindex="0">{calendar}</pre>
        })}
    }
    .into_any()
}
