"""`/.well-known/tdmrep.json`: which parts of a site its owner reserves from text and data mining. Knows no network.

Source: W3C TDM Reservation Protocol, "TDM file on the origin server": a list of rules, the first whose `location`
matches a path decides.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

PATH = "/.well-known/tdmrep.json"
MAX_BYTES = 256 * 1024
_MAX_RULES = 1_000


@dataclass(frozen=True, slots=True)
class Reservations:
    """The rules of one origin, in order: a location with its wildcards, and whether what it matches is reserved."""

    rules: tuple[tuple[str, bool], ...] = ()

    def reserve(self, url: str) -> str | None:
        """Return how `url` is reserved from text and data mining, None when it is not."""
        if not self.rules:
            return None
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        decided = next((reserved for location, reserved in self.rules if _matches(location, path)), False)
        return f"{PATH} reserves text and data mining" if decided else None


def read_reservations(body: bytes) -> Reservations:
    """Return the rules that a file states; none when it is not such a file.

    >>> read_reservations(b'[{"location": "/news/*", "tdm-reservation": 1}]').reserve("https://a.example/news/1")
    '/.well-known/tdmrep.json reserves text and data mining'
    """
    try:
        told = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return Reservations()
    rules = []
    for rule in told[:_MAX_RULES] if isinstance(told, list) else ():
        if isinstance(rule, dict) and isinstance(rule.get("location"), str):
            rules.append((rule["location"], rule.get("tdm-reservation") in (1, "1", True)))
    return Reservations(tuple(rules))


def _matches(location: str, path: str) -> bool:
    """Tell whether a location, read as robots.txt reads paths (`*` is anything, a last `$` the end), matches.

    No regular expression: a site that writes many stars would make one try for hours.
    """
    first, *rest = re.split(r"\*+", location.removesuffix("$"))
    last = rest.pop() if location.endswith("$") and rest else None
    if not path.startswith(first):
        return False
    at = len(first)
    for part in rest:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return at == len(path) or not location.endswith("$")
