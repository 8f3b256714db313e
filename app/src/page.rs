//! What a request is answered with.

use leptos::prelude::AnyView;

/// The answer to a request.
pub enum Answer {
    /// A page.
    Page(Page),
    /// Look there instead (303): after every form that was accepted. A path of this site, without its language.
    Goto(String),
    /// Somebody signed in: this secret into the cookie, then look there.
    SignedIn {
        /// The secret of the login.
        login: String,
        /// A path of this site.
        goto: String,
    },
    /// A browser goes to another site: it shows this page, carries this secret for when it comes back, and goes on.
    Leave {
        /// The page, with the same way as a link.
        page: Page,
        /// Where it goes.
        to: String,
        /// The secret into its cookie.
        begun: String,
    },
    /// A browser came back with something that is not settled yet: this secret into its cookie, then look there.
    Unsettled {
        /// The secret.
        begun: String,
        /// A path of this site.
        goto: String,
    },
    /// Somebody signed out: the cookie away, then look there.
    SignedOut(String),
    /// The page asks for somebody who is signed in: to the sign-in page, and back here afterwards.
    SignIn,
    /// The form asks for somebody who has just shown who she is: what she sent is kept until she has.
    SignInAgain,
    /// There is no such page, or none for this actor. Both look the same.
    NotFound,
    /// The house cannot answer now.
    Unavailable,
}

/// The picture a link is shown with, wherever somebody shares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Its path, with its language where it has one.
    pub path: String,
    /// What is to be seen; empty: nothing is said.
    pub alt: String,
    /// In points.
    pub width: u32,
    /// In points.
    pub height: u32,
}

/// A page. It is drawn once, on the server; only its islands live on in the browser.
pub struct Page {
    /// HTTP status.
    pub status: u16,
    /// Its title, without the name of the installation.
    pub title: String,
    /// One sentence for search engines and previews.
    pub description: Option<String>,
    /// JSON-LD (schema.org), already serialised.
    pub json_ld: Option<String>,
    /// The picture a link to it is shown with; `None`: the sign of the house.
    pub preview: Option<Preview>,
    /// Feeds and calendars of what is shown: media type, address, title.
    pub feeds: Vec<(&'static str, String, String)>,
    /// Equal for everybody who is not signed in, and no form with an id on it: may be kept for a moment.
    pub cacheable: bool,
    /// Search engines may show it.
    pub indexed: bool,
    /// The name of its area, for the navigation: `spaces`, `calendar`, `events`, `account`, …
    pub area: &'static str,
    /// Nothing around it: no head, no foot. For a screen nobody clicks on.
    pub bare: bool,
    /// It may be shown in a frame of any other site: it says nothing of whoever looks, and takes no form.
    pub framed: bool,
    /// It may open the camera.
    pub camera: bool,
    /// After so many seconds the browser looks again.
    pub refresh: Option<u16>,
    /// What is between head and foot.
    pub body: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Page {
    /// A page of an area with a title and a body. Not cacheable, not indexed, unless said otherwise.
    pub fn new(area: &'static str, title: impl Into<String>, body: impl FnOnce() -> AnyView + Send + 'static) -> Self {
        Self {
            status: 200,
            title: title.into(),
            description: None,
            json_ld: None,
            preview: None,
            feeds: vec![],
            cacheable: false,
            indexed: false,
            area,
            bare: false,
            framed: false,
            camera: false,
            refresh: None,
            body: Box::new(body),
        }
    }

    /// Public: cacheable and indexed, with one sentence about it.
    #[must_use]
    pub fn public(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self.cacheable = true;
        self.indexed = true;
        self
    }

    /// With another status: 422 for a form that was refused.
    #[must_use]
    pub const fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

impl From<Page> for Answer {
    fn from(page: Page) -> Self {
        Self::Page(page)
    }
}

impl From<domain::desk::Unavailable> for Answer {
    fn from(_: domain::desk::Unavailable) -> Self {
        Self::Unavailable
    }
}

/// What a page function returns: `?` on a desk's [`Unavailable`](domain::desk::Unavailable) answers "cannot now".
pub type Answered = Result<Answer, Answer>;
