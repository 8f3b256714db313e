//! Where an organisation sits, what stands on its bills, and what it books its costs on.

use serde::{Deserialize, Serialize};

use crate::{codes, text};

/// A postal address. Empty parts are not said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalAddress {
    /// Street and number, or a post office box.
    pub street: String,
    /// The postcode.
    pub postcode: String,
    /// The town.
    pub town: String,
}

impl PostalAddress {
    /// True when nothing of it is said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.street.is_empty() && self.postcode.is_empty() && self.town.is_empty()
    }
}

/// What an organisation says of itself for letters and bills. Whatever is empty is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// Where it sits. The town is always said.
    pub address: PostalAddress,
    /// Who the bill is made out to, where that is not the organisation's name.
    pub bill_to: String,
    /// Where bills go, where that is not its address.
    pub bill_address: PostalAddress,
    /// Where bills are mailed to.
    pub bill_email: String,
    /// Its VAT identification number.
    pub vat_id: String,
    /// The buyer reference of a public body: its Leitweg-ID.
    pub leitweg_id: String,
}

codes! {
    /// A field of [`Particulars`], by its name in forms.
    Particular {
        /// Street of the organisation.
        Street = "street",
        /// Postcode of the organisation.
        Postcode = "postcode",
        /// Town of the organisation.
        Town = "town",
        /// Who the bill is made out to.
        BillTo = "bill_to",
        /// Street for bills.
        BillStreet = "bill_street",
        /// Postcode for bills.
        BillPostcode = "bill_postcode",
        /// Town for bills.
        BillTown = "bill_town",
        /// Mail address for bills.
        BillEmail = "bill_email",
        /// VAT identification number.
        VatId = "vat_id",
        /// Leitweg-ID.
        LeitwegId = "leitweg_id",
    }
}

/// The longest street or name on a bill, in letters.
pub const LONGEST_LINE: usize = 120;
/// The longest town, in letters.
pub const LONGEST_TOWN: usize = 80;
/// The longest code of a cost centre, in letters.
pub const LONGEST_CODE: usize = 30;
/// The longest name of a cost centre, in letters.
pub const LONGEST_CENTRE: usize = 80;
/// So many cost centres belong to one organisation: more than anybody chooses from.
pub const MOST_CENTRES: usize = 200;

impl Particulars {
    /// The same as it is kept: tidied, and in the letters of each rule.
    ///
    /// # Errors
    /// Every field that cannot be what it says, in the order of the form.
    pub fn settled(&self) -> Result<Self, Vec<Particular>> {
        let mut wrong = Vec::new();
        let mut take = |field: Particular, taken: Option<String>| {
            taken.unwrap_or_else(|| {
                wrong.push(field);
                String::new()
            })
        };
        let settled = Self {
            address: PostalAddress {
                street: take(Particular::Street, line(&self.address.street, LONGEST_LINE)),
                postcode: take(Particular::Postcode, optional(&self.address.postcode, postcode)),
                town: take(Particular::Town, line(&self.address.town, LONGEST_TOWN).filter(|town| !town.is_empty())),
            },
            bill_to: take(Particular::BillTo, line(&self.bill_to, LONGEST_LINE)),
            bill_address: PostalAddress {
                street: take(Particular::BillStreet, line(&self.bill_address.street, LONGEST_LINE)),
                postcode: take(Particular::BillPostcode, optional(&self.bill_address.postcode, postcode)),
                town: take(Particular::BillTown, line(&self.bill_address.town, LONGEST_TOWN)),
            },
            bill_email: take(Particular::BillEmail, optional(&self.bill_email, text::email)),
            vat_id: take(Particular::VatId, optional(&self.vat_id, vat_id)),
            leitweg_id: take(Particular::LeitwegId, optional(&self.leitweg_id, leitweg_id)),
        };
        // XRechnung, BR-DE-8 and BR-DE-9: an address on a bill has a town and a postcode.
        let typed = &self.bill_address;
        if [&typed.street, &typed.postcode, &typed.town].iter().any(|part| !part.trim().is_empty()) {
            let parts = [(Particular::BillPostcode, &typed.postcode), (Particular::BillTown, &typed.town)];
            wrong.extend(parts.into_iter().filter(|(_, part)| part.trim().is_empty()).map(|(field, _)| field));
            wrong.sort_unstable();
        }
        if wrong.is_empty() { Ok(settled) } else { Err(wrong) }
    }
}

/// Nothing, or what the rule makes of it.
fn optional(typed: &str, rule: impl FnOnce(&str) -> Option<String>) -> Option<String> {
    if typed.trim().is_empty() { Some(String::new()) } else { rule(typed) }
}

/// One line: blanks tidied, no control characters, not too long.
pub(crate) fn line(typed: &str, longest: usize) -> Option<String> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    (line.chars().count() <= longest && !line.chars().any(char::is_control)).then_some(line)
}

/// A postcode of any country: three to ten letters and digits, in groups (UPU S42 lists those of the world).
pub(crate) fn postcode(typed: &str) -> Option<String> {
    let code = line(typed, 10)?.to_uppercase();
    let plain = code.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '-');
    let said = code.chars().filter(char::is_ascii_alphanumeric).count();
    (plain && said >= 3 && code.chars().any(|c| c.is_ascii_digit())).then_some(code)
}

/// A VAT identification number as the member states of the European Union give it (Council Directive 2006/112/EC,
/// Article 215; lengths and letters by VIES, "structure of VAT identification numbers"), without blanks, dots and hyphens,
/// in capitals. Whether it was given to anybody only VIES can tell.
#[must_use]
pub fn vat_id(typed: &str) -> Option<String> {
    let number: String = typed.chars().filter(|c| !c.is_whitespace() && !".-/".contains(*c)).collect();
    let number = number.to_uppercase();
    let (country, own) = number.split_at_checked(2)?;
    let forms = FORMS.iter().find(|(code, _)| *code == country)?.1;
    let fits = |form: &&str| {
        form.len() == own.len()
            && form.chars().zip(own.chars()).all(|(kind, c)| match kind {
                '9' => c.is_ascii_digit(),
                'X' => c.is_ascii_alphanumeric(),
                // Old Irish numbers also know these two signs.
                '*' => c.is_ascii_alphanumeric() || "+*".contains(c),
                fixed => c == fixed,
            })
    };
    let fits = forms.iter().any(fits);
    (fits && (country != "DE" || german_check_digit(own))).then_some(number)
}

/// Country code, and what may follow: `9` a digit, `X` a digit or letter, `*` also `+` and `*`, anything else itself.
const FORMS: [(&str, &[&str]); 28] = [
    ("AT", &["U99999999"]),
    ("BE", &["0999999999", "1999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999X"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["X9999999X"]),
    ("FI", &["99999999"]),
    ("FR", &["XX999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9*99999X", "9999999XX"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["999999999B99"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    ("RO", &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"]),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
    ("XI", &["999999999", "999999999999", "GD999", "HA999"]),
];

/// ISO/IEC 7064, MOD 11,10: the last digit of a German number (§ 27a of the `UStG`).
fn german_check_digit(number: &str) -> bool {
    let mut digits = number.bytes().map(|digit| u32::from(digit - b'0'));
    let product = digits.by_ref().take(8).fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    digits.next() == Some((11 - product) % 10)
}

/// A Leitweg-ID (`KoSIT`, "Formatspezifikation Leitweg-ID" 2.0.2), in capitals: the number of a land or of the federation
/// with the parts of the regional key, if need be up to 30 letters and digits of its own, and two check digits after
/// ISO/IEC 7064, MOD 97-10, with letters as numbers from A = 10. It is the buyer reference of an `XRechnung` (BT-10), and
/// known to Peppol by the scheme 0204.
#[must_use]
pub fn leitweg_id(typed: &str) -> Option<String> {
    let id = typed.trim().to_uppercase();
    let parts: Vec<&str> = id.split('-').collect();
    let (coarse, fine, check) = match parts[..] {
        [coarse, check] => (coarse, None, check),
        [coarse, fine, check] => (coarse, Some(fine), check),
        _ => return None,
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let land = coarse.get(..2).and_then(|land| land.parse::<u8>().ok())?;
    let known = matches!(land, 1..=16 | 99) && matches!(coarse.len(), 2 | 3 | 5 | 8 | 9 | 12);
    let own = fine.is_none_or(|fine| (1..=30).contains(&fine.len()) && fine.bytes().all(|c| c.is_ascii_alphanumeric()));
    if !known || !own || !digits(coarse) || check.len() != 2 || !digits(check) {
        return None;
    }
    let rest = id
        .chars()
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest, value| if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 });
    (rest == 1).then_some(id)
}

/// Which part of a cost centre is missing or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CentreFault {
    /// The code: 1 to [`LONGEST_CODE`] letters.
    Code,
    /// The name: 1 to [`LONGEST_CENTRE`] letters.
    Name,
}

/// Code and name of a cost centre, tidied.
///
/// # Errors
/// The part that is missing or too long.
pub fn cost_centre(code: &str, name: &str) -> Result<(String, String), CentreFault> {
    let said = |typed, longest| line(typed, longest).filter(|text| !text.is_empty());
    let code = said(code, LONGEST_CODE).ok_or(CentreFault::Code)?;
    Ok((code, said(name, LONGEST_CENTRE).ok_or(CentreFault::Name)?))
}

#[cfg(test)]
mod tests;
