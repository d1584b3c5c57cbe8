// Search as a reader uses it: words, accents, filters, the keyboard, the address.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./support/browser.js";

const DESK = { viewport: { width: 1280, height: 900 }, colorScheme: "light" };
const RESULTS = "#search-results > li";

let session;
before(async () => { session = await start(); });
after(() => session.close());

async function open(address) {
  const page = await session.page(DESK);
  await page.goto(address);
  return page;
}

const titles = (page) => page.locator(`${RESULTS} h2`).allTextContents();

test("an accented name is found without its accents, in both languages", async () => {
  for (const [address, words, name] of [
    ["/search/", "graciela marquez", "Graciela Márquez"],
    ["/es/buscar/", "pena nieto", "Peña Nieto"],
  ]) {
    const page = await open(address);
    await page.fill("#search-words", words);
    await page.waitForSelector(RESULTS);
    const marked = (await page.locator(`${RESULTS} mark`).allTextContents()).join(" ");
    const said = await page.locator(RESULTS).first().textContent();
    await page.waitForFunction((name) => {
      const texts = [...document.querySelectorAll("#search-results mark")].map((mark) => mark.textContent);
      return name.split(" ").every((part) => texts.includes(part));
    }, name);
    assert.ok(said.length > 20, marked);
    await page.context().close();
  }
});

test("filters narrow what is found, with counts that hold, and the address keeps them", async () => {
  const page = await open("/search/?q=tariffs");
  await page.waitForSelector(RESULTS);
  const number = async () => Number(/\d+/.exec(await page.textContent("#search-status"))[0]);
  const all = await number();
  await page.click("summary");
  await page.waitForFunction(() => document.querySelector("#search-year").options.length > 2);
  const option = page.locator("#search-year option").nth(1);
  const [value, label] = [await option.getAttribute("value"), await option.textContent()];
  const count = Number(/\((\d+)\)/.exec(label)[1]);
  await page.selectOption("#search-year", value);
  await page.waitForFunction((year) => new URL(location).searchParams.get("year") === year, value);
  await page.waitForFunction((count) => document.querySelector("#search-status").textContent.includes(count), String(count));
  const left = await number();
  assert.ok(left === count && left < all, `${left} of ${all}, ${label}`);
  for (const time of await page.locator(`${RESULTS} time`).evaluateAll((all) => all.map((one) => one.dateTime))) {
    assert.ok(time.startsWith(value), `${time} is in ${value}`);
  }
  const found = await titles(page);
  const again = await open(new URL(page.url()).pathname + new URL(page.url()).search);
  await again.waitForSelector(RESULTS);
  assert.deepEqual(await titles(again), found, "the address finds the same");
  await page.context().close();
  await again.context().close();
});

test("every filter narrows to as many as it says, and filters narrow each other", async () => {
  for (const address of ["/search/?q=mexico", "/es/buscar/?q=mexico"]) {
    const page = await open(address);
    await page.waitForSelector(RESULTS);
    await page.click("summary");
    const said = async () => Number((await page.textContent("#search-status")).match(/\d+/)?.[0] ?? NaN);
    let left = await said();
    for (const name of ["topic", "person", "outlet", "language"]) {
      const select = page.locator(`#search-${name}`);
      await page.waitForFunction((name) => document.querySelector(`#search-${name}`).options.length > 1, name);
      const option = select.locator("option").nth(1);
      const count = Number(/\((\d+)\)/.exec(await option.textContent())[1]);
      await select.selectOption(await option.getAttribute("value"));
      await page.waitForFunction((count) =>
        Number(document.querySelector("#search-status").textContent.match(/\d+/)?.[0]) === count, count);
      assert.ok(count > 0 && count <= left, `${name}: ${count} of ${left}`);
      left = count;
    }
    const asked = new URL(page.url()).searchParams;
    assert.deepEqual([...asked.keys()].sort(), ["language", "outlet", "person", "q", "topic"]);
    await page.context().close();
  }
});

test("the keyboard alone goes from words to a result and back", async () => {
  const page = await open("/search/");
  await page.waitForFunction(() => document.activeElement.id === "search-words");
  await page.keyboard.type("asylum");
  await page.waitForSelector(RESULTS);
  await page.keyboard.press("ArrowDown");
  const first = await page.evaluate(() => document.activeElement.closest("#search-results li") !== null);
  assert.ok(first, "an arrow leads to the first result");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search-words");
  await page.keyboard.press("ArrowDown");
  const [title] = await titles(page);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/search/"));
  assert.equal((await page.textContent("h1")).trim(), title.trim());
  await page.context().close();
});

test("sorting by date puts the newest first, and the language switch keeps the query", async () => {
  const page = await open("/search/?q=mexico&sort=date");
  await page.waitForSelector(RESULTS);
  const days = await page.locator(`${RESULTS} time`).evaluateAll((all) => all.map((one) => one.dateTime));
  assert.deepEqual(days, [...days].sort().reverse());
  await page.click('nav.languages a[hreflang="es"]');
  await page.waitForSelector(RESULTS);
  assert.equal(await page.inputValue("#search-words"), "mexico");
  assert.equal(new URL(page.url()).pathname, "/es/buscar/");
  await page.context().close();
});

test("a query fetches little, and what is not found is said", async () => {
  const page = await session.page(DESK);
  let bytes = 0;
  page.on("response", async (response) => {
    if (/\/search\/.*\.(bin|json)/.test(response.url())) bytes += (await response.body()).length;
  });
  await page.goto("/search/");
  await page.fill("#search-words", "zzzzzz qqqqqq");
  await page.waitForFunction(() => document.querySelector("#search-status").textContent.trim() !== "");
  assert.equal(await page.locator(RESULTS).count(), 0);
  assert.ok(bytes < 150_000, `${bytes} bytes`);
  await page.context().close();
});

test("without scripts the page leads to the archive", async () => {
  const page = await session.page({ ...DESK, javaScriptEnabled: false });
  await page.goto("/search/");
  await page.click("main .notice a");
  await page.waitForLoadState();
  assert.match(new URL(page.url()).pathname, /^\/(archive|latest)\//);
  await page.context().close();
});
