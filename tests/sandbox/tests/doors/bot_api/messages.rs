//! Text, entities, edits, buttons, pictures.
use super::{Stage, words};
use telegram_sandbox::world::{EntityKind, Text};
use teloxide::payloads::*;
use teloxide::prelude::Requester;
use teloxide::types::{
    CallbackQueryId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMedia, InputMediaPhoto, MessageEntity,
    MessageEntityKind, MessageId, ParseMode, ReactionType, ReplyParameters, UpdateKind,
};

/// One red pixel.
const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde,
];

fn buttons(data: &str) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Yes", data)]])
}

#[tokio::test]
async fn every_entity_arrives_on_the_other_side() {
    let mut stage = Stage::set().await;
    let sent = stage
        .api
        .send_message(
            stage.private(),
            "<b>b</b> <i>👍</i> <u>u</u> <s>s</s> <tg-spoiler>p</tg-spoiler> <code>c</code> \
             <pre><code class=\"language-rust\">fn</code></pre> <a href=\"https://a.b/\">l</a> \
             <blockquote>q</blockquote> /start https://x.y",
        )
        .parse_mode(ParseMode::Html)
        .await
        .unwrap();
    let kinds: Vec<_> = sent.entities().unwrap().iter().map(|e| e.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            MessageEntityKind::Bold,
            MessageEntityKind::Italic,
            MessageEntityKind::Underline,
            MessageEntityKind::Strikethrough,
            MessageEntityKind::Spoiler,
            MessageEntityKind::Code,
            MessageEntityKind::Pre { language: Some("rust".into()) },
            MessageEntityKind::TextLink { url: "https://a.b/".parse().unwrap() },
            MessageEntityKind::Blockquote,
            MessageEntityKind::BotCommand,
            MessageEntityKind::Url,
        ]
    );
    let seen = stage.anna.sees(&stage.bot).pop().unwrap();
    assert_eq!(seen.entities.len(), 11);
    assert_eq!(seen.entities[1].kind, EntityKind::Italic);
    assert_eq!((seen.entities[1].offset, seen.entities[1].length), (2, 2));

    let text = Text::from("see bold here").with("bold", EntityKind::Bold);
    stage.anna.says(&stage.bot, text).unwrap();
    let heard = stage.message().await;
    assert_eq!(heard.entities().unwrap(), [MessageEntity::bold(4, 4)]);
    assert_eq!(heard.from.unwrap().language_code.as_deref(), Some("ru"));

    let entities = vec![MessageEntity::spoiler(0, 2)];
    let sent = stage.api.send_message(stage.private(), "ab").entities(entities).await.unwrap();
    assert_eq!(sent.entities().unwrap(), [MessageEntity::spoiler(0, 2)]);
}

#[tokio::test]
async fn markup_and_length_are_checked() {
    let stage = Stage::set().await;
    let send = |text: &str| stage.api.send_message(stage.private(), text);
    let broken = words(send("<b>x").parse_mode(ParseMode::Html).await);
    assert!(broken.contains("can't parse entities: Can't find end tag corresponding to start tag \"b\""), "{broken}");
    assert!(words(send(" \n").await).contains("message text is empty"));
    assert!(words(send(&"я".repeat(4097)).await).contains("message is too long"));
    send(&"я".repeat(4096)).await.unwrap();
    let long = words(send("x").reply_markup(buttons(&"d".repeat(65))).await);
    assert!(long.contains("BUTTON_DATA_INVALID"), "{long}");
}

#[tokio::test]
async fn edits_change_both_sides_and_only_what_is_the_bots() {
    let mut stage = Stage::set().await;
    let (api, chat) = (stage.api.clone(), stage.private());
    let sent = api.send_message(chat, "one").reply_markup(buttons("1")).await.unwrap();
    let edited = api.edit_message_text(chat, sent.id, "two").await.unwrap();
    assert_eq!(edited.text(), Some("two"));
    assert!(edited.edit_date().is_some());
    assert!(edited.reply_markup().is_none(), "an edit without a keyboard takes it away");
    let seen = stage.anna.sees(&stage.bot).pop().unwrap();
    assert_eq!((seen.text.as_str(), seen.edited), ("two", true));
    assert!(words(api.edit_message_text(chat, sent.id, "two").await).contains("message is not modified"));
    assert!(words(api.edit_message_text(chat, MessageId(999_999), "x").await).contains("message to edit not found"));

    stage.anna.says(&stage.bot, "mine").unwrap();
    let theirs = stage.message().await.id;
    assert!(words(api.edit_message_text(chat, theirs, "x").await).contains("message can't be edited"));

    api.delete_message(chat, sent.id).await.unwrap();
    assert!(stage.anna.sees(&stage.bot).iter().all(|m| m.text != "two"));
    assert!(words(api.delete_message(chat, sent.id).await).contains("message to delete not found"));
}

#[tokio::test]
async fn a_persons_edit_arrives_as_edited_message_and_a_deletion_not_at_all() {
    let mut stage = Stage::set().await;
    let id = stage.anna.says(&stage.bot, "frist").unwrap();
    let first = stage.message().await;
    stage.anna.edits(&stage.bot, id, "first").unwrap();
    let UpdateKind::EditedMessage(edited) = stage.next().await.kind else { panic!("an edit was due") };
    assert_eq!((edited.id, edited.text()), (first.id, Some("first")));
    stage.anna.deletes(&stage.bot, id).unwrap();
    assert!(stage.drain().await.is_empty());
}

#[tokio::test]
async fn replies_and_quotes_keep_their_target() {
    let mut stage = Stage::set().await;
    let id = stage.anna.says(&stage.bot, "Sunday or Monday?").unwrap();
    let asked = stage.message().await.id;
    let mut to = ReplyParameters::new(asked);
    to.quote = Some("Monday".into());
    let sent = stage.api.send_message(stage.private(), "this").reply_parameters(to).await.unwrap();
    assert_eq!(sent.quote().unwrap().text, "Monday");
    assert_eq!(sent.reply_to_message().unwrap().id, asked);
    let seen = stage.anna.sees(&stage.bot).pop().unwrap();
    assert_eq!(seen.reply, Some((id, "Monday".into())));

    stage.anna.replies(&stage.bot, seen.id, "thanks").unwrap();
    let heard = stage.message().await;
    assert_eq!(heard.reply_to_message().unwrap().id, sent.id);

    let nowhere = ReplyParameters::new(MessageId(999_999));
    let send = |to| stage.api.send_message(stage.private(), "x").reply_parameters(to);
    assert!(words(send(nowhere.clone()).await).contains("message to be replied not found"));
    send(nowhere.allow_sending_without_reply()).await.unwrap();
}

#[tokio::test]
async fn a_press_reaches_the_bot_and_its_answer_the_presser() {
    let mut stage = Stage::set().await;
    let sent = stage.api.send_message(stage.private(), "sure?").reply_markup(buttons("yes:1")).await.unwrap();
    let shown = stage.anna.sees(&stage.bot).pop().unwrap();
    let (anna, bot) = (stage.anna.clone(), stage.bot.clone());
    let pressing = tokio::spawn(async move { anna.presses(&bot, shown.id, "Yes").await });
    let UpdateKind::CallbackQuery(query) = stage.next().await.kind else { panic!("a press was due") };
    assert_eq!(query.data.as_deref(), Some("yes:1"));
    assert_eq!(query.message.as_ref().unwrap().id(), sent.id);
    stage.api.answer_callback_query(query.id.clone()).text("done").show_alert(true).await.unwrap();
    let answer = pressing.await.unwrap().unwrap();
    assert_eq!((answer.text.as_deref(), answer.alert), (Some("done"), true));

    let again = words(stage.api.answer_callback_query(query.id).await);
    assert!(again.contains("query is too old and response timeout expired or query ID is invalid"));
    assert!(words(stage.api.answer_callback_query(CallbackQueryId("1".into())).await).contains("query is too old"));
}

#[tokio::test]
async fn forged_bytes_reach_the_bot_as_they_are_and_an_old_query_is_refused() {
    let mut stage = Stage::set().await;
    stage.api.send_message(stage.private(), "sure?").reply_markup(buttons("yes:1")).await.unwrap();
    let shown = stage.anna.sees(&stage.bot).pop().unwrap().id;
    let (anna, bot) = (stage.anna.clone(), stage.bot.clone());
    let pressing = tokio::spawn(async move { anna.forges_callback(&bot, shown, b"admin\xff").await });
    let UpdateKind::CallbackQuery(query) = stage.next().await.kind else { panic!("a press was due") };
    assert_eq!(query.data.as_deref(), Some("admin\u{ff}"));
    pressing.abort();
    stage.sandbox.advance(std::time::Duration::from_secs(120));
    assert!(words(stage.api.answer_callback_query(query.id).await).contains("query is too old"));
}

#[tokio::test]
async fn a_picture_is_uploaded_kept_and_replaced() {
    let mut stage = Stage::set().await;
    let (api, chat) = (stage.api.clone(), stage.private());
    let picture = || InputFile::memory(PIXEL).file_name("qr.png");
    let sent = api.send_photo(chat, picture()).caption("scan me").protect_content(true).await.unwrap();
    let size = sent.photo().unwrap().last().unwrap().clone();
    assert_eq!((size.width, size.height, size.file.size as usize), (1, 1, PIXEL.len()));
    assert_eq!(sent.caption(), Some("scan me"));
    let kept = stage.sandbox.world().with(|w| w.files.values().map(|f| f.bytes()).collect::<Vec<_>>());
    assert_eq!(kept, [PIXEL]);

    let file = api.get_file(size.file.id.clone()).await.unwrap();
    let mut fetched = Vec::new();
    teloxide::net::Download::download_file(&api, &file.path, &mut fetched).await.unwrap();
    assert_eq!(fetched, PIXEL);

    let next = InputMedia::Photo(InputMediaPhoto::new(picture()).caption("new one"));
    let edited = api.edit_message_media(chat, sent.id, next).await.unwrap();
    assert_eq!(edited.caption(), Some("new one"));
    assert_ne!(edited.photo().unwrap().last().unwrap().file.unique_id, size.file.unique_id);
    assert_eq!(stage.anna.sees(&stage.bot).pop().unwrap().media, Some("photo"));

    let again = api.send_photo(chat, InputFile::file_id(size.file.id)).await.unwrap();
    assert_eq!(again.photo().unwrap().last().unwrap().file.unique_id, size.file.unique_id);
    let broken = api.send_photo(chat, InputFile::memory(b"no picture".as_slice())).await;
    assert!(words(broken).contains("IMAGE_PROCESS_FAILED"));

    stage.anna.sends_photo(&stage.bot, PIXEL.to_vec(), "mine").unwrap();
    assert_eq!(stage.message().await.caption(), Some("mine"));
}

#[tokio::test]
async fn copies_hide_their_origin_and_forwards_show_it() {
    let mut stage = Stage::set().await;
    let (api, chat) = (stage.api.clone(), stage.private());
    stage.anna.says(&stage.bot, "mine").unwrap();
    let id = stage.message().await.id;
    let copy = api.copy_message(chat, chat, id).await.unwrap();
    let forward = api.forward_message(chat, chat, id).await.unwrap();
    assert!(forward.forward_origin().is_some());
    assert!(copy.0 < forward.id.0);
    let copies = api.copy_messages(chat, chat, [id, MessageId(999_999)]).await.unwrap();
    assert_eq!(copies.len(), 1, "what is not there is left out");
    assert!(words(api.copy_message(chat, chat, MessageId(999_999)).await).contains("message to copy not found"));
}

#[tokio::test]
async fn one_reaction_of_the_known_ones() {
    let mut stage = Stage::set().await;
    let id = stage.anna.says(&stage.bot, "paid").unwrap();
    let heard = stage.message().await.id;
    let react = |emoji: &str| {
        let list = [ReactionType::Emoji { emoji: emoji.into() }];
        stage.api.set_message_reaction(stage.private(), heard).reaction(list)
    };
    react("👌").await.unwrap();
    let seen = stage.anna.sees(&stage.bot).into_iter().find(|m| m.id == id).unwrap();
    assert_eq!(seen.reactions, ["👌"]);
    assert!(words(react("✅").await).contains("REACTION_INVALID"));
}

#[tokio::test]
async fn files_of_several_megabytes_pass_and_many_calls_at_once() {
    let stage = Stage::set().await;
    let bytes = vec![7u8; 3 << 20];
    let file = InputFile::memory(bytes.clone()).file_name("a.bin");
    let sent = stage.api.send_document(stage.private(), file).await.unwrap();
    assert_eq!(sent.document().unwrap().file.size as usize, bytes.len());
    let calls: Vec<_> = (0..100)
        .map(|n| {
            let call = stage.api.send_message(stage.private(), n.to_string());
            tokio::spawn(async move { call.await.unwrap().id.0 })
        })
        .collect();
    let mut ids = std::collections::BTreeSet::new();
    for call in calls {
        ids.insert(call.await.unwrap());
    }
    assert_eq!(ids.len(), 100);
}
