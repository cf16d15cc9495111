const COLOURS = ["exited", "focused", "fallback", "rejected", "dropped", "other"].map(name => `var(--${name})`);
const cascade = data.sweeps.length > 0;
/** How a cascade is called: by LF-ViT's region, or by LookupViT's compressed grids. */
const called = s => s.regionSide ? `m=${s.regionSide}` : `${data.sides[0].compressedSide}x${data.sides[0].compressedSide}, then ${s.compressedSide}x${s.compressedSide}`;
const first = data.sides ? `lookup ${data.sides[0].compressedSide}x${data.sides[0].compressedSide}` : cascade ? "localization" : "top-1";
const count = data.first.pictures;
const of = table => data.ablations.filter(a => a.table === table);
const file = path => path.split("/").pop();
/** The standard error of a share of all pictures, in percentage points. */
const error = top1 => Math.sqrt(top1 * (100 - top1) / Math.max(1, count));
const cells = (values, tag = "td") => `<tr>${values.map(v => `<${tag}>${v}</${tag}>`).join("")}</tr>`;
const table = (parent, names, rows) =>
  add(`<div class="scroll"><table>${cells(names, "th")}${rows.map(r => cells(r)).join("")}</table></div>`, parent);
const dot = (x, y, colour, title, r = 4) =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r}" fill="${colour}"><title>${escape(title)}</title></circle>`;
const at = row => row.threshold === null ? "no exit" : `threshold ${number(row.threshold, 2)}`;
const tells = (name, row) => `${name}, ${at(row)}: ${number(row.top1)} % at ${number(row.gmacs, 3)} GMACs`;

function head() {
  add(`<header><h1>${escape(file(data.folder.replace(/\/+$/, "")))}</h1>
    <p>${count} pictures of <b>${escape(data.folder)}</b>; ${escape(data.model)}, ${escape(data.precision)}</p>
    <p class="soft">The standard error of an accuracy of ${number(data.first.top1)} % is ±${number(error(data.first.top1))} points here;
      differences between ways to answer the same pictures are surer than that and tested in the ablations.</p></header>`);
  const tiles = [[first, number(data.first.top1) + " %"]];
  for (const s of data.sweeps) tiles.push([s.regionSide ? `focus, m=${s.regionSide}` : `lookup ${s.compressedSide}x${s.compressedSide}`, number(s.focus.top1) + " %"]);
  for (const s of data.sweeps.slice(0, 1)) tiles.push(
    [`${called(s)}, ${at(s.atThreshold)}`, number(s.atThreshold.top1) + " %"],
    ["of them at focus", number(100 * s.atThreshold.focusShare) + " %"], ["GMACs there", number(s.atThreshold.gmacs, 3)]);
  for (const b of data.beside) tiles.push([file(b.file), number(b.first.top1) + " %"]);
  add(`<div class="tiles">${tiles.map(t => `<div class="tile"><b>${t[1]}</b><span>${escape(t[0])}</span></div>`).join("")}</div>`);
}

/** Curves of accuracy over work; each is a name, a colour, rows, and the rows that get a dot. */
function curves(parent, name, list, points) {
  const rows = [...list.flatMap(c => c.rows), ...points.map(p => p.row)];
  const gmacs = rows.map(r => r.gmacs), top1 = rows.map(r => r.top1), room = Math.max(0.5, 0.06 * (Math.max(...top1) - Math.min(...top1)));
  const x = [0.92 * Math.min(...gmacs), 1.04 * Math.max(...gmacs)], y = [Math.min(...top1) - room, Math.min(100, Math.max(...top1) + room)];
  plot(parent, name, { x, y, xLabel: "mean GMACs a picture", yLabel: "top-1, %", height: 330 }, (sx, sy) => [
    ...list.flatMap(c => path(c.rows.map(r => [sx(r.gmacs), sy(r.top1)]), `stroke="${c.colour}" stroke-width="1.8"`, c.dashed ? 'class="dash"' : "")),
    ...list.flatMap(c => c.dots.map(r => dot(sx(r.gmacs), sy(r.top1), c.colour, tells(c.name, r), 3.5))),
    ...points.map(p => dot(sx(p.row.gmacs), sy(p.row.top1), p.colour, p.title, 5.5))]);
  keys(parent, [...list, ...points].map(c => [c.name, c.colour]));
}

function accuracyOverWork() {
  const part = section("Accuracy against work", "Every threshold; dots at 0, 0.1, ... 0.9 and where nothing exits (the paper's Fig. 4).");
  const list = data.sweeps.map((s, i) => ({ name: called(s), colour: COLOURS[i % COLOURS.length], rows: s.curve, dots: s.rows }));
  const oneStage = (sides, name, colour) => { const rows = sides.map(r => ({ ...r, threshold: null })); list.push({ name, colour, rows, dots: rows, dashed: true }); };
  if (data.sides) oneStage(data.sides, "one stage", "var(--ink)");
  const scattered = of("design").find(a => a.regionRule === "scattered");
  if (scattered) list.push({ name: "CF-ViT's selection, the same weights", colour: "var(--ink)", rows: scattered.curve, dots: scattered.curve.slice(-1), dashed: true });
  const points = [];
  data.beside.forEach((b, i) => {
    const colour = COLOURS[(data.sweeps.length + i + 1) % COLOURS.length];
    if (b.sides.length) oneStage(b.sides, file(b.file), colour);
    else if (b.curve.length) list.push({ name: file(b.file), colour, rows: b.curve, dots: b.curve.slice(-1), dashed: true });
    else points.push({ name: file(b.file), colour, row: { gmacs: b.gmacsFirst, top1: b.first.top1 }, title: `${b.file}: ${number(b.first.top1)} % at ${number(b.gmacsFirst, 3)} GMACs` });
  });
  if (!cascade && !data.sides) points.unshift({ name: "this model", colour: COLOURS[0], row: { gmacs: data.gmacsFirst, top1: data.first.top1 }, title: `${number(data.first.top1)} %` });
  curves(part, "accuracy over work", list, points);
}

/** What a step function of the threshold is between two rows of a curve. */
const steps = (rows, x, y) => rows.flatMap((r, i) => i ? [[x(r), y(rows[i - 1])], [x(r), y(r)]] : [[x(r), y(r)]]);

function stages(sweep) {
  const title = data.sweeps.length > 1 ? `, ${called(sweep)}` : "";
  const pair = add('<div class="pair"></div>');
  // From all at localization to none; a row holds up to its own threshold.
  const rows = sweep.curve, x = r => r.threshold === null ? 1 : Math.min(1, r.threshold);
  const right = add(`<section><h2>Right answers by the stage that gave them${title}</h2><p class="soft">The paper's Fig. 7.</p></section>`, pair);
  plot(right, "right answers" + title, { x: [0, 1], y: [0, count], xLabel: "threshold", yLabel: "pictures" }, (sx, sy) => {
    const area = (low, high, colour) => {
      const edge = f => steps([{ ...rows[0], threshold: 0 }, ...rows], r => sx(x(r)), r => sy(f(r)));
      const points = [...edge(high), ...edge(low).reverse()];
      return `<path fill="${colour}" fill-opacity=".75" d="M${points.map(p => p.map(v => v.toFixed(1)).join(",")).join("L")}Z"/>`;
    };
    return [area(() => 0, r => r.rightAtLocalization, COLOURS[0]),
      area(r => r.rightAtLocalization, r => r.rightAtLocalization + r.rightAtFocus, COLOURS[1])];
  });
  keys(right, [["right at localization", COLOURS[0]], ["right at focus", COLOURS[1]]]);
  const share = add(`<section><h2>Share decided in each stage, and accuracy${title}</h2><p class="soft">What a threshold sends to focus, and what comes of it.</p></section>`, pair);
  plot(share, "share by stage" + title, { x: [0, 1], y: [0, 100], xLabel: "threshold", yLabel: "%" }, (sx, sy) => {
    const line = (f, colour) => path(steps([{ ...rows[0], threshold: 0 }, ...rows], r => sx(x(r)), r => sy(f(r))), `stroke="${colour}" stroke-width="1.8"`);
    return [...line(r => 100 * (1 - r.focusShare), COLOURS[0]), ...line(r => 100 * r.focusShare, COLOURS[1]), ...line(r => r.top1, "var(--ink)")];
  });
  keys(share, [["decided at localization", COLOURS[0]], ["at focus", COLOURS[1]], ["top-1 accuracy", "var(--ink)"]]);
}

function thresholds(sweep) {
  const part = section(`The cascade, ${called(sweep)}`, "The paper's Table 2.");
  table(part, ["threshold", "top-1 %", "top-5 %", "right at localization", "right at focus", "at focus %", "GMACs", "images/s"],
    sweep.rows.map(r => [r.threshold === null ? "no exit" : number(r.threshold, 2), number(r.top1), number(r.top5), r.rightAtLocalization,
      r.rightAtFocus, number(100 * r.focusShare), number(r.gmacs, 3), number(r.imagesPerSecond, 0)]));
}

function windows() {
  const drawn = data.sweeps.filter(s => s.windows.length > 1);
  if (!drawn.length) return;
  const part = section("Which windows were chosen", "Each square is a window by its place on the picture; the darker, the more pictures. Even squares mean that attention follows the pictures, dark corners that it follows habit.");
  const [size, gap] = [150, 26], width = drawn.length * (size + gap);
  const marks = drawn.flatMap((s, index) => {
    const side = Math.round(Math.sqrt(s.windows.length)), cell = size / side, most = Math.max(...s.windows), left = index * (size + gap);
    return [`<text x="${left}" y="12">m=${s.regionSide}</text>`, ...s.windows.map((n, w) =>
      `<rect x="${left + w % side * cell}" y="${20 + Math.floor(w / side) * cell}" width="${cell - 1}" height="${cell - 1}" fill="var(--exited)" fill-opacity="${(0.06 + 0.94 * n / most).toFixed(3)}"><title>row ${Math.floor(w / side)}, column ${w % side}: ${n} pictures</title></rect>`
      + `<text x="${left + (w % side + .5) * cell}" y="${24 + (Math.floor(w / side) + .5) * cell}" text-anchor="middle" style="fill:${n > .55 * most ? "var(--panel)" : "var(--soft)"}">${n}</text>`)];
  });
  add(`<svg viewBox="0 0 ${width} ${size + 24}" style="max-width:${width}px" role="img" aria-label="windows" data-plot="windows" data-marks="${marks.length}">${marks.join("")}</svg>`, part);
}

function ablations() {
  if (!data.ablations.length) return;
  const side = data.ablations[0].regionSide;
  const design = of("design"), reference = design[0];
  add(`<section><h2>Ablations at m=${side}</h2><p class="soft">The same weights, run differently; the paper trained each variant anew (DeiT-S on ImageNet), so its
    column is another experiment. Won and lost count the pictures that changed beside the settings as they are asked for; p is the chance of so uneven a
    change where neither way is better (sign test).</p></section>`);
  const part = section("Each design left out", "The paper's Fig. 5. Without an early exit a design is at its curve's right end.");
  curves(part, "designs", design.map((a, i) => ({ name: a.name, colour: i ? COLOURS[(i - 1) % COLOURS.length] : "var(--ink)", rows: a.curve, dots: a.curve.slice(-1), dashed: i > 0 })), []);
  const rows = list => list.map(a => [escape(a.name), a.tokens, number(a.gmacsFocus, 3), number(a.withoutExit.top1), number(a.atThreshold.top1),
    `${a.change.won} / ${a.change.lost}`, a.change.won + a.change.lost ? a.change.probability < .001 ? "&lt; 0.001" : number(a.change.probability, 3) : "–", number(a.published)]);
  const names = ["", "tokens", "focus GMACs", "focus top-1 %", `at ${at(reference.atThreshold)} %`, "won / lost", "p", "paper"];
  table(part, names, rows(design));
  for (const [kind, title] of [["regionRule", "How the region is chosen (Table 6)"], ["beta", "β, the decay of the class attention (Table 4)"], ["alpha", "α, the share of the region that is kept (Table 5)"]])
    table(section(title), names, rows(of(kind)));
  const pair = add('<div class="pair"></div>');
  for (const [kind, symbol] of [["beta", "β"], ["alpha", "α"]]) {
    const list = of(kind), part = add(`<section><h2>Focus accuracy by ${symbol}</h2></section>`, pair);
    const top1 = list.map(a => a.withoutExit.top1), error1 = Math.max(...top1.map(error));
    plot(part, kind, { x: [-.5, list.length - .5], y: [Math.min(...top1) - 1.2 * error1, Math.max(...top1) + 1.2 * error1], xTicks: [], xLabel: symbol, yLabel: "top-1, %" }, (sx, sy) => list.flatMap((a, i) => [
      `<line stroke="var(--line)" stroke-width="2" x1="${sx(i)}" x2="${sx(i)}" y1="${sy(top1[i] - error(top1[i]))}" y2="${sy(top1[i] + error(top1[i]))}"/>`,
      dot(sx(i), sy(top1[i]), COLOURS[0], `${symbol} = ${a.name}: ${number(top1[i])} %`), `<text x="${sx(i)}" y="230" text-anchor="middle">${escape(a.name)}</text>`]));
    add('<p class="soft">Bars: one standard error of each by itself.</p>', part);
  }
}

head();
if (cascade || data.sides || data.beside.length) accuracyOverWork();
for (const sweep of data.sweeps) stages(sweep);
for (const sweep of data.sweeps) thresholds(sweep);
windows();
ablations();
