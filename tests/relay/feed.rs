//! What Telegram tells Pult: in order per source, at least once.

use pult::{
    domain::{AccountId, ChatId},
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
        };
        self.queues.lock().unwrap().entry(source).or_default().next.push_back((not_before, happening));
        self.news.notify_waiters();
    }

    /// The next update of a source. It stays the next one until [`Feed::took`] is called.
    pub async fn next(&self, source: Source) -> Happening {
        loop {
            let news = self.news.notified();
            let front = self.queues.lock().unwrap().get(&source).and_then(|queue| queue.next.front().cloned());
            match front {
                Some((at, happening)) => {
                    tokio::time::sleep_until(at).await;
                    return happening;
                }
                None => news.await,
            }
        }
    }

    /// The next update of the source was acknowledged.
    pub fn took(&self, source: Source) {
        let mut queues = self.queues.lock().unwrap();
        let queue = queues.entry(source).or_default();
        queue.done.extend(queue.next.pop_front().map(|(_, happening)| happening));
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
