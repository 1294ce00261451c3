//! Words and formats of figures: changes, shares, spans of time, short days.

use super::{Locale, say};
use crate::domain::{Lang, Month, Pictures, Span};
use jiff::civil::Date;
use rust_decimal::Decimal;

impl Locale {
    /// `+12.4%` and `−6,0 %`; `None` where nothing can be compared.
    pub fn change(&self, percent: Option<Decimal>) -> Option<String> {
        let percent = percent?;
        let sign = match percent {
            grown if grown > Decimal::ZERO => "+",
            fallen if fallen < Decimal::ZERO => "−",
            _ => "",
        };
        // Beyond some hundreds a tenth tells nothing.
        let places = if percent.abs() < Decimal::ONE_HUNDRED { 1 } else { 0 };
        Some(format!("{sign}{}", self.percent(percent.abs(), places)))
    }

    /// A positive number of hundredths.
    pub fn percent(&self, number: Decimal, places: u32) -> String {
        let digits = self.decimal(number, places);
        match self.lang {
            Lang::En => format!("{digits}%"),
            Lang::Ru => format!("{digits}\u{a0}%"),
        }
    }

    /// A time on the dashboard.
    pub fn span(&self, span: Span) -> String {
        match span {
            Span::Today => say!(self, "span-today"),
            Span::Days7 => say!(self, "span-days-7"),
            Span::Days30 => say!(self, "span-days-30"),
            Span::Month => say!(self, "span-month"),
            Span::Days90 => say!(self, "span-days-90"),
            Span::Year => say!(self, "span-year"),
            Span::Days { from, to } => {
                let (day, year) = (self.day_short(to), to.year().to_string());
                if from == to {
                    say!(self, "span-day", day = day, year = year)
                } else {
                    say!(self, "span-days", from = self.day_short(from), to = day, year = year)
                }
            }
        }
        .text
    }

    /// `November 2026`.
    pub fn month_and_year(&self, month: Month) -> String {
        let first = month.first_day();
        say!(self, "dashboard-month-named", month = i64::from(first.month()), year = first.year().to_string()).text
    }

    /// `Mon`; Monday is 0.
    pub fn weekday_short(&self, weekday: usize) -> String {
        say!(self, "rhythm-weekday", weekday = weekday + 1).text
    }

    /// `22 Nov`.
    pub fn day_short(&self, day: Date) -> String {
        say!(self, "day-short", day = i64::from(day.day()), month = self.month_short(day)).text
    }

    /// `Nov`.
    pub fn month_short(&self, day: Date) -> String {
        say!(self, "month-short", month = i64::from(day.month())).text
    }

    /// A number of a scale, as short as can be: `75`, `1.5k`, `−2M`.
    pub fn short(&self, number: f64) -> String {
        let sign = if number < 0.0 { "−" } else { "" };
        let digits = |number: f64| {
            let number = Decimal::from_f64_retain(number).unwrap_or_default().round_dp(1).normalize();
            format!("{sign}{}", self.decimal(number, number.scale()))
        };
        match number.abs() {
            small if small < 1e4 => digits(small),
            number if number < 1e6 => say!(self, "short-thousands", n = digits(number / 1e3)).text,
            number if number < 1e9 => say!(self, "short-millions", n = digits(number / 1e6)).text,
            number => say!(self, "short-billions", n = digits(number / 1e9)).text,
        }
    }

    pub fn pictures(&self, pictures: Pictures) -> String {
        match pictures {
            Pictures::Dark => say!(self, "pictures-dark"),
            Pictures::Light => say!(self, "pictures-light"),
            Pictures::Off => say!(self, "pictures-off"),
        }
        .text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_written_with_their_sign() {
        let changes =
            |lang| [124, -60, 0, 12_346].map(|tenths| Locale::of(lang).change(Some(Decimal::new(tenths, 1))).unwrap());
        assert_eq!(changes(Lang::En), ["+12.4%", "−6.0%", "0.0%", "+1,235%"]);
        assert_eq!(changes(Lang::Ru), ["+12,4\u{a0}%", "−6,0\u{a0}%", "0,0\u{a0}%", "+1\u{a0}235\u{a0}%"]);
        assert_eq!(Locale::of(Lang::En).change(None), None);
    }
}
