//! From decimetres to the units of the drawing, and the few strokes a plan is made of.

use std::fmt::Write as _;

use domain::space::PlanRect;

/// Draws into the `d` of an SVG path. One tenth of a unit is finer than any screen.
pub(super) struct Pen {
    left: f32,
    top: f32,
    scale: f32,
}

impl Pen {
    /// A pen for a house whose upper left corner lies at `x`, `y`, with some ground around it.
    pub(super) fn new(x: u16, y: u16, margin: u16, scale: f32) -> Self {
        Self { left: f32::from(x) - f32::from(margin), top: f32::from(y) - f32::from(margin), scale }
    }

    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        ((x - self.left) * self.scale, (y - self.top) * self.scale)
    }

    /// A length on the plan.
    pub(super) fn length(&self, decimetres: u16) -> f32 {
        f32::from(decimetres) * self.scale
    }

    /// Five metres.
    pub(super) fn bar(&self) -> f32 {
        50.0 * self.scale
    }

    /// The middle of a room.
    pub(super) fn centre(&self, rect: PlanRect) -> (f32, f32) {
        self.at(f32::from(rect.x) + f32::from(rect.width) / 2.0, f32::from(rect.y) + f32::from(rect.height) / 2.0)
    }

    /// A closed rectangle.
    pub(super) fn rect(&self, out: &mut String, x: f32, y: f32, width: f32, height: f32) {
        let ((x, y), width, height) = (self.at(x, y), width * self.scale, height * self.scale);
        let _ = write!(out, "M{x:.1} {y:.1}h{width:.1}v{height:.1}h{:.1}z", -width);
    }

    /// A circle.
    pub(super) fn circle(&self, out: &mut String, x: f32, y: f32, radius: f32) {
        let ((x, y), r) = (self.at(x, y), radius * self.scale);
        let _ = write!(
            out,
            "M{:.1} {y:.1}a{r:.1} {r:.1} 0 1 0 {:.1} 0a{r:.1} {r:.1} 0 1 0 {:.1} 0z",
            x - r,
            2.0 * r,
            -2.0 * r
        );
    }

    /// A straight line.
    pub(super) fn line(&self, out: &mut String, from: (f32, f32), to: (f32, f32)) {
        let ((x, y), (to_x, to_y)) = (self.at(from.0, from.1), self.at(to.0, to.1));
        let _ = write!(out, "M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}");
    }

    /// A quarter of a circle, clockwise or not.
    pub(super) fn quarter(&self, out: &mut String, from: (f32, f32), to: (f32, f32), radius: f32, clockwise: bool) {
        let ((x, y), (to_x, to_y), r) = (self.at(from.0, from.1), self.at(to.0, to.1), radius * self.scale);
        let _ = write!(out, "M{x:.1} {y:.1}A{r:.1} {r:.1} 0 0 {} {to_x:.1} {to_y:.1}", u8::from(clockwise));
    }
}
