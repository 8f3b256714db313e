//! Walls, the openings in them, and the doors that swing there.

use domain::space::{PlanRect, SpaceKind, Wall};

use super::{PlanRoom, RoomState, pen::Pen};

/// Width of a door, in decimetres; a hall has a double one.
const DOOR: f32 = 10.0;
/// From the corner to the door.
const CORNER: f32 = 5.0;

/// Where a door is: the two ends of the opening, and the way into the room.
pub(super) struct Door {
    pub hinge: (f32, f32),
    pub latch: (f32, f32),
    pub inward: (f32, f32),
    pub width: f32,
}

/// The walls of a house. A hall that can be divided keeps its walls; between its parts there is a partition.
pub(super) struct Walls {
    solid: Vec<PlanRect>,
    partitions: Vec<PlanRect>,
    divided: Vec<PlanRect>,
    doors: Vec<Door>,
}

fn contains(outer: PlanRect, inner: PlanRect) -> bool {
    let bigger = u32::from(outer.width) * u32::from(outer.height) > u32::from(inner.width) * u32::from(inner.height);
    bigger
        && outer.x <= inner.x
        && outer.y <= inner.y
        && outer.x + outer.width >= inner.x + inner.width
        && outer.y + outer.height >= inner.y + inner.height
}

impl Walls {
    pub(super) fn of(rooms: &[PlanRoom]) -> Self {
        let rects: Vec<PlanRect> = rooms.iter().map(|room| room.rect).collect();
        let part = |inner: PlanRect| rects.iter().any(|outer| contains(*outer, inner));
        let divided =
            rects.iter().copied().filter(|outer| rects.iter().any(|inner| contains(*outer, *inner))).collect();
        let (partitions, solid) = rects.iter().copied().partition(|rect| part(*rect));
        let doors = rooms
            .iter()
            .filter(|room| !rects.iter().any(|inner| contains(room.rect, *inner)))
            .flat_map(|room| doors(room.rect, room.kind))
            .collect();
        Self { solid, partitions, divided, doors }
    }

    /// The rooms that are drawn: of a hall that can be divided its parts, and they are meant when the hall is.
    pub(super) fn shown(&self, rooms: Vec<PlanRoom>) -> Vec<PlanRoom> {
        let (halls, mut parts): (Vec<_>, Vec<_>) =
            rooms.into_iter().partition(|room| self.divided.contains(&room.rect));
        for hall in halls.iter().filter(|hall| hall.state == RoomState::Here) {
            parts
                .iter_mut()
                .filter(|part| contains(hall.rect, part.rect))
                .for_each(|part| part.state = RoomState::Here);
        }
        parts
    }

    pub(super) fn thick(&self, pen: &Pen) -> String {
        outlines(pen, &self.solid)
    }

    pub(super) fn thin(&self, pen: &Pen) -> String {
        outlines(pen, &self.partitions)
    }

    pub(super) fn openings(&self, pen: &Pen) -> String {
        self.doors.iter().fold(String::new(), |mut out, door| {
            pen.line(&mut out, door.hinge, door.latch);
            out
        })
    }

    /// The leaves, standing open into the room.
    pub(super) fn leaves(&self, pen: &Pen) -> String {
        self.doors.iter().fold(String::new(), |mut out, door| {
            pen.line(&mut out, door.hinge, door.open());
            out
        })
    }

    /// The way a leaf takes when it closes.
    pub(super) fn swings(&self, pen: &Pen) -> String {
        self.doors.iter().fold(String::new(), |mut out, door| {
            let (open, latch, inward) = (door.open(), door.latch, door.inward);
            let along = (latch.0 - door.hinge.0, latch.1 - door.hinge.1);
            let clockwise = inward.0 * along.1 - inward.1 * along.0 > 0.0;
            pen.quarter(&mut out, open, latch, door.width, clockwise);
            out
        })
    }
}

impl Door {
    fn open(&self) -> (f32, f32) {
        (self.hinge.0 + self.inward.0 * self.width, self.hinge.1 + self.inward.1 * self.width)
    }

    /// The floor that must stay free: left, top, right, bottom.
    pub(super) fn clearance(&self) -> (f32, f32, f32, f32) {
        let (a, b, c) = (self.hinge, self.latch, self.open());
        let (x, y) = ([a.0, b.0, c.0], [a.1, b.1, c.1]);
        let (low, high) = (|v: [f32; 3]| v[0].min(v[1]).min(v[2]), |v: [f32; 3]| v[0].max(v[1]).max(v[2]));
        (low(x) - 2.0, low(y) - 2.0, high(x) + 2.0, high(y) + 2.0)
    }
}

/// The door of a room: near a corner, or in the middle with two leaves for a hall.
pub(super) fn doors(rect: PlanRect, kind: SpaceKind) -> Vec<Door> {
    let (x, y, w, h) = (f32::from(rect.x), f32::from(rect.y), f32::from(rect.width), f32::from(rect.height));
    let (start, along, inward, length) = match rect.door {
        Wall::North => ((x, y), (1.0, 0.0), (0.0, 1.0), w),
        Wall::South => ((x, y + h), (1.0, 0.0), (0.0, -1.0), w),
        Wall::West => ((x, y), (0.0, 1.0), (1.0, 0.0), h),
        Wall::East => ((x + w, y), (0.0, 1.0), (-1.0, 0.0), h),
    };
    let at = |way: f32| (start.0 + along.0 * way, start.1 + along.1 * way);
    let width = DOOR.min(length / 2.5);
    if kind == SpaceKind::Hall && length >= 40.0 {
        let middle = length / 2.0;
        return vec![
            Door { hinge: at(middle - width), latch: at(middle), inward, width },
            Door { hinge: at(middle + width), latch: at(middle), inward, width },
        ];
    }
    let corner = CORNER.min((length - width) / 2.0);
    vec![Door { hinge: at(corner), latch: at(corner + width), inward, width }]
}

fn outlines(pen: &Pen, rects: &[PlanRect]) -> String {
    rects.iter().fold(String::new(), |mut out, rect| {
        pen.rect(&mut out, rect.x.into(), rect.y.into(), rect.width.into(), rect.height.into());
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x: u16, width: u16, door: Wall) -> PlanRect {
        PlanRect { x, y: 0, width, height: 60, door }
    }

    #[test]
    fn a_door_lies_in_its_wall_and_opens_into_the_room() {
        for (wall, expected) in [(Wall::North, 0.0), (Wall::South, 60.0)] {
            let door = &doors(rect(0, 50, wall), SpaceKind::Lab)[0];
            assert_eq!((door.hinge.1, door.latch.1), (expected, expected));
            assert!((0.0..=60.0).contains(&door.open().1), "{wall:?}");
        }
        assert_eq!(doors(rect(0, 80, Wall::North), SpaceKind::Hall).len(), 2);
    }

    #[test]
    fn only_what_is_larger_is_divided_by_what_lies_in_it() {
        let (hall, part) = (rect(0, 100, Wall::North), rect(50, 50, Wall::South));
        assert!(contains(hall, part));
        assert!(!contains(part, hall));
        assert!(!contains(hall, rect(0, 100, Wall::South)), "two spaces in one room divide nothing");
    }
}
