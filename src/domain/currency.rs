//! Currencies of ISO 4217.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A currency in which people pay, by its code of three letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Letters that are no currency's code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no such currency")]
pub struct NoCurrency;

/// Active codes of ISO 4217, list one, as of January 2026, by the number of digits of their minor unit; funds, metals and
/// codes for tests are left out, since nobody pays in them. A code that leaves the standard stays here: it is in the books.
/// <https://www.six-group.com/en/products-services/financial-information/data-standards.html>
const CODES: [(u32, &str); 3] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC \
         CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR \
         JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD \
         NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN \
         SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
];

/// The signs people write for currencies, where a sign means one.
const SIGNS: [(char, Currency); 15] = [
    ('₽', Currency::RUB),
    ('$', Currency::USD),
    ('€', Currency::EUR),
    ('£', Currency(*b"GBP")),
    ('₴', Currency(*b"UAH")),
    ('₸', Currency(*b"KZT")),
    ('₾', Currency(*b"GEL")),
    ('₼', Currency(*b"AZN")),
    ('֏', Currency(*b"AMD")),
    ('₺', Currency(*b"TRY")),
    ('₹', Currency(*b"INR")),
    ('₪', Currency(*b"ILS")),
    ('₩', Currency(*b"KRW")),
    ('₫', Currency(*b"VND")),
    ('¥', Currency(*b"JPY")),
];

impl Currency {
    pub const RUB: Currency = Currency(*b"RUB");
    pub const USD: Currency = Currency(*b"USD");
    pub const EUR: Currency = Currency(*b"EUR");
    /// The first and the last of all by their codes, for ranges.
    pub const FIRST: Currency = Currency(*b"AED");
    pub const LAST: Currency = Currency(*b"ZWG");

    /// By its code, in letters of any case.
    pub fn from_code(code: &str) -> Option<Currency> {
        let code: [u8; 3] = code.to_ascii_uppercase().as_bytes().try_into().ok()?;
        Currency::from_bytes(code)
    }

    /// By its code as it stands in keys.
    pub fn from_bytes(code: [u8; 3]) -> Option<Currency> {
        let currency = Currency(code);
        currency.find().map(|_| currency)
    }

    /// By the sign that people write for it.
    pub fn from_sign(sign: char) -> Option<Currency> {
        SIGNS.iter().find(|(other, _)| *other == sign).map(|(_, currency)| *currency)
    }

    pub fn bytes(self) -> [u8; 3] {
        self.0
    }

    pub fn code(&self) -> &str {
        // Made of a code of the table, so it is ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub fn sign(self) -> Option<char> {
        SIGNS.iter().find(|(_, currency)| *currency == self).map(|(sign, _)| *sign)
    }

    /// How many decimals its amounts may have.
    pub fn digits(self) -> u32 {
        self.find().unwrap_or(2)
    }

    fn find(self) -> Option<u32> {
        let of = |codes: &str| codes.split(' ').any(|code| code.as_bytes() == self.0);
        CODES.iter().find(|(_, codes)| of(codes)).map(|(digits, _)| *digits)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = NoCurrency;
    fn try_from(code: String) -> Result<Currency, NoCurrency> {
        Currency::from_code(&code).ok_or(NoCurrency)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_digits_of_the_standard() {
        let digits = |code| Currency::from_code(code).map(Currency::digits);
        assert_eq!(["rub", "JPY", "Kwd", "EUR"].map(digits), [Some(2), Some(0), Some(3), Some(2)]);
        assert_eq!(["XXX", "XAU", "RU", "рубль", "", "USDT"].map(digits), [None; 6]);
    }

    #[test]
    fn every_code_stands_once_and_every_sign_is_of_a_currency() {
        let mut codes: Vec<_> = CODES.iter().flat_map(|(_, codes)| codes.split(' ')).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert_eq!([codes[0], codes[count - 1]], [Currency::FIRST.code(), Currency::LAST.code()]);
        for (sign, currency) in SIGNS {
            assert!(currency.find().is_some(), "{sign}");
            assert_eq!(Currency::from_sign(sign), Some(currency));
        }
    }
}
