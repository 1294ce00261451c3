//! Where Telegram is: the real one, or a sandbox on this machine.
//!
//! **A sandbox is on the loopback or it is refused**: its keys are no secret. **Only this file tells the two apart**, and only
//! when a session is created.

use grammers_session::SessionData;
use grammers_session::types::DcOption;
use sha2::{Digest, Sha256};
use std::net::{IpAddr, SocketAddr, SocketAddrV4, SocketAddrV6};

/// Which Telegram the accounts connect to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TelegramEndpoint {
    Real,
    /// A local Telegram for tests and the demo, made by [`TelegramEndpoint::sandbox`].
    Sandbox(Sandbox),
}

/// A local Telegram. All its data centres answer at one address, and its keys are derived from its seed, because grammers
/// exchanges keys only with servers that hold Telegram's own RSA keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sandbox {
    addr: SocketAddrV4,
    seed: u64,
}

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a sandbox must listen on a loopback IPv4 address such as 127.0.0.1:4430, not on {0}")]
pub struct NotLoopback(pub SocketAddr);

/// One login's set of keys in a sandbox: a session has one, a new login takes a new one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot(pub u32);

impl TelegramEndpoint {
    /// The sandbox with this seed at this address.
    pub fn sandbox(addr: SocketAddr, seed: u64) -> Result<TelegramEndpoint, NotLoopback> {
        match addr.ip() {
            IpAddr::V4(ip) if ip.is_loopback() => {
                Ok(TelegramEndpoint::Sandbox(Sandbox { addr: SocketAddrV4::new(ip, addr.port()), seed }))
            }
            _ => Err(NotLoopback(addr)),
        }
    }

    /// The data centre a fresh session begins with, which need not be the right one.
    pub fn first_dc(&self) -> i32 {
        SessionData::default().home_dc
    }

    /// Where a fresh session connects to.
    pub(super) fn address(&self) -> SocketAddr {
        match self {
            TelegramEndpoint::Real => SessionData::default().dc_options[&self.first_dc()].ipv4.into(),
            TelegramEndpoint::Sandbox(sandbox) => sandbox.addr.into(),
        }
    }

    /// The data centres as a fresh session knows them. <https://core.telegram.org/api/datacenter>
    pub(super) fn data_centres(&self, slot: Slot) -> Vec<DcOption> {
        let known = SessionData::default().dc_options.into_values();
        match self {
            TelegramEndpoint::Real => known.collect(),
            TelegramEndpoint::Sandbox(sandbox) => known.map(|dc| sandbox.data_centre(dc.id, slot)).collect(),
        }
    }
}

impl Sandbox {
    fn data_centre(&self, dc: i32, slot: Slot) -> DcOption {
        DcOption {
            id: dc,
            ipv4: self.addr,
            ipv6: SocketAddrV6::new(self.addr.ip().to_ipv6_mapped(), self.addr.port(), 0, 0),
            auth_key: Some(shared_key(self.seed, slot, dc)),
        }
    }
}

/// The key that a sandbox accepts from `slot` in `dc`: eight blocks of SHA-256 over `"telegram-sandbox/auth key"`, a zero byte,
/// seed, slot and dc, each little-endian, and the number of the block in one byte.
fn shared_key(seed: u64, Slot(slot): Slot, dc: i32) -> [u8; 256] {
    let mut key = [0; 256];
    for (block, bytes) in (0u8..).zip(key.chunks_exact_mut(32)) {
        let digest = Sha256::new()
            .chain_update(b"telegram-sandbox/auth key\0")
            .chain_update(seed.to_le_bytes())
            .chain_update(slot.to_le_bytes())
            .chain_update(dc.to_le_bytes())
            .chain_update([block])
            .finalize();
        bytes.copy_from_slice(&digest);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_elsewhere_is_refused() {
        for addr in ["10.0.0.1:443", "149.154.167.41:443", "[::1]:443"] {
            let addr = addr.parse().unwrap();
            assert_eq!(TelegramEndpoint::sandbox(addr, 1), Err(NotLoopback(addr)));
        }
    }

    #[test]
    fn all_data_centres_of_a_sandbox_are_its_address_with_keys_of_their_own() {
        let endpoint = TelegramEndpoint::sandbox("127.0.0.1:4430".parse().unwrap(), 1).unwrap();
        let centres = endpoint.data_centres(Slot(16));
        assert_eq!(centres.len(), 5);
        let keys: std::collections::HashSet<_> = centres.iter().map(|dc| dc.auth_key).collect();
        assert_eq!(keys.len(), 5);
        assert!(centres.iter().all(|dc| dc.ipv4.port() == 4430 && dc.ipv4.ip().is_loopback()));
        assert!(centres.iter().all(|dc| dc.ipv6.ip().to_ipv4_mapped() == Some(*dc.ipv4.ip())));
        assert_ne!(endpoint.data_centres(Slot(17)), centres);
    }

    #[test]
    fn the_real_telegram_has_no_keys_beforehand() {
        let centres = TelegramEndpoint::Real.data_centres(Slot(16));
        assert!(centres.len() == 5 && centres.iter().all(|dc| dc.auth_key.is_none() && !dc.ipv4.ip().is_loopback()));
    }
}
