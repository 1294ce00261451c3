//! Tags are in the keys on disk, so two things that share one would read each other's rows. This looks at the source of all rooms,
//! so that nobody has to remember a list.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The tags given to `constructor` in `text`, each with what follows it up to the end of the line.
fn tags<'a>(text: &'a str, constructor: &str) -> Vec<(u16, &'a str)> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.filter_map(|line| {
        let (tag, name) = line.split_once(constructor)?.1.split_once(',')?;
        Some((tag.trim().parse().ok()?, name.trim()))
    })
    .collect()
}

#[test]
fn no_two_tables_metrics_or_sequences_share_a_tag() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    // Only tests declare records in here.
    files.retain(|file| !file.starts_with(root.join("store")));
    for constructor in ["Table::new(", "Metric::new(", "Sequence::new("] {
        let mut seen: BTreeMap<u16, String> = BTreeMap::new();
        for file in &files {
            for (tag, name) in tags(&fs::read_to_string(file).unwrap(), constructor) {
                let here = format!("{name} in {}", file.strip_prefix(&root).unwrap().display());
                if let Some(there) = seen.insert(tag, here.clone()) {
                    panic!("{constructor}{tag}) is both {there} and {here}");
                }
            }
        }
        assert!(!seen.is_empty(), "no {constructor} was recognized");
    }
}
