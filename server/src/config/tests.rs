use std::collections::HashMap;

use super::*;

fn read(settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let settings: HashMap<_, _> = settings.iter().copied().collect();
    Config::read(&|name| settings.get(name).map(|value| (*value).to_owned()))
}

#[test]
fn without_any_setting_it_is_a_developers_machine() {
    let config = read(&[]).unwrap();
    assert_eq!(config.base_url, "http://127.0.0.1:3000");
    assert_eq!(config.database_url, "sqlite://./data/spielraum.db?mode=rwc");
    assert_eq!(config.mail_from.to_string(), "Spielraum OWL <noreply@spielraum.localhost>");
    assert!(config.is_development());
    assert!(!config.is_https());
    let config = config.listening_on(([127, 0, 0, 1], 4711).into());
    assert_eq!(config.base_url, "http://127.0.0.1:4711");
}

#[test]
fn a_public_address_is_production() {
    let config = read(&[("SPIELRAUM_HOST", "0.0.0.0"), ("SPIELRAUM_BASE_URL", "https://raum.example/")]).unwrap();
    assert_eq!((config.environment, config.base_url.as_str()), (Environment::Production, "https://raum.example"));
    assert_eq!(config.mail_from.email.to_string(), "noreply@raum.example");
    assert_eq!(config.listening_on(([0, 0, 0, 0], 80).into()).base_url, "https://raum.example");
}

#[test]
fn whoever_is_reached_by_https_has_a_proxy_in_front() {
    let https = ("SPIELRAUM_BASE_URL", "https://raum.example");
    let proxies = |settings: &[_]| read(settings).unwrap().trusted_proxies;
    assert_eq!(proxies(&[]), 0);
    assert_eq!(proxies(&[https]), 1);
    assert_eq!(proxies(&[https, ("SPIELRAUM_TRUSTED_PROXY", "0")]), 0);
    assert_eq!(proxies(&[https, ("SPIELRAUM_TRUSTED_PROXY", "2")]), 2);
}

#[test]
fn a_wrong_setting_is_one_sentence_that_names_it() {
    for settings in [
        &[("PORT", "http")][..],
        &[("PORT", "70000")],
        &[("SPIELRAUM_HOST", "raum.example")],
        &[("DATABASE_URL", "mysql://root:geheim@localhost/x")],
        &[("SPIELRAUM_BASE_URL", "raum.example")],
        &[("SPIELRAUM_BASE_URL", "https://raum.example/spielraum")],
        &[("SPIELRAUM_BASE_URL", "http://raum.example")],
        &[("SPIELRAUM_BASE_URL", "https://ich:geheim@raum.example")],
        &[("SPIELRAUM_ZONE", "Bielefeld")],
        &[("SPIELRAUM_DEMO", "ja")],
        &[("SPIELRAUM_SECRET", "geheim")],
        &[("SPIELRAUM_SECRET_FILE", "/x"), ("SPIELRAUM_SECRET", "0123456789abcdef0123456789abcdef")],
        &[("SMTP_URL", "mail.example:25")],
        &[("SPIELRAUM_MAIL_FROM", "niemand")],
        &[("SPIELRAUM_OPERATOR_EMAIL", "niemand")],
        &[("SPIELRAUM_OIDC", "geheim")],
        &[("SPIELRAUM_OIDC", r#"[{"client_secret": "geheim"}]"#)],
        &[("SPIELRAUM_OIDC_FILE", "/gibt/es/nicht.json")],
        &[("SPIELRAUM_OIDC_FILE", "/x"), ("SPIELRAUM_OIDC", "[]")],
        &[("SPIELRAUM_TRUSTED_PROXY", "-1")],
        &[("SPIELRAUM_LOG", "spielraum=laut")],
        &[("SPIELRAUM_ENV", "test")],
        &[("SPIELRAUM_ENV", "development"), ("SPIELRAUM_HOST", "0.0.0.0")],
        &[("SPIELRAUM_ENV", "development"), ("SPIELRAUM_BASE_URL", "https://raum.example")],
    ] {
        let sentence = read(settings).unwrap_err().to_string();
        assert!(sentence.starts_with(settings[0].0), "{sentence}");
        assert!(sentence.ends_with('.'), "{sentence}");
        assert!(!sentence.contains("geheim"), "{sentence}");
    }
    for settings in [&[("SPIELRAUM_HOST", "0.0.0.0")][..], &[("SPIELRAUM_ENV", "production")]] {
        assert_eq!(read(settings).unwrap_err().name, "SPIELRAUM_BASE_URL");
    }
}

/// A provider as it should be written, with one thing written otherwise.
fn provider(name: &str, value: serde_json::Value) -> serde_json::Value {
    let mut provider = serde_json::json!({
        "key": "uni",
        "name": { "de": "Universität", "en": "University" },
        "issuer": "https://login.uni.example",
        "client_id": "spielraum",
        "client_secret": "geheim",
    });
    provider[name] = value;
    provider
}

#[test]
fn providers_are_read_and_a_wrong_one_is_one_sentence_that_keeps_its_secret() {
    let read_all = |providers: serde_json::Value| read(&[("SPIELRAUM_OIDC", &providers.to_string())]);
    let company = serde_json::json!({
        "key": "firma", "name": "Firma", "issuer": "http://127.0.0.1:4000", "client_id": "x",
        "scopes": ["openid", "email"], "domains": ["@Firma.example"],
    });
    let config = read_all(serde_json::json!([provider("key", "uni".into()), company])).unwrap();
    let [uni, firma] = &config.providers[..] else { panic!("{config:?}") };
    assert_eq!((uni.key.as_str(), uni.name.get("en"), uni.scopes.len()), ("uni", "University", 2));
    assert!(uni.secret.is_some() && firma.secret.is_none());
    assert_eq!((firma.scopes.len(), &firma.domains[..]), (1, &["firma.example".to_owned()][..]));
    assert!(!format!("{uni:?}").contains("geheim"), "{uni:?}");
    assert!(read(&[]).unwrap().providers.is_empty());

    for (name, value) in [
        ("key", "Uni".into()),
        ("key", "".into()),
        ("name", " ".into()),
        ("issuer", "http://login.uni.example".into()),
        ("issuer", "http://127.0.0.1.evil.example".into()),
        ("issuer", "https://ich:geheim@login.uni.example".into()),
        ("issuer", "https://login.uni.example/?x=geheim".into()),
        ("issuer", "login.uni.example".into()),
        ("issuer", "".into()),
        ("client_id", " ".into()),
        ("client_secret", " ".into()),
        ("client_secret_file", "/gibt/es/nicht".into()),
        ("scopes", serde_json::json!(["email profile"])),
        ("domains", serde_json::json!(["com"])),
        ("client_sekret", "geheim".into()),
    ] {
        let said = format!("{name}: {value}");
        let sentence = read_all(serde_json::json!([provider(name, value)])).unwrap_err().to_string();
        assert!(sentence.starts_with("SPIELRAUM_OIDC ") && sentence.ends_with('.'), "{said}: {sentence}");
        assert!(!sentence.contains("geheim"), "{said}: {sentence}");
    }
    for (name, value) in [("key", "uni2"), ("issuer", "https://other.example")] {
        let twice = serde_json::json!([provider("key", "uni".into()), provider(name, value.into())]);
        assert!(read_all(twice).unwrap_err().to_string().contains("twice"), "{name}");
    }
}

#[test]
fn providers_and_their_secrets_may_lie_in_files() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("uni.secret");
    std::fs::write(&secret, "geheim\n").unwrap();
    let mut uni = provider("client_secret_file", secret.to_str().unwrap().into());
    uni.as_object_mut().unwrap().remove("client_secret");
    let file = folder.path().join("providers.json");
    std::fs::write(&file, serde_json::json!([uni]).to_string()).unwrap();
    let config = read(&[("SPIELRAUM_OIDC_FILE", file.to_str().unwrap())]).unwrap();
    assert_eq!(config.providers[0].secret.as_ref().map(|secret| secret.secret().as_str()), Some("geheim"));
    std::fs::write(&file, "[{").unwrap();
    assert_eq!(read(&[("SPIELRAUM_OIDC_FILE", file.to_str().unwrap())]).unwrap_err().name, "SPIELRAUM_OIDC_FILE");
}

#[test]
fn every_setting_that_is_read_is_listed_and_every_listed_one_is_read() {
    let read = std::cell::RefCell::new(Vec::new());
    let _ = Config::read(&|name| {
        read.borrow_mut().push(name.to_owned());
        None
    });
    let mut read = read.into_inner();
    read.sort();
    let mut listed: Vec<_> = SETTINGS.iter().map(|setting| setting.name.to_owned()).collect();
    listed.sort();
    assert_eq!(read, listed);
}

#[test]
fn the_secret_is_made_once_and_kept_from_others() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let config = read(&[("SPIELRAUM_DATA", data.to_str().unwrap())]).unwrap();
    assert_eq!(config.secret.existing(), Ok(None));
    let secret = config.secret.load().unwrap();
    assert_eq!(config.secret.load(), Ok(secret));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(data.join("secret")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_secret_never_shows_when_the_configuration_is_printed() {
    let secret = "0123456789abcdef0123456789abcdef";
    let config = read(&[("SPIELRAUM_SECRET", secret)]).unwrap();
    assert!(!format!("{config:?}").contains(&secret[..8]));
}

#[test]
fn a_secret_file_that_was_named_must_be_there_and_hold_enough() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    let config = read(&[("SPIELRAUM_SECRET_FILE", file.to_str().unwrap())]).unwrap();
    assert_eq!(config.secret.load().unwrap_err().name, "SPIELRAUM_SECRET_FILE");
    std::fs::write(&file, "kurz\n").unwrap();
    assert_eq!(config.secret.load().unwrap_err().name, "SPIELRAUM_SECRET_FILE");
    std::fs::write(&file, "0123456789abcdef0123456789abcdef\n").unwrap();
    let given = read(&[("SPIELRAUM_SECRET", "0123456789abcdef0123456789abcdef")]).unwrap();
    assert_eq!(config.secret.load(), given.secret.load());
}
