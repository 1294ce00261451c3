//! Desks that change under one's hands: the next message never goes to the wrong place, and never vanishes (D4).

use crate::stories::agency::Agency;
use crate::town::Desk;
use pult::domain::Lang;

in_every_language!(a_deleted_topic, the_bot_is_removed);

async fn a_deleted_topic(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk, .. } = &agency;
    agency.answers(thread, "An answer").await;
    anna.deletes_topic(thread).expect("the creator may delete topics");
    town.writes(ivan, sales, "Are you still there?");
    let again = |seen: &telegram_sandbox::world::Seen| !seen.service && seen.text == "Are you still there?";
    town.waits(olga, desk.group, "the message in a new thread", again).await;
    let second = olga.topic_named(desk.group, &ivan.full_name()).expect("a new thread");
    assert_ne!(second, thread);
    agency.answers(second, "Yes, always").await;
    // Tidying up the desk took nothing away from the client.
    assert_eq!(agency.ivan_got(), ["An answer", "Yes, always"]);
    agency.town.ends().await;
}

async fn the_bot_is_removed(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk } = &agency;
    anna.bans(desk.group, town.bot.id).expect("the creator may remove anybody");
    town.writes(ivan, sales, "Is anybody there?");
    agency.says(anna, &town.bot, "problem-bot-not-admin").await;
    anna.adds_bot(desk.group, &town.bot).expect("the bot can be added");
    anna.promotes(desk.group, town.bot.id, Desk::RIGHTS).expect("the creator may promote");
    town.shows(olga, thread, "Is anybody there?").await;
    agency.answers(thread, "Here again").await;
    agency.town.ends().await;
}
