//! The door for MTProto clients: real grammers, real Telethon.
//!
//! **Five data centres on one port; keys are pre-shared ([`crate::keys::auth_key`]) or agreed on with a client that takes
//! the sandbox's own RSA key; what a key has signed in to lives as long as the sandbox. A method that is not here
//! answers `SANDBOX_UNIMPLEMENTED_<name>` and is remembered.**
//!
//! | file | what |
//! |---|---|
//! | `framing`, `cipher`, `exchange`, `connection` | bytes to messages and back |
//! | `rpc` | envelopes, faults, the table of methods |
//! | `login`, `srp`, `account`, `robots`, `messages`, `chats`, `history`, `difference`, `groups`, `topics`, `invites`, `contacts`, `address_book`, `uploads`, `files`, `search` | the methods |
//! | `peers`, `message`, `media`, `text`, `updates` | the world in TL |
mod account;
mod address_book;
mod chats;
mod cipher;
mod codes;
mod connection;
mod contacts;
mod difference;
mod exchange;
mod files;
mod framing;
mod groups;
mod history;
mod invites;
mod login;
mod media;
mod message;
mod messages;
mod peers;
mod robots;
mod rpc;
mod search;
mod srp;
mod text;
mod topics;
mod updates;
mod uploads;

pub(crate) use media::fitted;

use crate::keys;
use crate::world::Shared;
use cipher::Key;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What all connections share.
pub(crate) struct Door {
    world: Shared,
    seed: u64,
    port: u16,
    /// Of each data centre.
    addresses: Vec<(i32, IpAddr)>,
    keys: Mutex<Known>,
    uploads: Mutex<uploads::Uploads>,
    passwords: Mutex<srp::Challenges>,
}

/// Keys found or made so far. Slots are searched upwards, since tests use the first ones.
#[derive(Default)]
struct Known {
    by_id: HashMap<[u8; 8], Holder>,
    searched: u32,
}

/// A key, the data centre it is good for, and the first salt its packets carry.
#[derive(Clone)]
pub(crate) struct Holder {
    key: Arc<Key>,
    dc: i32,
    salt: i64,
}

impl Door {
    /// The key a packet is encrypted with.
    fn find_key(&self, packet: &[u8]) -> Option<Holder> {
        let id: [u8; 8] = packet.get(..8)?.try_into().ok()?;
        let mut known = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        while !known.by_id.contains_key(&id) && known.searched < keys::SLOTS {
            for dc in keys::DATA_CENTRES {
                let key = Key::new(keys::auth_key(self.seed, known.searched, dc));
                let salt = keys::derive(self.seed, "salt", &[&key.id]);
                let salt = i64::from_le_bytes(salt[..8].try_into().unwrap_or_default());
                known.by_id.insert(key.id, Holder { key: Arc::new(key), dc, salt });
            }
            known.searched += 1;
        }
        known.by_id.get(&id).cloned()
    }

    /// A key that was just agreed on.
    fn add_key(&self, made: exchange::Made) {
        let exchange::Made { key, dc, salt } = made;
        let mut known = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        known.by_id.insert(key.id, Holder { key: Arc::new(key), dc, salt });
    }
}

/// A socket to listen on, and the data centre its clients mean if they do not say.
pub(crate) struct Entrance {
    listener: TcpListener,
    dc: i32,
}

/// Where a client that has no account yet begins.
const FIRST: i32 = 2;

/// Opens the sockets: the same port on both loopbacks, and for each data centre an address of its own
/// (127.0.0.11 to 127.0.0.15), since some clients make keys without saying for which. What the machine lacks is left out.
///
/// # Errors
/// When 127.0.0.1 cannot be listened on.
pub(crate) async fn open(port: u16) -> std::io::Result<(SocketAddr, Vec<Entrance>)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let mut entrances = vec![Entrance { listener, dc: FIRST }];
    let own = keys::DATA_CENTRES.map(|dc| (IpAddr::from(own_address(dc)), dc));
    for (ip, dc) in own.chain([(Ipv6Addr::LOCALHOST.into(), FIRST)]) {
        let bound = TcpListener::bind((ip, address.port())).await;
        entrances.extend(bound.map(|listener| Entrance { listener, dc }));
    }
    Ok((address, entrances))
}

fn own_address(dc: i32) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 0, 10 + u8::try_from(dc).unwrap_or_default())
}

/// Serves clients until dropped.
pub(crate) async fn serve(world: Shared, seed: u64, address: SocketAddr, entrances: Vec<Entrance>) {
    let local = |e: &Entrance| e.listener.local_addr().ok();
    let open: Vec<SocketAddr> = entrances.iter().filter_map(local).collect();
    let ip = |dc| match IpAddr::from(own_address(dc)) {
        own if open.contains(&SocketAddr::new(own, address.port())) => own,
        _ => address.ip(),
    };
    let door = Arc::new(Door {
        world,
        seed,
        port: address.port(),
        addresses: keys::DATA_CENTRES.map(|dc| (dc, ip(dc))).collect(),
        keys: Mutex::default(),
        uploads: Mutex::default(),
        passwords: Mutex::default(),
    });
    let next = Arc::new(std::sync::atomic::AtomicU64::new(1));
    let mut accepting = JoinSet::new();
    for Entrance { listener, dc } in entrances {
        let (door, next) = (door.clone(), next.clone());
        accepting.spawn(async move {
            let mut clients = JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => match accepted {
                        Ok((stream, peer)) => {
                            door.world.with(|world| world.called(peer.ip()));
                            let id = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                            clients.spawn(connection::serve(stream, id, dc, door.clone()));
                        }
                        Err(error) => tracing::warn!(%error, "accept a client"),
                    },
                    Some(ended) = clients.join_next() => match ended {
                        Ok(ended) => tracing::debug!(%ended, "connection closed"),
                        Err(error) => tracing::error!(%error, "connection task"),
                    },
                }
            }
        });
    }
    while accepting.join_next().await.is_some() {}
}

/// The sandbox's own RSA key as clients take it. The fingerprint is a string: not every language's JSON holds 64 bits.
pub(crate) fn server_key() -> serde_json::Value {
    serde_json::json!({
        "pem": exchange::PUBLIC_KEY,
        "n": exchange::MODULUS,
        "e": exchange::EXPONENT,
        "fingerprint": exchange::fingerprint().to_string(),
    })
}
