//! Everything the product keeps, room by room: what `rebuild` goes through and what the tags are checked against.
//!
//! **A record type that is not listed by its room does not exist for backups, rebuilds and checks.**

use crate::{accounts, bot, crm, jobs, relay, reports, store::Registry, team};

/// All record types, metrics and sequences.
pub fn registry() -> Registry {
    [team::records, crm::records, relay::records, reports::records, accounts::records, bot::records, jobs::records]
        .into_iter()
        .fold(Registry::new(), |registry, room| room(registry))
}

/// What belongs to the agency and goes with it when it leaves: people, contacts, ledger, dialogs, messages. Not the
/// sessions of accounts, which are credentials, nor what only this process needs.
pub fn of_the_agency() -> Registry {
    [team::records, crm::records, relay::records].into_iter().fold(Registry::new(), |registry, room| room(registry))
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_tag_is_used_twice() {
        assert_eq!(super::registry().check(), Ok(()));
    }
}
