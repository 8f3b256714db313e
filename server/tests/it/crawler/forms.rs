//! What a browser would send: every form on a page, by each of its buttons, with what stands in it and what is missing.

/// A form as it would be sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sent {
    /// Where it goes.
    pub path: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

/// Every form of the page that writes, by each of its buttons.
pub fn of(page: &str, path: &str) -> Vec<Sent> {
    let (_, main) = page.split_once("<main").unwrap_or(("", page));
    let mut all = Vec::new();
    for form in main.split("<form").skip(1) {
        let (head, rest) = form.split_once('>').unwrap_or((form, ""));
        let body = rest.split_once("</form>").map_or(rest, |(body, _)| body);
        if attribute(head, "method").as_deref() != Some("post") {
            continue;
        }
        let path = attribute(head, "action").filter(|action| !action.is_empty()).unwrap_or_else(|| path.to_owned());
        // Controls may stand elsewhere and name their form.
        let id = attribute(head, "id").unwrap_or_default();
        let named = |tag: &&str| {
            !id.is_empty() && tag.split('>').next().is_some_and(|tag| tag.contains(&format!("form=\"{id}\"")))
        };
        let elsewhere: String = main.split('<').skip(1).filter(named).map(|tag| format!("<{tag}")).collect();
        let (fields, buttons) = read(&format!("{body}{elsewhere}"));
        if buttons.is_empty() {
            all.push(Sent { path: path.clone(), fields: fields.clone() });
        }
        for button in buttons {
            let fields = fields.iter().cloned().chain(button).collect();
            all.push(Sent { path: path.clone(), fields });
        }
    }
    all.sort();
    all.dedup();
    all
}

type Pair = (String, String);

/// The fields, and the buttons: one without a name sends nothing more.
fn read(body: &str) -> (Vec<Pair>, Vec<Option<Pair>>) {
    let (mut fields, mut buttons) = (Vec::<Pair>::new(), Vec::new());
    for (at, _) in body.match_indices('<') {
        let tag = &body[at + 1..];
        let (head, rest) = tag.split_once('>').unwrap_or((tag, ""));
        let name = attribute(head, "name");
        let value = attribute(head, "value");
        let kind = attribute(head, "type").unwrap_or_default();
        match (head.split([' ', '/']).next().unwrap_or_default(), name) {
            ("input", Some(name)) if kind == "radio" => {
                let known = fields.iter_mut().find(|(known, _)| *known == name);
                match (known, is(head, "checked")) {
                    (None, _) => fields.push((name, value.unwrap_or_default())),
                    (Some(known), true) => known.1 = value.unwrap_or_default(),
                    (Some(_), false) => {}
                }
            }
            ("input", Some(name)) if kind == "checkbox" && ticked(head, &name) => {
                fields.push((name, value.unwrap_or_else(|| "on".into())));
            }
            ("input", Some(_)) if kind == "checkbox" => {}
            ("input", Some(name)) => {
                let value = value.filter(|value| !value.is_empty()).unwrap_or_else(|| missing(head, &name));
                fields.push((name, value));
            }
            ("textarea", Some(name)) => {
                // The first line break is the writer's, not the text's.
                let text = rest.split_once("</textarea>").map_or("", |(text, _)| text.trim_start_matches('\n'));
                fields.push((name.clone(), if text.is_empty() { missing(head, &name) } else { decoded(text) }));
            }
            ("select", Some(name)) => {
                let options = rest.split_once("</select>").map_or("", |(options, _)| options);
                let options: Vec<&str> = options.split("<option").skip(1).collect();
                let values = || options.iter().map(|option| option.split('>').next().unwrap_or_default());
                let of = |head: &str| attribute(&format!(" {head}"), "value").unwrap_or_default();
                let chosen = values().find(|head| is(head, "selected")).or(values().next()).map(of);
                let any = values().map(of).find(|value| !value.is_empty());
                let must = is(head, "required") || ["space", "repeat"].contains(&name.as_str());
                let value = chosen.filter(|value| !value.is_empty() || !must).or(any);
                fields.push((name, value.unwrap_or_default()));
            }
            ("button", name) if kind != "button" => buttons.push(name.map(|name| (name, value.unwrap_or_default()))),
            _ => {}
        }
    }
    (fields, buttons)
}

/// Ticked already, or ticked by whoever wants the form to do something.
fn ticked(head: &str, name: &str) -> bool {
    is(head, "checked") || is(head, "required") || ["date", "dimension", "sure", "consent"].contains(&name)
}

/// What somebody types where nothing stands: what must be there, and what makes the form do something.
fn missing(head: &str, name: &str) -> String {
    let kind = attribute(head, "type").unwrap_or_default();
    let typed = match (name, kind.as_str()) {
        ("people", "") => "Jemand <jemand@example.org>",
        ("who", _) => "Alpha GmbH",
        ("date" | "last_day" | "until", "date") => "2027-03-24",
        ("count", _) => "2",
        ("name", "text") => "Jemand",
        ("from" | "time", _) => "15:00",
        ("until", _) => "16:00",
        ("reason" | "message" | "name_de", _) => "Weil",
        _ if !is(head, "required") => "",
        (_, "email") => "jemand@example.org",
        (_, "date") => "2027-03-24",
        (_, "time") => "15:00",
        (_, "number") => "1",
        _ => "Weil",
    };
    typed.to_owned()
}

fn is(head: &str, word: &str) -> bool {
    head.split([' ', '\n']).any(|part| part == word || part.starts_with(&format!("{word}=")))
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let (_, rest) = head.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| decoded(value))
}

fn decoded(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'").replace("&amp;", "&")
}
