//! What members did is told to owners side by side and to each of themselves (T5), at once.

use super::agency::Agency;
use pult::domain::Lang;

in_every_language!(a_day_of_work, other_days, ones_own_zone);

async fn a_day_of_work(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, .. } = &agency;
    town.passes(600);
    agency.answers(thread, "Good day").await;
    agency.answers(thread, "How can I help?").await;
    // Anna sees everybody.
    town.tells(anna, "/activity");
    town.shows(anna, &town.bot, &town.label("activity-legend")).await;
    town.waits(anna, &town.bot, "Olga's figures", |seen| seen.text.contains("↑ 2 · ↓ 1 · 💬 1 · 👤 0")).await;
    town.presses(anna, &town.words("button-activity-of", &[("name", "Olga")])).await;
    let messages = town.words("activity-messages", &[("sent", "2"), ("received", "1")]);
    let figures = town.shows(anna, &town.bot, &messages).await;
    // She waited for ten minutes and a little, told to within 5 %.
    let waited = [9, 10, 11].map(|minutes| town.numbered("short-time-minutes", minutes));
    assert!(waited.iter().any(|waited| figures.text.contains(waited)), "{}", figures.text);
    // Olga sees herself alone.
    town.tells(olga, "/activity 2020-01-01");
    town.shows(olga, &town.bot, &town.label("activity-nothing")).await;
    town.presses(olga, &town.label("activity-week")).await;
    let own = town.shows(olga, &town.bot, &messages).await;
    assert!(!own.text.contains("Anna"), "{}", own.text);
    town.tells(olga, "/activity soon");
    town.shows(olga, &town.bot, "/activity 2026-11-01 2026-11-15").await;
    agency.town.ends().await;
}

/// Days are chosen with buttons or typed; what are no days is answered with an example.
async fn other_days(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, .. } = &agency;
    town.tells(anna, "/dashboard");
    let other = town.label("button-other-days");
    town.presses(anna, &other).await;
    let first = town.label("calendar-first");
    town.waits(anna, &town.bot, "the calendar", |seen| seen.text.contains(&first)).await;
    town.tells(anna, "soon");
    town.shows(anna, &town.bot, &town.label("line-not-days")).await;
    town.tells(anna, "1.2.2025 – 15.2.2025");
    let typed = |seen: &telegram_sandbox::world::Seen| seen.media == Some("photo") && seen.text.contains(" 2025");
    town.waits(anna, &town.bot, "the days that were typed", typed).await;
    town.tells(anna, "/activity");
    town.presses(anna, &other).await;
    town.presses(anna, &town.label("button-last-month")).await;
    let chosen = |label: &str| label.starts_with('☑') && label.contains(" – ");
    let fits = |seen: &telegram_sandbox::world::Seen| seen.buttons.iter().flatten().any(|button| chosen(&button.text));
    town.waits(anna, &town.bot, "the month before", fits).await;
    agency.town.ends().await;
}

/// It is another time of the day where a member lives.
async fn ones_own_zone(lang: Lang) {
    let town = super::agency::town(lang).await;
    let anna = town.person("Anna");
    town.claims(&anna).await;
    town.tells(&anna, "/zone Mars/Olympus");
    town.shows(&anna, &town.bot, "/zone Europe/Riga").await;
    let before = town.opens_panel(&anna).await.text;
    let asked = town.tells(&anna, "/zone pacific/kiritimati");
    let settings = town.label("button-settings");
    let home = |seen: &telegram_sandbox::world::Seen| {
        seen.id > asked && seen.buttons.iter().flatten().any(|button| button.text == settings)
    };
    let after = town.waits(&anna, &town.bot, "the home screen", home).await.text;
    assert_ne!(before, after, "fourteen hours later");
    town.ends().await;
}
