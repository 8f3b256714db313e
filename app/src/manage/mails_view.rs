//! The note, the list of mails, and one of them as it is sent.

use domain::{
    desk::{Drawing, DrawnMail, EventView},
    mails::{MOST_NOTE, RegistrationMail as Mail},
};
use leptos::prelude::*;

use crate::{
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Form, Hidden, Submit, TextArea},
};

/// In the order of a registration's life.
fn groups(l: Locale) -> [(&'static str, Vec<Mail>); 4] {
    [
        (
            t!(l, mails.group_registering),
            vec![Mail::Pending, Mail::Known, Mail::Confirmed, Mail::Changed, Mail::Cancelled],
        ),
        (
            t!(l, mails.group_before),
            vec![Mail::Reminder, Mail::SessionChanged, Mail::SessionPostponed, Mail::SessionCancelled],
        ),
        (t!(l, mails.group_requests), vec![Mail::Requested, Mail::Approved, Mail::Declined, Mail::Unanswered]),
        (
            t!(l, mails.group_waiting),
            vec![Mail::WaitAsked, Mail::Waits, Mail::Offered, Mail::Lapsed, Mail::PassedOver, Mail::WaitOver],
        ),
    ]
}

/// What a mail is about.
fn named(l: Locale, mail: Mail) -> &'static str {
    match mail {
        Mail::Pending => t!(l, mails.mail_pending),
        Mail::Known => t!(l, mails.mail_known),
        Mail::Requested => t!(l, mails.mail_requested),
        Mail::Approved => t!(l, mails.mail_approved),
        Mail::Declined => t!(l, mails.mail_declined),
        Mail::Unanswered => t!(l, mails.mail_unanswered),
        Mail::Confirmed => t!(l, mails.mail_confirmed),
        Mail::Changed => t!(l, mails.mail_changed),
        Mail::WaitAsked => t!(l, mails.mail_wait_asked),
        Mail::Waits => t!(l, mails.mail_waits),
        Mail::Offered => t!(l, mails.mail_offered),
        Mail::Lapsed => t!(l, mails.mail_lapsed),
        Mail::WaitOver => t!(l, mails.mail_wait_over),
        Mail::PassedOver => t!(l, mails.mail_passed_over),
        Mail::Cancelled => t!(l, mails.mail_cancelled),
        Mail::SessionChanged => t!(l, mails.mail_session_changed),
        Mail::SessionCancelled => t!(l, mails.mail_session_cancelled),
        Mail::SessionPostponed => t!(l, mails.mail_session_postponed),
        Mail::Reminder => t!(l, mails.mail_reminder),
    }
}

/// All of it.
#[component]
pub fn Mails(
    event: EventView,
    form: Form,
    wanted: Option<Mail>,
    drawing: Option<Drawing>,
    saved: bool,
    alive: bool,
    l: Locale,
) -> impl IntoView {
    let base = l.href(&format!("/manage/events/{}", event.card.slug));
    let here = format!("{base}/mails");
    let none = event.sessions.is_empty().then(|| view! { <p class="notice">{t!(l, mails.no_session)}</p> });
    let shown = wanted.zip(drawing).map(|(mail, drawing)| view! { <Shown mail drawing here=here.clone() l/> });
    view! {
        <div class="manage measure stack">
            <p class="crumb"><a href=base>{t!(l, manage.back)}</a></p>
            <ErrorSummary form=&form/>
            {saved.then(|| view! { <p class="notice notice--good" role="status">{t!(l, mails.saved)}</p> })}
            <h1>{t!(l, mails.title)}</h1>
            {alive.then(|| view! { <Note form version=event.version l/> })}
            <h2>{t!(l, mails.all)}</h2>
            <p>{t!(l, mails.all_lead)}</p>
            {none}
            <List wanted here l/>
            {shown}
        </div>
    }
    .into_any()
}

#[component]
fn Note(form: Form, version: i32, l: Locale) -> impl IntoView {
    let field = |language: Locale, label: &'static str, hint: String| {
        let code = language.code();
        view! { <TextArea form=&form name=format!("note_{code}") label hint rows=5 maxlength=1000u16 lang=code/> }
    };
    view! {
        <form method="post" class="form manage__form">
            <p>{t!(l, mails.note_lead)}</p>
            <Hidden name="version" value=version.to_string()/>
            {field(Locale::De, t!(l, mails.note_de), t!(l, mails.note_hint, most = MOST_NOTE))}
            {field(Locale::En, t!(l, mails.note_en), t!(l, mails.note_second).to_owned())}
            <Submit label=t!(l, mails.save)/>
        </form>
    }
    .into_any()
}

/// Every mail, and whether the note stands in it.
#[component]
fn List(wanted: Option<Mail>, here: String, l: Locale) -> impl IntoView {
    let groups = groups(l).into_iter().map(|(title, mails)| {
        let mails = mails.into_iter().map(|mail| {
            let href = format!("{here}?mail={}#mail", mail.code());
            let current = (wanted == Some(mail)).then_some("true");
            let note = mail.carries_note().then(|| view! { " "<span class="tag">{t!(l, mails.with_note)}</span> });
            view! { <li><a href=href aria-current=current>{named(l, mail)}</a>{note}</li> }
        });
        let mails = mails.collect_view();
        view! { <h3>{title}</h3><ul>{mails}</ul> }
    });
    groups.collect_view()
}

/// One mail, in both languages.
#[component]
fn Shown(mail: Mail, drawing: Drawing, here: String, l: Locale) -> impl IntoView {
    let whose = if drawing.real { t!(l, mails.real) } else { t!(l, mails.made_up) };
    let mails = drawing.mails.into_iter().map(|drawn| {
        let html = format!("{here}/{}/{}", mail.code(), drawn.language);
        view! { <Drawn drawn html l/> }
    });
    let mails = mails.collect_view();
    view! {
        <section class="stack" aria-labelledby="mail">
            <h2 id="mail">{named(l, mail)}</h2>
            <p class="quiet">{whose}" "{t!(l, mails.opens_nothing)}</p>
            {mails}
        </section>
    }
    .into_any()
}

#[component]
fn Drawn(drawn: DrawnMail, html: String, l: Locale) -> impl IntoView {
    let DrawnMail { language, to, subject, text, calendar, papers, .. } = drawn;
    let (name, as_html) = match Locale::from_code(&language) {
        Locale::De => (t!(l, mails.in_german), t!(l, mails.html_german)),
        Locale::En => (t!(l, mails.in_english), t!(l, mails.html_english)),
    };
    let enclosed: Vec<String> = calendar.then(|| t!(l, mails.calendar).to_owned()).into_iter().chain(papers).collect();
    let enclosed = (!enclosed.is_empty()).then(|| {
        view! { <div><dt>{t!(l, mails.enclosed)}</dt><dd>{enclosed.join(", ")}</dd></div> }
    });
    view! {
        <h3>{name}</h3>
        <dl class="facts">
            <div><dt>{t!(l, mails.to)}</dt><dd>{to}</dd></div>
            <div><dt>{t!(l, letters.subject)}</dt><dd lang=language.clone()>{subject}</dd></div>
            {enclosed}
        </dl>
        <p><a href=html>{as_html}</a></p>
        <pre class="mail-source" lang=language>{text}</pre>
    }
    .into_any()
}
