// An editor at work: `digest serve` in a browser that follows what is saved.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { start } from "./support/browser.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ARTICLE = "content/articles/2018/2018-07-12-us-delegation-amlo-talks-preview.md";

let session, folder, server, address;

before(async () => {
  const digest = process.env.DIGEST;
  assert.ok(digest, "set DIGEST to the program");
  folder = await mkdtemp(path.join(os.tmpdir(), "reload-"));
  for (const name of ["site.yaml", "content", "themes"]) {
    await cp(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  server = spawn(path.resolve(digest), ["serve", "--port", "0"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const origin = await new Promise((found, failed) => {
    let said = "";
    server.stderr.on("data", (bytes) => {
      said += bytes;
      const match = /serving (http:\/\/[^/\s]+)/.exec(said);
      if (match) found(match[1]);
    });
    server.on("exit", () => failed(new Error(said)));
  });
  session = await start({ origin, close: async () => {} });
  const page = await session.page();
  await page.goto("/2018/07/12/");
  address = await page.locator("main a[href*='/2018/07/12/']").first().getAttribute("href");
  await page.context().close();
});

after(async () => {
  server?.removeAllListeners("exit");
  server?.kill();
  await session?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function edit(name, change) {
  const file = path.join(folder, name);
  const text = await readFile(file, "utf8");
  await writeFile(file, change(text));
  return () => writeFile(file, text);
}

test("an edit changes the open page by itself, and it stays where it was scrolled to", async () => {
  const page = await session.page({ viewport: { width: 800, height: 500 } });
  await page.goto(address);
  await page.evaluate(() => scrollTo({ top: 400, behavior: "instant" }));
  const restore = await edit(ARTICLE, (text) => `${text}\nA paragraph that was saved just now.\n`);
  await page.waitForFunction(() => document.body.textContent.includes("A paragraph that was saved just now."));
  await page.waitForFunction(() => Math.abs(scrollY - 400) < 2);
  await restore();
  await page.waitForFunction(() => !document.body.textContent.includes("A paragraph that was saved just now."));
  await page.context().close();
});

test("a fault lies over the page as the terminal tells it, and goes away when it is mended", async () => {
  const page = await session.page();
  await page.goto(address);
  const restore = await edit(ARTICLE, (text) => text.replace(/^title:/m, "titel:"));
  const overlay = page.locator(".digest-overlay");
  await overlay.waitFor();
  const text = await overlay.locator("pre").textContent();
  assert.match(text, /unknown key `titel`/);
  assert.ok(text.includes(`${ARTICLE}:`) && text.includes("did you mean `title`?"), text);
  assert.ok(await page.isVisible("h1"), "the last sound page is below");
  const box = await overlay.boundingBox();
  assert.ok(box.height > 60 && box.width > 600, JSON.stringify(box));
  await restore();
  await overlay.waitFor({ state: "detached" });
  await page.context().close();
});

test("a style sheet changes without a new page", async () => {
  const page = await session.page();
  await page.goto(address);
  await page.evaluate(() => { globalThis.stayed = true; });
  const restore = await edit("themes/gazette/static/css/gazette.css", (text) => `${text}\nh1 { letter-spacing: 7px }\n`);
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "7px");
  assert.ok(await page.evaluate(() => globalThis.stayed), "the page was not loaded again");
  await restore();
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing !== "7px");
  await page.context().close();
});
