//! An address as a QR code (ISO/IEC 18004), drawn on the server.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;

/// Empty modules around the code, as the standard asks for.
const QUIET: usize = 4;

/// The code of an address, with a spoken name. Nothing when the address is too long for any code.
#[component]
pub fn Qr(
    /// What it says.
    address: String,
    /// What it is, spoken.
    label: String,
) -> impl IntoView {
    let (size, path) = drawn(&address)?;
    let side = size + 2 * QUIET;
    // A code is dark on light, whatever the colours around it.
    Some(view! {
        <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label>
            <rect class="qr__paper" width=side.to_string() height=side.to_string()/>
            <path class="qr__code" d=path/>
        </svg>
    })
}

/// The dark modules of an address, row by row, for those who draw elsewhere. Nothing when it is too long for any code.
#[must_use]
pub fn modules(address: &str) -> Option<Vec<Vec<bool>>> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().ok()?;
    Some((0..code.size).map(|row| code[row][..code.size].iter().map(|module| module.value()).collect()).collect())
}

/// Its size in modules, and its dark modules, row by row, as one path.
fn drawn(address: &str) -> Option<(usize, String)> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for row in 0..code.size {
        let line = &code[row];
        let mut column = 0;
        while column < code.size {
            let run = line[column..code.size].iter().take_while(|module| module.value()).count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET);
            }
            column += run.max(1);
        }
    }
    Some((code.size, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_is_as_small_as_can_be() {
        let (size, path) = drawn("https://spielraum.example/spaces/trafo/check-in").unwrap();
        assert_eq!(size, 33, "47 letters are too many for version 3, which has 29 modules");
        // The upper edges of the two upper finder patterns, and of the lower one.
        let last = size - 7 + QUIET;
        for corner in ["M4 4h7v1h-7z".to_owned(), format!("M{last} 4h7v1h-7z"), format!("M4 {last}h7v1h-7z")] {
            assert!(path.contains(&corner), "{corner}");
        }
        assert!(drawn(&"x".repeat(5_000)).is_none());
    }
}
