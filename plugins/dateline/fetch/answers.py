"""What an HTTP answer means: for a page its outcome, for a host how long to leave it alone. Pure functions."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from dateline.records import Outcome

RETRY_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_NOT_HTML = re.compile(
    r"(?:image|video|audio|font)/|application/(?:pdf|zip|gzip|octet-stream|msword|vnd\.(?!iptc\.g2)|javascript|json|x-)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a status means for a page. `is_final`: asking again tomorrow is pointless."""

    outcome: Outcome
    is_final: bool
    detail: str


_MEANINGS: Mapping[int, tuple[Outcome, bool, str]] = {
    401: ("paywall", True, "a login is required"),
    402: ("paywall", True, "payment is required"),
    403: ("failed", False, "the site refuses us"),
    404: ("404", True, "not found"),
    407: ("failed", False, "a proxy asks for a login"),
    410: ("404", True, "gone"),
    451: ("failed", True, "withheld for legal reasons"),
}


def status_meaning(status: int) -> Meaning:
    """Return what a status outside 2xx means for a page. Failures are not final: tomorrow may be better.

    >>> status_meaning(410).outcome, status_meaning(503).is_final
    ('404', False)
    """
    outcome, is_final, why = _MEANINGS.get(status, ("failed", False, ""))
    return Meaning(outcome, is_final, f"HTTP {status}: {why}" if why else f"HTTP {status}")


def is_html(content_type: str | None) -> bool:
    """Return False when the type names something that cannot be a page; no type, or text, may well be one."""
    return not _NOT_HTML.match((content_type or "").strip())


def find_opt_out(headers: Mapping[str, str]) -> str | None:
    """Return the header by which a publisher reserves text and data mining, None when there is none.

    Source: W3C TDM Reservation Protocol (`tdm-reservation: 1`); the `noai` directive of X-Robots-Tag.
    """
    if headers.get("tdm-reservation", "").strip() == "1":
        return "tdm-reservation: 1"
    directives = re.split(r"[\s,;:]+", headers.get("x-robots-tag", "").lower())
    return "X-Robots-Tag: noai" if "noai" in directives else None


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, None when there is none that can be read."""
    text = (value or "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", text):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def backoff_s(attempt: int, *, base_s: float = 1.0, cap_s: float = 30.0) -> float:
    """Return how long to wait after the `attempt`-th failure: doubling, with jitter, so that clients do not march."""
    return min(cap_s, base_s * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.0)
