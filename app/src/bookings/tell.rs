//! A verdict in words: what the page shows, and what the browser is told while somebody is still choosing.

use std::borrow::Cow;

use chrono::NaiveTime;
use domain::{
    access::{Act, Actor, Person, may},
    booking::BookingRefusal,
    desk::{BusyWhat, LocalWish, Moving, SpaceView},
    recurrence::Repeat,
    rules::{Admission, Alternative, BrokenRule, Lesson, Lifter, Verdict},
    space::Equipment,
    text::Localised,
};

use super::{
    plan::{self, Kind, Plan},
    say as said, wish,
};
use crate::{
    form::{Fields, Problems},
    islands::{Link, Mood, Reason, Told, Way},
    t,
    texts::Locale,
    ui::{dates, rules, say},
    waiting,
};

/// Who is told, and about what.
#[derive(Clone)]
pub struct Teller {
    /// The language.
    pub l: Locale,
    /// Who wishes.
    pub actor: Actor,
    /// The booking that is moved, or gets one date more.
    pub moves: Option<Moving>,
    /// The space that is wished for.
    pub space: Option<SpaceView>,
}

impl Teller {
    /// Where the form stands, without its language.
    fn path(&self, fields: &Fields) -> String {
        let path = match self.moves {
            None => "/bookings/new".to_owned(),
            Some(Moving { booking, dates: None }) => format!("/bookings/{booking}/add"),
            Some(Moving { booking, dates: Some(_) }) => format!("/bookings/{booking}/move"),
        };
        format!("{path}?{}", fields.encode())
    }

    /// Before anything can be judged: what was typed and cannot be read is named, what is missing is not yet.
    #[must_use]
    pub fn nothing_yet(&self, typed: &Fields, problems: &Problems) -> Told {
        let wrong = |(field, text): &(Option<Cow<'static, str>>, String)| {
            field
                .as_deref()
                .is_some_and(|field| typed.text(field).is_some())
                .then(|| Reason { text: text.clone(), ..Reason::default() })
        };
        let reasons: Vec<Reason> = problems.0.iter().filter_map(wrong).collect();
        let (mood, headline) = if reasons.is_empty() {
            (Mood::Open, t!(self.l, bookings.verdict_open))
        } else {
            (Mood::Refused, t!(self.l, bookings.verdict_refused))
        };
        Told { mood, headline: headline.to_owned(), reasons, ..Told::default() }
    }

    /// While a repetition is being described: the list of dates says how each stands.
    #[must_use]
    pub fn see_the_dates(&self) -> Told {
        Told { headline: t!(self.l, series.verdict_open).to_owned(), ..Told::default() }
    }

    /// What the house says to a series; its dates are listed elsewhere. `fields`: the form it came from.
    #[must_use]
    pub fn series(&self, wish: &LocalWish, repeat: &Repeat, plan: &Plan, fields: &Fields) -> Told {
        let l = self.l;
        let mut facts = self.facts(wish);
        facts.push((t!(l, series.fact_repeat).to_owned(), said::repeat(l, repeat, wish.date)));
        let next = (plan.bookable() && self.actor.person().is_none()).then(|| self.sign_in(fields));
        Told { facts, next, ..self.dates(plan) }
    }

    /// What the house says to a change of several dates.
    #[must_use]
    pub fn change(&self, wish: &LocalWish, plan: &Plan) -> Told {
        Told { facts: self.facts(wish), ..self.dates(plan) }
    }

    /// What the house says to some dates together.
    fn dates(&self, plan: &Plan) -> Told {
        let l = self.l;
        let (mood, headline) = match (plan.bookable(), plan.asks) {
            (false, _) if self.keeps() && plan.liftable() => (Mood::Lift, t!(l, bookings.verdict_lift)),
            (false, _) => (Mood::Refused, t!(l, series.verdict_refused)),
            (true, false) => (Mood::Free, t!(l, series.verdict_free)),
            (true, true) => (Mood::Ask, t!(l, series.verdict_ask)),
        };
        let mut reasons: Vec<Reason> = plan.common.iter().map(|rule| self.reason(rule, plan.lifter(rule))).collect();
        reasons.push(Reason { text: plan.summary(l), ..Reason::default() });
        reasons.extend((mood == Mood::Ask).then(|| self.keeper_agrees()));
        Told { mood, headline: headline.to_owned(), reasons, ..Told::default() }
    }

    /// That for dates that are taken there is nothing like it.
    #[must_use]
    pub fn none_like_it(&self, plan: &Plan) -> Option<Reason> {
        let count = plan.count(Kind::Taken);
        let text = t!(self.l, series.none_like_it, count = count);
        (count > 0).then(|| Reason { text, ..Reason::default() })
    }

    fn keeper_agrees(&self) -> Reason {
        Reason { text: t!(self.l, bookings.keeper_agrees).to_owned(), ..Reason::default() }
    }

    /// A time the clocks skip is said as it is read.
    fn read_as(&self, verdict: &Verdict) -> Option<Reason> {
        let local = verdict.read_as?;
        let text = t!(self.l, bookings.read_as, when = dates::span(self.l, local));
        Some(Reason { text, ..Reason::default() })
    }

    fn sign_in(&self, fields: &Fields) -> Link {
        let back = Fields(vec![("goto".into(), self.path(fields))]);
        let href = self.l.href(&format!("/sign-in?{}", back.encode()));
        Link { href, text: t!(self.l, bookings.sign_in_to_book).to_owned() }
    }

    /// What the house says to a wish.
    #[must_use]
    pub fn verdict(&self, wish: &LocalWish, verdict: &Verdict) -> Told {
        if verdict.is_free() { self.free(wish, verdict) } else { self.refused(wish, verdict) }
    }

    /// True for a keeper of the space.
    #[must_use]
    pub fn keeps(&self) -> bool {
        let keeps = |space: &SpaceView| may(&self.actor, Act::Keep(space.space.premises())).is_ok();
        self.space.as_ref().is_some_and(keeps)
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

    fn free(&self, wish: &LocalWish, verdict: &Verdict) -> Told {
        let (mood, headline) = match verdict.admission {
            Admission::AtOnce => (Mood::Free, t!(self.l, bookings.verdict_free)),
            Admission::Ask => (Mood::Ask, t!(self.l, bookings.verdict_ask)),
        };
        Told {
            mood,
            headline: headline.to_owned(),
            facts: self.facts(wish),
            reasons: self
                .read_as(verdict)
                .into_iter()
                .chain((mood == Mood::Ask).then(|| self.keeper_agrees()))
                .collect(),
            next: self.actor.person().is_none().then(|| self.sign_in(&wish::fields(wish))),
            ..Told::default()
        }
    }

    fn refused(&self, wish: &LocalWish, verdict: &Verdict) -> Told {
        let l = self.l;
        let taken = verdict.broken.iter().any(|rule| matches!(rule, BrokenRule::Taken { .. }));
        let held = verdict.broken.iter().any(|rule| matches!(rule, BrokenRule::Held { .. }));
        let (mood, headline) = match (taken, held) {
            _ if self.keeps() && verdict.liftable_by(Lifter::Keeper) => (Mood::Lift, t!(l, bookings.verdict_lift)),
            (true, _) => (Mood::Refused, t!(l, bookings.verdict_taken)),
            (false, true) => (Mood::Refused, t!(l, bookings.verdict_held)),
            (false, false) => (Mood::Refused, t!(l, bookings.verdict_refused)),
        };
        let broken = verdict.broken.iter().map(|rule| self.with_lessons(rule, verdict));
        Told {
            mood,
            headline: headline.to_owned(),
            facts: self.facts(wish),
            reasons: self.read_as(verdict).into_iter().chain(broken).chain(self.known(verdict)).collect(),
            ways_title: t!(l, bookings.ways).to_owned(),
            ways: self.ways(wish, verdict),
            next: self.wait(wish, verdict).filter(|_| mood == Mood::Refused),
        }
    }

    /// What takes the time, where she may know it: her own booking, perhaps.
    fn known(&self, verdict: &Verdict) -> Option<Reason> {
        let what = plan::known(self.l, &verdict.in_the_way)?;
        let link = verdict.in_the_way.iter().find_map(|what| match what {
            BusyWhat::Booking { id, .. } => Some(Link {
                href: self.l.href(&format!("/bookings/{id}")),
                text: t!(self.l, bookings.to_what_is_there).to_owned(),
            }),
            _ => None,
        });
        let text = t!(self.l, bookings.what_is_there, what = what);
        Some(Reason { text, link, ..Reason::default() })
    }

    /// A reason, with where one can prove what is lacking.
    fn with_lessons(&self, rule: &BrokenRule, verdict: &Verdict) -> Reason {
        let l = self.l;
        let lessons = proving(l, rule, &verdict.lessons);
        let title = if lessons.is_empty() { "" } else { t!(l, door.lessons) };
        Reason { lessons_title: title.to_owned(), lessons, ..self.reason(rule, verdict.lifter(rule)) }
    }

    /// The waiting list, where nothing but its time being taken is against a wish.
    fn wait(&self, wish: &LocalWish, verdict: &Verdict) -> Option<Link> {
        let passes = |rule: &BrokenRule| {
            match rule {
                BrokenRule::Taken { .. } | BrokenRule::Held { .. } | BrokenRule::Closure { .. } => true,
                // What is away comes back; what is not there does not.
                BrokenRule::EquipmentShort { wanted, count, .. } => wanted <= count,
                _ => false,
            }
        };
        let waits = self.moves.is_none() && verdict.broken.iter().all(passes);
        waits.then(|| Link { href: self.l.href(&waiting::of_wish(wish)), text: t!(self.l, waiting.join).to_owned() })
    }

    fn reason(&self, rule: &BrokenRule, lifter: Lifter) -> Reason {
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
        // Who founds an organisation needs nobody's leave to begin, who keeps the space needs none at all.
        let asks = link.is_none() && !(self.keeps() && lifter == Lifter::Keeper);
        let link = link.or_else(|| self.contact().filter(|_| asks && lifter == Lifter::Keeper));
        let lifter = rules::lifter(l, lifter).filter(|_| asks);
        let mut text = rules::broken_rule(l, rule);
        if matches!(rule, BrokenRule::TooManyPeople { .. }) && self.space.as_ref().is_some_and(|space| space.pool) {
            text = format!("{text} {}", t!(l, bookings.take_more_units, field = t!(l, bookings.units)));
        }
        Reason { text, lifter: lifter.map(str::to_owned), link, ..Reason::default() }
    }

    /// Whom to ask for an exception.
    fn contact(&self) -> Option<Link> {
        let contact = &self.space.as_ref()?.contact;
        let text = if contact.name.is_empty() { &contact.email } else { &contact.name };
        (!contact.email.is_empty()).then(|| Link { href: format!("mailto:{}", contact.email), text: text.clone() })
    }

    /// What would work instead, each as the form of a booking.
    #[must_use]
    pub fn ways(&self, wish: &LocalWish, verdict: &Verdict) -> Vec<Way> {
        verdict.alternatives.iter().map(|way| self.way(wish, way)).collect()
    }

    fn way(&self, wish: &LocalWish, way: &Alternative) -> Way {
        let l = self.l;
        let local = way.when.local;
        let same_space = way.space.slug == wish.space;
        let same_time = local == wish.span();
        let space = t!(l, bookings.space_at, space = way.space.name.get(l.code()), site = way.space.site.name);
        let text = match (same_space, same_time) {
            (true, _) => dates::span(l, local),
            (false, true) => space,
            (false, false) => t!(l, bookings.space_when, space = space, when = dates::span(l, local)),
        };
        let fields = wish::with_way(&wish::fields(wish), way);
        Way { text, href: l.href(&self.path(&fields)), take: wish::take(way) }
    }

    /// What is taken along, by the names it has in this house.
    fn along(&self, wish: &LocalWish) -> String {
        let thing = |(key, count): (&String, &u16)| {
            let known = self.space.as_ref().and_then(|space| space.along.iter().find(|thing| thing.key == *key));
            let name = known.map_or_else(|| Localised::of("de", key), |thing| thing.name.clone());
            Equipment { key: key.clone(), name, count: *count }
        };
        say::things(self.l, &wish.along.iter().map(thing).collect::<Vec<_>>())
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
        facts.push(fact(t!(l, bookings.fact_when), dates::span(l, wish.span())));
        if wish.last.is_none() && wish.until <= wish.from && wish.until != NaiveTime::MIN {
            facts.push(fact(t!(l, bookings.fact_end), t!(l, bookings.next_day).to_owned()));
        }
        if !wish.along.is_empty() {
            facts.push(fact(t!(l, bookings.fact_along), self.along(wish)));
        }
        let until = self.space.as_ref().and_then(|space| said::cancel_until(l, &space.rules));
        facts.extend(until.map(|until| fact(t!(l, bookings.fact_cancel), until)));
        let acting = self.actor.person().and_then(Person::acting).filter(|_| self.moves.is_none());
        let named = wish.behalf.as_ref().map(|behalf| behalf.organisation.as_str()).filter(|name| !name.is_empty());
        if let Some(name) = named.or(acting.map(|acting| acting.organisation.name.as_str())) {
            facts.push(fact(t!(l, bookings.fact_for), name.to_owned()));
        }
        if let Some(behalf) = wish.behalf.as_ref().filter(|behalf| !behalf.contact.is_empty()) {
            facts.push(fact(t!(l, bookings.fact_contact), behalf.contact.clone()));
        }
        facts
    }
}

/// Where one can prove what a rule says is lacking.
#[must_use]
pub fn proving(l: Locale, rule: &BrokenRule, lessons: &[Lesson]) -> Vec<Link> {
    let BrokenRule::QualificationMissing { key, .. } = rule else { return Vec::new() };
    lessons.iter().filter(|lesson| lesson.key == *key).map(|lesson| way_to(l, lesson)).collect()
}

/// The way to a session that proves something.
#[must_use]
pub fn way_to(l: Locale, lesson: &Lesson) -> Link {
    let when = dates::when(l, &lesson.when);
    let text = t!(l, door.lesson, title = lesson.title.get(l.code()), when = when);
    Link { href: l.href(&format!("/events/{}", lesson.event)), text }
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
        BookingRefusal::Rules(_) | BookingRefusal::Rooms(_) => t!(l, bookings.verdict_refused),
        BookingRefusal::Dates => t!(l, bookings.refused_dates),
        BookingRefusal::Repeat(_) => t!(l, bookings.refused_repeat),
        BookingRefusal::Reason => t!(l, bookings.refused_reason),
        BookingRefusal::UseKind => t!(l, bookings.refused_use_kind),
        BookingRefusal::Organisation => t!(l, bookings.problem_organisation),
        BookingRefusal::CostCentre => t!(l, bookings.problem_cost_centre),
        BookingRefusal::Contact => t!(l, bookings.problem_contact),
        BookingRefusal::NotFound => t!(l, bookings.refused_not_found),
        BookingRefusal::Forbidden => t!(l, bookings.refused_forbidden),
        BookingRefusal::ChangedMeanwhile => t!(l, bookings.refused_changed),
        BookingRefusal::NotNow(_) => t!(l, bookings.refused_not_now),
        BookingRefusal::Title => t!(l, bookings.problem_title),
        BookingRefusal::NoSuchTime => t!(l, bookings.refused_no_such_time),
        BookingRefusal::HoldsElsewhere { .. } => t!(l, bookings.refused_holds_elsewhere),
        BookingRefusal::HeldLongEnough => t!(l, bookings.refused_held_long_enough),
        BookingRefusal::Unavailable => t!(l, bookings.refused_unavailable),
    }
}

#[cfg(test)]
mod tests;
