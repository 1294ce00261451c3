//! Groups that cannot become a desk.

use crate::stories::agency::{Agency, town};
use crate::town::{BOT, Desk, Town};
use pult::domain::Lang;
use telegram_sandbox::{
    Group, Person,
    world::{MessageId, Rights, Seen},
};

in_every_language!(what_the_bot_lacks, groups_of_the_wrong_kind, an_operators_own_group, a_stranger);

const PROBLEMS: [&str; 7] = [
    "problem-not-a-forum",
    "problem-public",
    "problem-linked",
    "problem-bot-not-admin",
    "problem-creator-not-owner",
    "problem-no-account",
    "problem-already-bound",
];

/// The problems that the answer to a `/bind` tells, by key; missing rights by the key of the right.
async fn problems(town: &Town, who: &Person, group: Group) -> Vec<&'static str> {
    let asked = town.writes(who, group, "/bind");
    let answers = |seen: &Seen| seen.reply.as_ref().is_some_and(|(id, _): &(MessageId, _)| *id == asked);
    let told = town.waits(who, group, "an answer to /bind", answers).await;
    assert!(told.text.starts_with(&town.words_before("line-desk-problems", "problems")), "{}", told.text);
    let rights = RIGHTS.map(|(key, _)| (key, town.words("problem-right-missing", &[("right", &town.label(key))])));
    let others = PROBLEMS.map(|key| (key, town.label(key)));
    let all = others.into_iter().chain(rights);
    all.filter(|(_, words)| told.text.contains(words)).map(|(key, _)| key).collect()
}

/// What takes one right away.
type Takes = fn(&mut Rights);

/// The rights a bot needs, by the key of their names.
const RIGHTS: [(&str, Takes); 5] = [
    ("right-manage-topics", |rights| rights.manage_topics = false),
    ("right-delete-messages", |rights| rights.delete_messages = false),
    ("right-pin-messages", |rights| rights.pin_messages = false),
    ("right-ban-users", |rights| rights.ban_users = false),
    ("right-invite-users", |rights| rights.invite_users = false),
];

/// A town with an owner and an account.
async fn founded(lang: Lang) -> (Town, Person) {
    let town = town(lang).await;
    let (anna, sales) = (town.person("Anna"), town.person("Sales"));
    town.claims(&anna).await;
    town.connects(&anna, &sales, None).await;
    (town, anna)
}

async fn what_the_bot_lacks(lang: Lang) {
    let (town, anna) = founded(lang).await;
    let group = anna.creates_forum("Sales desk").expect("people may make groups");
    anna.adds_bot(group, &town.bot).expect("the bot can be added");
    assert_eq!(problems(&town, &anna, group).await, ["problem-bot-not-admin"]);
    for (key, take) in RIGHTS {
        let mut rights = Desk::RIGHTS;
        take(&mut rights);
        anna.promotes(group, town.bot.id, rights).expect("the creator may promote");
        town.passes(60);
        assert_eq!(problems(&town, &anna, group).await, [key]);
    }
    // With all of them it becomes a desk after all.
    anna.promotes(group, town.bot.id, Desk::RIGHTS).expect("the creator may promote");
    town.passes(60);
    town.writes(&anna, group, "/bind");
    let ready = town.words("line-desk-bound", &[("account", "Sales"), ("member", "Anna")]);
    town.shows(&anna, group, &ready).await;
    assert_eq!(problems(&town, &anna, group).await, ["problem-already-bound"]);
    town.ends().await;
}

async fn groups_of_the_wrong_kind(lang: Lang) {
    let (town, anna) = founded(lang).await;
    let plain = anna.creates_group("No topics").expect("people may make groups");
    let public = anna.creates_forum("For all").expect("people may make groups");
    anna.makes_public(public, "for_all_to_see").expect("the creator may");
    for (group, problem) in [(plain, "problem-not-a-forum"), (public, "problem-public")] {
        anna.adds_bot(group, &town.bot).expect("the bot can be added");
        anna.promotes(group, town.bot.id, Desk::RIGHTS).expect("the creator may promote");
        assert_eq!(problems(&town, &anna, group).await, [problem]);
    }
    town.ends().await;
}

/// Its creator can read it for ever, so an operator's own group is no desk.
async fn an_operators_own_group(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, .. } = &agency;
    let group = olga.creates_forum("My own").expect("people may make groups");
    olga.adds_bot(group, &town.bot).expect("the bot can be added");
    olga.promotes(group, town.bot.id, Desk::RIGHTS).expect("the creator may promote");
    assert_eq!(problems(town, olga, group).await, ["problem-creator-not-owner"]);
    // The owner was not bothered with it.
    town.opens_panel(anna).await;
    let asked = anna
        .sees(&town.bot)
        .iter()
        .flat_map(|seen| seen.buttons.concat())
        .any(|button| button.text == town.label("button-approve"));
    assert!(!asked);
    agency.town.ends().await;
}

async fn a_stranger(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, desk, .. } = &agency;
    let boris = town.person("Boris");
    // In a desk they hear that they are not of the team.
    agency.lets_in(&boris);
    let asked = town.writes(&boris, desk.group, "/bind");
    agency.answered(&boris, desk.group, asked, &town.label("line-not-a-member")).await;
    // Elsewhere the bot is not theirs to command: it does not even answer.
    let group = boris.creates_forum("Mine").expect("people may make groups");
    boris.adds_bot(group, &town.bot).expect("the bot can be added");
    boris.promotes(group, town.bot.id, Desk::RIGHTS).expect("the creator may promote");
    boris.adds(group, anna.id).expect("anybody may be added");
    town.writes(&boris, group, "/bind");
    assert_eq!(problems(town, anna, group).await, ["problem-creator-not-owner"]);
    let said = boris.sees(group).into_iter().filter(|seen| !seen.service && seen.name == BOT).count();
    assert_eq!(said, 1, "only the owner was answered");
    agency.town.ends().await;
}
