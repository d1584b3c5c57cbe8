//! Publishing file by file, so that it can be interrupted at any instant and nobody sees half a page.
//!
//! ```text
//! claim      nobody else publishes
//! pending    the manifest names all that will have been there, conditional on nothing having changed
//! send       assets, new pages, changed pages, feeds, sitemaps, front pages: each step waits for the last
//! delete     what no page names any more: front pages, lists, pages, then what they were made of
//! finished   the manifest names what is there, conditional on being the pending one's successor
//! release    the claim
//! ```
//! It must not know what kind of place it writes to.

use std::cmp::Reverse;

use super::claim::{Claim, RENEWAL, Standing, now};
use super::error::{ErrorKind, TargetError};
use super::manifest::Manifest;
use super::plan::Sending;
use super::rules::{Delivery, Step};
use super::store::{Document, Documents, Revision, Store};
use super::target::{Publication, Target};

/// Most files of one call to a [`Store`].
pub const BATCH: usize = 512;

/// A [`Store`] as a [`Target`].
pub struct Steps<S> {
    store: S,
    /// Of the manifest that was loaded.
    revision: Option<Revision>,
}

impl<S: Store> Steps<S> {
    /// Publishes to `store`.
    pub fn new(store: S) -> Self {
        Self { store, revision: None }
    }
}

impl<S: Store> Target for Steps<S> {
    fn place(&self) -> String {
        self.store.place()
    }

    fn delivery(&self, delivery: &Delivery) -> u32 {
        self.store.delivery(delivery)
    }

    fn load(&mut self) -> Result<Option<Manifest>, TargetError> {
        let stored = self.store.load(Document::Manifest)?;
        self.revision = stored.as_ref().map(|stored| stored.revision.clone());
        stored.map(|stored| Manifest::decode(&stored.bytes)).transpose()
    }

    fn foreign(&mut self, paths: &[&str]) -> Result<Vec<String>, TargetError> {
        self.store.existing(paths)
    }

    fn publish(&mut self, publication: &Publication<'_>) -> Result<(), TargetError> {
        self.store.prepare()?;
        let mut held = Held::take(&mut self.store, publication.take_over)?;
        let outcome = run(&mut self.store, &mut held, self.revision.as_ref(), publication);
        let released = held.release(&mut self.store);
        outcome.and(released)
    }
}

fn run<S: Store>(
    store: &mut S,
    held: &mut Held,
    revision: Option<&Revision>,
    publication: &Publication<'_>,
) -> Result<(), TargetError> {
    let plan = publication.plan;
    let mut pending = plan.pending(publication.remote);
    pending.publish.clone_from(&held.claim.id);
    pending.site = publication.site.to_owned();
    let place = store.place();
    let overtaken = |error: TargetError| match error.kind {
        ErrorKind::Conflict => {
            let message = format!("somebody else published to {place} since the plan was made");
            TargetError::conflict(message).help("publish again: the plan will be made anew")
        }
        ErrorKind::Failed => error,
    };
    let revision = store.save(Document::Manifest, &pending.encode(), revision).map_err(overtaken)?;
    let obstacles = plan.obstacles();
    store.delete(&obstacles)?;
    send_all(store, held, publication)?;
    delete_all(store, held, publication, &obstacles)?;
    store.settle()?;
    held.renew(store)?;
    let finished = Manifest { publish: held.claim.id.clone(), ..publication.finished() };
    store.save(Document::Manifest, &finished.encode(), Some(&revision)).map_err(overtaken)?;
    Ok(())
}

fn send_all<S: Store>(
    store: &mut S,
    held: &mut Held,
    publication: &Publication<'_>,
) -> Result<(), TargetError> {
    for step in in_order(store, publication)?.chunk_by(|one, next| one.0 == next.0) {
        for batch in step.chunks(BATCH) {
            held.renew(store)?;
            let batch: Vec<&Sending> = batch.iter().map(|(_, sending)| *sending).collect();
            let doubtful: Vec<&Sending> =
                batch.iter().copied().filter(|sending| sending.may_be_there).collect();
            let there = if doubtful.is_empty() { Vec::new() } else { store.holds(&doubtful)? };
            let there: Vec<&str> =
                doubtful.iter().zip(there).filter(|(_, is)| *is).map(|(s, _)| s.path.as_str()).collect();
            let (done, due): (Vec<&Sending>, Vec<&Sending>) =
                batch.into_iter().partition(|sending| there.contains(&sending.path.as_str()));
            done.iter().for_each(|sending| publication.progress.step(sending.file.size));
            store.put(&due, publication)?;
        }
    }
    Ok(())
}

/// What is to be sent, with its step. A page that an interrupted publish left in doubt is a new one if it is
/// not there: others must not lead to it before.
fn in_order<'p, S: Store>(
    store: &mut S,
    publication: &Publication<'p>,
) -> Result<Vec<(Step, &'p Sending)>, TargetError> {
    let sendings = &publication.plan.sendings;
    let is_doubtful = |sending: &&Sending| sending.may_be_there && sending.step == Step::Pages;
    let mut doubtful: Vec<&str> =
        sendings.iter().filter(is_doubtful).map(|sending| sending.path.as_str()).collect();
    doubtful.sort_unstable();
    let mut there = if doubtful.is_empty() { Vec::new() } else { store.existing(&doubtful)? };
    there.sort_unstable();
    let step = |sending: &Sending| match sending.step {
        Step::Pages if sending.may_be_there && there.binary_search(&sending.path).is_err() => Step::NewPages,
        step => step,
    };
    let mut ordered: Vec<(Step, &Sending)> =
        sendings.iter().map(|sending| (step(sending), sending)).collect();
    ordered.sort_by_key(|(step, _)| *step);
    Ok(ordered)
}

/// Deletions come last: until then, every page that was live may still be on its way to a reader. They go in
/// the order of sending turned around, so that nothing that is left names what is gone.
fn delete_all<S: Store>(
    store: &mut S,
    held: &mut Held,
    publication: &Publication<'_>,
    done: &[&str],
) -> Result<(), TargetError> {
    let due = publication.plan.deletions.iter().map(String::as_str);
    let due = due.filter(|path| done.binary_search(path).is_err());
    let mut due: Vec<(Step, &str)> =
        due.map(|path| (publication.local.rules.step(path, false), path)).collect();
    due.sort_by_key(|(step, _)| Reverse(*step));
    for step in due.chunk_by(|one, next| one.0 == next.0) {
        for batch in step.chunks(BATCH) {
            held.renew(store)?;
            let paths: Vec<&str> = batch.iter().map(|(_, path)| *path).collect();
            store.delete(&paths)?;
            paths.iter().for_each(|_| publication.progress.step(0));
        }
    }
    Ok(())
}

/// The claim of this publish, held at the target.
pub struct Held {
    claim: Claim,
    revision: Revision,
}

impl Held {
    /// Claims the place, unless another publisher is at work there.
    ///
    /// # Errors
    /// Of the kind `Conflict` if one is, and `take_over` is false.
    pub fn take(store: &mut dyn Documents, take_over: bool) -> Result<Self, TargetError> {
        let claim = Claim::of_this_process();
        let there = store.load(Document::Claim)?;
        let other = there.as_ref().and_then(|stored| Claim::decode(&stored.bytes));
        let live = other.filter(|other| !take_over && other.standing(&claim) == Standing::Live);
        if let Some(other) = live.filter(|other| !is_finished(store, other)) {
            return Err(other.refusal(&store.place()));
        }
        let expected = there.map(|stored| stored.revision);
        match store.save(Document::Claim, &claim.encode(), expected.as_ref()) {
            Ok(revision) => Ok(Self { claim, revision }),
            Err(error) if error.kind == ErrorKind::Conflict => Err(Self::lost(store)),
            Err(error) => Err(error),
        }
    }

    /// Says that this publish goes on, if that was last said a while ago.
    ///
    /// # Errors
    /// Of the kind `Conflict` if another has taken over.
    pub fn renew(&mut self, store: &mut dyn Documents) -> Result<(), TargetError> {
        let now = now();
        if now - self.claim.renewed < RENEWAL {
            return Ok(());
        }
        self.claim.renewed = now;
        match store.save(Document::Claim, &self.claim.encode(), Some(&self.revision)) {
            Ok(revision) => self.revision = revision,
            Err(error) if error.kind == ErrorKind::Conflict => return Err(Self::lost(store)),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Gives the claim back.
    ///
    /// # Errors
    /// If the place cannot be written.
    pub fn release(self, store: &mut dyn Documents) -> Result<(), TargetError> {
        let there = store.load(Document::Claim)?;
        match there.filter(|stored| stored.revision == self.revision) {
            Some(_) => store.discard(Document::Claim),
            // Taken over; then it is no longer ours to remove.
            None => Ok(()),
        }
    }

    /// Somebody was quicker.
    fn lost(store: &mut dyn Documents) -> TargetError {
        let there = store.load(Document::Claim).ok().flatten();
        match there.and_then(|stored| Claim::decode(&stored.bytes)) {
            Some(other) => other.refusal(&store.place()),
            None => TargetError::conflict(format!("another publish to {} has just ended", store.place()))
                .help("publish again: the plan will be made anew"),
        }
    }
}

/// Whether the publisher of `claim` came to its end, and was cut off before it could release the claim.
fn is_finished(store: &mut dyn Documents, claim: &Claim) -> bool {
    let manifest = store.load(Document::Manifest).ok().flatten();
    let manifest = manifest.and_then(|stored| Manifest::decode(&stored.bytes).ok());
    manifest.is_some_and(|manifest| !manifest.pending && manifest.publish == claim.id)
}
