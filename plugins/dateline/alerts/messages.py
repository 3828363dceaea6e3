"""What people are told of a night, per channel: what changed since that channel was last told, and what to do.

The first lines are for whoever is woken by it: what to do, what people read meanwhile. A good night sends nothing.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from dateline.alerts.changes import Changes
from dateline.alerts.ledger import Failing
from dateline.alerts.message import KINDS, RANK, Message
from dateline.config import AlertKind
from dateline.records import CheckResult

PUBLISHED, IN_TIME, FRESH = "night_published", "night_in_time", "snapshot_fresh"
"""What is told of like a check, and is none: that the night was published, in time; that the snapshot is not old."""

TASK = "task_"
MAX_REASON = 1_500
_IN_WORDS = {
    "published": "was published", "blocked": "was not published: checks failed",
    "failed": "was not published: it failed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NightSummary:
    """What `compose` needs to know of a night.

    `instead` is the snapshot that people read now; None: there is none. `reasons`: why each check is there, by name.
    `page`: the night's page, where there is one. `row_checks`: names of the checks whose failing rows are held.
    `program`: how a shell of this machine calls `dateline`.
    """

    run_id: str
    logical_at: datetime
    status: Literal["published", "blocked", "failed"]
    home: Path
    kind: Literal["night", "replay", "release"] = "night"
    instead: str | None = None
    is_sample: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    row_checks: frozenset[str] = frozenset()
    page: Path | None = None
    runbook: str = "docs/runbook.md"
    forced: str | None = None
    program: str = "dateline"
    """The reason given for publishing what checks had blocked."""


def compose(night: NightSummary, changes: Changes, gets: Sequence[AlertKind] = KINDS) -> Message | None:
    """Return what to tell a channel of the night: None when nothing changed that it gets."""
    if "recovery" not in gets:
        changes = Changes(changes.new, changes.worse, changes.still, (), changes.failing)
    if not changes:
        return None
    failing = _failing(changes)
    severity: AlertKind = max((one.severity for one in failing), key=lambda kind: RANK[kind], default="recovery")
    parts = [_opening(night, changes)]
    parts += _section("NEW", [_full(result, night) for result in _checks(changes.new)])
    worse = [(result, before) for result, before in changes.worse if result.check_name != PUBLISHED]
    parts += _section("WORSE", [_full(result, night, before) for result, before in worse])
    still = [(result, known) for result, known in changes.still if result.check_name != PUBLISHED]
    parts += _section("STILL FAILING", ["\n".join(_line(result, known) for result, known in still)] if still else [])
    recovered = [one for one in changes.recovered if one.check != PUBLISHED or len(changes.recovered) == 1]
    parts += _section("RECOVERED", ["\n".join(map(_recovery, recovered))] if recovered else [])
    return Message(
        subject_of(night, changes), "\n\n".join(parts), severity, slug_of(night.run_id, "night"), _facts(night, changes)
    )


def _failing(changes: Changes) -> list[CheckResult]:
    return [*changes.new, *(result for result, _ in (*changes.worse, *changes.still))]


def _checks(results: Sequence[CheckResult]) -> list[CheckResult]:
    return [result for result in results if result.check_name != PUBLISHED]


# -------------------------------------------------------------------------------------------------------- subject


def subject_of(night: NightSummary, changes: Changes) -> str:
    """Return the subject: what happened, and what is published instead.

    `NOT PUBLISHED: night of 2026-03-07 blocked by events_have_reports; readers keep the snapshot of 2026-03-06`.
    """
    what = _what(night)
    named = _named([result.check_name for result in _checks(changes.new)])
    worse = _named([result.check_name for result, _ in changes.worse if result.check_name != PUBLISHED])
    still = _named([f"{one.check_name} (night {n.nights})" for one, n in changes.still if one.check_name != PUBLISHED])
    said = [f"new: {named}"] if named else []
    said += [f"worse: {worse}"] if worse else []
    said += [f"still failing: {still}"] if still else []
    gone = _named([one.check for one in changes.recovered if one.check != PUBLISHED])
    said += [f"recovered: {gone}"] if gone else []
    if night.status == "published":
        was_out = any(one.check == PUBLISHED for one in changes.recovered)
        told = f"{what} published{' again' if was_out else ''}"
        return f"[{brand(night.is_sample)}] {told}{'; ' + '; '.join(said) if said else ''}"
    return f"[{brand(night.is_sample)}] NOT PUBLISHED: {what} {_cause(night, changes)}; {_keep(night)}"


def _what(night: NightSummary) -> str:
    return f"{night.kind} of {night.logical_at:%Y-%m-%d}"


def _cause(night: NightSummary, changes: Changes) -> str:
    known = next((one for one in changes.failing.values() if one.check == PUBLISHED), None)
    again = f", night {known.nights} in a row" if known and known.nights > 1 else ""
    critical = [one.check_name for one in _checks(_failing(changes)) if one.severity == "critical"]
    by = _named([name.removeprefix(TASK) for name in critical])
    if night.status == "blocked":
        return f"blocked{' by ' + by if by else ''}{again}"
    return f"failed{' in ' + by if by else ''}{again}"


def _keep(night: NightSummary) -> str:
    return f"readers keep {night.instead.partition(',')[0]}" if night.instead else "nothing is published yet"


def _named(names: Sequence[str]) -> str:
    """Return names for a subject line: two at most, and how many more."""
    shown = ", ".join(names[:2])
    return f"{shown} and {len(names) - 2} more" if len(names) > 2 else shown


def brand(is_sample: bool) -> str:
    return "Dateline SAMPLE" if is_sample else "Dateline"


# ----------------------------------------------------------------------------------------------------------- body


def _opening(night: NightSummary, changes: Changes) -> str:
    lines = [f"What to do: {_advice(night, changes)}", f"People read: {_read_now(night)}"]
    counts = ", ".join(f"{name.removeprefix('n_').replace('_', ' ')} {count}" for name, count in night.counts.items())
    lines.append(
        f"The {_what(night)} (run {night.run_id}) {_IN_WORDS[night.status]}" + (f" ({counts})." if counts else ".")
    )
    lines += [f"It was published by hand against its checks, for this reason: {night.forced}"] if night.forced else []
    lines += [f"Its page: {night.page}"] if night.page else []
    return "\n".join(lines)


def _advice(night: NightSummary, changes: Changes) -> str:
    critical = [one.check_name for one in _checks(_failing(changes)) if one.severity == "critical"]
    first = critical[0] if critical else PUBLISHED
    home, anchor = shlex.quote(str(night.home)), f"{night.runbook}#{anchor_of(first)}"
    if night.status == "blocked":
        return (
            f"read the rows below, then {anchor}.\n"
            "  There is time: nobody reads wrong rows, and the next good night takes tonight's along.\n"
            "  When the check is wrong and the night is right:\n"
            f'    {night.program} publish --home {home} --force {shlex.quote(night.run_id)} --why "…"'
        )
    if night.status == "failed":
        failed = next((one for one in _failing(changes) if one.check_name == first and first != PUBLISHED), None)
        error = f"mend this, {shortened(failed.observed, 300)}; see" if failed and failed.observed else "see"
        return (
            f"{error} {anchor}. Nothing fetched is lost.\n"
            f"  Then clear the red task in Airflow, or: {night.program} run --home {home}"
        )
    failing = _checks(_failing(changes))
    if not failing:
        return "nothing, this is good news."
    if failing[0].severity == "warning":
        return "nothing tonight; all was published. Look at what is below in working hours."
    held = night.counts.get("n_quarantined")
    if not held and failing[0].check_name not in night.row_checks:
        worst = failing[0].check_name
        return (
            f"nothing tonight: no row is held back. In working hours see to {worst}: {night.runbook}#{anchor_of(worst)}"
        )
    rows = f"{held} rows are held back" if held else "failing rows are held back"
    return f"nothing tonight: {rows}, the rest is published. In working hours read the rows, then the runbook."


def _read_now(night: NightSummary) -> str:
    if night.status == "published":
        return f"{night.instead or 'this night'}."
    return f"{night.instead or 'nothing yet: there is no earlier snapshot'}. What the night brought waits, unpublished."


def _section(title: str, blocks: Sequence[str]) -> list[str]:
    return [f"== {title}", *blocks] if blocks else []


def _full(result: CheckResult, night: NightSummary, before: Failing | None = None) -> str:
    if result.check_name.startswith(TASK):
        return task_lines(result.check_name.removeprefix(TASK), result.observed or "", night.runbook)
    why = night.reasons.get(result.check_name)
    lines = [f"{result.severity.upper()}  {result.check_name}"]
    lines += [f"  Why it matters: {why}"] if why else []
    lines += [f"  Observed: {result.observed}", f"  Expected: {result.expected}"]
    if before is not None:
        lines.append(f"  Before:   {before.observed} (failing since {before.since:%Y-%m-%d})")
    for number, sample in enumerate(result.samples[:3], 1):
        lines += _sample_lines(number, sample)
    lines += ["  All of them:", f"    {command_of(result, night)}"]
    lines += [f"  What to do: {night.runbook}#{anchor_of(result.check_name)}"]
    return "\n".join(lines)


def task_lines(task_id: str, reason: str, runbook: str) -> str:
    """Return what is told of a failed task."""
    told = reason if len(reason) <= MAX_REASON else f"{reason[:MAX_REASON]}…"
    indented = "\n".join(f"    {line}" for line in told.splitlines())
    return f"FAILED TASK  {task_id}\n{indented}\n  What to do: {runbook}#{anchor_of(TASK + task_id)}"


def _sample_lines(number: int, sample: Mapping[str, Any]) -> list[str]:
    lines = [f"  {number}. {sample.get('id')}: {sample.get('value')}"]
    if sample.get("sentence"):
        lines.append(f"     “{shortened(str(sample['sentence']))}”")
    if sample.get("url"):
        lines.append(f"     {sample['url']}")
    return lines


def shortened(sentence: str, limit: int = 400) -> str:
    """Return words on one line, cut where they are too many for it."""
    sentence = " ".join(sentence.split())
    return sentence if len(sentence) <= limit else f"{sentence[:limit]}…"


def _line(result: CheckResult, known: Failing) -> str:
    observed = shortened(result.observed or "", 200)
    since = f"night {known.nights} in a row, since {known.since:%Y-%m-%d}"
    return f"  {result.severity} {result.check_name}: {observed} ({since})"


def _recovery(one: Failing) -> str:
    nights = f"{one.nights} night{'s' if one.nights > 1 else ''}"
    last = shortened(one.observed, 200)
    return f"  {one.check}: passes again, after {nights} (since {one.since:%Y-%m-%d}; last: {last})"


# ------------------------------------------------------------------------------------------------------------ SQL


def command_of(result: CheckResult, night: NightSummary) -> str:
    """Return the command that shows all failing rows; it runs as it stands, in a shell."""
    where = "" if night.status == "published" else "--warehouse "
    query = re.sub(r'([$`"\\])', r"\\\1", sql_of(result, night))  # what a shell reads between double quotes
    return f'{night.program} sql --home {shlex.quote(str(night.home))} {where}"{query}"'


def sql_of(result: CheckResult, night: NightSummary) -> str:
    """Return the query for all failing rows with their sentences: of the snapshot, or of what waits in staging."""
    name, run = _quoted(result.check_name), _quoted(night.run_id)
    schema = "main" if night.status == "published" else "staging"
    if result.check_name == "quarantined_share":
        count = "SELECT check_name, count(*) AS n FROM quarantine"
        return f"{count} WHERE run_id = {run} GROUP BY ALL ORDER BY n DESC, check_name"
    if result.severity != "warning" and result.check_name in night.row_checks:
        return (
            "SELECT q.report_id, q.value, (q.row->>'evidence') AS sentence, a.url FROM quarantine AS q "
            f"LEFT JOIN {schema}.articles AS a ON a.id = (q.row->>'article_id') "
            f"WHERE q.check_name = {name} AND q.run_id = {run}"
        )
    if not any(sample.get("sentence") for sample in result.samples):  # feeds, hosts, a count: no rows with a text
        return f"SELECT unnest(failing_ids) AS id FROM check_results WHERE check_name = {name} AND run_id = {run}"
    return (
        "SELECT f.id, coalesce(r.evidence, e.summary) AS sentence, a.url FROM (SELECT unnest(failing_ids) AS id "
        f"FROM check_results WHERE check_name = {name} AND run_id = {run}) AS f "
        f"LEFT JOIN {schema}.reports AS r ON r.id = f.id LEFT JOIN {schema}.events AS e ON e.id = f.id "
        f"LEFT JOIN {schema}.articles AS a ON a.id = r.article_id"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# ---------------------------------------------------------------------------------------------------------- facts


def _facts(night: NightSummary, changes: Changes) -> dict[str, Any]:
    changed: list[tuple[str, CheckResult, Failing | None]] = [("new", result, None) for result in changes.new]
    changed += [("worse", result, before) for result, before in changes.worse]
    changed += [("still failing", result, known) for result, known in changes.still]
    return {
        "run_id": night.run_id,
        "night": f"{night.logical_at:%Y-%m-%d}",
        "status": night.status,
        "is_sample": night.is_sample,
        "counts": dict(night.counts),
        "published_instead": night.instead if night.status != "published" else None,
        "page": str(night.page) if night.page else None,
        "recovered": [one.check for one in changes.recovered],
        "checks": [
            {
                "check": result.check_name, "change": change, "severity": result.severity, "observed": result.observed,
                "expected": result.expected, "n_failing": result.n_failing, "samples": list(result.samples[:3]),
                "nights": changes.failing[result.check_name].nights, "before": before.observed if before else None,
                "sql": sql_of(result, night), "runbook": f"{night.runbook}#{anchor_of(result.check_name)}",
            }
            for change, result, before in changed if result.check_name != PUBLISHED
        ],
    }  # fmt: skip


def slug_of(run_id: str, what: str) -> str:
    """Return a file name: a run id holds `:` and `+`."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", f"{run_id}-{what}").strip("-.")[:150]


def anchor_of(check: str) -> str:
    """Return the runbook's anchor of a check, or of a task; a mapped or grouped task is known by its last name.

    >>> anchor_of("events_have_reports"), anchor_of("task_load"), anchor_of("task_replay.list_pages[3]")
    ('events_have_reports', 'task-load', 'task-list-pages')
    """
    if not check.startswith(TASK):
        return check
    return "task-" + re.sub(r"\[\d+\]$", "", check.removeprefix(TASK)).rpartition(".")[2].replace("_", "-")
