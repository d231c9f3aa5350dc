// Ctrl K: go to any page, case, customer or home. Pages come from the rail, acts from [data-key] of this page,
// the rest from body[data-palette-url]?q= as {"items": [{"label", "url", "group", "hint"}]}.
(() => {
  "use strict";
  const { word, element } = window.alongside;
  let sheet, input, list, items = [], at = 0, asked = 0;

  const onThisPage = () => {
    const pages = [...document.querySelectorAll(".rail-item")].map((link) => ({
      group: word("pages"), label: link.querySelector(".rail-words").textContent, url: link.href, hint: link.dataset.key || "" }));
    const acts = [...document.querySelectorAll("main [data-key], [data-palette-action]")].filter((one) => one.getClientRects().length).map((one) => {
      const own = one.cloneNode(true);
      own.querySelectorAll("kbd").forEach((inner) => inner.remove());
      return { group: word("actions"), label: one.dataset.keyLabel || one.getAttribute("aria-label") || own.textContent.trim() || one.placeholder || "", press: one, hint: one.dataset.key || "" };
    }).filter((one) => one.label);
    return [...acts, ...pages];
  };

  // What this person opened last, kept on this device until they sign out: any [data-recent] names its page.
  const MOST_RECENT = 8, shelf = `recent:${document.body.dataset.person || ""}`;
  const recent = () => { try { return JSON.parse(localStorage.getItem(shelf)) || []; } catch { return []; } };
  const remember = () => {
    const page = document.querySelector("main [data-recent]");
    if (!page) return;
    const here = { label: page.textContent.trim(), hint: page.dataset.recent, url: location.pathname };
    const kept = [here, ...recent().filter((one) => one.url !== here.url)].slice(0, MOST_RECENT);
    try { localStorage.setItem(shelf, JSON.stringify(kept)); } catch { /* a full or forbidden store */ }
  };
  const recently = () => recent().filter((one) => one.url !== location.pathname).map((one) => ({ ...one, group: word("recent") }));

  const choose = (index) => {
    at = Math.min(Math.max(index, 0), items.length - 1);
    [...list.querySelectorAll("[role=option]")].forEach((one, number) => {
      one.setAttribute("aria-selected", String(number === at));
      if (number === at) { one.scrollIntoView({ block: "nearest" }); input.setAttribute("aria-activedescendant", one.id); }
    });
  };
  const go = (item) => {
    if (!item) return;
    sheet.close();
    if (item.press) { if (item.press.matches("textarea, input:not([type=submit])")) item.press.focus(); else item.press.click(); } else location.assign(item.url);
  };
  const draw = (found) => {
    items = found;
    list.replaceChildren();
    let group = null;
    found.forEach((item, number) => {
      if (item.group && item.group !== group) { group = item.group; list.append(element("div", { class: "label", role: "presentation" }, group)); }
      const line = element("div", { class: "palette-item", role: "option", id: `palette-${number}`, "aria-selected": "false" }, element("span", { class: "clip" }, item.label), element("span", { class: "palette-hint" }, item.hint || ""));
      line.addEventListener("click", () => go(item));
      list.append(line);
    });
    if (!found.length) list.append(element("p", { class: "palette-none" }, word("palette_empty")));
    choose(0);
  };
  const search = async () => {
    const sought = input.value.trim(), number = ++asked;
    const here = onThisPage().filter((item) => item.label.toLowerCase().includes(sought.toLowerCase()));
    draw(sought ? here : [...recently(), ...here]);
    const url = document.body.dataset.paletteUrl;
    if (!sought || !url) return;
    await new Promise((wait) => { setTimeout(wait, 120); });
    if (number !== asked) return;
    try {
      const answer = await fetch(`${url}?q=${encodeURIComponent(sought)}`, { headers: { Accept: "application/json" } });
      if (answer.ok && number === asked) draw([...(await answer.json()).items, ...here]);
    } catch { /* the pages found here still help */ }
  };
  const open = () => {
    if (sheet && sheet.open) { sheet.close(); return; }
    input = element("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-label": word("palette"), placeholder: word("palette"), autocomplete: "off" });
    list = element("div", { class: "palette-list", id: "palette-list", role: "listbox", "aria-label": word("palette") });
    sheet = element("dialog", { class: "sheet palette", "aria-label": word("palette") }, input, list);
    document.body.append(sheet);
    sheet.addEventListener("close", () => sheet.remove());
    sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
    input.addEventListener("input", (event) => { if (!event.isComposing) search(); });
    input.addEventListener("compositionend", search);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "ArrowDown") { event.preventDefault(); choose(at + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); choose(at - 1); }
      if (event.key === "Enter") { event.preventDefault(); go(items[at]); }
    });
    sheet.showModal();
    input.focus();
    search();
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette]")) open(); });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-sign-out]")) localStorage.removeItem(shelf); });
  document.addEventListener("htmx:pushedIntoHistory", () => setTimeout(remember));
  remember();
})();
