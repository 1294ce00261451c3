//! Which own message came from which send. In memory: a help for the moment, not a record.
//!
//! Telegram answers a send with the message's id, but the message itself may arrive as an update before that answer, or the answer
//! may be lost. **An own message is known as sent from here if Telegram named its random id, or if it is the text of a send to the
//! same peer that has no answer yet.**

use super::convert;
use crate::domain::{ClientMessageId, ContentKind, Message, Origin, PeerId, RandomId};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// More sends than can be waiting for their echo at a time.
const REMEMBERED: usize = 512;

/// The recent sends of one account.
#[derive(Default)]
pub struct Sent(Mutex<VecDeque<Send>>);

struct Send {
    random_id: RandomId,
    /// Whom and what, as long as the message is not known.
    sought: Option<(PeerId, Option<ContentKind>, String)>,
    message: Option<(ClientMessageId, Timestamp)>,
}

impl Sent {
    /// A send begins (again).
    pub fn begin(&self, random_id: RandomId, peer: PeerId, kind: Option<ContentKind>, text: &str) {
        let mut sends = self.sends();
        if sends.iter().any(|send| send.random_id == random_id) {
            return;
        }
        remember(&mut sends, Send { random_id, sought: Some((peer, kind, text.trim().to_owned())), message: None });
    }

    /// Telegram refused the send: there will be no message.
    pub fn refused(&self, random_id: RandomId) {
        self.sends().retain(|send| send.random_id != random_id || send.message.is_some());
    }

    /// Telegram said which message a send became.
    pub fn became(&self, random_id: RandomId, message: ClientMessageId, date: Timestamp) {
        let mut sends = self.sends();
        match sends.iter_mut().find(|send| send.random_id == random_id) {
            Some(send) => {
                send.sought = None;
                send.message = Some((message, date));
            }
            None => remember(&mut sends, Send { random_id, sought: None, message: Some((message, date)) }),
        }
    }

    /// The message that a send became, as far as it is known.
    pub fn message(&self, random_id: RandomId) -> Option<(ClientMessageId, Timestamp)> {
        self.sends().iter().find(|send| send.random_id == random_id)?.message
    }

    /// The send that an own message came from.
    pub fn random_id(&self, peer: PeerId, message: &Message) -> Option<RandomId> {
        if message.origin != Origin::Account {
            return None;
        }
        let mut sends = self.sends();
        let of = |send: &Send| send.message.is_some_and(|(id, _)| id == message.id);
        if let Some(send) = sends.iter().find(|send| of(send)) {
            return Some(send.random_id);
        }
        let content = &message.content;
        let same = |(to, kind, text): &(PeerId, Option<ContentKind>, String)| {
            *to == peer && *kind == content.kind() && *text == content.words().text.trim()
        };
        let send = sends.iter_mut().find(|send| send.sought.as_ref().is_some_and(same))?;
        send.sought = None;
        send.message = Some((message.id, message.date));
        Some(send.random_id)
    }

    /// Takes note of what Telegram says in passing about own sends.
    pub fn note(&self, updates: &UpdatesLike) {
        match updates {
            UpdatesLike::ShortSentMessage { request, update } => {
                self.became(RandomId(request.random_id), ClientMessageId(update.id), convert::date(update.date));
            }
            UpdatesLike::Updates(tl::enums::Updates::Updates(all)) => self.note_all(&all.updates, all.date),
            UpdatesLike::Updates(tl::enums::Updates::Combined(all)) => self.note_all(&all.updates, all.date),
            _ => {}
        }
    }

    fn note_all(&self, updates: &[tl::enums::Update], date: i32) {
        for (message, random_id) in updates.iter().filter_map(convert::sent_id) {
            self.became(random_id, message, convert::date(date));
        }
    }

    fn sends(&self) -> MutexGuard<'_, VecDeque<Send>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn remember(sends: &mut VecDeque<Send>, send: Send) {
    if sends.len() == REMEMBERED {
        sends.pop_front();
    }
    sends.push_back(send);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Content;

    const IVAN: PeerId = PeerId::User(7);

    fn own(id: i32, text: &str) -> Message {
        Message {
            id: ClientMessageId(id),
            origin: Origin::Account,
            date: Timestamp::UNIX_EPOCH,
            content: Content::text(text),
            reply_to: None,
            album: None,
            forwarded: None,
            writer: None,
        }
    }

    #[test]
    fn an_echo_before_the_answer_finds_its_send_once() {
        let sent = Sent::default();
        sent.begin(RandomId(1), IVAN, None, "ok");
        sent.begin(RandomId(2), IVAN, None, "ok");
        assert_eq!(sent.random_id(PeerId::User(8), &own(5, "ok")), None, "another dialog");
        assert_eq!(sent.random_id(IVAN, &own(5, "ok")), Some(RandomId(1)));
        assert_eq!(sent.random_id(IVAN, &own(6, "ok")), Some(RandomId(2)));
        assert_eq!(sent.random_id(IVAN, &own(5, "ok")), Some(RandomId(1)), "the same message again");
        assert_eq!(sent.random_id(IVAN, &own(7, "ok")), None, "typed on the phone");
    }

    #[test]
    fn an_answer_lets_the_message_be_known_by_its_id() {
        let sent = Sent::default();
        sent.begin(RandomId(1), IVAN, None, "Yes");
        sent.became(RandomId(1), ClientMessageId(5), Timestamp::UNIX_EPOCH);
        assert_eq!(sent.random_id(IVAN, &own(5, "Yes")), Some(RandomId(1)));
        assert_eq!(sent.random_id(IVAN, &own(6, "Yes")), None);
        assert_eq!(sent.message(RandomId(1)), Some((ClientMessageId(5), Timestamp::UNIX_EPOCH)));
    }

    #[test]
    fn a_refused_send_claims_nothing() {
        let sent = Sent::default();
        sent.begin(RandomId(1), IVAN, None, "Yes");
        sent.refused(RandomId(1));
        assert_eq!(sent.random_id(IVAN, &own(5, "Yes")), None);
    }

    #[test]
    fn only_the_recent_past_is_remembered() {
        let sent = Sent::default();
        for n in 0..=REMEMBERED {
            sent.became(RandomId(n as i64), ClientMessageId(n as i32), Timestamp::UNIX_EPOCH);
        }
        assert_eq!(sent.message(RandomId(0)), None);
        assert!(sent.message(RandomId(REMEMBERED as i64)).is_some());
    }
}
