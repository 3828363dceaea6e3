"""A site on loopback that misbehaves on purpose: a real server on a port of its own."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STORY = (
    b"<html><head><title>Two hurt in Mirador</title></head><body><p>Two people were hurt on Monday.</p></body></html>"
)
FEED = (
    b"<?xml version='1.0'?><rss version='2.0'><channel><title>Mirador Wire</title>"
    b"<item><title>Two hurt</title><link>/story</link><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>"
    b"</channel></rss>"
)


@dataclass
class Site:
    """One server: its address, what was asked of it and when, and its answers by path."""

    base: str = ""
    asked: list[tuple[float, str, dict[str, str]]] = field(default_factory=list)
    answers: dict[str, Callable[[Any], None]] = field(default_factory=dict)
    lock: Any = field(default_factory=threading.Lock)

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]

    def times(self, path: str) -> int:
        return self.paths().count(path)

    def headers(self, path: str) -> dict[str, str]:
        return next(headers for _, asked, headers in reversed(self.asked) if asked == path)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def log_message(self, *args: object) -> None:
        pass

    def reply(self, code: int, body: bytes = b"", kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        site: Site = self.server.site
        with site.lock:
            site.asked.append((time.monotonic(), self.path, {k.lower(): v for k, v in self.headers.items()}))
        answer = site.answers.get(self.path) or USUAL.get(self.path)
        if answer is None:
            self.reply(404, b"not here")
        else:
            answer(self)


def conditional(handler: Handler) -> None:
    if handler.headers.get("If-None-Match") == '"v1"':
        return handler.reply(304, ETag='"v1"')
    return handler.reply(200, FEED, "application/rss+xml", ETag='"v1"', Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT")


def once(first: Callable[[Handler], None], then: Callable[[Handler], None]) -> Callable[[Handler], None]:
    """Answer the first request one way, all others another."""
    n_asked = iter(range(10**6))
    return lambda handler: first(handler) if next(n_asked) == 0 else then(handler)


def truncated(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(2 * len(STORY)))
    handler.end_headers()
    handler.wfile.write(STORY)
    handler.close_connection = True


def dripping(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass
    handler.close_connection = True


def bomb(handler: Handler) -> None:
    handler.reply(200, gzip.compress(b"\0" * 30_000_000), Content_Encoding="gzip")


USUAL: dict[str, Callable[[Any], None]] = {
    "/robots.txt": lambda h: h.reply(200, b"User-agent: *\nDisallow: /forbidden\n", "text/plain"),
    "/story": lambda h: h.reply(200, STORY, ETag='"s1"'),
    "/feed.xml": conditional,
    "/gone": lambda h: h.reply(410),
    "/forbidden": lambda h: h.reply(200, STORY),
    "/login": lambda h: h.reply(401),
    "/legal": lambda h: h.reply(451),
    "/pdf": lambda h: h.reply(200, b"%PDF-1.4", "application/pdf"),
    "/truncated": truncated,
    "/drip": dripping,
    "/bomb": bomb,
    "/big": lambda h: h.reply(200, b"x" * 3_000_000),
    "/moved": lambda h: h.reply(301, Location="/story"),
    "/moved-for-now": lambda h: h.reply(302, Location="/story"),
    "/circle": lambda h: h.reply(302, Location="/circle"),
    "/endless/0": lambda h: h.reply(302, Location="/endless/1"),
    "/to-file": lambda h: h.reply(302, Location="file:///etc/passwd"),
    "/to-metadata": lambda h: h.reply(302, Location="http://169.254.169.254/latest/meta-data/"),
    "/reserved": lambda h: h.reply(200, STORY, TDM_Reservation="1"),
    "/noai": lambda h: h.reply(200, STORY, X_Robots_Tag="noai, noimageai"),
    "/html-feed": lambda h: h.reply(200, b"<!doctype html><html><body>We are down</body></html>"),
    "/latin": lambda h: h.reply(200, "<p>Señor Ñandú</p>".encode("iso-8859-1"), "text/html; charset=iso-8859-1"),
    "/not-gzip": lambda h: h.reply(200, STORY, Content_Encoding="gzip"),
}


@contextmanager
def serve(address: str = "127.0.0.1", **answers: Callable[[Any], None]) -> Iterator[Site]:
    """Serve a site until the block ends. `answers` are by path without its slash, beside the usual ones."""
    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://{address}:{server.server_port}", answers={f"/{name}": do for name, do in answers.items()})
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
