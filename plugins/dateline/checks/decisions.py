"""What a person decided on a report counts when it comes again: by its id, or as the same incident of its article.

A release lets in what fails the same check with the same value; anything else that fails is held. A dismissed report
stays out, whatever it looks like then, until somebody releases it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dateline.records import Report, as_json

if TYPE_CHECKING:
    from dateline.checks.suite import QuarantineRow

HELD: Mapping[str, Any] = {
    "status": "held", "decided_by": None, "reason": None, "decided_at": None, "by_hand": False,
}  # fmt: skip
_BOOKKEEPING = frozenset({"id", "document_id", "article_id", "parser", "ordinal", "confidence"})
Incident = tuple[Any, ...]


def decide_rows(
    found: Sequence[QuarantineRow], reports: Sequence[Report], decisions: Iterable[Mapping[str, Any]]
) -> list[tuple[QuarantineRow, Mapping[str, Any]]]:
    """Return each failing row with the columns that say what becomes of it.

    `decisions` are rows of the quarantine that a person released or dismissed, oldest first. A dismissed report that
    fails nothing any more is returned too, under the checks that it was dismissed for.
    """
    decided = _by_report(reports, decisions)
    verdicts = [(row, _verdict(row, decided.get(row.report_id, ()))) for row in found]
    told = {(row.report_id, row.check_name) for row in found}
    for report in reports:
        for decision in decided.get(report.id, ()):
            if decision["status"] == "dismissed" and (report.id, decision["check_name"]) not in told:
                told.add((report.id, decision["check_name"]))
                verdicts.append((_kept_out(report, decision), _copied(decision)))
    return verdicts


def _by_report(reports: Sequence[Report], decisions: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the decisions that count for each report: its own, else those on the same incident of an older reading.

    Where somebody decided otherwise later, only the later counts.
    """
    own, alike = defaultdict(list), defaultdict(list)
    present = {report.id for report in reports}
    for decision in decisions:
        if decision["report_id"] in present:
            own[decision["report_id"]].append(decision)
        else:
            alike[_incident_of_row(decision)].append(decision)
    found = {report.id: own.get(report.id) or alike.get(incident_of(report), []) for report in reports}
    return {id_: [one for one in all_ if one["status"] == all_[-1]["status"]] for id_, all_ in found.items()}


def incident_of(report: Report) -> Incident:
    """Return what makes reports of two readings of one article the same: type, sentence, day."""
    day = None if report.event_date is None else report.event_date.isoformat()
    return report.document_id, report.event_type, report.evidence, day


def _incident_of_row(decision: Mapping[str, Any]) -> Incident:
    row = json.loads(decision["row"])
    return decision["article_id"], row.get("event_type"), row.get("evidence"), row.get("event_date")


def _verdict(row: QuarantineRow, decisions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    dismissed = next((one for one in decisions if one["status"] == "dismissed"), None)
    if dismissed is not None:
        return _copied(dismissed)
    for one in decisions:
        if one["check_name"] == row.check_name and (one["value"] == row.value or _facts(one) == _told(row.row)):
            return _copied(one)
    return HELD


def _copied(decision: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: decision[name] for name in HELD}


def _kept_out(report: Report, decision: Mapping[str, Any]) -> QuarantineRow:
    from dateline.checks.suite import QuarantineRow

    return QuarantineRow(report.id, decision["check_name"], decision["value"], as_json(report))


def _facts(decision: Mapping[str, Any]) -> dict[str, Any]:
    return _told(json.loads(decision["row"]))


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says, without what only tells which reading made it."""
    return {name: value for name, value in row.items() if name not in _BOOKKEEPING}
