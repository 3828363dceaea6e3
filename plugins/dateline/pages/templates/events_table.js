/* The page of events: the time line, over which days are chosen, and the table, which holds only the rows in sight. */

// --------------------------------------------------------------------------------------------------- time line
const times = $("time"), ticks = times.getContext("2d");
let bins = { from: 0, step: 1, otherwise: [], now: [] }, brush = null;

function findBins() {
  let from = Infinity, to = -Infinity;
  for (const at of inOtherwise) { from = Math.min(from, days[at]); to = Math.max(to, days[at]); }
  if (!inOtherwise.length) from = to = Math.floor(packed.night / 1440);
  const span = to - from + 1, step = Math.max(1, span <= 150 ? 1 : span <= 1100 ? 7 : Math.ceil(span / 160));
  const length = Math.ceil(span / step), otherwise = new Array(length).fill(0), now = new Array(length).fill(0);
  for (const at of inOtherwise) otherwise[Math.floor((days[at] - from) / step)]++;
  for (const at of shown) now[Math.floor((days[at] - from) / step)]++;
  bins = { from, step, otherwise, now };
}
const barLeft = (bin) => 8 + bin * (times.clientWidth - 16) / bins.now.length;
const binAt = (x) => Math.max(0, Math.min(bins.now.length - 1, Math.floor((x - 8) / (times.clientWidth - 16) * bins.now.length)));

function drawTimes() {
  sizeCanvas(times);
  const width = times.clientWidth, height = times.clientHeight, ground = height - 20, top = Math.max(1, ...bins.otherwise);
  ticks.setTransform(ratio(), 0, 0, ratio(), 0, 0);
  ticks.clearRect(0, 0, width, height);
  if (brush) {
    const [a, b] = [Math.min(...brush), Math.max(...brush)];
    Object.assign(ticks, { fillStyle: ink.sea });
    ticks.fillRect(barLeft(a), 0, barLeft(b + 1) - barLeft(a), ground);
  }
  const full = (width - 16) / bins.now.length, wide = Math.min(40, Math.max(1, full * 0.82));
  bins.otherwise.forEach((count, bin) => {
    const x = barLeft(bin) + (full - wide) / 2, tall = (value) => (value ? Math.max(1.5, (ground - 14) * value / top) : 0);
    ticks.fillStyle = ink.rule;
    ticks.fillRect(x, ground - tall(count), wide, tall(count));
    ticks.fillStyle = ink.link;
    ticks.fillRect(x, ground - tall(bins.now[bin]), wide, tall(bins.now[bin]));
  });
  Object.assign(ticks, { fillStyle: ink.soft, strokeStyle: ink.shore, lineWidth: 1, font: "11px system-ui, sans-serif", textBaseline: "alphabetic" });
  ticks.strokeRect(8, ground + 0.5, width - 16, 0);
  drawDays(width, ground);
  ticks.textAlign = "left";
  ticks.fillText(`at most ${grouped(top)} ${bins.step === 1 ? "a day" : bins.step === 7 ? "a week" : `in ${bins.step} days`}`, 8, 10);
}
function drawDays(width, ground) {
  const last = bins.from + bins.now.length * bins.step - 1, every = Math.max(1, Math.ceil(bins.now.length / (width / 76)));
  ticks.textAlign = "left";
  for (let bin = 0; bin < bins.now.length; bin += every) {
    const label = sayDay(bins.from + bin * bins.step).replace(bin ? / \d{4}$/ : "", "");
    if (barLeft(bin) + ticks.measureText(label).width > width) break;
    ticks.fillRect(barLeft(bin), ground, 1, 4);
    ticks.fillText(label, barLeft(bin), ground + 15);
  }
  times.setAttribute("aria-label", `Events ${bins.step === 1 ? "by day" : `in spans of ${bins.step} days`}, ${sayDay(bins.from)} to ${sayDay(last)}: ${bins.now.length <= 31
    ? bins.now.map((count, bin) => `${sayDay(bins.from + bin * bins.step)} ${count}`).join(", ") : `at most ${Math.max(...bins.now)}`}`);
  $("time-says").textContent = state.from !== null || state.to !== null
    ? `Chosen: ${state.from === null ? "all" : sayDay(state.from)} to ${state.to === null ? "now" : sayDay(state.to)}.` : "";
  $("clear-days").hidden = state.from === null && state.to === null;
}
function listenToTimes() {
  const bin = (event) => binAt(event.clientX - times.getBoundingClientRect().left);
  times.addEventListener("pointerdown", (event) => {
    times.setPointerCapture(event.pointerId);
    brush = [bin(event), bin(event)];
    drawTimes();
  });
  times.addEventListener("pointermove", (event) => {
    times.title = `${sayDay(bins.from + bin(event) * bins.step)}: ${counted(bins.now[bin(event)], "event")}`;
    if (!brush) return;
    brush[1] = bin(event);
    drawTimes();
  });
  times.addEventListener("pointerup", () => {
    if (!brush) return;
    const [a, b] = [Math.min(...brush), Math.max(...brush)];
    brush = null;
    change({ from: bins.from + a * bins.step, to: bins.from + (b + 1) * bins.step - 1 });
  });
  times.addEventListener("pointercancel", () => { brush = null; drawTimes(); });
  $("clear-days").addEventListener("click", () => { change({ from: null, to: null }); $("from").focus(); });
}

// ------------------------------------------------------------------------------------------------------- table
const body = $("body"), rows = $("rows"), pool = [];
const EXTRA_ROWS = 6;
let rowHeight = 56, current = 0, firstDrawn = -1, onPaper = 0;

/** Lay out the rows: as many as are in sight, or on paper as many as it takes. */
function layTable() {
  rowHeight = matchMedia("(max-width: 62rem)").matches ? 84 : 56;
  rows.style.setProperty("--row-height", `${rowHeight}px`);
  rows.style.height = `${shown.length * rowHeight}px`;
  $("grid").setAttribute("aria-rowcount", shown.length + 1);
  $("body").classList.toggle("is-empty", !shown.length);
  const wanted = onPaper || Math.min(shown.length, Math.ceil(body.clientHeight / rowHeight) + 2 * EXTRA_ROWS);
  while (pool.length < wanted) pool.push(newRow());
  while (pool.length > wanted) pool.pop().remove();
  firstDrawn = -1;
  drawRows();
}
function newRow() {
  const row = el("div", "row");
  row.setAttribute("role", "row");
  for (const name of ["day", "type", "place", "who", "dead", "sources", "confidence"]) {
    const cell = el("span", `c-${name}`);
    cell.setAttribute("role", "gridcell");
    row.append(cell);
  }
  rows.append(row);
  return row;
}
/** Fill the few rows that there are with the events that are in sight; a row keeps its event while it stays in sight. */
function drawRows() {
  const first = Math.max(0, Math.min(shown.length - pool.length, Math.floor(body.scrollTop / rowHeight) - EXTRA_ROWS));
  if (first === firstDrawn) return;
  const isWhole = firstDrawn < 0;
  firstDrawn = first;
  for (let number = first; number < first + pool.length; number++) {
    const row = pool[number % pool.length];
    if (isWhole || row.number !== number) fillRow(row, number);
  }
}
function fillRow(row, number) {
  const at = shown[number], [day, type, place, who, dead, sources, confidence] = row.children;
  row.number = number;
  row.dataset.id = E.id[at];
  row.className = `row q${quad(at)}${E.is_counted[at] ? "" : " is-uncounted"}`;
  row.style.top = `${number * rowHeight}px`;
  row.setAttribute("aria-rowindex", number + 2);
  row.tabIndex = number === current ? 0 : -1;
  day.replaceChildren(sayDays(at).replace(/ (\d{4})$/, "\u00a0$1"));
  type.replaceChildren(el("b", "", types[at]), " ", el("small", "", told(E.event_mode, at)));
  const name = told(E.place_name, at) || told(E.admin1, at), country = codes[at] ? countryName(codes[at]) : "";
  place.replaceChildren(el("b", "", bdi(name || country || "no place")), el("small", "", name && country && name !== country ? `, ${country}` : ""));
  who.replaceChildren(...parties(E.source_actors[at]), " → ", ...parties(E.target_actors[at]));
  dead.replaceChildren(sayToll(at) ? el("b", "", sayToll(at)) : el("small", "", "not stated"), tollBar(at) || "");
  sources.replaceChildren(`${E.n_sources[at] ?? "–"}`);
  confidence.replaceChildren(E.confidence[at] === null ? "–" : E.confidence[at].toFixed(2));
  for (const change of E.changes[at]) type.append(el("span", `tag ${texts[change] === "new" ? "new" : ""}`, texts[change]));
  if (E.is_disputed[at]) dead.firstChild.append(el("span", "tag", "disputed"));
}
function goTo(number, { focus = true } = {}) {
  if (!shown.length) return;
  current = Math.max(0, Math.min(shown.length - 1, number));
  const top = current * rowHeight;
  if (top < body.scrollTop) body.scrollTop = top;
  else if (top + rowHeight > body.scrollTop + body.clientHeight) body.scrollTop = top + rowHeight - body.clientHeight;
  drawRows();
  for (const row of pool) row.tabIndex = row.number === current ? 0 : -1;
  if (focus) pool[current % pool.length].focus({ preventScroll: true });
}
function listenToTable() {
  let isAsked = false;
  body.addEventListener("scroll", () => {
    if (!isAsked) requestAnimationFrame(() => { isAsked = false; drawRows(); });
    isAsked = true;
  }, { passive: true });
  rows.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (!row) return;
    current = row.number;
    openCard(shown[row.number], shown);
  });
  rows.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(body.clientHeight / rowHeight) - 1);
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: shown.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      goTo(to);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      openCard(shown[current], shown);
    }
  });
  for (const head of document.querySelectorAll("[data-sort]")) {
    head.firstElementChild.addEventListener("click", () => change({ sort: nextOrder(head.dataset.sort) }));
  }
  $("sort").addEventListener("change", () => change({ sort: $("sort").value }));
}
const otherWay = (by) => (by === "place" || by === "type" ? `${by}-down` : `${by}-up`);
const nextOrder = (by) => (state.sort === by ? otherWay(by) : by);
function showOrder() {
  for (const head of document.querySelectorAll("[data-sort]")) {
    const by = head.dataset.sort, isUp = by === "place" || by === "type";
    if (state.sort === by) head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
    else if (state.sort === otherWay(by)) head.setAttribute("aria-sort", isUp ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  $("sort").value = state.sort;
}
