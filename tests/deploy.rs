//! What is watched on a server is what the program tells: dashboard, alerts and their description name only what is
//! counted, and all of it is described.

use pult::telemetry::metrics;
use std::{collections::BTreeSet, fs, path::Path};

fn text(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The metrics that a text names.
fn named(text: &str) -> BTreeSet<&str> {
    let words = text.split(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_');
    let ours = words.filter(|word| word.starts_with("pult_") || word.starts_with("process_"));
    ours.map(|word| ["_bucket", "_count", "_sum"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word))
        .collect()
}

#[test]
fn dashboard_alerts_and_readme_name_what_is_counted() {
    let counted: BTreeSet<_> = metrics::ALL.into_iter().map(|(name, ..)| name).collect();
    for file in ["monitoring/dashboard.json", "monitoring/alerts.yaml", "README.md"] {
        let text = text(file);
        let unknown: Vec<_> = named(&text).into_iter().filter(|name| !counted.contains(name)).collect();
        assert!(unknown.is_empty(), "{file} names what nobody counts: {unknown:?}");
    }
    let readme = text("README.md");
    let untold: Vec<_> = counted.difference(&named(&readme)).copied().collect();
    assert!(untold.is_empty(), "the README says nothing of {untold:?}");
}

#[test]
fn the_dashboard_is_what_grafana_imports() {
    let dashboard: serde_json::Value = serde_json::from_str(&text("monitoring/dashboard.json")).expect("it is JSON");
    let panels = dashboard["panels"].as_array().expect("it has panels");
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");
    for panel in panels {
        let targets = panel["targets"].as_array().expect("it asks for something");
        assert!(targets.iter().all(|target| target["expr"].is_string()), "{panel}");
    }
}

#[test]
fn a_stop_is_given_the_time_it_may_take_wherever_it_runs() {
    assert!(text("compose.yaml").contains("stop_grace_period: 60s"));
    assert!(text("systemd/pult.service").contains("TimeoutStopSec=60"));
}
