// The builder of segments: a choice is or is not and needs no number; a line that is used brings the next one.
(() => {
  "use strict";

  const form = document.querySelector("[data-segment]");
  if (!form) return;
  const most = 12, plain = ["at_least", "at_most"];

  const fit = (line) => {
    const [fact, how] = line.querySelectorAll("select"), number = line.querySelector("input");
    const isChoice = fact.value.includes("=");
    for (const one of how.options) one.hidden = one.disabled = isChoice && plain.includes(one.value);
    if (isChoice && plain.includes(how.value)) how.value = "is";
    number.hidden = isChoice;
    number.disabled = isChoice;
  };

  const grow = () => {
    const lines = [...form.querySelectorAll(".condition")], last = lines[lines.length - 1];
    if (lines.length >= most || !last.querySelector("select").value) return;
    const fresh = last.cloneNode(true);
    fresh.querySelectorAll(".field-error").forEach((one) => one.remove());
    fresh.querySelectorAll("[name]").forEach((one) => {
      one.name = one.name.replace(/\d+$/, lines.length);
      if (one.tagName === "SELECT") one.selectedIndex = 0; else one.value = "";
    });
    last.after(fresh);
    fit(fresh);
  };

  form.querySelectorAll(".condition").forEach(fit);
  form.addEventListener("change", (event) => {
    const line = event.target.closest(".condition");
    if (!line) return;
    fit(line);
    grow();
  });
})();
