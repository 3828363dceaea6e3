"""A night of 5,000 reports after 10,000 and after 1,000,000 reports of history: does it cost the same?

    python benchmarks/cluster_scale.py [--history 10000 1000000] [--night 5000] [--repeat 2] [--json OUT]

The history is made in SQL: the same number of reports a day, over a longer time, with actors, tolls, places, events, links and
their history. Then one more night is loaded, checked row by row, clustered, checked and moved into the published tables by the
steps that every night runs. Not timed: writing the snapshot, which is a copy of the whole file at the speed of the disk.
Ends with 1 when the longest history costs more than 1.3 times of the shortest.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from dateline.config import Settings
from dateline.records import Actor, Article, Page, Report, as_json, stable_id
from dateline.remembered import warehouse_of
from dateline.runs import Run, begin_run, write_lines
from dateline.staging import check_night, check_rows, cluster, load

NIGHT = date(2026, 3, 2)
A_DAY = 500
"""Reports a day of the history; the last day is the night's own."""

COUNTRIES = ("SYR", "MLI", "NGA", "UKR", "COL", "MMR", "SDN", "IRQ", "PAK", "SOM", "MEX", "PHL", "YEM", "COD", "HTI", "KEN")
TYPES = ("ASSAULT", "ASSAULT", "ASSAULT", "PROTEST", "COERCE", "ACCUSE", "CONSULT", "MOBILIZE", "RETREAT", "SANCTION")
LIMIT = 1.3

HISTORY = """
CREATE OR REPLACE TEMP TABLE made AS
SELECT
    n, $night::DATE - 1 - (($n - n) // $a_day)::INTEGER AS day, list_extract($types, (1 + hash(n // 2) % len($types))::BIGINT) AS event_type,
    list_extract($countries, (1 + hash(n // 2 + 7) % len($countries))::BIGINT) AS country, (hash(n // 2 + 13) % 400)::BIGINT AS town,
    md5('report ' || n) AS id, md5('article ' || n // 2) AS article_id, md5('event ' || n // 2) AS event_id
FROM range(1, $n + 1) AS r(n);
INSERT INTO articles BY NAME
SELECT article_id AS id, 'https://history.example/' || article_id AS url, 'Paper ' || min(n) % 40 AS publisher, 'A title' AS title,
    min(day)::TIMESTAMPTZ + INTERVAL 9 HOUR AS published_at, 'live' AS status, md5('version' || article_id) AS version_id,
    repeat('Men fought in the town of Place, and officials counted their dead. ', 12) AS text, min(day)::TIMESTAMPTZ AS fetched_at
FROM made GROUP BY article_id ORDER BY min(n);
INSERT INTO article_versions BY NAME SELECT version_id AS id, id AS article_id, title, text, fetched_at FROM articles;
INSERT INTO reports BY NAME
SELECT id, article_id, md5('version' || article_id) AS version_id, 'run' AS run_id, 'made 1' AS parser, 0 AS ordinal, event_type,
    4 AS quad_class, day AS event_date, day AS event_date_end, 'day' AS event_date_precision, 'text' AS event_date_source,
    'Place ' || town AS place_name, country, (town % 40)::DOUBLE AS latitude, (town / 10)::DOUBLE AS longitude, 'exact' AS geo_precision,
    500000 + town AS geonames_id, n % 9 AS fatalities_low, n % 9 AS fatalities_best, n % 9 AS fatalities_high, 'stated' AS assertion,
    false AS is_disputed, hash(n) % 20 = 0 AS is_background, false AS is_correction,
    'Men fought in the town of Place ' || town || ', and officials counted their dead.' AS evidence, 0 AS evidence_start,
    40 AS evidence_end, 0.7 AS confidence
FROM made ORDER BY n;
INSERT INTO report_actors BY NAME
SELECT id AS report_id, k AS ordinal, if(k = 0, 'source', 'target') AS role, 'Group ' || (town + k * 50) % 90 AS name, 'named' AS status,
    country FROM made, range(2) AS r(k) ORDER BY n, k;
INSERT INTO report_casualties BY NAME
SELECT id AS report_id, 0 AS ordinal, 'killed' AS kind, n % 9 AS low, n % 9 AS best, n % 9 AS high, 'incident' AS scope FROM made ORDER BY n;
INSERT INTO report_places BY NAME
SELECT id AS report_id, 0 AS ordinal, 'site' AS role, 'Place ' || town AS name, country FROM made ORDER BY n;
INSERT INTO events BY NAME
SELECT event_id AS id, any_value(event_type) AS event_type, min(day) AS event_date, min(day) AS event_date_end, 'day' AS event_date_precision,
    any_value('Place ' || town) AS place_name, any_value(country) AS country, count(*) AS n_reports, count(DISTINCT article_id) AS n_articles,
    1 AS n_sources, 'stated' AS assertion, false AS is_disputed, false AS is_background, false AS is_corrected, 0.7 AS confidence,
    'Men fought.' AS summary, min(day)::TIMESTAMPTZ AS first_seen_at, min(day)::TIMESTAMPTZ AS last_seen_at, 'live' AS status
FROM made GROUP BY event_id ORDER BY min(n);
INSERT INTO event_reports BY NAME SELECT event_id, id AS report_id, 1.0 AS score, 'same place' AS why FROM made ORDER BY n;
INSERT INTO event_history BY NAME
SELECT event_id, 1 AS version, 'new' AS change, any_value(article_id) AS article_id, min(day)::TIMESTAMPTZ AS "at"
FROM made GROUP BY event_id ORDER BY min(n);
"""


def make_home(home: Path, n: int) -> Run:
    """Return a run whose warehouse holds `n` reports of history."""
    feeds = home / "feeds.toml"
    home.mkdir(parents=True)
    feeds.write_text('[[feeds]]\nname = "Made"\nurl = "https://news.example/feed"\n', encoding="utf-8")
    settings = Settings.from_env({"DATELINE_HOME": str(home), "DATELINE_FEEDS": str(feeds)})
    run = begin_run(settings, "cli__scale", datetime.combine(NIGHT, datetime.min.time(), UTC) + timedelta(hours=23))
    bound = {"night": NIGHT, "a_day": A_DAY, "n": n, "types": list(TYPES), "countries": list(COUNTRIES)}
    with warehouse_of(run, "history") as warehouse:
        for statement in HISTORY.split(";\n"):
            used = {name: value for name, value in bound.items() if f"${name}" in statement}
            if statement.strip():
                warehouse.connection.execute(statement, used)
        warehouse.connection.execute("CHECKPOINT")
    return run


def make_night(run: Run, n: int) -> tuple[list[Path], list[Path]]:
    """Write what `extract` and `parse` would have written of a night with `n` reports, two an article."""
    chance = random.Random(7)
    extracted, parsed = [], []
    for number in range(n // 2):
        url = f"https://news.example/{number}"
        text = f"Troops clashed at station {number}. " + f"Residents of quarter {number % 977} counted {number} shells. " * 6
        at = datetime.combine(NIGHT, datetime.min.time(), UTC) + timedelta(minutes=number % 1300)
        version = stable_id(url, text)
        article = Article(
            stable_id(url), version, url, url, f"Title {number}", text, publisher=f"Paper {number % 40}", published_at=at,
            published_precision="instant", published_source="page", language="en", word_count=60, fetched_at=run.logical_at,
        )  # fmt: skip
        page = Page(url, "https://news.example/feed", "https://news.example:443", "article", True, http_status=200,
                    attempts=1, first_seen_at=run.logical_at, fetched_at=run.logical_at, article_id=article.id)  # fmt: skip
        extracted.append({"page": as_json(page), "article": as_json(article)})
        reports = [_report(article, ordinal, chance) for ordinal in range(2)]
        parsed.append({"version_id": version, "outcome": "parsed", "reason": None, "reports": as_json(reports)})
    paths = run.path("extract", "000"), run.path("parse", "000")
    write_lines(paths[0], extracted)
    write_lines(paths[1], parsed)
    return [paths[0]], [paths[1]]


def _report(article: Article, ordinal: int, chance: random.Random) -> Report:
    town, toll = chance.randrange(400), chance.choice((None, 1, 2, 5, 9))
    day = NIGHT - timedelta(days=chance.choice((0, 0, 0, 1, 1, 2)))
    if chance.random() < 0.02:
        day = NIGHT - timedelta(days=chance.randrange(20, 3000))
    actors = tuple(
        Actor(at, role, f"Group {(town + at * 50) % 90}", status="named")  # type: ignore[arg-type]
        for at, role in enumerate(("source", "target"))
    )
    return Report(
        stable_id(article.id, ordinal), article.id, "made 1", ordinal, chance.choice(TYPES), None,
        article.text[:34], 0, 34, quad_class=4, event_date=day, event_date_end=day, event_date_precision="day",
        event_date_source="text", place_name=f"Place {town}", country=chance.choice(COUNTRIES), latitude=float(town % 40),
        longitude=town / 10, geo_precision="exact", geonames_id=500_000 + town, fatalities_low=toll, fatalities_best=toll,
        fatalities_high=toll, is_background=(NIGHT - day).days > 10, confidence=0.7, actors=actors,
    )  # fmt: skip


def hold_night(run: Run, n: int) -> dict[str, float]:
    """Return the seconds of each step of one night."""
    extracted, parsed = make_night(run, n)
    seconds: dict[str, float] = {}

    def timed(name: str, step: Any) -> None:
        started = time.monotonic()
        step()
        seconds[name] = round(time.monotonic() - started, 2)

    timed("load", lambda: load(run, [], extracted, parsed))
    timed("check_rows", lambda: check_rows(run))
    timed("cluster", lambda: cluster(run))
    timed("check_night", lambda: _checked(run))
    timed("move", lambda: _moved(run))
    return seconds


def _checked(run: Run) -> None:
    from dateline.errors import NightBlocked

    try:
        check_night(run)
    except NightBlocked as blocked:  # made-up reports are not of the usual mix: only the time counts here
        print(f"(checks: {str(blocked)[:120]})", file=sys.stderr)


def _moved(run: Run) -> None:
    with warehouse_of(run, "publish") as warehouse:
        warehouse.run_file("publish.sql")


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--history", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--night", type=int, default=5_000)
    parser.add_argument("--repeat", type=int, default=1, help="nights held on a copy of each home; the fastest counts")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args(argv)
    told: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="dateline-scale-") as folder:
        for n in arguments.history:
            started = time.monotonic()
            run = make_home(Path(folder) / str(n), n)
            print(f"history of {n:,} reports, made in {time.monotonic() - started:.0f} s", file=sys.stderr)
            for number in range(arguments.repeat):
                home = Path(folder) / f"{n}-{number}"
                shutil.copytree(run.settings.home, home)
                copied = replace(run, folder=home / "runs" / run.folder.name, settings=replace(run.settings, home=home))
                seconds = hold_night(copied, arguments.night)
                best = told.get(n)
                if best is None or sum(seconds.values()) < sum(best.values()):
                    told[n] = seconds
                shutil.rmtree(home)
            print(f"{n:>9,}", " ".join(f"{name} {s:.1f}" for name, s in told[n].items()), f"= {sum(told[n].values()):.1f} s")
    first, last = (sum(told[n].values()) for n in (arguments.history[0], arguments.history[-1]))
    print(f"ratio {last / first:.2f} (at most {LIMIT})")
    if arguments.json:
        arguments.json.write_text(json.dumps({"seconds": told, "ratio": round(last / first, 3)}, indent=1) + "\n")
    return int(last / first > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
