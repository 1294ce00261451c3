//! Accounts in trouble: what owners see of it, what they are told, and what they can do (A1, A4, A6, R11).

use super::agency::Agency;
use crate::town::{Town, picture};
use pult::domain::Lang;
use telegram_sandbox::{
    Person,
    world::{Door, Fault, MessageId, Outage, Seen},
};

in_every_language!(
    an_outage,
    a_half_open_connection,
    moved_to_another_data_centre,
    one_account_in_trouble_and_another_not,
    a_session_used_twice,
    a_frozen_account,
    an_account_switched_off,
    a_forgotten_key,
    a_login_elsewhere,
    a_flood_wait,
    an_account_limited,
    a_banned_account,
);

const SALES: (&str, &str) = ("account", "Sales");

/// What the panel says about an account, without the arguments that the story does not know.
fn alert(town: &Town, key: &str, unknown: &'static str) -> String {
    let whole = town.words(key, &[SALES, (unknown, "…")]);
    whole.split('…').next().unwrap_or_default().to_owned()
}

/// How often something was said in somebody's panel.
fn times(town: &Town, who: &Person, words: &str) -> usize {
    who.sees(&town.bot).iter().filter(|seen| seen.text.contains(words)).count()
}

/// The owner opens the card of Sales; returns the message it stands in.
async fn opens_card(town: &Town, owner: &Person) -> MessageId {
    let panel = town.opens_panel(owner).await;
    town.presses(owner, &town.label("button-accounts")).await;
    let row = town.button_with(owner, "Sales").await;
    town.presses(owner, &row).await;
    town.button(owner, &town.label("button-switch-off")).await;
    panel.id
}

/// Waits until the card, wherever it was opened, shows a state.
async fn card_shows(town: &Town, owner: &Person, card: MessageId, state: &str) -> Seen {
    let state = town.label(state);
    town.waits_in_time(owner, &town.bot, 300, &state, |seen| seen.id == card && seen.text.contains(&state)).await
}

async fn an_outage(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    let card = opens_card(town, anna).await;
    town.sandbox.outage(sales.id, Outage::Closed);
    ivan.says(sales, "Are you there?").expect("clients write");
    card_shows(town, anna, card, "state-disconnected").await;
    let told = alert(town, "line-account-unreachable", "since");
    assert_eq!(times(town, anna, &told), 0, "not before it lasts");
    let seen = town.shows_in_time(anna, &town.bot, 300, &told).await;
    assert!(seen.buttons.iter().flatten().any(|button| button.text == town.label("button-reconnect")));
    town.writes(olga, thread, "We are");
    town.passes(3600);
    town.sandbox.mend(sales.id);
    // Whoever does not want to wait for the next attempt presses the button.
    anna.presses(&town.bot, seen.id, &town.label("button-reconnect")).await.expect("the button is there");
    town.shows_in_time(olga, thread, 120, "Are you there?").await;
    town.shows_in_time(ivan, sales, 120, "We are").await;
    let well = town.words("line-account-active", &[SALES]);
    town.shows_in_time(anna, &town.bot, 180, &well).await;
    // The alert has become the account's card.
    assert_eq!((times(town, anna, &told), times(town, anna, &well)), (0, 1), "each is said once");
    agency.answers(thread, "As always").await;
    agency.town.ends().await;
}

/// A connection of which only one side knows that it is gone says nothing for ever: it is noticed, and made anew.
async fn a_half_open_connection(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    town.sandbox.strand(sales.id);
    ivan.says(sales, "Is anybody there?").expect("clients write");
    town.shows_in_time(olga, thread, 300, "Is anybody there?").await;
    agency.answers(thread, "We are").await;
    let told = alert(town, "line-account-unreachable", "since");
    assert_eq!(times(town, anna, &told), 0, "what heals by itself is no news");
    agency.town.ends().await;
}

/// Telegram keeps an account somewhere else from now on: nobody notices.
async fn moved_to_another_data_centre(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    agency.sales = agency.sales.dc(4);
    agency.town.writes(&agency.olga, thread, "We have moved");
    agency.town.shows_in_time(&agency.ivan, &agency.sales, 60, "We have moved").await;
    agency.ivan.says(&agency.sales, "Far away?").expect("clients write");
    agency.town.shows_in_time(&agency.olga, thread, 60, "Far away?").await;
    // What a client attaches lies where the client is.
    agency.ivan.sends_photo(&agency.sales, picture(4_000), "From afar").expect("clients send photos");
    let shown = agency.town.shows_in_time(&agency.olga, thread, 60, "From afar").await;
    assert_eq!(shown.media, Some("photo"), "it was fetched there");
    agency.town.stops_pult().await;
    agency.town.starts_pult().await;
    agency.answers(thread, "Not at all").await;
    let Agency { town, anna, .. } = &agency;
    let told = ["line-account-login-needed", "line-account-unreachable"].map(|key| alert(town, key, "since"));
    assert!(told.iter().all(|told| times(town, anna, told) == 0), "nobody is bothered with it");
    agency.town.ends().await;
}

/// What befalls one account is seen nowhere else (A6).
async fn one_account_in_trouble_and_another_not(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, sales, .. } = &agency;
    let support = town.person("Support");
    town.connects(anna, &support, None).await;
    town.sandbox.end_sessions(support.id, telegram_sandbox::world::SessionEnd::Banned);
    town.shows(anna, &town.bot, &town.words("line-account-banned", &[("account", "Support")])).await;
    town.client_writes(&agency.ivan, sales, &agency.desk, "And you?").await;
    agency.answers(thread, "All is well").await;
    let card = opens_card(town, anna).await;
    card_shows(town, anna, card, "state-active").await;
    agency.town.ends().await;
}

async fn a_session_used_twice(lang: Lang) {
    let agency = Agency::opens(lang).await;
    agency.hears_ivan().await;
    let Agency { town, anna, sales, .. } = &agency;
    let card = opens_card(town, anna).await;
    town.sandbox.end_sessions(sales.id, telegram_sandbox::world::SessionEnd::Duplicated);
    let told = town.shows(anna, &town.bot, &town.words("line-account-duplicated", &[SALES])).await;
    card_shows(town, anna, card, "state-login-needed").await;
    let again = town.label("button-sign-in-again");
    assert!(told.buttons.iter().flatten().any(|button| button.text == again), "what helps is one tap away");
    agency.town.ends().await;
}

async fn a_frozen_account(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, sales, .. } = &agency;
    let card = opens_card(town, anna).await;
    let refused = Fault::error(Door::Mtproto, "messages.sendMessage", 420, "FROZEN_METHOD_INVALID");
    town.sandbox.fault(refused.only(sales.id));
    town.writes(olga, thread, "How are you?");
    let told = town.words("line-account-frozen", &[SALES]);
    town.shows(anna, &town.bot, &told).await;
    card_shows(town, anna, card, "state-frozen").await;
    town.shows(olga, thread, &town.label("reason-account-limited")).await;
    assert_eq!(times(town, anna, &told), 1);
    agency.town.ends().await;
}

async fn an_account_switched_off(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    {
        let Agency { town, anna, ivan, sales, .. } = &agency;
        let card = opens_card(town, anna).await;
        town.presses(anna, &town.label("button-switch-off")).await;
        town.presses(anna, &town.label("button-switch-off-now")).await;
        card_shows(town, anna, card, "state-disconnected").await;
        town.writes(ivan, sales, "Nobody hears this");
    }
    agency.town.stops_pult().await;
    agency.town.starts_pult().await;
    let Agency { town, anna, olga, .. } = &agency;
    town.passes(600);
    assert!(olga.sees(thread).iter().all(|seen| !seen.text.contains("Nobody hears this")));
    let off = town.words("line-account-switched-off", &[SALES]);
    assert_eq!(times(town, anna, &off), 0, "whoever did it knows");
    town.presses(anna, &town.label("button-reconnect")).await;
    town.shows_in_time(olga, thread, 60, "Nobody hears this").await;
    let well = town.words("line-account-active", &[SALES]);
    agency.answers(thread, "Now we do").await;
    town.passes(120);
    agency.answers(thread, "Anything else?").await;
    assert_eq!(times(town, anna, &well), 0, "there was no trouble");
    agency.town.ends().await;
}

async fn a_forgotten_key(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    town.sandbox.forget_keys(sales.id);
    let told = town.words("line-account-key-unknown", &[SALES]);
    let seen = town.shows_in_time(anna, &town.bot, 120, &told).await;
    town.writes(ivan, sales, "Hello again");
    town.sandbox.mend(sales.id);
    anna.presses(&town.bot, seen.id, &town.label("button-reconnect")).await.expect("the button is there");
    town.shows_in_time(olga, thread, 60, "Hello again").await;
    town.shows_in_time(anna, &town.bot, 180, &town.words("line-account-active", &[SALES])).await;
    agency.answers(thread, "The same key still fits").await;
    agency.town.ends().await;
}

async fn a_login_elsewhere(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, sales, .. } = &agency;
    sales.signs_in_on("A strange tablet").expect("whoever has the code gets in");
    town.shows(anna, &town.bot, &town.words("line-new-login", &[SALES])).await;
    agency.answers(thread, "Business as usual").await;
    // Telegram's own words about it, and the code, are seen by nobody.
    let code = sales.sees(telegram_sandbox::world::OFFICIAL).last().expect("Telegram wrote").text.clone();
    assert!(code.contains("A strange tablet"));
    let everywhere = [anna.sees(&town.bot), olga.sees(&town.bot), olga.sees(agency.desk.group)].concat();
    assert!(everywhere.iter().all(|seen| !seen.text.contains("A strange tablet")));
    assert_eq!(times(town, olga, &town.words("line-new-login", &[SALES])), 0, "operators are not told");
    agency.town.ends().await;
}

async fn a_flood_wait(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let told = alert(&agency.town, "line-account-wait", "until");
    {
        let Agency { town, anna, olga, sales, .. } = &agency;
        town.sandbox.fault(Fault::flood(Door::Mtproto, "messages.sendMessage", 1200).only(sales.id));
        let first = town.writes(olga, thread, "One");
        town.writes(olga, thread, "Two");
        town.waits_in_time(olga, thread, 30, "the reaction ✍", |seen| {
            seen.id == first && seen.reactions.iter().any(|reaction| reaction == "✍")
        })
        .await;
        town.shows(anna, &town.bot, &told).await;
        let card = opens_card(town, anna).await;
        card_shows(town, anna, card, "state-limited").await;
    }
    agency.town.stops_pult().await;
    agency.town.starts_pult().await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    town.passes(300);
    town.writes(olga, thread, "Three");
    assert_eq!(agency.ivan_got(), Vec::<String>::new(), "the wait outlives a restart");
    town.passes(900);
    town.shows_in_time(ivan, sales, 60, "Three").await;
    assert_eq!(agency.ivan_got(), ["One", "Two", "Three"]);
    town.shows_in_time(anna, &town.bot, 120, &town.words("line-account-active", &[SALES])).await;
    assert_eq!(times(town, anna, &told), 1);
    agency.town.ends().await;
}

async fn an_account_limited(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    let refused = Fault::error(Door::Mtproto, "messages.sendMessage", 400, "PEER_FLOOD");
    town.sandbox.fault(refused.only(sales.id));
    town.writes(olga, thread, "How are you?");
    town.shows(anna, &town.bot, &town.words("line-account-limited", &[SALES])).await;
    town.shows(olga, thread, &town.label("reason-account-limited")).await;
    // Those who wrote are answered.
    let again = town.label("button-retry");
    let failed = town
        .waits(olga, thread, "a button to send again", |seen| {
            seen.buttons.iter().flatten().any(|button| button.text == again)
        })
        .await;
    olga.presses(thread, failed.id, &again).await.expect("the button is there");
    town.shows(ivan, sales, "How are you?").await;
    agency.town.ends().await;
}

async fn a_banned_account(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, sales, .. } = &agency;
    let card = opens_card(town, anna).await;
    town.sandbox.end_sessions(sales.id, telegram_sandbox::world::SessionEnd::Banned);
    let told = town.shows(anna, &town.bot, &town.words("line-account-banned", &[SALES])).await;
    card_shows(town, anna, card, "state-banned").await;
    let labels: Vec<_> = told.buttons.iter().flatten().map(|button| button.text.clone()).collect();
    assert_eq!(labels, [town.label("button-details")], "a new login would not help");
    town.writes(olga, thread, "This stays here");
    assert_eq!(agency.ivan_got(), Vec::<String>::new());
    agency.town.ends().await;
}
