//! Who speaks, between form and desk: `speaker_0`, `speaker_0_role_de`, … `speaker_1`, … One more is always empty.

use domain::speaker::{MOST_SPEAKERS, Speaker, SpeakerFault};

use super::word_fields::{localised, spread};
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
};

/// The name of a field of a speaker; `""`: that of her name.
#[must_use]
pub fn name(number: usize, field: &str) -> String {
    if field.is_empty() { format!("speaker_{number}") } else { format!("speaker_{number}_{field}") }
}

/// How many of them a form has room for.
fn rows(fields: &Fields) -> usize {
    let has = |number: &usize| fields.0.iter().any(|(field, _)| *field == name(*number, ""));
    (0..MOST_SPEAKERS).take_while(has).count()
}

/// How many of them it shows: those it had, and one more to begin with or when somebody asked for one.
#[must_use]
pub fn shown(fields: &Fields) -> usize {
    let rows = rows(fields);
    let more = rows == 0 || fields.get("do") == "speaker" || fields.text(&name(rows - 1, "")).is_some();
    (rows + usize::from(more)).min(MOST_SPEAKERS)
}

/// Everybody the form names, and whoever it says something of without a name.
#[must_use]
pub fn read(fields: &Fields) -> Vec<Speaker> {
    let speaker = |number: usize| {
        let field = |field: &str| name(number, field);
        Speaker {
            name: fields.get(&field("")).to_owned(),
            role: localised(fields, &field("role")),
            affiliation: fields.get(&field("affiliation")).to_owned(),
            portrait: localised(fields, &field("portrait")),
            url: fields.text(&field("url")).map(str::to_owned),
        }
        .tidy()
    };
    (0..rows(fields)).map(speaker).collect()
}

/// Adds what is wrong with them.
pub fn check(l: Locale, speakers: &[Speaker], problems: &mut Problems) {
    for (number, speaker) in speakers.iter().enumerate() {
        for fault in speaker.faults() {
            problems.0.extend(problem(l, number, fault).0);
        }
    }
}

/// What is wrong with one of them, where it belongs in the form.
#[must_use]
pub fn problem(l: Locale, number: usize, fault: SpeakerFault) -> Problems {
    let field = match fault {
        SpeakerFault::Name => "",
        SpeakerFault::Line => "affiliation",
        SpeakerFault::Portrait => "portrait_de",
        SpeakerFault::Url => "url",
    };
    Problems::of(name(number, field), said(l, fault))
}

/// The same in words.
#[must_use]
pub fn said(l: Locale, fault: SpeakerFault) -> &'static str {
    match fault {
        SpeakerFault::Name => t!(l, speakers.name_wrong),
        SpeakerFault::Line => t!(l, speakers.line_wrong),
        SpeakerFault::Portrait => t!(l, speakers.portrait_wrong),
        SpeakerFault::Url => t!(l, speakers.url_wrong),
    }
}

/// The form as it is filled from what is stored.
pub fn fill(fields: &mut Fields, speakers: &[Speaker]) {
    for (number, speaker) in speakers.iter().enumerate() {
        fields.0.push((name(number, ""), speaker.name.clone()));
        spread(fields, &name(number, "role"), &speaker.role);
        fields.0.push((name(number, "affiliation"), speaker.affiliation.clone()));
        spread(fields, &name(number, "portrait"), &speaker.portrait);
        fields.0.push((name(number, "url"), speaker.url.clone().unwrap_or_default()));
    }
}

/// The form with all of them in one field, `speakers`, a line each: to see what differs.
#[must_use]
pub fn together(fields: &Fields) -> Fields {
    let line = |speaker: Speaker| {
        let Speaker { name, role, affiliation, portrait, url } = speaker;
        let words = role.0.into_values().chain([affiliation]).chain(portrait.0.into_values()).chain(url);
        std::iter::once(name).chain(words).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let lines: Vec<String> = read(fields).into_iter().map(line).filter(|line| !line.is_empty()).collect();
    fields.with("speakers", &lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use domain::text::Localised;

    use super::*;

    fn anna() -> Speaker {
        Speaker {
            role: Localised::of("de", "Leiterin").and("en", "Head"),
            affiliation: "Hochschule".into(),
            portrait: Localised::of("de", "Baut Orgeln."),
            url: Some("https://example.org/anna".into()),
            ..Speaker::named("Anna")
        }
    }

    #[test]
    fn who_speaks_comes_back_unchanged_through_the_form() {
        let speakers = vec![anna(), Speaker::named("Ben")];
        let mut fields = Fields::default();
        fill(&mut fields, &speakers);
        assert_eq!(read(&fields), speakers);
        assert_eq!(
            together(&fields).get("speakers"),
            "Anna, Leiterin, Head, Hochschule, Baut Orgeln., https://example.org/anna\nBen"
        );
    }

    #[test]
    fn there_is_always_room_for_one_more_and_for_more_when_asked() {
        let form = |names: &[&str], act: &str| {
            let rows = names.iter().enumerate().map(|(number, typed)| (name(number, ""), (*typed).to_owned()));
            Fields(rows.chain([("do".to_owned(), act.to_owned())]).collect())
        };
        assert_eq!(shown(&Fields::default()), 1);
        assert_eq!(shown(&form(&["Anna"], "save")), 2);
        assert_eq!(shown(&form(&["Anna", ""], "save")), 2);
        assert_eq!(shown(&form(&["Anna", ""], "speaker")), 3);
        assert_eq!(shown(&form(&["a"; 60], "speaker")), MOST_SPEAKERS);
    }

    #[test]
    fn whoever_is_wrong_is_named_where_she_stands() {
        let speakers = [anna(), Speaker { name: String::new(), url: Some("http://x.example".into()), ..anna() }];
        let mut problems = Problems::default();
        check(Locale::De, &speakers, &mut problems);
        let fields: Vec<_> = problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
        assert_eq!(fields, ["speaker_1", "speaker_1_url"]);
    }
}
