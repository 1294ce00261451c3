//! Money, as each language writes it: `5 000,50 ₽` and `$5,000.50`.

use super::{Locale, group, separator};
use crate::domain::{Amount, Currency, Lang};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

/// Signs that English puts before the number.
const BEFORE: [char; 6] = ['$', '€', '£', '¥', '₹', '₩'];

impl Locale {
    /// An amount with its currency; decimals only where there are any, and then all of them.
    pub fn amount(&self, amount: Amount) -> String {
        self.money(amount.value(), amount.currency())
    }

    /// A sum of a currency.
    pub fn money(&self, sum: Decimal, currency: Currency) -> String {
        let digits = self.decimal(sum.abs(), if sum.normalize().scale() == 0 { 0 } else { currency.digits() });
        let minus = if sum < Decimal::ZERO { "−" } else { "" };
        match (currency.sign(), self.lang) {
            (Some(sign), Lang::En) if BEFORE.contains(&sign) => format!("{minus}{sign}{digits}"),
            (Some(sign), _) => format!("{minus}{digits}\u{a0}{sign}"),
            (None, _) => format!("{minus}{digits}\u{a0}{currency}"),
        }
    }

    /// A positive number with so many decimals.
    pub fn decimal(&self, number: Decimal, places: u32) -> String {
        let number = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        let whole = group(number.trunc().to_i64().unwrap_or(i64::MAX), separator(self.lang));
        if places == 0 {
            return whole;
        }
        let point = match self.lang {
            Lang::En => '.',
            Lang::Ru => ',',
        };
        let mut fraction = number.fract();
        fraction.rescale(places);
        let digits = fraction.mantissa().unsigned_abs();
        format!("{whole}{point}{digits:0width$}", width = places as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_looks_right_in_each_language() {
        let (en, ru) = (Locale::of(Lang::En), Locale::of(Lang::Ru));
        let written = |value: &str, code| {
            let (value, currency) = (value.parse().unwrap(), Currency::from_code(code).unwrap());
            [en.money(value, currency), ru.money(value, currency)]
        };
        assert_eq!(written("5000", "RUB"), ["5,000\u{a0}₽", "5\u{a0}000\u{a0}₽"]);
        assert_eq!(written("-1250.5", "USD"), ["−$1,250.50", "−1\u{a0}250,50\u{a0}$"]);
        assert_eq!(written("0.125", "KWD"), ["0.125\u{a0}KWD", "0,125\u{a0}KWD"]);
        assert_eq!(written("1234567.05", "EUR"), ["€1,234,567.05", "1\u{a0}234\u{a0}567,05\u{a0}€"]);
        assert_eq!(written("300.00", "JPY"), ["¥300", "300\u{a0}¥"]);
    }
}
