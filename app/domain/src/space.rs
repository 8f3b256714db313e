//! Sites, spaces and what they offer.

use serde::{Deserialize, Serialize};

pub use crate::rulebook::SpaceRules;
use crate::{
    access::Premises,
    id::{SiteId, SpaceId},
    text::Localised,
};

/// A closed list of words: an enum with a code for tables and addresses.
#[macro_export]
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// Every one, in the order people expect.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used in tables, addresses and files.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

codes! {
    /// What kind of room a space is.
    SpaceKind {
        /// Measuring, testing, experimenting.
        Lab = "lab",
        /// Making things.
        Workshop = "workshop",
        /// Thinking and developing together.
        CoCreation = "co-creation",
        /// Teaching and meeting.
        Seminar = "seminar",
        /// Large, for many people.
        Hall = "hall",
        /// Recording and streaming.
        Studio = "studio",
        /// One desk or bench, or one machine.
        Workbench = "workbench",
    }
}

codes! {
    /// How the furniture stands.
    Layout {
        /// Rows of chairs.
        Rows = "rows",
        /// Tables behind one another, all looking forward.
        Classroom = "classroom",
        /// A U of tables.
        UShape = "u-shape",
        /// One table in the middle.
        Block = "block",
        /// Islands of tables.
        Groups = "groups",
        /// A circle of chairs.
        Circle = "circle",
        /// Nobody sits.
        Standing = "standing",
        /// As it is: benches, machines, fixed seats.
        Fixed = "fixed",
    }
}

/// How many people a layout holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayoutSeats {
    /// How the furniture stands.
    pub layout: Layout,
    /// How many people then fit.
    pub seats: u16,
}

/// The most seats a layout can have: no form asks for more people.
pub const MOST_SEATS: u16 = 9999;

/// The layouts whose seats cannot be meant: none, more than [`MOST_SEATS`], or two numbers for one layout.
#[must_use]
pub fn unseatable(layouts: &[LayoutSeats]) -> Vec<Layout> {
    let twice = |layout| layouts.iter().filter(|other| other.layout == layout).count() > 1;
    let wrong = |offer: &&LayoutSeats| !(1..=MOST_SEATS).contains(&offer.seats) || twice(offer.layout);
    layouts.iter().filter(wrong).map(|offer| offer.layout).collect()
}

/// Something that stands in a space or can be had there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equipment {
    /// Its word in addresses: `projector`.
    pub key: String,
    /// Its name.
    pub name: Localised,
    /// How many.
    pub count: u16,
}

/// What a person who cannot take a step, hear well or see well needs to know before she comes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessFacts {
    /// From the street to the seat without a step.
    pub step_free: bool,
    /// A toilet for wheelchair users.
    pub accessible_toilet: bool,
    /// An induction loop for hearing aids.
    pub induction_loop: bool,
    /// Tactile guidance to the door.
    pub tactile_guidance: bool,
    /// A parking place for disabled people near the door.
    pub accessible_parking: bool,
    /// The rest, in words: width of doors, size of the lift, whom to call.
    pub note: Localised,
}

/// Whom to ask (*Ansprechpartner*). Every site, space and event has one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// A name, or the name of a desk.
    pub name: String,
    /// An e-mail address.
    pub email: String,
    /// A phone number as people dial it; empty when there is none.
    pub phone: String,
}

/// Where something lies on its site's floor plan, in decimetres from the plan's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRect {
    /// From the left.
    pub x: u16,
    /// From the top.
    pub y: u16,
    /// Width.
    pub width: u16,
    /// Depth.
    pub height: u16,
    /// Which wall the door is in.
    pub door: Wall,
}

codes! {
    /// A wall of a drawn room.
    Wall {
        /// The upper one.
        North = "n",
        /// The right one.
        East = "e",
        /// The lower one.
        South = "s",
        /// The left one.
        West = "w",
    }
}

/// Enough of a site to name it and link to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRef {
    /// Its id.
    pub id: SiteId,
    /// Its part of an address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its town.
    pub town: String,
}

/// Enough of a space to name it and link to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceRef {
    /// Its id.
    pub id: SpaceId,
    /// Its part of an address, unique in the installation.
    pub slug: String,
    /// Its name.
    pub name: Localised,
    /// Its kind.
    pub kind: SpaceKind,
    /// Where it is.
    pub site: SiteRef,
}

impl SpaceRef {
    /// The space as somewhere to act.
    #[must_use]
    pub const fn premises(&self) -> Premises {
        Premises::space(self.site.id, self.id)
    }
}

/// The seats a group can count on: those of the wished layout, else of the roomiest one.
///
/// `None` when the wished layout is not offered. A space without any layout says nothing about people and fits all.
#[must_use]
pub fn seats(layouts: &[LayoutSeats], wished: Option<Layout>) -> Option<u16> {
    match wished {
        _ if layouts.is_empty() => Some(u16::MAX),
        Some(layout) => layouts.iter().find(|offer| offer.layout == layout).map(|offer| offer.seats),
        None => layouts.iter().map(|offer| offer.seats).max(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_has_a_seat_at_least_and_one_number() {
        let rows = |seats| LayoutSeats { layout: Layout::Rows, seats };
        let circle = LayoutSeats { layout: Layout::Circle, seats: 12 };
        for (layouts, wrong) in [
            (vec![], vec![]),
            (vec![rows(1), circle], vec![]),
            (vec![rows(MOST_SEATS)], vec![]),
            (vec![rows(0), circle], vec![Layout::Rows]),
            (vec![rows(MOST_SEATS + 1)], vec![Layout::Rows]),
            (vec![rows(20), circle, rows(20)], vec![Layout::Rows, Layout::Rows]),
        ] {
            assert_eq!(unseatable(&layouts), wrong, "{layouts:?}");
        }
    }

    #[test]
    fn a_group_counts_on_the_layout_it_wished_for() {
        let offers =
            [LayoutSeats { layout: Layout::Rows, seats: 60 }, LayoutSeats { layout: Layout::UShape, seats: 20 }];
        assert_eq!(seats(&offers, None), Some(60));
        assert_eq!(seats(&offers, Some(Layout::UShape)), Some(20));
        assert_eq!(seats(&offers, Some(Layout::Circle)), None);
        assert_eq!(seats(&[], Some(Layout::Circle)), Some(u16::MAX));
    }

    #[test]
    fn every_code_leads_back_to_its_word() {
        for kind in SpaceKind::ALL {
            assert_eq!(SpaceKind::from_code(kind.code()), Some(*kind));
        }
        for layout in Layout::ALL {
            assert_eq!(Layout::from_code(layout.code()), Some(*layout));
        }
    }
}
