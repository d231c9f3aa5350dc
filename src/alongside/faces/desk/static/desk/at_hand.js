// Scripts at hand: opened by their button, their key or `/` in an empty answer; ↑ ↓ walk, Enter puts the words where one writes.
(() => {
  "use strict";
  const answer = () => document.querySelector("textarea[data-scripts-into]");
  const sheet = () => document.getElementById("sheet");

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (field.matches && field.matches("textarea[data-scripts-into]")) {
      if (event.key !== "/" || event.isComposing || field.value) return;
      const open = field.form.querySelector("[data-scripts-open]");
      // asked for here, for the button may just have been drawn and not be wired yet
      if (open && sheet() && window.htmx) { event.preventDefault(); window.htmx.ajax("GET", open.href, { target: "#sheet-body" }); }
      return;
    }
    const list = field.closest && field.closest("[data-scripts]");
    if (!list || event.isComposing) return;
    const rows = [...list.querySelectorAll("a[data-script]")], at = rows.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (field.matches("select")) return;
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      if (next < 0) list.querySelector("input[type=search]").focus();
      else if (rows[next]) rows[next].focus();
    }
    if (event.key === "Enter" && field.matches("input[type=search]")) { event.preventDefault(); if (rows[0]) rows[0].click(); }
  });

  // a draft that came stands below what is written already, and is kept as if it were typed
  document.addEventListener("htmx:afterSwap", (event) => {
    const come = event.detail.target.matches(".draft-said") && event.detail.target.querySelector("[data-draft-words]");
    const field = come && come.closest("form").elements.words;
    if (!field) return;
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n\n${come.dataset.draftWords}` : come.dataset.draftWords;
    field.rows = Math.max(field.rows, 8);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("#sheet a[data-script]"), field = answer();
    if (!row || !field || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    sheet().close();
    const { words, script } = row.dataset, from = field.selectionStart;
    field.setRangeText(words, from, field.selectionEnd, "end");
    const used = field.form.elements.used;
    if (used) used.value = used.value ? `${used.value},${script}` : script;
    const hole = words.match(/\{\{[^{}]*\}\}/);
    field.focus();
    if (hole) field.setSelectionRange(from + hole.index, from + hole.index + hole[0].length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
