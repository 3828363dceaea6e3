#!/usr/bin/env python3
"""How large the page of events gets and how it moves: a published home of N invented events, and its page in Chromium.

    .venv/bin/python benchmarks/events_page.py [--events 10000] [--keep FOLDER]

Told as JSON: seconds to write the page, its megabytes, seconds until it can be used, and for a word typed, a filter
chosen, the table scrolled and the map dragged the longest time between two pictures (requestAnimationFrame) and their
95th percentile, in milliseconds. Each event has two or three reports by different publishers with a story's text around
each sentence. Exit 1 when the page is 12 MB or more, or takes 2 s or more to load.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import Browser, open_browser  # noqa: E402

from dateline.config import Settings  # noqa: E402
from dateline.eventpages import report_events  # noqa: E402
from dateline.store.snapshot import build_snapshot  # noqa: E402
from dateline.store.warehouse import open_warehouse  # noqa: E402

NIGHT = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)
MAX_MB, MAX_LOAD_S = 12.0, 2.0

FILL = Path(__file__).with_suffix(".sql")

GAPS = """
const [act, done] = [arguments[0], arguments[arguments.length - 1]];
const gaps = [], begun = performance.now(), acts = {
  type: (n) => {
    if (n % 15) return;
    const field = document.getElementById("q");
    field.value = "bridge 7".slice(0, 1 + n / 15);
    field.dispatchEvent(new Event("input"));
  },
  filter: (n) => { if (n % 20 === 0) document.querySelectorAll("#pick-country input")[n / 20 % 12].click(); },
  scroll: (n) => { document.getElementById("body").scrollTop = n * 200; },
  jump: (n) => { document.getElementById("body").scrollTop = n * 4000; },
  drag: (n) => {
    const where = {pointerId: 1, clientX: 300 + n * 3, clientY: 500, bubbles: true};
    const at = (type) => document.getElementById("map").dispatchEvent(new PointerEvent(type, where));
    if (n === 0) at("pointerdown");
    at("pointermove");
    if (n === 119) at("pointerup");
  },
};
Element.prototype.setPointerCapture = () => {};
let before = begun;
const picture = (n) => requestAnimationFrame((now) => {
  if (n) gaps.push(now - before);
  before = now;
  if (n < 120) { acts[act](n); picture(n + 1); }
  else { gaps.sort((a, b) => a - b); done([gaps[gaps.length - 1], gaps[Math.floor(gaps.length * 0.95)]]); }
});
picture(0);
"""


def main() -> int:
    """Print the figures; exit 1 when a target is missed."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--events", type=int, default=10_000)
    arguments.add_argument("--keep", type=Path, help="leave the home here")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = asked.keep or Path(temporary) / "home"
        fill(home, asked.events)
        began = time.monotonic()
        page = report_events(replace(Settings.from_env({}), home=home))
        told: dict[str, object] = {
            "events": asked.events,
            "written_s": round(time.monotonic() - began, 2),
            "mb": round(page.stat().st_size / 1e6, 2),
        }
        with open_browser(Path(temporary) / "profile") as browser:
            told |= measure(browser, page)
    print(json.dumps(told))
    return 0 if float(str(told["mb"])) < MAX_MB and float(str(told["load_s"])) < MAX_LOAD_S else 1


def fill(home: Path, events: int) -> None:
    """Publish a home of invented events."""
    meta = {"dateline_version": "bench", "run_id": "bench", "data_through": NIGHT, "wire": "bench", "is_sample": True}
    with open_warehouse(home, ROOT / "sql", "bench") as warehouse:
        for statement in FILL.read_text(encoding="utf-8").split(";\n")[:-1]:
            bound = {name: value for name, value in (("events", events), ("night", NIGHT)) if f"${name}" in statement}
            warehouse.connection.execute(statement, bound) if bound else warehouse.connection.execute(statement)
        build_snapshot(warehouse, home, "bench", meta)


def measure(browser: Browser, page: Path) -> dict[str, object]:
    """Return how long the page takes to load and between its pictures while it is used."""
    browser.open(page)
    load = "return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd / 1000"
    told: dict[str, object] = {"load_s": round(browser.run(load), 2)}
    for act in ("scroll", "jump", "drag", "filter", "type"):
        longest, usual = browser.driver.execute_async_script(GAPS, act)
        told[f"{act}_ms"] = {"longest": round(longest), "p95": round(usual)}
        browser.run("document.getElementById('reset').click()")
    return told


if __name__ == "__main__":
    sys.exit(main())
