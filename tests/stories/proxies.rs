//! Accounts behind proxies: set, tried, down, taken away, and never gone past (A4).

use super::agency::Agency;
use crate::town::{
    Town,
    proxy::{EXIT, Kind, Proxy},
};
use pult::domain::Lang;
use std::net::{IpAddr, Ipv4Addr};
use telegram_sandbox::{
    Person,
    world::{MessageId, World},
};

in_every_language!(by_socks5, by_http, wrong_use, dies_in_the_middle, signed_in_behind_one);

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

async fn goes_through(lang: Lang, kind: Kind, login: Option<(&'static str, &'static str)>) {
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
    assert_eq!(since.len(), proxy.through(), "the first of them was the trial");
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
    assert_eq!(since.len(), proxy.through());
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
