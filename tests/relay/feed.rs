//! What Telegram tells Pult: in order per source, at least once.

use pult::{
    domain::{AccountId, BotMessageId, ChatId, Emoji, MemberId},
    ports::ClientEvent,
    relay::DeskEvent,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Mutex,
};
use tokio::{sync::Notify, time::Instant};

#[derive(Clone, Debug)]
pub enum Happening {
    Client(AccountId, ClientEvent),
    Desk(DeskEvent),
    /// A member reacted to a message of a desk.
    Reacted {
        chat: ChatId,
        message: BotMessageId,
        member: MemberId,
        emoji: Option<Emoji>,
    },
}

/// Where updates come from: each source has an order of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Source {
    Account(AccountId),
    Desk(ChatId),
}

#[derive(Default)]
struct Queue {
    next: VecDeque<(Instant, Happening)>,
    done: Vec<Happening>,
}

#[derive(Default)]
pub struct Feed {
    queues: Mutex<BTreeMap<Source, Queue>>,
    news: Notify,
}

impl Feed {
    /// Not told before this moment; nor is what comes after it.
    pub fn push(&self, happening: Happening, not_before: Instant) {
        let source = match &happening {
            Happening::Client(account, _) => Source::Account(*account),
            Happening::Desk(event) => Source::Desk(event.chat),
            Happening::Reacted { chat, .. } => Source::Desk(*chat),
        };
        self.queues.lock().unwrap().entry(source).or_default().next.push_back((not_before, happening));
        self.news.notify_waiters();
    }

    /// The next updates of a source: one, and those that have come with it. They stay the next ones until
    /// [`Feed::took`] is called.
    pub async fn next(&self, source: Source) -> Vec<Happening> {
        loop {
            let news = self.news.notified();
            let first = self.queues.lock().unwrap().get(&source).and_then(|queue| Some(queue.next.front()?.0));
            let Some(at) = first else {
                news.await;
                continue;
            };
            tokio::time::sleep_until(at).await;
            let (queues, now) = (self.queues.lock().unwrap(), Instant::now());
            let due = queues[&source].next.iter().take_while(|(at, _)| *at <= now);
            return due.map(|(_, happening)| happening.clone()).collect();
        }
    }

    /// The next so many updates of the source were acknowledged.
    pub fn took(&self, source: Source, count: usize) {
        let mut queues = self.queues.lock().unwrap();
        let Queue { next, done } = queues.entry(source).or_default();
        done.extend(next.drain(..count).map(|(_, happening)| happening));
    }

    /// The last so many updates of a source are told again, as after a lost acknowledgement.
    pub fn repeat(&self, source: Source, count: usize) {
        let mut queues = self.queues.lock().unwrap();
        let Some(queue) = queues.get_mut(&source) else { return };
        // While one is being taken over it cannot be overtaken.
        if !queue.next.is_empty() {
            return;
        }
        let again = queue.done.split_off(queue.done.len().saturating_sub(count));
        queue.next.extend(again.into_iter().map(|happening| (Instant::now(), happening)));
        drop(queues);
        self.news.notify_waiters();
    }

    pub fn is_empty(&self) -> bool {
        self.queues.lock().unwrap().values().all(|queue| queue.next.is_empty())
    }
}
