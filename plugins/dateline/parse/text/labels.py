"""What the label ahead of a note says of its type: "Looting: ...". It decides where the words leave the type open.

Source: docs/codebook.md, "Notes", and the table `data/note_labels.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from dateline.parse.text.notes import label_end
from dateline.records import Report
from dateline.vocab import cameo_root, quad_class, read_table


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    return {row["label"]: row for row in read_table("note_labels.csv")}


def typed_by_label(reports: Sequence[Report], text: str) -> tuple[Report, ...]:
    """Return a note's reports, the first of its news with the label's type where mode or ACLED type are open."""
    row = _labels().get(text[: label_end(text)].strip(' \t\n"“(*').rstrip(": \n").lower())
    at = next((at for at, report in enumerate(reports) if not report.is_background), None)
    if row is None or at is None or not _is_open(reports[at]):
        return tuple(reports)
    event_type, mode = row["event_type"], row["event_mode"] or None
    if reports[at].acled_event_type == row["acled_event_type"]:
        return tuple(reports)
    typed = replace(
        reports[at],
        event_type=event_type,
        event_mode=mode,
        quad_class=quad_class(event_type),
        cameo_root=cameo_root(event_type, mode),
        acled_event_type=row["acled_event_type"],
        acled_sub_event_type=row["acled_sub_event_type"],
        ucdp_violence_type=reports[at].ucdp_violence_type if event_type == "ASSAULT" else None,
    )
    return (*reports[:at], typed, *reports[at + 1 :])


def _is_open(report: Report) -> bool:
    return report.acled_event_type is None or report.event_mode is None
