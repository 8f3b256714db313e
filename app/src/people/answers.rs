//! Who is invited to a booking and what they answered, where the booking is shown.

use domain::{
    desk::{BookingView, Invited, People},
    id::BookingId,
    invitation::Reply,
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    page::Answer,
    t,
    texts::Locale,
    ui::notice::{Notice, Tone},
};

/// The people of a booking as its page shows them.
pub struct Overview {
    people: People,
    /// For how many it is booked.
    booked_for: u16,
    id: BookingId,
}

/// The people of a booking; `None` for whoever may not invite, and for bookings of events.
///
/// # Errors
/// When the house cannot answer now.
pub async fn overview(ask: &Ask, booking: &BookingView) -> Result<Option<Overview>, Answer> {
    let people = ask.house.people.people(&ask.actor, booking.id).await?;
    let shown = people.filter(|people| people.open || !people.invited.is_empty());
    Ok(shown.map(|people| Overview { people, booked_for: booking.people, id: booking.id }))
}

/// The people of a booking, with the way to invite more.
#[component]
pub fn Answers(l: Locale, shown: Overview) -> impl IntoView {
    let Overview { people, booked_for, id } = shown;
    let People { invited, open } = people;
    let label = if invited.is_empty() { t!(l, people.to_invite) } else { t!(l, people.to_manage) };
    let href = l.href(&format!("/bookings/{id}/people"));
    let rows = invited.iter().map(|one| {
        let (name, reply) = (called(one).to_owned(), said(l, one));
        view! { <li class="people__person"><span>{name}</span> " " <span class="quiet">{reply}</span></li> }
    });
    let rows = rows.collect_view();
    let list = if invited.is_empty() {
        view! { <p class="quiet">{t!(l, people.nobody)}</p> }.into_any()
    } else {
        view! { <p>{counted(l, &invited)}</p> <ul class="plain people__list">{rows}</ul> }.into_any()
    };
    view! {
        <section class="people stack" aria-labelledby="people-heading">
            <h2 id="people-heading">{t!(l, people.heading)}</h2>
            {open.then(|| view! { <TooMany l=l coming=coming(&invited) booked_for=booked_for id=id /> })}
            {list}
            {open.then(|| view! { <p><a class="button button--quiet" href=href>{label}</a></p> })}
        </section>
    }
    .into_any()
}

/// How many are invited and have not declined.
pub(super) fn coming(invited: &[Invited]) -> usize {
    invited.iter().filter(|one| one.reply != Some(Reply::Declined)).count()
}

/// A word of warning where more may come than the booking is for.
#[component]
pub(super) fn TooMany(l: Locale, coming: usize, booked_for: u16, id: BookingId) -> impl IntoView {
    let href = l.href(&format!("/bookings/{id}/move"));
    (coming > usize::from(booked_for)).then(|| {
        view! {
            <Notice tone=Tone::Attention>
                <p>
                    {t!(l, people.too_many, invited = coming, people = booked_for)} " "
                    <a href=href>{t!(l, people.change_booking)}</a>
                </p>
            </Notice>
        }
    })
}

/// `3 Zusagen, 1 ohne Antwort`.
pub(super) fn counted(l: Locale, invited: &[Invited]) -> String {
    let of = |reply: Option<Reply>| invited.iter().filter(|one| one.reply == reply).count();
    let parts = [
        (of(Some(Reply::Accepted)), t!(l, people.count_accepted, count = of(Some(Reply::Accepted)))),
        (of(Some(Reply::Tentative)), t!(l, people.count_tentative, count = of(Some(Reply::Tentative)))),
        (of(None), t!(l, people.count_open, count = of(None))),
        (of(Some(Reply::Declined)), t!(l, people.count_declined, count = of(Some(Reply::Declined)))),
    ];
    parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect::<Vec<_>>().join(", ")
}

/// How she is called: her name, else her address.
pub(super) fn called(one: &Invited) -> &str {
    if one.name.is_empty() { &one.email } else { &one.name }
}

/// What she answered, in words.
pub(super) fn said(l: Locale, one: &Invited) -> String {
    let reply = match one.reply {
        None => t!(l, people.reply_none),
        Some(Reply::Accepted) => t!(l, people.reply_accepted),
        Some(Reply::Tentative) => t!(l, people.reply_tentative),
        Some(Reply::Declined) => t!(l, people.reply_declined),
    };
    if one.outdated { t!(l, people.reply_outdated, reply = reply) } else { reply.to_owned() }
}

#[cfg(test)]
mod tests {
    use domain::id::InvitationId;

    use super::*;

    fn one(reply: Option<Reply>, outdated: bool) -> Invited {
        let id = InvitationId(uuid::Uuid::nil());
        Invited { id, name: String::new(), email: "a@example.org".into(), reply, outdated }
    }

    #[test]
    fn answers_are_counted_and_kinds_without_any_left_out() {
        let invited = [one(Some(Reply::Accepted), false), one(None, false), one(None, false)];
        assert_eq!(counted(Locale::De, &invited), "1 Zusage, 2 ohne Antwort");
        assert_eq!(counted(Locale::En, &invited[1..]), "2 without an answer");
    }

    #[test]
    fn an_answer_to_what_was_changed_since_says_so() {
        let before = said(Locale::De, &one(Some(Reply::Declined), true));
        assert_eq!(before, "kommt nicht (Antwort vor der letzten Änderung)");
        assert_eq!(called(&one(None, false)), "a@example.org");
    }
}
