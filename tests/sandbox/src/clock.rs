//! The world's time. **Every date, expiry and limit window reads this clock, never the machine's.**
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A moment: milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    /// Whole seconds since 1970, the unit of every date in both APIs.
    pub fn unix(self) -> i32 {
        i32::try_from(self.0 / 1000).unwrap_or(i32::MAX)
    }
    /// Time passed since `earlier`, zero if it lies ahead.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }
}
impl std::ops::Add<Duration> for Time {
    type Output = Time;
    fn add(self, span: Duration) -> Time {
        Time(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// The machine's time when it was first asked for. A machine's clock may be set back; Telegram's messages are dated in their order.
static BEGAN: LazyLock<(SystemTime, Instant)> = LazyLock::new(|| (SystemTime::now(), Instant::now()));

/// Where the world takes its time from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's time, going on by itself.
    Real,
    /// Stands still until [`advance`](Clock::advance) moves it.
    Virtual(Time),
}

impl Clock {
    /// A clock that stands at `unix_seconds` until it is advanced.
    pub fn virtual_at(unix_seconds: i64) -> Self {
        Clock::Virtual(Time(unix_seconds * 1000))
    }
    pub fn now(&self) -> Time {
        match self {
            Clock::Real => {
                let (began, ticking) = *BEGAN;
                let since = began.duration_since(UNIX_EPOCH).unwrap_or_default() + ticking.elapsed();
                Time(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Clock::Virtual(now) => *now,
        }
    }
    /// Moves a virtual clock forward; a real one moves by itself and is left alone.
    pub fn advance(&mut self, span: Duration) {
        if let Clock::Virtual(now) = self {
            *now = *now + span;
        }
    }
}
