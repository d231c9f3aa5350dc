// What one script tag puts on somebody else's page: a button and our window, or our form in its place (CHN-6).
//
// Works under a strict policy of that page: it needs `script-src` and `frame-src` with our host, nothing else. Styles
// are a constructed sheet in a shadow root, so they neither reach the page nor come from it. Kept on the page is
// only the mark that this browser has written to us; the visitor's token too where a browser denies frames all storage.
((given) => {
  "use strict";
  const tag = document.currentScript || document.querySelector(`script[src*="/widget/${given.code}.js"]`);
  if (!tag || tag.dataset.alongsideDone) return;
  tag.dataset.alongsideDone = "yes";
  const house = new URL(tag.src).origin;
  const KEPT = `alongside-widget:${given.code}`;
  const wanted = (tag.dataset.lang || document.documentElement.lang || navigator.language || "").toLowerCase();
  const language = !wanted.startsWith("zh") ? (wanted ? "en" : "zh-hans") : /hant|tw|hk|mo/.test(wanted) ? "zh-hant" : "zh-hans";
  const words = given.words[language];
  const theme = ["light", "dark"].includes(tag.dataset.theme) ? tag.dataset.theme : "auto";
  const narrow = window.matchMedia("(max-width: 600px)");

  const address = (page) => {
    const url = new URL(`/widget/${given.code}/${page}`, house);
    url.searchParams.set("lang", language);
    url.searchParams.set("theme", theme);
    url.searchParams.set("from", location.origin);
    return url.href;
  };
  const made = (name, attributes, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };
  const drawn = (...lines) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: "24", height: "24", fill: "none", stroke: "currentColor", "stroke-width": "1.75", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(key, value);
    for (const line of lines) {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", line);
      svg.append(path);
    }
    return svg;
  };
  const dressed = (root, css) => {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(made("style", {}, css)); // browsers before constructed sheets
    }
  };
  const framed = (page, title) => made("iframe", { src: address(page), title, allow: "", referrerpolicy: "origin" });
  // Only our own frame is listened to, and only it is spoken to.
  const listen = (frame, heard) => window.addEventListener("message", (event) => {
    if (event.origin !== house || event.source !== frame.contentWindow) return;
    if (!event.data || event.data.alongside !== given.code) return;
    heard(event.data.type, event.data.value);
  });

  if ("form" in tag.dataset) {
    const place = made("div", {});
    const root = place.attachShadow({ mode: "open" });
    dressed(root, "iframe { display: block; width: 100%; height: 640px; border: 0; color-scheme: normal; }");
    const frame = framed("form/", words.form);
    listen(frame, (type, value) => {
      if (type === "height" && value > 0 && value < 6000) frame.style.height = `${Math.ceil(value)}px`;
    });
    root.append(frame);
    const target = tag.dataset.form && document.querySelector(tag.dataset.form);
    if (target) target.append(place); else tag.after(place);
    return;
  }

  const begin = () => {
    const place = made("div", { lang: { "zh-hans": "zh-Hans", "zh-hant": "zh-Hant", en: "en" }[language] });
    const root = place.attachShadow({ mode: "open" });
    const left = tag.dataset.side === "left";
    dressed(root, `
      :host { all: initial; }
      .button {
        position: fixed; z-index: 2147483000; bottom: max(20px, env(safe-area-inset-bottom)); ${left ? "left" : "right"}: 20px;
        display: inline-flex; align-items: center; justify-content: center; gap: 8px; height: 52px; min-width: 52px; padding: 0 20px 0 16px;
        border: 0; border-radius: 26px; background: ${given.accent}; color: ${given.ink}; cursor: pointer;
        font: 500 16px/1 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif;
        box-shadow: 0 1px 2px rgb(0 0 0 / 16%), 0 8px 24px rgb(0 0 0 / 18%); transition: transform 120ms, box-shadow 120ms;
      }
      .button:hover { transform: translateY(-1px); box-shadow: 0 2px 4px rgb(0 0 0 / 18%), 0 12px 28px rgb(0 0 0 / 22%); }
      .button:focus-visible { outline: 3px solid ${given.accent}; outline-offset: 3px; }
      .button[hidden] { display: none; }
      .count { position: absolute; top: -4px; ${left ? "left" : "right"}: -4px; display: grid; place-items: center; min-width: 22px; height: 22px; padding: 0 6px;
        box-sizing: border-box; border-radius: 11px; background: #b4291f; color: #fff; border: 2px solid #fff; font-size: 12px; }
      .count[hidden] { display: none; }
      dialog { all: unset; display: none; position: fixed; z-index: 2147483001; bottom: max(20px, env(safe-area-inset-bottom)); ${left ? "left" : "right"}: 20px;
        width: 400px; height: min(680px, calc(100vh - 40px)); height: min(680px, calc(100dvh - 40px));
        border-radius: 16px; overflow: hidden; background: #fff;
        box-shadow: 0 0 0 1px rgb(18 49 45 / 8%), 0 2px 6px rgb(0 0 0 / 10%), 0 20px 60px rgb(0 0 0 / 24%); }
      dialog[open] { display: block; animation: rise 160ms ease-out; }
      dialog.is-dark { background: #191f1e; box-shadow: 0 0 0 1px rgb(255 255 255 / 10%), 0 20px 60px rgb(0 0 0 / 60%); }
      dialog::backdrop { background: rgb(0 0 0 / 32%); }
      iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: normal; }
      @keyframes rise { from { transform: translateY(12px); opacity: 0; } }
      @media (max-width: 600px) {
        .button { padding: 0; width: 56px; height: 56px; border-radius: 28px; ${left ? "left" : "right"}: 16px; bottom: max(16px, env(safe-area-inset-bottom)); }
        .button .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        dialog { inset: 0; width: 100vw; height: 100vh; height: 100dvh; border-radius: 0; }
      }
      @media (prefers-reduced-motion: reduce) { .button, dialog[open] { animation: none; transition: none; } }
      @media print { .button, dialog { display: none; } }
    `);

    const count = made("span", { class: "count", hidden: "" });
    const word = made("span", { class: "word" }, words.open);
    const button = made("button", { class: "button", type: "button", "aria-haspopup": "dialog", "aria-expanded": "false" },
      drawn("M3 20l1.3 -3.9c-2.324 -3.437 -1.426 -7.872 2.1 -10.374c3.526 -2.501 8.59 -2.296 11.845 .48c3.255 2.777 3.695 7.266 1.029 10.501c-2.666 3.235 -7.615 4.215 -11.574 2.293l-4.7 1"), word, count);
    const panel = made("dialog", { "aria-label": given.name });
    root.append(button, panel);
    document.body.append(place);

    let frame = null;
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const shade = () => panel.classList.toggle("is-dark", theme === "dark" || (theme === "auto" && dark.matches));
    shade();
    dark.addEventListener("change", shade);

    const tell = (type, value) => { if (frame && frame.contentWindow) frame.contentWindow.postMessage({ alongside: given.code, type, value }, house); };
    const kept = () => { try { return localStorage.getItem(KEPT) || ""; } catch { return ""; } };
    const keep = (value) => { try { if (value) localStorage.setItem(KEPT, value); else localStorage.removeItem(KEPT); } catch { /* a page that keeps nothing */ } };
    const unread = (number) => {
      count.hidden = !number;
      count.textContent = number > 9 ? "9+" : String(number || "");
      button.setAttribute("aria-label", number ? `${words.open} (${words.unread.replace("{}", number)})` : words.open);
    };
    const close = () => { if (panel.open) panel.close(); };
    const heard = (type, value) => {
      if (type === "close") close();
      else if (type === "unread") unread(panel.open ? 0 : Number(value) || 0);
      else if (type === "ready") {
        if (kept().length > 1) tell("kept", kept());
        tell(panel.open ? "shown" : "hidden");
      } else if (type === "visitor") keep(value ? "1" : "");
      else if (type === "keep") keep(String(value || "").slice(0, 100));
    };
    const load = () => {
      if (frame) return;
      frame = framed("", given.name);
      listen(frame, heard);
      panel.append(frame);
    };
    const open = () => {
      load();
      // On a telephone it covers the page, so the page is out of reach of keys and readers while it is open.
      if (narrow.matches) panel.showModal(); else panel.show();
      button.hidden = true;
      button.setAttribute("aria-expanded", "true");
      unread(0);
      frame.focus();
      tell("shown");
    };
    panel.addEventListener("close", () => {
      button.hidden = false;
      button.setAttribute("aria-expanded", "false");
      button.focus();
      tell("hidden");
    });
    button.addEventListener("click", open);
    unread(0);
    document.addEventListener("click", (event) => {
      const opener = event.target instanceof Element && event.target.closest("[data-alongside-open]");
      if (opener) { event.preventDefault(); open(); }
    });
    // Who has written before hears of an answer without opening the window; others fetch nothing until they do.
    if (kept()) load();
    if ("open" in tag.dataset) open();
  };
  if (document.body) begin(); else document.addEventListener("DOMContentLoaded", begin);
})(GIVEN);
