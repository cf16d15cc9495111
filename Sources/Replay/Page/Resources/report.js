const OUTCOMES = ["exited", "focused", "fallback", "rejected", "dropped"];
const reports = data;
const several = reports.length > 1;
const colour = name => `var(--${OUTCOMES.includes(name) ? name : "other"})`;
const eventMarks = (report, sx, top, bottom) => report.events.map(e =>
  `<line class="event" x1="${sx(e.seconds)}" x2="${sx(e.seconds)}" y1="${top}" y2="${bottom}"><title>${escape(e.kind)} ${escape(e.target)} at ${number(e.seconds)} s</title></line>`
  + `<text x="${sx(e.seconds) + 3}" y="${top + 9}">${escape(e.kind)}</text>`);

function head(report, name) {
  const s = report.settings;
  add(`<header><h1>${several ? escape(name) : "Load test"}</h1>
    <p>${s.cameras} cameras, ${number(s.fps, s.fps < 10 ? 2 : 0)} frames/s each, ${number(report.seconds)} s, ${escape(s.mode)} ${escape(s.arrivals)},
    to ${escape(s.target.join(", "))}${s.workers ? ` with ${s.workers} workers` : ""}; objective ${number(s.objective, 0)} ms</p>
    <p><b class="${report.valid ? "good" : "bad"}">${report.valid ? "✓ the generator kept its schedule" : "✗ invalid: " + escape(report.invalid.join("; "))}</b>,
    <b class="${report.conservation ? "good" : "bad"}">${report.conservation ? "✓ every frame is accounted for" : "✗ frames are unaccounted for"}</b></p>
    <p class="soft">${escape(report.hardware.processor)}, ${report.hardware.cores} cores; ${escape(s.software)}; ${escape(s.payload)}; seed ${s.seed}</p></header>`);
  const a = report.account, answered = report.answers;
  const tiles = [["goodput, frames/s", number(report.goodput)], ["p50 ms", milliseconds(answered?.p50)], ["p99 ms", milliseconds(answered?.p99)],
    ["frames", number(a.offered, 0)], ["at focus", number(100 * a.focused / Math.max(1, a.offered)) + " %"],
    ["fallback or dropped", number(100 * (a.fallback + a.dropped) / Math.max(1, a.offered), 2) + " %"],
    ["accuracy", report.accuracy === null ? "–" : number(100 * report.accuracy) + " %"], ["bytes a frame", short(Math.round(report.bytesPerFrame))]];
  if (report.workerUtilization !== undefined && report.workerUtilization !== null)
    tiles.push(["workers busy", number(100 * report.workerUtilization) + " %"]);
  add(`<div class="tiles">${tiles.map(t => `<div class="tile"><b>${t[1]}</b><span>${t[0]}</span></div>`).join("")}</div>`);
}

function latencyTable(report) {
  const part = section("Latency by outcome, milliseconds", "From when a frame was due until its final answer.");
  const names = OUTCOMES.filter(o => report.latency[o]);
  const row = (name, l) => `<tr><td>${name}</td><td>${number(l.count, 0)}</td>${["mean", "p50", "p90", "p99", "p999", "max"].map(k => `<td>${milliseconds(l[k])}</td>`).join("")}</tr>`;
  add(`<div class="scroll"><table><tr><th></th><th>frames</th><th>mean</th><th>p50</th><th>p90</th><th>p99</th><th>p99.9</th><th>max</th></tr>
    ${names.map(n => row(n, report.latency[n])).join("")}${report.answers ? row("all answers", report.answers) : ""}
    ${report.queries ? row("whole queries", report.queries) : ""}</table></div>`, part);
}

function distributions(list) {
  const pair = add('<div class="pair"></div>');
  const all = list.flatMap(([, r]) => Object.values(r.histogram).flat());
  const low = Math.max(0.01, Math.min(...all.map(b => b.from > 0 ? b.from : b.to / 2), 1e9)), high = Math.max(...all.map(b => b.to), low * 10);
  const objective = list[0][1].settings.objective;
  const mark = (sx, top, bottom) => objective > low && objective < high ? [`<line class="event" x1="${sx(objective)}" x2="${sx(objective)}" y1="${top}" y2="${bottom}"/><text x="${sx(objective) + 3}" y="${bottom - 4}">objective</text>`] : [];
  const share = add("<section><h2>Share of frames answered within</h2></section>", pair);
  plot(share, "latency shares", { x: [low, high], y: [0, 100], xLog: true, xLabel: "milliseconds", yLabel: "% of the outcome's frames" }, (sx, sy) =>
    list.flatMap(([, report], index) => Object.entries(report.histogram).flatMap(([name, buckets]) => {
      const total = buckets.reduce((sum, b) => sum + b.count, 0); let seen = 0;
      return path(buckets.flatMap(b => { const before = seen; seen += b.count; return [[sx(Math.max(b.from, low)), sy(100 * before / total)], [sx(b.to), sy(100 * seen / total)]]; }),
        `stroke="${colour(name)}" stroke-width="2"`, index ? 'class="dash"' : "");
    })).concat(mark(sx, 10, 214)));
  const counts = add("<section><h2>Frames by latency</h2></section>", pair);
  const top = Math.max(1, ...all.map(b => b.count));
  plot(counts, "latency histogram", { x: [low, high], y: [0, top], xLog: true, xLabel: "milliseconds", yLabel: "frames" }, (sx, sy) =>
    list.flatMap(([, report], index) => Object.entries(report.histogram).flatMap(([name, buckets]) =>
      path(buckets.flatMap(b => [[sx(Math.max(b.from, low)), sy(b.count)], [sx(b.to), sy(b.count)]]), `stroke="${colour(name)}" stroke-width="1.5"`, index ? 'class="dash"' : ""))).concat(mark(sx, 10, 214)));
  const present = OUTCOMES.filter(o => list.some(([, r]) => r.histogram[o]));
  for (const part of [share, counts]) keys(part, present.map(o => [o, colour(o)]));
  if (several) for (const part of [share, counts]) add(`<p class="soft">solid: ${escape(list[0][0])}; dashed: ${escape(list[1][0])}</p>`, part);
}

function overTime(report, name) {
  const entries = report.timeline, step = report.timelineInterval, end = Math.max(step, entries.length * step);
  if (!entries.length) return;
  const suffix = several ? ", " + name : "";
  const pair = add('<div class="pair"></div>');
  const rates = add(`<section><h2>Frames ended a second${escape(suffix)}</h2></section>`, pair);
  const sums = entries.map(e => OUTCOMES.reduce((sum, o) => sum + e[o], 0) / step), offered = entries.map(e => e.offered / step);
  plot(rates, "rates" + suffix, { x: [0, end], y: [0, Math.max(1, ...sums, ...offered)], xLabel: "seconds", yLabel: "frames a second" }, (sx, sy) => {
    const base = entries.map(() => 0), marks = [];
    for (const outcome of OUTCOMES) {
      if (!entries.some(e => e[outcome])) continue;
      const upper = entries.map((e, i) => base[i] + e[outcome] / step), edge = v => entries.flatMap((e, i) => [[sx(i * step), sy(v[i])], [sx((i + 1) * step), sy(v[i])]]);
      const points = [...edge(upper), ...edge(base.slice()).reverse()];
      marks.push(`<path fill="${colour(outcome)}" fill-opacity=".75" d="M${points.map(p => p.map(v => v.toFixed(1)).join(",")).join("L")}Z"/>`);
      upper.forEach((v, i) => base[i] = v);
    }
    marks.push(...path(entries.flatMap((e, i) => [[sx(i * step), sy(offered[i])], [sx((i + 1) * step), sy(offered[i])]]), 'stroke="var(--ink)" stroke-width="1"'));
    return marks.concat(eventMarks(report, sx, 10, 214));
  });
  keys(rates, [...OUTCOMES.filter(o => entries.some(e => e[o])).map(o => [o, colour(o)]), ["offered", "var(--ink)"]]);
  const queue = add(`<section><h2>Unfinished frames${escape(suffix)}</h2></section>`, pair);
  plot(queue, "queue" + suffix, { x: [0, end], y: [0, Math.max(1, ...entries.map(e => e.inFlight))], xLabel: "seconds", yLabel: "frames" }, (sx, sy) => [
    ...path(entries.map((e, i) => [sx((i + .5) * step), sy(e.inFlight)]), 'stroke="var(--ink)" stroke-width="1.5"'),
    ...path(entries.map((e, i) => [sx((i + .5) * step), sy(e.awaiting)]), 'stroke="var(--focused)" stroke-width="1.5"'),
    ...eventMarks(report, sx, 10, 214)]);
  keys(queue, [["in flight", "var(--ink)"], ["waiting for a worker's answer", "var(--focused)"]]);
  const bytes = add(`<section><h2>Bytes sent a second${escape(suffix)}</h2></section>`, pair);
  plot(bytes, "bytes" + suffix, { x: [0, end], y: [0, Math.max(1, ...entries.map(e => e.bytes / step))], xLabel: "seconds", yLabel: "bytes a second" }, (sx, sy) =>
    path(entries.map((e, i) => [sx((i + .5) * step), sy(e.bytes / step)]), 'stroke="var(--exited)" stroke-width="1.5"').concat(eventMarks(report, sx, 10, 214)));
  const processes = Object.entries(report.memory);
  if (processes.length) {
    const memory = add(`<section><h2>Memory of every process${escape(suffix)}</h2></section>`, pair), hue = i => `hsl(${(i * 137) % 360} 55% 50%)`;
    plot(memory, "memory" + suffix, { x: [0, end], y: [0, Math.max(...processes.map(([, m]) => m.most))], xLabel: "seconds", yLabel: "megabytes" }, (sx, sy) =>
      processes.flatMap(([, m], i) => path(m.series.map(e => [sx(e.seconds), sy(e.megabytes)]), `stroke="${hue(i)}" stroke-width="1.5"`)).concat(eventMarks(report, sx, 10, 214)));
    keys(memory, processes.slice(0, 12).map(([process, m], i) => [`${process} ${number(m.settled)} to ${number(m.end)} MB`, hue(i)]));
  }
  const reasons = Object.entries(report.reasons).flatMap(([outcome, found]) => Object.entries(found).map(([reason, count]) => [outcome, reason, count]));
  const why = add(`<section><h2>Why frames were not focused or exited${escape(suffix)}</h2></section>`, pair);
  add(reasons.length ? `<table>${reasons.map(r => `<tr><td>${escape(r[0])}</td><td>${escape(r[1])}</td><td>${number(r[2], 0)}</td></tr>`).join("")}</table>`
    : '<p class="soft">All were.</p>', why);
  if (report.events.length) add(`<p class="soft">${report.events.map(e => `${number(e.seconds)} s ${escape(e.kind)} ${escape(e.target)}`).join("; ")}</p>`, why);
  if (report.schedule) add(`<p class="soft">Frames were handed over late by ${milliseconds(report.schedule.p50)} ms (median), ${milliseconds(report.schedule.p99)} ms (p99), at most ${milliseconds(report.schedule.max)} ms; p99 up to ${milliseconds(report.schedule.bound)} ms is accepted.</p>`, why);
}

function search(report, name) {
  const found = report.rateSearch;
  if (!found || !found.trials.length) return;
  const part = section("The search for the highest rate" + (several ? ", " + name : ""),
    found.held === null ? "No rate was held." : `Held: ${number(found.held)} frames a second of all cameras together.`);
  const p99 = t => t.p99 ?? 0, most = Math.max(...found.trials.map(t => t.rate)) * 1.05;
  plot(part, "rate search", { x: [0, most], y: [0, Math.min(5 * report.settings.objective, Math.max(report.settings.objective * 1.2, ...found.trials.map(p99)))], xLabel: "frames a second", yLabel: "p99, milliseconds" }, (sx, sy) => [
    `<line class="event" x1="${sx(0)}" x2="${sx(most)}" y1="${sy(report.settings.objective)}" y2="${sy(report.settings.objective)}"/>`,
    ...found.trials.map(t => `<circle cx="${sx(t.rate)}" cy="${Math.max(10, sy(p99(t)))}" r="5" fill="var(--${t.held ? "good" : "bad"})"><title>${number(t.rate)}/s: p99 ${milliseconds(t.p99)} ms</title></circle>`)]);
  keys(part, [["held", "var(--good)"], ["not held", "var(--bad)"]]);
}

function comparison([[nameA, a], [nameB, b]]) {
  const part = section("Side by side");
  const rows = [["goodput, frames/s", a.goodput, b.goodput, number], ["accuracy, %", a.accuracy && 100 * a.accuracy, b.accuracy && 100 * b.accuracy, number],
    ["bytes a frame", a.bytesPerFrame, b.bytesPerFrame, v => number(v, 0)]];
  for (const k of ["p50", "p90", "p99", "p999"]) rows.push([`${k} of all answers, ms`, a.answers?.[k], b.answers?.[k], milliseconds]);
  for (const o of OUTCOMES) rows.push([`${o}, %`, 100 * a.account[o] / Math.max(1, a.account.offered), 100 * b.account[o] / Math.max(1, b.account.offered), v => number(v, 2)]);
  add(`<div class="scroll"><table><tr><th></th><th>${escape(nameA)}</th><th>${escape(nameB)}</th><th>ratio</th></tr>${rows.map(r =>
    `<tr><td>${r[0]}</td><td>${r[3](r[1])}</td><td>${r[3](r[2])}</td><td>${r[1] ? number(r[2] / r[1], 2) : "–"}</td></tr>`).join("")}</table></div>`, part);
}

const named = reports.map(r => [r.name, r.report]);
for (const [name, report] of named) { head(report, name); if (!several) latencyTable(report); }
if (several) comparison(named);
distributions(named);
for (const [name, report] of named) { overTime(report, name); search(report, name); }
