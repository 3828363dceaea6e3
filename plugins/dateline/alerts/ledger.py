"""What each channel was told, and what waits to be told: one file, `alerts/state.json` in the home, replaced whole.

A message is queued and remembered as told in the same write. A process that is killed before it leaves nothing; one
that is killed after it leaves a message that waits. So nothing is lost, and nothing is told twice but what was being
sent at that moment; that carries the same id again.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dateline.alerts.message import Message
from dateline.records import Severity, as_json, from_json

logger = logging.getLogger(__name__)

FOLDER = "alerts"
REMEMBERED = timedelta(days=60)
"""How long the ids of messages are kept: a night's `tell` is not done again later than that."""

LOCK_WAIT_S = 20.0


@dataclass(frozen=True, slots=True)
class Failing:
    """What a channel was told of a check that fails. `nights` in a row, tonight included; `n_failing` and `observed`
    as last told in full; `run_id` is the last run that found it failing.
    """

    check: str
    severity: Severity
    since: datetime
    told_at: datetime
    nights: int
    n_failing: int
    observed: str
    run_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for its channel: for the end of quiet hours, or for the channel to work again."""

    channel: str
    message: Message
    queued_at: datetime
    attempts: int = 0
    detail: str | None = None


@dataclass(slots=True)
class State:
    """`failing`: by channel and check. `told`: when each message was queued, by id. `waiting`: in order."""

    failing: dict[str, dict[str, Failing]] = field(default_factory=dict)
    told: dict[str, datetime] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)


@contextmanager
def changed_state(home: Path) -> Iterator[State]:
    """Give the state under its lock, and write what the block made of it.

    Raises OSError when it cannot be read or written, TimeoutError when another process keeps the lock.
    """
    with locked(home / FOLDER / "state.lock", LOCK_WAIT_S):
        state = read_state(home)
        yield state
        _write(home / FOLDER / "state.json", _as_json(state))


@contextmanager
def locked(path: Path, wait_s: float) -> Iterator[None]:
    """Hold the lock of a file for the block. Raises OSError, TimeoutError when it is held for longer than `wait_s`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, give_up_at = os.open(path, os.O_RDWR | os.O_CREAT, 0o644), time.monotonic() + wait_s
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= give_up_at:
                    raise TimeoutError(f"{path.name} is held by another process") from None
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def read_state(home: Path) -> State:
    """Return the state. One that cannot be understood is set aside: all that fails is then told anew."""
    path = home / FOLDER / "state.json"
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        failing = {
            channel: {row["check"]: from_json(Failing, row) for row in rows}
            for channel, rows in told["failing"].items()
        }
        return State(
            failing,
            {id_: datetime.fromisoformat(at) for id_, at in told["told"].items()},
            [from_json(Waiting, row) for row in told["waiting"]],
        )  # fmt: skip
    except FileNotFoundError:
        return State()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        aside = path.with_name("state.json.unreadable")
        logger.warning("%s cannot be read (%s): set aside as %s", path, type(error).__name__, aside.name)
        path.replace(aside)
        return State()


def drop_told(home: Path, words: Collection[str]) -> int:
    """Take the messages that speak of any of `words` out of what waits; return how many went. Raises OSError."""
    if not (home / FOLDER / "state.json").exists():
        return 0
    with changed_state(home) as state:
        kept = [one for one in state.waiting if not _speaks(one.message, words)]
        n_gone = len(state.waiting) - len(kept)
        state.waiting[:] = kept
        for rows in state.failing.values():
            for name, known in rows.items():
                if any(word in known.observed for word in words):
                    rows[name] = replace(known, observed="")
    return n_gone


def _speaks(message: Message, words: Collection[str]) -> bool:
    told = f"{message.subject}\n{message.text}\n{json.dumps(message.facts, ensure_ascii=False, default=str)}"
    return any(word in told for word in words)


def _as_json(state: State) -> dict[str, Any]:
    newest = max(state.told.values(), default=None)
    kept = {id_: at for id_, at in state.told.items() if newest is None or newest - at <= REMEMBERED}
    failing = {channel: list(rows.values()) for channel, rows in state.failing.items()}
    return dict(as_json({"failing": failing, "told": kept, "waiting": state.waiting}))


def _write(path: Path, value: object) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as out:
            out.write(json.dumps(value, indent=1, sort_keys=True) + "\n")
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
