//! Object storage as a target: S3 and what speaks its protocol, Google Cloud Storage, Azure Blob.
//!
//! `object_store` knows the protocols and the ways to credentials; requests travel by the HTTP client that
//! the rest of a publish uses. Each object carries a mark of what it was made from, so that one that has
//! arrived is never sent again. Nothing asynchronous leaves this folder.

mod encoding;
mod profile;
mod provider;
mod refusal;
mod transport;
mod workers;

use std::borrow::Cow;

use object_store::path::Path;
use object_store::{Attribute, Attributes, GetOptions, ObjectStoreExt, PutMode, PutOptions, UpdateVersion};
use tokio_stream::StreamExt;

use self::provider::Provider;
use self::refusal::{Operation, advice};
use self::workers::{Driver, Room, each};
use super::error::TargetError;
use super::plan::{Sending, Wanted};
use super::rules::Delivery;
use super::store::{Document, Documents, Revision, Store, Stored};
use super::target::Publication;
use crate::config::publish::{Compression, ObjectTarget};

/// Bytes of files that are in memory at once.
const IN_MEMORY: u64 = 64 << 20;

/// New files up to which each is asked for; with more of them, all objects are listed.
const FEW: usize = 32;

/// Times that a document is written again if no answer came; other requests are made again by the client.
const WRITES_AGAIN: usize = 2;

/// Name of the mark among an object's metadata.
const MARK: &str = "digest";

/// A bucket or container, or what is below a prefix in it.
pub struct Objects {
    provider: Provider,
    /// Empty, or ends in `/`.
    prefix: String,
    compress: Compression,
    room: Room,
    driver: Driver,
}

impl Objects {
    /// Takes the bucket that `target` names, with credentials from the environment as `variable` reads it.
    ///
    /// # Errors
    /// If the settings or the credentials are wrong, as far as can be told without asking the service.
    pub fn new(
        target: &ObjectTarget,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, TargetError> {
        let prefix = if target.prefix.is_empty() { String::new() } else { format!("{}/", target.prefix) };
        Ok(Self {
            provider: Provider::new(target, variable)?,
            prefix,
            compress: target.compress,
            room: Room::new(IN_MEMORY),
            driver: Driver::new()?,
        })
    }

    fn location(&self, path: &str) -> Result<Path, TargetError> {
        Path::parse(format!("{}{path}", self.prefix)).map_err(|_| {
            let message = format!("`{path}` cannot be the name of an object");
            TargetError::failed(message).help("rename the file: an object's name has no control characters")
        })
    }

    /// What went wrong, by the service's answer and not by the client's words, which tell too much.
    fn failure(&self, operation: Operation, path: Option<&str>, error: &object_store::Error) -> TargetError {
        let Provider { place, words, secrets, refusals, .. } = &self.provider;
        let what = path.map_or_else(|| place.clone(), |path| format!("`{path}` at {place}"));
        let verb = operation.verb();
        let Some(refusal) = refusals.last() else {
            let message = provider::without(&format!("cannot {verb} {what}: {error}"), secrets);
            return TargetError::failed(message).help(words.credentials);
        };
        let said = provider::without(&refusal.words(), secrets);
        TargetError::failed(format!("cannot {verb} {what}: {said}")).help(advice(&refusal, operation, words))
    }

    /// The metadata of an object, with its attributes; `None` if it is not there.
    fn head(
        &self,
        driver: &Driver,
        path: &str,
    ) -> Result<Option<(object_store::ObjectMeta, Attributes)>, TargetError> {
        let options = GetOptions { head: true, ..GetOptions::default() };
        match driver.wait(self.provider.store.get_opts(&self.location(path)?, options)) {
            Ok(found) => Ok(Some((found.meta, found.attributes))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failure(Operation::Read, Some(path), &error)),
        }
    }

    /// The paths of all objects below the prefix, each as soon as it is known.
    fn list(&self, mut tell: impl FnMut(&str)) -> Result<(), TargetError> {
        let below = self.location("").ok().filter(|path| !path.as_ref().is_empty());
        self.driver.wait(async {
            let mut objects = self.provider.store.list(below.as_ref());
            while let Some(object) = objects.next().await {
                let object = object.map_err(|error| self.failure(Operation::List, None, &error))?;
                if let Some(path) = object.location.as_ref().strip_prefix(&self.prefix) {
                    tell(path);
                }
            }
            Ok(())
        })
    }

    fn send(
        &self,
        driver: &Driver,
        sending: &Sending,
        publication: &Publication<'_>,
    ) -> Result<(), TargetError> {
        let Sending { path, file, .. } = sending;
        let _taken = self.room.take(file.size);
        let delivery = publication.local.rules.delivery(path);
        let encoded = encoding::encode(self.compress, &delivery, publication.read(path)?);
        let mut attributes = Attributes::from_iter([
            (Attribute::ContentType, delivery.content_type.to_owned()),
            (Attribute::CacheControl, delivery.cache_control.to_owned()),
            (Attribute::Metadata(Cow::Borrowed(MARK)), mark(file)),
        ]);
        if let Some(coding) = encoded.coding {
            attributes.insert(Attribute::ContentEncoding, coding.into());
        }
        let options = PutOptions { attributes, ..PutOptions::default() };
        let location = self.location(path)?;
        let put = self.provider.store.put_opts(&location, encoded.bytes.into(), options);
        driver.wait(put).map_err(|error| self.failure(Operation::Write, Some(path), &error))?;
        publication.progress.step(file.size);
        Ok(())
    }

    fn remove(&self, driver: &Driver, paths: &[&str]) -> Result<(), TargetError> {
        let locations = paths.iter().map(|path| self.location(path));
        let locations: Vec<Path> = locations.collect::<Result<_, TargetError>>()?;
        driver.wait(async {
            let due = Box::pin(tokio_stream::iter(locations.into_iter().map(Ok)));
            let mut done = self.provider.store.delete_stream(due);
            while let Some(outcome) = done.next().await {
                match outcome {
                    Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => {
                        return Err(self.failure(Operation::Delete, paths.first().copied(), &error));
                    }
                }
            }
            Ok(())
        })
    }

    fn read(&self, document: Document) -> Result<Option<Stored>, TargetError> {
        let location = self.location(document.name())?;
        let found = self.driver.wait(async {
            let found = self.provider.store.get(&location).await?;
            let revision = revision(found.meta.e_tag.as_ref(), found.meta.version.as_ref());
            Ok(Stored { bytes: found.bytes().await?.to_vec(), revision })
        });
        match found {
            Ok(stored) => Ok(Some(stored)),
            Err(object_store::Error::NotFound { .. }) if !self.lacks_container() => Ok(None),
            Err(error) => Err(self.failure(Operation::Read, Some(document.name()), &error)),
        }
    }

    /// The revision of a document if its bytes are these: the answer to a write may have been lost on its
    /// way, and where conditions are not known, two may have written.
    fn written(&self, document: Document, bytes: &[u8]) -> Result<Option<Revision>, TargetError> {
        let stored = self.read(document)?.filter(|stored| stored.bytes == bytes);
        Ok(stored.map(|stored| stored.revision))
    }

    /// Writes a document at `location` on the condition that it is still as `expected` says.
    fn write(
        &self,
        location: &Path,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, object_store::Error> {
        let attributes = Attributes::from_iter([
            (Attribute::ContentType, "application/json; charset=utf-8"),
            (Attribute::CacheControl, "no-store"),
        ]);
        let put = |mode: PutMode| {
            let options = PutOptions { mode, attributes: attributes.clone(), ..PutOptions::default() };
            self.driver.wait(self.provider.store.put_opts(location, bytes.to_vec().into(), options))
        };
        let mode = expected.map_or(PutMode::Create, |it| PutMode::Update(expected_version(it)));
        let outcome = match put(mode) {
            Err(_) if self.knows_no_conditions() => put(PutMode::Overwrite),
            outcome => outcome,
        };
        outcome.map(|put| revision(put.e_tag.as_ref(), put.version.as_ref()))
    }

    /// Whether the last answer was that there is no such bucket, rather than no such object in it.
    fn lacks_container(&self) -> bool {
        self.provider.refusals.last().is_some_and(|refusal| {
            let is_named = ["NoSuchBucket", "ContainerNotFound"].contains(&refusal.code.as_str());
            is_named || refusal.message.contains("bucket does not exist")
        })
    }

    fn knows_no_conditions(&self) -> bool {
        let last = self.provider.refusals.last();
        last.is_some_and(|refusal| refusal.status == Some(501) || refusal.code == "NotImplemented")
    }

    /// Whether the last request may have been acted upon although no answer came.
    fn went_unanswered(&self) -> bool {
        self.provider.refusals.last().is_some_and(|refusal| refusal.status.is_none_or(|status| status >= 500))
    }
}

/// What an object was made from: the file, and how it is delivered.
fn mark(file: &Wanted) -> String {
    format!("{:032x}-{:08x}", file.hash, file.delivery)
}

fn revision(e_tag: Option<&String>, version: Option<&String>) -> Revision {
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    Revision(format!("{}\n{}", text(e_tag), text(version)))
}

fn expected_version(revision: &Revision) -> UpdateVersion {
    let (e_tag, version) = revision.0.split_once('\n').unwrap_or((&revision.0, ""));
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    UpdateVersion { e_tag: given(e_tag), version: given(version) }
}

impl Documents for Objects {
    fn place(&self) -> String {
        self.provider.place.clone()
    }

    fn load(&mut self, document: Document) -> Result<Option<Stored>, TargetError> {
        self.read(document)
    }

    fn save(
        &mut self,
        document: Document,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let name = document.name();
        let conflict = || TargetError::conflict(format!("`{name}` at {} has changed", self.place()));
        // Not every service knows conditions, so it is looked first; the time that is left is short.
        let there = self.head(&self.driver, name)?;
        let there = there.map(|(meta, _)| revision(meta.e_tag.as_ref(), meta.version.as_ref()));
        if there.as_ref() != expected {
            return Err(conflict());
        }
        let location = self.location(name)?;
        let mut outcome = self.write(&location, bytes, expected);
        for _ in 0..WRITES_AGAIN {
            if outcome.is_ok() || !self.went_unanswered() {
                break;
            }
            if let Some(revision) = self.written(document, bytes)? {
                return Ok(revision);
            }
            outcome = self.write(&location, bytes, expected);
        }
        match outcome {
            // A claim that two have written is the second one's.
            Ok(_) if document == Document::Claim => self.written(document, bytes)?.ok_or_else(conflict),
            Ok(revision) => Ok(revision),
            Err(error) => {
                let failure = self.failure(Operation::Write, Some(name), &error);
                match error {
                    object_store::Error::Precondition { .. } | object_store::Error::AlreadyExists { .. } => {
                        self.written(document, bytes)?.ok_or_else(conflict)
                    }
                    _ => Err(failure),
                }
            }
        }
    }

    fn discard(&mut self, document: Document) -> Result<(), TargetError> {
        self.remove(&self.driver, &[document.name()])
    }
}

impl Store for Objects {
    fn delivery(&self, delivery: &Delivery) -> u32 {
        delivery.hash(encoding::name(self.compress))
    }

    fn existing(&mut self, paths: &[&str]) -> Result<Vec<String>, TargetError> {
        let mut there = Vec::new();
        if paths.len() <= FEW {
            for path in paths {
                there.extend(self.head(&self.driver, path)?.map(|_| (*path).to_owned()));
            }
            return Ok(there);
        }
        self.list(|path| {
            if paths.binary_search(&path).is_ok() {
                there.push(path.to_owned());
            }
        })?;
        there.sort_unstable();
        Ok(there)
    }

    fn holds(&mut self, files: &[&Sending]) -> Result<Vec<bool>, TargetError> {
        let held: Vec<std::sync::atomic::AtomicBool> = files.iter().map(|_| false.into()).collect();
        let asked: Vec<(&&Sending, &std::sync::atomic::AtomicBool)> = files.iter().zip(&held).collect();
        each(&asked, |driver, (sending, held)| {
            let found = self.head(driver, &sending.path)?;
            let is_there = found.is_some_and(|(_, attributes)| {
                let there = attributes.get(&Attribute::Metadata(Cow::Borrowed(MARK)));
                there.is_some_and(|there| **there == mark(&sending.file))
            });
            held.store(is_there, std::sync::atomic::Ordering::Relaxed);
            Ok(())
        })?;
        Ok(held.into_iter().map(std::sync::atomic::AtomicBool::into_inner).collect())
    }

    fn put(&mut self, files: &[&Sending], publication: &Publication<'_>) -> Result<(), TargetError> {
        each(files, |driver, sending| self.send(driver, sending, publication))
    }

    fn delete(&mut self, paths: &[&str]) -> Result<(), TargetError> {
        let batches: Vec<&[&str]> = paths.chunks(self.provider.deletions).collect();
        each(&batches, |driver, paths| self.remove(driver, paths))
    }
}
