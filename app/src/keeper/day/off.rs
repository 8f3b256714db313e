//! Calling off several dates: what would happen and how many mails that is, a message, then the button.

use domain::{
    desk::{OffBooking, OffDate, OffPlan, OffRefusal, Staying, StayingDate},
    id::{BookingId, OccurrenceId},
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::{Fields, Problems},
    keeper::desk::DeskNav,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::WhenTime,
        form::{ErrorSummary, Form, Hidden, Submit, TextArea},
    },
};

/// The address of the page for some dates, with the way back to the days they were ticked on.
pub fn path(query: &Fields, dates: &[OccurrenceId]) -> String {
    let back = query.0.iter().filter(|(name, _)| ["date", "view", "site"].contains(&name.as_str())).cloned();
    let picked = dates.iter().map(|date| ("pick".to_owned(), date.to_string()));
    format!("/keeper/off?{}", Fields(back.chain(picked).collect()).encode())
}

/// Says what will happen, and asks for a message.
///
/// # Errors
/// When none of it is hers, or the house cannot answer now.
pub async fn ask_off(ask: Ask) -> Answered {
    let plan = plan(&ask).await?;
    Ok(page(&ask, plan, Form::new(ask.locale, Fields::default())).into())
}

/// Calls them off.
///
/// # Errors
/// When none of it is hers, or the house cannot answer now.
pub async fn call_off(ask: Ask) -> Answered {
    let l = ask.locale;
    let dates: Vec<OccurrenceId> = ask.form.all("pick").filter_map(|id| id.parse().ok()).collect();
    let seen: Vec<(BookingId, i32)> = ask.form.all("seen").filter_map(version).collect();
    let problems = match ask.house.days.call_off(&ask.actor, &dates, &seen, ask.form.get("message")).await {
        Ok(_) => {
            let count = seen.len().to_string();
            let query = back(&ask.query).with("done", "off").with("count", &count);
            return Ok(Answer::Goto(format!("/keeper?{}", query.encode())));
        }
        Err(OffRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(OffRefusal::Nothing) => return Ok(Answer::NotFound),
        Err(OffRefusal::Message) => Problems::of("message", t!(l, day.problem_message)),
        Err(OffRefusal::ChangedMeanwhile) => Problems::whole(t!(l, day.off_changed)),
    };
    let plan = plan(&ask).await?;
    Ok(page(&ask, plan, Form::refused(l, ask.form.clone(), problems)).into())
}

/// A booking and its version, as the form sends them.
fn version(text: &str) -> Option<(BookingId, i32)> {
    let (id, version) = text.split_once(' ')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

fn back(query: &Fields) -> Fields {
    Fields(query.0.iter().filter(|(name, _)| name != "pick").cloned().collect())
}

async fn plan(ask: &Ask) -> Result<OffPlan, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let dates: Vec<OccurrenceId> = ask.query.all("pick").filter_map(|id| id.parse().ok()).collect();
    let plan = ask.house.days.plan_off(&ask.actor, &dates).await?;
    if plan.bookings.is_empty() && plan.stays.is_empty() { Err(Answer::NotFound) } else { Ok(plan) }
}

fn page(ask: &Ask, plan: OffPlan, form: Form) -> Page {
    let l = ask.locale;
    let (title, status) = (form.title(t!(l, day.off_title)), form.status());
    let back = l.href(&format!("/keeper?{}", back(&ask.query).encode()));
    Page::new("keeper", title, move || view! { <Off l=l plan=plan form=form back=back /> }.into_any())
        .with_status(status)
}

#[component]
fn Off(l: Locale, plan: OffPlan, form: Form, back: String) -> impl IntoView {
    let (mails, dates) = (plan.mails(), plan.dates());
    let OffPlan { bookings, stays } = plan;
    let count = bookings.len();
    let seen = bookings.iter().map(|one| view! { <Hidden name="seen" value=format!("{} {}", one.id, one.version) /> });
    let seen = seen.collect_view();
    let picked = bookings.iter().flat_map(|one| &one.dates);
    let picked = picked.map(|date| view! { <Hidden name="pick" value=date.id.to_string() /> }).collect_view();
    let lines = bookings.into_iter().map(|one| view! { <Losing l=l booking=one /> }).collect_view();
    let mails = if mails == 0 { t!(l, day.off_mails_none).to_owned() } else { t!(l, day.off_mails, count = mails) };
    let goes = if count == 0 {
        view! {
            <p>{t!(l, day.off_nothing)}</p>
            <p><a class="button button--quiet" href=back>{t!(l, day.off_back)}</a></p>
        }
        .into_any()
    } else {
        view! {
            <section class="stack" aria-labelledby="goes">
                <h2 id="goes">{t!(l, day.off_dates, count = dates)}</h2>
                <ul class="rows">{lines}</ul>
            </section>
            <form class="form" method="post">
                {seen}
                {picked}
                <TextArea form=&form name="message" label=t!(l, day.off_message) hint=t!(l, day.off_message_hint) rows=3 required=true maxlength=1000u16 />
                <p class="notice notice--attention">{mails}</p>
                <p class="buttons">
                    <Submit label=t!(l, day.off_now) look="danger" />
                    <a class="button button--quiet" href=back>{t!(l, day.off_back)}</a>
                </p>
            </form>
        }
        .into_any()
    };
    view! {
        <div class="stack">
            <h1>{t!(l, day.off_title)}</h1>
            <DeskNav l=l here="/keeper" />
            <ErrorSummary form=&form />
            <Stays l=l stays=stays />
            {goes}
        </div>
    }
    .into_any()
}

/// A booking that loses dates.
#[component]
fn Losing(l: Locale, booking: OffBooking) -> impl IntoView {
    let href = l.href(&format!("/bookings/{}", booking.id));
    let (name, email) = booking.booker;
    let who = if name.is_empty() { email } else { name };
    let who = [booking.organisation, who].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let date = |date: OffDate| {
        view! { <li><WhenTime l=l when=date.when /> ", " {date.space.name.get(l.code()).to_owned()}</li> }
    };
    let dates = booking.dates.into_iter().map(date).collect_view();
    let silent = (booking.told == 0).then(|| view! { <p class="quiet">{t!(l, closures.nobody_told)}</p> });
    let late = booking.late.then(|| view! { <p class="quiet">{t!(l, day.off_late)}</p> });
    let rest = if booking.whole { t!(l, day.off_whole) } else { t!(l, day.off_part) };
    view! {
        <li class="rows__item">
            <h3 class="rows__title"><a href=href>{booking.title}</a></h3>
            <p>{who}</p>
            <ul class="plain">{dates}</ul>
            <p class="quiet">{rest}</p>
            {late}
            {silent}
        </li>
    }
    .into_any()
}

/// What stays although it was ticked, each with the reason. Nothing when nothing does.
#[component]
fn Stays(l: Locale, stays: Vec<StayingDate>) -> impl IntoView {
    let count = stays.len();
    let one = |date: StayingDate| {
        let (why, href) = match &date.why {
            Staying::OfEvent(slug) => (t!(l, day.off_of_event), format!("/events/{slug}")),
            Staying::Begun => (t!(l, day.off_begun), format!("/bookings/{}", date.booking)),
            Staying::NotNow => (t!(l, day.off_not_now), format!("/bookings/{}", date.booking)),
        };
        let space = date.space.name.get(l.code()).to_owned();
        view! {
            <li><a href=l.href(&href)>{date.title}</a> ", " <WhenTime l=l when=date.when /> ", " {space} ": " {why}</li>
        }
    };
    let stays = stays.into_iter().map(one).collect_view();
    (count > 0).then(|| {
        view! {
            <div class="notice">
                <p class="notice__title">{t!(l, day.off_stays, count = count)}</p>
                <ul>{stays}</ul>
            </div>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_names_the_dates_and_the_way_back() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let query = Fields(vec![field("date", "2027-03-09"), field("view", "week"), field("done", "here")]);
        let dates = ["00000000-0000-0000-0000-000000000007".parse().unwrap()];
        let path = path(&query, &dates);
        assert_eq!(path, "/keeper/off?date=2027-03-09&view=week&pick=00000000-0000-0000-0000-000000000007");
    }
}
