// <form data-once>: a second tap while the first is on its way does nothing. Coming back to the page makes it new.
(() => {
  "use strict";
  const wake = () => document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    setTimeout(wake, 20000); // a connection that died silently
  }, true);
  window.addEventListener("pageshow", wake);
  document.addEventListener("htmx:afterRequest", wake);
})();
