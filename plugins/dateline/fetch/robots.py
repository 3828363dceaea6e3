"""robots.txt, as RFC 9309 has it: what a site says to a robot of our name. Knows no network: it is told the answers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dateline.records import Outcome

MAX_BYTES = 512 * 1024
MAX_CRAWL_DELAY_S = 30.0
AGENT = "Dateline"


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one origin. `problem` is set when they could not be had: then nothing there may be fetched,
    and `outcome` is what that makes of a page, `is_final` whether for good, `is_held` whether the host asked for time.
    """

    rules: Any = None
    problem: str | None = None
    outcome: Outcome = "robots"
    is_final: bool = False
    is_held: bool = False

    def refusal(self, url: str) -> str | None:
        """Return why `url` may not be fetched, None when it may."""
        if self.problem is not None:
            return f"robots.txt could not be had ({self.problem})"
        if self.rules is not None and not self.rules.can_fetch(url, AGENT):
            return "robots.txt forbids it"
        return None

    @property
    def crawl_delay_s(self) -> float:
        """Return the pause the site asks for between two requests, in seconds; 0 when it does not ask."""
        delay = self.rules.crawl_delay(AGENT) if self.rules is not None else None
        return min(float(delay), MAX_CRAWL_DELAY_S) if delay and delay > 0 else 0.0


ALLOW_ALL = RobotsRules()


def read_robots(status: int, body: bytes) -> RobotsRules:
    """Return the rules that an answer to /robots.txt means (RFC 9309, 2.3.1).

    2xx: what it says; 4xx: there are none, all is allowed; 429 and 5xx: nothing is, until a later night. An HTML page
    in its place says nothing.
    """
    from protego import Protego

    if status == 429 or status >= 500:
        return RobotsRules(problem=f"HTTP {status}", is_held=status == 429)
    if not 200 <= status < 300:
        return ALLOW_ALL
    text = body[:MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff")
    if text.lstrip()[:1] == "<":
        return ALLOW_ALL
    return RobotsRules(Protego.parse(text))


RulesT = TypeVar("RulesT")


class OncePerOrigin(Generic[RulesT]):
    """What each origin says of itself, asked for once, by whoever comes first; the others wait for the answer."""

    def __init__(self) -> None:
        self._known: dict[str, RulesT] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, origin: str, ask: Callable[[], RulesT]) -> RulesT:
        """Return what `origin` (`scheme://host:port`) says, calling `ask` the first time."""
        known = self._known.get(origin)
        if known is not None:
            return known
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin not in self._known:
                self._known[origin] = ask()
            return self._known[origin]


class RobotsCache(OncePerOrigin[RobotsRules]):
    """Each origin's rules."""

    def rules(self, origin: str, ask: Callable[[], RobotsRules]) -> RobotsRules:
        """Return the rules of `origin`, calling `ask` the first time."""
        return self.get(origin, ask)

    def known(self, origin: str) -> RobotsRules:
        """Return the rules of `origin` if they were asked for, those that allow all if not."""
        return self._known.get(origin, ALLOW_ALL)
