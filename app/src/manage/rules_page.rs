//! `/manage/events/{slug}/rules`: what the organiser chooses for the registration.

use chrono::{NaiveDateTime, NaiveTime};
use domain::{
    desk::EventView,
    event::EventRefusal,
    registration::{MOST_ANSWER_DAYS, MOST_CHANGE_HOURS, RegistrationRules},
    reminder::Reminders,
};
use leptos::prelude::*;

use super::access::{own_event, whole};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Checkbox, ErrorSummary, Field, Form, Hidden, Submit},
    },
};

/// The form filled with what is stored.
pub async fn show(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let fields = fill(event.rules);
    Ok(draw(&ask, event, fields, Problems::default()))
}

/// Writes it down.
pub async fn send(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let version = ask.form.parse("version").unwrap_or_default();
    let rules = match read(ask.locale, &ask.form) {
        Ok(rules) => rules,
        Err(problems) => return Ok(draw(&ask, event, ask.form.clone(), problems)),
    };
    match ask.house.events.choose_rules(&ask.actor, event.id, version, rules).await {
        Ok(()) => Ok(Answer::Goto(format!("/manage/events/{}?saved=1", event.card.slug))),
        Err(EventRefusal::ChangedMeanwhile) => {
            let problems = Problems::whole(t!(ask.locale, manage.changed_act));
            let event = own_event(&ask).await?;
            Ok(draw(&ask, event, ask.form.clone(), problems))
        }
        Err(refusal) => {
            let problems = whole(ask.locale, &refusal)?;
            Ok(draw(&ask, event, ask.form.clone(), problems))
        }
    }
}

/// Reads the form; everything wrong is said at once.
fn read(l: Locale, fields: &Fields) -> Result<RegistrationRules, Problems> {
    let mut problems = Problems::default();
    let mut moment = |date: &'static str, time: &'static str, otherwise: NaiveTime| {
        let day = fields.date(date);
        if day.is_none() && (fields.text(date).is_some() || fields.text(time).is_some()) {
            problems.add(date, t!(l, seats.rules_day));
        }
        day.map(|day| day.and_time(fields.time(time).unwrap_or(otherwise)))
    };
    let opens = moment("opens_date", "opens_time", NaiveTime::MIN);
    let closes = moment("closes_date", "closes_time", LAST);
    let mut number = |name: &'static str, most: u16, wrong: &'static str| {
        let typed = fields.text(name)?;
        let number = typed.parse::<u16>().ok().filter(|number| (1..=most).contains(number));
        if number.is_none() {
            problems.add(name, wrong);
        }
        number
    };
    let change_hours = number("change_hours", MOST_CHANGE_HOURS, t!(l, seats.rules_hours));
    let minimum = number("minimum", u16::MAX, t!(l, seats.rules_number));
    let answer_days = number("answer_days", MOST_ANSWER_DAYS, t!(l, approval.rules_days_wrong));
    let passes_over = fields.ticked("passes_over");
    let reminders = Reminders { week: fields.ticked("remind_week"), day: fields.ticked("remind_day") };
    let rules = RegistrationRules { opens, closes, change_hours, minimum, passes_over, reminders, answer_days };
    if problems.is_empty() && !rules.make_sense() {
        problems.add("closes_date", t!(l, seats.rules_order));
    }
    if problems.is_empty() { Ok(rules) } else { Err(problems) }
}

/// A day without a time ends with its last minute.
const LAST: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 0) {
    Some(last) => last,
    None => NaiveTime::MIN,
};

fn fill(rules: RegistrationRules) -> Fields {
    let mut fields = Vec::new();
    let mut add = |name: &str, value: Option<String>| fields.extend(value.map(|value| (name.to_owned(), value)));
    let day = |at: NaiveDateTime| dates::iso_date(at.date());
    let time = |at: NaiveDateTime| dates::iso_time(at.time());
    add("opens_date", rules.opens.map(day));
    add("opens_time", rules.opens.map(time));
    add("closes_date", rules.closes.map(day));
    add("closes_time", rules.closes.map(time));
    add("change_hours", rules.change_hours.map(|hours| hours.to_string()));
    add("answer_days", rules.answer_days.map(|days| days.to_string()));
    add("minimum", rules.minimum.map(|minimum| minimum.to_string()));
    for (name, chosen) in
        [("passes_over", rules.passes_over), ("remind_week", rules.reminders.week), ("remind_day", rules.reminders.day)]
    {
        add(name, chosen.then(|| "yes".to_owned()));
    }
    Fields(fields)
}

fn draw(ask: &Ask, event: EventView, fields: Fields, problems: Problems) -> Answer {
    let l = ask.locale;
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(t!(l, seats.rules_title)), form.status());
    Page::new("manage", title, move || view! { <Rules event form l/> }.into_any()).with_status(status).into()
}

#[component]
fn Rules(event: EventView, form: Form, l: Locale) -> impl IntoView {
    view! {
        <div class="manage measure stack">
            <p class="crumb"><a href=l.href(&format!("/manage/events/{}", event.card.slug))>{t!(l, manage.back)}</a></p>
            <ErrorSummary form=&form/>
            <h1>{t!(l, seats.rules_title)}</h1>
            <form method="post" class="form manage__form">
                <Hidden name="version" value=event.version.to_string()/>
                <fieldset class="manage__group">
                    <legend>{t!(l, seats.rules_window)}</legend>
                    <p class="quiet">{t!(l, seats.rules_window_hint)}</p>
                    <div class="fields">
                        <Field form=&form name="opens_date" kind="date" width="medium" label=t!(l, seats.opens_date)/>
                        <Field form=&form name="opens_time" kind="time" width="short" label=t!(l, seats.opens_time)/>
                    </div>
                    <div class="fields">
                        <Field form=&form name="closes_date" kind="date" width="medium" label=t!(l, seats.closes_date)/>
                        <Field form=&form name="closes_time" kind="time" width="short" label=t!(l, seats.closes_time)/>
                    </div>
                </fieldset>
                <fieldset class="manage__group">
                    <legend>{t!(l, approval.rules_title)}</legend>
                    <Field
                        form=&form
                        name="answer_days"
                        kind="number"
                        width="short"
                        label=t!(l, approval.rules_days)
                        hint=t!(l, approval.rules_hint)
                        min="1"
                        max="60"
                    />
                </fieldset>
                <fieldset class="manage__group">
                    <legend>{t!(l, seats.rules_change)}</legend>
                    <Field
                        form=&form
                        name="change_hours"
                        kind="number"
                        width="short"
                        label=t!(l, seats.change_hours)
                        hint=t!(l, seats.change_hours_hint)
                        min="1"
                        max="720"
                    />
                </fieldset>
                <fieldset class="manage__group">
                    <legend>{t!(l, seats.rules_minimum)}</legend>
                    <Field
                        form=&form
                        name="minimum"
                        kind="number"
                        width="short"
                        label=t!(l, seats.minimum)
                        hint=t!(l, seats.minimum_hint)
                        min="1"
                    />
                </fieldset>
                <fieldset class="manage__group">
                    <legend>{t!(l, letters.rules_title)}</legend>
                    <p class="quiet">{t!(l, letters.rules_hint)}</p>
                    <Checkbox form=&form name="remind_week" label=t!(l, letters.rules_week)/>
                    <Checkbox form=&form name="remind_day" label=t!(l, letters.rules_day)/>
                </fieldset>
                <fieldset class="manage__group">
                    <legend>{t!(l, seats.rules_group)}</legend>
                    <Checkbox form=&form name="passes_over" label=t!(l, seats.passes_over) hint=t!(l, seats.passes_over_hint)/>
                </fieldset>
                <Submit label=t!(l, manage.save)/>
            </form>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_stored_comes_back_unchanged_through_the_form() {
        let at = |hour| chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap().and_hms_opt(hour, 30, 0);
        let rules = RegistrationRules {
            opens: at(8),
            closes: at(20),
            change_hours: Some(24),
            minimum: Some(8),
            passes_over: true,
            reminders: Reminders { week: true, day: false },
            answer_days: Some(3),
        };
        assert_eq!(read(Locale::De, &fill(rules)), Ok(rules));
        assert_eq!(read(Locale::De, &fill(RegistrationRules::default())), Ok(RegistrationRules::default()));
    }

    #[test]
    fn everything_wrong_is_said_at_once_and_a_day_lasts_until_its_end() {
        let wrong = typed(&[("opens_time", "8:00"), ("change_hours", "721"), ("minimum", "0")]);
        let problems = read(Locale::De, &wrong).unwrap_err();
        let fields: Vec<_> = problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
        assert_eq!(fields, ["opens_date", "change_hours", "minimum"]);
        let one_day = typed(&[("opens_date", "2027-03-01"), ("closes_date", "2027-03-01")]);
        let rules = read(Locale::De, &one_day).unwrap();
        assert_eq!((rules.closes.unwrap() - rules.opens.unwrap()).num_minutes(), 24 * 60 - 1);
        let backwards = typed(&[("opens_date", "2027-03-02"), ("closes_date", "2027-03-01")]);
        assert!(read(Locale::De, &backwards).unwrap_err().at("closes_date").is_some());
    }
}
