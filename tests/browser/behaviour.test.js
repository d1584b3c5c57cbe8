// What a reader does: switch language and scheme, go by keyboard, read without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./support/browser.js";
import { KINDS, LANGUAGES, pagesByKind } from "./support/site.js";

const DESK = { viewport: { width: 1280, height: 900 }, colorScheme: "light" };

let session;
before(async () => { session = await start(); });
after(() => session.close());

test("pages of each kind load their theme and say nothing on the console", async () => {
  const page = await session.page(DESK);
  for (const pages of Object.values(pagesByKind())) {
    for (const kind of KINDS) {
      const [response] = await Promise.all([page.goto(pages[kind]), page.waitForLoadState("load")]);
      assert.equal(response.status(), 200, pages[kind]);
      assert.ok(await page.evaluate(() => document.styleSheets.length > 0), pages[kind]);
    }
  }
  const response = await page.goto("/no-such-page");
  assert.equal(response.status(), 404);
  await page.context().close();
});

test("the language switch keeps the page", async () => {
  const page = await session.page(DESK);
  const pages = pagesByKind();
  for (const kind of KINDS) {
    const address = pages.en[kind];
    await page.goto(address);
    await page.click('nav.languages a[hreflang="es"]');
    await page.waitForLoadState();
    const there = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      kind: document.body.className,
      back: new URL(document.querySelector('nav.languages a[hreflang="en"]').href).pathname,
    }));
    assert.deepEqual(there, { lang: "es", kind: `kind-${kind}`, back: address });
  }
  await page.context().close();
});

test("a choice of dark stays, and no light page flashes", async () => {
  const page = await session.page(DESK);
  const pages = pagesByKind().en;
  await page.goto(pages.home);
  assert.ok(await lightness(page) > 0.5, "light by preference");
  await page.check("#scheme-dark");
  assert.ok(await lightness(page) < 0.5, "dark by choice");
  await page.addInitScript(() => {
    globalThis.seen = [];
    const look = () => {
      const style = document.body && getComputedStyle(document.body);
      if (style?.visibility === "visible") globalThis.seen.push(getComputedStyle(document.documentElement).colorScheme);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  for (const kind of ["article", "topic", "home", "edition", "year"]) {
    await page.goto(pages[kind]);
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
    const seen = await page.evaluate(() => [...new Set(globalThis.seen)]);
    assert.deepEqual(seen, ["dark"], `schemes in which ${kind} was seen`);
    assert.ok(await lightness(page) < 0.5, kind);
    assert.ok(await page.isChecked("#scheme-dark"), "the button says so");
  }
  await page.check("#scheme-light");
  await page.goto(pages.article);
  assert.ok(await lightness(page) > 0.5, "and back to light");
  await page.context().close();
});

test("the keyboard reaches everything that is interactive, and shows where it is", async () => {
  const page = await session.page(DESK);
  const pages = pagesByKind().en;
  for (const kind of KINDS) {
    await page.goto(pages[kind]);
    const expected = await page.evaluate(interactive);
    const reached = await reachedByTab(page, expected.length + 10);
    const missed = expected.filter((name) => !reached.has(name));
    assert.deepEqual(missed, [], `${pages[kind]}: not reached`);
    const unseen = [...reached].filter(([, outlined]) => !outlined).map(([name]) => name);
    assert.deepEqual(unseen, [], `${pages[kind]}: focus does not show`);
  }
  await page.context().close();
});

test("arrow keys choose the scheme, and the skip link leads to the text", async () => {
  const page = await session.page(DESK);
  await page.goto(pagesByKind().en.article);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.focus("#scheme-auto");
  await page.keyboard.press("ArrowRight");
  assert.ok(await lightness(page) < 0.5, "dark is right of the middle");
  await page.context().close();
});

test("pages are whole without scripts", async () => {
  const page = await session.page({ ...DESK, javaScriptEnabled: false });
  for (const [language, pages] of Object.entries(pagesByKind())) {
    for (const kind of KINDS) {
      await page.goto(pages[kind]);
      assert.ok(await page.isVisible("h1") && await page.isVisible("main"), `${pages[kind]} can be read`);
    }
    await page.goto(LANGUAGES[language]);
    await page.locator("header nav:not(.languages) a").first().click();
    await page.waitForLoadState();
    assert.notEqual(new URL(page.url()).pathname, LANGUAGES[language], "the navigation leads on");
    await page.check("#scheme-dark");
    assert.ok(await lightness(page) < 0.5, "a choice of dark holds for the page");
  }
  await page.context().close();
});

/** How light the page's background is, from 0 to 1. */
async function lightness(page) {
  const colour = await page.evaluate(() => {
    const backgrounds = [document.body, document.documentElement].map((e) => getComputedStyle(e).backgroundColor);
    return backgrounds.find((background) => background !== "rgba(0, 0, 0, 0)");
  });
  const parts = colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  return Math.max(...parts) / (/^rgb/.test(colour) ? 255 : 1);
}

/** Names of what can be focused on a page; of a group of radio buttons the one that is on. */
function interactive() {
  const able = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const all = [...document.querySelectorAll(able)];
  const is_off = (element) => element.disabled || (element.type === "radio" && !element.checked);
  const seen = all.filter((element) => !is_off(element) && element.checkVisibility());
  seen.forEach((element, at) => { element.dataset.stop = `${at} ${element.outerHTML.slice(0, 120)}`; });
  return seen.map((element) => element.dataset.stop);
}

/** What Tab comes to, each with whether something is drawn around it. */
async function reachedByTab(page, presses) {
  await page.evaluate(() => {
    globalThis.reached = [];
    document.addEventListener("focusin", ({ target }) => {
      const drawn = (element) => getComputedStyle(element).outlineStyle !== "none";
      const outlined = drawn(target) || (target.parentElement && drawn(target.parentElement));
      if (target.dataset.stop) globalThis.reached.push([target.dataset.stop, outlined]);
    });
  });
  for (let at = 0; at < presses; at += 1) await page.keyboard.press("Tab");
  return new Map(await page.evaluate(() => globalThis.reached));
}
