//! `spielraum config`: every setting, its meaning and its value; as a table for the README too.

use std::process::ExitCode;

use clap::Args;

use super::{complain, say};
use crate::config::{self, Config, SETTINGS};

#[derive(Args)]
pub(super) struct Settings {
    /// As a table in Markdown, without the values here.
    #[arg(long)]
    markdown: bool,
}

impl Settings {
    pub(super) fn run(&self) -> ExitCode {
        if self.markdown {
            say(config::markdown().trim_end());
            return ExitCode::SUCCESS;
        }
        for setting in SETTINGS {
            let value = match config::given(setting) {
                Some(value) => value,
                None if setting.default.is_empty() => "(none)".to_owned(),
                None => format!("{} (default)", setting.default),
            };
            say(format_args!("{} = {value}\n    {}", setting.name, setting.meaning));
        }
        match Config::from_environment() {
            Ok(_) => ExitCode::SUCCESS,
            Err(err) => {
                complain(&err);
                ExitCode::FAILURE
            }
        }
    }
}
