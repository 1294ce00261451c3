//! The first owner's one-time link (T7).
//!
//! **It is made on the server and nowhere else**: written to a file only the service's user can read, shown on a
//! terminal, never logged.

use crate::{
    bot::claim_address,
    domain::Line,
    ports::Randomness,
    relay::{Committer, Place, Plan, RelayError, TeamTask},
    team::{
        AuditEntry, AuditEvent, ClaimLink, Member, Token,
        invite::{CLAIM_VALID, hash_of},
    },
};
use std::{
    fs, io,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// The file in the data directory that holds the link.
const FILE: &str = "owner-link";

/// A link that was just made.
pub struct OwnerLink {
    /// Opens the bot. A credential until it is used or expires.
    pub url: String,
    pub file: PathBuf,
}

#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    #[error("writing the one-time link for the owner to {path}")]
    Write { path: PathBuf, source: io::Error },
    #[error("making a one-time link for the owner")]
    Commit(#[from] RelayError),
    #[error("reading who owns the agency")]
    Read(#[from] crate::store::StoreError),
}

/// Makes a link, in place of any earlier one. Audited, and told to the owners there are.
pub async fn issue(
    committer: &Committer,
    randomness: &dyn Randomness,
    bot: &str,
    data_dir: &Path,
) -> Result<OwnerLink, ClaimError> {
    let token = Token::new(randomness);
    let url = claim_address(bot) + &token.as_text();
    let file = data_dir.join(FILE);
    write(&file, &url).map_err(|source| ClaimError::Write { path: file.clone(), source })?;
    let now = committer.now();
    let link = ClaimLink { hash: token.hash(), expires: now + CLAIM_VALID, used: None };
    committer
        .commit(|store| {
            let mut plan = Plan::nothing();
            match store.get::<ClaimLink>(&())? {
                Some(was) => plan.changes.update(&was, link.clone()),
                None => plan.changes.insert(link.clone()),
            };
            AuditEntry::write(&mut plan.changes, now, None, AuditEvent::OwnerLinkMade);
            for owner in Member::owners(store)? {
                plan.team(TeamTask::Say { place: Place::Panel(owner.id), line: Line::OwnerLinkMade });
            }
            Ok(plan)
        })
        .await?;
    Ok(OwnerLink { url, file })
}

/// The link of an earlier start that can still be used, or else a new one; nothing if somebody owns the agency.
pub async fn issue_if_unowned(
    committer: &Committer,
    randomness: &dyn Randomness,
    bot: &str,
    data_dir: &Path,
) -> Result<Option<OwnerLink>, ClaimError> {
    if !Member::owners(committer.store())?.is_empty() {
        return Ok(None);
    }
    // Whoever was given a link should not have to ask again because the service was started again.
    if let Some(link) = still_open(committer, bot, data_dir)? {
        return Ok(Some(link));
    }
    issue(committer, randomness, bot, data_dir).await.map(Some)
}

/// The link in the file, if it is the one that opens the agency.
fn still_open(committer: &Committer, bot: &str, data_dir: &Path) -> Result<Option<OwnerLink>, ClaimError> {
    let file = data_dir.join(FILE);
    let now = committer.now();
    let Some(link) = committer.store().get::<ClaimLink>(&())? else { return Ok(None) };
    // A file that is not there, or holds something else, is replaced.
    let url = fs::read_to_string(&file).unwrap_or_default().trim().to_owned();
    let opens = url.strip_prefix(&claim_address(bot)).is_some_and(|token| hash_of(token) == link.hash);
    Ok((opens && link.used.is_none() && link.expires > now).then_some(OwnerLink { url, file }))
}

/// Replaces the file with one that only its owner can read.
fn write(path: &Path, url: &str) -> io::Result<()> {
    use io::Write;
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    writeln!(file, "{url}")?;
    file.sync_all()
}
