//! The door for MTProto clients: real grammers, real Telethon.
//!
//! **Five data centres on one port; keys are pre-shared ([`crate::keys::auth_key`]), so there is no key exchange; what a
//! key has signed in to lives as long as the sandbox. A method that is not here answers
//! `SANDBOX_UNIMPLEMENTED_<name>` and is remembered.**
//!
//! | file | what |
//! |---|---|
//! | `framing`, `cipher`, `connection` | bytes to messages and back |
//! | `rpc` | envelopes, faults, the table of methods |
//! | `login`, `srp`, `messages`, `history`, `difference`, `groups`, `topics`, `invites`, `contacts`, `uploads`, `files`, `search` | the methods |
//! | `peers`, `message`, `media`, `text`, `updates` | the world in TL |
mod cipher;
mod connection;
mod contacts;
mod difference;
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
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What all connections share.
pub(crate) struct Door {
    world: Shared,
    seed: u64,
    port: u16,
    keys: Mutex<Known>,
    uploads: Mutex<uploads::Uploads>,
    passwords: Mutex<srp::Challenges>,
}

/// Keys found so far. Slots are searched upwards, since tests use the first ones.
#[derive(Default)]
struct Known {
    by_id: HashMap<[u8; 8], (i32, Arc<Key>)>,
    searched: u32,
}

impl Door {
    /// The key a packet is encrypted with, and its data centre.
    fn find_key(&self, packet: &[u8]) -> Option<(i32, Arc<Key>)> {
        let id: [u8; 8] = packet.get(..8)?.try_into().ok()?;
        if id == [0; 8] {
            return None;
        }
        let mut known = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        while !known.by_id.contains_key(&id) && known.searched < keys::SLOTS {
            for dc in keys::DATA_CENTRES {
                let key = Key::new(keys::auth_key(self.seed, known.searched, dc));
                known.by_id.insert(key.id, (dc, Arc::new(key)));
            }
            known.searched += 1;
        }
        known.by_id.get(&id).cloned()
    }
}

/// Serves clients on these listeners (one per address family) until dropped.
pub(crate) async fn serve(world: Shared, seed: u64, address: SocketAddr, listeners: Vec<TcpListener>) {
    let door = Arc::new(Door {
        world,
        seed,
        port: address.port(),
        keys: Mutex::default(),
        uploads: Mutex::default(),
        passwords: Mutex::default(),
    });
    let next = Arc::new(std::sync::atomic::AtomicU64::new(1));
    let mut accepting = JoinSet::new();
    for listener in listeners {
        let (door, next) = (door.clone(), next.clone());
        accepting.spawn(async move {
            let mut clients = JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => match accepted {
                        Ok((stream, _)) => {
                            let id = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                            clients.spawn(connection::serve(stream, id, door.clone()));
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
