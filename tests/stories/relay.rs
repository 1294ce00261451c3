//! What the client and the operator see of each other, to the letter.

use super::agency::Agency;
use crate::town::Desk;
use pult::domain::Lang;
use telegram_sandbox::{
    Topic,
    world::{Chat, Draft, Entity, EntityKind, Seen, Text},
};

in_every_language!(
    every_kind_of_formatting,
    replies_and_quotes,
    edits,
    deletions,
    comments,
    what_became_of_an_answer,
    a_client_who_blocked_the_account,
    messages_from_the_phone_and_of_telegram_itself,
    two_first_messages_at_once,
    reactions,
    order_and_length,
);

/// Every kind of formatting that both sides know.
fn formatted() -> Text {
    let kinds = [
        ("bold", EntityKind::Bold),
        ("italic", EntityKind::Italic),
        ("underlined", EntityKind::Underline),
        ("struck", EntityKind::Strike),
        ("hidden", EntityKind::Spoiler),
        ("let x", EntityKind::Code),
        ("fn main", EntityKind::Pre { language: "rust".to_owned() }),
        ("here", EntityKind::TextLink { url: "https://example.org/a".to_owned() }),
        ("quoted", EntityKind::Blockquote { expandable: false }),
        ("folded", EntityKind::Blockquote { expandable: true }),
        ("😎", EntityKind::CustomEmoji { id: 5_368_324_170_671_202_286 }),
    ];
    let words = "👍👩‍👩‍👧 bold italic underlined struck hidden let x fn main here\nquoted\nfolded\n😎 #tag @somebody_here \
                 someone@example.org https://example.org";
    kinds.into_iter().fold(Text::from(words), |text, (part, kind)| text.with(part, kind))
}

async fn every_kind_of_formatting(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let both_ways: Vec<Entity> = formatted().accepted().expect("it is well formed").entities;
    let there = olga.says(thread, Draft::from(formatted())).expect("operators write");
    let seen = town.shows(ivan, sales, "folded").await;
    assert_eq!((seen.text, seen.entities), (formatted().text, both_ways.clone()), "to the client");
    town.reaction(&agency.desk, thread, there, "👌").await;
    ivan.says(sales, Draft::from(formatted())).expect("clients write");
    let back = |seen: &Seen| seen.id > there && seen.text.contains("folded");
    let seen = town.waits(olga, thread, "the client's formatted text", back).await;
    assert_eq!((seen.text, seen.entities), (formatted().text, both_ways), "to the thread");
    agency.town.ends().await;
}

async fn replies_and_quotes(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, asked) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let part = |seen: &Seen| seen.reply.as_ref().map(|(_, words)| words.clone());
    olga.replies(thread, asked.id, "A reply").expect("operators reply");
    assert_eq!(part(&town.shows(ivan, sales, "A reply").await).as_deref(), Some("Hello"));
    olga.quotes(thread, asked.id, "ell", "A quote").expect("operators quote");
    let quote = town.shows(ivan, sales, "A quote").await;
    assert_eq!(part(&quote).as_deref(), Some("ell"));
    ivan.replies(sales, quote.id, "Back").expect("clients reply");
    assert_eq!(part(&town.shows(olga, thread, "Back").await).as_deref(), Some("A quote"));
    ivan.quotes(sales, quote.id, "quo", "Part of it").expect("clients quote");
    assert_eq!(part(&town.shows(olga, thread, "Part of it").await).as_deref(), Some("quo"));
    agency.town.ends().await;
}

async fn edits(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let answer = agency.answers(thread, "Untill 6").await;
    for words in ["Until 6", "Until 7"] {
        olga.edits(thread, answer, words).expect("operators edit");
        town.shows(ivan, sales, words).await;
    }
    assert_eq!(agency.ivan_got(), ["Until 7"], "an edit is no new message");
    let typo = town.writes(ivan, sales, "Two cofees");
    town.shows(olga, thread, "Two cofees").await;
    let mut before = "Two cofees";
    for words in ["Two coffees", "Three coffees"] {
        ivan.edits(sales, typo, words).expect("clients edit");
        let seen = town.shows(olga, thread, words).await;
        assert!(seen.text.starts_with(words) && seen.text.contains(before), "{}", seen.text);
        assert!(seen.text.contains(&town.label("line-edited-was")), "{}", seen.text);
        before = words;
    }
    agency.town.ends().await;
}

async fn deletions(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let first = agency.answers(thread, "Deleted in the thread").await;
    olga.deletes(thread, first).expect("operators delete");
    town.disappears(ivan, sales, "Deleted in the thread").await;
    let second = agency.answers(thread, "Deleted by a command").await;
    olga.replies(thread, second, "/del").expect("operators reply");
    town.disappears(ivan, sales, "Deleted by a command").await;
    town.disappears(olga, thread, "Deleted by a command").await;
    town.disappears(olga, thread, "/del").await;
    let slip = town.writes(ivan, sales, "A slip");
    town.shows(olga, thread, "A slip").await;
    ivan.deletes(sales, slip).expect("clients delete");
    let marked = agency.says(olga, thread, "line-deleted-by-client").await;
    assert!(marked.text.contains("A slip"), "{}", marked.text);
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn comments(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, .. } = &agency;
    let comment = town.writes(olga, thread, "// he always pays late");
    // Made a message afterwards, it was never sent, so there is nothing to edit.
    olga.edits(thread, comment, "he always pays late").expect("operators edit");
    agency.nothing_reached_ivan(thread).await;
    // Made a comment afterwards, the client has it already, and keeps it as it was.
    let answer = agency.answers(thread, "Until 6").await;
    olga.edits(thread, answer, "// until 6, if he pays").expect("operators edit");
    agency.answered(olga, thread, answer, &town.words_before("line-not-changed", "reason")).await;
    agency.nothing_reached_ivan(thread).await;
    let got = agency.ivan_got();
    assert!(got.iter().all(|text| !text.contains("pays")) && got.contains(&"Until 6".to_owned()), "{got:?}");
    agency.town.ends().await;
}

async fn what_became_of_an_answer(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    let unread = || town.sandbox.world().with(|world| world.unread(sales.id, Chat::User(ivan.id)));
    town.client_writes(ivan, sales, desk, "Are you there?").await;
    town.writes(olga, thread, "// let me look");
    assert_eq!(unread(), 2, "looking and commenting does not mark it read");
    let answer = agency.answers(thread, "Yes").await;
    let read = town
        .sandbox
        .world()
        .wait(telegram_sandbox::PATIENCE, |world| (world.unread(sales.id, Chat::User(ivan.id)) == 0).then_some(()));
    assert!(read.await.is_some(), "an answer marks it read");
    ivan.reads(sales).expect("clients read");
    town.reaction(desk, thread, answer, "👀").await;
    // An edit, and what comes later, take nothing back.
    olga.edits(thread, answer, "Yes, I am").expect("operators edit");
    town.shows(ivan, sales, "Yes, I am").await;
    let later = agency.answers(thread, "Always").await;
    let seen = olga.sees(thread);
    let state = |id| seen.iter().find(|seen| seen.id == id).map(|seen| seen.reactions.concat());
    assert_eq!((state(answer).as_deref(), state(later).as_deref()), (Some("👀"), Some("👌")));
    agency.town.ends().await;
}

async fn a_client_who_blocked_the_account(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    ivan.blocks(sales.id).expect("clients may block");
    let answer = town.writes(olga, thread, "Hello?");
    let told = agency.answered(olga, thread, answer, &town.label("reason-client-unreachable")).await;
    assert!(agency.ivan_got().is_empty());
    ivan.unblocks(sales.id).expect("clients may unblock");
    olga.presses(thread, told.id, &town.label("button-retry")).await.expect("the bot answers");
    town.shows(ivan, sales, "Hello?").await;
    town.reaction(desk, thread, answer, "👌").await;
    agency.nothing_reached_ivan(thread).await;
    assert_eq!(agency.ivan_got(), ["Hello?", "Only this"]);
    agency.town.ends().await;
}

async fn messages_from_the_phone_and_of_telegram_itself(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk, .. } = &agency;
    town.writes(sales, ivan, "From my phone");
    let seen = town.shows(olga, thread, "From my phone").await;
    assert!(seen.text.contains(&town.label("line-from-phone")), "{}", seen.text);
    town.sandbox.world().with(|world| world.official_says(sales.id, "Login code: 24680. Do not give it to anyone!"));
    // The account's updates come one after the other: after the next message the code would be there.
    town.client_writes(ivan, sales, desk, "Anything new?").await;
    let screens = [olga.sees(desk.group), olga.sees(&town.bot), anna.sees(&town.bot), anna.sees(desk.group)];
    for seen in screens.iter().flatten() {
        assert!(
            !seen.text.contains("24680") && !seen.text.contains("Login code") && seen.name != "Telegram",
            "{}",
            seen.text
        );
    }
    assert_eq!(threads_of(&agency), ["opened the topic “Ivan Petrov”"]);
    agency.town.ends().await;
}

fn threads_of(agency: &Agency) -> Vec<String> {
    let seen = agency.olga.sees(agency.desk.group).into_iter();
    seen.filter(|seen| seen.service && seen.text.contains("the topic")).map(|seen| seen.text).collect()
}

async fn two_first_messages_at_once(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    let maria = town.person("Maria");
    town.writes(ivan, sales, "One");
    town.writes(&maria, sales, "Uno");
    town.writes(ivan, sales, "Two");
    let thread = town.thread(desk, ivan).await;
    let marias = town.thread(desk, &maria).await;
    town.shows(olga, thread, "Two").await;
    town.shows(olga, marias, "Uno").await;
    town.client_writes(ivan, sales, desk, "Three").await;
    assert_eq!(written(&agency, thread), ["One", "Two", "Three"]);
    assert_eq!(written(&agency, marias), ["Uno"]);
    assert_eq!(threads_of(&agency).len(), 2);
    agency.town.ends().await;
}

fn written(agency: &Agency, thread: Topic) -> Vec<String> {
    agency
        .olga
        .sees(thread)
        .into_iter()
        .filter(|seen| !seen.service && !seen.own && !Desk::is_card(seen))
        .map(|seen| seen.text)
        .collect()
}

async fn order_and_length(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let numbered = |who: &str| (1..=20).map(|n| format!("{who} {n:02}")).collect::<Vec<_>>();
    for (asks, answers) in numbered("Ivan").iter().zip(numbered("Olga")) {
        ivan.says(sales, asks.as_str()).expect("clients write");
        olga.says(thread, answers.as_str()).expect("operators write");
    }
    town.shows(ivan, sales, "Olga 20").await;
    // More than the bot may say in a minute.
    town.shows_in_time(olga, thread, 120, "Ivan 20").await;
    assert_eq!(agency.ivan_got(), numbered("Olga"));
    // Where the bot's budget was short, several stand in one message.
    let lines: Vec<String> = written(&agency, thread).iter().flat_map(|text| super::busy::lines(text)).collect();
    assert_eq!(lines[0], "Hello");
    assert_eq!(lines[1..], numbered("Ivan"));

    // The longest text there is: 4096 UTF-16 units. <https://core.telegram.org/bots/api#sendmessage>
    let longest = "🙂".repeat(2047) + "ok";
    town.passes(60);
    olga.says(thread, longest.as_str()).expect("operators write");
    assert_eq!(town.shows(ivan, sales, &longest).await.text, longest);
    ivan.says(sales, longest.as_str()).expect("clients write");
    let back = |seen: &Seen| !seen.own && seen.text == longest;
    town.waits(olga, thread, "the longest text", back).await;
    agency.town.ends().await;
}

async fn reactions(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, asked) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    let answer = agency.answers(thread, "Until 6").await;
    let [hello, there] = ["Hello", "Until 6"].map(|words| {
        let mut seen = ivan.sees(sales).into_iter();
        seen.find(|seen| seen.text == words).expect("both are on Ivan's screen").id
    });
    // The client's reaction takes the place of the delivery state, and gives it back.
    ivan.reacts(sales, there, Some("🔥")).expect("clients react");
    town.reaction(desk, thread, answer, "🔥").await;
    ivan.reacts(sales, there, None).expect("clients change their mind");
    let given_back = |seen: &Seen| seen.id == answer && ["👌", "👀"].contains(&seen.reactions.concat().as_str());
    town.waits(olga, thread, "the delivery state", given_back).await;
    // And the operator's reaches the client from the account.
    olga.reacts(thread, asked.id, Some("👍")).expect("operators react");
    let reacted = |seen: &Seen| seen.id == hello && seen.reactions.concat() == "👍";
    town.waits(ivan, sales, "the operator's reaction", reacted).await;
    olga.reacts(thread, asked.id, None).expect("operators change their mind");
    let cleared = |seen: &Seen| seen.id == hello && seen.reactions.is_empty();
    town.waits(ivan, sales, "no reaction", cleared).await;
    agency.town.ends().await;
}
