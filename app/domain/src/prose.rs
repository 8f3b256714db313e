//! Longer texts people write: Markdown, of which so much is understood as a programme needs.
//!
//! Headings, lists, emphasis, links, quotations, code, and tables: CommonMark 0.31.2, tables as in chapter 4.10 of
//! GitHub's extension of it. What is left out on purpose: pictures, of which the words stay, and HTML, which is read as
//! the letters it is made of. A line break stays one, as in a letter, and a star inside a word is a star: `Bürger*innen`.
//!
//! Every tag is written by [`html`] itself, so none can come from what somebody typed. Browsers never need any of this:
//! only the server is built with the feature `prose`.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use crate::text;

mod page;
mod words;

/// Deeper in than this lists, quotations and emphasis go no deeper: their words stay.
const MOST_DEPTH: usize = 8;
/// Stands for a star inside a word while the text is read; of the letters Unicode leaves to private use.
const STAR: char = '\u{e02a}';

/// The text as HTML. Its headings begin at level `first` and leave none out; `table` is what a table is called, which
/// scrolls sideways where it is too broad.
#[must_use]
pub fn html(typed: &str, first: u8, table: &str) -> String {
    let typed = readable(typed);
    let mut page = page::Page::new(first, table);
    events(&typed).for_each(|(event, number)| page.take(event, number));
    page.written().replace(STAR, "*")
}

/// The text in plain words: for search engines, and for whoever looks for a word in it. The address of a link follows its
/// words.
#[must_use]
pub fn plain(typed: &str) -> String {
    let typed = readable(typed);
    let mut words = words::Words::default();
    events(&typed).for_each(|(event, number)| words.take(event, number));
    words.written().replace(STAR, "*")
}

/// What the text is made of; beside the items of lists the number that was typed: `9. März` and `12. April` are a list
/// of two, and stay what they are.
fn events(typed: &str) -> impl Iterator<Item = (Event<'_>, Option<u64>)> {
    Parser::new_ext(typed, Options::ENABLE_TABLES).into_offset_iter().map(|(event, at)| {
        let item = matches!(event, Event::Start(Tag::Item)).then(|| typed.get(at)).flatten();
        let number = item.and_then(|item| item.trim_start().split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
        (event, number)
    })
}

/// The text as Markdown reads it like a letter: see [`letters`] and [`lines`].
fn readable(typed: &str) -> String {
    lines(&letters(typed))
}

/// With a backslash before what Markdown would swallow, or take for something else than people mean: a line `[Ort]: Lemgo`
/// defines no link, and dashes or equals signs below a line make no heading of it. A rule stands below an empty line.
fn lines(typed: &str) -> String {
    let (mut out, mut code, mut above) = (String::with_capacity(typed.len()), false, false);
    for line in typed.split_inclusive('\n') {
        let words = line.trim();
        code ^= words.starts_with("```") || words.starts_with("~~~");
        let defines = words.starts_with('[') && words.split_once("]:").is_some();
        let underlines =
            above && !words.is_empty() && (words.bytes().all(|b| b == b'-') || words.bytes().all(|b| b == b'='));
        if !code && (defines || underlines) {
            let (blanks, rest) = line.split_at(line.len() - line.trim_start().len());
            out.push_str(blanks);
            out.push('\\');
            out.push_str(rest);
        } else {
            out.push_str(line);
        }
        above = !words.is_empty();
    }
    out
}

/// Without what is no letter, and with every star inside a word hidden: of two of them Markdown makes emphasis.
fn letters(typed: &str) -> String {
    let is_letter = |c: &char| *c != STAR && (!c.is_control() || matches!(c, '\n' | '\t'));
    let letters: Vec<char> = typed.chars().filter(is_letter).collect();
    let in_word = |at: usize| {
        let part = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| c.is_alphanumeric());
        part(at.checked_sub(1)) && part(at.checked_add(1))
    };
    letters.iter().enumerate().map(|(at, c)| if *c == '*' && in_word(at) { STAR } else { *c }).collect()
}

/// Where a link leads, if the house leads there: to a page on the net, or to a mailbox.
fn address(kind: LinkType, target: &str) -> Option<String> {
    // What begins with a question mark is a letter half written (RFC 6068), and a percent sign hides one.
    let mailbox = |typed: &str| {
        let email = text::email(typed).filter(|email| !email.contains(['?', '&', '%', '#', '/', '=']))?;
        Some(format!("mailto:{email}"))
    };
    if kind == LinkType::Email {
        return mailbox(target);
    }
    let (scheme, rest) = target.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "mailto" => mailbox(rest),
        scheme @ ("http" | "https") => {
            let host = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
            let one_word = !rest.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\');
            // What stands before an `@` is no host, and looks like one.
            (one_word && !host.is_empty() && !host.contains('@')).then(|| format!("{scheme}:{rest}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
