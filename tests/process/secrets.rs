//! A whole day at work leaves nothing readable behind: not in what the process prints, not in its directory.

use super::{PASSWORD, opens_agency, town};
use crate::town::{API_HASH, Town};
use std::{
    fs,
    path::{Path, PathBuf},
};

#[tokio::test(flavor = "multi_thread")]
async fn neither_output_nor_directory_holds_what_people_wrote_or_what_opens_anything() {
    let (town, mut setup) = town(61).await;
    setup.set("PULT_LOG", "trace");
    let pult = setup.runs().await;
    let claim = Town::payload(&town.owner_link()).to_owned();
    let agency = opens_agency(&town).await;
    let question = "Marzipan for the wedding?";
    let answer = "Certainly-with-almonds";
    let comment = "// haggles-about-everything";
    let edited = "Gingerbread, after all";
    let (topic, _) = town.client_writes(&agency.client, &agency.account, &agency.desk, question).await;
    town.answers(&agency.desk, topic, &agency.client, &agency.account, answer).await;
    town.writes(&agency.operator, topic, comment);
    let changed = town.writes(&agency.client, &agency.account, "Or-nougat-instead");
    town.shows(&agency.operator, topic, "Or-nougat-instead").await;
    agency.client.edits(&agency.account, changed, edited).unwrap();
    town.shows(&agency.operator, topic, edited).await;
    agency.client.deletes(&agency.account, changed).unwrap();
    town.shows(&agency.operator, topic, "🗑").await;
    // A word to the bot that is no command, and a command it does not know.
    town.tells(&agency.owner, "What-does-marzipan-cost");
    town.tells(&agency.owner, "/marzipan almonds");
    town.waits(&agency.owner, &town.bot, "an answer", |seen| !seen.own && seen.text.contains("/marzipan")).await;

    let token = town.bot.token();
    let key = fs::read_to_string(town.data_dir().join("master.key")).unwrap();
    let secrets = [
        question,
        answer,
        "haggles-about",
        "Or-nougat",
        edited,
        "arzipan",
        "Annabella",
        "Olympia",
        "Salesdesk",
        "Ivanhoe",
        "Petrovsky",
        "ivanhoe_p",
        "37120001234",
        "37129998877",
        PASSWORD,
        token.split_once(':').unwrap().1,
        API_HASH,
        key.trim(),
        claim.trim_start_matches("c_"),
        "wrong-horse-battery",
        Town::payload(&agency.invite).trim_start_matches("j_"),
        agency.login.trim_start_matches("tg://login?token="),
    ];

    let alive = files(&town.data_dir());
    let ended = pult.stops().await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stderr.contains("\"level\":\"DEBUG\""), "it logs in detail:\n{}", ended.stderr);
    for line in ended.stderr.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "not on a terminal a log is JSON: {line}");
    }
    let places = [("stdout", ended.stdout), ("stderr", ended.stderr)].map(|(name, text)| (name.into(), text));
    let stopped = files(&town.data_dir());
    for files in [&alive, &stopped] {
        assert!(files.iter().any(|(path, text)| path.ends_with("store/db") && !text.is_empty()), "the store was read");
    }
    for (path, text) in places.iter().chain(&alive).chain(&stopped) {
        // These two are what the files are for.
        let meant = |secret| {
            path.ends_with("owner-link") && claim.ends_with(secret)
                || path.ends_with("master.key") && key.starts_with(secret)
        };
        for secret in secrets {
            assert!(secret.len() >= 6, "too short to mean anything: {secret}");
            let found = text.split('\n').find(|line| line.contains(secret));
            assert!(found.is_none() || meant(secret), "{secret:?} in {}: {found:?}", path.display());
        }
    }
}

/// Every file below a directory as text, its other bytes replaced. Sockets have none.
fn files(directory: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.is_file() {
            // The engine replaces some of its files while it runs.
            let bytes = fs::read(&path).unwrap_or_default();
            found.push((path, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    found
}
