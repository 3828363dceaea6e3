"""Replay: extraction and parsing over WARC files, as a run of its own that is checked and published.

The archive's own files, or any others (CC-NEWS, say): each is gone through once, in pieces of `batches.pages` pages,
and each piece extracted and parsed before the next is listed. So memory is bounded by the piece, however large the
file, and a replay that was killed goes on with the piece, and the byte of the file, that it had come to.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import dateline.pipeline as pipeline
from dateline.archive.reading import ArchivedHead, read_heads
from dateline.config import Settings
from dateline.errors import NightBlocked, StoreError, UsageError
from dateline.records import Page, as_json
from dateline.remembered import forgotten_among, pages_among
from dateline.runs import Run, RunStatus, begin_run, open_run, read_json, write_json, write_lines

logger = logging.getLogger(__name__)

SourceT = TypeVar("SourceT")

MOST_TASKS = 500
"""Airflow maps a task over 1,024 values and no more; a year of CC-NEWS is some thousands of files."""


def find_archive_files(archive: Path, first: date | None, last: date | None) -> list[Path]:
    """Return the WARC files in `archive/YYYY/MM/DD`, from `first` to `last` inclusive.

    Those of polls too: stories may have come with a feed.
    """
    found = []
    for path in sorted(archive.glob("[0-9]*/[0-9]*/[0-9]*/*.warc.gz")):
        day = date(*(int(part) for part in path.parts[-4:-1]))
        if (first is None or day >= first) and (last is None or day <= last):
            found.append(path)
    return found


def check_sources(settings: Settings, files: Sequence[Path], first: date | None, last: date | None) -> None:
    """Raise UsageError where there is nothing to replay: before a run is made, or a home where there was none."""
    if first and last and first > last:
        raise UsageError(f"--from {first} is after --to {last}")
    missing = next((file for file in files if not file.exists()), None)
    if missing is not None:
        raise UsageError(f"{missing}: no such file")
    archive = settings.home / "archive"
    if not files and not find_archive_files(archive, first, last):
        raise UsageError(f"{archive}: no WARC file to replay")


def plan_replay(run: Run, files: Sequence[Path], first: date | None, last: date | None) -> list[Path]:
    """Return the WARC files to replay: those named (folders whole), else the archive's in the span of days.

    A run that is taken up has the files in the order in which it first found them, whatever came into a folder since at
    the end: what was done of each is known by its number. Raises UsageError when there is none, or one is gone.
    """
    if files:
        warcs = [path for file in files for path in (sorted(file.rglob("*.warc*")) if file.is_dir() else [file])]
        warcs = [path for path in warcs if not path.name.endswith(".part")]
    else:
        warcs = find_archive_files(run.settings.home / "archive", first, last)
    kept = run.path("find", "warcs", "json")
    known = [Path(name) for name in read_json(kept)] if kept.exists() else []
    found = [path.absolute() for path in warcs]
    warcs = [*known, *(path for path in dict.fromkeys(found) if path not in known)]
    missing = next((path for path in warcs if not path.is_file()), None)
    if missing is not None:
        raise UsageError(f"{missing}: no such file")
    if not warcs:
        raise UsageError(f"{files[0] if files else run.settings.home / 'archive'}: no WARC file to replay")
    write_json(kept, [str(path) for path in warcs])
    return warcs


def shared_out(sources: Sequence[SourceT], most: int = MOST_TASKS) -> list[list[SourceT]]:
    """Return the sources in at most `most` groups, neighbours together, of sizes that differ by one at most.

    >>> shared_out("abcdefg", 3)
    [['a', 'b', 'c'], ['d', 'e'], ['f', 'g']]
    """
    count = min(most, len(sources))
    size, more = divmod(len(sources), count) if count else (0, 0)
    left = iter(sources)
    return [list(islice(left, size + (number < more))) for number in range(count)]


def begin_replay(
    settings: Settings, files: Sequence[Path], first: date | None, last: date | None, now: datetime
) -> Run:
    """Make the run of a replay, or find the one of the same files or days that was cut off.

    Raises ConfigError and StoreError as `runs.begin_run`.
    """
    asked = as_json({"files": [str(file.absolute()) for file in files], "first": first, "last": last})
    for path in sorted((settings.home / "runs").glob("replay__*/asked.json"), reverse=True):
        if not (path.parent / "closed").exists() and read_json(path) == asked:
            try:
                return open_run(path.parent, settings)
            except StoreError:
                continue
    run = begin_run(settings, f"replay__{now.isoformat()}", now.replace(microsecond=0), "replay")
    write_json(run.folder / "asked.json", asked)
    return run


def list_pages(run: Run, warc: Path, number: int) -> list[Path]:
    """Write the pages a WARC file holds, as `fetch` would have, and return those files' paths.

    A corrupt file raises ArchiveError, naming file and byte.
    """
    return list(iter_pages(run, warc, number))


def iter_pages(run: Run, warc: Path, number: int) -> Iterator[Path]:
    """Yield files of the pages that a WARC file holds, each written when it is asked for, as `fetch` would have.

    Of a page that the warehouse knows only the newest record counts: an old version must not replace a newer one. What
    an earlier try wrote is yielded as it is; the listing goes on at the byte where that ended. Raises ArchiveError.
    """
    index = run.path("list", f"{number:05d}", "json")
    told: dict[str, Any] = (
        read_json(index) if index.exists() else {"warc": str(warc), "files": [], "offset": 0, "is_whole": False}
    )
    yield from (run.path("fetch", name) for name in told["files"])
    if told["is_whole"]:
        return
    inside = warc.is_relative_to(run.settings.home)
    named = str(warc.relative_to(run.settings.home)) if inside else str(warc)
    heads = read_heads(warc, told["offset"])
    while piece := list(islice(heads, run.settings.batches.pages)):
        name = f"{number:05d}-{len(told['files']):05d}"
        with run.timed("list", name):
            pages = _worth_reading(run, [_page(head, named) for head in piece if _is_page(head)])
            write_lines(run.path("fetch", name), (as_json(page) for page in pages))
            told = told | {"files": [*told["files"], name], "offset": piece[-1].end}
            write_json(index, told)
        logger.info("listed warc=%s offset=%d pages=%d", warc.name, told["offset"], len(pages))
        yield run.path("fetch", name)
    write_json(index, told | {"is_whole": True})


def _is_page(head: ArchivedHead) -> bool:
    """Tell an answer that may be a story: another crawler's revisit has no body to read one off."""
    if head.role == "story":
        return True
    has_body = head.kind == "response" or head.refers_to_offset is not None
    return head.status == 200 and head.role in (None, "page") and has_body and head.url.startswith("http")


def _page(head: ArchivedHead, named: str) -> Page:
    return Page(
        head.url, "", pipeline.host_of(head.url), http_status=200, attempts=1, first_seen_at=head.fetched_at,
        fetched_at=head.fetched_at, warc_file=named, warc_offset=head.offset, final_url=head.final_url,
    )  # fmt: skip


def _worth_reading(run: Run, found: Sequence[Page]) -> list[Page]:
    known, down = pages_among(run, [page.url for page in found]), forgotten_among(run, [page.url for page in found])
    pages = []
    for page in {page.url: page for page in found}.values():
        row = known.get(page.url)
        if page.url in down:
            continue
        if row is None:
            pages.append(page)
        elif (row.warc_file, row.warc_offset) == (page.warc_file, page.warc_offset):
            pages.append(replace(row, outcome=None, detail=None))
    return pages


def run_replay(run: Run, files: Sequence[Path], first: date | None, last: date | None) -> RunStatus:
    """Replay WARC files through extraction, parsing, checks and publishing; return how the run ended.

    Raises what a step raised. A corrupt file ends the replay with an ArchiveError that names it: nothing is loaded.
    """
    try:
        warcs = plan_replay(run, files, first, last)
        extracted, parsed = _read(run, warcs)
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


def _read(run: Run, warcs: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Extract and parse the files' pages piece by piece; return the paths of the pieces."""
    from dateline.parse.parser import Parser

    parser = Parser.load()
    extracted, parsed = [], []
    for number, warc in enumerate(warcs):
        for listed in iter_pages(run, warc, number):
            extracted.append(pipeline.extract_once(run, listed))
            parsed.append(pipeline.parse_once(run, extracted[-1], parser))
    return extracted, parsed
