//! The command line.

use anyhow::Context;
use clap::{Parser, Subcommand};
use pult::{
    app::{self, control},
    config::Settings,
    telemetry,
};
use std::{io::IsTerminal, path::PathBuf, process::ExitCode};

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
    /// Writes everything the agency has into a JSON file in the data directory.
    Export,
    /// Says how the running service is; fails when it is not ready. For health checks of containers.
    Health,
    /// Makes a new one-time link that opens the agency to its first owner, or to a further one.
    OwnerLink,
    /// Makes another master key and seals everything under it, whether the service runs or not.
    RotateKey,
}

#[tokio::main]
async fn main() -> ExitCode {
    app::return_large_buffers();
    let arguments = Arguments::parse();
    let settings = match Settings::load(arguments.config.as_deref()) {
        Ok(settings) => settings,
        Err(problems) => {
            eprintln!("pult: {problems}");
            return ExitCode::from(2);
        }
    };
    let result = match arguments.command {
        Command::Run => run(settings).await,
        Command::Export => export(settings).await,
        Command::Health => health(settings).await,
        Command::OwnerLink => owner_link(settings).await,
        Command::RotateKey => rotate_key(settings).await,
    };
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
