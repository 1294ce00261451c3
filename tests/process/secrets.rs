//! A whole day at work leaves nothing readable behind: not in what the process prints, not in its directory. Both logins
//! with all that goes wrong in them, messages both ways, commands, a power cut and a stop.

use super::{PASSWORD, opens_agency, town};
use crate::{
    leaks::Secrets,
    town::{API_HASH, Town},
};
use std::fs;
use telegram_sandbox::world::CodeWay;

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

    // Another account comes by phone, and nothing goes right at once.
    let deliveries = town.person("Deliveries").phone("+37126660042").password(OTHER_PASSWORD, Some("tortoise"));
    let deliveries = deliveries.codes_by(&[CodeWay::App, CodeWay::Sms], 0);
    town.begins_phone_login(&agency.owner).await;
    town.types_secret(&agency.owner, "whatever-number-it-has").await;
    town.types_secret(&agency.owner, "+371 2666-0042").await;
    let dead = town.code_of(&agency.owner, &deliveries).await;
    town.types_secret(&agency.owner, &format!("the code is {dead}")).await;
    town.presses(&agency.owner, &town.label("button-fresh-code")).await;
    let code = town.code_of(&agency.owner, &deliveries).await;
    let wrong: String = code.chars().map(|digit| if digit == '4' { '7' } else { '4' }).collect();
    town.enters_code(&agency.owner, &wrong).await;
    town.keypad(&agency.owner, &town.numbered("login-code-wrong", 1)).await;
    town.enters_code(&agency.owner, &code).await;
    town.types_password(&agency.owner, "wrong-tortoise").await;
    town.types_password(&agency.owner, OTHER_PASSWORD).await;
    town.shows(&agency.owner, &town.bot, &town.label("login-done")).await;

    let token = town.bot.token();
    let key = fs::read_to_string(town.data_dir().join("master.key")).unwrap();
    let mut secrets = Secrets::default();
    for (name, text) in [
        ("a client's message", question),
        ("an answer", answer),
        ("a comment", "haggles-about"),
        ("a message that was edited", "Or-nougat"),
        ("a message that was deleted", edited),
        ("a word to the bot", "arzipan"),
        ("an owner's name", "Annabella"),
        ("an operator's name", "Olympia"),
        ("an account's name", "Salesdesk"),
        ("the other account's name", "Deliveries"),
        ("a client's name", "Ivanhoe"),
        ("a client's last name", "Petrovsky"),
        ("a client's username", "ivanhoe_p"),
        ("an account's number", "37120001234"),
        ("the other account's number", "37126660042"),
        ("that number as it was typed", "2666-0042"),
        ("what was no number", "whatever-number"),
        ("a client's number", "37129998877"),
        ("a password", PASSWORD),
        ("the other password", OTHER_PASSWORD),
        ("a wrong password", "wrong-horse-battery"),
        ("another wrong password", "wrong-tortoise"),
        ("a hint", "tortoise"),
        ("a code that was typed", &dead),
        ("a wrong code", &wrong),
        ("a code", &code),
        ("the bot's token", token.split_once(':').unwrap().1),
        ("the application's hash", API_HASH),
        ("the master key", key.trim()),
        ("the owner's link", claim.trim_start_matches("c_")),
        ("an invite", Town::payload(&agency.invite).trim_start_matches("j_")),
        ("a QR code", agency.login.trim_start_matches("tg://login?token=")),
    ] {
        secrets.add(name, text);
    }
    secrets.meant_for("owner-link", "the owner's link");
    secrets.meant_for("master.key", "the master key");

    secrets.none_in_files(&town.data_dir());
    let killed = pult.dies().await;
    secrets.none_in_files(&town.data_dir());
    let pult = setup.runs().await;
    town.client_writes(&agency.client, &agency.account, &agency.desk, "Or rather marzipan").await;
    let ended = pult.stops().await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(secrets.none_in_files(&town.data_dir()) > 10_000, "the store was looked at");

    for ended in [killed, ended] {
        assert!(ended.stderr.contains("\"level\":\"DEBUG\""), "it logs in detail:\n{}", ended.stderr);
        secrets.none_in_text("what it printed", &ended.stdout);
        secrets.none_in_text("its log", &ended.stderr);
        for line in ended.stderr.lines() {
            let json = serde_json::from_str::<serde_json::Value>(line);
            assert!(json.is_ok(), "not on a terminal a log is JSON: {line}");
        }
    }
}

/// The two-step password of the account that comes by phone.
const OTHER_PASSWORD: &str = "patient-tortoise-42";
