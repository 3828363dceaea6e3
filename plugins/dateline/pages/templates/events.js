/* The page of events: what is packed into it, what of that is shown, and the small parts that all else is made of.
   The files events*.js become one script, in the order that dateline/pages/events.py says. Texts come from strangers:
   they only ever go into the page as text (textContent), and an address becomes a link only when it is one of the web.
   Nothing is asked of any network. */

const $ = (id) => document.getElementById(id);
const packed = JSON.parse($("packed").textContent);
const world = JSON.parse($("world").textContent);
const { texts, events: E, reports: R, articles: A, history: H, countries } = packed;
const N = E.id.length;

// ------------------------------------------------------------------------------------------------ the events
const told = (column, at) => texts[column[at]];
const types = E.event_type.map((number) => texts[number]);
const codes = E.country.map((number) => texts[number]);
const countryName = (code) => countries[code] || code || "no country";
const days = E.event_date.map((day, at) => (day === null ? Math.floor(E.first_seen_at[at] / 1440) : day));
const least = (at) => E.fatalities_low[at] ?? E.fatalities_best[at] ?? E.fatalities_high[at];
const most = (at) => E.fatalities_high[at] ?? E.fatalities_best[at] ?? E.fatalities_low[at];
const best = (at) => E.fatalities_best[at] ?? E.fatalities_low[at] ?? E.fatalities_high[at];
/** The lowest and the highest toll that was ever told of an event, and whether it was told as "at least". */
function tollSpan(at) {
  const [, low, high, open] = /^(\d+)(?:-(\d+))?(\+?)$/.exec(told(E.toll_range, at)) || [];
  return low === undefined ? [least(at), most(at), false] : [Number(low), Number(high ?? low), open === "+"];
}
const highestToll = Math.max(1, ...chunkedMax((at) => tollSpan(at)[1]));
const quad = (at) => (E.quad_class[at] >= 1 && E.quad_class[at] <= 4 ? E.quad_class[at] : 0);
const placeParts = (at) => {
  const parts = [...new Set([told(E.place_name, at) || told(E.admin1, at), codes[at] && countryName(codes[at])])].filter(Boolean);
  return parts.length ? parts : ["no place"];
};
const placeOf = (at) => placeParts(at).join(", ");
const names = (numbers) => numbers.map((number) => texts[number]).join("; ");

/** The largest values in pieces: a call with ten thousand arguments is more than some browsers take. */
function chunkedMax(value) {
  const found = [];
  for (let at = 0; at < N; at += 1000) {
    let top = 0;
    for (let i = at; i < Math.min(N, at + 1000); i++) top = Math.max(top, value(i) ?? 0);
    found.push(top);
  }
  return found;
}

/** Rows of another table by event: its lines `from[at]` to `from[at + 1]`; they are packed in the order of events' ids. */
function groupedBy(column) {
  const groups = new Map();
  column.forEach((event, line) => (groups.get(event) || groups.set(event, []).get(event)).push(line));
  return groups;
}
const reportsOf = groupedBy(R.event);
const historyOf = groupedBy(H.event);

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const haystacks = new Array(N);
/** Everything of an event that a search looks through, made when it is first asked for. */
function haystack(at) {
  if (haystacks[at] === undefined) {
    const parts = [E.id[at], types[at], told(E.event_mode, at), placeOf(at), told(E.admin1, at), told(E.summary, at),
      names(E.source_actors[at]), names(E.target_actors[at]), names(E.weapons[at])];
    for (const line of reportsOf.get(at) || []) {
      parts.push(told(R.evidence, line), told(A.title, R.article[line]), told(A.publisher, R.article[line]));
    }
    haystacks[at] = folded(parts.join("\n"));
  }
  return haystacks[at];
}
/** Make them all while nothing else is to do, so that the first word typed is looked for at once. */
function makeHaystacks(from = 0) {
  const whenIdle = window.requestIdleCallback || ((act) => setTimeout(act, 30));
  whenIdle(() => {
    const end = Math.min(N, from + 200);
    for (let at = from; at < end; at++) haystack(at);
    if (end < N) makeHaystacks(end);
  });
}
const actorStacks = new Array(N);
const actorStack = (at) => (actorStacks[at] ??= folded(`${names(E.source_actors[at])}\n${names(E.target_actors[at])}`));

// ---------------------------------------------------------------------------------------------- what is shown
const state = { q: "", actor: "", country: new Set(), type: new Set(), from: null, to: null, sources: 0, change: "",
  all: false, sort: "day", open: "" };
const BY = { words: 1, country: 2, type: 4, days: 8, rest: 16 };
let shown = [], facets = { country: new Map(), type: new Map() }, inOtherwise = [];

/** Which kinds of filter keep an event out; 0: it is shown. By it the choices tell what they would bring. */
function keptOutBy(at, words, actor) {
  let by = 0;
  if (!state.all && !E.is_counted[at]) by |= BY.rest;
  if (state.country.size && !state.country.has(codes[at])) by |= BY.country;
  if (state.type.size && !state.type.has(types[at])) by |= BY.type;
  if ((state.from !== null && days[at] < state.from) || (state.to !== null && days[at] > state.to)) by |= BY.days;
  if (state.sources && (E.n_sources[at] || 0) < state.sources) by |= BY.rest;
  if (state.change && !(state.change === "any" ? E.changes[at].length
    : E.changes[at].some((number) => texts[number] === state.change))) by |= BY.rest;
  if (by & BY.rest) return by;  // whatever else: words need not be looked for
  if (actor && !actorStack(at).includes(actor)) by |= BY.words;
  if (words.length && !words.every((word) => haystack(at).includes(word))) by |= BY.words;
  return by;
}

function filter() {
  const words = folded(state.q).split(/\s+/).filter(Boolean), actor = folded(state.actor.trim());
  const count = (map, key) => map.set(key, (map.get(key) || 0) + 1);
  shown = [];
  inOtherwise = [];
  facets = { country: new Map(), type: new Map() };
  for (let at = 0; at < N; at++) {
    const by = keptOutBy(at, words, actor);
    if (by === 0) shown.push(at);
    if ((by & ~BY.country) === 0) count(facets.country, codes[at]);
    if ((by & ~BY.type) === 0) count(facets.type, types[at]);
    if ((by & ~BY.days) === 0) inOtherwise.push(at);
  }
  sort();
}

const ORDERS = {
  day: (a, b) => days[b] - days[a],
  "day-up": (a, b) => days[a] - days[b],
  dead: (a, b) => (best(b) ?? -1) - (best(a) ?? -1),
  "dead-up": (a, b) => (best(a) ?? Infinity) - (best(b) ?? Infinity) || 0,
  sources: (a, b) => (E.n_sources[b] ?? 0) - (E.n_sources[a] ?? 0),
  "sources-up": (a, b) => (E.n_sources[a] ?? 0) - (E.n_sources[b] ?? 0),
  confidence: (a, b) => (E.confidence[b] ?? -1) - (E.confidence[a] ?? -1),
  "confidence-up": (a, b) => (E.confidence[a] ?? 2) - (E.confidence[b] ?? 2),
  place: (a, b) => compare(placeKeys(a), placeKeys(b)),
  "place-down": (a, b) => compare(placeKeys(b), placeKeys(a)),
  type: (a, b) => compare(types[a], types[b]),
  "type-down": (a, b) => compare(types[b], types[a]),
};
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const placeStack = new Array(N);
const placeKeys = (at) => (placeStack[at] ??= folded(`${countryName(codes[at])} ${told(E.place_name, at)}`));

function sort() {
  const order = ORDERS[state.sort] || ORDERS.day;
  shown.sort((a, b) => order(a, b) || a - b);
}

// ------------------------------------------------------------------------------------------------- small parts
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const isoDay = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
const dayOf = (iso) => (/^\d{4}-\d\d-\d\d$/.test(iso) ? Math.round(Date.parse(`${iso}T00:00:00Z`) / 864e5) : null);
const valid = (day) => (Number.isFinite(day) ? day : null);
const grouped = (number) => number.toLocaleString("en");
const counted = (number, word) => `${grouped(number)} ${word}${number === 1 ? "" : "s"}`;

function sayDay(day, precision = "day") {
  if (day === null) return "no date";
  const on = new Date(day * 864e5), month = MONTHS[on.getUTCMonth()], year = on.getUTCFullYear();
  if (precision === "year") return `${year}`;
  if (precision === "month") return `${month} ${year}`;
  return `${precision === "week" ? "week of " : ""}${on.getUTCDate()} ${month} ${year}`;
}
function sayDays(at) {
  const precision = told(E.event_date_precision, at) || "day", from = E.event_date[at], to = E.event_date_end[at];
  return precision === "day" && to !== null && to !== from ? `${sayDay(from)} to ${sayDay(to)}` : sayDay(from, precision);
}
function sayMinute(minute) {
  if (minute === null) return "at a time not known";
  const iso = new Date(minute * 6e4).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
const sayToll = (at) => told(E.toll_range, at).replace("-", "–");
const MANY = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
function sayConfidence(share) {
  if (share === null) return "not measured";
  const tenths = Math.round(share * 10);
  return `${share.toFixed(2)}: of such rows ${tenths >= 10 ? "nearly all" : `about ${MANY[tenths]} in ten`} are right in event, mode, day and country`;
}

/** An element with text and children; the text is never read as HTML. */
function el(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}
const bdi = (text) => el("bdi", "", text);
/** Words of any script one after the other, each in its own direction: one from right to left turns no neighbour. */
const separately = (words, between) => words.flatMap((word, at) => (at ? [between, bdi(word)] : [bdi(word)]));
const parties = (numbers) => (numbers.length ? separately(numbers.map((number) => texts[number]), "; ") : ["not stated"]);

function webAddress(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:"].includes(parsed.protocol) && parsed.hostname ? parsed.href : null;
  } catch {
    return null;
  }
}
function storyLink(article) {
  const address = A.is_link[article] ? webAddress(A.url[article]) : null, words = told(A.title, article) || A.url[article];
  if (!address) return bdi(words);
  const link = el("a", "", bdi(words));
  link.href = address;
  link.rel = "noopener noreferrer external";
  link.target = "_blank";
  return link;
}

/** The span of a toll on a scale of roots: 5 and 500 are both seen. What was told as "at least" fades out to the right. */
function tollBar(at) {
  const [low, high, open] = tollSpan(at), middle = E.fatalities_best[at];
  if (low === null) return null;
  const place = (number) => `${Math.min(1, Math.sqrt(number / highestToll)) * 100}%`;
  const bar = el("span", "range"), span = el("i");
  bar.setAttribute("aria-hidden", "true");
  span.style.left = place(low);
  span.style.right = open ? "0" : `${100 - parseFloat(place(high))}%`;
  span.classList.toggle("open", open);
  bar.append(span);
  if (middle !== null) {
    const line = el("b");
    line.style.left = place(middle);
    bar.append(line);
  }
  return bar;
}

// ----------------------------------------------------------------------------------------------------- colours
const probe = el("i");
probe.hidden = true;
document.body.append(probe);
/** A colour of the style sheet as a canvas takes it: custom properties resolve only on an element. */
function colour(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}
let ink = {};
function readColours() {
  for (const name of ["paper", "ink", "soft", "rule", "sea", "land", "shore", "link", "fill", "q0", "q1", "q2", "q3", "q4"]) {
    ink[name] = colour(name);
  }
}
