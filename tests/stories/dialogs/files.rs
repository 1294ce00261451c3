//! M1: what was sent besides words, from Telegram's own search, as a sheet of small pictures and as a list, brought into
//! the thread by a tap.

use crate::{
    stories::{agency::Agency, desks::made::Start},
    town::Town,
};
use pult::domain::Lang;
use telegram_sandbox::{Person, world::Seen};

in_every_language!(from_the_whole_history, none_yet, without_a_thread);

/// How a list of the client's files begins.
fn title(town: &Town, kind: &str) -> String {
    let kind = town.label(kind);
    town.words("files-title", &[("kind", &kind), ("name", "Ivan Petrov")])
}

/// The colours of a sheet at a place within each tile where no sign stands.
fn tiles(town: &Town, who: &Person, sheet: &Seen, many: usize) -> Vec<[u8; 3]> {
    let png = who.picture(&town.bot, sheet.id).expect("a picture");
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    let colour = |x: usize, y: usize| pixels[(y * info.width as usize + x) * 3..][..3].try_into().expect("three");
    (0..many).map(|at| colour(36 + at % 3 * 342 + 300, 134 + at / 3 * 382 + 150)).collect()
}

/// A tile with nothing to see, in the dark.
const BARE: [u8; 3] = [0x17, 0x21, 0x2b];

fn has(seen: &Seen, label: &str) -> bool {
    seen.buttons.iter().flatten().any(|button| button.text == label)
}

async fn from_the_whole_history(lang: Lang) {
    let Start { town, anna, olga, sales, ivan } = Start::before(lang).await;
    for kind in ["document", "voice", "animation", "video note", "sticker", "location"] {
        town.passes(60);
        ivan.sends(&sales, ivan.sample(kind), "").expect("clients write");
    }
    for number in 1..=7 {
        town.passes(60);
        ivan.sends(&sales, ivan.sample("photo"), &format!("Photo {number}")).expect("clients write");
    }
    ivan.sends_hidden(&sales, ivan.sample("photo"), "Covered").expect("clients write");
    ivan.sends_vanishing(&sales, ivan.sample("photo"), 10).expect("clients write");
    sales.sends(&ivan, sales.sample("video"), "").expect("accounts write");
    let Start { town, anna, olga, sales, ivan } = Start { town, anna, olga, sales, ivan }.begins().await;
    let desk = town.makes_desk(&anna, &olga, "Olga · Sales").await;
    let (thread, _) = town.client_writes(&ivan, &sales, &desk, "Hello again").await;
    town.shows(&olga, thread, &town.label("line-transcript")).await;

    let asked = town.writes(&olga, thread, "/files");
    town.reaction(&desk, thread, asked, "👌").await;
    let (media, files) = (title(&town, "files-media"), title(&town, "files-files"));
    let (older, newer) = (town.label("button-older"), town.label("button-newer"));
    let first = town.shows(&olga, &town.bot, &media).await;
    let video = format!("↩ {}", town.label("kind-video"));
    assert!(first.text.contains(&video) && has(&first, "9") && !has(&first, "10"), "{}", first.text);
    assert!(has(&first, &older) && !has(&first, &newer));
    // A small picture of each, but of what is to be uncovered by the reader alone; what was to be seen once is not there.
    let covered = |tiles: Vec<[u8; 3]>| tiles.into_iter().map(|colour| colour == BARE).collect::<Vec<_>>();
    let second_only = [false, true, false, false, false, false, false, false, false];
    assert_eq!(covered(tiles(&town, &olga, &first, 9)), second_only, "{}", first.text);

    // The next page is drawn into the same message, and the first again.
    let answer = olga.presses(&town.bot, first.id, &older).await.expect("the button is there");
    assert_eq!(answer.text, Some(town.label("line-asking")));
    let second = |seen: &Seen| seen.text.starts_with(&media) && has(seen, &newer);
    let second = town.waits(&olga, &town.bot, "what is older", second).await;
    assert!(second.id == first.id && has(&second, "2") && !has(&second, "3") && !has(&second, &older), "{second:?}");
    for kind in ["kind-animation", "kind-video-note"] {
        assert!(second.text.contains(&town.label(kind)), "{kind} is missing in:\n{}", second.text);
    }
    assert_eq!(covered(tiles(&town, &olga, &second, 2)), [false, false]);
    town.presses(&olga, &newer).await;
    let again = |seen: &Seen| seen.id == first.id && has(seen, &older);
    town.waits(&olga, &town.bot, "what is newer", again).await;

    town.presses(&olga, &town.label("files-files")).await;
    let listed = town.shows(&olga, &town.bot, &files).await;
    town.waits_until(&olga, &town.bot, "the sheet goes", |all| all.iter().all(|seen| seen.id != first.id)).await;
    assert!(
        listed.media.is_none() && listed.text.contains("price list.pdf") && has(&listed, "2") && !has(&listed, "3"),
        "{}",
        listed.text
    );
    // The older of the two.
    let answer = olga.presses(&town.bot, listed.id, "2").await.expect("the button is there");
    assert_eq!(answer.text, Some(town.label("line-on-its-way")));
    town.waits(&olga, thread, "the document", |seen| seen.media == Some("document")).await;
    town.ends().await;
}

async fn none_yet(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, .. } = &agency;
    town.writes(olga, thread, "/files");
    agency.says(olga, &town.bot, "files-no-media").await;
    town.presses(olga, &town.label("files-files")).await;
    agency.says(olga, &town.bot, "files-no-files").await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

/// Files of a dialog are listed before it has a thread, but there is nowhere to bring them.
async fn without_a_thread(lang: Lang) {
    let start = Start::before(lang).await;
    start.ivan.sends(&start.sales, start.ivan.sample("document"), "").expect("clients write");
    let Start { town, anna, .. } = start.begins().await;
    town.tells(&anna, "/accounts");
    town.presses(&anna, "Sales").await;
    town.presses(&anna, &town.label("button-import")).await;
    town.button(&anna, &town.label("button-import-again")).await;
    town.tells(&anna, "/dialogs");
    let ivans = town.button_with(&anna, "Ivan Petrov").await;
    town.presses(&anna, &ivans).await;
    town.presses(&anna, &town.label("button-files")).await;
    town.presses(&anna, &town.label("files-files")).await;
    let listed = town.shows(&anna, &town.bot, "price list.pdf").await;
    let answer = anna.presses(&town.bot, listed.id, "1").await.expect("the button is there");
    assert_eq!(answer.text, Some(town.label("files-no-thread")));
    town.ends().await;
}
