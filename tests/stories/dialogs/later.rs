//! D8: what is to happen later happens then, once, also after a restart; and can be taken back.

use crate::stories::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(a_reminder, a_message_for_later, what_is_not_a_time, nobody_is_there, a_client_who_waits_too_long);

const HOUR: u64 = 60 * 60;

/// By the language of the people.
fn said(lang: Lang, en: &str, ru: &str) -> String {
    match lang {
        Lang::En => en.to_owned(),
        Lang::Ru => ru.to_owned(),
    }
}

async fn a_reminder(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let words = said(lang, "/remind 2h call back", "/remind 2ч перезвонить");
    let asked = agency.town.writes(&agency.olga, thread, &words);
    let promise = agency.town.words_before("news-will-remind", "at");
    agency.answered(&agency.olga, thread, asked, &promise).await;
    // It outlives a restart, and goes off once.
    agency.town.stops_pult().await;
    agency.town.passes(3 * HOUR);
    agency.town.starts_pult().await;
    let Agency { town, olga, .. } = &agency;
    let text = said(lang, "call back", "перезвонить");
    let reminder = town.words("news-reminder", &[("name", "Ivan Petrov"), ("text", &text)]);
    let seen = town.shows(olga, &town.bot, &reminder).await;
    assert!(seen.buttons.iter().flatten().any(|button| button.text == town.label("button-to-thread")));
    town.disappears(olga, thread, &promise).await;
    // Another one is taken back.
    town.writes(olga, thread, &words);
    agency.presses_in(olga, thread, &town.label("button-cancel")).await;
    town.passes(3 * HOUR);
    agency.answers(thread, "Still here").await;
    let reminders = olga.sees(&town.bot).iter().filter(|seen| seen.text.contains(&reminder)).count();
    assert_eq!(reminders, 1);
    agency.town.ends().await;
}

async fn a_message_for_later(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let promise = town.words_before("news-will-send", "at");
    // Nine in the morning, and a little.
    let asked = town.writes(olga, thread, "/later 12:00 It is noon");
    agency.answered(olga, thread, asked, &promise).await;
    let asked = town.writes(olga, thread, &said(lang, "/later tomorrow 9:30 Never", "/later завтра в 9:30 Never"));
    agency.answered(olga, thread, asked, &promise).await;
    agency.presses_in(olga, thread, &town.label("button-cancel")).await;
    assert_eq!(agency.ivan_got(), [] as [String; 0]);
    town.passes(3 * HOUR);
    town.shows(ivan, sales, "It is noon").await;
    // In the thread it stands as what was sent, and bears the delivery state.
    let mark = town.label("line-sent-later");
    let shown = town.shows(olga, thread, &mark).await;
    assert!(shown.text.contains("It is noon"), "{}", shown.text);
    town.reaction(&agency.desk, thread, shown.id, "👌").await;
    town.disappears(olga, thread, &promise).await;
    // Sooner than planned.
    town.writes(olga, thread, "/later 20:00 Now after all");
    agency.presses_in(olga, thread, &town.label("button-send-now")).await;
    town.shows(ivan, sales, "Now after all").await;
    town.passes(48 * HOUR);
    agency.answers(thread, "The end").await;
    assert_eq!(agency.ivan_got(), ["It is noon", "Now after all", "The end"]);
    agency.town.ends().await;
}

async fn what_is_not_a_time(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, .. } = &agency;
    for (words, example) in [
        ("/remind call back", "/remind 2d"),
        ("/later 25:00 text", "/later 18:00"),
        ("/later 18:00", "/later 18:00"),
        ("/snooze soon", "/snooze 3h"),
        ("/snooze", "/snooze 3h"),
    ] {
        let wrong = town.writes(olga, thread, words);
        agency.answered(olga, thread, wrong, example).await;
    }
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

/// Anna opens the hours and alerts of the account.
async fn opens_routine(agency: &Agency) -> Seen {
    let Agency { town, anna, .. } = agency;
    town.tells(anna, "/accounts");
    town.presses(anna, "Sales").await;
    town.presses(anna, &town.label("button-routine")).await;
    town.shows(anna, &town.bot, &town.words("routine-title", &[("account", "Sales")])).await
}

async fn nobody_is_there(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    // In a wrong place it says where to begin.
    town.tells(anna, "/away Back at ten");
    agency.says(anna, &town.bot, "line-routine-which").await;
    opens_routine(&agency).await;
    town.tells(anna, "/away Back at ten");
    town.shows(anna, &town.bot, &town.words("routine-away", &[("text", "Back at ten")])).await;
    town.tells(anna, &said(lang, "/hours mon-fri 10-19", "/hours пн-пт 10-19"));
    town.shows(anna, &town.bot, "10:00–19:00").await;
    town.tells(anna, "/hours nine to five");
    town.shows(anna, &town.bot, "/hours mon-fri").await;
    // Nine in the morning: Ivan hears it once, and still waits for an answer.
    let (thread, _) = agency.hears_ivan().await;
    town.shows(ivan, sales, "Back at ten").await;
    let mark = town.label("line-sent-away");
    town.shows(olga, thread, &mark).await;
    let list = agency.opens_dialogs(olga).await;
    assert!(list.text.contains("🟪 Ivan Petrov"), "{}", list.text);
    town.client_writes(ivan, sales, &agency.desk, "Hello?").await;
    agency.answers(thread, "Good day").await;
    assert_eq!(agency.ivan_got(), ["Back at ten", "Good day"]);
    agency.town.ends().await;
}

async fn a_client_who_waits_too_long(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    opens_routine(&agency).await;
    town.presses(anna, &town.numbered("routine-minutes", 15)).await;
    town.shows(anna, &town.bot, &town.numbered("routine-alert", 15)).await;
    let (thread, _) = agency.hears_ivan().await;
    let alert = |seen: &Seen| seen.text.starts_with("⏳ Ivan Petrov (Sales)");
    town.passes(15 * 60);
    town.waits(olga, &town.bot, "the alert to whoever answers", alert).await;
    assert!(!anna.sees(&town.bot).iter().any(alert));
    town.passes(15 * 60);
    town.waits(anna, &town.bot, "the alert to the owner", alert).await;
    // Whoever is answered in time is no alert.
    agency.answers(thread, "Here I am").await;
    town.client_writes(ivan, sales, &agency.desk, "Thanks").await;
    agency.answers(thread, "You are welcome").await;
    town.passes(HOUR);
    agency.answers(thread, "Bye").await;
    assert_eq!(olga.sees(&town.bot).iter().filter(|seen| alert(seen)).count(), 1);
    agency.town.ends().await;
}
