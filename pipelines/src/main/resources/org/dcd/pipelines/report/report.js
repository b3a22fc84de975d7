"use strict";
(() => {
  const source = document.getElementById("chart-data");
  const plots = [...document.querySelectorAll(".plot")];
  const charts = source ? JSON.parse(source.textContent) : [];
  const NAMED_VALUES = 9;
  const DASHES = [[], [6, 4], [2, 3], [9, 3, 2, 3]];
  const TONES = ["--accent", "--train", "--make", "--pass", "--fail", "--quiet"];

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const figure = (v) => v === 0 ? "0" : Math.abs(v) >= 1e5 || Math.abs(v) < 1e-3 ? v.toExponential(1) : String(+v.toPrecision(3));
  const axis = (extra) => Object.assign({
    stroke: color("--quiet"), font: "11px sans-serif", grid: { stroke: color("--line"), width: 1 }, ticks: { show: false },
  }, extra);
  const height = (place) => place.closest(".sweeps") ? 270 : 190;

  const marks = (chart) => (u) => {
    const { ctx, bbox } = u;
    const scale = devicePixelRatio || 1;
    chart.marks.forEach((mark, i) => {
      const x = u.valToPos(mark.x, "x", true);
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = color(mark.selected ? "--pass" : "--warn");
      ctx.lineWidth = 1.5 * scale;
      ctx.setLineDash([4 * scale, 3 * scale]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.setLineDash([]);
      const at = chart.x.findIndex((k) => k >= mark.x);
      const values = chart.series[0].values;
      if (mark.selected && at >= 0 && values[at] != null) {
        ctx.beginPath();
        ctx.arc(x, u.valToPos(values[at], "y", true), 4.5 * scale, 0, 7);
        ctx.fill();
      }
      ctx.font = `600 ${11 * scale}px sans-serif`;
      ctx.textBaseline = "top";
      const right = x > bbox.left + bbox.width * 0.55;
      ctx.textAlign = right ? "right" : "left";
      ctx.fillText(mark.label, x + (right ? -6 : 6) * scale, bbox.top + (2 + 15 * i) * scale);
      ctx.restore();
    });
  };

  const errorBars = (chart) => (u) => {
    const { ctx } = u;
    const scale = devicePixelRatio || 1;
    const cap = 4 * scale;
    for (const series of chart.series.filter((each) => each.spread)) {
      ctx.save();
      ctx.strokeStyle = color(TONES[series.tone]);
      ctx.lineWidth = 1.3 * scale;
      ctx.beginPath();
      series.values.forEach((value, i) => {
        const spread = series.spread[i];
        if (value == null || !spread) return;
        const x = u.valToPos(chart.x[i], "x", true);
        const floor = chart.logY ? Math.max(value - spread, u.scales.y.min) : value - spread;
        const ends = [floor, value + spread].map((end) => u.valToPos(end, "y", true));
        ctx.moveTo(x, ends[0]);
        ctx.lineTo(x, ends[1]);
        ends.forEach((y) => { ctx.moveTo(x - cap, y); ctx.lineTo(x + cap, y); });
      });
      ctx.stroke();
      ctx.restore();
    }
  };

  const style = (chart) => (series) => {
    const stroke = color(series.style === "pale" ? "--raw" : TONES[series.tone]);
    const few = series.style === "points" || series.label || chart.x.length < 30;
    return {
      stroke, spanGaps: true,
      width: series.style === "pale" ? 1 : series.style === "points" ? 0 : 2,
      dash: DASHES[series.dash],
      points: { show: few && series.style !== "pale", size: series.label ? 7 : 6, fill: stroke },
    };
  };

  // the range of y includes the error bars
  const rangeY = (chart) => (u, min, max) => {
    if (min == null) return [0, 1];
    for (const series of chart.series) {
      (series.spread || []).forEach((spread, i) => {
        if (series.values[i] == null) return;
        if (!chart.logY || series.values[i] - spread > 0) min = Math.min(min, series.values[i] - spread);
        max = Math.max(max, series.values[i] + spread);
      });
    }
    return chart.logY ? uPlot.rangeLog(min, max, 10, false) : uPlot.rangeNum(min, max, 0.1, true);
  };

  const rangeX = (chart) => (u, min, max) => {
    if (chart.fromZero) return [Math.min(0, min), max || 1];
    if (min == null) return [0, 1];
    const margin = chart.logX ? Math.pow(max / min || 1, 0.06) : 0.06 * (max - min || Math.abs(max) || 1);
    return chart.logX ? [min / margin, max * margin] : [min - margin, max + margin];
  };

  const splits = (chart) => {
    const values = [...new Set(chart.x)];
    return !chart.fromZero && values.length <= NAMED_VALUES ? { splits: () => values, filter: (u, all) => all } : {};
  };

  const tip = (chart, place) => {
    const box = document.createElement("div");
    box.className = "tip";
    place.append(box);
    return (u) => {
      const i = u.cursor.idx;
      const shown = chart.series.filter((series) => series.style !== "pale" && i != null && series.values[i] != null);
      box.textContent = shown.map((series) => {
        const spread = series.spread && series.spread[i] ? ` ± ${figure(series.spread[i])}` : "";
        return `${series.label ? series.label + ": " : ""}${figure(series.values[i])}${spread}`;
      }).join("\n") + (shown.length ? ` at ${figure(chart.x[i])} ${chart.unit}` : "");
    };
  };

  const draw = (chart, place) => new uPlot({
    width: Math.max(120, place.clientWidth), height: height(place),
    padding: [8, 28, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false, distr: chart.logX ? 3 : 1, range: rangeX(chart) },
      y: Object.assign(chart.logY ? { distr: 3 } : {}, chart.series.some((each) => each.spread) ? { range: rangeY(chart) } : {}),
    },
    axes: [
      axis(Object.assign({ size: 26, label: chart.unit, labelSize: 16, labelFont: "11px sans-serif", labelGap: 0,
        values: (u, ticks) => ticks.map((t) => t == null ? "" : figure(t)) }, splits(chart))),
      axis({ size: 52, space: 34, values: (u, ticks) => ticks.map((t) => t == null ? "" : figure(t)) }),
    ],
    series: [{}].concat(chart.series.map(style(chart))),
    hooks: { draw: [errorBars(chart), marks(chart)], setCursor: [tip(chart, place)] },
  }, [chart.x].concat(chart.series.map((series) => series.values)), place);

  let drawn = [];
  const redraw = () => {
    drawn.forEach((plot) => plot.destroy());
    plots.forEach((place) => place.replaceChildren());
    drawn = charts.map((chart, i) => draw(chart, plots[i]));
  };
  redraw();
  const sizes = new ResizeObserver(() => drawn.forEach((plot, i) => {
    const width = Math.max(120, plots[i].clientWidth);
    if (width !== plot.width) plot.setSize({ width, height: plot.height });
  }));
  plots.forEach((place) => sizes.observe(place));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  matchMedia("print").addEventListener("change", redraw);

  const opened = [];
  addEventListener("beforeprint", () => document.querySelectorAll("details:not([open])").forEach((d) => { d.open = true; opened.push(d); }));
  addEventListener("afterprint", () => opened.splice(0).forEach((d) => { d.open = false; }));
})();
