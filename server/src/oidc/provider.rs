//! One provider: what it says of itself, how a browser gets there, and what it proves of somebody.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::identity::{self, Identity, LONGEST_SUBJECT, Proved};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalProviderMetadata, AuthType, AuthorizationCode, ClaimsVerificationError,
    CsrfToken, EndUserName, EndpointMaybeSet, EndpointNotSet, EndpointSet, LanguageTag, LocalizedClaim, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl, RequestTokenError,
    SignatureVerificationError, SubjectIdentifier, TokenResponse as _, UserInfoError,
    core::{
        CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod,
        CoreGrantType, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
        CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm as Alg, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType, CoreUserInfoClaims,
    },
};
use serde::{Deserialize, Serialize};
use store::{Attempt, Errand};

use super::fetch::{fetcher, is_safe};
use crate::config;

/// What a provider said of itself is believed for so long.
const BELIEVED: TimeDelta = TimeDelta::hours(1);
/// For a key nobody knows a provider is asked at most this often: strangers make up as many as they like.
const KEYS_EVERY: TimeDelta = TimeDelta::minutes(1);
/// One that could not be reached is not asked again for so long: whoever waits at the door need not wait for it in turn.
const LEFT_ALONE: TimeDelta = TimeDelta::seconds(10);
/// So far may the clocks of two houses be apart.
const APART: TimeDelta = TimeDelta::minutes(1);

/// Signatures by a key that only the provider has: none of `none`, and none by a secret it shares with us.
const SIGNATURES: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];

/// What went wrong, in words for the log: of the provider, never of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It cannot be reached, or makes no sense.
    Unreachable(&'static str),
    /// What it says proves nothing.
    Unproved(&'static str),
}
use Trouble::{Unproved, Unreachable};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct More {
    /// It says who it is when it sends a browser back (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for More {}

type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// A provider, and what is known of it.
pub(super) struct Provider {
    pub(super) given: config::Provider,
    /// Where it sends browsers back to.
    back: RedirectUrl,
    known: Mutex<Option<Known>>,
    /// One asks it at a time, and the others wait for the answer. When it last failed, and why.
    asking: tokio::sync::Mutex<Option<(DateTime<Utc>, Trouble)>>,
}

#[derive(Clone)]
struct Known {
    metadata: Arc<Metadata>,
    at: DateTime<Utc>,
    /// When it was last asked for a key nobody knew.
    renewed: Option<DateTime<Utc>>,
}

/// Somebody a provider proved, and what more can be asked about her.
pub(super) struct Shown {
    pub(super) proved: Proved,
    access: AccessToken,
    metadata: Arc<Metadata>,
}

impl Provider {
    pub(super) fn new(given: config::Provider, back: RedirectUrl) -> Self {
        Self { given, back, known: Mutex::default(), asking: tokio::sync::Mutex::default() }
    }

    /// Where a browser goes. `longest_ago`: minutes since she showed the provider who she is, at most.
    pub(super) async fn way(
        &self,
        errand: &Errand,
        longest_ago: Option<u8>,
        language: &str,
        now: DateTime<Utc>,
    ) -> Result<String, Trouble> {
        let metadata = self.metadata(now).await?;
        let client = self.client(&metadata);
        let (state, nonce) = (identity::state(&errand.state, language), errand.nonce.clone());
        let verifier = PkceCodeVerifier::new(errand.verifier.clone());
        let request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scopes(self.given.scopes.iter().cloned())
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_ui_locale(LanguageTag::new(language.to_owned()));
        let request = match longest_ago {
            Some(minutes) => request.set_max_age(Duration::from_secs(60 * u64::from(minutes))),
            None => request,
        };
        Ok(request.url().0.into())
    }

    /// Finds out what it says of itself, unless that is known.
    pub(super) async fn learn(&self, now: DateTime<Utc>) -> Result<(), Trouble> {
        self.metadata(now).await.map(drop)
    }

    /// Looks whether the answer a browser brought is this provider's (RFC 9207, 2.4).
    pub(super) async fn sent(&self, issuer: Option<&str>, now: DateTime<Utc>) -> Result<(), Trouble> {
        let says = self.metadata(now).await?.additional_metadata().authorization_response_iss_parameter_supported;
        match issuer {
            Some(issuer) if issuer == self.given.issuer.as_str() => Ok(()),
            None if !says => Ok(()),
            _ => Err(Unproved("another provider answered")),
        }
    }

    /// Fetches the proof, and judges it.
    pub(super) async fn shown(&self, code: String, attempt: &Attempt, now: DateTime<Utc>) -> Result<Shown, Trouble> {
        let mut metadata = self.metadata(now).await?;
        let answered = self
            .client(&metadata)
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| Unreachable("it says nothing of a token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()))
            .request_async(&fetcher(self.is_near()))
            .await
            .map_err(|err| match err {
                RequestTokenError::ServerResponse(_) => Unproved("it does not take its own code"),
                RequestTokenError::Request(_) => Unreachable("the token endpoint cannot be reached"),
                _ => Unreachable("the token endpoint makes no sense"),
            })?;
        let token = answered.id_token().ok_or(Unproved("there is no ID token"))?;
        let nonce = Nonce::new(attempt.nonce.clone());
        let access = answered.access_token();
        let mut judged = self.judged(&metadata, token, access, &nonce, now);
        if matches!(judged, Err(Judged::UnknownKey))
            && let Some(renewed) = self.renewed(now).await?
        {
            judged = self.judged(&renewed, token, access, &nonce, now);
            metadata = renewed;
        }
        match judged {
            Ok(proved) => Ok(Shown { proved, access: access.clone(), metadata }),
            Err(Judged::UnknownKey) => Err(Unproved("no key of its fits")),
            Err(Judged::Wrong(why)) => Err(Unproved(why)),
        }
    }

    /// Asks about whoever is new: many providers say an address and a name there alone.
    pub(super) async fn ask_more(&self, shown: &mut Shown) -> Result<(), Trouble> {
        let client = self.client(&shown.metadata);
        let subject = SubjectIdentifier::new(shown.proved.identity.subject.clone());
        // There is nothing to ask: then she says herself who she is.
        let Ok(request) = client.user_info(shown.access.clone(), Some(subject)) else { return Ok(()) };
        let said: CoreUserInfoClaims = match request.request_async(&fetcher(self.is_near())).await {
            Ok(said) => said,
            Err(UserInfoError::ClaimsVerification(_)) => return Err(Unproved("it tells of somebody else")),
            Err(_) => return Ok(()),
        };
        if shown.proved.email.is_none() {
            shown.proved.email = self.vouched(said.email().map(|email| email.as_str()), said.email_verified());
        }
        if shown.proved.name.is_empty() {
            shown.proved.name = plain(said.name());
        }
        Ok(())
    }

    fn client(&self, metadata: &Metadata) -> Client {
        let (id, secret) = (self.given.client.clone(), self.given.secret.clone());
        let client =
            CoreClient::from_provider_metadata(metadata.clone(), id, secret).set_redirect_uri(self.back.clone());
        // Where nothing is said it is the header (OpenID Connect Discovery 1.0, 3).
        let header = metadata
            .token_endpoint_auth_methods_supported()
            .is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        if header { client } else { client.set_auth_type(AuthType::RequestBody) }
    }

    /// What it says of itself: what is known, else asked anew.
    async fn metadata(&self, now: DateTime<Utc>) -> Result<Arc<Metadata>, Trouble> {
        if let Some(known) = self.believed(now) {
            return Ok(known.metadata);
        }
        let mut failed = self.asking.lock().await;
        if let Some(known) = self.believed(now) {
            return Ok(known.metadata);
        }
        if let Some((at, trouble)) = *failed
            && now < at + LEFT_ALONE
        {
            return Err(trouble);
        }
        let renewed =
            self.known.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|known| known.renewed);
        let asked = self.discover(renewed, now).await;
        *failed = asked.as_ref().err().map(|trouble| (now, *trouble));
        asked
    }

    /// What it said of itself, while that is believed.
    fn believed(&self, now: DateTime<Utc>) -> Option<Known> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        known.filter(|known| now < known.at + BELIEVED)
    }

    /// The same asked anew for the sake of a key. `None`: it was, a moment ago.
    async fn renewed(&self, now: DateTime<Utc>) -> Result<Option<Arc<Metadata>>, Trouble> {
        {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(known) = known.as_mut() else { return Ok(None) };
            if known.renewed.is_some_and(|before| now < before + KEYS_EVERY) {
                return Ok(None);
            }
            known.renewed = Some(now);
        }
        self.discover(Some(now), now).await.map(Some)
    }

    /// True for one on this machine itself: settings let no other speak readably.
    fn is_near(&self) -> bool {
        self.given.issuer.url().scheme() == "http"
    }

    async fn discover(&self, renewed: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<Arc<Metadata>, Trouble> {
        use openidconnect::DiscoveryError::{Request, Validation};
        let metadata = Metadata::discover_async(self.given.issuer.clone(), &fetcher(self.is_near())).await.map_err(
            |err| match err {
                Validation(_) => Unreachable("it says that it is somebody else"),
                Request(_) => Unreachable("it cannot be reached"),
                _ => Unreachable("what it says of itself makes no sense"),
            },
        )?;
        let way = metadata.authorization_endpoint().as_str().parse();
        if !way.is_ok_and(|way| is_safe(&way, self.is_near())) {
            return Err(Unreachable("the way to it is not encrypted"));
        }
        let metadata = Arc::new(metadata);
        let known = Known { metadata: Arc::clone(&metadata), at: now, renewed };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(metadata)
    }

    fn judged(
        &self,
        metadata: &Metadata,
        token: &CoreIdToken,
        access: &AccessToken,
        nonce: &Nonce,
        now: DateTime<Utc>,
    ) -> Result<Proved, Judged> {
        let client = self.client(metadata);
        let supported: HashSet<_> = metadata.id_token_signing_alg_values_supported().iter().collect();
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(SIGNATURES.into_iter().filter(|alg| supported.contains(alg)))
            .set_time_fn(move || now - APART);
        let claims: &CoreIdTokenClaims = token.claims(&verifier, nonce).map_err(Judged::of)?;
        // The crate leaves these two to us (OpenID Connect Core 1.0, 3.1.3.7, 5 and 3.1.3.8).
        if claims.authorized_party().is_some_and(|party| *party != self.given.client) {
            return Err(Judged::Wrong("the proof is for somebody else"));
        }
        if let Some(said) = claims.access_token_hash() {
            let signed = token.signing_alg().and_then(|alg| Ok((alg, token.signing_key(&verifier)?)));
            let found = signed.ok().and_then(|(alg, key)| AccessTokenHash::from_token(access, alg, key).ok());
            if found.as_ref() != Some(said) {
                return Err(Judged::Wrong("the proof is about another token"));
            }
        }
        let subject = claims.subject().as_str();
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT || subject.contains('\0') {
            return Err(Judged::Wrong("the subject cannot be one"));
        }
        Ok(Proved {
            identity: Identity { issuer: self.given.issuer.to_string(), subject: subject.to_owned() },
            email: self.vouched(claims.email().map(|email| email.as_str()), claims.email_verified()),
            name: plain(claims.name()),
            at: claims.auth_time(),
        })
    }

    fn vouched(&self, email: Option<&str>, verified: Option<bool>) -> Option<String> {
        identity::vouched(email?, verified == Some(true), &self.given.domains)
    }
}

/// Why a proof is none.
enum Judged {
    UnknownKey,
    Wrong(&'static str),
}

impl Judged {
    fn of(err: ClaimsVerificationError) -> Self {
        use ClaimsVerificationError as Wrong;
        use SignatureVerificationError as Signature;
        Self::Wrong(match err {
            // A key that was replaced and has no name, or the old one's, matches and does not fit.
            Wrong::SignatureVerification(
                Signature::NoMatchingKey | Signature::CryptoError(_) | Signature::AmbiguousKeyId(_),
            ) => return Self::UnknownKey,
            Wrong::SignatureVerification(Signature::NoSignature) => "the proof is not signed",
            Wrong::SignatureVerification(Signature::DisallowedAlg(_) | Signature::UnsupportedAlg(_)) => {
                "the proof is signed in another way"
            }
            Wrong::SignatureVerification(_) => "the signature is wrong",
            Wrong::InvalidIssuer(_) => "the proof is by somebody else",
            Wrong::InvalidAudience(_) => "the proof is for somebody else",
            Wrong::InvalidNonce(_) => "the proof is for another request",
            Wrong::Expired(_) => "the proof is too old",
            _ => "the proof makes no sense",
        })
    }
}

fn plain(claim: Option<&LocalizedClaim<EndUserName>>) -> String {
    claim.and_then(|claim| claim.get(None)).map(|name| identity::name(name)).unwrap_or_default()
}
