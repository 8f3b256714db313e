//! A device with passkeys, as the Web Authentication standard (Level 3) has it: one P-256 key for each, kept in memory.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What a device does, and can be made to do wrong.
pub struct Device {
    /// The private key.
    pub key: SigningKey,
    /// The credential's id.
    pub id: Vec<u8>,
    /// Whom it was made for, once it was.
    pub user: Vec<u8>,
    /// How often it was used.
    pub counter: u32,
    /// Where the browser believes to be.
    pub origin: String,
    /// The house's name.
    pub party: String,
    /// The device knows whoever holds it.
    pub verified: bool,
}

impl Device {
    /// A device of its own, in a browser at `origin`.
    pub fn new(number: u8, party: &str, origin: &str) -> Self {
        Self {
            key: SigningKey::from_bytes(&[number; 32].into()).unwrap(),
            id: vec![number; 16],
            user: Vec::new(),
            counter: 0,
            origin: origin.to_owned(),
            party: party.to_owned(),
            verified: true,
        }
    }

    /// Answers `navigator.credentials.create`.
    pub fn make(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        self.user = BASE64.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let client = self.client("webauthn.create", &options);
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public());
        // {"fmt": "none", "attStmt": {}, "authData": …} (RFC 8949)
        let mut attestation = vec![0xa3, 0x63];
        attestation.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        attestation.push(u8::try_from(data.len()).unwrap());
        attestation.extend(data);
        let response = json!({
            "clientDataJSON": BASE64.encode(client),
            "attestationObject": BASE64.encode(attestation),
            "transports": ["internal"],
        });
        self.credential(&response)
    }

    /// Answers `navigator.credentials.get`.
    pub fn show(&mut self, options: &str) -> String {
        self.counter += 1;
        let options: Value = serde_json::from_str(options).unwrap();
        let client = self.client("webauthn.get", &options);
        let data = self.data(0);
        let signed: Vec<u8> = data.iter().copied().chain(Sha256::digest(&client)).collect();
        let signature: Signature = self.key.sign(&signed);
        let response = json!({
            "clientDataJSON": BASE64.encode(client),
            "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der()),
            "userHandle": BASE64.encode(&self.user),
        });
        self.credential(&response)
    }

    fn credential(&self, response: &Value) -> String {
        let id = BASE64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
            .to_string()
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// Authenticator data: the party, present, verified perhaps, the counter.
    fn data(&self, more: u8) -> Vec<u8> {
        let flags = 0x01 | if self.verified { 0x04 } else { 0 } | more;
        let mut data = Sha256::digest(self.party.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// The public key, as COSE has it: EC2, ES256, P-256, x, y (RFC 9053).
    fn public(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend(point.x().unwrap());
        key.extend([0x22, 0x58, 0x20]);
        key.extend(point.y().unwrap());
        key
    }
}
