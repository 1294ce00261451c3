//! Every kind of message between people and a bot.
use super::{Stage, chat, thread, words};
use telegram_sandbox::KINDS;
use telegram_sandbox::world::{Door, Fault, Preview, Style};
use teloxide::payloads::*;
use teloxide::prelude::Requester;
use teloxide::types::{
    DiceEmoji, InputFile, InputMedia, InputMediaDocument, InputMediaPhoto, InputMediaVideo, InputPollOption,
    LinkPreviewOptions, Message, MessageId, MessageOrigin, UpdateKind,
};

/// What a bot finds in a message.
fn kind(of: &Message) -> Option<&'static str> {
    Some(match () {
        () if of.photo().is_some() => "photo",
        () if of.video().is_some() => "video",
        () if of.animation().is_some() => "animation",
        () if of.voice().is_some() => "voice",
        () if of.video_note().is_some() => "video note",
        () if of.audio().is_some() => "audio",
        () if of.document().is_some() => "document",
        () if of.sticker().is_some_and(|s| s.is_animated()) => "animated sticker",
        () if of.sticker().is_some_and(|s| s.is_video()) => "video sticker",
        () if of.sticker().is_some() => "sticker",
        () if of.venue().is_some() => "venue",
        () if of.location().is_some_and(|l| l.live_period.is_some()) => "live location",
        () if of.location().is_some() => "location",
        () if of.contact().is_some() => "contact",
        () if of.poll().is_some() => "poll",
        () if of.dice().is_some() => "dice",
        () if of.story().is_some() => "story",
        () if of.game().is_some() => "game",
        () if of.invoice().is_some() => "invoice",
        () => return None,
    })
}

fn bytes(name: &str) -> InputFile {
    InputFile::memory(name.as_bytes().to_vec()).file_name(name.to_owned())
}

#[tokio::test]
async fn a_bot_is_told_of_every_kind() {
    let mut stage = Stage::set().await;
    for wanted in KINDS.iter().filter(|kind| **kind != "unsupported") {
        stage.anna.sends(&stage.bot, stage.anna.sample(wanted), "look").unwrap();
        let heard = stage.message().await;
        assert_eq!(kind(&heard), Some(*wanted));
        let captioned = ["photo", "video", "animation", "voice", "audio", "document"].contains(wanted);
        assert_eq!(heard.caption(), captioned.then_some("look"), "{wanted}");
    }
    stage.anna.sends_hidden(&stage.bot, stage.anna.sample("photo"), "").unwrap();
    let hidden = stage.message().await;
    let sizes = hidden.photo().unwrap();
    assert!(hidden.has_media_spoiler() && sizes.len() == 3 && sizes[0].width < sizes[2].width, "{sizes:?}");
}

#[tokio::test]
async fn a_bot_sends_every_kind() {
    let stage = Stage::set().await;
    let (api, chat) = (stage.api.clone(), stage.private());
    let seen = || stage.anna.sees(&stage.bot).pop().unwrap();
    let sent = api.send_video(chat, bytes("v.mp4")).duration(3u32).has_spoiler(true).caption("v").await.unwrap();
    assert_eq!((kind(&sent), seen().media, seen().style.spoiler), (Some("video"), Some("video"), true));
    let video = sent.video().unwrap().file.id.clone();
    api.send_animation(chat, bytes("a.mp4")).show_caption_above_media(true).caption("a").await.unwrap();
    assert_eq!((seen().media, seen().style.above), (Some("animation"), true));
    let sent = api.send_audio(chat, bytes("a.mp3")).title("Song").performer("Band").thumbnail(bytes("t.jpg"));
    let sent = sent.await.unwrap();
    let audio = sent.audio().unwrap();
    assert_eq!((audio.title.as_deref(), audio.thumbnail.is_some()), (Some("Song"), true));
    api.send_voice(chat, bytes("v.ogg")).await.unwrap();
    assert_eq!(seen().media, Some("voice"));
    api.send_video_note(chat, bytes("n.mp4")).length(240).await.unwrap();
    assert_eq!(seen().media, Some("video note"));
    let sticker = api.send_sticker(chat, bytes("s.tgs")).await.unwrap();
    assert_eq!(kind(&sticker), Some("animated sticker"));
    let place = api.send_location(chat, 56.9, 24.1).live_period(600u32.into()).await.unwrap();
    api.edit_message_live_location(chat, place.id, 57.0, 24.1).await.unwrap();
    let stopped = api.stop_message_live_location(chat, place.id).await.unwrap();
    assert_eq!(stopped.location().unwrap().latitude, 57.0);
    assert!(words(api.stop_message_live_location(chat, place.id).await).contains("message can't be edited"));
    api.send_venue(chat, 56.9, 24.1, "Café", "Brīvības 1").await.unwrap();
    assert_eq!(seen().media, Some("venue"));
    api.send_contact(chat, "+37120001234", "Olga").await.unwrap();
    assert_eq!(seen().media, Some("contact"));
    let options = ["Sunday", "Monday"].map(InputPollOption::new);
    let poll = api.send_poll(chat, "When?", options).await.unwrap();
    assert!(api.stop_poll(chat, poll.id).await.unwrap().is_closed);
    let dice = api.send_dice(chat).emoji(DiceEmoji::SlotMachine).await.unwrap();
    assert!((1..=64).contains(&dice.dice().unwrap().value));

    let again = api.send_video(chat, InputFile::file_id(video.clone())).await.unwrap();
    assert_eq!(again.video().unwrap().duration.seconds(), 3, "a file id brings along what the file is");
    let wrong = words(api.send_photo(chat, InputFile::file_id(video)).await);
    assert!(wrong.contains("can't use file of type Video as Photo"), "{wrong}");
    let web = InputFile::url("https://example.org/a.mp4".parse().unwrap());
    assert!(words(api.send_video(chat, web).await).contains("failed to get HTTP URL content"));
}

#[tokio::test]
async fn an_album_is_sent_whole_and_copied_as_one() {
    let mut stage = Stage::set().await;
    let (api, private) = (stage.api.clone(), stage.private());
    let video = || InputMedia::Video(InputMediaVideo::new(bytes("v.mp4")).caption("v"));
    let document = || InputMedia::Document(InputMediaDocument::new(bytes("d.pdf")));
    let sent = api.send_media_group(private, [video(), video()]).await.unwrap();
    assert!(sent.len() == 2 && sent[0].media_group_id().is_some());
    assert_eq!(sent[0].media_group_id(), sent[1].media_group_id());
    let mixed = words(api.send_media_group(private, [video(), document()]).await);
    assert!(mixed.contains("document can't be mixed with other media types"), "{mixed}");
    let many = words(api.send_media_group(private, (0..11).map(|_| document())).await);
    assert!(many.contains("too many messages to send as an album"), "{many}");
    let unknown = InputMedia::Photo(InputMediaPhoto::new(InputFile::file_id("nothing".to_owned().into())));
    let wrong = words(api.send_media_group(private, [video(), unknown]).await);
    assert!(wrong.to_lowercase().contains("failed to send message #2 with the error message"), "{wrong}");

    let group = stage.forum().await;
    let topic = stage.anna.opens_topic(group, "Ivan").unwrap();
    let ids = stage.anna.sends_album(group, [(stage.anna.sample("photo"), "one"), (stage.anna.sample("photo"), "two")]);
    let mut ids: Vec<MessageId> = ids.unwrap().into_iter().map(|id| MessageId(id.0)).collect();
    ids.push(MessageId(999_999));
    let copies = api.copy_messages(chat(group), chat(group), ids.clone()).message_thread_id(thread(topic));
    assert_eq!(copies.await.unwrap().len(), 2, "what is not there is left out");
    let seen = stage.anna.sees(topic);
    let copies: Vec<_> = seen.iter().filter(|m| m.media.is_some()).collect();
    assert!(copies.iter().all(|m| m.album.is_some() && m.album == copies[0].album && m.forwarded.is_none()));
    ids.reverse();
    let order = words(api.copy_messages(chat(group), chat(group), ids).await);
    assert!(order.contains("strictly increasing order"), "{order}");
}

#[tokio::test]
async fn what_is_protected_is_not_copied() {
    let mut stage = Stage::set().await;
    let group = stage.forum().await;
    let id = stage.anna.sends(group, stage.anna.sample("photo"), "ours").unwrap();
    let id = MessageId(id.0);
    let (api, private) = (stage.api.clone(), stage.private());
    api.copy_message(private, chat(group), id).await.unwrap();
    stage.anna.protects(group, true).unwrap();
    assert!(words(api.copy_message(private, chat(group), id).await).contains("message can't be copied"));
    assert!(words(api.copy_messages(private, chat(group), [id]).await).contains("there are no messages to copy"));
    assert!(words(api.forward_message(private, chat(group), id).await).contains("message can't be forwarded"));
}

#[tokio::test]
async fn captions_previews_and_origins_are_shown() {
    let mut stage = Stage::set().await;
    let (api, private) = (stage.api.clone(), stage.private());
    let off = LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    };
    let sent = api.send_message(private, "see https://example.org").link_preview_options(off).await.unwrap();
    assert!(sent.link_preview_options().is_some_and(|o| o.is_disabled));
    assert_eq!(stage.anna.sees(&stage.bot).pop().unwrap().style, Style { preview: Preview::Off, ..Style::default() });
    let photo = api.send_video(private, bytes("v.mp4")).caption("one").await.unwrap();
    let edited = api.edit_message_caption(private, photo.id).caption("two").show_caption_above_media(true);
    let edited = edited.await.unwrap();
    assert_eq!((edited.caption(), edited.show_caption_above_media()), (Some("two"), true));
    let sticker = api.send_sticker(private, bytes("s.webp")).await.unwrap();
    let none = words(api.edit_message_caption(private, sticker.id).caption("x").await);
    assert!(none.contains("there is no caption in the message to edit"), "{none}");

    let ivan = stage.sandbox.person("Ivan").hides_in_forwards();
    let theirs = ivan.sends(&stage.anna, ivan.sample("document"), "the list").unwrap();
    assert!(theirs.0 > 0);
    let here = stage.anna.sees(&ivan).pop().unwrap().id;
    stage.anna.forwards(&ivan, here, &stage.bot).unwrap();
    let heard = stage.message().await;
    let hidden = matches!(heard.forward_origin(), Some(MessageOrigin::HiddenUser { sender_user_name, .. }) if sender_user_name == "Ivan");
    assert!(hidden, "{:?}", heard.forward_origin());
}

#[tokio::test]
async fn files_are_limited_counted_and_expire_for_nobody() {
    let mut stage = Stage::set().await;
    let (api, private) = (stage.api.clone(), stage.private());
    stage.anna.sends(&stage.bot, stage.anna.made_document((20 << 20) + 1, "big.bin"), "").unwrap();
    let big = stage.message().await.document().unwrap().file.clone();
    assert_eq!(big.size, (20 << 20) + 1);
    assert!(words(api.get_file(big.id.clone()).await).contains("file is too big"));
    api.send_document(private, InputFile::file_id(big.id)).await.unwrap();
    stage.anna.sends(&stage.bot, stage.anna.made_document(3 << 20, "small.bin"), "").unwrap();
    let small = stage.message().await.document().unwrap().file.clone();
    stage.sandbox.expire_references();
    let file = api.get_file(small.id).await.unwrap();
    let mut fetched = Vec::new();
    teloxide::net::Download::download_file(&api, &file.path, &mut fetched).await.unwrap();
    api.send_document(private, InputFile::memory(fetched).file_name("back.bin")).await.unwrap();
    let moved = stage.sandbox.moved(stage.bot.id);
    assert_eq!((moved.up, moved.down), (3 << 20, 3 << 20));
    let huge = InputFile::memory(vec![0; (50 << 20) + 1]).file_name("huge.bin");
    assert!(words(api.send_document(private, huge).await).contains("Request Entity Too Large"));
}

#[tokio::test]
async fn a_part_of_an_album_may_come_late() {
    let mut stage = Stage::set().await;
    let late = telegram_sandbox::world::Effect::LateUpdate(std::time::Duration::from_millis(200));
    stage.sandbox.fault(Fault::effect(Door::BotApi, "message", late));
    let parts = [(stage.anna.sample("photo"), "one"), (stage.anna.sample("photo"), "two")];
    stage.anna.sends_album(&stage.bot, parts).unwrap();
    let (first, second) = (stage.message().await, stage.message().await);
    assert_eq!((first.caption(), second.caption()), (Some("two"), Some("one")));
    assert_eq!(first.media_group_id(), second.media_group_id());
}

#[tokio::test]
async fn an_edit_of_media_is_told() {
    let mut stage = Stage::set().await;
    let id = stage.anna.sends(&stage.bot, stage.anna.sample("photo"), "one").unwrap();
    stage.message().await;
    stage.anna.edits_media(&stage.bot, id, stage.anna.sample("video"), "two").unwrap();
    let UpdateKind::EditedMessage(edited) = stage.next().await.kind else { panic!("an edit was due") };
    assert_eq!((kind(&edited), edited.caption()), (Some("video"), Some("two")));
}
