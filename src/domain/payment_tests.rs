//! What is a payment, what is not, and what is asked about.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const TODAY: Date = date(2026, 11, 26);

/// Value, currency, day and note of the one payment in a text.
fn read(text: &str) -> Option<String> {
    let payments = Payment::read(text, TODAY)?;
    let [payment] = &payments[..] else { return None };
    let currency = payment.currency.map(|currency| format!(" {currency}")).unwrap_or_default();
    let day = payment.day.and_then(|day| day.date(TODAY)).map(|day| format!(" @{day}")).unwrap_or_default();
    let note = if payment.note.is_empty() { String::new() } else { format!(" “{}”", payment.note) };
    Some(format!("{}{currency}{day}{note}", payment.value))
}

#[test]
fn payments_as_people_write_them() {
    for (text, expected) in [
        ("5000 consultation", "5000 “consultation”"),
        ("50.25 USD subscription", "50.25 USD “subscription”"),
        ("3000 yesterday", "3000 @2026-11-25"),
        ("3000 вчера стрижка", "3000 @2026-11-25 “стрижка”"),
        ("3000 стрижка позавчера", "3000 @2026-11-24 “стрижка”"),
        ("-500 refund", "-500 “refund”"),
        ("−500", "-500"),
        ("1,5", "1.5"),
        ("0,125", "0.125"),
        ("1 000,50", "1000.5"),
        ("1\u{a0}000,50 ₽", "1000.5 RUB"),
        ("12 345 678", "12345678"),
        ("1,000.50 $", "1000.5 USD"),
        ("1.000,50€", "1000.5 EUR"),
        ("1,500", "1500"),
        ("1'500", "1500"),
        ("$50", "50 USD"),
        ("$ 50", "50 USD"),
        ("USD 50 fee", "50 USD “fee”"),
        ("5к", "5000"),
        ("5k", "5000"),
        ("5 тыс. руб. за ноябрь", "5000 RUB “за ноябрь”"),
        ("2,5тыс вчера", "2500 @2026-11-25"),
        ("1.5 млн", "1500000"),
        ("10к₽ вчера", "10000 RUB @2026-11-25"),
        ("300р", "300 RUB"),
        ("40 евро", "40 EUR"),
        ("5000 all inclusive", "5000 “all inclusive”"),
        ("5000 ALL", "5000 ALL"),
        ("700 2026-11-20", "700 @2026-11-20"),
        ("700 20.11", "700 @2026-11-20"),
        ("700 27.11", "700 @2025-11-27"),
        ("700 29.02.2024 x", "700 @2024-02-29 “x”"),
        ("700 29.02", "700 @2024-02-29"),
        ("\u{202e}5000 <b>a</b> 🎉", "5000 “<b>a</b> 🎉”"),
    ] {
        assert_eq!(read(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn what_is_no_amount_is_not_read() {
    for text in [
        "",
        "-",
        "+",
        "1e9",
        "1.500",
        "🎉",
        "abc",
        "0",
        "0,00",
        "1,,5",
        "1.",
        ".5",
        "1,50,0",
        "5%",
        "12:30",
        "5000x",
        "NaN",
        "700 2026-11-27",
        "700 2027-01-01",
        "700 31.02",
        "700 29.02.2027",
        "700 x 2026-02-30",
        "1234567890123456789012",
        "$50€",
        "--5",
        "５０００",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn several_lines_are_several_payments() {
    let values =
        |text| Payment::read(text, TODAY).map(|all| all.iter().map(|one| one.value.to_string()).collect::<Vec<_>>());
    assert_eq!(values("5000 a\n\n 50.25 USD b\n-3"), Some(vec!["5000".into(), "50.25".into(), "-3".into()]));
    assert_eq!(values("5000 a\nthanks"), None);
    assert_eq!(values(&"1\n".repeat(MOST_LINES + 1)), None);
}

#[test]
fn a_plus_in_a_thread_is_a_payment_only_when_it_cannot_be_anything_else() {
    let doubt = |text| Payment::shorthand(text, TODAY).map(|(_, doubt)| doubt);
    let (sure, words) = (Some(None), Some(Some(Doubt::Words)));
    for (text, expected) in [
        ("+5000 consultation", sure),
        ("+5 000 consultation", sure),
        ("+12 500", sure),
        ("+300", sure),
        ("+5k", sure),
        ("+5 $ tip", sure),
        ("+5000 a\n+3000 b", sure),
        ("+5000 a\nthank you", words),
        ("+1", words),
        ("+7 999 123-45-67", Some(Some(Doubt::Phone))),
        ("+7 999", Some(Some(Doubt::Phone))),
        ("+79991234567", Some(Some(Doubt::Phone))),
        ("+371 200 00 017", Some(Some(Doubt::Phone))),
        ("+5 minutes", Some(Some(Doubt::Time))),
        ("+15 мин", Some(Some(Doubt::Time))),
        ("+2 часа и я у вас", Some(Some(Doubt::Time))),
        ("+10 %", Some(Some(Doubt::Time))),
        ("+10%", None),
        ("+1 1", Some(Some(Doubt::Phone))),
        ("+ 5000", None),
        ("5000 consultation", None),
        ("thanks +5000", None),
        ("+you", None),
        ("+7(999)123-45-67", None),
        ("++5", None),
    ] {
        assert_eq!(doubt(text), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_without_harm(text in "\\PC{0,40}", plus in "[+]?[0-9 .,kк₽$-]{0,14}[a-z ]{0,8}") {
        for text in [text, plus] {
            let _ = Payment::shorthand(&text, TODAY);
            for payment in Payment::read(&text, TODAY).unwrap_or_default() {
                prop_assert!(!payment.value.is_zero());
                prop_assert!(payment.day.is_none_or(|day| day.date(TODAY).is_some_and(|day| day <= TODAY)));
            }
        }
    }
}
