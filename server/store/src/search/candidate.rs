//! What a search looks at: spaces that answer everything but perhaps the time, and those that miss it by one thing.

use std::collections::HashMap;

use domain::{
    equipment::Along,
    search::{Differs, SpaceSearch},
    space::seats,
    text::Localised,
};

use uuid::Uuid;

use super::distance::kilometres;
use crate::{equipment, rooms::Room};

/// So many spaces are looked at together, and those that fit as well.
const ROUND: usize = 100;

/// A space, and how well it fits, before anybody looks when it is free.
pub(super) struct Candidate<'a> {
    pub(super) room: &'a Room,
    /// What it has otherwise than asked for, the time aside.
    pub(super) differs: Option<Differs>,
    /// The less the better, in halves of the group: nobody minds three empty chairs.
    pub(super) fit: u16,
    /// How many units of a pool the group takes; 1 of every other space.
    pub(super) units: u16,
    /// What its site has to lend.
    pub(super) along: Along,
    /// What is kept free before and after it, in minutes: as the kind of use needs it.
    pub(super) buffers: (u16, u16),
}

impl<'a> AsRef<Candidate<'a>> for Candidate<'a> {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Candidate<'_> {
    /// Where it stands in a list, nearest and best first.
    const fn rank(&self) -> (&Option<Differs>, u16) {
        (&self.differs, self.fit)
    }

    /// Every unit that may be taken for it.
    pub(super) fn all_units(&self) -> impl Iterator<Item = Uuid> {
        self.room.units.iter().copied().chain(equipment::units(self.room, &self.along))
    }

    /// The most people it holds in any way.
    pub(super) fn most_people(&self) -> u16 {
        let space = &self.room.view;
        let each = seats(&space.layouts, None).unwrap_or(u16::MAX);
        if space.pool { each.saturating_mul(space.units) } else { each }
    }
}

/// The spaces that answer, and those that differ in one thing; in each what is nearest and fits best first.
pub(super) fn candidates<'a>(search: &SpaceSearch, rooms: &'a [Room]) -> (Vec<Candidate<'a>>, Vec<Candidate<'a>>) {
    let names: HashMap<&str, &Localised> = rooms
        .iter()
        .flat_map(|room| room.view.equipment.iter().chain(&room.view.along))
        .map(|thing| (thing.key.as_str(), &thing.name))
        .collect();
    let kinds = || rooms.iter().flat_map(|room| &room.view.rules.uses);
    let used_for =
        search.use_kind.as_ref().and_then(|key| kinds().find(|kind| kind.key == *key)).map(|kind| &kind.name);
    let there = search
        .town
        .as_ref()
        .and_then(|town| rooms.iter().filter(|room| room.view.space.site.town == *town).find_map(|room| room.position));
    let candidate = |room: &'a Room| {
        let mut differs = search.differences(&room.view)?;
        match differs.first_mut() {
            Some(Differs::Without(key, name)) => {
                *name = names.get(key.as_str()).copied().cloned().unwrap_or_default();
            }
            Some(Differs::Use(_, name)) => *name = used_for.cloned().unwrap_or_default(),
            _ => {}
        }
        if search.town.as_ref().is_some_and(|town| *town != room.view.space.site.town) {
            differs.push(Differs::Town(there.zip(room.position).map(|(a, b)| kilometres(a, b))));
        }
        (differs.len() <= 1).then(|| Candidate {
            room,
            differs: differs.pop(),
            fit: search.empty_seats(&room.view) / (search.people / 2).max(4),
            units: search.units(&room.view),
            along: search.along(&room.view),
            buffers: buffers(search, room),
        })
    };
    let mut all: Vec<Candidate<'a>> = rooms.iter().filter_map(candidate).collect();
    all.sort_by(|a, b| a.rank().cmp(&b.rank()));
    let other = all.split_off(all.partition_point(|candidate| candidate.differs.is_none()));
    (all, other)
}

/// What a space keeps free around the kind of use that is searched for.
fn buffers(search: &SpaceSearch, room: &Room) -> (u16, u16) {
    let rules = &room.view.rules;
    match search.use_kind.as_ref().and_then(|key| rules.use_kind(key)) {
        Some(kind) => (kind.buffer_before_minutes, kind.buffer_after_minutes),
        None => (rules.buffer_before_minutes, rules.buffer_after_minutes),
    }
}

/// So many spaces at the beginning of a list are looked at together: none of an empty one.
pub(super) fn first_round<'a, T: AsRef<Candidate<'a>>>(spaces: &[T]) -> usize {
    let Some(last) = ROUND.min(spaces.len()).checked_sub(1).and_then(|last| spaces.get(last)) else { return 0 };
    spaces.partition_point(|other| other.as_ref().rank() <= last.as_ref().rank())
}

/// Parts of a list to be looked at one after the other: what is equally near and fits equally well lies in one.
pub(super) fn rounds<'a: 'b, 'b, T: AsRef<Candidate<'a>>>(mut spaces: &'b [T]) -> impl Iterator<Item = &'b [T]> {
    std::iter::from_fn(move || {
        let (round, rest) = spaces.split_at(first_round(spaces));
        spaces = rest;
        (!round.is_empty()).then_some(round)
    })
}
