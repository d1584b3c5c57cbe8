// What an article costs over the wire, and that no script stands in the way of its first paint.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./support/browser.js";
import { KINDS, pagesByKind } from "./support/site.js";

const MOST = 60 * 1024;

let session;
before(async () => { session = await start(); });
after(() => session.close());

test("an article page takes at most 60 kB besides its fonts", async () => {
  for (const pages of Object.values(pagesByKind())) {
    const page = await session.page();
    const sizes = [];
    page.on("requestfinished", async (request) => {
      if (request.resourceType() === "font") return;
      sizes.push(request.sizes().then((s) => [request.url(), s.responseBodySize + s.responseHeadersSize]));
    });
    await page.goto(pages.article, { waitUntil: "load" });
    const found = await Promise.all(sizes);
    await page.context().close();
    assert.ok(found.length >= 3, `page, style sheet and script were asked for: ${found.length}`);
    const total = found.reduce((sum, [, size]) => sum + size, 0);
    assert.ok(total <= MOST, `${pages.article}: ${total} bytes: ${JSON.stringify(found)}`);
  }
});

test("a page without words in italics needs two fonts", async () => {
  for (const pages of Object.values(pagesByKind())) {
    for (const kind of KINDS) {
      const page = await session.page();
      const fonts = [];
      page.on("request", (request) => { if (request.resourceType() === "font") fonts.push(request.url()); });
      await page.goto(pages[kind], { waitUntil: "load" });
      await page.evaluate(() => document.fonts.ready);
      const isSlanted = await page.evaluate(() => document.querySelector(".body :is(em, i, blockquote)") !== null);
      if (!isSlanted) assert.equal(fonts.length, 2, `${pages[kind]}: ${fonts}`);
      await page.context().close();
    }
  }
});

test("no script blocks", async () => {
  const page = await session.page();
  const blocking = [];
  for (const pages of Object.values(pagesByKind())) {
    for (const kind of KINDS) {
      await page.goto(pages[kind]);
      const found = await page.evaluate(() => {
        const waits = (script) => !script.async && !script.defer && script.type !== "module";
        const runs = (script) => !script.type || /javascript|module/.test(script.type);
        const written = [...document.scripts].filter((s) => runs(s) && waits(s)).map((s) => s.outerHTML);
        const loaded = performance.getEntriesByType("resource").filter((entry) =>
          entry.initiatorType === "script" && entry.renderBlockingStatus === "blocking");
        return [...written, ...loaded.map((entry) => entry.name)];
      });
      blocking.push(...found.map((script) => `${pages[kind]}: ${script}`));
    }
  }
  await page.context().close();
  assert.deepEqual(blocking, []);
});
