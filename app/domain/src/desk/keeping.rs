//! What keepers do: answer requests, write down the rules of their houses, and say what these mean for somebody.

use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{LocalWish, Unavailable};
use crate::{
    access::Actor,
    booking::BookingRefusal,
    deputy::DeputyRefusal,
    group::GroupRef,
    hours::SchoolHoliday,
    id::{AccountId, BookingId, ClosureId, SiteId},
    organisation::OrganisationRef,
    rulebook::{Qualification, RuleBook, RuleFault, SpaceRules},
    rules::{BrokenRule, Lifter, Verdict},
    slot::When,
    space::{Equipment, Layout, LayoutSeats, SiteRef, SpaceRef},
    text::Localised,
};

/// A request that waits for a keeper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestCard {
    /// The booking.
    pub id: BookingId,
    /// The version an answer must carry.
    pub version: i32,
    /// Its purpose.
    pub title: String,
    /// What the keeper should know.
    pub note: String,
    /// The space of its first date.
    pub space: SpaceRef,
    /// Its first date that waits for this keeper.
    pub when: When,
    /// How many dates of it wait for her.
    pub dates: u32,
    /// How many more wait for other keepers.
    pub others: u32,
    /// How many people come.
    pub people: u16,
    /// What is to be brought.
    pub along: Vec<Equipment>,
    /// Who asks.
    pub organisation: OrganisationRef,
    /// Who made it: name and address.
    pub booker: (String, String),
    /// When it was asked for, by the wall clock of the site.
    pub asked_at: NaiveDateTime,
    /// When it ends by itself, by the wall clock of the site.
    pub answer_by: Option<NaiveDateTime>,
    /// What stands against approving it now, each rule once.
    pub against: Vec<Against>,
    /// Its first date that waits for this keeper, as it was wished.
    pub wish: LocalWish,
}

/// A rule that stands against a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// Which.
    pub rule: BrokenRule,
    /// Who may make an exception.
    pub lifter: Lifter,
    /// The days of the dates that break it, in their order.
    pub on: Vec<NaiveDate>,
    /// The closure it tells of: its site, by its slug, and which. Until it is lifted nobody can say yes.
    pub closure: Option<(String, ClosureId)>,
}

/// What a keeper says to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Yes. Everything is judged again; what stands against it a keeper lifts by saying why.
    Approve(Option<String>),
    /// No, and why: the reason is told.
    Decline(String),
}

/// The rules of a site, or of one of its spaces, for those who keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesView {
    /// The site.
    pub site: SiteRef,
    /// The space; `None`: what holds for the site.
    pub space: Option<SpaceRef>,
    /// What is written down here.
    pub own: RuleBook,
    /// What holds where nothing is.
    pub inherited: SpaceRules,
    /// The version a change must carry.
    pub version: i32,
    /// The groups the site has, by name.
    pub groups: Vec<GroupRef>,
    /// How the furniture of the space can stand, and for how many; empty for a site.
    pub layouts: Vec<LayoutSeats>,
    /// Bookings to come that do not fit the rules as they are, by start. They stand.
    pub unfit: Vec<UnfitDate>,
}

/// A date of a booking that breaks rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnfitDate {
    /// The booking.
    pub booking: BookingId,
    /// Its purpose.
    pub title: String,
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
    /// What it breaks.
    pub broken: Vec<BrokenRule>,
}

/// Rules as a form has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRules {
    /// The site, by its slug.
    pub site: String,
    /// The space, by its slug; `None`: what holds for the site.
    pub space: Option<String>,
    /// The version the form showed.
    pub version: i32,
    /// All of them.
    pub book: RuleBook,
    /// The school holidays there; `None`: as they are. Of the site alone.
    pub school_calendar: Option<Vec<SchoolHoliday>>,
}

/// Why rules were not written down.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RulesRefusal {
    /// They cannot be meant.
    #[error("the rules have {} faults", .0.len())]
    Faults(Vec<RuleFault>),
    /// Together with what a space of the site has of its own they cannot be meant.
    #[error("the rules do not go with those of a space")]
    Space(Box<SpaceRef>, RuleFault),
    /// Somebody changed them since the form was opened.
    #[error("they were changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such site or space, or the actor does not keep it.
    #[error("there is no such thing")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// How the furniture of a space can stand, as a form has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLayouts {
    /// The site, by its slug.
    pub site: String,
    /// The space, by its slug.
    pub space: String,
    /// The version of the rules the form showed: it stands for both.
    pub version: i32,
    /// All that are offered. None: the space says nothing about people.
    pub layouts: Vec<LayoutSeats>,
}

/// Why layouts were not written down.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum LayoutsRefusal {
    /// The seats of these cannot be meant.
    #[error("the seats of {} layouts cannot be meant", .0.len())]
    Seats(Vec<Layout>),
    /// Somebody changed them, or the rules of the space, since the form was opened.
    #[error("they were changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such space, or the actor does not keep it.
    #[error("there is no such thing")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// How a wish stands for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// Her name, else her address; empty: any member who may book.
    pub name: String,
    /// For whom she would book; `None`: she belongs to no organisation.
    pub organisation: Option<OrganisationRef>,
    /// What the house says.
    pub verdict: Verdict,
}

/// What people have shown they can do, as far as the spaces of the actor ask for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proofs {
    /// What is asked for, house by house.
    pub asked: Vec<AskedProof>,
    /// Who has shown what, by name.
    pub shown: Vec<ProofLine>,
}

/// What the spaces of a site ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedProof {
    /// The site.
    pub site: SiteRef,
    /// Of what.
    pub of: Qualification,
}

/// Somebody's proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofLine {
    /// Whose: name and address.
    pub person: (String, String),
    /// Where it counts.
    pub site: SiteRef,
    /// Of what.
    pub of: Qualification,
    /// The last day it holds; `None`: for ever.
    pub expires_on: Option<NaiveDate>,
    /// True when she earned it by taking part in an event.
    pub earned: bool,
}

/// A date that stands in a space that asks for a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofUse {
    /// The booking.
    pub booking: BookingId,
    /// Its purpose.
    pub title: String,
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
}

/// A proof about to be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostProof {
    /// Whose, by her address.
    pub email: String,
    /// Where it counts.
    pub site: SiteId,
    /// Of what, by its key.
    pub key: String,
    /// Why: 1 to 1000 letters.
    pub reason: String,
}

/// A proof about to be granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProof {
    /// Whose, by her address.
    pub email: String,
    /// Where it counts.
    pub site: SiteId,
    /// Of what, by its key.
    pub key: String,
    /// The last day it holds; `None`: for ever.
    pub expires_on: Option<NaiveDate>,
}

/// Why a proof was not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ProofRefusal {
    /// Nobody with this address can sign in.
    #[error("nobody has this address")]
    Nobody,
    /// It would have expired already.
    #[error("it would have expired")]
    Expired,
    /// Why it is taken back was not said.
    #[error("a reason is missing")]
    Reason,
    /// No space the actor keeps asks for it.
    #[error("there is no such thing")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// What somebody keeps: a site, or a space of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What the site is called.
    pub site: String,
    /// What the space is called; `None`: all of the site.
    pub space: Option<Localised>,
}

impl Kept {
    /// What it is called in a language: "Haus", "Labor (Haus)".
    #[must_use]
    pub fn called(&self, language: &str) -> String {
        match &self.space {
            None => self.site.clone(),
            Some(space) => format!("{} ({})", space.get(language), self.site),
        }
    }
}

/// Somebody who keeps sites or spaces for a while in a keeper's stead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deputy {
    /// Her account.
    pub account: AccountId,
    /// Who: name and address.
    pub person: (String, String),
    /// In whose stead: name and address.
    pub of: (String, String),
    /// What she keeps, by name.
    pub keeps: Vec<Kept>,
    /// The last day, by the region's clock.
    pub last_day: NaiveDate,
}

/// The deputies of what somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deputies {
    /// True when the actor may name and end them: she is no deputy herself.
    pub may_name: bool,
    /// Who they are, the first to end first.
    pub deputies: Vec<Deputy>,
}

/// A deputy about to be named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDeputy {
    /// Her address. Nobody needs to have signed in with it before.
    pub email: String,
    /// The last day, by the region's clock.
    pub last_day: NaiveDate,
    /// The language she is written to in, when she is new here.
    pub language: String,
}

/// The keeper's desk.
#[async_trait]
pub trait KeeperDesk: Send + Sync {
    /// Requests for spaces the actor keeps, the oldest first. `None`: she keeps nothing.
    async fn requests(&self, by: &Actor) -> Result<Option<Vec<RequestCard>>, Unavailable>;
    /// Answers a request. Of two for one time the first approved stands; the others are told by mail, with what is
    /// still free.
    async fn answer(&self, by: &Actor, id: BookingId, version: i32, answer: Answer) -> Result<(), BookingRefusal>;
    /// The rules of a site the actor keeps, or of a space there, both by their slugs.
    async fn rules(&self, by: &Actor, site: &str, space: Option<&str>) -> Result<Option<RulesView>, Unavailable>;
    /// Writes down rules. Bookings that stand are left alone.
    async fn change_rules(&self, by: &Actor, new: NewRules) -> Result<(), RulesRefusal>;
    /// Writes down how the furniture of a space can stand. Bookings that stand are left alone.
    async fn change_layouts(&self, by: &Actor, new: NewLayouts) -> Result<(), LayoutsRefusal>;
    /// Why somebody can, or cannot, book a space the actor keeps: a person by her address, once for each organisation
    /// she may book for, or an organisation by its name. Empty: the house knows nobody of that name. `request`: what is
    /// asked for already, which is not in its own way.
    async fn why(
        &self,
        by: &Actor,
        wish: &LocalWish,
        who: &str,
        request: Option<BookingId>,
    ) -> Result<Vec<Why>, BookingRefusal>;
    /// The names of the organisations a keeper may book for; nothing for anybody else.
    async fn holders(&self, by: &Actor) -> Result<Vec<String>, Unavailable>;
    /// What people have shown they can do. `None`: the actor keeps nothing.
    async fn proofs(&self, by: &Actor) -> Result<Option<Proofs>, Unavailable>;
    /// Writes down that somebody has shown that she can do what a space of the actor asks for. Once more: renews it.
    async fn grant(&self, by: &Actor, new: NewProof) -> Result<(), ProofRefusal>;
    /// Takes a proof back, granted or earned, for a reason. What she has booked stands.
    async fn take_back(&self, by: &Actor, proof: LostProof) -> Result<(), ProofRefusal>;
    /// What somebody, by her address, has booked that asks for a proof and is still to come, soonest first, 20 at most.
    async fn proof_uses(&self, by: &Actor, email: &str, site: SiteId, key: &str) -> Result<Vec<ProofUse>, Unavailable>;
    /// Who stands in for keepers of the actor's sites. `None`: she keeps nothing.
    async fn deputies(&self, by: &Actor) -> Result<Option<Deputies>, Unavailable>;
    /// Lets somebody keep all that the actor keeps for good, until the end of a day, and tells her. Named again:
    /// until another day.
    async fn name_deputy(&self, by: &Actor, new: NewDeputy) -> Result<(), DeputyRefusal>;
    /// Ends that at once.
    async fn end_deputy(&self, by: &Actor, deputy: AccountId) -> Result<(), DeputyRefusal>;
}
