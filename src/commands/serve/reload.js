/* Listens for changes of the page that it stands in. A part of `digest serve`; no built site has it. */
(function () {
  "use strict";

  var script = document.currentScript;
  var place = "digest-scroll " + location.pathname;
  var query = "?page=" + encodeURIComponent(location.pathname) + "&state=" + script.dataset.state;
  var source = new EventSource("/.digest/events" + query);
  var overlay = null;

  var kept = sessionStorage.getItem(place);
  if (kept !== null) {
    sessionStorage.removeItem(place);
    scrollTo({ top: Number(kept), behavior: "instant" });
  }

  function clear() {
    if (overlay) {
      overlay.remove();
      overlay = null;
    }
  }

  /** Shows the faults over the last sound page, as the terminal shows them. */
  function show(text) {
    clear();
    overlay = document.createElement("section");
    overlay.className = "digest-faults digest-overlay";
    overlay.setAttribute("role", "alert");
    var root = overlay.attachShadow({ mode: "open" });
    var style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "/.digest/reload.css";
    var title = document.createElement("h1");
    title.textContent = "The site has faults";
    var faults = document.createElement("pre");
    faults.textContent = text;
    var note = document.createElement("p");
    note.textContent = "Below is the last version without one. This goes away when they are mended.";
    root.append(style, title, faults, note);
    document.body.append(overlay);
  }

  /** Puts new style sheets in the place of old ones, which stay until these are there. */
  function restyle(pairs) {
    pairs.forEach(function (pair) {
      document.querySelectorAll('link[rel~="stylesheet"]').forEach(function (old) {
        if (old.getAttribute("href").split("?")[0] !== pair[0]) {
          return;
        }
        var link = old.cloneNode();
        link.href = pair[1] + (pair[0] === pair[1] ? "?" + Date.now() : "");
        link.addEventListener("load", function () {
          old.remove();
        });
        old.after(link);
      });
    });
  }

  source.addEventListener("faults", function (event) {
    if (script.dataset.state === "faults") {
      document.querySelector("main pre").textContent = event.data;
    } else {
      show(event.data);
    }
  });
  source.addEventListener("sound", clear);
  source.addEventListener("styles", function (event) {
    clear();
    restyle(event.data.split("\n").map(function (line) {
      return line.split(" ");
    }));
  });
  source.addEventListener("page", function () {
    source.close();
    sessionStorage.setItem(place, String(scrollY));
    location.reload();
  });
  addEventListener("pagehide", function () {
    source.close();
  });
})();
