//! What organisers ask of whoever registers: the list of questions, one question, and how it looks.

pub(crate) mod list_page;
mod list_view;
pub(crate) mod preview_page;
pub(crate) mod question_fields;
pub(crate) mod question_page;
mod question_view;

use domain::{
    desk::{EventView, FormRefusal, OwnForm},
    question::QuestionFault,
};

use crate::{
    ask::Ask,
    form::Problems,
    manage::access::{Gone, own_event},
    page::Answer,
    t,
    texts::Locale,
    ui::words::Word as _,
};

/// The event the address names and its form, if the actor runs it.
async fn own_form(ask: &Ask) -> Result<(EventView, OwnForm), Answer> {
    let event = own_event(ask).await?;
    let form = ask.house.forms.own_form(&ask.actor, event.id).await?.ok_or(Answer::NotFound)?;
    Ok((event, form))
}

/// What a refusal means for a page as a whole.
///
/// # Errors
/// When there is nothing left to show it for.
fn whole(l: Locale, refusal: &FormRefusal) -> Result<Problems, Gone> {
    Ok(Problems::whole(match refusal {
        FormRefusal::NotFound => return Err(Gone::NotFound),
        FormRefusal::Unavailable => return Err(Gone::Unavailable),
        FormRefusal::Forbidden => t!(l, manage.forbidden).to_owned(),
        FormRefusal::ChangedMeanwhile => t!(l, questions.changed_meanwhile).to_owned(),
        FormRefusal::NotNow(state) => t!(l, manage.cannot_now, state = state.word(l)),
        FormRefusal::Faults(faults) => faults.first().map_or("", |fault| said(l, *fault)).to_owned(),
    }))
}

/// What is wrong with a question, in words.
fn said(l: Locale, fault: QuestionFault) -> &'static str {
    match fault {
        QuestionFault::TooMany => t!(l, questions.fault_many),
        QuestionFault::Label => t!(l, questions.fault_label),
        QuestionFault::Help => t!(l, questions.fault_help),
        QuestionFault::Purpose => t!(l, questions.fault_purpose),
        QuestionFault::Options => t!(l, questions.fault_options),
        QuestionFault::Option => t!(l, questions.fault_option),
        QuestionFault::Range => t!(l, questions.fault_range),
        QuestionFault::Files => t!(l, questions.fault_files),
        QuestionFault::Megabytes => t!(l, questions.fault_megabytes),
        QuestionFault::Keeping => t!(l, questions.fault_keeping),
        QuestionFault::Condition => t!(l, questions.fault_condition),
        QuestionFault::Dependants => t!(l, questions.fault_dependants),
    }
}
