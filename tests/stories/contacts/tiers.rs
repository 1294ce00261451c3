//! Who paid how much in all, at a glance: by the owner's tiers, for those who see the money (C4).

use crate::stories::{agency::Agency, staff::promotes};
use crate::town::Desk;
use pult::domain::{Lang, Role};
use telegram_sandbox::{Person, world::Seen};

in_every_language!(by_what_was_paid,);

async fn by_what_was_paid(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, desk, .. } = &agency;
    let (thread, _) = agency.hears_ivan().await;
    // Until an owner sets them, there are none, and the screen says how.
    town.tells(anna, "/currency RUB");
    town.shows(anna, &town.bot, &town.words("money-base-set", &[("currency", "RUB")])).await;
    town.tells(anna, "/agency");
    town.shows(anna, &town.bot, &town.words("agency-tiers-off", &[("example", "10000 50000 200000")])).await;
    town.tells(anna, "/agency tiers 3000 2000 1000");
    town.shows(anna, &town.bot, "/agency name North").await;
    town.tells(anna, "/agency tiers 1000 5000 20000");
    town.button(anna, &town.label("button-agency-tiers-off")).await;

    let paid = town.writes(olga, thread, "+5000 consultation");
    town.reaction(desk, thread, paid, "🤝").await;
    let silver = town.label("tier-silver");
    looks_at_ivan(&agency, anna, Some(&silver)).await;
    // In the tier's list.
    town.tells(anna, "/contacts");
    town.presses(anna, &town.label("button-tags")).await;
    town.presses(anna, &town.words("contacts-tier", &[("tier", &silver), ("n", "1")])).await;
    let listed = |seen: &Seen| seen.text.contains(&silver) && seen.text.contains("Ivan Petrov");
    town.waits(anna, &town.bot, "Ivan in the list", listed).await;
    // Of what Anna books herself an operator sees nothing, and the desk says nothing of any of it.
    let more = town.words("button-payment", &[]);
    looks_at_ivan(&agency, anna, Some(&silver)).await;
    town.presses(anna, &more).await;
    town.shows(anna, &town.bot, &town.words("pay-title", &[("name", "Ivan Petrov"), ("account", "Sales")])).await;
    town.tells(anna, "20000");
    let sum = match lang {
        Lang::En => "20,000\u{a0}₽",
        Lang::Ru => "20\u{a0}000\u{a0}₽",
    };
    town.shows(anna, &town.bot, &town.words("money-booked", &[("client", "Ivan Petrov"), ("amounts", sum)])).await;
    looks_at_ivan(&agency, anna, Some(&town.label("tier-gold"))).await;
    looks_at_ivan(&agency, olga, Some(&silver)).await;
    agency.nothing_reached_ivan(thread).await;
    let medal = |seen: &Seen| ["🥉", "🥈", "🥇"].iter().any(|medal| seen.text.contains(medal));
    let cards: Vec<_> = olga.sees(thread).into_iter().filter(Desk::is_card).collect();
    assert!(!cards.is_empty() && !cards.iter().any(medal), "{cards:?}");
    promotes(town, anna, "Olga", Role::Manager).await;
    town.shows(olga, &town.bot, &town.label("line-staff-manager")).await;
    looks_at_ivan(&agency, olga, Some(&town.label("tier-gold"))).await;

    town.tells(anna, "/agency");
    town.presses(anna, &town.label("button-agency-tiers-off")).await;
    town.button(anna, &town.words("button-agency-tiers", &[("sums", usual(lang))])).await;
    looks_at_ivan(&agency, anna, None).await;
    town.opens_panel(anna).await;
    town.presses(anna, &town.label("button-team")).await;
    town.presses(anna, &town.label("button-audit")).await;
    town.shows(anna, &town.bot, &town.words_before("audit-agency-tiers", "from")).await;
    agency.town.ends().await;
}

fn usual(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "10,000 · 50,000 · 200,000",
        Lang::Ru => "10\u{a0}000 · 50\u{a0}000 · 200\u{a0}000",
    }
}

/// Somebody opens Ivan's card, which says his tier, or none.
async fn looks_at_ivan(agency: &Agency, who: &Person, tier: Option<&str>) {
    let town = &agency.town;
    let asked = town.tells(who, "/contacts ivan");
    let label = |seen: &Seen| seen.buttons.iter().flatten().any(|button| button.text == "Ivan Petrov");
    let list = town.waits(who, &town.bot, "Ivan in the list", |seen| seen.id > asked && label(seen)).await;
    who.presses(&town.bot, list.id, "Ivan Petrov").await.expect("the bot answers a press");
    let how = town.label("contact-how").chars().take(20).collect::<String>();
    let card = |seen: &Seen| seen.id == list.id && seen.text.contains(&how);
    let card = town.waits(who, &town.bot, "Ivan's card", card).await;
    match tier {
        Some(tier) => assert!(card.text.contains(tier), "{tier} in {}", card.text),
        None => assert!(!["🥉", "🥈", "🥇"].iter().any(|medal| card.text.contains(medal)), "{}", card.text),
    }
}
