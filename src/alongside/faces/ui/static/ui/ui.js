// What every page needs: words, CSRF for htmx, toasts, "are you sure?", menus, the rail on small windows, bulk choice.
// Other scripts use window.alongside: words, say(text, tone), isTyping(event), typing never disturbed.
(() => {
  "use strict";
  const block = document.getElementById("ui-words");
  const words = block ? JSON.parse(block.textContent) : {};

  // "{} chosen" with values put in one after the other
  const word = (name, ...values) => values.reduce((text, value) => text.replace("{}", value), words[name] || name);

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => {
      if (name === "class") made.className = value;
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    });
    made.append(...children);
    return made;
  };

  const isTyping = (event) => {
    const target = event.target;
    return event.isComposing || event.keyCode === 229 || target.isContentEditable ||
      (target.matches && target.matches("input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select"));
  };

  // --- toasts
  const leave = (toast) => {
    let timer = setTimeout(() => toast.remove(), 8000);
    toast.addEventListener("pointerenter", () => clearTimeout(timer));
    toast.addEventListener("pointerleave", () => { timer = setTimeout(() => toast.remove(), 3000); });
    toast.addEventListener("focusin", () => clearTimeout(timer));
  };
  const say = (text, tone = "good", url = "") => {
    const area = document.getElementById("toasts");
    if (!area) return;
    const shut = element("button", { type: "button", class: "toast-close", "data-toast-close": true, "aria-label": word("close") }, "×");
    const said = url ? element("a", { href: url }, text) : text;
    const toast = element("div", { class: `toast-note tone-${tone}`, "data-toast": true }, element("p", {}, said), shut);
    area.append(toast);
    if (tone !== "late") leave(toast);
  };

  // --- are you sure?
  const ask = (question, yes) => new Promise((answer) => {
    const cancel = element("button", { class: "btn", value: "" }, word("cancel"));
    const confirm = element("button", { class: "btn btn-primary", value: "yes" }, yes || word("yes"));
    const sheet = element("dialog", { class: "sheet", "aria-label": question },
      element("form", { method: "dialog" },
        element("div", { class: "sheet-body" }, element("p", {}, question)),
        element("div", { class: "sheet-acts" }, cancel, confirm)));
    document.body.append(sheet);
    sheet.addEventListener("close", () => { sheet.remove(); answer(sheet.returnValue === "yes"); });
    sheet.showModal();
    confirm.focus();
  });

  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    const question = button && button.dataset.confirm;
    if (!question || button.dataset.sure) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(question, button.textContent.trim()))) { button.focus(); return; }
    button.dataset.sure = "yes";
    button.form.requestSubmit(button);
    delete button.dataset.sure;
  }, true);

  document.addEventListener("click", (event) => {
    const shut = event.target.closest("[data-toast-close]");
    if (shut) shut.closest("[data-toast]").remove();
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    if (event.target.closest("[data-rail-toggle]")) {
      event.preventDefault();
      const rail = document.getElementById("rail");
      rail.classList.add("is-open");
      const first = rail.querySelector("a, input");
      if (first) first.focus();
    }
    if (event.target.closest("[data-rail-close]")) {
      event.preventDefault();
      document.getElementById("rail").classList.remove("is-open");
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    const rail = document.getElementById("rail");
    if (rail) rail.classList.remove("is-open");
  });

  // --- choosing many rows: <form data-bulk>, boxes [name=chosen], one [data-bulk-all], a .bulk-bar
  const countChosen = (form) => {
    const boxes = [...form.querySelectorAll("input[type=checkbox][name]:not([data-bulk-all])")];
    const chosen = boxes.filter((box) => box.checked).length;
    const all = form.querySelector("[data-bulk-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    const bar = form.querySelector(".bulk-bar");
    if (bar) bar.hidden = chosen === 0;
    const said = form.querySelector("[data-bulk-count]");
    if (said) said.textContent = word("chosen", chosen);
  };
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-bulk]");
    if (!form) return;
    if (event.target.matches("[data-bulk-all]")) {
      form.querySelectorAll("input[type=checkbox][name]").forEach((box) => { box.checked = event.target.checked; });
    }
    countChosen(form);
  });

  // --- htmx
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name=csrf-token]");
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });
  document.addEventListener("htmx:confirm", (event) => {
    const question = event.target.getAttribute("hx-confirm");
    if (!question) return;
    event.preventDefault();
    ask(question).then((sure) => { if (sure) event.detail.issueRequest(true); });
  });
  document.addEventListener("htmx:sendError", () => say(word("sending_failed"), "late"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    say(word(status === 401 ? "signed_out" : status === 403 ? "forbidden" : "server_failed"), "late");
  });
  // The server may send HX-Trigger: {"toast": {"text": "…", "tone": "good"}}
  document.addEventListener("toast", (event) => say(event.detail.text, event.detail.tone));

  const begin = (root) => {
    root.querySelectorAll("[data-bulk]").forEach(countChosen);
    root.querySelectorAll(".toast-note[data-toast]:not(.tone-late)").forEach(leave);
    // On a narrow screen the tab one is on comes into view, with a bit of its neighbour.
    root.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
      const row = tab.parentElement, end = tab.offsetLeft - row.offsetLeft + tab.offsetWidth;
      if (end > row.clientWidth) row.scrollLeft = end - row.clientWidth + 32;
    });
  };
  document.addEventListener("DOMContentLoaded", () => begin(document));
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt.parentElement || document));

  window.alongside = { words, word, element, say, ask, isTyping };
})();
