/* Remembers a reader's choice of light or dark. Loaded `async`, so it blocks nothing: the style sheet
   holds the first paint until this has run, for a third of a second at most. Without this script the
   choice is the style sheet's alone and holds for the page. */
(function () {
  "use strict";
  var root = document.documentElement;
  var key = "scheme";

  function stored() {
    try {
      return localStorage.getItem(key);
    } catch (error) {
      return null;
    }
  }

  function store(choice) {
    try {
      if (choice === "auto") {
        localStorage.removeItem(key);
      } else {
        localStorage.setItem(key, choice);
      }
    } catch (error) {
      /* Storage is turned off: the choice holds for the page. */
    }
  }

  function apply(choice) {
    root.dataset.scheme = choice === "light" || choice === "dark" ? choice : "auto";
    var button = document.getElementById("scheme-" + root.dataset.scheme);
    if (button) {
      button.checked = true;
    }
  }

  function recall() {
    apply(stored());
  }

  recall();
  document.addEventListener("DOMContentLoaded", recall);
  document.addEventListener("change", function (event) {
    if (event.target.name === "scheme") {
      store(event.target.value);
      apply(event.target.value);
    }
  });
  addEventListener("storage", recall);
  addEventListener("pageshow", recall);
})();
