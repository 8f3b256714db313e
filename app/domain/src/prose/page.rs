//! A text as HTML.

use std::fmt::Write as _;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::{MOST_DEPTH, address};

/// The deepest heading there is.
const LAST_LEVEL: usize = 6;

/// A page while it is being written.
pub(super) struct Page<'a> {
    out: String,
    first: u8,
    table: &'a str,
    open: Vec<Open>,
    /// How many lists, quotations and stresses are open.
    depth: usize,
    /// The headings the one being written stands under, as they were typed.
    above: Vec<HeadingLevel>,
    /// Lines that are not read as Markdown.
    lines: Option<Lines>,
    in_head: bool,
    /// Cells with nothing in them: they are written when one follows that has something.
    empty_cells: usize,
}

/// Something that ends later.
struct Open {
    /// Its end; empty where nothing of it is written.
    close: &'static str,
    /// It counts as a depth.
    deep: bool,
    /// Where it and what is in it begin.
    from: usize,
    inside: usize,
    /// Where it leads.
    address: Option<String>,
    /// Of a list with numbers: the one its next item has by itself.
    next: Option<u64>,
}

/// Lines that are not read as Markdown, and whether they are code.
struct Lines {
    code: bool,
    text: String,
}

impl<'a> Page<'a> {
    pub(super) const fn new(first: u8, table: &'a str) -> Self {
        Self {
            out: String::new(),
            first,
            table,
            open: Vec::new(),
            depth: 0,
            above: Vec::new(),
            lines: None,
            in_head: false,
            empty_cells: 0,
        }
    }

    pub(super) fn written(self) -> String {
        self.out
    }

    /// `number`: what was typed before an item of a list.
    pub(super) fn take(&mut self, event: Event<'_>, number: Option<u64>) {
        match event {
            Event::Start(tag) => self.start(tag, number),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => match &mut self.lines {
                Some(lines) => lines.text.push_str(&text),
                None => escape(&mut self.out, &text),
            },
            Event::Code(text) => {
                self.out.push_str("<code>");
                escape(&mut self.out, &text);
                self.out.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => self.out.push_str("<br>"),
            Event::Rule => self.out.push_str("<hr>"),
            // Of extensions that are not switched on.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, number: Option<u64>) {
        match tag {
            Tag::Paragraph => self.begin("<p>", "</p>"),
            Tag::Heading { level, .. } => self.begin_heading(level),
            Tag::BlockQuote(_) => self.go_in("<blockquote>", "</blockquote>"),
            Tag::List(first) => {
                match first {
                    None => self.go_in("<ul>", "</ul>"),
                    Some(1) => self.go_in("<ol>", "</ol>"),
                    Some(first) => self.go_in(&format!("<ol start=\"{first}\">"), "</ol>"),
                }
                if let Some(list) = self.open.last_mut() {
                    list.next = first;
                }
            }
            Tag::Item => self.begin_item(number),
            Tag::Emphasis => self.go_in("<em>", "</em>"),
            Tag::Strong => self.go_in("<strong>", "</strong>"),
            Tag::Link { link_type, dest_url, .. } => self.begin_link(link_type, &dest_url),
            // Four spaces before a line make no code of a letter.
            Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock => {
                self.lines = Some(Lines { code: false, text: String::new() });
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => {
                self.lines = Some(Lines { code: true, text: String::new() });
            }
            Tag::Table(_) => {
                self.out.push_str("<div class=\"table-scroll\" role=\"group\" tabindex=\"0\" aria-label=\"");
                escape(&mut self.out, self.table);
                self.begin("\"><table class=\"table\">", "</tbody></table></div>");
            }
            Tag::TableHead => {
                self.in_head = true;
                self.begin("<thead><tr>", "</tr></thead><tbody>");
            }
            Tag::TableRow => self.begin("<tr>", "</tr>"),
            // Its tag depends on what is in it. Of a picture the words stay; the rest is not switched on.
            _ => self.begin("", ""),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if matches!(tag, TagEnd::CodeBlock | TagEnd::HtmlBlock) {
            return self.end_lines();
        }
        let Some(open) = self.open.pop() else { return };
        self.depth -= usize::from(open.deep);
        let nothing = self.out.len() == open.inside;
        match tag {
            TagEnd::Heading(_) if nothing => {
                self.out.truncate(open.from);
                self.above.pop();
                return;
            }
            TagEnd::Link if nothing => escape(&mut self.out, open.address.as_deref().unwrap_or_default()),
            TagEnd::TableCell => self.end_cell(open.from),
            TagEnd::TableHead => (self.in_head, self.empty_cells) = (false, 0),
            TagEnd::TableRow => self.empty_cells = 0,
            _ => {}
        }
        self.out.push_str(open.close);
    }

    fn begin(&mut self, tag: &str, close: &'static str) {
        let from = self.out.len();
        self.out.push_str(tag);
        self.open.push(Open { close, deep: false, from, inside: self.out.len(), address: None, next: None });
    }

    /// The same for what can stand in itself, and so could be typed a thousand times over.
    fn go_in(&mut self, tag: &str, close: &'static str) {
        if self.depth == MOST_DEPTH {
            return self.begin("", "");
        }
        self.begin(tag, close);
        self.depth += 1;
        if let Some(open) = self.open.last_mut() {
            open.deep = true;
        }
    }

    fn begin_item(&mut self, number: Option<u64>) {
        let Some(list) = self.open.last_mut().filter(|list| !list.close.is_empty()) else {
            return self.begin("<br>", "");
        };
        let by_itself = list.next;
        list.next = by_itself.map(|next| number.unwrap_or(next).saturating_add(1));
        match number.filter(|number| by_itself.is_some_and(|next| next != *number)) {
            Some(number) => self.begin(&format!("<li value=\"{number}\">"), "</li>"),
            None => self.begin("<li>", "</li>"),
        }
    }

    /// One level below the heading it stands under, whatever level was typed.
    fn begin_heading(&mut self, level: HeadingLevel) {
        while self.above.last().is_some_and(|above| *above >= level) {
            self.above.pop();
        }
        let level_here = LAST_LEVEL.min(usize::from(self.first) + self.above.len());
        self.above.push(level);
        let close = match level_here {
            ..=2 => "</h2>",
            3 => "</h3>",
            4 => "</h4>",
            5 => "</h5>",
            _ => "</h6>",
        };
        self.begin(&close.replace('/', ""), close);
    }

    fn begin_link(&mut self, kind: LinkType, target: &str) {
        // A link in a link ends the one around it.
        let inside = self.open.iter().any(|open| open.address.is_some());
        let Some(address) = address(kind, target).filter(|_| !inside) else { return self.begin("", "") };
        let mut tag = String::from("<a href=\"");
        escape(&mut tag, &address);
        tag.push_str("\" rel=\"nofollow noopener ugc\">");
        self.begin(&tag, "</a>");
        if let Some(open) = self.open.last_mut() {
            open.address = Some(address);
        }
    }

    fn end_lines(&mut self) {
        let Some(Lines { code, text }) = self.lines.take() else { return };
        if code {
            self.out.push_str("<pre><code>");
            escape(&mut self.out, &text);
            self.out.push_str("</code></pre>");
            return;
        }
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for paragraph in lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()) {
            self.out.push_str("<p>");
            for (number, line) in paragraph.iter().enumerate() {
                self.out.push_str(if number == 0 { "" } else { "<br>" });
                escape(&mut self.out, line);
            }
            self.out.push_str("</p>");
        }
    }

    /// A head without words heads nothing, and a row may be shorter than its table.
    fn end_cell(&mut self, from: usize) {
        let words = self.out.split_off(from);
        if words.is_empty() {
            self.empty_cells += 1;
            return;
        }
        for _ in 0..std::mem::take(&mut self.empty_cells) {
            self.out.push_str("<td></td>");
        }
        let cell = if self.in_head { ("<th scope=\"col\">", "</th>") } else { ("<td>", "</td>") };
        let _ = write!(self.out, "{}{words}{}", cell.0, cell.1);
    }
}

/// Letters as HTML shows them, in a text and in an attribute.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Written as an entity it comes back.
            _ if letter.is_control() && !matches!(letter, '\n' | '\t') => {}
            _ => out.push(letter),
        }
    }
}
