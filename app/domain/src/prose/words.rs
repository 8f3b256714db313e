//! A text in plain words.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{MOST_DEPTH, address};

/// Plain words while they are being written.
#[derive(Default)]
pub(super) struct Words {
    out: String,
    /// The lists that are open, and the number of their next item.
    lists: Vec<Option<u64>>,
    /// Links that are open: where their words begin, and where they lead.
    links: Vec<(usize, Option<String>)>,
    /// Something has just begun: its first paragraph stands right behind.
    fresh: bool,
    /// Where the row and the cell that are being written begin.
    row: usize,
    cell: usize,
}

impl Words {
    pub(super) fn written(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        self.out
    }

    /// `number`: what was typed before an item of a list.
    pub(super) fn take(&mut self, event: Event<'_>, number: Option<u64>) {
        match event {
            Event::Start(tag) => self.start(tag, number),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) | Event::Code(text) => self.say(&text),
            Event::SoftBreak | Event::HardBreak => self.out.push('\n'),
            Event::Rule => self.paragraph(),
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, number: Option<u64>) {
        match tag {
            Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::Table(_) => self.paragraph(),
            Tag::List(number) => {
                if self.lists.is_empty() {
                    self.paragraph();
                }
                self.lists.push(number);
            }
            Tag::Item => self.item(number),
            Tag::Link { link_type, dest_url, .. } => {
                let inside = self.links.iter().any(|(_, address)| address.is_some());
                self.links.push((self.out.len(), address(link_type, &dest_url).filter(|_| !inside)));
            }
            Tag::TableHead | Tag::TableRow => {
                self.line();
                self.row = self.out.len();
            }
            Tag::TableCell => {
                self.cell = self.out.len();
                if self.cell > self.row {
                    self.out.push_str("; ");
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => drop(self.lists.pop()),
            TagEnd::TableCell if self.out.ends_with("; ") && self.out.len() == self.cell + 2 => {
                self.out.truncate(self.cell);
            }
            TagEnd::Link => {
                let Some((from, Some(address))) = self.links.pop() else { return };
                let shown = address.strip_prefix("mailto:").unwrap_or(&address);
                let words = self.out.get(from..).unwrap_or_default();
                if words.is_empty() {
                    self.say(shown);
                } else if words != shown {
                    let _ = write!(self.out, " ({shown})");
                }
            }
            _ => {}
        }
    }

    fn item(&mut self, typed: Option<u64>) {
        self.line();
        let depth = self.lists.len().clamp(1, MOST_DEPTH) - 1;
        self.out.extend(std::iter::repeat_n("  ", depth));
        let _ = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number = typed.unwrap_or(*number);
                let written = write!(self.out, "{number}. ");
                *number = number.saturating_add(1);
                written
            }
            _ => write!(self.out, "- "),
        };
        self.fresh = true;
    }

    fn say(&mut self, text: &str) {
        self.out.extend(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
        self.fresh = false;
    }

    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn paragraph(&mut self) {
        if std::mem::take(&mut self.fresh) || self.out.is_empty() {
            return;
        }
        self.line();
        if !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}
