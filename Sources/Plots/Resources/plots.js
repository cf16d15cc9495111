const errors = [];
window.addEventListener("error", event => { errors.push(event.message); document.documentElement.dataset.errors = errors.join("; "); });

/** What the page tells of, and where its parts go. */
const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");
const escape = text => String(text).replace(/[&<>"]/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const number = (value, digits = 1) => value === null || value === undefined ? "–"
  : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const milliseconds = value => value === null || value === undefined ? "–"
  : number(value, value < 10 ? 2 : value < 1000 ? 1 : 0);

function add(html, parent = page) { parent.insertAdjacentHTML("beforeend", html); return parent.lastElementChild; }
function section(title, note = "") {
  return add(`<section><h2>${escape(title)}</h2>${note ? `<p class="soft">${escape(note)}</p>` : ""}</section>`);
}

/** A plot as wide as its parent is now: axes, and marks that `draw` makes with scales in hand. */
function plot(parent, name, { x, y, xLabel, yLabel, xTicks, yTicks, xLog, height = 250 }, draw) {
  const width = Math.max(400, (parent.clientWidth || 590) - 30);
  const [left, right, top, bottom] = [52, 12, 10, 36];
  const place = (value, [low, high], from, to, log) => {
    const f = log ? v => Math.log10(Math.max(v, 1e-9)) : v => v;
    return from + (to - from) * (f(value) - f(low)) / ((f(high) - f(low)) || 1);
  };
  const sx = v => place(v, x, left, width - right, xLog), sy = v => place(v, y, height - bottom, top);
  const marks = [];
  for (const tick of yTicks ?? ticks(y, height / 40)) marks.push(
    `<line class="grid" x1="${left}" x2="${width - right}" y1="${sy(tick)}" y2="${sy(tick)}"/>`,
    `<text x="${left - 6}" y="${sy(tick) + 4}" text-anchor="end">${short(tick)}</text>`);
  for (const tick of xTicks ?? (xLog ? logTicks(x) : ticks(x, width / 90))) marks.push(
    `<text x="${sx(tick)}" y="${height - bottom + 16}" text-anchor="middle">${short(tick)}</text>`);
  marks.push(`<text x="${(left + width - right) / 2}" y="${height - 4}" text-anchor="middle">${escape(xLabel)}</text>`,
    `<text x="${left - 44}" y="${top + 10}" transform="rotate(-90 ${left - 44} ${top + 10})" text-anchor="end">${escape(yLabel)}</text>`);
  const drawn = draw(sx, sy);
  add(`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(name)}" data-plot="${escape(name)}"
    data-marks="${drawn.length}">${marks.join("")}${drawn.join("")}</svg>`, parent);
}
function ticks([low, high], count) {
  const span = high - low || 1, raw = span / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= raw) ?? raw, found = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-6; v += step) found.push(Math.abs(v) < step * 1e-6 ? 0 : v);
  return found;
}
function logTicks([low, high]) {
  const found = [];
  for (let p = Math.floor(Math.log10(low)); p <= Math.log10(high); p++)
    for (const f of [1, 3]) if (f * 10 ** p >= low && f * 10 ** p <= high) found.push(f * 10 ** p);
  return found;
}
function short(v) {
  if (v === 0) return "0";
  for (const [unit, size] of [["G", 1e9], ["M", 1e6], ["k", 1e3]]) if (Math.abs(v) >= size) return +(v / size).toPrecision(3) + unit;
  return String(+v.toPrecision(3));
}
const path = (points, style, extra = "") => points.length
  ? [`<path fill="none" ${style} d="M${points.map(p => p.map(v => v.toFixed(1)).join(",")).join("L")}" ${extra}/>`] : [];
const keys = (parent, names) => add(`<p>${names.map(n => `<span class="key"><i style="background:${n[1]}"></i>${escape(n[0])}</span>`).join("")}</p>`, parent);
