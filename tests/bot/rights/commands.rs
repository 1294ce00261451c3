//! Every command, in the panel and in threads, and what is simply written into a thread.

use super::{
    Row,
    cast::{Aim, Cast, RELATIONS, Who},
    is_refusal, row,
};
use pult::team::Action::*;
use std::collections::HashMap;
use telegram_sandbox::world::{MessageId, Rights, Seen};

/// What is typed, and where.
pub enum Typed {
    Panel(String),
    Thread(String),
}

const OWNER: [&str; 3] = ["", "", "g"];
const LEADERS: [&str; 3] = ["", "g", "g"];
const EVERYBODY: [&str; 3] = ["g", "g", "g"];
const DIALOG: [&str; 3] = ["o", "ocq", "ocqxy"];
const LED: [&str; 3] = ["", "ocq", "ocqxy"];

fn panel(words: &str) -> Typed {
    Typed::Panel(words.to_owned())
}

fn thread(words: &str) -> Typed {
    Typed::Thread(words.to_owned())
}

#[rustfmt::skip]
pub fn rows() -> Vec<Row<Typed>> {
    vec![
        row(Settings, |_| panel("/start"), "g", EVERYBODY),
        row(SeeDashboard, |_| panel("/dashboard"), "g", LEADERS),
        row(Converse, |_| panel("/dialogs"), "g", EVERYBODY),
        row(KeepContacts, |_| panel("/contacts"), "g", EVERYBODY),
        row(StartDialog, |_| panel("/new @somebody"), "g", LEADERS),
        row(SeeAccounts, |_| panel("/accounts"), "g", LEADERS),
        row(SeeTeam, |_| panel("/team"), "g", LEADERS),
        row(Settings, |_| panel("/activity"), "g", EVERYBODY),
        row(Settings, |_| panel("/settings"), "g", EVERYBODY),
        row(SetAgency, |_| panel("/agency"), "g", OWNER),
        row(SetAgency, |_| panel("/agency name North"), "g", OWNER),
        row(Settings, |_| panel("/name Somebody"), "g", EVERYBODY),
        row(Settings, |_| panel("/zone Europe/Riga"), "g", EVERYBODY),
        row(BindDesk, |_| panel("/bind"), "g", EVERYBODY),
        row(Converse, |_| panel("/find hello"), "g", EVERYBODY),
        row(ManageAccounts, |_| panel("/hours 9-18"), "g", OWNER),
        row(ManageAccounts, |_| panel("/away Back at nine"), "g", OWNER),
        row(BookPayment, |_| panel("/pay"), "g", EVERYBODY),
        row(SeeMoney, |_| panel("/money"), "g", EVERYBODY),
        row(CorrectPayment, |aim| Typed::Panel(format!("/void {} twice", aim.entry)), RELATIONS, LED),
        row(CorrectPayment, |aim| Typed::Panel(format!("/correct {} 6000 typo", aim.entry)), RELATIONS, LED),
        row(SetMoney, |_| panel("/currency"), "g", OWNER),
        row(SetMoney, |_| panel("/currency EUR"), "g", OWNER),
        row(SetMoney, |_| panel("/rate USD 0.9"), "g", OWNER),
        row(ExportPayments, |_| panel("/export"), "g", LEADERS),
        row(ExportPayments, |_| panel("/export 2026-03-01 2026-03-31"), "g", LEADERS),
        row(KeepContacts, |_| panel("/notes"), "g", EVERYBODY),
        row(Converse, |_| panel("/t"), "g", EVERYBODY),
        row(Converse, |_| thread("Good day"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/del"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/close"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/reopen"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/snooze 1h"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/remind 2d call"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/later 2d Good day"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/mute"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/block"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/find hello"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/files"), RELATIONS, DIALOG),
        row(Converse, |_| thread("/t t3"), RELATIONS, DIALOG),
        row(KeepContacts, |_| thread("/card city Riga"), RELATIONS, DIALOG),
        row(KeepContacts, |_| thread("/note likes tea"), RELATIONS, DIALOG),
        row(KeepContacts, |_| thread("/notes"), RELATIONS, DIALOG),
        row(BookPayment, |_| thread("/pay 50"), RELATIONS, DIALOG),
        row(BookPayment, |_| thread("+50"), RELATIONS, DIALOG),
    ]
}

/// Help is for everybody, members or not.
pub fn has_row(rows: &[Row<Typed>], name: &str) -> bool {
    let is = |words: &str| words.strip_prefix('/').is_some_and(|rest| rest.split(' ').next() == Some(name));
    name == "help"
        || rows.iter().any(|row| match (row.asks)(&Aim::of_nobody()) {
            Typed::Panel(words) | Typed::Thread(words) => is(&words),
        })
}

pub async fn are_answered_by_right(cast: &Cast, rows: &[Row<Typed>]) {
    let mut wrong = Vec::new();
    for who in Who::ALL {
        cast.resets(who).await;
        cast.lets_in(who);
        let mut written: HashMap<char, Vec<(&Row<Typed>, MessageId)>> = HashMap::new();
        let mut judge = |row: &Row<Typed>, letter: char, words: &str, told: &str| {
            if is_refusal(told) == row.allows(who, letter) {
                wrong.push(format!("{who:?} wrote {words} ({letter}) and was told “{told}”"));
            }
        };
        for row in rows {
            if row.action == CorrectPayment {
                // What was voided a moment ago cannot be corrected.
                cast.resets(who).await;
            }
            for letter in row.aims.chars() {
                match (row.asks)(&cast.aim(who, letter)) {
                    Typed::Panel(words) => judge(row, letter, &words, &types(cast, who, &words).await),
                    Typed::Thread(words) => {
                        let said =
                            cast.person(who).says(cast.topic(who, letter), words).expect("they are in the group");
                        written.entry(letter).or_default().push((row, said));
                    }
                }
            }
        }
        for (letter, written) in written {
            let told = answers(cast, who, letter).await;
            for (row, said) in written {
                let answer = told.iter().find(|(to, _)| *to == said).map_or("", |(_, words)| words);
                let Typed::Thread(words) = (row.asks)(&cast.aim(who, letter)) else { continue };
                judge(row, letter, &words, answer);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Everything that comes in the panel of what was typed: what is asked after it is answered after it.
async fn types(cast: &Cast, who: Who, words: &str) -> String {
    let (person, bot) = (cast.person(who), &cast.rig.robot);
    let asked = person.says(bot, words.to_owned()).expect("people may write to the bot");
    let help = person.says(bot, "/help").expect("people may write to the bot");
    let helped = person.wait_for(bot, |seen| !seen.own && seen.id > help && is_help(&seen.text)).await;
    let helped = helped.unwrap_or_else(|| panic!("{who:?} wrote {words} and was told nothing")).id;
    let told = person.sees(bot).into_iter().filter(|seen| !seen.own && seen.id > asked && seen.id < helped);
    told.map(|seen| seen.text).collect::<Vec<_>>().join("\n")
}

fn is_help(words: &str) -> bool {
    words.contains("In a client's thread")
}

/// All that was answered in a thread, with what it replies to.
async fn answers(cast: &Cast, who: Who, letter: char) -> Vec<(MessageId, String)> {
    let (anna, topic) = (cast.anna(), cast.topic(who, letter));
    let help = anna.says(topic, "/help").expect("the creator is in the group");
    let replies = |seen: &Seen, to: MessageId| seen.reply.as_ref().is_some_and(|(message, _)| *message == to);
    assert!(anna.wait_for(topic, |seen| replies(seen, help)).await.is_some(), "/help is answered");
    anna.sees(topic).into_iter().filter_map(|seen| Some((seen.reply?.0, seen.text))).collect()
}

impl Cast {
    /// Into every group of theirs, as an administrator, so that the bot cannot remove them.
    fn lets_in(&self, who: Who) {
        let (anna, person) = (self.anna().id, self.person(who).id);
        for letter in RELATIONS.chars().filter(|_| person != anna) {
            let group = self.topic(who, letter).group;
            self.rig.sandbox.world().with(|world| {
                world.invite(anna, group, &[person]).expect("the creator may add people");
                let rights = Rights { pin_messages: true, ..Rights::NONE };
                world.promote(anna, group, person, rights, None).expect("the creator may promote");
            });
        }
    }
}
