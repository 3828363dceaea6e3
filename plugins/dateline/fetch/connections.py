"""Connections to the world: to addresses that were judged, and never longer than an answer may take.

The only module that opens a socket; only `fetcher` uses it. httpcore, httpx's engine, is used directly: of httpx's
client we want neither redirects, cookies nor retries, and all of it costs time for every page.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

import h2.exceptions
import httpcore
import httpx

from dateline.config import FetchSettings
from dateline.fetch.addresses import AddressGuard, AddressRefused
from dateline.fetch.targets import Target

KEPT_S = 15.0
"""How long a connection is kept open for the next request to its host."""

_ADDRESSES_TRIED = 3
_HOSTILE = (h2.exceptions.H2Error, httpcore.ConnectionNotAvailable, ValueError, LookupError)
"""What httpcore lets through when an HTTP/2 server breaks the protocol: it maps only some of h2's errors."""


class _Deadline(threading.local):
    """When the answer that this thread waits for must be whole (`time.monotonic` seconds)."""

    at: float = float("inf")


_deadline = _Deadline()


def _left(timeout: float | None, late: type[Exception]) -> float:
    left = _deadline.at - time.monotonic()
    if left <= 0:
        raise late("the whole answer took too long")
    return min(left, timeout if timeout is not None else left, 3_600.0)


class TimedStream(httpcore.NetworkStream):
    """A connection on which no wait outlasts the answer's own limit, however slowly the bytes drip."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
        timeout = _left(timeout, httpcore.ConnectTimeout)
        return TimedStream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to the very address that was judged, so that a second DNS answer changes nothing."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard, self._inner = guard, httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        found = _resolve(host, port)
        allowed = [address for address in found if self._guard.is_allowed(host, address)]
        if not allowed:
            raise AddressRefused(f"{', '.join(found[:3])} is no public address")
        for address in _by_turns(allowed)[:_ADDRESSES_TRIED]:
            try:
                wait_s = _left(timeout, httpcore.ConnectTimeout)
                return TimedStream(self._inner.connect_tcp(address, port, wait_s, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:
        raise AddressRefused("a Unix socket is no address")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"name not resolved: {error}") from error
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def _by_turns(addresses: Sequence[str]) -> list[str]:
    """Return the addresses with IPv6 and IPv4 by turns, the resolver's first choice first: one of the two may be dead
    here, and a site may have eight of each.
    """
    first = [address for address in addresses if (":" in address) == (":" in addresses[0])]
    second = [address for address in addresses if address not in first]
    return [address for address in chain.from_iterable(zip_longest(first, second)) if address]


# ------------------------------------------------------------------------------------------------- kept open


class Reply:
    """An answer whose body is still on the wire: `headers` as they came, `chunks` gives the body once.

    `is_whole` is true when the body was read to its end. `version` is "HTTP/1.1", "HTTP/1.0" or "HTTP/2".
    """

    def __init__(self, response: httpcore.Response) -> None:
        told = response.extensions
        self.status: int = response.status
        self.headers: Sequence[tuple[bytes, bytes]] = response.headers
        self.version = bytes(told.get("http_version", b"HTTP/1.1")).decode("ascii", "replace")
        self.reason = bytes(told.get("reason_phrase", b"")).decode("ascii", "replace")
        self.stream: httpcore.NetworkStream = told["network_stream"]
        self.is_whole = False
        self._response = response

    @property
    def peer(self) -> str | None:
        """Return the address that answered."""
        with suppress(OSError):
            address = self.stream.get_extra_info("server_addr")
            return str(address[0]) if address else None
        return None

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it comes. Raises httpcore's errors only."""
        try:
            yield from self._response.iter_stream()
        except _HOSTILE as error:
            raise httpcore.RemoteProtocolError(f"broken HTTP/2: {error or type(error).__name__}") from error
        self.is_whole = True

    def close(self) -> None:
        """End the answer; a connection whose answer was read to its end can take the next request then."""
        self._response.close()


@dataclass(slots=True)
class _Kept:
    connection: httpcore.HTTPConnection
    stream: httpcore.NetworkStream
    until: float
    is_http2: bool

    def is_usable(self) -> bool:
        """Tell whether the server still has it open. httpcore looks only at HTTP/1; on an HTTP/2 connection at rest
        whatever comes is most likely the end.
        """
        if not self.connection.is_available() or self.connection.has_expired():
            return False
        return not (self.is_http2 and self.stream.get_extra_info("is_readable"))


class Connections:
    """Connections kept open, one at rest for each origin. Proxies of the environment are not used, TLS is verified.

    No pool of httpcore's: that looks at each of its connections for each request, and a host has one request at a time.
    """

    def __init__(self, guard: AddressGuard, settings: FetchSettings, ssl_context: Any = None) -> None:
        self._tls = ssl_context if ssl_context is not None else httpx.create_ssl_context()
        self._backend, self._settings = GuardedBackend(guard), settings
        self._timeouts = {
            "connect": settings.connect_timeout_s,
            "read": settings.read_timeout_s,
            "write": settings.read_timeout_s,
        }
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    @contextmanager
    def answer(self, target: Target, headers: Sequence[tuple[bytes, bytes]]) -> Iterator[Reply]:
        """Ask `target` (GET) and give the answer while the block lasts. Raises httpcore's errors, AddressRefused."""
        request = httpcore.Request("GET", target.where, headers=headers, extensions={"timeout": self._timeouts})
        _deadline.at = time.monotonic() + self._settings.total_timeout_s
        connection, reply = self._connection(target), None
        try:
            try:
                reply = Reply(connection.handle_request(request))
            except _HOSTILE as error:
                raise httpcore.RemoteProtocolError(f"broken HTTP/2: {error or type(error).__name__}") from error
            yield reply
        finally:
            self._end(target, connection, reply)
            _deadline.at = float("inf")

    def close(self) -> None:
        """Close what is kept open."""
        with self._lock:
            kept, self._kept = list(self._kept.values()), {}
        for one in kept:
            _close(one.connection)

    def _connection(self, target: Target) -> httpcore.HTTPConnection:
        with self._lock:
            kept = self._kept.pop(target.origin, None)
        if kept is not None:
            if kept.is_usable():
                return kept.connection
            _close(kept.connection)
        return httpcore.HTTPConnection(
            target.where.origin, ssl_context=self._tls, keepalive_expiry=KEPT_S, http1=True, http2=True,
            network_backend=self._backend,
        )  # fmt: skip

    def _end(self, target: Target, connection: httpcore.HTTPConnection, reply: Reply | None) -> None:
        """Keep the connection open when its answer was read to the end; else close it, and those kept for too long."""
        if reply is not None:
            with suppress(*_HOSTILE, httpcore.NetworkError, httpcore.ProtocolError):
                reply.close()
        if reply is None or not reply.is_whole or not connection.is_idle():
            return _close(connection)
        now = time.monotonic()
        unwanted = []
        with self._lock:
            if target.origin in self._kept:
                unwanted.append(self._kept.pop(target.origin))
            self._kept[target.origin] = _Kept(connection, reply.stream, now + KEPT_S, reply.version == "HTTP/2")
            while (oldest := next(iter(self._kept.values()))).until < now or self._is_full():
                unwanted.append(oldest)
                del self._kept[next(iter(self._kept))]
        for one in unwanted:
            _close(one.connection)
        return None

    def _is_full(self) -> bool:
        return len(self._kept) > 2 * self._settings.hosts_at_once


def _close(connection: httpcore.HTTPConnection) -> None:
    with suppress(*_HOSTILE, OSError, httpcore.NetworkError, httpcore.ProtocolError):
        connection.close()
