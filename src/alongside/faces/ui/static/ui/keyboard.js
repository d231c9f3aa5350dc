// Keys for what is done a hundred times a day. Any link, button or field declares its own:
//   data-key="r"      one key         data-key="g c"   g, then c        data-key="mod+Enter"   while typing in its form
// j/k walk through [data-list] rows ([data-row], .list-row, tbody tr with a link), Enter or o opens, x chooses,
// / goes to the search, ? shows all keys. Never while typing, never while an input method composes.
(() => {
  "use strict";
  const { word, element, isTyping } = window.alongside;
  const ROWS = "[data-row], .list-row, tbody tr:has(a)";
  let waiting = "", timer = 0;

  const visible = (one) => !one.disabled && one.getClientRects().length > 0;
  const declared = (key) => [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && (visible(one) || one.closest("details, .rail")));
  const press = (one) => {
    if (one.matches("input:not([type=submit]):not([type=checkbox]), textarea, select")) { one.focus(); one.scrollIntoView({ block: "nearest" }); } else one.click();
  };

  const rows = () => {
    const list = [...document.querySelectorAll("[data-list]")].find((one) => visible(one) && one.querySelector(ROWS));
    return list ? [...list.querySelectorAll(ROWS)].filter(visible) : [];
  };
  const currentOf = (all) => all.findIndex((row) => row.classList.contains("is-current") || row.contains(document.activeElement));
  const linkOf = (row) => (row.matches("a") ? row : row.querySelector("a.row-link, a[href]"));
  const walk = (by) => {
    const all = rows();
    if (!all.length) return;
    let at = currentOf(all);
    if (at < 0) at = all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    all.forEach((row) => row.classList.toggle("is-current", row === next));
    const link = linkOf(next);
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const current = () => { const all = rows(); return all[currentOf(all)]; };

  const help = () => {
    if (document.getElementById("keys-sheet")) return;
    const lines = [["j", word("keys_next")], ["k", word("keys_previous")], ["Enter / o", word("keys_open")], ["x", word("keys_choose")],
      ["/", word("keys_search")], ["Ctrl K", word("keys_palette")], ["Ctrl Enter", word("keys_send")], ["?", word("keys_help")]];
    const seen = new Set(lines.map(([key]) => key));
    document.querySelectorAll("[data-key]").forEach((one) => {
      const key = one.dataset.key;
      if (seen.has(key) || key === "mod+Enter") return;
      seen.add(key);
      const own = one.cloneNode(true);
      own.querySelectorAll("kbd").forEach((inner) => inner.remove());
      lines.push([key, one.dataset.keyLabel || one.getAttribute("aria-label") || own.textContent.trim() || one.title]);
    });
    const list = element("dl", { class: "keys-list" }, ...lines.map(([key, text]) =>
      element("div", {}, element("dt", {}, text), element("dd", {}, ...key.split(" ").map((part) => element("kbd", {}, part))))));
    const sheet = element("dialog", { class: "sheet", id: "keys-sheet", "aria-labelledby": "keys-title" },
      element("div", { class: "sheet-body" }, element("h2", { id: "keys-title" }, word("keys")), list),
      element("form", { method: "dialog", class: "sheet-acts" }, element("button", { class: "btn" }, word("close"))));
    document.body.append(sheet);
    sheet.addEventListener("close", () => sheet.remove());
    sheet.showModal();
  };

  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-help]")) help(); });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      // nobody types anywhere: the page's own form is meant
      const form = event.target.closest("form") || document.querySelector("main [data-key='mod+Enter']")?.form;
      const send = form && (form.querySelector("[data-key='mod+Enter']") || form.querySelector(".btn-primary[type=submit]"));
      if (send) { event.preventDefault(); form.requestSubmit(send); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && isTyping(event)) { event.target.blur(); return; }
    if (isTyping(event) || document.querySelector("dialog[open]")) return;

    const key = waiting ? `${waiting} ${event.key}` : event.key;
    waiting = "";
    clearTimeout(timer);
    const own = declared(key);
    if (own) { event.preventDefault(); press(own); return; }
    if (event.key === "g") { waiting = "g"; timer = setTimeout(() => { waiting = ""; }, 1200); return; }
    if (key === "j" || key === "k") { event.preventDefault(); walk(key === "j" ? 1 : -1); return; }
    if (key === "o") { const row = current(), link = row && linkOf(row); if (link) { event.preventDefault(); link.click(); } return; }
    if (key === "x") { const row = current(), box = row && row.querySelector("input[type=checkbox]"); if (box) { event.preventDefault(); box.click(); } return; }
    if (key === "/") { const search = document.querySelector("[data-search]"); if (search) { event.preventDefault(); search.focus(); search.select(); } return; }
    if (key === "?") { event.preventDefault(); help(); }
  });
})();
