//! A letter as HTML: one column, a real table of facts, one button; light and dark; nothing is fetched.

use super::letter::{Fact, Letter};

const FONT: &str = "font-family:'Atkinson Hyperlegible Next','Atkinson Hyperlegible',Verdana,'Segoe UI',sans-serif";

/// For programs that know what dark is. Everything works without it: the inline styles are the light ones.
const STYLE: &str = "\
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
body,.ground{background:#12161a!important}
.sheet{background:#1a2026!important;border-color:#6fd3b5 #39424b #39424b!important}
h1,p,td{color:#eceae4!important}
th,.quiet{color:#a7afb8!important}
th,td{border-color:#39424b!important}
.button{background:#6fd3b5!important}
.button a{color:#06261e!important}
td a,.quiet a{color:#6fd3b5!important}
}";

/// The whole document.
pub(super) fn html(letter: &Letter) -> String {
    let language = letter.locale.code();
    let paragraphs = |texts: &[String]| texts.iter().map(|text| paragraph(text)).collect::<String>();
    format!(
        "<!DOCTYPE html>
<html lang=\"{language}\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<title>{subject}</title>
<style>{STYLE}</style>
</head>
<body style=\"margin:0;padding:0;background:#fbfaf7\">
<table role=\"presentation\" class=\"ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background:#fbfaf7\">
<tr><td align=\"center\" style=\"padding:24px 12px\">
<table role=\"presentation\" class=\"sheet\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
style=\"max-width:600px;background:#ffffff;border:1px solid #dedbd3;border-top:4px solid #0b5d4b\">
<tr><td style=\"padding:28px 28px 20px;text-align:left;{FONT};color:#1b1f23\">
<h1 style=\"margin:0 0 16px;font-size:22px;line-height:1.25;font-weight:700;color:#1b1f23\">{heading}</h1>
{intro}{facts}{action}{after}</td></tr>
</table>
<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"max-width:600px\">
<tr><td class=\"quiet\" style=\"padding:16px 28px;text-align:left;{FONT};font-size:14px;line-height:1.5;color:#555d66\">{foot}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
",
        subject = escape(&letter.subject),
        heading = escape(&letter.heading),
        intro = paragraphs(&letter.intro),
        facts = facts(&letter.facts),
        action = button(&letter.action.0, &letter.action.1),
        after = paragraphs(&letter.after),
        foot = letter.foot.iter().map(|line| escape(line)).collect::<Vec<_>>().join("<br>\n"),
    )
}

fn paragraph(text: &str) -> String {
    let text = escape(text).replace('\n', "<br>");
    format!("<p style=\"margin:0 0 16px;font-size:17px;line-height:1.55;color:#1b1f23\">{text}</p>\n")
}

/// A table with row heads: a screen reader says "Wann, Dienstag …".
fn facts(facts: &[Fact]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let rows: String = facts.iter().map(row).collect();
    format!(
        "<table class=\"facts\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
         style=\"margin:4px 0 20px;border-collapse:collapse\">\n<tbody>\n{rows}</tbody>\n</table>\n"
    )
}

fn row(fact: &Fact) -> String {
    let value = escape(&fact.value).replace('\n', "<br>");
    let value = if fact.link { format!("<a href=\"{value}\" style=\"color:#0b5d4b\">{value}</a>") } else { value };
    format!(
        "<tr><th scope=\"row\" style=\"padding:8px 16px 8px 0;text-align:left;vertical-align:top;font-size:15px;\
         font-weight:400;line-height:1.5;color:#555d66;border-top:1px solid #dedbd3;{FONT}\">{}</th>\
         <td style=\"padding:8px 0;text-align:left;vertical-align:top;font-size:17px;line-height:1.5;color:#1b1f23;\
         border-top:1px solid #dedbd3;word-break:break-word;{FONT}\">{value}</td></tr>\n",
        escape(&fact.label)
    )
}

fn button(label: &str, address: &str) -> String {
    format!(
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:4px 0 20px\"><tr>\
         <td class=\"button\" style=\"background:#0b5d4b;border-radius:4px\"><a href=\"{}\" \
         style=\"display:inline-block;padding:12px 22px;{FONT};font-size:17px;line-height:20px;font-weight:700;\
         color:#ffffff;text-decoration:none\">{}</a></td></tr></table>\n",
        escape(address),
        escape(label)
    )
}

/// Text as text, also inside an attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push('\n'),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
