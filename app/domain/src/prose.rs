//! Longer texts people write: Markdown, of which so much is understood as a programme needs.
//!
//! Headings, lists, emphasis, links, quotations, code, and tables: CommonMark 0.31.2, tables as in chapter 4.10 of
//! GitHub's extension of it. What is left out on purpose: pictures, of which the words stay, and HTML, which is read as
//! the letters it is made of. A line break stays one, as in a letter, and a star inside a word is a star: `Bürger*innen`.
//!
//! Every tag is written by [`html`] itself, so none can come from what somebody typed. Browsers never need any of this:
//! only the server is built with the feature `prose`.

use pulldown_cmark::{LinkType, Options, Parser};

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
    events(&typed).for_each(|event| page.take(event));
    page.written().replace(STAR, "*")
}

/// The text in plain words: for search engines, and for whoever looks for a word in it. The address of a link follows its
/// words.
#[must_use]
pub fn plain(typed: &str) -> String {
    let typed = readable(typed);
    let mut words = words::Words::default();
    events(&typed).for_each(|event| words.take(event));
    words.written().replace(STAR, "*")
}

fn events(typed: &str) -> Parser<'_> {
    Parser::new_ext(typed, Options::ENABLE_TABLES)
}

/// The text without what is no letter, and with every star inside a word hidden: of two of them Markdown makes emphasis.
fn readable(typed: &str) -> String {
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
    let mailbox = |typed: &str| text::email(typed).map(|email| format!("mailto:{email}"));
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
