// <div data-upload data-limit-mb data-most> around a file input (the `upload` tag): shows pictures before sending,
// lets each be taken out, refuses what is too large, shows progress while the form is on its way.
(() => {
  "use strict";
  const { word, element } = window.alongside;

  const begin = (box) => {
    if (box.dataset.uploadBegun) return;
    box.dataset.uploadBegun = "yes";
    const input = box.querySelector("input[type=file]"), shown = box.querySelector("[data-upload-shown]"), said = box.querySelector("[data-upload-said]");
    const limit = Number(box.dataset.limitMb), most = Number(box.dataset.most);
    let files = [];

    const tell = (lines) => { said.hidden = !lines.length; said.textContent = lines.join(" "); };
    const settle = () => {
      const carrier = new DataTransfer();
      files.forEach((file) => carrier.items.add(file));
      input.files = carrier.files;
      shown.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
      shown.replaceChildren(...files.map((file) => {
        const remove = element("button", { type: "button", class: "picture-remove", "aria-label": word("remove", file.name) }, "×");
        remove.addEventListener("click", () => { files = files.filter((other) => other !== file); tell([]); settle(); input.focus(); });
        const name = element("span", { class: "picture-name" }, file.name);
        const face = file.type.startsWith("image/") ? element("img", { src: URL.createObjectURL(file), alt: file.name }) : name;
        face.addEventListener("error", () => face.replaceWith(name)); // a kind that this browser cannot show (HEIC)
        return element("div", { class: "picture" }, face, remove);
      }));
    };
    const add = (added) => {
      const lines = [];
      [...added].forEach((file) => {
        if (file.size > limit * 1024 * 1024) lines.push(word("too_large", file.name, limit));
        else if (files.length >= most) { if (!lines.includes(word("too_many", most))) lines.push(word("too_many", most)); }
        else if (!files.some((one) => one.name === file.name && one.size === file.size && one.lastModified === file.lastModified)) files.push(file);
      });
      tell(lines);
      settle();
    };
    input.addEventListener("change", () => add(input.files));
    ["dragover", "dragleave", "drop"].forEach((kind) => box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop") add(event.dataTransfer.files);
    }));
    const form = input.form;
    if (form) {
      form.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); add(event.clipboardData.files); } });
      const progress = element("progress", { max: "1", "aria-label": input.name });
      form.addEventListener("htmx:xhr:progress", (event) => { if (!progress.isConnected && files.length) box.append(progress); if (event.detail.lengthComputable) progress.value = event.detail.loaded / event.detail.total; });
      form.addEventListener("htmx:afterRequest", (event) => { progress.remove(); if (event.detail.successful) { files = []; settle(); } });
      form.addEventListener("submit", () => { if (files.length && !form.matches("[hx-post]")) box.append(progress); });
    }
  };
  const all = (root) => root.querySelectorAll("[data-upload]").forEach(begin);
  all(document);
  document.addEventListener("htmx:load", (event) => all(event.detail.elt.parentElement || document));
})();
