"""The sample wire: five invented agencies on loopback, each a host of its own, seen on a given day.

    python samples/server.py --day 2026-03-04 --base-port 47310 --seconds 600

    with SampleWire(base_port=0, day=date(2026, 3, 2)) as wire:      # 0: any free ports
        wire.set_day(date(2026, 3, 3))

Feeds show the entries of the day and of the two days before it; a page is served from its day on, in the version of
that day. Nothing outside the standard library is needed, and nothing is written.
"""

from __future__ import annotations

import argparse
import email.utils
import gzip
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

if not __package__:  # run as a script: the folder above is not on the path
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from samples.wire_pages import Answer, Host
from samples.wire_stories import AGENCIES, Agency, Story, WireError, read_stories

__all__ = [
    "AGENCIES",
    "FIRST_DAY",
    "LAST_DAY",
    "SampleWire",
    "Story",
    "WireError",
    "feeds_toml",
    "main",
    "read_stories",
]

HOST = "127.0.0.1"
DEFAULT_BASE_PORT = 47310
FIRST_DAY = date(2026, 3, 2)
LAST_DAY = date(2026, 3, 8)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it was answered, for those who want to count."""

    agency: str
    path: str
    status: int


class SampleWire:
    """The five hosts. A context manager; `start`, `set_day` and `stop` may also be called by hand.

    `base_port` N serves agency k on port N + k; 0 takes any free ports (then addresses differ from run to run).
    """

    def __init__(self, base_port: int = DEFAULT_BASE_PORT, day: date = FIRST_DAY) -> None:
        self.base_port, self.day = base_port, day
        self.stories = read_stories()
        self.requests: list[Request] = []
        self.is_serving = False
        self._servers: dict[str, ThreadingHTTPServer] = {}
        self._hosts: dict[str, Host] = {}

    def start(self) -> SampleWire:
        """Bind every port, then serve in background threads.

        Raises:
            WireError: a port is taken; it is named, and nothing is left bound.
        """
        try:
            for agency in AGENCIES:
                self._servers[agency.key] = self._bind(agency)
        except WireError:
            self.stop()
            raise
        self.set_day(self.day)
        self.is_serving = True
        for key, server in self._servers.items():
            threading.Thread(target=server.serve_forever, args=(0.05,), name=f"wire-{key}", daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop serving and free the ports. Calling it twice is harmless."""
        for server in self._servers.values():
            if self.is_serving:
                server.shutdown()
            server.server_close()
        self._servers, self.is_serving = {}, False

    def set_day(self, day: date) -> None:
        """Move the wire to another day: what feeds show and which versions pages have follow at once."""
        self.day = day
        self._hosts = {a.key: Host(a, self.stories, self.base_url(a.key), day) for a in AGENCIES}

    def base_url(self, key: str) -> str:
        """Return `http://127.0.0.1:port` of an agency; the wire must be started."""
        return f"http://{HOST}:{self._servers[key].server_address[1]}"

    def feed_urls(self) -> list[str]:
        """Return the address of every feed, in the agencies' order."""
        return [self.base_url(a.key) + path for a in AGENCIES for path, _, _ in a.feeds]

    def page_url(self, story: Story) -> str:
        """Return the address of a story's page."""
        return self.base_url(story.agency.key) + story.path

    def feeds_toml(self) -> str:
        """Return the text of a feeds file for the ports in use."""
        return feeds_toml({agency.key: self.base_url(agency.key) for agency in AGENCIES})

    def answer(self, key: str, path: str) -> Answer:
        """Return what an agency answers today to a request without conditions."""
        return self._hosts[key].answer(path)

    def note(self, key: str, path: str, status: int) -> None:
        """Note a request with the status it got."""
        self.requests.append(Request(key, path, status))

    def __enter__(self) -> SampleWire:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _bind(self, agency: Agency) -> ThreadingHTTPServer:
        port = self.base_port + agency.number if self.base_port else 0
        handler = type("WireHandler", (_Handler,), {"wire": self, "agency": agency})
        try:
            server = _Server((HOST, port), handler)
        except OSError as error:
            raise WireError(f"port {port}, where {agency.name} is served, is taken: {error.strerror}") from error
        return server


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that hangs up early is no error of ours; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SampleWire"
    sys_version = ""
    timeout = 30
    wire: SampleWire
    agency: Agency

    def do_GET(self) -> None:
        if not self.wire.is_serving:  # a connection that was kept open outlives the server
            self.close_connection = True
            return
        path = urlsplit(self.path).path
        answer = self.wire.answer(self.agency.key, path)
        is_known = answer.status == 200 and self._has_current(answer)
        self.wire.note(self.agency.key, path, 304 if is_known else answer.status)
        if is_known:
            self.send_response(304)
            self._send_validators(answer)
            self.end_headers()
            return
        body = answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self._send_validators(answer)
        if self.agency.gzips and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def _has_current(self, answer: Answer) -> bool:
        """If-None-Match wins over If-Modified-Since, as RFC 9110 section 13.2.2 has it."""
        if answer.changed_at is None:
            return False
        if known := self.headers.get("If-None-Match"):
            tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
            return answer.etag in tags or "*" in tags
        try:
            since = email.utils.parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return answer.changed_at.replace(microsecond=0) <= (since if since.tzinfo else since.replace(tzinfo=UTC))

    def _send_validators(self, answer: Answer) -> None:
        if answer.changed_at is None:
            return
        self.send_header("ETag", answer.etag)
        self.send_header("Last-Modified", email.utils.format_datetime(answer.changed_at.astimezone(UTC), usegmt=True))
        self.send_header("Vary", "Accept-Encoding")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the wire is often served beside a program whose talk matters."""


def feeds_toml(bases: dict[str, str]) -> str:
    """Return a feeds file for the wire; `config/feeds.sample.toml` is this text for the default ports."""
    tables = [
        "# The sample wire: five invented agencies, served on loopback by samples/server.py.",
        "# The text of this file is written by `python samples/server.py --feeds-file`.",
        "sample = true",
        'allow_private = ["127.0.0.0/8"]',
    ]
    for agency in AGENCIES:
        for path, _, title in agency.feeds:
            tables.append(
                f'\n[[feeds]]\nname = "{title}"\nurl = "{bases[agency.key]}{path}"\npublisher = "{agency.name}"\n'
                f'country = "{agency.country}"\nlanguage = "en"\nagency = {str(agency.is_agency).lower()}'
            )
    return "\n".join(tables) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until the time is up, or until told to stop. 0 served, 1 could not."""
    parser = argparse.ArgumentParser(prog="samples/server.py", description="Serve the sample wire on loopback.")
    parser.add_argument("--day", type=date.fromisoformat, default=FIRST_DAY, help=f"{FIRST_DAY} to {LAST_DAY}")
    parser.add_argument("--base-port", type=int, default=DEFAULT_BASE_PORT, help="agency k is on this port plus k")
    parser.add_argument("--seconds", type=float, default=3600.0, help="end after so long (default: an hour)")
    parser.add_argument("--feeds-file", action="store_true", help="print the feeds file for these ports and end")
    asked = parser.parse_args(argv)
    if asked.feeds_file:
        print(feeds_toml({a.key: f"http://{HOST}:{asked.base_port + a.number}" for a in AGENCIES}), end="")
        return 0
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    try:
        with SampleWire(asked.base_port, asked.day) as wire:
            print(f"sample wire of {asked.day}:", *wire.feed_urls(), sep="\n  ", file=sys.stderr, flush=True)
            told.wait(asked.seconds)
    except WireError as error:
        print(f"sample wire: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
