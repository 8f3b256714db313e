//! Turns `locales/<language>/<namespace>.json` into Rust, so that the compiler checks every text.
//!
//! Each key becomes a struct whose fields are the key's placeholders, filled by the `t!` macro. A key that is used
//! but missing is a compile error; so is a key, a placeholder or a plural form that one language has and another
//! lacks. Keys ending in `_one` and `_other` are the two forms of one plural, chosen by `count`.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fmt::Write as _,
    fs,
    path::Path,
};

type Texts = BTreeMap<String, BTreeMap<String, String>>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let mut languages: BTreeMap<String, Texts> = BTreeMap::new();
    for folder in fs::read_dir("locales")? {
        let folder = folder?.path();
        languages.insert(stem(&folder), read_language(&folder)?);
    }
    let german = languages.get("de").ok_or("locales/de is missing")?;
    for (language, texts) in &languages {
        compare(language, texts, german)?;
    }
    let out = std::env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("texts.rs"), generate(&languages, german)?)?;
    Ok(())
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn read_language(folder: &Path) -> Result<Texts, Box<dyn Error>> {
    let mut texts = Texts::new();
    for file in fs::read_dir(folder)? {
        let file = file?.path();
        let keys = serde_json::from_str(&fs::read_to_string(&file)?).map_err(|e| format!("{}: {e}", file.display()))?;
        texts.insert(stem(&file), keys);
    }
    Ok(texts)
}

/// Every language has the same namespaces, keys and placeholders as German.
fn compare(language: &str, texts: &Texts, german: &Texts) -> Result<(), String> {
    let keys = |texts: &Texts| -> BTreeSet<String> {
        texts.iter().flat_map(|(space, keys)| keys.keys().map(move |key| format!("{space}.{key}"))).collect()
    };
    let (ours, theirs) = (keys(texts), keys(german));
    let lacking: Vec<_> = theirs.difference(&ours).collect();
    let surplus: Vec<_> = ours.difference(&theirs).collect();
    if !lacking.is_empty() || !surplus.is_empty() {
        return Err(format!("locales/{language}: missing {lacking:?}, not in German {surplus:?}"));
    }
    for (space, keys) in texts {
        for (key, text) in keys {
            // A singular may leave its number out: "ein Platz".
            let expected = placeholders(&german[space][key]);
            let found = placeholders(text);
            if found != expected && !key.ends_with("_one") {
                return Err(format!("locales/{language}: {space}.{key} has {found:?}, in German {expected:?}"));
            }
        }
    }
    Ok(())
}

/// The names in `{braces}`.
fn placeholders(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

fn generate(languages: &BTreeMap<String, Texts>, german: &Texts) -> Result<String, Box<dyn Error>> {
    let mut rust = String::new();
    for (space, keys) in german {
        if keys.is_empty() {
            continue;
        }
        writeln!(rust, "pub mod {space} {{\nuse super::*;")?;
        let plurals: BTreeSet<&str> = keys.keys().filter_map(|key| key.strip_suffix("_other")).collect();
        for key in keys.keys() {
            let plural = key.strip_suffix("_one").or_else(|| key.strip_suffix("_other"));
            match plural.filter(|stem| plurals.contains(stem)) {
                Some(stem) if key.ends_with("_other") => {
                    let forms = ["one", "other"].map(|form| format!("{stem}_{form}"));
                    if !keys.contains_key(&forms[0]) {
                        return Err(format!("{space}.{stem} has no form for one").into());
                    }
                    text(&mut rust, languages, space, stem, &forms)?;
                }
                Some(_) => {}
                None => text(&mut rust, languages, space, key, std::slice::from_ref(key))?,
            }
        }
        rust.push_str("}\n");
    }
    Ok(rust)
}

/// One key: a struct with its placeholders, and `text()`.
fn text(
    rust: &mut String,
    languages: &BTreeMap<String, Texts>,
    space: &str,
    name: &str,
    forms: &[String],
) -> Result<(), Box<dyn Error>> {
    let mut names: BTreeSet<String> =
        forms.iter().flat_map(|form| placeholders(&languages["de"][space][form])).collect();
    if forms.len() > 1 {
        names.insert("count".to_owned());
    }
    let plain = names.is_empty();
    let fields: String = names
        .iter()
        .map(|name| match (name.as_str(), forms.len()) {
            ("count", 2) => "pub count: &'a dyn Count,".to_owned(),
            _ => format!("pub {name}: &'a dyn Display,"),
        })
        .collect();
    let (life, answer) = if plain { ("", "&'static str") } else { ("<'a>", "String") };
    writeln!(
        rust,
        "#[doc = {:?}]\npub struct {name}{life} {{ pub l: Locale, {fields} }}",
        // A text is no documentation: names in it need no marks, and an empty line in it ends nothing.
        format!("`{}`", languages["de"][space][&forms[0]].replace('`', "'").replace("\n\n", "\n"))
    )?;
    writeln!(
        rust,
        "impl {} {{ pub fn text(&self) -> {answer} {{ match self.l {{",
        name.to_owned() + if plain { "" } else { "<'_>" }
    )?;
    for (language, texts) in languages {
        let arm = |form: &String| {
            let text = &texts[space][form];
            if plain { format!("{text:?}") } else { format(text) }
        };
        let variant = variant(language);
        match forms {
            [one, other] if texts[space][one] != texts[space][other] => writeln!(
                rust,
                "Locale::{variant} => if self.count.is_one() {{ {} }} else {{ {} }},",
                arm(one),
                arm(other)
            )?,
            _ => writeln!(rust, "Locale::{variant} => {},", arm(&forms[0]))?,
        }
    }
    rust.push_str("}}}\n");
    Ok(())
}

/// `noch {count} Plätze` → `format!("noch {} Plätze", self.count)`. What ends a sentence brings no full stop of its own.
fn format(text: &str) -> String {
    let names: Vec<(&str, &str)> = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).collect();
    if names.is_empty() {
        return format!("{text:?}.to_owned()");
    }
    let template = names.iter().fold(text.to_owned(), |text, (name, _)| text.replace(&format!("{{{name}}}"), "{}"));
    let value = |(name, rest): &(&str, &str)| {
        let ends = rest.strip_prefix('.').is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        if ends { format!("Unstopped(self.{name})") } else { format!("self.{name}") }
    };
    let values: Vec<String> = names.iter().map(value).collect();
    format!("format!({template:?}, {})", values.join(", "))
}

/// `de` → `De`
fn variant(language: &str) -> String {
    let mut letters = language.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
