// The desk's own pages: the sheet of an act, the story's end in view, pictures in full, which row of the list is open.
(() => {
  "use strict";

  // --- the story begins at its end
  const toEnd = () => document.querySelectorAll("[data-scroll-end]").forEach((one) => { one.scrollTop = one.scrollHeight; });

  // --- acts open as a sheet over the story
  const sheet = () => document.getElementById("sheet");
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "sheet-body" && sheet() && !sheet().open) sheet().showModal();
    if (target.id === "sheet-body") { const first = target.querySelector("[autofocus], textarea, select, input:not([type=hidden])"); if (first) first.focus(); }
    if (event.detail.elt.id === "main" || target.id === "main") {
      toEnd();
      const main = document.getElementById("main");
      if (main) main.focus({ preventScroll: true });
      const open = [...document.querySelectorAll(".list-row")].map((row) => { row.removeAttribute("aria-current"); row.classList.remove("is-current"); return row; })
        .find((row) => new URL(row.href).pathname === location.pathname);
      if (open) open.setAttribute("aria-current", "true");
    }
    if (target.id === "composer" || event.detail.elt.id === "composer") {
      const field = document.querySelector("#composer [data-focus-after]");
      if (field) field.focus();
    }
  });
  document.addEventListener("htmx:pushedIntoHistory", () => {
    document.querySelectorAll(".list-row").forEach((row) => {
      if (new URL(row.href).pathname === location.pathname) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
    });
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

  const begin = () => { toEnd(); document.querySelectorAll("[data-shares]").forEach(addUp); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
  document.addEventListener("htmx:load", () => document.querySelectorAll("[data-shares]").forEach(addUp));
})();
