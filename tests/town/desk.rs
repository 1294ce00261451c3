//! Desks of a town and the conversations in them.

use super::{Town, Way};
use std::time::Instant;
use telegram_sandbox::{
    Group, PATIENCE, Person, Topic,
    world::{MessageId, Rights, Seen, World},
};

/// A group that became a desk, and whose.
#[derive(Clone)]
pub struct Desk {
    pub group: Group,
    pub member: Person,
}

impl Desk {
    /// Whether it is the card of a thread, which nobody said.
    pub fn is_card(seen: &Seen) -> bool {
        seen.text.starts_with('👤')
    }

    /// What a bot needs in a desk.
    pub const RIGHTS: Rights = Rights {
        manage_topics: true,
        delete_messages: true,
        pin_messages: true,
        ban_users: true,
        invite_users: true,
        ..Rights::NONE
    };
}

impl Town {
    /// An owner prepares a group for an operator and an account; the operator binds it; the owner allows it.
    pub async fn makes_desk(&self, owner: &Person, member: &Person, title: &str) -> Desk {
        let desk = self.prepares_group(owner, member, title);
        self.writes(member, desk.group.general(), "/bind");
        let allow = self.label("button-approve");
        let asked = self.button(owner, &allow).await;
        self.presses(owner, &allow).await;
        self.waits(owner, &self.bot, "the request to be settled", |seen| {
            seen.id == asked.id && seen.buttons.iter().flatten().all(|button| button.text != allow)
        })
        .await;
        self.shows(member, desk.group, "✅").await;
        // The account follows the link that the bot made for it.
        self.waits(member, desk.group, "the account to come in", |seen| seen.service && seen.text.contains("joined"))
            .await;
        desk
    }

    /// A forum of an owner's with the member and the bot in it, the bot with all it needs.
    pub fn prepares_group(&self, owner: &Person, member: &Person, title: &str) -> Desk {
        self.act(owner, &format!("+ “{title}”: {}, @{}", member.name(), super::BOT));
        let group = owner.creates_forum(title).expect("people may make groups");
        if owner.id != member.id {
            owner.adds(group, member.id).expect("the member lets themselves be added");
        }
        owner.adds_bot(group, &self.bot).expect("the bot can be added");
        owner.promotes(group, self.bot.id, Desk::RIGHTS).expect("the creator may promote");
        Desk { group, member: member.clone() }
    }

    /// Writes somewhere and notes it.
    pub fn writes(&self, who: &Person, place: impl Into<telegram_sandbox::Place>, words: &str) -> MessageId {
        self.act(who, words);
        who.says(place, words).expect("writing there is allowed")
    }

    /// A client writes to an account; waits until it stands in the client's thread.
    pub async fn client_writes(&self, client: &Person, account: &Person, desk: &Desk, words: &str) -> (Topic, Seen) {
        let began = Instant::now();
        self.writes(client, account, words);
        let topic = self.thread(desk, client).await;
        let seen = self.waits_paced(&desk.member, topic, &format!("“{words}”"), |seen| seen.text.contains(words)).await;
        self.transcript.hop(Way::ClientToThread, began.elapsed());
        (topic, seen)
    }

    /// The thread of a client in a desk, once it is there.
    pub async fn thread(&self, desk: &Desk, client: &Person) -> Topic {
        let name = client.full_name();
        let opened = format!("“{name}”");
        self.waits_paced(&desk.member, desk.group, &format!("the thread {opened}"), |seen| {
            seen.service && seen.text.contains(&opened)
        })
        .await;
        desk.member.topic_named(desk.group, &name).expect("the topic was opened a moment ago")
    }

    /// The operator writes in a thread; waits until the client sees it and the desk shows that it was sent.
    pub async fn answers(
        &self,
        desk: &Desk,
        topic: Topic,
        client: &Person,
        account: &Person,
        words: &str,
    ) -> MessageId {
        let began = Instant::now();
        let id = self.writes(&desk.member, topic, words);
        self.shows(client, account, words).await;
        self.transcript.hop(Way::ThreadToClient, began.elapsed());
        self.reaction(desk, topic, id, "👌").await;
        self.transcript.hop(Way::Sent, began.elapsed());
        id
    }

    /// Waits until a thread is called so.
    pub async fn thread_is_called(&self, desk: &Desk, topic: Topic, name: &str) {
        let called = |world: &mut World| {
            let found = &world.group(topic.group).ok()?.topics[&topic.id];
            (found.title == name).then_some(())
        };
        for _ in 0..4 {
            if self.sandbox.world().wait(PATIENCE, called).await.is_some() {
                return;
            }
            self.passes(30);
        }
        panic!("the thread was to be called “{name}”:\n{}", super::screen(&desk.member.sees(topic)));
    }

    /// Waits until a message of a thread bears a reaction.
    pub async fn reaction(&self, desk: &Desk, topic: Topic, id: MessageId, emoji: &str) {
        self.waits(&desk.member, topic, &format!("the reaction {emoji}"), |seen| {
            seen.id == id && seen.reactions.iter().any(|reaction| reaction == emoji)
        })
        .await;
    }
}
