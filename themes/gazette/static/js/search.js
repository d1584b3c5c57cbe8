/* Searches the files beside the search page, without a server. First the engine, which knows no page:
   `render/search/codec.rs` of the generator tells the format. Then the page. Texts of articles are only
   ever put in as text nodes, because a title can hold markup. */
(function (scope) {
  "use strict";

  const FORMAT = 2;
  const FORM_KEY = 3;
  const TERM_KEY = 4;
  /* Terms that an unfinished word can stand for, and files that they are fetched from. */
  const MOST_TERMS = 24;
  const MOST_FILES = 2;
  /* Words of a query that are asked for, the rarest; the others tell little and cost as much. */
  const MOST_WORDS = 5;
  /* What a term counts that the word only begins, or only resembles. */
  const BEGUN = 0.5;
  const SIMILAR = 0.4;
  const WORD = /[\p{Alphabetic}\p{N}\u0300-\u036f]+/gu;
  const MARKS = /[\u0300-\u036f]/g;
  const UTF8 = new TextDecoder();

  const fold = (word) => word.toLowerCase().normalize("NFD").replace(MARKS, "");

  /** The words of a text, folded, each once; those of one letter say nothing. */
  function wordsOf(text) {
    const words = (text.match(WORD) ?? []).map(fold);
    return [...new Set(words.filter((word) => [...word].length > 1))];
  }

  /** The shard of a word: 32-bit FNV-1a over its first characters, the halves folded. */
  function shardOf(word, key, shards) {
    let hash = 0x811c9dc5;
    for (const letter of [...word].slice(0, key)) {
      hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
    }
    return ((hash ^ (hash >>> 15)) >>> 0) % shards;
  }

  class Reader {
    at = 0;

    constructor(bytes) { this.bytes = bytes; }

    get isAtEnd() { return this.at >= this.bytes.length; }

    number() {
      let value = 0;
      let scale = 1;
      let byte;
      do {
        byte = this.bytes[this.at++];
        value += (byte & 127) * scale;
        scale *= 128;
      } while (byte > 127);
      return value;
    }

    take(length) {
      this.at += length;
      return this.bytes.subarray(this.at - length, this.at);
    }

    text() { return UTF8.decode(this.take(this.number())); }

    /** A word after another, with which it shares its first bytes. */
    word(before) {
      const shared = this.number();
      const rest = this.take(this.number());
      const bytes = new Uint8Array(shared + rest.length);
      bytes.set(before.subarray(0, shared));
      bytes.set(rest, shared);
      return bytes;
    }
  }

  /** The forms of a part of the dictionary, each with its terms and about how often these are met. */
  function readForms(bytes) {
    const reader = new Reader(bytes);
    const forms = [];
    let form = new Uint8Array(0);
    while (!reader.isAtEnd) {
      form = reader.word(form);
      const terms = [];
      let code;
      do {
        code = reader.number();
        terms.push({ term: UTF8.decode(reader.word(form)), weight: code >> 1 });
      } while (code & 1);
      forms.push({ form: UTF8.decode(form), terms });
    }
    return forms;
  }

  /** The terms of a part of the index: how many articles each is in, and which, still packed. */
  function readTerms(bytes) {
    const reader = new Reader(bytes);
    const terms = new Map();
    let term = new Uint8Array(0);
    while (!reader.isAtEnd) {
      term = reader.word(term);
      const count = reader.number();
      terms.set(UTF8.decode(term), { count, bytes: reader.take(reader.number()) });
    }
    return terms;
  }

  /** The values of a filter, each with the numbers of its articles and of those below it. */
  function readFilter(bytes) {
    const reader = new Reader(bytes);
    const above = [];
    const choices = Array.from({ length: reader.number() }, () => {
      const choice = { key: reader.text(), title: reader.text(), depth: reader.number(), articles: new Set() };
      above.splice(choice.depth, Infinity, choice);
      readNumbers(reader, (article) => above.forEach(({ articles }) => articles.add(article)));
      return choice;
    });
    return choices.map((choice) => ({ ...choice, articles: [...choice.articles] }));
  }

  /** Rising numbers, as gaps or as runs. */
  function readNumbers(reader, take) {
    const code = reader.number();
    reader.number();
    let next = 0;
    for (let left = code >> 1; left > 0;) {
      next += reader.number();
      for (let run = code & 1 ? reader.number() : 0; run >= 0; run--, left--) take(next++);
    }
  }

  function readArticles(bytes) {
    return JSON.parse(UTF8.decode(bytes)).map(([title, href, day, date, summary, topic, lang]) =>
      ({ title, href, day, date, summary, topic, lang }));
  }

  /** Of each form that `word` may stand for: what it counts. An unfinished word is a beginning too. */
  function meanings(forms, word, isOpen) {
    const found = [];
    for (const entry of forms) {
      if (entry.form === word) {
        found.push({ entry, factor: 1 });
      } else if (isOpen && word.length >= FORM_KEY && entry.form.startsWith(word)) {
        found.push({ entry, factor: BEGUN });
      }
    }
    return found.length > 0 ? found : similar(forms, word);
  }

  /** No article has the form `word`. Those that share most of it are mostly other forms of the word. */
  function similar(forms, word) {
    let found = [];
    let best = Math.max(4, Math.ceil(word.length * 0.6));
    for (const entry of forms) {
      let shared = 0;
      while (shared < word.length && entry.form[shared] === word[shared]) shared++;
      if (shared < best || entry.form.length > word.length + 4) continue;
      if (shared > best) [found, best] = [[], shared];
      found.push({ entry, factor: SIMILAR });
    }
    return found;
  }

  /** An index. `fetchBytes(name)` gives the bytes of one of its files. */
  class Engine {
    constructor(manifest, fetchBytes) {
      if (manifest.format !== FORMAT) throw new Error("the index has another format");
      const { forms, terms } = manifest.states;
      this.manifest = manifest;
      this.fetchBytes = fetchBytes;
      this.kept = new Map();
      this.stop = new Set(manifest.stop.split(" "));
      this.shards = { forms: forms.length / 4, terms: terms.length / 4 };
    }

    /** A file, fetched once; one that could not be fetched is asked for again. */
    file(name, state, read) {
      if (!this.kept.has(name)) {
        const reading = this.fetchBytes(`${name}?${state}`).then(read);
        reading.catch(() => this.kept.delete(name));
        this.kept.set(name, reading);
      }
      return this.kept.get(name);
    }

    part(kind, number, ending, read) {
      const state = this.manifest.states[kind].slice(4 * number, 4 * number + 4);
      return this.file(`${kind}-${number}${ending}`, state, read);
    }

    filter(name) { return this.file(`${name}.bin`, this.manifest.states.filters[name], readFilter); }

    /** What a result shows of an article. */
    async article(number) {
      const size = this.manifest.block;
      const block = await this.part("articles", Math.floor(number / size), ".json", readArticles);
      return block[number % size];
    }

    termFile(term) { return shardOf(term, TERM_KEY, this.shards.terms); }

    /** The terms that a word stands for, what each counts, about how often they are met, and the forms
        to mark in a text. */
    async meaning({ word, isOpen }) {
      const forms = await this.part("forms", shardOf(word, FORM_KEY, this.shards.forms), ".bin", readForms);
      const known = new Map();
      for (const { entry, factor } of meanings(forms, word, isOpen)) {
        for (const { term, weight } of entry.terms) {
          known.set(term, { term, weight, factor: Math.max(factor, known.get(term)?.factor ?? 0) });
        }
      }
      const ranked = [...known.values()].sort((a, b) =>
        b.factor - a.factor || b.weight - a.weight || (a.term < b.term ? -1 : 1));
      const files = new Set();
      const terms = ranked.slice(0, MOST_TERMS).filter(({ term, factor }) => {
        const file = this.termFile(term);
        const isFetched = files.has(file) || files.size < MOST_FILES || factor === 1;
        return isFetched && files.add(file);
      });
      const chosen = new Set(terms.map(({ term }) => term));
      const marked = forms.filter((entry) => entry.terms.some(({ term }) => chosen.has(term)));
      const weight = Math.max(...terms.map((item) => item.weight));
      return { terms, weight, forms: new Set(marked.map(({ form }) => form)) };
    }

    /** The best score of each article for a word, over the terms that the word stands for. */
    async scores(meaning) {
      const { articles: total, steps } = this.manifest;
      const files = meaning.terms.map(({ term }) => this.part("terms", this.termFile(term), ".bin", readTerms));
      const scores = new Float64Array(total);
      for (const [at, terms] of (await Promise.all(files)).entries()) {
        const { term, factor } = meaning.terms[at];
        const list = terms.get(term);
        if (!list) continue;
        const rarity = Math.log(1 + (total - list.count + 0.5) / (list.count + 0.5));
        const reader = new Reader(list.bytes);
        for (let next = 0; !reader.isAtEnd; next++) {
          const code = reader.number();
          const impact = code % steps;
          next += (code - impact) / steps;
          scores[next] = Math.max(scores[next], (factor * rarity * (impact + 0.5)) / steps);
        }
      }
      return scores;
    }

    /** The words of a query that are looked up: stop words only if there is nothing else. */
    query(text) {
      const words = wordsOf(text);
      const telling = words.filter((word) => !this.stop.has(word));
      const last = /[\p{Alphabetic}\p{N}\u0300-\u036f]$/u.test(text) ? words.at(-1) : null;
      return (telling.length > 0 ? telling : words).map((word) => ({ word, isOpen: word === last }));
    }

    /** The articles that have all words of a text, best first; else those that have some of them. `words`
        has the forms of each word. A text without words gives every article. */
    async search(text) {
      const total = this.manifest.articles;
      const query = this.query(text);
      if (query.length === 0) {
        return { articles: Array.from({ length: total }, (_, at) => total - 1 - at), isWhole: true, words: [] };
      }
      const words = await Promise.all(query.map((item) => this.meaning(item)));
      const known = words.filter(({ terms }) => terms.length > 0).sort((a, b) => a.weight - b.weight);
      const scores = await Promise.all(known.slice(0, MOST_WORDS).map((meaning) => this.scores(meaning)));
      return { ...rank(total, scores, known.length === words.length), words: words.map(({ forms }) => forms) };
    }
  }

  /** The articles with most of the words, best first, by the scores that each word gives them. */
  function rank(total, words, isKnown) {
    const sums = new Float64Array(total);
    const hits = new Uint8Array(total);
    for (const scores of words) {
      scores.forEach((score, at) => {
        sums[at] += score;
        hits[at] += score > 0 ? 1 : 0;
      });
    }
    const isWhole = isKnown && hits.includes(words.length);
    const articles = [...hits.keys()].filter((at) => hits[at] >= (isWhole ? words.length : 1));
    articles.sort((a, b) => hits[b] - hits[a] || sums[b] - sums[a] || b - a);
    return { articles, isWhole };
  }

  /* The page */

  const PAGE = 10;
  const PAUSE = 150;
  /* Letters of an excerpt before and after the word that it is for. */
  const BEFORE = 90;
  const AFTER = 170;
  const FILTERS = ["topic", "year", "person", "outlet", "language"];

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  /** Whether `word` of a text is one of `words` of the query. */
  const isMeant = (word, words) => words.some((forms) => forms.has(fold(word)));

  /** Puts `text` into `parent`, the words of the query marked. */
  function putMarked(parent, text, words) {
    let at = 0;
    for (const { 0: word, index } of text.matchAll(WORD)) {
      if (isMeant(word, words)) {
        parent.append(text.slice(at, index), element("mark", "", word));
        at = index + word.length;
      }
    }
    parent.append(text.slice(at));
    return parent;
  }

  /** Which of `words` stand in `text`. */
  function present(text, words) {
    const forms = (text.match(WORD) ?? []).map(fold);
    return words.filter((meant) => forms.some((form) => meant.has(form)));
  }

  /** The part of `text` around the first of `words`, cut between words. */
  function excerpt(text, words) {
    const at = [...text.matchAll(WORD)].find(([word]) => isMeant(word, words))?.index ?? 0;
    const start = at > BEFORE ? text.indexOf(" ", at - BEFORE) + 1 : 0;
    const end = text.length > at + AFTER ? text.lastIndexOf(" ", at + AFTER) : text.length;
    return (start > 0 ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  }

  /** The passage of an article's own page that has most of `words`. */
  function passage(html, words) {
    const page = new DOMParser().parseFromString(html, "text/html");
    let best = "";
    let most = 0;
    for (const block of page.querySelectorAll("main .body :is(p, li, dd, td)")) {
      const text = block.textContent.replace(/\s+/g, " ").trim();
      const count = present(text, words).length;
      if (count > most && !block.closest("nav")) {
        most = count;
        best = text;
      }
    }
    return best && excerpt(best, words);
  }

  /** Years are runs of articles, as a filter has them, newest first. */
  function years({ years, articles }) {
    return years.map(([year, first], at) => {
      const length = (years[at + 1]?.[1] ?? articles) - first;
      const numbers = Array.from({ length }, (_, more) => first + more);
      return { key: String(year), title: String(year), depth: 0, articles: numbers };
    }).reverse();
  }

  class Page {
    constructor(form) {
      this.form = form;
      this.input = form.elements.q;
      this.texts = form.dataset;
      this.details = form.querySelector("details");
      this.list = document.getElementById("search-results");
      this.status = document.getElementById("search-status");
      this.more = document.getElementById("search-more");
      this.address = new URL(this.texts.manifest, location.href);
      this.turn = 0;
      this.shown = PAGE;
      this.pages = new Map();
    }

    start() {
      this.recall();
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.search();
      });
      this.input.addEventListener("input", () => {
        clearTimeout(this.pause);
        this.pause = setTimeout(() => this.search(), PAUSE);
      });
      this.form.addEventListener("change", ({ target }) => target !== this.input && this.search());
      this.details.addEventListener("toggle", () => this.details.open && this.search());
      this.more.addEventListener("click", async () => {
        const next = this.shown;
        this.shown += PAGE;
        await this.show(this.turn);
        this.links()[next]?.focus();
      });
      document.addEventListener("keydown", (event) => this.key(event));
      this.search();
      this.welcome();
      setTimeout(() => this.welcome(), 400);
    }

    /** The words have the focus from the start. Until the choice of light or dark is applied the page is
        hidden, and a browser gives the focus to nothing that is. */
    welcome() { if (document.activeElement === document.body) this.input.focus(); }

    /** Takes the query and the filters from the address. */
    recall() {
      const asked = new URLSearchParams(location.search);
      this.input.value = asked.get("q") ?? this.input.value;
      for (const name of FILTERS.filter((name) => asked.get(name))) {
        this.form.elements[name].add(new Option(asked.get(name), asked.get(name), false, true));
      }
      this.form.elements.sort.value = asked.get("sort") === "date" ? "date" : "";
      this.details.open = this.chosen().length > 0;
    }

    /** Writes the query and the filters into the address, and into the links to the other languages. */
    keep() {
      const asked = new URLSearchParams();
      for (const name of ["q", ...FILTERS, "sort"]) {
        const value = this.form.elements[name].value.trim();
        if (value) asked.set(name, value);
      }
      const query = asked.size > 0 ? `?${asked}` : "";
      if (query !== location.search) history.replaceState(history.state, "", location.pathname + query);
      for (const link of document.querySelectorAll(".languages a[hreflang]")) link.search = query;
    }

    chosen() { return FILTERS.filter((name) => this.form.elements[name].value !== ""); }

    async fetchBytes(name, options) {
      const answer = await fetch(new URL(name, this.address), options);
      if (!answer.ok) {
        throw new Error(`no ${name}`);
      }
      return new Uint8Array(await answer.arrayBuffer());
    }

    /** The index, opened once; the manifest is asked for anew, everything else as it says. */
    open() {
      if (!this.engine) {
        this.engine = this.fetchBytes(this.address, { cache: "no-cache" }).then((bytes) =>
          new Engine(JSON.parse(UTF8.decode(bytes)), (name) => this.fetchBytes(name)));
        this.engine.catch(() => { this.engine = null; });
      }
      return this.engine;
    }

    /** Searches for what the form says. An answer that a later question has overtaken is dropped. */
    async search() {
      const turn = ++this.turn;
      const text = this.input.value;
      clearTimeout(this.pause);
      this.keep();
      this.shown = PAGE;
      try {
        const engine = await this.open();
        const isIdle = wordsOf(text).length === 0 && this.chosen().length === 0;
        const wanted = this.details.open ? FILTERS : this.chosen();
        const [found, filters] = await Promise.all([engine.search(text), this.choices(engine, wanted)]);
        if (turn === this.turn) {
          this.found = isIdle ? null : found;
          this.narrow(engine, filters);
          await this.show(turn);
        }
      } catch {
        if (turn === this.turn) {
          this.list.replaceChildren();
          this.more.hidden = true;
          this.status.textContent = this.texts.failed;
        }
      }
    }

    /** The values of the filters in `names`. */
    choices(engine, names) {
      return Promise.all(names.map(async (name) =>
        ({ name, values: name === "year" ? years(engine.manifest) : await engine.filter(name) })));
    }

    /** Keeps the articles that pass every filter, and fills the filters with counts: of each value, how
        many articles would be left. */
    narrow(engine, filters) {
      const total = engine.manifest.articles;
      const articles = this.found?.articles ?? [];
      const refusals = new Uint8Array(total);
      for (const filter of filters) {
        const { value } = this.form.elements[filter.name];
        const choice = filter.values.find(({ key }) => key === value);
        filter.passes = new Uint8Array(total).fill(value === "" ? 1 : 0);
        choice?.articles.forEach((article) => { filter.passes[article] = 1; });
        filter.passes.forEach((passes, article) => { refusals[article] += 1 - passes; });
      }
      const found = new Uint8Array(total);
      articles.forEach((article) => { found[article] = 1; });
      for (const filter of filters) {
        this.fill(filter, (article) => found[article] && refusals[article] + filter.passes[article] === 1);
      }
      this.results = articles.filter((article) => refusals[article] === 0);
      if (this.form.elements.sort.value === "date") this.results.sort((a, b) => b - a);
    }

    fill({ name, values }, isLeft) {
      const select = this.form.elements[name];
      const { value } = select;
      const options = [new Option(this.texts.any, "")];
      for (const { key, title, depth, articles } of values) {
        const count = articles.filter(isLeft).length;
        if (count > 0 || key === value) {
          options.push(new Option(`${"\u2003".repeat(depth)}${title} (${this.number(count)})`, key));
        }
      }
      select.replaceChildren(...options);
      select.value = value;
    }

    number(number) { return String(number).replace(/\B(?=(\d{3})+$)/g, this.texts.thousands); }

    /** Shows the first results, as many as are asked for. */
    async show(turn) {
      const { found, results } = this;
      const engine = await this.open();
      const articles = await Promise.all(results.slice(0, this.shown).map((number) => engine.article(number)));
      if (turn === this.turn) {
        this.status.textContent = this.says(found, results.length);
        this.more.hidden = articles.length === results.length;
        this.list.replaceChildren(...articles.map((article) => this.result(article, found.words)));
      }
    }

    says(found, count) {
      if (!found) return "";
      if (count === 0) return found.articles.length > 0 ? this.texts.noneNarrowed : this.texts.none;
      return `${found.isWhole ? "" : `${this.texts.some} `}${this.texts.found} ${this.number(count)}`;
    }

    result(article, words) {
      const link = putMarked(element("a", ""), article.title, words);
      link.href = article.href;
      const title = element("h2", "", link);
      const summary = putMarked(element("p", ""), article.summary, words);
      const time = element("time", "", article.date);
      time.dateTime = article.day;
      const meta = element("p", "meta", time);
      if (article.lang) {
        title.lang = article.lang;
        summary.lang = article.lang;
        meta.append(" · ", this.texts.inLanguage.replace("{tag}", article.lang.toUpperCase()));
      }
      const kicker = article.topic ? [element("p", "kicker", article.topic)] : [];
      const item = element("li", "card", ...kicker, title, summary, meta);
      const known = present(`${article.title} ${article.summary}`, words);
      const missing = words.filter((meant) => !known.includes(meant));
      if (missing.length > 0) this.quote(article.href, missing, summary);
      return item;
    }

    /** Adds the passage with the words that title and summary lack, once the result is in sight. */
    quote(href, words, after) {
      const sight = new IntersectionObserver(async (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        sight.disconnect();
        const text = passage(await this.page(href), words);
        if (!text) return;
        const quoted = putMarked(element("p", "excerpt"), text, words);
        quoted.lang = after.lang;
        after.after(quoted);
      });
      sight.observe(after.parentElement);
    }

    /** The page of an article, fetched once; nothing where it cannot be had. */
    page(href) {
      if (!this.pages.has(href)) {
        const text = fetch(href).then((answer) => (answer.ok ? answer.text() : ""));
        this.pages.set(href, text.catch(() => {
          this.pages.delete(href);
          return "";
        }));
      }
      return this.pages.get(href);
    }

    links() { return [...this.list.querySelectorAll("h2 a")]; }

    /** `/` goes to the words, arrows from result to result, Escape back. */
    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const { activeElement } = document;
      const links = this.links();
      const at = links.indexOf(activeElement);
      const isWritten = /^(INPUT|SELECT|TEXTAREA)$/.test(activeElement.tagName);
      let next = null;
      if (event.key === "Escape" ? at >= 0 : event.key === "/" && !isWritten) next = this.input;
      if (event.key === "ArrowUp" && at >= 0) next = links[at - 1] ?? this.input;
      if (event.key === "ArrowDown" && (at >= 0 || activeElement === this.input)) next = links[at + 1];
      if (!next) return;
      event.preventDefault();
      next.focus();
      if (event.key === "/") next.select();
    }
  }

  scope.DigestSearch = { Engine, fold, shardOf, wordsOf };
  const form = scope.document?.getElementById("search");
  if (form) new Page(form).start();
})(globalThis);
