//! The logo of an organisation.

use domain::{
    desk::{OrganisationRefusal, OrganisationView},
    picture::{LOGO_SIDE, PictureRef, Purpose},
};
use leptos::prelude::*;

use super::frame::{self, elsewhere, known};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered},
    t,
    texts::Locale,
    ui::{
        form::{FileField, Form, Submit},
        picture::{KINDS, Logo, refused},
    },
};

/// Shows it.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn logo(ask: Ask) -> Answered {
    let of = known(&ask).await?;
    show(&ask, of, Problems::default()).await
}

/// Takes a new one, or takes it away.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn change_logo(ask: Ask) -> Answered {
    let l = ask.locale;
    let of = known(&ask).await?;
    let (id, desk) = (of.organisation.id, &ask.house.organisations);
    let (done, outcome) = match ask.form.get("do") {
        "remove" => ("removed", desk.remove_logo(&ask.actor, id).await),
        _ => {
            let file = ask.upload().map(|file| file.bytes.to_vec()).unwrap_or_default();
            ("set", desk.set_logo(&ask.actor, id, file).await)
        }
    };
    let problem = match outcome {
        Ok(()) => return Ok(Answer::Goto(format!("{}/logo?done={done}", frame::path(id)))),
        Err(OrganisationRefusal::Picture(fault)) => refused(l, Purpose::Logo, fault),
        Err(refusal) => return Err(elsewhere(&refusal).unwrap_or(Answer::NotFound)),
    };
    show(&ask, of, Problems::of("logo", problem)).await
}

async fn show(ask: &Ask, of: OrganisationView, problems: Problems) -> Answered {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "set" => Some(t!(l, organisations.done_logo_set)),
        "removed" => Some(t!(l, organisations.done_logo_removed)),
        _ => None,
    };
    let (name, logo) = (of.organisation.name.clone(), of.logo.clone());
    let form = Form::refused(l, Fields::default(), problems);
    let draw = move |l, form| view! { <Sheet l=l form=form name=name logo=logo /> }.into_any();
    Ok(frame::page(ask, &of, t!(l, organisations.logo), done, form, draw).into())
}

#[component]
fn Sheet(l: Locale, form: Form, name: String, logo: Option<PictureRef>) -> impl IntoView {
    let hint = t!(l, organisations.logo_hint, most = Purpose::Logo.most_megabytes(), side = LOGO_SIDE);
    let standing = logo.map(|logo| {
        view! {
            <section class="stack" aria-labelledby="now">
                <h2 id="now">{t!(l, organisations.logo_now)}</h2>
                <p><Logo picture=logo name=name /></p>
                <form method="post">
                    <Submit label=t!(l, organisations.logo_remove) intent="remove" look="quiet" />
                </form>
            </section>
        }
    });
    view! {
        <p>{t!(l, organisations.logo_text)}</p>
        {standing}
        <form class="form" method="post" enctype="multipart/form-data">
            <FileField
                form=&form
                name="logo"
                label=t!(l, organisations.logo_file)
                hint=hint
                accept=KINDS
                required=true
            />
            <Submit label=t!(l, organisations.logo_upload) intent="upload" />
        </form>
    }
    .into_any()
}
