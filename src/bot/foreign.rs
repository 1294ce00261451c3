//! What anybody may send to the bot, read as the bot reads it: the doors that `tests/fuzz` knocks at. Each holds what has
//! to be true of whatever comes, and panics where it is not.

use super::{
    callbacks::Reference,
    commands::{self, Said},
    convert,
    join::Link,
};
use serde_json::Value;
use teloxide::types::UpdateKind;

/// The bytes of a pressed button: only what we wrote ourselves is taken for it.
pub fn callback_data(data: &str) {
    if let Some(reference) = Reference::from_data(data) {
        assert_eq!(reference.to_data(), data);
    }
}

/// The parameter of `/start`.
pub fn deep_link(parameter: &str) {
    assert_eq!(Link::parse(parameter).is_none(), parameter.trim().is_empty());
}

/// A text that may be a command.
pub fn command(text: &str) {
    if let Said::Command { name, arguments } = commands::parse(text, "pult_bot") {
        assert!(text.starts_with('/') && !name.is_empty() && text.contains(arguments));
    }
}

/// An update as JSON: what can be read of a message is read, and its entities stay within its text.
pub fn update(json: &str) {
    let Ok(raw) = serde_json::from_str::<Value>(json) else { return };
    let Ok(update) = convert::read_update(raw) else { return };
    let (UpdateKind::Message(message) | UpdateKind::EditedMessage(message)) = update.kind else { return };
    let _ = (convert::album(&message), convert::topic(&message), convert::reply_to(&message));
    if let Some(content) = convert::content(&message) {
        let words = content.words();
        assert!(convert::entities_to_api(words).len() <= words.entities.len());
        assert!(words.truncated(10).len() <= words.len().max(10));
    }
}
