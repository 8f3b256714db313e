//! The form for one question: only what its kind needs.

use domain::{
    desk::{EventView, OwnForm},
    question::{
        AGREED, Condition, FileKind, Keeping, Kind, MOST_HELP, MOST_LABEL, Question, Whose,
        file::{MOST_MEGABYTES, USUAL_MEGABYTES},
    },
};
use leptos::prelude::*;

use super::question_fields::{first, named, other};
use crate::{
    questions::say,
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Checkbox, Checkboxes, Choices, ErrorSummary, Field, Form, Hidden, SelectGrouped, Submit, TextArea},
        words::Word as _,
    },
};

/// A question, new or as it is.
#[component]
pub fn QuestionForm(
    event: EventView,
    form: OwnForm,
    kind: Kind,
    question: Option<Question>,
    typed: Form,
    title: &'static str,
    request: String,
    days: u16,
    l: Locale,
) -> impl IntoView {
    let back = l.href(&format!("/manage/events/{}/form", event.card.slug));
    let answers = question.as_ref().and_then(|question| form.answers.get(&question.id).copied());
    let answered = answers.map(|count| {
        view! { <p class="notice notice--attention">{t!(l, questions.edit_answered, count = count)}</p> }
    });
    let mine = first(l, typed.fields());
    let second = other(mine);
    let written = ["label", "help", "purpose", "options"]
        .iter()
        .any(|name| typed.fields().text(&format!("{name}_{}", second.code())).is_some())
        || typed.problems().at(&format!("options_{}", second.code())).is_some();
    let legend = match second {
        Locale::De => t!(l, manage.group_de),
        Locale::En => t!(l, manage.group_en),
    };
    let submit = if question.is_some() { t!(l, manage.save) } else { t!(l, questions.add_button) };
    view! {
        <div class="manage measure stack">
            <p class="crumb"><a href=back>{t!(l, questions.back)}</a></p>
            <ErrorSummary form=&typed/>
            <h1>{title}</h1>
            <p class="lead">{kind.word(l)}</p>
            {answered}
            <form method="post" class="form manage__form">
                <Hidden name="request" value=request/>
                <Hidden name="version" value=form.form.version.to_string()/>
                <Texts form=typed.clone() kind language=mine must=true l/>
                <Asking form=typed.clone() asked=form.form.questions question kind event l/>
                <fieldset class="manage__group">
                    <legend>{t!(l, questions.group_keeping)}</legend>
                    <Keepings form=typed.clone() kind days l/>
                </fieldset>
                <details class="manage__group" open=written>
                    <summary>{legend}</summary>
                    <p class="quiet">{t!(l, manage.group_other_hint)}</p>
                    <Texts form=typed kind language=second must=false l/>
                </details>
                <Submit label=submit/>
            </form>
        </div>
    }
    .into_any()
}

/// The words in one language.
#[component]
fn Texts(form: Form, kind: Kind, language: Locale, must: bool, l: Locale) -> impl IntoView {
    let code = language.code();
    let name = |field: &str| format!("{field}_{code}");
    let (label, hint) = match kind {
        Kind::Consent => (t!(l, questions.field_wording), t!(l, questions.field_wording_hint)),
        _ => (t!(l, questions.field_label), ""),
    };
    let most = |most: usize| u16::try_from(most).ok();
    let options = kind.has_options().then(|| {
        view! {
            <TextArea
                form=&form
                name=name("options")
                label=t!(l, questions.field_options)
                hint=t!(l, questions.field_options_hint)
                rows=5
                required=must
                either=!must
                lang=code
            />
        }
    });
    let long = most(MOST_LABEL);
    view! {
        <TextArea form=&form name=name("label") label hint rows=2 required=must either=!must maxlength=long.unwrap_or_default() lang=code/>
        <TextArea form=&form name=name("help") label=t!(l, questions.field_help) rows=2 maxlength=most(MOST_HELP).unwrap_or_default() lang=code/>
        {options}
        <TextArea
            form=&form
            name=name("purpose")
            label=t!(l, questions.field_purpose)
            hint=t!(l, questions.field_purpose_hint)
            rows=2
            required=must
            either=!must
            maxlength=most(MOST_HELP).unwrap_or_default()
            lang=code
        />
    }
    .into_any()
}

/// Limits, and of whom and when it is asked.
#[component]
fn Asking(
    form: Form,
    asked: Vec<Question>,
    question: Option<Question>,
    kind: Kind,
    event: EventView,
    l: Locale,
) -> impl IntoView {
    let required = if kind == Kind::Consent {
        (t!(l, questions.field_must_agree), t!(l, questions.field_must_agree_hint))
    } else {
        (t!(l, questions.field_required), "")
    };
    let range = (kind == Kind::Number).then(|| {
        view! {
            <div class="fields">
                <Field form=&form name="least" label=t!(l, questions.field_least) kind="number" width="short"/>
                <Field form=&form name="most" label=t!(l, questions.field_most) kind="number" width="short"/>
            </div>
        }
    });
    let sent = (kind == Kind::File).then(|| view! { <Sent form=form.clone() l/> });
    let whose = [
        (Whose::Registration.code().to_owned(), t!(l, questions.whose_registration).to_owned()),
        (Whose::Attendee.code().to_owned(), t!(l, questions.whose_attendee).to_owned()),
    ];
    let chosen = form.fields().text("whose").is_some();
    let form = if chosen {
        form
    } else {
        Form::refused(l, form.fields().with("whose", Whose::Registration.code()), form.problems().clone())
    };
    let sessions: Vec<(String, String)> = event
        .sessions
        .iter()
        .filter(|session| !session.cancelled || session.postponed)
        .map(|session| {
            (session.id.to_string(), format!("{}, {}", session.title.get(l.code()), dates::when(l, &session.when)))
        })
        .collect();
    let sessions = (sessions.len() > 1).then(|| {
        view! {
            <Checkboxes
                form=&form
                name="session"
                legend=t!(l, questions.field_sessions)
                hint=t!(l, questions.field_sessions_hint)
                options=sessions
            />
        }
    });
    let groups = conditions(l, &asked, question.as_ref());
    let condition = (!groups.is_empty()).then(|| {
        view! {
            <SelectGrouped
                form=&form
                name="condition"
                label=t!(l, questions.field_condition)
                hint=t!(l, questions.field_condition_hint)
                none=Some(t!(l, questions.condition_none).to_owned())
                groups
            />
        }
    });
    view! {
        <fieldset class="manage__group">
            <legend>{t!(l, questions.group_asking)}</legend>
            <Checkbox form=&form name="required" label=required.0 hint=required.1/>
            {range}
            {sent}
            <Choices form=&form name="whose" legend=t!(l, questions.field_whose) options=whose.to_vec()/>
            {sessions}
            {condition}
        </fieldset>
    }
    .into_any()
}

/// What may be sent, and how much of it.
#[component]
fn Sent(form: Form, l: Locale) -> impl IntoView {
    let option = |kind: &FileKind| (kind.code().to_owned(), kind.word(l).to_owned());
    let options: Vec<_> = FileKind::ALL.iter().map(option).collect();
    // What most ask for, until something was chosen.
    let new = form.problems().is_empty() && !form.fields().ticked("files");
    let fields = if new {
        form.fields().with("files", FileKind::Pdf.code()).with("most", &USUAL_MEGABYTES.to_string())
    } else {
        form.fields().clone()
    };
    let form = Form::refused(l, fields, form.problems().clone());
    view! {
        <Checkboxes
            form=&form
            name="files"
            legend=t!(l, questions.field_files)
            hint=t!(l, questions.field_files_hint)
            options
        />
        <Field
            form=&form
            name="most"
            label=t!(l, questions.field_megabytes)
            hint=t!(l, questions.field_megabytes_hint, usual = USUAL_MEGABYTES, most = MOST_MEGABYTES)
            kind="number"
            width="short"
            min="1"
            max=MOST_MEGABYTES.to_string()
        />
    }
    .into_any()
}

/// The answers after which it can be asked, by question. None that depends on it itself.
fn conditions(l: Locale, asked: &[Question], question: Option<&Question>) -> Vec<(String, Vec<(String, String)>)> {
    let below = |other: &Question| {
        let mut above = Some(other);
        for _ in asked {
            let Some(here) = above else { return false };
            if question.is_some_and(|question| question.id == here.id) {
                return true;
            }
            above = here.condition.as_ref().and_then(|on| asked.iter().find(|one| one.id == on.question));
        }
        false
    };
    let possible = asked.iter().filter(|other| other.decides() && !below(other));
    let group = |other: &Question| {
        let named = |option: &str| named(&Condition { question: other.id, option: option.to_owned() });
        let options = if other.kind == Kind::Consent {
            vec![(named(AGREED), t!(l, questions.agreed).to_owned())]
        } else {
            other.options.iter().map(|one| (named(&one.key), one.label.get(l.code()).to_owned())).collect()
        };
        let label = say::named(l, other);
        let label = match other.whose {
            Whose::Registration => label,
            Whose::Attendee => t!(l, questions.asked_each, label = label),
        };
        (label, options)
    };
    possible.map(group).collect()
}

/// How long answers are kept: the shorter, the better.
#[component]
fn Keepings(form: Form, kind: Kind, days: u16, l: Locale) -> impl IntoView {
    let keepings = Keeping::ALL.iter().filter(|keeping| **keeping != Keeping::Proof || kind == Kind::Consent);
    let option = |keeping: &Keeping| {
        let word = match keeping {
            Keeping::Day => t!(l, questions.keeping_day).to_owned(),
            Keeping::List => t!(l, questions.keeping_list, count = days),
            Keeping::Proof => t!(l, questions.keeping_proof).to_owned(),
        };
        (keeping.code().to_owned(), word)
    };
    let options: Vec<_> = keepings.map(option).collect();
    let usual = if kind == Kind::Consent { Keeping::Proof } else { Keeping::Day };
    let form = if form.fields().text("keeping").is_some() {
        form
    } else {
        Form::refused(l, form.fields().with("keeping", usual.code()), form.problems().clone())
    };
    view! { <Choices form name="keeping" legend=t!(l, questions.field_keeping) hint=t!(l, questions.field_keeping_hint) options/> }
        .into_any()
}
