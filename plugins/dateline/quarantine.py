"""`dateline quarantine`: what is held back and why, and what a person decides on it.

A decision is kept with who and why, and counts again when the report comes again (see `checks.decisions`). A release
stages its article once more and is checked, clustered and published at once by a small run of kind `release`; where
another run has rows staged, that run publishes it with its own. Decisions take turns under `release.lock`: so an open
release is one whose process died, and the next decision ends it.
"""

from __future__ import annotations

import getpass
import json
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from dateline.auditing import check_rows
from dateline.config import Settings
from dateline.errors import DatelineError, NightBlocked, StoreError, UsageError
from dateline.publishing import publish_checked
from dateline.remembered import warehouse_of
from dateline.retrying import restage_within
from dateline.runs import Run, begin_run, claim_home, clean_run_id, open_releases, open_run
from dateline.staging import check_night, cluster, save_run
from dateline.store.snapshot import discard_unpublished, is_rolled_back

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

logger = logging.getLogger(__name__)

Decision = Literal["released", "dismissed"]
STATUSES = ("held", "released", "dismissed", "superseded")
CONTEXT = 240
"""How many characters around its sentence `show` gives of a story."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision. `status`: `published` in a snapshot of its own, `waits` for another run to publish,
    `blocked` by a check, or `kept` where nothing published changes.
    """

    status: Literal["published", "waits", "blocked", "kept"]
    told: str


def open_home(settings: Settings, purpose: str) -> AbstractContextManager[Warehouse]:
    """Open the warehouse of a home in which a night was held. Raises StoreError when there is none."""
    from dateline.store.warehouse import open_warehouse

    _refuse_empty(settings)
    return open_warehouse(settings.home, settings.root / "sql", purpose, wait_s=settings.store.lock_wait_s)


def _refuse_empty(settings: Settings) -> None:
    if not (settings.home / "warehouse.duckdb").exists():
        raise StoreError(f"{settings.home}: no warehouse here: no night was held in this home")


# -------------------------------------------------------------------------------------------------------- reading


def list_quarantine(settings: Settings, *, check: str | None, status: str) -> list[dict[str, Any]]:
    """Return the rows with this status (`all`: any) and of this check, the newest first. Raises UsageError."""
    with open_home(settings, "dateline quarantine list") as warehouse:
        if check is not None:
            known = {row["check_name"] for row in warehouse.rows("SELECT DISTINCT check_name FROM main.quarantine")}
            if check not in known:
                raise UsageError(f"no row was ever held by a check named {check}; there are {_listed(known)}")
        query = (
            "SELECT report_id, check_name, value, status, held_at, decided_by, reason, run_id FROM main.quarantine "
            "WHERE ($status = 'all' OR (status = $status AND (status = 'superseded' OR superseded_at IS NULL))) "
            "AND ($check IS NULL OR check_name = $check) "
            "ORDER BY held_at DESC NULLS LAST, check_name, report_id"
        )
        return warehouse.rows(query, {"status": status, "check": check})


def show_quarantine(settings: Settings, report_id: str) -> dict[str, Any]:
    """Return all that is known of one report: its checks, article, sentence in context, row and history.

    Raises UsageError when it never was in quarantine.
    """
    with open_home(settings, "dateline quarantine show") as warehouse:
        rows = warehouse.query_file("load/quarantined.sql", {"ids": [report_id]})
        if not rows:
            raise UsageError(f"no report {report_id} in quarantine")
        history = warehouse.rows(
            'SELECT "at", check_name, status, decided_by, reason FROM main.quarantine_history '
            'WHERE report_id = $id ORDER BY "at", check_name', {"id": report_id},
        )  # fmt: skip
    first, report = rows[0], json.loads(rows[0]["row"])
    reasons = _reasons()
    return {
        "report_id": report_id,
        "checks": [
            {name: row[name] for name in ("check_name", "status", "value", "decided_by", "reason", "decided_at")}
            | dict(zip(("why", "expected"), reasons.get(row["check_name"], (None, None)), strict=True))
            for row in rows
        ],
        "article": {name: first[name] for name in ("article_id", "url", "title", "publisher", "published_at")},
        "sentence": in_context(first["text"], report),
        "held_at": first["held_at"], "parser": first["parser"], "superseded_at": first["superseded_at"],
        "is_published": first["is_published"], "report": report, "history": history,
    }  # fmt: skip


def told_lines(told: dict[str, Any]) -> list[str]:
    """Return what `show_quarantine` found as lines for a person: checks, article, sentence, row, how to decide."""
    article, report = told["article"], told["report"]
    state = "published" if told["is_published"] else "kept out"
    if told["superseded_at"]:
        state = "superseded: its article was read again"
    lines = [f"report {told['report_id']}, {state}; made by {told['parser']}, held since {told['held_at']}", ""]
    for check in told["checks"]:
        lines.append(f"{check['status']:<10} {check['check_name']}")
        lines += [f"  found     {check['value']}"]
        lines += [f"  right is  {check['expected']}", f"  why       {check['why']}"] if check["why"] else []
        if check["decided_by"]:
            lines.append(f"  decided   {check['status']} by {check['decided_by']}: {check['reason']}")
        lines.append(f"  read      docs/runbook.md#{check['check_name']}")
    lines += ["", f"article  {article['title']}", f"  {article['publisher']}, {article['published_at']}"]
    lines.append(f"  {article['url']}")
    lines += ["", "sentence, between >> and <<, as the article has it", f"  {told['sentence']}"]
    if report.get("evidence") and f">>{report['evidence']}<<" not in str(told["sentence"]):
        lines.append(f"  but the row says: {report['evidence']}")
    lines += ["", "row", *(f"  {line}" for line in json.dumps(report, ensure_ascii=False, indent=1).splitlines())]
    lines += ["", "history"] + [
        f"  {one['at']:%Y-%m-%d %H:%M} {one['status']} ({one['check_name']})"
        + (f" by {one['decided_by']}: {one['reason']}" if one["decided_by"] else "")
        for one in told["history"]
    ]
    return [*lines, "", *_how_to_decide(told)]


def _how_to_decide(told: dict[str, Any]) -> list[str]:
    id_ = told["report_id"]
    return [
        "to decide",
        "  The row is right as the story has it, and the check is wrong or too strict:",
        f'    dateline quarantine release {id_} --why "..."',
        "  The row is wrong, and no parser could make it right (a film, a game, a story that is not so):",
        f'    dateline quarantine dismiss {id_} --why "..."',
        "  The row is wrong because the parser misread: leave it held, and mend the parser. It is read again then.",
    ]


def in_context(text: str | None, report: dict[str, Any]) -> str | None:
    """Return a report's sentence between what stands before and after it, marked `>>…<<`; None without a text.

    What is marked is what the text has at the span: where that is not the row's sentence, the two are seen to differ.
    """
    start, end = report.get("evidence_start"), report.get("evidence_end")
    if text is None:
        return None
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        return f"the span {start} to {end} is not in the text of {len(text)} characters: {text[:CONTEXT]}"
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    ahead, behind = "…" if start > CONTEXT else "", "…" if end + CONTEXT < len(text) else ""
    return f"{ahead}{before}>>{text[start:end]}<<{after}{behind}"


def _reasons() -> dict[str, tuple[str, str]]:
    from dateline.checks.suite import ROW_CHECKS

    return {check.name: (check.why, check.expected) for check in ROW_CHECKS}


# ------------------------------------------------------------------------------------------------------- deciding


def release(settings: Settings, ids: Sequence[str], why: str, by: str, now: datetime) -> Decided:
    """Let reports in that checks hold, or that were dismissed, and publish them.

    Raises:
        UsageError: an id is not in quarantine, was superseded or is published already; ConfigError: the feeds file is
            not this home's. Then nothing is decided.
        LockHeld: another decision is being published; nothing is decided.
        StoreError: the decision is kept, and what came of it could not be published: the next night does.
    """
    with _in_turn(settings, "dateline quarantine release") as taken_up:
        with open_home(settings, "dateline quarantine release") as warehouse, warehouse.transaction():
            rows = _known(warehouse, ids)
            done = {row["report_id"] for row in rows if row["is_published"] and row["status"] == "released"}
            done -= {row["report_id"] for row in rows if row["is_staged"] or row["status"] != "released"}
            if done and done == set(ids) and taken_up:  # this very command was given before, and died
                return taken_up
            if done:
                raise UsageError(f"published already: {_listed(done)}")
            _decide(warehouse, ids, "released", why, by, now)
            _stage(warehouse, rows, ids)
            open_id = _run_at_work(warehouse, settings)
        return _waits(open_id) if open_id else _publish(settings, now)


def dismiss(settings: Settings, ids: Sequence[str], why: str, by: str, now: datetime) -> Decided:
    """Keep reports out for good; one that was released and published is taken back. Raises as `release`."""
    with _in_turn(settings, "dateline quarantine dismiss"):
        with open_home(settings, "dateline quarantine dismiss") as warehouse, warehouse.transaction():
            rows = _known(warehouse, ids)
            _decide(warehouse, ids, "dismissed", why, by, now)
            taken_back = [row for row in rows if row["is_published"]]
            _stage(warehouse, taken_back, ())
            is_let_in = bool(taken_back) or any(row["is_staged"] and row["status"] == "released" for row in rows)
            open_id = _run_at_work(warehouse, settings) if is_let_in else None
        if not is_let_in:
            return Decided("kept", "kept out; the next snapshot says so")
        return _waits(open_id) if open_id else _publish(settings, now)


@contextmanager
def _in_turn(settings: Settings, purpose: str) -> Iterator[Decided | None]:
    """Let one decision be made and published at a time; give what became of an earlier one whose process died.

    Raises LockHeld, StoreError where no night was held, ConfigError.
    """
    from dateline.store.warehouse import held_lock

    _refuse_empty(settings)
    claim_home(settings)
    with held_lock(settings.home / "release.lock", purpose, settings.store.lock_wait_s):
        yield _take_up(settings)


def _take_up(settings: Settings) -> Decided | None:
    """Bring releases to their end whose process died; nobody else ever would, and each looks like a run at work.

    What one had checked is published, as long as nothing else was staged or decided since; return that. Else it ends
    as failed: the rows that it staged are the next run's, its decision stands.
    """
    taken_up = None
    for run in open_releases(settings):
        if run.outcome() is None:
            discard_unpublished(settings.home, run.name)
            if not is_rolled_back(settings.home) and (path := publish_checked(run)) is not None:
                taken_up = Decided("published", f"run {run.id}, which was cut off, is published: {path}")
            else:
                _end_failed(run, StoreError("it was cut off: its process died"))
        run.close()
    return taken_up


def who() -> str:
    """Return the name of the person at work, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return f"uid {os.getuid()}"


def _known(warehouse: Warehouse, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the quarantine knows of these reports. Raises UsageError naming those that cannot be decided on."""
    rows = warehouse.query_file("load/quarantined.sql", {"ids": list(ids)})
    unknown = set(ids) - {row["report_id"] for row in rows}
    if unknown:
        raise UsageError(f"not in quarantine: {_listed(unknown)}; nothing was decided")
    current = {row["report_id"] for row in rows if row["superseded_at"] is None and row["status"] != "superseded"}
    if old := set(ids) - current:
        raise UsageError(f"superseded, their article was read again since: {_listed(old)}; nothing was decided")
    return rows


def _decide(warehouse: Warehouse, ids: Sequence[str], status: Decision, why: str, by: str, now: datetime) -> None:
    told = {"status": status, "decided_by": by, "reason": why, "decided_at": now}
    warehouse.run_statements("decide.sql", {"decisions": [{"report_id": id_} | told for id_ in sorted(set(ids))]})


def _stage(warehouse: Warehouse, rows: Iterable[dict[str, Any]], ids: Sequence[str]) -> None:
    articles = {row["article_id"] for row in rows if row["is_article_published"] and not row["is_article_staged"]}
    restage_within(warehouse, sorted(articles), ids)


def _run_at_work(warehouse: Warehouse, settings: Settings, own_id: str | None = None) -> str | None:
    """Return the run other than `own_id` that has rows staged and is not over, if any: it checks anew, and publishes
    what was decided."""
    for row in warehouse.rows("SELECT DISTINCT run_id FROM staging.reports WHERE run_id IS NOT NULL ORDER BY run_id"):
        folder = settings.home / "runs" / clean_run_id(row["run_id"])
        try:
            run = open_run(folder, settings)
        except StoreError:
            continue
        if run.id != own_id and not run.is_closed and run.outcome() is None:
            return run.id
    return None


def _waits(run_id: str) -> Decided:
    return Decided("waits", f"run {run_id} is at work: it checks and publishes this with its own rows")


def _publish(settings: Settings, now: datetime) -> Decided:
    if is_rolled_back(settings.home):  # to publish the warehouse would bring back what somebody took away
        return Decided("waits", "the snapshot was rolled back: the next night checks and publishes this")
    run = begin_run(settings, f"release__{now.isoformat()}", now, "release")
    try:
        check_rows(run)
        with warehouse_of(run, "release") as warehouse:
            open_id = _run_at_work(warehouse, settings, run.id)
        if open_id:  # what it staged was checked along here, and is its own to judge as a night and to publish
            run.end("failed", f"run {open_id} staged rows meanwhile")
            run.close()
            return _waits(open_id)
        cluster(run)
        check_night(run)
        path = publish_checked(run)
    except NightBlocked as blocked:
        run.close()
        return Decided("blocked", str(blocked))
    except BaseException as error:  # interrupted too: a run that stays open looks like one at work
        _end_failed(run, error)
        raise
    if path is None:
        run.end("failed", "another run staged rows meanwhile")
        run.close()
        return Decided("waits", "another run has staged rows meanwhile: it publishes this with its own")
    run.close()
    return Decided("published", f"run {run.id} is published: {settings.home / 'current.duckdb'}")


def _end_failed(run: Run, error: BaseException) -> None:
    try:
        run.end("failed", str(error) or type(error).__name__)
        run.close()
        with warehouse_of(run, "release") as warehouse:
            save_run(warehouse, run, "failed")
    except (DatelineError, OSError) as further:  # a full disk: the first error is the one to tell
        logger.warning("run %s failed, and that could not be written down: %s", run.id, further)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
