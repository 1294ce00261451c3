//! By a code to the account's phone number.

use super::at;
use crate::accounts::login::machine::*;
use crate::ports::{CodeStep, NextBy, SentBy};
use proptest::prelude::*;

fn asked() -> Machine {
    let (machine, first) = Machine::new(at(0), Way::Phone(None));
    assert!(matches!(first, Do::Wait(until) if until == at(300)));
    machine
}

fn sent(by: SentBy, length: Option<u8>, next: Option<NextBy>) -> Input {
    Input::Sent(Sent { hash: "hash".into(), by, length, next: next.map(|next| (next, 60)) })
}

/// A code of five digits has come to an app at second 1.
fn app_code() -> Machine {
    let mut machine = asked();
    let next = machine.on(at(1), Input::Typed("+371 2000 1234".into()));
    assert!(matches!(next, Do::SendCode(number) if number.digits() == "37120001234"));
    assert!(matches!(machine.step(at(1)), LoginStep::Sending));
    machine.on(at(1), sent(SentBy::App, Some(5), Some(NextBy::Sms)));
    machine
}

fn code(machine: &Machine, now: i64) -> CodeStep {
    match machine.step(at(now)) {
        LoginStep::Code(code) => code,
        step => panic!("a code is asked for, not {step:?}"),
    }
}

/// Presses the keys of the keypad as it stands.
fn enters(machine: &mut Machine, now: i64, digits: &str) -> Do {
    let attempt = code(machine, now).attempt;
    let mut next = Do::End;
    for digit in digits.bytes() {
        next = machine.on(at(now), Input::Key { attempt, key: Key::Digit(digit - b'0') });
    }
    next
}

#[test]
fn a_number_and_a_code_lead_to_done() {
    let mut machine = app_code();
    let step = code(&machine, 1);
    assert_eq!((step.entered, step.length, step.expires), (0, Some(5), at(301)));
    assert!(matches!(enters(&mut machine, 2, "1234"), Do::Wait(_)));
    assert_eq!(code(&machine, 2).entered, 4);
    let Do::SignIn { code, hash, by_email: false, .. } = enters(&mut machine, 2, "5") else { panic!("it is whole") };
    assert_eq!((code.expose_secret(), hash.expose_secret()), ("12345", "hash"));
    assert!(matches!(machine.step(at(2)), LoginStep::Checking));
    assert!(matches!(machine.on(at(3), Input::SignedIn), Do::Admit));
    assert!(matches!(machine.on(at(3), Input::Admitted), Do::End));
    assert!(machine.is_done());
}

#[test]
fn a_known_number_is_not_asked_for() {
    let number = Phone::parse("+37120001234").unwrap();
    let (mut machine, first) = Machine::new(at(0), Way::Phone(Some(number)));
    assert!(matches!(first, Do::SendCode(_)));
    // But one that Telegram does not take is.
    machine.on(at(1), Input::BadNumber);
    assert!(matches!(machine.step(at(1)), LoginStep::Number { problem: Some(NumberProblem::Refused), .. }));
}

#[test]
fn what_is_no_number_is_asked_for_again() {
    let mut machine = asked();
    for count in 1..3 {
        assert!(matches!(machine.on(at(200), Input::Typed("hello".into())), Do::Wait(until) if until == at(500)));
        let LoginStep::Number { problem, wrong } = machine.step(at(200)) else { panic!("the number is asked for") };
        assert_eq!((problem, wrong), (Some(NumberProblem::Unreadable), count));
    }
    assert!(matches!(machine.on(at(500), Input::Time), Do::End));
    assert!(matches!(machine.step(at(500)), LoginStep::Failed(LoginFailure::Unanswered)));
}

#[test]
fn mistakes_at_the_keys_are_taken_back() {
    let mut machine = app_code();
    enters(&mut machine, 2, "129");
    let press = |machine: &mut Machine, key| {
        let attempt = code(machine, 2).attempt;
        machine.on(at(2), Input::Key { attempt, key })
    };
    press(&mut machine, Key::Back);
    assert_eq!(code(&machine, 2).entered, 2);
    press(&mut machine, Key::Clear);
    press(&mut machine, Key::Back);
    assert_eq!(code(&machine, 2).entered, 0);
    // Only where the length is unknown does somebody have to say that the code is whole.
    enters(&mut machine, 2, "12");
    assert!(matches!(press(&mut machine, Key::Done), Do::Wait(_)));
    assert!(matches!(enters(&mut machine, 2, "345"), Do::SignIn { .. }));
}

#[test]
fn a_wrong_code_is_said_and_taps_on_its_keypad_do_nothing_more() {
    let mut machine = app_code();
    let old = code(&machine, 2).attempt;
    enters(&mut machine, 2, "12345");
    machine.on(at(3), Input::WrongCode);
    let step = code(&machine, 3);
    assert_eq!((step.entered, step.problem), (0, Some(CodeProblem::Wrong(1))));
    machine.on(at(3), Input::Key { attempt: old, key: Key::Digit(6) });
    assert_eq!(code(&machine, 3).entered, 0, "a sixth tap that came late");
    enters(&mut machine, 4, "1");
    assert_eq!(code(&machine, 4).problem, None, "the complaint goes with the next key");
    enters(&mut machine, 4, "2346");
    machine.on(at(5), Input::WrongCode);
    assert_eq!(code(&machine, 5).problem, Some(CodeProblem::Wrong(2)));
}

#[test]
fn another_way_is_offered_when_it_is_time_and_tried_once() {
    let mut machine = app_code();
    assert_eq!(code(&machine, 1).resend, Resend::From { at: at(61), by: NextBy::Sms });
    assert!(matches!(machine.on(at(2), Input::Resend), Do::Wait(until) if until == at(61)), "too early");
    machine.on(at(61), Input::Time);
    assert_eq!(code(&machine, 61).resend, Resend::Now(NextBy::Sms));
    enters(&mut machine, 62, "12");
    let old = code(&machine, 62).attempt;
    assert!(matches!(machine.on(at(62), Input::Resend), Do::ResendCode { .. }));
    machine.on(at(63), sent(SentBy::Sms, Some(6), None));
    let step = code(&machine, 63);
    assert_eq!((step.sent, step.entered, step.length, step.resend), (SentBy::Sms, 0, Some(6), Resend::Never));
    assert_ne!(step.attempt, old);
    assert_eq!(step.expires, at(363));
}

#[test]
fn when_all_ways_were_used_the_code_that_is_there_still_works() {
    let mut machine = app_code();
    machine.on(at(61), Input::Resend);
    machine.on(at(62), Input::NoOtherWay);
    let step = code(&machine, 62);
    assert_eq!((step.resend, step.problem), (Resend::Never, Some(CodeProblem::NoOtherWay)));
    assert!(matches!(enters(&mut machine, 63, "12345"), Do::SignIn { .. }));
}

#[test]
fn a_code_that_was_typed_is_dead_and_a_word_of_another_sort_is_not_taken_for_one() {
    let mut machine = app_code();
    machine.on(at(2), Input::Typed("where is it? 12".into()));
    assert_eq!(code(&machine, 2).problem, Some(CodeProblem::UseKeys));
    machine.on(at(3), Input::Typed("it is 1-2-3-4-5".into()));
    assert!(matches!(machine.step(at(3)), LoginStep::CodeDead(CodeDeath::Typed)));
    // The other way is not due yet: a wholly new code.
    assert!(matches!(machine.on(at(4), Input::Resend), Do::SendCode(_)));
    machine.on(at(5), sent(SentBy::App, Some(5), None));
    assert_eq!(code(&machine, 5).problem, None);

    let mut machine = app_code();
    machine.on(at(62), Input::Typed("12345".into()));
    assert!(matches!(machine.on(at(63), Input::Resend), Do::ResendCode { .. }));
}

#[test]
fn a_code_of_words_is_typed() {
    let mut machine = asked();
    machine.on(at(1), Input::Typed("+37120001234".into()));
    machine.on(at(1), sent(SentBy::SmsWord { beginning: Some("b".into()) }, None, Some(NextBy::Call)));
    let attempt = code(&machine, 1).attempt;
    assert!(matches!(machine.on(at(2), Input::Key { attempt, key: Key::Digit(1) }), Do::Wait(_)), "there are no keys");
    let Do::SignIn { code: word, .. } = machine.on(at(3), Input::Typed(" banana\n".into())) else { panic!("tried") };
    assert_eq!(word.expose_secret(), "banana");
    machine.on(at(4), Input::WrongCode);
    assert_eq!(code(&machine, 4).problem, Some(CodeProblem::Wrong(1)));
}

#[test]
fn a_code_of_unknown_length_is_whole_when_somebody_says_so_and_mail_is_another_field() {
    let mut machine = asked();
    machine.on(at(1), Input::Typed("+37120001234".into()));
    machine.on(at(1), sent(SentBy::Email { pattern: "a**@b.com".into() }, None, None));
    enters(&mut machine, 2, "123456");
    let attempt = code(&machine, 2).attempt;
    let next = machine.on(at(2), Input::Key { attempt, key: Key::Done });
    assert!(matches!(next, Do::SignIn { by_email: true, .. }));
}

#[test]
fn a_code_expires_by_the_clock_or_by_telegrams_word_and_another_can_be_had() {
    let mut machine = app_code();
    machine.on(at(61), Input::Time);
    machine.on(at(301), Input::Time);
    assert!(matches!(machine.step(at(301)), LoginStep::CodeDead(CodeDeath::Expired)));
    assert!(matches!(machine.on(at(302), Input::Resend), Do::SendCode(_)), "an expired one is not sent again");

    let mut machine = app_code();
    enters(&mut machine, 2, "12345");
    machine.on(at(3), Input::CodeExpired);
    assert!(matches!(machine.step(at(3)), LoginStep::CodeDead(CodeDeath::Expired)));
    machine.on(at(303), Input::Time);
    assert!(matches!(machine.step(at(303)), LoginStep::Failed(LoginFailure::Unanswered)), "nobody asked for another");
}

#[test]
fn a_fault_asks_for_the_code_again_without_blame() {
    let mut machine = app_code();
    enters(&mut machine, 2, "12345");
    assert!(machine.may_be_signed_in());
    assert!(matches!(machine.on(at(3), Input::Fault), Do::Wait(_)));
    assert_eq!(code(&machine, 3).problem, Some(CodeProblem::Unanswered));
    // While the first code is asked for, there is nothing to enter: it is asked for again.
    let mut machine = asked();
    machine.on(at(1), Input::Typed("+37120001234".into()));
    assert!(matches!(machine.on(at(2), Input::Fault), Do::Pause));
    assert!(matches!(machine.on(at(4), Input::Time), Do::SendCode(_)));
}

#[test]
fn telegram_may_begin_anew_but_not_for_ever() {
    let mut machine = app_code();
    enters(&mut machine, 2, "12345");
    for second in 0..3 {
        assert!(matches!(machine.on(at(3 + second), Input::Restart), Do::SendCode(_)));
    }
    assert!(matches!(machine.on(at(9), Input::Restart), Do::End));
    assert!(matches!(machine.step(at(9)), LoginStep::Failed(LoginFailure::NoConnection)));
}

#[test]
fn a_password_is_asked_for_after_the_code_and_a_fault_does_not_lead_back_to_the_qr_code() {
    let mut machine = app_code();
    enters(&mut machine, 2, "12345");
    assert!(matches!(machine.on(at(3), Input::PasswordNeeded), Do::AskPassword));
    assert!(matches!(machine.on(at(3), Input::Fault), Do::Pause));
    assert!(matches!(machine.on(at(5), Input::Time), Do::AskPassword));
    assert!(matches!(machine.step(at(5)), LoginStep::Checking), "what is typed now is still a secret");
    machine.on(at(5), Input::PasswordHint(None));
    assert!(matches!(machine.on(at(6), Input::Typed("a secret".into())), Do::CheckPassword(_)));
    // Changed in the meantime: its hint may be another.
    assert!(matches!(machine.on(at(7), Input::PasswordNeeded), Do::AskPassword));
}

#[test]
fn cancelling_calls_the_code_back() {
    let mut machine = app_code();
    assert!(matches!(machine.on(at(2), Input::Cancel), Do::CancelCode { .. }));
    assert!(matches!(machine.step(at(2)), LoginStep::Failed(LoginFailure::Cancelled)));
    assert!(matches!(machine.on(at(3), Input::Cancel), Do::End));
    assert!(matches!(asked().on(at(2), Input::Cancel), Do::End), "there is no code yet");
}

/// Anything that can happen.
fn event(kind: u8, digit: u8, attempt: u16) -> Input {
    match kind {
        0 => Input::Qr { url: "tg://login?token=AQ".into(), expires: at(30) },
        1 => Input::Elsewhere { dc: 4, token: vec![1] },
        2 => Input::Scanned,
        3 => Input::QrDead,
        4 => sent(SentBy::App, Some(2), Some(NextBy::Sms)),
        5 => Input::BadNumber,
        6 => Input::WrongCode,
        7 => Input::CodeExpired,
        8 => Input::NoOtherWay,
        9 => Input::Restart,
        10 => Input::PasswordNeeded,
        11 => Input::PasswordHint(None),
        12 => Input::WrongPassword,
        13 => Input::SignedIn,
        14 => Input::Fault,
        15 => Input::Time,
        16 => Input::Refresh,
        17 => Input::Typed("+37120001234".into()),
        18 => Input::Resend,
        19 => Input::Cancel,
        _ => Input::Key { attempt, key: Key::Digit(digit) },
    }
}

proptest! {
    /// Whatever happens in whatever order: a login always knows what to do next, says so, and comes to an end by itself.
    #[test]
    fn every_login_ends(by_phone: bool, events in prop::collection::vec((0..21u8, 0..10u8, 0..40i64), 0..60)) {
        let way = if by_phone { Way::Phone(None) } else { Way::Qr };
        let (mut machine, mut next) = Machine::new(at(0), way);
        let mut now = 0;
        for (kind, digit, pause) in events {
            now += pause;
            let attempt = match machine.step(at(now)) { LoginStep::Code(code) => code.attempt, _ => 0 };
            next = machine.on(at(now), event(kind, digit, attempt));
            prop_assert_eq!(matches!(next, Do::End), machine.step(at(now)).is_over() && !matches!(next, Do::CancelCode { .. }));
        }
        // Nobody does anything any more, and Telegram answers nothing but its faults.
        for _ in 0..100 {
            next = match next {
                Do::End => break,
                Do::Wait(until) => {
                    now = now.max(until.as_second());
                    machine.on(at(now), Input::Time)
                }
                Do::CancelCode { .. } => machine.on(at(now), Input::Cancel),
                _ => machine.on(at(now), Input::Fault),
            };
        }
        prop_assert!(machine.step(at(now)).is_over(), "still {:?}", machine.step(at(now)));
    }
}
