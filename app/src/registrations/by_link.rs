//! The form for whoever comes by the link of a group: what the link opens, and a page for one that opens nothing.

use domain::{
    desk::{Access, EventView, SessionView},
    event::EventState,
    id::SessionId,
};
use leptos::prelude::*;

use super::form_view::BackToEvent;
use crate::{
    ask::Ask,
    form::Fields,
    page::{Answer, Page},
    t,
    texts::Locale,
    ui::{dates, form::Hidden, say::said},
};

/// The field, and the part of the address, that carries the secret of a link.
pub const ACCESS: &str = "access";

/// A link that opens something.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its secret.
    pub token: String,
    /// What it opens.
    pub access: Access,
}

/// How somebody came to the form.
#[derive(Clone, Debug)]
pub enum Came {
    /// As anybody.
    Freely,
    /// By a link.
    By(Box<Link>),
    /// By a link that opens nothing.
    ByNothing,
}

impl Came {
    /// Looks at what the address says, and what the form says once there is one.
    ///
    /// # Errors
    /// When the house cannot answer now.
    pub async fn look(ask: &Ask) -> Result<Self, Answer> {
        let said = if ask.form.0.is_empty() { &ask.query } else { &ask.form };
        let Some(token) = said.text(ACCESS) else { return Ok(Self::Freely) };
        let opened = ask.house.access.access(ask.param("slug"), token).await?;
        Ok(opened.map_or(Self::ByNothing, |access| Self::By(Box::new(Link { token: token.to_owned(), access }))))
    }

    /// The link, if it opens something.
    #[must_use]
    pub fn link(&self) -> Option<Link> {
        if let Self::By(link) = self { Some(Link::clone(link)) } else { None }
    }
}

impl Link {
    /// The event as her group finds it.
    #[must_use]
    pub fn through(&self, mut event: EventView) -> EventView {
        for session in &mut event.sessions {
            let Some(seen) = self.access.sessions.get(&session.id) else { continue };
            (session.left, session.open, session.waitable) = (seen.left, seen.open, seen.waitable);
            session.reserved = None;
        }
        event.window = self.access.window;
        event
    }
}

/// Where one registers, by the same link.
#[must_use]
pub fn register(l: Locale, slug: &str, session: Option<SessionId>, link: Option<&Link>) -> String {
    let fields = Fields::default()
        .with("session", &session.map(|id| id.to_string()).unwrap_or_default())
        .with(ACCESS, link.map_or("", |link| &link.token));
    let path = l.href(&format!("/events/{slug}/register"));
    let query = fields.encode();
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// The secret travels along with the form.
#[component]
pub(super) fn Along(link: Option<Link>) -> impl IntoView {
    link.map(|link| view! { <Hidden name=ACCESS value=link.token/> })
}

/// Whose link it is, and what is kept of the session that is chosen.
#[component]
pub(super) fn ByLink(link: Option<Link>, session: Option<SessionView>, l: Locale) -> impl IntoView {
    link.map(|Link { access, .. }| {
        let own = session.and_then(|session| access.sessions.get(&session.id)?.own);
        let own = own.map(|(count, until)| {
            t!(l, access.own, count = count, until = dates::moment(l, until), name = access.name)
        });
        view! { <p class="notice">{t!(l, access.by_link, name = access.name)}" "{own}</p> }
    })
}

/// The link opens nothing: what else there is. `open`: one can register without it.
#[must_use]
pub fn gone(l: Locale, event: EventView, open: bool) -> Page {
    // Of a draft only its organisers know, and they may try its links.
    let (title, lead) = match event.card.state {
        EventState::Draft => (t!(l, access.gone_draft_title), t!(l, access.gone_draft)),
        _ => (t!(l, access.gone_title), t!(l, access.gone_lead)),
    };
    let page = Page::new("events", title, move || {
        let slug = event.card.slug.clone();
        let register = register(l, &slug, None, None);
        view! {
            <div class="registration measure stack">
                <BackToEvent slug l/>
                <h1>{title}</h1>
                <p class="lead">{said(l, &event.card.title)}</p>
                <p>{lead}</p>
                {open.then(|| view! {
                    <p>{t!(l, access.gone_open)}</p>
                    <p><a class="button" href=register>{t!(l, access.gone_register)}</a></p>
                })}
            </div>
        }
        .into_any()
    });
    page.with_status(404)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::{desk::ByLink, registration::Window};

    use super::*;
    use crate::events::samples::{event, session};

    fn link(of: &SessionView) -> Link {
        let seen = ByLink { left: Some(3), own: None, open: true, waitable: false };
        let access = Access { name: "Partner".into(), window: Window::Open, sessions: BTreeMap::from([(of.id, seen)]) };
        Link { token: "t0ken".into(), access }
    }

    #[test]
    fn a_group_finds_seats_where_others_find_none() {
        let full = SessionView { left: Some(0), open: false, waitable: true, ..session(9, 9, 10) };
        let other = session(10, 9, 10);
        let seen = link(&full).through(event(vec![full, other.clone()]));
        assert_eq!((seen.sessions[0].left, seen.sessions[0].open, seen.sessions[0].waitable), (Some(3), true, false));
        assert_eq!(seen.sessions[1], other);
    }

    #[test]
    fn the_secret_stays_in_the_address_whichever_session_is_chosen() {
        let session = session(9, 9, 10);
        let link = link(&session);
        assert_eq!(register(Locale::De, "ton", None, None), "/events/ton/register");
        assert_eq!(
            register(Locale::En, "ton", Some(session.id), Some(&link)),
            format!("/en/events/ton/register?session={}&access=t0ken", session.id)
        );
    }
}
