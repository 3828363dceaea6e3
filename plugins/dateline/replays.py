"""Replay: extraction and parsing over what the archive holds, as a run of its own that is checked and published."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import dateline.pipeline as pipeline
from dateline.archive import read_records
from dateline.errors import NightBlocked, UsageError
from dateline.records import Page, as_json
from dateline.runs import Run, RunStatus, write_lines
from dateline.staging import known_pages

logger = logging.getLogger(__name__)


def find_archive_files(archive: Path, first: date | None, last: date | None) -> list[Path]:
    """Return the WARC files of fetched pages in `archive/YYYY/MM/DD`, from `first` to `last` inclusive."""
    found = []
    for path in sorted(archive.glob("[0-9]*/[0-9]*/[0-9]*/*-fetch-*.warc.gz")):
        day = date(*(int(part) for part in path.parts[-4:-1]))
        if (first is None or day >= first) and (last is None or day <= last):
            found.append(path)
    return found


def plan_replay(run: Run, files: Sequence[Path], first: date | None, last: date | None) -> list[Path]:
    """Return the WARC files to replay: those named (folders whole), else the archive's in the span of days.

    Raises UsageError when there is none.
    """
    if files:
        warcs = [path for file in files for path in (sorted(file.rglob("*.warc*")) if file.is_dir() else [file])]
        warcs = [path for path in warcs if not path.name.endswith(".part")]
    else:
        warcs = find_archive_files(run.settings.home / "archive", first, last)
    missing = next((path for path in warcs if not path.is_file()), None)
    if missing is not None:
        raise UsageError(f"{missing}: no such file")
    if not warcs:
        raise UsageError(f"{files[0] if files else run.settings.home / 'archive'}: no WARC file to replay")
    return [path.absolute() for path in warcs]


def list_pages(run: Run, warc: Path, number: int) -> Path:
    """Write the pages a WARC file holds, as `fetch` would have, and return that file's path.

    Of a page that the warehouse knows only the newest record counts: an old version must not replace a newer one. Where
    the file breaks off, what was read before it stays, and the next step's log names file and byte.
    """
    settings = run.settings
    inside = warc.is_relative_to(settings.home)
    named = str(warc.relative_to(settings.home)) if inside else str(warc)
    path = run.path("fetch", f"{number:05d}")
    with run.timed("list", path.stem):
        found = {page.url: page for page in _records(warc, named)}
        known, _ = known_pages(run, list(found))
        pages = []
        for url, page in found.items():
            row = known.get(url)
            if row is None:
                pages.append(page)
            elif (row.warc_file, row.warc_offset) == (page.warc_file, page.warc_offset):
                pages.append(_again(row))
        write_lines(path, (as_json(page) for page in pages))
    logger.info("listed warc=%s pages=%d", warc.name, len(pages))
    return path


def _records(warc: Path, named: str) -> Iterator[Page]:
    for record in read_records(warc):
        if record.status == 200 and record.role in (None, "page"):
            host = pipeline.host_of(record.url)
            yield Page(
                record.url, "", host, http_status=200, attempts=1, first_seen_at=record.fetched_at,
                fetched_at=record.fetched_at, warc_file=named, warc_offset=record.offset, final_url=record.final_url,
            )  # fmt: skip


def _again(page: Page) -> Page:
    return replace(page, outcome=None, detail=None)


def run_replay(run: Run, files: Sequence[Path], first: date | None, last: date | None) -> RunStatus:
    """Replay WARC files through extraction, parsing, checks and publishing; return how the run ended.

    Raises what a step raised. A corrupt file ends the replay with an ArchiveError that names it: nothing is loaded.
    """
    try:
        warcs = plan_replay(run, files, first, last)
        extracted = [pipeline.extract(run, list_pages(run, warc, number)) for number, warc in enumerate(warcs)]
        parsed = [pipeline.parse(run, path) for path in extracted]
        pipeline.load(run, [], extracted, parsed)
        pipeline.check_rows(run)
        pipeline.cluster(run)
        pipeline.check_night(run)
        pipeline.publish(run)
    except NightBlocked:
        pass
    except UsageError as error:
        run.end("failed", str(error))
        run.close()
        raise
    except Exception as error:
        pipeline.end_failed(run, error)
        raise
    pipeline.tell(run)
    run.close()
    status, _ = run.outcome() or ("failed", None)
    return status
