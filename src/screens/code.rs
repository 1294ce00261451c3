//! The entry of a login's code: where it was sent, a keypad, how much is entered, and how to come to another code (A3).
//!
//! **Digits are entered by buttons and shown as dots**: a code that is sent as a message is worthless at once.

use super::page::{Page, press};
use super::{Button, Press};
use crate::domain::{LoginId, RichText};
use crate::locale::{Locale, clean_name, say};
use crate::ports::{CodeDeath, CodeProblem, CodeStep, Key, NextBy, Resend, SentBy};
use jiff::tz::TimeZone;

/// Asks for the code.
pub(super) fn entry(login: LoginId, step: &CodeStep, zone: &TimeZone, locale: &Locale) -> Page {
    let moment = |at| locale.time_with_seconds(at, zone);
    let mut page = Page::new(say!(locale, "login-code"));
    page.line(sent(step, locale));
    if step.sent.is_words() {
        page.paragraph(say!(locale, "login-code-type-words"));
    } else {
        page.paragraph(dots(step.entered, step.length));
        page.paragraph(say!(locale, "login-code-keys-only"));
    }
    page.line(say!(locale, "login-code-until", until = moment(step.expires)));
    if let Resend::From { at, by } = step.resend {
        page.line(say!(locale, "login-code-resend-from", at = moment(at), how = next(by, locale)));
    }
    if let Some(problem) = step.problem {
        page.paragraph(said(problem, locale));
    }
    if !step.sent.is_words() {
        keypad(&mut page, login, step);
    }
    if let SentBy::Fragment { url } = &step.sent {
        page.row([Button::link(say!(locale, "button-fragment").text, url)]);
    }
    if let Resend::Now(by) = step.resend {
        page.row([press(resend(by, locale), Press::ResendCode(login))]);
    }
    page
}

fn keypad(page: &mut Page, login: LoginId, step: &CodeStep) {
    let key = |label: &str, key| Button::new(label, Press::LoginKey { login, attempt: step.attempt, key });
    let digit = |digit: u8| key(&digit.to_string(), Key::Digit(digit));
    for first in [1, 4, 7] {
        page.row((first..first + 3).map(digit));
    }
    // Where nobody knows how long the code is, somebody has to say that it is whole.
    let last = match step.length {
        Some(_) => key("✕", Key::Clear),
        None => key("✔", Key::Done),
    };
    page.row([key("⌫", Key::Back), digit(0), last]);
}

/// Why a code works no more, and how to come to another.
pub(super) fn dead(login: LoginId, death: CodeDeath, locale: &Locale) -> Page {
    let mut page = Page::new(match death {
        CodeDeath::Expired => say!(locale, "login-code-expired"),
        CodeDeath::Typed => say!(locale, "login-code-typed"),
    });
    page.row([press(say!(locale, "button-fresh-code"), Press::ResendCode(login))]);
    page
}

/// Where the code is to be looked for.
fn sent(step: &CodeStep, locale: &Locale) -> RichText {
    let number = step.number.to_string();
    let length = step.length.unwrap_or_default();
    match &step.sent {
        SentBy::App => say!(locale, "login-code-app", number = number),
        SentBy::Sms => say!(locale, "login-code-sms", number = number),
        SentBy::Call => say!(locale, "login-code-call", number = number),
        SentBy::FlashCall { pattern } => {
            say!(locale, "login-code-flash-call", number = number, pattern = clean_name(pattern))
        }
        SentBy::MissedCall { prefix } => {
            say!(locale, "login-code-missed-call", number = number, prefix = clean_name(prefix), n = length)
        }
        SentBy::Fragment { .. } => say!(locale, "login-code-fragment", number = number),
        SentBy::SmsWord { beginning: None } => say!(locale, "login-code-word", number = number),
        SentBy::SmsWord { beginning: Some(beginning) } => {
            say!(locale, "login-code-word-from", number = number, beginning = clean_name(beginning))
        }
        SentBy::SmsPhrase { beginning: None } => say!(locale, "login-code-phrase", number = number),
        SentBy::SmsPhrase { beginning: Some(beginning) } => {
            say!(locale, "login-code-phrase-from", number = number, beginning = clean_name(beginning))
        }
        SentBy::Email { pattern } => say!(locale, "login-code-email", pattern = clean_name(pattern)),
        SentBy::Firebase => say!(locale, "login-code-firebase", number = number),
    }
}

/// One dot for each digit: full ones are entered.
fn dots(entered: u8, length: Option<u8>) -> String {
    let missing = length.map_or(1, |length| length.saturating_sub(entered));
    let full = std::iter::repeat_n("●", entered.into());
    full.chain(std::iter::repeat_n("○", missing.into())).collect::<Vec<_>>().join(" ")
}

fn said(problem: CodeProblem, locale: &Locale) -> RichText {
    match problem {
        CodeProblem::Wrong(n) => say!(locale, "login-code-wrong", n = n),
        CodeProblem::Unanswered => say!(locale, "login-code-unanswered"),
        CodeProblem::NoOtherWay => say!(locale, "login-code-no-other-way"),
        CodeProblem::UseKeys => say!(locale, "login-code-use-keys"),
    }
}

/// How the next code would come, as a part of a sentence.
fn next(by: NextBy, locale: &Locale) -> String {
    match by {
        NextBy::Sms => say!(locale, "next-by-sms"),
        NextBy::Call => say!(locale, "next-by-call"),
        NextBy::FlashCall | NextBy::MissedCall => say!(locale, "next-by-missed-call"),
        NextBy::Fragment => say!(locale, "next-by-fragment"),
    }
    .text
}

fn resend(by: NextBy, locale: &Locale) -> RichText {
    match by {
        NextBy::Sms => say!(locale, "button-resend-sms"),
        NextBy::Call => say!(locale, "button-resend-call"),
        NextBy::FlashCall | NextBy::MissedCall => say!(locale, "button-resend-missed-call"),
        NextBy::Fragment => say!(locale, "button-resend-fragment"),
    }
}

#[cfg(test)]
mod tests {
    use super::dots;

    #[test]
    fn dots_show_how_much_is_entered_and_nothing_else() {
        assert_eq!(dots(0, Some(5)), "○ ○ ○ ○ ○");
        assert_eq!(dots(3, Some(5)), "● ● ● ○ ○");
        assert_eq!(dots(2, None), "● ● ○");
    }
}
