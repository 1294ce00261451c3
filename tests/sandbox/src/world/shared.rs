//! The world's mutex and the bell that rings when something happened.
//! **Nobody waits while holding the lock; waiting is for the log to grow, never for time to pass.**
use super::{Change, Event, World};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// The world as everybody holds it. Cheap to clone.
#[derive(Clone)]
pub struct Shared(Arc<Inner>);

/// Told about new events, from a log position on, before anybody else can change the world again.
pub type Observer = Box<dyn FnMut(&mut World, u64) + Send>;

struct Inner {
    state: Mutex<State>,
    /// Length of the log.
    grown: watch::Sender<usize>,
}

struct State {
    world: World,
    observers: Vec<Observer>,
    /// Observers have been told of the log up to here.
    told: usize,
}

impl Shared {
    pub fn new(world: World) -> Self {
        let grown = watch::Sender::new(world.log.len());
        let state = Mutex::new(State { world, observers: Vec::new(), told: 0 });
        Shared(Arc::new(Inner { state, grown }))
    }

    /// Lets a door see every event in the very state that it left behind. An observer must not cause events itself.
    pub fn observe(&self, observer: Observer) {
        self.lock().observers.push(observer);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // A panicking test must not turn every other task's error into a poisoned lock.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something in the world and wakes those who wait, if anything happened.
    pub fn with<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let mut state = self.lock();
        let State { world, observers, told } = &mut *state;
        world.tick();
        let result = act(world);
        let length = world.log.len();
        if length > *told {
            for observer in observers {
                observer(world, *told as u64);
            }
            *told = length;
        }
        drop(state);
        self.0.grown.send_if_modified(|known| std::mem::replace(known, length.max(*known)) < length);
        result
    }

    /// Wakes whenever the log has grown; the value is its length.
    pub fn watch(&self) -> watch::Receiver<usize> {
        self.0.grown.subscribe()
    }

    /// Waits until `look` finds something, asking again after every change; `None` when `deadline` (real time) passed.
    pub async fn wait<T>(&self, deadline: Duration, mut look: impl FnMut(&mut World) -> Option<T>) -> Option<T> {
        let mut watch = self.watch();
        let search = async {
            loop {
                if let Some(found) = self.with(&mut look) {
                    return found;
                }
                if watch.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        tokio::time::timeout(deadline, search).await.ok()
    }

    /// Waits for an event at or after log position `from` in which `pick` finds something.
    pub async fn wait_event<T>(
        &self,
        deadline: Duration,
        from: u64,
        mut pick: impl FnMut(&Event) -> Option<T>,
    ) -> Option<T> {
        let mut next = from;
        self.wait(deadline, |world| {
            let found = world.events_from(next).iter().find_map(&mut pick);
            next = world.log.len() as u64;
            found
        })
        .await
    }

    /// Lets a virtual clock pass and wakes everybody, for what depends on time has changed.
    pub fn advance(&self, span: Duration) {
        self.with(|world| world.clock.advance(span));
        self.0.grown.send_modify(|_| {});
    }
}

impl Change {
    /// The message this is about, where there is one.
    pub fn message(&self) -> Option<&super::Message> {
        match self {
            Change::Sent { message, .. } | Change::Edited { message, .. } | Change::Reacted { message, .. } => {
                Some(message)
            }
            _ => None,
        }
    }
}
