//! How the ids of the domain stand in keys.

use crate::domain::{
    AccountId, AlbumId, BotId, BotMessageId, ChatId, ClientMessageId, ContactId, Currency, DialogId, EntryId, InviteId,
    LoginId, MemberId, Month, NoteId, OutboxId, PeerId, RandomId, TemplateId, TopicId, UpdateId, UserId,
};
use crate::key_as;
use jiff::civil::Date;

use super::key::KeyError;
use super::record::DataKeyId;

macro_rules! wrapped {
    ($($id:ident: $raw:ty),* $(,)?) => {$(
        key_as!($id as $raw, |id| id.0, |raw| Ok($id(raw)));
    )*};
}

wrapped! {
    AccountId: u32,
    AlbumId: i64,
    BotId: i64,
    BotMessageId: i32,
    ChatId: i64,
    ClientMessageId: i32,
    ContactId: u64,
    EntryId: u64,
    InviteId: u64,
    LoginId: u64,
    MemberId: i64,
    NoteId: u64,
    TemplateId: u64,
    OutboxId: u64,
    RandomId: i64,
    TopicId: i32,
    UpdateId: u32,
    UserId: i64,
}

key_as!(Currency as [u8; 3], |currency| currency.bytes(), |raw| Currency::from_bytes(raw)
    .ok_or(KeyError::new("a currency that does not exist")));
key_as!(Month as Date, |month| month.first_day(), |raw| Ok(Month::of(raw)));

// Declared in the order of the variants, which is the order of the values.
key_as!(
    PeerId as (u8, i64),
    |peer| match *peer {
        PeerId::User(id) => (0, id),
        PeerId::Group(id) => (1, id),
        PeerId::Channel(id) => (2, id),
    },
    |raw| match raw {
        (0, id) => Ok(PeerId::User(id)),
        (1, id) => Ok(PeerId::Group(id)),
        (2, id) => Ok(PeerId::Channel(id)),
        _ => Err(KeyError::new("a kind of chat that does not exist")),
    }
);

key_as!(DialogId as (AccountId, PeerId), |dialog| (dialog.account, dialog.peer), |raw| Ok(DialogId {
    account: raw.0,
    peer: raw.1
}));

/// What is known about a contact is sealed under the key with the contact's number.
impl From<ContactId> for DataKeyId {
    fn from(contact: ContactId) -> Self {
        DataKeyId(contact.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::{decode, encode};
    use super::*;

    #[test]
    fn dialogs_sort_by_account_then_kind_then_number() {
        let dialog = |account, peer| DialogId { account: AccountId(account), peer };
        let sorted = [
            dialog(1, PeerId::User(5)),
            dialog(1, PeerId::User(1 << 40)),
            dialog(1, PeerId::Group(1)),
            dialog(1, PeerId::Channel(0)),
            dialog(2, PeerId::User(-1)),
        ];
        let keys: Vec<_> = sorted.iter().map(encode).collect();
        assert!(sorted.is_sorted() && keys.is_sorted());
        for (dialog, key) in sorted.iter().zip(keys) {
            assert_eq!(decode::<DialogId>(&key), Ok(*dialog));
        }
        assert!(decode::<PeerId>(&encode(&(9u8, 1i64))).is_err());
    }
}
