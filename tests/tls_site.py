"""A site on loopback behind TLS that speaks HTTP/2 (or HTTP/1.1 alone), with certificates made on the spot."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from tests.wire_site import STORY

Headers = list[tuple[str, str]]


@dataclass
class Call:
    """One request on one connection, and the means to answer it well or badly."""

    site: TlsSite
    state: Any
    sock: ssl.SSLSocket
    stream: int
    headers: dict[str, str]

    def reply(self, status: int | str, body: bytes = b"", *fields: tuple[str, str]) -> None:
        head = [(":status", str(status)), ("content-type", "text/html; charset=utf-8"), *fields]
        self.state.send_headers(self.stream, head, end_stream=not body)
        for at in range(0, len(body), 16_384):
            with contextlib.suppress(h2.exceptions.FlowControlError):  # the client stopped asking for more
                self.state.send_data(self.stream, body[at : at + 16_384], end_stream=at + 16_384 >= len(body))
        self.flush()

    def start(self, body: bytes, *fields: tuple[str, str]) -> None:
        """Send headers and a part of a body, and no end."""
        self.state.send_headers(self.stream, [(":status", "200"), ("content-type", "text/html"), *fields])
        self.state.send_data(self.stream, body)
        self.flush()

    def flush(self) -> None:
        self.sock.sendall(self.state.data_to_send())

    def hang_up(self) -> None:
        """Close the connection as the next thing that happens on it."""
        self.flush()
        self.sock.shutdown(socket.SHUT_RDWR)


@dataclass
class TlsSite:
    """One server: where it is, what was asked of it over which connection, and its answers by path."""

    base: str = ""
    asked: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)
    protocols: list[str | None] = field(default_factory=list)
    answers: dict[str, Callable[[Call], None]] = field(default_factory=dict)

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]

    def headers(self, path: str) -> dict[str, str]:
        return next(headers for _, asked, headers in reversed(self.asked) if asked == path)

    def n_connections(self) -> int:
        return len({number for number, _, _ in self.asked})


USUAL: dict[str, Callable[[Call], None]] = {
    "/story": lambda call: call.reply(200, STORY, ("etag", '"s1"')),
    "/cookie": lambda call: call.reply(200, STORY, ("set-cookie", "id=7; Path=/")),
}


@contextlib.contextmanager
def serve_tls(
    certificate: tuple[Path, Path], *, address: str = "127.0.0.1", alpn: Sequence[str] = ("h2",),
    answers: dict[str, Callable[[Call], None]] | None = None,
) -> Iterator[TlsSite]:  # fmt: skip
    """Serve a site until the block ends. `certificate` are the files of key and certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    context.set_alpn_protocols(list(alpn))
    site, stopped = TlsSite(answers={**USUAL, **(answers or {})}), threading.Event()
    with socket.create_server((address, 0)) as listener:
        site.base = f"https://{address}:{listener.getsockname()[1]}"
        listener.settimeout(0.05)

        def accept() -> None:
            while not stopped.is_set():
                with contextlib.suppress(TimeoutError):
                    raw, _ = listener.accept()
                    threading.Thread(target=_connection, args=(site, raw, context), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            stopped.set()
            thread.join()


def _connection(site: TlsSite, raw: socket.socket, context: ssl.SSLContext) -> None:
    with contextlib.suppress(OSError, h2.exceptions.H2Error), context.wrap_socket(raw, server_side=True) as sock:
        number = len(site.protocols)
        site.protocols.append(sock.selected_alpn_protocol())
        if sock.selected_alpn_protocol() == "h2":
            _http2(site, sock, number)
        else:
            _http1(site, sock, number)


def _http2(site: TlsSite, sock: ssl.SSLSocket, number: int) -> None:
    config = h2.config.H2Configuration(
        client_side=False, header_encoding="utf-8", validate_outbound_headers=False, normalize_outbound_headers=False
    )
    state = h2.connection.H2Connection(config=config)
    state.initiate_connection()
    sock.sendall(state.data_to_send())
    while chunk := sock.recv(65_536):
        for event in state.receive_data(chunk):
            if isinstance(event, h2.events.RequestReceived):
                headers = {str(name): str(value) for name, value in event.headers or ()}
                path = headers[":path"]
                site.asked.append((number, path, headers))
                answer = site.answers.get(path)
                call = Call(site, state, sock, event.stream_id or 0, headers)
                if answer is None:
                    call.reply(404)
                else:
                    answer(call)
        sock.sendall(state.data_to_send())


def _http1(site: TlsSite, sock: ssl.SSLSocket, number: int) -> None:
    reader = sock.makefile("rb")
    while line := reader.readline():
        path = line.split()[1].decode("ascii")
        fields = [field.decode("latin-1").partition(":") for field in iter(reader.readline, b"\r\n")]
        site.asked.append((number, path, {name.lower(): value.strip() for name, _, value in fields}))
        body = STORY if path == "/story" else b""
        status = b"200 OK" if body else b"404 Not Found"
        sock.sendall(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))


# ------------------------------------------------------------------------------------------------ certificates


def make_certificate(
    folder: Path, *, names: Sequence[str] = ("127.0.0.1", "127.0.0.2", "localhost"), days: int = 1
) -> tuple[Path, Path]:
    """Write a key and a certificate that vouches for itself, valid until `days` from now; return both files."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    folder.mkdir(parents=True, exist_ok=True)
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a site of the tests")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(now - timedelta(days=9)).not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_name(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key_file, certificate_file


def _name(text: str) -> Any:
    from cryptography import x509

    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)
