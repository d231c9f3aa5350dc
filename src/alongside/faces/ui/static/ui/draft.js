// Keeps what is being written: <textarea data-draft="case-12-reply">. Kept on this device until its form is sent,
// and said so in the nearest [data-draft-said]. A draft older than two weeks is dropped.
(() => {
  "use strict";
  const { word } = window.alongside;
  const WEEKS = 14 * 24 * 3600 * 1000, PREFIX = "draft:";
  const store = (() => { try { return window.localStorage; } catch { return null; } })();
  if (!store) return;
  const say = (field, text) => {
    const form = field.closest("form"), place = form && form.querySelector("[data-draft-said]");
    if (place) place.textContent = text;
  };
  const keep = (field) => {
    const key = PREFIX + field.dataset.draft;
    try {
      if (field.value.trim()) store.setItem(key, JSON.stringify({ text: field.value, at: Date.now() }));
      else store.removeItem(key);
      say(field, field.value.trim() ? word("kept") : "");
    } catch { /* a full or forbidden store: typing goes on */ }
  };
  const begin = (root) => root.querySelectorAll("[data-draft]").forEach((field) => {
    if (field.dataset.draftBegun) return;
    field.dataset.draftBegun = "yes";
    let timer = 0;
    try {
      const kept = JSON.parse(store.getItem(PREFIX + field.dataset.draft) || "null");
      if (kept && Date.now() - kept.at < WEEKS && !field.value) { field.value = kept.text; say(field, word("restored")); }
    } catch { /* unreadable: begin empty */ }
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => keep(field), 400); });
    const form = field.closest("form");
    if (!form) return;
    const forget = () => { clearTimeout(timer); store.removeItem(PREFIX + field.dataset.draft); };
    if (form.matches("[hx-post], [hx-put]")) form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) { forget(); say(field, ""); } });
    // A plain post leaves the page: the draft goes only if the next page does not show the field filled again.
    else form.addEventListener("submit", (event) => { if (!event.defaultPrevented) sessionStorage.setItem("draft-sent", field.dataset.draft); });
  });
  // A refused form comes back with its text; a taken one comes back without it, and then the draft is done.
  // Going back after a broken connection is neither; an error page takes the mark away (error.js), so the draft stays.
  const sent = sessionStorage.getItem("draft-sent");
  if (sent) {
    sessionStorage.removeItem("draft-sent");
    const [visit] = performance.getEntriesByType("navigation"), cameBack = visit && visit.type === "back_forward";
    const again = document.querySelector(`[data-draft="${CSS.escape(sent)}"]`);
    if (!cameBack && (!again || !again.value)) store.removeItem(PREFIX + sent);
  }
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt.parentElement || document));
})();
