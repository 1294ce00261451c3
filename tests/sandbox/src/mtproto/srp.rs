//! The server half of two-step passwords. **A challenge is good for one attempt.** <https://core.telegram.org/api/srp>
use super::cipher::sha256;
use crate::world::{SessionId, World};
use grammers_tl_types::{enums, types};
use num_bigint::BigUint;
use std::collections::HashMap;

/// The challenges clients are answering, one per session.
pub type Challenges = HashMap<SessionId, Challenge>;

pub const GENERATOR: u32 = 3;
/// The safe prime Telegram publishes.
const PRIME: &str = "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e\
0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc4988070\
8fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db117\
8d169c6bc465b0d6ff9ca3928fef5b9ae4e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04\
b2454bf6f4fadf034b10403119cd8e3b92fcc5b";

pub struct Challenge {
    pub id: i64,
    salt1: Vec<u8>,
    salt2: Vec<u8>,
    verifier: BigUint,
    secret: BigUint,
    public: [u8; 256],
}

pub fn prime() -> BigUint {
    BigUint::parse_bytes(PRIME.as_bytes(), 16).unwrap_or_default()
}

/// Big-endian, 256 bytes.
pub fn pad(number: &BigUint) -> [u8; 256] {
    let bytes = number.to_bytes_be();
    let mut out = [0; 256];
    let from = 256usize.saturating_sub(bytes.len());
    out[from..].copy_from_slice(&bytes[bytes.len().saturating_sub(256)..]);
    out
}
pub fn number(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}
fn salted(data: &[u8], salt: &[u8]) -> [u8; 32] {
    sha256(&[salt, data, salt])
}

fn algorithm(salt1: Vec<u8>, salt2: Vec<u8>) -> enums::PasswordKdfAlgo {
    types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
        salt1,
        salt2,
        g: GENERATOR.cast_signed(),
        p: pad(&prime()).to_vec(),
    }
    .into()
}

impl Challenge {
    /// A fresh challenge for this password, from the world's generator.
    pub fn new(world: &mut World, password: &str) -> Self {
        let (salt1, salt2) = (world.random::<40>().to_vec(), world.random::<16>().to_vec());
        let first = salted(&salted(password.as_bytes(), &salt1), &salt2);
        let mut stretched = [0; 64];
        pbkdf2::pbkdf2_hmac::<sha2::Sha512>(&first, &salt1, 100_000, &mut stretched);
        let x = salted(&stretched, &salt2);

        let (p, g) = (prime(), BigUint::from(GENERATOR));
        let verifier = g.modpow(&number(&x), &p);
        let secret = number(&world.random::<256>());
        let k = number(&sha256(&[&pad(&p), &pad(&g)]));
        let public = pad(&((k * &verifier + g.modpow(&secret, &p)) % &p));
        let id = i64::from_le_bytes(world.random());
        Challenge { id, salt1, salt2, verifier, secret, public }
    }

    /// Whether the client knows the password.
    pub fn verify(&self, a: &[u8], proof: &[u8]) -> bool {
        let (p, g) = (prime(), BigUint::from(GENERATOR));
        let a = number(a);
        if a == BigUint::ZERO || a >= p {
            return false;
        }
        let public_a = pad(&a);
        let u = number(&sha256(&[&public_a, &self.public]));
        let shared = (a * self.verifier.modpow(&u, &p)).modpow(&self.secret, &p);
        let key = sha256(&[&pad(&shared)]);
        let (hash_p, hash_g) = (sha256(&[&pad(&p)]), sha256(&[&pad(&g)]));
        let mixed: Vec<u8> = hash_p.iter().zip(hash_g).map(|(p, g)| p ^ g).collect();
        let expected =
            sha256(&[&mixed, &sha256(&[&self.salt1]), &sha256(&[&self.salt2]), &public_a, &self.public, &key]);
        expected[..] == *proof
    }

    fn algorithm(&self) -> enums::PasswordKdfAlgo {
        algorithm(self.salt1.clone(), self.salt2.clone())
    }

    /// `account.password` for this challenge; `random` feeds the client's own numbers.
    pub fn describe(&self, hint: Option<String>, random: Vec<u8>) -> enums::account::Password {
        types::account::Password {
            has_recovery: false,
            has_secure_values: false,
            has_password: true,
            current_algo: Some(self.algorithm()),
            srp_b: Some(self.public.to_vec()),
            srp_id: Some(self.id),
            hint,
            email_unconfirmed_pattern: None,
            new_algo: self.algorithm(),
            new_secure_algo: enums::SecurePasswordKdfAlgo::Unknown,
            secure_random: random,
            pending_reset_date: None,
            login_email_pattern: None,
        }
        .into()
    }

    /// `account.password` of somebody without one.
    pub fn none(random: Vec<u8>) -> enums::account::Password {
        types::account::Password {
            has_recovery: false,
            has_secure_values: false,
            has_password: false,
            current_algo: None,
            srp_b: None,
            srp_id: None,
            hint: None,
            email_unconfirmed_pattern: None,
            new_algo: algorithm(random[..8].to_vec(), random[8..24].to_vec()),
            new_secure_algo: enums::SecurePasswordKdfAlgo::Unknown,
            secure_random: random,
            pending_reset_date: None,
            login_email_pattern: None,
        }
        .into()
    }
}
