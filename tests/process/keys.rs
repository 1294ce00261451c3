//! `pult rotate-key` and `pult export`, while the service runs and while it does not.

use super::{opens_agency, program::Ended, town};
use crate::town::Town;
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

fn key(town: &Town) -> String {
    fs::read_to_string(town.data_dir().join("master.key")).expect("the key is in its file")
}

/// The command says where the new key is, and never what it is.
fn told_where(town: &Town, ended: &Ended, before: &str) {
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let file = town.data_dir().join("master.key");
    assert!(ended.stdout.contains(&file.display().to_string()), "{ended:?}");
    let new = key(town);
    assert_ne!(new, before);
    for secret in [new.trim(), before.trim()] {
        assert!(!ended.stdout.contains(secret) && !ended.stderr.contains(secret), "{ended:?}");
    }
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!file.with_file_name("master.key.next").exists(), "nothing is left beside it");
}

/// Where an export says that it is.
fn exported(ended: &Ended) -> serde_json::Value {
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let file = PathBuf::from(ended.stdout.trim().strip_prefix("Everything is in ").expect("it says where"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&file).expect("it is there");
    fs::remove_file(file).expect("it is ours");
    serde_json::from_str(&text).expect("it is JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_changes_under_a_running_service_and_everything_is_there_afterwards() {
    let (town, setup) = town(81).await;
    let pult = setup.runs().await;
    let agency = opens_agency(&town).await;
    let (topic, _) = town.client_writes(&agency.client, &agency.account, &agency.desk, "Under the first key").await;
    let first = key(&town);
    told_where(&town, &setup.ended(&["rotate-key"]).await, &first);
    town.answers(&agency.desk, topic, &agency.client, &agency.account, "Under the second").await;
    let second = key(&town);
    assert_eq!(pult.stops().await.code, Some(0));

    told_where(&town, &setup.ended(&["rotate-key"]).await, &second);
    let pult = setup.runs().await;
    town.client_writes(&agency.client, &agency.account, &agency.desk, "And under the third").await;
    assert_eq!(pult.stops().await.code, Some(0));

    fs::write(town.data_dir().join("master.key"), first).unwrap();
    let refused = setup.ended(&["run"]).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("not the master key"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_takes_everything_along_but_what_opens_accounts() {
    let (town, setup) = town(82).await;
    let pult = setup.runs().await;
    let agency = opens_agency(&town).await;
    let question = "Marzipan for the wedding?";
    town.client_writes(&agency.client, &agency.account, &agency.desk, question).await;
    let online = exported(&setup.ended(&["export"]).await);
    assert_eq!(pult.stops().await.code, Some(0));
    let offline = exported(&setup.ended(&["export"]).await);
    for export in [online, offline] {
        let text = export.to_string();
        for there in ["Annabella", "Olympia", "Salesdesk", "Ivanhoe", "Petrovsky", question] {
            assert!(text.contains(there), "{there} is missing");
        }
        let tables: Vec<_> = export.as_object().expect("tables by name").keys().cloned().collect();
        for there in ["members", "accounts", "contacts", "messages"] {
            assert!(tables.iter().any(|table| table == there), "no {there} among {tables:?}");
        }
        assert!(tables.iter().all(|table| !table.contains("session")), "{tables:?}");
    }
}
