//! `/manage/events/{slug}/feedback/preview`: the mail and the form as those who came see them. It can be filled in and
//! not sent.

use domain::{
    desk::{EventView, OwnSurvey},
    survey::Stage,
    text::Localised,
};
use leptos::prelude::*;

use super::own_survey;
use crate::{
    ask::Ask,
    form::Fields,
    page::{Answered, Page},
    survey::{
        fields::QuestionList,
        frame::{Frame, frame},
    },
    t,
    texts::Locale,
    ui::{facts::Facts, form::Form, say},
};

/// Shows them.
pub async fn show(ask: Ask) -> Answered {
    let l = ask.locale;
    let (event, survey) = own_survey(&ask).await?;
    let title = t!(l, survey.preview_title);
    Ok(Page::new("manage", title, move || view! { <Preview event survey l/> }.into_any()).into())
}

#[component]
fn Preview(event: EventView, survey: OwnSurvey, l: Locale) -> impl IntoView {
    let back = l.href(&format!("/manage/events/{}/feedback", event.card.slug));
    let last_day = match survey.stage {
        Stage::Open(until) | Stage::Over(until) => Some((until - chrono::Duration::minutes(1)).date()),
        _ => None,
    };
    let mail = frame(l, &event.card, &event.contact, last_day);
    let form = Form::new(l, Fields::default()).open();
    view! {
        <div class="manage measure stack">
            <p class="crumb"><a href=back>{t!(l, survey.title)}</a></p>
            <h1>{t!(l, survey.preview_title)}</h1>
            <p class="lead">{t!(l, survey.preview_lead)}</p>
            <h2>{t!(l, survey.preview_mail)}</h2>
            <Mail mail l/>
            <h2>{t!(l, survey.preview_form)}</h2>
            <form class="form"><QuestionList form questions=survey.questions l/></form>
        </div>
    }
    .into_any()
}

#[component]
fn Mail(mail: Frame, l: Locale) -> impl IntoView {
    let Frame { subject, heading, intro, facts, action, after } = mail;
    let facts = facts.into_iter().map(|(word, said)| (word, said.into_any())).collect();
    let text = |lines: Vec<String>| say::paragraphs(l, &Localised::of(l.code(), lines.join("\n\n")));
    view! {
        <section class="letter stack" aria-labelledby="letter">
            <h3 id="letter" class="letter__subject">{subject}</h3>
            <p><strong>{heading}</strong></p>
            {text(intro)}
            <Facts facts/>
            <p><span class="letter__action">{action}</span></p>
            {text(after)}
        </section>
    }
    .into_any()
}
