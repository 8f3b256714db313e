//! Calling dates of a booking off, or all of it: first what will happen, then the button. One mail, however many.

use domain::{
    access::{Act, may},
    booking::BookingRefusal,
    desk::{BookingView, OccurrenceView},
    id::OccurrenceId,
};
use leptos::prelude::*;

use super::{
    standing::{changeable, somebody_else, to_come},
    tell::refusal_text,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::{self, WhenTime},
        form::{Checkboxes, ErrorSummary, Form, Hidden, Submit, TextArea},
        rules,
    },
};

/// Says what will happen, and asks which dates, and why.
///
/// # Errors
/// When there is nothing to call off for this person, or the house cannot answer now.
pub async fn ask_cancel(ask: Ask) -> Answered {
    let booking = changeable(&ask).await?;
    let form = Form::new(ask.locale, Fields(vec![("date".to_owned(), ask.query.get("date").to_owned())]));
    Ok(page(&ask, booking, form).await?.into())
}

/// Calls them off.
///
/// # Errors
/// When there is nothing to call off for this person, or the house cannot answer now.
pub async fn cancel(ask: Ask) -> Answered {
    let booking = changeable(&ask).await?;
    let l = ask.locale;
    let version = ask.form.parse("version").unwrap_or(booking.version);
    let reason = ask.form.text("reason").unwrap_or_default();
    let some = ask.form.get("do") == "some";
    let dates: Vec<OccurrenceId> = ask.form.all("date").filter_map(|id| id.parse().ok()).filter(|_| some).collect();
    if some && dates.is_empty() {
        let problems = Problems::of("date", t!(l, series.problem_none_ticked));
        return Ok(page(&ask, booking, Form::refused(l, ask.form.clone(), problems)).await?.into());
    }
    match ask.house.bookings.cancel(&ask.actor, booking.id, version, &dates, reason).await {
        Ok(()) => Ok(Answer::Goto(format!("/bookings/{}?done=cancelled", booking.id))),
        Err(BookingRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => Ok(Answer::NotFound),
        Err(refusal) => {
            let problems = match refusal {
                BookingRefusal::Reason => Problems::of("reason", t!(l, bookings.problem_late)),
                refusal => Problems::whole(why(l, &refusal, &booking)),
            };
            Ok(page(&ask, booking, Form::refused(l, ask.form.clone(), problems)).await?.into())
        }
    }
}

/// A refusal in words; one by the rules names them, and whom to ask.
fn why(l: Locale, refusal: &BookingRefusal, booking: &BookingView) -> String {
    let BookingRefusal::Rules(verdict) = refusal else { return refusal_text(l, refusal).to_owned() };
    let contact = &booking.space.contact;
    let rules = verdict.broken.iter().map(|rule| rules::broken_rule(l, rule));
    let ask = t!(l, bookings.ask_contact, name = contact.name, email = contact.email);
    rules.chain([ask]).collect::<Vec<_>>().join(" ")
}

async fn page(ask: &Ask, booking: BookingView, form: Form) -> Result<Page, Answer> {
    let l = ask.locale;
    let invited = ask.house.people.people(&ask.actor, booking.id).await?.map_or(0, |people| people.invited.len());
    let dates: Vec<OccurrenceView> = to_come(&booking, ask.house.calendar.today()).into_iter().cloned().collect();
    let writes = somebody_else(ask.person(), &booking);
    let hours = booking.space.rules.cancellation.free_until_hours;
    let keeps = may(&ask.actor, Act::Keep(booking.space.space.premises())).is_ok();
    let terms = (keeps && hours > 0).then(|| dates::duration(l, u32::from(hours) * 60));
    let (title, status) = (form.title(t!(l, bookings.cancel_title)), form.status());
    let shown = Shown { booking, dates, writes, invited, terms, form };
    let body = move || view! { <CancelForm l=l shown=shown /> }.into_any();
    Ok(Page::new("bookings", title, body).with_status(status))
}

/// The page with everything it shows.
struct Shown {
    booking: BookingView,
    /// The dates that can still be called off.
    dates: Vec<OccurrenceView>,
    /// Who is written to, when it is somebody else.
    writes: Option<String>,
    /// How many people are invited: each of them is written to as well.
    invited: usize,
    /// How long before the start a keeper needs no reason yet, where there are such terms.
    terms: Option<String>,
    form: Form,
}

#[component]
fn CancelForm(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { booking, dates, writes, invited, terms, form } = shown;
    let path = l.href(&format!("/bookings/{}", booking.id));
    let space = booking.space.space.name.get(l.code()).to_owned();
    let several = dates.len() > 1;
    let when = if several {
        view! { ", " {t!(l, series.dates, count = dates.len())} }.into_any()
    } else {
        dates.first().map(|date| view! { ", " <WhenTime l=l when=date.when /> }).into_any()
    };
    let happens = match &writes {
        None => t!(l, bookings.cancel_happens).to_owned(),
        Some(name) => t!(l, bookings.cancel_happens_for, name = name),
    };
    let hint = if writes.is_none() { t!(l, bookings.reason_hint) } else { t!(l, bookings.reason_hint_for) };
    let hint = match terms {
        Some(hours) => format!("{hint} {}", t!(l, bookings.reason_hint_late, hours = hours)),
        None => hint.to_owned(),
    };
    let all = if several { t!(l, series.cancel_all) } else { t!(l, bookings.do_cancel) };
    let choose = several.then(|| {
        let options = dates.iter().map(|date| (date.id.to_string(), dates::when(l, &date.when))).collect();
        view! { <Checkboxes form=&form name="date" legend=t!(l, series.which_cancel) options=options /> }
    });
    view! {
        <div class="stack">
            <p class="crumb"><a href=path.clone()>{booking.title.clone()}</a></p>
            <h1>{t!(l, bookings.cancel_title)}</h1>
            <ErrorSummary form=&form />
            <p class="lead">{space}{when}</p>
            <p>{happens} {(invited > 0).then(|| t!(l, bookings.cancel_invited, count = invited)).map(|told| view! { " " {told} })}</p>
            <form class="form booking-cancel" method="post">
                // What was just shown is what is called off.
                <Hidden name="version" value=booking.version.to_string() />
                {choose}
                <TextArea form=&form name="reason" label=t!(l, bookings.reason) hint=hint rows=2 maxlength=1000u16 />
                <p class="buttons">
                    {several.then(|| view! { <Submit label=t!(l, series.cancel_some) look="danger" intent="some" /> })}
                    <Submit label=all look="danger" intent="all" />
                    <a class="button button--quiet" href=path>{t!(l, bookings.keep)}</a>
                </p>
            </form>
        </div>
    }
    .into_any()
}
