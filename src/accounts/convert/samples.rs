//! Blank Telegram objects for tables of tests: what is not named is absent.

use grammers_tl_types::{Deserializable, types as t};

pub fn user(id: i64, first_name: &str) -> t::User {
    // No flags, then the id: the only field that is always there.
    let blank = t::User::from_bytes(&[0; 16]).expect("no flags and an id");
    t::User { id, first_name: Some(first_name.into()), access_hash: Some(id * 10), ..blank }
}

/// A message in the private chat with `user`.
pub fn message(id: i32, user: i64, text: &str) -> t::Message {
    let mut bytes = vec![0; 12]; // no flags, id
    grammers_tl_types::Serializable::serialize(&peer(user), &mut bytes);
    bytes.extend([0; 8]); // date, empty text
    let blank = t::Message::from_bytes(&bytes).expect("no flags, an id, a peer, a date and a text");
    t::Message { id, date: 1_700_000_000 + id, message: text.into(), ..blank }
}

pub fn peer(user: i64) -> grammers_tl_types::enums::Peer {
    t::PeerUser { user_id: user }.into()
}
