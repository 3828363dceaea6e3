"""A run's folder: where each step leaves its files, what the run is, how it ended, how long its steps took.

`runs/<run>/<step>/<batch>.jsonl` is written beside as `.part` and renamed when whole: a file that has its name is
complete, whenever the process was killed.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from dateline.config import FeedsFile, Settings, read_feeds_file
from dateline.errors import ConfigError, StoreError
from dateline.records import as_json

logger = logging.getLogger(__name__)

RunKind = Literal["night", "replay", "release"]
RunStatus = Literal["published", "blocked", "failed"]

_COMMANDS = ("cli__", "release__")
"""How the folders of runs begin that a command holds without Airflow."""

FORGETTING_S = 4 * 3600
"""So long a run waits to begin while a story is taken down: a large archive is gone through whole."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the pipeline. `logical_at` is the instant it stands for, in UTC; `folder` holds its files."""

    id: str
    kind: RunKind
    logical_at: datetime
    started_at: datetime
    folder: Path
    due_only: bool
    settings: Settings

    @property
    def name(self) -> str:
        """The folder's name: the id with every character that is not for file names replaced."""
        return self.folder.name

    def wire(self) -> FeedsFile:
        """Return the feeds file this run works from. Raises ConfigError."""
        return read_feeds_file(self.settings.feeds_file)

    def path(self, step: str, name: str, suffix: str = "jsonl") -> Path:
        """Return where `step` writes its file called `name`."""
        return self.folder / step / f"{name}.{suffix}"

    @contextmanager
    def timed(self, step: str, name: str = "all") -> Iterator[None]:
        """Time the block as (part of) `step`; the figure is kept when it ends well."""
        started = time.monotonic()
        yield
        write_json(self.folder / "timings" / f"{step}.{name}.json", {"step": step, "s": time.monotonic() - started})

    def step_seconds(self) -> dict[str, float]:
        """Return the seconds each step took, its batches added up."""
        seconds: dict[str, float] = defaultdict(float)
        for path in sorted((self.folder / "timings").glob("*.json")):
            timing = read_json(path)
            seconds[timing["step"]] += timing["s"]
        return {step: round(total, 3) for step, total in seconds.items()}

    def end(self, status: RunStatus, reason: str | None = None) -> None:
        """Write down how the run ended."""
        write_json(self.folder / "outcome.json", {"status": status, "reason": reason, "ended_at": as_json(_now())})

    def outcome(self) -> tuple[RunStatus, str | None] | None:
        """Return how the run ended and why; None while it has not."""
        path = self.folder / "outcome.json"
        if not path.exists():
            return None
        outcome = read_json(path)
        return outcome["status"], outcome["reason"]

    def reopen(self) -> None:
        """Forget how the run ended: a step before its end is done again (an Airflow task was cleared)."""
        (self.folder / "outcome.json").unlink(missing_ok=True)

    @property
    def is_closed(self) -> bool:
        return (self.folder / "closed").exists()

    def close(self) -> None:
        """Mark the run as over: a later run with the same id gets a folder of its own."""
        _write(self.folder / "closed", "")


def begin_run(
    settings: Settings, run_id: str, logical_at: datetime, kind: RunKind = "night", *, due_only: bool = False
) -> Run:
    """Make the folder of a run, or find the one of a run with this id that was cut off. Waits while a story is taken
    down: what a run reads must not change under it.

    Raises:
        ConfigError: the home was made from the other kind of wire (sample, live).
        StoreError: the folder cannot be made, or `dateline forget` took longer than four hours.
    """
    from dateline.store.warehouse import held_lock

    claim_home(settings)
    with held_lock(settings.home / "forget.lock", f"begin of {run_id}", FORGETTING_S):
        base = settings.home / "runs" / clean_run_id(run_id)
        folder, number = base, 1
        while (folder / "closed").exists():
            number += 1
            folder = base.with_name(f"{base.name}.{number}")
        if not (folder / "run.json").exists():
            own_id = run_id if number == 1 else f"{run_id}.{number}"
            facts = {"id": own_id, "kind": kind, "logical_at": logical_at, "started_at": _now(), "due_only": due_only}
            write_json(folder / "run.json", as_json(facts))
    return open_run(folder, settings)


def open_run(folder: Path, settings: Settings) -> Run:
    """Return the run whose folder this is. Raises StoreError when it is none."""
    try:
        facts = read_json(folder / "run.json")
    except FileNotFoundError as error:
        raise StoreError(f"{folder}: not the folder of a run") from error
    return Run(
        facts["id"], facts["kind"], datetime.fromisoformat(facts["logical_at"]),
        datetime.fromisoformat(facts["started_at"]), folder, facts["due_only"], settings,
    )  # fmt: skip


def runs_elsewhere(settings: Settings) -> list[Run]:
    """Return the runs that are not over and that no lock tells of: Airflow's, whose tasks are processes of their own.

    Runs of the command hold a lock while they run, and otherwise wait to be taken up.
    """
    folders = [path.parent for path in sorted((settings.home / "runs").glob("*/run.json"))]
    return [
        open_run(folder, settings) for folder in folders
        if not ((folder / "closed").exists() or (folder / "asked.json").exists() or folder.name.startswith(_COMMANDS))
    ]  # fmt: skip


def open_releases(settings: Settings) -> list[Run]:
    """Return the runs of kind `release` that are not over: where nobody holds `release.lock`, their process died."""
    folders = [path.parent for path in sorted((settings.home / "runs").glob("release__*/run.json"))]
    return [open_run(folder, settings) for folder in folders if not (folder / "closed").exists()]


def unfinished_run(settings: Settings) -> Run | None:
    """Return the newest run of `dateline run` that was cut off, if any."""
    folders = [path.parent for path in (settings.home / "runs").glob("cli__*/run.json")]
    cut_off = [open_run(folder, settings) for folder in folders if not (folder / "closed").exists()]
    return max(cut_off, key=lambda run: run.started_at, default=None)


def clean_run_id(run_id: str) -> str:
    """Return a run id as a file name: `manual__2026-03-02T00:00:00+00:00` has `:` and `+` in it.

    >>> clean_run_id("manual__2026-03-02T00:00:00+00:00")
    'manual__2026-03-02T00.00.00.00.00'
    """
    return re.sub(r"[^\w.-]+", ".", run_id).strip(".")[:120] or "run"


def claim_home(settings: Settings) -> None:
    """Remember which feeds file this home is made from; refuse to mix the sample wire with live ones.

    Raises ConfigError, naming home and feeds file; StoreError where `wire` in the home is damaged.
    """
    wire, path = read_feeds_file(settings.feeds_file), settings.home / "wire"
    kind = "sample" if wire.sample else "live"
    if path.exists():
        known, _, known_file = path.read_text(encoding="utf-8", errors="replace").strip().partition(" ")
        if known not in ("sample", "live"):
            raise StoreError(f"{path}: cannot be understood: it should say `{kind} {settings.feeds_file}`")
        if known != kind:
            raise ConfigError(
                f"{settings.home}: this home holds a {known} wire ({known_file}); {settings.feeds_file} is {kind}: "
                "set DATELINE_HOME to another folder"
            )
    _write(path, f"{kind} {settings.feeds_file}\n")


def wire_of(home: Path) -> Path | None:
    """Return the feeds file that a home was made from, when it is still there."""
    path = home / "wire"
    if not path.exists():
        return None
    feeds_file = Path(path.read_text(encoding="utf-8", errors="replace").strip().partition(" ")[2])
    return feeds_file if feeds_file.is_file() else None


def is_sample_home(home: Path) -> bool:
    """Return whether a home was made from the sample wire: every page of it says so."""
    path = home / "wire"
    return path.exists() and path.read_text(encoding="utf-8", errors="replace").startswith("sample ")


# ------------------------------------------------------------------------------------------------------ files


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows as JSON lines, whole or not at all; return how many. Raises StoreError naming the file."""
    part, count = path.with_name(path.name + ".part"), 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", errors="surrogatepass") as out:
            for row in rows:
                out.write(json.dumps(row, ensure_ascii=True) + "\n")
                count += 1
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
    return count


def read_lines(path: Path | str) -> Iterator[dict[str, Any]]:
    """Read JSON lines. Raises StoreError naming the file and the line."""
    with Path(path).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise StoreError(f"{path}: line {number}: not JSON: {error}") from error


def write_json(path: Path, value: object) -> None:
    """Write one JSON value, whole or not at all."""
    _write(path, json.dumps(value, indent=1, sort_keys=True) + "\n")


def read_json(path: Path) -> Any:
    """Read one JSON value. Raises FileNotFoundError, or StoreError naming the file when it is not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise StoreError(f"{path}: not JSON: {error}") from error


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error


def _now() -> datetime:
    return datetime.now(UTC)
