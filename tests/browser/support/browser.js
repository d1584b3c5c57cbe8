// Chromium on the served digest. Whatever a page says on the console or asks of another origin is a fault.
import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./server.js";

/** Starts server and browser; `close` ends both and tells the faults of all pages. */
export async function start(server) {
  server ??= await serve();
  const browser = await chromium.launch({
    executablePath: executable(),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const faults = [];
  return {
    server,
    /** A page in a context of its own; `options` are those of a Playwright context. */
    async page(options = {}) {
      const context = await browser.newContext({ baseURL: server.origin, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      watch(page, server.origin, faults);
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
      assert.deepEqual(faults, [], "pages spoke on the console or asked another origin");
    },
  };
}

function watch(page, origin, faults) {
  page.on("console", (message) => {
    // Chromium itself reports a document with status 404.
    const is_status = /status of 404/.test(message.text()) && message.location().url.includes("/no-such-page");
    if (!is_status) faults.push(`${page.url()}: ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:")) faults.push(`${page.url()}: asked for ${url}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    if (reason !== "net::ERR_ABORTED") faults.push(`${page.url()}: ${request.url()}: ${reason}`);
  });
  page.on("response", (response) => {
    const expected = response.url().includes("/no-such-page") || response.status() < 400;
    if (!expected) faults.push(`${page.url()}: ${response.url()}: ${response.status()}`);
  });
}

/** The Chromium of the machine. */
export function executable() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const places = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const found = places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  assert.ok(found, "`chromium` is missing");
  return found;
}
