// What search costs over the wire on a large site, as the page's own script asks for it. `SITE` is a site of
// 10,000 articles. Fonts are aside: they are those of every page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { start } from "../support/browser.js";
import { folder } from "../support/site.js";

const BEFORE = 60_000;
const QUERY = 150_000;
const DESK = { viewport: { width: 1280, height: 900 } };
const index = (name) => readFileSync(path.join(folder(), "search", name));
const manifest = JSON.parse(index("manifest.json"));
const script = new URL("../../../themes/gazette/static/js/search.js", import.meta.url);
vm.runInThisContext(readFileSync(script, "utf8"));
const { DigestSearch } = globalThis;

let session;
before(async () => { session = await start(); });
after(() => session.close());

/** The search page with the sum of what has come over the wire since `reset`. */
async function open() {
  const page = await session.page(DESK);
  const sizes = [];
  page.on("requestfinished", (request) => {
    if (request.resourceType() === "font") return;
    sizes.push(request.sizes().then((s) => s.responseBodySize + s.responseHeadersSize));
  });
  await page.goto("/search/", { waitUntil: "networkidle" });
  const wire = async () => {
    await page.waitForLoadState("networkidle");
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  };
  return { page, wire, reset: () => { sizes.length = 0; } };
}

/** Types `words` at once, and gives how many bytes that took until the page is at rest. */
async function ask({ page, wire, reset }, words) {
  await page.waitForLoadState("networkidle");
  reset();
  const said = await page.textContent("#search-status");
  await page.fill("#search-words", words);
  await page.waitForFunction((said) => {
    const now = document.querySelector("#search-status").textContent;
    return now !== "" && now !== said;
  }, said);
  return wire();
}

/** Numbers and titles of articles from everywhere in the site. */
function known(count) {
  const step = Math.floor(manifest.articles / count);
  return Array.from({ length: count }, (_, at) => {
    const number = at * step;
    const block = JSON.parse(index(`articles-${Math.floor(number / manifest.block)}.json`));
    return { number, title: block[number % manifest.block][0] };
  });
}

const titles = (count) => known(count).map(({ title }) => title);

/** The script's engine, without its page; `fetched` is told the name and the bytes of each file. */
function engine(fetched = () => {}) {
  return new DigestSearch.Engine(manifest, async (name) => {
    const file = index(name.split("?")[0]);
    fetched(name, file);
    return new Uint8Array(file);
  });
}

test("the site is large, and little is fetched before the first query", async (t) => {
  assert.ok(manifest.articles >= 10_000, `${manifest.articles} articles`);
  const { page, wire } = await open();
  const bytes = await wire();
  t.diagnostic(`${bytes} bytes`);
  assert.ok(bytes > 10_000 && bytes < BEFORE, `${bytes} bytes`);
  await page.context().close();
});

test("a query takes little, passages of the articles in sight with it", async (t) => {
  const [first, second, third] = titles(3);
  const words = third.split(" ");
  for (const query of [first, second.split(" ")[0], words.slice(0, 2).join(" "), words[0].slice(0, 3)]) {
    const search = await open();
    const bytes = await ask(search, query);
    assert.ok(await search.page.locator("#search-results > li").count() > 0, `“${query}” finds something`);
    t.diagnostic(`“${query}”: ${bytes} bytes`);
    assert.ok(bytes > 5_000 && bytes < QUERY, `“${query}”: ${bytes} bytes`);
    await search.page.context().close();
  }
});

test("so it does with every filter open", async (t) => {
  const search = await open();
  await search.page.click("summary");
  const bytes = await ask(search, titles(5)[4].split(" ").slice(0, 2).join(" "));
  const filters = await search.page.locator("#search-topic option").count();
  assert.ok(filters > 10, `${filters} topics`);
  t.diagnostic(`${bytes} bytes`);
  assert.ok(bytes < QUERY, `${bytes} bytes`);
  await search.page.context().close();
});

test("no query of many takes more, its passages aside", async (t) => {
  const queries = titles(100).flatMap((title) => {
    const words = DigestSearch.wordsOf(title);
    return [title, words[0], words.slice(0, 3).join(" "), words[0].slice(0, 3), `${words[0]} ${words[1].slice(0, 3)}`];
  });
  let dearest = { bytes: 0 };
  for (const query of new Set(queries)) {
    let bytes = 0;
    const asked = engine((name, file) => { bytes += name.includes(".json") ? gzipSync(file).length : file.length; });
    const { articles } = await asked.search(query);
    await Promise.all(articles.slice(0, 10).map((number) => asked.article(number)));
    if (bytes > dearest.bytes) dearest = { bytes, query };
  }
  t.diagnostic(JSON.stringify(dearest));
  assert.ok(dearest.bytes > 10_000 && dearest.bytes < QUERY, JSON.stringify(dearest));
});

test("so little finds what is known to be there", async (t) => {
  const asked = engine();
  const missed = { whole: [], rarest: [] };
  for (const { number, title } of known(400)) {
    const finds = async (query) => (await asked.search(query)).articles.slice(0, 3).includes(number);
    const words = await Promise.all(asked.query(title).map(async ({ word }) =>
      ({ word, weight: (await asked.meaning({ word, isOpen: false })).weight })));
    const rarest = words.sort((a, b) => a.weight - b.weight).slice(0, 2).map(({ word }) => word).join(" ");
    if (!await finds(title)) missed.whole.push(title);
    if (!await finds(rarest)) missed.rarest.push(rarest);
  }
  t.diagnostic(`of 400: ${missed.whole.length} titles, ${missed.rarest.length} pairs of words`);
  assert.ok(missed.whole.length <= 20 && missed.rarest.length <= 20, JSON.stringify(missed));
});
