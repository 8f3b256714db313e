//! A provider that says whatever it is told to: signed with P-256, on this machine.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// How the token endpoint answers.
#[derive(Clone)]
pub enum Reply {
    /// With this ID token, or none.
    Token(Option<String>),
    /// With this status, kind and body.
    Plain(StatusCode, &'static str, String),
    /// Not at all.
    Never,
}

/// What it says, and what it heard.
pub struct Mood {
    pub metadata: Value,
    pub keys: Vec<(&'static str, u8)>,
    pub reply: Reply,
    pub about: Value,
    /// How often it was asked what it is.
    pub discovered: usize,
    /// How often it was asked for its keys.
    pub asked: usize,
    /// The last form at the token endpoint, and who sent it.
    pub form: HashMap<String, String>,
    pub authorization: String,
}

/// The provider.
#[derive(Clone)]
pub struct Liar {
    pub issuer: String,
    mood: Arc<Mutex<Mood>>,
}

impl Liar {
    /// Opens it: what it says of itself is right, and its key is `one`.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/auth"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/about"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        });
        let mood = Mood {
            metadata,
            keys: vec![("one", 1)],
            reply: Reply::Token(None),
            about: Value::Null,
            discovered: 0,
            asked: 0,
            form: HashMap::new(),
            authorization: String::new(),
        };
        let liar = Self { issuer, mood: Arc::new(Mutex::new(mood)) };
        let router = Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(|State(l): State<Self>| async move {
                    let mut mood = l.mood();
                    mood.discovered += 1;
                    Json(mood.metadata.clone())
                }),
            )
            .route("/keys", get(|State(l): State<Self>| async move { Json(l.keys()) }))
            .route("/about", get(|State(l): State<Self>| async move { Json(l.mood().about.clone()) }))
            .route("/token", post(token))
            .with_state(liar.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        liar
    }

    pub fn mood(&self) -> MutexGuard<'_, Mood> {
        self.mood.lock().unwrap()
    }

    fn keys(&self) -> Value {
        let mut mood = self.mood();
        mood.asked += 1;
        let keys: Vec<_> = mood.keys.iter().map(|(kid, number)| public(kid, *number)).collect();
        json!({ "keys": keys })
    }
}

async fn token(State(liar): State<Liar>, headers: HeaderMap, body: Bytes) -> Response {
    let reply = {
        let mut mood = liar.mood();
        mood.form = form_urlencoded::parse(&body).into_owned().collect();
        mood.authorization = headers.get(header::AUTHORIZATION).map_or("", |value| value.to_str().unwrap()).to_owned();
        mood.reply.clone()
    };
    match reply {
        Reply::Token(token) => {
            let mut answer = json!({ "access_token": "zugang", "token_type": "Bearer", "expires_in": 60 });
            if let Some(token) = token {
                answer["id_token"] = token.into();
            }
            Json(answer).into_response()
        }
        Reply::Plain(status, kind, body) => {
            let place = (header::LOCATION, format!("{}/elsewhere", liar.issuer));
            (status, [(header::CONTENT_TYPE, kind.to_owned()), place], body).into_response()
        }
        Reply::Never => std::future::pending().await,
    }
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32].into()).unwrap()
}

fn public(kid: &str, number: u8) -> Value {
    let point = key(number).verifying_key().to_sec1_point(false);
    let [x, y] = [point.x(), point.y()].map(|part| BASE64.encode(part.unwrap()));
    json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "x": x, "y": y })
}

/// A signed token.
pub fn signed(kid: &str, number: u8, claims: &Value) -> String {
    let head = json!({ "alg": "ES256", "typ": "JWT", "kid": kid });
    let text = unsigned(&head, claims);
    let signature: Signature = key(number).sign(text.as_bytes());
    format!("{text}.{}", BASE64.encode(signature.to_bytes()))
}

/// Head and claims, without a signature.
pub fn unsigned(head: &Value, claims: &Value) -> String {
    format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()))
}
