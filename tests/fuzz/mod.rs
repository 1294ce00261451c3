//! Whatever strangers send is read without harm: button data, links, commands, phones, times, currencies, and the updates
//! of both doors.
//!
//! Every file under `corpus/<target>/` is read by its target, and so are thousands of inputs made from them by a seed. A
//! panic prints the input; put it into the corpus and it is tried for ever. `FUZZ_RUNS=1000000 FUZZ_SEED=7 cargo test
//! --test all fuzz` looks for longer.

use jiff::Timestamp;
use pult::{
    accounts, bot,
    domain::{Currency, Phone, WorkHours, when},
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::{
    collections::BTreeMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// Reads an input; panics where something is not as it has to be.
type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 9] = [
    ("account-update", |bytes| _ = accounts::foreign::update(bytes)),
    ("bot-update", |bytes| text(bytes, bot::foreign::update)),
    ("callback-data", |bytes| text(bytes, bot::foreign::callback_data)),
    ("command", |bytes| text(bytes, bot::foreign::command)),
    ("currency", |bytes| text(bytes, currency)),
    ("deep-link", |bytes| text(bytes, bot::foreign::deep_link)),
    ("hours", |bytes| text(bytes, |text| _ = WorkHours::parse(text))),
    ("phone", |bytes| text(bytes, phone)),
    ("when", |bytes| text(bytes, time)),
];

fn text(bytes: &[u8], read: fn(&str)) {
    read(&String::from_utf8_lossy(bytes));
}

fn currency(text: &str) {
    if let Some(currency) = Currency::from_code(text) {
        assert_eq!(Currency::from_code(currency.code()), Some(currency));
    }
    let _ = text.chars().next().and_then(Currency::from_sign);
}

fn phone(text: &str) {
    if let Ok(phone) = Phone::parse(text) {
        let digits = phone.digits();
        assert!((7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()), "{digits}");
    }
}

fn time(text: &str) {
    let now = Timestamp::from_second(1_700_000_000).expect("a moment").to_zoned(jiff::tz::TimeZone::UTC);
    if let Some(found) = when(text, &now) {
        assert!(found.at > now, "only the future");
        assert!(text.is_char_boundary(found.rest), "the rest begins at a character");
    }
}

/// The inputs of a target by name.
fn corpus(target: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    files
        .map(|file| {
            let path = file.expect("the folder can be read").path();
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, fs::read(path).expect("it can be read"))
        })
        .collect()
}

fn tries(name: &str, target: Target, input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| target(input))).is_err() {
        panic!("{name} does not stand {:?}\nas bytes: {input:?}", String::from_utf8_lossy(input));
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

#[test]
fn whatever_is_in_a_corpus_is_read_without_harm() {
    for (name, target) in TARGETS {
        let corpus = corpus(name);
        assert!(corpus.len() >= 3, "{name} has something to begin with");
        for input in corpus.values() {
            tries(name, target, input);
        }
    }
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")).expect("a folder");
    assert_eq!(folders.count(), TARGETS.len(), "every corpus has its target");
}

#[test]
fn an_update_of_an_account_in_the_corpus_is_understood() {
    let corpus = corpus("account-update");
    for name in ["deleted", "read-by-client"] {
        assert_eq!(accounts::foreign::update(&corpus[name]), 1, "{name}: else nothing but refusals would be tried");
    }
}

#[test]
fn whatever_is_made_of_them_is_read_without_harm() {
    let mut random = StdRng::seed_from_u64(setting("FUZZ_SEED", 1));
    for (name, target) in TARGETS {
        let corpus: Vec<_> = corpus(name).into_values().collect();
        for _ in 0..setting("FUZZ_RUNS", 5_000) {
            tries(name, target, &mutant(&mut random, &corpus));
        }
    }
}

/// What breaks readers: ends of ranges, of characters and of words.
const SPICE: [&[u8]; 16] = [
    b"0",
    b"-1",
    b"4294967295",
    b"9223372036854775808",
    b"\0",
    b"\xff",
    b" ",
    b"\n",
    b"/",
    b"@",
    b"\"",
    b"{}",
    b"[]",
    "\u{202e}".as_bytes(),
    "🙂".as_bytes(),
    "İ".as_bytes(),
];

/// An input changed in a few places: bytes flipped, pieces cut out, doubled, taken from another input, spiced.
fn mutant(random: &mut StdRng, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut input = corpus[random.random_range(0..corpus.len())].clone();
    for _ in 0..random.random_range(1..6) {
        let from = random.random_range(0..=input.len());
        let to = random.random_range(from..=input.len());
        match random.random_range(0..6) {
            0 if from < input.len() => input[from] ^= 1 << random.random_range(0..8),
            1 => drop(input.drain(from..to)),
            2 => {
                let piece = input[from..to].to_vec();
                input.splice(from..from, piece);
            }
            3 => {
                let other = &corpus[random.random_range(0..corpus.len())];
                let start = random.random_range(0..=other.len());
                input.splice(from..to, other[start..].iter().copied());
            }
            4 => drop(input.splice(from..from, SPICE[random.random_range(0..SPICE.len())].iter().copied())),
            _ => input.truncate(from),
        }
        input.truncate(4096);
    }
    input
}
