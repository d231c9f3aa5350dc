// Pictures of where things are: the arrow keys walk the matrix, a plan takes pins by click and by keyboard.
(() => {
  "use strict";

  document.querySelectorAll("[data-print]").forEach((one) => { one.hidden = false; one.addEventListener("click", () => print()); });

  // --- the matrix: up and down keep the column, empty places are passed over
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.querySelectorAll("[data-matrix]").forEach((matrix) => matrix.addEventListener("keydown", (event) => {
    const step = steps[event.key], cell = event.target.closest("td");
    if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...matrix.tBodies[0].rows];
    let row = rows.indexOf(cell.parentElement), column = cell.cellIndex;
    for (;;) {
      row += step[0]; column += step[1];
      const next = rows[row] && column > 0 && rows[row].cells[column];
      if (!next) return;
      const link = next.querySelector("a");
      if (link) { event.preventDefault(); link.focus(); return; }
    }
  }));

  // --- a plan: a click or the arrow keys move the pin, its place goes into the form
  document.querySelectorAll("[data-plan]").forEach((plan) => {
    const form = document.getElementById(plan.dataset.plan), pin = plan.querySelector("[data-pin]");
    if (!form || !pin) return;
    const place = (x, y) => {
      const left = Math.min(1, Math.max(0, x)), top = Math.min(1, Math.max(0, y));
      pin.setAttribute("transform", `translate(${left * 1000} ${top * plan.viewBox.baseVal.height})`);
      pin.removeAttribute("hidden"); pin.classList.remove("is-none");
      form.elements.x.value = left.toFixed(4); form.elements.y.value = top.toFixed(4);
      const words = form.querySelector("[data-pin-said]");
      if (words) words.hidden = false;
    };
    plan.addEventListener("click", (event) => {
      const box = plan.getBoundingClientRect();
      place((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    });
    plan.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      const by = event.shiftKey ? 0.1 : 0.01;
      const x = parseFloat(form.elements.x.value || "0.5"), y = parseFloat(form.elements.y.value || "0.5");
      place(x + step[1] * by, y + step[0] * by);
    });
  });
})();
