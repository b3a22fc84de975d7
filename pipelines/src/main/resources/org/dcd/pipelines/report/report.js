"use strict";
(() => {
  const source = document.getElementById("chart-data");
  const plots = [...document.querySelectorAll(".plot")];
  const charts = source ? JSON.parse(source.textContent) : [];
  const HEIGHT = 190;

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const figure = (v) => v === 0 ? "0" : Math.abs(v) >= 1e5 || Math.abs(v) < 1e-3 ? v.toExponential(1) : String(+v.toPrecision(3));
  const axis = (extra) => Object.assign({
    stroke: color("--quiet"), font: "11px sans-serif", grid: { stroke: color("--line"), width: 1 }, ticks: { show: false },
  }, extra);

  const marks = (chart) => (u) => {
    const { ctx, bbox } = u;
    const scale = devicePixelRatio || 1;
    chart.marks.forEach((mark, i) => {
      const x = u.valToPos(mark.kimg, "x", true);
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = color(mark.selected ? "--pass" : "--warn");
      ctx.lineWidth = 1.5 * scale;
      ctx.setLineDash([4 * scale, 3 * scale]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.setLineDash([]);
      const at = chart.kimg.findIndex((k) => k >= mark.kimg);
      if (mark.selected && at >= 0 && chart.raw[at] != null) {
        ctx.beginPath();
        ctx.arc(x, u.valToPos(chart.raw[at], "y", true), 4.5 * scale, 0, 7);
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

  const draw = (chart, place) => {
    const strong = { stroke: color("--accent"), width: 2, spanGaps: true, points: { show: chart.kimg.length < 30, size: 6, fill: color("--accent") } };
    const pale = { stroke: color("--raw"), width: 1, points: { show: false } };
    const tip = document.createElement("div");
    tip.className = "tip";
    const value = chart.smooth || chart.raw;
    const plot = new uPlot({
      width: Math.max(120, place.clientWidth), height: HEIGHT,
      padding: [8, 28, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { x: { time: false, range: (u, min, max) => [Math.min(0, min), max || 1] }, y: chart.log ? { distr: 3 } : {} },
      axes: [
        axis({ size: 26, values: (u, ticks) => ticks.map((t, i) => i === ticks.length - 1 ? `${figure(t)} kimg` : figure(t)) }),
        axis({ size: 52, space: 34, values: (u, ticks) => ticks.map((t) => t == null ? "" : figure(t)) }),
      ],
      series: [{}].concat(chart.smooth ? [pale, strong] : [strong]),
      hooks: {
        draw: [marks(chart)],
        setCursor: [(u) => {
          const i = u.cursor.idx;
          tip.textContent = i == null || value[i] == null ? "" : `${figure(chart.kimg[i])} kimg: ${figure(value[i])}`;
        }],
      },
    }, [chart.kimg, chart.raw].concat(chart.smooth ? [chart.smooth] : []), place);
    place.append(tip);
    return plot;
  };

  let drawn = [];
  const redraw = () => {
    drawn.forEach((plot) => plot.destroy());
    plots.forEach((place) => place.replaceChildren());
    drawn = charts.map((chart, i) => draw(chart, plots[i]));
  };
  redraw();
  const sizes = new ResizeObserver(() => drawn.forEach((plot, i) => {
    const width = Math.max(120, plots[i].clientWidth);
    if (width !== plot.width) plot.setSize({ width, height: HEIGHT });
  }));
  plots.forEach((place) => sizes.observe(place));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  matchMedia("print").addEventListener("change", redraw);

  const opened = [];
  addEventListener("beforeprint", () => document.querySelectorAll("details:not([open])").forEach((d) => { d.open = true; opened.push(d); }));
  addEventListener("afterprint", () => opened.splice(0).forEach((d) => { d.open = false; }));
})();
