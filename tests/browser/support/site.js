// The built digest as files: where it is, and which page stands for each kind of page.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Languages of the digest, with the folder that each is in. */
export const LANGUAGES = { en: "/", es: "/es/" };

/** Kinds that a reader meets; a kind that is missing from the built digest is a fault. */
export const KINDS = [
  "404", "archive", "article", "corrections", "day", "edition", "editions", "glossary", "home", "latest",
  "month", "organization", "organizations", "outlet", "page", "people", "person", "search", "sources", "thread",
  "threads", "topic", "topics", "week", "year",
];

/** Folder of the built digest. */
export function folder() {
  const given = process.env.SITE;
  if (!given) throw new Error("set SITE to the folder of the built digest");
  return path.resolve(given);
}

/** Addresses by language and kind: of each kind the page with most bytes, which has most to go wrong. */
export function pagesByKind() {
  const found = { en: {}, es: {} };
  for (const { address, text } of htmlFiles()) {
    const kind = /<body class="kind-([^" ]+)/.exec(text)?.[1];
    if (!kind) continue;
    const language = address.startsWith(LANGUAGES.es) ? "es" : "en";
    const best = found[language][kind];
    if (!best || best.size < text.length) found[language][kind] = { address, size: text.length };
  }
  for (const language of Object.keys(found)) {
    const missing = KINDS.filter((kind) => !found[language][kind]);
    const unknown = Object.keys(found[language]).filter((kind) => !KINDS.includes(kind));
    if (missing.length || unknown.length) {
      throw new Error(`kinds of pages in ${language}: missing [${missing}], not in the list [${unknown}]`);
    }
    for (const kind of KINDS) found[language][kind] = found[language][kind].address;
  }
  return found;
}

function* htmlFiles() {
  const root = folder();
  for (const name of readdirSync(root, { recursive: true }).sort()) {
    if (!name.endsWith(".html")) continue;
    const text = readFileSync(path.join(root, name), "utf8");
    yield { address: `/${name}`.replace(/\/index\.html$/, "/"), text };
  }
}
