//! The topic tree: a folder tree is a tree of topics, and a topic holds its descendants' articles.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{Article, ArticleId, Entry, TopicId};
use crate::content::layout::Kind;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// A topic.
#[derive(Debug)]
pub struct Topic {
    /// Name, primer and the rest that its files say.
    pub entry: Entry,
    /// Path in the tree, such as `migration/asylum`; what articles name.
    pub path: Arc<str>,
    /// The topic above.
    pub parent: Option<TopicId>,
    /// The topics below, in order.
    pub children: Vec<TopicId>,
    /// Articles that name it, newest first.
    pub own: Vec<ArticleId>,
    /// Articles that name it or a topic below it, newest first.
    pub all: Vec<ArticleId>,
}

/// Paths below each path, and at the top, with their `order`.
type Children = BTreeMap<Option<Arc<str>>, Vec<(i64, Arc<str>)>>;

/// Makes a tree of the entries, each parent before its children, siblings by `order` and path.
pub fn tree(entries: Vec<Entry>, faulty: &FxHashSet<Arc<str>>, diagnostics: &mut Diagnostics) -> Vec<Topic> {
    let mut by_path: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
    for entry in entries {
        by_path.insert(path_of(&entry.key), entry);
    }
    let mut children = Children::new();
    for (path, entry) in &by_path {
        let parent = path.rsplit_once('/').map(|(parent, _)| Arc::<str>::from(parent));
        if let Some(missing) = parent.as_ref().filter(|parent| !by_path.contains_key(*parent)) {
            if !faulty.contains(&*format!("{}/{missing}", Kind::Topic.folder())) {
                orphan(entry, missing, diagnostics);
            }
            continue;
        }
        children.entry(parent).or_default().push((entry.order, Arc::clone(path)));
    }
    for siblings in children.values_mut() {
        siblings.sort();
    }
    let mut topics = Vec::with_capacity(by_path.len());
    grow(None, None, &children, &mut by_path, &mut topics);
    topics
}

fn path_of(key: &str) -> Arc<str> {
    let prefix = Kind::Topic.folder();
    key.strip_prefix(prefix).map_or(key, |rest| rest.trim_start_matches('/')).into()
}

fn orphan(entry: &Entry, missing: &str, diagnostics: &mut Diagnostics) {
    let Some((text, _)) = entry.text(entry.original) else { return };
    let message = format!("the topic `{missing}` above this one does not exist");
    let help = format!("write `content/topics/{missing}/_index.md`");
    diagnostics.push(Diagnostic::error(Code::UnknownTopic, Span::start_of(text.file), message).help(help));
}

/// Depth first. The depth is that of the folder tree, which the reader of the disk bounds.
fn grow(
    path: Option<&Arc<str>>,
    parent: Option<TopicId>,
    children: &Children,
    entries: &mut BTreeMap<Arc<str>, Entry>,
    topics: &mut Vec<Topic>,
) {
    for (_, child) in children.get(&path.cloned()).into_iter().flatten() {
        let Some(entry) = entries.remove(child) else { continue };
        let id = TopicId::at(topics.len());
        topics.push(Topic {
            entry,
            path: Arc::clone(child),
            parent,
            children: Vec::new(),
            own: Vec::new(),
            all: Vec::new(),
        });
        if let Some(parent) = parent {
            topics[parent.index()].children.push(id);
        }
        grow(Some(child), Some(id), children, entries, topics);
    }
}

/// Gives each topic its own and its inherited articles.
pub fn with_articles(mut topics: Vec<Topic>, articles: &[Arc<Article>]) -> Vec<Topic> {
    for (at, article) in articles.iter().enumerate() {
        let id = ArticleId::at(at);
        for topic in &article.topics {
            topics[topic.index()].own.push(id);
            let mut above = Some(*topic);
            while let Some(topic) = above {
                let topic = &mut topics[topic.index()];
                if topic.all.last() != Some(&id) {
                    topic.all.push(id);
                }
                above = topic.parent;
            }
        }
    }
    topics
}

/// The root above `topic`, or `topic` itself.
#[must_use]
pub fn root_of(topics: &[Topic], topic: TopicId) -> TopicId {
    let mut at = topic;
    while let Some(parent) = topics[at.index()].parent {
        at = parent;
    }
    at
}
