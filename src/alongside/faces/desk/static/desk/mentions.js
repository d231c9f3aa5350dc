// @ names a colleague in textarea[data-mentions=URL]: the names that fit stand above the field; arrows, Enter or Tab choose,
// Escape closes. Without the script the name is simply written.
(() => {
  "use strict";
  const { element } = window.alongside;
  const BEGUN = /[@＠]([^\s@＠，。；：、,.;:]{0,20})$/;
  let box = null, field = null, at = 0, asked = 0, timer = 0;

  const close = () => { if (box) box.remove(); box = null; if (field) { field.removeAttribute("aria-activedescendant"); field.removeAttribute("aria-controls"); } };
  const begun = (area) => BEGUN.exec(area.value.slice(0, area.selectionStart));
  const mark = (to) => {
    const all = [...box.children];
    at = (to + all.length) % all.length;
    all.forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
    field.setAttribute("aria-activedescendant", all[at].id);
  };
  const take = (name) => {
    const found = begun(field);
    if (found) {
      const caret = field.selectionStart, start = caret - found[1].length;
      field.setRangeText(`${name} `, start, caret, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
    field.focus();
  };
  const show = (area, names) => {
    close();
    if (!names.length) return;
    field = area;
    box = element("div", { class: "mention-list", role: "listbox", id: "mention-list" }, ...names.map((name, index) => {
      const option = element("button", { type: "button", role: "option", id: `mention-${index}`, tabindex: "-1" }, name);
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(name); });
      return option;
    }));
    area.setAttribute("aria-controls", "mention-list");
    area.form.prepend(box);
    mark(0);
  };
  const ask = async (area) => {
    const found = begun(area);
    if (!found) { close(); return; }
    asked += 1;
    const mine = asked;
    try {
      const answer = await fetch(`${area.dataset.mentions}?q=${encodeURIComponent(found[1])}`, { headers: { Accept: "application/json" } });
      const told = answer.ok ? await answer.json() : { names: [] };
      if (mine === asked && document.activeElement === area) show(area, told.names.filter((name) => name !== found[1]));
    } catch { close(); }
  };
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-mentions]") || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(event.target), 150);
  });
  document.addEventListener("keydown", (event) => {
    if (!box || event.target !== field || event.isComposing) return;
    const moves = { ArrowDown: () => mark(at + 1), ArrowUp: () => mark(at - 1), Enter: () => take(box.children[at].textContent), Tab: () => take(box.children[at].textContent), Escape: close };
    if (!moves[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    moves[event.key]();
  }, true);
  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
})();
