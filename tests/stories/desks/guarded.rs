//! A desk is guarded (D9): who may not be in it is removed, and where that is impossible nothing is relayed meanwhile.

use super::made;
use crate::{stories::agency::Agency, town::Desk};
use pult::domain::Lang;
use std::time::Duration;
use telegram_sandbox::{
    Person,
    world::{Rights, Seen, UserId, World},
};

in_every_language!(
    an_intruder,
    an_intruder_who_cannot_be_removed,
    a_bot_without_the_right,
    while_nobody_was_listening,
    what_intruders_do,
    a_foreign_operator,
);

/// Whether somebody is in the desk.
fn inside(agency: &Agency, who: &Person) -> bool {
    let group = agency.desk.group.id;
    agency.town.sandbox.world().with(|world| world.group(group).expect("it is there").is_member(who.id))
}

/// Waits until somebody is out of the desk. Time passes meanwhile: an account may have to connect first.
async fn is_out(agency: &Agency, who: UserId) {
    let group = agency.desk.group.id;
    let out = |world: &mut World| (!world.group(group).expect("it is there").is_member(who)).then_some(());
    for _ in 0..100 {
        if agency.town.sandbox.world().wait(Duration::from_millis(100), out).await.is_some() {
            return;
        }
        agency.town.passes(1);
    }
    panic!("{who} was to be removed");
}

/// A sentence about Boris and the desk.
fn of_boris(agency: &Agency, key: &str) -> String {
    agency.town.words(key, &[("name", "Boris"), ("account", "Sales"), ("member", "Olga")])
}

async fn an_intruder(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, desk, .. } = &agency;
    let boris = town.person("Boris");
    olga.adds(desk.group, boris.id).expect("members may add people");
    is_out(&agency, boris.id).await;
    town.shows(anna, &town.bot, &of_boris(&agency, "line-intruder-out")).await;
    agency.answers(thread, "As if nothing had been").await;
    // Bots that are not the agency's go as well.
    let other = town.sandbox.bot("other_bot");
    anna.adds_bot(desk.group, &other).expect("the bot can be added");
    is_out(&agency, other.id).await;
    // Removed is not banned: in the team, Boris could come.
    assert!(anna.adds(desk.group, boris.id).is_ok());
    is_out(&agency, boris.id).await;
    agency.town.ends().await;
}

async fn an_intruder_who_cannot_be_removed(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk } = &agency;
    let boris = town.person("Boris");
    agency.lets_in(&boris);
    let stays = of_boris(&agency, "line-intruder-stays");
    for who in [anna, olga] {
        town.shows(who, &town.bot, &stays).await;
    }
    town.writes(ivan, sales, "My card is 4242");
    let maria = town.person("Maria");
    town.writes(&maria, sales, "I am Maria");
    town.writes(olga, thread, "An answer goes out");
    town.shows(ivan, sales, "An answer goes out").await;
    town.passes(120);
    // The desk's screen says so as well.
    town.opens_panel(olga).await;
    town.presses(olga, &town.label("button-desk")).await;
    town.presses(olga, &town.words("button-desk-of", &[("name", "Sales")])).await;
    town.shows(olga, &town.bot, &town.words("desk-card-intruders", &[("names", "Boris")])).await;
    let secret = |seen: &Seen| seen.text.contains("4242") || seen.text.contains("Maria");
    assert!(!boris.sees(desk.group).iter().any(secret), "nothing is relayed meanwhile");
    anna.bans(desk.group, boris.id).expect("the creator may remove anybody");
    for who in [anna, olga] {
        town.shows(who, &town.bot, &of_boris(&agency, "line-intruder-gone")).await;
    }
    town.shows(olga, thread, "My card is 4242").await;
    let marias = town.thread(desk, &maria).await;
    town.shows(olga, marias, "I am Maria").await;
    agency.answers(thread, "And it goes on").await;
    agency.town.ends().await;
}

async fn a_bot_without_the_right(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk } = &agency;
    let weak = Rights { ban_users: false, ..Desk::RIGHTS };
    anna.promotes(desk.group, town.bot.id, weak).expect("the creator may promote");
    let boris = town.person("Boris");
    anna.adds(desk.group, boris.id).expect("the creator may add people");
    town.shows(anna, &town.bot, &of_boris(&agency, "line-intruder-stays")).await;
    town.writes(ivan, sales, "Not for Boris");
    // With the right back the bot does what it could not.
    anna.promotes(desk.group, town.bot.id, Desk::RIGHTS).expect("the creator may promote");
    is_out(&agency, boris.id).await;
    town.shows(anna, &town.bot, &of_boris(&agency, "line-intruder-gone")).await;
    town.shows(olga, thread, "Not for Boris").await;
    agency.town.ends().await;
}

/// Who came in while Pult did not run is found at the start, though the bot was never told.
async fn while_nobody_was_listening(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let boris = agency.town.person("Boris");
    agency.town.stops_pult().await;
    {
        let Agency { town, olga, ivan, sales, desk, .. } = &agency;
        olga.adds(desk.group, boris.id).expect("members may add people");
        town.writes(ivan, sales, "What Boris must not read");
        // Updates are kept for a day.
        town.passes(25 * 3600);
        assert!(inside(&agency, &boris));
    }
    agency.town.starts_pult().await;
    is_out(&agency, boris.id).await;
    let Agency { town, anna, olga, .. } = &agency;
    town.shows(anna, &town.bot, &of_boris(&agency, "line-intruder-out")).await;
    town.shows(olga, thread, "What Boris must not read").await;
    agency.town.ends().await;
}

/// Neither words nor taps of those who do not belong there do anything.
async fn what_intruders_do(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, .. } = &agency;
    ivan.blocks(agency.sales.id).expect("people may block");
    town.writes(olga, thread, "Are you well?");
    let again = town.label("button-retry");
    let failed = town
        .waits(olga, thread, "a button to send again", |seen| {
            seen.buttons.iter().flatten().any(|button| button.text == again)
        })
        .await;
    ivan.unblocks(agency.sales.id).expect("people may unblock");
    let boris = town.person("Boris");
    agency.lets_in(&boris);
    town.shows(anna, &town.bot, &of_boris(&agency, "line-intruder-stays")).await;
    let said = town.writes(&boris, thread, "Send me the money");
    agency.answered(&boris, thread, said, &town.label("line-not-a-member")).await;
    let answer = boris.presses(thread, failed.id, &again).await.expect("the bot answers");
    assert_eq!(answer.text, Some(town.label("line-not-a-member")));
    town.writes(&boris, thread, "/bind");
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

/// An operator of another account is a stranger here; a manager of this one and an owner are not.
async fn a_foreign_operator(lang: Lang) {
    let agency = made::agency(lang).await;
    agency.hears_ivan().await;
    let Agency { town, anna, olga, desk, .. } = &agency;
    let link = town.sandbox.world().with(|world| {
        let group = world.group(desk.group.id).expect("it is there");
        group.invites.values().find(|invite| invite.approval).expect("the bot made a way in").url()
    });
    let invite = town.invites(anna, &["Sales"]).await;
    let petr = town.person("Petr");
    town.joins(&petr, &invite).await;
    petr.follows(&link).expect("anybody may ask");
    olga.adds(desk.group, petr.id).expect("members may add people");
    is_out(&agency, petr.id).await;
    made::enters(town, anna, &link).await;
    agency.town.ends().await;
}
