//! A store of every schema that there was, opened by the code of today.
//!
//! `schema-N.gz` is what an agency of the code of that time left behind after the demo's tour and [`a_day`](day::a_day): the
//! rows as [`store::dump`] writes them, packed. **Those that are here never change.** Whoever changes the schema adds one of the
//! new schema, with the code that has it:
//!
//! ```sh
//! WRITE_STORE=1 cargo test --test all stores
//! ```

mod day;

use crate::town::{Plan, Town, tour};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use pult::{
    app,
    config::Settings,
    domain::Lang,
    records,
    store::{self, MasterKey, MemoryEngine, SledEngine, Store},
};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    env,
    fmt::Write as _,
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// The master key of all of them, as that of every town.
const KEY: [u8; 32] = [7; 32];

fn file(schema: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/stores/schema-{schema}.gz"))
}

/// The rows of the store of a schema.
fn kept(schema: u32) -> Vec<u8> {
    let packed = File::open(file(schema))
        .unwrap_or_else(|_| panic!("there is no store of schema {schema}; see tests/stores/mod.rs"));
    let mut rows = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut rows).expect("it is whole");
    rows
}

/// The schema of this code: that of the last migration.
fn present() -> u32 {
    let migrations = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations")).expect("they are there");
    u32::try_from(migrations.count()).expect("there are few")
}

/// A server whose store holds these rows.
struct Server(TempDir);

impl Server {
    fn with(mut rows: &[u8]) -> Server {
        let server = Server(tempfile::tempdir().expect("a temporary directory can be made"));
        let engine = SledEngine::open(&server.store()).expect("a new store");
        store::load(&engine, &mut rows).expect("the rows are whole");
        drop(engine);
        let digits: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut key =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(server.0.path().join("master.key"));
        key.as_mut().expect("the directory can be written to").write_all(digits.as_bytes()).expect("there is room");
        server
    }

    fn store(&self) -> PathBuf {
        self.0.path().join("store")
    }

    fn settings(&self) -> Settings {
        let data = self.0.path().display().to_string();
        let settings = [
            ("PULT_BOT_TOKEN", "123456789:AAExampleExampleExampleExample12345"),
            ("PULT_API_ID", "1"),
            ("PULT_API_HASH", "a1b2c3d4e5f60718293a4b5c6d7e8f90"),
            ("PULT_DATA_DIR", &data),
        ];
        let settings: HashMap<_, _> =
            settings.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Settings::from(settings, None).expect("nothing is missing")
    }

    /// The copies that were made before the store was changed.
    fn copies(&self) -> Vec<Vec<u8>> {
        let Ok(copies) = fs::read_dir(self.0.path().join("copies")) else { return Vec::new() };
        copies.map(|copy| fs::read(copy.expect("it is there").path()).expect("it can be read")).collect()
    }

    /// All rows as they are.
    fn rows(&self) -> Vec<u8> {
        let mut rows = Vec::new();
        store::dump(&SledEngine::open(&self.store()).expect("it can be opened"), &mut rows).expect("it can be read");
        rows
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_brought_up_to_date_and_read_to_the_last_record() {
    for schema in 1..=present() {
        let rows = kept(schema);
        let server = Server::with(&rows);
        let exported = app::export_offline(server.settings()).await.expect("it opens");
        let before = if schema < present() { vec![rows] } else { Vec::new() };
        assert!(server.copies() == before, "a copy from before is kept where it is changed: schema {schema}");
        let exported: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(exported).expect("it was written")).expect("it is JSON");
        insta::assert_snapshot!(format!("schema_{schema}"), counted(&exported));

        let engine = SledEngine::open(&server.store()).expect("nobody else has it");
        let store = Store::open(engine, MasterKey::from_bytes(KEY)).await.expect("its key fits");
        let wrong = store.rebuild(&records::registry()).await.expect("every record can be read");
        assert_eq!(wrong, 0, "indexes and counters equal a recount: schema {schema}");
        store.close().await.expect("it closes");
        assert!(server.copies() == before, "one copy is enough");
    }
}

/// How much there is of everything.
fn counted(exported: &serde_json::Value) -> String {
    let tables = exported.as_object().expect("tables by name");
    let mut counted = String::new();
    for (table, records) in tables {
        let count = records.as_array().expect("a table is a list").len();
        if count > 0 {
            let _ = writeln!(counted, "{table}: {count}");
        }
    }
    counted
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_one_is_refused_and_stays_as_it_is() {
    let rows = with_schema(kept(present()), present() + 1);
    let server = Server::with(&rows);
    let refused = app::export_offline(server.settings()).await.expect_err("nobody knows what is in it");
    assert!(format!("{refused:#}").contains(&format!("{}", present() + 1)), "{refused:#}");
    assert!(server.rows() == rows && server.copies().is_empty(), "nothing was touched");
}

/// The same rows, as if a later version had written them. The marker is four bytes behind its name.
fn with_schema(mut rows: Vec<u8>, schema: u32) -> Vec<u8> {
    let name = rows.windows(6).position(|bytes| bytes == b"schema").expect("every store has a schema");
    let length = rows[name..].windows(4).position(|bytes| bytes == 4_u32.to_be_bytes()).expect("it has a value") + name;
    rows[length + 4..length + 8].copy_from_slice(&schema.to_be_bytes());
    let end = rows.len() - 32;
    let hash = Sha256::digest(&rows[..end]);
    rows[end..].copy_from_slice(&hash);
    rows
}

/// The present one is written where it is missing and wanted.
#[tokio::test(flavor = "multi_thread")]
async fn there_is_one_of_every_schema() {
    for schema in 1..present() {
        assert!(file(schema).exists(), "schema {schema}: what was kept is gone");
    }
    if !file(present()).exists() {
        assert!(env::var_os("WRITE_STORE").is_some(), "to keep one: WRITE_STORE=1 cargo test --test all stores");
        writes(&file(present())).await;
    }
}

async fn writes(path: &Path) {
    let mut town = Town::start(Plan { seed: 1, lang: Lang::En, live: false }).await;
    let tour = tour::tour(&town).await;
    day::a_day(&town, &tour).await;
    town.stops_pult().await;
    let mut rows = Vec::new();
    let engine = SledEngine::open(&town.data_dir().join("store")).expect("nobody else has it");
    store::dump(&engine, &mut rows).expect("it can be read");
    store::load(&MemoryEngine::new(), &mut &rows[..]).expect("it is whole");
    let mut packed = GzEncoder::new(File::create(path).expect("the directory is there"), Compression::best());
    packed.write_all(&rows).and_then(|()| packed.finish()).expect("it can be written");
}
