// The form in its frame: the page around it learns only how tall it is, and sees its own theme and language.
(() => {
  "use strict";
  const { code, host } = document.getElementById("form-page").dataset;
  if (window.parent === window || !host) return;
  document.documentElement.classList.add("is-framed");
  const tell = () => window.parent.postMessage({ alongside: code, type: "height", value: document.body.scrollHeight }, host);
  new ResizeObserver(tell).observe(document.body);
  tell();
})();
