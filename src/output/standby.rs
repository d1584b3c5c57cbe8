//! The standby tree before it is known what the next tree will be: what is in it, or one made anew.
//!
//! It must not change a standby that is there, nor the live tree.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use crate::output::Output;
use crate::output::error::OutputError;
use crate::output::folder::{Found, is_folder};
use crate::output::manifest::{self, Content, Entry, Manifest};
use crate::output::reconcile::link_or_copy;
use crate::output::survey::Survey;
use crate::output::tree::{self, Kind, Node};

/// Both trees of an output folder, as far as the next tree has no say in it.
#[derive(Debug)]
pub(super) struct Trees {
    /// Everything in the live tree but its manifest; folders come before what they hold.
    pub(super) live: Vec<Node>,
    pub(super) standby: Standby,
}

/// What stands where the standby belongs.
#[derive(Debug)]
pub(super) enum Standby {
    Absent,
    /// A folder without a manifest and without anything else: its run was killed.
    Empty,
    /// A folder that is not known to be ours.
    Strange,
    /// One of ours, and what is in it.
    Ours(Manifest, Vec<Node>),
}

impl Trees {
    /// Looks at both trees.
    pub(super) fn look(output: &Output) -> Result<Trees, OutputError> {
        let live = match output.found {
            Found::Ours => output.survey().nodes(output.folder(), &output.manifest)?,
            Found::Absent | Found::Empty => Vec::new(),
        };
        Ok(Trees { live, standby: Standby::look(&output.standby())? })
    }

    /// The same, and where there is no standby one is made: a second tree of the live files. The next tree
    /// will have nearly all of them.
    pub(super) fn make_ready(output: &Output) -> Result<Trees, OutputError> {
        let mut trees = Self::look(output)?;
        if matches!(trees.standby, Standby::Absent) && output.is_complete() {
            trees.standby = mirror(output, &trees.live)?;
        }
        Ok(trees)
    }
}

impl Standby {
    fn look(folder: &Path) -> Result<Standby, OutputError> {
        if !is_folder(folder) {
            return Ok(Standby::Absent);
        }
        let manifest = match Manifest::read(folder) {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(Standby::Strange),
            read => read.map_err(OutputError::disk("read the manifest of", folder))?,
        };
        let Some(manifest) = manifest else {
            return Ok(if tree::list(folder)?.is_empty() { Standby::Empty } else { Standby::Strange });
        };
        let nodes = if manifest.is_complete() {
            Survey::take(folder, &manifest).nodes(folder, &manifest)?
        } else {
            tree::list(folder)?
        };
        Ok(Standby::Ours(manifest, nodes))
    }
}

/// A second tree of the live files that are as the last build left them. Its manifest says from the first
/// that it is not whole, and names all that may be removed from it.
fn mirror(output: &Output, live: &[Node]) -> Result<Standby, OutputError> {
    let folder = &output.standby();
    fs::create_dir(folder).map_err(OutputError::disk("make the folder", folder))?;
    let unknown = Entry { fingerprint: 0, content: 0, length: 0 };
    let entries: Vec<(&str, Entry)> = output.manifest.entries().map(|(path, _)| (path, unknown)).collect();
    let generator = &output.generator;
    let content = Content { generator, is_complete: false, mixed_folders: &[], entries: &entries };
    manifest::write(folder, content).map_err(OutputError::disk("write the manifest in", folder))?;
    let mut folders: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for path in output.manifest.folders() {
        folders.entry(path.matches('/').count()).or_default().push(path);
    }
    for level in folders.values() {
        level.par_iter().try_for_each(|path| {
            let path = folder.join(path);
            fs::create_dir(&path).map_err(OutputError::disk("make the folder", path))
        })?;
    }
    let files: Vec<&str> = entries.iter().map(|(path, _)| *path).filter(|p| output.is_intact(p)).collect();
    files.par_iter().try_for_each(|path| {
        let to = folder.join(path);
        link_or_copy(&output.folder().join(path), &to).map_err(OutputError::disk("link", to))
    })?;
    let inodes: FxHashMap<&str, Option<u64>> =
        live.iter().filter_map(|node| Some((node.path.to_str()?, node.inode))).collect();
    let folders = folders.into_values().flatten().map(|path| (path, Kind::Folder, None));
    let files = files.into_iter().map(|path| (path, Kind::File, inodes.get(path).copied().flatten()));
    let node = |(path, kind, inode): (&str, Kind, Option<u64>)| Node { path: path.into(), kind, inode };
    let nodes = folders.chain(files).map(node).collect();
    Ok(Standby::Ours(output.manifest.clone(), nodes))
}
