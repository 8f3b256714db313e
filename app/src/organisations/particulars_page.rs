//! Where an organisation sits, and what stands on its bills.

use domain::{
    billing::{LONGEST_LINE, LONGEST_TOWN, Particular, Particulars, PostalAddress},
    desk::{OrganisationRefusal, OrganisationView},
};
use leptos::prelude::*;

use super::frame::{self, elsewhere, known};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered},
    t,
    texts::Locale,
    ui::form::{Field, Form, Hidden, Submit},
};

/// Shows what is known.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn particulars(ask: Ask) -> Answered {
    let of = known(&ask).await?;
    let fields = filled(&of);
    show(&ask, &of, fields, Problems::default()).await
}

/// Writes it, or says which fields are wrong and keeps all that was typed.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn write_particulars(ask: Ask) -> Answered {
    let l = ask.locale;
    let of = known(&ask).await?;
    let id = of.organisation.id;
    let mut fields = ask.form.clone();
    let version = fields.parse("version").unwrap_or_default();
    let outcome = ask.house.organisations.write_particulars(&ask.actor, id, version, typed(&fields)).await;
    let problems = match outcome {
        Ok(()) => return Ok(Answer::Goto(format!("{}?done=written", frame::path(id)))),
        Err(OrganisationRefusal::Particulars(wrong)) => {
            Problems(wrong.into_iter().map(|field| (Some(field.code().into()), problem(l, field).to_owned())).collect())
        }
        Err(OrganisationRefusal::ChangedMeanwhile) => {
            // She knows now: what she sends next is about how it stands.
            fields = fields.with("version", &of.version.to_string());
            Problems::whole(t!(l, organisations.problem_changed))
        }
        Err(refusal) => return Err(elsewhere(&refusal).unwrap_or(Answer::NotFound)),
    };
    show(&ask, &of, fields, problems).await
}

fn filled(of: &OrganisationView) -> Fields {
    let said = &of.particulars;
    let mut fields = vec![("version".to_owned(), of.version.to_string())];
    fields.extend(Particular::ALL.iter().map(|field| {
        let text = match field {
            Particular::Street => &said.address.street,
            Particular::Postcode => &said.address.postcode,
            Particular::Town => &said.address.town,
            Particular::BillTo => &said.bill_to,
            Particular::BillStreet => &said.bill_address.street,
            Particular::BillPostcode => &said.bill_address.postcode,
            Particular::BillTown => &said.bill_address.town,
            Particular::BillEmail => &said.bill_email,
            Particular::VatId => &said.vat_id,
            Particular::LeitwegId => &said.leitweg_id,
        };
        (field.code().to_owned(), text.clone())
    }));
    Fields(fields)
}

fn typed(fields: &Fields) -> Particulars {
    let of = |field: Particular| fields.get(field.code()).to_owned();
    Particulars {
        address: PostalAddress {
            street: of(Particular::Street),
            postcode: of(Particular::Postcode),
            town: of(Particular::Town),
        },
        bill_to: of(Particular::BillTo),
        bill_address: PostalAddress {
            street: of(Particular::BillStreet),
            postcode: of(Particular::BillPostcode),
            town: of(Particular::BillTown),
        },
        bill_email: of(Particular::BillEmail),
        vat_id: of(Particular::VatId),
        leitweg_id: of(Particular::LeitwegId),
    }
}

fn problem(l: Locale, field: Particular) -> &'static str {
    match field {
        Particular::Street | Particular::BillStreet => t!(l, organisations.problem_street),
        Particular::Postcode => t!(l, organisations.problem_postcode),
        Particular::Town => t!(l, account.problem_town),
        Particular::BillTo => t!(l, organisations.problem_bill_to),
        Particular::BillPostcode => t!(l, organisations.problem_bill_postcode),
        Particular::BillTown => t!(l, organisations.problem_bill_town),
        Particular::BillEmail => t!(l, organisations.problem_bill_email),
        Particular::VatId => t!(l, organisations.problem_vat_id),
        Particular::LeitwegId => t!(l, organisations.problem_leitweg_id),
    }
}

async fn show(ask: &Ask, of: &OrganisationView, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let form = Form::refused(l, fields, problems).open();
    let name = of.organisation.name.clone();
    let draw = move |l, form| view! { <Sheet l=l form=form name=name /> }.into_any();
    Ok(frame::page(ask, of, t!(l, organisations.particulars), None, form, draw).into())
}

#[component]
fn Sheet(l: Locale, form: Form, name: String) -> impl IntoView {
    let version = form.fields().get("version").to_owned();
    let line = u16::try_from(LONGEST_LINE).ok();
    let town = u16::try_from(LONGEST_TOWN).ok();
    let one = |field: Particular, label: &'static str, hint: String, most: Option<u16>| {
        let name = field.code();
        let (kind, width) = match field {
            Particular::BillEmail => ("email", "full"),
            Particular::Postcode | Particular::BillPostcode => ("text", "short"),
            Particular::VatId => ("text", "medium"),
            _ => ("text", "full"),
        };
        let required = field == Particular::Town;
        let most = most.unwrap_or(254);
        view! { <Field form=&form name=name label=label hint=hint kind=kind width=width required=required maxlength=most /> }
    };
    let plain = |field, label, most| one(field, label, String::new(), most);
    view! {
        <form class="form" method="post">
            <Hidden name="version" value=version />
            <p>{t!(l, organisations.optional)}</p>
            <fieldset class="organisation__part stack">
                <legend>{t!(l, organisations.address)}</legend>
                {plain(Particular::Street, t!(l, organisations.street), line)}
                {plain(Particular::Postcode, t!(l, organisations.postcode), Some(10))}
                {plain(Particular::Town, t!(l, account.town), town)}
            </fieldset>
            <fieldset class="organisation__part stack">
                <legend>{t!(l, organisations.bills)}</legend>
                {one(Particular::BillTo, t!(l, organisations.bill_to), t!(l, organisations.bill_to_hint, name = name), line)}
                {one(Particular::BillEmail, t!(l, organisations.bill_email), t!(l, organisations.bill_email_hint).to_owned(), None)}
                {one(Particular::VatId, t!(l, organisations.vat_id), t!(l, organisations.vat_id_hint).to_owned(), Some(24))}
                {one(
                    Particular::LeitwegId,
                    t!(l, organisations.leitweg_id),
                    t!(l, organisations.leitweg_id_hint).to_owned(),
                    Some(46),
                )}
            </fieldset>
            <fieldset class="organisation__part stack">
                <legend>{t!(l, organisations.bill_address)}</legend>
                <p class="quiet">{t!(l, organisations.bill_address_hint)}</p>
                {plain(Particular::BillStreet, t!(l, organisations.street), line)}
                {plain(Particular::BillPostcode, t!(l, organisations.postcode), Some(10))}
                {plain(Particular::BillTown, t!(l, account.town), town)}
            </fieldset>
            <Submit label=t!(l, organisations.save) />
        </form>
    }
    .into_any()
}
