//! By QR code, and what both ways have in common.

use super::at;
use crate::accounts::login::machine::*;

fn code(expires: i64) -> Input {
    Input::Qr { url: "tg://login?token=AQ".into(), expires: at(expires) }
}

fn shown(now: i64, expires: i64) -> Machine {
    let (mut machine, first) = Machine::new(at(now), Way::Qr);
    assert!(matches!(first, Do::ExportToken));
    assert!(matches!(machine.on(at(now), code(expires)), Do::Wait(_)));
    machine
}

fn asked_for_password() -> Machine {
    let mut machine = shown(0, 30);
    machine.on(at(1), Input::Scanned);
    assert!(matches!(machine.on(at(1), Input::PasswordNeeded), Do::AskPassword));
    machine.on(at(1), Input::PasswordHint(Some("the usual".into())));
    machine
}

#[test]
fn a_scanned_code_leads_to_done() {
    let mut machine = shown(0, 30);
    assert!(matches!(machine.step(at(0)), LoginStep::Qr { expires, .. } if expires == at(30)));
    assert!(matches!(machine.on(at(1), Input::Scanned), Do::ExportToken));
    assert!(matches!(machine.on(at(1), Input::SignedIn), Do::Admit));
    assert!(matches!(machine.step(at(0)), LoginStep::Checking));
    assert!(matches!(machine.on(at(2), Input::Admitted), Do::End));
    assert!(matches!(machine.step(at(0)), LoginStep::Done));
}

#[test]
fn a_code_is_replaced_before_it_expires_until_patience_ends() {
    let (mut machine, mut next) = Machine::new(at(0), Way::Qr);
    let mut codes = 0;
    let mut now = 0;
    loop {
        next = match next {
            Do::ExportToken => {
                codes += 1;
                machine.on(at(now), code(now + 30))
            }
            Do::Wait(until) => {
                now = until.as_second();
                machine.on(until, Input::Time)
            }
            Do::End => break,
            other => panic!("unexpected {other:?}"),
        };
    }
    assert_eq!((now, codes), (300, 12), "a code every 27 seconds for five minutes");
    assert!(matches!(machine.step(at(0)), LoginStep::Failed(LoginFailure::Expired)));
}

#[test]
fn the_same_code_again_is_shown_to_its_end() {
    let mut machine = shown(0, 30);
    assert!(matches!(machine.on(at(27), Input::Time), Do::ExportToken));
    assert!(matches!(machine.on(at(27), code(30)), Do::Wait(until) if until == at(30)));
    assert!(matches!(machine.on(at(30), Input::Time), Do::ExportToken));
}

#[test]
fn clocks_that_disagree_do_not_make_codes_flicker() {
    let (mut machine, _) = Machine::new(at(1000), Way::Qr);
    assert!(matches!(machine.on(at(1000), code(10)), Do::Wait(until) if until == at(1005)));
}

#[test]
fn refresh_shows_a_new_code_and_renews_patience() {
    let mut machine = shown(0, 30);
    assert!(matches!(machine.on(at(299), Input::Refresh), Do::ExportToken));
    assert!(matches!(machine.step(at(0)), LoginStep::Qr { .. }), "the old one stands until the new one is there");
    machine.on(at(299), code(329));
    assert!(matches!(machine.on(at(326), Input::Time), Do::ExportToken));
}

#[test]
fn another_data_centre_is_followed() {
    let mut machine = shown(0, 30);
    machine.on(at(1), Input::Scanned);
    let next = machine.on(at(1), Input::Elsewhere { dc: 4, token: vec![1] });
    assert!(matches!(next, Do::Import { dc: 4, .. }));
    assert!(matches!(machine.on(at(1), Input::QrDead), Do::ExportToken), "too late: a new code");
}

#[test]
fn wrong_passwords_are_counted_and_asked_again() {
    let mut machine = asked_for_password();
    for wrong in 0..2 {
        assert!(matches!(machine.step(at(0)), LoginStep::Password { hint: Some(_), wrong: count } if count == wrong));
        assert!(matches!(machine.on(at(2), Input::Typed("guess".into())), Do::CheckPassword(_)));
        assert!(matches!(machine.step(at(0)), LoginStep::Checking));
        assert!(matches!(machine.on(at(3), Input::WrongPassword), Do::Wait(until) if until == at(303)));
    }
    machine.on(at(4), Input::Typed("right".into()));
    assert!(matches!(machine.on(at(5), Input::SignedIn), Do::Admit));
}

#[test]
fn a_fault_while_checking_asks_for_the_password_again_without_blame() {
    let mut machine = asked_for_password();
    machine.on(at(2), Input::Typed("right".into()));
    assert!(matches!(machine.on(at(3), Input::Fault), Do::Wait(_)));
    assert!(matches!(machine.step(at(0)), LoginStep::Password { wrong: 0, .. }));
}

#[test]
fn faults_in_a_row_end_the_login_and_single_ones_do_not() {
    let (mut machine, _) = Machine::new(at(0), Way::Qr);
    for second in 0..3 {
        assert!(matches!(machine.on(at(second), Input::Fault), Do::Pause));
        assert!(matches!(machine.on(at(second + 2), Input::Time), Do::ExportToken));
    }
    machine.on(at(5), code(35));
    assert!(matches!(machine.on(at(6), Input::Fault), Do::Pause), "counted anew");
    for _ in 0..3 {
        machine.on(at(7), Input::Fault);
    }
    assert!(matches!(machine.step(at(0)), LoginStep::Failed(LoginFailure::NoConnection)));
}

#[test]
fn cancelling_ends_any_step_and_the_end_is_final() {
    let mut machine = asked_for_password();
    assert!(machine.may_be_signed_in());
    assert!(matches!(machine.on(at(2), Input::Cancel), Do::End));
    assert!(matches!(machine.on(at(3), Input::Typed("late".into())), Do::End));
    assert!(matches!(machine.step(at(0)), LoginStep::Failed(LoginFailure::Cancelled)));
}

#[test]
fn a_refusal_says_why() {
    let mut machine = shown(0, 30);
    machine.on(at(1), Input::Refused(LoginFailure::FloodWait { seconds: 60 }));
    assert!(matches!(machine.step(at(0)), LoginStep::Failed(LoginFailure::FloodWait { seconds: 60 })));
}
