//! What somebody types, and what becomes of it.

use proptest::prelude::*;

use super::*;

fn shown(typed: &str) -> String {
    html(typed, 3, "Tabelle")
}

#[test]
fn what_was_written_before_there_was_markdown_looks_as_it_did() {
    for (typed, expected) in [
        ("", ""),
        ("Eins\nzwei\n\n\n drei \n", "<p>Eins<br>zwei</p><p>drei</p>"),
        ("Kommen Sie, wann Sie mögen!", "<p>Kommen Sie, wann Sie mögen!</p>"),
        ("Bürger*innen und Besucher*innen", "<p>Bürger*innen und Besucher*innen</p>"),
        ("2*3*4 = 24, 5 * 6 = 30", "<p>2*3*4 = 24, 5 * 6 = 30</p>"),
        ("mein_langer_name und raum_a_b", "<p>mein_langer_name und raum_a_b</p>"),
        ("    eingerückt\n    noch einmal\n\n    und wieder", "<p>eingerückt<br>noch einmal</p><p>und wieder</p>"),
        ("Wir <3 Räume & mehr, 1 < 2 > 0", "<p>Wir &lt;3 Räume &amp; mehr, 1 &lt; 2 &gt; 0</p>"),
        ("#Raum [sic] (siehe unten) ~ca. 20 €~", "<p>#Raum [sic] (siehe unten) ~ca. 20 €~</p>"),
        ("„Ton“ – 'laut' \"leise\"", "<p>„Ton“ – &#39;laut&#39; &quot;leise&quot;</p>"),
        ("Eins | zwei", "<p>Eins | zwei</p>"),
        ("[Anmeldung]: https://example.org\n[Ort]: Lemgo", "<p>[Anmeldung]: https://example.org<br>[Ort]: Lemgo</p>"),
        ("Viele Grüße\nIhr Team\n--\nHochschule", "<p>Viele Grüße<br>Ihr Team<br>--<br>Hochschule</p>"),
        ("Ablauf\n=====\nKommen", "<p>Ablauf<br>=====<br>Kommen</p>"),
    ] {
        assert_eq!(shown(typed), expected, "{typed:?}");
    }
}

#[test]
fn headings_lists_links_and_emphasis_are_what_they_look_like() {
    let link = |to: &str, words: &str| format!("<p><a href=\"{to}\" rel=\"nofollow noopener ugc\">{words}</a></p>");
    for (typed, expected) in [
        (
            "# Ablauf\n\nErst *das*, dann **dies**.",
            "<h3>Ablauf</h3><p>Erst <em>das</em>, dann <strong>dies</strong>.</p>".to_owned(),
        ),
        ("- Laptop\n- Neugier", "<ul><li>Laptop</li><li>Neugier</li></ul>".to_owned()),
        (
            "Bitte:\n- Laptop\n  - Netzteil",
            "<p>Bitte:</p><ul><li>Laptop<ul><li>Netzteil</li></ul></li></ul>".to_owned(),
        ),
        ("1. Löten\n2. Messen", "<ol><li>Löten</li><li>Messen</li></ol>".to_owned()),
        ("3. Advent", "<ol start=\"3\"><li>Advent</li></ol>".to_owned()),
        (
            "9. März: Auftakt\n12. April: Abschluss",
            "<ol start=\"9\"><li>März: Auftakt</li><li value=\"12\">April: Abschluss</li></ol>".to_owned(),
        ),
        (
            "Termine:\n1. März\n12. April\n13. Mai",
            "<p>Termine:</p><ol><li>März</li><li value=\"12\">April</li><li>Mai</li></ol>".to_owned(),
        ),
        ("> Zitat", "<blockquote><p>Zitat</p></blockquote>".to_owned()),
        ("Eins\n\n---\n\nZwei", "<p>Eins</p><hr><p>Zwei</p>".to_owned()),
        ("`cargo *run*`", "<p><code>cargo *run*</code></p>".to_owned()),
        ("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>".to_owned()),
        ("[Anfahrt](https://example.org/?a=1&b=2)", link("https://example.org/?a=1&amp;b=2", "Anfahrt")),
        ("[Anfahrt](HTTP://example.org)", link("http://example.org", "Anfahrt")),
        ("<https://example.org>", link("https://example.org", "https://example.org")),
        ("[](https://example.org)", link("https://example.org", "https://example.org")),
        ("[Anna](mailto:Anna@example.org)", link("mailto:anna@example.org", "Anna")),
        ("<anna@example.org>", link("mailto:anna@example.org", "anna@example.org")),
        ("https://example.org/a*b*c", "<p>https://example.org/a*b*c</p>".to_owned()),
        ("[Karte](https://example.org/a*b)", link("https://example.org/a*b", "Karte")),
        (
            "| Zeit | |\n|---|:-:|\n| 10 Uhr | *Ton* |\n| 11 Uhr |",
            "<div class=\"table-scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Tabelle\"><table class=\"table\">\
             <thead><tr><th scope=\"col\">Zeit</th></tr></thead><tbody><tr><td>10 Uhr</td><td><em>Ton</em></td></tr>\
             <tr><td>11 Uhr</td></tr></tbody></table></div>"
                .to_owned(),
        ),
    ] {
        assert_eq!(shown(typed), expected, "{typed:?}");
    }
}

#[test]
fn no_heading_stands_above_the_page_and_none_leaves_a_level_out() {
    for (typed, first, expected) in [
        ("# A\n## B\n### C\n# D", 3, "<h3>A</h3><h4>B</h4><h5>C</h5><h3>D</h3>"),
        ("### A\n# B\n###### C", 3, "<h3>A</h3><h3>B</h3><h4>C</h4>"),
        ("# A\n## B\n### C\n#### D", 4, "<h4>A</h4><h5>B</h5><h6>C</h6><h6>D</h6>"),
        ("#\n\n## A", 3, "<h3>A</h3>"),
        ("A\n=", 3, "<p>A<br>=</p>"),
    ] {
        assert_eq!(html(typed, first, ""), expected, "{typed:?}");
    }
}

#[test]
fn what_would_harm_whoever_reads_it_is_words_only() {
    for (typed, expected) in [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("Ein <b onclick=x()>Wort</b>", "<p>Ein &lt;b onclick=x()&gt;Wort&lt;/b&gt;</p>"),
        ("<div>\n*a*\n</div>", "<p>&lt;div&gt;<br>*a*<br>&lt;/div&gt;</p>"),
        ("[hier](javascript:alert(1))", "<p>hier</p>"),
        ("[hier](JaVaScRiPt:alert(1))", "<p>hier</p>"),
        ("[hier](&#106;avascript:alert(1))", "<p>hier</p>"),
        ("[hier](java&#10;script:alert(1))", "<p>hier</p>"),
        ("[hier](data:text/html;base64,PHNjcmlwdD4=)", "<p>hier</p>"),
        ("[hier](//evil.example)", "<p>hier</p>"),
        ("[hier](/admin)", "<p>hier</p>"),
        ("[hier](https://bank.example@evil.example)", "<p>hier</p>"),
        ("[hier](https:///x)", "<p>hier</p>"),
        ("[hier](mailto:a@example.org?bcc=b@example.org)", "<p>hier</p>"),
        ("[hier](mailto:a@example.org?subject=x&body=y)", "<p>hier</p>"),
        ("[hier](mailto:a@example.org?bcc=b%40evil.example)", "<p>hier</p>"),
        ("<anna%40example.org?bcc=b@evil.example>", "<p>anna%40example.org?bcc=b@evil.example</p>"),
        ("a&#27;b&#8;c", "<p>abc</p>"),
        ("![Ein Pixel](https://evil.example/p.gif)", "<p>Ein Pixel</p>"),
        ("[![Bild](https://evil.example/p.gif)](javascript:x)", "<p>Bild</p>"),
        ("a\u{0}b\u{8}c", "<p>abc</p>"),
        ("&lt;script&gt;", "<p>&lt;script&gt;</p>"),
    ] {
        assert_eq!(shown(typed), expected, "{typed:?}");
    }
    let quoted = shown("[a](https://example.org/\"onmouseover=\"x)");
    assert!(!quoted.contains("\"onmouseover"), "{quoted}");
}

#[test]
fn plain_words_have_no_marks() {
    for (typed, expected) in [
        ("Eins\nzwei\n\ndrei", "Eins\nzwei\n\ndrei"),
        ("# Ablauf\n\nErst *das*, dann **dies**.", "Ablauf\n\nErst das, dann dies."),
        (
            "Bitte:\n- Laptop\n  - Netzteil\n- Neugier\n\nBis dann",
            "Bitte:\n\n- Laptop\n  - Netzteil\n- Neugier\n\nBis dann",
        ),
        ("3. Löten\n\n4. Messen", "3. Löten\n4. Messen"),
        ("9. März\n12. April\n[Ort]: Lemgo", "9. März\n12. April\n[Ort]: Lemgo"),
        ("[Anfahrt](https://example.org), <https://example.org>", "Anfahrt (https://example.org), https://example.org"),
        ("[Anna](mailto:anna@example.org) [hier](javascript:x)", "Anna (anna@example.org) hier"),
        ("| Zeit | Was |\n|---|---|\n| 10 Uhr | Ton |\n| 11 Uhr |", "Zeit; Was\n10 Uhr; Ton\n11 Uhr"),
        ("Bürger*innen & `code` <b>", "Bürger*innen & code <b>"),
        ("> Zitat\n\n![Bild](https://example.org/x.png)", "Zitat\n\nBild"),
    ] {
        assert_eq!(plain(typed), expected, "{typed:?}");
    }
}

/// The tags of a page in order, without what is in them; a tag the house does not write fails.
fn tags(html: &str) -> Vec<String> {
    const ALLOWED: [&str; 23] = [
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "em",
        "strong",
        "code",
        "pre",
        "blockquote",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
    ];
    const PLAIN_ATTRIBUTES: [&str; 4] = [
        "",
        "class=\"table\"",
        "scope=\"col\"",
        "class=\"table-scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Tabelle\"",
    ];
    let mut found = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').unwrap_or_else(|| panic!("no end: {part}"));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let bare = name.strip_prefix('/').unwrap_or(name);
        assert!(!bare.is_empty() && ALLOWED.contains(&bare), "{tag}");
        let fine = match bare {
            "a" if name == "a" => {
                let href = attributes.strip_prefix("href=\"").and_then(|rest| rest.split_once('"'));
                href.is_some_and(|(to, rest)| {
                    ["http://", "https://", "mailto:"].iter().any(|scheme| to.starts_with(scheme))
                        && rest == " rel=\"nofollow noopener ugc\""
                })
            }
            "li" => attributes
                .strip_prefix("value=\"")
                .is_none_or(|number| number.trim_end_matches('"').parse::<u64>().is_ok()),
            "ol" => attributes
                .strip_prefix("start=\"")
                .is_none_or(|number| number.trim_end_matches('"').parse::<u64>().is_ok()),
            _ => PLAIN_ATTRIBUTES.contains(&attributes),
        };
        assert!(fine, "{tag}");
        found.push(name.to_owned());
    }
    found
}

fn assert_well_nested(html: &str) {
    let mut open: Vec<String> = Vec::new();
    for tag in tags(html) {
        match tag.strip_prefix('/') {
            Some(ended) => assert_eq!(open.pop().as_deref(), Some(ended), "{html}"),
            None if tag == "br" || tag == "hr" => {}
            None => open.push(tag),
        }
        assert!(open.len() < 40, "too deep: {html}");
        assert!(open.iter().filter(|tag| *tag == "a").count() <= 1, "a link in a link: {html}");
    }
    assert!(open.is_empty(), "{open:?} in {html}");
}

/// As long as a description may be, made of what parsers have stumbled over.
#[test]
fn a_monster_becomes_a_page_of_bounded_length_and_depth() {
    let most = 20_000;
    let table = |columns: usize| {
        let head = "|a".repeat(columns) + "\n" + &"|-".repeat(columns) + "\n";
        let rows = (most - head.len()) / 2;
        head + &"a\n".repeat(rows)
    };
    let nested_lists: String = (0..190).map(|depth| "  ".repeat(depth / 2) + "- a\n").collect();
    let mut monsters = vec![table(1_000), table(3_000), nested_lists];
    for part in [
        ">",
        "> ",
        "- ",
        "1. ",
        "*",
        "**a ",
        "*a **b ",
        "_a*",
        "[",
        "![",
        "[a](",
        "[a](<b",
        "](",
        "`",
        "``a`",
        "<",
        "<a ",
        "<!--",
        "<?",
        "<![CDATA[",
        "&",
        "\\",
        "#",
        "# ",
        "|",
        "|-",
        "a|",
        "[a]: b\n",
        "[a][",
        "a\n-\n",
        "> - ",
        "<x@y.z>",
        "\t",
        "    a\n",
        "~",
        "&#106;",
        "```\n",
        "***",
        "__a",
        "*a_ ",
    ] {
        monsters.push(part.repeat(most / part.len()));
    }
    for monster in monsters {
        let start: String = monster.chars().take(12).collect();
        let page = shown(&monster);
        assert_well_nested(&page);
        assert!(page.len() <= 64 * most, "{start:?} became {} bytes", page.len());
        assert!(plain(&monster).len() <= 8 * most, "{start:?}");
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_only_tags_of_the_house_come_out_and_each_ends(parts in prop::collection::vec(
        prop::sample::select(vec![
            "<", ">", "[", "]", "(", ")", "!", "*", "**", "_", "`", "```", "#", "# ", "|", "|-|-|", "-", "- ", "1. ", "> ",
            "~", "&", ";", ":", "\"", "'", "\n", "\n\n", " ", "    ", "\t", "\\", "javascript:", "https://a.b", "mailto:",
            "a@b.de", "/", "=", "--", "\n=\n", "9. ", "[a]: ", "+49", "&#27;", "onclick=", "script", "<!--", "-->", "&#x3c;", "&lt;", "a", "ö", "\u{e02a}", "\u{202e}",
        ]), 0..120,
    )) {
        let typed = parts.concat();
        let page = shown(&typed);
        assert_well_nested(&page);
        let hidden = plain(&typed).contains(STAR);
        prop_assert!(!hidden);
    }

    #[test]
    fn lines_of_words_are_paragraphs_with_their_line_breaks(
        paragraphs in prop::collection::vec(prop::collection::vec("[a-zäöüß]{1,8}( [a-zäöüß,.!?]{1,8}){0,4}", 1..4), 0..5),
    ) {
        let typed = paragraphs.iter().map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n");
        let expected: String = paragraphs.iter().map(|lines| format!("<p>{}</p>", lines.join("<br>"))).collect();
        prop_assert_eq!(shown(&typed), expected);
        prop_assert_eq!(plain(&typed), typed);
    }
}
