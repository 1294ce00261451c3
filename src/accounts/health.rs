//! How an account is, and what there is to say about it. Pure: the time is an argument.
//!
//! - **Nothing is said in a hurry**: a cut that heals within [`RECONNECTING`] shows nowhere, and owners hear only of what
//!   lasts ([`NEWS`]). That an account is well again is said when it has stayed so ([`SETTLED`]).
//! - **A connection that does not hold is none**: what breaks again at once counts from the first break on.

use crate::domain::{AccountState, Disconnection, Limit};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

/// A first connection that takes longer than this shows.
const CONNECTING: Duration = Duration::from_secs(3);
/// An account without a connection for longer than this counts as disconnected.
pub const RECONNECTING: Duration = Duration::from_secs(30);
/// A disconnection that lasts longer than this is told.
pub const NEWS: Duration = Duration::from_secs(120);
/// A connection that held this long lets the failures before it be forgotten.
pub const SETTLED: Duration = Duration::from_secs(60);
/// A flood wait shorter than this is the ordinary course of things.
const SHOWN_WAIT: SignedDuration = SignedDuration::from_secs(60);
/// A flood wait as long as this is told.
const TOLD_WAIT: SignedDuration = SignedDuration::from_mins(10);
/// Telegram does not say when it lifts such a limit; after this time without a refusal it counts as lifted.
const LIMITED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A moment on both clocks: one is for people, the other never jumps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    pub now: Timestamp,
    pub uptime: Duration,
}

impl Moment {
    fn since(self, earlier: Moment) -> Duration {
        self.uptime.saturating_sub(earlier.uptime)
    }

    fn until(self, end: Timestamp) -> Duration {
        Duration::try_from(end.duration_since(self.now)).unwrap_or(Duration::ZERO)
    }
}

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Health {
    condition: Condition,
    /// When the condition began.
    since: Moment,
    /// When the last connection that held ended; the start, where there was none yet.
    broken: Moment,
    limits: Limits,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Condition {
    Starting,
    Connected,
    Lost(Disconnection),
    /// No connection is tried any more.
    Ended(AccountState),
}

/// What Telegram restricts at present. Outlives connections and restarts.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Limits {
    /// Since when it is restricted as a whole, and how.
    whole: Option<(Timestamp, Limit)>,
    /// The methods that have to wait, and until when.
    waits: BTreeMap<String, (Timestamp, Timestamp)>,
}

/// What there is to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Report {
    /// `None`: as it was.
    pub state: Option<AccountState>,
    /// Whether it has lasted long enough for people to be told.
    pub lasting: bool,
    /// After this time something else is to be said, though nothing happens.
    pub again: Option<Duration>,
}

impl Health {
    pub fn starting(at: Moment, limits: Limits) -> Health {
        Health { condition: Condition::Starting, since: at, broken: at, limits }
    }

    pub fn connected(&mut self, at: Moment) {
        if self.condition != Condition::Connected {
            (self.condition, self.since) = (Condition::Connected, at);
        }
    }

    /// There is no connection any more, or there is none yet.
    pub fn lost(&mut self, at: Moment, why: Disconnection) {
        if self.condition == Condition::Connected && at.since(self.since) >= SETTLED {
            self.broken = at;
        }
        (self.condition, self.since) = (Condition::Lost(why), at);
    }

    /// It stays in this state until somebody does something.
    pub fn ended(&mut self, at: Moment, state: AccountState) {
        (self.condition, self.since) = (Condition::Ended(state), at);
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn limits_mut(&mut self) -> &mut Limits {
        &mut self.limits
    }

    pub fn report(&self, at: Moment) -> Report {
        match self.condition {
            Condition::Ended(state) => Report { state: Some(state), lasting: true, again: None },
            Condition::Connected => self.limits.report(at).unwrap_or_else(|| {
                let again = SETTLED.checked_sub(at.since(self.since)).filter(|left| !left.is_zero());
                Report { state: Some(AccountState::Active), lasting: again.is_none(), again }
            }),
            Condition::Starting | Condition::Lost(_) => {
                let (down, since) = (at.since(self.broken), self.broken.now);
                let why = match self.condition {
                    Condition::Lost(why) => why,
                    _ => Disconnection::Unreachable,
                };
                let never = self.broken == self.since && self.condition == Condition::Starting;
                let left = |time: Duration| Some(time - down);
                match down {
                    _ if down < CONNECTING => Report { state: None, lasting: false, again: left(CONNECTING) },
                    _ if down < RECONNECTING => {
                        let state = never.then_some(AccountState::Connecting { since });
                        Report { state, lasting: false, again: left(RECONNECTING) }
                    }
                    _ => {
                        let state = Some(AccountState::Disconnected { since, why });
                        let lasting = down >= NEWS;
                        Report { state, lasting, again: if lasting { None } else { left(NEWS) } }
                    }
                }
            }
        }
    }
}

impl Limits {
    /// Telegram refused something because the account is restricted as a whole.
    pub fn restrict(&mut self, now: Timestamp, limit: Limit) {
        self.whole = Some((now, limit));
    }

    /// Telegram wants no more calls of a method before `until`.
    pub fn hold(&mut self, now: Timestamp, method: &str, until: Timestamp) {
        self.waits.retain(|_, (_, end)| *end > now);
        self.waits.insert(method.to_owned(), (now, until));
    }

    /// How long a method still has to wait. A wait that begins in the future was noted before the clock was set back: what is
    /// left of it only Telegram knows, who says so when it is asked.
    pub fn left(&self, now: Timestamp, method: &str) -> Option<Duration> {
        let (_, until) = self.waits.get(method).filter(|(since, _)| *since <= now)?;
        Duration::try_from(until.duration_since(now)).ok().filter(|left| !left.is_zero())
    }

    /// Everything that still holds: the method (none for the whole), since when, and what.
    pub fn all(&self, now: Timestamp) -> impl Iterator<Item = (Option<&str>, Timestamp, Limit)> {
        let whole = self.whole.filter(|(since, _)| now.duration_since(*since) < LIMITED_FOR);
        let waits = self.waits.iter().filter(move |(_, (since, until))| (*since..*until).contains(&now));
        let waits =
            waits.map(|(method, (since, until))| (Some(method.as_str()), *since, Limit::Wait { until: *until }));
        whole.map(|(since, limit)| (None, since, limit)).into_iter().chain(waits)
    }

    fn report(&self, at: Moment) -> Option<Report> {
        let mut longest = None;
        for (_, since, limit) in self.all(at.now) {
            let Limit::Wait { until } = limit else {
                let again = Some(at.until(since + LIMITED_FOR));
                return Some(Report { state: Some(AccountState::Limited { since, limit }), lasting: true, again });
            };
            let shown = until.duration_since(since) >= SHOWN_WAIT;
            if shown && longest.is_none_or(|(_, end)| end < until) {
                longest = Some((since, until));
            }
        }
        let (since, until) = longest?;
        let state = AccountState::Limited { since, limit: Limit::Wait { until } };
        let lasting = until.duration_since(since) >= TOLD_WAIT;
        Some(Report { state: Some(state), lasting, again: Some(at.until(until)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        let now = Timestamp::from_second(1_000 + i64::try_from(seconds).unwrap()).unwrap();
        Moment { now, uptime: Duration::from_secs(seconds) }
    }

    fn unreachable(since: u64) -> AccountState {
        AccountState::Disconnected { since: at(since).now, why: Disconnection::Unreachable }
    }

    /// What is said at a moment, and whether it is news.
    fn said(health: &Health, seconds: u64) -> (Option<AccountState>, bool) {
        let report = health.report(at(seconds));
        (report.state, report.lasting)
    }

    fn well(seconds: u64) -> Health {
        let mut health = Health::starting(at(seconds), Limits::default());
        health.connected(at(seconds));
        health
    }

    #[test]
    fn a_start_that_takes_its_time_shows_and_then_counts_as_disconnected() {
        let health = Health::starting(at(0), Limits::default());
        assert_eq!(said(&health, 2), (None, false));
        assert_eq!(said(&health, 3), (Some(AccountState::Connecting { since: at(0).now }), false));
        assert_eq!(said(&health, 30), (Some(unreachable(0)), false));
        assert_eq!(said(&health, 120), (Some(unreachable(0)), true));
    }

    #[test]
    fn a_cut_of_seconds_is_no_news() {
        let mut health = well(0);
        assert_eq!(said(&health, 60), (Some(AccountState::Active), true));
        health.lost(at(100), Disconnection::Unreachable);
        assert_eq!(said(&health, 129), (None, false), "as it was");
        health.connected(at(129));
        assert_eq!(said(&health, 130), (Some(AccountState::Active), false));
    }

    #[test]
    fn a_long_cut_shows_then_is_told_and_its_end_is_told_when_it_holds() {
        let mut health = well(0);
        health.lost(at(100), Disconnection::Unreachable);
        health.lost(at(110), Disconnection::Unreachable);
        assert_eq!(said(&health, 130), (Some(unreachable(100)), false));
        assert_eq!(said(&health, 220), (Some(unreachable(100)), true));
        health.connected(at(300));
        assert_eq!(said(&health, 301), (Some(AccountState::Active), false));
        assert_eq!(said(&health, 360), (Some(AccountState::Active), true));
    }

    #[test]
    fn a_connection_that_breaks_again_at_once_was_none() {
        let mut health = well(0);
        for second in (100..220).step_by(20) {
            health.lost(at(second), Disconnection::Failing);
            health.connected(at(second + 1));
        }
        health.lost(at(230), Disconnection::Failing);
        let failing = AccountState::Disconnected { since: at(100).now, why: Disconnection::Failing };
        assert_eq!(said(&health, 231), (Some(failing), true));
    }

    #[test]
    fn what_ended_is_told_at_once_and_for_good() {
        let mut health = well(0);
        let banned = AccountState::Banned { since: at(5).now };
        health.ended(at(5), banned);
        assert_eq!(health.report(at(5)), Report { state: Some(banned), lasting: true, again: None });
    }

    #[test]
    fn a_flood_wait_holds_its_method_shows_when_long_and_ends_by_itself() {
        let mut health = well(0);
        let until = |seconds| at(seconds).now;
        health.limits_mut().hold(at(100).now, "messages.getHistory", until(130));
        assert_eq!(health.limits().left(at(110).now, "messages.getHistory"), Some(Duration::from_secs(20)));
        assert_eq!(health.limits().left(at(110).now, "messages.sendMessage"), None);
        assert_eq!(said(&health, 110), (Some(AccountState::Active), true), "a short one is ordinary");
        let wait = |since, end| AccountState::Limited { since: until(since), limit: Limit::Wait { until: until(end) } };
        health.limits_mut().hold(at(120).now, "messages.sendMessage", until(300));
        assert_eq!(said(&health, 121), (Some(wait(120, 300)), false));
        health.limits_mut().hold(at(130).now, "messages.sendMessage", until(1000));
        assert_eq!(said(&health, 131), (Some(wait(130, 1000)), true));
        assert_eq!(health.report(at(131)).again, Some(Duration::from_secs(869)));
        assert_eq!(said(&health, 1000), (Some(AccountState::Active), true));
        assert_eq!(health.limits().left(at(1000).now, "messages.sendMessage"), None);
    }

    #[test]
    fn a_wait_does_not_grow_with_a_clock_that_is_set_back() {
        let mut limits = Limits::default();
        limits.hold(at(1000).now, "messages.sendMessage", at(1005).now);
        assert_eq!(limits.left(at(1001).now, "messages.sendMessage"), Some(Duration::from_secs(4)));
        assert_eq!(limits.left(at(100).now, "messages.sendMessage"), None);
        assert_eq!(limits.all(at(100).now).count(), 0);
    }

    #[test]
    fn a_restricted_account_is_shown_for_a_day() {
        let mut health = well(0);
        health.limits_mut().restrict(at(100).now, Limit::NewPeople);
        let limited = AccountState::Limited { since: at(100).now, limit: Limit::NewPeople };
        assert_eq!(said(&health, 101), (Some(limited), true));
        assert_eq!(said(&health, 100 + 24 * 3600), (Some(AccountState::Active), true));
        // Without a connection that matters more.
        health.lost(at(200), Disconnection::Unreachable);
        assert_eq!(said(&health, 400), (Some(unreachable(200)), true));
    }
}
