// Pictures and files while an article is written: pasted, dropped or chosen they are kept at once, each as a row of
// [data-article-files] where one says what it shows; "Put in" writes its mark where the text was last left.
(() => {
  "use strict";
  const { word } = window.alongside;
  const box = document.querySelector("[data-article-files]");
  const text = box && document.getElementById(box.dataset.into);
  if (!text) return;
  const rows = box.querySelector("[data-rows]"), said = box.querySelector("[data-said]"), input = box.querySelector("input[type=file]");
  const limit = Number(box.dataset.limitMb), token = text.form.querySelector("[name=csrfmiddlewaretoken]").value;
  box.querySelectorAll("[data-with-script]").forEach((one) => { one.hidden = false; });
  box.querySelector("[data-without-script]").hidden = true;

  const tell = (line) => { said.hidden = !line; said.textContent = line; };
  const bring = async (file) => {
    if (file.size > limit * 1024 * 1024) { tell(word("too_large", file.name, limit)); return; }
    const sent = new FormData();
    sent.append("uploads", file);
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(box.dataset.url, { method: "POST", body: sent, headers: { "HX-Request": "true", "X-CSRFToken": token } });
      const body = await answer.text();
      if (!answer.ok) { tell(answer.status === 422 ? body : word("server_failed")); return; }
      rows.insertAdjacentHTML("afterbegin", body);
      rows.querySelector("input").focus();
    } catch { tell(word("server_failed")); }
    finally { box.removeAttribute("aria-busy"); }
  };
  const bringAll = async (files) => { tell(""); for (const file of files) await bring(file); };
  const put = (row) => {
    const field = row.querySelector("input"), words = field.value.replace(/[\[\]\n]/g, " ").trim();
    field.classList.toggle("is-invalid", !words);
    if (!words) { field.focus(); return; }
    const isPicture = row.dataset.kind === "picture", before = text.value.slice(0, text.selectionStart);
    const mark = `${isPicture ? "!" : ""}[${words}](${row.dataset.kind}:${row.dataset.number})`;
    const lead = isPicture && before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
    text.setRangeText(lead + mark + (isPicture ? "\n\n" : ""), text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  };
  input.addEventListener("change", () => { bringAll([...input.files]); input.value = ""; });
  text.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (files.length && !event.clipboardData.getData("text/plain")) { event.preventDefault(); bringAll(files); }
  });
  [text, box].forEach((place) => ["dragover", "dragleave", "drop"].forEach((kind) => place.addEventListener(kind, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    place.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop") bringAll([...event.dataTransfer.files]);
  })));
  rows.addEventListener("click", (event) => { if (event.target.closest("[data-insert]")) put(event.target.closest("li")); });
  rows.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    put(event.target.closest("li"));
  });
})();
