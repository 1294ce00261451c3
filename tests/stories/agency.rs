//! An agency at work: where most stories begin.

use super::desks::made::Start;
use crate::town::{Desk, Plan, Town};
use pult::{
    domain::Lang,
    locale::{Arg, Locale},
};
use telegram_sandbox::{
    Person, Place, Topic,
    world::{MessageId, PressAnswer, Rights, Seen},
};

/// Anna owns the agency, Olga answers Ivan for Sales from her desk.
pub struct Agency {
    pub town: Town,
    pub anna: Person,
    pub olga: Person,
    pub sales: Person,
    pub ivan: Person,
    pub desk: Desk,
}

/// A town of the language where nothing has happened yet.
pub async fn town(lang: Lang) -> Town {
    Town::start(Plan { seed: 1, lang, live: false }).await
}

impl Agency {
    pub async fn opens(lang: Lang) -> Agency {
        let Start { town, anna, olga, sales, ivan } = Start::with(lang).await;
        let desk = town.makes_desk(&anna, &olga, "Olga · Sales").await;
        Agency { town, anna, olga, sales, ivan, desk }
    }

    /// Anna lets somebody into the desk as an administrator, so that the bot cannot remove them.
    pub fn lets_in(&self, who: &Person) {
        let (anna, desk) = (self.anna.id, self.desk.group.id);
        // In one breath: a plain member would be out before they were promoted.
        self.town.sandbox.world().with(|world| {
            world.invite(anna, desk, &[who.id]).expect("the creator may add people");
            let rights = Rights { pin_messages: true, ..Rights::NONE };
            world.promote(anna, desk, who.id, rights, None).expect("the creator may promote");
        });
    }

    /// Ivan writes for the first time.
    pub async fn hears_ivan(&self) -> (Topic, Seen) {
        self.town.client_writes(&self.ivan, &self.sales, &self.desk, "Hello").await
    }

    /// Olga answers Ivan, and everything that she sent to him before has arrived by then.
    pub async fn answers(&self, topic: Topic, words: &str) -> MessageId {
        self.town.answers(&self.desk, topic, &self.ivan, &self.sales, words).await
    }

    /// What Ivan has got from the account, in order.
    pub fn ivan_got(&self) -> Vec<String> {
        self.ivan.sees(&self.sales).into_iter().filter(|seen| !seen.own).map(|seen| seen.text).collect()
    }

    /// Asserts that, of all that was tried in the thread, only one more answer reaches Ivan.
    pub async fn nothing_reached_ivan(&self, topic: Topic) {
        self.nothing_reached(&self.ivan, topic).await;
    }

    /// The same of another client.
    pub async fn nothing_reached(&self, client: &Person, topic: Topic) {
        let got = || client.sees(&self.sales).into_iter().filter(|seen| !seen.own).map(|seen| seen.text);
        let before: Vec<_> = got().collect();
        self.town.answers(&self.desk, topic, client, &self.sales, "Only this").await;
        let after: Vec<_> = got().collect();
        assert_eq!(after.strip_prefix(before.as_slice()), Some(&["Only this".to_owned()][..]), "{after:?}");
    }

    /// Waits for a sentence of the locale on somebody's screen.
    pub async fn says(&self, who: &Person, place: impl Into<Place>, key: &str) -> Seen {
        self.town.shows(who, place, &self.town.label(key)).await
    }

    /// Somebody presses a button in a thread; the newest message that has it is meant.
    pub async fn presses_in(&self, who: &Person, topic: Topic, label: &str) -> PressAnswer {
        let has = |seen: &Seen| seen.buttons.iter().flatten().any(|button| button.text == label);
        let seen = self.town.waits(who, topic, &format!("the button “{label}”"), has).await;
        self.town.act(who, &format!("[{label}]"));
        who.presses(topic, seen.id, label).await.expect("the bot answers a press")
    }

    /// Waits for a sentence in answer to a message.
    pub async fn answered(&self, who: &Person, place: impl Into<Place>, to: MessageId, sentence: &str) -> Seen {
        let what = format!("“{sentence}” in answer");
        self.town
            .waits(who, place, &what, |seen| {
                seen.reply.as_ref().is_some_and(|(id, _)| *id == to) && seen.text.contains(sentence)
            })
            .await
    }
}

impl Town {
    /// A message of the locale with its arguments.
    pub fn words(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args = args.iter().map(|(name, value)| (*name, Arg::from((*value).to_owned()))).collect();
        Locale::of(self.lang()).message(key, args).text
    }

    /// The part of a message before an argument that the story does not know.
    pub fn words_before(&self, key: &str, arg: &'static str) -> String {
        let whole = self.words(key, &[(arg, "…")]);
        whole.split('…').next().unwrap_or_default().to_owned()
    }

    /// A message of the locale that counts.
    pub fn numbered(&self, key: &str, n: i64) -> String {
        Locale::of(self.lang()).message(key, vec![("n", Arg::Number(n))]).text
    }

    /// Presses with bytes of one's own making under a message of the panel.
    pub async fn forges(&self, who: &Person, under: &Seen, data: &[u8]) -> PressAnswer {
        who.forges_callback(&self.bot, under.id, data).await.expect("the bot answers a press")
    }
}

/// What stands behind a button.
pub fn button_data(seen: &Seen, label: &str) -> Option<Vec<u8>> {
    let button = seen.buttons.iter().flatten().find(|button| button.text == label)?;
    match &button.action {
        telegram_sandbox::world::Action::Callback(data) => Some(data.clone()),
        _ => None,
    }
}
