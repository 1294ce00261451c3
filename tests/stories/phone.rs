//! Accounts that are signed in by phone.

use super::agency::{Agency, button_data, town};
use pult::domain::Lang;
use telegram_sandbox::{
    Person,
    world::{CodeWay, Door, Fault, Seen},
};

in_every_language!(
    number_code_and_password,
    a_wrong_number_and_a_wrong_code,
    a_code_that_is_typed,
    another_way_to_send_it,
    a_word_by_sms,
    signed_in_again_without_asking_for_the_number,
    nobody_under_this_number,
    the_other_way_round,
    two_owners_at_once,
    one_owner_two_logins,
    taps_that_come_too_late,
);

/// Nothing of what a person typed is left in their chat with the bot.
fn nothing_typed_is_left(who: &Person, place: &telegram_sandbox::Bot, secrets: &[&str]) {
    let own: Vec<_> = who.sees(place).into_iter().filter(|seen| seen.own).map(|seen| seen.text).collect();
    assert!(secrets.iter().all(|secret| own.iter().all(|text| !text.contains(secret))), "{own:?}");
}

async fn number_code_and_password(lang: Lang) {
    let town = town(lang).await;
    let anna = town.person("Anna");
    let sales = town.person("Sales").phone("37120001234").dc(4).password("correct horse", Some("the cat"));
    town.claims(&anna).await;
    town.begins_phone_login(&anna).await;
    town.types_secret(&anna, "00 371 2000-12-34").await;
    let asked = town.keypad(&anna, "○ ○ ○ ○ ○").await;
    assert!(asked.text.contains(&town.words("login-code-app", &[("number", "+37120001234")])), "{}", asked.text);
    let code = sales.login_code().expect("the code has come");
    town.enters_code(&anna, &code[..3]).await;
    let half = town.keypad(&anna, "● ● ● ○ ○").await;
    assert_eq!(half.text.replace('●', "○"), asked.text, "dots, and nothing of the code");
    anna.presses(&town.bot, half.id, "⌫").await.expect("a key");
    town.keypad(&anna, "● ● ○ ○ ○").await;
    town.enters_code(&anna, &code[2..]).await;
    let asked = town.shows(&anna, &town.bot, &town.label("login-password")).await;
    assert!(asked.text.contains("the cat"), "{}", asked.text);
    town.types_password(&anna, "wrong horse").await;
    town.types_password(&anna, "correct horse").await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    nothing_typed_is_left(&anna, &town.bot, &["horse", "2000", &code]);
    town.opens_panel(&anna).await;
    town.presses(&anna, &town.label("button-accounts")).await;
    town.shows(&anna, &town.bot, "+37120001234").await;
    town.ends().await;
}

async fn a_wrong_number_and_a_wrong_code(lang: Lang) {
    let town = town(lang).await;
    let (anna, sales) = (town.person("Anna"), town.person("Sales"));
    town.claims(&anna).await;
    town.begins_phone_login(&anna).await;
    for (typed, n) in [("my number", 1), ("8 800", 2)] {
        town.types_secret(&anna, typed).await;
        town.shows(&anna, &town.bot, &town.numbered("login-number-unreadable", n)).await;
    }
    town.sandbox.fault(Fault::error(Door::Mtproto, "auth.sendCode", 406, "PHONE_NUMBER_INVALID"));
    town.types_secret(&anna, "+371 20 001 235").await;
    town.shows(&anna, &town.bot, &town.label("login-number-refused")).await;
    town.types_secret(&anna, &format!("+{}", sales.phone_number())).await;
    let code = town.code_of(&anna, &sales).await;
    let wrong: String = code.chars().rev().map(|digit| if digit == '9' { '0' } else { '9' }).collect();
    for n in 1..=2 {
        town.enters_code(&anna, &wrong).await;
        town.keypad(&anna, &town.numbered("login-code-wrong", n)).await;
    }
    town.enters_code(&anna, &code).await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    town.ends().await;
}

async fn a_code_that_is_typed(lang: Lang) {
    let town = town(lang).await;
    let (anna, sales) = (town.person("Anna"), town.person("Sales"));
    town.claims(&anna).await;
    let code = town.comes_to_code(&anna, &sales).await;
    town.types_secret(&anna, "hello?").await;
    town.keypad(&anna, &town.label("login-code-use-keys")).await;
    town.types_secret(&anna, &format!("it is {code}")).await;
    town.shows(&anna, &town.bot, &town.label("login-code-typed")).await;
    assert_eq!(sales.login_code(), None, "Telegram has seen it, too");
    nothing_typed_is_left(&anna, &town.bot, &[&code]);
    town.presses(&anna, &town.label("button-fresh-code")).await;
    let fresh = town.code_of(&anna, &sales).await;
    town.enters_code(&anna, &fresh).await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    town.ends().await;
}

async fn another_way_to_send_it(lang: Lang) {
    let town = town(lang).await;
    let anna = town.person("Anna");
    let sales = town.person("Sales").codes_by(&[CodeWay::App, CodeWay::Sms, CodeWay::MissedCall], 60);
    town.claims(&anna).await;
    town.begins_phone_login(&anna).await;
    town.types_secret(&anna, &sales.phone_number()).await;
    let asked = town.keypad(&anna, &town.label("next-by-sms")).await;
    let by_sms = town.label("button-resend-sms");
    assert_eq!(button_data(&asked, &by_sms), None, "not yet");
    town.passes(60);
    town.presses(&anna, &by_sms).await;
    let number = format!("+{}", sales.phone_number());
    town.keypad(&anna, &town.words("login-code-sms", &[("number", &number)])).await;
    town.passes(60);
    town.presses(&anna, &town.label("button-resend-missed-call")).await;
    let asked = town.keypad(&anna, "+37167").await;
    assert_eq!(button_data(&asked, &by_sms), None, "all ways were used");
    // Five minutes later this one is over as well.
    town.passes(300);
    town.shows(&anna, &town.bot, &town.label("login-code-expired")).await;
    town.presses(&anna, &town.label("button-fresh-code")).await;
    let code = town.code_of(&anna, &sales).await;
    town.enters_code(&anna, &code).await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    town.ends().await;
}

async fn a_word_by_sms(lang: Lang) {
    let town = town(lang).await;
    let anna = town.person("Anna");
    let sales = town.person("Sales").codes_by(&[CodeWay::SmsWord], 60);
    town.claims(&anna).await;
    town.begins_phone_login(&anna).await;
    town.types_secret(&anna, &sales.phone_number()).await;
    let asked = town.shows(&anna, &town.bot, &town.label("login-code-type-words")).await;
    assert_eq!(button_data(&asked, "0"), None, "no keys for a word");
    town.types_secret(&anna, "tangerine").await;
    town.shows(&anna, &town.bot, &town.numbered("login-code-wrong", 1)).await;
    let word = sales.login_code().expect("the word has come");
    town.types_secret(&anna, &word).await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    town.ends().await;
}

async fn signed_in_again_without_asking_for_the_number(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, sales, .. } = &agency;
    town.sandbox.revoke(sales.id);
    let told = town.words("line-account-login-needed", &[("account", "Sales")]);
    let alert = town.shows(anna, &town.bot, &told).await;
    anna.presses(&town.bot, alert.id, &town.label("button-sign-in-again")).await.expect("it leads to a login");
    town.qr(anna).await;
    town.presses(anna, &town.label("button-by-phone")).await;
    let code = town.code_of(anna, sales).await;
    town.enters_code(anna, &code).await;
    town.shows(anna, &town.bot, &town.label("login-done")).await;
    town.picture_goes(anna).await;
    agency.answers(thread, "Here again").await;
    assert_eq!(agency.ivan_got(), ["Here again"]);
    agency.town.ends().await;
}

async fn nobody_under_this_number(lang: Lang) {
    let town = town(lang).await;
    let anna = town.person("Anna");
    town.claims(&anna).await;
    town.begins_phone_login(&anna).await;
    town.types_secret(&anna, "+371 2999 0000").await;
    town.keypad(&anna, "+37129990000").await;
    let code = town.sandbox.world().with(|world| world.code_for("37129990000")).expect("a code for a newcomer");
    town.enters_code(&anna, &code).await;
    town.shows(&anna, &town.bot, &town.label("login-failed-not-registered")).await;
    town.opens_panel(&anna).await;
    town.presses(&anna, &town.label("button-accounts")).await;
    town.shows(&anna, &town.bot, &town.label("accounts-none")).await;
    town.ends().await;
}

async fn the_other_way_round(lang: Lang) {
    let town = town(lang).await;
    let (anna, sales) = (town.person("Anna"), town.person("Sales"));
    town.claims(&anna).await;
    town.comes_to_code(&anna, &sales).await;
    town.presses(&anna, &town.label("button-cancel")).await;
    town.shows(&anna, &town.bot, &town.label("login-failed-cancelled")).await;
    town.presses(&anna, &town.label("button-begin-again")).await;
    town.presses(&anna, &town.label("button-begin-phone")).await;
    town.asks_number(&anna).await;
    town.presses(&anna, &town.label("button-by-qr")).await;
    let code = town.qr(&anna).await;
    town.scans(&sales, &code).await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    let cancelled = town.label("login-failed-cancelled");
    assert!(anna.sees(&town.bot).iter().all(|seen| !seen.text.contains(&cancelled)), "one screen, with the last word");
    assert_eq!(sales.login_code(), None, "the code of the login that was cancelled is called back");
    town.ends().await;
}

async fn two_owners_at_once(lang: Lang) {
    let town = town(lang).await;
    let (anna, boris) = (town.person("Anna"), town.person("Boris"));
    let (sales, support) = (town.person("Sales"), town.person("Support").password("correct horse", None));
    town.claims(&anna).await;
    town.claims_too(&boris).await;
    town.begins_phone_login(&anna).await;
    town.begins_phone_login(&boris).await;
    town.types_secret(&boris, &support.phone_number()).await;
    town.types_secret(&anna, &sales.phone_number()).await;
    let [of_sales, of_support] = [town.code_of(&anna, &sales).await, town.code_of(&boris, &support).await];
    let own = |who: &Person, other: &Person| {
        let number = format!("+{}", other.phone_number());
        who.sees(&town.bot).iter().all(|seen| !seen.text.contains(&number))
    };
    assert!(own(&anna, &support) && own(&boris, &sales), "each sees only their own");
    town.enters_code(&boris, &of_support).await;
    town.enters_code(&anna, &of_sales).await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    town.types_password(&boris, "correct horse").await;
    town.shows(&boris, &town.bot, &town.label("login-done")).await;
    town.ends().await;
}

async fn one_owner_two_logins(lang: Lang) {
    let town = town(lang).await;
    let anna = town.person("Anna");
    let [sales, support] = ["Sales", "Support"].map(|name| town.person(name).password("correct horse", None));
    town.claims(&anna).await;
    let code = town.begins_login(&anna).await;
    town.scans(&sales, &code).await;
    let first = town.shows(&anna, &town.bot, &town.label("login-password")).await;
    // The panel opens anew, below the login that waits.
    let code = town.comes_to_code(&anna, &support).await;
    town.enters_code(&anna, &code).await;
    let asks = town.label("login-password");
    let second =
        town.waits(&anna, &town.bot, "the other question", |seen| seen.id != first.id && seen.text.contains(&asks));
    let second = second.await;
    // What is typed answers the question that was asked last; then the other one is the last.
    let done = town.label("login-done");
    for asked in [&second, &first] {
        town.types_secret(&anna, "correct horse").await;
        town.waits(&anna, &town.bot, "this login's end", |seen| seen.id == asked.id && seen.text.contains(&done)).await;
    }
    nothing_typed_is_left(&anna, &town.bot, &["horse"]);
    town.opens_panel(&anna).await;
    town.presses(&anna, &town.label("button-accounts")).await;
    let list = town.shows(&anna, &town.bot, "Support").await;
    assert!(list.text.contains("Sales"), "{}", list.text);
    town.ends().await;
}

async fn taps_that_come_too_late(lang: Lang) {
    let town = town(lang).await;
    let (anna, sales) = (town.person("Anna"), town.person("Sales"));
    town.claims(&anna).await;
    let code = town.comes_to_code(&anna, &sales).await;
    let keypad = town.keypad(&anna, "○ ○ ○ ○ ○").await;
    let key = |seen: &Seen, label: &str| button_data(seen, label).expect("a key of the keypad");
    // The whole code on one drawing, and three taps too many, all at once.
    let keys: Vec<_> = code.chars().chain(['1', '2', '3']).map(|digit| key(&keypad, &digit.to_string())).collect();
    let taps = keys.iter().map(|data| anna.forges_callback(&town.bot, keypad.id, data));
    for answer in futures::future::join_all(taps).await {
        answer.expect("every tap is answered");
    }
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    // And once more, on a keypad of a login that is over.
    let answer = town.forges(&anna, &keypad, &keys[0]).await;
    assert!(
        answer.text.is_none() || answer.text.as_deref() == Some(town.label("line-button-stale").as_str()),
        "{answer:?}"
    );
    town.ends().await;
}
