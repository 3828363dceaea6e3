"""Articles -> duplicate groups, reports -> events; and the JSONL edge of `dateline cluster`."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dateline.errors import UsageError
from dateline.records import Report, from_json
from dateline.stories.canonical import ClusterInput
from dateline.stories.clusters import Clustering, cluster_reports
from dateline.stories.duplicates import DuplicateRow, KnownArticle, group_duplicates, read_signature

__all__ = [
    "ClusterInput", "Clustering", "DuplicateRow", "KnownArticle", "cluster_reports", "group_duplicates",
    "read_signature", "run_cluster",
]  # fmt: skip

logger = logging.getLogger(__name__)


def run_cluster(in_path: Path | str, out_path: Path | str) -> int:
    """Cluster a file of reports (`-`: stdin, stdout) into `{"report_id", "event_id"}` lines; return the exit code.

    Lines are reports as `dateline parse` writes them; `publisher` (or `source`), `published_at`, `credit` and
    `duplicate_group` of their documents are used where they are given. 0: every line was a report; 1: some were
    not, and are named on stderr.

    Raises:
        UsageError: a file cannot be opened.
    """
    inputs: list[ClusterInput] = []
    n_rejected = 0
    for number, line in enumerate(_lines(in_path), 1):
        if not line.strip():
            continue
        try:
            inputs.append(read_input(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            n_rejected += 1
            sys.stderr.write(f"line {number}: not a report: {error}\n")
    clustering = cluster_reports(inputs)
    event_of = {row.report_id: row.event_id for row in clustering.event_reports}
    rows = [
        {"report_id": one.report.id, "event_id": event_of[one.report.id]} for one in inputs if one.report.id in event_of
    ]
    _write("".join(json.dumps(row) + "\n" for row in rows), out_path)
    logger.info("clustered reports=%s events=%s rejected=%s", len(inputs), len(clustering.events), n_rejected)
    return 1 if n_rejected else 0


def read_input(row: Mapping[str, Any]) -> ClusterInput:
    """Return a line of `dateline cluster`: a report, with what the line says of its article. Raises as `from_json`."""
    report = from_json(Report, row)
    told = {name: row[name] for name in ("published_at", "duplicate_group", "duplicate_kind", "credit") if name in row}
    article_id = row.get("article_id") or report.document_id
    publisher = row.get("publisher") or row.get("source")
    return from_json(ClusterInput, told | {"report": row, "article_id": article_id, "publisher": publisher})


def _lines(path: Path | str) -> Iterator[bytes]:
    if str(path) == "-":
        yield from sys.stdin.buffer
        return
    try:
        with Path(path).open("rb") as lines:
            yield from lines
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error


def _write(text: str, path: Path | str) -> None:
    if str(path) == "-":
        sys.stdout.write(text)
        return
    try:
        part = Path(f"{path}.part")
        part.write_text(text, encoding="utf-8")
        part.rename(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
