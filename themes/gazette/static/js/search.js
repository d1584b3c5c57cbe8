/* Searches the files beside the search page, without a server. First the engine, which knows no page:
   `render/search/codec.rs` of the generator tells the format. Then the page. Texts of articles are only
   ever put in as text nodes, because a title can hold markup. */
(function (scope) {
  "use strict";

  var FORMAT = 1;
  var FORM_KEY = 3;
  var TERM_KEY = 4;
  /* Terms that an unfinished word can stand for, and files that they are fetched from. */
  var MOST_TERMS = 24;
  var MOST_FILES = 3;
  /* What a term counts that the word only begins, or only resembles. */
  var BEGUN = 0.5;
  var SIMILAR = 0.4;
  var WORD = /[\p{Alphabetic}\p{N}\u0300-\u036f]+/gu;
  var MARKS = /[\u0300-\u036f]/g;
  var UTF8 = new TextDecoder();

  function fold(word) {
    return word.toLowerCase().normalize("NFD").replace(MARKS, "");
  }

  /** The words of a text, folded, each once; those of one letter say nothing. */
  function wordsOf(text) {
    var found = text.match(WORD) || [];
    var words = found.map(fold).filter(function (word) {
      return Array.from(word).length > 1;
    });
    return Array.from(new Set(words));
  }

  /** The shard of a word: 32-bit FNV-1a over its first characters, the halves folded. */
  function shardOf(word, key, shards) {
    var hash = 0x811c9dc5;
    Array.from(word).slice(0, key).forEach(function (letter) {
      hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
    });
    return ((hash ^ (hash >>> 15)) >>> 0) % shards;
  }

  function Reader(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  Reader.prototype.number = function () {
    var value = 0;
    var scale = 1;
    var byte;
    do {
      byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  };

  Reader.prototype.take = function (length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  };

  Reader.prototype.text = function () {
    return UTF8.decode(this.take(this.number()));
  };

  /** A word after another, with which it shares its first bytes. */
  Reader.prototype.word = function (before) {
    var shared = this.number();
    var rest = this.take(this.number());
    var bytes = new Uint8Array(shared + rest.length);
    bytes.set(before.subarray(0, shared));
    bytes.set(rest, shared);
    return bytes;
  };

  Reader.prototype.isAtEnd = function () {
    return this.at >= this.bytes.length;
  };

  /** The forms of a part of the dictionary, each with its terms and about how often these are met. */
  function readForms(bytes) {
    var reader = new Reader(bytes);
    var forms = [];
    var form = new Uint8Array(0);
    while (!reader.isAtEnd()) {
      form = reader.word(form);
      var terms = [];
      var code;
      do {
        code = reader.number();
        terms.push({ term: UTF8.decode(reader.word(form)), weight: code >> 1 });
      } while (code & 1);
      forms.push({ form: UTF8.decode(form), terms: terms });
    }
    return forms;
  }

  /** The terms of a part of the index: how many articles each is in, and which, still packed. */
  function readTerms(bytes) {
    var reader = new Reader(bytes);
    var terms = new Map();
    var term = new Uint8Array(0);
    while (!reader.isAtEnd()) {
      term = reader.word(term);
      var count = reader.number();
      terms.set(UTF8.decode(term), { count: count, bytes: reader.take(reader.number()) });
    }
    return terms;
  }

  /** The values of a filter, each with the numbers of its articles. */
  function readFilter(bytes) {
    var reader = new Reader(bytes);
    var choices = [];
    for (var left = reader.number(); left > 0; left--) {
      var choice = { key: reader.text(), title: reader.text(), depth: reader.number() };
      choice.articles = new Uint32Array(reader.number());
      reader.number();
      var next = 0;
      for (var at = 0; at < choice.articles.length; at++) {
        choice.articles[at] = next + reader.number();
        next = choice.articles[at] + 1;
      }
      choices.push(choice);
    }
    return choices;
  }

  /** An index. `fetchBytes(name)` gives the bytes of one of its files. */
  function Engine(manifest, fetchBytes) {
    if (manifest.format !== FORMAT) {
      throw new Error("the index has another format");
    }
    this.manifest = manifest;
    this.fetchBytes = fetchBytes;
    this.kept = new Map();
    this.stop = new Set(manifest.stop.split(" "));
    this.shards = {
      forms: manifest.states.forms.length / 4,
      terms: manifest.states.terms.length / 4,
    };
  }

  /** A file, fetched once; one that could not be fetched is asked for again. */
  Engine.prototype.file = function (name, state, read) {
    var kept = this.kept;
    if (!kept.has(name)) {
      var reading = this.fetchBytes(name + "?" + state).then(read);
      reading.catch(function () {
        kept.delete(name);
      });
      kept.set(name, reading);
    }
    return kept.get(name);
  };

  Engine.prototype.part = function (kind, number, ending, read) {
    var state = this.manifest.states[kind].slice(4 * number, 4 * number + 4);
    return this.file(kind + "-" + number + ending, state, read);
  };

  Engine.prototype.filter = function (name) {
    return this.file(name + ".bin", this.manifest.states.filters[name], readFilter);
  };

  /** What a result shows of an article. */
  Engine.prototype.article = function (number) {
    var size = this.manifest.block;
    var block = this.part("articles", Math.floor(number / size), ".json", function (bytes) {
      return JSON.parse(UTF8.decode(bytes));
    });
    return block.then(function (rows) {
      var row = rows[number % size];
      return { title: row[0], href: row[1], day: row[2], date: row[3], summary: row[4], topic: row[5], lang: row[6] };
    });
  };

  /** Of each form that `word` may stand for: what it counts. An unfinished word is a beginning too. */
  function meanings(forms, word, isOpen) {
    var found = [];
    forms.forEach(function (entry) {
      if (entry.form === word) {
        found.push({ entry: entry, factor: 1 });
      } else if (isOpen && word.length >= FORM_KEY && entry.form.startsWith(word)) {
        found.push({ entry: entry, factor: BEGUN });
      }
    });
    if (found.length > 0) {
      return found;
    }
    /* No article has this form. Those that share most of it are mostly other forms of the word. */
    var least = Math.max(4, Math.ceil(word.length * 0.6));
    var best = least;
    forms.forEach(function (entry) {
      var shared = 0;
      while (shared < word.length && entry.form[shared] === word[shared]) {
        shared++;
      }
      if (shared < best || entry.form.length > word.length + 4) {
        return;
      }
      if (shared > best) {
        found = [];
        best = shared;
      }
      found.push({ entry: entry, factor: SIMILAR });
    });
    return found;
  }

  /** The terms that `word` stands for, what each counts, and the forms to mark in a text. */
  Engine.prototype.meaning = function (word, isOpen) {
    var shards = this.shards;
    var number = shardOf(word, FORM_KEY, shards.forms);
    return this.part("forms", number, ".bin", readForms).then(function (forms) {
      var factors = new Map();
      var weights = new Map();
      meanings(forms, word, isOpen).forEach(function (found) {
        found.entry.terms.forEach(function (item) {
          factors.set(item.term, Math.max(found.factor, factors.get(item.term) || 0));
          weights.set(item.term, item.weight);
        });
      });
      var terms = Array.from(factors.keys()).sort(function (a, b) {
        return factors.get(b) - factors.get(a) || weights.get(b) - weights.get(a) || (a < b ? -1 : 1);
      });
      var files = new Set();
      terms = terms.slice(0, MOST_TERMS).filter(function (term) {
        var file = shardOf(term, TERM_KEY, shards.terms);
        if (files.size >= MOST_FILES && !files.has(file) && factors.get(term) < 1) {
          return false;
        }
        files.add(file);
        return true;
      });
      var chosen = new Set(terms);
      var marked = forms.filter(function (entry) {
        return entry.terms.some(function (item) {
          return chosen.has(item.term);
        });
      });
      return {
        terms: terms.map(function (term) {
          return { term: term, factor: factors.get(term) };
        }),
        forms: marked.map(function (entry) {
          return entry.form;
        }),
      };
    });
  };

  /** The best score of each article for a word, over the terms that the word stands for. */
  Engine.prototype.scores = function (meaning) {
    var engine = this;
    var total = this.manifest.articles;
    var steps = this.manifest.steps;
    var files = meaning.terms.map(function (item) {
      var number = shardOf(item.term, TERM_KEY, engine.shards.terms);
      return engine.part("terms", number, ".bin", readTerms);
    });
    return Promise.all(files).then(function (read) {
      var scores = new Float64Array(total);
      read.forEach(function (terms, at) {
        var item = meaning.terms[at];
        var list = terms.get(item.term);
        if (!list) {
          return;
        }
        var rarity = Math.log(1 + (total - list.count + 0.5) / (list.count + 0.5));
        var reader = new Reader(list.bytes);
        var next = 0;
        while (!reader.isAtEnd()) {
          var code = reader.number();
          var impact = code % steps;
          var article = next + (code - impact) / steps;
          var score = (item.factor * rarity * (impact + 0.5)) / steps;
          scores[article] = Math.max(scores[article], score);
          next = article + 1;
        }
      });
      return scores;
    });
  };

  /** The words of a query that are looked up: stop words only if there is nothing else. */
  Engine.prototype.query = function (text) {
    var stop = this.stop;
    var words = wordsOf(text);
    var telling = words.filter(function (word) {
      return !stop.has(word);
    });
    var isOpen = /[\p{Alphabetic}\p{N}\u0300-\u036f]$/u.test(text);
    var last = words[words.length - 1];
    return (telling.length > 0 ? telling : words).map(function (word) {
      return { word: word, isOpen: isOpen && word === last };
    });
  };

  /** The articles that have all words of a text, best first; else those that have some of them. `words`
      has the forms of each word. A text without words gives every article. */
  Engine.prototype.search = function (text) {
    var engine = this;
    var query = this.query(text);
    if (query.length === 0) {
      var all = Array.from({ length: this.manifest.articles }, function (_, at) {
        return engine.manifest.articles - 1 - at;
      });
      return Promise.resolve({ articles: all, isWhole: true, words: [] });
    }
    return Promise.all(query.map(function (item) {
      return engine.meaning(item.word, item.isOpen).then(function (meaning) {
        return engine.scores(meaning).then(function (scores) {
          return { scores: scores, forms: meaning.forms };
        });
      });
    })).then(function (found) {
      var ranked = rank(engine.manifest.articles, found);
      ranked.words = found.map(function (item) {
        return new Set(item.forms);
      });
      return ranked;
    });
  };

  function rank(total, found) {
    var scores = new Float64Array(total);
    var hits = new Uint8Array(total);
    var most = 0;
    found.forEach(function (item) {
      for (var at = 0; at < total; at++) {
        if (item.scores[at] > 0) {
          scores[at] += item.scores[at];
          hits[at] += 1;
          most = Math.max(most, hits[at]);
        }
      }
    });
    var articles = [];
    for (var at = 0; at < total; at++) {
      if (hits[at] > 0 && (hits[at] === found.length || most < found.length)) {
        articles.push(at);
      }
    }
    articles.sort(function (a, b) {
      return hits[b] - hits[a] || scores[b] - scores[a] || b - a;
    });
    return { articles: articles, isWhole: most === found.length };
  }

  /* The page */

  var PAGE = 10;
  var PAUSE = 150;
  /* Letters of an excerpt before and after the word that it is for. */
  var BEFORE = 90;
  var AFTER = 170;
  var FILTERS = ["topic", "year", "person", "outlet", "language"];

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) {
      made.className = className;
    }
    if (text) {
      made.textContent = text;
    }
    return made;
  }

  /** Puts `text` into `parent`, the words of the query marked. */
  function putMarked(parent, text, words) {
    var at = 0;
    Array.from(text.matchAll(WORD)).forEach(function (match) {
      var form = fold(match[0]);
      var isMeant = words.some(function (forms) {
        return forms.has(form);
      });
      if (isMeant) {
        parent.append(text.slice(at, match.index), element("mark", "", match[0]));
        at = match.index + match[0].length;
      }
    });
    parent.append(text.slice(at));
    return parent;
  }

  /** Which of `words` stand in `text`. */
  function present(text, words) {
    var forms = new Set((text.match(WORD) || []).map(fold));
    return words.filter(function (meant) {
      return Array.from(forms).some(function (form) {
        return meant.has(form);
      });
    });
  }

  /** The part of `text` around the first of `words`, cut between words. */
  function excerpt(text, words) {
    var first = Array.from(text.matchAll(WORD)).find(function (match) {
      return present(match[0], words).length > 0;
    });
    var at = first ? first.index : 0;
    var start = at > BEFORE ? text.indexOf(" ", at - BEFORE) + 1 : 0;
    var end = text.length > at + AFTER ? text.lastIndexOf(" ", at + AFTER) : text.length;
    return (start > 0 ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  }

  /** The passage of an article's own page that has most of `words`. */
  function passage(html, words) {
    var page = new DOMParser().parseFromString(html, "text/html");
    var best = "";
    var most = 0;
    page.querySelectorAll("main .body :is(p, li, dd, td)").forEach(function (block) {
      var text = block.textContent.replace(/\s+/g, " ").trim();
      var count = present(text, words).length;
      if (count > most && !block.closest("nav")) {
        most = count;
        best = text;
      }
    });
    return best && excerpt(best, words);
  }

  function Page(form) {
    this.form = form;
    this.input = form.elements.q;
    this.texts = form.dataset;
    this.details = form.querySelector("details");
    this.list = document.getElementById("search-results");
    this.status = document.getElementById("search-status");
    this.more = document.getElementById("search-more");
    this.turn = 0;
    this.shown = PAGE;
    this.pages = new Map();
  }

  Page.prototype.start = function () {
    var page = this;
    this.address = new URL(this.texts.manifest, location.href);
    this.recall();
    this.form.addEventListener("submit", function (event) {
      event.preventDefault();
      page.search();
    });
    this.input.addEventListener("input", function () {
      clearTimeout(page.pause);
      page.pause = setTimeout(function () {
        page.search();
      }, PAUSE);
    });
    this.form.addEventListener("change", function (event) {
      if (event.target !== page.input) {
        page.search();
      }
    });
    this.details.addEventListener("toggle", function () {
      if (page.details.open) {
        page.search();
      }
    });
    this.more.addEventListener("click", function () {
      var next = page.shown;
      page.shown += PAGE;
      page.show(page.turn).then(function () {
        page.focus(next);
      });
    });
    document.addEventListener("keydown", function (event) {
      page.key(event);
    });
    this.search();
    this.welcome();
    setTimeout(function () {
      page.welcome();
    }, 400);
  };

  /** The words have the focus from the start. Until the choice of light or dark is applied the page is
      hidden, and a browser gives the focus to nothing that is. */
  Page.prototype.welcome = function () {
    if (document.activeElement === document.body) {
      this.input.focus();
    }
  };

  /** Takes the query and the filters from the address. */
  Page.prototype.recall = function () {
    var asked = new URLSearchParams(location.search);
    var form = this.form;
    if (asked.has("q")) {
      this.input.value = asked.get("q");
    }
    FILTERS.forEach(function (name) {
      var value = asked.get(name);
      if (value) {
        form.elements[name].add(new Option(value, value, false, true));
      }
    });
    form.elements.sort.value = asked.get("sort") === "date" ? "date" : "";
    this.details.open = this.chosen().length > 0;
  };

  /** Writes the query and the filters into the address, and into the links to the other languages. */
  Page.prototype.keep = function () {
    var form = this.form;
    var asked = new URLSearchParams();
    ["q"].concat(FILTERS, "sort").forEach(function (name) {
      if (form.elements[name].value.trim()) {
        asked.set(name, form.elements[name].value.trim());
      }
    });
    var query = asked.toString();
    var address = location.pathname + (query ? "?" + query : "");
    if (address !== location.pathname + location.search) {
      history.replaceState(history.state, "", address);
    }
    document.querySelectorAll(".languages a[hreflang]").forEach(function (link) {
      link.search = query;
    });
  };

  Page.prototype.chosen = function () {
    var form = this.form;
    return FILTERS.filter(function (name) {
      return form.elements[name].value !== "";
    });
  };

  Page.prototype.fetchBytes = function (name, options) {
    return fetch(new URL(name, this.address), options).then(function (answer) {
      if (!answer.ok) {
        throw new Error("no " + name);
      }
      return answer.arrayBuffer();
    }).then(function (buffer) {
      return new Uint8Array(buffer);
    });
  };

  /** The index, opened once; the manifest is asked for anew, everything else as it says. */
  Page.prototype.open = function () {
    var page = this;
    if (!this.engine) {
      this.engine = this.fetchBytes(this.address.href, { cache: "no-cache" }).then(function (bytes) {
        return new Engine(JSON.parse(UTF8.decode(bytes)), function (name) {
          return page.fetchBytes(name);
        });
      });
      this.engine.catch(function () {
        page.engine = null;
      });
    }
    return this.engine;
  };

  /** Searches for what the form says. An answer that a later question has overtaken is dropped. */
  Page.prototype.search = function () {
    var page = this;
    var turn = ++this.turn;
    var text = this.input.value;
    clearTimeout(this.pause);
    this.keep();
    this.shown = PAGE;
    this.open().then(function (engine) {
      var isIdle = wordsOf(text).length === 0 && page.chosen().length === 0;
      var wanted = page.details.open ? FILTERS : page.chosen();
      return Promise.all([engine.search(text), page.choices(engine, wanted)]).then(function (found) {
        if (turn === page.turn) {
          page.found = isIdle ? null : found[0];
          page.narrow(engine, found[1]);
          return page.show(turn);
        }
      });
    }).catch(function () {
      if (turn === page.turn) {
        page.list.replaceChildren();
        page.more.hidden = true;
        page.status.textContent = page.texts.failed;
      }
    });
  };

  /** The values of the filters in `names`. */
  Page.prototype.choices = function (engine, names) {
    return Promise.all(names.map(function (name) {
      var values = name === "year" ? years(engine.manifest) : engine.filter(name);
      return Promise.resolve(values).then(function (values) {
        return { name: name, values: values };
      });
    }));
  };

  /** Years are runs of articles. */
  function years(manifest) {
    return manifest.years.map(function (year, at) {
      var next = manifest.years[at + 1];
      var end = next ? next[1] : manifest.articles;
      var articles = Uint32Array.from({ length: end - year[1] }, function (_, more) {
        return year[1] + more;
      });
      return { key: String(year[0]), title: String(year[0]), depth: 0, articles: articles };
    }).reverse();
  }

  /** Keeps the articles that pass every filter, and fills the filters with counts: of each value, how
      many articles would be left. */
  Page.prototype.narrow = function (engine, filters) {
    var page = this;
    var total = engine.manifest.articles;
    var articles = this.found ? this.found.articles : [];
    var refusals = new Uint8Array(total);
    filters.forEach(function (filter) {
      var value = page.form.elements[filter.name].value;
      var choice = filter.values.find(function (choice) {
        return choice.key === value;
      });
      filter.passes = new Uint8Array(total).fill(value === "" ? 1 : 0);
      (choice ? choice.articles : []).forEach(function (article) {
        filter.passes[article] = 1;
      });
      filter.passes.forEach(function (passes, article) {
        refusals[article] += 1 - passes;
      });
    });
    var found = new Uint8Array(total);
    articles.forEach(function (article) {
      found[article] = 1;
    });
    filters.forEach(function (filter) {
      page.fill(filter, function (article) {
        return found[article] && refusals[article] + filter.passes[article] === 1;
      });
    });
    this.results = articles.filter(function (article) {
      return refusals[article] === 0;
    });
    if (this.form.elements.sort.value === "date") {
      this.results.sort(function (a, b) {
        return b - a;
      });
    }
  };

  Page.prototype.fill = function (filter, isLeft) {
    var page = this;
    var select = this.form.elements[filter.name];
    var value = select.value;
    var options = [new Option(this.texts.any, "")];
    filter.values.forEach(function (choice) {
      var count = choice.articles.filter(isLeft).length;
      if (count > 0 || choice.key === value) {
        var name = "\u2003".repeat(choice.depth) + choice.title + " (" + page.number(count) + ")";
        options.push(new Option(name, choice.key, false, choice.key === value));
      }
    });
    select.replaceChildren.apply(select, options);
    select.value = value;
  };

  Page.prototype.number = function (number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, this.texts.thousands);
  };

  /** Shows the first results, as many as are asked for. */
  Page.prototype.show = function (turn) {
    var page = this;
    var found = this.found;
    var results = this.results;
    return this.open().then(function (engine) {
      return Promise.all(results.slice(0, page.shown).map(function (number) {
        return engine.article(number);
      }));
    }).then(function (articles) {
      if (turn !== page.turn) {
        return;
      }
      page.status.textContent = page.says(found, results.length);
      page.more.hidden = articles.length === results.length;
      page.list.replaceChildren.apply(page.list, articles.map(function (article) {
        return page.result(article, found.words);
      }));
    });
  };

  Page.prototype.says = function (found, count) {
    if (!found) {
      return "";
    }
    if (count === 0) {
      return found.articles.length > 0 ? this.texts.noneNarrowed : this.texts.none;
    }
    return (found.isWhole ? "" : this.texts.some + " ") + this.texts.found + " " + this.number(count);
  };

  Page.prototype.result = function (article, words) {
    var item = element("li", "card");
    var title = element("h2");
    var link = element("a");
    link.href = article.href;
    title.append(putMarked(link, article.title, words));
    var summary = putMarked(element("p"), article.summary, words);
    var meta = element("p", "meta");
    var time = element("time", "", article.date);
    time.dateTime = article.day;
    meta.append(time);
    if (article.lang) {
      title.lang = article.lang;
      summary.lang = article.lang;
      meta.append(" · ", this.texts.inLanguage.replace("{tag}", article.lang.toUpperCase()));
    }
    if (article.topic) {
      item.append(element("p", "kicker", article.topic));
    }
    item.append(title, summary, meta);
    var known = present(article.title + " " + article.summary, words);
    var missing = words.filter(function (meant) {
      return !known.includes(meant);
    });
    if (missing.length > 0) {
      this.quote(article, missing, summary);
    }
    return item;
  };

  /** Adds the passage with the words that title and summary lack, once the result is in sight. It is
      taken from the article's own page. */
  Page.prototype.quote = function (article, words, after) {
    var pages = this.pages;
    var sight = new IntersectionObserver(function (entries) {
      if (!entries.some(function (entry) {
        return entry.isIntersecting;
      })) {
        return;
      }
      sight.disconnect();
      if (!pages.has(article.href)) {
        pages.set(article.href, fetch(article.href).then(function (answer) {
          return answer.ok ? answer.text() : "";
        }));
      }
      pages.get(article.href).then(function (html) {
        var text = passage(html, words);
        if (text) {
          var quoted = putMarked(element("p", "excerpt"), text, words);
          quoted.lang = after.lang;
          after.after(quoted);
        }
      }).catch(function () {
        pages.delete(article.href);
      });
    });
    sight.observe(after.parentElement || after);
  };

  Page.prototype.focus = function (at) {
    var links = this.list.querySelectorAll("h2 a");
    if (links[at]) {
      links[at].focus();
    }
  };

  /** `/` goes to the words, arrows from result to result, Escape back. */
  Page.prototype.key = function (event) {
    var links = Array.from(this.list.querySelectorAll("h2 a"));
    var at = links.indexOf(document.activeElement);
    var isInWords = document.activeElement === this.input;
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      this.input.focus();
      this.input.select();
    } else if (event.key === "ArrowDown" && (isInWords || at >= 0) && links[at + 1]) {
      links[at + 1].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (links[at - 1] || this.input).focus();
    } else if (event.key === "Escape" && at >= 0) {
      this.input.focus();
    } else {
      return;
    }
    event.preventDefault();
  };

  scope.DigestSearch = { Engine: Engine, fold: fold, shardOf: shardOf, wordsOf: wordsOf };
  if (typeof document !== "undefined" && document.getElementById("search")) {
    new Page(document.getElementById("search")).start();
  }
})(globalThis);
