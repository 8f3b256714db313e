//! `/manage/events/{slug}/feedback`: whether and what those who came are asked, and what they said.

use domain::{
    desk::{EventView, OwnSurvey, SurveyChange},
    survey::SurveyRefusal,
};
use leptos::prelude::*;

use super::{
    fields::{self, Typed},
    own_survey,
    view::Feedback,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    ui::{form::Form, words::Word as _},
};

/// Shows it.
pub async fn show(ask: Ask) -> Answered {
    let (event, survey) = own_survey(&ask).await?;
    let typed = fields::fill(&survey.questions);
    Ok(draw(&ask, event, survey, typed, Problems::default()))
}

/// Switches it on or off, or asks something else.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let (event, survey) = own_survey(&ask).await?;
    let path = format!("/manage/events/{}/feedback", event.card.slug);
    let (on, writes, done) = match ask.form.get("do") {
        "on" => (true, true, "on"),
        "save" => (survey.on, true, "saved"),
        "off" => (false, true, "off"),
        // People were asked: there is nothing to write any more.
        "close" => (false, false, "off"),
        "again" => (true, false, "on"),
        _ => return Ok(Answer::Goto(path)),
    };
    let mut slots = Vec::new();
    let questions = if writes {
        match fields::read(l, &ask.form, &survey.questions) {
            Ok(Typed { questions, slots: of }) => {
                slots = of;
                Some(questions)
            }
            Err(problems) => return Ok(draw(&ask, event, survey, ask.form.clone(), problems)),
        }
    } else {
        None
    };
    let version = ask.form.parse("version").unwrap_or_default();
    let change = SurveyChange { on, questions };
    let problems = match ask.house.surveys.change_survey(&ask.actor, event.id, version, change).await {
        Ok(()) => return Ok(Answer::Goto(format!("{path}?done={done}"))),
        Err(SurveyRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(SurveyRefusal::Questions(faults)) => fields::problems(l, &ask.form, &slots, &faults),
        Err(SurveyRefusal::Forbidden) => Problems::whole(t!(l, manage.forbidden)),
        Err(SurveyRefusal::ChangedMeanwhile) => Problems::whole(t!(l, manage.changed_act)),
        Err(SurveyRefusal::NotNow(state)) => Problems::whole(t!(l, manage.cannot_now, state = state.word(l))),
        Err(SurveyRefusal::Asked) => Problems::whole(t!(l, survey.asked_already)),
        Err(SurveyRefusal::NotFound | SurveyRefusal::Over | SurveyRefusal::Answers(_)) => return Ok(Answer::NotFound),
    };
    // As it is now, with what she typed.
    let (event, survey) = own_survey(&ask).await?;
    let typed = if writes { ask.form.clone() } else { fields::fill(&survey.questions) };
    Ok(draw(&ask, event, survey, typed, problems))
}

fn draw(ask: &Ask, event: EventView, survey: OwnSurvey, typed: Fields, problems: Problems) -> Answer {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        _ if !problems.is_empty() => None,
        "on" => Some(t!(l, survey.done_on)),
        "off" => Some(t!(l, survey.done_off)),
        "saved" => Some(t!(l, survey.done_saved)),
        _ => None,
    };
    let form = Form::refused(l, typed, problems);
    let (title, status) = (form.title(t!(l, survey.title)), form.status());
    let page = Page::new("manage", title, move || view! { <Feedback event survey form done l/> }.into_any());
    page.with_status(status).into()
}
