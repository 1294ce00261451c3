//! Making an authorization key with a client that has none: the server half of the Diffie–Hellman exchange.
//! **The RSA key is the sandbox's own, known to all and good for nothing else; clients that let their user add a server key
//! come in this way, the others with a pre-shared key.** <https://core.telegram.org/mtproto/auth_key>
use super::cipher::{Key, sha256};
use super::srp::{GENERATOR, number, pad, prime};
use crate::keys::DATA_CENTRES;
use grammers_crypto::aes;
use grammers_tl_types::{Cursor, Deserializable, Identifiable, Serializable, enums, functions as f, types};
use num_bigint::BigUint;
use sha1::{Digest, Sha1};

/// The public half as clients read it (PKCS #1).
pub const PUBLIC_KEY: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAvoFDNZlM8qRJYNuKYmYUmMRPCub293zvvbp7Fl0b3fJRboK5jPh9
FqKwRkmExUhR5nqr+CNwNhpVv6y2DIoo9/CNUKHrfQEo5R9V7p4DyDZWhQPB9UMO
00qvUtgSzSSUoiUIQFUSS2AQVkzRJ1hOeCQR7HDPGTeiUtiPdNT5wfhSw0UAeK5g
uEuGU9tWC4oA4XtZ6nF9GKh1/25ZxEdnoyXyW7TsYTco83Sf3vP71V6/LmJCaFJI
2yKn5FG+99NSXRscvu5Cfr/31zsY+hAvWZAtnGGNvMkxJF0RLQQkDlYaUt6DaMFe
4sdQmFzwNjKS3ShB+JBd6IwgIC5iwi2lyQIDAQAB
-----END RSA PUBLIC KEY-----
";
pub const MODULUS: &str = "be814335994cf2a44960db8a62661498c44f0ae6f6f77cefbdba7b165d1bddf2516e82b98cf87d16a2b0464984c548\
51e67aabf82370361a55bfacb60c8a28f7f08d50a1eb7d0128e51f55ee9e03c836568503c1f5430ed34aaf52d812cd2494a225084055124b6010564cd1\
27584e782411ec70cf1937a252d88f74d4f9c1f852c3450078ae60b84b8653db560b8a00e17b59ea717d18a875ff6e59c44767a325f25bb4ec613728f3\
749fdef3fbd55ebf2e6242685248db22a7e451bef7d3525d1b1cbeee427ebff7d73b18fa102f59902d9c618dbcc931245d112d04240e561a52de8368c1\
5ee2c750985cf0363292dd2841f8905de88c20202e62c22da5c9";
pub const EXPONENT: u32 = 65537;
const SECRET: &str = "2ba79f6926ea15284490677ebcb1bbc28e29b6cbda88381f10112da7a04a847fc4dd582381046855c98e2f6d2579b7eadcaffb\
bc6f1285b35f36ff32f088b07eb0a71175296b89da7f36c1105f316aadd901be2cb2315db25988f7a90015f66e01020f73fe8aa4af2ccf39e72be6f6845\
d6fa608ebcc518d6702ad4d0e88f543b7269cf02c769ed82bf9d9db61bd838103557acfcbf6c042070cf0367aed8cbf1ee0c8a93c4a273de0d95e8a9324\
d2cafc4e2a4bde6d1a89ae439d26d0ef4dfb384f1cb4aa2ddec82b824e87140aaa6bae1df681676757737c1c38686f637a14fda3711bd87aad1d3953f28\
a4013596c3c4978984f4d1e9dc2f735f7c2c9b51";

/// How clients name a server key: the last 64 bits of the SHA-1 of both its numbers.
pub fn fingerprint() -> i64 {
    let mut hash = Sha1::new();
    hash.update(hexadecimal(MODULUS).to_bytes_be().to_bytes());
    hash.update(BigUint::from(EXPONENT).to_bytes_be().to_bytes());
    i64::from_le_bytes(hash.finalize()[12..20].try_into().unwrap_or_default())
}

/// The client's half does not fit ours.
#[derive(Debug, thiserror::Error)]
#[error("exchange keys with a client: {0}")]
pub struct Failed(&'static str);
impl From<grammers_tl_types::deserialize::Error> for Failed {
    fn from(_: grammers_tl_types::deserialize::Error) -> Self {
        Failed("a message that is not of the exchange")
    }
}

/// A new key, the data centre it is for, and the salt it begins with.
pub struct Made {
    pub key: Key,
    pub dc: i32,
    pub salt: i64,
}

/// One exchange, as far as it has come. A client may begin anew at any time.
pub struct Exchange {
    /// Where the client knocked; what it says itself goes before.
    dc: i32,
    step: Step,
}

#[derive(Clone, Copy)]
struct Nonces {
    client: [u8; 16],
    server: [u8; 16],
}

enum Step {
    Nothing,
    Asked { nonces: Nonces, p: u64, q: u64 },
    Agreed { nonces: Nonces, secret: BigUint, new_nonce: [u8; 32], dc: i32 },
}

impl Exchange {
    pub fn new(dc: i32) -> Self {
        Exchange { dc, step: Step::Nothing }
    }

    /// Takes an unencrypted packet and answers it; the third answer comes with a key.
    ///
    /// # Errors
    /// [`Failed`]: the connection is to be closed.
    pub fn answer(&mut self, packet: &[u8], now: i32) -> Result<(Vec<u8>, Option<Made>), Failed> {
        let mut cursor = Cursor::from_slice(packet);
        let (_key, _message) = (i64::deserialize(&mut cursor)?, i64::deserialize(&mut cursor)?);
        let _length = i32::deserialize(&mut cursor)?;
        let id = u32::deserialize(&mut cursor)?;
        let step = std::mem::replace(&mut self.step, Step::Nothing);
        match (id, step) {
            (f::ReqPq::CONSTRUCTOR_ID | f::ReqPqMulti::CONSTRUCTOR_ID, _) => {
                let nonces = Nonces { client: <[u8; 16]>::deserialize(&mut cursor)?, server: random()? };
                let (a, b) = (some_prime()?, some_prime()?);
                let (p, q) = (a.min(b), a.max(b));
                self.step = Step::Asked { nonces, p, q };
                let answer = types::ResPq {
                    nonce: nonces.client,
                    server_nonce: nonces.server,
                    pq: (p * q).to_be_bytes().to_vec(),
                    server_public_key_fingerprints: vec![fingerprint()],
                };
                Ok((enums::ResPq::Pq(answer).to_bytes(), None))
            }
            (f::ReqDhParams::CONSTRUCTOR_ID, Step::Asked { nonces, p, q }) => {
                let asked = f::ReqDhParams::deserialize(&mut cursor)?;
                nonces.check(asked.nonce, asked.server_nonce)?;
                if (number(&asked.p), number(&asked.q)) != (p.into(), q.into()) {
                    return Err(Failed("wrong factors"));
                }
                let (new_nonce, dc) = self.opened(&asked.encrypted_data, nonces)?;
                let secret = number(&random::<256>()?);
                let public = pad(&BigUint::from(GENERATOR).modpow(&secret, &prime()));
                let inner = types::ServerDhInnerData {
                    nonce: nonces.client,
                    server_nonce: nonces.server,
                    g: GENERATOR.cast_signed(),
                    dh_prime: pad(&prime()).to_vec(),
                    g_a: public.to_vec(),
                    server_time: now,
                };
                let inner = enums::ServerDhInnerData::Data(inner).to_bytes();
                let mut sealed = Sha1::digest(&inner).to_vec();
                sealed.extend(&inner);
                sealed.resize(sealed.len().next_multiple_of(16), 0);
                let (key, iv) = nonces.cipher(&new_nonce);
                aes::ige_encrypt(&mut sealed, &key, &iv);
                self.step = Step::Agreed { nonces, secret, new_nonce, dc };
                let answer = types::ServerDhParamsOk {
                    nonce: nonces.client,
                    server_nonce: nonces.server,
                    encrypted_answer: sealed,
                };
                Ok((enums::ServerDhParams::Ok(answer).to_bytes(), None))
            }
            (f::SetClientDhParams::CONSTRUCTOR_ID, Step::Agreed { nonces, secret, new_nonce, dc }) => {
                let set = f::SetClientDhParams::deserialize(&mut cursor)?;
                nonces.check(set.nonce, set.server_nonce)?;
                let (key, iv) = nonces.cipher(&new_nonce);
                let mut plain = set.encrypted_data;
                if plain.len() < 48 || !plain.len().is_multiple_of(16) {
                    return Err(Failed("an answer of wrong length"));
                }
                aes::ige_decrypt(&mut plain, &key, &iv);
                let enums::ClientDhInnerData::Data(inner) = hashed(&plain)?;
                nonces.check(inner.nonce, inner.server_nonce)?;
                let theirs = number(&inner.g_b);
                // https://core.telegram.org/mtproto/security_guidelines#g-a-and-g-b-validation
                let margin = BigUint::from(1u8) << (2048 - 64);
                if theirs < margin || theirs > prime() - margin {
                    return Err(Failed("g_b is out of range"));
                }
                let key = Key::new(pad(&theirs.modpow(&secret, &prime())));
                let mut salt = [0; 8];
                for (n, byte) in salt.iter_mut().enumerate() {
                    *byte = new_nonce[n] ^ nonces.server[n];
                }
                let hash = key.nonce_hash(&new_nonce, 1);
                let answer =
                    types::DhGenOk { nonce: nonces.client, server_nonce: nonces.server, new_nonce_hash1: hash };
                let made = Made { key, dc, salt: i64::from_le_bytes(salt) };
                Ok((enums::SetClientDhParamsAnswer::DhGenOk(answer).to_bytes(), Some(made)))
            }
            _ => Err(Failed("a step out of order")),
        }
    }

    /// The new nonce that only we could read, and the data centre the client means.
    fn opened(&self, encrypted: &[u8], nonces: Nonces) -> Result<([u8; 32], i32), Failed> {
        let plain = pad(&number(encrypted).modpow(&hexadecimal(SECRET), &hexadecimal(MODULUS)));
        use enums::PQInnerData as Inner;
        // The older padding is a zero, a hash, the data, noise; the newer one is laid over with a key of its own.
        let inner: Inner = match hashed(&plain[1..]) {
            Ok(inner) => inner,
            Err(_) => Inner::deserialize(&mut Cursor::from_slice(&unpadded(&plain)?))?,
        };
        let (nonce, server_nonce, new_nonce, dc) = match inner {
            Inner::Data(d) => (d.nonce, d.server_nonce, d.new_nonce, 0),
            Inner::Temp(d) => (d.nonce, d.server_nonce, d.new_nonce, 0),
            Inner::Dc(d) => (d.nonce, d.server_nonce, d.new_nonce, d.dc),
            Inner::TempDc(d) => (d.nonce, d.server_nonce, d.new_nonce, d.dc),
        };
        nonces.check(nonce, server_nonce)?;
        // 10000 is added for test servers, and the number is negative for media ones.
        let named = dc.abs() % 10_000;
        Ok((new_nonce, if DATA_CENTRES.contains(&named) { named } else { self.dc }))
    }
}

impl Nonces {
    fn check(self, client: [u8; 16], server: [u8; 16]) -> Result<(), Failed> {
        if (self.client, self.server) == (client, server) { Ok(()) } else { Err(Failed("wrong nonces")) }
    }

    /// Key and initialisation vector for what both sides say before there is a key.
    fn cipher(self, new_nonce: &[u8; 32]) -> ([u8; 32], [u8; 32]) {
        let hash = |parts: [&[u8]; 2]| -> [u8; 20] {
            let mut hash = Sha1::new();
            parts.iter().for_each(|part| hash.update(part));
            hash.finalize().into()
        };
        let first = hash([new_nonce, &self.server]);
        let second = hash([&self.server, new_nonce]);
        let third = hash([new_nonce, new_nonce]);
        let (mut key, mut iv) = ([0; 32], [0; 32]);
        key[..20].copy_from_slice(&first);
        key[20..].copy_from_slice(&second[..12]);
        iv[..8].copy_from_slice(&second[12..]);
        iv[8..28].copy_from_slice(&third);
        iv[28..].copy_from_slice(&new_nonce[..4]);
        (key, iv)
    }
}

/// Reads a value that stands behind its own SHA-1, with noise after it.
fn hashed<T: Deserializable>(bytes: &[u8]) -> Result<T, Failed> {
    let (hash, data) = bytes.split_at_checked(20).ok_or(Failed("a message too short for its hash"))?;
    let mut cursor = Cursor::from_slice(data);
    let value = T::deserialize(&mut cursor)?;
    if Sha1::digest(&data[..cursor.pos()])[..] == *hash { Ok(value) } else { Err(Failed("a wrong hash")) }
}

/// Undoes `RSA_PAD`. <https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication>
fn unpadded(plain: &[u8; 256]) -> Result<Vec<u8>, Failed> {
    let (masked, body) = plain.split_at(32);
    let mask = sha256(&[body]);
    let mut key = [0; 32];
    for (n, byte) in key.iter_mut().enumerate() {
        *byte = masked[n] ^ mask[n];
    }
    let mut body = body.to_vec();
    aes::ige_decrypt(&mut body, &key, &[0; 32]);
    let (data, hash) = body.split_at(192);
    let data: Vec<u8> = data.iter().rev().copied().collect();
    if sha256(&[&key, &data])[..] == *hash { Ok(data) } else { Err(Failed("data that is not for this server key")) }
}

fn hexadecimal(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).unwrap_or_default()
}

/// Not from the world's generator: clients connect when they like, and ids must not depend on it.
fn random<const N: usize>() -> Result<[u8; N], Failed> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Failed("no randomness"))?;
    Ok(bytes)
}

/// A prime of 31 bits.
fn some_prime() -> Result<u64, Failed> {
    let start = u64::from(u32::from_le_bytes(random()?) >> 2 | 1 << 30 | 1);
    let prime = |n: &u64| (3..46_341).step_by(2).all(|d| !n.is_multiple_of(d));
    (start..).step_by(2).find(prime).ok_or(Failed("no prime"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use grammers_crypto::{AuthKey, factorize, generate_key_data_from_nonce, rsa};

    /// Until there is a key, a message goes in the open.
    fn open(request: &[u8]) -> Vec<u8> {
        let mut packet = vec![0; 16];
        i32::try_from(request.len()).unwrap().serialize(&mut packet);
        packet.extend(request);
        packet
    }

    fn asked(exchange: &mut Exchange) -> types::ResPq {
        let (answer, _) = exchange.answer(&open(&f::ReqPqMulti { nonce: [1; 16] }.to_bytes()), 0).unwrap();
        let enums::ResPq::Pq(answer) = enums::ResPq::from_bytes(&answer).unwrap();
        answer
    }

    #[test]
    fn a_client_with_the_public_key_comes_to_the_same_key() {
        let mut exchange = Exchange::new(2);
        let types::ResPq { nonce, server_nonce, pq, .. } = asked(&mut exchange);
        let (p, q) = factorize(u64::from_be_bytes(pq.clone().try_into().unwrap()));
        let (p, q) = (p.to_be_bytes().to_vec(), q.to_be_bytes().to_vec());
        let new_nonce = [7; 32];
        let inner =
            types::PQInnerDataDc { pq, p: p.clone(), q: q.clone(), nonce, server_nonce, new_nonce, dc: -10_004 };
        let key = rsa::Key::new(&hexadecimal(MODULUS).to_string(), &EXPONENT.to_string()).unwrap();
        let inner = enums::PQInnerData::Dc(inner).to_bytes();
        let encrypted_data = rsa::encrypt_hashed(&inner, &key, &[5; 224]);
        let public_key_fingerprint = fingerprint();
        let request = f::ReqDhParams { nonce, server_nonce, p, q, public_key_fingerprint, encrypted_data };
        let (answer, _) = exchange.answer(&open(&request.to_bytes()), 0).unwrap();
        let enums::ServerDhParams::Ok(answer) = enums::ServerDhParams::from_bytes(&answer).unwrap() else { panic!() };

        let (key, iv) = generate_key_data_from_nonce(&server_nonce, &new_nonce);
        let mut plain = answer.encrypted_answer;
        aes::ige_decrypt(&mut plain, &key, &iv);
        let enums::ServerDhInnerData::Data(inner) = hashed(&plain).unwrap();
        let (secret, p) = (number(&[9; 256]), number(&inner.dh_prime));
        let g_b = pad(&BigUint::from(inner.g.unsigned_abs()).modpow(&secret, &p)).to_vec();
        let shared = AuthKey::from_bytes(pad(&number(&inner.g_a).modpow(&secret, &p)));
        let inner = types::ClientDhInnerData { nonce, server_nonce, retry_id: 0, g_b };
        let inner = enums::ClientDhInnerData::Data(inner).to_bytes();
        let mut encrypted_data = [&Sha1::digest(&inner)[..], &inner].concat();
        encrypted_data.resize(encrypted_data.len().next_multiple_of(16), 0);
        aes::ige_encrypt(&mut encrypted_data, &key, &iv);
        let request = f::SetClientDhParams { nonce, server_nonce, encrypted_data };
        let (answer, made) = exchange.answer(&open(&request.to_bytes()), 0).unwrap();
        let made = made.expect("the third answer brings the key");
        assert_eq!((made.key.id, made.dc), (Key::new(shared.to_bytes()).id, 4));
        let answer = enums::SetClientDhParamsAnswer::from_bytes(&answer).unwrap();
        let enums::SetClientDhParamsAnswer::DhGenOk(answer) = answer else { panic!() };
        assert_eq!(answer.new_nonce_hash1, shared.calc_new_nonce_hash(&new_nonce, 1));
    }

    #[test]
    fn a_step_out_of_order_ends_the_exchange() {
        let mut exchange = Exchange::new(2);
        asked(&mut exchange);
        let wrong = f::SetClientDhParams { nonce: [0; 16], server_nonce: [0; 16], encrypted_data: Vec::new() };
        assert!(exchange.answer(&open(&wrong.to_bytes()), 0).is_err());
    }
}
