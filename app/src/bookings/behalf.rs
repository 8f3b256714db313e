//! For whom a booking is: asked of keepers, and of whoever looks after an organisation.

use domain::{
    access::{Act, may},
    desk::SpaceView,
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    page::Answer,
    t,
    texts::Locale,
    ui::form::{Field, Form, Select},
};

/// For whom somebody may book but herself.
#[derive(Clone, Debug, Default)]
pub struct Whom {
    /// The organisation she acts for.
    own: Option<String>,
    /// She may book for others of it.
    colleagues: bool,
    /// The organisations a keeper of the space may book for; `None`: she keeps it not.
    organisations: Option<Vec<String>>,
    /// What the organisation she acts for books its costs on: value and words.
    centres: Vec<(String, String)>,
}

impl Whom {
    /// Of whoever asks, for a space.
    ///
    /// # Errors
    /// When the house cannot answer now.
    pub async fn load(ask: &Ask, space: Option<&SpaceView>) -> Result<Self, Answer> {
        let (Some(person), Some(space)) = (ask.person(), space) else { return Ok(Self::default()) };
        let here = space.space.premises();
        let own = person.acting().map(|acting| acting.organisation.clone());
        let colleagues = own.as_ref().is_some_and(|own| may(&ask.actor, Act::BookFor(here, own.id)).is_ok());
        let keeps = may(&ask.actor, Act::Keep(here)).is_ok();
        let organisations = if keeps { Some(ask.house.keeping.holders(&ask.actor).await?) } else { None };
        let centres = match &own {
            Some(own) => ask.house.organisations.cost_centres(&ask.actor, here, own.id).await?,
            None => Vec::new(),
        };
        let centres = centres.into_iter().map(|one| (one.id.to_string(), format!("{} {}", one.code, one.name)));
        Ok(Self { own: own.map(|own| own.name), colleagues, organisations, centres: centres.collect() })
    }

    /// True when somebody without an organisation of her own can still book.
    #[must_use]
    pub const fn keeps(&self) -> bool {
        self.organisations.is_some()
    }
}

/// The organisation, with those there are to choose from. Not asked of anybody but keepers.
#[component]
pub fn ForWhom(l: Locale, form: Form, whom: Whom) -> impl IntoView {
    let hint = match &whom.own {
        Some(name) => t!(l, bookings.behalf_organisation_hint, name = name),
        None => t!(l, bookings.behalf_organisation_hint_none).to_owned(),
    };
    whom.organisations.map(|names| {
        let options = names.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
        view! {
            <Field
                form=&form
                name="organisation"
                label=t!(l, bookings.behalf_organisation)
                hint=hint
                list="organisations"
                maxlength=120u16
            />
            <datalist id="organisations">{options}</datalist>
        }
    })
}

/// Who of it the booking belongs to. It stands with the purpose: an address is nobody else's business.
#[component]
pub fn Contact(l: Locale, form: Form, whom: Whom) -> impl IntoView {
    let hint = match &whom {
        Whom { organisations: Some(_), .. } => t!(l, bookings.behalf_contact_hint).to_owned(),
        Whom { own: Some(name), .. } => t!(l, bookings.behalf_colleague_hint, name = name),
        Whom { .. } => String::new(),
    };
    (whom.colleagues || whom.keeps()).then(|| {
        view! {
            <Field
                form=&form
                name="contact"
                label=t!(l, bookings.behalf_contact)
                hint=hint
                kind="email"
                autocomplete="off"
                maxlength=254u16
            />
        }
    })
}

/// What the organisation she acts for puts it on, where it has anything to choose from.
#[component]
pub fn CostCentres(l: Locale, form: Form, whom: Whom) -> impl IntoView {
    let hint = match (&whom.own, whom.keeps()) {
        (Some(name), true) => t!(l, bookings.cost_centre_hint, name = name),
        _ => String::new(),
    };
    (!whom.centres.is_empty()).then(|| {
        view! {
            <Select
                form=&form
                name="cost_centre"
                label=t!(l, bookings.cost_centre)
                hint=hint
                none=t!(l, bookings.no_cost_centre)
                options=whom.centres
            />
        }
    })
}
