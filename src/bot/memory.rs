//! What only memory knows, and a restart may forget.

use crate::{
    domain::{InviteId, Lang, MemberId},
    screens::InviteLinks,
};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Links of invites, shown once: the store knows only hashes of their tokens.
#[derive(Default)]
pub struct Links(Mutex<HashMap<InviteId, String>>);

impl Links {
    pub fn remember(&self, invite: InviteId, link: String) {
        lock(&self.0).insert(invite, link);
    }

    pub fn forget(&self, invite: InviteId) {
        lock(&self.0).remove(&invite);
    }
}

impl InviteLinks for Links {
    fn link(&self, invite: InviteId) -> Option<String> {
        lock(&self.0).get(&invite).cloned()
    }
}

/// The languages of people who are not in the team: nothing of them is stored.
#[derive(Default)]
pub struct Tongues(Mutex<HashMap<MemberId, Lang>>);

/// Strangers remembered at most; a flood of them costs no memory.
const STRANGERS: usize = 4096;

impl Tongues {
    pub fn note(&self, person: MemberId, lang: Lang) {
        let mut tongues = lock(&self.0);
        if tongues.len() >= STRANGERS {
            tongues.clear();
        }
        tongues.insert(person, lang);
    }

    pub fn of(&self, person: MemberId) -> Option<Lang> {
        lock(&self.0).get(&person).copied()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
