//! Connecting accounts that should not, or cannot, be connected.

use crate::stories::agency::{Agency, town};
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(wrong_passwords, a_code_nobody_scans, a_code_that_was_replaced, people_who_are_no_accounts);

async fn wrong_passwords(lang: Lang) {
    let town = town(lang).await;
    let anna = town.person("Anna");
    let sales = town.person("Sales").password("correct horse", Some("the cat"));
    town.claims(&anna).await;
    let code = town.begins_login(&anna).await;
    town.scans(&sales, &code).await;
    for wrong in ["wrong horse", "Correct horse"] {
        town.types_password(&anna, wrong).await;
    }
    let counted = town.numbered("login-password-wrong", 2);
    let asked = town.shows(&anna, &town.bot, &counted).await;
    assert!(asked.text.contains(&town.words("login-password-hint", &[("hint", "the cat")])), "{}", asked.text);
    town.types_password(&anna, "correct horse").await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    let texts: Vec<_> = anna.sees(&town.bot).into_iter().filter(|seen| seen.own).map(|seen| seen.text).collect();
    assert!(texts.iter().all(|text| !text.contains("horse")), "{texts:?}");
    town.ends().await;
}

async fn a_code_nobody_scans(lang: Lang) {
    let town = town(lang).await;
    let (anna, sales) = (town.person("Anna"), town.person("Sales"));
    town.claims(&anna).await;
    let mut code = town.begins_login(&anna).await;
    let first = code.clone();
    // A new one comes by itself when the old one expires, for five minutes.
    for _ in 0..8 {
        town.passes(31);
        code = town.next_qr(&anna, &code).await.expect("a new code by itself");
    }
    assert_ne!(first, code);
    town.passes(60);
    town.shows(&anna, &town.bot, &town.label("login-failed-expired")).await;
    let gone = anna.wait_until(&town.bot, |screen| screen.iter().all(|seen| seen.media.is_none())).await;
    assert!(gone, "the code is taken away");
    for old in [&first, &code] {
        assert!(sales.scans_qr(old).is_err());
    }
    town.opens_panel(&anna).await;
    town.presses(&anna, &town.label("button-accounts")).await;
    town.shows(&anna, &town.bot, &town.label("accounts-none")).await;
    town.ends().await;
}

async fn a_code_that_was_replaced(lang: Lang) {
    let town = town(lang).await;
    let (anna, sales) = (town.person("Anna"), town.person("Sales"));
    town.claims(&anna).await;
    let old = town.begins_login(&anna).await;
    town.passes(31);
    let new = town.next_qr(&anna, &old).await.expect("a new code by itself");
    assert!(sales.scans_qr(&old).is_err(), "the old code is dead");
    town.scans(&sales, &new).await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    town.ends().await;
}

async fn people_who_are_no_accounts(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, sales, .. } = &agency;
    for (who, sentence) in [(olga, "login-failed-is-member"), (sales, "login-failed-already-managed")] {
        let code = town.begins_login(anna).await;
        town.scans(who, &code).await;
        agency.says(anna, &town.bot, sentence).await;
    }
    // Nothing of it was kept, and the account goes on working.
    town.opens_panel(anna).await;
    town.presses(anna, &town.label("button-accounts")).await;
    let named = |seen: &Seen, name: &str| seen.buttons.iter().flatten().filter(|button| button.text == name).count();
    let list = town.waits(anna, &town.bot, "the list of accounts", |seen| named(seen, "Sales") > 0).await;
    assert_eq!((named(&list, "Sales"), named(&list, "Olga")), (1, 0), "{}", list.text);
    agency.hears_ivan().await;
    agency.town.ends().await;
}
