//! Pult stops, connections break, sessions end: nothing is lost, nothing happens twice, no secret stays behind.

mod log;

use super::agency::Agency;
use crate::leaks::Secrets;
use crate::town::Desk;
use pult::domain::Lang;
use telegram_sandbox::Topic;

in_every_language!(
    what_clients_did_meanwhile,
    what_operators_did_meanwhile,
    away_for_too_long,
    a_cut_connection,
    a_revoked_session,
    a_password_cut_off,
);

/// What stands in a thread, without Telegram's own lines.
fn thread_texts(agency: &Agency, thread: Topic) -> Vec<String> {
    let seen = agency.olga.sees(thread).into_iter().filter(|seen| !seen.service && !Desk::is_card(seen));
    seen.map(|seen| seen.text).collect()
}

/// So much has happened to the account that Telegram tells no difference any more.
async fn away_for_too_long(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let maria = agency.town.person("Maria");
    let answer = {
        let Agency { town, desk, ivan, sales, .. } = &agency;
        town.answers(desk, thread, ivan, sales, "Welcome").await
    };
    agency.town.stops_pult().await;
    {
        let Agency { town, ivan, sales, .. } = &agency;
        town.sandbox.world().with(|world| world.limits.difference = Some(100));
        ivan.reads(sales).expect("clients read");
        town.writes(ivan, sales, "One");
        town.writes(&maria, sales, "I am new here");
        let pavel = town.person("Pavel");
        let busy = sales.says(&pavel, "0").expect("accounts write");
        for number in 1..=150 {
            sales.edits(&pavel, busy, number.to_string().as_str()).expect("accounts edit");
        }
        let third = town.writes(ivan, sales, "Thre");
        ivan.edits(sales, third, "Three").expect("clients edit");
    }
    agency.town.starts_pult().await;
    let Agency { town, olga, desk, ivan, sales, .. } = &agency;
    town.shows(olga, thread, "Three").await;
    let marias = town.thread(desk, &maria).await;
    town.shows(olga, marias, "I am new here").await;
    town.reaction(desk, thread, answer, "👀").await;
    // Whatever would come twice has come by the time of the next message.
    town.client_writes(ivan, sales, desk, "Last").await;
    assert_eq!(thread_texts(&agency, thread), ["Hello", "Welcome", "One", "Three", "Last"]);
    agency.town.ends().await;
}

async fn what_clients_did_meanwhile(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let maria = agency.town.person("Maria");
    let slip = agency.ivan.says(&agency.sales, "A slip").expect("clients write");
    agency.town.shows(&agency.olga, thread, "A slip").await;
    let typo = agency.ivan.says(&agency.sales, "One cofee").expect("clients write");
    agency.town.shows(&agency.olga, thread, "One cofee").await;
    agency.town.stops_pult().await;
    {
        let Agency { town, ivan, sales, .. } = &agency;
        for words in ["One", "Two"] {
            town.writes(ivan, sales, words);
        }
        ivan.edits(sales, typo, "One coffee").expect("clients edit");
        ivan.deletes(sales, slip).expect("clients delete");
        let third = town.writes(ivan, sales, "Thre");
        ivan.edits(sales, third, "Three").expect("clients edit");
        let fourth = town.writes(ivan, sales, "Never mind");
        ivan.deletes(sales, fourth).expect("clients delete");
        town.writes(&maria, sales, "I am new here");
    }
    agency.town.starts_pult().await;
    let Agency { town, olga, desk, ivan, sales, .. } = &agency;
    town.shows(olga, thread, "Three").await;
    let [deleted, edited] = ["line-deleted-by-client", "line-edited-was"].map(|key| town.label(key));
    town.shows(olga, thread, &deleted).await;
    town.shows(olga, thread, &edited).await;
    let marias = town.thread(desk, &maria).await;
    town.shows(olga, marias, "I am new here").await;
    // Whatever would come twice has come by the time of the next message.
    town.client_writes(ivan, sales, desk, "Last").await;
    let slip = format!("{deleted}\nA slip");
    let corrected = format!("One coffee\n\n{edited}\nOne cofee");
    assert_eq!(thread_texts(&agency, thread), ["Hello", &slip, &corrected, "One", "Two", "Three", "Last"]);
    assert_eq!(thread_texts(&agency, marias), ["I am new here"]);
    agency.town.ends().await;
}

async fn what_operators_did_meanwhile(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let (thread, asked) = agency.hears_ivan().await;
    let wrong = agency.answers(thread, "Not for you").await;
    let typo = agency.answers(thread, "Untill 6").await;
    agency.town.stops_pult().await;
    {
        let Agency { town, olga, .. } = &agency;
        olga.deletes(thread, wrong).expect("operators delete");
        olga.edits(thread, typo, "Until 6").expect("operators edit");
        town.writes(olga, thread, "First");
        let regretted = town.writes(olga, thread, "Regretted");
        olga.deletes(thread, regretted).expect("operators delete");
        town.writes(olga, thread, "// between us");
        olga.replies(thread, asked.id, "Second").expect("operators reply");
    }
    agency.town.starts_pult().await;
    let Agency { town, ivan, sales, .. } = &agency;
    // The account connects first.
    town.shows_in_time(ivan, sales, 60, "Second").await;
    for gone in ["Not for you", "Regretted", "Untill 6"] {
        town.disappears(ivan, sales, gone).await;
    }
    agency.answers(thread, "Last").await;
    assert_eq!(agency.ivan_got(), ["Until 6", "First", "Second", "Last"]);
    let second = ivan.sees(sales).into_iter().find(|seen| seen.text == "Second").expect("it is there");
    assert_eq!(second.reply.map(|(_, words)| words).as_deref(), Some("Hello"));
    agency.town.ends().await;
}

async fn a_cut_connection(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    for round in ["one", "two", "three"] {
        let wrong = agency.answers(thread, &format!("Wrong {round}")).await;
        town.sandbox.cut(sales.id);
        // Deleted while the account sees nothing.
        olga.deletes(thread, wrong).expect("operators delete");
        let words = format!("Number {round}");
        town.client_writes(ivan, sales, desk, &words).await;
        town.disappears(ivan, sales, &format!("Wrong {round}")).await;
        agency.answers(thread, &format!("Answer {round}")).await;
    }
    assert_eq!(agency.ivan_got(), ["Answer one", "Answer two", "Answer three"]);
    assert_eq!(
        thread_texts(&agency, thread),
        ["Hello", "Number one", "Answer one", "Number two", "Answer two", "Number three", "Answer three"],
    );
    agency.town.ends().await;
}

async fn a_revoked_session(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    town.sandbox.revoke(sales.id);
    let told = town.words("line-account-login-needed", &[("account", "Sales")]);
    let alert = town.shows(anna, &town.bot, &told).await;
    town.writes(olga, thread, "I am here");
    town.writes(ivan, sales, "Are you there?");
    let again = town.label("button-sign-in-again");
    anna.presses(&town.bot, alert.id, &again).await.expect("the alert leads to a login");
    let code = town.qr(anna).await;
    town.scans(sales, &code).await;
    town.shows(anna, &town.bot, &town.label("login-done")).await;
    town.shows_in_time(ivan, sales, 60, "I am here").await;
    town.shows(olga, thread, "Are you there?").await;
    agency.answers(thread, "As you see").await;
    assert_eq!(agency.ivan_got(), ["I am here", "As you see"]);
    agency.town.ends().await;
}

/// The step is asked again; what was typed meanwhile is kept nowhere, nor is any other secret of the agency.
async fn a_password_cut_off(lang: Lang) {
    let log = log::Log::default();
    let _capturing = log.captures();
    let mut agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    agency.answers(thread, "An answer in confidence").await;
    let support = agency.town.person("Support").password("correct horse battery", None);
    let code = agency.town.begins_login(&agency.anna).await;
    agency.town.scans(&support, &code).await;
    let [asks, interrupted] = ["login-password", "line-login-interrupted"].map(|key| agency.town.label(key));
    agency.town.shows(&agency.anna, &agency.town.bot, &asks).await;
    agency.town.stops_pult().await;
    let typed = agency.anna.says(&agency.town.bot, "correct horse battery").expect("people type");
    agency.town.starts_pult().await;
    let Agency { town, anna, .. } = &agency;
    town.gone(anna, typed).await;
    let told = town.shows(anna, &town.bot, &interrupted).await;
    // Begun again, it works.
    let code = town.begins_login(anna).await;
    town.scans(&support, &code).await;
    let anew = |seen: &telegram_sandbox::world::Seen| seen.id > told.id && seen.text.contains(&asks);
    town.waits(anna, &town.bot, "the question anew", anew).await;
    town.types_password(anna, "correct horse battery").await;
    town.shows(anna, &town.bot, &town.label("login-done")).await;

    let owner_link = town.owner_link();
    let invite = town.invites(anna, &["Support"]).await;
    let token = town.bot.token();
    let phones = [agency.sales.phone_number(), support.phone_number()];
    agency.town.stops_pult().await;
    let mut secrets = Secrets::default();
    for (name, text) in [
        ("the password", "correct horse battery"),
        ("the bot's token", token.split_once(':').expect("a token has two parts").1),
        ("the owner's link", crate::town::Town::payload(&owner_link)),
        ("an invite", crate::town::Town::payload(&invite)),
        ("an answer", "An answer in confidence"),
        ("an account's number", &phones[0]),
        ("the other account's number", &phones[1]),
    ] {
        secrets.add(name, text);
    }
    // The file is there to be read, by the service's user only.
    secrets.meant_for("owner-link", "the owner's link");
    assert!(secrets.none_in_files(&agency.town.data_dir()) > 10_000, "the store's files were looked at");
    secrets.none_in_text("the log", &log.text());
    assert!(log.text().contains("Pult has stopped"), "the log was captured");
    agency.town.ends().await;
}
