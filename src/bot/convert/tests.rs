//! Messages as the Bot API sends them, and what they become.

use super::*;
use serde_json::{Value, json};
use teloxide::types::UpdateKind;

/// A message of a desk's topic 7 with these fields over the usual ones.
fn message(fields: Value) -> Message {
    let mut raw = json!({
        "message_id": 20, "date": 1_700_000_000, "message_thread_id": 7, "is_topic_message": true,
        "chat": { "id": -1_001_234_567_890_i64, "type": "supergroup", "title": "Sales", "is_forum": true },
        "from": { "id": 100, "is_bot": false, "first_name": "Olga" },
    });
    for (name, value) in fields.as_object().expect("an object") {
        if value.is_null() {
            raw.as_object_mut().expect("an object").remove(name);
        } else {
            raw[name] = value.clone();
        }
    }
    match read_update(json!({ "update_id": 1, "message": raw })).expect("readable").kind {
        UpdateKind::Message(message) => message,
        other => panic!("not a message: {other:?}"),
    }
}

fn file() -> Value {
    json!({ "file_id": "f", "file_unique_id": "u", "file_size": 1 })
}

fn with(base: Value, more: Value) -> Value {
    let mut base = base;
    for (name, value) in more.as_object().expect("an object") {
        base[name] = value.clone();
    }
    base
}

#[test]
fn every_kind_of_content_is_recognized() {
    use ContentKind::*;
    let photo = with(file(), json!({ "width": 1, "height": 1 }));
    let video = with(photo.clone(), json!({ "duration": 1 }));
    let sticker = with(
        photo.clone(),
        json!({ "type": "regular", "is_animated": false, "is_video": false, "emoji": "👍", "needs_repainting": false }),
    );
    let cases = [
        (json!({ "photo": [photo], "caption": "look" }), Photo, "look"),
        (json!({ "video": video, "caption": "look" }), Video, "look"),
        (json!({ "animation": video, "document": file(), "caption": "look" }), Animation, "look"),
        (json!({ "document": file(), "caption": "look" }), Document, "look"),
        (json!({ "audio": with(file(), json!({ "duration": 1 })), "caption": "look" }), Audio, "look"),
        (json!({ "voice": with(file(), json!({ "duration": 1 })) }), Voice, ""),
        (json!({ "video_note": with(file(), json!({ "length": 1, "duration": 1 })) }), VideoNote, ""),
        (json!({ "sticker": sticker }), Sticker, ""),
        (json!({ "location": { "longitude": 1.0, "latitude": 1.0 } }), Location, ""),
        (json!({ "location": { "longitude": 1.0, "latitude": 1.0, "live_period": 60 } }), LiveLocation, ""),
        (
            json!({ "location": { "longitude": 1.0, "latitude": 1.0 },
                    "venue": { "location": { "longitude": 1.0, "latitude": 1.0 }, "title": "Cafe", "address": "1" } }),
            Venue,
            "",
        ),
        (json!({ "contact": { "phone_number": "1", "first_name": "Ann" } }), Contact, ""),
        (json!({ "dice": { "emoji": "🎲", "value": 3 } }), Dice, ""),
        (json!({ "something_new": {} }), Unsupported, ""),
    ];
    for (fields, kind, words) in cases {
        let Some(found) = content(&message(fields)) else { panic!("{kind:?} was not recognized") };
        assert_eq!((found.kind(), found.words().text.as_str()), (Some(kind), words));
    }
}

#[test]
fn a_text_keeps_its_formatting() {
    let fields = json!({ "text": "hi there", "entities": [{ "type": "bold", "offset": 3, "length": 5 }] });
    let Some(Content::Text(text)) = content(&message(fields)) else { panic!("a text") };
    assert_eq!(text.entities.len(), 1);
    assert_eq!(text.entities[0].kind, crate::domain::EntityKind::Bold);
}

#[test]
fn service_messages_carry_nothing() {
    let user = json!({ "id": 100, "is_bot": false, "first_name": "Olga" });
    for fields in [
        json!({ "forum_topic_created": { "name": "Ivan", "icon_color": 7_322_096 } }),
        json!({ "forum_topic_edited": { "name": "Ivan P" } }),
        json!({ "forum_topic_closed": {} }),
        json!({ "forum_topic_reopened": {} }),
        json!({ "new_chat_members": [user] }),
        json!({ "left_chat_member": user }),
        json!({ "new_chat_title": "Sales 2" }),
        json!({ "pinned_message": { "message_id": 3, "date": 5, "text": "card",
                 "chat": { "id": -1_001_234_567_890_i64, "type": "supergroup", "title": "Sales" } } }),
        json!({ "migrate_to_chat_id": -1_009_i64 }),
    ] {
        assert_eq!(content(&message(fields.clone())), None, "{fields}");
    }
}

#[test]
fn the_creation_of_the_topic_is_not_what_a_message_answers() {
    let target = |id: i32| {
        json!({ "message_id": id, "date": 5, "text": "hello",
                "chat": { "id": -1_001_234_567_890_i64, "type": "supergroup", "title": "Sales" } })
    };
    let created = with(target(8), json!({ "text": null, "forum_topic_created": { "name": "Ivan", "icon_color": 1 } }));
    assert_eq!(reply_to(&message(json!({ "text": "a" }))), None);
    assert_eq!(reply_to(&message(json!({ "text": "a", "reply_to_message": target(7) }))), None);
    assert_eq!(reply_to(&message(json!({ "text": "a", "reply_to_message": created }))), None);
    let answer = message(json!({
        "text": "a", "reply_to_message": target(19), "quote": { "text": "ell", "position": 1, "is_manual": true },
    }));
    let reply = reply_to(&answer).expect("a reply");
    assert_eq!(reply.message, BotMessageId(19));
    assert_eq!(reply.quote.map(|quote| (quote.text.text, quote.offset)), Some(("ell".to_owned(), 1)));
    let automatic = message(json!({
        "text": "a", "reply_to_message": target(19), "quote": { "text": "ell", "position": 1 },
    }));
    assert_eq!(reply_to(&automatic).expect("a reply").quote, None);
}

#[test]
fn a_thread_id_counts_only_in_topic_messages() {
    assert_eq!(topic(&message(json!({ "text": "a" }))), Some(TopicId(7)));
    assert_eq!(topic(&message(json!({ "text": "a", "is_topic_message": null }))), None);
}

#[test]
fn senders_who_hide_are_hidden() {
    let group = json!({ "id": -1_001_234_567_890_i64, "type": "supergroup", "title": "Sales" });
    let anonymous =
        json!({ "id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" });
    let bot = json!({ "id": 9, "is_bot": true, "first_name": "Other" });
    assert_eq!(Sender::of(&message(json!({ "text": "a" }))), Sender::Person(MemberId(100)));
    assert_eq!(Sender::of(&message(json!({ "text": "a", "sender_chat": group, "from": anonymous }))), Sender::Hidden);
    assert_eq!(Sender::of(&message(json!({ "text": "a", "from": anonymous }))), Sender::Hidden);
    assert_eq!(Sender::of(&message(json!({ "text": "a", "from": null }))), Sender::Hidden);
    assert_eq!(Sender::of(&message(json!({ "text": "a", "from": bot }))), Sender::Bot);
}
