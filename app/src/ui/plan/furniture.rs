//! What stands in a room, hinted at: benches, tables, chairs. Never more chairs than the room seats.

use domain::{
    desk::SpaceView,
    space::{Layout, SpaceKind, Wall},
};

use super::{PlanRoom, pen::Pen, walls};

/// How a room is furnished: the way its furniture stands, and for how many.
pub type Wanted = Option<(Layout, u16)>;

/// Radius of a chair, in decimetres.
const CHAIR: f32 = 2.1;

/// What a space shows on a plan: its first layout, or the places of a pool.
pub(super) fn wanted(space: &SpaceView) -> Wanted {
    if space.pool {
        return Some((Layout::Fixed, space.units));
    }
    space.layouts.first().map(|offer| (offer.layout, offer.seats))
}

type Rect = (f32, f32, f32, f32);

/// Tables and the chairs at them: they go together, or not at all.
#[derive(Default)]
struct Piece {
    tables: Vec<Rect>,
    chairs: Vec<(f32, f32)>,
}

/// A room being furnished, as seen by somebody at the front: `y` grows away from the front wall.
struct Floor {
    width: f32,
    depth: f32,
    pieces: Vec<Piece>,
}

/// The paths of tables and of chairs.
pub(super) fn furnish(pen: &Pen, room: &PlanRoom) -> (String, String) {
    let rect = room.rect;
    let mut floor = Floor { width: rect.width.into(), depth: rect.height.into(), pieces: vec![] };
    floor.fill(room.kind, room.furniture.map_or(Layout::Fixed, |(layout, _)| layout));
    let mut seats = usize::from(room.furniture.map_or(u16::MAX, |(_, seats)| seats));
    let (left, top) = (f32::from(rect.x), f32::from(rect.y));
    // The front is opposite the door, so that who comes late disturbs nobody.
    let turned = rect.door == Wall::North;
    let across = |y: f32, height: f32| top + if turned { floor.depth - y - height } else { y };
    let ways: Vec<_> = walls::doors(rect, room.kind).iter().map(walls::Door::clearance).collect();
    let clear = |(x, y, w, h): Rect| !ways.iter().any(|way| x < way.2 && y < way.3 && x + w > way.0 && y + h > way.1);
    let (mut tables, mut chairs) = (String::new(), String::new());
    for piece in &floor.pieces {
        let placed = piece.tables.iter().map(|&(x, y, width, height)| (left + x, across(y, height), width, height));
        let placed: Vec<Rect> = placed.collect();
        let seatless = piece.chairs.is_empty();
        if !placed.iter().all(|table| clear(*table)) || (!seatless && seats == 0) {
            continue;
        }
        placed.iter().for_each(|&(x, y, width, height)| pen.rect(&mut tables, x, y, width, height));
        let free = piece.chairs.iter().map(|&(x, y)| (left + x, across(y, 0.0)));
        for (x, y) in free.filter(|&(x, y)| clear((x - CHAIR, y - CHAIR, 2.0 * CHAIR, 2.0 * CHAIR))).take(seats) {
            pen.circle(&mut chairs, x, y, CHAIR);
            seats -= 1;
        }
    }
    (tables, chairs)
}

/// Starts of as many things of `size` as fit between `from` and `until` with `gap` between them, centred.
fn spread(from: f32, until: f32, size: f32, gap: f32) -> impl Iterator<Item = f32> {
    let length = until - from;
    let count = ((length + gap) / (size + gap)).floor().max(0.0);
    let start = from + (length - count * size - (count - 1.0).max(0.0) * gap) / 2.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
    let whole = count as u16;
    (0..whole).map(move |i| start + f32::from(i) * (size + gap))
}

impl Floor {
    fn fill(&mut self, kind: SpaceKind, layout: Layout) {
        match (kind, layout) {
            (SpaceKind::Lab, _) => self.lab(),
            (SpaceKind::Workshop, _) => self.workshop(),
            (SpaceKind::Studio, _) => self.studio(),
            (SpaceKind::Workbench, _) => self.desks(),
            (_, Layout::Rows) | (SpaceKind::Hall, Layout::Fixed) => self.rows(),
            (_, Layout::UShape) => self.u_shape(),
            (_, Layout::Block) => self.block(),
            (_, Layout::Circle) => self.circle(),
            (_, Layout::Standing) => self.standing(),
            (_, Layout::Groups) | (SpaceKind::CoCreation, Layout::Fixed) => self.groups(),
            (_, Layout::Classroom | Layout::Fixed) => self.classroom(),
        }
    }

    fn grid(&self, inset: (f32, f32), size: (f32, f32), gap: (f32, f32)) -> Vec<(f32, f32)> {
        let columns: Vec<f32> = spread(inset.0, self.width - inset.0, size.0, gap.0).collect();
        spread(inset.1, self.depth - inset.0.min(8.0), size.1, gap.1)
            .flat_map(|y| columns.iter().map(move |x| (*x, y)).collect::<Vec<_>>())
            .collect()
    }

    fn put(&mut self, tables: impl Into<Vec<Rect>>, chairs: impl Into<Vec<(f32, f32)>>) {
        self.pieces.push(Piece { tables: tables.into(), chairs: chairs.into() });
    }

    /// A bench along the front wall, islands with stools on both sides.
    fn lab(&mut self) {
        self.put([(3.0, 3.0, self.width - 6.0, 7.0)], []);
        for (x, y) in self.grid((9.0, 22.0), (24.0, 11.0), (13.0, 17.0)) {
            let stools = [5.0, 12.0, 19.0].into_iter().flat_map(|stool| [(x + stool, y - 3.5), (x + stool, y + 14.5)]);
            self.put([(x, y, 24.0, 11.0)], stools.collect::<Vec<_>>());
        }
    }

    /// Heavy benches with a vice at one end, shelves along the front wall.
    fn workshop(&mut self) {
        for x in spread(4.0, self.width - 4.0, 12.0, 1.0) {
            self.put([(x, 3.0, 12.0, 4.5)], []);
        }
        for (x, y) in self.grid((10.0, 18.0), (20.0, 9.0), (14.0, 15.0)) {
            self.put([(x, y, 20.0, 9.0), (x + 16.0, y + 9.0, 3.0, 2.5)], [(x + 7.0, y + 12.5)]);
        }
    }

    /// A backdrop, a stage in front of it, a control desk with two chairs.
    fn studio(&mut self) {
        let (w, d) = (self.width, self.depth);
        self.put([(6.0, 4.0, w - 12.0, 1.2)], []);
        self.put([(w * 0.25, d * 0.2, w * 0.5, d * 0.28)], []);
        self.put([(w * 0.3, d - 17.0, w * 0.4, 6.0)], [(w * 0.42, d - 8.0), (w * 0.58, d - 8.0)]);
    }

    /// Single desks with a chair each.
    fn desks(&mut self) {
        for (x, y) in self.grid((7.0, 8.0), (13.0, 7.0), (6.0, 11.0)) {
            self.put([(x, y, 13.0, 7.0)], [(x + 6.5, y + 10.2)]);
        }
    }

    /// Rows of chairs with an aisle in the middle.
    fn rows(&mut self) {
        let half = self.width / 2.0;
        self.put([(half - 14.0, 4.0, 28.0, 1.2)], []);
        for y in spread(22.0, self.depth - 8.0, 2.0 * CHAIR, 5.0) {
            let row = [(7.0, half - 6.0), (half + 6.0, self.width - 7.0)].into_iter();
            let chairs = row.flat_map(|(from, until)| spread(from, until, 2.0 * CHAIR, 1.6));
            self.put([], chairs.map(|x| (x + CHAIR, y + CHAIR)).collect::<Vec<_>>());
        }
    }

    /// Tables for two, all looking forward.
    fn classroom(&mut self) {
        self.put([(self.width / 2.0 - 12.0, 3.0, 24.0, 1.2)], []);
        for (x, y) in self.grid((8.0, 18.0), (15.0, 6.0), (8.0, 11.0)) {
            self.put([(x, y, 15.0, 6.0)], [(x + 4.2, y + 9.0), (x + 10.8, y + 9.0)]);
        }
    }

    /// Three sides of tables, people outside, and room to get in at the back.
    fn u_shape(&mut self) {
        let (w, m, back) = (self.width, 9.0, self.depth - 15.0);
        let side: Vec<f32> = spread(m, back - 2.0, 2.0 * CHAIR, 3.0).collect();
        let length = back - m;
        self.put([(m, m, 6.0, length)], side.iter().map(|y| (m - 3.4, y + CHAIR)).collect::<Vec<_>>());
        self.put([(w - m - 6.0, m, 6.0, length)], side.iter().map(|y| (w - m + 3.4, y + CHAIR)).collect::<Vec<_>>());
        let behind = spread(m + 6.0, w - m - 6.0, 2.0 * CHAIR, 3.0).map(|x| (x + CHAIR, back + 3.4));
        self.put([(m + 6.0, back - 6.0, w - 2.0 * m - 12.0, 6.0)], behind.collect::<Vec<_>>());
    }

    /// One table in the middle.
    fn block(&mut self) {
        let (w, d) = ((self.width - 34.0).max(10.0), (self.depth - 36.0).clamp(8.0, 22.0));
        let (x, y) = ((self.width - w) / 2.0, (self.depth - d) / 2.0);
        let mut chairs = vec![(x - 3.4, y + d / 2.0), (x + w + 3.4, y + d / 2.0)];
        for chair in spread(x, x + w, 2.0 * CHAIR, 3.0) {
            chairs.extend([(chair + CHAIR, y - 3.4), (chair + CHAIR, y + d + 3.4)]);
        }
        self.put([(x, y, w, d)], chairs);
    }

    /// Islands of tables, boards along the front wall.
    fn groups(&mut self) {
        for x in spread(6.0, self.width - 6.0, 18.0, 4.0) {
            self.put([(x, 3.0, 18.0, 1.2)], []);
        }
        for (x, y) in self.grid((10.0, 16.0), (15.0, 13.0), (16.0, 15.0)) {
            let chairs = [(4.0, -3.4), (11.0, -3.4), (4.0, 16.4), (11.0, 16.4), (-3.4, 6.5), (18.4, 6.5)];
            self.put([(x, y, 15.0, 13.0)], chairs.map(|(right, down)| (x + right, y + down)));
        }
    }

    /// A circle of chairs.
    fn circle(&mut self) {
        let radius = self.width.min(self.depth) / 2.0 - 10.0;
        let count = (radius * std::f32::consts::TAU / 7.0).floor().max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
        let whole = count as u16;
        let chairs = (0..whole).map(|i| {
            let angle = f32::from(i) / count * std::f32::consts::TAU;
            (self.width / 2.0 + radius * angle.cos(), self.depth / 2.0 + radius * angle.sin())
        });
        let chairs: Vec<_> = chairs.collect();
        self.put([], chairs);
    }

    /// High tables to stand at.
    fn standing(&mut self) {
        for (x, y) in self.grid((12.0, 14.0), (7.0, 7.0), (16.0, 16.0)) {
            self.put([(x, y, 7.0, 7.0)], []);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::space::PlanRect;

    use super::{super::RoomState, *};

    fn room(kind: SpaceKind, furniture: Wanted) -> PlanRoom {
        let rect = PlanRect { x: 10, y: 10, width: 120, height: 90, door: Wall::South };
        PlanRoom {
            rect,
            kind,
            furniture,
            number: 1,
            name: String::new(),
            words: String::new(),
            state: RoomState::Free,
            href: None,
        }
    }

    fn chairs(kind: SpaceKind, furniture: Wanted) -> usize {
        furnish(&Pen::new(0, 0, 0, 1.0), &room(kind, furniture)).1.matches('z').count()
    }

    #[test]
    fn there_are_never_more_chairs_than_the_room_seats() {
        for layout in Layout::ALL {
            for kind in SpaceKind::ALL {
                assert!(chairs(*kind, Some((*layout, 8))) <= 8, "{kind:?} {layout:?}");
            }
        }
        assert_eq!(chairs(SpaceKind::Seminar, Some((Layout::Rows, 30))), 30);
    }

    #[test]
    fn nothing_stands_outside_its_room() {
        for (layout, kind) in
            Layout::ALL.iter().flat_map(|layout| SpaceKind::ALL.iter().map(move |kind| (*layout, *kind)))
        {
            let mut floor = Floor { width: 50.0, depth: 45.0, pieces: vec![] };
            floor.fill(kind, layout);
            for (x, y, w, h) in floor.pieces.iter().flat_map(|piece| piece.tables.clone()) {
                assert!(x >= 0.0 && y >= 0.0 && x + w <= 50.0 && y + h <= 45.0, "{kind:?} {layout:?}");
            }
            for (x, y) in floor.pieces.iter().flat_map(|piece| piece.chairs.clone()) {
                assert!((0.0..=50.0).contains(&x) && (0.0..=45.0).contains(&y), "{kind:?} {layout:?}");
            }
        }
    }

    #[test]
    fn things_are_spread_evenly_and_none_where_there_is_no_room() {
        assert_eq!(spread(0.0, 10.0, 4.0, 2.0).collect::<Vec<_>>(), [0.0, 6.0]);
        assert_eq!(spread(0.0, 3.0, 4.0, 2.0).count(), 0);
    }
}
