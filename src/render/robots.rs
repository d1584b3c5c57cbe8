//! `robots.txt` (RFC 9309): where the sitemaps are, and which crawlers are asked to stay away. It is a
//! request: whoever does not keep to it has to be kept out by the host.

use super::context::Context;
use crate::plan::Page;

/// When the list of crawlers of language models was made; also in `docs/editors-guide.md`.
pub const LISTED: &str = "2026-11-24";

/// Crawlers that gather texts to train language models, with their operators. `Google-Extended` and
/// `Applebot-Extended` are names that only `robots.txt` knows: search goes on without them.
pub const TRAINING: &[(&str, &str)] = &[
    ("AI2Bot", "Ai2"),
    ("Amazonbot", "Amazon"),
    ("anthropic-ai", "Anthropic, formerly"),
    ("Applebot-Extended", "Apple"),
    ("Bytespider", "ByteDance"),
    ("CCBot", "Common Crawl"),
    ("ClaudeBot", "Anthropic"),
    ("cohere-training-data-crawler", "Cohere"),
    ("DeepSeekBot", "DeepSeek"),
    ("Diffbot", "Diffbot"),
    ("FacebookBot", "Meta"),
    ("Google-Extended", "Google"),
    ("GPTBot", "OpenAI"),
    ("meta-externalagent", "Meta"),
    ("PanguBot", "Huawei"),
];

/// Crawlers that fetch pages to answer questions, most of them with a link to the page.
pub const ANSWERS: &[(&str, &str)] = &[
    ("ChatGPT-User", "OpenAI"),
    ("Claude-SearchBot", "Anthropic"),
    ("Claude-User", "Anthropic"),
    ("DuckAssistBot", "DuckDuckGo"),
    ("meta-externalfetcher", "Meta"),
    ("MistralAI-User", "Mistral"),
    ("OAI-SearchBot", "OpenAI"),
    ("PerplexityBot", "Perplexity"),
    ("Perplexity-User", "Perplexity"),
];

/// The file.
#[must_use]
pub fn robots(context: &Context<'_>) -> String {
    let robots = &context.site.config.robots;
    let mut text = String::new();
    let listed =
        |list: &[(&'static str, &'static str)]| list.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    if robots.deny_training {
        let about = format!("Crawlers that train language models, as known on {LISTED}");
        deny(&mut text, Some(&about), &listed(TRAINING));
    }
    if robots.deny_answers {
        let about = format!("Crawlers that answer questions with language models, as known on {LISTED}");
        deny(&mut text, Some(&about), &listed(ANSWERS));
    }
    let others: Vec<&str> = robots.deny.iter().map(String::as_str).collect();
    deny(&mut text, None, &others);
    text.push_str("User-agent: *\nAllow: /\n");
    let sitemaps = [Page::Sitemap(0), Page::NewsSitemap].into_iter().filter_map(|page| context.href(page));
    for (at, href) in sitemaps.enumerate() {
        text.push_str(if at == 0 { "\n" } else { "" });
        text.push_str(&format!("Sitemap: {}\n", context.absolute(href)));
    }
    text
}

/// One group for all `names`.
fn deny(text: &mut String, about: Option<&str>, names: &[&str]) {
    if names.is_empty() {
        return;
    }
    text.extend(about.map(|about| format!("# {about}\n")));
    text.extend(names.iter().map(|name| format!("User-agent: {name}\n")));
    text.push_str("Disallow: /\n\n");
}
