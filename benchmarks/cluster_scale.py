"""A night of 5,000 reports after 10,000 and after 1,000,000 reports of history: does it cost the same?

    python benchmarks/cluster_scale.py [--history 10000 1000000] [--night 5000] [--repeat 2] [--json OUT]

The history is made in SQL (history.sql): the same number of reports a day, over a longer time, with actors, tolls,
places, events, links and their history. Then one more night is loaded, checked row by row, clustered, checked and moved
into the published tables, by the steps that every night runs. Not timed: writing the snapshot, which is a copy of the
whole file at the speed of the disk. Wall time and processor time are both told; on a machine that others use too, the
processor's is what can be compared. Ends with 1 when the longest history costs over 1.3 times of the shortest in it.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from dateline.auditing import check_rows
from dateline.config import Settings
from dateline.gazetteer import Gazetteer, Toponym
from dateline.loading import load
from dateline.parse.incidents.reports import with_id
from dateline.records import Actor, Article, Casualty, Page, Report, as_json, stable_id
from dateline.remembered import warehouse_of
from dateline.runs import Run, begin_run, write_lines
from dateline.staging import check_night, cluster
from dateline.vocab import cameo_root, quad_class, read_table

NIGHT = date(2026, 3, 2)
A_DAY = 500
"""Reports a day of the history; the last day is the night's own."""

TYPES = ("ASSAULT", "ASSAULT", "ASSAULT", "PROTEST", "COERCE", "ACCUSE", "CONSULT", "MOBILIZE", "RETREAT", "SANCTION")
ACLED = {
    "ASSAULT": ("Battles", "Armed clash"),
    "PROTEST": ("Protests", "Peaceful protest"),
    "MOBILIZE": ("Strategic developments", "Change to group/activity"),
}
LIMIT = 1.3

HISTORY = Path(__file__).parent / "history.sql"


def make_home(home: Path, n: int) -> Run:
    """Return a run whose warehouse holds `n` reports of history."""
    feeds = home / "feeds.toml"
    is_made = (home / "warehouse.duckdb").exists()
    home.mkdir(parents=True, exist_ok=True)
    feeds.write_text('[[feeds]]\nname = "Made"\nurl = "https://news.example/feed"\n', encoding="utf-8")
    settings = Settings.from_env({"DATELINE_HOME": str(home), "DATELINE_FEEDS": str(feeds)})
    run = begin_run(settings, "cli__scale", datetime.combine(NIGHT, datetime.min.time(), UTC) + timedelta(hours=23))
    if is_made:
        return run
    bound = {
        "night": NIGHT,
        "a_day": A_DAY,
        "n": n,
        "types": list(TYPES),
        "towns": [asdict(town) for town in list_towns()],
    }
    with warehouse_of(run, "history") as warehouse:
        for statement in HISTORY.read_text(encoding="utf-8").split(";\n"):
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
        told = [_incident(town, chance) for town in chance.sample(range(len(list_towns())), 2)]
        filler = f"Residents of quarter {number % 977} counted {number} shells. " * 6
        text = " ".join((*(one.sentence for one in told), filler))
        at = datetime.combine(NIGHT, datetime.min.time(), UTC) + timedelta(minutes=number % 1300)
        version = stable_id(url, text)
        article = Article(
            stable_id(url), version, url, url, f"Title {number}", text, publisher=f"Paper {number % 40}",
            published_at=at, published_precision="instant", published_source="page", language="en", word_count=60,
            fetched_at=run.logical_at,
        )  # fmt: skip
        page = Page(url, "https://news.example/feed", "https://news.example:443", "article", True, http_status=200,
                    attempts=1, fetched_at=run.logical_at, article_id=article.id)  # fmt: skip
        extracted.append({"page": as_json(page), "article": as_json(article)})
        reports = [_report(article, ordinal, incident) for ordinal, incident in enumerate(told)]
        parsed.append({"version_id": version, "outcome": "parsed", "reason": None, "reports": as_json(reports)})
    paths = run.path("extract", "000"), run.path("parse", "000")
    write_lines(paths[0], extracted)
    write_lines(paths[1], parsed)
    return [paths[0]], [paths[1]]


@dataclass(frozen=True)
class Incident:
    """What one made-up sentence tells."""

    kind: str
    town: Toponym
    parties: tuple[str, str]
    day: date
    dead: int | None

    @property
    def date_text(self) -> str:
        return f"{self.day.day} {self.day:%B %Y}"

    @property
    def sentence(self) -> str:
        toll = f", killing {self.dead} people" if self.dead else ""
        return f"{self.parties[0]} fought {self.parties[1]} in {self.town.name} on {self.date_text}{toll}."


def _incident(at: int, chance: random.Random) -> Incident:
    kind = chance.choice(TYPES)
    dead = chance.choice((None, 2, 3, 5, 9)) if kind == "ASSAULT" else None
    day = NIGHT - timedelta(days=chance.choice((0, 0, 0, 1, 1, 2)))
    if chance.random() < 0.02:
        day = NIGHT - timedelta(days=chance.randrange(20, 3000))
    return Incident(kind, list_towns()[at], (f"Group {at % 90:02}", f"Group {(at + 50) % 90:02}"), day, dead)


def _report(article: Article, ordinal: int, told: Incident) -> Report:
    start = article.text.index(told.sentence)

    def span(words: str) -> dict[str, Any]:
        at = article.text.index(words, start)
        return {"mention_start": at, "mention_end": at + len(words)}

    town, dead = told.town, told.dead
    actors = tuple(
        Actor(at, role, name, kind="organisation", code="UNK", status="named", **span(name))  # type: ignore[arg-type]
        for at, (role, name) in enumerate(zip(("source", "target"), told.parties, strict=True))
    )
    acled = ACLED.get(told.kind, (None, None))
    report = Report(
        "", article.id, "made 1", ordinal, told.kind, None,
        told.sentence, start, start + len(told.sentence), quad_class=quad_class(told.kind),
        cameo_root=cameo_root(told.kind, None), acled_event_type=acled[0], acled_sub_event_type=acled[1],
        event_date=told.day, event_date_end=told.day, event_date_precision="day", event_date_source="text",
        date_text=told.date_text, place_name=town.name, geo_precision="exact", country=town.country,
        admin1=town.admin1, admin1_code=town.admin1_code,
        latitude=town.latitude, longitude=town.longitude, geonames_id=town.geonames_id,
        fatalities_low=dead, fatalities_best=dead, fatalities_high=dead, is_background=(NIGHT - told.day).days > 10,
        confidence=0.7, actors=actors,
        casualties=() if dead is None else (Casualty(0, "killed", dead, dead, dead, **span(f"{dead} people")),),
    )  # fmt: skip
    return with_id(report, stable_id(article.version_id, article.text))


@cache
def list_towns() -> list[Toponym]:
    """Return the capitals of the world's countries that the gazetteer has under the name we know them by."""
    gazetteer = Gazetteer.load()
    named = [
        town
        for row in read_table("countries.csv")
        for town in gazetteer.candidates(row["capital"])[:1]
        if town.kind == "city" and town.country == row["alpha3"] and town.name == row["capital"]
    ]
    return list({town.geonames_id: town for town in named}.values())


def hold_night(run: Run, n: int) -> dict[str, tuple[float, float]]:
    """Return wall and processor seconds of each step of one night."""
    extracted, parsed = make_night(run, n)
    seconds: dict[str, tuple[float, float]] = {}

    def timed(name: str, step: Callable[[], object]) -> None:
        wall, cpu = time.monotonic(), time.process_time()
        step()
        seconds[name] = round(time.monotonic() - wall, 2), round(time.process_time() - cpu, 2)

    timed("load", lambda: load(run, [], extracted, parsed))
    timed("check_rows", lambda: check_rows(run))
    timed("cluster", lambda: cluster(run))
    timed("check_night", lambda: check_night(run))
    timed("move", lambda: _moved(run))
    return seconds


def _moved(run: Run) -> None:
    with warehouse_of(run, "publish") as warehouse:
        warehouse.run_file("publish.sql")


def count_held(run: Run) -> int:
    """Return how many reports a check holds back: a night that is not clustered whole is no measure."""
    with warehouse_of(run, "count") as warehouse:
        (row,) = warehouse.rows("SELECT count(*) AS held FROM main.quarantine")
    return int(row["held"])


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--history", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--night", type=int, default=5_000)
    parser.add_argument("--repeat", type=int, default=1, help="nights held on a copy of each home; the fastest counts")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="make the histories there, or use those that are there"
    )
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args(argv)
    told: dict[int, dict[str, tuple[float, float]]] = {}
    import dateline.checks.suite  # noqa: F401  # what the first night alone would pay for

    with tempfile.TemporaryDirectory(prefix="dateline-scale-") as folder:
        for n in arguments.history:
            started = time.monotonic()
            run = make_home((arguments.keep or Path(folder)) / str(n), n)
            print(f"history of {n:,} reports, made in {time.monotonic() - started:.0f} s", file=sys.stderr)
            for number in range(arguments.repeat):
                home = Path(folder) / f"{n}-{number}"
                shutil.copytree(run.settings.home, home)
                copied = replace(run, folder=home / "runs" / run.folder.name, settings=replace(run.settings, home=home))
                seconds = hold_night(copied, arguments.night)
                if held := count_held(copied):
                    raise SystemExit(f"{held} of the {arguments.night} made-up reports fail a check")
                if n not in told or cpu_s(seconds) < cpu_s(told[n]):
                    told[n] = seconds
                shutil.rmtree(home)
            steps = "  ".join(f"{name} {wall:.1f} ({cpu:.1f})" for name, (wall, cpu) in told[n].items())
            print(f"{n:>9,}  {steps}  all {sum(w for w, _ in told[n].values()):.1f} ({cpu_s(told[n]):.1f}) s")
    first, last = (cpu_s(told[n]) for n in (arguments.history[0], arguments.history[-1]))
    print(f"ratio of processor time {last / first:.2f} (at most {LIMIT})")
    if arguments.json:
        report = {"wall and cpu seconds": told, "cpu ratio": round(last / first, 3)}
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return int(last / first > LIMIT)


def cpu_s(seconds: dict[str, tuple[float, float]]) -> float:
    """Return the processor seconds of all steps."""
    return sum(cpu for _, cpu in seconds.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
