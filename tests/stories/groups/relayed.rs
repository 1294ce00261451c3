//! What people do in a group, and what the team does in its thread.

use super::Hall;
use crate::stories::{agency::Agency, desks::made::link_of};
use pult::domain::Lang;
use telegram_sandbox::world::{Draft, Seen};

in_every_language!(
    edits_deletions_replies,
    names_are_masked,
    files_of_a_group,
    what_happens_in_it,
    missed_while_down,
    limits_of_a_group,
    thrown_out,
    more_than_a_desk_holds,
    a_group_with_topics,
    found_in_a_group,
    listed_files_of_a_group,
);

async fn edits_deletions_replies(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, olga, desk, .. } = &hall.agency;
    let (said, post) = hall.heard(&hall.boris, thread, "Fish 10").await;
    hall.boris.edits(hall.group, said, "Fish 12").expect("members edit their own");
    let edited = format!("Boris\nFish 12\n\n{}\nFish 10", town.label("line-edited-was"));
    town.waits(olga, thread, &edited, |seen| seen.id == post.id && seen.text == edited).await;

    // Replies find their message, both ways.
    let reply = town.writes(olga, thread, "Too much");
    town.waits(&hall.boris, hall.group, "Too much", |seen| seen.text == "Too much").await;
    town.reaction(desk, thread, reply, "👌").await;
    let answer = olga.replies(thread, post.id, "11?").expect("operators write");
    let in_group = town.waits(&hall.boris, hall.group, "11?", |seen| seen.text == "11?").await;
    assert_eq!(in_group.reply.as_ref().map(|(id, _)| *id), Some(said));
    town.reaction(desk, thread, answer, "👌").await;
    hall.vera.replies(hall.group, in_group.id, "I take it for 11").expect("members write");
    let taken = town.shows(olga, thread, "Vera\nI take it for 11").await;
    assert_eq!(taken.reply.map(|(id, _)| id), Some(answer));

    // Deleted by whoever wrote it; the operator's own, by the operator.
    hall.boris.deletes(hall.group, said).expect("members delete their own");
    let gone = format!("Boris\n{}\nFish 12", town.label("group-deleted"));
    town.waits(olga, thread, &gone, |seen| seen.id == post.id && seen.text == gone).await;
    olga.edits(thread, answer, "11.50?").expect("operators edit");
    town.shows(&hall.boris, hall.group, "11.50?").await;
    olga.deletes(thread, answer).expect("operators delete");
    town.disappears(&hall.boris, hall.group, "11.50?").await;

    // Reactions, both ways.
    let (liked, post) = hall.heard(&hall.boris, thread, "Agreed").await;
    olga.reacts(thread, post.id, Some("👍")).expect("operators react");
    town.waits(&hall.boris, hall.group, "👍", |seen| seen.id == liked && seen.reactions == ["👍"]).await;
    let asked = hall.olga_says(thread, "On Monday?").await;
    let on_monday = hall.boris.sees(hall.group).into_iter().find(|seen| seen.text == "On Monday?").expect("it came");
    hall.vera.reacts(hall.group, on_monday.id, Some("🔥")).expect("members react");
    town.reaction(desk, thread, asked, "🔥").await;
    hall.agency.town.ends().await;
}

async fn names_are_masked(lang: Lang) {
    let hall = Hall::with(lang).await;
    let max = hall.town().person("Max").last_name("@max_sells");
    hall.boris.adds(hall.group, max.id).expect("people let themselves be added");
    max.says(hall.group, "Write to me directly").expect("members write");
    let thread = hall.olga_opens("👥 Suppliers", "Max ••• Write to me directly").await;
    let Agency { town, olga, .. } = &hall.agency;
    town.writes(&max, hall.group, "Really");
    town.shows(olga, thread, "Max •••\nReally").await;
    // Whoever speaks as the group is called like it.
    hall.boris.goes_anonymous(hall.group).expect("creators may hide");
    town.writes(&hall.boris, hall.group, "House rules");
    town.shows(olga, thread, "Suppliers\nHouse rules").await;
    hall.agency.town.ends().await;
}

async fn files_of_a_group(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, olga, .. } = &hall.agency;
    let photo = |words: &str| Draft { media: Some(hall.boris.sample("photo")), ..Draft::from(words) };
    hall.boris.says(hall.group, photo("The catch")).expect("members write");
    let caught = |seen: &Seen| seen.media == Some("photo") && seen.text == "Boris\nThe catch";
    town.waits_paced(olga, thread, "the photo with its name", caught).await;
    // An album is one, under one name.
    let catch = [photo("First"), photo("Second")].to_vec();
    let boris = hall.boris.id;
    let group = telegram_sandbox::world::Chat::Group(hall.group.id);
    town.sandbox.world().with(|world| world.send_album(boris, group, catch)).expect("members send albums");
    hall.vera.says(hall.group, "A good one").expect("members write");
    // No time passes before all of it has come: what comes late stands alone.
    town.waits(olga, thread, "what was said after the album", |seen| seen.text.contains("Vera\nA good one")).await;
    let first = town.waits(olga, thread, "the album", |seen| seen.text == "Boris\nFirst").await;
    let second = town.waits(olga, thread, "the rest of it", |seen| seen.text == "Second").await;
    assert!(first.album.is_some() && first.album == second.album, "{first:?} {second:?}");
    // Who sent what bears no words is said below it.
    let sticker = Draft { media: Some(hall.vera.sample("sticker")), ..Draft::default() };
    hall.vera.says(hall.group, sticker).expect("members write");
    let sent = town.waits_paced(olga, thread, "the sticker", |seen| seen.media == Some("sticker")).await;
    let whose = |seen: &Seen| seen.text == "Vera" && seen.reply.as_ref().is_some_and(|(id, _)| *id == sent.id);
    town.waits_paced(olga, thread, "whose it is", whose).await;
    let order = Draft { media: Some(olga.sample("photo")), ..Draft::from("Like this") };
    olga.says(thread, order).expect("operators write");
    let seen = |seen: &Seen| seen.media == Some("photo") && seen.text == "Like this" && seen.name == "Sales";
    town.waits(&hall.boris, hall.group, "the operator's photo", seen).await;
    hall.agency.town.ends().await;
}

async fn what_happens_in_it(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, olga, .. } = &hall.agency;
    let zoe = town.person("Zoe");
    hall.boris.adds(hall.group, zoe.id).expect("people let themselves be added");
    town.shows(olga, thread, &town.words("group-added", &[("name", "Boris"), ("about", "Zoe")])).await;
    zoe.leaves(hall.group).expect("members leave");
    town.shows(olga, thread, &town.words("group-left", &[("name", "Zoe")])).await;
    let (said, _) = hall.heard(&hall.boris, thread, "Rules").await;
    hall.boris.pins(hall.group, said).expect("creators pin");
    town.shows(olga, thread, &town.words("group-pinned", &[("name", "Boris")])).await;
    // The thread follows the title.
    let group = hall.group.id;
    town.sandbox.world().with(|world| world.set_title(hall.boris.id, group, "Fishermen")).expect("creators rename");
    town.shows(olga, thread, &town.words("group-renamed", &[("name", "Boris"), ("about", "Fishermen")])).await;
    town.thread_is_called(&hall.agency.desk, thread, "Fishermen").await;
    town.waits(olga, thread, "the card", |seen| seen.text.starts_with("👥 Fishermen")).await;
    hall.agency.town.ends().await;
}

/// What was said while Pult was down comes in order, once; so does what was changed.
async fn missed_while_down(lang: Lang) {
    let mut hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let (first, post) = hall.heard(&hall.boris, thread, "One").await;
    hall.agency.town.stops_pult().await;
    for words in ["Two", "Three", "Four"] {
        hall.agency.town.writes(&hall.vera, hall.group, words);
    }
    hall.boris.edits(hall.group, first, "One and a half").expect("members edit");
    hall.agency.town.starts_pult().await;
    let Agency { town, olga, .. } = &hall.agency;
    town.waits_paced(olga, thread, "the last of them", |seen| seen.text.contains("Four")).await;
    town.waits(olga, thread, "the edit", |seen| seen.id == post.id && seen.text.starts_with("Boris\nOne and a half"))
        .await;
    hall.heard(&hall.boris, thread, "Five").await;
    let said: String = olga.sees(thread).iter().map(|seen| format!("{}\n", seen.text)).collect();
    let at = |words: &str| said.match_indices(&format!("Vera\n{words}\n")).map(|(at, _)| at).collect::<Vec<_>>();
    let places = ["Two", "Three", "Four"].map(at);
    assert!(places.iter().all(|found| found.len() == 1) && places.is_sorted(), "{said}");
    hall.agency.town.ends().await;
}

/// Slow mode makes a message wait and says so; where the account may not write, that is said.
async fn limits_of_a_group(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, olga, desk, .. } = &hall.agency;
    let (boris, group) = (hall.boris.id, hall.group.id);
    town.sandbox.world().with(|world| world.set_slow_mode(boris, group, Some(30))).expect("creators slow down");
    hall.olga_says(thread, "First").await;
    let second = town.writes(olga, thread, "Second");
    let waits = town.words_before("group-waits", "until");
    hall.agency.answered(olga, thread, second, &waits).await;
    town.waits_in_time(&hall.boris, hall.group, 60, "Second", |seen| seen.text == "Second").await;
    town.reaction(desk, thread, second, "👌").await;

    let silent = telegram_sandbox::world::Permissions { send: false, ..Default::default() };
    town.sandbox.world().with(|world| world.set_permissions(boris, group, silent)).expect("creators decide");
    let third = town.writes(olga, thread, "Third");
    let reason = town.label("reason-no-right-to-write");
    hall.agency.answered(olga, thread, third, &reason).await;
    hall.agency.town.ends().await;
}

async fn thrown_out(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, olga, sales, .. } = &hall.agency;
    hall.boris.bans(hall.group, sales.id).expect("creators ban");
    let said = hall.agency.says(olga, thread, "group-out").await;
    town.waits(olga, thread, "the card of a closed group", |seen| seen.text.contains(&town.label("group-card-closed")))
        .await;
    // Opened again it says so once more.
    town.writes(olga, thread, "/reopen");
    town.waits(olga, thread, "that it cannot be read", |seen| {
        seen.text == town.label("group-out") && seen.id > said.id
    })
    .await;
    hall.agency.town.ends().await;
}

/// What a desk's budget does not hold apart shares messages; everybody's words stay under their name, in order.
async fn more_than_a_desk_holds(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, olga, .. } = &hall.agency;
    let words = |n: usize| format!("Offer {n:02}");
    for n in 1..=30 {
        let who = if n % 2 == 0 { &hall.boris } else { &hall.vera };
        who.says(hall.group, words(n).as_str()).expect("members write");
    }
    town.shows_in_time(olga, thread, 300, &words(30)).await;
    let seen = olga.sees(thread);
    let all: String = seen.iter().map(|seen| format!("{}\n", seen.text)).collect();
    let mut at = 0;
    for n in 1..=30 {
        let name = if n % 2 == 0 { "Boris" } else { "Vera" };
        let said = format!("{name}\n{}\n", words(n));
        at += all[at..].find(&said).unwrap_or_else(|| panic!("{said} is missing or late in:\n{all}")) + said.len();
    }
    assert!(seen.iter().any(|seen| seen.text.matches("Offer").count() > 1), "some share a message:\n{all}");
    assert_eq!(town.sandbox.limited(), 0, "Telegram had nothing to refuse");
    hall.agency.town.ends().await;
}

/// Messages of all topics come; a reply goes where its message stands, everything else to General.
async fn a_group_with_topics(lang: Lang) {
    let hall = Hall::of(lang, |boris| boris.creates_forum("Suppliers").expect("people make groups")).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, olga, .. } = &hall.agency;
    let fish = hall.boris.opens_topic(hall.group, "Fish").expect("creators open topics");
    hall.boris.says(fish, "Herring 5").expect("members write");
    let post = town.shows(olga, thread, "Boris\nHerring 5").await;
    olga.replies(thread, post.id, "Two boxes").expect("operators write");
    let reply = town.shows(&hall.boris, fish, "Two boxes").await;
    assert_eq!(reply.topic, Some(fish.id));
    hall.olga_says(thread, "Good morning").await;
    let general = hall.boris.sees(hall.group).into_iter().find(|seen| seen.text == "Good morning").expect("it came");
    assert_eq!(general.topic, None);
    hall.agency.town.ends().await;
}

/// What is found says who wrote it, and leads to it in the thread.
async fn found_in_a_group(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, olga, desk, .. } = &hall.agency;
    hall.heard(&hall.boris, thread, "Fish 10").await;
    let (_, post) = hall.heard(&hall.vera, thread, "No fish for me").await;
    hall.olga_says(thread, "Fish on Monday").await;
    let asked = town.writes(olga, thread, "/find fish");
    town.reaction(desk, thread, asked, "👌").await;
    let all = ["Boris: Fish 10", "Vera: No fish for me", "↩ Fish on Monday"];
    let found = |seen: &Seen| all.iter().all(|hit| seen.text.contains(hit));
    let found = town.waits(olga, &town.bot, "what was found", found).await;
    let link = link_of(&found, "2").expect("a tap leads there");
    assert!(link.ends_with(&format!("/{}/{}", thread.id.0, post.id.0)), "{link}");
    let told = hall.boris.sees(hall.group);
    assert!(told.iter().all(|seen| !seen.text.contains("/find")), "{told:?}");
    hall.agency.town.ends().await;
}

/// Files of the whole history of the group, also from before it was opened; a tap brings one into the thread.
async fn listed_files_of_a_group(lang: Lang) {
    let hall = Hall::with(lang).await;
    let Agency { town, olga, desk, .. } = &hall.agency;
    hall.vera.sends(hall.group, hall.vera.sample("document"), "").expect("members write");
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let asked = town.writes(olga, thread, "/files");
    town.reaction(desk, thread, asked, "👌").await;
    town.shows(olga, &town.bot, &town.label("files-no-media")).await;
    town.presses(olga, &town.label("files-files")).await;
    let listed = town.waits(olga, &town.bot, "the list", |seen| seen.text.contains("price list.pdf")).await;
    assert!(listed.text.contains("Suppliers"), "{}", listed.text);
    town.presses(olga, "1").await;
    town.waits(olga, thread, "the document", |seen| seen.media == Some("document")).await;
    hall.agency.town.ends().await;
}
