// Before somebody waits for an answer: articles of the help centre for what they type, opened in the window itself.
// What is typed is asked about after a pause, kept nowhere, and no longer once a colleague of ours has answered.
(() => {
  "use strict";
  const house = document.getElementById("chat");
  const { base, pass } = house.dataset;
  const place = document.getElementById("help");
  const article = document.getElementById("article");
  const box = document.getElementById("words");
  const log = document.getElementById("log");
  const form = document.getElementById("composer");
  const PAUSE = 600;
  const ripeAt = performance.now() + Number(house.dataset.soonest) + 100; // before that the house takes us for a program
  let timer = 0;
  let asked = null;
  let turn = 0;

  const post = (path, given) => fetch(base + path, {
    method: "POST", body: new URLSearchParams(given), credentials: "omit", cache: "no-store", referrerPolicy: "same-origin",
  });
  const isAnswered = () => Boolean(log.querySelector(".bubble.from-us"));
  const isTalking = () => Boolean(log.querySelector(".bubble.from-me"));
  const fill = (where, html) => {
    const read = new DOMParser().parseFromString(html, "text/html");
    where.replaceChildren(...[...read.body.childNodes].map((one) => document.adoptNode(one))); // the list shrinks while they leave it
  };
  const hide = () => { place.hidden = true; place.replaceChildren(); };
  const offer = async () => {
    const words = box.value.trim();
    if (isAnswered() || (!words && isTalking())) { hide(); asked = null; return; }
    if (words === asked) return;
    asked = words;
    turn += 1;
    const mine = turn;
    const answer = await post("help/", { words: words.slice(0, 120) }).catch(() => null);
    if (mine !== turn) return; // something else was typed meanwhile
    if (!answer || answer.status !== 200) { hide(); return; }
    fill(place, await answer.text());
    const wasAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    place.hidden = false;
    if (wasAtEnd) log.scrollTop = log.scrollHeight;
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(offer, PAUSE); };
  box.addEventListener("input", soon);
  form.addEventListener("submit", () => { clearTimeout(timer); turn += 1; asked = null; hide(); });
  new MutationObserver(() => { if (isAnswered() || (isTalking() && !box.value.trim())) hide(); }).observe(log, { childList: true });

  const close = () => { article.hidden = true; article.replaceChildren(); box.focus(); };
  place.addEventListener("click", async (event) => {
    const one = event.target.closest("[data-article]");
    if (!one) return;
    const answer = await fetch(base + one.dataset.article, { credentials: "omit", cache: "no-store", referrerPolicy: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok) return;
    fill(article, await answer.text());
    article.querySelectorAll(".rich a").forEach((link) => { link.target = "_blank"; link.rel = "noopener noreferrer"; });
    article.hidden = false;
    article.scrollTop = 0;
    article.querySelector("h2").focus();
  });
  article.addEventListener("click", async (event) => {
    if (event.target.closest("[data-back]")) { close(); return; }
    const word = event.target.closest("[data-word]");
    if (!word) return;
    const { helpful } = word.dataset;
    while (performance.now() < ripeAt) await new Promise((ripe) => setTimeout(ripe, ripeAt - performance.now()));
    const answer = await post(word.dataset.word, { helpful, pass }).catch(() => null);
    const said = article.querySelector("[role=status]");
    said.textContent = answer && (answer.ok || answer.status === 422 || answer.status === 429) ? await answer.text() : house.dataset.failed;
    if (answer && answer.ok) article.querySelectorAll("[data-word]").forEach((one) => one.setAttribute("aria-pressed", String(one === word)));
  });
  // Escape leaves the article, not the window.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !article.hidden && !event.isComposing) { event.stopImmediatePropagation(); close(); }
  }, true);

  offer();
})();
