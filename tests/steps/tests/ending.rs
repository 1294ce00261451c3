//! A program that writes byte by byte is ended before and after each of them; disks and clocks of others are not well.

use std::{os::unix::process::ExitStatusExt, process::Command};
use steps::{Board, Call, Disk, Moment};

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

#[test]
fn a_disk_fails_from_the_moment_it_was_told_until_it_is_mended() {
    let directory = tempfile::tempdir().unwrap();
    let board = Board::new(&directory.path().join("board")).unwrap();
    let written = directory.path().join("written");
    let mut program = Command::new("dd");
    program.args(["if=/dev/zero", "bs=1", "status=none", "count=4"]);
    program.arg(format!("of={}", written.display())).envs(board.environment());
    board.fails_after(2 * 2, Disk::Full);
    let told = program.output().unwrap();
    assert_eq!(std::fs::metadata(&written).unwrap().len(), 2);
    assert!(String::from_utf8_lossy(&told.stderr).contains("No space left"), "{told:?}");
    board.mends();
    assert!(program.status().unwrap().success());
}

#[test]
fn a_clock_is_set() {
    let directory = tempfile::tempdir().unwrap();
    let board = Board::new(&directory.path().join("board")).unwrap();
    let shown = || {
        let told = Command::new("date").arg("+%s").envs(board.environment()).output().unwrap();
        String::from_utf8(told.stdout).unwrap().trim().parse::<i64>().unwrap()
    };
    let before = shown();
    board.sets_clock_ahead(-5000);
    assert!(shown() < before);
    board.sets_clock_ahead(1000);
    assert!((1000..1100).contains(&(shown() - before)));
}
