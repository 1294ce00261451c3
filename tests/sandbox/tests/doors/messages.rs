//! Private messages between real clients and people.
use crate::accounts::{Account, reply_to, send, town, user};
use grammers_client::update::Update;
use grammers_tl_types as tl;
use telegram_sandbox::world::{EntityKind, Text};

#[tokio::test]
async fn text_with_entities_and_replies_goes_both_ways() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let mut account = Account::of(&town, &sales, 0).await;

    let question = Text::from("Do you deliver 👍 on Sunday?").with("Sunday", EntityKind::Bold);
    let asked = ivan.says(&sales, question).unwrap();
    let got = account.next_text("Do you deliver 👍 on Sunday?").await;
    let bold = tl::types::MessageEntityBold { offset: 21, length: 6 };
    assert_eq!(got.fmt_entities(), Some(&vec![bold.into()]));
    assert_ne!(got.id(), asked.0, "each side has its own numbers");

    let to_ivan = user(&town, &sales, ivan.id);
    let quote = tl::types::MessageEntityBlockquote { collapsed: true, offset: 0, length: 3 };
    let answer = tl::functions::messages::SendMessage {
        reply_to: Some(reply_to(got.id(), None)),
        entities: Some(vec![quote.into()]),
        ..send(to_ivan.into(), "Yes, until 6 pm", 77)
    };
    account.call(&answer).await.unwrap();
    let seen = ivan.wait_for_text(&sales, "until 6 pm").await.unwrap();
    assert_eq!(seen.reply, Some((asked, "Do you deliver 👍 on Sunday?".into())));
    assert_eq!(seen.entities[0].kind, EntityKind::Blockquote { expandable: true });
    assert_eq!(seen.name, "Sales");

    let second = ivan.quotes(&sales, seen.id, "6 pm", "and at 7?").unwrap();
    let got = account.next_text("and at 7?").await;
    let Some(tl::enums::MessageReplyHeader::Header(header)) = got.reply_header() else { panic!("a reply") };
    assert_eq!(header.quote_text.as_deref(), Some("6 pm"));
    assert!(second > asked);
}

#[tokio::test]
async fn edits_deletions_reads_and_reactions_go_both_ways() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let mut account = Account::of(&town, &sales, 0).await;
    let to_ivan = user(&town, &sales, ivan.id);

    let theirs = ivan.says(&sales, "helo").unwrap();
    let got = account.next_text("helo").await;
    ivan.edits(&sales, theirs, "hello").unwrap();
    let edited = account
        .next(|u| match u {
            Update::MessageEdited(m) => Some(m),
            _ => None,
        })
        .await;
    assert_eq!((edited.id(), edited.text()), (got.id(), "hello"));
    assert!(edited.edit_date().is_some());

    let own = account.client.send_message(to_ivan, "good day").await.unwrap();
    let seen = ivan.wait_for_text(&sales, "good day").await.unwrap();
    account.client.edit_message(to_ivan, own.id(), "good morning").await.unwrap();
    assert!(ivan.wait_for(&sales, |m| m.id == seen.id && m.text == "good morning" && m.edited).await.is_some());
    let same = account.client.edit_message(to_ivan, own.id(), "good morning").await.unwrap_err();
    assert!(same.is("MESSAGE_NOT_MODIFIED"), "{same}");
    let foreign = account.client.edit_message(to_ivan, got.id(), "mine now").await.unwrap_err();
    assert!(foreign.is("MESSAGE_AUTHOR_REQUIRED"), "{foreign}");

    ivan.reads(&sales).unwrap();
    let read = account
        .next_raw(|u| match u {
            tl::enums::Update::ReadHistoryOutbox(read) => Some(read.max_id),
            _ => None,
        })
        .await;
    assert_eq!(read, own.id());

    ivan.reacts(&sales, seen.id, Some("👍")).unwrap();
    let reacted = account
        .next_raw(|u| match u {
            tl::enums::Update::MessageReactions(r) => Some(r.msg_id),
            _ => None,
        })
        .await;
    assert_eq!(reacted, own.id());
    let emoji = tl::types::ReactionEmoji { emoticon: "❤".into() };
    let react = tl::functions::messages::SendReaction {
        big: false,
        add_to_recent: false,
        peer: to_ivan.into(),
        msg_id: got.id(),
        reaction: Some(vec![emoji.into()]),
    };
    account.call(&react).await.unwrap();
    assert!(ivan.wait_for(&sales, |m| m.id == theirs && m.reactions == ["❤"]).await.is_some());

    ivan.deletes(&sales, theirs).unwrap();
    let deleted = account
        .next(|u| match u {
            Update::MessageDeleted(d) => Some(d.messages().to_vec()),
            _ => None,
        })
        .await;
    assert_eq!(deleted, [got.id()]);
    account.client.delete_messages(to_ivan, &[own.id()]).await.unwrap();
    assert!(ivan.sees(&sales).is_empty(), "deleted for both");
}

#[tokio::test]
async fn the_same_random_id_sends_once() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    let to_ivan = user(&town, &sales, ivan.id);
    account.call(&send(to_ivan.into(), "once", 4242)).await.unwrap();
    let again = account.call(&send(to_ivan.into(), "once", 4242)).await.unwrap_err();
    assert!(again.is("RANDOM_ID_DUPLICATE"), "{again}");
    assert_eq!(ivan.sees(&sales).len(), 1);
}

#[tokio::test]
async fn a_wrong_access_hash_reaches_nobody() {
    let town = town().await;
    let (sales, ivan, olga) = (town.person("Sales"), town.person("Ivan"), town.person("Olga"));
    let account = Account::of(&town, &sales, 0).await;
    // What somebody else may use is of no use here.
    let stolen = user(&town, &olga, ivan.id);
    let refused = account.call(&send(stolen.into(), "hello", 1)).await.unwrap_err();
    assert!(refused.is("PEER_ID_INVALID"), "{refused}");
    ivan.blocks(sales.id).unwrap();
    let refused = account.call(&send(user(&town, &sales, ivan.id).into(), "hello", 2)).await.unwrap_err();
    assert!(refused.is("USER_IS_BLOCKED"), "{refused}");
    assert!(ivan.sees(&sales).is_empty());
}

#[tokio::test]
async fn dialogs_and_history_are_paged_newest_first() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    for n in 0..130 {
        ivan.says(&sales, format!("message {n}")).unwrap();
    }
    let mut dialogs = account.client.iter_dialogs();
    let mut names = Vec::new();
    while let Some(dialog) = dialogs.next().await.unwrap() {
        names.push(dialog.peer().name().unwrap_or_default().to_owned());
    }
    assert_eq!(names, ["Ivan", "Telegram"]);

    let mut history = account.client.iter_messages(user(&town, &sales, ivan.id));
    assert_eq!(history.total().await.unwrap(), 130);
    let mut texts = Vec::new();
    while let Some(message) = history.next().await.unwrap() {
        texts.push(message.text().to_owned());
    }
    let expected: Vec<_> = (0..130).rev().map(|n| format!("message {n}")).collect();
    assert_eq!(texts, expected);
}

#[tokio::test]
async fn a_photo_is_seen_downloaded_and_sent_on_by_reference() {
    let town = town().await;
    let (sales, ivan, olga) = (town.person("Sales"), town.person("Ivan"), town.person("Olga"));
    let mut account = Account::of(&town, &sales, 0).await;
    let bytes: Vec<u8> = (0..200_000u32).map(|n| n as u8).collect();
    ivan.sends_photo(&sales, bytes.clone(), "look").unwrap();
    let got = account.next_text("look").await;
    let media = got.media().expect("a photo");
    let mut download = account.client.iter_download(&media);
    let mut copy = Vec::new();
    while let Some(chunk) = download.next().await.unwrap() {
        copy.extend(chunk);
    }
    assert_eq!(copy, bytes);

    let again = grammers_client::message::InputMessage::new().text("as it was").copy_media(&media);
    account.client.send_message(user(&town, &sales, olga.id), again).await.unwrap();
    assert_eq!(olga.wait_for_text(&sales, "as it was").await.unwrap().media, Some("photo"));

    let upload = account.client.upload_stream(&mut &bytes[..], bytes.len(), "a.bin".into()).await.unwrap();
    let document = grammers_client::message::InputMessage::new().text("a file").document(upload);
    account.client.send_message(user(&town, &sales, olga.id), document).await.unwrap();
    assert_eq!(olga.wait_for_text(&sales, "a file").await.unwrap().media, Some("document"));
}

#[tokio::test]
async fn an_album_arrives_as_one() {
    use grammers_client::media::InputMedia;
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    let mut album = Vec::new();
    for caption in ["first", "second"] {
        let bytes = vec![1u8; 5000];
        let upload = account.client.upload_stream(&mut &bytes[..], bytes.len(), "a.jpg".into()).await.unwrap();
        album.push(InputMedia::new().caption(caption).photo(upload));
    }
    let sent = account.client.send_album(user(&town, &sales, ivan.id), album).await.unwrap();
    let groups: Vec<_> = sent.iter().flatten().map(|m| m.grouped_id()).collect();
    assert!(groups.len() == 2 && groups[0].is_some() && groups[0] == groups[1], "{groups:?}");
    let seen = ivan.sees(&sales);
    let captions: Vec<_> = seen.iter().map(|m| (m.media, m.text.as_str())).collect();
    assert_eq!(captions, [(Some("photo"), "first"), (Some("photo"), "second")]);
}
