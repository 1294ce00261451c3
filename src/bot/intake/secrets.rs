//! Passwords that people type, kept out of every store and log (A3).
//!
//! **A text from a chat in a password step never gets past [`Gate::redact`]**, which runs before anything is stored. The
//! text lives in memory until it is used; a crash loses it, and the step is asked again.

use super::rows::PasswordStep;
use crate::{
    domain::{ChatId, LoginId, UpdateId},
    store::{All, Page, Store, StoreError},
};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Which private chats are in a password step, and what was typed there.
#[derive(Default)]
pub struct Gate(Mutex<State>);

#[derive(Default)]
struct State {
    steps: HashMap<ChatId, Step>,
    typed: HashMap<UpdateId, SecretString>,
}

/// The password step of a chat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Asked(LoginId),
    /// A restart ended the login; the person may not know yet.
    Interrupted,
}

impl Gate {
    /// The steps that were open when the process ended: all of them are interrupted now.
    pub fn load(store: &Store) -> Result<Gate, StoreError> {
        let steps = store
            .scan::<PasswordStep>(All, Page::all())?
            .into_iter()
            .map(|step| (step.chat, Step::Interrupted))
            .collect();
        Ok(Gate(Mutex::new(State { steps, typed: HashMap::new() })))
    }

    pub fn open(&self, chat: ChatId, login: LoginId) {
        self.state().steps.insert(chat, Step::Asked(login));
    }

    pub fn close(&self, chat: ChatId) {
        self.state().steps.remove(&chat);
    }

    pub fn step(&self, chat: ChatId) -> Option<Step> {
        self.state().steps.get(&chat).copied()
    }

    /// What was typed in this update, once.
    pub fn take(&self, update: UpdateId) -> Option<SecretString> {
        self.state().typed.remove(&update)
    }

    /// Takes the text out of an update that may hold a password, leaving only who, where and when. `is_command` says
    /// which texts are commands of ours: those work during a login too.
    pub fn redact(&self, update: UpdateId, raw: &mut Value, is_command: impl Fn(&str) -> bool) -> bool {
        let mut state = self.state();
        for kind in ["message", "edited_message"] {
            let message = &raw[kind];
            let Some(chat) = message["chat"]["id"].as_i64().filter(|_| message["chat"]["type"] == "private") else {
                continue;
            };
            if !state.steps.contains_key(&ChatId(chat)) {
                continue;
            }
            let typed = message["text"].as_str().or_else(|| message["caption"].as_str());
            let Some(text) = typed.filter(|text| !is_command(text)) else { continue };
            state.typed.insert(update, text.to_owned().into());
            raw[kind] = json!({
                "message_id": message["message_id"], "date": message["date"],
                "chat": message["chat"], "from": message["from"],
            });
            return true;
        }
        false
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while holding the lock leaves the maps whole: each change is one call.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
        assert!(gate.redact(UpdateId(5), &mut raw, |_| false));
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
        assert!(gate.redact(UpdateId(5), &mut raw, |_| false));
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
            assert!(!gate.redact(UpdateId(5), &mut raw, |_| command));
            assert_eq!(raw, before);
        }
        gate.close(ChatId(7));
        assert!(!gate.redact(UpdateId(5), &mut says(7, "private", "hello"), |_| false));
    }
}
