//! The whole program on a database of its own, as a browser meets it.

#![expect(clippy::unwrap_used, reason = "tests")]

/// A store of its own, furnished.
#[path = "../../../store/tests/it/common/mod.rs"]
#[expect(dead_code, reason = "the store's own tests use the rest")]
pub mod house;

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use domain::desk::AccountDesk as _;
use server::{
    config::Config,
    http::{App, AppState},
};
use tower::ServiceExt as _;

use house::House;

/// An open house.
pub struct Site {
    /// Its store, its clock, its furniture.
    pub house: House,
    /// Its settings.
    pub config: Config,
    app: App,
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as text.
    pub body: String,
}

impl Answer {
    /// A header's text; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What was set, if anything was.
    pub fn cookie(&self) -> Option<&str> {
        self.headers.get(header::SET_COOKIE).map(|value| value.to_str().unwrap())
    }

    /// The id of the form on the page.
    pub fn form_id(&self) -> String {
        let (_, rest) = self.body.split_once("name=\"request\"").unwrap();
        let tag = rest.split_once('>').unwrap().0;
        tag.split_once("value=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
    }
}

/// An empty house with no setting changed.
pub async fn site() -> Site {
    site_with(&[]).await
}

/// An empty house with these settings.
pub async fn site_with(settings: &[(&str, &str)]) -> Site {
    Site::open(house::house().await, settings)
}

impl Site {
    /// The same house, shut and opened again with other settings.
    pub fn again(self, settings: &[(&str, &str)]) -> Self {
        Self::open(self.house, settings)
    }

    fn open(house: House, settings: &[(&str, &str)]) -> Self {
        let settings: HashMap<_, _> = settings.iter().copied().collect();
        let config = Config::read(&|name| settings.get(name).map(|value| (*value).to_owned())).unwrap();
        let desks = server::cli::house(&house.store, &config, vec![]);
        let app = server::http::app(AppState::new(desks, house.store.clone(), Arc::new(config.clone())));
        Self { house, config, app }
    }

    /// Sends any request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// A file, with a login or as a visitor.
    pub async fn bytes(&self, login: Option<&str>, path: &str) -> Vec<u8> {
        let mut request = Request::get(path);
        if let Some(login) = login {
            request = request.header(header::COOKIE, self.cookie(login));
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    /// GET as a visitor.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// GET with a login.
    pub async fn get_as(&self, login: &str, path: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, self.cookie(login)).body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a visitor.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(form_request(path).body(encoded(form)).unwrap()).await
    }

    /// Sends a form with a login.
    pub async fn post_as(&self, login: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(form_request(path).header(header::COOKIE, self.cookie(login)).body(encoded(form)).unwrap()).await
    }

    /// Sends a form with a file in it, as a browser does: what it is called, and what is in it.
    pub async fn post_file(
        &self,
        login: Option<&str>,
        path: &str,
        form: &[(&str, &str)],
        (field, name, file): (&str, &str, &[u8]),
    ) -> Answer {
        let mut body = Vec::new();
        for (field, value) in form {
            body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
        }
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n");
        body.extend(head.bytes());
        body.extend(b"Content-Type: image/png\r\n\r\n");
        body.extend(file);
        body.extend(b"\r\n--x--\r\n");
        let mut request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header(header::CONTENT_LENGTH, body.len());
        if let Some(login) = login {
            request = request.header(header::COOKIE, self.cookie(login));
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Signs somebody in by a link and answers the secret of her login.
    pub async fn login(&self, email: &str) -> String {
        let link = self.house.store.sign_in_token_for(email).await.unwrap();
        self.house.store.sign_in(&link, "test".into()).await.unwrap().token
    }

    fn cookie(&self, login: &str) -> String {
        format!("{}={login}", if self.config.is_https() { "__Host-login" } else { "login" })
    }
}

fn form_request(path: &str) -> axum::http::request::Builder {
    Request::builder().method(Method::POST).uri(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

fn encoded(form: &[(&str, &str)]) -> Body {
    Body::from(form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish())
}
