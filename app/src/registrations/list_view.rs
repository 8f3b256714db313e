//! The form for a list, what would become of each line, and what became of it.

use chrono::NaiveDate;
use domain::{
    desk::{EventView, SessionView},
    question::{Form as Asked, Question},
    registration::list::{Entry, LISTED_HOURS, MOST_A_DAY, MOST_LINES, Verdict, asked},
};
use leptos::prelude::*;

use super::{
    by_link::{Along, ByLink, Link, register},
    form_view::{BackToEvent, choice},
    list_page::{Why, path},
};
use crate::{
    questions::{fields::VERSION, say},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Checkbox, Choices, ErrorSummary, FileField, Form, Hidden, Submit, TextArea},
        say::said,
    },
};

/// What one can send a list for.
#[derive(Clone, Debug)]
pub(super) struct Offered {
    pub event: EventView,
    /// The sessions one can register or wait for.
    pub options: Vec<SessionView>,
    pub asked: Asked,
    pub link: Option<Link>,
    pub today: NaiveDate,
}

/// A list, and what becomes of its lines.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub questions: Vec<Question>,
    pub entries: Vec<Entry>,
    pub verdicts: Vec<Verdict>,
    /// Heads of columns that are not read.
    pub unused: Vec<String>,
}

impl Shown {
    /// How many people are registered by it.
    fn yes(&self) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.is_yes()).count()
    }
}

/// No list here: why, and what else there is.
#[component]
pub(super) fn NoList(event: EventView, link: Option<Link>, why: Why, l: Locale) -> impl IntoView {
    let register = register(l, &event.card.slug, None, link.as_ref());
    let text = match why {
        Why::Nobody => t!(l, lists.no_organisation),
        Why::Closed => t!(l, registrations.not_open),
        Why::Asks => t!(l, lists.asks_more),
    };
    let account = (why == Why::Nobody)
        .then(|| view! { <p><a class="button" href=l.href("/account")>{t!(l, lists.account)}</a></p> });
    view! {
        <div class="registration measure stack">
            <BackToEvent slug=event.card.slug.clone() l/>
            <h1>{t!(l, lists.title)}</h1>
            <p class="lead">{said(l, &event.card.title)}</p>
            <p class="notice">{text}</p>
            {account}
            <p><a href=register>{t!(l, lists.to_form)}</a></p>
        </div>
    }
    .into_any()
}

/// Where the list is typed or chosen. `whole`: as a page of its own.
#[component]
pub(super) fn ListForm(offered: Offered, form: Form, whole: bool, l: Locale) -> impl IntoView {
    let Offered { event, options, asked: asks, link, today } = offered;
    let one = register(l, &event.card.slug, None, link.as_ref());
    let columns = asked(&asks, None);
    let example = [t!(l, lists.column_name).to_owned(), t!(l, lists.column_email).to_owned()]
        .into_iter()
        .chain(columns.iter().map(|question| quoted(question.label.get(l.code()))))
        .collect::<Vec<_>>()
        .join(";");
    let limited = options.iter().any(|session| session.left.is_some());
    let session = match options.as_slice() {
        [only] => view! {
            <Hidden name="session" value=only.id.to_string()/>
            <p><dates::WhenTime l when=only.when/></p>
        }
        .into_any(),
        several => {
            let options: Vec<_> =
                several.iter().map(|one| (one.id.to_string(), choice(l, one, &event, today))).collect();
            view! {
                <div class="registration__sessions">
                    <Choices form=&form name="session" legend=t!(l, lists.session) options/>
                </div>
            }
            .into_any()
        }
    };
    let fields = view! {
        <form method="post" class="form" enctype="multipart/form-data">
            <Along link=link.clone()/>
            {session}
            <TextArea
                form=&form
                name="list"
                label=t!(l, lists.list)
                hint=t!(l, lists.list_hint, most = MOST_LINES)
                rows=10
                either=true
            />
            <p class="quiet">{t!(l, lists.example)}<br/><code class="registration__example">{example}</code></p>
            <FileField form=&form name="file" label=t!(l, lists.file) hint=t!(l, lists.file_hint) accept=".csv,.txt,text/csv,text/plain"/>
            {limited.then(|| view! {
                <Checkbox form=&form name="wait" label=t!(l, lists.wait) hint=t!(l, lists.wait_hint)/>
            })}
            <Submit label=t!(l, lists.check) intent="check"/>
        </form>
    };
    if !whole {
        return fields.into_any();
    }
    view! {
        <div class="registration measure stack">
            <BackToEvent slug=event.card.slug.clone() l/>
            <ErrorSummary form=&form/>
            <h1>{t!(l, lists.title)}</h1>
            <p class="lead">{said(l, &event.card.title)}</p>
            <ByLink link session=None l/>
            <p>{t!(l, lists.lead, hours = LISTED_HOURS)}</p>
            <p><a href=one>{t!(l, lists.to_form)}</a></p>
            {fields}
        </div>
    }
    .into_any()
}

/// A head as it stands in a list.
fn quoted(head: &str) -> String {
    let one_line = head.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.contains([';', '"', ',']) { format!("\"{}\"", one_line.replace('"', "\"\"")) } else { one_line }
}

/// What would become of each line, and the last word.
#[component]
pub(super) fn Judged(
    offered: Offered,
    session: SessionView,
    shown: Shown,
    form: Form,
    request: String,
    version: String,
    l: Locale,
) -> impl IntoView {
    let (yes, all) = (shown.yes(), shown.entries.len());
    let (slug, title) = (offered.event.card.slug.clone(), offered.event.card.title.clone());
    let summary = t!(l, lists.judged, count = all, yes = yes);
    let unused = (!shown.unused.is_empty())
        .then(|| view! { <p class="notice">{t!(l, lists.unused, columns = shown.unused.join(", "))}</p> });
    let organiser = offered.event.card.organiser.name.clone();
    let hidden = |name: &'static str| view! { <Hidden name value=form.fields().get(name).to_owned()/> };
    let wait = form.fields().ticked("wait").then(|| hidden("wait"));
    let send = (yes > 0).then(|| {
        view! {
            <form method="post" class="form" enctype="multipart/form-data">
                <Hidden name="request" value=request/>
                <Hidden name=VERSION value=version/>
                <Along link=offered.link.clone()/>
                {hidden("session")}
                {hidden("list")}
                {wait}
                <Checkbox
                    form=&form
                    name="consent"
                    label=t!(l, lists.consent)
                    hint=t!(l, lists.consent_hint, organiser = organiser)
                    required=true
                />
                <p class="quiet"><a href=l.href("/privacy")>{t!(l, registrations.privacy)}</a></p>
                <Submit label=t!(l, lists.send, count = yes) intent="send"/>
            </form>
        }
        .into_any()
    });
    view! {
        <div class="registration stack">
            <BackToEvent slug l/>
            <ErrorSummary form=&form/>
            <h1>{t!(l, lists.judged_title)}</h1>
            <p class="lead">{said(l, &title)}</p>
            <p><dates::WhenTime l when=session.when/></p>
            <p role="status">{summary}</p>
            {unused}
            <Lines shown done=false l/>
            {send}
            <section class="measure stack" aria-labelledby="again">
                <h2 id="again">{t!(l, lists.again)}</h2>
                <ListForm offered form whole=false l/>
            </section>
        </div>
    }
    .into_any()
}

/// What became of each line, and those that are still to be mended.
#[component]
pub(super) fn Done(offered: Offered, session: SessionView, shown: Shown, form: Form, l: Locale) -> impl IntoView {
    let (yes, left) = (shown.yes(), shown.entries.len() - shown.yes());
    let (slug, title) = (offered.event.card.slug.clone(), offered.event.card.title.clone());
    let another = path(l, &slug, None, offered.link.as_ref());
    let mend = if left > 0 {
        view! {
            <section class="measure stack" aria-labelledby="again">
                <h2 id="again">{t!(l, lists.left, count = left)}</h2>
                <p>{t!(l, lists.left_lead)}</p>
                <ListForm offered form whole=false l/>
            </section>
        }
        .into_any()
    } else {
        view! { <p><a href=another>{t!(l, lists.another)}</a></p> }.into_any()
    };
    view! {
        <div class="registration stack">
            <BackToEvent slug l/>
            <h1>{t!(l, lists.done_title)}</h1>
            <p class="lead">{said(l, &title)}</p>
            <p><dates::WhenTime l when=session.when/></p>
            <p class="notice notice--good" role="status">{t!(l, lists.done, count = yes, hours = LISTED_HOURS)}</p>
            <Lines shown done=true l/>
            {mend}
        </div>
    }
    .into_any()
}

#[component]
fn Lines(shown: Shown, done: bool, l: Locale) -> impl IntoView {
    let rows = shown.entries.iter().zip(&shown.verdicts).map(|(entry, verdict)| {
        let (class, word) = match verdict {
            Verdict::Seat => ("tag tag--good", t!(l, lists.word_seat)),
            Verdict::Waits => ("tag tag--attention", t!(l, lists.word_waits)),
            _ => ("tag tag--refusal", t!(l, lists.word_no)),
        };
        view! {
            <tr>
                <th scope="row">{entry.line.row}</th>
                <td>{entry.line.name.clone()}</td>
                <td>{entry.line.email.clone()}</td>
                <td><span class=class>{word}</span>" "{words(l, &shown.questions, verdict, done)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=t!(l, lists.table)>
            <table class="table">
                <caption class="visually-hidden">{t!(l, lists.table)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, lists.column_row)}</th>
                        <th scope="col">{t!(l, lists.column_name)}</th>
                        <th scope="col">{t!(l, lists.column_email)}</th>
                        <th scope="col">{t!(l, lists.column_verdict)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What becomes, or became, of a line.
fn words(l: Locale, questions: &[Question], verdict: &Verdict, done: bool) -> String {
    match verdict {
        Verdict::Seat if done => t!(l, lists.seat_done).to_owned(),
        Verdict::Seat => t!(l, lists.seat).to_owned(),
        Verdict::Waits if done => t!(l, lists.waits_done).to_owned(),
        Verdict::Waits => t!(l, lists.waits).to_owned(),
        Verdict::NoName => t!(l, lists.no_name).to_owned(),
        Verdict::LongName => t!(l, registrations.name_long).to_owned(),
        Verdict::NoEmail => t!(l, lists.no_email).to_owned(),
        Verdict::WrongEmail => t!(l, lists.wrong_email).to_owned(),
        Verdict::Twice(row) => t!(l, lists.twice, row = *row),
        Verdict::Listed => t!(l, lists.listed).to_owned(),
        Verdict::NoSeat => t!(l, lists.no_seat).to_owned(),
        Verdict::Unanswered => t!(l, lists.unanswered).to_owned(),
        Verdict::Enough => t!(l, lists.enough, most = MOST_A_DAY),
        Verdict::Answers(faults) => {
            let question = |fault: &domain::question::Fault| {
                let question = questions.iter().find(|one| one.id == fault.question)?;
                Some(say::wrong(l, question, fault.wrong))
            };
            faults.iter().filter_map(question).collect::<Vec<_>>().join(" ")
        }
    }
}
