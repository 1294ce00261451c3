//! Rules about the code, held as tests of the code.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Which room may import which. The order is the order of the floors: nothing imports what stands above it.
const ROOMS: [(&str, &[&str]); 19] = [
    ("domain", &[]),
    ("ports", &["domain"]),
    ("store", &["domain"]),
    ("team", &["domain", "ports", "store"]),
    ("crm", &["domain", "ports", "store", "team"]),
    ("relay", &["domain", "ports", "store", "team", "crm"]),
    ("reports", &["domain", "store", "team", "crm", "relay"]),
    ("picture", &["domain"]),
    ("locale", &["domain"]),
    ("screens", &["domain", "ports", "store", "locale", "team", "crm", "relay", "reports", "picture"]),
    ("accounts", &["domain", "ports", "store"]),
    ("bot", &["domain", "ports", "store", "team", "crm", "relay", "reports", "picture", "locale", "screens"]),
    ("jobs", &["domain", "ports", "store", "team", "crm", "relay", "reports", "picture", "locale", "screens"]),
    ("config", &["domain", "store"]),
    ("telemetry", &[]),
    ("records", &["team", "crm", "relay", "reports", "accounts", "bot", "jobs", "store"]),
    ("app", ABOVE_ALL),
    ("main", ABOVE_ALL),
    ("lib", ABOVE_ALL),
];

const ABOVE_ALL: &[&str] = &[
    "accounts",
    "app",
    "bot",
    "config",
    "crm",
    "domain",
    "jobs",
    "locale",
    "picture",
    "ports",
    "records",
    "relay",
    "reports",
    "screens",
    "store",
    "team",
    "telemetry",
];

/// Libraries that stop at the door of one room.
const LIBRARIES: [(&str, &str); 7] = [
    ("grammers_", "accounts"),
    ("teloxide", "bot"),
    ("dptree", "bot"),
    ("sled::", "store"),
    ("aes_siv", "store"),
    ("fluent_bundle", "locale"),
    ("qrcode", "picture"),
];

/// A file that cannot be read in one sitting holds more than one thing.
const LONGEST: usize = 600;

#[test]
fn rooms_import_only_what_stands_below_them() {
    let rooms: BTreeMap<_, _> = ROOMS.into_iter().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let room = room(&path);
        let Some(allowed) = rooms.get(room.as_str()) else {
            wrong.push(format!("{}: the room {room} is not in the table", path.display()));
            continue;
        };
        for import in imports(&text) {
            if import != room && rooms.contains_key(import.as_str()) && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{}: {room} may not import {import}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_stop_at_their_room() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        for (library, home) in LIBRARIES {
            // Naming a library in a text (of a log filter, say) is not using it.
            let used = code(&text).any(|line| line.contains(library) && !line.contains('"'));
            if used && room(&path) != home {
                wrong.push(format!("{}: {library} belongs to {home}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_sandbox_knows_nothing_of_the_product() {
    for (path, text) in sources("tests/sandbox") {
        let named = code(&text).any(|line| line.to_lowercase().contains("pult"));
        assert!(!named, "{} names the product", path.display());
    }
}

#[test]
fn nothing_is_left_unfinished() {
    // In pieces, so that this file does not find itself.
    let marks = [["to", "do!("], ["unimpl", "emented!("], ["FIX", "ME"], ["#[ign", "ore"], ["db", "g!("]];
    let mut wrong = Vec::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        for mark in &marks {
            let mark = mark.concat();
            if code(&text).any(|line| line.contains(&mark)) {
                wrong.push(format!("{}: {mark}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_can_be_read_in_one_sitting_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        let lines = text.lines().count();
        if lines > LONGEST {
            wrong.push(format!("{}: {lines} lines", path.display()));
        }
        if !text.starts_with("//!") {
            wrong.push(format!("{}: does not begin with its purpose", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn time_and_randomness_are_made_in_one_place() {
    let makers = ["Timestamp::now()", "SystemTime::now()", "Zoned::now()", "rand::rng()", "thread_rng()"];
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        // Tests may look at the clock; what the store seals with fresh nonces asks its own source.
        let own = text.split("#[cfg(test)]").next().unwrap_or_default();
        if room(&path) != "app"
            && !path.ends_with("tests.rs")
            && code(own).any(|line| makers.iter().any(|maker| line.contains(maker)))
        {
            wrong.push(path.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "these make time or randomness themselves:\n{}", wrong.join("\n"));
}

/// Rust files below a folder of the package, with their text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    assert!(!found.is_empty(), "there are sources in {folder}");
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("sources are text");
            found.push((path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("below the package").to_owned(), text));
        }
    }
}

/// The room of a file: the folder or file directly below `src`.
fn room(path: &Path) -> String {
    let first = path.components().nth(1).expect("a file below src");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// Lines that are not comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// The rooms that a file names: after `crate::`, also as a list in braces.
fn imports(text: &str) -> Vec<String> {
    let code: String = code(text).flat_map(|line| [line, "\n"]).collect();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => found.extend(first_names(list)),
            None => found.push(name(rest)),
        }
    }
    found
}

/// The first name of each item of a `use` list, up to its closing brace.
fn first_names(list: &str) -> Vec<String> {
    let (mut depth, mut fresh, mut names) = (0, true, Vec::new());
    for (at, ch) in list.char_indices() {
        match ch {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            ch if fresh && ch.is_alphabetic() => {
                names.push(name(&list[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

fn name(text: &str) -> String {
    text.chars().take_while(|ch| ch.is_alphanumeric() || *ch == '_').collect()
}
