//! Channels are read.

use super::Hall;
use crate::stories::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::world::{MessageId, Seen};

in_every_language!(a_channel_is_read, missed_in_a_channel);

impl Hall {
    async fn a_channel(lang: Lang) -> Hall {
        Hall::of(lang, |boris| boris.creates_channel("News").expect("people make channels")).await
    }

    /// Boris posts; waits until it stands in the thread in the name of the channel.
    async fn posted(&self, thread: telegram_sandbox::Topic, words: &str) -> (MessageId, Seen) {
        let Agency { town, olga, .. } = &self.agency;
        let post = town.writes(&self.boris, self.group, words);
        let whole = format!("News\n{words}");
        (post, town.waits_paced(olga, thread, &whole, |seen| seen.text.contains(&whole)).await)
    }
}

async fn a_channel_is_read(lang: Lang) {
    let hall = Hall::a_channel(lang).await;
    let thread = hall.olga_opens("📢 News", "News Prices for May").await;
    let Agency { town, olga, .. } = &hall.agency;
    let card = town.waits(olga, thread, "the card", |seen| seen.text.starts_with("📢 News")).await;
    assert!(card.text.contains(&town.label("group-card-reads")), "{}", card.text);
    let (post, shown) = hall.posted(thread, "Fresh fish").await;

    // Nothing is written into it, by no way.
    for (words, refused) in [
        ("Good morning", "group-read-only"),
        ("/later 18:00 Good evening", "group-read-only"),
        ("+5000 deposit", "group-nobody"),
        ("/pay 10", "group-nobody"),
    ] {
        let said = town.writes(olga, thread, words);
        hall.agency.answered(olga, thread, said, &town.label(refused)).await;
    }
    let said = olga.replies(thread, shown.id, "How much?").expect("operators write");
    hall.agency.answered(olga, thread, said, &town.label("group-read-only")).await;

    hall.boris.edits(hall.group, post, "Fresh lobster").expect("creators edit");
    let edited = |seen: &Seen| seen.id == shown.id && seen.text.starts_with("News\nFresh lobster");
    town.waits(olga, thread, "the edit", edited).await;
    hall.boris.deletes(hall.group, post).expect("creators delete");
    let gone = format!("News\n{}\nFresh lobster", town.label("group-deleted"));
    town.waits(olga, thread, "that it is deleted", |seen| seen.id == shown.id && seen.text == gone).await;
    let posts = hall.boris.sees(hall.group);
    assert!(posts.iter().all(|seen| seen.service || seen.own), "{posts:?}");
    hall.agency.town.ends().await;
}

async fn missed_in_a_channel(lang: Lang) {
    let mut hall = Hall::a_channel(lang).await;
    let thread = hall.olga_opens("📢 News", "News Prices for May").await;
    hall.agency.town.stops_pult().await;
    for words in ["One", "Two"] {
        hall.agency.town.writes(&hall.boris, hall.group, words);
    }
    hall.agency.town.starts_pult().await;
    hall.posted(thread, "Three").await;
    let said: String = hall.agency.olga.sees(thread).iter().map(|seen| format!("{}\n", seen.text)).collect();
    let at = |words: &str| said.match_indices(&format!("News\n{words}\n")).map(|(at, _)| at).collect::<Vec<_>>();
    let places = ["One", "Two", "Three"].map(at);
    assert!(places.iter().all(|found| found.len() == 1) && places.is_sorted(), "{said}");
    hall.agency.town.ends().await;
}
