//! How far apart two places are.

/// The distance of two places (latitude and longitude in degrees) on a globe of 6,371 km radius, in whole kilometres:
/// the haversine formula.
pub(super) fn kilometres(a: (f64, f64), b: (f64, f64)) -> u16 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (north, east) = ((lat_b - lat_a) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = north.sin().powi(2) + lat_a.cos() * lat_b.cos() * east.sin().powi(2);
    let km = 2.0 * 6371.0 * h.sqrt().asin();
    // No two places are further apart than half the globe: 20,015 km.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 20,015")]
    let km = km.round() as u16;
    km
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bielefeld_lies_a_morning_s_walk_from_lemgo() {
        assert_eq!(kilometres((52.0302, 8.5325), (52.0277, 8.9043)), 25);
        assert_eq!(kilometres((52.03, 8.53), (52.03, 8.53)), 0);
    }
}
