//! Desks that change under one's hands: the next message never goes to the wrong place, and never vanishes (D4).

use crate::stories::agency::Agency;
use crate::town::Desk;
use pult::domain::Lang;
use telegram_sandbox::world::{Action, Rights, Seen};

in_every_language!(
    a_deleted_topic,
    a_closed_and_renamed_topic,
    topics_are_switched_off,
    the_member_leaves,
    the_bot_is_removed,
    rights_come_and_go,
    another_desk_takes_its_place,
);

async fn a_deleted_topic(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk, .. } = &agency;
    agency.answers(thread, "An answer").await;
    anna.deletes_topic(thread).expect("the creator may delete topics");
    town.writes(ivan, sales, "Are you still there?");
    let again = |seen: &telegram_sandbox::world::Seen| !seen.service && seen.text == "Are you still there?";
    town.waits(olga, desk.group, "the message in a new thread", again).await;
    let second = olga.topic_named(desk.group, &ivan.full_name()).expect("a new thread");
    assert_ne!(second, thread);
    agency.answers(second, "Yes, always").await;
    // Tidying up the desk took nothing away from the client.
    assert_eq!(agency.ivan_got(), ["An answer", "Yes, always"]);
    agency.town.ends().await;
}

/// Who closes a topic has done with the client; who has nothing to say in a closed topic gets it opened again.
async fn a_closed_and_renamed_topic(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    agency.answers(thread, "An answer").await;
    // What a thread is called says who it is with: it gets its name back.
    anna.renames_topic(thread, "The one with the boat").expect("the creator may rename topics");
    town.thread_is_called(&agency.desk, thread, "Ivan Petrov").await;
    anna.closes_topic(thread).expect("the creator may close topics");
    olga.says(thread, "Nobody hears this").expect_err("members do not write in closed topics");
    town.writes(ivan, sales, "One more question");
    town.shows(olga, thread, "One more question").await;
    let opened = |seen: &[Seen]| seen.iter().any(|seen| seen.service && seen.text.contains("reopened"));
    assert!(olga.wait_until(thread, opened).await, "the thread is open again");
    agency.answers(thread, "And one more answer").await;
    // Opened by hand it is no less open.
    anna.closes_topic(thread).expect("the creator may close topics");
    anna.reopens_topic(thread).expect("the creator may open topics");
    agency.answers(thread, "Anything else?").await;
    assert_eq!(agency.ivan_got(), ["An answer", "And one more answer", "Anything else?"]);
    agency.town.ends().await;
}

/// Nothing lands in the wrong place, and what waited goes on by itself.
async fn topics_are_switched_off(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk } = &agency;
    agency.answers(thread, "An answer").await;
    let forum = |on| {
        let switched = town.sandbox.world().with(|world| world.set_forum(anna.id, desk.group.id, on));
        switched.expect("the creator may switch topics");
    };
    forum(false);
    town.writes(ivan, sales, "Where am I?");
    town.shows(anna, &town.bot, &town.label("problem-not-a-forum")).await;
    assert!(olga.sees(desk.group.general()).iter().all(|seen| seen.text != "Where am I?"));
    forum(true);
    town.shows_in_time(olga, thread, 70, "Where am I?").await;
    agency.answers(thread, "Here").await;
    assert_eq!(agency.ivan_got(), ["An answer", "Here"]);
    agency.town.ends().await;
}

async fn the_member_leaves(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk } = &agency;
    olga.leaves(desk.group).expect("people may leave");
    let out = town.words("line-desk-member-out", &[("account", "Sales"), ("member", "Olga")]);
    town.shows(anna, &town.bot, &out).await;
    let told = town.shows(olga, &town.bot, &out).await;
    town.writes(ivan, sales, "Is anybody there?");
    let enter = town.label("button-enter-desk");
    let button = told.buttons.iter().flatten().find(|button| button.text == enter).expect("the way in");
    let Action::Url(link) = &button.action else { panic!("{button:?} leads nowhere") };
    olga.follows(link).expect("the link leads in");
    town.shows(olga, thread, "Is anybody there?").await;
    agency.answers(thread, "Back again").await;
    agency.town.ends().await;
}

async fn the_bot_is_removed(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk } = &agency;
    anna.bans(desk.group, town.bot.id).expect("the creator may remove anybody");
    town.writes(ivan, sales, "Is anybody there?");
    let names = [("account", "Sales"), ("member", "Olga")];
    let [lost, well] = ["line-desk-lost", "line-desk-well"].map(|key| town.words(key, &names));
    for who in [anna, olga] {
        town.shows(who, &town.bot, &lost).await;
    }
    anna.adds_bot(desk.group, &town.bot).expect("the bot can be added");
    town.shows(anna, &town.bot, &town.label("problem-bot-not-admin")).await;
    anna.promotes(desk.group, town.bot.id, Desk::RIGHTS).expect("the creator may promote");
    town.shows(olga, thread, "Is anybody there?").await;
    agency.answers(thread, "Here again").await;
    town.shows(anna, &town.bot, &well).await;
    // Each time it is told anew, and once.
    anna.bans(desk.group, town.bot.id).expect("the creator may remove anybody");
    let twice = |seen: &[Seen]| seen.iter().filter(|seen| seen.text.contains(&lost)).count() == 2;
    town.waits_until(anna, &town.bot, "another loss is news", twice).await;
    agency.town.ends().await;
}

/// Every right that the bot has to have is missed when it is taken away, and greeted when it is back.
async fn rights_come_and_go(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, desk, .. } = &agency;
    let all = Desk::RIGHTS;
    let without = [
        ("right-manage-topics", Rights { manage_topics: false, ..all }),
        ("right-delete-messages", Rights { delete_messages: false, ..all }),
        ("right-pin-messages", Rights { pin_messages: false, ..all }),
        ("right-ban-users", Rights { ban_users: false, ..all }),
        ("right-invite-users", Rights { invite_users: false, ..all }),
    ];
    let well = town.words("line-desk-well", &[("account", "Sales"), ("member", "Olga")]);
    for (times, (key, rights)) in without.into_iter().enumerate() {
        anna.promotes(desk.group, town.bot.id, rights).expect("the creator may promote");
        let missing = town.words("problem-right-missing", &[("right", &town.label(key))]);
        town.shows(anna, &town.bot, &missing).await;
        anna.promotes(desk.group, town.bot.id, Desk::RIGHTS).expect("the creator may promote");
        let said = |seen: &[Seen]| seen.iter().filter(|seen| seen.text.contains(&well)).count() == times + 1;
        assert!(anna.wait_until(&town.bot, said).await, "{key} is back");
        town.passes(30);
    }
    agency.town.ends().await;
}

/// The account makes another desk in place of one that the bot was removed from; nothing that waited is lost.
async fn another_desk_takes_its_place(lang: Lang) {
    let agency = Agency::opens(lang).await;
    agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk } = &agency;
    anna.bans(desk.group, town.bot.id).expect("the creator may remove anybody");
    town.writes(ivan, sales, "Is anybody there?");
    let lost = town.words("line-desk-lost", &[("account", "Sales"), ("member", "Olga")]);
    let told = town.shows(olga, &town.bot, &lost).await;
    olga.presses(&town.bot, told.id, &town.label("button-make-another-desk")).await.expect("the button is there");
    let link = super::made::way_in(town, olga, "Sales").await;
    let second = super::made::enters(town, olga, &link).await;
    assert_ne!(second.group, desk.group);
    let thread = town.thread(&second, ivan).await;
    town.shows(olga, thread, "Is anybody there?").await;
    town.answers(&second, thread, ivan, sales, "Here, in a new place").await;
    agency.town.ends().await;
}
