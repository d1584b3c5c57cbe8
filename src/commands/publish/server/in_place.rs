//! A folder on a server whose files are replaced one step after another.

use super::{Server, lines};
use crate::commands::publish::error::TargetError;
use crate::commands::publish::plan::Sending;
use crate::commands::publish::store::{Document, Documents, Revision, Store, Stored};
use crate::commands::publish::target::Publication;

/// The folder as a [`Store`].
pub struct InPlace {
    server: Server,
}

impl InPlace {
    /// Publishes into the server's folder.
    #[must_use]
    pub fn new(server: Server) -> Self {
        Self { server }
    }
}

impl Documents for InPlace {
    fn place(&self) -> String {
        self.server.place()
    }

    fn load(&mut self, document: Document) -> Result<Option<Stored>, TargetError> {
        self.server.load(document)
    }

    fn save(
        &mut self,
        document: Document,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        self.server.save(document, bytes, expected)
    }

    fn discard(&mut self, document: Document) -> Result<(), TargetError> {
        self.server.discard(document)
    }
}

impl Store for InPlace {
    fn existing(&mut self, paths: &[&str]) -> Result<Vec<String>, TargetError> {
        let answer = self.server.run_well("cannot look", EXISTING, &[], lines(paths).as_bytes())?;
        Ok(String::from_utf8_lossy(&answer.out).lines().map(str::to_owned).collect())
    }

    fn put(&mut self, files: &[&Sending], publication: &Publication<'_>) -> Result<(), TargetError> {
        self.server.send(files, publication.local.folder(), "")?;
        files.iter().for_each(|sending| publication.progress.step(sending.file.size));
        Ok(())
    }

    fn delete(&mut self, paths: &[&str]) -> Result<(), TargetError> {
        self.server.delete(paths, ".")
    }
}

const EXISTING: &str = r#"
while IFS= read -r path; do
  if [ -e "./$path" ] || [ -L "./$path" ]; then printf '%s\n' "$path"; fi
done
"#;
