// Light, dark or as the device: chosen with [data-theme-set], kept in a cookie so that the server draws it at once.
(() => {
  "use strict";
  const root = document.documentElement;
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  root.classList.add("has-script");

  const apply = () => {
    const chosen = root.dataset.theme || "auto";
    const dark = chosen === "dark" || (chosen === "auto" && device.matches);
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
    document.querySelectorAll("[data-theme-set]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === chosen));
    });
    document.dispatchEvent(new CustomEvent("theme-changed"));
  };

  apply();
  device.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (!button) return;
    root.dataset.theme = button.dataset.themeSet;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${button.dataset.themeSet}; path=/; max-age=31536000; samesite=lax${secure}`;
    apply();
  });
})();
