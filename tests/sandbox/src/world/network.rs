//! The way between a person's clients and Telegram: what goes wrong with whole connections, until it is mended.
//! **What strikes one call stands in `faults`; this strikes everything, and is not used up.**
use super::{BoxId, Change, SessionId, SignedIn, UserId, World};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// What becomes of a person's connections, those that stand and new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// Bytes are taken and nothing is ever answered, nor is the connection closed.
    Silent,
    /// The connection is closed as soon as it shows whose it is.
    Closed,
}

/// What a connection meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    Open,
    /// Bytes are taken, nothing is answered. Such a connection never speaks again: whatever knew of it on the way has forgotten it.
    Silent,
    Closed,
    /// The server does not know the key: it answers the transport error -404 and closes.
    /// <https://core.telegram.org/mtproto/mtproto-transports#transport-errors>
    KeyUnknown,
}

#[derive(Default)]
pub(super) struct Network {
    outages: BTreeMap<UserId, Outage>,
    /// Connections from before this length of the log are half-open.
    stranded: BTreeMap<UserId, u64>,
    keys_forgotten: BTreeSet<UserId>,
    /// How many connections of a person have listened to updates so far.
    listened: BTreeMap<UserId, u64>,
    /// From where clients have connected so far, and from where programs that speak for bots.
    callers: Vec<IpAddr>,
    bot_callers: Vec<IpAddr>,
}

impl World {
    /// How many connections of a person have listened to updates so far, those that are gone included.
    pub fn listened(&self, user: UserId) -> u64 {
        self.network.listened.get(&user).copied().unwrap_or_default()
    }

    /// From where clients have connected so far, in order.
    pub fn callers(&self) -> &[IpAddr] {
        &self.network.callers
    }

    /// The same of connections to the Bot API.
    pub fn bot_callers(&self) -> &[IpAddr] {
        &self.network.bot_callers
    }

    /// A program connects that speaks for a bot.
    pub(crate) fn bot_called(&mut self, from: IpAddr) {
        self.network.bot_callers.push(from);
    }

    /// A client connects.
    pub(crate) fn called(&mut self, from: IpAddr) {
        self.network.callers.push(from);
    }

    /// A client of a person is told to start over in a box.
    pub(crate) fn passed_over(&mut self, user: UserId, mailbox: BoxId) {
        self.record(Change::PassedOver { user, mailbox });
    }

    /// A connection of a person begins to listen to updates.
    pub(crate) fn listens(&mut self, user: UserId) {
        *self.network.listened.entry(user).or_default() += 1;
    }

    /// What a connection meets that was made when the log had this length.
    pub fn path(&mut self, session: SessionId, dc: i32, made: u64) -> Path {
        let SignedIn::User(user) = self.session(session, dc).state else { return Path::Open };
        let network = &self.network;
        match network.outages.get(&user) {
            Some(Outage::Silent) => Path::Silent,
            Some(Outage::Closed) => Path::Closed,
            None if network.stranded.get(&user).is_some_and(|at| made < *at) => Path::Silent,
            None if network.keys_forgotten.contains(&user) => Path::KeyUnknown,
            None => Path::Open,
        }
    }

    /// A person's connections become half-open: they stand, and nothing comes through any more. New ones work.
    pub fn strand(&mut self, user: UserId) {
        self.record(Change::Stranded { user });
        self.network.stranded.insert(user, self.log.len() as u64);
    }

    /// Nothing of a person comes through until [`mend`](Self::mend).
    pub fn outage(&mut self, user: UserId, outage: Outage) {
        self.network.outages.insert(user, outage);
        self.record(Change::Stranded { user });
    }

    /// The server does not know a person's keys any more, until [`mend`](Self::mend).
    pub fn forget_keys(&mut self, user: UserId) {
        self.network.keys_forgotten.insert(user);
        self.record(Change::Stranded { user });
    }

    /// Outages end, and keys are known again. Half-open connections stay what they are.
    pub fn mend(&mut self, user: UserId) {
        let was = self.network.outages.remove(&user);
        if was == Some(Outage::Silent) {
            self.strand(user);
        }
        self.network.keys_forgotten.remove(&user);
    }
}
