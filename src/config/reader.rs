//! Takes settings one by one and remembers everything that was wrong with them.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};

use config::{Config, ConfigError, Environment, File, FileFormat, Source, Value};

const PREFIX: &str = "PULT_";
/// Names a file, so it is read before the rest.
const CONFIG: &str = "PULT_CONFIG";

/// One thing that is wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The variable, or the file.
    pub name: String,
    pub what: String,
    /// What it could look like.
    pub example: Option<&'static str>,
}

/// All problems of the settings; its text is meant for a terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsError(pub Vec<Problem>);

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the settings cannot be used:")?;
        for Problem { name, what, example } in &self.0 {
            write!(f, "\n  {name}: {what}")?;
            if let Some(example) = example {
                write!(f, "\n    example: {name}={example}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for SettingsError {}

pub(super) struct Reader {
    values: BTreeMap<String, Value>,
    known: Vec<&'static str>,
    problems: Vec<Problem>,
}

impl Reader {
    pub fn new(environment: HashMap<String, String>, file: Option<&Path>) -> Reader {
        let mut reader = Reader { values: BTreeMap::new(), known: Vec::new(), problems: Vec::new() };
        let file = file.map(PathBuf::from).or_else(|| environment.get(CONFIG).map(PathBuf::from));
        if let Some(path) = file {
            let source = File::from(path.as_path()).format(FileFormat::Toml);
            reader.add(source, &path.display().to_string());
        }
        let ours = environment.into_iter().filter(|(name, _)| name.starts_with(PREFIX) && name != CONFIG).collect();
        let source = Environment::with_prefix("PULT").prefix_separator("_").ignore_empty(true).source(Some(ours));
        reader.add(source, "the environment");
        reader
    }

    /// Later sources win.
    fn add(&mut self, source: impl Source + Send + Sync + 'static, name: &str) {
        let values = Config::builder().add_source(source).build().and_then(|config| config.cache.into_table());
        match values {
            Ok(values) => self.values.extend(values),
            Err(error) => self.problem_of(name.to_owned(), describe(&error), None),
        }
    }

    /// What a file holds, where the setting is not made otherwise.
    pub fn stands_in(&mut self, key: &'static str, path: &Path) {
        if self.values.contains_key(key) {
            return;
        }
        match std::fs::read_to_string(path) {
            Ok(text) => drop(self.values.insert(key.to_owned(), Value::new(None, text))),
            Err(error) => self.problem(key, format!("could not read {}: {error}", path.display()), None),
        }
    }

    /// A setting without which nothing works.
    pub fn required<T>(
        &mut self,
        key: &'static str,
        example: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        if !self.values.contains_key(key) {
            self.problem(key, "it is missing", Some(example));
        }
        self.optional(key, example, parse)
    }

    /// `None` when it is not set, and also when it is wrong, which makes a problem.
    pub fn optional<T>(
        &mut self,
        key: &'static str,
        example: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.known.push(key);
        let value = self.values.remove(key)?;
        // The error would quote the value.
        let text = value.into_string().map_err(|_| "it must be a single value, not a list or a table".to_owned());
        match text.and_then(|text| parse(text.trim())) {
            Ok(value) => Some(value),
            Err(what) => {
                self.problem(key, what, Some(example));
                None
            }
        }
    }

    pub fn problem(&mut self, key: &str, what: impl Into<String>, example: Option<&'static str>) {
        self.problem_of(format!("{PREFIX}{}", key.to_uppercase()), what.into(), example);
    }

    /// All problems, among them what nobody asked for.
    pub fn finish(mut self) -> Option<SettingsError> {
        for key in std::mem::take(&mut self.values).into_keys() {
            let known: Vec<_> = self.known.iter().map(|key| format!("{PREFIX}{}", key.to_uppercase())).collect();
            self.problem(&key, format!("there is no such setting; there are {}", known.join(", ")), None);
        }
        (!self.problems.is_empty()).then_some(SettingsError(self.problems))
    }

    fn problem_of(&mut self, name: String, what: String, example: Option<&'static str>) {
        self.problems.push(Problem { name, what, example });
    }
}

/// The first line says where; the ones below it quote the file, and with it perhaps a secret.
fn describe(error: &ConfigError) -> String {
    let text = match error {
        ConfigError::FileParse { cause, .. } => cause.to_string(),
        ConfigError::Foreign(cause) => cause.to_string(),
        _ => "it is not a list of settings".to_owned(),
    };
    text.lines().next().unwrap_or("it cannot be read").to_owned()
}
