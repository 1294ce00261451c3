//! What watches the service: health, readiness, metrics. None of it says anything about people.

use super::{
    opens_agency,
    program::{Program, Setup},
    town,
};
use crate::leaks::Secrets;
use pult::telemetry::metrics;
use telegram_sandbox::world::{Door, Effect, Fault};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Where the service says that it answers.
async fn watched(setup: &mut Setup) -> (Program, String) {
    setup.set("PULT_METRICS", "127.0.0.1:0");
    let mut pult = setup.starts(&["run"]);
    pult.says("Metrics and health can be asked for").await;
    let told = pult.told();
    let line = told.lines().find(|line| line.contains("Metrics and health")).expect("it said so");
    let line: serde_json::Value = serde_json::from_str(line).expect("logs of a service are JSON");
    let address = line["address"].as_str().expect("it says where").to_owned();
    (pult, address)
}

/// Status and text of a path, as a watcher asks for it.
async fn asks(address: &str, method: &str, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers");
    let (head, text) = answer.split_once("\r\n\r\n").expect("a head and a text");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, text.to_owned())
}

/// The sum of a metric over the labels that these words pick.
fn value(text: &str, name: &str, words: &[&str]) -> f64 {
    let line = |line: &&str| line.starts_with(name) && words.iter().all(|word| line.contains(word));
    text.lines().filter(line).filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_ready_when_telegram_has_answered_and_alive_before() {
    let (town, mut setup) = town(71).await;
    town.sandbox.fault(Fault::effect(Door::BotApi, "getMe", Effect::DropBefore).times(u32::MAX));
    let (mut pult, address) = watched(&mut setup).await;
    pult.says("The bot cannot start yet").await;
    let (status, text) = asks(&address, "GET", "/readyz").await;
    assert_eq!((status, text.contains("\"stage\":\"starting\"")), (503, true), "{text}");
    assert_eq!(asks(&address, "GET", "/healthz").await.0, 200);
    assert_eq!(asks(&address, "GET", "/metrics").await.0, 200);
    assert_eq!(setup.ended(&["health"]).await.code, Some(1), "not ready is not well");
    assert_eq!(pult.stops().await.code, Some(0));

    let (town, mut setup) = super::town(72).await;
    let (mut pult, address) = watched(&mut setup).await;
    pult.says("Pult is running").await;
    assert_eq!(asks(&address, "GET", "/readyz").await.0, 200);
    assert_eq!(asks(&address, "GET", "/").await.0, 404);
    assert_eq!(asks(&address, "POST", "/metrics").await.0, 405);
    let well = setup.ended(&["health"]).await;
    assert_eq!((well.code, well.stdout.contains("\"stage\":\"running\"")), (Some(0), true), "{well:?}");
    assert_eq!(pult.stops().await.code, Some(0));
    assert!(TcpStream::connect(&address).await.is_err(), "it ends with the service");
    assert_eq!(setup.ended(&["health"]).await.code, Some(1));
    drop(town);
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_the_work_and_name_nobody() {
    let (town, mut setup) = town(73).await;
    let (mut pult, address) = watched(&mut setup).await;
    pult.says("Pult is running").await;
    let agency = opens_agency(&town).await;
    town.sandbox.fault(Fault::flood(Door::BotApi, "sendMessage", 1));
    let question = "Marzipan for the wedding?";
    let (topic, _) = town.client_writes(&agency.client, &agency.account, &agency.desk, question).await;
    town.sandbox.fault(Fault::flood(Door::Mtproto, "messages.sendMessage", 4));
    town.answers(&agency.desk, topic, &agency.client, &agency.account, "Certainly").await;

    let (status, text) = asks(&address, "GET", "/metrics").await;
    assert_eq!(status, 200);
    let at_least = |name, words: &[&str], least| {
        let value = value(&text, name, words);
        assert!(value >= least, "{name} of {words:?} is {value}, not {least}:\n{text}");
    };
    at_least("pult_account_state{", &["account=\"1\"", "state=\"active\""], 1.0);
    at_least("pult_thread_lag_seconds_count", &[], 1.0);
    at_least("pult_thread_lag_seconds_bucket", &["le=\"60\""], 1.0);
    at_least("pult_commits_total", &["result=\"durable\""], 20.0);
    at_least("pult_commit_seconds_count", &[], 20.0);
    at_least("pult_events_total", &["event=\"message\""], 1.0);
    at_least("pult_bot_requests_total", &["action=\"open_thread\""], 1.0);
    at_least("pult_bot_failures_total", &["error=\"rate_limited\""], 1.0);
    at_least("pult_client_requests_total", &["action=\"send\""], 2.0);
    at_least("pult_client_failures_total", &["error=\"later\""], 1.0);
    at_least("pult_flood_waits_total", &["account=\"1\"", "method=\"messages.sendMessage\""], 1.0);
    at_least("process_resident_memory_bytes", &[], 1e6);
    at_least("pult_build_info", &[env!("CARGO_PKG_VERSION")], 1.0);
    assert_eq!(value(&text, "pult_account_state{", &["account=\"1\""]), 1.0, "an account is in one state");
    assert_eq!(value(&text, "pult_panics_total", &[]), 0.0);
    let outbox = text.lines().filter(|line| line.starts_with("pult_outbox_entries{")).count();
    assert_eq!(outbox, 2, "to clients and to the team:\n{text}");

    let known: Vec<_> = metrics::ALL.into_iter().map(|(name, ..)| name).collect();
    for line in text.lines().filter(|line| line.starts_with("# HELP")) {
        let name = line.split(' ').nth(2).unwrap_or_default();
        assert!(known.contains(&name), "{name} is in no list");
    }
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        assert!(known.iter().any(|name| line.starts_with(name)), "nobody has said what this is: {line}");
    }

    let mut secrets = Secrets::default();
    for (name, secret) in [
        ("the client's first name", "Ivanhoe"),
        ("the client's last name", "Petrovsky"),
        ("the client's phone", "37129998877"),
        ("the client's username", "ivanhoe_p"),
        ("the account's name", "Salesdesk"),
        ("the account's phone", "37120001234"),
        ("the operator's name", "Olympia"),
        ("what was written", question),
    ] {
        secrets.add(name, secret);
    }
    secrets.none_in_text("the metrics", &text);
    assert_eq!(pult.stops().await.code, Some(0));
}
