//! A desk that is busier than Telegram allows: pictures carry what was said before them, and under a heavy backlog
//! stickers, pictures and albums are told in lines, each a tap away.

use super::{
    agency::Agency,
    busy::{lines, said_in},
    desks::made::agency as made_desk,
    helpers::{gets_helper, sits},
};
use pult::domain::Lang;
use std::time::Duration;
use telegram_sandbox::{
    Person, Topic,
    world::{Media, MessageId, Seen, Sender},
};

in_every_language!(
    a_picture_carries_what_was_said_before_it,
    an_album_carries_too,
    told_in_lines_and_shown_on_a_tap,
    helpers_carry_pictures,
    what_cannot_be_carried_goes_by_itself,
);

/// Ivan writes so much at once that the desk's budget is short: more than two messages hold.
fn hurries(ivan: &Person, sales: &Person, times: usize) {
    for n in 1..=times {
        ivan.says(sales, format!("Wait {n:02}").as_str()).expect("clients write");
    }
}

/// Pult has heard what Ivan said last: it stands in the list of dialogs.
async fn heard(agency: &Agency, words: &str) {
    let Agency { town, anna, .. } = agency;
    for asked in 1..100 {
        anna.says(&town.bot, "/dialogs").expect("owners write");
        let listed = anna.wait_for(&town.bot, |seen| seen.text.contains(words));
        if let Ok(Some(_)) = tokio::time::timeout(Duration::from_secs(1), listed).await {
            return;
        }
        // No more than the bot may answer: an album that is on its way is not to wait for.
        if asked % 15 == 0 {
            town.passes(20);
        }
    }
    panic!("“{words}” was to be heard");
}

/// Waits for it while time passes, slowly enough for Pult to use what its budget gives it.
async fn shows_slowly(agency: &Agency, thread: Topic, words: &str) -> Seen {
    let Agency { town, olga, .. } = agency;
    for _ in 0..300 {
        let shown = olga.wait_for(thread, |seen| seen.text.contains(words));
        if let Ok(Some(seen)) = tokio::time::timeout(Duration::from_millis(200), shown).await {
            return seen;
        }
        town.passes(1);
    }
    town.shows(olga, thread, words).await
}

/// Many clients have written at once, so that a round over their threads takes long.
fn crowds(agency: &Agency) {
    for n in 0..6 {
        let client = agency.town.person(&format!("Client{n}"));
        for m in 0..6 {
            client.says(&agency.sales, format!("Call {n}{m}").as_str()).expect("clients write");
        }
    }
}

fn has_line(seen: &Seen, words: &str) -> bool {
    lines(&seen.text).iter().any(|line| line == words)
}

async fn a_picture_carries_what_was_said_before_it(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    hurries(ivan, sales, 75);
    let question = |n: usize| format!("How much is number {n}?");
    let kitchen = |n: usize| format!("Kitchen {n}");
    let pair = |n: usize| {
        let asked = ivan.says(sales, question(n).as_str()).expect("clients write");
        (asked, ivan.sends(sales, ivan.sample("photo"), &kitchen(n)).expect("clients send pictures"))
    };
    let pairs: Vec<_> = (0..3).map(pair).collect();
    ivan.says(sales, "That was all").expect("clients write");
    heard(&agency, "That was all").await;
    town.shows_in_time(olga, thread, 300, "That was all").await;
    // Where a message before was just full, a picture may have nothing to carry.
    let carries = |seen: &Seen, n: usize| has_line(seen, &question(n)) && has_line(seen, &kitchen(n));
    let seen = olga.sees(thread);
    let found = (0..3).find_map(|n| seen.iter().find(|seen| carries(seen, n)).map(|seen| (n, seen.clone())));
    let (n, post) = found.expect("a picture carries what was said before it");
    let (asked, shown) = pairs[n];
    assert_eq!(post.media, Some("photo"));

    // A line of the caption is answered like the message that it is, and so is the picture.
    olga.quotes(thread, post.id, &question(n), "500").expect("operators quote");
    let answer = town.shows_in_time(ivan, sales, 300, "500").await;
    assert_eq!(answer.reply.map(|(id, _)| id), Some(asked));
    olga.replies(thread, post.id, "A fine kitchen").expect("operators reply");
    let answer = town.shows_in_time(ivan, sales, 300, "A fine kitchen").await;
    assert_eq!(answer.reply.map(|(id, _)| id), Some(shown));
    ivan.replies(sales, asked, "So much?").expect("clients reply");
    let reply = town.shows_in_time(olga, thread, 300, "So much?").await;
    assert_eq!(reply.reply.map(|(id, _)| id), Some(post.id));

    // Each of them changes where it stands.
    ivan.edits(sales, asked, "How much is the blue one?").expect("clients edit");
    let edited = town.shows_in_time(olga, thread, 300, "the blue one").await;
    assert_eq!((edited.id, edited.media), (post.id, Some("photo")));
    assert!(edited.text.contains(&kitchen(n)), "the rest stands: {}", edited.text);
    ivan.edits(sales, shown, "My new kitchen").expect("clients edit");
    let edited = town.shows_in_time(olga, thread, 300, "My new kitchen").await;
    assert!(edited.id == post.id && edited.text.contains("the blue one"), "{}", edited.text);
    ivan.edits_media(sales, shown, ivan.sample("photo"), "My bathroom").expect("clients replace pictures");
    let replaced = |seen: &Seen| seen.id == post.id && seen.text.contains("My bathroom") && seen.file != post.file;
    let replaced = town.waits_in_time(olga, thread, 300, "another picture", replaced).await;
    assert!(replaced.text.contains("the blue one"), "{}", replaced.text);
    ivan.deletes(sales, asked).expect("clients delete");
    let deleted = town.shows_in_time(olga, thread, 300, &town.label("line-deleted-by-client")).await;
    assert_eq!((deleted.id, deleted.media), (post.id, Some("photo")));
    assert_eq!(town.sandbox.limited(), 0, "Telegram had nothing to refuse");
    agency.town.ends().await;
}

async fn an_album_carries_too(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    hurries(ivan, sales, 75);
    let flat = |n: usize| ["Flat 0", "Flat 1", "Flat 2"][n];
    let pair = |n: usize| {
        ivan.says(sales, format!("These three, {n}").as_str()).expect("clients write");
        let parts = [flat(n), "", ""].map(|caption| (ivan.sample("photo"), caption));
        ivan.sends_album(sales, parts).expect("clients send albums")
    };
    let albums: Vec<_> = (0..3).map(pair).collect();
    ivan.says(sales, "That was all").expect("clients write");
    heard(&agency, "That was all").await;
    town.shows_in_time(olga, thread, 300, "That was all").await;
    // Where a message before was just full, an album may have nothing to carry.
    let carries = |seen: &Seen, n: usize| has_line(seen, &format!("These three, {n}")) && has_line(seen, flat(n));
    let seen = olga.sees(thread);
    let found = (0..3).find_map(|n| seen.iter().find(|seen| carries(seen, n)).map(|seen| (n, seen.clone())));
    let (n, post) = found.expect("an album carries what was said before it");
    let parts = &albums[n];
    let pictures: Vec<_> = seen.iter().filter(|seen| seen.album.is_some() && seen.album == post.album).collect();
    assert_eq!(pictures.len(), 3, "one album");
    olga.replies(thread, pictures[2].id, "This one").expect("operators reply");
    let answer = town.shows_in_time(ivan, sales, 300, "This one").await;
    assert_eq!(answer.reply.map(|(id, _)| id), Some(parts[2]));
    assert_eq!(town.sandbox.limited(), 0, "Telegram had nothing to refuse");
    agency.town.ends().await;
}

/// What Ivan sent in the rush.
struct Sent {
    thread: Topic,
    told: Seen,
    sticker: MessageId,
    document: MessageId,
}

/// Ivan sends a sticker, a file and an album while everybody writes, and they are told in lines.
async fn told(agency: &Agency) -> Sent {
    let (thread, _) = agency.hears_ivan().await;
    let Agency { ivan, sales, .. } = agency;
    crowds(agency);
    hurries(ivan, sales, 14);
    let sticker = ivan.sends(sales, ivan.sample("sticker"), "").expect("clients send stickers");
    ivan.sends(sales, ivan.sample("photo"), "The first").expect("clients send pictures");
    let file = ivan.made_document(300_000, "ivan @ivan_p.pdf");
    let document = ivan.sends(sales, file, "A contract").expect("clients send files");
    let album = ["My flat", "", ""].map(|caption| (ivan.sample("photo"), caption));
    ivan.sends_album(sales, album).expect("clients send albums");
    ivan.says(sales, "That was all").expect("clients write");
    heard(agency, "That was all").await;
    let told = shows_slowly(agency, thread, "That was all").await;
    Sent { thread, told, sticker, document }
}

async fn told_in_lines_and_shown_on_a_tap(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let Sent { thread, told, sticker, document } = told(&agency).await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let (file, album) = (town.label("kind-document"), town.numbered("kind-album", 3));
    assert!(said_in(&agency, thread).contains(&"👍".to_owned()), "a sticker is its emoji");
    assert!(told.text.contains(&format!("[1] {file}")) && told.text.contains("A contract"), "{}", told.text);
    assert!(told.text.contains("•••") && !told.text.contains("@ivan_p"), "names lead to nobody: {}", told.text);
    assert!(told.text.contains(&format!("[2] {album} My flat")), "{}", told.text);
    let button = |number: &str, kind: &str| town.words("button-fetch", &[("number", number), ("kind", kind)]);
    let (first, second) = (button("1", &file), button("2", &album));
    let rows: Vec<_> = told.buttons.iter().flatten().map(|button| button.text.clone()).collect();
    assert_eq!(rows, [first.clone(), second.clone()]);

    // A line changes, and what is under the message stays.
    ivan.edits(sales, document, "The contract").expect("clients edit");
    let edited = town.shows_in_time(olga, thread, 600, "The contract").await;
    assert_eq!((edited.id, edited.buttons.iter().flatten().count()), (told.id, 2));

    // So does that of a sticker, which says what it was.
    ivan.deletes(sales, sticker).expect("clients delete");
    let deleted = town.label("line-deleted-by-client");
    let says = |seen: &Seen| seen.text.contains(&deleted) && seen.text.contains("👍");
    let struck = town.waits_in_time(olga, thread, 600, "the sticker's line", says).await;
    assert_eq!(struck.reply, None, "it is not told below: {}", struck.text);

    // A tap brings it, once, and after a restart as well.
    agency.town.stops_pult().await;
    agency.town.starts_pult().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    for _ in 0..2 {
        let answer = olga.presses(thread, told.id, &first).await.expect("the bot answers a press");
        assert_eq!(answer.text, Some(town.label("line-on-its-way")));
    }
    olga.presses(thread, told.id, &second).await.expect("the bot answers a press");
    let albums = |seen: &[Seen]| seen.iter().filter(|seen| seen.album.is_some()).count();
    town.waits_in_time(olga, thread, 600, "the file", |seen| seen.media == Some("document")).await;
    town.waits_in_time(olga, thread, 600, "the album", |seen| seen.album.is_some()).await;
    let seen = olga.sees(thread);
    assert_eq!(albums(&seen), 3, "all of the album, as one");
    let documents: Vec<_> = seen.iter().filter(|seen| seen.media == Some("document")).collect();
    let [brought] = documents[..] else { panic!("{} files were brought", documents.len()) };
    assert_eq!(brought.reply.as_ref().map(|(id, _)| *id), Some(told.id));

    // What is deleted is not to be had any more.
    ivan.deletes(sales, document).expect("clients delete");
    let gone = |seen: &Seen| seen.id == told.id && seen.buttons.iter().flatten().count() == 1;
    let left = town.waits_in_time(olga, thread, 600, "one button less", gone).await;
    assert!(left.text.contains(&town.label("line-deleted-by-client")), "{}", left.text);
    assert_eq!(town.sandbox.limited(), 0, "Telegram had nothing to refuse");
    agency.town.ends().await;
}

/// A helper says it with the picture; what only a button could show it shows whole.
async fn helpers_carry_pictures(lang: Lang) {
    let mut agency = made_desk(lang).await;
    let helper = gets_helper(&mut agency.town).await;
    sits(&agency, &helper).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let words = |n: usize| format!("Look {n:02}");
    for n in 1..=24 {
        ivan.says(sales, format!("About {n:02}").as_str()).expect("clients write");
        ivan.sends(sales, ivan.sample("photo"), words(n).leak()).expect("clients send pictures");
    }
    town.shows_in_time(olga, thread, 600, &words(24)).await;
    let seen = olga.sees(thread);
    let mut said = Vec::new();
    let mut by_helper = 0;
    for post in seen.iter().filter(|seen| seen.media == Some("photo") && lines(&seen.text).len() > 1) {
        by_helper += usize::from(post.from == Sender::User(helper.id));
        said.extend(lines(&post.text));
    }
    assert!(by_helper > 0, "the helper carries its part");
    let everything: Vec<_> = (1..=24).flat_map(|n| [format!("About {n:02}"), words(n)]).collect();
    let all: Vec<_> = said_in(&agency, thread).into_iter().filter(|line| everything.contains(line)).collect();
    assert_eq!(all, everything, "in their order");
    assert_eq!(town.sandbox.limited(), 0, "Telegram had nothing to refuse");
    agency.town.ends().await;
}

/// Telegram takes no caption so long, and no picture so large: the texts stand there all the same.
async fn what_cannot_be_carried_goes_by_itself(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    hurries(ivan, sales, 75);
    ivan.says(sales, "Too large for you?").expect("clients write");
    let file = ivan.made_file(11 << 20, "photo.jpg", "image/jpeg");
    ivan.sends(sales, Media::Photo { file, width: 1280, height: 960 }, "My house").expect("clients send pictures");
    ivan.says(sales, "That was all").expect("clients write");
    town.shows_in_time(olga, thread, 600, "That was all").await;
    let said = said_in(&agency, thread);
    let at = |words: &str| said.iter().position(|line| line.contains(words));
    assert!(
        at("Too large") < at("My house") && at("My house") < at("That was all") && at("Too large").is_some(),
        "{said:?}"
    );
    assert_eq!(town.sandbox.limited(), 0, "Telegram had nothing to refuse");
    agency.town.ends().await;
}
