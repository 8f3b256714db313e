//! Questions as whoever registers sees them.
//!
//! One that is asked only after a certain answer stands right below the question it depends on, and says so. Style
//! sheets hide it until then; browsers that cannot, and readers of any kind, still find it where it belongs. Whatever
//! is typed into one that does not apply is dropped by the desk.

use domain::{
    id::SessionId,
    question::{Condition, Kind, MOST_LINE, MOST_OPTIONS, MOST_TEXT, Question, Whose, arranged},
};
use leptos::prelude::*;

use super::{
    fields::name,
    files::{Files, away_name, kept_name},
    say, say_files,
};
use crate::{
    t,
    texts::Locale,
    ui::{
        form::{AnswerFile, Checkbox, Checkboxes, Choices, Field, Form, Kept, TextArea},
        say::other_language,
    },
};

/// For whom and where questions are asked.
#[derive(Clone)]
pub struct Scene {
    /// The questions of the event.
    pub questions: Vec<Question>,
    /// The session that is chosen; `None`: it is chosen in the same form.
    pub session: Option<SessionId>,
    /// The sessions one can choose there, as they are listed, with what they are called.
    pub sessions: Vec<(SessionId, String)>,
    /// The files that are there already.
    pub files: Files,
    /// For how many days it is kept who comes.
    pub attendee_days: u16,
    /// The language of the page.
    pub l: Locale,
}

impl Scene {
    /// True when anything is asked of each person.
    #[must_use]
    pub fn asks_each(&self) -> bool {
        let each = |question: &&Question| question.whose == Whose::Attendee;
        self.questions.iter().filter(each).any(|question| self.may_apply(question))
    }

    /// How a form with these questions is sent: with files in it only where one is asked for.
    #[must_use]
    pub fn enctype(&self) -> Option<&'static str> {
        let file = |question: &Question| question.kind == Kind::File && self.may_apply(question);
        self.questions.iter().any(file).then_some("multipart/form-data")
    }

    /// True when it is asked of some who stand before this form.
    fn may_apply(&self, question: &Question) -> bool {
        match self.session {
            Some(session) => question.is_for(session),
            None => question.sessions.is_empty() || self.sessions.iter().any(|(id, _)| question.is_for(*id)),
        }
    }
}

/// What is asked once, or of the person in a place of the form.
#[component]
pub fn Questions(form: Form, scene: Scene, place: Option<usize>) -> impl IntoView {
    let whose = if place.is_some() { Whose::Attendee } else { Whose::Registration };
    let asked: Vec<&Question> = arranged(&scene.questions, whose).into_iter().map(|(_, question)| question).collect();
    level(&form, &scene, place, &asked, None)
}

/// Those that stand below one, or below none.
fn level(form: &Form, scene: &Scene, place: Option<usize>, asked: &[&Question], below: Option<&Question>) -> AnyView {
    let stands = |question: &&&Question| match (&question.condition, below) {
        (Some(condition), Some(below)) => condition.question == below.id,
        (Some(condition), None) => !asked.iter().any(|other| other.id == condition.question),
        (None, below) => below.is_none(),
    };
    let here = asked.iter().filter(stands).filter(|question| scene.may_apply(question));
    here.map(|question| {
        let after = below.zip(question.condition.as_ref());
        let own = view! {
            <div class="asked" lang=other_language(scene.l, &question.label)>
                <One form=form.clone() question=(*question).clone() scene=scene.clone() place/>
                {level(form, scene, place, asked, Some(question))}
            </div>
        };
        placed(scene, question, after, own.into_any())
    })
    .collect_view()
    .into_any()
}

/// In a frame that says, to the eye and to style sheets, when it is asked; in none where it always is.
fn placed(scene: &Scene, question: &Question, after: Option<(&Question, &Condition)>, own: AnyView) -> AnyView {
    let l = say::language(scene.l, question);
    let own = match chosen_for(scene, question) {
        None => own,
        Some((class, names)) => view! {
            <div class=class>
                <p class="asked__when">{t!(l, questions.only_for, sessions = names)}</p>
                {own}
            </div>
        }
        .into_any(),
    };
    let Some((on, condition)) = after else { return own };
    let nth = on.options.iter().position(|option| option.key == condition.option).unwrap_or_default();
    view! {
        <div class=format!("asked__then asked__then--{}", nth + 1)>
            <p class="asked__when">{say::condition(l, condition, on)}</p>
            {own}
        </div>
    }
    .into_any()
}

/// The class and the words for a question that only some of the sessions one can choose here ask.
fn chosen_for(scene: &Scene, question: &Question) -> Option<(String, String)> {
    if scene.session.is_some() || scene.sessions.iter().all(|(id, _)| question.is_for(*id)) {
        return None;
    }
    let places = scene.sessions.iter().enumerate().filter(|(_, (id, _))| question.is_for(*id));
    let (places, names): (Vec<usize>, Vec<&str>) = places.map(|(place, (_, name))| (place + 1, name.as_str())).unzip();
    // The style sheet counts only so far: what it could not show again it does not hide.
    let class = if places.iter().any(|place| *place > MOST_OPTIONS) {
        String::new()
    } else {
        let classes = places.iter().map(|place| format!(" asked__for--{place}"));
        format!("asked__for{}", classes.collect::<String>())
    };
    Some((class, names.join("; ")))
}

/// The question itself.
#[component]
fn One(form: Form, question: Question, scene: Scene, place: Option<usize>) -> impl IntoView {
    let l = say::language(scene.l, &question);
    let name = name(question.id, place);
    let label = question.label.get(l.code()).to_owned();
    let hint = hint(l, &question, scene.attendee_days);
    // A browser insists on nothing that might not be asked.
    let always =
        question.condition.is_none() && chosen_for(&scene, &question).is_none() && place.is_none_or(|place| place == 0);
    let (required, either) = (question.required && always, question.required && !always);
    let options = |rest: Option<&'static str>| -> Vec<(String, String)> {
        let options = question.options.iter().map(|one| (one.key.clone(), one.label.get(l.code()).to_owned()));
        options.chain(rest.map(|rest| (String::new(), rest.to_owned()))).collect()
    };
    let legend = if question.required { label.clone() } else { t!(l, words.optional, label = label) };
    let most = |most: usize| u16::try_from(most).unwrap_or(u16::MAX);
    match question.kind {
        Kind::Text => view! { <Field form name label hint maxlength=most(MOST_LINE) required either/> }.into_any(),
        Kind::LongText => {
            view! { <TextArea form name label hint maxlength=most(MOST_TEXT) required either/> }.into_any()
        }
        Kind::Number => {
            view! { <Field form name label hint width="short" inputmode="decimal" maxlength=20u16 required either/> }
                .into_any()
        }
        Kind::Date => view! { <Field form name label hint kind="date" width="medium" required either/> }.into_any(),
        Kind::Choice => {
            let none = (!question.required).then(|| t!(l, questions.no_choice));
            view! { <Choices form name legend hint options=options(none)/> }.into_any()
        }
        Kind::Several => view! { <Checkboxes form name legend hint options=options(None)/> }.into_any(),
        Kind::Consent => view! { <Checkbox form name label hint required/> }.into_any(),
        Kind::File => {
            let kept = kept(&scene, l, &form, &name);
            let accept = question.files.iter().map(|kind| kind.accepts()).collect::<Vec<_>>().join(",");
            view! { <AnswerFile form name label hint accept required either kept/> }.into_any()
        }
    }
}

/// The file that is there already, as its field shows it.
fn kept(scene: &Scene, l: Locale, form: &Form, name: &str) -> Option<Kept> {
    let key = form.fields().text(name)?;
    let file = scene.files.get(key)?;
    Some(Kept {
        names: (kept_name(name), away_name(name)),
        key: key.to_owned(),
        words: t!(l, questions.file_there, name = file.name, size = say_files::size(l, file.size)),
        away: t!(l, questions.file_away, name = file.name),
        fetch: scene.files.path(key).map(|path| (path, t!(l, questions.file_fetch).to_owned())),
    })
}

/// Help, limits, what it is asked for, and until when the answer is kept.
fn hint(l: Locale, question: &Question, attendee_days: u16) -> String {
    let range = match (question.least, question.most) {
        (Some(least), Some(most)) => t!(l, questions.range, least = least, most = most),
        (Some(least), None) => t!(l, questions.range_from, least = least),
        (None, Some(most)) => t!(l, questions.range_to, most = most),
        (None, None) => String::new(),
    };
    let kept = say::kept(l, question.keeping, attendee_days);
    let why = t!(l, questions.why, purpose = question.purpose.get(l.code()), kept = kept);
    let range = if question.kind == Kind::File { say_files::takes(l, question) } else { range };
    let parts = [question.help.get(l.code()), &range, &why];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
