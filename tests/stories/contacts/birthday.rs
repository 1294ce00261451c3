//! C3: whoever answers a client hears of their birthday, before and on its morning, and greets with a tap.

use crate::stories::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(a_birthday);

const DAY: u64 = 24 * 60 * 60;

/// Waits for a reminder that begins like this message of the locale, while half minutes pass.
async fn reminded(agency: &Agency, key: &str) -> Seen {
    let Agency { town, olga, .. } = agency;
    let words = town.words(key, &[("name", "Ivan Petrov"), ("day", "…")]);
    let begins = words.split('…').next().unwrap_or_default().to_owned();
    town.shows_in_time(olga, &town.bot, 60, &begins).await
}

async fn a_birthday(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let told = agency.town.writes(&agency.olga, thread, "/card birthday 06.03.1992");
    agency.town.reaction(&agency.desk, thread, told, "👌").await;
    // Three days before it, though Pult was down at nine.
    agency.town.stops_pult().await;
    agency.town.passes(DAY);
    agency.town.starts_pult().await;
    let seen = reminded(&agency, "birthday-ahead").await;
    let greeting = agency.town.words("birthday-greeting", &[("name", "Ivan")]);
    assert!(seen.text.contains(&greeting) && seen.text.contains("34"), "{}", seen.text);
    {
        let Agency { town, olga, .. } = &agency;
        // It would go out by itself on that day; Olga thinks better of it.
        town.presses(olga, &town.label("button-greet-then")).await;
        town.shows(olga, &town.bot, &town.words_before("news-will-send", "at")).await;
        town.presses(olga, &town.label("button-cancel")).await;
        town.passes(3 * DAY);
    }
    reminded(&agency, "birthday-today").await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    town.presses(olga, &town.label("button-greet")).await;
    town.shows(ivan, sales, &greeting).await;
    town.passes(2 * DAY);
    agency.answers(thread, "How was the party?").await;
    assert_eq!(agency.ivan_got(), [greeting.as_str(), "How was the party?"]);
    let reminders = olga.sees(&town.bot).iter().filter(|seen| seen.text.starts_with('🎂')).count();
    assert_eq!(reminders, 2);
    agency.town.ends().await;
}
