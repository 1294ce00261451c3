//! In the panel: commands, buttons and links.

use crate::stories::agency::{Agency, button_data, town};
use crate::town::Town;
use pult::domain::Lang;
use std::time::Duration;
use telegram_sandbox::{
    Person,
    world::{Refusal, Seen},
};

in_every_language!(unknown_commands, buttons_of_others, forged_presses, stale_buttons, the_owners_link, invites);

async fn unknown_commands(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let town = &agency.town;
    let sentence = town.words("line-unknown-command", &[("command", "invoice")]);
    town.tells(&agency.olga, "/invoice 100");
    town.shows(&agency.olga, &town.bot, &sentence).await;
    for place in [thread, agency.desk.group.general()] {
        let asked = town.writes(&agency.olga, place, "/invoice@pult_bot 100");
        agency.answered(&agency.olga, place, asked, &sentence).await;
    }
    // Who is not in the team does not learn which commands there are.
    town.tells(&agency.ivan, "/invoice 100");
    agency.says(&agency.ivan, &town.bot, "line-not-a-member").await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

/// The setting of an invite with its button that makes one.
async fn invite_setup(town: &Town, owner: &Person) -> Seen {
    town.opens_panel(owner).await;
    town.presses(owner, &town.label("button-team")).await;
    town.presses(owner, &town.label("button-invite")).await;
    town.button(owner, &town.label("button-create-invite")).await
}

async fn buttons_of_others(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, ivan, .. } = &agency;
    let setup = invite_setup(town, anna).await;
    let create = button_data(&setup, &town.label("button-create-invite")).expect("a press");
    // Their Telegram may send Anna's bytes under a message of their own.
    let own = town.opens_panel(olga).await;
    let toast = town.forges(olga, &own, &create).await;
    assert_eq!(toast.text, Some(town.label("line-button-foreign")));
    town.writes(ivan, &town.bot, "/start");
    let told = agency.says(ivan, &town.bot, "line-not-a-member").await;
    assert!(matches!(ivan.forges_callback(&town.bot, told.id, &create).await, Err(Refusal::MessageNotFound(_)),));
    // A forwarded panel has no buttons, and its bytes nothing to stand under.
    let copy = anna.forwards(&town.bot, setup.id, olga).expect("a screen may be forwarded");
    let seen = olga.sees(anna).pop().expect("the copy arrived");
    assert!(seen.buttons.is_empty(), "{:?}", seen.buttons);
    assert!(anna.forges_callback(olga, copy, &create).await.is_err());

    // No second invite was made: Olga's is used up, so none is open.
    town.opens_panel(anna).await;
    town.presses(anna, &town.label("button-team")).await;
    let team = town.button(anna, &town.label("button-invite")).await;
    assert!(!team.text.contains(&town.label("team-open-invites")), "{}", team.text);
    agency.town.ends().await;
}

async fn forged_presses(lang: Lang) {
    let town = town(lang).await;
    let anna = town.person("Anna");
    town.claims(&anna).await;
    let home = town.opens_panel(&anna).await;
    let real = button_data(&home, &town.label("button-team")).expect("a press");
    let mut wrong_nonce = real.clone();
    wrong_nonce[3] = if wrong_nonce[3] == b'A' { b'B' } else { b'A' };
    let beyond = [&real[..16], b"99"].concat();
    let padded = [&real[..], b" "].concat();
    let noise: Vec<u8> = (0..64u8).map(|n| n.wrapping_mul(37) ^ 0x5a).collect();
    let stale = Some(town.label("line-button-stale"));
    for forged in [&wrong_nonce, &beyond, &padded, &noise, &vec![0xff; 17], &vec![0]] {
        assert_eq!(town.forges(&anna, &home, forged).await.text, stale, "{forged:?}");
    }
    // The real one still works.
    assert_eq!(town.forges(&anna, &home, &real).await.text, None);
    town.button(&anna, &town.label("button-invite")).await;
    town.ends().await;
}

async fn stale_buttons(lang: Lang) {
    let town = town(lang).await;
    let anna = town.person("Anna");
    town.claims(&anna).await;
    let home = town.opens_panel(&anna).await;
    let team = button_data(&home, &town.label("button-team")).expect("a press");
    town.presses(&anna, &town.label("button-settings")).await;
    let settings = town.button(&anna, &town.label("button-home")).await;
    town.passes(600);
    let stale = Some(town.label("line-button-stale"));
    assert_eq!(town.forges(&anna, &settings, &team).await.text, stale, "a screen that was redrawn");
    // A screen left open for two days.
    let back = button_data(&settings, &town.label("button-home")).expect("a press");
    town.passes(49 * 3600);
    assert_eq!(town.forges(&anna, &settings, &back).await.text, stale, "a screen that is too old");
    assert!(anna.sees(&town.bot).iter().any(|seen| seen.id == settings.id && seen.text == settings.text));
    town.ends().await;
}

async fn the_owners_link(lang: Lang) {
    let town = town(lang).await;
    let (anna, boris) = (town.person("Anna"), town.person("Boris"));
    let (link, unknown) = (town.owner_link(), town.label("line-link-unknown"));
    let mut forged = link.clone();
    let last = forged.pop().expect("a link has letters");
    forged.push(if last == 'A' { 'B' } else { 'A' });
    let torn = &link[..link.len() - 4];
    let of_other_kind = link.replace("start=c_", "start=j_");
    for wrong in [forged.as_str(), torn, &of_other_kind, "https://t.me/pult_bot?start=hello"] {
        let answer = town.follows(&boris, wrong).await;
        assert_eq!(answer.text, unknown, "{wrong}");
    }
    town.sandbox.advance(Duration::from_secs(24 * 3600 + 1));
    let late = town.follows(&anna, &link).await;
    assert!(late.text.starts_with(&town.words_before("line-link-expired", "at")), "{}", late.text);
    town.tells(&anna, "/start");
    town.shows(&anna, &town.bot, &town.label("line-not-a-member")).await;
    town.ends().await;
}

async fn invites(lang: Lang) {
    let town = town(lang).await;
    let [anna, olga, boris, sales] = ["Anna", "Olga", "Boris", "Sales"].map(|name| town.person(name));
    let claim = town.owner_link();
    town.claims(&anna).await;
    town.connects(&anna, &sales, None).await;
    assert_eq!(town.follows(&boris, &claim).await.text, town.label("line-link-used"), "the owner's link");
    let first = town.invites(&anna, &["Sales"]).await;
    // An account of the agency cannot be a member of its team.
    assert_eq!(town.follows(&sales, &first).await.text, town.label("line-accounts-cannot-join"));
    town.joins(&olga, &first).await;
    assert_eq!(town.follows(&boris, &first).await.text, town.label("line-link-used"));
    let second = town.invites(&anna, &["Sales"]).await;
    assert_ne!(first, second);
    town.sandbox.advance(Duration::from_secs(72 * 3600 + 1));
    let late = town.follows(&boris, &second).await;
    assert!(late.text.starts_with(&town.words_before("line-link-expired", "at")), "{}", late.text);
    let third = town.invites(&anna, &["Sales"]).await;
    town.presses(&anna, &town.label("button-revoke")).await;
    town.shows(&anna, &town.bot, &town.words_before("invite-revoked", "when")).await;
    let revoked = town.follows(&boris, &third).await;
    assert!(!revoked.text.contains("👋") && revoked.buttons.is_empty(), "{}", revoked.text);
    town.tells(&boris, "/start");
    town.shows(&boris, &town.bot, &town.label("line-not-a-member")).await;
    town.ends().await;
}
