//! Files, folders and links in the output folder that this tool did not write, and how they are carried
//! into the next tree.
//!
//! It must not remove one of them from the live tree, nor look through a symbolic link.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::output::error::OutputError;
use crate::output::layout::{Layout, folders_of};
use crate::output::manifest::Manifest;
use crate::output::reconcile::link_or_copy;
use crate::output::tree::{Kind, Node};

/// All that is foreign in a live tree.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    /// Folders come before what they hold.
    nodes: Vec<Carried>,
    numbers: FxHashMap<OsString, usize>,
    holding: FxHashSet<OsString>,
}

#[derive(Debug)]
struct Carried {
    node: Node,
    /// The stage has it already.
    present: bool,
}

impl Foreign {
    /// What in `live` is neither a regular file of `manifest` nor a folder of one.
    pub(super) fn find(live: &[Node], manifest: &Manifest) -> Foreign {
        let folders = manifest.folders();
        let is_ours = |node: &&Node| {
            node.path.to_str().is_some_and(|path| match node.kind {
                Kind::Folder => folders.contains(path),
                Kind::File => manifest.get(path).is_some(),
                Kind::Other => false,
            })
        };
        let mut foreign = Foreign::default();
        for node in live.iter().filter(|node| !is_ours(node)) {
            foreign.numbers.insert(node.path.clone(), foreign.nodes.len());
            foreign.nodes.push(Carried { node: node.clone(), present: false });
            foreign.note_holding(&node.path);
        }
        foreign
    }

    pub(super) fn nodes(&self) -> impl DoubleEndedIterator<Item = &Node> {
        self.nodes.iter().map(|carried| &carried.node)
    }

    pub(super) fn get(&self, path: &OsStr) -> Option<&Node> {
        self.numbers.get(path).and_then(|&number| self.nodes.get(number)).map(|carried| &carried.node)
    }

    /// True if something foreign lies in the folder `path`.
    pub(super) fn is_held_by(&self, path: &OsStr) -> bool {
        self.holding.contains(path)
    }

    /// Notes that something foreign is at `path`, in the folders above.
    pub(super) fn note_holding(&mut self, path: &OsStr) {
        let folders = Path::new(path).ancestors().skip(1);
        self.holding.extend(folders.map(|folder| folder.as_os_str().to_owned()));
    }

    /// Notes that the stage has the foreign `path`, if it is one.
    pub(super) fn note_presence(&mut self, path: &OsStr) {
        let number = self.numbers.get(path).copied();
        if let Some(carried) = number.and_then(|number| self.nodes.get_mut(number)) {
            carried.present = true;
        }
    }

    /// Fails if a planned file would stand where something foreign is or lies.
    pub(super) fn check_ways(&self, layout: &Layout<'_>, output: &Path) -> Result<(), OutputError> {
        for node in self.nodes() {
            let blocked = |planned: &str| OutputError::InTheWay {
                planned: output.join(planned),
                foreign: output.join(&node.path),
            };
            let path = node.path.to_str();
            let at_or_above = Path::new(&node.path).ancestors().filter_map(Path::to_str);
            if let Some(file) = at_or_above.into_iter().find_map(|path| layout.file(path)) {
                return Err(blocked(file.path));
            }
            let Some(folder) = path.filter(|path| node.kind != Kind::Folder && layout.has_folder(path))
            else {
                continue;
            };
            let inside = layout.files.iter().find(|file| folders_of(file.path).any(|path| path == folder));
            return Err(blocked(inside.map_or(folder, |file| file.path)));
        }
        Ok(())
    }

    /// Brings into the stage what it has not got yet: links of files, new folders like the old ones.
    pub(super) fn carry(&self, live: &Path, stage: &Path) -> Result<(), OutputError> {
        for Carried { node, present } in &self.nodes {
            let to = stage.join(&node.path);
            if !present {
                carry_node(node, live, &to)
                    .map_err(OutputError::disk("carry over", live.join(&node.path)))?;
            }
        }
        for node in self.nodes().rev().filter(|node| node.kind == Kind::Folder) {
            let (from, to) = (live.join(&node.path), stage.join(&node.path));
            copy_attributes(&from, &to).map_err(OutputError::disk("carry over", from))?;
        }
        Ok(())
    }

    /// Removes from a tree that is live no more what the live one has too.
    ///
    /// It removes only what was listed, not what has come or been replaced since; a failure is no loss.
    pub(super) fn leave(&self, standby: &Path) {
        for node in self.nodes().rev() {
            let path = standby.join(&node.path);
            match node.kind {
                Kind::Folder => drop(fs::remove_dir(path)),
                Kind::File | Kind::Other if is_inode(&path, node.inode) => drop(fs::remove_file(path)),
                Kind::File | Kind::Other => {}
            }
        }
    }
}

fn carry_node(node: &Node, live: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    if node.kind == Kind::Folder {
        return fs::create_dir_all(to);
    }
    link_or_copy(&live.join(&node.path), to)
}

fn copy_attributes(from: &Path, to: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    if cfg!(unix)
        && let (Ok(folder), Ok(modified)) = (fs::File::open(to), metadata.modified())
    {
        // A time is not worth failing for.
        folder.set_modified(modified).ok();
    }
    fs::set_permissions(to, metadata.permissions())
}

#[cfg(unix)]
fn is_inode(path: &Path, inode: Option<u64>) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::symlink_metadata(path).is_ok_and(|metadata| Some(metadata.ino()) == inode)
}

#[cfg(not(unix))]
fn is_inode(_path: &Path, _inode: Option<u64>) -> bool {
    false
}
