// Nothing is wider than the window, nothing moves when the fonts come late, and lines have the lengths that they
// are set for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./support/browser.js";
import { KINDS, pagesByKind } from "./support/site.js";

const WIDTHS = [320, 390, 768, 1280, 1600];
const SHIFTING = { kinds: ["home", "article", "topic", "edition"], widths: [390, 1280], most: 0.1 };

let session;
before(async () => { session = await start(); });
after(() => session.close());

test("no page is wider than the window", async () => {
  const page = await session.page();
  const wide = [];
  for (const pages of Object.values(pagesByKind())) {
    for (const kind of KINDS) {
      await page.goto(pages[kind]);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) wide.push(`${pages[kind]} at ${width} px: ${over} px too wide`);
      }
    }
  }
  await page.context().close();
  assert.deepEqual(wide, []);
});

test("the wordmark is one line, beside nothing that it touches", async () => {
  const page = await session.page();
  const faults = [];
  for (const pages of Object.values(pagesByKind())) {
    for (const kind of ["home", "article", "search"]) {
      await page.goto(pages[kind]);
      await page.evaluate(() => document.fonts.ready);
      for (const width of [320, 344, 360, 375, 390, 430, 600, 768, 1024, 1280, 1600]) {
        await page.setViewportSize({ width, height: 800 });
        const { lines, touches } = await page.evaluate(wordmark);
        if (lines !== 1 || touches) faults.push(`${pages[kind]} at ${width} px: ${lines} lines, touches: ${touches}`);
      }
    }
  }
  await page.context().close();
  assert.deepEqual(faults, []);
});

test("on a desk a line of an article has 60 to 75 characters", async () => {
  for (const pages of Object.values(pagesByKind())) {
    for (const width of [1024, 1280, 1600]) {
      const page = await session.page({ viewport: { width, height: 900 } });
      await page.goto(pages.article);
      await page.evaluate(() => document.fonts.ready);
      const lengths = await page.evaluate(lineLengths);
      const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
      assert.ok(lengths.length > 10, `${lengths.length} lines`);
      assert.ok(mean >= 60 && mean <= 75, `${pages.article} at ${width} px: ${mean} characters`);
      await page.context().close();
    }
  }
});

/** How many lines the wordmark takes, and whether it touches the tools beside it. */
function wordmark() {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(".nameplate .name"));
  const name = range.getBoundingClientRect();
  const tools = [...document.querySelectorAll(".tools > *")].map((tool) => tool.getBoundingClientRect());
  const touches = tools.some((tool) =>
    tool.left < name.right && name.left < tool.right && tool.top < name.bottom - 4 && name.top + 4 < tool.bottom);
  return { lines: new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size, touches };
}

/** Characters of every full line of an article's paragraphs. */
function lineLengths() {
  const lengths = [];
  for (const paragraph of document.querySelectorAll(".body > p")) {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let [bottom, length] = [-Infinity, 0];
    while (walker.nextNode()) {
      for (let at = 0; at < walker.currentNode.length; at += 1) {
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + 1);
        const letter = range.getBoundingClientRect();
        if (letter.top >= bottom && length > 0) {
          lengths.push(length);
          length = 0;
        }
        bottom = letter.bottom;
        length += 1;
      }
    }
  }
  return lengths;
}

test("late fonts move nothing", async () => {
  const moved = [];
  for (const pages of Object.values(pagesByKind())) {
    for (const width of SHIFTING.widths) {
      for (const kind of SHIFTING.kinds) {
        const shift = await shiftOf(pages[kind], width);
        if (shift >= SHIFTING.most) moved.push(`${pages[kind]} at ${width} px: ${shift}`);
      }
    }
  }
  assert.deepEqual(moved, []);
});

/** Cumulative layout shift of a page whose fonts arrive after it has been painted. */
async function shiftOf(address, width) {
  const page = await session.page({ viewport: { width, height: 844 } });
  const release = session.server.hold(/\.woff2$/);
  await page.addInitScript(() => {
    globalThis.shift = 0;
    globalThis.painted = new Promise((painted) => {
      new PerformanceObserver(painted).observe({ type: "paint", buffered: true });
    });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(address, { waitUntil: "domcontentloaded" });
  await page.evaluate(() => globalThis.painted);
  const before = await page.evaluate(fontsThere);
  release();
  await page.evaluate(async () => {
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    await document.fonts.ready;
    for (let frames = 0; frames < 3; frames += 1) await frame();
  });
  const after = await page.evaluate(fontsThere);
  assert.ok(before === 0 && after > 0, `the fonts came late: ${before} before, ${after} after`);
  const shift = await page.evaluate(() => globalThis.shift);
  await page.context().close();
  return shift;
}

/** Number of font files that have arrived. */
function fontsThere() {
  const files = performance.getEntriesByType("resource").filter((entry) => entry.name.endsWith(".woff2"));
  return files.filter((entry) => entry.responseEnd > 0).length;
}
