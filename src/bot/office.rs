//! What every handler of the bot has at hand.

use super::{
    api::Api,
    delivery::Icons,
    errors::Failure,
    follow::Drawn,
    glance::Thumbnails,
    intake::{Gate, Inbound},
    lent::Lent,
    memory::{Links, Tongues},
};
use crate::{
    domain::{BotId, Lang, MemberId, business_day},
    locale::Locale,
    ports::{ClientFiles, ClientReader, Connections, Logins, Proxies, Randomness},
    relay::{Committer, Plan, RelayError},
    screens::Stage,
    store::{Changes, Store, StoreError},
    team::{AgencyZone, Habits, Member},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::sync::Arc;

/// One bot with all it works with.
pub struct Office {
    pub bot: BotId,
    /// Without the `@`.
    pub username: String,
    pub api: Api,
    pub committer: Committer,
    pub logins: Arc<dyn Logins>,
    pub connections: Arc<dyn Connections>,
    pub proxies: Arc<dyn Proxies>,
    pub files: Arc<dyn ClientFiles>,
    pub reader: Arc<dyn ClientReader>,
    pub randomness: Arc<dyn Randomness>,
    /// The agency's zone.
    pub zone: AgencyZone,
    /// The language of people of whom we know none.
    pub lang: Lang,
    pub gate: Arc<Gate>,
    pub links: Links,
    pub tongues: Tongues,
    pub icons: Icons,
    pub drawn: Drawn,
    pub thumbnails: Thumbnails,
    /// `None` for a helper, which does not see what accounts would show it.
    pub lent: Option<Lent>,
}

/// Handling an update did not come to its end. It is tried again.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    #[error("reading the store")]
    Store(#[from] StoreError),
    #[error("committing what follows from an update")]
    Relay(#[from] RelayError),
    #[error("asking the Bot API for {what} ({failure:?})")]
    Telegram { what: &'static str, failure: Failure },
}

impl Office {
    pub fn store(&self) -> &Store {
        self.committer.store()
    }

    pub fn now(&self) -> Timestamp {
        self.committer.now()
    }

    /// Plans and commits what follows from an update together with its end; `None` when that has happened before.
    pub async fn commit<T>(
        &self,
        inbound: &Inbound,
        mut plan: impl FnMut(&Store) -> Result<Plan<T>, StoreError>,
    ) -> Result<Option<T>, BotError> {
        let done = self
            .committer
            .commit(|store| {
                let mut ending = Changes::default();
                if !inbound.settle(store, &mut ending)? {
                    return Ok(Plan::new(None));
                }
                let Plan { changes, tasks, outcome } = plan(store)?;
                ending.merge(changes);
                Ok(Plan { changes: ending, tasks, outcome: Some(outcome) })
            })
            .await?;
        Ok(done)
    }

    /// The agency's business day, by which `yesterday` is meant.
    pub fn today(&self) -> Date {
        business_day(self.now(), &self.zone.get())
    }

    /// What a screen for this reader may look at; the zones are the reader's and the agency's.
    pub fn stage<'a>(&'a self, reader: &'a Member, (zone, agency_zone): &'a (TimeZone, TimeZone)) -> Stage<'a> {
        Stage {
            store: self.store(),
            logins: &*self.logins,
            proxies: &*self.proxies,
            links: &self.links,
            glance: None,
            reader,
            bot: &self.username,
            now: self.now(),
            zone,
            agency_zone,
        }
    }

    /// The zone in which a member sees times, and the agency's (G3).
    pub fn zones(&self, member: MemberId) -> Result<(TimeZone, TimeZone), StoreError> {
        let agency = self.zone.get();
        Ok((Habits::of(self.store(), member)?.zone(&agency), agency))
    }

    /// The language to speak with a person.
    pub fn lang_of(&self, person: MemberId) -> Result<Lang, StoreError> {
        // Also of those who are no longer in the team: they are told so in their language.
        let member = self.store().get::<Member>(&person)?;
        Ok(member.map(|member| member.lang).or_else(|| self.tongues.of(person)).unwrap_or(self.lang))
    }

    /// The language for somebody who introduces themselves with this IETF tag.
    pub fn lang_for(&self, tag: Option<&str>) -> Lang {
        tag.and_then(Lang::from_tag).unwrap_or(self.lang)
    }

    pub fn locale_of(&self, person: MemberId) -> Result<&'static Locale, StoreError> {
        Ok(Locale::of(self.lang_of(person)?))
    }
}
