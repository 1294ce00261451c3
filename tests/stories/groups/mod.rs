//! D6: groups and channels are opened as threads on request.

mod basic;
mod channels;
mod opened;
mod payments;
mod relayed;

use crate::{
    stories::{agency::Agency, desks::made::Start},
    town::Town,
};
use pult::domain::Lang;
use telegram_sandbox::{
    Group, Person, Topic,
    world::{MessageId, Seen},
};

/// An agency whose account is in a group with others.
pub struct Hall {
    pub agency: Agency,
    pub boris: Person,
    pub vera: Person,
    pub group: Group,
}

impl Hall {
    /// The group is a supergroup that was there before the account came to Pult.
    pub async fn with(lang: Lang) -> Hall {
        Hall::of(lang, |boris| boris.creates_group("Suppliers").expect("people make groups")).await
    }

    /// The same with a group, or channel, of another kind.
    pub async fn of(lang: Lang, made: impl Fn(&Person) -> Group) -> Hall {
        let start = Start::before(lang).await;
        let [boris, vera] = ["Boris", "Vera"].map(|name| start.town.person(name));
        let group = made(&boris);
        for member in [start.sales.id, vera.id] {
            boris.adds(group, member).expect("people let themselves be added");
        }
        start.town.passes(60);
        boris.says(group, "Prices for May").expect("members write");
        let Start { town, anna, olga, sales, ivan } = start.begins().await;
        let desk = town.makes_desk(&anna, &olga, "Olga · Sales").await;
        Hall { agency: Agency { town, anna, olga, sales, ivan, desk }, boris, vera, group }
    }

    pub fn town(&self) -> &Town {
        &self.agency.town
    }

    /// Olga finds the group in her list.
    pub async fn olga_finds(&self, name: &str) -> Seen {
        let Agency { town, olga, .. } = &self.agency;
        self.agency.opens_dialogs(olga).await;
        town.presses(olga, name).await;
        town.waits(olga, &town.bot, "the screen of the group", |seen| seen.text.starts_with(name)).await
    }

    /// Olga opens it; returns its thread, once what was said before stands there.
    pub async fn olga_opens(&self, name: &str, said: &str) -> Topic {
        let Agency { town, olga, .. } = &self.agency;
        self.olga_finds(name).await;
        town.presses(olga, &town.label("button-open-thread")).await;
        let thread = self.thread(name.split_once(' ').map_or(name, |(_, title)| title)).await;
        let heading = town.label("line-transcript");
        let told = |seen: &Seen| seen.text.starts_with(&heading) && seen.text.contains(said);
        town.waits_paced(olga, thread, "what was said before", told).await;
        thread
    }

    /// The thread that is called so.
    pub async fn thread(&self, title: &str) -> Topic {
        let Agency { town, olga, desk, .. } = &self.agency;
        let opened = format!("“{title}”");
        town.waits_paced(olga, desk.group, &format!("the thread {opened}"), |seen| {
            seen.service && seen.text.contains(&opened)
        })
        .await;
        olga.topic_named(desk.group, title).expect("the topic was opened a moment ago")
    }

    /// Somebody writes into the group; waits until it stands in the thread, under their name.
    pub async fn heard(&self, who: &Person, thread: Topic, words: &str) -> (MessageId, Seen) {
        let Agency { town, olga, .. } = &self.agency;
        let said = town.writes(who, self.group, words);
        let whole = format!("{}\n{words}", who.full_name());
        let seen = town.waits_paced(olga, thread, &format!("“{words}”"), |seen| seen.text.contains(&whole)).await;
        (said, seen)
    }

    /// Olga writes in the thread; waits until everybody in the group sees it.
    pub async fn olga_says(&self, thread: Topic, words: &str) -> MessageId {
        let Agency { town, olga, desk, .. } = &self.agency;
        let id = town.writes(olga, thread, words);
        town.waits(&self.boris, self.group, words, |seen| seen.text == words && seen.name == "Sales").await;
        town.reaction(desk, thread, id, "👌").await;
        id
    }
}
