"""What is wanted of one URL, what came, and why nothing did: the records that `fetcher` works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dateline.archive.writing import Role
from dateline.records import Outcome

Told = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Job:
    """What a caller wants of one URL. `keep_partial`: half a body is better than none. `hops` are the redirects."""

    url: str
    role: Role
    max_bytes: int
    obey_robots: bool
    pace_s: float | None = None
    only_html: bool = False
    keep_partial: bool = False
    conditions: Mapping[str, str] = field(default_factory=dict)
    why: Told = ()
    hops: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought. `headers` are in lower case, `told` is what the archive keeps beside the answer."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    offset: int | None
    truncated: str | None
    """"length": over the limit, "time", "disconnect", "encoding", "not_html": not asked for; None: whole."""
    told: Told = ()


class Trouble(Exception):
    """Why one try failed. `tries` is how many tries in all that kind of trouble is worth."""

    def __init__(
        self, url: str, reason: str, *, outcome: Outcome = "failed", retryable: bool = True, tries: int = 1,
        status: int | None = None, retry_after_s: float | None = None, offset: int | None = None, asked: bool = True,
        held: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(reason)
        self.url, self.reason, self.outcome, self.retryable, self.tries = url, reason, outcome, retryable, tries
        self.status, self.retry_after_s, self.offset = status, retry_after_s, offset
        self.asked, self.held = asked, held


def cut_short(job: Job, answer: Answer) -> Trouble:
    """Return what a body that is not whole means."""
    offset, n_bytes = answer.offset, len(answer.body)
    if answer.truncated == "length":
        reason = f"over {job.max_bytes} bytes"
        return Trouble(job.url, reason, outcome="too_big", retryable=False, status=answer.status, offset=offset)
    if answer.truncated == "not_html":
        kind = answer.headers.get("content-type", "")[:80]
        return Trouble(job.url, kind, outcome="not_html", retryable=False, status=answer.status, offset=offset)
    if answer.truncated == "encoding":
        reason = f"its body is not the {answer.headers.get('content-encoding', '')[:40]} it says it is"
        return Trouble(job.url, reason, status=answer.status, tries=2, offset=offset)
    reason = f"the connection closed after {n_bytes} bytes of the body"
    return Trouble(job.url, reason, outcome="truncated", tries=2, status=answer.status, offset=offset)
