//! Numbers, codes and passwords of logins, kept out of every store and log (A3).
//!
//! **A text from a chat in which a login asks for a secret never gets past [`Gate::redact`]**, which runs before anything is
//! stored, **nor does a press that is part of a code**. Both live in memory until they are used; a crash loses them, and the
//! login with them.

use super::super::{callbacks::Reference, sitting::Sitting};
use crate::{
    domain::{AccountId, ChatId, LoginId, UpdateId},
    store::{Store, StoreError},
};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// In which private chats secrets are typed, and what was typed there.
#[derive(Default)]
pub struct Gate(Mutex<State>);

#[derive(Default)]
struct State {
    /// The logins of a chat that ask, the one that asked last at the end.
    asking: HashMap<ChatId, Vec<LoginId>>,
    interrupted: HashSet<ChatId>,
    typed: HashMap<UpdateId, SecretString>,
    /// Chats whose screen asks for the proxy of an account.
    screens: HashMap<ChatId, AccountId>,
}

/// For what a secret that is typed in a chat is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Asked(LoginId),
    /// A restart ended the login; the person may not know yet.
    Interrupted,
}

impl Gate {
    /// The logins that asked when the process ended: all of them are interrupted now.
    pub fn load(store: &Store) -> Result<Gate, StoreError> {
        let asked = Sitting::all(store)?.into_iter().filter(|sitting| sitting.secret);
        let interrupted = asked.map(|sitting| ChatId::from(sitting.member)).collect();
        Ok(Gate(Mutex::new(State { interrupted, ..State::default() })))
    }

    pub fn open(&self, chat: ChatId, login: LoginId) {
        let mut state = self.state();
        let asking = state.asking.entry(chat).or_default();
        if !asking.contains(&login) {
            asking.push(login);
        }
    }

    /// This login asks no more; others of the chat may.
    pub fn close(&self, chat: ChatId, login: LoginId) {
        let mut state = self.state();
        if let Some(asking) = state.asking.get_mut(&chat) {
            asking.retain(|asked| *asked != login);
            if asking.is_empty() {
                state.asking.remove(&chat);
            }
        }
    }

    /// The person knows that a restart ended the login.
    pub fn forget_interrupted(&self, chat: ChatId) {
        self.state().interrupted.remove(&chat);
    }

    pub fn step(&self, chat: ChatId) -> Option<Step> {
        self.state().step(chat)
    }

    /// The screen that a chat shows from now on asks for the proxy of this account, or for none. Known before the screen is there:
    /// the store learns of it when Telegram has it, and somebody may be faster.
    pub fn shows(&self, chat: ChatId, proxy_of: Option<AccountId>) {
        let mut state = self.state();
        match proxy_of {
            Some(account) => state.screens.insert(chat, account),
            None => state.screens.remove(&chat),
        };
    }

    /// The account whose proxy is asked for in a chat.
    pub fn asks_proxy(&self, chat: ChatId) -> Option<AccountId> {
        self.state().screens.get(&chat).copied()
    }

    /// What was typed in this update, once.
    pub fn take(&self, update: UpdateId) -> Option<SecretString> {
        self.state().typed.remove(&update)
    }

    /// Takes out of an update what may be a secret, leaving only who, where and when. `asks` says in which chats a screen
    /// asks for one; `is_command` which texts are commands of ours: those work meanwhile.
    pub fn redact(
        &self,
        update: UpdateId,
        raw: &mut Value,
        asks: impl Fn(ChatId) -> bool,
        is_command: impl Fn(&str) -> bool,
    ) -> bool {
        let mut state = self.state();
        for kind in ["message", "edited_message"] {
            let message = &raw[kind];
            let Some(chat) = message["chat"]["id"].as_i64().filter(|_| message["chat"]["type"] == "private") else {
                continue;
            };
            let screen = state.screens.contains_key(&ChatId(chat));
            if state.step(ChatId(chat)).is_none() && !screen && !asks(ChatId(chat)) {
                continue;
            }
            // A number may come as a contact that is shared.
            let typed = [&message["text"], &message["caption"], &message["contact"]["phone_number"]];
            let Some(text) = typed.into_iter().find_map(Value::as_str).filter(|text| !is_command(text)) else {
                continue;
            };
            state.typed.insert(update, text.to_owned().into());
            raw[kind] = json!({
                "message_id": message["message_id"], "date": message["date"],
                "chat": message["chat"], "from": message["from"],
            });
            return true;
        }
        let Some(query) = raw.get_mut("callback_query").and_then(Value::as_object_mut) else { return false };
        let pressed = query.get("data").and_then(Value::as_str).and_then(Reference::from_data);
        if !pressed.is_some_and(|reference| reference.secret) {
            return false;
        }
        if let Some(Value::String(data)) = query.remove("data") {
            state.typed.insert(update, data.into());
        }
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while holding the lock leaves the maps whole: each change is one call.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn step(&self, chat: ChatId) -> Option<Step> {
        match self.asking.get(&chat).and_then(|asking| asking.last()) {
            Some(login) => Some(Step::Asked(*login)),
            None => self.interrupted.contains(&chat).then_some(Step::Interrupted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn says(chat: i64, kind: &str, text: &str) -> Value {
        json!({ "update_id": 5, "message": {
            "message_id": 2, "date": 3, "text": text, "entities": [{ "type": "bold", "offset": 0, "length": 1 }],
            "chat": { "id": chat, "type": kind }, "from": { "id": 7, "is_bot": false, "first_name": "Anna" },
            "reply_to_message": { "message_id": 1, "text": text },
        }})
    }

    fn gate() -> Gate {
        let gate = Gate::default();
        gate.open(ChatId(7), LoginId(1));
        gate
    }

    #[test]
    fn a_password_leaves_no_trace_in_what_is_stored() {
        let gate = gate();
        let mut raw = says(7, "private", "hunter2");
        assert!(gate.redact(UpdateId(5), &mut raw, |_| false, |_| false));
        assert!(!raw.to_string().contains("hunter2"));
        assert!(super::super::super::convert::read_update(raw).is_ok());
        let typed = gate.take(UpdateId(5)).expect("kept in memory");
        assert_eq!(typed.expose_secret(), "hunter2");
        assert!(gate.take(UpdateId(5)).is_none());
    }

    #[test]
    fn an_edit_is_a_secret_as_well() {
        let gate = gate();
        let mut raw = says(7, "private", "hunter2");
        raw["edited_message"] = raw["message"].take();
        raw.as_object_mut().expect("an object").remove("message");
        assert!(gate.redact(UpdateId(5), &mut raw, |_| false, |_| false));
        assert!(!raw.to_string().contains("hunter2"));
    }

    #[test]
    fn other_chats_groups_and_our_commands_stay_as_they_are() {
        let gate = gate();
        for (mut raw, command) in [
            (says(8, "private", "hello"), false),
            (says(7, "supergroup", "hello"), false),
            (says(7, "private", "/start"), true),
        ] {
            let before = raw.clone();
            assert!(!gate.redact(UpdateId(5), &mut raw, |_| false, |_| command));
            assert_eq!(raw, before);
        }
        gate.close(ChatId(7), LoginId(1));
        assert!(!gate.redact(UpdateId(5), &mut says(7, "private", "hello"), |_| false, |_| false));
    }

    #[test]
    fn with_two_logins_the_last_that_asked_is_answered_and_the_other_stays_guarded() {
        let gate = gate();
        gate.open(ChatId(7), LoginId(2));
        gate.open(ChatId(7), LoginId(1));
        assert_eq!(gate.step(ChatId(7)), Some(Step::Asked(LoginId(2))), "drawn again is not asked again");
        gate.close(ChatId(7), LoginId(2));
        assert_eq!(gate.step(ChatId(7)), Some(Step::Asked(LoginId(1))));
        gate.close(ChatId(7), LoginId(1));
        assert_eq!(gate.step(ChatId(7)), None);
    }

    #[test]
    fn a_shared_contact_is_a_number() {
        let gate = gate();
        let mut raw = says(7, "private", "");
        let message = raw["message"].as_object_mut().expect("an object");
        message.remove("text");
        message.insert("contact".into(), json!({ "phone_number": "37120001234", "first_name": "Sales" }));
        assert!(gate.redact(UpdateId(5), &mut raw, |_| false, |_| false));
        assert!(!raw.to_string().contains("37120001234"));
        assert_eq!(gate.take(UpdateId(5)).expect("kept in memory").expose_secret(), "37120001234");
    }

    #[test]
    fn which_key_of_a_keypad_was_pressed_is_not_stored_and_other_presses_are() {
        let gate = Gate::default();
        let pressed = |reference: Reference| {
            json!({ "update_id": 5, "callback_query": {
                "id": "1", "chat_instance": "c", "from": { "id": 7, "is_bot": false, "first_name": "Anna" },
                "data": reference.to_data(),
            }})
        };
        let key = Reference { nonce: crate::bot::callbacks::Nonce([3; 12]), index: 4, secret: true };
        let mut raw = pressed(key);
        assert!(gate.redact(UpdateId(5), &mut raw, |_| false, |_| false));
        assert!(!raw.to_string().contains(&key.to_data()));
        assert!(super::super::super::convert::read_update(raw).is_ok());
        assert_eq!(gate.take(UpdateId(5)).expect("kept in memory").expose_secret(), key.to_data());
        let mut raw = pressed(Reference { secret: false, ..key });
        assert!(!gate.redact(UpdateId(6), &mut raw, |_| false, |_| false));
    }
}
