//! An agency that lives through it: two accounts, an operator with a desk for each, clients of both.

use crate::town::{Desk, Plan, Town};
use pult::domain::Lang;
use std::time::Duration;
use telegram_sandbox::{
    Clock, Group, Person,
    world::{MessageId, Seen, UserId},
};
use tokio::time::timeout;

/// As many changes as a difference tells here: Telegram does not say how many there are, and rounds are to be short.
pub const TELLS: usize = 100;

/// When nothing happened for so long, nothing is going on.
const LULL: Duration = Duration::from_millis(300);

pub struct Agency {
    pub town: Town,
    pub sides: Vec<Side>,
    pub dialogs: Vec<Dialog>,
}

/// An account with the desk of its operator.
#[derive(Clone)]
pub struct Side {
    pub name: &'static str,
    pub account: Person,
    pub operator: Person,
    pub desk: Group,
}

/// A client who writes to an account.
#[derive(Clone)]
pub struct Dialog {
    /// Of the client, and so the title of the topic.
    pub name: String,
    pub client: Person,
    /// Which of the sides.
    pub side: usize,
}

impl Agency {
    /// A town before any Pult ran in it.
    pub async fn founded(seed: u64) -> Agency {
        let town = Town::founded(Plan { seed, lang: Lang::En, live: false }, Clock::Real).await;
        town.sandbox.world().with(|world| world.limits.difference = Some(TELLS));
        Agency { town, sides: Vec::new(), dialogs: Vec::new() }
    }

    /// Everything up to the desks, through the bot.
    pub async fn opens(&mut self) {
        let town = &self.town;
        let owner = town.person("Anna");
        town.claims(&owner).await;
        for (name, operator) in [("Sales", "Olga"), ("Support", "Petr")] {
            let (account, operator) = (town.person(name), town.person(operator));
            let asked = owner.sees(&town.bot).last().map(|seen| seen.id);
            let code = town.begins_login(&owner).await;
            town.scans(&account, &code).await;
            let done = |seen: &Seen| Some(seen.id) > asked && seen.text.contains('✅');
            town.waits(&owner, &town.bot, "the account to be connected", done).await;
            // Nobody opens another screen while the last steps of a login may still be drawn.
            let mut news = town.sandbox.world().watch();
            while timeout(LULL, news.changed()).await.is_ok() {}
            let invite = town.invites(&owner, &[name]).await;
            town.joins(&operator, &invite).await;
            let Desk { group, .. } = town.makes_desk(&owner, &operator, &format!("{} · {name}", operator.name())).await;
            self.sides.push(Side { name, account, operator, desk: group });
        }
        // One of them writes to both accounts.
        for (client, side) in [("Ivan", 0), ("Ivan", 1), ("Maria", 0), ("Boris", 1)] {
            self.meets(client, side);
        }
    }

    /// The latest message in the owner's panel.
    pub fn told(&self) -> Option<MessageId> {
        self.town.person("Anna").sees(&self.town.bot).last().map(|seen| seen.id)
    }

    /// The owner is told, after what they were `told` before, that a session has ended, and makes another one.
    pub async fn signs_in_again(&self, side: usize, told: Option<MessageId>) {
        let (town, owner, of) = (&self.town, self.town.person("Anna"), &self.sides[side]);
        let is_news = |seen: &Seen| Some(seen.id) > told && seen.text.contains('🔑') && seen.text.contains(of.name);
        let mut news = None;
        // After many failures an account is not tried more often than every minute and a half.
        for _ in 0..8 {
            news = owner.wait_for(&town.bot, is_news).await;
            if news.is_some() {
                break;
            }
        }
        let news = news.expect("owners are told that a session has ended");
        owner
            .presses(&town.bot, news.id, &town.label("button-sign-in-again"))
            .await
            .expect("the news leads to a login");
        let code = town.qr(&owner).await;
        town.scans(&of.account, &code).await;
        town.picture_goes(&owner).await;
    }

    /// From now on this person may write to this account.
    pub fn meets(&mut self, client: &str, side: usize) -> Dialog {
        let dialog = Dialog { name: client.to_owned(), client: self.town.person(client), side };
        self.dialogs.push(dialog.clone());
        dialog
    }

    pub fn side(&self, dialog: &Dialog) -> &Side {
        &self.sides[dialog.side]
    }

    pub fn bot(&self) -> UserId {
        self.town.bot.id
    }
}
