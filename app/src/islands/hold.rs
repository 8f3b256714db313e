//! A time that is held while its form is filled in: until when, how long still, and a button for longer.
//!
//! The clock is seen, not heard: a screen reader is told when it begins, when it is nearly over, and when it is.

use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// What is said of a time that is held, or could be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Until when it is held, or why it is not.
    pub said: String,
    /// How many seconds are left; 0: nothing is held.
    pub seconds: u32,
    /// What the button says that holds it, or holds it longer; `None`: there is nothing to ask for.
    pub ask: Option<String>,
}

/// What is said as time goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldWords {
    /// How long still: `noch {}`.
    pub left: String,
    /// Two minutes before the end.
    pub soon: String,
    /// At the end.
    pub over: String,
    /// What the button says then.
    pub again: String,
}

/// A form that can hold its time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The id of the form.
    pub request: String,
    /// The booking that is changed; empty: a new one.
    pub except: String,
    /// What is said as time goes by.
    pub words: HoldWords,
}

/// Holds what stands in a form, or holds it longer.
///
/// # Errors
/// When the house cannot answer now.
#[server(endpoint = "bookings/hold", input = Json)]
pub async fn hold_booking(
    /// What stands in the form.
    fields: Vec<(String, String)>,
    /// The id of the form.
    request: String,
    /// The booking that is changed; empty: a new one.
    except: String,
) -> Result<Kept, ServerFnError> {
    crate::bookings::hold_now(fields, &request, &except)
        .await
        .map_err(|why| ServerFnError::ServerError(why.to_string()))
}

/// Lets go of what a form holds: the page was left.
///
/// # Errors
/// When the house cannot answer now.
#[server(endpoint = "bookings/release")]
pub async fn release_booking(
    /// The id of the form.
    request: String,
) -> Result<(), ServerFnError> {
    crate::bookings::release_now(&request).await.map_err(|why| ServerFnError::ServerError(why.to_string()))
}

/// What the page shows of it.
#[derive(Clone, Copy)]
pub struct Shown {
    /// What is said; `None`: nothing can be held.
    pub kept: RwSignal<Option<Kept>>,
    /// How long still, in words; empty where no clock runs.
    pub left: RwSignal<String>,
    /// What a screen reader is told.
    pub told: RwSignal<String>,
}

impl Shown {
    /// As the page was drawn.
    pub fn new(kept: Option<Kept>) -> Self {
        Self { kept: RwSignal::new(kept), left: RwSignal::default(), told: RwSignal::default() }
    }
}

/// The id of what is said, so that it can have the focus when the button goes.
const SAID: &str = "hold-said";
/// The id of the button.
const BUTTON: &str = "hold-ask";

/// Draws it. Nothing is taken out of the page while it lives, so that the button keeps the focus.
pub fn hold(shown: Shown) -> AnyView {
    let Shown { kept, left, told } = shown;
    let said = move || kept.read().as_ref().map(|kept| kept.said.clone()).unwrap_or_default();
    let asks = move || kept.read().as_ref().and_then(|kept| kept.ask.clone()).unwrap_or_default();
    let holds = move || kept.read().as_ref().is_some_and(|kept| kept.seconds > 0);
    view! {
        <div class="hold" class:hold--held=holds hidden=move || kept.read().is_none()>
            <p class="hold__said" id=SAID tabindex="-1" hidden=move || said().is_empty()>
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                    <path d="M12 6v6l4 2M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z" />
                </svg>
                <span class="hold__until">{said}</span>
                <span class="hold__left numbers" role="timer">{move || left.get()}</span>
            </p>
            <button
                class="button button--quiet button--small"
                id=BUTTON
                type="submit"
                name="do"
                value="hold"
                formnovalidate=true
                hidden=move || asks().is_empty()
            >
                {asks}
            </button>
            {move || holds().then(|| view! { <input type="hidden" name="held" value="1" /> })}
        </div>
        <p class="visually-hidden" role="status">{move || told.get()}</p>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
pub mod browser {
    //! The half that asks the house, and counts.

    use std::time::Duration;

    use leptos::{
        leptos_dom::helpers::{document, set_interval_with_handle, set_timeout, window},
        prelude::*,
        task::spawn_local,
        wasm_bindgen::{JsCast, JsValue, closure::Closure},
        web_sys::{
            Event, EventTarget, HtmlElement, PageTransitionEvent,
            js_sys::{Array, Date, Function, Reflect},
        },
    };

    use super::{BUTTON, Holding, Kept, SAID, Shown, hold_booking, release_booking};

    /// So many seconds before the end it is said that it is near.
    const SOON: u32 = 120;

    /// What is held for longer than so many seconds says its end in words alone.
    const COUNTED: u32 = 3600;

    /// Whoever is still here so long after leaving stays.
    const STAYS: Duration = Duration::from_secs(3);

    /// What stands in the form.
    pub type Wish = Vec<(String, String)>;

    /// The clock of a form.
    #[derive(Clone, Copy)]
    pub struct Clock {
        holding: StoredValue<Holding>,
        shown: Shown,
        /// When it ends, in milliseconds by the clock of this machine.
        ends: StoredValue<f64>,
        warned: StoredValue<bool>,
        /// Of two answers the one to the later question counts.
        asked: StoredValue<u32>,
        /// Nothing is to be let go of: the form was sent and what it holds is still needed, or that was done.
        settled: StoredValue<bool>,
    }

    impl Clock {
        /// Begins to count what is held already.
        pub fn new(holding: Holding, shown: Shown) -> Self {
            let clock = Self {
                holding: StoredValue::new(holding),
                shown,
                ends: StoredValue::new(0.0),
                warned: StoredValue::new(false),
                asked: StoredValue::new(0),
                settled: StoredValue::new(false),
            };
            if let Some(kept) = shown.kept.get_untracked() {
                clock.count(&kept);
            }
            let _ = set_interval_with_handle(move || clock.tick(), Duration::from_secs(1));
            clock
        }

        /// Holds the wish of the form as soon as somebody looks at the page, holds it longer when the button is
        /// pressed, and lets go of it when the page is left.
        pub fn follow(self, form: &EventTarget, wish: impl Fn() -> Wish + Clone + 'static) {
            let first = wish.clone();
            let begin = move |clock: Self| {
                let offered = clock
                    .shown
                    .kept
                    .with_untracked(|kept| kept.as_ref().is_some_and(|kept| kept.seconds == 0 && kept.ask.is_some()));
                if offered {
                    clock.ask(first());
                }
            };
            // A page that is fetched ahead, or opened behind another one, holds nothing.
            if document().hidden() {
                let begun = StoredValue::new(false);
                listen(&document(), "visibilitychange", move |_| {
                    if !document().hidden() && !begun.get_value() {
                        begun.set_value(true);
                        begin(self);
                    }
                });
            } else {
                begin(self);
            }
            if let Some(button) = document().get_element_by_id(BUTTON) {
                let wish = wish.clone();
                listen(&button, "click", move |event| {
                    event.prevent_default();
                    self.ask(wish());
                });
            }
            listen(form, "submit", move |_| self.settled.set_value(true));
            // Chromium 156 may lose what is sent while a page goes, so it is sent before, too. Whoever stays after all
            // goes on holding.
            let stays = wish.clone();
            listen(&window(), "beforeunload", move |_| {
                if self.leave() {
                    let stays = stays.clone();
                    let stay = move || {
                        self.settled.set_value(false);
                        self.ask(stays());
                    };
                    set_timeout(stay, STAYS);
                }
            });
            listen(&window(), "pagehide", move |_| {
                self.leave();
            });
            listen(&window(), "pageshow", move |event| {
                if event.dyn_into::<PageTransitionEvent>().is_ok_and(|event| event.persisted()) {
                    self.settled.set_value(false);
                    self.ask(wish());
                }
            });
        }

        /// Holds a wish.
        pub fn ask(self, wish: Wish) {
            let mine = self.asked.get_value() + 1;
            self.asked.set_value(mine);
            let (request, except) =
                self.holding.with_value(|holding| (holding.request.clone(), holding.except.clone()));
            spawn_local(async move {
                let answer = hold_booking(wish, request, except).await;
                if self.asked.try_get_value() == Some(mine)
                    && let Ok(kept) = answer
                {
                    self.show(kept);
                }
            });
        }

        /// Nothing can be held for what stands in the form now: what was held is let go of.
        pub fn nothing(self) {
            self.asked.set_value(self.asked.get_value() + 1);
            if self.shown.kept.with_untracked(|kept| kept.as_ref().is_some_and(|kept| kept.seconds > 0)) {
                let request = self.holding.with_value(|holding| holding.request.clone());
                // If it does not arrive the clock lets go of it.
                spawn_local(async move {
                    let _ = release_booking(request).await;
                });
            }
            self.shown.left.set(String::new());
            self.shown.kept.set(None);
        }

        fn show(self, kept: Kept) {
            let focused = document().active_element().is_some_and(|element| element.id() == BUTTON);
            let gone = kept.ask.is_none();
            self.count(&kept);
            self.shown.told.set(kept.said.clone());
            self.shown.kept.set(Some(kept));
            if focused && gone {
                let said =
                    document().get_element_by_id(SAID).and_then(|element| element.dyn_into::<HtmlElement>().ok());
                if let Some(said) = said {
                    let _ = said.focus();
                }
            }
        }

        fn count(self, kept: &Kept) {
            self.ends.set_value(Date::now() + f64::from(kept.seconds) * 1000.0);
            self.warned.set_value(kept.seconds <= SOON);
            self.say_left(kept.seconds);
        }

        fn say_left(self, seconds: u32) {
            let time = format!("{}:{:02}", seconds / 60, seconds % 60);
            let left = self.holding.with_value(|holding| holding.words.left.replace("{}", &time));
            let counts = (1..=COUNTED).contains(&seconds);
            self.shown.left.set(if counts { left } else { String::new() });
        }

        fn tick(self) {
            let held = self.shown.kept.with_untracked(|kept| kept.as_ref().is_some_and(|kept| kept.seconds > 0));
            if !held {
                return;
            }
            let words = self.holding.with_value(|holding| holding.words.clone());
            let seconds = ((self.ends.get_value() - Date::now()) / 1000.0).ceil();
            if seconds <= 0.0 {
                self.say_left(0);
                self.shown.told.set(words.over.clone());
                self.shown.kept.set(Some(Kept { said: words.over, ask: Some(words.again), ..Kept::default() }));
                return;
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 1, and days at most")]
            let seconds = seconds as u32;
            self.say_left(seconds);
            if seconds <= SOON && !self.warned.get_value() {
                self.warned.set_value(true);
                self.shown.told.set(words.soon);
            }
        }

        /// Says that the page is left, by a request that outlives it. False: there was nothing to let go of.
        fn leave(self) -> bool {
            let held = self.shown.kept.with_untracked(|kept| kept.as_ref().is_some_and(|kept| kept.seconds > 0));
            let leaves = held && !self.settled.get_value();
            if leaves {
                self.settled.set_value(true);
                let request = self.holding.with_value(|holding| format!("request={}", holding.request));
                let _ = beacon("/api/bookings/release", &request);
            }
            leaves
        }
    }

    /// `navigator.sendBeacon(address, new URLSearchParams(form))`
    fn beacon(address: &str, form: &str) -> Result<(), JsValue> {
        let parts: Function = Reflect::get(&window(), &"URLSearchParams".into())?.dyn_into()?;
        let body = Reflect::construct(&parts, &Array::of1(&form.into()))?;
        let navigator = Reflect::get(&window(), &"navigator".into())?;
        let send: Function = Reflect::get(&navigator, &"sendBeacon".into())?.dyn_into()?;
        Reflect::apply(&send, &navigator, &Array::of2(&address.into(), &body)).map(drop)
    }

    /// A page that is left takes its listeners along.
    fn listen(target: &EventTarget, event: &str, act: impl FnMut(Event) + 'static) {
        let listener = Closure::<dyn FnMut(Event)>::new(act);
        let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        listener.forget();
    }
}
