//! What personal data is still here, what for, and when it disappears by itself.

use domain::{
    desk::{Retention, RetentionRefusal, StillHere},
    privacy::{Ground, Holding, Kept},
};
use leptos::prelude::*;

use super::frame::{self, Framed};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::{Moment, iso_date, month_of},
        form::{Field, Submit},
        sure::Sure,
    },
};

/// Shows it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn retention(ask: Ask) -> Answered {
    show(&ask, None, Problems::default()).await
}

/// Says for how long it is kept who came to an event.
///
/// # Errors
/// When the house cannot answer now.
pub async fn keep(ask: Ask) -> Answered {
    let typed = ask.form.get("days");
    // What is no number is no number of days the house would take.
    let (days, told) = (ask.form.parse("days").unwrap_or_default(), ask.form.parse("told").unwrap_or_default());
    let outcome = ask.house.privacy.keep_attendees(&ask.actor, days, told).await;
    match outcome {
        Ok(()) => Ok(Answer::Goto("/admin/retention?done=days".to_owned())),
        Err(RetentionRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(RetentionRefusal::Forbidden) => Ok(frame::nothing(&ask)),
        Err(RetentionRefusal::Forgets(people)) => Ok(sure(ask.locale, days, people).into()),
        Err(RetentionRefusal::Days) => {
            let problems = Problems::of("days", t!(ask.locale, privacy.attendee_days_problem));
            show(&ask, Some(typed.to_owned()), problems).await
        }
    }
}

/// What a shorter time does at once, before it is done: nobody can take it back.
fn sure(l: Locale, days: u16, people: u64) -> Page {
    let sure = Sure {
        area: "admin",
        title: t!(l, privacy.attendee_days_sure_title).to_owned(),
        says: vec![t!(l, privacy.attendee_days_sure, count = people)],
        fields: vec![("days", days.to_string()), ("told", people.to_string())],
        yes: (t!(l, privacy.attendee_days_sure_do), "shorten"),
        no: (l.href("/admin/retention"), t!(l, privacy.attendee_days_leave)),
    };
    Page::from(sure).with_status(422)
}

async fn show(ask: &Ask, typed: Option<String>, problems: Problems) -> Answered {
    let l = ask.locale;
    let retention = ask.house.privacy.retention(&ask.actor).await?.ok_or_else(|| frame::nothing(ask))?;
    let done = (ask.query.get("done") == "days").then_some(t!(l, privacy.attendee_days_done));
    let days = typed.unwrap_or_else(|| retention.attendee_days.to_string());
    let fields = Fields(vec![("days".into(), days)]);
    let framed = Framed { done, problems, fields, ..Framed::new(l, t!(l, privacy.retention)) };
    let changes = frame::changes(ask);
    Ok(framed.around(l, move |form| {
        let form = changes.then(|| {
            view! {
                <form class="form" method="post">
                    <Field
                        form=&form
                        name="days"
                        label=t!(l, privacy.attendee_days)
                        hint=t!(l, privacy.attendee_days_hint)
                        kind="number"
                        width="short"
                        required=true
                        min="1"
                        max="730"
                    />
                    <Submit label=t!(l, privacy.attendee_days_save) look="quiet" />
                </form>
            }
        });
        view! {
            <p class="lead">{t!(l, privacy.retention_lead)}</p>
            <Table l=l retention=retention />
            {form}
        }
        .into_any()
    }))
}

#[component]
fn Table(l: Locale, retention: Retention) -> impl IntoView {
    let Retention { here, attendee_days, looked } = retention;
    let row = |still: StillHere| {
        let (name, purpose) = words(l, still.holding);
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{purpose}</td>
                <td>{ground(l, still.holding.ground())}</td>
                <td>{kept(l, still.holding.kept(), attendee_days)}</td>
                <td>{still.rows.to_string()}</td>
                <td>{still.oldest.map(|day| view! { <time datetime=iso_date(day)>{month_of(l, day)}</time> })}</td>
                <td>{still.forgotten.to_string()}</td>
            </tr>
        }
    };
    let looked = match looked {
        Some(at) => view! { {t!(l, privacy.retention_looked)} " " <Moment l=l at=at /> }.into_any(),
        None => view! { {t!(l, privacy.retention_never)} }.into_any(),
    };
    view! {
        <p class="quiet">{looked}</p>
        <div class="table-scroll" role="region" tabindex="0" aria-labelledby="retention-caption">
            <table class="table">
                <caption class="visually-hidden" id="retention-caption">{t!(l, privacy.retention)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, privacy.holding)}</th>
                        <th scope="col">{t!(l, privacy.purpose)}</th>
                        <th scope="col">{t!(l, privacy.ground)}</th>
                        <th scope="col">{t!(l, privacy.kept)}</th>
                        <th scope="col">{t!(l, privacy.rows)}</th>
                        <th scope="col">{t!(l, privacy.oldest)}</th>
                        <th scope="col">{t!(l, privacy.forgotten)}</th>
                    </tr>
                </thead>
                <tbody>{here.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What it is called, what it is kept for, and for how long.
pub(crate) fn words_of_holding(l: Locale, holding: Holding, days: u16) -> (&'static str, &'static str, String) {
    let (name, purpose) = words(l, holding);
    (name, purpose, kept(l, holding.kept(), days))
}

/// What it is called, and what it is kept for.
fn words(l: Locale, holding: Holding) -> (&'static str, &'static str) {
    match holding {
        Holding::Accounts => (t!(l, privacy.holding_accounts), t!(l, privacy.purpose_accounts)),
        Holding::Memberships => (t!(l, privacy.holding_memberships), t!(l, privacy.purpose_memberships)),
        Holding::Keepers => (t!(l, privacy.holding_keepers), t!(l, privacy.purpose_keepers)),
        Holding::Proofs => (t!(l, privacy.holding_proofs), t!(l, privacy.purpose_proofs)),
        Holding::Bills => (t!(l, privacy.holding_bills), t!(l, privacy.purpose_bills)),
        Holding::Groups => (t!(l, privacy.holding_groups), t!(l, privacy.purpose_groups)),
        Holding::Logins => (t!(l, privacy.holding_logins), t!(l, privacy.purpose_logins)),
        Holding::Passkeys => (t!(l, privacy.holding_passkeys), t!(l, privacy.purpose_passkeys)),
        Holding::Identities => (t!(l, privacy.holding_identities), t!(l, privacy.purpose_identities)),
        Holding::SignInLinks => (t!(l, privacy.holding_sign_in_links), t!(l, privacy.purpose_sign_in_links)),
        Holding::Bookings => (t!(l, privacy.holding_bookings), t!(l, privacy.purpose_bookings)),
        Holding::Holds => (t!(l, privacy.holding_holds), t!(l, privacy.purpose_holds)),
        Holding::Invitations => (t!(l, privacy.holding_invitations), t!(l, privacy.purpose_invitations)),
        Holding::Wishes => (t!(l, privacy.holding_wishes), t!(l, privacy.purpose_wishes)),
        Holding::Registrations => (t!(l, privacy.holding_registrations), t!(l, privacy.purpose_registrations)),
        Holding::Answers => (t!(l, privacy.holding_answers), t!(l, privacy.purpose_answers)),
        Holding::SurveyLinks => (t!(l, privacy.holding_survey_links), t!(l, privacy.purpose_survey_links)),
        Holding::SurveyAnswers => (t!(l, privacy.holding_survey_answers), t!(l, privacy.purpose_survey_answers)),
        Holding::Announcements => (t!(l, privacy.holding_announcements), t!(l, privacy.purpose_announcements)),
        Holding::Barriers => (t!(l, privacy.holding_barriers), t!(l, privacy.purpose_barriers)),
        Holding::Mails => (t!(l, privacy.holding_mails), t!(l, privacy.purpose_mails)),
        Holding::Trail => (t!(l, privacy.holding_trail), t!(l, privacy.purpose_trail)),
    }
}

fn ground(l: Locale, ground: Ground) -> &'static str {
    match ground {
        Ground::Consent => t!(l, privacy.ground_a),
        Ground::Contract => t!(l, privacy.ground_b),
        Ground::Interest => t!(l, privacy.ground_f),
    }
}

fn kept(l: Locale, kept: Kept, attendee_days: u16) -> String {
    match kept {
        Kept::Unused(days) => t!(l, privacy.kept_unused, count = days),
        Kept::Account => t!(l, privacy.kept_account).to_owned(),
        Kept::Days(days) => t!(l, privacy.kept_days, count = days),
        Kept::AfterEvent => t!(l, privacy.kept_event, count = attendee_days),
        Kept::ByQuestion => t!(l, privacy.kept_question, count = attendee_days),
        Kept::Announcement => t!(l, privacy.kept_announcement).to_owned(),
        Kept::UntilChanged => t!(l, privacy.kept_until_changed).to_owned(),
    }
}
