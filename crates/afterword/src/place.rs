//! Putting a database where another is: refused while somebody has that one open, and all or
//! nothing.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use afterword_store::{Target, fold_sqlite, look_at_target, make_private_folder, sqlite_file};
use anyhow::Context as _;

use crate::cli::Global;
use crate::container::{folder_of, sync_folder};
use crate::output::WrongUse;
use crate::{in_use, workplace};

/// The place of a database, held alone.
pub(crate) struct Place {
    pub(crate) url: String,
    pub(crate) target: Target,
    /// Where it is a file.
    pub(crate) file: Option<PathBuf>,
    _alone: Option<File>,
}

/// Looks at the place and holds it, where that is allowed.
pub(crate) async fn take(global: &Global, overwrite: bool) -> anyhow::Result<Place> {
    let url = workplace::database_url(global)?;
    let file = sqlite_file(&url);
    let alone = match &file {
        Some(file) => {
            let folder = folder_of(file);
            make_private_folder(folder)
                .with_context(|| format!("{} cannot be made", folder.display()))?;
            must_be_ours(folder)?;
            Some(in_use::alone(file)?)
        }
        None => None,
    };
    let target = look_at_target(&url).await.map_err(workplace::wrong_use)?;
    let called = match &file {
        Some(file) => file.display().to_string(),
        None => "the database".into(),
    };
    if target.in_use {
        return Err(in_use::taken(&called));
    }
    if target.occupied && !overwrite {
        let why = format!("{called} holds a workspace already; --overwrite replaces it");
        return Err(WrongUse(why).into());
    }
    Ok(Place {
        url,
        target,
        file,
        _alone: alone,
    })
}

/// What root writes into the folder of a server that is another user cannot be changed by it.
fn must_be_ours(folder: &Path) -> anyhow::Result<()> {
    let place = || format!("{} cannot be written", folder.display());
    let ours = tempfile::tempfile_in(folder).with_context(place)?;
    let (ours, theirs) = (ours.metadata()?.uid(), fs::metadata(folder)?.uid());
    if ours == 0 && theirs != 0 {
        let why = format!(
            "{} belongs to another user (number {theirs}), who could not change what root puts \
             there: run this as that user, such as with `setpriv --reuid {theirs} --clear-groups`",
            folder.display()
        );
        return Err(WrongUse(why).into());
    }
    Ok(())
}

/// Puts a SQLite file, which lies in the same folder, where the database is. The one that was there
/// stays beside it; answers with how that is called now.
pub(crate) fn put_file(new: &Path, place: &Path) -> anyhow::Result<Option<PathBuf>> {
    fold_sqlite(new)?;
    if let Ok(before) = fs::metadata(place) {
        // Whoever could read the one that was there may read this one.
        fs::set_permissions(new, before.permissions())?;
    }
    File::open(new)?.sync_all()?;
    let kept = if place.exists() {
        let kept = free_name(place);
        fs::hard_link(place, &kept)
            .with_context(|| format!("{} cannot be kept", place.display()))?;
        // Only a damaged database has these still.
        for beside in ["-wal", "-shm"] {
            let (from, to) = (with_end(place, beside), with_end(&kept, beside));
            if from.exists() {
                fs::rename(from, to)?;
            }
        }
        Some(kept)
    } else {
        None
    };
    let put = fs::rename(new, place);
    put.with_context(|| format!("{} cannot be replaced", place.display()))?;
    sync_folder(folder_of(place))?;
    Ok(kept)
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn free_name(place: &Path) -> PathBuf {
    let day = workplace::now().to_string();
    let day = day.get(..10).unwrap_or_default();
    let names = (1_u32..).map(|number| with_end(place, &format!(".until-{day}-{number}")));
    let mut free = names.filter(|name| !name.exists());
    free.next().unwrap_or_else(|| with_end(place, ".old"))
}

/// The search index belongs to the database that was there; a server makes it anew. It goes before
/// the database does: one that stayed beside another database would tell of what is not in it.
pub(crate) fn forget_index(global: &Global) -> anyhow::Result<()> {
    let index = workplace::index(global);
    match fs::remove_dir_all(&index) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            let why = format!(
                "{} cannot be removed; the database is as it was",
                index.display()
            );
            Err(error).context(why)
        }
        _ => Ok(()),
    }
}
