//! What anybody may make Telegram send to an account, read as an account reads it: the door that `tests/fuzz` knocks at.

use super::convert::{self, Known, Lookup};
use crate::domain::{Message, PeerId, RandomId, UserId};
use crate::ports::ClientEvent;
use grammers_tl_types::{self as tl, Deserializable};

/// Nobody was introduced before.
struct Nobody;

impl Lookup for Nobody {
    fn known(&self, _: PeerId) -> Option<Known> {
        None
    }
    fn follows(&self, _: PeerId) -> bool {
        true
    }
    fn random_id(&self, _: PeerId, _: &Message) -> Option<RandomId> {
        None
    }
}

/// The bytes of an update. Answers how many events came of it.
pub fn update(bytes: &[u8]) -> usize {
    let Ok(update) = tl::enums::Update::from_bytes(bytes) else { return 0 };
    let updates = [update];
    let _ = convert::strangers(UserId(1), &updates, &Nobody);
    let events: Vec<ClientEvent> = convert::events(UserId(1), &updates, &Nobody);
    events.len()
}
