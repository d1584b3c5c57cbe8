// Nothing is wider than the window, and nothing moves when the fonts come late.
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
