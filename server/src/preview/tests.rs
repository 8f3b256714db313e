use image::{Rgb, RgbImage};

use super::*;

fn preview(title: &str) -> Preview {
    Preview {
        region: "Spielraum OWL".into(),
        title: title.into(),
        when: "Di., 9. März 2027, 10:00–12:00 Uhr".into(),
        place: "Großes Labor, Hanselabor Lemgo".into(),
    }
}

fn drawn(preview: &Preview) -> RgbImage {
    let file = preview.png().unwrap();
    assert!(file.len() < 120_000, "{} bytes are too many for a preview", file.len());
    image::load_from_memory_with_format(&file, image::ImageFormat::Png).unwrap().into_rgb8()
}

/// How many points of a part of the picture are not paper.
fn ink(picture: &RgbImage, x: std::ops::Range<u32>, y: std::ops::Range<u32>) -> usize {
    let points = y.flat_map(|y| x.clone().map(move |x| (x, y)));
    points.filter(|(x, y)| *picture.get_pixel(*x, *y) != Rgb(PAPER)).count()
}

const EDGE_POINTS: u32 = 60;

#[test]
fn whatever_the_title_the_margins_stay_empty_and_the_rest_is_where_it_belongs() {
    let word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";
    let (wide, high) = PREVIEW_SIZE;
    for title in [
        "Ton",
        "Offene Werkstatt für alle, die etwas bauen wollen",
        word,
        &word.repeat(4),
        &format!("{word} und {word}"),
        &"Größe ÄÖÜ ".repeat(60),
        "",
        "小林 🎧",
    ] {
        let long = Preview { place: title.into(), region: title.into(), ..preview(title) };
        let picture = drawn(&long);
        assert_eq!(picture.dimensions(), PREVIEW_SIZE);
        assert_eq!(ink(&picture, 0..EDGE_POINTS, 0..high), 0, "{title}: left");
        assert_eq!(ink(&picture, wide - EDGE_POINTS..wide, 0..high), 0, "{title}: right");
        assert_eq!(ink(&picture, 0..wide, 0..EDGE_POINTS - 8), 0, "{title}: above");
        assert_eq!(ink(&picture, 0..wide, high - EDGE_POINTS + 8..high), 0, "{title}: below");
        assert_eq!(ink(&picture, 0..wide, 446..458), 0, "{title}: the title ends above the line");
        assert!(ink(&picture, EDGE_POINTS..wide - EDGE_POINTS, 480..530) > 500, "{title}: when");
    }
}

#[test]
fn a_title_is_as_large_as_it_can_be_and_no_word_is_broken_before_it_is_small() {
    let faces = Typeface::new().unwrap();
    assert_eq!(set(&faces, "Ton").0, SIZES[0]);
    let (size, lines) = set(&faces, "Veranstaltungsreihe Kreislaufwirtschaftsgesetz");
    assert_eq!(lines, ["Veranstaltungsreihe", "Kreislaufwirtschaftsgesetz"]);
    assert!(size < SIZES[0]);
    let (size, lines) = set(&faces, &"Raum für Neues und Altes ".repeat(20));
    assert_eq!((size, lines.len()), (SIZES[SIZES.len() - 1], MOST_LINES));
    assert!(lines[3].ends_with('…') && lines.iter().all(|line| faces.width(line, Weight::Bold, size) <= WIDE));
    assert_eq!(set(&faces, "").1, Vec::<String>::new());
}

#[test]
fn umlauts_are_drawn_and_not_replaced() {
    let faces = Typeface::new().unwrap();
    assert!(faces.writes("ÄÖÜäöüß„“–…", Weight::Bold) && faces.writes("ÄÖÜäöüß„“–…", Weight::Regular));
    let above = |title: &str| {
        let picture = drawn(&preview(title));
        // Between the height of an "o" and that of a capital: there stand the dots.
        ink(&picture, 60..1_140, 168..188)
    };
    assert!(above("ööö") > above("ooo") + 100, "{} {}", above("ööö"), above("ooo"));
}

#[test]
fn its_tag_changes_with_every_word_and_with_nothing_else() {
    let tag = preview("Ton").tag();
    assert_eq!(preview("Ton").tag(), tag);
    let base = preview("Ton");
    for other in [
        preview("Tone"),
        Preview { when: String::new(), ..base.clone() },
        Preview { place: "anderswo".into(), ..base.clone() },
        Preview { region: "Spielraum".into(), ..base.clone() },
        Preview { when: base.when.clone() + &base.place, place: String::new(), ..base },
    ] {
        assert_ne!(other.tag(), tag, "{other:?}");
    }
}
