//! Who may do what: one function, deny by default (I8). The desks ask it, never the pages.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, OrganisationId, SiteId, SpaceId},
    organisation::{OrganisationRef, Role},
    rules::{Facts, Member, Standing},
};

/// Where somebody acts: a space, or all of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Premises {
    /// The site.
    pub site: SiteId,
    /// The space; `None`: everything the site has.
    pub space: Option<SpaceId>,
}

impl Premises {
    /// A space of a site.
    #[must_use]
    pub const fn space(site: SiteId, space: SpaceId) -> Self {
        Self { site, space: Some(space) }
    }
}

impl From<SiteId> for Premises {
    fn from(site: SiteId) -> Self {
        Self { site, space: None }
    }
}

/// Who acts in this request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// Somebody not signed in.
    Visitor,
    /// Somebody signed in.
    Account(Person),
    /// The house itself: jobs, imports, the command line.
    System,
}

/// A person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Her account.
    pub id: AccountId,
    /// Her name; empty until she gave one.
    pub name: String,
    /// Her address.
    pub email: String,
    /// The language she is written to in: its code.
    pub language: String,
    /// What she may do for whom, by name.
    pub memberships: Vec<Membership>,
    /// The organisation she acts for: one of `memberships`.
    pub acting_for: Option<OrganisationId>,
    /// The sites she keeps.
    pub keeps: Vec<SiteId>,
    /// The single spaces she keeps of other sites, each with its site.
    pub keeps_spaces: Vec<(SiteId, SpaceId)>,
    /// Looks after the installation.
    pub platform_admin: bool,
    /// Reads what those who look after the installation read, and changes nothing.
    pub auditor: bool,
    /// She showed who she is less than [`RECENT_MINUTES`](crate::privacy::RECENT_MINUTES) ago.
    pub recent: bool,
}

/// What a person may do for an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The organisation.
    pub organisation: OrganisationRef,
    /// What she may do for it.
    pub role: Role,
    /// The region confirmed the organisation.
    pub confirmed: bool,
}

/// What somebody wants to do, and on what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Book a space here for this organisation.
    Book(Premises, OrganisationId),
    /// Book a space here for somebody else of this organisation.
    BookFor(Premises, OrganisationId),
    /// See the particulars of a booking of this organisation here.
    SeeBooking(Premises, OrganisationId),
    /// Move or cancel a booking of this organisation here, made by this account.
    ChangeBooking(Premises, OrganisationId, AccountId),
    /// Invite people to a booking of this organisation here, made by this account, and see who comes.
    InvitePeople(Premises, OrganisationId, AccountId),
    /// Hand a booking of this organisation here, made by this account, to somebody else of the organisation.
    TransferBooking(Premises, OrganisationId, AccountId),
    /// Say that somebody is here for a booking of this organisation here.
    CheckIn(Premises, OrganisationId),
    /// Answer requests, close rooms and set rules here.
    Keep(Premises),
    /// Draft, change, publish, cancel this organisation's events and see who registered.
    RunEvents(OrganisationId),
    /// Register people for public events in the name of this organisation.
    RegisterPeople(OrganisationId),
    /// Say who else acts for this organisation, and in which role.
    AdministerOrganisation(OrganisationId),
    /// See and write where this organisation sits, what stands on its bills, and what it books its costs on.
    LookAfterOrganisation(OrganisationId),
    /// See what this organisation puts its bookings on.
    SeeCostCentres(OrganisationId),
    /// Confirm and trust organisations, see mail that was not delivered.
    AdministerPlatform,
    /// See every organisation, everybody who can sign in, and the trail.
    ReadPlatform,
    /// Lock this account out, or let it in again.
    LockAccount(AccountId),
}

/// The refusal of [`may`]. It tells nothing about what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not allowed")]
pub struct Forbidden;

/// The refusal of [`may_now`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// The actor may not do it at all.
    #[error("not allowed")]
    Forbidden,
    /// She may, once she has shown again who she is.
    #[error("she signed in too long ago")]
    SignInAgain,
}

impl Person {
    fn role(&self, organisation: OrganisationId) -> Option<&Membership> {
        self.memberships.iter().find(|m| m.organisation.id == organisation)
    }

    /// The membership she acts with.
    #[must_use]
    pub fn acting(&self) -> Option<&Membership> {
        self.acting_for.and_then(|organisation| self.role(organisation))
    }

    /// True when she keeps all of it.
    #[must_use]
    pub fn looks_after(&self, premises: Premises) -> bool {
        let hers = |space| self.keeps_spaces.contains(&(premises.site, space));
        self.keeps.contains(&premises.site) || premises.space.is_some_and(hers)
    }

    /// The sites of which she keeps anything, each once.
    #[must_use]
    pub fn sites(&self) -> BTreeSet<SiteId> {
        self.keeps.iter().copied().chain(self.keeps_spaces.iter().map(|(site, _)| *site)).collect()
    }

    /// True when she keeps anything at all.
    #[must_use]
    pub const fn is_keeper(&self) -> bool {
        !self.keeps.is_empty() || !self.keeps_spaces.is_empty()
    }

    /// How to address her: her name, else her address.
    #[must_use]
    pub fn display_name(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }
}

impl Actor {
    /// The person, if one is signed in.
    #[must_use]
    pub const fn person(&self) -> Option<&Person> {
        match self {
            Self::Account(person) => Some(person),
            Self::Visitor | Self::System => None,
        }
    }

    /// How the actor stands to a space; feeds [`rules`](crate::rules).
    #[must_use]
    pub fn standing(&self, premises: Premises) -> Standing {
        let person = match self {
            Self::Visitor => return Standing::Unknown,
            Self::System => return Standing::Keeper,
            Self::Account(person) => person,
        };
        match person.acting() {
            None => Standing::NoOrganisation,
            Some(acting) if !acting.confirmed => Standing::Unconfirmed,
            Some(acting) if acting.role < Role::Booker => Standing::MayNotBook,
            Some(_) if person.looks_after(premises) => Standing::Keeper,
            Some(_) => Standing::Booker,
        }
    }

    /// What the rules of a space need to know about the actor, as far as she carries it with her: what she has
    /// used, has shown, belongs to and is trusted with counts as nothing until it is looked up.
    #[must_use]
    pub fn facts(&self, premises: Premises) -> Facts {
        let member = self.person().and_then(Person::acting).map(|acting| Member {
            organisation: acting.organisation.id,
            kind: acting.organisation.kind,
            sector: acting.organisation.sector,
            role: acting.role,
            trusted: false,
            used_minutes: 0,
            proofs: Vec::new(),
            groups: Vec::new(),
        });
        Facts { standing: self.standing(premises), member }
    }
}

/// Decides whether `actor` may do `act`. What is not listed is refused.
///
/// # Errors
/// [`Forbidden`] when not.
pub fn may(actor: &Actor, act: Act) -> Result<(), Forbidden> {
    let person = match actor {
        Actor::System => return Ok(()),
        Actor::Visitor => return Err(Forbidden),
        Actor::Account(person) => person,
    };
    let role = |organisation| person.role(organisation).map(|m| (m.role, m.confirmed));
    let allowed = match act {
        Act::Book(_, organisation) => {
            role(organisation).is_some_and(|(role, confirmed)| confirmed && role >= Role::Booker)
        }
        Act::BookFor(premises, organisation) => {
            person.looks_after(premises)
                || role(organisation).is_some_and(|(role, confirmed)| confirmed && role == Role::Admin)
        }
        Act::SeeBooking(premises, organisation) | Act::CheckIn(premises, organisation) => {
            role(organisation).is_some() || person.looks_after(premises)
        }
        Act::ChangeBooking(premises, organisation, booker)
        | Act::InvitePeople(premises, organisation, booker)
        | Act::TransferBooking(premises, organisation, booker) => {
            person.looks_after(premises)
                || role(organisation)
                    .is_some_and(|(role, _)| role == Role::Admin || (role >= Role::Booker && booker == person.id))
        }
        Act::Keep(premises) => person.looks_after(premises),
        Act::RunEvents(organisation) => {
            role(organisation).is_some_and(|(role, confirmed)| confirmed && role >= Role::Organiser)
        }
        Act::RegisterPeople(organisation) => {
            role(organisation).is_some_and(|(role, confirmed)| confirmed && role >= Role::Booker)
        }
        Act::AdministerOrganisation(organisation) => {
            role(organisation).is_some_and(|(role, confirmed)| confirmed && role == Role::Admin)
        }
        Act::LookAfterOrganisation(organisation) => {
            person.platform_admin
                || role(organisation).is_some_and(|(role, confirmed)| confirmed && role == Role::Admin)
        }
        Act::SeeCostCentres(organisation) => role(organisation).is_some(),
        Act::AdministerPlatform => person.platform_admin,
        Act::ReadPlatform => person.platform_admin || person.auditor,
        // Nobody locks herself out: so at least one stays who can let others in again. here
        Act::LockAccount(account) => person.platform_admin && account != person.id,
    };
    if allowed { Ok(()) } else { Err(Forbidden) }
}

/// Decides whether `actor` may do `act` just now, where it lets somebody in or out: whoever finds an open browser gives
/// nobody a right, and locks nobody out (OWASP ASVS 7.5.1, 8.3.2).
///
/// # Errors
/// [`NotNow`] says whether signing in again helps.
pub fn may_now(actor: &Actor, act: Act) -> Result<(), NotNow> {
    may(actor, act).map_err(|Forbidden| NotNow::Forbidden)?;
    if actor.person().is_none_or(|person| person.recent) { Ok(()) } else { Err(NotNow::SignInAgain) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::organisation::{OrganisationKind, Sector};

    const SITE: SiteId = SiteId(Uuid::from_u128(1));
    const ROOM: SpaceId = SpaceId(Uuid::from_u128(6));
    const HERE: Premises = Premises::space(SITE, ROOM);
    const OURS: OrganisationId = OrganisationId(Uuid::from_u128(2));
    const THEIRS: OrganisationId = OrganisationId(Uuid::from_u128(3));
    const ME: AccountId = AccountId(Uuid::from_u128(4));
    const COLLEAGUE: AccountId = AccountId(Uuid::from_u128(5));

    fn person(role: Option<Role>, confirmed: bool) -> Person {
        let organisation = |id| OrganisationRef {
            id,
            name: "Muster GmbH".into(),
            kind: OrganisationKind::Company,
            sector: Sector::Business,
        };
        Person {
            id: ME,
            name: String::new(),
            email: "ich@example.org".into(),
            language: "de".into(),
            memberships: role
                .map(|role| Membership { organisation: organisation(OURS), role, confirmed })
                .into_iter()
                .collect(),
            acting_for: role.map(|_| OURS),
            keeps: vec![],
            keeps_spaces: vec![],
            platform_admin: false,
            auditor: false,
            recent: true,
        }
    }

    /// Where an act stands in the table: one that is new must be given its column.
    fn column(act: Act) -> usize {
        match act {
            Act::Book(..) => 0,
            Act::BookFor(..) => 1,
            Act::SeeBooking(..) => 2,
            Act::ChangeBooking(.., booker) => 3 + usize::from(booker != ME),
            Act::InvitePeople(.., booker) => 5 + usize::from(booker != ME),
            Act::TransferBooking(.., booker) => 7 + usize::from(booker != ME),
            Act::Keep(_) => 9,
            Act::RunEvents(_) => 10,
            Act::AdministerOrganisation(_) => 11,
            Act::LookAfterOrganisation(_) => 12,
            Act::SeeCostCentres(_) => 13,
            Act::AdministerPlatform => 14,
            Act::ReadPlatform => 15,
            Act::LockAccount(account) => 16 + usize::from(account == ME),
            Act::CheckIn(..) => 18,
            Act::RegisterPeople(_) => 19,
        }
    }

    /// The table of rights: one line per kind of actor, one column per act. It is documentation too.
    #[test]
    fn the_table_of_rights() {
        let member = |role| Actor::Account(person(Some(role), true));
        let keeper = Actor::Account(Person { keeps: vec![SITE], ..person(None, false) });
        let of_a_space = |space| Actor::Account(Person { keeps_spaces: vec![(SITE, space)], ..person(None, false) });
        let (its_keeper, next_door) = (of_a_space(ROOM), of_a_space(SpaceId(Uuid::from_u128(7))));
        let admin = Actor::Account(Person { platform_admin: true, ..person(None, false) });
        let auditor = Actor::Account(Person { auditor: true, ..person(None, false) });
        let acts = [
            Act::Book(HERE, OURS),
            Act::BookFor(HERE, OURS),
            Act::SeeBooking(HERE, OURS),
            Act::ChangeBooking(HERE, OURS, ME),
            Act::ChangeBooking(HERE, OURS, COLLEAGUE),
            Act::InvitePeople(HERE, OURS, ME),
            Act::InvitePeople(HERE, OURS, COLLEAGUE),
            Act::TransferBooking(HERE, OURS, ME),
            Act::TransferBooking(HERE, OURS, COLLEAGUE),
            Act::Keep(HERE),
            Act::RunEvents(OURS),
            Act::AdministerOrganisation(OURS),
            Act::LookAfterOrganisation(OURS),
            Act::SeeCostCentres(OURS),
            Act::AdministerPlatform,
            Act::ReadPlatform,
            Act::LockAccount(COLLEAGUE),
            Act::LockAccount(ME),
            Act::CheckIn(HERE, OURS),
            Act::RegisterPeople(OURS),
        ];
        for (place, act) in acts.into_iter().enumerate() {
            assert_eq!(column(act), place, "{act:?}");
        }
        #[rustfmt::skip]
        let table = [
            //                                              book   for    see    mine   theirs invite theirs pass   theirs keep   events people bills  centre platform read  lock   herself here   list
            ("visitor",      Actor::Visitor,                [false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false]),
            ("no one's",     Actor::Account(person(None, false)), [false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false]),
            ("member",       member(Role::Member),          [false, false, true,  false, false, false, false, false, false, false, false, false, false, true,  false, false, false, false, true, false]),
            ("booker",       member(Role::Booker),          [true,  false, true,  true,  false, true,  false, true,  false, false, false, false, false, true,  false, false, false, false, true, true]),
            ("organiser",    member(Role::Organiser),       [true,  false, true,  true,  false, true,  false, true,  false, false, true,  false, false, true,  false, false, false, false, true, true]),
            ("admin",        member(Role::Admin),           [true,  true,  true,  true,  true,  true,  true,  true,  true,  false, true,  true,  true,  true,  false, false, false, false, true, true]),
            ("unconfirmed",  Actor::Account(person(Some(Role::Admin), false)), [false, false, true,  true,  true,  true,  true,  true,  true,  false, false, false, false, true,  false, false, false, false, true, false]),
            ("keeper",       keeper,                        [false, true,  true,  true,  true,  true,  true,  true,  true,  true,  false, false, false, false, false, false, false, false, true, false]),
            ("its keeper",   its_keeper,                    [false, true,  true,  true,  true,  true,  true,  true,  true,  true,  false, false, false, false, false, false, false, false, true, false]),
            ("next door's",  next_door,                     [false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false]),
            ("platform",     admin,                         [false, false, false, false, false, false, false, false, false, false, false, false, true,  false, true,  true,  true,  false, false, false]),
            ("auditor",      auditor,                       [false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, true,  false, false, false, false]),
            ("system",       Actor::System,                 [true,  true,  true,  true,  true,  true,  true,  true,  true,  true,  true,  true,  true,  true,  true,  true,  true,  true, true, true]),
        ];
        for (name, actor, expected) in table {
            for (act, expected) in acts.iter().zip(expected) {
                assert_eq!(may(&actor, *act).is_ok(), expected, "{name}: {act:?}");
            }
        }
    }

    #[test]
    fn who_keeps_a_space_keeps_neither_its_site_nor_the_space_next_to_it() {
        let of_one = Person { keeps_spaces: vec![(SITE, ROOM)], ..person(None, false) };
        let of_all = Person { keeps: vec![SITE], ..person(None, false) };
        let next_door = Premises::space(SITE, SpaceId(Uuid::from_u128(7)));
        for (premises, one, all) in [(HERE, true, true), (next_door, false, true), (SITE.into(), false, true)] {
            assert_eq!((of_one.looks_after(premises), of_all.looks_after(premises)), (one, all), "{premises:?}");
        }
        assert!(of_one.is_keeper() && of_all.is_keeper() && !person(None, false).is_keeper());
        assert_eq!((of_one.sites(), of_all.sites()), ([SITE].into(), [SITE].into()));
    }

    #[test]
    fn whoever_belongs_to_it_says_that_she_is_here_and_so_does_a_keeper() {
        let act = Act::CheckIn(HERE, OURS);
        let member = Actor::Account(person(Some(Role::Member), true));
        let keeper = Actor::Account(Person { keeps: vec![SITE], ..person(None, false) });
        assert!(may(&member, act).is_ok() && may(&keeper, act).is_ok() && may(&Actor::System, act).is_ok());
        assert_eq!(may(&Actor::Account(person(None, false)), act), Err(Forbidden));
        assert_eq!(may(&Actor::Visitor, act), Err(Forbidden));
    }

    #[test]
    fn who_signed_in_long_ago_is_asked_again_and_who_may_not_anyway_is_not() {
        let act = Act::LockAccount(COLLEAGUE);
        let admin = |recent| Actor::Account(Person { platform_admin: true, recent, ..person(None, false) });
        let nobody = |recent| Actor::Account(Person { recent, ..person(None, false) });
        assert_eq!(may_now(&admin(true), act), Ok(()));
        assert_eq!(may_now(&admin(false), act), Err(NotNow::SignInAgain));
        assert_eq!(may(&admin(false), act), Ok(()), "the buttons stay where they are");
        assert_eq!(may_now(&nobody(true), act), Err(NotNow::Forbidden));
        assert_eq!(may_now(&nobody(false), act), Err(NotNow::Forbidden));
        assert_eq!(may_now(&Actor::Visitor, act), Err(NotNow::Forbidden));
        assert_eq!(may_now(&Actor::System, act), Ok(()));
    }

    #[test]
    fn another_organisations_things_are_out_of_reach_for_its_strangers() {
        let actor = Actor::Account(person(Some(Role::Admin), true));
        for act in [
            Act::Book(HERE, THEIRS),
            Act::BookFor(HERE, THEIRS),
            Act::SeeBooking(HERE, THEIRS),
            Act::CheckIn(HERE, THEIRS),
            Act::ChangeBooking(HERE, THEIRS, ME),
            Act::InvitePeople(HERE, THEIRS, ME),
            Act::TransferBooking(HERE, THEIRS, ME),
            Act::RunEvents(THEIRS),
            Act::RegisterPeople(THEIRS),
            Act::AdministerOrganisation(THEIRS),
            Act::LookAfterOrganisation(THEIRS),
            Act::SeeCostCentres(THEIRS),
        ] {
            assert_eq!(may(&actor, act), Err(Forbidden), "{act:?}");
        }
    }

    #[test]
    fn standing_names_what_is_missing() {
        let standing = |person| Actor::Account(person).standing(HERE);
        assert_eq!(standing(person(None, false)), Standing::NoOrganisation);
        assert_eq!(standing(person(Some(Role::Admin), false)), Standing::Unconfirmed);
        assert_eq!(standing(person(Some(Role::Member), true)), Standing::MayNotBook);
        assert_eq!(standing(person(Some(Role::Booker), true)), Standing::Booker);
        assert_eq!(standing(Person { keeps: vec![SITE], ..person(Some(Role::Booker), true) }), Standing::Keeper);
        assert_eq!(Actor::Visitor.standing(HERE), Standing::Unknown);
    }

    #[test]
    fn nobody_is_trusted_before_it_was_looked_up() {
        let facts = Actor::Account(person(Some(Role::Booker), true)).facts(HERE);
        assert_eq!(facts.standing, Standing::Booker);
        assert!(facts.member.is_some_and(|member| {
            (member.organisation, member.role, member.trusted, member.proofs.len()) == (OURS, Role::Booker, false, 0)
        }));
        assert_eq!(Actor::Visitor.facts(HERE), Standing::Unknown.into());
        assert_eq!(Actor::System.facts(HERE), Standing::Keeper.into());
    }
}
