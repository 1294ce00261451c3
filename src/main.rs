//! The command line.

use anyhow::Context;
use clap::{Parser, Subcommand};
use pult::{
    app::{self, control},
    config::Settings,
    telemetry,
};
use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// A CRM control plane that lives inside Telegram.
#[derive(Parser)]
#[command(version, about, after_help = SETTINGS)]
struct Arguments {
    /// A TOML file with settings; the environment (PULT_…) wins over it.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const SETTINGS: &str = "\
Settings come from the environment: PULT_BOT_TOKEN, PULT_API_ID and PULT_API_HASH are needed, README.md lists all.";

#[derive(Subcommand)]
enum Command {
    /// Runs the service until it is told to stop.
    Run,
    /// Makes a backup that only the recovery key opens, whether the service runs or not.
    Backup,
    /// Looks at everything the service needs, and says what is wrong and what to do.
    Check {
        /// Asks nothing of Telegram.
        #[arg(long)]
        offline: bool,
    },
    /// Writes everything the agency has into a JSON file in the data directory.
    Export,
    /// Says how the running service is; fails when it is not ready. For health checks of containers.
    Health,
    /// Says how many sends from before a restored backup are held, lets them go, or drops them.
    Held {
        /// Sends them.
        #[arg(long, conflicts_with = "drop")]
        release: bool,
        /// Gives them up; messages to clients are marked as not delivered.
        #[arg(long)]
        drop: bool,
    },
    /// Makes a new one-time link that opens the agency to its first owner, or to a further one.
    OwnerLink,
    /// Makes a recovery key and shows it on the terminal, once: the secret half stays off the server.
    RecoveryKey,
    /// Puts a backup into an empty directory. What was waiting to be sent is held: see `pult held`.
    Restore {
        /// The backup.
        file: PathBuf,
        /// The directory, which becomes the data directory of the next start.
        #[arg(long)]
        into: PathBuf,
        /// The file with the secret half of the recovery key.
        #[arg(long)]
        recovery_key_file: PathBuf,
    },
    /// Makes another master key and seals everything under it, whether the service runs or not.
    RotateKey,
}

#[tokio::main]
async fn main() -> ExitCode {
    app::return_large_buffers();
    let arguments = Arguments::parse();
    match &arguments.command {
        Command::RecoveryKey => return ended(recovery_key()),
        Command::Restore { file, into, recovery_key_file } => {
            return ended(restore(file, into, recovery_key_file).await);
        }
        _ => {}
    }
    let settings = match Settings::load(arguments.config.as_deref()) {
        Ok(settings) => settings,
        Err(problems) => {
            eprintln!("pult: {problems}");
            return ExitCode::from(2);
        }
    };
    let result = match arguments.command {
        Command::Run => run(settings).await,
        Command::Backup => backup(settings).await,
        Command::Check { offline } => check(settings, offline).await,
        Command::Export => export(settings).await,
        Command::Health => health(settings).await,
        Command::Held { release, drop } => held(settings, release, drop).await,
        Command::OwnerLink => owner_link(settings).await,
        // These need no settings, and were done above.
        Command::RecoveryKey | Command::Restore { .. } => Ok(()),
        Command::RotateKey => rotate_key(settings).await,
    };
    ended(result)
}

fn ended(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pult: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(settings: Settings) -> anyhow::Result<()> {
    telemetry::init(&settings.log)?;
    let mut stop = std::pin::pin!(app::told_to_stop());
    let Some(running) = app::App::start(settings, stop.as_mut()).await? else { return Ok(()) };
    if let Some(link) = running.owner_link() {
        if std::io::stdout().is_terminal() {
            println!(
                "Nobody owns this agency yet. Who opens this link becomes its owner (once, within a day):\n{}",
                link.url
            );
        } else {
            println!("Nobody owns this agency yet. The one-time link for its owner is in {}", link.file.display());
        }
    }
    running.run_until(stop).await
}

async fn backup(settings: Settings) -> anyhow::Result<()> {
    let answer = control::ask(&settings.data_dir, control::Request::Backup);
    let made = match answer.await.context("asking the running process for a backup")? {
        Some(control::Answer::BackedUp(made)) => made,
        Some(control::Answer::Failed { why }) => anyhow::bail!("there is no new backup: {why}"),
        Some(_) => anyhow::bail!(OTHER_VERSION),
        None => app::backup_offline(settings).await?,
    };
    println!("{} holds {} rows in {} bytes; it was opened and is whole", made.file.display(), made.rows, made.bytes);
    Ok(())
}

async fn check(settings: Settings, offline: bool) -> anyhow::Result<()> {
    let findings = app::check(&settings, offline).await;
    for finding in &findings {
        println!("{finding}");
    }
    let wrong = findings.iter().filter(|finding| finding.is_wrong()).count();
    anyhow::ensure!(wrong == 0, "{wrong} of {} checks found something", findings.len());
    Ok(())
}

fn recovery_key() -> anyhow::Result<()> {
    anyhow::ensure!(
        std::io::stdout().is_terminal(),
        "the secret half is shown on a terminal only, so that it does not land in a file by accident"
    );
    let (secret, public) = app::new_recovery_key();
    println!(
        "The recovery key opens every backup. Keep it off the server, on paper or in a password manager; it is shown once:\n\n  {}\n\n\
         The server needs only its public half:\n\n  PULT_BACKUP_RECIPIENT={public}",
        secrecy::ExposeSecret::expose_secret(&secret)
    );
    Ok(())
}

async fn restore(file: &Path, into: &Path, recovery_key_file: &Path) -> anyhow::Result<()> {
    let restored = app::restore(file, recovery_key_file, into, app::Environment::system().clock).await?;
    println!(
        "{} rows are in {}, and the master key in its master.key. {} sends that were waiting are held; `pult held` says what \
         can be done about them. Stop the old service for good before this one starts: two at once would lose its accounts.",
        restored.rows,
        into.display(),
        restored.held
    );
    if restored.erased > 0 {
        println!("Contacts that were erased after this backup was made, and are erased again: {}", restored.erased);
    }
    Ok(())
}

async fn held(settings: Settings, release: bool, drop: bool) -> anyhow::Result<()> {
    let act = match (release, drop) {
        (true, _) => control::HeldAct::Release,
        (_, true) => control::HeldAct::Drop,
        _ => control::HeldAct::Count,
    };
    let answer = control::ask(&settings.data_dir, control::Request::Held(act));
    let sends = match answer.await.context("asking the running process about held sends")? {
        Some(control::Answer::Held { sends }) => sends,
        Some(control::Answer::Failed { why }) => anyhow::bail!("nothing more was done with what is held: {why}"),
        Some(_) => anyhow::bail!(OTHER_VERSION),
        None => app::held_offline(settings, act).await?,
    };
    match act {
        control::HeldAct::Count => println!("{sends} sends are held; `--release` sends them, `--drop` gives them up"),
        control::HeldAct::Release => println!("{sends} sends were let go"),
        control::HeldAct::Drop => println!("{sends} sends were dropped"),
    }
    Ok(())
}

async fn export(settings: Settings) -> anyhow::Result<()> {
    let answer = control::ask(&settings.data_dir, control::Request::Export);
    let file = match answer.await.context("asking the running process for an export")? {
        Some(control::Answer::Exported { file }) => file,
        Some(control::Answer::Failed { why }) => anyhow::bail!("the running process could not export: {why}"),
        Some(_) => anyhow::bail!(OTHER_VERSION),
        None => app::export_offline(settings).await?.display().to_string(),
    };
    println!("Everything is in {file}");
    Ok(())
}

async fn rotate_key(settings: Settings) -> anyhow::Result<()> {
    let answer = control::ask(&settings.data_dir, control::Request::RotateKey);
    let key = match answer.await.context("asking the running process to change the master key")? {
        Some(control::Answer::NewKey(key)) => key,
        Some(control::Answer::Failed { why }) => anyhow::bail!("the master key was not changed: {why}"),
        Some(_) => anyhow::bail!(OTHER_VERSION),
        None => app::rotate_key_offline(settings).await?,
    };
    println!(
        "The new master key is in {}; {} records were sealed anew. Keep a copy of it apart from the data. The old one opens \
         backups from before, and nothing else.",
        key.file.display(),
        key.records
    );
    Ok(())
}

/// The running process answers in a way that this program does not expect.
const OTHER_VERSION: &str = "the running process is of another version; start it again";

async fn health(settings: Settings) -> anyhow::Result<()> {
    let answer = control::ask(&settings.data_dir, control::Request::Health);
    match answer.await.context("asking the running process how it is")? {
        Some(control::Answer::Health(report)) => {
            println!("{}", serde_json::to_string(&report)?);
            anyhow::ensure!(report.stage == app::Stage::Running, "the service is not ready");
            Ok(())
        }
        Some(control::Answer::Failed { why }) => anyhow::bail!("the service is not well: {why}"),
        Some(_) => anyhow::bail!(OTHER_VERSION),
        None => anyhow::bail!("no service runs on {}, or it waits for Telegram", settings.data_dir.display()),
    }
}

async fn owner_link(settings: Settings) -> anyhow::Result<()> {
    let answer = control::ask(&settings.data_dir, control::Request::OwnerLink)
        .await
        .context("asking the running process for a link")?;
    let (url, file) = match answer {
        Some(control::Answer::OwnerLink { url, file }) => (url, file),
        Some(control::Answer::Failed { why }) => anyhow::bail!("the running process could not make a link: {why}"),
        Some(_) => anyhow::bail!(OTHER_VERSION),
        None => {
            let link = app::owner_link_offline(settings).await?;
            (link.url, link.file.display().to_string())
        }
    };
    if std::io::stdout().is_terminal() {
        println!("{url}");
    } else {
        println!("The one-time link is in {file}");
    }
    Ok(())
}
