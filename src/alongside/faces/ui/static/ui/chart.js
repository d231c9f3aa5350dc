// Draws <figure data-chart="ID"> (the `chart` tag) from its JSON block with ECharts in our colours.
//   {"kind": "line" | "bar" | "stacked" | "rows", "labels": [...], "unit": "",
//    "series": [{"name": "…", "values": [...], "tone": "good"}], "links": ["/cases?…", …]}
// Under four series each is named at its end instead of in a legend; the axis starts at zero; a click opens links[index].
(() => {
  "use strict";
  const { word, element } = window.alongside;
  const charts = new Map();
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colours = () => [css("--jade"), css("--soon"), css("--now"), css("--late"), css("--warm"), css("--faint")];
  const TONES = { good: "--jade", soon: "--soon", late: "--late", now: "--now", warm: "--warm", plain: "--control-line" };
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  const options = (data) => {
    const palette = colours(), ink = css("--ink-2"), faint = css("--faint"), line = css("--line"), unit = data.unit || "";
    const flat = data.kind === "rows", named = data.series.length < 4, many = data.series.length > 1;
    const shown = (value) => (value === null || value === undefined ? "" : `${Number(value).toLocaleString()}${unit === "%" ? "%" : ""}`);
    const names = { type: "category", data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: css("--line-strong") } }, axisLabel: { color: faint, fontSize: 12, hideOverlap: true }, inverse: flat, boundaryGap: data.kind !== "line" };
    const values = { type: "value", min: Math.min(0, ...data.series.flatMap((one) => one.values.filter((value) => value !== null))), minInterval: unit === "%" ? 0 : 1, splitNumber: 4, axisLabel: { show: !flat, color: faint, fontSize: 12, formatter: shown }, splitLine: { show: !flat, lineStyle: { color: line } } };
    return {
      animation: !still.matches, animationDuration: 300,
      textStyle: { fontFamily: css("--font"), color: ink },
      grid: { left: 4, right: data.kind === "line" && named && many ? 90 : flat ? 48 : 12, top: many && data.kind !== "line" && named ? 30 : 16, bottom: 4, containLabel: true },
      legend: (many && data.kind !== "line") || !named ? { top: 0, left: 0, icon: "roundRect", itemWidth: 10, itemHeight: 10, textStyle: { color: ink, fontSize: 12 } } : undefined,
      // rich text keeps the tooltip inside the canvas: the content policy forbids inline styles in HTML
      tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: data.kind === "line" ? "line" : "shadow", lineStyle: { color: css("--line-strong") }, shadowStyle: { color: css("--sunken"), opacity: 0.5 } }, backgroundColor: css("--raised"), borderColor: line, textStyle: { color: css("--ink"), fontSize: 12 }, valueFormatter: (value) => shown(value) },
      xAxis: flat ? values : names,
      yAxis: flat ? names : values,
      series: data.series.map((one, index) => {
        const colour = one.tone ? css(TONES[one.tone] || "--jade") : palette[index % palette.length];
        const common = { name: one.name, data: one.values, itemStyle: { color: colour }, cursor: data.links ? "pointer" : "default" };
        if (data.kind === "line") {
          return { ...common, type: "line", lineStyle: { width: 2, color: colour }, symbol: "circle", symbolSize: 5, showSymbol: one.values.length < 40, connectNulls: false,
            areaStyle: many ? undefined : { color: colour, opacity: 0.06 },
            endLabel: { show: named && many, formatter: "{a}", color: colour, fontSize: 12, distance: 8 }, labelLayout: { moveOverlap: "shiftY" } };
        }
        return { ...common, type: "bar", stack: data.kind === "stacked" ? "all" : undefined, barMaxWidth: 28, barCategoryGap: "40%",
          itemStyle: { color: colour, borderRadius: data.kind === "stacked" ? 0 : flat ? [0, 3, 3, 0] : [3, 3, 0, 0] },
          label: { show: data.kind !== "stacked" && (flat || one.values.length <= 16) && !(many && one.values.length > 6), position: flat ? "right" : "top", color: ink, fontSize: 12, formatter: (point) => shown(point.value) } };
      }),
    };
  };

  const draw = (figure) => {
    const canvas = figure.querySelector(".chart-canvas"), block = document.getElementById(figure.dataset.chart);
    const data = JSON.parse(block.textContent);
    if (!data.series || !data.series.some((one) => one.values.some((value) => value !== null))) {
      canvas.replaceChildren(element("p", { class: "chart-empty" }, word("no_data")));
      return;
    }
    let chart = charts.get(canvas);
    if (!chart) {
      chart = window.echarts.init(canvas, null, { renderer: "svg" });
      charts.set(canvas, chart);
      new ResizeObserver(() => chart.resize()).observe(canvas);
      if (data.links) chart.on("click", (point) => { if (data.links[point.dataIndex]) location.assign(data.links[point.dataIndex]); });
    }
    chart.setOption(options(data), true);
  };
  const all = (root) => root.querySelectorAll("[data-chart]").forEach(draw);
  document.addEventListener("theme-changed", () => all(document));
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) all(event.detail.elt.parentElement || document); });
  all(document);
})();
