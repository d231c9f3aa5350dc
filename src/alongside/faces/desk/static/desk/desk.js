// The desk's own pages: the sheet of an act, the story's end in view, pictures in full, which row of the list is open.
(() => {
  "use strict";

  // --- the story begins at its end, or at the message that was found (#m123)
  const toEnd = () => document.querySelectorAll("[data-scroll-end]").forEach((one) => { one.scrollTop = one.scrollHeight; });
  const toPlace = (anchor) => {
    const meant = /^m\d+$/.test(anchor) && document.getElementById(anchor);
    if (!meant) { toEnd(); return; }
    meant.classList.add("is-found");
    meant.scrollIntoView({ block: "center" });
  };

  // --- acts open as a sheet over the story
  const sheet = () => document.getElementById("sheet");
  const markOpen = () => document.querySelectorAll(".list-row").forEach((row) => {
    if (new URL(row.href).pathname === location.pathname) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  });
  // the list is drawn anew when something arrives: whoever walks it stays where they are
  let walkedTo = "";
  // what comes to an open case is shown where one reads: who stands at its end stays there, who reads above is not moved
  let wasAtEnd = false;
  // nor is a choice closed over which somebody is thinking
  let choosing = 0;
  document.addEventListener("focusin", (event) => { choosing = event.target.matches("#list select") ? Date.now() : 0; });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const asks = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (asks && asks.matches("[data-refreshes]") && Date.now() - choosing < 60000) { event.detail.shouldSwap = false; return; }
    if (event.detail.target.id === "news") { const pane = event.detail.target.closest(".pane-scroll"); wasAtEnd = Boolean(pane) && pane.scrollHeight - pane.scrollTop - pane.clientHeight < 120; }
    if (event.detail.target.id === "list") walkedTo = (document.querySelector(".list-row.is-current") || {}).id || "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "news" && wasAtEnd) toEnd();
    if (target.id === "list") {
      const asks = event.detail.requestConfig && event.detail.requestConfig.elt;
      if (asks && asks.matches("form") && document.activeElement && document.activeElement.matches("#list [type=search]")) document.activeElement.blur(); // what was found is walked by keys
      markOpen();
      const row = walkedTo && document.getElementById(walkedTo);
      if (row) row.classList.add("is-current");
    }
    if (target.id === "sheet-body" && sheet() && !sheet().open) sheet().showModal();
    if (target.id === "sheet-body") { const first = target.querySelector("[autofocus], textarea, select, input:not([type=hidden])"); if (first) first.focus(); }
    if (event.detail.elt.id === "main" || target.id === "main") {
      toEnd();
      const main = document.getElementById("main");
      if (main) main.focus({ preventScroll: true });
      document.querySelectorAll(".list-row.is-current").forEach((row) => row.classList.remove("is-current"));
      markOpen();
    }
    if (target.id === "composer" || event.detail.elt.id === "composer") {
      const field = document.querySelector("#composer [data-focus-after]");
      if (field) field.focus();
    }
  });
  document.addEventListener("htmx:pushedIntoHistory", markOpen);
  // only now: until then htmx puts back what an element of the same id had before
  document.addEventListener("htmx:afterSettle", (event) => {
    const { target } = event.detail;
    const anchor = target && target.id === "main" && event.detail.pathInfo && event.detail.pathInfo.anchor;
    if (anchor) toPlace(anchor);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#sheet [data-sheet-close]")) { event.preventDefault(); sheet().close(); return; }
    const picture = event.target.closest("a.picture[data-full]");
    if (!picture || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { element } = window.alongside;
    const box = element("dialog", { class: "lightbox", "aria-label": picture.title || "" }, element("img", { src: picture.dataset.full, alt: picture.title || "" }));
    box.addEventListener("click", () => box.close());
    box.addEventListener("close", () => { box.remove(); picture.focus(); });
    document.body.append(box);
    box.showModal();
  });

  // --- names of chosen files beside their button
  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[data-names]")) return;
    const said = event.target.form && event.target.form.querySelector("[data-draft-said]");
    if (said) said.textContent = [...event.target.files].map((file) => file.name).join(" · ");
  });

  // --- categories of the chosen kind only; without scripts they stand in groups
  const narrow = (select) => {
    const kinds = select.form.elements[select.dataset.narrowedBy];
    if (!kinds) return;
    const chosen = kinds.options ? kinds.options[kinds.selectedIndex].text : (select.form.querySelector(`[name="${select.dataset.narrowedBy}"]:checked`) || { labels: [{ textContent: "" }] }).labels[0].textContent;
    if (!select.groups) select.groups = [...select.querySelectorAll("optgroup")];
    const group = select.groups.find((one) => one.label === chosen.trim());
    const kept = select.value;
    select.querySelectorAll("optgroup").forEach((one) => one.remove());
    if (group) select.append(group);
    select.value = kept;
    if (select.selectedIndex < 0) select.value = "";
  };
  const narrowAll = (root) => root.querySelectorAll("select[data-narrowed-by]").forEach(narrow);
  document.addEventListener("change", (event) => {
    if (event.target.form) event.target.form.querySelectorAll(`select[data-narrowed-by="${event.target.name}"]`).forEach(narrow);
  });

  // --- a suggestion of the intake is taken by its button or key, never by itself
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    const form = button && document.getElementById("new-case");
    if (!form) return;
    const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));
    const kind = button.dataset.kind && form.querySelector(`[name="kind"][value="${button.dataset.kind}"]`);
    if (kind && !kind.checked) { kind.checked = true; changed(kind); }
    const field = form.elements[button.dataset.fill];
    field.value = button.dataset.value;
    changed(field);
    document.querySelectorAll(`[data-fill="${button.dataset.fill}"]`).forEach((one) => one.classList.toggle("btn-accent", one === button));
  });

  // --- shares of a finding: their live sum
  const addUp = (form) => {
    const total = [...form.querySelectorAll("[data-share]")].reduce((sum, field) => sum + Math.round((parseFloat(field.value) || 0) * 100), 0) / 100;
    const shown = form.querySelector("[data-share-sum]");
    if (!shown) return;
    shown.textContent = `${total.toFixed(2)} %`;
    shown.classList.toggle("good", total === 100);
    shown.classList.toggle("late", total !== 100);
  };
  document.addEventListener("input", (event) => { const form = event.target.closest("[data-shares]"); if (form) addUp(form); });

  const begin = () => { toPlace(location.hash.slice(1)); narrowAll(document); document.querySelectorAll("[data-shares]").forEach(addUp); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
  document.addEventListener("htmx:load", (event) => narrowAll(event.detail.elt));
  document.addEventListener("htmx:load", () => document.querySelectorAll("[data-shares]").forEach(addUp));
})();
