//! A figure and the one before it.

use rust_decimal::Decimal;

/// A figure with that of the comparable time before.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Compared {
    pub now: Decimal,
    pub before: Decimal,
}

impl Compared {
    /// By how many parts of a hundred it grew; `None` where there was nothing, or less than nothing, to grow from.
    pub fn percent(&self) -> Option<Decimal> {
        if self.before <= Decimal::ZERO {
            return None;
        }
        let grown = (self.now - self.before).checked_mul(Decimal::ONE_HUNDRED)?;
        Some((grown / self.before).round_dp(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_told_where_there_was_something_to_grow_from() {
        let percent = |now: i64, before: i64| Compared { now: now.into(), before: before.into() }.percent();
        let tenths = |tenths: i64| Some(Decimal::new(tenths, 1));
        assert_eq!([percent(150, 100), percent(2, 3), percent(0, 5)], [tenths(500), tenths(-333), tenths(-1000)]);
        assert_eq!([percent(5, 5), percent(5, 0), percent(5, -3)], [tenths(0), None, None]);
    }
}
