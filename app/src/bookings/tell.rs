//! A verdict in words: what the page shows, and what the browser is told while somebody is still choosing.

use domain::{
    access::{Actor, Person},
    booking::BookingRefusal,
    desk::{LocalWish, SpaceView},
    id::BookingId,
    rules::{Alternative, BrokenRule, Verdict},
    slot::LocalSpan,
};

use super::wish;
use crate::{
    form::Fields,
    islands::{Link, Mood, Reason, Told, Way},
    t,
    texts::Locale,
    ui::{dates, rules},
};

/// Who is told, and about what.
#[derive(Clone)]
pub struct Teller {
    /// The language.
    pub l: Locale,
    /// Who wishes.
    pub actor: Actor,
    /// The booking that is moved.
    pub moves: Option<BookingId>,
    /// The space that is wished for.
    pub space: Option<SpaceView>,
}

impl Teller {
    /// Where the form stands, without its language.
    fn path(&self, fields: &Fields) -> String {
        let path = self.moves.map_or_else(|| "/bookings/new".to_owned(), |id| format!("/bookings/{id}/move"));
        format!("{path}?{}", fields.encode())
    }

    /// Before anything can be judged.
    #[must_use]
    pub fn nothing_yet(&self) -> Told {
        Told { headline: t!(self.l, bookings.verdict_open).to_owned(), ..Told::default() }
    }

    /// What the house says to a wish.
    #[must_use]
    pub fn verdict(&self, wish: &LocalWish, verdict: &Verdict) -> Told {
        if verdict.is_free() { self.free(wish) } else { self.refused(wish, verdict) }
    }

    /// Why a wish was refused.
    #[must_use]
    pub fn refusal(&self, wish: &LocalWish, refusal: &BookingRefusal) -> Told {
        let text = match refusal {
            BookingRefusal::Rules(verdict) => return self.verdict(wish, verdict),
            refusal => refusal_text(self.l, refusal),
        };
        let reason = Reason { text: text.to_owned(), ..Reason::default() };
        Told {
            mood: Mood::Refused,
            headline: t!(self.l, bookings.verdict_refused).to_owned(),
            facts: self.facts(wish),
            reasons: vec![reason],
            ..Told::default()
        }
    }

    fn free(&self, wish: &LocalWish) -> Told {
        let sign_in = || {
            let back = Fields(vec![("goto".into(), self.path(&wish::fields(wish)))]);
            Link {
                href: self.l.href(&format!("/sign-in?{}", back.encode())),
                text: t!(self.l, bookings.sign_in_to_book).to_owned(),
            }
        };
        Told {
            mood: Mood::Free,
            headline: t!(self.l, bookings.verdict_free).to_owned(),
            facts: self.facts(wish),
            next: self.actor.person().is_none().then(sign_in),
            ..Told::default()
        }
    }

    fn refused(&self, wish: &LocalWish, verdict: &Verdict) -> Told {
        let l = self.l;
        let taken = verdict.broken.iter().any(|rule| matches!(rule, BrokenRule::Taken { .. }));
        let headline = if taken { t!(l, bookings.verdict_taken) } else { t!(l, bookings.verdict_refused) };
        let ways: Vec<Way> = verdict.alternatives.iter().map(|way| self.way(wish, way)).collect();
        Told {
            mood: Mood::Refused,
            headline: headline.to_owned(),
            facts: self.facts(wish),
            reasons: verdict.broken.iter().map(|rule| self.reason(rule)).collect(),
            ways_title: t!(l, bookings.ways).to_owned(),
            ways,
            next: None,
        }
    }

    fn reason(&self, rule: &BrokenRule) -> Reason {
        let l = self.l;
        let link = match rule {
            BrokenRule::NoOrganisation if self.actor.person().is_some_and(|person| !person.memberships.is_empty()) => {
                Some(Link { href: l.href("/account"), text: t!(l, bookings.choose_organisation).to_owned() })
            }
            BrokenRule::NoOrganisation => Some(Link {
                href: l.href("/account/organisation"),
                text: t!(l, bookings.found_organisation).to_owned(),
            }),
            _ => None,
        };
        // Who founds an organisation needs nobody's leave to begin.
        let lifter = if link.is_some() { None } else { rules::lifter(l, rule.lifted_by()) };
        Reason { text: rules::broken_rule(l, rule), lifter: lifter.map(str::to_owned), link }
    }

    fn way(&self, wish: &LocalWish, way: &Alternative) -> Way {
        let l = self.l;
        let local = way.when.local;
        let same_space = way.space.slug == wish.space;
        let same_time = local == LocalSpan::on(wish.date, wish.from, wish.until);
        let space = t!(l, bookings.space_at, space = way.space.name.get(l.code()), site = way.space.site.name);
        let text = match (same_space, same_time) {
            (true, _) => dates::span(l, local),
            (false, true) => space,
            (false, false) => t!(l, bookings.space_when, space = space, when = dates::span(l, local)),
        };
        let fields = wish::with_way(&wish::fields(wish), way);
        Way { text, href: l.href(&self.path(&fields)), take: wish::take(way) }
    }

    /// What would be booked, as it is read before one does.
    fn facts(&self, wish: &LocalWish) -> Vec<(String, String)> {
        let l = self.l;
        let fact = |name: &str, value: String| (name.to_owned(), value);
        let mut facts = Vec::new();
        if let Some(space) = self.space.as_ref().filter(|space| space.space.slug == wish.space) {
            let site = &space.space.site;
            facts.push(fact(t!(l, bookings.fact_what), space.space.name.get(l.code()).to_owned()));
            facts.push(fact(t!(l, bookings.fact_where), place(l, &site.name, &site.town)));
        }
        let span = LocalSpan::on(wish.date, wish.from, wish.until);
        facts.push(fact(t!(l, bookings.fact_when), dates::span(l, span)));
        if let Some(acting) = self.actor.person().and_then(Person::acting).filter(|_| self.moves.is_none()) {
            facts.push(fact(t!(l, bookings.fact_for), acting.organisation.name.clone()));
        }
        facts
    }
}

/// A site and its town, which many a site has in its name already.
#[must_use]
pub fn place(l: Locale, site: &str, town: &str) -> String {
    if site.contains(town) { site.to_owned() } else { t!(l, bookings.site_town, site = site, town = town) }
}

/// A refusal that is about no rule, in a sentence.
#[must_use]
pub fn refusal_text(l: Locale, refusal: &BookingRefusal) -> &'static str {
    match refusal {
        BookingRefusal::Rules(_) => t!(l, bookings.verdict_refused),
        BookingRefusal::NotFound => t!(l, bookings.refused_not_found),
        BookingRefusal::Forbidden => t!(l, bookings.refused_forbidden),
        BookingRefusal::ChangedMeanwhile => t!(l, bookings.refused_changed),
        BookingRefusal::NotNow(_) => t!(l, bookings.refused_not_now),
        BookingRefusal::Title => t!(l, bookings.problem_title),
        BookingRefusal::NoSuchTime => t!(l, bookings.refused_no_such_time),
        BookingRefusal::Unavailable => t!(l, bookings.refused_unavailable),
    }
}

#[cfg(test)]
mod tests;
