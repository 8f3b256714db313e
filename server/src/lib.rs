//! The program: what a browser, a calendar, a mail server and an operator see of the house.

mod chance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod devmail;
pub mod feeds;
pub mod health;
pub mod http;
pub mod ics;
pub mod import;
pub mod jobs;
mod lists;
pub mod mail;
pub mod oidc;
mod pdf;
mod preview;
mod private;
mod typeface;
