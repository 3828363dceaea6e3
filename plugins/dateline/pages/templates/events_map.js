/* The page of events: the map. Its outlines are packed into the page; marks are drawn anew for every view. */

// --------------------------------------------------------------------------------------------------------- map
const canvas = $("map"), pen = canvas.getContext("2d"), ground = document.createElement("canvas");
const HOME = { x: 0.05, y: -0.18, k: 1 };
const MAX_ZOOM = 80, CELL = 34;
const view = { ...HOME };
let unit = 200, marks = [], focused = -1, drawAsked = false, groundView = null, settle = 0;

/** The Natural Earth projection (Savric et al.), longitude and latitude in degrees, to units of the globe's radius, y down. */
function project(longitude, latitude) {
  const l = longitude * Math.PI / 180, p = latitude * Math.PI / 180, p2 = p * p, p4 = p2 * p2;
  return [l * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4))),
    -p * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))];
}

const shapes = [];
function readWorld() {
  const arcs = world.arcs.map((steps) => {
    const points = [];
    for (let i = 0, x = 0, y = 0; i < steps.length; i += 2) points.push([(x += steps[i]) / world.steps, (y += steps[i + 1]) / world.steps]);
    return points;
  });
  for (const polygons of Object.values(world.countries)) {
    for (const rings of polygons) shapes.push(shapeOf(rings, arcs));
  }
}
/** One polygon as a path, twice where it goes over the date line: what is cut off on one side shows on the other. */
function shapeOf(rings, arcs) {
  const path = new Path2D(), box = [Infinity, Infinity, -Infinity, -Infinity];
  const outlines = rings.map((ring) => unwrapped(ring, arcs));
  const xs = outlines[0].map((point) => point[0]), west = Math.min(...xs), east = Math.max(...xs);
  for (const turn of [0, ...(east > 180 ? [-360] : []), ...(west < -180 ? [360] : [])]) {
    for (const outline of outlines) {
      outline.forEach(([longitude, latitude], at) => {
        const [x, y] = project(longitude + turn, latitude);
        path[at ? "lineTo" : "moveTo"](x, y);
        box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y); box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
      });
      path.closePath();
    }
  }
  return { path, box };
}
function unwrapped(ring, arcs) {
  const points = [];
  for (const number of ring) {
    const arc = number >= 0 ? arcs[number] : [...arcs[~number]].reverse();
    for (let i = points.length ? 1 : 0; i < arc.length; i++) {
      let [x, y] = arc[i];
      const before = points.length ? points[points.length - 1][0] : x;
      x += 360 * Math.round((before - x) / 360);
      points.push([x, y]);
    }
  }
  return points;
}
const globe = new Path2D();
for (let at = 0; at <= 360; at += 2) {
  const latitude = at <= 180 ? 90 - at : at - 270, [x, y] = project(at <= 180 ? 180 : -180, latitude);
  globe[at ? "lineTo" : "moveTo"](x, y);
}
globe.closePath();

const spots = E.latitude.map((latitude, at) => (latitude === null || E.longitude[at] === null ? null : project(E.longitude[at], latitude)));
const radiusKm = (at) => packed.radius_km[told(E.geo_precision, at)] || 0;
const scale = () => unit * view.k;
const toScreen = ([x, y]) => [(x - view.x) * scale() + canvas.clientWidth / 2, (y - view.y) * scale() + canvas.clientHeight / 2];
const ratio = () => Math.min(2, devicePixelRatio || 1);

function sizeCanvas(one) {
  const width = Math.round(one.clientWidth * ratio()), height = Math.round(one.clientHeight * ratio());
  if (one.width !== width || one.height !== height) Object.assign(one, { width, height });
}

/** Land and borders, drawn once for a view and kept: while the map moves the kept picture moves with it. */
function drawGround() {
  if (groundView && groundView.x === view.x && groundView.y === view.y && groundView.scale === scale() && groundView.width === canvas.width
    && groundView.paper === ink.paper) return;
  Object.assign(ground, { width: canvas.width, height: canvas.height });
  const on = ground.getContext("2d"), k = scale() * ratio();
  on.fillStyle = ink.paper;
  on.fillRect(0, 0, ground.width, ground.height);
  on.setTransform(k, 0, 0, k, ground.width / 2 - view.x * k, ground.height / 2 - view.y * k);
  on.fillStyle = ink.sea;
  on.fill(globe);
  on.clip(globe);
  Object.assign(on, { fillStyle: ink.land, strokeStyle: ink.shore, lineWidth: 0.7 * ratio() / k, lineJoin: "round" });
  const halfX = ground.width / 2 / k, halfY = ground.height / 2 / k;
  for (const { path, box } of shapes) {
    if (box[2] < view.x - halfX || box[0] > view.x + halfX || box[3] < view.y - halfY || box[1] > view.y + halfY) continue;
    on.fill(path);
    on.stroke(path);
  }
  groundView = { x: view.x, y: view.y, scale: scale(), width: canvas.width, paper: ink.paper };
}

function drawMap() {
  drawAsked = false;
  sizeCanvas(canvas);
  if (!canvas.width) return;
  unit = Math.min(canvas.clientWidth / 5.5, canvas.clientHeight / 2.42);
  const isMoving = performance.now() < settle && groundView;
  if (!isMoving) drawGround();
  const r = ratio(), zoom = scale() / groundView.scale;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = ink.paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(zoom, 0, 0, zoom, canvas.width / 2 * (1 - zoom) + (groundView.x - view.x) * scale() * r,
    canvas.height / 2 * (1 - zoom) + (groundView.y - view.y) * scale() * r);
  pen.drawImage(ground, 0, 0);
  pen.setTransform(r, 0, 0, r, 0, 0);
  marks = findMarks();
  marks.forEach(drawRing);
  for (const land of [true, false]) marks.forEach((mark, number) => { if (Boolean(mark.code) === land) drawMark(mark, number); });
  if (isMoving) setTimeout(askDraw, Math.max(0, settle - performance.now()) + 10);
}
function askDraw() {
  if (!drawAsked) requestAnimationFrame(drawMap);
  drawAsked = true;
}
function moved() {
  const x = 2.74, y = 1.43;
  view.k = Math.min(MAX_ZOOM, Math.max(1, view.k));
  view.x = Math.min(x, Math.max(-x, view.x));
  view.y = Math.min(y, Math.max(-y, view.y));
  settle = performance.now() + 140;
  askDraw();
  saveSoon();
}

/** What stands on the map: events near each other are one mark, so that none hides another. The cells belong to the
    world and not to the window: moving the map regroups nothing. */
function findMarks() {
  const cells = new Map(), lands = new Map(), k = scale(), size = CELL;
  const halfX = canvas.clientWidth / 2 / k + 0.02, halfY = canvas.clientHeight / 2 / k + 0.02;
  for (const at of shown) {
    const spot = spots[at];
    if (!spot) {
      if (world.middles[codes[at]]) (lands.get(codes[at]) || lands.set(codes[at], []).get(codes[at])).push(at);
      continue;
    }
    if (Math.abs(spot[0] - view.x) > halfX || Math.abs(spot[1] - view.y) > halfY) continue;
    const key = Math.floor(spot[0] * k / size) * 65536 + Math.floor(spot[1] * k / size);
    (cells.get(key) || cells.set(key, []).get(key)).push(at);
  }
  const found = apartFromEachOther([...cells.values()].map((members) => markOf(members)));
  for (const [code, members] of lands) {
    const [x, y] = beside(toScreen(project(...world.middles[code])), found);
    if (x > -12 && y > -12 && x < canvas.clientWidth + 12 && y < canvas.clientHeight + 12) found.push({ members, code, x, y, r: 10 });
  }
  return found.sort((a, b) => a.x - b.x || a.y - b.y);
}
function markOf(members) {
  let x = 0, y = 0;
  for (const at of members) { x += spots[at][0]; y += spots[at][1]; }
  const [sx, sy] = toScreen([x / members.length, y / members.length]);
  return { members, x: sx, y: sy, r: markRadius(members.length) };
}
const markRadius = (count) => (count === 1 ? 5 : Math.min(20, 8 + 1.8 * Math.log2(count)));
/** Let the larger marks take in the ones that they would cover. */
function apartFromEachOther(found) {
  const kept = [];
  for (const mark of found.sort((a, b) => b.members.length - a.members.length)) {
    const over = kept.findIndex((other) => Math.hypot(other.x - mark.x, other.y - mark.y) < (other.r + mark.r) * 0.85);
    if (over < 0) kept.push(mark);
    else Object.assign(kept[over], { members: kept[over].members.concat(mark.members), r: markRadius(kept[over].members.length + mark.members.length) });
  }
  return kept;
}
/** A country's count stands for no point: it steps aside where it would cover one. */
function beside([x, y], found) {
  const isFree = ([dx, dy]) => found.every((mark) => Math.hypot(mark.x - x - dx, mark.y - y - dy) > mark.r + 13);
  const [dx, dy] = [[0, 0], [0, -24], [24, 0], [-24, 0], [0, 24], [26, -26], [-26, -26], [26, 26], [-26, 26]].find(isFree) || [0, 0];
  return [x + dx, y + dy];
}

/** Trace what lies so many kilometres around an event: on this projection that is no circle. */
function traceRing(at, km) {
  const up = km / 111.2, aside = up / Math.max(0.05, Math.cos(E.latitude[at] * Math.PI / 180));
  pen.beginPath();
  for (let turn = 0; turn < 2 * Math.PI; turn += Math.PI / 24) {
    const latitude = Math.max(-90, Math.min(90, E.latitude[at] + up * Math.sin(turn)));
    pen.lineTo(...toScreen(project(E.longitude[at] + aside * Math.cos(turn), latitude)));
  }
  pen.closePath();
}
const kilometres = (at) => radiusKm(at) / 6371 * scale();
function drawRing(mark) {
  if (mark.code) return;
  const widest = mark.members.reduce((a, b) => (radiusKm(b) > radiusKm(a) ? b : a));
  const r = kilometres(widest);
  if (r < 7 || r > 4000) return;
  const c = ink[`q${quad(widest)}`];
  traceRing(widest, radiusKm(widest));
  Object.assign(pen, { strokeStyle: c, fillStyle: c, lineWidth: 1.5, globalAlpha: 0.12 });
  pen.fill();
  pen.globalAlpha = 0.9;
  pen.stroke();
  pen.globalAlpha = 1;
}
function drawMark(mark, number) {
  const { members, x, y, r } = mark;
  pen.lineWidth = 1.5;
  if (mark.code) {
    const half = 5 + 3.5 * String(members.length).length;
    Object.assign(pen, { fillStyle: ink.paper, strokeStyle: ink.ink });
    pen.setLineDash([3, 2]);
    pen.fillRect(x - half, y - 9, 2 * half, 18);
    pen.strokeRect(x - half, y - 9, 2 * half, 18);
    pen.setLineDash([]);
    drawCount(members.length, x, y, ink.ink);
  } else if (members.length > 1) {
    disc(x, y, r, ink.ink, ink.paper);
    drawCount(members.length, x, y, ink.paper);
  } else if (radiusKm(members[0])) {
    if (kilometres(members[0]) < 7) disc(x, y, 4.5, null, ink[`q${quad(members[0])}`], 2.25);
  } else {
    disc(x, y, 4.5, ink[`q${quad(members[0])}`], ink.paper);
  }
  if (number === focused && document.activeElement === canvas) disc(x, y, r + 5, null, ink.link, 3);
}
function disc(x, y, r, fill, stroke, width = 1.5) {
  pen.beginPath();
  pen.arc(x, y, r, 0, 2 * Math.PI);
  if (fill) {
    pen.fillStyle = fill;
    pen.fill();
  }
  Object.assign(pen, { strokeStyle: stroke, lineWidth: width });
  pen.stroke();
}
function drawCount(count, x, y, fill) {
  Object.assign(pen, { fillStyle: fill, font: "700 11px system-ui, sans-serif", textAlign: "center", textBaseline: "middle" });
  pen.fillText(count > 9999 ? `${Math.floor(count / 1000)}k` : count, x, y + 0.5);
}

function markAt(x, y) {
  let nearest = -1, away = Infinity;
  marks.forEach((mark, number) => {
    const d = Math.hypot(mark.x - x, mark.y - y), ring = mark.members.length === 1 && !mark.code ? kilometres(mark.members[0]) : 0;
    if (d < Math.max(mark.r, ring) + 8 && d < away) [nearest, away] = [number, d];
  });
  return nearest;
}
function sayMark(mark) {
  if (mark.code) return `${countryName(mark.code)}: ${counted(mark.members.length, "event")} known by country only`;
  if (mark.members.length > 1) return `${counted(mark.members.length, "event")} near ${placeOf(mark.members[0])}`;
  const at = mark.members[0], km = radiusKm(at);
  return `${sayDays(at)}, ${types[at]}, ${placeOf(at)}${km ? ` (within ${km} km)` : ""}${sayToll(at) ? `, dead ${sayToll(at)}` : ""}`;
}
function openMark(mark) {
  if (!mark) return;
  if (mark.members.length === 1) openCard(mark.members[0], mark.members);
  else openList(mark);
}

function zoomBy(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const k = Math.min(MAX_ZOOM, Math.max(1, view.k * factor)), dx = x - canvas.clientWidth / 2, dy = y - canvas.clientHeight / 2;
  view.x += dx / scale() - dx / (unit * k);
  view.y += dy / scale() - dy / (unit * k);
  view.k = k;
  moved();
}
function fit(members) {
  const found = members.map((at) => spots[at]).filter(Boolean);
  if (!found.length) return Object.assign(view, HOME), moved();
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of found) {
    west = Math.min(west, x); east = Math.max(east, x); north = Math.min(north, y); south = Math.max(south, y);
  }
  view.k = Math.min(MAX_ZOOM / 2, 0.82 * Math.min(canvas.clientWidth / Math.max(east - west, 1e-6), canvas.clientHeight / Math.max(south - north, 1e-6)) / unit);
  Object.assign(view, { x: (west + east) / 2, y: (north + south) / 2 });
  return moved();
}

function listenToMap() {
  const fingers = new Map();
  let start = null, hasMoved = false, apart = 0;
  const at = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
    start = at(event);
    hasMoved = fingers.size > 1;
    apart = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = at(event), before = fingers.get(event.pointerId);
    if (!before) return hover(...now);
    fingers.set(event.pointerId, now);
    hasMoved ||= Math.hypot(now[0] - start[0], now[1] - start[1]) > 4;
    if (!hasMoved) return undefined;
    $("tip").hidden = true;
    const share = fingers.size;
    view.x -= (now[0] - before[0]) / scale() / share;
    view.y -= (now[1] - before[1]) / scale() / share;
    if (share === 2) {
      const [[ax, ay], [bx, by]] = [...fingers.values()], wide = Math.hypot(ax - bx, ay - by);
      if (apart) zoomBy(wide / apart, (ax + bx) / 2, (ay + by) / 2);
      apart = wide;
    }
    return moved();
  });
  const up = (event) => {
    const was = fingers.delete(event.pointerId);
    if (was && event.type === "pointerup" && !hasMoved) openMark(marks[markAt(...at(event))]);
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", () => { $("tip").hidden = true; });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0022)), ...at(event));
  }, { passive: false });
  canvas.addEventListener("keydown", mapKey);
  canvas.addEventListener("blur", askDraw);
  canvas.addEventListener("focus", askDraw);
  $("zoom-in").addEventListener("click", () => zoomBy(1.8));
  $("zoom-out").addEventListener("click", () => zoomBy(1 / 1.8));
  $("zoom-fit").addEventListener("click", () => fit(shown));
}
function hover(x, y) {
  const mark = marks[markAt(x, y)];
  canvas.classList.toggle("on-mark", Boolean(mark));
  showTip(mark);
}
function showTip(mark) {
  const tip = $("tip");
  tip.hidden = !mark;
  if (!mark) return;
  tip.textContent = sayMark(mark);
  tip.style.left = `${Math.max(0, Math.min(mark.x + 12, canvas.clientWidth - tip.offsetWidth))}px`;
  tip.style.top = `${Math.max(0, Math.min(mark.y + 12, canvas.clientHeight - tip.offsetHeight))}px`;
}
function mapKey(event) {
  const step = 60 / scale();
  const keys = {
    ArrowLeft: () => { view.x -= step; moved(); }, ArrowRight: () => { view.x += step; moved(); },
    ArrowUp: () => { view.y -= step; moved(); }, ArrowDown: () => { view.y += step; moved(); },
    "+": () => zoomBy(1.6), "=": () => zoomBy(1.6), "-": () => zoomBy(1 / 1.6),
    0: () => { Object.assign(view, HOME); moved(); },
    n: () => focusMark(1), p: () => focusMark(-1), Enter: () => openMark(marks[focused]),
  };
  const act = event.ctrlKey || event.metaKey || event.altKey ? null : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
function focusMark(step) {
  if (!marks.length) return;
  focused = (focused + step + marks.length) % marks.length;
  showTip(marks[focused]);
  say(sayMark(marks[focused]));
  askDraw();
}
