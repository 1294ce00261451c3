//! Every language says everything the code asks for, with the same arguments, and nothing else.

use super::{Locale, say, sources};
use crate::domain::Lang;
use fluent_bundle::FluentResource;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Arguments = BTreeSet<String>;

/// The messages of a language and the arguments each needs, its references followed.
fn messages(lang: Lang) -> BTreeMap<String, Arguments> {
    let mut bodies: BTreeMap<String, String> = BTreeMap::new();
    for (_, source) in sources(lang) {
        let mut key = None;
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, body)) =
                line.split_once(" =").filter(|_| line.starts_with(|ch: char| ch.is_ascii_lowercase()))
            {
                key = Some(name.to_owned());
                bodies.insert(name.to_owned(), body.to_owned());
            } else if let Some(body) = key.as_ref().and_then(|key| bodies.get_mut(key)) {
                body.push_str(line);
            }
        }
    }
    bodies.keys().map(|key| (key.clone(), arguments(key, &bodies))).collect()
}

fn arguments(key: &str, bodies: &BTreeMap<String, String>) -> Arguments {
    let mut found = Arguments::new();
    let Some(body) = bodies.get(key) else { return found };
    for part in body.split('{').skip(1) {
        let word = part.trim_start().split(|ch: char| !(ch.is_ascii_alphanumeric() || "-_$".contains(ch))).next();
        match word {
            Some(word) if word.starts_with('$') => found.extend([word[1..].to_owned()]),
            Some(word) if word != key => found.extend(arguments(word, bodies)),
            _ => {}
        }
    }
    found
}

/// Every `say!` of the sources: where it stands, its key, its arguments.
fn asked(folder: &Path, found: &mut Vec<(String, String, Arguments)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            asked(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            let code =
                source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            for call in code.split("say!(").skip(1) {
                if let Some((key, arguments)) = read_call(call) {
                    found.push((path.display().to_string(), key, arguments));
                }
            }
        }
    }
}

/// Reads `locale, "key", name = value, …)`; `None` for what is no call, such as the macro's own pattern.
fn read_call(call: &str) -> Option<(String, Arguments)> {
    let (before, rest) = call.split_once('"')?;
    let (key, rest) = rest.split_once('"')?;
    let is_key = key.chars().all(|ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-');
    if !before.trim_end().ends_with(',') || before.contains('$') || !is_key {
        return None;
    }
    let (mut depth, mut quoted, mut part, mut arguments) = (0, false, String::new(), Arguments::new());
    for ch in rest.chars() {
        match ch {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => part.clear(),
            '=' if depth == 0 => {
                arguments.insert(part.trim().to_owned());
            }
            _ if depth == 0 => part.push(ch),
            _ => {}
        }
    }
    Some((key.to_owned(), arguments))
}

#[test]
fn locale_files_are_well_formed() {
    for lang in Lang::ALL {
        let files = sources(lang);
        assert!(!files.is_empty(), "no files for {lang:?}");
        for (name, source) in files {
            if let Err((_, errors)) = FluentResource::try_new(source) {
                panic!("locales/{}/{name}: {errors:?}", lang.code());
            }
        }
    }
}

#[test]
fn languages_have_the_same_files_messages_and_arguments() {
    let names = |lang| sources(lang).into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
    let english = messages(Lang::En);
    for lang in Lang::ALL {
        assert_eq!(names(lang), names(Lang::En), "files of {lang:?}");
        let ours = messages(lang);
        let missing: Vec<_> = english.keys().filter(|key| !ours.contains_key(*key)).collect();
        let extra: Vec<_> = ours.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{lang:?}: missing {missing:?}, extra {extra:?}");
        for (key, arguments) in &english {
            assert_eq!(&ours[key], arguments, "arguments of {key} in {lang:?}");
        }
    }
}

#[test]
fn the_code_asks_for_what_there_is_and_nothing_is_there_unasked() {
    let english = messages(Lang::En);
    let mut calls = Vec::new();
    asked(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut calls);
    assert!(calls.len() > 50, "the sources were not read: {} calls", calls.len());
    let mut unasked: BTreeSet<_> = english.keys().cloned().collect();
    // Asked for by other messages.
    unasked.remove("month-of-date");
    unasked.remove("weekday");
    for (file, key, arguments) in calls {
        let Some(needed) = english.get(&key) else { panic!("{file} asks for {key}, which is in no locale") };
        assert_eq!(&arguments, needed, "{file}: arguments of {key}");
        unasked.remove(&key);
    }
    assert!(unasked.is_empty(), "in the locales, but never said: {unasked:?}");
}

#[test]
fn a_reference_passes_its_arguments_on() {
    assert_eq!(messages(Lang::En)["date-short"], ["day", "month"].map(str::to_owned).into());
    assert_eq!(say!(Locale::of(Lang::En), "date-short", day = 1u8, month = 2u8).text, "1 February");
}
