"""One URL, fetched politely and safely, its bytes archived.

A request is made only when robots.txt lets it, in its host's turn, to an address that was checked after the name was
resolved. Redirects are followed by hand, each hop judged like the first. No cookie outlives the page it was for.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

import httpcore

from dateline.archive.writing import Exchange, Role, WarcWriter
from dateline.config import FetchSettings
from dateline.errors import FetchError
from dateline.fetch.addresses import AddressGuard, AddressRefused, is_loopback
from dateline.fetch.answers import RETRY_STATUSES, backoff_s, read_retry_after, status_meaning
from dateline.fetch.bodies import Fields, by_name, read_body, read_fields
from dateline.fetch.connections import Connections, Reply
from dateline.fetch.cookies import HostCookies
from dateline.fetch.health import HELD
from dateline.fetch.inflate import ACCEPT_ENCODING
from dateline.fetch.jobs import Answer, Job, Told, Trouble, cut_short
from dateline.fetch.pacing import HostPaces
from dateline.fetch.reservations import MAX_BYTES as MAX_TDMREP_BYTES
from dateline.fetch.reservations import PATH as TDMREP_PATH
from dateline.fetch.reservations import Reservations, read_reservations
from dateline.fetch.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from dateline.fetch.robots import OncePerOrigin, RobotsCache, RobotsRules, read_robots
from dateline.fetch.targets import NoTarget, Target, read_target
from dateline.version import VERSION

logger = logging.getLogger(__name__)

MAX_REDIRECTS = 10
_BROKEN = (
    httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol
)  # fmt: skip
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPT: Mapping[Role, str] = {
    "page": "text/html,application/xhtml+xml,application/xml;q=0.8,*/*;q=0.5",
    "feed": "application/atom+xml,application/rss+xml,application/feed+json,text/xml;q=0.9,*/*;q=0.5",
    "robots": "text/plain,*/*;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A usable answer: 2xx with its decoded body, or 304 (`not_modified`) without. `headers` are in lower case.

    `attempts` counts requests for the page, redirects aside. `told` is what the archive keeps beside the answer: why it
    was asked for, what robots.txt says, the redirects. `moved_to` is where permanent redirects led.
    `truncated` is set only where half a body was asked for (feeds); pages cut short are a FetchError.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    warc_offset: int | None = None
    attempts: int = 1
    not_modified: bool = False
    moved_to: str | None = None
    truncated: str | None = None
    told: tuple[tuple[str, str], ...] = ()

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        return self.headers.get("last-modified")

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")


class Fetcher:
    """Fetches over one pool of connections with one pace per host. A context manager, safe for many threads."""

    def __init__(
        self, settings: FetchSettings, *, writer: WarcWriter | None = None, user_agent: str | None = None,
        ssl_context: Any = None,
    ) -> None:  # fmt: skip
        self.settings, self.writer = settings, writer
        contact = f" (+{settings.contact})" if settings.contact else ""
        self.user_agent = user_agent or f"Dateline/{VERSION}{contact}"
        self.paces = HostPaces()
        self._robots = RobotsCache()
        self._reservations: OncePerOrigin[Reservations] = OncePerOrigin()
        self._connections = Connections(AddressGuard(settings.allow_private), settings, ssl_context)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.paces.close()
        self._connections.close()

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, max_bytes: int | None = None,
        obey_robots: bool = True, pace_s: float | None = None, role: Role = "page", only_html: bool = False,
        keep_partial: bool = False, why: Mapping[str, str] | None = None,
    ) -> Fetched:  # fmt: skip
        """Fetch `url`, retrying what a retry can mend. `pace_s` overrides the settings' pause, in seconds.

        `why` is what the archive shall tell beside the answer: by which feed the page was found, say.

        Raises:
            FetchError: no usable answer; `outcome` and `retryable` say what that means for a page.
            ArchiveError: the archive does not take the bytes.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in known.items() if value and value.isprintable()}
        job = Job(
            url, role, max_bytes or self.settings.max_page_bytes, obey_robots, pace_s, only_html, keep_partial,
            conditions, tuple((why or {}).items()),
        )  # fmt: skip
        return self._persist(job)

    def _persist(self, job: Job) -> Fetched:
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._follow(job, attempt)
            except Trouble as trouble:
                wait_s = trouble.retry_after_s or 0.0
                worth = attempt < min(trouble.tries, self.settings.retries + 1)
                if not worth or wait_s > self.settings.max_retry_after_s or self.paces.is_closing:
                    raise FetchError(
                        job.url, trouble.reason, retryable=trouble.retryable, outcome=trouble.outcome,
                        status=trouble.status, retry_after_s=trouble.retry_after_s, warc_offset=trouble.offset,
                        asked=trouble.asked, held=trouble.held,
                    ) from trouble  # fmt: skip
                self.paces.wait(max(wait_s, backoff_s(attempt)))

    def _follow(self, job: Job, attempt: int = 1) -> Fetched:
        """Ask once, and follow the redirects."""
        target, moved, seen, cookies = self._target(job, job.url), True, set[tuple[str, str]](), HostCookies()
        job.hops.clear()
        for _ in range(MAX_REDIRECTS + 1):
            self._judge(job, target)
            here = (target.url, cookies.header(target))
            answer = self._ask(job, target, cookies)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location:
                return self._usable(job, answer, moved, attempt)
            if here in seen:
                reason = f"redirects in a circle, by {target.url}"
                raise Trouble(job.url, reason, status=answer.status, offset=answer.offset)
            seen.add(here)
            job.hops.append(f"{answer.status} {target.url}")
            moved = moved and answer.status in (301, 308)
            try:
                url = urljoin(target.url, location.strip())
            except ValueError as error:
                raise Trouble(job.url, f"redirects to `{location[:100]}`", status=answer.status) from error
            target = self._target(job, url)
        raise Trouble(job.url, f"more than {MAX_REDIRECTS} redirects", status=answer.status, offset=answer.offset)

    def _target(self, job: Job, url: str) -> Target:
        try:
            return read_target(url)
        except NoTarget as error:
            raise Trouble(job.url, str(error), retryable=False) from error

    def _judge(self, job: Job, target: Target) -> None:
        """Raise when `target` may not be asked for at all."""
        if not job.obey_robots:
            return
        url, origin = target.url, target.origin
        rules = self._robots.rules(origin, lambda: self._ask_robots(origin))
        refusal = rules.refusal(url)
        if refusal:
            reason = f"{refusal}: {url}" if job.hops else refusal
            raise Trouble(
                job.url, reason, outcome=rules.outcome, retryable=not rules.is_final, asked=False, held=rules.is_held
            )
        if job.role == "page" and self.settings.ask_tdmrep:
            reserved = self._reservations.get(origin, lambda: self._ask_reservations(origin)).reserve(url)
            if reserved:
                raise Trouble(job.url, reserved, outcome="opt_out", retryable=False, asked=False)

    def _ask_robots(self, origin: str) -> RobotsRules:
        job = Job(f"{origin}/robots.txt", "robots", MAX_ROBOTS_BYTES, obey_robots=False, keep_partial=True)
        try:
            fetched = self._persist(job)
        except FetchError as error:
            if error.status is not None:
                return read_robots(error.status, b"")
            return RobotsRules(
                problem=error.reason, outcome=error.outcome, is_final=not error.retryable, is_held=error.held
            )
        return read_robots(fetched.status, fetched.body)

    def _ask_reservations(self, origin: str) -> Reservations:
        """Return what a site reserves of itself; nothing when it says nothing, or cannot be asked now."""
        job = Job(
            f"{origin}{TDMREP_PATH}", "robots", MAX_TDMREP_BYTES, obey_robots=False, only_html=False, keep_partial=True
        )
        try:
            fetched = self._follow(job)
        except Trouble as trouble:
            logger.debug("%s: %s", job.url, trouble.reason)
            return Reservations()
        return read_reservations(fetched.body)

    def _usable(self, job: Job, answer: Answer, moved: bool, attempt: int) -> Fetched:
        """Return the answer as fetched, or raise what it means."""
        status, offset = answer.status, answer.offset
        if status == 304 and job.conditions:
            pass
        elif not 200 <= status < 300:
            meaning = status_meaning(status)
            retry_after_s = read_retry_after(answer.headers.get("retry-after"), answer.fetched_at)
            if status in (429, 503) and retry_after_s:
                self.paces.hold(read_target(answer.url).pace, retry_after_s)
            raise Trouble(
                job.url, meaning.detail, outcome=meaning.outcome, retryable=not meaning.is_final, status=status,
                tries=99 if status in RETRY_STATUSES else 1, retry_after_s=retry_after_s, offset=offset,
            )  # fmt: skip
        elif answer.truncated and not (job.keep_partial and answer.truncated != "encoding"):
            raise cut_short(job, answer)
        return Fetched(
            job.url, answer.url, status, answer.headers, answer.body, answer.fetched_at, offset, attempt,
            not_modified=status == 304, moved_to=answer.url if moved and answer.url != job.url else None,
            truncated=answer.truncated, told=answer.told,
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- one request

    def _ask(self, job: Job, target: Target, cookies: HostCookies) -> Answer:
        """Make one request in its host's turn, and archive what came."""
        key = target.pace
        held_s = self.paces.held_s(key)
        if held_s > self.settings.max_retry_after_s:
            raise Trouble(job.url, f"{HELD} {held_s:.0f} s", retry_after_s=held_s, asked=False, held=True)
        if self.paces.is_silent(key):
            raise Trouble(job.url, "its host did not answer several times, not asked again in this run", asked=False)
        asked = self._asked(job, target, cookies)
        headers = [(name.encode("utf-8"), value.encode("utf-8")) for name, value in asked]
        with self.paces.turn(key, self._pace_s(job, target)):
            if self.paces.is_closing:
                raise Trouble(job.url, "the run was stopped")
            try:
                with self._connections.answer(target, headers) as reply:
                    self.paces.note_answer(key)
                    return self._read(job, target, asked, reply, cookies)
            except (*_BROKEN, AddressRefused, UnicodeError, OSError) as error:
                raise self._trouble(job, key, error) from error

    def _asked(self, job: Job, target: Target, cookies: HostCookies) -> Fields:
        """Return the header of a request."""
        fields = [
            ("Host", target.authority.decode("ascii")), ("User-Agent", self.user_agent),
            ("Accept", _ACCEPT[job.role]), ("Accept-Encoding", ACCEPT_ENCODING), *job.conditions.items(),
        ]  # fmt: skip
        cookie = cookies.header(target)
        return [*fields, ("Cookie", cookie)] if cookie else fields

    def _read(self, job: Job, target: Target, asked: Fields, reply: Reply, cookies: HostCookies) -> Answer:
        fetched_at = datetime.now(UTC)
        fields = read_fields(reply.headers)
        headers = by_name(fields)
        if "set-cookie" in headers:
            cookies.take(target, fields)
        raw, body, truncated = read_body(job, reply, headers)
        told = self._told(job, target)
        offset = None
        if self.writer is not None:
            role = "redirect" if reply.status in _REDIRECTS else job.role
            exchange = Exchange(
                url=target.url, status=reply.status, reason=reply.reason, response_headers=fields, body=raw,
                fetched_at=fetched_at, request_headers=asked, http_version=reply.version,
                requested_url=job.url if job.url != target.url else None, role=role,
                truncated={"encoding": None, "not_html": "unspecified"}.get(truncated or "", truncated),
                ip_address=reply.peer, metadata=told if role == "page" else (),
            )  # fmt: skip
            offset = self.writer.write_response(exchange)
        if truncated == "time" and not job.keep_partial:
            raise Trouble(job.url, "the answer took too long", outcome="timed_out", tries=2, offset=offset)
        return Answer(target.url, reply.status, headers, body, fetched_at, offset, truncated, told)

    def _told(self, job: Job, target: Target) -> Told:
        """Return what the archive keeps beside a page: why it was asked for, what robots.txt says, the redirects."""
        rules = self._robots.known(target.origin) if job.obey_robots else None
        robots = "not asked" if rules is None else "no rules" if rules.rules is None else "allowed"
        return (*job.why, ("robots", robots), *(("redirectedFrom", hop) for hop in job.hops))

    def _trouble(self, job: Job, key: str, error: Exception) -> Trouble:
        """Return what a failed connection means."""
        told = str(error) or type(error).__name__
        if isinstance(error, AddressRefused):
            return Trouble(job.url, f"refused: {told}", retryable=False)
        if isinstance(error, httpcore.ConnectTimeout):
            self.paces.note_silence(key, 2)
            return Trouble(job.url, "no connection in time", outcome="timed_out", tries=2)
        if isinstance(error, httpcore.TimeoutException):
            self.paces.note_silence(key, 1)
            return Trouble(job.url, "no answer in time", outcome="timed_out", tries=2)
        if isinstance(error, httpcore.ConnectError):
            self.paces.note_silence(key, 2)
            lasting = "CERTIFICATE" in told or "not resolved" in told
            return Trouble(job.url, f"no connection: {told}", tries=1 if lasting else 2)
        if isinstance(error, UnicodeError | httpcore.UnsupportedProtocol):
            return Trouble(job.url, f"no usable address: {told}", retryable=False)
        return Trouble(job.url, f"the connection broke: {told}", tries=2)

    def _pace_s(self, job: Job, target: Target) -> float:
        if job.pace_s is not None:
            return job.pace_s
        if is_loopback(target.host):
            return self.settings.pace_loopback_s
        return max(self.settings.pace_s, self._robots.known(target.origin).crawl_delay_s)
