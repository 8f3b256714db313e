//! The last look before something is closed: what becomes of everything under it, and how many mails that is.

use domain::{
    closing::Tally,
    desk::{ClosurePlan, Closures, Conflict, Fate, NewClosure},
    id::OccurrenceId,
    space::SpaceRef,
};
use leptos::prelude::*;

use super::view::{Dates, fate_text, offer_line, what};
use crate::{
    form::Fields,
    keeper::desk::DeskNav,
    t,
    texts::Locale,
    ui::{
        dates::WhenTime,
        form::{Hidden, Submit},
        words,
    },
};

/// A closure of which everything is decided.
pub struct Meant {
    /// The closure.
    pub new: NewClosure,
    /// What lies under it.
    pub plan: ClosurePlan,
    /// What becomes of that.
    pub fates: Vec<(OccurrenceId, Fate)>,
}

/// Says what will happen, and asks once more. `fields`: everything the form sends.
#[component]
pub fn Confirm(l: Locale, closures: Closures, fields: Fields, meant: Meant) -> impl IntoView {
    let Meant { new, plan, fates } = meant;
    let tally = plan.tally(&fates);
    let here = |space: &SpaceRef| new.spaces.contains(&space.slug);
    let spaces: Vec<SpaceRef> = closures.spaces.into_iter().filter(here).collect();
    let message = new.message.trim().to_owned();
    let fate = |date: OccurrenceId| fates.iter().find(|(other, _)| *other == date).map(|(_, fate)| *fate);
    let dates = plan.conflicts.into_iter().filter_map(|conflict| {
        let fate = fate(conflict.occurrence)?;
        Some(view! { <Happens l=l conflict=conflict fate=fate /> })
    });
    let dates = dates.collect_view();
    let offers = plan.offers.iter().map(|offer| {
        view! { <li><p>{offer_line(l, offer)}</p> <p><strong>{t!(l, closures.withdrawn)}</strong></p></li> }
    });
    let offers = offers.collect_view();
    let sent = fields.0.into_iter().map(|(name, value)| view! { <Hidden name=name value=value /> }).collect_view();
    view! {
        <div class="stack">
            <h1>{t!(l, closures.confirm_title)}</h1>
            <DeskNav l=l here="/keeper/closures" />
            <p class="lead">{closures.site.name}</p>
            <dl class="facts">
                <div><dt>{t!(l, closures.reason)}</dt><dd>{new.reason}</dd></div>
                <div><dt>{t!(l, closures.what)}</dt><dd>{what(l, &spaces)}</dd></div>
                <div><dt>{t!(l, closures.when)}</dt><dd><Dates l=l dates=plan.dates /></dd></div>
                <div><dt>{t!(l, closures.under_it)}</dt><dd>{sum(l, tally)}</dd></div>
                {(!message.is_empty()).then(|| {
                    view! { <div><dt>{t!(l, closures.message)}</dt><dd class="booking-note">{message}</dd></div> }
                })}
            </dl>
            <section class="stack" aria-labelledby="happens">
                <h2 id="happens">{t!(l, closures.happens)}</h2>
                <ul class="plain stack closure__happens">{dates} {offers}</ul>
            </section>
            <p class="notice notice--attention">{mails(l, tally)}</p>
            <form class="form" method="post">
                {sent}
                <p class="buttons">
                    <Submit label=t!(l, closures.close_so) intent="confirm" look="danger" />
                    <Submit label=t!(l, closures.back) intent="look" look="quiet" />
                </p>
            </form>
        </div>
    }
    .into_any()
}

#[component]
fn Happens(l: Locale, conflict: Conflict, fate: Fate) -> impl IntoView {
    let space = conflict.space.name.get(l.code()).to_owned();
    let title =
        if conflict.asked { t!(l, closures.request_of, title = conflict.title) } else { conflict.title.clone() };
    let silent = match fate {
        Fate::Keep => conflict.is_told_to_stay() && !conflict.reached,
        Fate::Cancel | Fate::Decline | Fate::Move(_) => conflict.told == 0,
    };
    view! {
        <li>
            <p>{title} ", " {conflict.organisation.clone()} ", " {space} ", " <WhenTime l=l when=conflict.when /></p>
            <p><strong>{fate_text(l, &conflict, fate)}</strong></p>
            {silent.then(|| view! { <p class="quiet">{t!(l, closures.nobody_told)}</p> })}
        </li>
    }
}

/// What becomes of everything, in numbers.
fn sum(l: Locale, tally: Tally) -> String {
    let Tally { kept, cancelled, declined, moved, withdrawn, mails: _ } = tally;
    let parts = [
        (kept > 0).then(|| t!(l, closures.sum_kept, count = kept)),
        (cancelled > 0).then(|| t!(l, closures.sum_cancelled, count = cancelled)),
        (declined > 0).then(|| t!(l, closures.sum_declined, count = declined)),
        (moved > 0).then(|| t!(l, closures.sum_moved, count = moved)),
        (withdrawn > 0).then(|| t!(l, closures.sum_withdrawn, count = withdrawn)),
    ];
    words::list(l, &parts.into_iter().flatten().collect::<Vec<_>>())
}

/// How many mails it will be.
fn mails(l: Locale, tally: Tally) -> String {
    if tally.mails == 0 { t!(l, closures.mails_none).to_owned() } else { t!(l, closures.mails, count = tally.mails) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_is_said_in_numbers_and_mails_are_counted() {
        let tally = Tally { cancelled: 2, declined: 1, withdrawn: 1, mails: 4, ..Tally::default() };
        let expected = "2 Termine werden abgesagt, eine Anfrage wird abgelehnt und ein Angebot wird zurückgenommen";
        assert_eq!(sum(Locale::De, tally), expected);
        assert!(mails(Locale::De, tally).starts_with("4 Mails gehen hinaus."));
        assert!(mails(Locale::De, Tally { kept: 1, ..Tally::default() }).starts_with("Es geht keine Mail hinaus."));
    }
}
