use super::*;

fn lemgo() -> Particulars {
    let address = PostalAddress { town: "Lemgo".into(), ..PostalAddress::default() };
    Particulars { address, ..Particulars::default() }
}

#[test]
fn a_vat_number_has_the_form_of_its_country_and_a_german_one_its_check_digit() {
    for (typed, kept) in [
        (" de 136 695 976 ", Some("DE136695976")),
        ("DE811569869", Some("DE811569869")),
        ("DE811569868", None),
        ("DE81156986", None),
        ("ATU12345678", Some("ATU12345678")),
        ("AT12345678", None),
        ("NL123456789B01", Some("NL123456789B01")),
        ("FRXX123456789", Some("FRXX123456789")),
        ("BE0123456789", Some("BE0123456789")),
        ("BE2123456789", None),
        ("EL123456789", Some("EL123456789")),
        ("GR123456789", None),
        ("XIGD123", Some("XIGD123")),
        ("IE1+23456A", Some("IE1+23456A")),
        ("136695976", None),
        ("ÄÖ1", None),
        ("D", None),
    ] {
        assert_eq!(vat_id(typed).as_deref(), kept, "{typed}");
    }
}

#[test]
fn a_leitweg_id_is_built_as_the_specification_says_and_leaves_one_when_divided_by_97() {
    for (typed, kept) in [
        ("04011000-1234512345-06", Some("04011000-1234512345-06")),
        (" 04011000-900x999-08", Some("04011000-900X999-08")),
        ("992-90009-96", Some("992-90009-96")),
        ("09564000-NUE0001-49", Some("09564000-NUE0001-49")),
        ("05766008-84", Some("05766008-84")),
        ("05-83", Some("05-83")),
        ("057660080800-ABC-70", Some("057660080800-ABC-70")),
        // One digit more, two changed places, no check digits, no such land, no such length, no such letters.
        ("04011000-1234512345-07", None),
        ("04011000-1234512354-06", None),
        ("04011000-1234512345", None),
        ("17011000-1234512345-06", None),
        ("0401100-12345-06", None),
        ("04011000--06", None),
        ("04011000-1234_12345-06", None),
        ("04011000-1234512345-06-1", None),
        ("Ä4011000-06", None),
        ("-", None),
    ] {
        assert_eq!(leitweg_id(typed).as_deref(), kept, "{typed}");
    }
}

#[test]
fn only_the_town_must_be_said() {
    assert_eq!(lemgo().settled(), Ok(lemgo()));
    assert_eq!(Particulars::default().settled(), Err(vec![Particular::Town]));
}

#[test]
fn what_was_typed_is_tidied_and_every_wrong_field_is_named_in_the_order_of_the_form() {
    let typed = Particulars {
        address: PostalAddress {
            street: " Campusallee   12 ".into(),
            postcode: " 32657 ".into(),
            town: "Lemgo".into(),
        },
        bill_to: " Finanzen ".into(),
        bill_address: PostalAddress { street: String::new(), postcode: "sw1a 1aa".into(), town: "London".into() },
        bill_email: " Rechnung@Example.ORG ".into(),
        vat_id: "de136695976".into(),
        leitweg_id: "992-90009-96".into(),
    };
    let kept = typed.settled().unwrap();
    assert_eq!((kept.address.street.as_str(), kept.address.postcode.as_str()), ("Campusallee 12", "32657"));
    assert_eq!((kept.bill_to.as_str(), kept.bill_address.postcode.as_str()), ("Finanzen", "SW1A 1AA"));
    assert_eq!((kept.bill_email.as_str(), kept.vat_id.as_str()), ("rechnung@example.org", "DE136695976"));
    let wrong = Particulars {
        address: PostalAddress { street: "x".repeat(121), postcode: "Lemgo".into(), town: "y".repeat(81) },
        bill_to: "a\u{7}b".into(),
        bill_address: PostalAddress { street: "z".repeat(121), postcode: "1".into(), town: "t".repeat(81) },
        bill_email: "rechnung".into(),
        vat_id: "DE1".into(),
        leitweg_id: "1-2".into(),
    };
    assert_eq!(wrong.settled(), Err(Particular::ALL.to_vec()));
}

#[test]
fn an_address_for_bills_has_a_town_and_a_postcode() {
    let of = |street: &str, postcode: &str, town: &str| Particulars {
        bill_address: PostalAddress { street: street.into(), postcode: postcode.into(), town: town.into() },
        ..lemgo()
    };
    assert!(of("", "32657", "Lemgo").settled().is_ok() && of(" ", " ", " ").settled().is_ok());
    assert_eq!(of("Weg 1", "", " ").settled(), Err(vec![Particular::BillPostcode, Particular::BillTown]));
    assert_eq!(of("", "32657", "").settled(), Err(vec![Particular::BillTown]));
    assert_eq!(of("", "", "Lemgo").settled(), Err(vec![Particular::BillPostcode]));
}

#[test]
fn a_cost_centre_has_a_code_and_a_name() {
    assert_eq!(cost_centre(" 47 11 ", " Lehre "), Ok(("47 11".into(), "Lehre".into())));
    assert_eq!(cost_centre("", "Lehre"), Err(CentreFault::Code));
    assert_eq!(cost_centre(&"1".repeat(31), "Lehre"), Err(CentreFault::Code));
    assert_eq!(cost_centre("4711", " "), Err(CentreFault::Name));
    assert_eq!(cost_centre("4711", &"n".repeat(81)), Err(CentreFault::Name));
}
