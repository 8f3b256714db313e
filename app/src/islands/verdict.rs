//! What the house says to a wish, kept up to date while the form beside it is being filled in.

use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use super::hold::{self, Holding, Kept};

/// What the house says to a wish, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Whether it can be had.
    pub mood: Mood,
    /// That, in a few words.
    pub headline: String,
    /// What is wished for: names and values.
    pub facts: Vec<(String, String)>,
    /// Why not, each rule by itself.
    pub reasons: Vec<Reason>,
    /// What stands above `ways`.
    pub ways_title: String,
    /// What would work instead.
    pub ways: Vec<Way>,
    /// What to do now.
    pub next: Option<Link>,
}

/// Whether a wish can be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mood {
    /// Nobody can say yet.
    #[default]
    Open,
    /// Yes.
    Free,
    /// Yes, if a keeper agrees.
    Ask,
    /// No, but the one who asks is a keeper and may make an exception.
    Lift,
    /// No.
    Refused,
}

impl Mood {
    /// True when it can be had, one way or another.
    #[must_use]
    pub const fn is_bookable(self) -> bool {
        matches!(self, Self::Free | Self::Ask | Self::Lift)
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Open => "verdict",
            Self::Free => "verdict verdict--free",
            Self::Ask => "verdict verdict--free verdict--ask",
            Self::Lift => "verdict verdict--lift",
            Self::Refused => "verdict verdict--refused",
        }
    }
}

/// One reason why not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What is wrong.
    pub text: String,
    /// Who can make an exception.
    pub lifter: Option<String>,
    /// Where something can be done about it.
    pub link: Option<Link>,
    /// What stands above `lessons`.
    pub lessons_title: String,
    /// Where one can prove what is lacking.
    pub lessons: Vec<Link>,
}

/// Somewhere to go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The address.
    pub href: String,
    /// What is there.
    pub text: String,
}

/// Another wish that works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// When or where.
    pub text: String,
    /// The address of its form.
    pub href: String,
    /// The same for a button, which keeps what else was typed.
    pub take: String,
}

/// Judges what stands in a form. Reads only.
///
/// # Errors
/// When the house cannot answer now.
#[server(endpoint = "bookings/check", input = Json)]
pub async fn check_booking(
    /// What stands in the form.
    fields: Vec<(String, String)>,
    /// The booking that is moved; empty: a new one.
    except: String,
) -> Result<Told, ServerFnError> {
    crate::bookings::check_now(fields, &except).await.map_err(|why| ServerFnError::ServerError(why.to_string()))
}

/// The verdict beside a form. Without a script it says what was right when the page was drawn.
#[island]
pub fn LiveVerdict(
    /// The id of the form.
    form: String,
    /// What the house said when the page was drawn.
    first: Told,
    /// The booking that is moved; empty: a new one.
    except: String,
    /// What to say when the house cannot be asked.
    trouble: String,
    /// Other ways are buttons of the form rather than links.
    buttons: bool,
    /// The form can hold its time.
    holding: Option<Holding>,
    /// What it holds already.
    kept: Option<Kept>,
) -> impl IntoView {
    let told = RwSignal::new(first);
    let shown = holding.is_some().then(|| hold::Shown::new(kept));
    #[cfg(feature = "hydrate")]
    browser::keep_asking(browser::Asking { form, except, trouble }, told, holding.zip(shown));
    #[cfg(not(feature = "hydrate"))]
    drop((form, except, trouble, holding));
    view! {
        <div class=move || told.read().mood.class()>
            <div class="verdict__answer" aria-live="polite">
                <p class="verdict__headline">{move || told.read().headline.clone()}</p>
                {move || reasons(told.read().reasons.clone())}
            </div>
            {move || facts(told.read().facts.clone())}
            {shown.map(hold::hold)}
            {move || told.read().next.clone().map(|next| view! { <a class="button" href=next.href>{next.text}</a> })}
            {move || ways(told.read().ways_title.clone(), told.read().ways.clone(), buttons)}
        </div>
    }
}

fn facts(facts: Vec<(String, String)>) -> Option<impl IntoView> {
    let fact = |(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    (!facts.is_empty()).then(|| view! { <dl class="verdict__facts">{facts.into_iter().map(fact).collect_view()}</dl> })
}

fn reasons(reasons: Vec<Reason>) -> Option<impl IntoView> {
    let reason = |reason: Reason| {
        let lifter = reason.lifter.map(|lifter| view! { " " <span class="verdict__lifter">{lifter}</span> });
        let link = reason.link.map(|link| view! { " " <a href=link.href>{link.text}</a> });
        let lesson = |link: Link| view! { <li><a href=link.href>{link.text}</a></li> };
        let lessons = (!reason.lessons.is_empty()).then(|| {
            view! { <p>{reason.lessons_title}</p><ul>{reason.lessons.into_iter().map(lesson).collect_view()}</ul> }
        });
        view! { <li>{reason.text}{lifter}{link}{lessons}</li> }
    };
    (!reasons.is_empty())
        .then(|| view! { <ul class="verdict__reasons">{reasons.into_iter().map(reason).collect_view()}</ul> })
}

fn ways(title: String, ways: Vec<Way>, buttons: bool) -> Option<impl IntoView> {
    let way = move |way: Way| {
        let inner = if buttons {
            // The form is not yet complete when another way is taken: nothing is asked before that.
            view! { <button class="link" type="submit" name="take" value=way.take formnovalidate>{way.text}</button> }
                .into_any()
        } else {
            view! { <a href=way.href>{way.text}</a> }.into_any()
        };
        view! { <li>{inner}</li> }
    };
    (!ways.is_empty()).then(|| {
        view! {
            <h3 class="verdict__title">{title}</h3>
            <ul class="verdict__ways">{ways.into_iter().map(way).collect_view()}</ul>
        }
    })
}

#[cfg(feature = "hydrate")]
mod browser {
    //! The half that listens.

    use std::time::Duration;

    use leptos::{
        leptos_dom::helpers::document,
        prelude::*,
        task::spawn_local,
        wasm_bindgen::{JsCast, closure::Closure},
        web_sys::{Event, FormData, HtmlFormElement},
    };

    use super::{
        Mood, Told, check_booking,
        hold::{Holding, Shown, browser::Clock},
    };

    /// What of the form makes the wish; the rest is nobody's business yet.
    const NAMES: [&str; 22] = [
        "space",
        "date",
        "from",
        "until",
        "until_date",
        "people",
        "layout",
        "units",
        "use",
        "along",
        "organisation",
        "contact",
        "repeat",
        "every",
        "on",
        "monthly",
        "ends",
        "count",
        "last",
        "extra",
        "pick",
        "dates",
    ];
    /// How long a hand rests before the house is asked.
    const REST: Duration = Duration::from_millis(350);

    /// What is asked, and how.
    #[derive(Clone)]
    pub struct Asking {
        pub form: String,
        pub except: String,
        pub trouble: String,
    }

    /// Asks again whenever the wish in the form has changed; of two answers the one to the later question counts.
    /// What can be had is held.
    pub fn keep_asking(asking: Asking, told: RwSignal<Told>, holding: Option<(Holding, Shown)>) {
        let Some(form) = document().get_element_by_id(&asking.form).and_then(|e| e.dyn_into::<HtmlFormElement>().ok())
        else {
            return;
        };
        let asked = StoredValue::new(wish(&form));
        let clock = holding.map(|(holding, shown)| Clock::new(holding, shown));
        if let Some(clock) = clock {
            let held = form.clone();
            clock.follow(&form, move || wish(&held));
        }
        let watched = form.clone();
        let ask = debounce(REST, move |_: Event| {
            let fields = wish(&watched);
            if asked.with_value(|last| *last == fields) {
                return;
            }
            asked.set_value(fields.clone());
            let Asking { except, trouble, .. } = asking.clone();
            spawn_local(async move {
                let answer = check_booking(fields.clone(), except).await;
                if asked.try_with_value(|last| *last == fields) == Some(true) {
                    let answer =
                        answer.unwrap_or_else(|_| Told { mood: Mood::Open, headline: trouble, ..Told::default() });
                    match clock {
                        Some(clock) if answer.mood.is_bookable() => clock.ask(fields),
                        Some(clock) => clock.nothing(),
                        None => {}
                    }
                    told.set(answer);
                }
            });
        });
        let listener = Closure::<dyn FnMut(Event)>::new(ask);
        // A page that is left takes the listener along.
        let _ = form.add_event_listener_with_callback("input", listener.as_ref().unchecked_ref());
        listener.forget();
    }

    fn wish(form: &HtmlFormElement) -> Vec<(String, String)> {
        let Ok(data) = FormData::new_with_form(form) else { return Vec::new() };
        let all = |name: &&str| data.get_all(name).iter().map(|value| ((*name).to_owned(), value)).collect::<Vec<_>>();
        NAMES.iter().flat_map(all).filter_map(|(name, value)| Some((name, value.as_string()?))).collect()
    }
}
