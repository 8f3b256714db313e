//! What a mail says, before it is known how: a heading, some sentences, facts, one thing to do.

use std::borrow::Cow;

use app::{questions::say::joined, texts::Locale};

use crate::ics::Method;

/// One mail to one person.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Her address.
    pub to: String,
    /// Her name; empty where it is not known.
    pub name: String,
    /// The language it is written in.
    pub locale: Locale,
    /// The subject.
    pub subject: String,
    /// The first line: what happened.
    pub heading: String,
    /// What it means.
    pub intro: Vec<String>,
    /// The facts, in the order they are asked for.
    pub facts: Vec<Fact>,
    /// The one thing to do: what to call it, and where.
    pub action: (String, String),
    /// What else there is to know.
    pub after: Vec<String>,
    /// Who answers: name and address.
    pub reply_to: Option<(String, String)>,
    /// The calendar entry that goes with it.
    pub calendar: Option<(Method, String)>,
    /// The papers that go with it: the name of a file, and what is in it. All are PDF.
    pub papers: Vec<(&'static str, Vec<u8>)>,
    /// The last lines: who writes, and why.
    pub foot: Vec<String>,
}

/// One line of the facts.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is about.
    pub label: Cow<'static, str>,
    /// What is said; may have several lines.
    pub value: String,
    /// True when the value is an address on the net to follow.
    pub link: bool,
}

impl Fact {
    /// A fact in words; nothing when there are none.
    pub(super) fn new(label: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Option<Self> {
        let value = value.into().trim().to_owned();
        (!value.is_empty()).then(|| Self { label: label.into(), value, link: false })
    }

    /// A fact that is an address on the net.
    pub(super) fn link(label: &'static str, address: &str) -> Option<Self> {
        Self::new(label, address).map(|fact| Self { link: true, ..fact })
    }
}

impl Letter {
    /// The plain text: complete, for everybody who reads no HTML.
    #[must_use]
    pub fn text(&self) -> String {
        let mut blocks = vec![self.heading.clone()];
        blocks.extend(self.intro.iter().cloned());
        if !self.facts.is_empty() {
            let lines = self.facts.iter().map(|fact| joined(&fact.label, &fact.value.replace('\n', "\n  ")));
            blocks.push(lines.collect::<Vec<_>>().join("\n"));
        }
        blocks.push(format!("{}:\n{}", self.action.0, self.action.1));
        blocks.extend(self.after.iter().cloned());
        // RFC 3676 4.3: what follows is no part of the message.
        blocks.push(format!("-- \n{}", self.foot.join("\n")));
        blocks.join("\n\n") + "\n"
    }
}
