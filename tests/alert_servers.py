"""A small SMTP server and a small webhook on loopback for the tests of the alerts; both remember what they heard."""

from __future__ import annotations

import base64
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Mailbox:
    """What the SMTP server saw. `answers` are the codes it gives to MAIL FROM, in turn; then 250."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    connections: int = 0


class _Smtp(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self.box.connections += 1
        self.say("220 loopback ESMTP")
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            verb, _, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                return self.say("221 bye")
            self.answer(verb.upper(), rest)
        return None

    def answer(self, verb: str, rest: str) -> None:
        if verb == "EHLO":
            self.say("250-loopback\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN")
        elif verb == "AUTH":
            _, login, password = base64.b64decode(rest.split()[1]).decode().split("\0")
            self.box.logins.append((login, password))
            self.say("235 welcome" if password != "wrong-password" else f"535 no such password {password}")
        elif verb == "MAIL" and self.box.answers:
            self.say(f"{self.box.answers.pop(0)} as told")
        elif verb == "RCPT":
            self.box.recipients.append(rest.partition(":")[2].strip("<>"))
            self.say("250 ok")
        elif verb == "DATA":
            self.say("354 go on")
            lines = iter(self.rfile.readline, b".\r\n")
            told = (line.removeprefix(b".") for line in lines)  # RFC 5321, 4.5.2: a line's first dot is sent twice
            mail = message_from_bytes(b"".join(told), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.box.mails.append(mail)
            self.say("250 taken")
        else:
            self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def smtp_server() -> Iterator[Mailbox]:
    """Serve SMTP on a free port of loopback."""
    box = Mailbox()
    handler = type("Handler", (_Smtp,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        yield from _while_running(server, box)


@dataclass
class Hook:
    """What the webhook saw. `answers` are its status codes, in turn; then 200."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


class _Webhook(BaseHTTPRequestHandler):
    hook: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.hook.bodies.append(json.loads(body))
        self.hook.headers.append(dict(self.headers))
        self.hook.paths.append(self.path)
        code = self.hook.answers.pop(0) if self.hook.answers else 200
        self.send_response(code)
        if code == 302:
            self.send_header("Location", f"{self.hook.url}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def webhook_server() -> Iterator[Hook]:
    """Serve a webhook on a free port of loopback."""
    hook = Hook()
    handler = type("Handler", (_Webhook,), {"hook": hook})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        hook.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield from _while_running(server, hook)


def _while_running(server: socketserver.BaseServer, seen: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        thread.join()
