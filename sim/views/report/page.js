"use strict";
(() => {
  const studies = JSON.parse(document.getElementById("data").textContent);
  const chosen = (id) => document.getElementById(id);
  const study = () => studies[Number(chosen("study")?.value ?? 0)];
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 520, HEIGHT = 300, LEFT = 46, RIGHT = 14, TOP = 10, BOTTOM = 40;
  const DASHES = { without: "", frameworks: "7 3", with: "", reserve: "2 3" };

  function add(parent, name, attributes, text) {
    const element = parent.namespaceURI === SVG || name === "svg" ? document.createElementNS(SVG, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }
  const colour = (arm) => `var(--arm-${arm.colour})`;
  const written = (value, digits = 3) => Number(value.toPrecision(digits)).toLocaleString("en");

  // linear or logarithmic: value -> place, place -> value, round ticks
  function scale(low, high, start, end, log) {
    const f = log ? Math.log10 : (v) => v, g = log ? (v) => 10 ** v : (v) => v;
    const [a, b] = [f(low), f(high)];
    const ticks = [];
    if (log) {
      for (let power = Math.floor(a); power <= b; power++) for (const m of b - a < 1.5 ? [1, 2, 5] : [1]) ticks.push(m * 10 ** power);
    } else {
      const rough = (high - low) / 5, unit = 10 ** Math.floor(Math.log10(rough));
      const step = unit * [1, 2, 5, 10].find((m) => m * unit >= rough);
      for (let tick = Math.ceil(low / step) * step; tick <= high * 1.0001; tick += step) ticks.push(tick);
    }
    return {
      ticks: ticks.filter((tick) => tick >= low * 0.9999 && tick <= high * 1.0001),
      place: (v) => start + ((f(Math.max(v, log ? low : v)) - a) / (b - a)) * (end - start),
      value: (place) => g(a + ((place - start) / (end - start)) * (b - a)),
    };
  }

  // names of the policies whose lines lie on one another
  function coinciding(lines) {
    const groups = new Map();
    for (const line of lines) {
      const key = JSON.stringify([line.x, line.y]);
      groups.set(key, [...(groups.get(key) ?? []), line.arm.name]);
    }
    return [...groups.values()].filter((names) => names.length > 1).map((names) => names.join(" = ")).join("; ");
  }

  // lines: {arm, x, y, low, high, step}; what one figure shows and how it is read off
  function draw(id, spec) {
    const figure = chosen(id), box = figure.querySelector(".chart"), legend = figure.querySelector(".legend");
    const slider = figure.querySelector("input"), output = figure.querySelector("output");
    box.replaceChildren(); legend.replaceChildren();
    slider.disabled = spec.lines.length === 0;
    if (spec.lines.length === 0) { output.textContent = spec.nothing; return; }
    const svg = add(box, "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": spec.label });
    const x = scale(spec.x[0], spec.x[1], LEFT, WIDTH - RIGHT, spec.logX), y = scale(spec.y[0], spec.y[1], HEIGHT - BOTTOM, TOP, spec.logY);
    for (const tick of y.ticks) {
      add(svg, "line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y.place(tick), y2: y.place(tick) });
      add(svg, "text", { x: LEFT - 6, y: y.place(tick) + 4, "text-anchor": "end" }, spec.writeY(tick));
    }
    for (const tick of x.ticks) {
      add(svg, "line", { class: "grid", x1: x.place(tick), x2: x.place(tick), y1: TOP, y2: HEIGHT - BOTTOM });
      add(svg, "text", { x: x.place(tick), y: HEIGHT - BOTTOM + 17, "text-anchor": "middle" }, written(tick));
    }
    add(svg, "text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 4, "text-anchor": "middle" }, spec.xLabel);
    const path = (xs, ys, back) => {
      const points = [], start = xs.findIndex((value) => value > spec.x[0]);
      if (spec.step && start > 0) points.push([LEFT, y.place(ys[start])]);
      xs.forEach((value, i) => {
        if (ys[i] === null || value === null || (spec.step && value <= spec.x[0])) return;
        // the chance of at least x holds from the value below x up to x
        if (spec.step && points.length) points.push([points[points.length - 1][0], y.place(ys[i])]);
        points.push([x.place(Math.min(value, spec.x[1])), y.place(ys[i])]);
      });
      return (back ? points.reverse() : points).map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join("L");
    };
    for (const line of spec.lines) {
      if (line.low && path(line.x, line.y)) add(svg, "path", { d: `M${path(line.x, line.low)}L${path(line.x, line.high, true)}Z`, fill: colour(line.arm), opacity: 0.16 });
    }
    for (const line of spec.lines) {
      const look = { fill: "none", stroke: colour(line.arm), "stroke-width": 2.2, "stroke-dasharray": DASHES[line.arm.colour] };
      const course = path(line.x, line.y);
      // who never loses a day has no curve
      if (course) add(svg, "path", { ...look, d: `M${course}`, class: "line" });
      const entry = add(legend, "span");
      add(add(entry, "svg", { viewBox: "0 0 30 10", "aria-hidden": "true" }), "path", { ...look, d: "M0,5L30,5" });
      entry.append(line.arm.name);
    }
    const same = coinciding(spec.lines);
    if (same) add(legend, "span", { class: "same" }, `The same numbers: ${same}`);
    const cross = add(svg, "line", { class: "cross", y1: TOP, y2: HEIGHT - BOTTOM });
    const read = () => {
      const place = LEFT + (Number(slider.value) / 1000) * (WIDTH - RIGHT - LEFT), at = x.value(place);
      cross.setAttribute("x1", place); cross.setAttribute("x2", place);
      output.textContent = [spec.writeX(at), ...spec.lines.map((line) => `${line.arm.name}: ${spec.read(line, at)}`)].join("\n");
      slider.setAttribute("aria-valuetext", spec.writeX(at));
    };
    slider.oninput = read;
    svg.onpointermove = (event) => {
      const frame = svg.getBoundingClientRect(), inside = ((event.clientX - frame.left) / frame.width) * WIDTH;
      slider.value = Math.round((1000 * (inside - LEFT)) / (WIDTH - RIGHT - LEFT));
      read();
    };
    read();
  }

  const percent = (value) => `${Number((100 * value).toFixed(value < 0.1 ? 1 : 0))} %`;
  function drawTail(data, mineral) {
    const own = data.exceedance[mineral.key] ?? {};
    const arms = data.arms.filter((arm) => own[arm.name]), ends = [arms[0], arms[arms.length - 1]];
    const top = Math.max(10, ...arms.flatMap((arm) => own[arm.name][0]));
    const lines = arms.map((arm) => {
      const [x, y, low, high] = own[arm.name];
      // beyond the worst future the chance is nil
      return { arm, x: [...x, x[x.length - 1]], y: [...y, 0], ...(ends.includes(arm) ? { low: [...low, 0], high: [...high, high[high.length - 1]] } : {}) };
    });
    draw("tail", {
      lines, step: true, logX: true, x: [1, top * 1.1], y: [0, 1], xLabel: "equivalent shortfall days, at least (log scale)",
      label: `${mineral.label}: chance of losing at least so many equivalent days, per policy`, nothing: "No curves for this mineral.",
      writeY: percent, writeX: (days) => `At least ${written(days)} equivalent days:`,
      read: (line, days) => {
        const i = line.x.findIndex((value) => value >= days);
        if (i < 0 || i === line.x.length - 1) return "in no future";
        return percent(line.y[i]) + (line.low ? ` of futures (${percent(line.low[i])} to ${percent(line.high[i])})` : " of futures");
      },
    });
  }

  const COLUMNS = {
    cover_d: { middle: "median", write: (v) => `${written(v)} days` },
    price: { middle: "median", write: (v) => `${written(v)}×`, log: true },
    unmet: { middle: "mean", write: percent },
  };
  function drawTime(data, mineral) {
    const name = chosen("column").value, column = COLUMNS[name], own = data.series[mineral.key];
    chosen("time").querySelector(".bands").textContent = `Line: ${column.middle}; band: 90 % of futures, week by week.`;
    const lines = !own ? [] : data.arms.filter((arm) => own[arm.name]).map((arm) => {
      const [low, y, high] = own[arm.name][name];
      return { arm, x: own.day.map((day) => day / 365), y, low, high };
    });
    const all = lines.flatMap((line) => [...line.low, ...line.y, ...line.high]).filter((v) => v !== null);
    const range = column.log ? [Math.min(0.9, ...all), Math.max(1.2, ...all)] : [0, Math.max(name === "unmet" ? 0.05 : 1, ...all) * 1.05];
    draw("time", {
      lines, logY: column.log, x: [0, lines.length ? Math.max(1, lines[0].x[lines[0].x.length - 1]) : 1], y: range, xLabel: "years from the start",
      label: `${mineral.label} over time, ${chosen("column").selectedOptions[0].text}`, nothing: "This study kept no weekly series.",
      writeY: (v) => column.write(v).replace(" days", ""), writeX: (years) => `After ${years.toFixed(1)} years:`,
      read: (line, years) => {
        let i = line.x.findIndex((value) => value >= years);
        if (i < 0) i = line.x.length - 1;
        return line.y[i] === null ? "no value" : `${column.write(line.y[i])} (${column.write(line.low[i])} to ${column.write(line.high[i])})`;
      },
    });
  }

  function show() {
    const data = study(), key = chosen("mineral").value, number = chosen("study")?.value ?? "0";
    const mineral = data.minerals.find((one) => one.key === key) ?? { key, label: key };
    for (const part of document.querySelectorAll("[data-study]")) part.hidden = part.dataset.study !== number;
    for (const part of document.querySelectorAll("[data-mineral]")) part.hidden = part.dataset.mineral !== key;
    drawTail(data, mineral);
    drawTime(data, mineral);
  }

  const worst = studies[0].minerals[0];
  if (worst) chosen("mineral").value = worst.key;
  for (const id of ["study", "mineral", "column"]) chosen(id)?.addEventListener("change", show);
  chosen("filter").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase();
    for (const row of document.querySelectorAll("#facts tbody tr")) row.hidden = !row.textContent.toLowerCase().includes(words);
  });
  show();
})();
