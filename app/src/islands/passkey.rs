//! Making a passkey, and signing in by one: what only the browser can do. Its answer goes the way of every form.

use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// What a browser is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The secret that goes back with the answer.
    pub secret: String,
    /// The options for `navigator.credentials`, as JSON.
    pub options: String,
}

/// What the form says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyWords {
    /// What the button says.
    pub button: String,
    /// The name of the field for a name, and its hint; empty: there is no such field.
    pub name: [String; 2],
    /// What is wrong with the name; empty: nothing.
    pub problem: String,
    /// While the device asks.
    pub asking: String,
    /// Nothing came of it.
    pub failed: String,
    /// This browser has no passkeys.
    pub none: String,
    /// Here they would be good for nothing.
    pub elsewhere: String,
}

/// Asks for a new passkey.
///
/// # Errors
/// When the house cannot answer now, or she signed in too long ago.
#[server(endpoint = "passkeys/make", input = Json)]
pub async fn make_passkey() -> Result<Asked, ServerFnError> {
    crate::account::make_now().await.map_err(|why| ServerFnError::ServerError(why.to_string()))
}

/// Asks to be shown a passkey.
///
/// # Errors
/// When the house cannot answer now.
#[server(endpoint = "passkeys/show", input = Json)]
pub async fn show_passkey() -> Result<Asked, ServerFnError> {
    crate::account::show_now().await.map_err(|why| ServerFnError::ServerError(why.to_string()))
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the browser finds out"))]
enum Can {
    /// Nobody knows yet, or there is no script.
    Unknown,
    /// This browser has no passkeys.
    None,
    /// The page was reached under another name than passkeys are good for.
    Elsewhere,
    /// It could.
    Ready,
    /// The device asks.
    Asking,
    /// It was called off, or the device has none.
    Failed,
}

/// The id of the field, as those of every form are made.
const FIELD: &str = "f-name";

/// The form that makes a passkey, or signs in by one.
#[island]
pub fn PasskeyForm(
    /// Where the answer goes.
    path: String,
    /// Where she goes afterwards; empty: the form makes a passkey.
    goto: String,
    /// The host name passkeys are good for.
    host: String,
    /// What stands in the field for its name.
    typed: String,
    /// What it says.
    words: PasskeyWords,
) -> impl IntoView {
    let can = RwSignal::new(Can::Unknown);
    let answer = RwSignal::new((String::new(), String::new()));
    let form = NodeRef::<leptos::html::Form>::new();
    let makes = goto.is_empty();
    #[cfg(feature = "hydrate")]
    let act = browser::start(makes, host, can, answer, form);
    #[cfg(not(feature = "hydrate"))]
    let act = {
        drop(host);
        |_: leptos::ev::SubmitEvent| ()
    };
    let PasskeyWords { button, name: [label, hint], problem, asking, failed, none, elsewhere } = words;
    let says = move || match can.get() {
        Can::Unknown | Can::Ready => String::new(),
        Can::None => none.clone(),
        Can::Elsewhere => elsewhere.clone(),
        Can::Asking => asking.clone(),
        Can::Failed => failed.clone(),
    };
    let silent = move || matches!(can.get(), Can::Unknown | Can::None | Can::Elsewhere);
    let wrong = !problem.is_empty();
    let described = if wrong { "f-name-hint f-name-error" } else { "f-name-hint" };
    let field = makes.then(|| {
        view! {
            <div class="field" class:field--wrong=wrong>
                <label class="field__label" for=FIELD>{label}</label>
                <p class="field__hint" id="f-name-hint">{hint}</p>
                <p class="field__error" id="f-name-error" hidden=!wrong>{problem}</p>
                <input
                    class="field__control"
                    id=FIELD
                    name="name"
                    value=typed
                    required
                    maxlength="60"
                    autocomplete="off"
                    aria-describedby=described
                    aria-invalid=wrong.then_some("true")
                />
            </div>
        }
        .into_any()
    });
    view! {
        <div class="stack">
            <form class="form" method="post" action=path hidden=silent node_ref=form on:submit=act>
                <input type="hidden" name="goto" value=goto />
                <input type="hidden" name="secret" prop:value=move || answer.get().0 />
                <input type="hidden" name="credential" prop:value=move || answer.get().1 />
                <input type="hidden" name="do" value="add" />
                {field}
                <p><button class="button" class:button--quiet=!makes type="submit">{button}</button></p>
            </form>
            <p class="quiet" aria-live="polite">{says}</p>
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    //! The half that asks the device.

    use leptos::{
        ev::SubmitEvent,
        html::Form,
        leptos_dom::helpers::window,
        prelude::*,
        task::spawn_local,
        wasm_bindgen::{JsCast, JsValue},
        web_sys::js_sys::{Function, JSON},
    };

    use super::{Asked, Can, make_passkey, show_passkey};
    use crate::islands::js::{call, get, object, wait};

    /// Finds out what can be done here, and answers what the button does.
    pub fn start(
        makes: bool,
        host: String,
        can: RwSignal<Can>,
        answer: RwSignal<(String, String)>,
        form: NodeRef<Form>,
    ) -> impl FnMut(SubmitEvent) + 'static {
        Effect::new(move |_| {
            can.set(match (window().location().hostname(), speaks(makes)) {
                (Ok(here), _) if here != host => Can::Elsewhere,
                (Ok(_), Ok(())) => Can::Ready,
                _ => Can::None,
            });
        });
        move |event| {
            event.prevent_default();
            if can.get_untracked() == Can::Asking {
                return;
            }
            can.set(Can::Asking);
            spawn_local(async move {
                let asked = if makes { make_passkey().await } else { show_passkey().await };
                let answered = match asked {
                    Ok(asked) => ask(makes, asked).await.ok(),
                    Err(_) => None,
                };
                let Some(answered) = answered else {
                    can.set(Can::Failed);
                    return;
                };
                answer.set(answered);
                // The fields are filled by then; what is sent like this fires no event.
                request_animation_frame(move || {
                    if let Some(form) = form.get_untracked() {
                        let _ = form.submit();
                    }
                });
            });
        }
    }

    /// The way from JSON to what a browser wants, and whether it has passkeys at all.
    fn speaks(makes: bool) -> Result<(), JsValue> {
        get(&get(&window().into(), "PublicKeyCredential")?, reader(makes))?.dyn_into::<Function>().map(drop)
    }

    const fn reader(makes: bool) -> &'static str {
        if makes { "parseCreationOptionsFromJSON" } else { "parseRequestOptionsFromJSON" }
    }

    /// Lets the device answer. What it says is nobody's but the house's to read.
    async fn ask(makes: bool, asked: Asked) -> Result<(String, String), JsValue> {
        let class = get(&window().into(), "PublicKeyCredential")?;
        let options = call(&class, reader(makes), &[JSON::parse(&asked.options)?])?;
        let wish = object(&[("publicKey", options)])?;
        let devices = get(&get(&window().into(), "navigator")?, "credentials")?;
        let credential = wait(call(&devices, if makes { "create" } else { "get" }, &[wish])?).await?;
        let plain = call(&credential, "toJSON", &[])?;
        let text = JSON::stringify(&plain)?.as_string().unwrap_or_default();
        Ok((asked.secret, text))
    }
}
