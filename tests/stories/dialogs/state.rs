//! D3, D8: the thread shows what a dialog needs; closed, put off, muted and blocked.

use crate::stories::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::{PATIENCE, Topic, world::Seen};

in_every_language!(what_a_thread_needs_stands_in_its_title, put_off, muted, blocked);

/// The custom emoji of Telegram's that draw these.
const NEEDS_REPLY: i64 = 5_379_748_062_124_056_162;
const ANSWERED: i64 = 5_417_915_203_100_613_993;
const SNOOZED: i64 = 5_433_614_043_006_903_194;
const CLOSED: i64 = 5_237_699_328_843_200_968;

/// Waits until the thread bears an icon; its title is the client's name throughout.
async fn bears(agency: &Agency, thread: Topic, icon: i64) {
    // Only what lasts is shown.
    agency.town.passes(60);
    let shown = agency
        .town
        .sandbox
        .world()
        .wait(PATIENCE, |world| {
            let topic = &world.group(thread.group).ok()?.topics[&thread.id];
            assert_eq!(topic.title, "Ivan Petrov");
            (topic.emoji == Some(icon)).then_some(())
        })
        .await;
    assert!(shown.is_some(), "the icon {icon} was to be shown");
}

/// How often the icon was changed.
fn changes(agency: &Agency, thread: Topic) -> usize {
    let icon = |seen: &Seen| seen.service && seen.text.contains("changed the topic's icon");
    agency.olga.sees(thread).iter().filter(|seen| icon(seen)).count()
}

async fn what_a_thread_needs_stands_in_its_title(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    bears(&agency, thread, NEEDS_REPLY).await;
    agency.answers(thread, "Good day").await;
    bears(&agency, thread, ANSWERED).await;
    // A quick exchange changes nothing that lasts.
    let before = changes(&agency, thread);
    for words in ["One", "Two", "Three"] {
        town.client_writes(ivan, sales, &agency.desk, words).await;
        agency.answers(thread, &format!("{words} too")).await;
    }
    bears(&agency, thread, ANSWERED).await;
    assert_eq!(changes(&agency, thread), before);
    let close = town.writes(olga, thread, "/close");
    town.reaction(&agency.desk, thread, close, "👌").await;
    bears(&agency, thread, CLOSED).await;
    town.client_writes(ivan, sales, &agency.desk, "One more thing").await;
    bears(&agency, thread, NEEDS_REPLY).await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn put_off(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let words = match lang {
        Lang::En => "/snooze 3h",
        Lang::Ru => "/snooze 3ч",
    };
    let snooze = town.writes(olga, thread, words);
    town.reaction(&agency.desk, thread, snooze, "👌").await;
    bears(&agency, thread, SNOOZED).await;
    let over = town.words("news-snooze-over", &[("name", "Ivan Petrov")]);
    town.passes(3 * 60 * 60);
    town.shows(olga, &town.bot, &over).await;
    bears(&agency, thread, NEEDS_REPLY).await;
    // Put off from the panel; what the client writes brings it back at once.
    agency.opens_dialogs(olga).await;
    town.presses(olga, &town.label("button-more")).await;
    town.presses(olga, &town.label("button-snooze")).await;
    town.presses(olga, &town.label("pause-tomorrow")).await;
    town.waits(olga, &town.bot, "the dialog put off", |seen| seen.text.starts_with("💤 Ivan Petrov")).await;
    town.client_writes(ivan, sales, &agency.desk, "Are you there?").await;
    town.presses(olga, &town.label("button-refresh")).await;
    town.waits(olga, &town.bot, "the dialog back", |seen| seen.text.starts_with("🟪 Ivan Petrov")).await;
    town.passes(30 * 60 * 60);
    agency.answers(thread, "Yes").await;
    assert_eq!(olga.sees(&town.bot).iter().filter(|seen| seen.text.contains(&over)).count(), 1);
    agency.town.ends().await;
}

async fn muted(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, heard) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    assert!(!heard.style.silent);
    let mute = town.writes(olga, thread, "/mute");
    town.reaction(&agency.desk, thread, mute, "👌").await;
    let (_, quiet) = town.client_writes(ivan, sales, &agency.desk, "Psst").await;
    assert!(quiet.style.silent, "a muted client makes no sound");
    let unmute = town.writes(olga, thread, "/mute");
    town.reaction(&agency.desk, thread, unmute, "👌").await;
    let (_, loud) = town.client_writes(ivan, sales, &agency.desk, "Hey").await;
    assert!(!loud.style.silent);
    agency.town.ends().await;
}

async fn blocked(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    town.writes(olga, thread, "/block");
    let question = town.words("news-ask-block", &[("name", "Ivan Petrov")]);
    town.shows(olga, thread, &question).await;
    agency.presses_in(olga, thread, &town.label("button-block-now")).await;
    town.disappears(olga, thread, &question).await;
    let is_blocked = |wanted: bool| {
        town.sandbox.world().wait(PATIENCE, move |world| {
            let blocked = world.user(sales.id).is_ok_and(|sales| sales.blocked.contains(&ivan.id));
            (blocked == wanted).then_some(())
        })
    };
    assert!(is_blocked(true).await.is_some());
    agency.opens_dialogs(olga).await;
    town.presses(olga, &town.label("button-more")).await;
    town.waits(olga, &town.bot, "the blocked client", |seen| seen.text.starts_with("⛔ Ivan Petrov")).await;
    town.presses(olga, &town.label("button-unblock")).await;
    town.waits(olga, &town.bot, "the client let in", |seen| seen.text.starts_with("✅ Ivan Petrov")).await;
    assert!(is_blocked(false).await.is_some());
    town.client_writes(ivan, sales, &agency.desk, "I am sorry").await;
    agency.town.ends().await;
}
