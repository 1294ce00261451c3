//! Settings: what an installation is told from outside, read once at the start.
//!
//! - **The environment wins over the file**, and nothing else is a source. Every setting is one line in `Settings::read`.
//! - **All problems are reported at once**, each with the variable, what is wrong and an example of right.
//! - **A secret is never in an error or in `Debug`**, nor is the line of a file in which one might stand.
//! - **The sandbox is on this machine, or it is refused.**
//!
//! In the file the names are the same in lower case without the prefix: `PULT_API_ID` is `api_id`.

mod reader;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use age::x25519::Recipient;
use jiff::{SignedDuration, tz::TimeZone};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tracing_subscriber::EnvFilter;
use url::Url;

use crate::domain::{Lang, Proxy};
use crate::store::{MasterKey, MasterKeySource};

use reader::Reader;
pub use reader::{Problem, SettingsError};

/// Everything there is to set.
#[derive(Debug)]
pub struct Settings {
    /// From @BotFather. <https://core.telegram.org/bots/features#botfather>
    pub bot_token: SecretString,
    /// Of further bots, which say in desks what clients wrote.
    pub helper_tokens: Vec<SecretString>,
    /// The application's id and hash. <https://core.telegram.org/api/obtaining_api_id>
    pub api_id: i32,
    pub api_hash: SecretString,
    /// Where everything is kept.
    pub data_dir: PathBuf,
    pub master_key: MasterKeySource,
    /// For people whose own language is not spoken here.
    pub language: Lang,
    /// The agency's zone: when its days begin.
    pub zone: TimeZone,
    /// What to log, as `tracing-subscriber` reads it. <https://docs.rs/tracing-subscriber/latest/tracing_subscriber/filter/struct.EnvFilter.html>
    pub log: String,
    /// Where metrics and health are asked for, on this machine; nowhere, where it is not set.
    pub metrics: Option<SocketAddr>,
    /// Where backups go; they are made where this is set.
    pub backups: Option<Backups>,
    pub telegram: Telegram,
    /// Through which the bot reaches the Bot API; accounts have proxies of their own, set in the bot.
    pub bot_proxy: Option<Proxy>,
}

/// How backups are made (O3).
#[derive(Clone, Debug)]
pub struct Backups {
    /// The public half of the recovery key.
    pub recipient: Recipient,
    pub directory: PathBuf,
    /// The time between two of them.
    pub every: SignedDuration,
    /// How many are kept.
    pub keep: usize,
}

/// Which Telegram to talk to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Telegram {
    /// The real one; bots through a Bot API server of one's own if there is one. <https://core.telegram.org/bots/api#using-a-local-bot-api-server>
    Real { bot_api: Option<Url> },
    /// A Telegram in a process on this machine, for tests and the demo.
    Sandbox(Sandbox),
}

/// Where a sandbox listens: what `PULT_SANDBOX` holds as JSON. It may say more, as the sandbox's own program does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Sandbox {
    pub mtproto: SocketAddr,
    pub seed: u64,
    pub bot_api: Url,
    /// Whether it lets bots speak as often as they like.
    #[serde(default)]
    pub unlimited: bool,
}

impl Settings {
    /// Reads the process environment over `file`, or over the file that `PULT_CONFIG` names, or over nothing.
    pub fn load(file: Option<&Path>) -> Result<Settings, SettingsError> {
        // Names that are not UTF-8 are not ours; values that are not become a problem when they are read.
        let names = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        Settings::from(names.map(|(name, value)| (name, value.to_string_lossy().into_owned())).collect(), file)
    }

    /// The same with an environment of one's own.
    pub fn from(environment: HashMap<String, String>, file: Option<&Path>) -> Result<Settings, SettingsError> {
        let credentials = environment.get("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        let mut reader = Reader::new(environment, file);
        let settings = Settings::read(&mut reader, credentials);
        match (settings, reader.finish()) {
            (Some(settings), None) => Ok(settings),
            (_, problems) => Err(problems.unwrap_or_default()),
        }
    }

    /// `None` when something required is missing or wrong. Where something else is wrong a default stands in, since the reader's
    /// problems keep the result from being used.
    fn read(from: &mut Reader, credentials: Option<PathBuf>) -> Option<Settings> {
        for (key, name) in CREDENTIALS {
            if let Some(path) = credentials.as_ref().map(|directory| directory.join(name)).filter(|path| path.exists())
            {
                from.stands_in(key, &path);
            }
        }
        let bot_token = from.required("bot_token", "123456789:AAExampleExampleExampleExample12345", token);
        let helpers = from.optional("helper_tokens", HELPERS_EXAMPLE, tokens).unwrap_or_default();
        if let Some(own) = &bot_token
            && helpers.iter().any(|helper| id_of(helper) == id_of(own))
        {
            from.problem("helper_tokens", "the bot of PULT_BOT_TOKEN cannot help itself", Some(HELPERS_EXAMPLE));
        }
        let api_id = from.required("api_id", "1234567", api_id);
        let api_hash = from.required("api_hash", "0123456789abcdef0123456789abcdef", api_hash);
        let data_dir = from.optional("data_dir", "/var/lib/pult", path).unwrap_or_else(|| "pult-data".into());
        let master_key = master_key(from, credentials, &data_dir);
        let language = from.optional("language", "ru", language).unwrap_or(Lang::En);
        let zone = from.optional("zone", "Europe/Berlin", zone).unwrap_or(TimeZone::UTC);
        let log = from.optional("log", "info,pult=debug", log).unwrap_or_else(|| "info".to_owned());
        let metrics = from.optional("metrics", "127.0.0.1:9464", loopback);
        let bot_proxy = from.optional("bot_proxy", "socks5://user:password@203.0.113.7:1080", proxy);
        let backups = backups(from, &data_dir);
        let bot_api = from.optional("bot_api_url", "http://127.0.0.1:8081", bot_api);
        let example = r#"{"mtproto":"127.0.0.1:4430","seed":1,"bot_api":"http://127.0.0.1:8081"}"#;
        let telegram = match from.optional("sandbox", example, sandbox) {
            None => Telegram::Real { bot_api },
            Some(sandbox) => {
                if bot_api.is_some() {
                    let what = "a sandbox brings its own Bot API server; leave this unset, or PULT_SANDBOX";
                    from.problem("bot_api_url", what, None);
                }
                Telegram::Sandbox(sandbox)
            }
        };
        Some(Settings {
            bot_token: bot_token?,
            helper_tokens: helpers,
            api_id: api_id?,
            api_hash: api_hash?,
            data_dir,
            master_key,
            language,
            zone,
            log,
            metrics,
            backups,
            telegram,
            bot_proxy,
        })
    }

    /// The Bot API server to use instead of Telegram's.
    pub fn bot_api(&self) -> Option<&Url> {
        match &self.telegram {
            Telegram::Real { bot_api } => bot_api.as_ref(),
            Telegram::Sandbox(sandbox) => Some(&sandbox.bot_api),
        }
    }
}

/// Settings that may come as credentials, so that they stand neither in a file for all nor in the environment: of systemd,
/// or as a container's secrets. <https://systemd.io/CREDENTIALS/>
const CREDENTIALS: [(&str, &str); 3] =
    [("bot_token", "pult-bot-token"), ("helper_tokens", "pult-helper-tokens"), ("api_hash", "pult-api-hash")];

/// The key itself, else a file, else the credential `pult-master-key` that systemd passed, else `master.key` in the data directory.
/// <https://systemd.io/CREDENTIALS/>
fn master_key(from: &mut Reader, credentials: Option<PathBuf>, data_dir: &Path) -> MasterKeySource {
    let text = from.optional("master_key", MASTER_KEY_EXAMPLE, master_key_text);
    let file = from.optional("master_key_file", "/etc/pult/master.key", path);
    let credential = credentials.map(|directory| directory.join("pult-master-key")).filter(|path| path.exists());
    match (text, file, credential) {
        (Some(text), _, _) => text,
        (None, Some(file), _) => MasterKeySource::File(file),
        (None, None, Some(credential)) => MasterKeySource::Credential(credential),
        (None, None, None) => MasterKeySource::File(data_dir.join("master.key")),
    }
}

/// Backups are made for whoever has the recovery key; without one there are none.
fn backups(from: &mut Reader, data_dir: &Path) -> Option<Backups> {
    let recipient = from.optional("backup_recipient", "age1…, as `pult recovery-key` prints it", recipient);
    let directory = from.optional("backup_dir", "/var/backups/pult", path);
    let hours = from.optional("backup_hours", "24", positive);
    let keep = from.optional("backup_keep", "14", positive);
    Some(Backups {
        recipient: recipient?,
        directory: directory.unwrap_or_else(|| data_dir.join("backups")),
        every: SignedDuration::from_hours(i64::from(hours.unwrap_or(24))),
        keep: keep.unwrap_or(14) as usize,
    })
}

/// Shaped like a key, and plainly not one.
const MASTER_KEY_EXAMPLE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

type Parsed<T> = Result<T, String>;

fn master_key_text(text: &str) -> Parsed<MasterKeySource> {
    let source = MasterKeySource::Text(text.into());
    MasterKey::load(&source).map(|_| source).map_err(|_| "it must be 64 hexadecimal digits".to_owned())
}

/// The bot's id, a colon, and the secret part.
fn token(text: &str) -> Parsed<SecretString> {
    let secret = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    match text.split_once(':') {
        Some((id, _)) if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err("a token begins with the digits of the bot's id".to_owned())
        }
        Some((_, part)) if (30..=64).contains(&part.len()) && secret(part) => Ok(text.into()),
        Some((_, part)) => Err(format!(
            "behind the colon stand about 35 letters, digits, - and _; here are {} characters",
            part.chars().count()
        )),
        None => Err("a token has a colon between the bot's id and the secret".to_owned()),
    }
}

/// Shaped like two tokens.
const HELPERS_EXAMPLE: &str =
    "123456780:AAExampleExampleExampleExample12345 123456781:AAExampleExampleExampleExample12345";

/// Several tokens with spaces, commas or line breaks between them; each bot once.
fn tokens(text: &str) -> Parsed<Vec<SecretString>> {
    let parts = text.split(|ch: char| ch.is_whitespace() || ch == ',').filter(|part| !part.is_empty());
    let tokens = parts.map(token).collect::<Parsed<Vec<_>>>()?;
    let bots: HashSet<_> = tokens.iter().map(id_of).collect();
    if bots.len() < tokens.len() {
        return Err("the same bot is there twice".to_owned());
    }
    Ok(tokens)
}

/// The part of a token that is no secret: the id of its bot.
pub fn id_of(token: &SecretString) -> &str {
    token.expose_secret().split(':').next().unwrap_or_default()
}

fn api_id(text: &str) -> Parsed<i32> {
    text.parse().ok().filter(|id| *id > 0).ok_or_else(|| "it must be a positive number".to_owned())
}

fn api_hash(text: &str) -> Parsed<SecretString> {
    if text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(text.into());
    }
    Err(format!("it must be 32 hexadecimal digits; here are {} characters", text.chars().count()))
}

fn path(text: &str) -> Parsed<PathBuf> {
    Ok(text.into())
}

fn recipient(text: &str) -> Parsed<Recipient> {
    text.parse().map_err(|what| format!("it must be the public half of a recovery key: {what}"))
}

fn positive(text: &str) -> Parsed<u32> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "it must be a positive number".to_owned())
}

fn language(text: &str) -> Parsed<Lang> {
    let known = || Lang::ALL.map(Lang::code).join(", ");
    Lang::from_tag(text).ok_or_else(|| format!("\"{text}\" is not one of {}", known()))
}

fn zone(text: &str) -> Parsed<TimeZone> {
    TimeZone::get(text).map_err(|_| format!("\"{text}\" is not a zone of the IANA time zone database"))
}

fn log(text: &str) -> Parsed<String> {
    EnvFilter::try_new(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

/// Nothing that is told there is meant for other machines.
fn loopback(text: &str) -> Parsed<SocketAddr> {
    let address: SocketAddr = text.parse().map_err(|_| "it must be an address and a port".to_owned())?;
    if !address.ip().is_loopback() {
        return Err("it must be an address of this machine alone, as 127.0.0.1 and [::1] are".to_owned());
    }
    Ok(address)
}

/// It holds a password, so it is not said what stands there.
fn proxy(text: &str) -> Parsed<Proxy> {
    Proxy::parse(text).ok_or_else(|| "it must be the address of a SOCKS5 or HTTP proxy".to_owned())
}

fn bot_api(text: &str) -> Parsed<Url> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("it must begin with http:// or https://".to_owned());
    }
    Ok(url)
}

/// JSON, or the path of a file with it.
fn sandbox(text: &str) -> Parsed<Sandbox> {
    let json = if text.trim_start().starts_with('{') {
        text.to_owned()
    } else {
        std::fs::read_to_string(text).map_err(|error| format!("could not read the file {text}: {error}"))?
    };
    let sandbox: Sandbox = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    let ip = |host: Option<&str>| host.and_then(|host| host.parse::<IpAddr>().ok());
    let local = |ip: IpAddr| ip.is_ipv4() && ip.is_loopback();
    if !local(sandbox.mtproto.ip()) || !ip(sandbox.bot_api.host_str()).is_some_and(local) {
        return Err("a sandbox is only used on this machine: both addresses must begin with 127.".to_owned());
    }
    Ok(sandbox)
}
