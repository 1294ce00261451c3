//! The world as the Bot API's JSON objects. **Everything is drawn for one bot: message ids of its own box, file ids of
//! its own.** <https://core.telegram.org/bots/api#available-types>
mod chat;
mod media;
mod member;
mod message;
mod update;

pub use chat::{chat, full_chat, user};
pub use media::{FileRef, file_info, file_type, poll, portrait};
pub use member::{invite, member, put_rights, role};
pub use message::{message, reactions, text_entities};
pub use update::{Kind, updates};

use serde_json::{Map, Value};

/// A JSON object under construction.
#[derive(Default)]
pub struct Object(Map<String, Value>);

impl Object {
    pub fn from(value: Value) -> Self {
        match value {
            Value::Object(map) => Object(map),
            _ => Object::default(),
        }
    }
    pub fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.0.insert(name.into(), value.into());
        self
    }
    /// All fields of another object.
    pub fn merge(&mut self, other: Value) -> &mut Self {
        if let Value::Object(fields) = other {
            self.0.extend(fields);
        }
        self
    }
    /// Only if there is a value.
    pub fn maybe(&mut self, name: &str, value: Option<impl Into<Value>>) -> &mut Self {
        if let Some(value) = value {
            self.set(name, value);
        }
        self
    }
    /// Only if true, as the server writes most of its optional flags.
    pub fn flag(&mut self, name: &str, value: bool) -> &mut Self {
        self.maybe(name, value.then_some(true))
    }
    pub fn done(self) -> Value {
        Value::Object(self.0)
    }
}
