/* The page of events: filters, the address that keeps the state, colours; and the start of it all. */

// ----------------------------------------------------------------------------------------------------- filters
function choices(name, values, say) {
  const box = $(`pick-${name}`).querySelector(".choices"), made = new Map();
  for (const value of values) {
    const input = el("input"), count = el("span", "small");
    Object.assign(input, { type: "checkbox", value });
    input.addEventListener("change", () => {
      const chosen = new Set(state[name]);
      chosen[input.checked ? "add" : "delete"](value);
      change({ [name]: chosen });
    });
    const label = el("label", "", input, bdi(say(value)), count);
    box.append(label);
    made.set(value, { input, count, label });
  }
  return made;
}
let countryChoices, typeChoices;
function showChoices(name, made, say) {
  for (const [value, { input, count, label }] of made) {
    const n = facets[name].get(value) || 0;
    input.checked = state[name].has(value);
    count.textContent = grouped(n);
    label.classList.toggle("none", !n && !input.checked);
  }
  const chosen = [...state[name]];
  $(`pick-${name}`).querySelector("strong").textContent = chosen.length === 0 ? "any" : chosen.length < 3 ? chosen.map(say).join(", ") : `${chosen.length} chosen`;
  $(`pick-${name}`).classList.toggle("is-set", chosen.length > 0);
}
const byCount = (column) => {
  const found = new Map();
  column.forEach((value, at) => found.set(value, (found.get(value) || 0) + (E.is_counted[at] ? 1 : 1e-6)));
  return [...found].sort((a, b) => b[1] - a[1] || compare(a[0], b[0])).map(([value]) => value);
};

function buildFilters() {
  countryChoices = choices("country", byCount(codes), countryName);
  typeChoices = choices("type", byCount(types), (type) => type);
  const actors = new Map();
  for (const number of E.source_actors.flat().concat(E.target_actors.flat())) actors.set(number, (actors.get(number) || 0) + 1);
  for (const [number] of [...actors].sort((a, b) => b[1] - a[1]).slice(0, 300)) {
    const option = el("option");
    option.value = texts[number];
    $("actors").append(option);
  }
  let waiting = 0;
  for (const [id, key] of [["q", "q"], ["actor", "actor"]]) {
    $(id).addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => change({ [key]: $(id).value }), 120);
    });
  }
  for (const id of ["from", "to"]) $(id).addEventListener("change", () => change({ [id]: dayOf($(id).value) }));
  $("sources").addEventListener("change", () => change({ sources: Number($("sources").value) }));
  $("change").addEventListener("change", () => change({ change: $("change").value }));
  $("all").addEventListener("change", () => change({ all: $("all").checked }));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("reset").addEventListener("click", () => change({ q: "", actor: "", country: new Set(), type: new Set(), from: null, to: null, sources: 0, change: "", all: false }));
  document.addEventListener("click", (event) => closePicks((pick) => !pick.contains(event.target)));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector(".pick[open]");
    if (open) { open.open = false; open.firstElementChild.focus(); }
    $("tip").hidden = true;
  });
  for (const pick of document.querySelectorAll(".pick")) {
    pick.addEventListener("focusout", (event) => { if (event.relatedTarget && !pick.contains(event.relatedTarget)) pick.open = false; });
  }
}
const closePicks = (which) => document.querySelectorAll(".pick[open]").forEach((pick) => { if (which(pick)) pick.open = false; });

function showFilters() {
  for (const id of ["q", "actor"]) if ($(id) !== document.activeElement) $(id).value = state[id];
  for (const id of ["from", "to"]) $(id).value = state[id] === null ? "" : isoDay(state[id]);
  $("sources").value = String(state.sources);
  $("change").value = state.change;
  $("all").checked = state.all;
  showChoices("country", countryChoices, countryName);
  showChoices("type", typeChoices, (type) => type);
  for (const button of $("news").querySelectorAll("button")) button.setAttribute("aria-pressed", String(state.change === button.value));
}
/** What the last night brought: one button a kind of change, which shows those. */
function buildNews() {
  const found = new Map();
  for (let at = 0; at < N; at++) if (E.is_counted[at]) for (const number of E.changes[at]) found.set(texts[number], (found.get(texts[number]) || 0) + 1);
  if (!found.size) return;
  $("news").hidden = false;
  $("news").append("In the last night:");
  for (const [word, count] of found) {
    const button = el("button", "", `${grouped(count)} ${word}`);
    Object.assign(button, { type: "button", value: word });
    button.addEventListener("click", () => change({ change: state.change === word ? "" : word }));
    $("news").append(button);
  }
}

function say(text) {
  $("off-map").textContent = text ? ` ${text}.` : "";
  $("off-map").setAttribute("role", "status");
}
function showCounts() {
  let low = 0, top = 0, n = 0, few = 0, isOpen = false;
  for (const at of shown) {
    if (least(at) !== null) { low += least(at); top += most(at); n++; isOpen ||= E.fatalities_high[at] === null; }
    if (!spots[at]) few++;
  }
  const all = N - (state.all ? 0 : E.is_counted.reduce((sum, flag) => sum + (flag ? 0 : 1), 0));
  const dead = n ? ` ${grouped(n)} ${n === 1 ? "states" : "state"} a toll: ${low === top ? grouped(low) : `${grouped(low)} to ${grouped(top)}`}${isOpen ? " or more" : ""} dead in all${n < shown.length ? "; the others are silent, not without dead" : ""}.` : "";
  const setNow = countSet();
  $("filter-box").firstElementChild.textContent = setNow ? `Filters (${setNow} set)` : "Filters";
  $("counts").replaceChildren(el("strong", "", `${grouped(shown.length)}`), ` of ${counted(all, "event")}.${dead}`);
  say(few ? `${counted(few, "event")} of those found ${few === 1 ? "has" : "have"} no point on the map` : "");
}

const countSet = () => [state.q, state.actor, state.country.size, state.type.size, state.from !== null || state.to !== null, state.sources,
  state.change, state.all].filter(Boolean).length;

function change(to) {
  Object.assign(state, to);
  focused = -1;
  current = 0;
  refresh();
  save();
}
function refresh() {
  filter();
  findBins();
  showFilters();
  showCounts();
  showOrder();
  body.scrollTop = 0;
  layTable();
  drawTimes();
  askDraw();
}

// ------------------------------------------------------------------------------------------------- the address
function hashOf() {
  const said = new URLSearchParams();
  const put = (name, value) => { if (value) said.set(name, value); };
  put("q", state.q);
  put("actor", state.actor);
  put("country", [...state.country].map((code) => code || "-").join(","));
  put("type", [...state.type].join(","));
  put("from", state.from !== null && isoDay(state.from));
  put("to", state.to !== null && isoDay(state.to));
  put("sources", state.sources || "");
  put("change", state.change);
  put("all", state.all && "1");
  put("sort", state.sort !== "day" && state.sort);
  if (view.k !== HOME.k || view.x !== HOME.x || view.y !== HOME.y) put("map", [view.x.toFixed(4), view.y.toFixed(4), view.k.toFixed(2)].join(","));
  put("event", state.open);
  return said.toString();
}
let saved = "", saving = 0;
function save() {
  clearTimeout(saving);
  saved = hashOf();
  try {
    history.replaceState(null, "", saved ? `#${saved}` : location.pathname + location.search);
  } catch { /* a browser that counts these calls refuses some: the next one tells all */ }
}
function saveSoon() {
  clearTimeout(saving);
  saving = setTimeout(save, 250);
}
/** Take the state from the address. What it says may be anything: what makes no sense is left at its default. */
function restore() {
  const said = new URLSearchParams(location.hash.slice(1)), word = (name) => said.get(name) || "";
  const oneOf = (name, allowed, other) => (allowed.includes(word(name)) ? word(name) : other);
  const listed = (name, known) => new Set(word(name).split(",").map((value) => (value === "-" ? "" : value)).filter((value, at, them) => known.has(value) && (value || them.length)));
  Object.assign(state, {
    q: word("q"), actor: word("actor"),
    country: said.has("country") ? listed("country", new Set(codes)) : new Set(), type: said.has("type") ? listed("type", new Set(types)) : new Set(),
    from: valid(dayOf(word("from"))), to: valid(dayOf(word("to"))), sources: Number(oneOf("sources", ["2", "3", "5"], "0")),
    change: oneOf("change", ["any", "new", "updated", "corrected", "retracted", "merged", "split"], ""), all: word("all") === "1",
    sort: word("sort") in ORDERS ? word("sort") : "day", open: "",
  });
  const [x, y, k] = word("map").split(",").map(Number);
  Object.assign(view, Number.isFinite(x) && Number.isFinite(y) && k >= 1 ? { x, y, k: Math.min(MAX_ZOOM, k) } : HOME);
  refresh();
  const at = word("event") ? E.id.indexOf(word("event")) : -1;
  if (at >= 0) {
    if (shown.includes(at)) goTo(shown.indexOf(at), { focus: false });
    openCard(at, shown.includes(at) ? shown : [at]);
  } else if (card.open) {
    card.close();
  }
}

// ------------------------------------------------------------------------------------------------------ colours
function buildTheme() {
  const button = $("theme"), themes = ["", "dark", "light"], root = document.documentElement;
  const words = { "": "as the system", dark: "dark", light: "light" };
  const put = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    button.textContent = `Colours: ${words[theme]}`;
  };
  let theme = "";
  try { theme = themes.includes(localStorage.getItem("dateline-theme")) ? localStorage.getItem("dateline-theme") : ""; } catch { /* no storage here */ }
  put(theme);
  button.hidden = false;
  button.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    put(theme);
    try { localStorage.setItem("dateline-theme", theme); } catch { /* it lasts as long as the page then */ }
    recolour();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
}
function recolour() {
  readColours();
  drawTimes();
  askDraw();
}

// -------------------------------------------------------------------------------------------------------- begin
$("app").hidden = false;
if (window.top !== window) {  // Airflow's navigation shows pages in a frame from which nothing can be opened
  $("framed").hidden = false;
  $("framed").lastElementChild.textContent = location.href.split("#")[0];
}
readWorld();
buildTheme();
readColours();
buildFilters();
buildNews();
if (matchMedia("(max-width: 40rem)").matches) $("filter-box").open = false;
listenToMap();
listenToTimes();
listenToTable();
listenToCard();
restore();
addEventListener("hashchange", () => { if (location.hash.slice(1) !== saved) restore(); });
makeHaystacks();
let lastWidth = innerWidth;
new ResizeObserver(() => {
  askDraw();
  drawTimes();
  if (innerWidth !== lastWidth) layTable();
  lastWidth = innerWidth;
}).observe($("app"));
