//! Mails to somebody who waits for a time that is taken.

use app::{
    t,
    ui::{self, dates, say::contact},
    waiting::say,
};
use domain::waiting::WaitState;
use store::{WaitingFacts, WaitingMail};

use super::{Draft, Fact, Letter, bookings::reply_to};

/// Something happened to a wish on the list. What is offered is one click from being booked.
pub(super) fn letter(draft: &Draft<'_>, facts: &WaitingFacts) -> Letter {
    let (l, wish) = (draft.locale, &facts.wish);
    let withdrawn = facts.withdrawn.as_ref();
    let space = withdrawn.map(|gone| &gone.space).or(wish.offer.as_ref().map(|offer| &offer.space));
    let space = space.unwrap_or(&wish.space);
    let name = space.name.get(l.code());
    let mut letter = match (facts.act, &wish.offer) {
        (WaitingMail::Offered, Some(offer)) => {
            let day = dates::date(l, offer.when.local.from.date());
            let subject = t!(l, waiting.mail_offered_subject, space = name, day = day);
            let path = say::booking_path(wish, offer);
            let mut letter =
                draft.letter(subject, t!(l, waiting.mail_offered_heading), t!(l, waiting.mail_offered_action), &path);
            letter.intro = vec![t!(l, waiting.mail_offered_intro, until = dates::moment(l, offer.until))];
            letter.after = vec![t!(l, waiting.mail_offered_after).to_owned()];
            letter
        }
        (WaitingMail::Lapsed, _) => {
            let subject = t!(l, waiting.mail_lapsed_subject, space = name);
            let heading = t!(l, waiting.mail_lapsed_heading);
            let mut letter = draft.letter(subject, heading, t!(l, waiting.mail_again), "/bookings/waiting");
            let stays = wish.state == WaitState::Waiting;
            let text = if stays { t!(l, waiting.mail_lapsed_stays) } else { t!(l, waiting.mail_lapsed_intro) };
            letter.intro = vec![text.to_owned()];
            letter
        }
        (WaitingMail::Withdrawn, _) => {
            let day = withdrawn.map(|gone| dates::date(l, gone.when.local.from.date())).unwrap_or_default();
            let subject = t!(l, waiting.mail_withdrawn_subject, space = name, day = day);
            let heading = t!(l, waiting.mail_withdrawn_heading);
            let mut letter = draft.letter(subject, heading, t!(l, waiting.mail_again), "/bookings/waiting");
            letter.intro = vec![t!(l, waiting.mail_withdrawn_intro).to_owned()];
            letter
        }
        (WaitingMail::Over | WaitingMail::Offered, _) => {
            let subject = t!(l, waiting.mail_over_subject, space = name);
            let heading = t!(l, waiting.mail_over_heading);
            let mut letter = draft.letter(subject, heading, t!(l, waiting.mail_find), "/find");
            letter.intro = vec![t!(l, waiting.mail_over_intro).to_owned()];
            letter
        }
    };
    let by = wish.asked_by.as_ref().filter(|name| !name.is_empty());
    letter.intro.extend(by.map(|name| t!(l, waiting.mail_for_you, name = name)));
    let when = withdrawn.map(|gone| gone.when).or(wish.offer.as_ref().map(|offer| offer.when));
    let when = when.map(|when| dates::when(l, &when)).unwrap_or_default();
    let until = wish.offer.as_ref().filter(|_| facts.act == WaitingMail::Offered);
    let until = until.map(|offer| dates::moment(l, offer.until)).unwrap_or_default();
    letter.facts = [
        Fact::new(t!(l, mail.fact_space), name),
        Fact::new(t!(l, mail.fact_when), when),
        Fact::new(t!(l, mail.fact_held_until), until),
        Fact::new(t!(l, mail.fact_where), format!("{}\n{}", space.site.name, draft.office.places.address(&space.site))),
        Fact::new(t!(l, waiting.fact_wish), say::times(l, &wish.wanted)),
        Fact::new(t!(l, mail.fact_people), wish.wanted.people.to_string()),
        Fact::new(t!(l, bookings.fact_along), ui::say::things(l, &wish.along)),
        Fact::new(t!(l, mail.fact_reason), withdrawn.map_or("", |gone| gone.reason.as_str())),
        Fact::new(t!(l, mail.fact_contact), contact(&facts.contact)),
    ]
    .into_iter()
    .flatten()
    .collect();
    facts.name.clone_into(&mut letter.name);
    letter.reply_to = reply_to(&facts.contact);
    letter
}
