//! A provider that says what the test wants it to say, true or not.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What it does with a token before it gives it away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signed {
    Rightly,
    /// By nobody: `"alg": "none"`.
    ByNobody,
    /// With its public key as if that were a secret: `"alg": "HS256"`.
    WithItsPublicKey,
    /// By somebody else, who names its key.
    ByAnother,
    /// And then another word is put in.
    AndChanged,
}

/// What it says where it should describe itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Describes {
    Itself,
    AnotherIssuer,
    /// More than anybody wants to read.
    WithoutEnd,
    Elsewhere(String),
    /// Itself, but for one of its places.
    With(&'static str, String),
}

pub(crate) struct Lies {
    pub(crate) claims: Value,
    pub(crate) signed: Signed,
    pub(crate) describes: Describes,
    key: EcdsaKeyPair,
    kid: String,
    /// How often its keys were read, and tokens were asked for.
    pub(crate) keys_read: u32,
    /// How often it described itself.
    pub(crate) described: u32,
    /// What it says to whoever brings a code, where that is another thing for each.
    pub(crate) by_code: BTreeMap<String, Value>,
    pub(crate) form: String,
}

pub(crate) struct Liar {
    pub(crate) issuer: String,
    pub(crate) lies: Arc<Mutex<Lies>>,
}

#[derive(Clone)]
struct Shared {
    issuer: String,
    lies: Arc<Mutex<Lies>>,
}

impl Liar {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let lies = Arc::new(Mutex::new(Lies {
            claims: json!({}),
            signed: Signed::Rightly,
            describes: Describes::Itself,
            key: new_key(),
            kid: "one".into(),
            keys_read: 0,
            described: 0,
            by_code: BTreeMap::new(),
            form: String::new(),
        }));
        let shared = Shared {
            issuer: issuer.clone(),
            lies: Arc::clone(&lies),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/jwks", get(keys))
            .route("/token", post(token))
            .with_state(shared);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, lies }
    }

    /// Has it sign with another key from now on.
    pub(crate) fn change_keys(&self, kid: &str) {
        let mut lies = self.lies.lock().unwrap();
        lies.key = new_key();
        lies.kid = kid.into();
    }
}

fn new_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let alg = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let key = EcdsaKeyPair::generate_pkcs8(alg, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(alg, key.as_ref(), &random).unwrap()
}

async fn describe(State(shared): State<Shared>) -> Response {
    let mut lies = shared.lies.lock().unwrap();
    lies.described += 1;
    let issuer = &shared.issuer;
    let mut description = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    });
    match &lies.describes {
        Describes::Itself => {}
        Describes::AnotherIssuer => description["issuer"] = "https://id.example".into(),
        Describes::WithoutEnd => description["issuer"] = "x".repeat(2 * 1024 * 1024).into(),
        Describes::With(place, at) => description[*place] = at.clone().into(),
        Describes::Elsewhere(at) => {
            return (StatusCode::FOUND, [(header::LOCATION, at.clone())]).into_response();
        }
    }
    Json(description).into_response()
}

async fn keys(State(shared): State<Shared>) -> Json<Value> {
    let mut lies = shared.lies.lock().unwrap();
    lies.keys_read += 1;
    // The point, without the byte that says that it is not compressed.
    let point = &lies.key.public_key().as_ref()[1..];
    Json(json!({"keys": [{
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": lies.kid,
        "x": BASE64.encode(&point[..32]), "y": BASE64.encode(&point[32..]),
    }]}))
}

async fn token(State(shared): State<Shared>, form: String) -> Json<Value> {
    let mut lies = shared.lies.lock().unwrap();
    let code = form.split('&').find_map(|pair| pair.strip_prefix("code="));
    if let Some(claims) = code.and_then(|code| lies.by_code.get(code)).cloned() {
        lies.claims = claims;
    }
    lies.form = form;
    Json(json!({
        "access_token": "an access token", "token_type": "Bearer", "expires_in": 60,
        "id_token": written(&lies),
    }))
}

fn written(lies: &Lies) -> String {
    let alg = match lies.signed {
        Signed::ByNobody => "none",
        Signed::WithItsPublicKey => "HS256",
        Signed::Rightly | Signed::ByAnother | Signed::AndChanged => "ES256",
    };
    let part = |value: &Value| BASE64.encode(value.to_string());
    let head = part(&json!({"alg": alg, "typ": "JWT", "kid": lies.kid}));
    let signed = format!("{head}.{}", part(&lies.claims));
    let with = |key: &EcdsaKeyPair| {
        let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        BASE64.encode(signature)
    };
    match lies.signed {
        Signed::ByNobody => format!("{signed}."),
        Signed::Rightly => format!("{signed}.{}", with(&lies.key)),
        Signed::ByAnother => format!("{signed}.{}", with(&new_key())),
        Signed::WithItsPublicKey => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, lies.key.public_key().as_ref());
            format!(
                "{signed}.{}",
                BASE64.encode(hmac::sign(&key, signed.as_bytes()))
            )
        }
        Signed::AndChanged => {
            let mut claims = lies.claims.clone();
            claims["email"] = "ines@northwind.example".into();
            format!("{head}.{}.{}", part(&claims), with(&lies.key))
        }
    }
}
