//! Serial work per place: what happens in one thread is handled in its order, and no thread waits for another.

use std::{
    collections::{HashMap, VecDeque},
    future::Future,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio_util::task::TaskTracker;

/// Queues by key, each worked off by one task that lives as long as its queue is not empty.
pub struct Lanes<K, J> {
    queues: Arc<Mutex<HashMap<K, VecDeque<J>>>>,
    tasks: TaskTracker,
}

impl<K: Eq + Hash + Clone + Send + 'static, J: Send + 'static> Lanes<K, J> {
    pub fn new() -> Self {
        Lanes { queues: Arc::default(), tasks: TaskTracker::new() }
    }

    /// Adds a job behind those of the same key. `work` must not panic: it is called for each job in turn.
    pub fn push<F, Fut>(&self, key: K, job: J, work: F)
    where
        F: Fn(J) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send,
    {
        let mut queues = lock(&self.queues);
        if let Some(queue) = queues.get_mut(&key) {
            queue.push_back(job);
            return;
        }
        queues.insert(key.clone(), VecDeque::from([job]));
        let queues = self.queues.clone();
        self.tasks.spawn(async move {
            while let Some(job) = next(&queues, &key) {
                work(job).await;
            }
        });
    }

    /// Waits until everything that was added is done. Nothing may be added afterwards.
    pub async fn drain(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// The next job of a lane; an empty lane ends in the same breath, so that no job is left behind.
fn next<K: Eq + Hash, J>(queues: &Mutex<HashMap<K, VecDeque<J>>>, key: &K) -> Option<J> {
    let mut queues = lock(queues);
    let job = queues.get_mut(key)?.pop_front();
    if job.is_none() {
        queues.remove(key);
    }
    job
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::Notify;

    #[tokio::test]
    async fn a_lane_keeps_its_order_and_does_not_hold_up_others() {
        let lanes = Lanes::new();
        let (gate, log) = (Arc::new(Notify::new()), Arc::new(Mutex::new(Vec::new())));
        for (lane, job) in [("slow", 1), ("slow", 2), ("quick", 3)] {
            let (gate, log) = (gate.clone(), log.clone());
            lanes.push(lane, job, move |job| {
                let (gate, log) = (gate.clone(), log.clone());
                async move {
                    // The slow lane's first job waits for the quick lane's.
                    match job {
                        1 => gate.notified().await,
                        3 => gate.notify_one(),
                        _ => {}
                    }
                    lock(&log).push(job);
                }
            });
        }
        lanes.drain().await;
        assert_eq!(*lock(&log), [3, 1, 2]);
    }
}
