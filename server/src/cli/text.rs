//! `spielraum text`: the pages the law asks for, read from files and written to them.

use std::path::PathBuf;

use app::{about, texts::Locale};
use clap::Subcommand;
use domain::{
    about::{AboutRefusal, AboutText, LONGEST_ABOUT, open_places},
    access::Actor,
    desk::{NewText, TextDesk as _, WrittenText},
};
use store::Store;

use super::{house::open, say};
use crate::config::Config;

#[derive(Subcommand)]
pub(super) enum Text {
    /// List the texts, and what of them is still to be done.
    List,
    /// Print a text: what was written, else the template of the program.
    Show {
        /// Which: imprint, privacy, accessibility or easy-language.
        #[arg(value_parser = text)]
        text: AboutText,
        /// In which language.
        #[arg(long, default_value = "de", value_parser = ["de", "en"])]
        language: String,
    },
    /// Write a text from a file in Markdown.
    Set {
        /// Which: imprint, privacy, accessibility or easy-language.
        #[arg(value_parser = text)]
        text: AboutText,
        /// The file.
        file: PathBuf,
        /// In which language.
        #[arg(long, default_value = "de", value_parser = ["de", "en"])]
        language: String,
        /// All of it was looked over today.
        #[arg(long)]
        reviewed: bool,
    },
}

impl Text {
    pub(super) async fn run(&self, config: &Config) -> anyhow::Result<()> {
        let store = open(config, true).await?;
        match self {
            Self::List => list(&store).await,
            Self::Show { text, language } => {
                let written = one(&store, *text, language).await?.map(|one| one.body);
                let template = || about::template(Locale::from_code(language), *text, &config.name);
                say(written.unwrap_or_else(template));
                Ok(())
            }
            Self::Set { text, file, language, reviewed } => {
                let body = std::fs::read_to_string(file).map_err(|err| anyhow::anyhow!("{}: {err}", file.display()))?;
                let version = one(&store, *text, language).await?.map_or(0, |one| one.version);
                let open = open_places(&body);
                let new = NewText { text: *text, language: language.clone(), version, body, reviewed: *reviewed };
                store.write_about_text(&Actor::System, new).await.map_err(|refusal| match refusal {
                    AboutRefusal::Body => anyhow::anyhow!("a text has 1 to {LONGEST_ABOUT} letters"),
                    other => other.into(),
                })?;
                say(format_args!("{} ({language}) is written.", text.path()));
                if !open.is_empty() {
                    say(format_args!("It still says [{}].", open.join("], [")));
                }
                Ok(())
            }
        }
    }
}

async fn list(store: &Store) -> anyhow::Result<()> {
    for text in AboutText::ALL.iter().copied() {
        for language in Locale::ALL.map(Locale::code) {
            let says = match one(store, text, language).await? {
                None => "template".to_owned(),
                Some(one) => {
                    let open = match open_places(&one.body).len() {
                        0 => String::new(),
                        count => format!(", {count} places to fill in"),
                    };
                    match one.reviewed_on {
                        Some(day) => format!("written, looked over on {day}{open}"),
                        None => format!("written, never looked over{open}"),
                    }
                }
            };
            say(format_args!("{:<14} {language}  {says}", text.code()));
        }
    }
    Ok(())
}

async fn one(store: &Store, text: AboutText, language: &str) -> anyhow::Result<Option<WrittenText>> {
    Ok(store.about_text(text).await?.into_iter().find(|one| one.language == language))
}

fn text(code: &str) -> Result<AboutText, String> {
    let codes = || AboutText::ALL.iter().map(|text| text.code()).collect::<Vec<_>>().join(", ");
    AboutText::from_code(code).ok_or_else(|| format!("one of {}", codes()))
}
