"""One pace per host, kept by all threads of a process together; and hosts that asked for time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SILENT_FROM = 6
"""Three connections refused (2 each), or six answers that never came (1 each)."""


@dataclass(slots=True)
class _Host:
    turn: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0
    held_until: float = 0.0
    silence: int = 0


class HostPaces:
    """Gives each host's requests their turn: one at a time, `pace_s` between one's end and the next one's start.

    Times are `time.monotonic` seconds. Safe to call from many threads.
    """

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()

    @contextmanager
    def turn(self, host: str, pace_s: float) -> Iterator[None]:
        """Wait for the host's turn, and keep it until the block ends."""
        known = self._host(host)
        with known.turn:
            self.wait(max(known.next_at, known.held_until) - time.monotonic())
            try:
                yield
            finally:
                known.next_at = time.monotonic() + pace_s

    def hold(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long: it asked for it (Retry-After)."""
        known = self._host(host)
        known.held_until = max(known.held_until, time.monotonic() + seconds)

    def held_s(self, host: str) -> float:
        """Return for how many seconds the host wants to be left alone, 0 when it does not."""
        return max(0.0, self._host(host).held_until - time.monotonic())

    def note_answer(self, host: str) -> None:
        """The host answered, whatever it said: it is alive."""
        self._host(host).silence = 0

    def note_silence(self, host: str, weight: int) -> None:
        """The host did not answer; `weight` says how surely that means that it never will tonight."""
        self._host(host).silence += weight

    def is_silent(self, host: str) -> bool:
        """Return True when the host has not answered so often in a row that it is not asked again."""
        return self._host(host).silence >= SILENT_FROM

    def wait(self, seconds: float) -> None:
        """Sleep, unless the process is closing."""
        if seconds > 0:
            self._closing.wait(seconds)

    @property
    def is_closing(self) -> bool:
        return self._closing.is_set()

    def close(self) -> None:
        self._closing.set()

    def _host(self, host: str) -> _Host:
        known = self._hosts.get(host)
        if known is not None:
            return known
        with self._lock:
            return self._hosts.setdefault(host, _Host())
