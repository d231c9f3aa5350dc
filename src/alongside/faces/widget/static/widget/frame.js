// The window itself, in a frame of our own origin. Whose it is, a token tells that this frame keeps in its own storage
// (partitioned by the page around it); it travels in a header, so there is no cookie and nothing to forge from elsewhere.
// A browser that blocks third-party cookies may deny frames all storage: then the page around keeps the token (CHN-6).
(() => {
  "use strict";
  const house = document.getElementById("chat");
  const { base, code, host, pass } = house.dataset;
  // The house made this page before; so what waits this long here has waited it there too, and a little for its clock.
  const ripeAt = performance.now() + Number(house.dataset.soonest) + 100;
  const log = document.getElementById("log");
  const form = document.getElementById("composer");
  const box = document.getElementById("words");
  const files = document.getElementById("files");
  const names = document.getElementById("file-names");
  const said = document.getElementById("said");
  const after = document.getElementById("after");
  const KEPT = `alongside:${code}`;
  const isFramed = window.parent !== window;

  // --- what is kept: in the frame's own storage; where a browser denies it to frames, the page around keeps it -------
  let token = "";
  let own = null;
  try { own = window.localStorage; token = own.getItem(KEPT) || ""; } catch { own = null; }
  const keep = (value) => {
    token = value;
    if (!own) { tell("keep", value); return; }
    if (value) own.setItem(KEPT, value); else own.removeItem(KEPT);
    tell("visitor", Boolean(value));
  };

  // --- the page around us ------------------------------------------------------------------------------------
  const tell = (type, value) => { if (isFramed && host) window.parent.postMessage({ alongside: code, type, value }, host); };
  let isShown = !isFramed;
  let unread = 0;
  window.addEventListener("message", (event) => {
    if (!host || event.origin !== host || event.source !== window.parent) return;
    if (!event.data || event.data.alongside !== code) return;
    if (event.data.type === "kept") {
      if (!own && !token && typeof event.data.value === "string") { token = event.data.value; soon(0); }
      return;
    }
    isShown = event.data.type === "shown";
    if (isShown) {
      unread = 0;
      if (window.matchMedia("(hover: hover)").matches) box.focus();
      toEnd();
      soon(0);
    }
  });
  document.querySelectorAll("[data-close]").forEach((one) => { one.hidden = !isFramed; one.addEventListener("click", () => tell("close")); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) tell("close"); });

  // --- asking the house --------------------------------------------------------------------------------------
  const ask = (path, options = {}) => fetch(base + path, {
    credentials: "omit", cache: "no-store", referrerPolicy: "same-origin", ...options,
    headers: { ...(token ? { "X-Visitor": token } : {}), ...(options.headers || {}) },
  });
  const key = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(16).padStart(2, "0")).join("");
  const say = (words) => { said.textContent = words || ""; said.hidden = !words; };

  // --- what was said -----------------------------------------------------------------------------------------
  let last = 0;
  const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const toEnd = () => { log.scrollTop = log.scrollHeight; };
  const show = (html) => {
    const wasAtEnd = isAtEnd();
    const read = new DOMParser().parseFromString(html, "text/html");
    let ours = 0;
    for (const one of Array.from(read.body.children)) {
      if (one.id && document.getElementById(one.id)) continue;
      one.querySelectorAll(".words a").forEach((link) => { link.target = "_blank"; link.rel = "noopener noreferrer nofollow"; });
      log.append(document.adoptNode(one));
      one.querySelectorAll("[data-file]").forEach(fetchFile);
      if (one.classList.contains("from-us")) ours += 1;
    }
    if (ours && !isShown) { unread += ours; tell("unread", unread); }
    if (wasAtEnd || !last) toEnd();
    return ours;
  };
  // Pictures come with the token in a header, which an <img> can't send.
  const fetchFile = async (place) => {
    const answer = await ask(place.dataset.file).catch(() => null);
    if (!answer || !answer.ok) { place.classList.add("is-lost"); return; }
    const url = URL.createObjectURL(await answer.blob());
    const picture = place.querySelector("img");
    if (picture) { picture.addEventListener("load", () => { if (isAtEnd()) toEnd(); }); picture.src = url; }
    place.href = url;
    if (!picture) place.download = place.dataset.name;
  };

  // --- news: often while somebody talks, seldom while nobody does, never while nobody has written ----------------
  let timer = 0;
  let stirred = 0; // when something happened last
  let failures = 0;
  const soon = (wait) => { clearTimeout(timer); if (token) timer = setTimeout(news, wait); };
  const pace = () => {
    if (failures) return Math.min(60000, 3000 * 2 ** failures);
    const quiet = Date.now() - stirred;
    if (document.hidden || !isShown) return quiet < 600000 ? 15000 : 60000;
    return quiet < 120000 ? 2000 : quiet < 600000 ? 6000 : 20000;
  };
  const news = async () => {
    let first = !last;
    try {
      const answer = await ask(`news/?after=${last}${isShown && !document.hidden ? "&shown=1" : ""}`);
      if (answer.status === 401) { keep(""); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      failures = 0;
      house.classList.remove("is-offline");
      if (answer.status === 200) {
        const ours = show(await answer.text());
        if (ours || first) stirred = Date.now();
        last = Number(answer.headers.get("X-Last")) || last;
        after.hidden = false;
      }
      house.classList.toggle("is-typing", answer.headers.get("X-Typing") === "1");
    } catch {
      failures = Math.min(failures + 1, 5);
      house.classList.add("is-offline");
    }
    soon(pace());
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(0); });

  // --- writing -----------------------------------------------------------------------------------------------
  let once = key();
  const grow = () => { box.style.height = "auto"; box.style.height = `${Math.min(box.scrollHeight + 2, 140)}px`; };
  box.addEventListener("input", () => { grow(); if (box.value.trim()) stirred = Date.now(); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  files.addEventListener("change", () => {
    names.textContent = Array.from(files.files, (one) => one.name).join("  ");
    names.hidden = !files.files.length;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.classList.contains("is-busy") || (!box.value.trim() && !files.files.length)) return;
    form.classList.add("is-busy");
    say("");
    while (!token && performance.now() < ripeAt) await new Promise((ripe) => setTimeout(ripe, ripeAt - performance.now()));
    const body = new FormData(form);
    body.set("once", once);
    body.set("pass", pass);
    try {
      const answer = await ask("words/", { method: "POST", body });
      if (answer.status === 422 || answer.status === 429 || answer.status === 413) { say((await answer.text()) || house.dataset.failed); return; }
      if (answer.status === 401) { keep(""); say(house.dataset.again); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const given = answer.headers.get("X-Visitor");
      if (given) keep(given);
      show(await answer.text());
      toEnd();
      once = key();
      form.reset();
      names.hidden = true;
      after.hidden = false;
      grow();
      stirred = Date.now();
      soon(1500);
    } catch {
      say(house.dataset.failed); // what was typed stays, and the same key keeps it from being taken twice
    } finally {
      form.classList.remove("is-busy");
      if (window.matchMedia("(hover: hover)").matches) box.focus();
    }
  });

  // --- who it is, only when they want to say it ------------------------------------------------------------------
  document.querySelectorAll("form[data-send]").forEach((one) => one.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = one.querySelector("[role=status]");
    one.classList.add("is-busy");
    try {
      const answer = await ask(one.dataset.send, { method: "POST", body: new FormData(one) });
      const words = await answer.text();
      one.classList.toggle("is-wrong", !answer.ok);
      status.textContent = answer.ok || answer.status === 422 || answer.status === 429 ? words : house.dataset.failed;
      if (answer.ok && one.dataset.opens) {
        const next = document.getElementById(one.dataset.opens);
        next.hidden = false;
        next.querySelector("input:not([type=hidden])").focus();
        const contact = next.querySelector("[name=contact]");
        if (contact) contact.value = one.querySelector("[name=contact]").value;
      }
      if (answer.ok && one.dataset.reloads !== undefined) { last = 0; log.querySelectorAll("article[id]").forEach((old) => old.remove()); soon(0); }
    } catch {
      status.textContent = house.dataset.failed;
    } finally {
      one.classList.remove("is-busy");
    }
  }));

  tell("ready");
  if (token) { tell("visitor", true); soon(0); }
  if (!isFramed) box.focus();
})();
