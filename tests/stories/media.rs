//! What is not a text: what the receiving side really gets of it.

use super::agency::Agency;
use crate::town::{Town, picture as bytes};
use pult::domain::Lang;
use std::time::Duration;
use telegram_sandbox::{
    Person, Place, Topic,
    world::{Chat, Door, Draft, Effect, Entity, Fault, FileId, Media, MessageId, Seen, StickerKind, Style, Text},
};

in_every_language!(
    everything_an_operator_sends,
    everything_a_client_sends,
    albums_of_a_client,
    large_files_of_a_client,
    large_files_that_come_late,
    what_cannot_be_brought,
    a_repeated_file_and_a_protected_chat,
    albums_of_an_operator,
    an_account_that_left_the_desk,
    what_takes_no_words_may_come_again,
);

/// Every kind of content that people attach, each with bytes of its own where it is a file.
fn every_kind(town: &Town, of: &Person) -> Vec<Media> {
    let mut number = 0u8;
    let mut file = |name: &str, mime: &str| {
        number += 1;
        add_file(town, of, bytes(2_000 + usize::from(number)), name, mime)
    };
    vec![
        Media::Photo { file: file("photo.jpg", "image/jpeg"), width: 1280, height: 960 },
        Media::Video { file: file("film.mp4", "video/mp4"), width: 640, height: 480, seconds: 12 },
        Media::Animation { file: file("gif.mp4", "video/mp4"), width: 320, height: 240, seconds: 2 },
        Media::Voice { file: file("voice.ogg", "audio/ogg"), seconds: 7 },
        Media::VideoNote { file: file("round.mp4", "video/mp4"), side: 384, seconds: 9 },
        Media::Audio {
            file: file("song.mp3", "audio/mpeg"),
            title: "Song".into(),
            performer: "Singer".into(),
            seconds: 200,
        },
        Media::Document {
            file: file("contract.pdf", "application/pdf"),
            name: "contract.pdf".into(),
            mime: "application/pdf".into(),
        },
        Media::Sticker { file: file("sticker.webp", "image/webp"), emoji: "👍".into(), kind: StickerKind::Static },
        Media::Contact { phone: "37120000000".into(), first_name: "Pavel".into(), last_name: "Ozols".into() },
        Media::Location { latitude: 56.95, longitude: 24.1, live: None },
        Media::Location { latitude: 56.95, longitude: 24.1, live: Some(900) },
        Media::Venue { latitude: 56.95, longitude: 24.1, title: "Café".into(), address: "Brīvības 1".into() },
        Media::Dice { emoji: "🎲".into(), value: 3 },
    ]
}

fn add_file(town: &Town, of: &Person, bytes: Vec<u8>, name: &str, mime: &str) -> FileId {
    town.sandbox.world().with(|world| world.add_file(of.id, bytes, name, mime))
}

fn takes_caption(media: &Media) -> bool {
    matches!(
        media,
        Media::Photo { .. }
            | Media::Video { .. }
            | Media::Animation { .. }
            | Media::Voice { .. }
            | Media::Audio { .. }
            | Media::Document { .. }
    )
}

/// What a message really carries, in the chat of the one who looks.
fn carried(town: &Town, who: &Person, place: impl Into<Place>, id: MessageId) -> (Option<Media>, Option<Vec<u8>>) {
    let chat: Chat = place.into().chat;
    town.sandbox.world().with(|world| {
        let media = world.message(who.id, chat, id).and_then(|message| message.media().cloned());
        let bytes = media.as_ref().and_then(Media::file).map(|file| world.files[&file].bytes().to_vec());
        (media, bytes)
    })
}

/// A media message of some kind that is newer than everything that stood there.
async fn next(agency: &Agency, who: &Person, place: impl Into<Place>, after: MessageId, kind: &'static str) -> Seen {
    let place = place.into();
    let what = format!("a {kind}");
    agency.town.waits_in_time(who, place, 5, &what, |seen| seen.id > after && seen.media == Some(kind)).await
}

fn newest(who: &Person, place: impl Into<Place>) -> MessageId {
    who.sees(place).last().map(|seen| seen.id).unwrap_or_default()
}

async fn everything_an_operator_sends(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, asked) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    for media in every_kind(town, olga) {
        let caption = if takes_caption(&media) { Text::from("bold words").with("bold", BOLD) } else { Text::default() };
        let entities: Vec<Entity> = caption.entities.clone();
        let (before, kind) = (newest(ivan, sales), media.kind());
        let draft = Draft { text: caption.clone(), media: Some(media.clone()), ..Draft::from("") };
        let sent = olga.replies(thread, asked.id, draft).expect("operators send everything");
        let got = next(&agency, ivan, sales, before, kind).await;
        assert_eq!((got.text.as_str(), &got.entities), (caption.text.as_str(), &entities), "{kind}");
        // teloxide's type of a dice has no place for what it answers.
        let answers = (kind != "dice").then_some("Hello");
        assert_eq!(got.reply.map(|(_, words)| words).as_deref(), answers, "{kind}");
        let (there, here) = (carried(town, ivan, sales, got.id), carried(town, olga, thread, sent));
        // Telegram throws dice anew.
        assert!(there == here || kind == "dice", "{kind}: {there:?} is not {here:?}");
        town.reaction(desk, thread, sent, "👌").await;
        ivan.reacts(sales, got.id, Some("❤")).expect("clients react");
        town.reaction(desk, thread, sent, "❤").await;
        if takes_caption(&media) {
            olga.edits(thread, sent, "other words").expect("operators edit");
            town.waits(ivan, sales, "the new caption", |seen| seen.id == got.id && seen.text == "other words").await;
        }
        olga.deletes(thread, sent).expect("operators delete");
        ivan_no_longer_sees(&agency, thread, got.id).await;
    }
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

const BOLD: telegram_sandbox::world::EntityKind = telegram_sandbox::world::EntityKind::Bold;

async fn ivan_no_longer_sees(agency: &Agency, _: Topic, id: MessageId) {
    let gone = agency.ivan.wait_until(&agency.sales, |seen| seen.iter().all(|seen| seen.id != id)).await;
    assert!(gone, "what the operator deleted is gone for the client");
}

/// Sends photos one by one as an album, the caption under the first.
fn sends_album(town: &Town, who: &Person, place: impl Into<Place> + Copy, album: i64, captions: &[&str]) {
    for (n, caption) in captions.iter().enumerate() {
        let file = add_file(town, who, bytes(3_000 + n), "photo.jpg", "image/jpeg");
        let media = Some(Media::Photo { file, width: 1280, height: 960 });
        who.says(place, Draft { media, album: Some(album), ..Draft::from(*caption) }).expect("people send albums");
    }
}

/// The albums of a chat as its reader sees them: captions and sizes, in order.
fn albums(town: &Town, who: &Person, place: impl Into<Place>) -> Vec<Vec<(String, usize)>> {
    let chat = place.into().chat;
    town.sandbox.world().with(|world| {
        let mut albums: Vec<(i64, Vec<(String, usize)>)> = Vec::new();
        for message in world.messages(who.id, chat) {
            let Some(album) = message.album else { continue };
            let size = message.media().and_then(Media::file).map_or(0, |file| world.files[&file].bytes().len());
            let one = (message.text().to_owned(), size);
            match albums.last_mut() {
                Some((last, all)) if *last == album => all.push(one),
                _ => albums.push((album, vec![one])),
            }
        }
        albums.into_iter().map(|(_, all)| all).collect()
    })
}

/// Waits until everything that was written in a thread before is in Pult's hands: it is taken over in order.
async fn taken_over(agency: &Agency, thread: Topic) {
    let town = &agency.town;
    let asked = town.writes(&agency.olga, thread, "/nonsense");
    agency.answered(&agency.olga, thread, asked, &town.words("line-unknown-command", &[("command", "nonsense")])).await;
}

async fn albums_of_an_operator(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    sends_album(town, olga, thread, 7, &["// not for him", "", ""]);
    sends_album(town, olga, thread, 8, &["", "// nor this", ""]);
    sends_album(town, olga, thread, 9, &["Look", "", ""]);
    taken_over(&agency, thread).await;
    // What comes after an album does not overtake it.
    olga.says(thread, "What do you think?").expect("operators write");
    let what = "the answer after the album";
    town.waits_in_time(ivan, sales, 10, what, |seen| seen.text == "What do you think?").await;
    let expected = vec![vec![("Look".to_owned(), 3_000), (String::new(), 3_001), (String::new(), 3_002)]];
    assert_eq!(albums(town, ivan, sales), expected, "one album, in order, and nothing of the comments");
    assert_eq!(agency.ivan_got(), ["Look", "", "", "What do you think?"]);
    agency.town.ends().await;
}

async fn an_account_that_left_the_desk(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk, .. } = &agency;
    sales.leaves(desk.group).expect("accounts may leave");
    let photo = olga.sends_photo(thread, vec![5; 500], "A photo").expect("operators send photos");
    let told = agency.answered(olga, thread, photo, &town.label("reason-account-not-in-desk")).await;
    anna.adds(desk.group, sales.id).expect("owners add people");
    olga.presses(thread, told.id, &town.label("button-retry")).await.expect("the bot answers");
    let got = next(&agency, ivan, sales, MessageId(0), "photo").await;
    assert_eq!(got.text, "A photo");
    town.reaction(desk, thread, photo, "👌").await;
    agency.town.ends().await;
}

async fn everything_a_client_sends(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let answer = agency.answers(thread, "Show me").await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let asked = ivan.sees(sales).last().expect("the answer").id;
    // A contact that is passed on shows an operator no number: see `stories::eyes`.
    for media in every_kind(town, ivan).into_iter().filter(|media| media.kind() != "contact") {
        town.passes(30);
        let caption = if takes_caption(&media) { Text::from("bold words").with("bold", BOLD) } else { Text::default() };
        let (before, kind) = (newest(olga, thread), media.kind());
        let draft = Draft { text: caption.clone(), media: Some(media.clone()), ..Draft::from("") };
        let sent = ivan.replies(sales, asked, draft).expect("clients send everything");
        let got = next(&agency, olga, thread, before, kind).await;
        assert_eq!((&got.text, &got.entities), (&caption.text, &caption.entities), "{kind}");
        assert_eq!(got.reply.map(|(id, _)| id), Some(answer), "{kind}");
        let (carried_there, carried_here) = (carried(town, ivan, sales, sent), carried(town, olga, thread, got.id));
        assert_eq!(carried_there.1, carried_here.1, "the bytes of a {kind}");
        olga.reacts(thread, got.id, Some("🔥")).expect("operators react");
        let fire = |seen: &Seen| seen.id == sent && seen.reactions.iter().any(|reaction| reaction == "🔥");
        town.waits(ivan, sales, "the operator's reaction", fire).await;
        if takes_caption(&media) {
            ivan.edits(sales, sent, "other words").expect("clients edit");
            let edited = |seen: &Seen| seen.id == got.id && seen.text.starts_with("other words");
            let seen = town.waits(olga, thread, "the new caption", edited).await;
            assert!(seen.text.contains("bold words"), "{}", seen.text);
        }
        ivan.deletes(sales, sent).expect("clients delete");
        let mark = town.label("line-deleted-by-client");
        let marked = |seen: &Seen| seen.id >= got.id && seen.text.contains(&mark);
        town.waits(olga, thread, "the mark of the deletion", marked).await;
    }
    agency.town.ends().await;
}

async fn albums_of_a_client(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    sends_album(town, ivan, sales, 9, &["Look", "", ""]);
    ivan.says(sales, "What do you think?").expect("clients write");
    let what = "the question after the album";
    // No time passes before all of it has come: what comes late stands alone.
    town.waits(olga, thread, what, |seen| seen.text == "What do you think?").await;
    let expected = vec![vec![("Look".to_owned(), 3_000), (String::new(), 3_001), (String::new(), 3_002)]];
    assert_eq!(albums(town, olga, thread), expected, "one album, in order");
    agency.town.ends().await;
}

fn hash(who: &Person, place: Place, id: MessageId) -> [u8; 32] {
    who.attachment(place, id).expect("a file").content.hash()
}

/// Larger than what a bot may upload.
const FILM: u64 = 51 << 20;

fn film(town: &Town, of: &Person) -> Media {
    let file = town.sandbox.world().with(|world| world.make_file(of.id, FILM, "film.mkv", "video/x-matroska"));
    Media::Document { file, name: "film.mkv".into(), mime: "video/x-matroska".into() }
}

/// Large files pass by reference, through the account's chat with the bot, in which nothing stays.
async fn large_files_of_a_client(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let moved = || [sales.id, town.bot.id].map(|who| town.sandbox.moved(who)).map(|moved| moved.up + moved.down);
    let before = moved();
    let sent = ivan.sends(sales, film(town, ivan), "Watch this").expect("clients send large files");
    let got = next(&agency, olga, thread, MessageId(0), "document").await;
    assert_eq!(got.text, "Watch this");
    assert_eq!(hash(ivan, sales.into(), sent), hash(olga, thread.into(), got.id), "the same bytes");
    assert_eq!(moved(), before, "not a byte of it went through Pult");
    let empty = sales.wait_until(&town.bot, <[Seen]>::is_empty).await;
    assert!(empty, "nothing stays where it was passed");
    // Where Telegram lets nothing out, the bytes are moved.
    let small =
        town.sandbox.world().with(|world| world.make_file(ivan.id, 2 << 20, "key.bin", "application/octet-stream"));
    let small = Media::Document { file: small, name: "key.bin".into(), mime: "application/octet-stream".into() };
    let guarded = Draft { media: Some(small), protect: true, ..Draft::from("For you alone") };
    let sent = ivan.says(sales, guarded).expect("clients protect what they send");
    let got = next(&agency, olga, thread, got.id, "document").await;
    assert_eq!(hash(ivan, sales.into(), sent), hash(olga, thread.into(), got.id), "the same bytes");
    assert!(moved() > before);
    agency.town.ends().await;
}

/// What is passed late is taken for no other: whoever waited has moved the bytes, and whoever waits now has a file of their own.
async fn large_files_that_come_late(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let mut after = MessageId(0);
    for (name, size, seconds) in [("passport.pdf", 2 << 20, 2), ("contract.pdf", 3 << 20, 4)] {
        let late = Effect::LateUpdate(Duration::from_secs(seconds));
        town.sandbox.fault(Fault::effect(Door::BotApi, "message", late).only(town.bot.id));
        let file = town.sandbox.world().with(|world| world.make_file(ivan.id, size, name, "application/pdf"));
        let media = Media::Document { file, name: name.into(), mime: "application/pdf".into() };
        let sent = ivan.sends(sales, media, name).expect("clients send files");
        let what = format!("the document {name}");
        let comes = |seen: &Seen| seen.id > after && seen.media == Some("document");
        let got = town.waits_in_time(olga, thread, 60, &what, comes).await;
        assert_eq!(hash(ivan, sales.into(), sent), hash(olga, thread.into(), got.id), "{name}");
        assert_eq!(got.text, name);
        after = got.id;
    }
    let empty = sales.wait_until(&town.bot, <[Seen]>::is_empty).await;
    assert!(empty, "what comes late is deleted too");
    agency.town.ends().await;
}

async fn what_cannot_be_brought(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let guarded = Draft { media: Some(film(town, ivan)), protect: true, ..Draft::from("Watch this") };
    ivan.says(sales, guarded).expect("clients protect what they send");
    let seen = town.shows(olga, thread, "Watch this").await;
    assert!(seen.media.is_none() && seen.text.contains("film.mkv, 51 "), "{}", seen.text);
    // The account may carry more than a bot, but only when somebody wants it.
    let moved = || town.sandbox.moved(sales.id);
    let untouched = moved();
    let answer = olga.presses(thread, seen.id, &town.label("button-bring")).await.expect("an answer");
    assert_eq!(answer.text, Some(town.label("line-on-its-way")));
    // A hundred million bytes take their time, and no more than that passes meanwhile.
    let (mut got, mut before) = (None, None);
    while got.is_none() && before != Some(moved()) {
        before = Some(moved());
        got = olga.wait_for(thread, |film| film.id > seen.id && film.media == Some("document")).await;
    }
    let got = got.expect("the film comes, as long as bytes move");
    let sent = newest(ivan, sales);
    assert_eq!(hash(ivan, sales.into(), sent), hash(olga, thread.into(), got.id), "the same bytes");
    assert_eq!((moved().down - untouched.down, moved().up - untouched.up), (FILM, FILM), "once each way");

    let file = add_file(town, ivan, bytes(900), "photo.jpg", "image/jpeg");
    let media = Some(Media::Photo { file, width: 1280, height: 960 });
    let style = Style { ttl: Some(10), ..Style::default() };
    ivan.says(sales, Draft { media, style, ..Draft::from("") }).expect("clients send what destroys itself");
    let seen = town.shows(olga, thread, &town.label("kind-self-destructing")).await;
    assert!(seen.media.is_none(), "it is kept nowhere");
    agency.town.ends().await;
}

async fn a_repeated_file_and_a_protected_chat(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let file = add_file(town, ivan, bytes(4_000), "sticker.webp", "image/webp");
    let sticker = Media::Sticker { file, emoji: "👍".into(), kind: StickerKind::Static };
    // What may not be forwarded can still be shown.
    let guarded = Draft { media: Some(sticker.clone()), protect: true, ..Draft::from("") };
    let before = newest(olga, thread);
    ivan.says(sales, guarded).expect("clients protect what they send");
    let first = next(&agency, olga, thread, before, "sticker").await;
    ivan.sends(sales, sticker, "").expect("clients send it again");
    let second = next(&agency, olga, thread, first.id, "sticker").await;
    let here = |id| carried(town, olga, thread, id);
    assert_eq!(here(first.id).1, Some(bytes(4_000)));
    assert_eq!(here(first.id), here(second.id), "the same file of the bot's: nothing was uploaded twice");
    agency.town.ends().await;
}

/// What was sent without hearing what became of it may stand there once more, and says so: below it, where it takes no
/// words.
async fn what_takes_no_words_may_come_again(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    town.sandbox.fault(Fault::effect(Door::BotApi, "sendSticker", Effect::DropAfter));
    let file = add_file(town, ivan, bytes(2_000), "sticker.webp", "image/webp");
    let sticker = Media::Sticker { file, emoji: "👍".into(), kind: StickerKind::Static };
    ivan.sends(sales, sticker, "").expect("clients send stickers");
    let mark = town.shows_in_time(olga, thread, 120, &town.label("line-possible-duplicate")).await;
    let shown = olga.sees(thread);
    let stickers: Vec<_> = shown.iter().filter(|seen| seen.media == Some("sticker")).map(|seen| seen.id).collect();
    assert_eq!(stickers.len(), 2, "{}", crate::town::screen(&shown));
    assert_eq!(mark.reply.map(|(id, _)| id), stickers.last().copied(), "it is said of the second");
    agency.town.ends().await;
}
