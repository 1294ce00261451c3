//! What is left out of a stored update: copies of other messages, of which only the reference is read.

use serde_json::{Map, Value};

/// Fields of a referred message that say which one it is and where it stands.
const KEPT: [&str; 8] = [
    "message_id",
    "message_thread_id",
    "is_topic_message",
    "date",
    "chat",
    "from",
    "forum_topic_created",
    "sender_chat",
];

/// Cuts the messages that an update refers to down to their references. Personal data that nobody reads is not kept,
/// and a row stays small.
pub fn slim(update: &mut Value) {
    for kind in ["message", "edited_message"] {
        if let Some(message) = update.get_mut(kind) {
            for referred in ["reply_to_message", "pinned_message"] {
                cut(message, referred);
            }
            if let Some(fields) = message.as_object_mut() {
                fields.remove("external_reply");
            }
        }
    }
    if let Some(query) = update.get_mut("callback_query") {
        cut(query, "message");
    }
}

fn cut(holder: &mut Value, name: &str) {
    if let Some(Value::Object(message)) = holder.get_mut(name) {
        let kept: Map<String, Value> =
            KEPT.iter().filter_map(|field| Some(((*field).to_owned(), message.remove(*field)?))).collect();
        *message = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::convert;
    use serde_json::json;
    use teloxide::types::UpdateKind;

    #[test]
    fn referred_messages_keep_their_reference_and_lose_their_text() {
        let chat = json!({ "id": -1_001, "type": "supergroup", "title": "Sales", "is_forum": true });
        let user = json!({ "id": 7, "is_bot": false, "first_name": "Olga" });
        let old = json!({ "message_id": 4, "date": 1, "chat": chat, "text": "secret plans",
                          "message_thread_id": 2, "is_topic_message": true });
        let mut update = json!({ "update_id": 1, "message": { "message_id": 5, "date": 2, "chat": chat, "from": user,
            "message_thread_id": 2, "is_topic_message": true, "text": "answer", "reply_to_message": old,
            "quote": { "text": "plans", "position": 7, "is_manual": true } } });
        slim(&mut update);
        assert!(!update.to_string().contains("secret"));
        let UpdateKind::Message(message) = convert::read_update(update).expect("readable").kind else {
            panic!("a message")
        };
        let reply = convert::reply_to(&message).expect("a reply");
        assert_eq!((reply.message.0, reply.quote.map(|quote| quote.text.text)), (4, Some("plans".to_owned())));

        let mut press = json!({ "update_id": 2, "callback_query": { "id": "1", "from": user, "chat_instance": "c",
            "data": "d", "message": old } });
        slim(&mut press);
        assert!(!press.to_string().contains("secret"));
        let UpdateKind::CallbackQuery(query) = convert::read_update(press).expect("readable").kind else {
            panic!("a callback")
        };
        assert_eq!(query.message.map(|message| message.id().0), Some(4));
    }
}
