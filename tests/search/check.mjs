// Runs the search page's script, without a page, on a built site: `node check.mjs FOLDER`. That what it finds
// is right is told by the integration tests, which search in the same way; here the script has to find it too.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import vm from "node:vm";

const site = process.argv[2];
const script = new URL("../../themes/gazette/static/js/search.js", import.meta.url);
vm.runInThisContext(await readFile(script, "utf8"));
const { Engine, fold, shardOf, wordsOf } = globalThis.DigestSearch;

// The same numbers stand in the tests of `render/search/codec.rs`.
assert.deepEqual([shardOf("migration", 3, 128), shardOf("ñandú", 4, 512), shardOf("eu", 3, 128)], [50, 367, 59]);
assert.equal(fold("Ñandúes"), "nandues");
assert.deepEqual(wordsOf("El T-MEC, ¿y México? México: 2019"), ["el", "mec", "mexico", "2019"]);

let fetched = 0;
async function open(folder) {
  const read = async (name) => {
    const bytes = await readFile(path.join(site, folder, name.split("?")[0]));
    fetched += bytes.length;
    return new Uint8Array(bytes);
  };
  return new Engine(JSON.parse(await readFile(path.join(site, folder, "manifest.json"), "utf8")), read);
}

async function titles(engine, query) {
  const { articles } = await engine.search(query);
  return Promise.all(articles.slice(0, 3).map(async (number) => (await engine.article(number)).title));
}

for (const [folder, known] of [
  ["search", { "graciela marquez": /./, "tarif": /tariff/i, "usmca senate": /USMCA/ }],
  ["es/buscar", { "arancel acero": /acero/i, "lopez obrad": /López Obrador/, "deportados": /./ }],
]) {
  const engine = await open(folder);
  for (const [query, wanted] of Object.entries(known)) {
    const found = await titles(engine, query);
    assert.ok(found.some((title) => wanted.test(title)), `${folder}: “${query}” finds ${JSON.stringify(found)}`);
  }
  let missed = 0;
  for (let number = 0; number < engine.manifest.articles; number++) {
    const { title } = await engine.article(number);
    missed += (await titles(engine, title)).includes(title) ? 0 : 1;
  }
  assert.ok(missed * 20 <= engine.manifest.articles, `${folder}: ${missed} titles do not find their article`);
  assert.equal((await engine.search("")).articles.length, engine.manifest.articles);
  assert.deepEqual((await engine.search("xyzzyx")).articles, []);
  for (const name of ["topic", "person", "outlet", "language"]) {
    const choices = await engine.filter(name);
    assert.ok(choices.length > 0 && choices.every((choice) => choice.articles.length > 0), name);
  }
}
console.log(`the script finds what it should; ${fetched} bytes were read`);
