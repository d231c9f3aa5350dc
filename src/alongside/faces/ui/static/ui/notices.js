// Live notices: asks body[data-notices-url]?since=ID every ten seconds while the page is seen; less often when it fails.
// Answer: {"count": 3, "latest": "ID", "notices": [{"id", "title", "text", "url", "tone"}]}.
// Each new answer is also sent as the event "notices" on document, so that a list can refresh itself (hx-trigger="notices from:document").
(() => {
  "use strict";
  const { say, word } = window.alongside;
  const url = document.body.dataset.noticesUrl;
  if (!url) return;
  const EVERY = 10000;
  let latest = null, failures = 0, timer = 0;

  const show = (count) => {
    document.querySelectorAll("[data-bell-count]").forEach((bell) => {
      bell.textContent = count > 99 ? "99+" : count;
      bell.hidden = !count;
      const link = bell.closest("[data-bell]");
      if (link) link.setAttribute("aria-label", word("unread", count));
    });
  };
  const ask = async () => {
    try {
      const answer = await fetch(latest === null ? url : `${url}?since=${encodeURIComponent(latest)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      failures = 0;
      show(told.count);
      if (latest !== null && told.notices.length) {
        told.notices.slice(0, 3).forEach((notice) => say(notice.text ? `${notice.title} — ${notice.text}` : notice.title, notice.tone || "now", notice.url));
        document.dispatchEvent(new CustomEvent("notices", { detail: told }));
      }
      latest = told.latest || latest || "";
    } catch { failures = Math.min(failures + 1, 5); }
    plan();
  };
  const plan = () => { clearTimeout(timer); if (!document.hidden) timer = setTimeout(ask, EVERY * 2 ** failures); };
  document.addEventListener("visibilitychange", () => { if (document.hidden) clearTimeout(timer); else ask(); });
  ask();
})();
