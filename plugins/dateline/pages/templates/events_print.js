/* The page of events on paper: the event that is open, else what is shown, in light colours and with every row. */

// ------------------------------------------------------------------------------------------------------- paper
const MOST_PRINTED = 500;
let onScreen = null;

function beforePaper() {
  if (onScreen) return;
  const root = document.documentElement;
  onScreen = { theme: root.dataset.theme, top: body.scrollTop };
  if (card.open) {
    const copy = cardBody.cloneNode(true);
    for (const one of [copy, ...copy.querySelectorAll("[id]")]) one.removeAttribute("id");
    $("paper").replaceChildren(copy);
    document.body.classList.add("prints-card");
  } else {
    onPaper = Math.min(shown.length, MOST_PRINTED);
    $("paper").textContent = onPaper < shown.length ? `The first ${grouped(onPaper)} of ${grouped(shown.length)} rows: filter for others.` : "";
    body.scrollTop = 0;
    layTable();
  }
  root.dataset.theme = "light";
  recolour();
  drawMap();
}
function afterPaper() {
  if (!onScreen) return;
  const { theme, top } = onScreen;
  onScreen = null;
  onPaper = 0;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  document.body.classList.remove("prints-card");
  $("paper").replaceChildren();
  layTable();
  body.scrollTop = top;
  recolour();
}
addEventListener("beforeprint", beforePaper);
addEventListener("afterprint", afterPaper);
