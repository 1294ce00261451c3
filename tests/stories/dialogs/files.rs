//! M1: what was sent besides words, from Telegram's own search, brought into the thread by a tap.

use crate::{
    stories::{agency::Agency, desks::made::Start},
    town::Town,
};
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(from_the_whole_history, none_yet, without_a_thread);

/// How a list of the client's files begins.
fn title(town: &Town, kind: &str) -> String {
    let kind = town.label(kind);
    town.words("files-title", &[("kind", &kind), ("name", "Ivan Petrov")])
}

fn has(seen: &Seen, label: &str) -> bool {
    seen.buttons.iter().flatten().any(|button| button.text == label)
}

async fn from_the_whole_history(lang: Lang) {
    let Start { town, anna, olga, sales, ivan } = Start::before(lang).await;
    for kind in ["document", "voice", "animation", "video note", "sticker", "location"] {
        town.passes(60);
        ivan.sends(&sales, ivan.sample(kind), "").expect("clients write");
    }
    for number in 1..=8 {
        town.passes(60);
        ivan.sends(&sales, ivan.sample("photo"), &format!("Photo {number}")).expect("clients write");
    }
    sales.sends(&ivan, sales.sample("video"), "").expect("accounts write");
    let Start { town, anna, olga, sales, ivan } = Start { town, anna, olga, sales, ivan }.begins().await;
    let desk = town.makes_desk(&anna, &olga, "Olga · Sales").await;
    let (thread, _) = town.client_writes(&ivan, &sales, &desk, "Hello again").await;
    town.shows(&olga, thread, &town.label("line-transcript")).await;

    let asked = town.writes(&olga, thread, "/files");
    town.reaction(&desk, thread, asked, "👌").await;
    let (media, files) = (title(&town, "files-media"), title(&town, "files-files"));
    let (older, newest) = (town.label("button-older"), town.label("button-newest"));
    let first = town.shows(&olga, &town.bot, &media).await;
    let video = format!("↩ {}", town.label("kind-video"));
    assert!(first.text.contains(&video) && has(&first, "8") && !has(&first, "9"), "{}", first.text);
    assert!(has(&first, &older) && !has(&first, &newest));

    // The next page stands in the place of the first.
    town.presses(&olga, &older).await;
    let second = |seen: &Seen| seen.text.starts_with(&media) && has(seen, &newest);
    let second = town.waits(&olga, &town.bot, "what is older", second).await;
    assert!(has(&second, "3") && !has(&second, "4") && !has(&second, &older), "{}", second.text);
    for kind in ["kind-photo", "kind-animation", "kind-video-note"] {
        assert!(second.text.contains(&town.label(kind)), "{kind} is missing in:\n{}", second.text);
    }
    town.waits_until(&olga, &town.bot, "the first page goes", |all| all.iter().all(|seen| seen.id != first.id)).await;

    town.presses(&olga, &town.label("files-files")).await;
    let listed = town.shows(&olga, &town.bot, &files).await;
    assert!(listed.text.contains("price list.pdf") && has(&listed, "2") && !has(&listed, "3"), "{}", listed.text);
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
