//! `pult check`: what is wrong, and what to do. Nothing is changed by looking.

use super::{backup, control};
use crate::{
    bot::{Bot, Server, StartError},
    config::{Settings, id_of},
    store::{MasterKey, MasterKeySource, SledEngine, Store, due},
};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use std::{fmt, fs, os::unix::fs::PermissionsExt, path::Path};

/// What one look has found. Its text is meant for a terminal.
pub struct Finding {
    what: &'static str,
    /// What is so, or what is wrong with what to do.
    found: Result<String, String>,
}

impl Finding {
    pub fn is_wrong(&self) -> bool {
        self.found.is_err()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.found {
            Ok(text) => write!(f, "ok     {}: {text}", self.what),
            Err(text) => write!(f, "WRONG  {}: {text}", self.what),
        }
    }
}

/// Looks at everything; with `offline` Telegram is not asked.
pub async fn check(settings: &Settings, offline: bool) -> Vec<Finding> {
    let mut findings = vec![
        Finding { what: "data directory", found: directory(&settings.data_dir) },
        Finding { what: "service and store", found: store(settings).await },
        Finding { what: "backups", found: backups(settings, super::Environment::system().clock.now()) },
    ];
    if !offline {
        findings.push(Finding { what: "clock", found: clock(settings).await });
        findings.push(Finding { what: "bot token", found: bot(settings, &settings.bot_token).await });
        for helper in &settings.helper_tokens {
            findings.push(Finding { what: "helper token", found: bot(settings, helper).await });
        }
    }
    findings
}

fn directory(path: &Path) -> Result<String, String> {
    let shown = path.display();
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok(format!("{shown} is not there yet; the first start makes it"))
        }
        Err(error) => Err(format!("{shown} cannot be looked at: {error}")),
        Ok(found) if found.permissions().mode() & 0o077 != 0 => {
            Err(format!("others may look into {shown}; run: chmod 700 {shown}"))
        }
        Ok(_) => Ok(format!("{shown} is for the service's user only")),
    }
}

async fn store(settings: &Settings) -> Result<String, String> {
    match control::ask(&settings.data_dir, control::Request::Health).await {
        Ok(Some(control::Answer::Health(report))) if report.stage == super::Stage::Running => {
            return Ok("the service runs and its store is open".to_owned());
        }
        Ok(Some(control::Answer::Health(_))) => {
            return Err("the service is there but not ready; look into its log".to_owned());
        }
        Ok(Some(control::Answer::Failed { why })) => return Err(format!("the service is not well: {why}")),
        Ok(Some(_)) => return Err("the running service is of another version; start it again".to_owned()),
        Ok(None) => {}
        Err(error) => return Err(format!("the running service does not answer: {error}; start it again")),
    }
    let path = settings.data_dir.join("store");
    if !path.exists() {
        return Ok("no service runs, and there is no store yet; the first start makes it".to_owned());
    }
    if let MasterKeySource::File(key) | MasterKeySource::Credential(key) = &settings.master_key
        && !key.exists()
    {
        return Err(format!(
            "the master key {} is missing; without it nothing can be read: bring it back from your copy",
            key.display()
        ));
    }
    let opened = async {
        let master = MasterKey::load(&settings.master_key)?;
        let engine = tokio::task::spawn_blocking(move || SledEngine::open(&path)).await??;
        if let Some((found, known)) = due(&engine)? {
            return Ok(format!(
                "no service runs; the store has schema {found}, and the next start brings it to {known}"
            ));
        }
        Store::open(engine, master).await?.close().await?;
        anyhow::Ok("no service runs; the store opens with the master key".to_owned())
    };
    opened.await.map_err(|error: anyhow::Error| format!("{error:#}"))
}

fn backups(settings: &Settings, now: Timestamp) -> Result<String, String> {
    let Some(to) = &settings.backups else {
        return Err(
            "none are made; run `pult recovery-key` on a computer of yours and set PULT_BACKUP_RECIPIENT".to_owned()
        );
    };
    let shown = to.directory.display();
    match backup::latest(to) {
        None => Err(format!("there is none in {shown} yet; run `pult backup`")),
        // Once missed may be a restart; twice is not.
        Some(at) if now.duration_since(at) > to.every * 2 => {
            Err(format!("the latest in {shown} is of {at}; look into the log for why, and run `pult backup`"))
        }
        Some(at) => Ok(format!("the latest in {shown} is of {at}")),
    }
}

/// Telegram turns accounts away whose messages are of more than 30 seconds ahead, or 300 behind.
/// <https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message>
const AHEAD_AT_MOST: SignedDuration = SignedDuration::from_secs(30);
const BEHIND_AT_MOST: SignedDuration = SignedDuration::from_secs(300);

/// How wrong this machine's clock is by Telegram's, and what to do; `None` where Telegram does not say what time it is.
pub(super) async fn clock_by_telegram(settings: &Settings) -> Option<Result<String, String>> {
    let server = Server { url: settings.bot_api(), proxy: settings.bot_proxy.as_ref() };
    let theirs = Bot::time_of(&settings.bot_token, server).await?;
    Some(told(super::Environment::system().clock.now().duration_since(theirs)))
}

async fn clock(settings: &Settings) -> Result<String, String> {
    clock_by_telegram(settings).await.unwrap_or_else(|| Ok("Telegram does not say what time it is".to_owned()))
}

fn told(ahead: SignedDuration) -> Result<String, String> {
    let (seconds, side) = (ahead.as_secs().abs(), if ahead.is_negative() { "behind" } else { "ahead of" });
    if ahead < AHEAD_AT_MOST && ahead > -BEHIND_AT_MOST {
        return Ok(format!("it is {seconds} s {side} Telegram's"));
    }
    Err(format!("it is {seconds} s {side} Telegram's, and accounts cannot connect so; run: timedatectl set-ntp true"))
}

async fn bot(settings: &Settings, token: &SecretString) -> Result<String, String> {
    let server = Server { url: settings.bot_api(), proxy: settings.bot_proxy.as_ref() };
    match Bot::username_of(token, server).await {
        Ok(name) => Ok(format!("it is that of @{name}")),
        Err(StartError::TokenRefused) => {
            Err(format!("Telegram refuses that of bot {}; compare it with what @BotFather says", id_of(token)))
        }
        Err(error) => Err(format!("of bot {}: {:#}", id_of(token), anyhow::Error::new(error))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_may_be_as_wrong_as_telegram_bears() {
        let told = |seconds| told(SignedDuration::from_secs(seconds));
        assert_eq!(told(2), Ok("it is 2 s ahead of Telegram's".to_owned()));
        assert!(told(29).is_ok() && told(-299).is_ok());
        let wrong = told(-300).expect_err("too far behind");
        assert!(wrong.contains("300 s behind") && wrong.contains("set-ntp"), "{wrong}");
        assert!(told(30).is_err());
    }
}
