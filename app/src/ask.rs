//! One request as a page sees it, and the house it is put to.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use domain::{
    access::{Actor, Person},
    desk::{
        AccessDesk, AccountDesk, AddressDesk, AdministrationDesk, BookingDesk, Browser, CalendarDesk, CatalogueDesk,
        ClosureDesk, DayDesk, DoorDesk, EquipmentDesk, EventDesk, FeedbackDesk, FileDesk, FormDesk, GroupDesk,
        HealthDesk, IdentityDesk, KeeperDesk, ListDesk, MailDesk, MessageDesk, OrganisationDesk, PasskeyDesk,
        PeopleDesk, PictureDesk, PrivacyDesk, RegistrationDesk, ReviewDesk, SeatPoolDesk, SeriesDesk, SiteDesk,
        SurveyDesk, TextDesk, TopicDesk, Unavailable, WaitingDesk, With,
    },
    id::RequestId,
};
use thiserror::Error;
use uuid::Uuid;

use crate::{form::Fields, texts::Locale};

/// Why a call of an island is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unanswered {
    /// What it is about is not there, or not for whoever asks.
    #[error("there is no such thing")]
    NotThere,
    /// Nobody is signed in.
    #[error("sign in first")]
    SignIn,
    /// More is sent at once than any phone of ours sends.
    #[error("at most {} acts are sent at once", domain::reconcile::MOST_ACTS)]
    TooMuch,
    /// The house cannot answer now.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// The secret of the login a call of an island is made with.
#[derive(Clone, Debug)]
pub struct Here(pub Option<String>);

impl From<Unavailable> for Unanswered {
    fn from(_: Unavailable) -> Self {
        Self::Unavailable
    }
}

/// Every desk of the house, and what is said of the installation itself. Cheap to clone.
#[derive(Clone)]
pub struct House {
    /// Sites and spaces.
    pub catalogue: Arc<dyn CatalogueDesk>,
    /// Free and busy times.
    pub calendar: Arc<dyn CalendarDesk>,
    /// Bookings.
    pub bookings: Arc<dyn BookingDesk>,
    /// The people of bookings.
    pub people: Arc<dyn PeopleDesk>,
    /// The waiting list.
    pub waiting: Arc<dyn WaitingDesk>,
    /// What keepers do.
    pub keeping: Arc<dyn KeeperDesk>,
    /// The day: who comes, who is here.
    pub days: Arc<dyn DayDesk>,
    /// Closures.
    pub closing: Arc<dyn ClosureDesk>,
    /// Pools of equipment.
    pub equipment: Arc<dyn EquipmentDesk>,
    /// Groups of sites.
    pub groups: Arc<dyn GroupDesk>,
    /// Events.
    pub events: Arc<dyn EventDesk>,
    /// Series of events.
    pub series: Arc<dyn SeriesDesk>,
    /// What organisers ask of whoever registers.
    pub forms: Arc<dyn FormDesk>,
    /// Files that are answers.
    pub files: Arc<dyn FileDesk>,
    /// The doors of sessions.
    pub door: Arc<dyn DoorDesk>,
    /// Links of groups.
    pub access: Arc<dyn AccessDesk>,
    /// Seats that sessions share.
    pub pools: Arc<dyn SeatPoolDesk>,
    /// Registrations.
    pub registrations: Arc<dyn RegistrationDesk>,
    /// Registering people by a list.
    pub lists: Arc<dyn ListDesk>,
    /// The mails of events.
    pub mails: Arc<dyn MailDesk>,
    /// What those say who came.
    pub surveys: Arc<dyn SurveyDesk>,
    /// Messages to participants.
    pub messages: Arc<dyn MessageDesk>,
    /// Accounts and organisations.
    pub accounts: Arc<dyn AccountDesk>,
    /// Pictures.
    pub pictures: Arc<dyn PictureDesk>,
    /// What organisations say of themselves.
    pub organisations: Arc<dyn OrganisationDesk>,
    /// Addresses of accounts.
    pub addresses: Arc<dyn AddressDesk>,
    /// Passkeys.
    pub passkeys: Arc<dyn PasskeyDesk>,
    /// Who people are at their university or company.
    pub identities: Arc<dyn IdentityDesk>,
    /// The region's desk.
    pub administration: Arc<dyn AdministrationDesk>,
    /// What people tell the house.
    pub feedback: Arc<dyn FeedbackDesk>,
    /// What is kept of people.
    pub privacy: Arc<dyn PrivacyDesk>,
    /// What the region looks at before it becomes public.
    pub reviews: Arc<dyn ReviewDesk>,
    /// The pages the law asks for.
    pub texts: Arc<dyn TextDesk>,
    /// The topics of events.
    pub topics: Arc<dyn TopicDesk>,
    /// What sites and spaces say of themselves.
    pub places: Arc<dyn SiteDesk>,
    /// How the installation is.
    pub health: Arc<dyn HealthDesk>,
    /// The installation.
    pub region: Arc<Region>,
}

/// What is configured for the installation.
#[derive(Clone, Debug, Default)]
pub struct Region {
    /// Its name, as in the page's head: `Spielraum OWL`.
    pub name: String,
    /// Where it is reached, without a slash at the end: `https://spielraum.example`.
    pub base_url: String,
    /// True on a developer's machine: mail is readable in the browser, demo roles are shown.
    pub development: bool,
    /// The demo region is loaded: who can sign in, by role.
    pub demo_accounts: Vec<DemoAccount>,
    /// Logical to hashed names of style sheet, scripts and fonts: `main.css` → `assets/main.1a2b3c4d.css`.
    pub assets: HashMap<String, String>,
    /// Who runs the installation, for the imprint: a body with a name. Empty: not said.
    pub operator_name: String,
    /// Where it sits: street, postcode, town, one line each. Empty: not said.
    pub operator_address: String,
    /// How it is reached by mail. Empty: not said.
    pub operator_email: String,
}

/// Somebody of the demo region a newcomer can sign in as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// Her address.
    pub email: String,
    /// What she does, in German and English.
    pub role: domain::text::Localised,
}

impl Region {
    /// The address of an asset by its logical name.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        self.assets.get(name).map_or_else(|| format!("/assets/{name}"), |hashed| format!("/{hashed}"))
    }

    /// True when somebody reads what is written to those who run the installation.
    #[must_use]
    pub const fn reads(&self) -> bool {
        !self.operator_email.is_empty()
    }

    /// The absolute address of a path in a language.
    #[must_use]
    pub fn url(&self, locale: Locale, path: &str) -> String {
        format!("{}{}", self.base_url, locale.href(path))
    }
}

/// A file somebody sent. What its sender says of it, its name among it, is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The field it was sent in.
    pub field: String,
    /// What it was called.
    pub name: String,
    /// Its bytes; not all of them where it is too long.
    pub bytes: Arc<[u8]>,
    /// How many there were.
    pub length: usize,
}

/// One request as a page sees it.
#[derive(Clone)]
pub struct Ask {
    /// The house it is put to.
    pub house: House,
    /// Who asks.
    pub actor: Actor,
    /// The secret of her login, where there is one.
    pub login: Option<String>,
    /// The secret of what this browser began at a provider.
    pub begun: Option<String>,
    /// The language of the answer.
    pub locale: Locale,
    /// The path without its language: `/spaces/werkstatt`.
    pub path: String,
    /// Parts of the path by the names the route gives them: `slug`.
    pub params: HashMap<String, String>,
    /// What follows the `?`.
    pub query: Fields,
    /// What was typed, in a POST; empty in a GET.
    pub form: Fields,
    /// The files that came with it.
    pub uploads: Vec<Upload>,
    /// A new random id, for the form this page may hand out.
    pub fresh: Uuid,
    /// Where it comes from.
    pub network: IpAddr,
    /// What the browser calls itself.
    pub user_agent: String,
}

impl Ask {
    /// The file that came, on a page that takes one.
    #[must_use]
    pub fn upload(&self) -> Option<&Upload> {
        self.uploads.last()
    }

    /// A part of the path; empty when the route has none of this name.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// The address of a path of this site, in the language of this request.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        self.locale.href(path)
    }

    /// The person who asks, if she is signed in.
    #[must_use]
    pub const fn person(&self) -> Option<&Person> {
        self.actor.person()
    }

    /// The browser that asks, as desks see it.
    #[must_use]
    pub fn browser(&self) -> Browser<'_> {
        Browser {
            actor: &self.actor,
            here: self.login.as_deref(),
            begun: self.begun.as_deref().unwrap_or_default(),
            user_agent: &self.user_agent,
            language: self.locale.code(),
        }
    }

    /// The browser somebody signs in with.
    #[must_use]
    pub fn with(&self) -> With<'_> {
        With { here: self.login.as_deref(), user_agent: &self.user_agent }
    }

    /// The id of the form: the one it was handed out with, when it comes back, else a new one.
    #[must_use]
    pub fn request(&self) -> RequestId {
        RequestId(self.form.parse("request").unwrap_or(self.fresh))
    }

    /// The query with one value set, for links that change one thing: `?day=…&site=…`.
    #[must_use]
    pub fn with_query(&self, name: &str, value: &str) -> String {
        let query = self.query.with(name, value).encode();
        if query.is_empty() { self.href(&self.path) } else { format!("{}?{query}", self.href(&self.path)) }
    }
}
