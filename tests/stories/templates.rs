//! N3: what is written once and sent often, looked at before it is sent.

use super::agency::Agency;
use crate::town::{Town, picture};
use pult::domain::Lang;
use telegram_sandbox::{
    Person, Topic,
    world::{MessageId, Seen},
};

in_every_language!(written_filled_and_sent, with_a_picture, of_the_team, changed_and_deleted);

/// Opens the list and writes a template into it.
async fn writes(town: &Town, who: &Person, words: &str, name: &str) {
    town.tells(who, "/t");
    town.shows(who, &town.bot, &town.label("templates-how")).await;
    town.tells(who, words);
    town.shows(who, &town.bot, &format!("/t {name}")).await;
}

fn has_buttons(seen: &Seen) -> bool {
    !seen.buttons.is_empty()
}

/// Asks for a template in a thread and waits until it stands there to be looked at.
async fn looks_at(agency: &Agency, thread: Topic, name: &str, words: &str) -> MessageId {
    let Agency { town, olga, .. } = agency;
    town.writes(olga, thread, &format!("/t {name}"));
    let shown = |seen: &Seen| seen.text == words && has_buttons(seen);
    town.waits(olga, thread, "the preview", shown).await.id
}

async fn written_filled_and_sent(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    town.tells(olga, "/t");
    town.shows(olga, &town.bot, &town.label("templates-none")).await;
    town.tells(olga, "Delivery");
    town.shows(olga, &town.bot, &town.label("template-bare")).await;
    town.tells(olga, "Delivery\nHello {name},\nwe deliver to {город}.");
    town.shows(olga, &town.bot, "/t Delivery").await;
    // What the card does not say is said, and nothing is sent.
    let asked = town.writes(olga, thread, "/t Delivery");
    let needed = town.label("field-city");
    let example = format!("/card {} {}", needed.to_lowercase(), town.label("field-city-example"));
    let missing = [("name", "Delivery"), ("fields", needed.as_str()), ("example", example.as_str())];
    agency.answered(olga, thread, asked, &town.words("template-missing", &missing)).await;
    let told = town.writes(olga, thread, &example);
    town.reaction(desk, thread, told, "👌").await;
    let whole = format!("Hello Ivan,\nwe deliver to {}.", town.label("field-city-example"));
    looks_at(&agency, thread, "delivery", &whole).await;
    agency.presses_in(olga, thread, &town.label("button-cancel")).await;
    town.disappears(olga, thread, &whole).await;
    // The preview becomes the message.
    let preview = looks_at(&agency, thread, "delivery", &whole).await;
    agency.presses_in(olga, thread, &town.label("button-send")).await;
    town.shows(ivan, sales, &whole).await;
    town.reaction(desk, thread, preview, "👌").await;
    town.waits(olga, thread, "the message without buttons", |seen| seen.id == preview && !has_buttons(seen)).await;
    // What Ivan answers leads to it.
    let got = ivan.sees(sales).into_iter().find(|seen| seen.text == whole).expect("Ivan has it");
    ivan.replies(sales, got.id, "Thank you").expect("clients reply");
    town.waits(olga, thread, "the answer to it", |seen| seen.reply.as_ref().is_some_and(|(id, _)| *id == preview))
        .await;
    let typo = town.writes(olga, thread, "/t delivry");
    let nearest = town.words("template-nearest", &[("name", "delivry"), ("nearest", "Delivery")]);
    agency.answered(olga, thread, typo, &nearest).await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn with_a_picture(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    town.tells(olga, "/t");
    town.shows(olga, &town.bot, &town.label("templates-how")).await;
    let bytes = picture(3_000);
    town.act(olga, "<photo> Prices");
    olga.sends_photo(&town.bot, bytes.clone(), "Prices\nFor {name}").expect("people send photos to bots");
    town.shows(olga, &town.bot, "/t Prices").await;
    let preview = looks_at(&agency, thread, "prices", "For Ivan").await;
    agency.presses_in(olga, thread, &town.label("button-send")).await;
    let got = town.waits(ivan, sales, "the picture", |seen| seen.media == Some("photo") && seen.text == "For Ivan");
    let got = got.await;
    assert_eq!(ivan.picture(sales, got.id), Some(bytes), "the account took it from the desk");
    town.reaction(desk, thread, preview, "👌").await;
    agency.town.ends().await;
}

async fn of_the_team(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, anna, ivan, sales, .. } = &agency;
    town.tells(anna, "/t");
    town.presses(anna, &town.label("button-new-team-template")).await;
    town.shows(anna, &town.bot, &town.label("template-write-team")).await;
    town.tells(anna, "Hi\nGood day!");
    town.shows(anna, &town.bot, "/t Hi").await;
    // Operators use them and change nothing; they choose one by a tap, too.
    town.writes(olga, thread, "/t");
    town.shows(olga, &town.bot, &town.label("templates-for-how")).await;
    town.presses(olga, "Hi").await;
    town.waits(olga, thread, "the preview", |seen| seen.text == "Good day!" && has_buttons(seen)).await;
    agency.presses_in(olga, thread, &town.label("button-send")).await;
    town.shows(ivan, sales, "Good day!").await;
    let asked = town.tells(olga, "/t");
    let list = |seen: &Seen| seen.id > asked && seen.text.contains(&town.label("templates-how"));
    town.waits(olga, &town.bot, "the list", list).await;
    town.presses(olga, "Hi").await;
    let one = town.shows(olga, &town.bot, "/t Hi").await;
    assert!(one.buttons.iter().flatten().all(|button| button.text != town.label("button-edit")), "{one:?}");
    agency.town.ends().await;
}

async fn changed_and_deleted(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, anna, .. } = &agency;
    writes(town, olga, "Hours\nWe open at 9.", "Hours").await;
    town.presses(olga, &town.label("button-edit")).await;
    town.shows(olga, &town.bot, &town.label("template-rewrite")).await;
    town.tells(olga, "Hours\nWe open at 10.");
    town.shows(olga, &town.bot, "We open at 10.").await;
    // Nobody else has it.
    town.tells(anna, "/t");
    town.shows(anna, &town.bot, &town.label("templates-none")).await;
    // A preview that is overtaken by another one goes.
    looks_at(&agency, thread, "hours", "We open at 10.").await;
    writes(town, olga, "Bye\nSee you!", "Bye").await;
    looks_at(&agency, thread, "bye", "See you!").await;
    town.disappears(olga, thread, "We open at 10.").await;
    let asked = town.tells(olga, "/t");
    let list = |seen: &Seen| seen.id > asked && seen.text.contains(&town.label("templates-how"));
    town.waits(olga, &town.bot, "the list", list).await;
    town.presses(olga, "Hours").await;
    let one = |seen: &Seen| seen.id > asked && seen.text.contains("/t Hours");
    town.waits(olga, &town.bot, "the template", one).await;
    town.presses(olga, &town.label("button-drop")).await;
    town.shows(olga, &town.bot, &town.words("template-drop", &[("name", "Hours")])).await;
    town.presses(olga, &town.label("button-drop")).await;
    town.shows(olga, &town.bot, &town.label("templates-how")).await;
    let asked = town.writes(olga, thread, "/t hours");
    agency.answered(olga, thread, asked, &town.words("template-unknown", &[("name", "hours")])).await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}
