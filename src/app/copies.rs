//! Files that hold a copy of everything: written completely under another name first, so that a full disk or a crash never
//! leaves half of one, and kept for the latest few.

use anyhow::Context;
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{BufWriter, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// Makes the directory, for the service's user only, where it is not there.
pub fn directory(path: &Path) -> anyhow::Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("making the directory {}", path.display()))
}

/// Writes a new file of this name; `write` fills it, `check` looks at what was written before it gets its name.
pub fn write(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
    check: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".part");
    let draft = PathBuf::from(draft);
    let written = (|| -> anyhow::Result<()> {
        let mut out =
            BufWriter::new(OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?);
        write(&mut out)?;
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        check(&draft)?;
        fs::rename(&draft, path)?;
        File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(())
    })();
    if written.is_err() {
        // What is wrong is told below; a draft that stays is overwritten by the next one.
        let _ = fs::remove_file(&draft);
    }
    written.with_context(|| format!("writing {}; nothing half-written is left", path.display()))
}

/// The finished files whose names begin and end so, oldest first: times in names sort.
pub fn list(directory: &Path, prefix: &str, suffix: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(prefix) && name.ends_with(suffix) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Removes all but the latest so many.
pub fn keep(directory: &Path, prefix: &str, suffix: &str, latest: usize) -> std::io::Result<()> {
    let found = list(directory, prefix, suffix)?;
    for old in &found[..found.len().saturating_sub(latest)] {
        fs::remove_file(old)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_cannot_be_written_or_does_not_pass_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("copy");
        let full = write(&path, |_| Err(std::io::Error::from(std::io::ErrorKind::StorageFull).into()), |_| Ok(()));
        assert!(format!("{:#}", full.unwrap_err()).contains("nothing half-written is left"));
        let half = |out: &mut dyn Write| Ok(out.write_all(b"half")?);
        assert!(write(&path, half, |_| anyhow::bail!("it is only half")).is_err());
        assert!(names(dir.path()).is_empty());
        write(
            &path,
            |out| Ok(out.write_all(b"whole")?),
            |draft| {
                anyhow::ensure!(fs::read(draft)? == b"whole", "it is all there before it gets its name");
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(names(dir.path()), ["copy"]);
    }

    #[test]
    fn the_latest_are_kept_and_what_is_not_ours_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a-1.x", "a-3.x", "a-2.x", "a-9.x.part", "other"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        keep(dir.path(), "a-", ".x", 2).unwrap();
        assert_eq!(names(dir.path()), ["a-2.x", "a-3.x", "a-9.x.part", "other"]);
    }
}
