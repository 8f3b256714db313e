//! The scanner at the door: takes a code that is typed, or read by a scanner in the hand or by the camera, and says at
//! once what it is good for, in colour, words, sound and touch. Without a script the form sends the code.

use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// What the door says to a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether whoever shows it can come in.
    pub mood: Welcome,
    /// That, in a few words.
    pub headline: String,
    /// What else there is to know.
    pub text: String,
    /// Whose line of the list changes, and what it says now.
    pub line: Option<(String, String)>,
    /// What is counted, by its name.
    pub counts: Vec<(String, usize)>,
}

/// Whether somebody can come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Welcome {
    /// Nothing was shown yet.
    #[default]
    Nobody,
    /// Yes.
    Good,
    /// Somebody did already, with this ticket.
    Again,
    /// No.
    Bad,
}

impl Welcome {
    const fn class(self) -> &'static str {
        match self {
            Self::Nobody => "scan__answer",
            Self::Good => "scan__answer scan__answer--good",
            Self::Again => "scan__answer scan__answer--again",
            Self::Bad => "scan__answer scan__answer--bad",
        }
    }

    /// A tick, two people, a cross: the colour only repeats it. Shapes from Lucide (ISC licence).
    const fn shape(self) -> &'static str {
        match self {
            Self::Nobody => "",
            Self::Good => "M20 6 9 17l-5-5",
            Self::Again => "M12 7v6M12 17h.01M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z",
            Self::Bad => "M18 6 6 18M6 6l12 12",
        }
    }
}

/// What the scanner says by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanWords {
    /// The name of the field, its hint, and what the button says.
    pub code: [String; 3],
    /// What is wrong with the code that was typed; empty: nothing.
    pub problem: String,
    /// The house did not answer: in a few words, and what to do.
    pub trouble: [String; 2],
    /// What the button says that turns the camera on, and off.
    pub camera: [String; 2],
    /// While the camera looks.
    pub looking: String,
    /// The camera was not allowed.
    pub denied: String,
    /// There is nothing here that reads codes.
    pub none: String,
}

/// Somebody shows a ticket at the door of a session.
///
/// # Errors
/// When the house cannot answer now.
#[server(endpoint = "door/admit", input = Json)]
pub async fn admit_ticket(
    /// The session.
    session: String,
    /// What was typed or scanned.
    code: String,
) -> Result<Verdict, ServerFnError> {
    crate::manage::admit_now(&session, &code).await.map_err(|why| ServerFnError::ServerError(why.to_string()))
}

/// What the camera does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the browser finds out"))]
enum Camera {
    /// Nobody knows yet, or there is no script.
    Unknown,
    /// Nothing here reads codes.
    None,
    /// It could.
    Off,
    /// It was not allowed.
    Denied,
    /// It looks.
    On,
}

/// The id of the field, as those of every form are made.
const FIELD: &str = "f-code";
/// The id of the form.
const FORM: &str = "scan";
/// The id of the picture.
const PICTURE: &str = "scan-picture";

/// The scanner at the door of a session.
#[island]
pub fn Scanner(
    /// The address of the page.
    path: String,
    /// The session.
    session: String,
    /// What was said last.
    first: Verdict,
    /// What stands in the field.
    typed: String,
    /// What it says.
    words: ScanWords,
    /// The next ticket is about to come: the field has the focus.
    next: bool,
) -> impl IntoView {
    let told = RwSignal::new(first);
    let camera = RwSignal::new(Camera::Unknown);
    #[cfg(feature = "hydrate")]
    let act = browser::start(session, words.trouble.clone(), told, camera);
    #[cfg(not(feature = "hydrate"))]
    let act = {
        drop(session);
        |_: leptos::ev::MouseEvent| ()
    };
    let ScanWords { code: [label, hint, check], problem, camera: [on, off], looking, denied, none, .. } = words;
    let wrong = !problem.is_empty();
    let described = if wrong { "f-code-hint f-code-error" } else { "f-code-hint" };
    let says = move || match camera.get() {
        Camera::Unknown | Camera::Off => String::new(),
        Camera::None => none.clone(),
        Camera::Denied => denied.clone(),
        Camera::On => looking.clone(),
    };
    let button = move || if camera.get() == Camera::On { off.clone() } else { on.clone() };
    let silent = move || matches!(camera.get(), Camera::Unknown | Camera::None);
    view! {
        <div class="scan">
            // Always there, so that what appears in it is heard.
            <div aria-live="assertive" aria-atomic="true">
                <div class=move || told.read().mood.class()>
                    <svg class="icon scan__sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                        <path d=move || told.read().mood.shape() />
                    </svg>
                    <p class="scan__headline">{move || told.read().headline.clone()}</p>
                    <p class="scan__text">{move || told.read().text.clone()}</p>
                </div>
            </div>
            <form class="scan__form" id=FORM method="post" action=path>
                <div class="field" class:field--wrong=wrong>
                    <label class="field__label" for=FIELD>{label}</label>
                    <p class="field__hint" id="f-code-hint">{hint}</p>
                    <p class="field__error" id="f-code-error" hidden=!wrong>{problem}</p>
                    <div class="door__line">
                        <input
                            class="field__control scan__code"
                            id=FIELD
                            name="code"
                            value=typed
                            maxlength="200"
                            autocomplete="off"
                            autocapitalize="characters"
                            spellcheck="false"
                            enterkeyhint="go"
                            aria-describedby=described
                            aria-invalid=wrong.then_some("true")
                            autofocus=next
                        />
                        <button class="button" type="submit">{check}</button>
                    </div>
                </div>
            </form>
            <div class="scan__camera">
                <button class="button button--quiet" type="button" hidden=silent on:click=act>{button}</button>
                <p class="quiet small" aria-live="polite">{says}</p>
                <video
                    class="scan__picture"
                    id=PICTURE
                    hidden=move || camera.get() != Camera::On
                    playsinline
                    muted
                ></video>
            </div>
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod kept {
    //! The list a phone keeps for the time without the net: `door` of `frontend/door.js`.

    use leptos::{leptos_dom::helpers::window, wasm_bindgen::JsValue};

    use super::{Verdict, Welcome};
    use crate::islands::js::{call, get, wait};

    fn door() -> Result<JsValue, JsValue> {
        get(&window().into(), "door")
    }

    /// True where the house cannot be asked.
    pub fn away() -> bool {
        door().and_then(|door| get(&door, "away")).is_ok_and(|away| away.is_truthy())
    }

    /// Tells it whom the house let in.
    pub fn came(id: &str) {
        let _ = door().and_then(|door| call(&door, "came", &[id.into()]));
    }

    /// What it says to a ticket.
    pub async fn judge(code: &str) -> Result<Verdict, JsValue> {
        let said = wait(call(&door()?, "ticket", &[code.into()])?).await?;
        let text = |name| Ok::<_, JsValue>(get(&said, name)?.as_string().unwrap_or_default());
        let mood = match text("mood")?.as_str() {
            "good" => Welcome::Good,
            "again" => Welcome::Again,
            _ => Welcome::Bad,
        };
        Ok(Verdict { mood, headline: text("headline")?, text: text("text")?, ..Verdict::default() })
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    //! The half that listens, looks and sounds.

    use std::time::Duration;

    use leptos::{
        ev::MouseEvent,
        leptos_dom::helpers::{IntervalHandle, document, set_interval_with_handle, set_timeout, window},
        prelude::*,
        task::spawn_local,
        wasm_bindgen::{JsCast, JsValue, closure::Closure},
        web_sys::{
            Element, Event, HtmlInputElement,
            js_sys::{Array, Date, Object, Reflect},
        },
    };

    use super::{Camera, FIELD, FORM, PICTURE, Verdict, Welcome, admit_ticket, kept};
    use crate::islands::js::{call, get, make, object, wait};

    /// How often the camera looks.
    const LOOKS: Duration = Duration::from_millis(200);

    /// The same ticket in front of the camera for so many milliseconds is one ticket that is shown once.
    const SAME: f64 = 4000.0;

    /// So long an answer may take.
    const PATIENCE: Duration = Duration::from_secs(8);

    /// A door.
    #[derive(Clone, Copy)]
    struct Door {
        session: StoredValue<String>,
        trouble: StoredValue<[String; 2]>,
        told: RwSignal<Verdict>,
        camera: RwSignal<Camera>,
        /// What the camera saw last, and when.
        seen: StoredValue<(String, f64)>,
        /// Of two answers the one to the later question counts.
        asked: StoredValue<u32>,
        /// What makes it look again and again.
        looking: StoredValue<Option<IntervalHandle>>,
        /// Makes the sounds, once somebody did something here: no page may sound before.
        sound: StoredValue<Option<JsValue>, LocalStorage>,
    }

    /// Brings the scanner to life, and answers what its camera button does.
    pub fn start(
        session: String,
        trouble: [String; 2],
        told: RwSignal<Verdict>,
        camera: RwSignal<Camera>,
    ) -> impl FnMut(MouseEvent) + 'static {
        let door = Door {
            session: StoredValue::new(if session.is_empty() { here() } else { session }),
            trouble: StoredValue::new(trouble),
            told,
            camera,
            seen: StoredValue::new((String::new(), 0.0)),
            asked: StoredValue::new(0),
            looking: StoredValue::new(None),
            sound: StoredValue::new_local(None),
        };
        Effect::new(move |_| door.listen());
        spawn_local(async move {
            let reads = reads_codes().await;
            camera.set(if reads { Camera::Off } else { Camera::None });
        });
        move |_| door.turn()
    }

    impl Door {
        /// Takes the codes of the form.
        fn listen(self) {
            let Some(form) = document().get_element_by_id(FORM) else { return };
            let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                event.prevent_default();
                let Some(field) = field() else { return };
                let code = field.value();
                if code.trim().is_empty() {
                    return;
                }
                field.set_value("");
                let _ = field.focus();
                self.ask(code);
            });
            // A page that is left takes its listeners along.
            let _ = form.add_event_listener_with_callback("submit", listener.as_ref().unchecked_ref());
            listener.forget();
        }

        /// Asks the house about a code; where it does not answer, the list the phone keeps.
        fn ask(self, code: String) {
            self.tune();
            let mine = self.asked.get_value() + 1;
            self.asked.set_value(mine);
            let open = move || self.asked.try_get_value() == Some(mine);
            let alone = move |code: String| {
                spawn_local(async move {
                    let verdict = kept::judge(&code).await;
                    if open() {
                        verdict.map_or_else(|_| self.fails(&code), |verdict| self.show(verdict));
                    }
                });
            };
            if kept::away() {
                alone(code);
                return;
            }
            let late = code.clone();
            // Where there is no connection some browsers never say so.
            set_timeout(
                move || {
                    if open() {
                        alone(late);
                    }
                },
                PATIENCE,
            );
            let session = self.session.get_value();
            spawn_local(async move {
                let answer = admit_ticket(session, code.clone()).await;
                if !open() {
                    return;
                }
                match answer {
                    Ok(verdict) => {
                        self.show(verdict.clone());
                        if let Some((id, _)) = verdict.line {
                            kept::came(&id);
                        }
                    }
                    Err(_) => alone(code),
                }
            });
        }

        /// Nobody knows. Nothing that was typed is lost.
        fn fails(self, code: &str) {
            let [headline, text] = self.trouble.get_value();
            self.seen.set_value((String::new(), 0.0));
            self.show(Verdict { mood: Welcome::Bad, headline, text, ..Verdict::default() });
            if let Some(field) = field().filter(|field| field.value().is_empty()) {
                field.set_value(code);
                field.select();
            }
        }

        fn show(self, verdict: Verdict) {
            self.asked.set_value(self.asked.get_value() + 1);
            for (name, count) in &verdict.counts {
                if let Some(shown) = first(&format!("[data-count={name}]")) {
                    shown.set_text_content(Some(&count.to_string()));
                }
            }
            if let Some((id, now)) = &verdict.line {
                if let Some(state) = first(&format!("[data-line=\"{id}\"]")) {
                    state.set_text_content(Some(now));
                    if let Some(shape) = state.previous_element_sibling() {
                        shape.set_class_name("door__shape door__shape--came");
                    }
                }
                if let Some(button) = first(&format!("[name=here][value=\"{id}\"]")) {
                    let _ = button.set_attribute("hidden", "");
                }
            }
            let _ = self.play(verdict.mood);
            // Said again even when it is the same as before.
            self.told.set(Verdict::default());
            let told = self.told;
            set_timeout(move || told.set(verdict), Duration::from_millis(60));
        }

        /// Turns the camera on or off.
        fn turn(self) {
            self.tune();
            if self.camera.get_untracked() == Camera::On {
                self.close(Camera::Off);
                return;
            }
            spawn_local(async move {
                if self.look().await.is_err() {
                    self.close(Camera::Denied);
                }
            });
        }

        /// Looks no longer.
        fn close(self, why: Camera) {
            if let Some(looking) = self.looking.get_value() {
                looking.clear();
            }
            self.looking.set_value(None);
            self.camera.set(why);
            let _ = dark();
        }

        /// Opens the camera and looks through it until it is turned off.
        async fn look(self) -> Result<(), JsValue> {
            let picture: JsValue = document().get_element_by_id(PICTURE).map(Into::into).unwrap_or_default();
            let devices = get(&get(&window().into(), "navigator")?, "mediaDevices")?;
            let facing = object(&[("facingMode", "environment".into())])?;
            let wish = object(&[("video", facing), ("audio", false.into())])?;
            let stream = wait(call(&devices, "getUserMedia", &[wish])?).await?;
            Reflect::set(&picture, &"srcObject".into(), &stream)?;
            self.camera.set(Camera::On);
            wait(call(&picture, "play", &[])?).await?;
            let formats = Array::of1(&"qr_code".into());
            let detector = make("BarcodeDetector", &[object(&[("formats", formats.into())])?])?;
            let busy = StoredValue::new(false);
            let looks = move || {
                if self.camera.try_get_untracked() != Some(Camera::On) || busy.get_value() {
                    return;
                }
                busy.set_value(true);
                let (detector, picture) = (detector.clone(), picture.clone());
                spawn_local(async move {
                    if let Ok(code) = read(&detector, &picture).await {
                        self.saw(code);
                    }
                    busy.set_value(false);
                });
            };
            self.looking.set_value(set_interval_with_handle(looks, LOOKS).ok());
            Ok(())
        }

        /// The camera saw a code.
        fn saw(self, code: Option<String>) {
            let Some(code) = code else { return };
            let now = Date::now();
            let same = self.seen.with_value(|(last, at)| *last == code && now - at < SAME);
            self.seen.set_value((code.clone(), now));
            if !same {
                self.ask(code);
            }
        }

        /// Makes ready to sound, as long as this is what somebody just did.
        fn tune(self) {
            if self.sound.with_value(Option::is_none) {
                self.sound.set_value(make("AudioContext", &[]).ok());
            }
        }

        /// One high tone: come in. Two: again. One low: no. And the hand feels it.
        fn play(self, mood: Welcome) -> Result<(), JsValue> {
            let (tones, felt): (&[(f64, f64, f64)], &[u32]) = match mood {
                Welcome::Nobody => return Ok(()),
                Welcome::Good => (&[(880.0, 0.0, 0.15)], &[60]),
                Welcome::Again => (&[(587.0, 0.0, 0.12), (587.0, 0.2, 0.12)], &[60, 80, 60]),
                Welcome::Bad => (&[(196.0, 0.0, 0.5)], &[300]),
            };
            let felt: Array = felt.iter().map(|part| JsValue::from(*part)).collect();
            let _ = call(&get(&window().into(), "navigator")?, "vibrate", &[felt.into()]);
            let Some(sound) = self.sound.get_value() else { return Ok(()) };
            let now = get(&sound, "currentTime")?.as_f64().unwrap_or_default();
            for (pitch, after, length) in tones {
                let tone = call(&sound, "createOscillator", &[])?;
                let volume = call(&sound, "createGain", &[])?;
                Reflect::set(&get(&volume, "gain")?, &"value".into(), &0.2.into())?;
                Reflect::set(&get(&tone, "frequency")?, &"value".into(), &(*pitch).into())?;
                call(&tone, "connect", std::slice::from_ref(&volume))?;
                call(&volume, "connect", &[get(&sound, "destination")?])?;
                call(&tone, "start", &[(now + after).into()])?;
                call(&tone, "stop", &[(now + after + length).into()])?;
            }
            Ok(())
        }
    }

    /// The session in the address: the page a browser keeps is for all of them.
    fn here() -> String {
        let path = window().location().pathname().unwrap_or_default();
        path.rsplit('/').nth(1).unwrap_or_default().to_owned()
    }

    /// True where a camera is and something that reads QR codes.
    async fn reads_codes() -> bool {
        async fn formats() -> Result<bool, JsValue> {
            get(&get(&window().into(), "navigator")?, "mediaDevices")?.dyn_into::<Object>()?;
            let detector = get(&window().into(), "BarcodeDetector")?;
            let formats: Array = wait(call(&detector, "getSupportedFormats", &[])?).await?.dyn_into()?;
            Ok(formats.includes(&"qr_code".into(), 0))
        }
        formats().await.unwrap_or_default()
    }

    /// The first code in a picture.
    async fn read(detector: &JsValue, picture: &JsValue) -> Result<Option<String>, JsValue> {
        let found: Array = wait(call(detector, "detect", std::slice::from_ref(picture))?).await?.dyn_into()?;
        match found.length() {
            0 => Ok(None),
            _ => Ok(get(&found.get(0), "rawValue")?.as_string()),
        }
    }

    /// Closes the camera.
    fn dark() -> Result<(), JsValue> {
        let picture: JsValue = document().get_element_by_id(PICTURE).map(Into::into).unwrap_or_default();
        let stream = get(&picture, "srcObject")?;
        let tracks: Array = call(&stream, "getTracks", &[])?.dyn_into()?;
        for track in tracks.iter() {
            call(&track, "stop", &[])?;
        }
        Reflect::set(&picture, &"srcObject".into(), &JsValue::NULL).map(drop)
    }

    fn field() -> Option<HtmlInputElement> {
        document().get_element_by_id(FIELD)?.dyn_into().ok()
    }

    fn first(selector: &str) -> Option<Element> {
        document().query_selector(selector).ok().flatten()
    }
}
