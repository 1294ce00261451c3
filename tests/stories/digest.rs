//! B6: how the day before went, told once a morning, whatever happened to the process.

use super::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(the_day_before, told_once_after_downtime, as_each_likes_it);

const DAY: u64 = 24 * 60 * 60;

/// The digests in Anna's panel.
fn digests(agency: &Agency) -> Vec<Seen> {
    let mut seen = agency.anna.sees(&agency.town.bot);
    seen.retain(|seen| seen.text.starts_with('🗞'));
    seen
}

/// Waits until Anna has been told so many times.
async fn told(agency: &Agency, times: usize) -> Seen {
    let town = &agency.town;
    // Jobs look around each half minute.
    for _ in 0..4 {
        let all = |seen: &[Seen]| seen.iter().filter(|seen| seen.text.starts_with('🗞')).count() == times;
        if agency.anna.wait_until(&town.bot, all).await {
            break;
        }
        town.passes(30);
    }
    let digests = digests(agency);
    assert_eq!(digests.len(), times, "{digests:#?}");
    digests.into_iter().next_back().expect("one at least")
}

async fn the_day_before(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    town.tells(anna, "/currency RUB");
    town.shows(anna, &town.bot, &town.words("money-base-set", &[("currency", "RUB")])).await;
    agency.answers(thread, "Good day").await;
    let written = town.writes(olga, thread, "+5000 consultation");
    town.reaction(&agency.desk, thread, written, "🤝").await;
    town.client_writes(ivan, sales, &agency.desk, "One more question").await;
    town.passes(DAY);
    let told = told(&agency, 1).await;
    assert_eq!(told.media, Some("photo"));
    let figure = |key: &str| town.words_before(key, "figure");
    let said = |key: &str, number: &str| {
        let digits = |line: &str| line.chars().filter(char::is_ascii_digit).collect::<String>();
        told.text.lines().any(|line| line.starts_with(&figure(key)) && digits(line) == number)
    };
    for (key, number) in
        [("digest-revenue", "5000"), ("digest-started", "1"), ("digest-received", "2"), ("digest-sent", "1")]
    {
        assert!(said(key, number), "{key} {number} in {}", told.text);
    }
    assert!(told.text.contains("Ivan Petrov (Sales)"), "{}", told.text);
    // What is opened from it stands below: the digest stays as it is.
    anna.presses(&town.bot, told.id, &town.label("button-waiting")).await.expect("the bot answers a press");
    let below = |seen: &Seen| seen.id > told.id && seen.text.contains("Ivan Petrov");
    town.waits(anna, &town.bot, "who waits, below the digest", below).await;
    assert_eq!(digests(&agency).last().map(|seen| seen.text.clone()), Some(told.text));
    agency.town.ends().await;
}

async fn told_once_after_downtime(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    agency.town.passes(DAY);
    told(&agency, 1).await;
    agency.town.stops_pult().await;
    agency.town.passes(3 * DAY);
    agency.town.starts_pult().await;
    told(&agency, 2).await;
    // And another start at that hour tells nothing anew.
    agency.town.stops_pult().await;
    agency.town.starts_pult().await;
    agency.town.passes(60);
    agency.town.tells(&agency.anna, "/dashboard");
    agency.town.button(&agency.anna, &agency.town.label("button-by-day")).await;
    assert_eq!(digests(&agency).len(), 2);
    agency.town.ends().await;
}

async fn as_each_likes_it(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, .. } = &agency;
    town.tells(anna, "/settings");
    town.presses(anna, &town.label("pictures-off")).await;
    // From nine to ten.
    town.presses(anna, "10:00 ▶").await;
    town.shows(anna, &town.bot, &town.words("settings-digest", &[("hour", "10:00")])).await;
    town.passes(DAY - 60 * 60);
    town.passes(60 * 60);
    assert_eq!(digests(&agency).len(), 0, "it is not ten yet");
    town.passes(60 * 60);
    let told = told(&agency, 1).await;
    assert_eq!(told.media, None);
    town.tells(anna, "/settings");
    town.presses(anna, &town.label("settings-digest-mute")).await;
    town.shows(anna, &town.bot, &town.label("settings-digest-off")).await;
    town.passes(2 * DAY);
    town.tells(anna, "/dashboard");
    town.button(anna, &town.label("button-by-day")).await;
    assert_eq!(digests(&agency).len(), 1);
    agency.town.ends().await;
}
