//! What a person at the terminal is told when something about the start is wrong. Nothing is ever told of a secret.

use super::{program::Ended, town};
use crate::town::API_HASH;
use std::{collections::HashMap, fs, path::Path};
use telegram_sandbox::world::{Door, Fault};

use super::program::Setup;

/// Refused before anything was done.
fn settings_refused(ended: &Ended) -> &str {
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert_eq!(ended.stdout, "", "{ended:?}");
    &ended.stderr
}

/// Tried, and failed for a reason that the last line says in one sentence.
fn failed(ended: &Ended) -> &str {
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let last = ended.stderr.lines().last().unwrap_or_default();
    assert!(last.starts_with("pult: "), "{ended:?}");
    last
}

#[tokio::test]
async fn help_and_version_read_well_and_need_no_settings() {
    let setup = Setup::new(HashMap::new());
    let version = setup.ended(&["--version"]).await;
    assert_eq!((version.code, version.stdout), (Some(0), format!("pult {}\n", env!("CARGO_PKG_VERSION"))));
    let help = setup.ended(&["--help"]).await;
    assert_eq!(help.code, Some(0));
    insta::assert_snapshot!("help", help.stdout);
    let none = setup.ended(&[]).await;
    assert_eq!(none.code, Some(2));
    assert_eq!(none.stderr, help.stdout, "who asks for nothing is helped");
    assert!(setup.ended(&["walk"]).await.stderr.contains("unrecognized subcommand 'walk'"));
}

#[tokio::test]
async fn whatever_is_missing_is_named_with_an_example() {
    let setup = Setup::new(HashMap::new());
    for command in ["run", "owner-link"] {
        let ended = setup.ended(&[command]).await;
        insta::assert_snapshot!("nothing_set", settings_refused(&ended));
    }
    assert_eq!(fs::read_dir(setup.directory()).unwrap().count(), 0, "nothing was begun");
}

#[tokio::test]
async fn whatever_is_malformed_is_named_without_its_secrets() {
    let (town, mut setup) = town(51).await;
    let secret = "AAAnother-Secret_Of-A_Bot-That-Is-Not-Ours";
    setup.set("PULT_BOT_TOKEN", secret).set("PULT_API_HASH", &API_HASH[1..]).set("PULT_API_ID", "twelve");
    setup.set("PULT_ZONE", "Mars/Olympus").set("PULT_ZON", "UTC");
    setup.set("PULT_SANDBOX", town.address().replace("127.0.0.1", "192.0.2.1"));
    let ended = setup.ended(&["run"]).await;
    let told = settings_refused(&ended);
    assert!(!told.contains(secret) && !told.contains(&API_HASH[1..31]), "{told}");
    let lines: Vec<_> = told.lines().filter(|line| !line.contains("example: ")).collect();
    insta::assert_snapshot!("malformed", lines.join("\n"));
    assert_eq!(fs::read_dir(town.data_dir()).unwrap().count(), 0, "nothing was begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_serves_as_well_for_the_settings_and_for_the_sandbox() {
    let (town, mut setup) = town(52).await;
    let sandbox = setup.directory().join("sandbox.json");
    fs::write(&sandbox, town.address()).unwrap();
    let file = setup.directory().join("pult.toml");
    let lines = format!(
        "bot_token = \"{}\"\napi_id = 12345\napi_hash = \"{API_HASH}\"\nsandbox = \"{}\"\n",
        town.bot.token(),
        sandbox.display()
    );
    fs::write(&file, lines).unwrap();
    for name in ["PULT_BOT_TOKEN", "PULT_API_ID", "PULT_API_HASH", "PULT_SANDBOX", "PULT_DATA_DIR"] {
        setup.unset(name);
    }
    let mut pult = setup.starts(&["run", "--config", "pult.toml"]);
    pult.says("Pult is running").await;
    let owner = town.person("Annabella");
    let link = fs::read_to_string(setup.directory().join("pult-data/owner-link")).unwrap();
    let home = town.follows(&owner, link.trim()).await;
    assert!(!home.buttons.is_empty(), "{home:?}");
    assert_eq!(pult.stops().await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_said_so_and_not_shown() {
    let (town, mut setup) = town(53).await;
    let secret = "AAThis-Token-Was_Revoked-Long-Ago12";
    setup.set("PULT_BOT_TOKEN", format!("{}:{secret}", town.bot.id.0));
    for command in ["run", "owner-link"] {
        let ended = setup.ended(&[command]).await;
        assert!(failed(&ended).contains("check PULT_BOT_TOKEN"), "{ended:?}");
        assert!(!ended.stderr.contains(secret) && !ended.stdout.contains(secret), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_revoked_while_it_runs_ends_the_service_in_order() {
    let (town, setup) = town(54).await;
    let pult = setup.runs().await;
    town.claims(&town.person("Annabella")).await;
    town.sandbox.fault(Fault::error(Door::BotApi, "getUpdates", 401, "Unauthorized"));
    // Ends the request that is open.
    town.tells(&town.person("Annabella"), "/start");
    let ended = pult.ends().await;
    assert!(failed(&ended).contains("check PULT_BOT_TOKEN"), "{ended:?}");
    assert!(ended.stderr.contains("Pult has stopped"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_master_key_opens_nothing() {
    let (town, mut setup) = town(55).await;
    assert_eq!(setup.runs().await.stops().await.code, Some(0));
    let key = "5eed".repeat(16);
    setup.set("PULT_MASTER_KEY", &key);
    let ended = setup.ended(&["run"]).await;
    assert!(failed(&ended).contains("not the master key that the store was created with"), "{ended:?}");
    assert!(!ended.stderr.contains(&key), "{ended:?}");
    setup.unset("PULT_MASTER_KEY");
    let exposed = town.data_dir().join("master.key");
    fs::set_permissions(&exposed, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let ended = setup.ended(&["run"]).await;
    assert!(failed(&ended).contains("chmod 600"), "{ended:?}");
    fs::set_permissions(&exposed, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    assert_eq!(setup.runs().await.stops().await.code, Some(0), "nothing was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_a_newer_program_is_left_alone() {
    let (town, setup) = town(56).await;
    assert_eq!(setup.runs().await.stops().await.code, Some(0));
    let store = town.data_dir().join("store");
    set_schema(&store, 99);
    let ended = setup.ended(&["run"]).await;
    let told = failed(&ended);
    assert!(told.contains("schema 99") && told.contains("start the newer program again"), "{told}");
    set_schema(&store, 1);
    assert_eq!(setup.runs().await.stops().await.code, Some(0), "nothing was changed");
}

/// Writes another schema number behind the program's back; the row's key ends with its name, its value with the number.
fn set_schema(store: &Path, number: u32) {
    let tree = sled::Config::new().path(store).segment_size(8 << 20).open().expect("nobody has the store open");
    let schema = |key: &[u8]| key.windows(6).any(|part| part == b"schema");
    let rows = tree.iter().map(|row| row.expect("the store can be read"));
    let (key, value) = rows.into_iter().find(|(key, _)| schema(key)).expect("every store has a schema");
    let mut value = value.to_vec();
    let number_at = value.len() - 4;
    value[number_at..].copy_from_slice(&number.to_be_bytes());
    tree.insert(key, value).and_then(|_| tree.flush()).expect("the store can be written");
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_written_is_named() {
    let (_town, mut setup) = town(57).await;
    let file = setup.directory().join("a-file");
    fs::write(&file, "").unwrap();
    let directory = file.join("data");
    setup.set("PULT_DATA_DIR", directory.display());
    let ended = setup.ended(&["run"]).await;
    assert!(failed(&ended).contains(&format!("the data directory {}", directory.display())), "{ended:?}");
    if cfg!(target_os = "linux") {
        // There, and not even root may write in it.
        setup.set("PULT_DATA_DIR", "/proc/self");
        let ended = setup.ended(&["run"]).await;
        assert!(failed(&ended).contains("/proc/self"), "{ended:?}");
    }
}
