// WCAG 2.2 AA as far as axe can tell, on one page of each kind, in both languages and schemes.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./support/browser.js";
import { KINDS, pagesByKind } from "./support/site.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [320, 1280];
// A scheme changes colours and nothing else, so the dark one is asked only what colours decide.
const SCHEMES = {
  light: { type: "tag", values: RULES },
  dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};

let session;
before(async () => { session = await start(); });
after(() => session.close());

for (const [language, pages] of Object.entries(pagesByKind())) {
  // One page after another: a browser slows the timers of pages that are not in front.
  test(`no violations in ${language}`, async () => {
    const page = await session.page();
    const found = [];
    for (const kind of KINDS) found.push(...await violations(page, pages[kind]));
    await page.context().close();
    assert.deepEqual(found, []);
  });
}

/** What axe finds on a page at each width and in each scheme. */
async function violations(page, address) {
  await page.goto(address);
  await page.evaluate(AXE);
  const found = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const [colorScheme, runOnly] of Object.entries(SCHEMES)) {
      await page.emulateMedia({ colorScheme });
      const faults = await page.evaluate(async (runOnly) => {
        const result = await globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] });
        const told = (node) => `${node.target}: ${node.failureSummary}`;
        return result.violations.map((fault) => `${fault.id}: ${fault.nodes.map(told).join(" | ")}`);
      }, runOnly);
      found.push(...faults.map((fault) => `${address} ${width} px ${colorScheme}: ${fault}`));
    }
  }
  return found;
}
