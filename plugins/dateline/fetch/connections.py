"""Connections to the world: to addresses that were judged, and never longer than an answer may take.

The only module that opens a socket; only `fetcher` uses it.
"""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import httpcore
import httpx

from dateline.config import FetchSettings
from dateline.fetch.addresses import AddressGuard, AddressRefused


class _Deadline(threading.local):
    """When the answer that this thread waits for must be whole (`time.monotonic` seconds)."""

    at: float = float("inf")


deadline = _Deadline()


class TimedStream(httpcore.NetworkStream):
    """A connection on which no wait outlasts the answer's own limit, however slowly the bytes drip."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
        return TimedStream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _left(self, timeout: float | None, late: type[Exception]) -> float:
        left = deadline.at - time.monotonic()
        if left <= 0:
            raise late("the whole answer took too long")
        return min(left, timeout if timeout is not None else left, 3_600.0)


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
        for address in allowed[:3]:
            try:
                stream = self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
                return TimedStream(stream)
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


class GuardedTransport(httpx.HTTPTransport):
    """httpx's transport over a pool of our own: proxies of the environment are not used, TLS is verified."""

    def __init__(self, guard: AddressGuard, settings: FetchSettings, ssl_context: Any) -> None:
        context = ssl_context if ssl_context is not None else httpx.create_ssl_context()
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, max_connections=None, max_keepalive_connections=2 * settings.hosts_at_once,
            keepalive_expiry=15.0, http1=True, http2=True, network_backend=GuardedBackend(guard),
        )  # fmt: skip
