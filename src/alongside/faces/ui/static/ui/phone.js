// Who calls: asks #call-card[data-url]?seen=N twice a second while the page is seen, and seldom while it is not.
// 204: nothing new. 200: the card, and in X-News the number to ask with next. 404: nobody sits here any more.
// Alt C goes to the call, whatever is being typed; the focus is never taken away.
(() => {
  "use strict";
  const box = document.getElementById("call-card");
  if (!box) return;
  const EVERY = 500, HIDDEN = 20000, LONGEST = 30000;
  let seen = "", failures = 0, timer = 0, title = document.title;

  const show = (html) => {
    box.replaceChildren(document.createRange().createContextualFragment(html));
    if (window.htmx) window.htmx.process(box);
    const card = box.firstElementChild;
    document.title = card && card.dataset.title ? `☎ ${card.dataset.title}` : title;
  };
  const ask = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(`${box.dataset.url}?seen=${seen}`, { headers: { "HX-Request": "true" } });
      if (answer.status === 404 || answer.status === 401) { show(""); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      failures = 0;
      if (answer.status === 200) {
        const html = await answer.text();
        if (!box.contains(document.activeElement) || !box.querySelector("[data-typed]")) show(html);
        seen = answer.headers.get("X-News") || "";
      }
    } catch { failures = Math.min(failures + 1, 6); }
    const wait = Math.min(EVERY * 2 ** failures, LONGEST);
    timer = setTimeout(ask, document.hidden ? Math.max(HIDDEN, wait) : wait);
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  box.addEventListener("input", (event) => { event.target.setAttribute("data-typed", ""); });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyC") return;
    const first = box.querySelector("a[href], button, input, select, textarea");
    if (first) { event.preventDefault(); first.focus(); }
  });
  ask();
})();
