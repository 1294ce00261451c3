//! `pult backup`, `pult restore`, `pult held` and `pult check`, from one server to the next.

use super::{opens_agency, program::Ended, town};
use crate::stories::contacts::erased::erases;
use age::secrecy::ExposeSecret;
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

/// Where a backup says that it is.
fn made(ended: &Ended) -> PathBuf {
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let file = PathBuf::from(ended.stdout.split(" holds ").next().expect("it says where"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_server_is_set_up_again_from_a_backup() {
    let (town, mut setup) = town(91).await;
    let refused = setup.ended(&["backup"]).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("pult recovery-key"), "it says what to do: {refused:?}");

    let (recovery, elsewhere) = (age::x25519::Identity::generate(), setup.directory().join("elsewhere"));
    setup.set("PULT_BACKUP_RECIPIENT", recovery.to_public()).set("PULT_BACKUP_DIR", elsewhere.display());
    let pult = setup.runs().await;
    let agency = opens_agency(&town).await;
    let (topic, _) = town.client_writes(&agency.client, &agency.account, &agency.desk, "Before the fire").await;
    town.answers(&agency.desk, topic, &agency.client, &agency.account, "We are here").await;
    let backup = made(&setup.ended(&["backup"]).await);
    assert_eq!(backup.parent(), Some(elsewhere.as_path()));
    fs::set_permissions(town.data_dir(), fs::Permissions::from_mode(0o700)).unwrap();
    let checked = setup.ended(&["check"]).await;
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert!(checked.stdout.contains("ok     clock"), "{checked:?}");
    assert_eq!(pult.stops().await.code, Some(0));

    let keys = setup.directory().join("recovery-key");
    fs::write(&keys, recovery.to_string().expose_secret()).unwrap();
    let new = setup.directory().join("new");
    let (backup, keys, shown) = (backup.to_str().unwrap(), keys.to_str().unwrap(), new.to_str().unwrap());
    let restored = setup.ended(&["restore", backup, "--into", shown, "--recovery-key-file", keys]).await;
    assert_eq!(restored.code, Some(0), "{restored:?}");
    assert_eq!(fs::metadata(new.join("master.key")).unwrap().permissions().mode() & 0o777, 0o600);
    let again = setup.ended(&["restore", backup, "--into", shown, "--recovery-key-file", keys]).await;
    assert!(again.code == Some(1) && again.stderr.contains("not empty"), "{again:?}");

    setup.set("PULT_DATA_DIR", shown);
    let pult = setup.runs().await;
    town.client_writes(&agency.client, &agency.account, &agency.desk, "After the fire").await;
    town.answers(&agency.desk, topic, &agency.client, &agency.account, "Still here").await;
    let held = setup.ended(&["held"]).await;
    assert!(held.code == Some(0) && held.stdout.contains("sends are held"), "{held:?}");
    assert_eq!(pult.stops().await.code, Some(0));
}

/// A backup from before an erasure does not bring the person back: the list beside it says who was erased (C6).
#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_was_erased_since_stays_erased() {
    let (town, mut setup) = town(94).await;
    let (recovery, elsewhere) = (age::x25519::Identity::generate(), setup.directory().join("elsewhere"));
    setup.set("PULT_BACKUP_RECIPIENT", recovery.to_public()).set("PULT_BACKUP_DIR", elsewhere.display());
    let pult = setup.runs().await;
    let agency = opens_agency(&town).await;
    let (topic, _) = town.client_writes(&agency.client, &agency.account, &agency.desk, "My parcel is Marzipan").await;
    let before = made(&setup.ended(&["backup"]).await);
    erases(&town, &agency.owner, "Ivanhoe Petrovsky", topic).await;
    made(&setup.ended(&["backup"]).await);
    let erased = fs::read_to_string(elsewhere.join("erased")).expect("the list is beside the backups");
    assert_eq!(erased.lines().count(), 1, "{erased}");
    assert_eq!(pult.stops().await.code, Some(0));

    let keys = setup.directory().join("recovery-key");
    fs::write(&keys, recovery.to_string().expose_secret()).unwrap();
    let new = setup.directory().join("new");
    let (before, keys, shown) = (before.to_str().unwrap(), keys.to_str().unwrap(), new.to_str().unwrap());
    let restored = setup.ended(&["restore", before, "--into", shown, "--recovery-key-file", keys]).await;
    assert!(restored.code == Some(0) && restored.stdout.contains("erased again: 1"), "{restored:?}");
    setup.set("PULT_DATA_DIR", shown);
    let exported = setup.ended(&["export"]).await;
    assert_eq!(exported.code, Some(0), "{exported:?}");
    let file = fs::read_dir(&new).unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| path.extension().is_some_and(|end| end == "json")).expect("it was written");
    let all = fs::read_to_string(file).unwrap();
    assert!(all.contains("Annabella") && !all.contains("Marzipan") && !all.contains("Ivanhoe"), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_opens_with_its_recovery_key_only_and_half_of_one_not_at_all() {
    let (_town, mut setup) = town(92).await;
    let recovery = age::x25519::Identity::generate();
    setup.set("PULT_BACKUP_RECIPIENT", recovery.to_public());
    let backup = made(&setup.ended(&["backup"]).await);
    let into = setup.directory().join("new");
    let restores = |key: &age::x25519::Identity, file: &std::path::Path| {
        let keys = setup.directory().join("key");
        fs::write(&keys, key.to_string().expose_secret()).unwrap();
        let arguments = [file, into.as_path(), keys.as_path()].map(|path| path.to_str().unwrap().to_owned());
        setup.starts(&["restore", &arguments[0], "--into", &arguments[1], "--recovery-key-file", &arguments[2]])
    };
    let other = restores(&age::x25519::Identity::generate(), &backup).ends().await;
    assert!(other.code == Some(1) && other.stderr.contains("does not open"), "{other:?}");

    let whole = fs::read(&backup).unwrap();
    let half = setup.directory().join("half.age");
    fs::write(&half, &whole[..whole.len() - 20]).unwrap();
    let cut = restores(&recovery, &half).ends().await;
    assert_eq!(cut.code, Some(1), "{cut:?}");
    assert_eq!(fs::read_dir(&into).unwrap().count(), 0, "nothing is left of it");

    assert_eq!(restores(&recovery, &backup).ends().await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_key_is_shown_on_a_terminal_and_nowhere_else() {
    let (_town, setup) = town(93).await;
    let shown = setup.starts_on_terminal(&["recovery-key"]).ends().await;
    assert_eq!(shown.code, Some(0), "{shown:?}");
    assert!(shown.stdout.contains("AGE-SECRET-KEY-1") && shown.stdout.contains("PULT_BACKUP_RECIPIENT=age1"));
    let refused = setup.ended(&["recovery-key"]).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(!refused.stdout.contains("AGE-SECRET-KEY"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_says_what_is_wrong_and_what_to_do() {
    let (town, setup) = town(94).await;
    fs::set_permissions(town.data_dir(), fs::Permissions::from_mode(0o755)).unwrap();
    let checked = setup.ended(&["check", "--offline"]).await;
    assert_eq!(checked.code, Some(1), "{checked:?}");
    for said in ["chmod 700", "pult recovery-key"] {
        assert!(checked.stdout.contains(said), "{said}: {checked:?}");
    }
    assert!(!checked.stdout.contains("bot token"), "nobody was asked: {checked:?}");
}
