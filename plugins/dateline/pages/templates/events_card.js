/* The page of events: the card of one event, and the list of those that stand at one mark of the map. */

// -------------------------------------------------------------------------------------------------------- card
const card = $("card"), cardBody = $("card-body");
let opener = null, among = [], isList = false;

function openCard(at, list) {
  among = list;
  state.open = E.id[at];
  show(cardOf(at));
  const number = among.indexOf(at);
  $("card-at").textContent = among.length > 1 ? `${grouped(number + 1)} of ${grouped(among.length)}` : "";
  $("card-before").disabled = number <= 0;
  $("card-next").disabled = number < 0 || number >= among.length - 1;
  save();
}
function show(children) {
  isList = false;
  cardBody.replaceChildren(...children);
  if (!card.open) {
    opener = document.activeElement;
    card.showModal();
  }
  card.scrollTop = 0;
  cardBody.focus({ preventScroll: true });
}
function openList(mark) {
  const listed = mark.members.slice(0, 200), list = el("ul", "listed");
  for (const at of listed) {
    const button = el("button", "", sayDays(at), ", ", el("b", "", types[at]), ", ", ...separately(placeParts(at), ", "), sayToll(at) ? `, dead ${sayToll(at)}` : "");
    button.type = "button";
    button.addEventListener("click", () => openCard(at, mark.members));
    list.append(el("li", "", button));
  }
  const title = el("h2", "", sayMark(mark));
  title.id = "card-title";
  const zoom = el("button", "", "Zoom in here");
  zoom.type = "button";
  zoom.addEventListener("click", () => { card.close(); fit(mark.members); canvas.focus(); });
  state.open = "";
  show([title, mark.code ? el("p", "small", "These are told of the country alone: the map shows no point for them.") : zoom, list,
    mark.members.length > listed.length ? el("p", "more", `and ${grouped(mark.members.length - listed.length)} more: filter, or zoom in`) : ""].filter(Boolean));
  isList = true;
  $("card-at").textContent = "";
  $("card-before").disabled = $("card-next").disabled = true;
}

function cardOf(at) {
  const title = el("h2", "", ...separately(placeParts(at), ", "));
  title.id = "card-title";
  const kind = el("p", `kind q${quad(at)}`, el("b", "", types[at]), told(E.event_mode, at), el("span", "small", sayDays(at)));
  const found = (reportsOf.get(at) || []), lives = historyOf.get(at) || [];
  return [title, kind, flagsOf(at), fieldsOf(at),
    el("h3", "", `What was told: ${counted(found.length, "report")}, ${counted(E.n_sources[at] || 0, "independent source")}`),
    el("ol", "reports", ...found.map(reportItem)),
    el("h3", "", "What changed"), el("ol", "story", ...lives.map(lifeItem)),
    lives.length ? "" : el("p", "calm", "Nothing is on record.")].filter(Boolean);
}
function flagsOf(at) {
  const said = [E.is_disputed[at] && "disputed: sources contradict each other", E.is_background[at] && "background: recalled, not news of its day",
    E.is_corrected[at] && "corrected", E.is_reviewed[at] && "a reviewer corrected it", told(E.status, at) !== "live" && told(E.status, at),
    !["stated", "attributed"].includes(told(E.assertion, at)) && told(E.assertion, at),
    E.n_sources[at] === 1 && "one source only", ...E.changes[at].map((number) => `${texts[number]} in the last night`)].filter(Boolean);
  return said.length ? el("ul", "flags", ...said.map((word) => el("li", "", word))) : null;
}
function fieldsOf(at) {
  const list = el("dl", "fields"), km = radiusKm(at), precision = told(E.geo_precision, at);
  const field = (name, ...value) => { if (value.some((part) => part)) list.append(el("dt", "", name), el("dd", "", ...value.filter(Boolean))); };
  field("Who", ...parties(E.source_actors[at]));
  field("Whom", ...parties(E.target_actors[at]));
  field("Dead", sayToll(at) || "not stated", sayToll(at) && E.fatalities_best[at] !== null && sayToll(at) !== `${E.fatalities_best[at]}` ? `, best ${grouped(E.fatalities_best[at])}` : "", tollBar(at));
  field("Injured", E.injured_best[at] === null ? "" : grouped(E.injured_best[at]));
  field("Weapons", names(E.weapons[at]));
  field("Date", sayDays(at), told(E.event_date_precision, at) && told(E.event_date_precision, at) !== "day" ? ` (known by ${told(E.event_date_precision, at)})` : "");
  field("Place", ...separately(placeParts(at), ", "), told(E.admin1, at) && told(E.admin1, at) !== told(E.place_name, at) ? ` (${told(E.admin1, at)})` : "");
  field("Where exactly", spots[at] ? `${E.latitude[at]}, ${E.longitude[at]}: ${precision}${km ? `, within about ${km} km` : ""}`
    : `${precision || "not known"}: no point is known`);
  field("Told as", told(E.assertion, at));
  field("Confidence", sayConfidence(E.confidence[at]));
  field("Sources", `${counted(E.n_sources[at] || 0, "independent publisher")}, ${counted(E.n_articles[at] || 0, "story").replace("storys", "stories")}, ${counted(E.n_reports[at] || 0, "report")}`);
  field("Seen", `first ${sayMinute(E.first_seen_at[at])}, last ${sayMinute(E.last_seen_at[at])}`);
  field("Event", el("code", "", E.id[at]));
  return list;
}
function reportItem(line) {
  const article = R.article[line], quote = el("blockquote", "passage"), low = R.fatalities_low[line], top = R.fatalities_high[line];
  quote.dir = "auto";
  quote.append(R.is_cut_before[line] ? "… " : "", told(R.before, line), el("mark", "", told(R.evidence, line)), told(R.after, line),
    R.is_cut_after[line] ? " …" : "");
  const toll = R.fatalities_best[line] ?? low ?? top;
  return el("li", "", el("p", "by", storyLink(article), told(A.publisher, article) ? `, ${told(A.publisher, article)}` : "", `, ${sayMinute(A.published_at[article])}`),
    quote, R.is_quoted[line] ? "" : el("p", "small", "The story as it is kept does not have this sentence there."),
    el("p", "small", [toll === null ? "" : `dead ${low !== null && low !== toll ? `${low}–` : ""}${toll}${top !== null && top !== toll ? `–${top}` : ""}`,
      R.is_correction[line] ? "a correction" : "", ["live", ""].includes(told(A.status, article)) ? "" : `the story is ${told(A.status, article)}`, R.confidence[line] === null ? "" : `confidence ${R.confidence[line].toFixed(2)}`].filter(Boolean).join(" · ")),
    el("p", "small address", A.url[article]));
}
function lifeItem(line) {
  const item = el("li", "", `${sayMinute(H.at[line])}: `, el("b", "", told(H.change, line)));
  if (told(H.field, line)) item.append(" ", el("code", "", told(H.field, line)), ` ${told(H.old, line) || "not stated"} → `, el("b", "", told(H.new, line) || "not stated"));
  if (H.article[line] >= 0) item.append(", because of ", storyLink(H.article[line]), ` (${told(A.publisher, H.article[line])})`);
  if (told(H.reviewer, line)) item.append(", by reviewer ", bdi(told(H.reviewer, line)), ": ", bdi(told(H.why, line) || "no reason given"));
  return item;
}
function step(by) {
  const at = among[among.findIndex((one) => E.id[one] === state.open) + by];
  if (at === undefined || isList) return;
  openCard(at, among);
  if (among === shown) goTo(shown.indexOf(at), { focus: false });
}
function listenToCard() {
  $("card-before").addEventListener("click", () => step(-1));
  $("card-next").addEventListener("click", () => step(1));
  $("card-close").addEventListener("click", () => card.close());
  card.addEventListener("click", (event) => { if (event.target === card) card.close(); });
  card.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  card.addEventListener("close", () => {
    state.open = "";
    save();
    if (opener && opener.classList.contains("row")) goTo(current);
    else if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  });
}
