//! The letter box as pages.

use app::{t, texts::Locale, ui::dates};
use chrono::DateTime;
use chrono_tz::Tz;
use leptos::prelude::*;

use super::letterbox::Kept;

/// In whose words and by whose clock the pages speak.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    pub locale: Locale,
    pub zone: Tz,
}

/// Every mail, one line each.
pub(super) fn list(reader: Reader, mails: Vec<Kept>) -> AnyView {
    let l = reader.locale;
    let caption = t!(l, mail.box_caption, count = mails.len());
    let label = caption.clone();
    let rows = if mails.is_empty() {
        view! { <p>{t!(l, mail.box_empty)}</p> }.into_any()
    } else {
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table class="table">
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, mail.box_at)}</th>
                        <th scope="col">{t!(l, mail.box_to)}</th>
                        <th scope="col">{t!(l, mail.box_subject)}</th>
                    </tr>
                </thead>
                <tbody>{mails.into_iter().map(|mail| row(reader, mail)).collect_view()}</tbody>
            </table>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="stack">
            <h1>{t!(l, mail.box_title)}</h1>
            <p>{t!(l, mail.box_intro)}</p>
            {rows}
        </div>
    }
    .into_any()
}

fn row(reader: Reader, mail: Kept) -> impl IntoView {
    let href = reader.locale.href(&format!("/dev/mail/{}", mail.id));
    view! {
        <tr>
            <td>{moment(reader, &mail.date)}</td>
            <td>{mail.to}</td>
            <td>
                <a href=href>{mail.subject}</a>
            </td>
        </tr>
    }
}

/// One mail: its text, its links, its calendar entry, and ways to its other faces.
pub(super) fn one(reader: Reader, mail: Kept) -> AnyView {
    let l = reader.locale;
    let at = |part: &str| l.href(&format!("/dev/mail/{}{part}", mail.id));
    let (html, raw) = (at("/html"), at("/raw"));
    let links = mail.links.into_iter().map(|link| view! { <li><a href=link.clone()>{link.clone()}</a></li> });
    view! {
        <div class="stack">
            <p>
                <a href=l.href("/dev/mail")>{t!(l, mail.box_back)}</a>
            </p>
            <h1>{mail.subject}</h1>
            <dl class="facts">
                <div>
                    <dt>{t!(l, mail.box_at)}</dt>
                    <dd>{moment(reader, &mail.date)}</dd>
                </div>
                <div>
                    <dt>{t!(l, mail.box_to)}</dt>
                    <dd>{mail.to}</dd>
                </div>
            </dl>
            <ul>
                <li><a href=html>{t!(l, mail.box_html)}</a></li>
                <li><a href=raw download="">{t!(l, mail.box_raw)}</a></li>
            </ul>
            <h2>{t!(l, mail.box_links)}</h2>
            <ul>{links.collect_view()}</ul>
            <h2>{t!(l, mail.box_text)}</h2>
            <pre class="mail-source">{mail.text}</pre>
            {mail.calendar.map(|calendar| calendar_part(l, calendar))}
        </div>
    }
    .into_any()
}

fn calendar_part(l: Locale, calendar: String) -> impl IntoView {
    view! {
        <h2>{t!(l, mail.box_calendar)}</h2>
        <pre class="mail-source">{calendar}</pre>
    }
}

/// When it was written, by the region's clock.
fn moment(reader: Reader, date: &str) -> impl IntoView + use<> {
    let said = DateTime::parse_from_rfc3339(date)
        .map(|at| dates::moment(reader.locale, at.with_timezone(&reader.zone).naive_local()))
        .unwrap_or_default();
    view! { <time datetime=date.to_owned()>{said}</time> }
}
