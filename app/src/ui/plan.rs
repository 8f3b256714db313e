//! Floor plans: our pictures. A site's rooms drawn as an architect would, from where they lie and what they are for.
//!
//! The drawing is for the eye. Whoever shows it puts the same facts beside it as a list, numbered alike.

use domain::{
    desk::SpaceView,
    space::{PlanRect, SpaceKind},
};
use leptos::prelude::*;

mod furniture;
mod pen;
mod walls;

use pen::Pen;

/// Width of every drawing in its own units: type on it is as large on every plan.
const WIDTH: f32 = 600.0;
/// Ground around the house, in decimetres.
const MARGIN: u16 = 6;
/// Breadth of a letter in units, on average, at the size of `style/ui/plan.css`.
const LETTER: f32 = 8.4;
/// Height of a line of letters.
const LINE: f32 = 18.0;

/// How a room is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomState {
    /// One can walk in: paper.
    Free,
    /// In use: filled.
    Taken,
    /// Closed: hatched.
    Closed,
    /// The room this page is about.
    Here,
    /// Only where it lies.
    Plain,
}

impl RoomState {
    const fn class(self) -> &'static str {
        match self {
            Self::Free => "plan__floor plan__floor--free",
            Self::Taken => "plan__floor plan__floor--taken",
            Self::Closed => "plan__floor plan__floor--closed",
            Self::Here => "plan__floor plan__floor--here",
            Self::Plain => "plan__floor",
        }
    }
}

/// One room of a plan.
#[derive(Clone, Debug)]
pub struct PlanRoom {
    /// Where it lies.
    pub rect: PlanRect,
    /// What it is for: decides how it is furnished.
    pub kind: SpaceKind,
    /// What stands in it, with the seats it then has.
    pub furniture: furniture::Wanted,
    /// Its number in the list beside the plan.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// A few words under the name: `frei ab 14:00`. May be empty.
    pub words: String,
    /// How it is shown.
    pub state: RoomState,
    /// Where a click leads. The list beside leads there too.
    pub href: Option<String>,
}

impl PlanRoom {
    /// A space as a room of its site's plan; `None` when nobody said where it lies.
    #[must_use]
    pub fn of(space: &SpaceView, number: usize, language: &str, state: RoomState, words: String) -> Option<Self> {
        Some(Self {
            rect: space.plan?,
            kind: space.space.kind,
            furniture: furniture::wanted(space),
            number,
            name: space.space.name.get(language).to_owned(),
            words,
            state,
            href: None,
        })
    }
}

/// The drawing of a house. `id` tells its patterns from those of other plans on the page.
#[component]
pub fn Plan(
    /// A word that no other plan on the page has.
    #[prop(into)]
    id: String,
    /// Its rooms.
    rooms: Vec<PlanRoom>,
    /// Without any words: where the drawing alone is meant.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let Some(house) = bounds(&rooms) else { return ().into_any() };
    let scale = WIDTH / f32::from(house.width + 2 * MARGIN);
    let pen = Pen::new(house.x, house.y, MARGIN, scale);
    let height = f32::from(house.height + 2 * MARGIN) * scale;
    let bar = pen.bar();
    let drawn = walls::Walls::of(&rooms);
    let all = drawn.shown(rooms);
    let mut outline = String::new();
    pen.rect(&mut outline, f32::from(house.x), f32::from(house.y), f32::from(house.width), f32::from(house.height));
    let hatch = format!("{id}-hatch");
    let floors: Vec<_> = all.iter().map(|room| floor(&pen, room, &hatch)).collect();
    let labels: Vec<_> = all.into_iter().filter(|_| !bare).map(|room| label(&pen, room)).collect();
    view! {
        <svg class="plan" viewBox=format!("0 0 {WIDTH} {:.0}", height + 26.0) aria-hidden="true" focusable="false">
            <defs>
                <pattern id=hatch width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <path class="plan__hatch" d="M0 0V7"/>
                </pattern>
            </defs>
            <path class="plan__house" d=outline/>
            {floors}
            <path class="plan__walls" d=drawn.thick(&pen)/>
            <path class="plan__partition" d=drawn.thin(&pen)/>
            <path class="plan__opening" d=drawn.openings(&pen)/>
            <path class="plan__door" d=drawn.leaves(&pen)/>
            <path class="plan__swing" d=drawn.swings(&pen)/>
            {labels}
            {(!bare).then(|| view! {
                <g class="plan__scale" transform=format!("translate({:.1} {:.1})", f32::from(MARGIN) * scale, height + 10.0)>
                    <path d=format!("M0 -4V4M0 0H{bar:.1}M{bar:.1} -4V4")/>
                    <text x=format!("{:.1}", bar + 8.0) y="5">"5 m"</text>
                </g>
            })}
        </svg>
    }
    .into_any()
}

/// The smallest rectangle around all rooms.
fn bounds(rooms: &[PlanRoom]) -> Option<PlanRect> {
    let x = rooms.iter().map(|room| room.rect.x).min()?;
    let y = rooms.iter().map(|room| room.rect.y).min()?;
    let right = rooms.iter().map(|room| room.rect.x + room.rect.width).max()?;
    let bottom = rooms.iter().map(|room| room.rect.y + room.rect.height).max()?;
    let door = rooms.first()?.rect.door;
    Some(PlanRect { x, y, width: (right - x).max(1), height: (bottom - y).max(1), door })
}

/// A room's floor with what stands on it.
fn floor(pen: &Pen, room: &PlanRoom, hatch: &str) -> AnyView {
    let rect = room.rect;
    let mut ground = String::new();
    pen.rect(&mut ground, rect.x.into(), rect.y.into(), rect.width.into(), rect.height.into());
    let over =
        (room.state == RoomState::Closed).then(|| view! { <path d=ground.clone() fill=format!("url(#{hatch})")/> });
    let (tables, seats) = furniture::furnish(pen, room);
    let shown = view! {
        <path class=room.state.class() d=ground/>
        <path class="plan__furniture" d=tables/>
        <path class="plan__seats" d=seats/>
        {over}
    };
    match room.href.clone() {
        // The list beside the plan has the same link for keyboards and voices.
        Some(href) => view! { <a href=href tabindex="-1">{shown}</a> }.into_any(),
        None => shown.into_any(),
    }
}

/// A room's name and words, or its number where the drawing is too small for words.
fn label(pen: &Pen, room: PlanRoom) -> AnyView {
    let (x, y) = pen.centre(room.rect);
    let room_for = pen.length(room.rect.width) - 10.0;
    let lines = broken(&room.name, room_for / LETTER);
    let words = Some(room.words).filter(|words| !words.is_empty());
    #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
    let height = (lines.len() + usize::from(words.is_some())) as f32 * LINE;
    let fits = height < pen.length(room.rect.height) - 8.0 && lines.iter().all(|line| fits(line, room_for / LETTER));
    let line = |i: usize| {
        #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
        let down = i as f32 * LINE;
        format!("{:.1}", y - height / 2.0 + down + LINE * 0.72)
    };
    let last = lines.len();
    let class = if fits { "plan__label" } else { "plan__label plan__label--number" };
    view! {
        <g class=class>
            <text class="plan__number" x=format!("{x:.1}") y=format!("{y:.1}")>{room.number}</text>
            {fits.then(|| view! {
                {lines
                    .into_iter()
                    .enumerate()
                    .map(|(i, text)| view! { <text class="plan__name" x=format!("{x:.1}") y=line(i)>{text}</text> })
                    .collect_view()}
                {words
                    .filter(|words| self::fits(words, room_for / LETTER))
                    .map(|words| view! { <text class="plan__words" x=format!("{x:.1}") y=line(last)>{words}</text> })}
            })}
        </g>
    }
    .into_any()
}

fn fits(text: &str, letters: f32) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "names are short")]
    let length = text.chars().count() as f32;
    length <= letters
}

/// A name in lines of at most so many letters; a longer word stays whole.
fn broken(name: &str, letters: f32) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for word in name.split_whitespace() {
        match lines.last_mut() {
            Some(line) if fits(&format!("{line} {word}"), letters) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_broken_between_words_only() {
        assert_eq!(broken("Werkstatt für Holz und Papier", 14.0), ["Werkstatt für", "Holz und", "Papier"]);
        assert_eq!(broken("Reallabor", 4.0), ["Reallabor"]);
        assert!(broken("", 4.0).is_empty());
    }
}
