//! Raw updates → teloxide's types, with tolerance for what they do not know.
//!
//! **An unknown formatting kind must not cost a message its text**: teloxide's types reject the whole message, so such
//! entities are taken out before parsing.

use serde_json::Value;
use teloxide::types::{MessageEntity, Update, UpdateKind};

/// An update that cannot be read, told by the kind of its content only.
#[derive(Debug, thiserror::Error)]
#[error("an update of the unreadable kind {kind:?}")]
pub struct Unreadable {
    pub kind: String,
}

/// Reads a stored update.
pub fn read_update(mut raw: Value) -> Result<Update, Unreadable> {
    let kind = raw
        .as_object()
        .and_then(|fields| fields.keys().find(|key| *key != "update_id"))
        .map_or_else(|| "nothing".to_owned(), |key| key.chars().take(40).collect());
    smooth(&mut raw);
    // By text: teloxide borrows the keys, which a tree of values cannot lend.
    match serde_json::from_str::<Update>(&raw.to_string()) {
        Ok(update) if !matches!(update.kind, UpdateKind::Error(_)) => Ok(update),
        _ => Err(Unreadable { kind }),
    }
}

/// Kinds that teloxide can read. <https://core.telegram.org/bots/api#messageentity>
const KNOWN: [&str; 19] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
];

/// Files whose optional type teloxide insists on.
const TYPED_FILES: [&str; 5] = ["video", "animation", "audio", "voice", "document"];

fn smooth(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(smooth),
        Value::Object(fields) => {
            for (name, value) in fields {
                match &mut *value {
                    Value::Array(list) if name.ends_with("entities") => list.retain(is_known),
                    Value::Object(file) if TYPED_FILES.contains(&name.as_str()) => {
                        file.entry("mime_type").or_insert(Value::Null);
                    }
                    _ => {}
                }
                smooth(value);
            }
        }
        _ => {}
    }
}

fn is_known(entity: &Value) -> bool {
    match entity["type"].as_str() {
        Some("text_link") => serde_json::from_value::<MessageEntity>(entity.clone()).is_ok(),
        Some(kind) => KNOWN.contains(&kind),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(entities: Value) -> Value {
        json!({ "update_id": 1, "message": {
            "message_id": 2, "date": 3, "chat": { "id": 4, "type": "private", "first_name": "Olga" },
            "from": { "id": 4, "is_bot": false, "first_name": "Olga" },
            "text": "card 4242", "entities": entities,
        }})
    }

    #[test]
    fn unknown_formatting_does_not_cost_the_text() {
        for entities in [
            json!([{ "type": "bank_card_number", "offset": 5, "length": 4 }]),
            json!([{ "type": "text_link", "url": "::", "offset": 5, "length": 4 }]),
            json!([]),
        ] {
            let update = read_update(text(entities)).expect("readable");
            let UpdateKind::Message(message) = update.kind else { panic!("a message") };
            assert_eq!(message.text(), Some("card 4242"));
        }
    }

    #[test]
    fn an_unreadable_update_is_told_by_its_kind_only() {
        let error = read_update(json!({ "update_id": 1, "brand_new": { "text": "secret" } })).expect_err("unreadable");
        assert_eq!(error.kind, "brand_new");
        assert!(!error.to_string().contains("secret"));
        assert!(read_update(json!("nonsense")).is_err());
    }
}
