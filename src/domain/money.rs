//! Amounts of money, and rates between currencies.
//!
//! - **An amount has a currency and no more decimals than its minor unit.** Nothing here adds two currencies.
//! - **Multiplying an amount by a rate is exact before it is rounded once**: the bounds keep products within the 28 digits of
//!   `Decimal`.

use super::Currency;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::ops::Neg;

/// An amount of one currency; with a minus it is money given back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Amount {
    value: Decimal,
    currency: Currency,
}

#[derive(Serialize, Deserialize)]
struct Parts {
    value: Decimal,
    currency: Currency,
}

/// Why a number is no amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error, Serialize, Deserialize)]
pub enum NoAmount {
    /// More decimals than the currency has.
    #[error("the currency has fewer decimals")]
    TooFine,
    /// Beyond a trillion.
    #[error("nobody pays that much")]
    TooLarge,
}

impl Amount {
    /// No single amount is larger.
    pub const LIMIT: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);

    pub fn new(value: Decimal, currency: Currency) -> Result<Amount, NoAmount> {
        let value = value.normalize();
        if value.scale() > currency.digits() {
            return Err(NoAmount::TooFine);
        }
        if value.abs() > Amount::LIMIT {
            return Err(NoAmount::TooLarge);
        }
        Ok(Amount { value, currency })
    }

    pub fn value(self) -> Decimal {
        self.value
    }

    pub fn currency(self) -> Currency {
        self.currency
    }

    pub fn is_zero(self) -> bool {
        self.value.is_zero()
    }

    /// Whether money goes back to the client.
    pub fn is_refund(self) -> bool {
        self.value < Decimal::ZERO
    }
}

impl Neg for Amount {
    type Output = Amount;
    fn neg(self) -> Amount {
        // Normalized again: there is no minus zero in the books.
        Amount { value: (-self.value).normalize(), ..self }
    }
}

impl TryFrom<Parts> for Amount {
    type Error = NoAmount;
    fn try_from(parts: Parts) -> Result<Amount, NoAmount> {
        Amount::new(parts.value, parts.currency)
    }
}

impl From<Amount> for Parts {
    fn from(amount: Amount) -> Parts {
        Parts { value: amount.value, currency: amount.currency }
    }
}

/// How much of the base currency one unit of another is worth.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "Decimal", into = "Decimal")]
pub struct Rate(Decimal);

/// A number that is no rate: nothing or less, more than 100 million, or of more than 13 digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a rate lies between 0 and 100,000,000 and has at most 13 digits")]
pub struct NoRate;

impl Rate {
    /// Of the base currency to itself.
    pub const ONE: Rate = Rate(Decimal::ONE);

    pub fn new(rate: Decimal) -> Result<Rate, NoRate> {
        const HIGHEST: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);
        let rate = rate.normalize();
        let digits = rate.mantissa().unsigned_abs() < 10u128.pow(13) && rate.scale() <= 12;
        if rate <= Decimal::ZERO || rate > HIGHEST || !digits { Err(NoRate) } else { Ok(Rate(rate)) }
    }

    pub fn value(self) -> Decimal {
        self.0
    }

    /// What an amount is worth in `base`, rounded to its minor unit, halves away from zero.
    pub fn convert(self, amount: Amount, base: Currency) -> Result<Amount, NoAmount> {
        let exact = amount.value.checked_mul(self.0).ok_or(NoAmount::TooLarge)?;
        Amount::new(exact.round_dp_with_strategy(base.digits(), RoundingStrategy::MidpointAwayFromZero), base)
    }
}

impl TryFrom<Decimal> for Rate {
    type Error = NoRate;
    fn try_from(rate: Decimal) -> Result<Rate, NoRate> {
        Rate::new(rate)
    }
}

impl From<Rate> for Decimal {
    fn from(rate: Rate) -> Decimal {
        rate.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn an_amount_has_no_more_decimals_than_its_currency() {
        let yen = Currency::from_code("JPY").unwrap();
        assert_eq!(Amount::new(decimal("50.250"), Currency::USD).map(Amount::value), Ok(decimal("50.25")));
        assert_eq!(Amount::new(decimal("50.255"), Currency::USD), Err(NoAmount::TooFine));
        assert_eq!(Amount::new(decimal("0.5"), yen), Err(NoAmount::TooFine));
        assert!(Amount::new(Amount::LIMIT, Currency::RUB).is_ok());
        assert_eq!(Amount::new(decimal("-1000000000000.01"), Currency::RUB), Err(NoAmount::TooLarge));
    }

    #[test]
    fn conversion_rounds_once_and_refunds_like_payments() {
        let (dollar, rate) =
            (Amount::new(decimal("0.10"), Currency::USD).unwrap(), Rate::new(decimal("90.05")).unwrap());
        let worth = |amount: Amount| rate.convert(amount, Currency::RUB).map(Amount::value);
        assert_eq!(worth(dollar), Ok(decimal("9.01")));
        assert_eq!(worth(-dollar), Ok(decimal("-9.01")));
        for wrong in ["0", "-1", "100000001", "1.12345678901234"] {
            assert_eq!(Rate::new(decimal(wrong)), Err(NoRate), "{wrong}");
        }
    }

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let amount = Amount::new(decimal("-50.25"), Currency::USD).unwrap();
        let written = serde_json::to_string(&amount).unwrap();
        assert_eq!(written, r#"{"value":"-50.25","currency":"USD"}"#);
        assert_eq!(serde_json::from_str::<Amount>(&written).unwrap(), amount);
        assert!(serde_json::from_str::<Amount>(r#"{"value":"0.001","currency":"USD"}"#).is_err());
    }

    proptest! {
        #[test]
        fn a_product_is_exact_before_it_is_rounded(units in -1_000_000_000_000_000i128..1_000_000_000_000_000, rate in 1i128..10_000_000_000_000, scale in 5u32..=12) {
            let (amount, rate) = (Amount::new(Decimal::from_i128_with_scale(units, 3), Currency::from_code("KWD").unwrap()), Rate::new(Decimal::from_i128_with_scale(rate, scale)));
            let (Ok(amount), Ok(rate)) = (amount, rate) else { return Ok(()) };
            let product = amount.value() * rate.value();
            prop_assert_eq!(product.normalize().mantissa(), {
                let exact = Decimal::from_i128_with_scale(amount.value().mantissa() * rate.value().mantissa(), amount.value().scale() + rate.value().scale());
                exact.normalize().mantissa()
            });
        }
    }
}
