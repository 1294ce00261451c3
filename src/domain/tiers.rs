//! Tiers of clients by what they have paid in all (C4). **A tier is computed when it is shown, and kept nowhere.**

use super::Amount;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Tier {
    Bronze,
    Silver,
    Gold,
}

impl Tier {
    /// The highest first.
    pub const ALL: [Tier; 3] = [Tier::Gold, Tier::Silver, Tier::Bronze];
}

/// From which sum of all time on a client is of each tier, the lowest first, in the base currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "[Decimal; 3]", into = "[Decimal; 3]")]
pub struct Tiers([Decimal; 3]);

/// Sums that make no tiers: nothing or less, more than anybody pays, or not each above the one before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("tiers begin at sums above zero, each above the one before")]
pub struct NoTiers;

impl Tiers {
    /// What is offered where none are set.
    pub const USUAL: Tiers = Tiers([
        Decimal::from_parts(10_000, 0, 0, false, 0),
        Decimal::from_parts(50_000, 0, 0, false, 0),
        Decimal::from_parts(200_000, 0, 0, false, 0),
    ]);

    pub fn new(from: [Decimal; 3]) -> Result<Tiers, NoTiers> {
        // No currency has finer units.
        const DIGITS: u32 = 3;
        let from = from.map(|sum| sum.normalize());
        let rising = Decimal::ZERO < from[0] && from.is_sorted_by(|one, next| one < next);
        let payable = from.iter().all(|sum| *sum <= Amount::LIMIT && sum.scale() <= DIGITS);
        if rising && payable { Ok(Tiers(from)) } else { Err(NoTiers) }
    }

    /// The sums, the lowest first.
    pub fn sums(self) -> [Decimal; 3] {
        self.0
    }

    /// The tier of whoever paid this in all.
    pub fn of(self, paid: Decimal) -> Option<Tier> {
        let [bronze, silver, gold] = self.0;
        match paid {
            paid if paid >= gold => Some(Tier::Gold),
            paid if paid >= silver => Some(Tier::Silver),
            paid if paid >= bronze => Some(Tier::Bronze),
            _ => None,
        }
    }
}

impl TryFrom<[Decimal; 3]> for Tiers {
    type Error = NoTiers;
    fn try_from(from: [Decimal; 3]) -> Result<Tiers, NoTiers> {
        Tiers::new(from)
    }
}

impl From<Tiers> for [Decimal; 3] {
    fn from(tiers: Tiers) -> [Decimal; 3] {
        tiers.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiers(sums: [&str; 3]) -> Result<Tiers, NoTiers> {
        Tiers::new(sums.map(|sum| sum.parse().unwrap()))
    }

    #[test]
    fn a_tier_begins_with_its_sum() {
        let of = |paid: &str| Tiers::USUAL.of(paid.parse().unwrap());
        for (paid, tier) in [
            ("-1", None),
            ("9999.99", None),
            ("10000", Some(Tier::Bronze)),
            ("49999.99", Some(Tier::Bronze)),
            ("50000.00", Some(Tier::Silver)),
            ("200000", Some(Tier::Gold)),
            ("1000000000000", Some(Tier::Gold)),
        ] {
            assert_eq!(of(paid), tier, "{paid}");
        }
    }

    #[test]
    fn tiers_rise_from_above_nothing() {
        assert!(tiers(["0.5", "1", "1000000000000"]).is_ok());
        for wrong in [["0", "1", "2"], ["-1", "1", "2"], ["1", "1", "2"], ["3", "2", "1"], ["1", "2", "1000000000001"]]
        {
            assert_eq!(tiers(wrong), Err(NoTiers), "{wrong:?}");
        }
        assert_eq!(tiers(["0.0001", "1", "2"]), Err(NoTiers));
    }
}
