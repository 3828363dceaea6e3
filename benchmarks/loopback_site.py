"""A site of many hosts on loopback for benchmarks: quick, faulty on purpose, and it measures how it is asked.

`python benchmarks/loopback_site.py FEEDS PAGES` serves on 127.0.0.0/8 until its stdin closes, then prints what it saw
as JSON: the shortest pause of any host between two requests, and the most at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import sys
import time

HOSTS = 250
FAULTS = ("503", "drop", "slow", "truncated", "404")
"""One page in twenty, evenly; all but the last are mended at the second request."""

FILLER = " ".join(f"The ferry at quay {n} left on time, the harbour office said." for n in range(60))


class WireSite:
    """Answers feeds and pages of `n_feeds` feeds and `n_pages` pages spread over HOSTS hosts."""

    def __init__(self, n_feeds: int, n_pages: int) -> None:
        self.n_feeds, self.n_pages = n_feeds, n_pages
        self.asked: dict[str, int] = {}
        self.ended: dict[str, float] = {}
        self.running: dict[str, int] = {}
        self.shortest: dict[str, float] = {}
        self.most: dict[str, int] = {}
        self.noise = random.Random(7)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's requests."""
        host = writer.get_extra_info("sockname")[0]
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode("ascii", "replace")
                if not await self._timed(host, path, writer):
                    break
        writer.close()

    async def _timed(self, host: str, path: str, writer: asyncio.StreamWriter) -> bool:
        now = time.monotonic()
        if host in self.ended:
            self.shortest[host] = min(self.shortest.get(host, 1e9), now - self.ended[host])
        self.running[host] = self.running.get(host, 0) + 1
        self.most[host] = max(self.most.get(host, 0), self.running[host])
        try:
            return await self._answer(host, path, writer)
        finally:
            self.running[host] -= 1

    async def _answer(self, host: str, path: str, writer: asyncio.StreamWriter) -> bool:
        self.ended[host] = time.monotonic()  # before the answer leaves: it can only make a pause look longer
        self.asked[host + path] = times = self.asked.get(host + path, 0) + 1
        if path.startswith("/feed/"):
            return await _reply(writer, 200, self._feed(int(path.rsplit("/", 1)[1])), "application/rss+xml")
        if not path.startswith("/page/"):
            return await _reply(writer, 404, b"")
        number = int(path.rsplit("/", 1)[1])
        fault = fault_of(number)
        if fault == "404":
            return await _reply(writer, 404, b"")
        if fault is None or times > 1:
            return await _reply(writer, 200, page_body(number))
        if fault == "503":
            return await _reply(writer, 503, b"")
        if fault == "slow":
            await asyncio.sleep(0.3)
            self.ended[host] = time.monotonic()
            return await _reply(writer, 200, page_body(number))
        if fault == "truncated":
            await _reply(writer, 200, page_body(number)[:200], length=len(page_body(number)))
        return False

    def _feed(self, number: int) -> bytes:
        base = f"http://{host_of(number)}:{PORT}"
        mine = range(number, self.n_pages, self.n_feeds)
        items = "".join(
            f"<item><title>Story {n}</title><link>{base}/page/{n}</link>"
            f"<pubDate>Mon, 02 Mar 2026 {n % 24:02}:00:00 GMT</pubDate></item>"
            for n in mine
        )
        return f"<rss version='2.0'><channel><title>Feed {number}</title>{items}</channel></rss>".encode()


PORT = 0


def host_of(feed: int) -> str:
    """Return the host of a feed and its pages."""
    return f"127.0.{1 + feed % HOSTS // 200}.{1 + feed % HOSTS % 200}"


def fault_of(page: int) -> str | None:
    """Return what is wrong with a page, None with nineteen of twenty."""
    return FAULTS[page // 20 % len(FAULTS)] if page % 20 == 7 else None


def page_body(page: int) -> bytes:
    """Return a page of about 4 KB."""
    story = f"Two guards were hurt at depot {page} in Kosti on Monday, the governor's office said. "
    head = f"<html><head><title>Depot {page}</title></head><body><article><p>"
    return f"{head}{story}{FILLER}</p></article></body></html>".encode()


async def _reply(
    writer: asyncio.StreamWriter, status: int, body: bytes, kind: str = "text/html; charset=utf-8",
    length: int | None = None,
) -> bool:  # fmt: skip
    n = len(body) if length is None else length
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {n}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    return True


async def _main(n_feeds: int, n_pages: int) -> None:
    global PORT
    site = WireSite(n_feeds, n_pages)
    server = await asyncio.start_server(site.serve, "0.0.0.0", 0, backlog=1024)
    PORT = server.sockets[0].getsockname()[1]
    print(PORT, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()
    told = {
        "requests": sum(site.asked.values()), "hosts": len(site.most),
        "most_at_once": max(site.most.values(), default=0),
        "shortest_pause_s": min(site.shortest.values(), default=None),
    }  # fmt: skip
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))
