//! Desks that an account cannot make, yet or at all: why, in plain words, and what to do (D2).

use super::made::Start;
use pult::domain::Lang;
use telegram_sandbox::world::{Door, Fault, Outage, Seen};

in_every_language!(every_refusal, a_flood_wait, an_account_out_of_reach, a_limited_account, by_hand_instead);

/// Telegram's refusals of each step, and the sentence for each.
const REFUSALS: [(&str, i32, &str, &str); 9] = [
    ("channels.createChannel", 400, "CHANNELS_TOO_MUCH", "desk-failed-too-many-groups"),
    ("channels.createChannel", 406, "USER_RESTRICTED", "desk-failed-account-restricted"),
    ("channels.inviteToChannel", 400, "USER_CHANNELS_TOO_MUCH", "desk-failed-bot-kept-out"),
    ("channels.inviteToChannel", 400, "BOT_GROUPS_BLOCKED", "desk-failed-bot-kept-out"),
    ("channels.inviteToChannel", 403, "CHAT_ADMIN_REQUIRED", "desk-failed-not-admin"),
    ("channels.editAdmin", 403, "RIGHT_FORBIDDEN", "desk-failed-not-admin"),
    ("contacts.resolveUsername", 400, "USERNAME_NOT_OCCUPIED", "desk-failed-bot-unknown"),
    ("channels.inviteToChannel", 400, "CHAT_ADMIN_INVITE_REQUIRED", "desk-failed-not-admin"),
    ("channels.createChannel", 400, "SOMETHING_NEW", "SOMETHING_NEW"),
];

/// Each is said with a button to try again, and the next attempt goes on with the group that was begun.
async fn every_refusal(lang: Lang) {
    let start = Start::with(lang).await;
    let Start { town, olga, .. } = &start;
    for (method, code, name, _) in REFUSALS {
        town.sandbox.fault(Fault::error(Door::Mtproto, method, code, name).only(start.sales.id));
    }
    start.olga_asks().await;
    // Faults strike in the order of the steps, each once: the first of every method first.
    let order = ["CHANNELS_TOO_MUCH", "USER_RESTRICTED", "SOMETHING_NEW"]
        .into_iter()
        .chain(["USERNAME_NOT_OCCUPIED"])
        .chain(["USER_CHANNELS_TOO_MUCH", "BOT_GROUPS_BLOCKED", "CHAT_ADMIN_REQUIRED", "CHAT_ADMIN_INVITE_REQUIRED"])
        .chain(["RIGHT_FORBIDDEN"]);
    let mut before = None;
    for name in order {
        let (.., key) = REFUSALS.iter().find(|(_, _, refusal, _)| *refusal == name).expect("it is in the list");
        let words = if *key == name { name.to_owned() } else { town.label(key) };
        let again = town.label("button-try-again");
        let by_hand = town.label("button-by-hand");
        // News each time; what was pressed has become the desk's screen.
        let fits = |seen: &Seen| {
            let labels: Vec<_> = seen.buttons.iter().flatten().map(|button| button.text.as_str()).collect();
            Some(seen.id) > before && seen.text.contains(&words) && labels.starts_with(&[&again, &by_hand])
        };
        let told = town.waits(olga, &town.bot, &words, fits).await;
        before = Some(told.id);
        town.passes(30);
        olga.presses(&town.bot, told.id, &again).await.expect("one may try again");
    }
    start.olga_enters(&start.way_in().await).await;
    assert_eq!(start.groups_of_sales().len(), 1, "what was begun was gone on with");
    start.town.ends().await;
}

async fn a_flood_wait(lang: Lang) {
    let mut start = Start::with(lang).await;
    {
        let Start { town, olga, sales, .. } = &start;
        town.sandbox.fault(Fault::flood(Door::Mtproto, "channels.createChannel", 1200).only(sales.id));
        start.olga_asks().await;
        town.shows(olga, &town.bot, &town.words_before("desk-card-waits", "until")).await;
    }
    start.town.stops_pult().await;
    start.town.starts_pult().await;
    assert!(start.groups_of_sales().is_empty(), "the wait outlives a restart");
    start.town.passes(1200);
    start.olga_enters(&start.way_in().await).await;
    start.town.ends().await;
}

async fn an_account_out_of_reach(lang: Lang) {
    let start = Start::with(lang).await;
    let Start { town, olga, sales, .. } = &start;
    town.sandbox.outage(sales.id, Outage::Closed);
    start.olga_asks().await;
    let state = town.label("state-disconnected");
    let waiting = town.words("desk-card-account-troubled", &[("account", "Sales"), ("state", &state)]);
    town.shows_in_time(olga, &town.bot, 300, &waiting).await;
    town.sandbox.mend(sales.id);
    start.olga_enters(&start.way_in().await).await;
    start.town.ends().await;
}

/// What an account may not do now is said before it is asked for, together with the other way.
async fn a_limited_account(lang: Lang) {
    let start = Start::with(lang).await;
    let Start { town, anna, olga, sales, .. } = &start;
    let refused = Fault::error(Door::Mtproto, "channels.createChannel", 420, "FROZEN_METHOD_INVALID");
    town.sandbox.fault(refused.only(sales.id));
    start.olga_asks().await;
    town.shows(olga, &town.bot, &town.label("desk-failed-account-restricted")).await;
    town.shows(anna, &town.bot, &town.words("line-account-frozen", &[("account", "Sales")])).await;
    let state = town.label("state-frozen");
    let hint = town.words("desk-card-by-hand", &[("account", "Sales"), ("state", &state)]);
    town.shows(olga, &town.bot, &hint).await;
    town.presses(olga, &town.label("button-by-hand")).await;
    town.shows(olga, &town.bot, &town.label("desk-help-steps")).await;
    start.town.ends().await;
}

/// A group made by hand takes the place of one that could not be made.
async fn by_hand_instead(lang: Lang) {
    let start = Start::with(lang).await;
    let Start { town, anna, olga, sales, ivan } = &start;
    town.sandbox.fault(Fault::error(Door::Mtproto, "channels.createChannel", 400, "CHANNELS_TOO_MUCH").only(sales.id));
    start.olga_asks().await;
    town.shows(olga, &town.bot, &town.label("desk-failed-too-many-groups")).await;
    let desk = town.makes_desk(anna, olga, "Olga · Sales").await;
    town.client_writes(ivan, sales, &desk, "Hello").await;
    town.opens_panel(olga).await;
    town.presses(olga, &town.label("button-desk")).await;
    town.presses(olga, &town.words("button-desk-of", &[("name", "Sales")])).await;
    town.shows(olga, &town.bot, &town.label("desk-card-well")).await;
    assert!(start.groups_of_sales().is_empty());
    start.town.ends().await;
}
