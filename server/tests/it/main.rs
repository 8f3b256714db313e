//! The whole program, asked as browsers, mail programs and operators ask, as one binary: what tests share is compiled
//! and linked once.

mod access;
mod administration;
mod again;
mod announcing;
mod cli;
mod common;
mod crawler;
mod days;
mod door;
mod door_offline;
mod feedback;
mod feeds;
mod foreign;
mod holding;
mod http;
mod ics;
mod import;
mod jobs;
mod keeping;
mod letters;
mod mail;
mod members;
mod oidc;
mod opening;
mod organisations;
mod passkeys;
mod pictures;
mod privacy;
mod races;
mod security;
mod several_rooms;
mod spans;
mod surveys;
mod tickets;
mod waiting;
