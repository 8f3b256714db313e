//! What a site and a space say of themselves: names, address, how one gets in, whom to ask. What holds there is in the
//! [rule book](crate::rulebook).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    billing::{LONGEST_LINE, LONGEST_TOWN, line, postcode},
    codes,
    space::{AccessFacts, Contact, LayoutSeats, SpaceKind, unseatable},
    text::{self, Localised},
};

/// The longest name, in letters.
pub const LONGEST_NAME: usize = 80;
/// The longest sentence about it, in letters.
pub const LONGEST_SUMMARY: usize = 400;
/// The longest description, in letters.
pub const LONGEST_DESCRIPTION: usize = 8_000;
/// The longest note on how one gets in, in letters.
pub const LONGEST_NOTE: usize = 1_000;
/// The longest phone number, in letters.
pub const LONGEST_PHONE: usize = 40;
/// So many of one thing stand in a space.
pub const MOST_THINGS: u16 = 999;
/// So many units a new space has.
pub const MOST_UNITS: u16 = 99;

/// What a site says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteFields {
    /// Its name.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub town: String,
    /// IANA zone: `Europe/Berlin`.
    pub zone: String,
    /// Latitude and longitude, WGS 84.
    pub position: Option<(f64, f64)>,
    /// What it is, in a sentence.
    pub summary: Localised,
    /// How one gets in.
    pub access: AccessFacts,
    /// Whom to ask.
    pub contact: Contact,
}

/// What a space says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceFields {
    /// Its name.
    pub name: Localised,
    /// What kind of room it is.
    pub kind: SpaceKind,
    /// What it is good for, in a sentence.
    pub summary: Localised,
    /// More about it.
    pub description: Localised,
    /// Square metres.
    pub area: Option<u16>,
    /// How the furniture can stand, and for how many.
    pub layouts: Vec<LayoutSeats>,
    /// What is there: key and number.
    pub equipment: BTreeMap<String, u16>,
    /// How one gets in; `None`: as into the site.
    pub access: Option<AccessFacts>,
    /// Whom to ask; `None`: as for the site.
    pub contact: Option<Contact>,
}

codes! {
    /// A field that cannot be what it says, by its name in forms.
    PlaceFault {
        /// No name, or a long one.
        Name = "name_de",
        /// A long street.
        Street = "street",
        /// No postcode of any country.
        Postcode = "postcode",
        /// No town, or a long one.
        Town = "town",
        /// No zone of the earth.
        Zone = "zone",
        /// Nowhere on the earth.
        Position = "north",
        /// A long sentence.
        Summary = "summary_de",
        /// A long description.
        Description = "description_de",
        /// No area, or none of a room.
        Area = "area",
        /// Seats that cannot be meant.
        Layouts = "rows",
        /// More of a thing than a room holds, or a thing nobody knows.
        Equipment = "equipment",
        /// A long note on how one gets in.
        Note = "note_de",
        /// Nobody to ask.
        Contact = "contact_name",
        /// No mail address.
        Email = "contact_email",
        /// A long phone number.
        Phone = "contact_phone",
        /// No unit, or more than one room has.
        Units = "units",
    }
}

/// Why a site or a space was not made, changed, hidden or shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum PlaceRefusal {
    /// These fields are wrong.
    #[error("these fields are wrong: {0:?}")]
    Fields(Vec<PlaceFault>),
    /// Somebody else changed it meanwhile.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such place, or the actor may not do this.
    #[error("there is no such place")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Notes what is wrong, and goes on.
#[derive(Default)]
struct Judge(Vec<PlaceFault>);

impl Judge {
    fn take<T: Default>(&mut self, fault: PlaceFault, taken: Option<T>) -> T {
        taken.unwrap_or_else(|| {
            self.0.push(fault);
            T::default()
        })
    }

    fn words(&mut self, fault: PlaceFault, typed: &Localised, longest: usize) -> Localised {
        self.take(fault, words(typed, longest))
    }

    fn access(&mut self, typed: &AccessFacts) -> AccessFacts {
        AccessFacts { note: self.words(PlaceFault::Note, &typed.note, LONGEST_NOTE), ..typed.clone() }
    }

    /// Every place has somebody to ask, with a way to reach her.
    fn contact(&mut self, typed: &Contact) -> Contact {
        Contact {
            name: self.take(PlaceFault::Contact, said(&typed.name, LONGEST_LINE)),
            email: self.take(PlaceFault::Email, text::email(&typed.email)),
            phone: self.take(PlaceFault::Phone, line(&typed.phone, LONGEST_PHONE)),
        }
    }

    fn settled<T>(mut self, settled: T) -> Result<T, Vec<PlaceFault>> {
        self.0.sort_unstable();
        self.0.dedup();
        if self.0.is_empty() { Ok(settled) } else { Err(self.0) }
    }
}

impl SiteFields {
    /// The same as it is kept. Whether there is such a zone the store knows.
    ///
    /// # Errors
    /// Every field that cannot be what it says.
    pub fn settled(&self) -> Result<Self, Vec<PlaceFault>> {
        let mut judge = Judge::default();
        let on_earth = |(north, east): &(f64, f64)| north.abs() <= 90.0 && east.abs() <= 180.0;
        let settled = Self {
            name: judge.take(PlaceFault::Name, said(&self.name, LONGEST_NAME)),
            street: judge.take(PlaceFault::Street, line(&self.street, LONGEST_LINE)),
            postcode: match self.postcode.trim() {
                "" => String::new(),
                typed => judge.take(PlaceFault::Postcode, postcode(typed)),
            },
            town: judge.take(PlaceFault::Town, said(&self.town, LONGEST_TOWN)),
            zone: self.zone.trim().to_owned(),
            position: judge
                .take(PlaceFault::Position, self.position.as_ref().is_none_or(on_earth).then_some(self.position)),
            summary: judge.words(PlaceFault::Summary, &self.summary, LONGEST_SUMMARY),
            access: judge.access(&self.access),
            contact: judge.contact(&self.contact),
        };
        judge.settled(settled)
    }
}

impl SpaceFields {
    /// The same as it is kept. Which things there are the store knows.
    ///
    /// # Errors
    /// Every field that cannot be what it says.
    pub fn settled(&self) -> Result<Self, Vec<PlaceFault>> {
        let mut judge = Judge::default();
        let german = |name: &Localised| name.0.contains_key("de");
        let few = self.equipment.values().all(|count| *count <= MOST_THINGS);
        let settled = Self {
            name: judge.take(PlaceFault::Name, words(&self.name, LONGEST_NAME).filter(german)),
            kind: self.kind,
            summary: judge.words(PlaceFault::Summary, &self.summary, LONGEST_SUMMARY),
            description: judge.words(PlaceFault::Description, &self.description, LONGEST_DESCRIPTION),
            area: judge.take(PlaceFault::Area, (self.area != Some(0)).then_some(self.area)),
            layouts: judge
                .take(PlaceFault::Layouts, unseatable(&self.layouts).is_empty().then(|| self.layouts.clone())),
            equipment: judge.take(PlaceFault::Equipment, few.then(|| there(&self.equipment))),
            access: self.access.as_ref().map(|access| judge.access(access)),
            contact: self.contact.as_ref().map(|contact| judge.contact(contact)),
        };
        judge.settled(settled)
    }
}

/// Of what there is none is not there.
fn there(equipment: &BTreeMap<String, u16>) -> BTreeMap<String, u16> {
    equipment.iter().filter(|(_, count)| **count > 0).map(|(key, count)| (key.clone(), *count)).collect()
}

/// A line with something in it.
fn said(typed: &str, longest: usize) -> Option<String> {
    line(typed, longest).filter(|line| !line.is_empty())
}

/// Words without blanks around them, without the languages that say nothing.
fn words(typed: &Localised, longest: usize) -> Option<Localised> {
    let tidy = |text: &String| text.trim().replace("\r\n", "\n");
    let all = typed.0.iter().map(|(language, text)| (language.clone(), tidy(text)));
    let all = Localised(all.filter(|(_, text)| !text.is_empty()).collect());
    all.0.values().all(|text| text.chars().count() <= longest).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Layout;

    fn contact() -> Contact {
        Contact { name: " Mara  Muster ".into(), email: "Mara@Example.org".into(), phone: "05261 1".into() }
    }

    fn site() -> SiteFields {
        SiteFields {
            name: " Haus  der Ideen ".into(),
            town: "Lemgo".into(),
            zone: "Europe/Berlin".into(),
            contact: contact(),
            ..SiteFields::default()
        }
    }

    fn space() -> SpaceFields {
        SpaceFields {
            name: Localised::of("de", " Labor "),
            kind: SpaceKind::Lab,
            summary: Localised::of("de", "Messen").and("en", "  "),
            description: Localised::default(),
            area: Some(40),
            layouts: vec![LayoutSeats { layout: Layout::Rows, seats: 20 }],
            equipment: BTreeMap::from([("projector".into(), 1), ("camera".into(), 0)]),
            access: None,
            contact: None,
        }
    }

    #[test]
    fn a_site_is_tidied_and_has_a_name_a_town_and_somebody_to_ask() {
        let settled = site().settled().unwrap();
        assert_eq!((settled.name.as_str(), settled.contact.email.as_str()), ("Haus der Ideen", "mara@example.org"));
        for (change, wrong) in [
            (SiteFields { name: " ".into(), ..site() }, vec![PlaceFault::Name]),
            (
                SiteFields { town: String::new(), street: "x".repeat(121), ..site() },
                vec![PlaceFault::Street, PlaceFault::Town],
            ),
            (SiteFields { postcode: "Lemgo".into(), ..site() }, vec![PlaceFault::Postcode]),
            (SiteFields { position: Some((90.1, 8.9)), ..site() }, vec![PlaceFault::Position]),
            (SiteFields { position: Some((f64::NAN, 8.9)), ..site() }, vec![PlaceFault::Position]),
            (SiteFields { summary: Localised::of("en", "x".repeat(401)), ..site() }, vec![PlaceFault::Summary]),
            (SiteFields { contact: Contact::default(), ..site() }, vec![PlaceFault::Contact, PlaceFault::Email]),
        ] {
            assert_eq!(change.settled(), Err(wrong));
        }
    }

    #[test]
    fn a_space_is_tidied_and_says_only_what_is_there() {
        let settled = space().settled().unwrap();
        assert_eq!(settled.name, Localised::of("de", "Labor"));
        assert_eq!(settled.summary, Localised::of("de", "Messen"));
        assert_eq!(settled.equipment, BTreeMap::from([("projector".into(), 1)]));
        let twice = vec![LayoutSeats { layout: Layout::Rows, seats: 20 }; 2];
        for (change, wrong) in [
            (SpaceFields { name: Localised::of("en", "Lab"), ..space() }, PlaceFault::Name),
            (SpaceFields { area: Some(0), ..space() }, PlaceFault::Area),
            (SpaceFields { layouts: twice, ..space() }, PlaceFault::Layouts),
            (
                SpaceFields { equipment: BTreeMap::from([("projector".into(), 1_000)]), ..space() },
                PlaceFault::Equipment,
            ),
            (SpaceFields { contact: Some(Contact { email: "x".into(), ..contact() }), ..space() }, PlaceFault::Email),
        ] {
            assert_eq!(change.settled(), Err(vec![wrong]));
        }
    }
}
