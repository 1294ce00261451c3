//! Dashboards as owners see them: they follow what happens, and stop when nobody looks.

use super::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(
    an_open_dashboard_follows,
    a_payment_shows_within_five_seconds,
    one_that_nobody_looks_at_stands_still,
    pages_are_edited_into_each_other,
    operators_have_none,
);

/// The line of the dashboard that begins as this message of the locale does, up to its first figure.
fn line<'a>(agency: &Agency, seen: &'a Seen, key: &str) -> Option<&'a str> {
    let label = agency.town.label(key);
    let begins = label.split('{').next().unwrap_or_default().trim_end().to_owned();
    seen.text.lines().find(|line| line.starts_with(&begins))
}

/// Anna opens the dashboard.
async fn opens(agency: &Agency) -> Seen {
    agency.town.tells(&agency.anna, "/dashboard");
    agency
        .town
        .waits(&agency.anna, &agency.town.bot, "the dashboard", |seen| line(agency, seen, "dashboard-sent").is_some())
        .await
}

/// Whether a line of the dashboard says this number.
fn says(agency: &Agency, seen: &Seen, key: &str, number: &str) -> bool {
    let digits = |line: &str| line.chars().filter(char::is_ascii_digit).collect::<String>();
    line(agency, seen, key).is_some_and(|line| digits(line) == number)
}

async fn an_open_dashboard_follows(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (anna, bot) = (&agency.anna, &agency.town.bot);
    let opened = opens(&agency).await;
    assert!(says(&agency, &opened, "dashboard-received", "0"), "{}", opened.text);
    agency.hears_ivan().await;
    let fits = |seen: &Seen| seen.id == opened.id && says(&agency, seen, "dashboard-received", "1");
    agency.town.waits_in_time(anna, bot, 5, "the message on the dashboard", fits).await;
    agency.town.ends().await;
}

async fn a_payment_shows_within_five_seconds(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (anna, bot) = (&agency.anna, &agency.town.bot);
    agency.town.tells(anna, "/currency RUB");
    agency.town.shows(anna, bot, &agency.town.words("money-base-set", &[("currency", "RUB")])).await;
    let (thread, _) = agency.hears_ivan().await;
    let opened = opens(&agency).await;
    assert!(says(&agency, &opened, "dashboard-today", "0"), "{}", opened.text);
    // The drawing that was asked for last is well past.
    agency.town.passes(10);
    agency.town.writes(&agency.olga, thread, "+5000 consultation");
    let fits = |seen: &Seen| seen.id == opened.id && says(&agency, seen, "dashboard-today", "5000");
    agency.town.waits_in_time(anna, bot, 5, "the payment on the dashboard", fits).await;
    agency.town.ends().await;
}

async fn one_that_nobody_looks_at_stands_still(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (anna, bot) = (&agency.anna, &agency.town.bot);
    let opened = opens(&agency).await;
    agency.town.passes(16 * 60);
    agency.hears_ivan().await;
    for _ in 0..10 {
        agency.town.passes(1);
    }
    let standing = anna.sees(bot).into_iter().find(|seen| seen.id == opened.id).expect("it stands there");
    assert!(says(&agency, &standing, "dashboard-received", "0"), "{}", standing.text);
    agency.town.presses(anna, &agency.town.label("button-refresh")).await;
    let fits = |seen: &Seen| seen.id == opened.id && says(&agency, seen, "dashboard-received", "1");
    agency.town.waits(anna, bot, "the message after a refresh", fits).await;
    agency.town.ends().await;
}

async fn pages_are_edited_into_each_other(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (anna, bot, town) = (&agency.anna, &agency.town.bot, &agency.town);
    agency.hears_ivan().await;
    let opened = opens(&agency).await;
    for (button, says) in [
        ("button-rhythm", town.label("rhythm-weekdays")),
        ("button-structure", town.label("picture-users")),
        ("button-activity", town.label("activity-legend")),
    ] {
        let before = anna.picture(bot, opened.id);
        town.presses(anna, &town.label(button)).await;
        let fits = |seen: &Seen| seen.id == opened.id && seen.media == Some("photo") && seen.text.contains(&says);
        town.waits(anna, bot, button, fits).await;
        assert_ne!(anna.picture(bot, opened.id), before, "another picture with {button}");
    }
    agency.town.ends().await;
}

async fn operators_have_none(lang: Lang) {
    let agency = Agency::opens(lang).await;
    agency.town.tells(&agency.olga, "/dashboard");
    agency.says(&agency.olga, &agency.town.bot, "line-not-allowed").await;
    agency.town.ends().await;
}
