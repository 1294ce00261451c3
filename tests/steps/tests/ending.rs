//! A program that writes byte by byte is ended before and after each of them.

use std::{os::unix::process::ExitStatusExt, process::Command};
use steps::{Board, Call, Moment};

#[test]
fn a_program_ends_at_exactly_the_moment_it_was_told() {
    let directory = tempfile::tempdir().unwrap();
    let board = Board::new(&directory.path().join("board")).unwrap();
    let written = directory.path().join("written");
    let copies = |bytes: u32| {
        let mut program = Command::new("dd");
        program.args(["if=/dev/zero", "bs=1", "status=none", &format!("count={bytes}")]);
        program.arg(format!("of={}", written.display())).envs(board.environment());
        program.status().unwrap()
    };
    assert!(copies(4).success());
    assert_eq!(board.passed(), 4 * 2, "two moments for each byte");

    for moment in 1..=4 * 2 {
        board.ends_after(moment);
        assert_eq!(copies(4).signal(), Some(9));
        assert_eq!(std::fs::metadata(&written).unwrap().len(), moment / 2, "bytes at moment {moment}");
        let call = Call::Write;
        let expected = if moment % 2 == 1 { Moment::Before(call) } else { Moment::After(call) };
        assert_eq!(board.ending(), Some(expected));
    }
    board.ends_never();
    assert!(copies(4).success());
}
