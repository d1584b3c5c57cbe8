//! The live tree and the standby before it is known what the next tree will be.
//!
//! It must not change either.

use std::io;
use std::path::Path;

use crate::output::Output;
use crate::output::error::OutputError;
use crate::output::folder::{Found, is_folder};
use crate::output::manifest::Manifest;
use crate::output::survey::Survey;
use crate::output::tree::{self, Node};

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
