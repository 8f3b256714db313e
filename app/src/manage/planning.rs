//! When a draft becomes public by itself.

use domain::{
    desk::EventView,
    event::{EventRefusal, Review},
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Field, Form, Hidden, Submit},
    },
};

/// Plans it, or takes it back.
///
/// # Errors
/// What is wrong with the day and the time; or what the desk said.
pub async fn plan(ask: &Ask, event: &EventView) -> Result<Result<(), EventRefusal>, Problems> {
    let l = ask.locale;
    let version = ask.form.parse("version").unwrap_or_default();
    let at = match ask.form.get("do") {
        "plan" => Some(moment(&ask.form).ok_or_else(|| Problems::of("publish_date", t!(l, copying.plan_wrong)))?),
        _ => None,
    };
    match ask.house.events.plan_publishing(&ask.actor, event.id, version, at).await {
        Err(EventRefusal::PublishingTime) => Err(Problems::of("publish_date", t!(l, copying.plan_past))),
        done => Ok(done),
    }
}

fn moment(fields: &Fields) -> Option<chrono::NaiveDateTime> {
    Some(fields.date("publish_date")?.and_time(fields.time("publish_time")?))
}

/// Beside the button that publishes at once.
#[component]
pub fn Planning(event: EventView, form: Form, l: Locale) -> impl IntoView {
    let version = event.version.to_string();
    if let Some(at) = event.publish_at {
        return view! {
            <form method="post" class="notice">
                <p class="notice__title">{t!(l, copying.planned, time = dates::moment(l, at))}</p>
                {(event.review != Review::Free).then(|| view! { <p>{t!(l, review.plan_after)}</p> })}
                <Hidden name="version" value=version/>
                <Submit label=t!(l, copying.unplan) intent="unplan" look="quiet"/>
            </form>
        }
        .into_any();
    }
    let wrong = form.problems().at("publish_date").is_some();
    view! {
        <details class="fold" open=wrong>
            <summary>{t!(l, copying.plan_title)}</summary>
            <p class="measure">{t!(l, copying.plan_lead)}</p>
            {(event.review != Review::Free).then(|| view! { <p class="measure">{t!(l, review.plan_after)}</p> })}
            <form method="post" class="form">
                <Hidden name="version" value=version/>
                <div class="fields">
                    <Field form=&form name="publish_date" kind="date" width="medium" label=t!(l, copying.plan_date) required=true/>
                    <Field form=&form name="publish_time" kind="time" width="short" label=t!(l, copying.plan_time) required=true/>
                </div>
                <Submit label=t!(l, copying.plan) intent="plan" look="quiet"/>
            </form>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_a_day_or_a_day_without_a_time_is_no_plan() {
        let typed = |day: &str, time: &str| {
            moment(&Fields(vec![("publish_date".into(), day.into()), ("publish_time".into(), time.into())]))
        };
        assert_eq!(
            typed("2027-03-01", "8:30"),
            chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap().and_hms_opt(8, 30, 0)
        );
        assert_eq!([typed("", "8:30"), typed("2027-03-01", ""), typed("", "")], [None; 3]);
    }
}
