//! Looking for secrets where none may be: in files of any kind, and in logs.
//!
//! **A secret is looked for in every guise in which programs write bytes down**: as it is, as hexadecimal digits, base64
//! at each of its three alignments, UTF-16, percent signs, JSON escapes, lists of numbers. What is found is told by its
//! name; the failure does not repeat the secret.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Shorter guises would be found everywhere by chance.
const SHORTEST: usize = 5;

/// Something that must not be written down.
pub struct Secret {
    name: &'static str,
    guises: Vec<(&'static str, Vec<u8>)>,
}

impl Secret {
    pub fn new(name: &'static str, text: &str) -> Secret {
        assert!(text.len() >= SHORTEST, "{name} is too short to be found for certain");
        let guises = guises(text).into_iter().filter(|(_, guise)| guise.len() >= SHORTEST).collect();
        Secret { name, guises }
    }

    /// The guise in which it stands in these bytes.
    pub fn found_in(&self, bytes: &[u8]) -> Option<&'static str> {
        self.guises.iter().find(|(_, guise)| stands_in(bytes, guise)).map(|(kind, _)| *kind)
    }
}

fn stands_in(bytes: &[u8], guise: &[u8]) -> bool {
    // A few digits that stand in the middle of more are a time or a count.
    let counted = guise.iter().all(u8::is_ascii_digit);
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let apart = |at: usize| !digit(at.checked_sub(1)) && !digit(Some(at + guise.len()));
    memchr::memmem::find_iter(bytes, guise).any(|at| !counted || apart(at))
}

/// All that is to be found nowhere, and the few places that are there for one of it.
#[derive(Default)]
pub struct Secrets {
    secrets: Vec<Secret>,
    meant: Vec<(&'static str, &'static str)>,
}

impl Secrets {
    pub fn add(&mut self, name: &'static str, text: &str) {
        self.secrets.push(Secret::new(name, text));
    }

    /// The file of this name is there to hold the secret.
    pub fn meant_for(&mut self, file: &'static str, secret: &'static str) {
        self.meant.push((file, secret));
    }

    /// What stands in these bytes, by name and guise.
    pub fn found(&self, bytes: &[u8]) -> Vec<String> {
        let found = |secret: &Secret| Some(format!("{} ({})", secret.name, secret.found_in(bytes)?));
        self.secrets.iter().filter_map(found).collect()
    }

    /// Fails when a secret stands in a text.
    pub fn none_in_text(&self, place: &str, text: &str) {
        assert_eq!(self.found(text.as_bytes()), Vec::<String>::new(), "in {place}");
    }

    /// Fails when a secret stands in a file below the folder that is not meant for it, in its name, or when a file that is
    /// meant for one does not hold it: then nothing was looked at. Returns how many bytes were.
    pub fn none_in_files(&self, folder: &Path) -> usize {
        let mut read = 0;
        for path in files(folder) {
            let name = path.file_name().and_then(|name| name.to_str()).expect("names of files are text");
            let meant: Vec<_> =
                self.meant.iter().filter(|(file, _)| *file == name).map(|(_, secret)| *secret).collect();
            // The engine replaces some of its files while it runs.
            let bytes = fs::read(&path).unwrap_or_default();
            let found = self.found(&bytes);
            let (right, wrong): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|found| meant.iter().any(|secret| found.starts_with(secret)));
            assert_eq!(wrong, Vec::<String>::new(), "in {}", path.display());
            assert_eq!(right.len(), meant.len(), "{} was read, and what it is there for was found", path.display());
            self.none_in_text("the name of a file", name);
            read += bytes.len();
        }
        read
    }
}

/// Every file below a folder. Sockets are none.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.is_file() {
            found.push(path);
        }
    }
    found
}

fn guises(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = text.as_bytes();
    let each = |write: &dyn Fn(u8) -> String, between: &str| {
        bytes.iter().map(|byte| write(*byte)).collect::<Vec<_>>().join(between).into_bytes()
    };
    let wide = |write: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(write).collect::<Vec<u8>>();
    let mut guises = vec![
        ("plain", bytes.to_vec()),
        ("hexadecimal", each(&|byte| format!("{byte:02x}"), "")),
        ("hexadecimal, capital", each(&|byte| format!("{byte:02X}"), "")),
        ("UTF-16, little end first", wide(u16::to_le_bytes)),
        ("UTF-16, big end first", wide(u16::to_be_bytes)),
        ("percent signs", each(&|byte| format!("%{byte:02X}"), "")),
        ("percent signs, small", each(&|byte| format!("%{byte:02x}"), "")),
        ("percent signs where needed", each(&percent, "")),
        ("JSON escapes", text.encode_utf16().flat_map(|unit| format!("\\u{unit:04x}").into_bytes()).collect()),
        ("JSON", serde_json::Value::from(text).to_string().trim_matches('"').as_bytes().to_vec()),
        ("a list of numbers", each(&|byte| byte.to_string(), ", ")),
        ("a tight list of numbers", each(&|byte| byte.to_string(), ",")),
        ("hexadecimal, apart", each(&|byte| format!("{byte:02x}"), " ")),
        ("backwards", text.chars().rev().collect::<String>().into_bytes()),
    ];
    for before in 0..3 {
        for (kind, engine) in [("base64", &BASE64_STANDARD), ("base64 for addresses", &BASE64_URL_SAFE)] {
            guises.push((kind, aligned(engine, bytes, before)));
        }
    }
    guises
}

/// A byte as it stands in an address.
fn percent(byte: u8) -> String {
    match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

/// The part of the base64 of something longer that depends on these bytes alone, with so many other bytes before them.
fn aligned(engine: &impl Engine, bytes: &[u8], before: usize) -> Vec<u8> {
    let padded: Vec<u8> = std::iter::repeat_n(0, before).chain(bytes.iter().copied()).collect();
    let whole = engine.encode(&padded);
    let first = (before * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    whole.as_bytes()[first..last].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_every_guise_and_only_where_it_is() {
        const PASSWORD: &str = "wrong/horse battery+";
        let secret = Secret::new("a password", PASSWORD);
        let noise = |guise: &[u8]| [b"{\"level\":\"INFO\"} \xff\x00before ", guise, b" after\n\x80"].concat();
        for (kind, guise) in guises(PASSWORD) {
            assert!(secret.found_in(&noise(&guise)).is_some(), "as {kind}");
        }
        assert_eq!(secret.found_in(&noise(b"wrong/horse batterx+")), None);
        for before in ["", "x", "xy", "xyz"] {
            let text = BASE64_STANDARD.encode(format!("{before}{PASSWORD}, and more"));
            assert!(secret.found_in(text.as_bytes()).is_some(), "in base64 after {before:?}");
        }
    }

    #[test]
    fn a_code_is_found_by_itself_and_not_within_a_time() {
        let code = Secret::new("a code", "31337");
        for text in ["31337", "code=31337,", "\u{0}31337\u{0}"] {
            assert!(code.found_in(text.as_bytes()).is_some(), "{text:?}");
        }
        assert_eq!(code.found_in(b"2026-11-25T21:00:00.931337Z"), None);
        assert_eq!(code.found_in(b"313370"), None);
    }

    #[test]
    #[should_panic(expected = "a phone number (hexadecimal)")]
    fn a_file_that_holds_one_fails_the_test() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        fs::write(folder.path().join("below/db"), b"\x003337313230303031323334\x00").unwrap();
        let mut secrets = Secrets::default();
        secrets.add("a phone number", "37120001234");
        secrets.none_in_files(folder.path());
    }

    #[test]
    #[should_panic(expected = "what it is there for was found")]
    fn a_file_that_should_hold_one_and_does_not_fails_the_test() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("owner-link"), "").unwrap();
        let mut secrets = Secrets::default();
        secrets.add("the owner's link", "c_0123456789");
        secrets.meant_for("owner-link", "the owner's link");
        secrets.none_in_files(folder.path());
    }
}
