// Lighthouse gives 100 in every category. By itself, since what else runs would count as slowness of the page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { executable } from "../support/browser.js";
import { serve } from "../support/server.js";
import { pagesByKind } from "../support/site.js";

const KINDS = ["home", "article", "topic", "edition", "search"];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
// A busy machine takes from a score and never adds to it, so that the best of some runs counts.
const RUNS = 5;

let server;
let chrome;
before(async () => {
  server = await serve();
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  chrome = await launch({ chromePath: executable(), chromeFlags: ["--headless=new", ...sandbox], logLevel: "error" });
});
after(async () => {
  await chrome.kill();
  await server.close();
});

for (const [language, pages] of Object.entries(pagesByKind())) {
  for (const kind of KINDS) {
    test(`${kind} in ${language}`, async () => {
      let faults = [];
      for (let run = 0; run < RUNS; run += 1) {
        faults = await faultsOf(pages[kind]);
        if (faults.length === 0) return;
      }
      assert.deepEqual(faults, [], pages[kind]);
    });
  }
}

/** What Lighthouse has against a page, as on a phone with a slow connection. */
async function faultsOf(address) {
  const settings = { port: chrome.port, output: "json", logLevel: "error", onlyCategories: CATEGORIES };
  const { lhr } = await lighthouse(`${server.origin}${address}`, settings);
  assert.equal(lhr.runtimeError, undefined);
  assert.deepEqual(Object.keys(lhr.categories), CATEGORIES);
  return Object.values(lhr.categories).filter((category) => category.score < 1).map((category) => {
    const lost = category.auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score < 1);
    const why = lost.map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`.trim());
    return `${category.id}: ${category.score * 100}: ${why.join(", ")}`;
  });
}
