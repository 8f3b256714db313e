//! A form is drawn once for the first time and once refused: it must keep what was typed and tie what is wrong.

use leptos::prelude::*;

use super::*;

fn typed() -> Fields {
    Fields(vec![
        ("email".into(), "anna@".into()),
        ("kind".into(), "company".into()),
        ("note".into(), "<b>\nzwei".into()),
    ])
}

fn html(view: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| view().to_html())
}

#[test]
fn a_refused_field_keeps_what_was_typed_and_is_tied_to_its_problem() {
    let form = Form::refused(Locale::De, typed(), Problems::of("email", "So sieht keine Adresse aus."));
    let html = html(|| {
        view! { <Field form=&form name="email" label="E-Mail" hint="Wir schreiben Ihnen." kind="email" required=true /> }.into_any()
    });
    for part in [
        r#"value="anna@""#,
        r#"aria-invalid="true""#,
        r#"aria-describedby="f-email-hint f-email-error""#,
        r#"id="f-email-error""#,
        r#"for="f-email""#,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn the_summary_leads_to_each_field_and_is_silent_when_nothing_is_wrong() {
    let fine = Form::new(Locale::De, typed());
    assert!(!html(|| view! { <ErrorSummary form=&fine /> }.into_any()).contains("alert"));
    let mut problems = Problems::of("email", "Adresse fehlt.");
    problems.0.push((None, "Inzwischen belegt.".into()));
    let form = Form::refused(Locale::De, typed(), problems);
    let html = html(|| view! { <ErrorSummary form=&form /> }.into_any());
    for part in [
        r#"role="alert""#,
        r#"tabindex="-1""#,
        "autofocus",
        r##"<a href="#f-email">Adresse fehlt.</a>"##,
        "Inzwischen belegt.",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert_eq!((form.status(), fine.status()), (422, 200));
}

#[test]
fn what_was_chosen_stays_chosen() {
    let form = Form::new(Locale::De, typed());
    let options = || vec![("school".to_owned(), "Schule".to_owned()), ("company".to_owned(), "Unternehmen".to_owned())];
    let select = html(|| view! { <Select form=&form name="kind" label="Art" options=options() /> }.into_any());
    assert!(select.contains(r#"value="company" selected"#), "{select}");
    assert!(!select.contains(r#"value="school" selected"#), "{select}");
    let radios = html(|| view! { <Choices form=&form name="kind" legend="Art" options=options() /> }.into_any());
    assert_eq!(radios.matches("checked").count(), 1, "{radios}");
    assert!(radios.contains("<legend"), "{radios}");
}

#[test]
fn typed_text_is_never_markup() {
    let form = Form::new(Locale::De, typed());
    let html = html(|| view! { <TextArea form=&form name="note" label="Notiz" /> }.into_any());
    // Exactly once: Leptos itself does not escape inside a textarea. Should it begin to, this test says so.
    assert!(html.contains("&lt;b>\nzwei</textarea>"), "{html}");
}
