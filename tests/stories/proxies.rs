//! Accounts and the bot behind proxies: set, tried, down, taken away, and never gone past (A4).
//!
//! `tests/proxies/run` tells the same stories through proxies that others wrote.

use super::agency::Agency;
use crate::town::{
    Plan, Town,
    proxy::{EXIT, Kind, Login, Proxy},
};
use pult::domain::Lang;
use std::net::{IpAddr, Ipv4Addr};
use telegram_sandbox::{
    Person,
    world::{MessageId, Seen, World},
};

in_every_language!(
    by_socks5,
    by_http,
    wrong_use,
    wrong_use_of_http,
    dies_in_the_middle,
    signed_in_behind_one,
    the_bot_by_socks5,
    the_bot_by_http,
    dies_under_the_bot
);

const LOGIN: (&str, &str) = ("anna", "hunter2");

/// From where connections to Telegram were made since the beginning.
fn callers(town: &Town) -> Vec<IpAddr> {
    town.sandbox.world().with(|world: &mut World| world.callers().to_vec())
}

/// Anna opens the screen of the proxy of Sales.
async fn opens_proxy(town: &Town, owner: &Person) {
    town.opens_panel(owner).await;
    town.presses(owner, &town.label("button-accounts")).await;
    let row = town.button_with(owner, "Sales").await;
    town.presses(owner, &row).await;
    town.presses(owner, &town.label("button-proxy")).await;
    town.shows(owner, &town.bot, &town.label("proxy-none")).await;
}

/// Somebody sends the address of a proxy; the message does not stay.
async fn sends(town: &Town, owner: &Person, address: &str) -> MessageId {
    town.act(owner, "socks5://••••••");
    let message = owner.says(&town.bot, address).expect("people may write to the bot");
    town.gone(owner, message).await;
    message
}

async fn goes_through(lang: Lang, kind: Kind, login: Login) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, sales, ivan, desk, .. } = &agency;
    let proxy = Proxy::starts(kind, login).await;
    opens_proxy(town, anna).await;
    let before = callers(town).len();
    sends(town, anna, &proxy.url(login)).await;
    let shown = town.words("account-proxy", &[("proxy", &proxy.url(None))]);
    town.shows(anna, &town.bot, &shown).await;
    town.client_writes(ivan, sales, desk, "Do you hear me?").await;
    agency.answers(thread, "Loud and clear").await;
    let since = callers(town).split_off(before);
    assert!(!since.is_empty() && since.iter().all(|from| *from == EXIT), "past the proxy: {since:?}");
    // The first of them was the trial.
    proxy.has_let_through(since.len()).await;
    // What anybody may look at names the address alone.
    let seen: String = anna.sees(&town.bot).into_iter().map(|seen| seen.text).collect();
    assert!(!seen.contains(LOGIN.1), "a password is shown to nobody: {seen}");
    town.presses(anna, &town.label("button-proxy")).await;
    town.presses(anna, &town.label("button-proxy-drop")).await;
    town.shows(anna, &town.bot, &town.label("proxy-none")).await;
    town.client_writes(ivan, sales, desk, "And now?").await;
    assert_eq!(callers(town).last(), Some(&IpAddr::V4(Ipv4Addr::LOCALHOST)), "directly again, since Anna said so");
    agency.town.ends().await;
}

async fn by_socks5(lang: Lang) {
    goes_through(lang, Kind::Socks5, Some(LOGIN)).await;
}

async fn by_http(lang: Lang) {
    goes_through(lang, Kind::Http, Some(LOGIN)).await;
}

/// What does not work is said in a sentence, and changes nothing.
async fn wrong_use(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, .. } = &agency;
    let mut proxy = Proxy::starts(Kind::Socks5, Some(LOGIN)).await;
    opens_proxy(town, anna).await;
    let before = callers(town).len();
    sends(town, anna, "10.0.0.7:1080").await;
    town.shows(anna, &town.bot, &town.label("proxy-unreadable")).await;
    sends(town, anna, &proxy.url(Some(("anna", "wrong")))).await;
    town.shows(anna, &town.bot, &town.label("proxy-login-refused")).await;
    sends(town, anna, &proxy.url(None)).await;
    town.shows(anna, &town.bot, &town.label("proxy-login-refused")).await;
    sends(town, anna, &proxy.url(Some(LOGIN)).replace("socks5", "http")).await;
    town.shows(anna, &town.bot, &town.label("proxy-no-proxy")).await;
    proxy.dies().await;
    sends(town, anna, &proxy.url(Some(LOGIN))).await;
    town.shows(anna, &town.bot, &town.label("proxy-unreachable")).await;
    assert_eq!(callers(town).len(), before, "nothing of it reached Telegram, nor was a connection made anew");
    agency.answers(thread, "All is well").await;
    agency.town.ends().await;
}

/// The same of one that speaks HTTP.
async fn wrong_use_of_http(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, .. } = &agency;
    let proxy = Proxy::starts(Kind::Http, Some(LOGIN)).await;
    opens_proxy(town, anna).await;
    let before = callers(town).len();
    for login in [None, Some(("anna", "wrong")), Some(("boris", "hunter2"))] {
        sends(town, anna, &proxy.url(login)).await;
        town.shows(anna, &town.bot, &town.label("proxy-login-refused")).await;
    }
    assert_eq!(callers(town).len(), before, "nothing of it reached Telegram");
    proxy.has_let_through(0).await;
    agency.town.ends().await;
}

/// A proxy that dies takes the account with it: it waits, its owner hears why, and it is back with the proxy.
async fn dies_in_the_middle(lang: Lang) {
    let agency = Agency::opens(lang).await;
    agency.hears_ivan().await;
    let Agency { town, anna, olga, sales, ivan, desk } = &agency;
    let mut proxy = Proxy::starts(Kind::Http, None).await;
    opens_proxy(town, anna).await;
    let before = callers(town).len();
    sends(town, anna, &proxy.url(None)).await;
    town.shows(anna, &town.bot, &town.words("account-proxy", &[("proxy", &proxy.url(None))])).await;
    let (thread, _) = town.client_writes(ivan, sales, desk, "Do you hear me?").await;
    proxy.dies().await;
    let whole = town.words("line-account-proxy-down", &[("account", "Sales"), ("since", "…")]);
    let told = whole.split('…').next().unwrap_or_default();
    let alert = town.shows_in_time(anna, &town.bot, 300, told).await;
    let helps = |key| alert.buttons.iter().flatten().any(|button| button.text == town.label(key));
    assert!(helps("button-proxy") && helps("button-reconnect"), "what helps is one tap away");
    ivan.says(sales, "Hello?").expect("clients write");
    proxy.rises().await;
    town.shows_in_time(olga, thread, 300, "Hello?").await;
    let since = callers(town).split_off(before);
    assert!(since.iter().all(|from| *from == EXIT), "past the proxy: {since:?}");
    proxy.has_let_through(since.len()).await;
    agency.town.ends().await;
}

/// An account can be signed in behind a proxy: Telegram never sees it come from anywhere else.
async fn signed_in_behind_one(lang: Lang) {
    let town = super::agency::town(lang).await;
    let (anna, sales) = (town.person("Anna"), town.person("Sales"));
    town.claims(&anna).await;
    let proxy = Proxy::starts(Kind::Socks5, None).await;
    town.opens_panel(&anna).await;
    town.presses(&anna, &town.label("button-accounts")).await;
    town.presses(&anna, &town.label("button-add-account")).await;
    town.presses(&anna, &town.label("button-proxy-first")).await;
    town.shows(&anna, &town.bot, &town.label("proxy-title-new")).await;
    sends(&town, &anna, &proxy.url(None)).await;
    town.presses(&anna, &town.label("button-begin")).await;
    let code = town.qr(&anna).await;
    town.scans(&sales, &code).await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    town.listens(&sales).await;
    let callers = callers(&town);
    assert!(!callers.is_empty() && callers.iter().all(|from| *from == EXIT), "past the proxy: {callers:?}");
    town.ends().await;
}

/// A town whose Pult speaks to the Bot API through a proxy.
async fn behind(lang: Lang, proxy: &Proxy, login: Login) -> Town {
    let mut town = Town::empty(Plan { seed: 1, lang, live: false }).await;
    town.sets("PULT_BOT_PROXY", &proxy.url(login));
    town.starts_pult().await;
    town
}

/// From where the Bot API was spoken to since the beginning.
fn bot_callers(town: &Town) -> Vec<IpAddr> {
    town.sandbox.world().with(|world: &mut World| world.bot_callers().to_vec())
}

/// The bot's updates, answers, pictures and files: all of it goes through the proxy.
async fn the_bot_goes_through(lang: Lang, kind: Kind, login: Login) {
    let proxy = Proxy::starts(kind, login).await;
    let mut town = behind(lang, &proxy, login).await;
    let (anna, sales) = (town.person("Anna"), town.person("Sales"));
    town.claims(&anna).await;
    // A QR code is a picture that is uploaded.
    let code = town.begins_login(&anna).await;
    town.scans(&sales, &code).await;
    town.shows(&anna, &town.bot, &town.label("login-done")).await;
    // What is still moving has arrived by then.
    town.stops_pult().await;
    let callers = bot_callers(&town);
    assert!(!callers.is_empty() && callers.iter().all(|from| *from == EXIT), "past the proxy: {callers:?}");
    proxy.has_let_through(callers.len()).await;
    town.ends().await;
}

async fn the_bot_by_socks5(lang: Lang) {
    the_bot_goes_through(lang, Kind::Socks5, None).await;
    the_bot_goes_through(lang, Kind::Socks5, Some(LOGIN)).await;
}

async fn the_bot_by_http(lang: Lang) {
    the_bot_goes_through(lang, Kind::Http, None).await;
    the_bot_goes_through(lang, Kind::Http, Some(LOGIN)).await;
}

/// While the bot's proxy is down the bot is silent: nothing goes past it, and nothing is lost.
async fn dies_under_the_bot(lang: Lang) {
    for kind in [Kind::Socks5, Kind::Http] {
        let mut proxy = Proxy::starts(kind, Some(LOGIN)).await;
        let town = behind(lang, &proxy, Some(LOGIN)).await;
        let anna = town.person("Anna");
        town.claims(&anna).await;
        proxy.dies().await;
        let asked = town.tells(&anna, "/help");
        town.passes(120);
        proxy.rises().await;
        let answer = |seen: &Seen| seen.id > asked && !seen.own;
        town.waits_in_time(&anna, &town.bot, 300, "the answer to what waited", answer).await;
        let callers = bot_callers(&town);
        assert!(callers.iter().all(|from| *from == EXIT), "past the proxy: {callers:?}");
        town.ends().await;
    }
}
