//! Helper bots: a busy desk is spread over several bots, and nobody notices but by the speed. Whatever happens to a
//! helper, nothing is lost.

use super::{
    agency::Agency,
    busy::{flooded, lines, said_in},
    desks::made::{Start, agency},
};
use crate::town::{Desk, Town, picture};
use pult::domain::Lang;
use std::time::Duration;
use telegram_sandbox::{
    Bot, Topic,
    world::{Chat, Media, MessageId, Rights, Seen, Sender, World},
};

in_every_language!(
    two_bots_share_a_flood,
    what_a_helper_said_goes_on_living,
    one_bot_says_what_became_of_an_answer,
    a_helper_is_removed,
    a_token_is_taken_back,
    a_desk_that_lets_no_helper_in,
    a_wrong_token,
);

const CLIENTS: [&str; 4] = ["Maria", "Pyotr", "Nina", "Oleg"];
const BURSTS: usize = 20;

/// The agency has a desk made by its account; then it gets a helper.
async fn helped(lang: Lang) -> (Agency, Bot) {
    let mut agency = agency(lang).await;
    let helper = gets_helper(&mut agency.town).await;
    sits(&agency, &helper).await;
    (agency, helper)
}

/// Another token is set, and Pult started anew.
pub async fn gets_helper(town: &mut Town) -> Bot {
    let helper = town.sandbox.bot("pult_helper_bot");
    town.stops_pult().await;
    town.sets("PULT_HELPER_TOKENS", &helper.token());
    town.starts_pult().await;
    helper
}

/// Waits until a helper may write in the desk. Time passes: the account may have to connect first.
pub async fn sits(agency: &Agency, helper: &Bot) {
    let (group, id) = (agency.desk.group.id, helper.id);
    let admin = |world: &mut World| world.group(group).expect("it is there").role(id).is_admin().then_some(());
    for _ in 0..100 {
        if agency.town.sandbox.world().wait(Duration::from_millis(100), admin).await.is_some() {
            return;
        }
        agency.town.passes(1);
    }
    panic!("the helper was to be let in");
}

fn is_by(seen: &Seen, bot: &Bot) -> bool {
    seen.from == Sender::User(bot.id)
}

/// Ivan writes until a helper says it: at first Pult may not know yet that it was let in.
async fn says_by_helper(agency: &Agency, helper: &Bot) -> (Topic, Seen, MessageId) {
    let Agency { town, ivan, sales, desk, .. } = agency;
    for n in 0..20 {
        let words = format!("Hello {n:02}");
        let id = town.writes(ivan, sales, &words);
        let topic = town.thread(desk, ivan).await;
        let seen = town.shows_in_time(&desk.member, topic, 60, &words).await;
        if is_by(&seen, helper) && lines(&seen.text) == [words] {
            return (topic, seen, id);
        }
    }
    panic!("the helper was to say something");
}

async fn two_bots_share_a_flood(lang: Lang) {
    let (mut agency, helper) = helped(lang).await;
    let said = flooded(&mut agency, &CLIENTS, BURSTS).await;
    let mut by = (0, 0);
    for (client, all) in &said {
        let thread = agency.town.thread(&agency.desk, client).await;
        let last = all.last().expect("everybody wrote");
        agency.town.shows_in_time(&agency.olga, thread, 300, last).await;
        assert_eq!(said_in(&agency, thread), *all);
        for seen in agency.olga.sees(thread).iter().filter(|seen| !seen.service && !Desk::is_card(seen)) {
            match is_by(seen, &helper) {
                true => by.1 += 1,
                false => by.0 += 1,
            }
        }
    }
    assert!(by.1 >= 5, "the helper carries its part: {by:?}");
    assert_eq!(agency.town.sandbox.limited(), 0, "Telegram had nothing to refuse");
    agency.town.ends().await;
}

async fn what_a_helper_said_goes_on_living(lang: Lang) {
    let (agency, helper) = helped(lang).await;
    let (thread, post, asked) = says_by_helper(&agency, &helper).await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    olga.replies(thread, post.id, "To that").expect("operators reply");
    let answer = town.shows_in_time(ivan, sales, 60, "To that").await;
    assert_eq!(answer.reply.map(|(id, _)| id), Some(asked));
    ivan.replies(sales, answer.id, "Thank you").expect("clients reply");
    town.shows_in_time(olga, thread, 60, "Thank you").await;

    olga.reacts(thread, post.id, Some("❤")).expect("operators react");
    let reacted = |seen: &Seen| seen.id == asked && seen.reactions.iter().any(|emoji| emoji.starts_with('❤'));
    town.waits_in_time(ivan, sales, 60, "the reaction", reacted).await;

    ivan.edits(sales, asked, "Said better").expect("clients edit");
    let edited = town.shows_in_time(olga, thread, 60, "Said better").await;
    assert_eq!(edited.id, post.id, "the helper changes its own message");
    ivan.deletes(sales, asked).expect("clients delete");
    let deleted = town.shows_in_time(olga, thread, 60, &town.label("line-deleted-by-client")).await;
    assert_eq!(deleted.id, post.id);

    // The helper has only just been busy, so another may carry a picture first.
    for n in 0..20 {
        let file =
            town.sandbox.world().with(|world| world.add_file(ivan.id, picture(3_000 + n), "photo.jpg", "image/jpeg"));
        let caption = format!("Look {n:02}");
        ivan.sends(sales, Media::Photo { file, width: 1280, height: 960 }, caption.as_str())
            .expect("clients send pictures");
        let shown = town.shows_in_time(olga, thread, 60, &caption).await;
        assert_eq!(shown.media, Some("photo"));
        if is_by(&shown, &helper) {
            return agency.town.ends().await;
        }
    }
    panic!("the helper was to show a picture");
}

/// Of several bots one marks an answer from first to last; where that one is gone another goes on, and keeps it.
async fn one_bot_says_what_became_of_an_answer(lang: Lang) {
    let (agency, helper) = helped(lang).await;
    let (thread, ..) = says_by_helper(&agency, &helper).await;
    let Agency { town, ivan, sales, desk, .. } = &agency;
    let marks = |answer: MessageId| {
        town.sandbox.world().with(|world| {
            let message =
                world.message(desk.member.id, Chat::Group(thread.group), answer).expect("it stands in the thread");
            message.reactions.iter().map(|reaction| reaction.by).collect::<Vec<_>>()
        })
    };
    let first = agency.answers(thread, "A moment").await;
    assert_eq!(marks(first), [helper.id], "that it is sent");
    ivan.reads(sales).expect("clients read");
    town.reaction(desk, thread, first, "👀").await;
    assert_eq!(marks(first), [helper.id], "that it is read");

    let second = agency.answers(thread, "It is ready").await;
    assert_eq!(marks(second), [helper.id]);
    helper.revoked();
    ivan.reads(sales).expect("clients read");
    town.reaction(desk, thread, second, "👀").await;
    // What a bot left behind that is gone stays: nobody else can take it back.
    assert_eq!(marks(second), [helper.id, town.bot.id]);
    let told = ivan.sees(sales).into_iter().find(|seen| seen.text == "It is ready").expect("Ivan has it").id;
    ivan.reacts(sales, told, Some("🔥")).expect("clients react");
    town.reaction(desk, thread, second, "🔥").await;
    assert_eq!(marks(second), [helper.id, town.bot.id], "whoever took it over goes on");
    agency.town.ends().await;
}

/// Who belongs there comes back, and what it was to say meanwhile another says.
async fn a_helper_is_removed(lang: Lang) {
    let (agency, helper) = helped(lang).await;
    let (thread, ..) = says_by_helper(&agency, &helper).await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    sales.bans(desk.group, helper.id).expect("the creator may remove anybody");
    let words = |n: usize| format!("Meanwhile {n}");
    for n in 1..=3 {
        town.writes(ivan, sales, &words(n));
    }
    town.shows_in_time(olga, thread, 120, &words(3)).await;
    let said = said_in(&agency, thread);
    let tail: Vec<_> = said.iter().skip_while(|line| **line != words(1)).cloned().collect();
    assert_eq!(tail, [words(1), words(2), words(3)], "nothing is lost, and the order holds");
    sits(&agency, &helper).await;
    says_by_helper(&agency, &helper).await;
    agency.town.ends().await;
}

async fn a_token_is_taken_back(lang: Lang) {
    let (mut agency, helper) = helped(lang).await;
    let (thread, post, asked) = says_by_helper(&agency, &helper).await;
    helper.revoked();
    {
        let Agency { town, anna, olga, ivan, sales, .. } = &agency;
        for n in 1..=3 {
            town.writes(ivan, sales, &format!("After {n}"));
        }
        let last = town.shows_in_time(olga, thread, 120, "After 3").await;
        assert!(is_by(&last, &town.bot));
        town.shows(anna, &town.bot, &town.words("line-helper-refused", &[("bot", "@pult_helper_bot")])).await;
        // Nobody may change what the helper said: it is said below.
        ivan.edits(sales, asked, "Said better").expect("clients edit");
        let edited = town.shows_in_time(olga, thread, 120, "Said better").await;
        assert_eq!(edited.reply.map(|(id, _)| id), Some(post.id));
    }
    // The operator's answers find their way all the same, after a restart too.
    agency.town.stops_pult().await;
    agency.town.starts_pult().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    olga.replies(thread, post.id, "To the first").expect("operators reply");
    let answer = town.shows_in_time(ivan, sales, 60, "To the first").await;
    assert_eq!(answer.reply.map(|(id, _)| id), Some(asked));
    agency.town.ends().await;
}

/// In a group that people made, the account may not appoint anybody: the main bot carries on alone.
async fn a_desk_that_lets_no_helper_in(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let helper = gets_helper(&mut agency.town).await;
    let barred = agency.town.words("line-helpers-barred", &[("account", "Sales"), ("member", "Olga")]);
    agency.town.shows_in_time(&agency.anna, &agency.town.bot, 60, &barred).await;
    let (thread, seen) = agency.hears_ivan().await;
    assert!(is_by(&seen, &agency.town.bot));
    agency.answers(thread, "As ever").await;
    // Said once is enough.
    agency.town.stops_pult().await;
    agency.town.starts_pult().await;
    let Agency { town, anna, sales, desk, .. } = &agency;
    anna.promotes(desk.group, sales.id, Rights { invite_users: true, add_admins: true, ..Desk::RIGHTS })
        .expect("the creator may promote");
    let told = anna.sees(&town.bot).iter().filter(|seen| seen.text.contains(&barred)).count();
    assert_eq!(told, 1);
    // With the right it comes at the next start.
    agency.town.stops_pult().await;
    agency.town.starts_pult().await;
    sits(&agency, &helper).await;
    says_by_helper(&agency, &helper).await;
    agency.town.ends().await;
}

async fn a_wrong_token(lang: Lang) {
    let Start { mut town, anna, .. } = Start::with(lang).await;
    town.stops_pult().await;
    let stranger = town.sandbox.bot("other_helper_bot");
    town.sets("PULT_HELPER_TOKENS", &stranger.token());
    stranger.revoked();
    town.starts_pult().await;
    town.shows(&anna, &town.bot, &town.words("line-helper-refused", &[("bot", &stranger.id.0.to_string())])).await;
    town.ends().await;
}
