"""One URL, fetched politely and safely, its bytes archived.

A request is made only when robots.txt lets it, in its host's turn, to an address that was checked after the name was
resolved. Redirects are followed by hand, each hop judged like the first. No cookie outlives the page it was for.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from dateline.archive.writing import Exchange, Role, WarcWriter
from dateline.config import FetchSettings
from dateline.errors import FetchError
from dateline.feeds.links import host_key
from dateline.fetch.addresses import AddressGuard, AddressRefused, is_loopback
from dateline.fetch.answers import RETRY_STATUSES, backoff_s, is_html, read_retry_after, status_meaning
from dateline.fetch.connections import GuardedTransport, deadline
from dateline.fetch.health import HELD
from dateline.fetch.inflate import ACCEPT_ENCODING, BadEncoding, Inflater, TooBig
from dateline.fetch.pacing import HostPaces
from dateline.fetch.reservations import MAX_BYTES as MAX_TDMREP_BYTES
from dateline.fetch.reservations import PATH as TDMREP_PATH
from dateline.fetch.reservations import Reservations, read_reservations
from dateline.fetch.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from dateline.fetch.robots import OncePerOrigin, RobotsCache, RobotsRules, read_robots
from dateline.records import Outcome
from dateline.version import VERSION

logger = logging.getLogger(__name__)

MAX_REDIRECTS = 10
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


class _Trouble(Exception):
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


@dataclass(frozen=True, slots=True)
class _Job:
    """What a caller wants of one URL. `keep_partial`: half a body is better than none."""

    url: str
    role: Role
    max_bytes: int
    obey_robots: bool
    pace_s: float | None = None
    only_html: bool = False
    keep_partial: bool = False
    conditions: Mapping[str, str] = field(default_factory=dict)
    why: tuple[tuple[str, str], ...] = ()
    hops: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    offset: int | None
    truncated: str | None
    """"length": over the limit, "time", "disconnect", "encoding", "not_html": not asked for; None: whole."""


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
        self._transport = GuardedTransport(AddressGuard(settings.allow_private), settings, ssl_context)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.paces.close()
        self._transport.close()

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
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        job = _Job(
            url, role, max_bytes or self.settings.max_page_bytes, obey_robots, pace_s, only_html, keep_partial,
            {name: value for name, value in conditions.items() if value}, tuple((why or {}).items()),
        )  # fmt: skip
        return self._persist(job)

    def _persist(self, job: _Job) -> Fetched:
        attempt = 0
        while True:
            attempt += 1
            try:
                return replace(self._follow(job), attempts=attempt)
            except _Trouble as trouble:
                wait_s = trouble.retry_after_s or 0.0
                worth = attempt < min(trouble.tries, self.settings.retries + 1)
                if not worth or wait_s > self.settings.max_retry_after_s or self.paces.is_closing:
                    raise FetchError(
                        job.url, trouble.reason, retryable=trouble.retryable, outcome=trouble.outcome,
                        status=trouble.status, retry_after_s=trouble.retry_after_s, warc_offset=trouble.offset,
                        asked=trouble.asked, held=trouble.held,
                    ) from trouble  # fmt: skip
                self.paces.wait(max(wait_s, backoff_s(attempt)))

    def _follow(self, job: _Job) -> Fetched:
        """Ask once, and follow the redirects."""
        url, moved, seen, cookies = job.url, True, set[tuple[str, str]](), httpx.Cookies()
        job.hops.clear()
        for _ in range(MAX_REDIRECTS + 1):
            self._judge(job, url)
            here = (url, str(sorted(cookies.items())))
            answer = self._ask(job, url, cookies)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return self._usable(job, answer, moved)
            if here in seen:
                raise _Trouble(job.url, f"redirects in a circle, by {url}", status=answer.status, offset=answer.offset)
            seen.add(here)
            job.hops.append(f"{answer.status} {url}")
            moved = moved and answer.status in (301, 308)
            try:
                url = urljoin(url, target.strip()).partition("#")[0]
            except ValueError as error:
                raise _Trouble(job.url, f"redirects to `{target[:100]}`", status=answer.status) from error
        raise _Trouble(job.url, f"more than {MAX_REDIRECTS} redirects", status=answer.status, offset=answer.offset)

    def _judge(self, job: _Job, url: str) -> None:
        """Raise when `url` may not be asked for at all."""
        origin = host_key(url)
        if urlsplit(url).scheme not in ("http", "https") or not origin:
            raise _Trouble(job.url, f"`{url[:200]}` is no http or https address", retryable=False)
        if not job.obey_robots:
            return
        rules = self._robots.rules(origin, lambda: self._ask_robots(origin))
        refusal = rules.refusal(url)
        if refusal:
            reason = refusal if url == job.url else f"{refusal}: {url}"
            raise _Trouble(
                job.url, reason, outcome=rules.outcome, retryable=not rules.is_final, asked=False, held=rules.is_held
            )
        if job.role == "page" and self.settings.ask_tdmrep:
            reserved = self._reservations.get(origin, lambda: self._ask_reservations(origin)).reserve(url)
            if reserved:
                raise _Trouble(job.url, reserved, outcome="opt_out", retryable=False, asked=False)

    def _ask_robots(self, origin: str) -> RobotsRules:
        job = _Job(f"{origin}/robots.txt", "robots", MAX_ROBOTS_BYTES, obey_robots=False, keep_partial=True)
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
        job = _Job(
            f"{origin}{TDMREP_PATH}", "robots", MAX_TDMREP_BYTES, obey_robots=False, only_html=False, keep_partial=True
        )
        try:
            fetched = self._follow(job)
        except _Trouble as trouble:
            logger.debug("%s: %s", job.url, trouble.reason)
            return Reservations()
        return read_reservations(fetched.body)

    def _usable(self, job: _Job, answer: _Answer, moved: bool) -> Fetched:
        """Return the answer as fetched, or raise what it means."""
        status, offset = answer.status, answer.offset
        if status == 304 and job.conditions:
            pass
        elif not 200 <= status < 300:
            meaning = status_meaning(status)
            retry_after_s = read_retry_after(answer.headers.get("retry-after"), answer.fetched_at)
            if status in (429, 503) and retry_after_s:
                self.paces.hold(pace_key(answer.url), retry_after_s)
            raise _Trouble(
                job.url, meaning.detail, outcome=meaning.outcome, retryable=not meaning.is_final, status=status,
                tries=99 if status in RETRY_STATUSES else 1, retry_after_s=retry_after_s, offset=offset,
            )  # fmt: skip
        elif answer.truncated and not (job.keep_partial and answer.truncated != "encoding"):
            raise _cut_short(job, answer)
        return Fetched(
            job.url, answer.url, status, answer.headers, answer.body, answer.fetched_at, offset,
            not_modified=status == 304, moved_to=answer.url if moved and answer.url != job.url else None,
            truncated=answer.truncated, told=tuple(self._told(job, answer.url)),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- one request

    def _ask(self, job: _Job, url: str, cookies: httpx.Cookies) -> _Answer:
        """Make one request in its host's turn, and archive what came."""
        key = pace_key(url)
        held_s = self.paces.held_s(key)
        if held_s > self.settings.max_retry_after_s:
            raise _Trouble(job.url, f"{HELD} {held_s:.0f} s", retry_after_s=held_s, asked=False, held=True)
        if self.paces.is_silent(key):
            raise _Trouble(job.url, "its host did not answer several times, not asked again in this run", asked=False)
        request = self._request(job, url, cookies)
        with self.paces.turn(key, self._pace_s(job, url)):
            if self.paces.is_closing:
                raise _Trouble(job.url, "the run was stopped")
            deadline.at = time.monotonic() + self.settings.total_timeout_s
            try:
                response = self._transport.handle_request(request)
                self.paces.note_answer(key)
                response.request = request
                try:
                    return self._read(job, response, cookies)
                finally:
                    response.close()
            except (httpx.HTTPError, httpx.InvalidURL, AddressRefused, UnicodeError, OSError) as error:
                raise self._trouble(job, key, error) from error
            finally:
                deadline.at = float("inf")

    def _request(self, job: _Job, url: str, cookies: httpx.Cookies) -> httpx.Request:
        settings = self.settings
        headers = {
            "User-Agent": self.user_agent,
            "Accept": _ACCEPT[job.role],
            "Accept-Encoding": ACCEPT_ENCODING,
            **job.conditions,
        }
        timeouts = {
            "connect": settings.connect_timeout_s,
            "read": settings.read_timeout_s,
            "write": settings.read_timeout_s,
            "pool": settings.total_timeout_s,
        }
        try:
            request = httpx.Request("GET", url, headers=headers, extensions={"timeout": timeouts})
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise _Trouble(job.url, f"`{url[:200]}` is no usable address: {error}", retryable=False) from error
        if cookies:
            cookies.set_cookie_header(request)
        return request

    def _read(self, job: _Job, response: httpx.Response, cookies: httpx.Cookies) -> _Answer:
        if "set-cookie" in response.headers:
            cookies.extract_cookies(response)
        fetched_at = datetime.now(UTC)
        headers = {name.lower(): value for name, value in reversed(response.headers.multi_items())}
        is_redirect = response.status_code in _REDIRECTS
        raw, body, truncated = self._read_body(job, response, headers)
        offset = None
        if self.writer is not None:
            offset = self.writer.write_response(
                self._exchange(job, response, raw, fetched_at, truncated, "redirect" if is_redirect else job.role)
            )
        if truncated == "time" and not job.keep_partial:
            raise _Trouble(job.url, "the answer took too long", outcome="timed_out", tries=2, offset=offset)
        return _Answer(str(response.request.url), response.status_code, headers, body, fetched_at, offset, truncated)

    def _read_body(
        self, job: _Job, response: httpx.Response, headers: Mapping[str, str]
    ) -> tuple[bytes, bytes, str | None]:
        """Return the body as it came, the body decoded, and why it is not whole."""
        raw: list[bytes] = []
        body: list[bytes] = []
        if response.status_code == 304:
            return b"", b"", None
        if job.only_html and 200 <= response.status_code < 300 and not is_html(headers.get("content-type")):
            return b"", b"", "not_html"
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > job.max_bytes and not job.keep_partial:
            return b"", b"", "length"
        try:
            inflater = Inflater(headers.get("content-encoding"), job.max_bytes)
            room = job.max_bytes
            for chunk in response.stream:  # type: ignore[union-attr]
                raw.append(chunk)
                body.append(inflater.feed(chunk))
                room -= len(chunk)
                if room < 0:
                    raise TooBig
        except TooBig:
            return b"".join(raw), b"".join(body), "length"
        except BadEncoding as error:
            logger.info("%s: %s", job.url, error)
            return b"".join(raw), b"".join(body), "encoding"
        except httpx.TimeoutException:
            return b"".join(raw), b"".join(body), "time"
        except (httpx.RemoteProtocolError, httpx.ReadError):
            return b"".join(raw), b"".join(body), "disconnect"
        return b"".join(raw), b"".join(body), None if inflater.is_whole() or not raw else "disconnect"

    def _exchange(
        self, job: _Job, response: httpx.Response, raw: bytes, fetched_at: datetime, truncated: str | None, role: Role
    ) -> Exchange:
        url = str(response.request.url)
        version = bytes(response.extensions.get("http_version", b"HTTP/1.1")).decode("ascii", "replace")
        reason = bytes(response.extensions.get("reason_phrase", b"")).decode("ascii", "replace")
        stream, peer = response.extensions.get("network_stream"), None
        with suppress(OSError, AttributeError):
            peer = stream.get_extra_info("server_addr")  # type: ignore[union-attr]
        return Exchange(
            url=url, status=response.status_code, reason=reason, response_headers=response.headers.multi_items(),
            body=raw, fetched_at=fetched_at, request_headers=response.request.headers.multi_items(),
            http_version=version, requested_url=job.url if job.url != url else None, role=role,
            truncated={"encoding": None, "not_html": "unspecified"}.get(truncated or "", truncated),
            ip_address=str(peer[0]) if peer else None, metadata=self._told(job, url) if role == "page" else (),
        )  # fmt: skip

    def _told(self, job: _Job, url: str) -> list[tuple[str, str]]:
        """Return what the archive keeps beside a page: why it was asked for, what robots.txt says, the redirects."""
        rules = self._robots.known(host_key(url)) if job.obey_robots else None
        robots = "not asked" if rules is None else "no rules" if rules.rules is None else "allowed"
        return [*job.why, ("robots", robots), *(("redirectedFrom", hop) for hop in job.hops)]

    def _trouble(self, job: _Job, key: str, error: Exception) -> _Trouble:
        """Return what a failed connection means."""
        told = str(error) or type(error).__name__
        if isinstance(error, AddressRefused):
            return _Trouble(job.url, f"refused: {told}", retryable=False)
        if isinstance(error, httpx.ConnectTimeout):
            self.paces.note_silence(key, 2)
            return _Trouble(job.url, "no connection in time", outcome="timed_out", tries=2)
        if isinstance(error, httpx.TimeoutException):
            self.paces.note_silence(key, 1)
            return _Trouble(job.url, "no answer in time", outcome="timed_out", tries=2)
        if isinstance(error, httpx.ConnectError):
            self.paces.note_silence(key, 2)
            lasting = "CERTIFICATE" in told or "not resolved" in told
            return _Trouble(job.url, f"no connection: {told}", tries=1 if lasting else 2)
        if isinstance(error, httpx.InvalidURL | UnicodeError | httpx.UnsupportedProtocol):
            return _Trouble(job.url, f"no usable address: {told}", retryable=False)
        return _Trouble(job.url, f"the connection broke: {told}", tries=2)

    def _pace_s(self, job: _Job, url: str) -> float:
        if job.pace_s is not None:
            return job.pace_s
        if is_loopback(urlsplit(url).hostname or ""):
            return self.settings.pace_loopback_s
        delay_s = self._robots.known(host_key(url)).crawl_delay_s
        return max(self.settings.pace_s, delay_s)


def _cut_short(job: _Job, answer: _Answer) -> _Trouble:
    offset, n_bytes = answer.offset, len(answer.body)
    if answer.truncated == "length":
        reason = f"over {job.max_bytes} bytes"
        return _Trouble(job.url, reason, outcome="too_big", retryable=False, status=answer.status, offset=offset)
    if answer.truncated == "not_html":
        kind = answer.headers.get("content-type", "")[:80]
        return _Trouble(job.url, kind, outcome="not_html", retryable=False, status=answer.status, offset=offset)
    if answer.truncated == "encoding":
        reason = f"its body is not the {answer.headers.get('content-encoding', '')[:40]} it says it is"
        return _Trouble(job.url, reason, status=answer.status, tries=2, offset=offset)
    reason = f"the connection closed after {n_bytes} bytes of the body"
    return _Trouble(job.url, reason, outcome="truncated", tries=2, status=answer.status, offset=offset)


def pace_key(url: str) -> str:
    """Return what is paced together: a host and port, http and https of it alike."""
    return host_key(url).partition("://")[2].removesuffix(":443").removesuffix(":80")
