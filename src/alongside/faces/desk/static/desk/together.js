// Colleagues at one conversation: #together[data-together=URL] says every few seconds that the page is seen, and shows who
// else is there. What is typed into textarea[data-kept-as="out"] goes along a moment after the last key, so that it is there
// on every device; what was begun before is put back into an empty field. When the answer tells another version than the
// page's #news has (data-now, data-version), the event "news" lets the page fetch what was said.
(() => {
  "use strict";
  const { word } = window.alongside;
  const EVERY = 15000, SOON = 1200, WRITING = 15000;
  let place = null, field = null, kept = null; // kept: what the server holds of the field; null while that is not known
  let timer = 0, typedAt = 0, busy = false, isSent = false;

  const headers = () => ({ "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content, "HX-Request": "true" });
  const said = (more = {}) => {
    const body = new URLSearchParams(more);
    if (!field || isSent) return body;
    if (field.dataset.keptAs === "out" && Date.now() - typedAt < WRITING) body.set("writing", "1");
    if (kept === null) body.set("first", "1");
    else if (field.value !== kept) { body.set("direction", field.dataset.keptAs); body.set("words", field.value); }
    return body;
  };
  const plan = (wait) => { clearTimeout(timer); if (place && !document.hidden && !isSent) timer = setTimeout(beat, wait); };

  const beat = async () => {
    if (busy) { plan(200); return; }
    busy = true;
    const [here, area, typed, body] = [place, field, field && field.value, said()];
    let wait = EVERY;
    try {
      const answer = await fetch(here.dataset.together, { method: "POST", headers: headers(), body });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-next]");
      if (told && here === place) {
        wait = Number(told.dataset.next) * 1000;
        const chips = [...told.querySelectorAll(".chip")], text = (all) => [...all].map((one) => one.textContent).join("\n");
        if (text(chips) !== text(here.children)) here.replaceChildren(...chips);
        if (area && area === field) { if (body.has("words")) kept = typed; if (body.has("first")) putBack(told); }
        const news = document.getElementById("news");
        if (told.dataset.now && news && told.dataset.now !== news.dataset.version) document.dispatchEvent(new CustomEvent("news"));
      }
    } catch { /* no connection: what was typed goes along with the next beat */ }
    busy = false;
    plan(field && kept !== null && field.value !== kept ? SOON : wait);
  };
  const putBack = (told) => {
    const begun = [...told.querySelectorAll("[data-begun]")].find((one) => one.dataset.begun === field.dataset.keptAs);
    kept = begun ? begun.textContent : "";
    if (field.value || !kept) return;
    field.value = kept;
    const note = field.form && field.form.querySelector("[data-draft-said]");
    if (note) note.textContent = word("restored");
  };

  const leave = () => {
    if (place) fetch(place.dataset.together, { method: "POST", keepalive: true, headers: headers(), body: said({ left: "1" }) }).catch(() => {});
  };
  const look = () => {
    const here = document.getElementById("together"), area = document.querySelector("textarea[data-kept-as]");
    if (here === place && area === field) return;
    if (here !== place && place) leave();
    if (area !== field) {
      field = area;
      kept = null;
      typedAt = 0;
      if (area) area.addEventListener("input", () => { const isFirst = Date.now() - typedAt > WRITING; typedAt = Date.now(); plan(isFirst ? 200 : SOON); });
      // what is sent is no draft any more: nothing goes along after it
      if (area && area.form) area.form.addEventListener("submit", (event) => { if (!event.defaultPrevented) { isSent = true; clearTimeout(timer); } });
    }
    place = here;
    isSent = false;
    plan(0);
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) clearTimeout(timer); else plan(0); });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => { if (event.persisted) { isSent = false; plan(0); } });
  document.addEventListener("htmx:load", look);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", look); else look();
})();
