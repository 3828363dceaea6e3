"""How a message gets to people: a file, a mail, a webhook. Connections are Airflow's, read from `AIRFLOW_CONN_<ID>`.

Airflow itself is not needed: its two notations (a URI, or JSON) are read here, so that a night run without Airflow
alerts the same people. Nothing in this module raises to its caller: a message that cannot be delivered is tried again,
then reported as a `Delivery` that failed. Addresses and passwords appear nowhere: a webhook's address is a secret too.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import smtplib
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from dateline.config import Channel
from dateline.records import Severity, as_json

logger = logging.getLogger(__name__)

RANK: Mapping[Severity, int] = {"warning": 0, "error": 1, "critical": 2}
WAITS_S = (1.0, 4.0)
"""Pauses before the second and the third try."""
TIMEOUT_S = 20.0
FOLDER = Path("pages") / "alerts"
_SECRET_NAME = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|FERNET_KEY|SQL_ALCHEMY_CONN|_CONN_", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """What people are told. `facts` is the same for machines: the body of a JSON webhook."""

    subject: str
    text: str
    severity: Severity
    slug: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one message on one channel. `target` names it without its secrets."""

    kind: str
    target: str
    ok: bool
    attempts: int
    detail: str


@dataclass(frozen=True, slots=True)
class Connection:
    """An Airflow connection, as far as senders need one."""

    kind: str
    host: str = ""
    login: str = ""
    password: str = field(default="", repr=False)
    port: int | None = None
    schema: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)


class _Failed(Exception):
    """A try that failed. Its text holds no secret."""

    def __init__(self, reason: str, *, retryable: bool) -> None:
        super().__init__(reason)
        self.retryable = retryable


def send(
    message: Message,
    channels: Sequence[Channel],
    environ: Mapping[str, str],
    home: Path,
    *,
    waits_s: Sequence[float] = WAITS_S,
) -> list[Delivery]:
    """Send the message to every channel whose `min_severity` it reaches; one Delivery each. Never raises.

    When a channel fails and no file was written, the message is written to a file all the same.
    """
    safe = _without_secrets(message, environ)
    wanted = [channel for channel in channels if RANK[safe.severity] >= RANK[channel.min_severity]]
    deliveries = [_deliver(safe, channel, environ, home, waits_s) for channel in wanted]
    if any(not done.ok for done in deliveries) and not any(done.ok for done in deliveries if done.kind == "file"):
        deliveries.append(_deliver(safe, Channel("file"), environ, home, waits_s))
    for done in deliveries:
        level = logging.INFO if done.ok else logging.WARNING
        logger.log(level, "alert kind=%s target=%s ok=%s attempts=%s", done.kind, done.target, done.ok, done.attempts)
    return deliveries


def _deliver(
    message: Message, channel: Channel, environ: Mapping[str, str], home: Path, waits_s: Sequence[float]
) -> Delivery:
    try:
        target, attempt = _attempt(message, channel, environ, home)
    except _Failed as error:
        return Delivery(channel.kind, channel.connection or channel.kind, False, 0, str(error))
    reason = ""
    for tries, wait_s in enumerate((*waits_s, None), 1):
        try:
            attempt()
            return Delivery(channel.kind, target, True, tries, "delivered")
        except _Failed as error:
            reason = str(error)
            if not error.retryable or wait_s is None:
                return Delivery(channel.kind, target, False, tries, reason)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the night must not fail because of its alert
            return Delivery(channel.kind, target, False, tries, type(error).__name__)
        time.sleep(wait_s)
    return Delivery(channel.kind, target, False, len(waits_s) + 1, reason)


def _attempt(
    message: Message, channel: Channel, environ: Mapping[str, str], home: Path
) -> tuple[str, Callable[[], None]]:
    """Return the channel's name without secrets, and what one try does."""
    if channel.kind == "file":
        path = home / FOLDER / f"{message.slug}.txt"
        return str(FOLDER / path.name), lambda: _write(message, path)
    connection = read_connection(channel.connection or "", environ)
    if channel.kind == "smtp":
        if not channel.to:
            raise _Failed("the channel has no `to`", retryable=False)
        return f"{channel.connection} to {', '.join(channel.to)}", lambda: _mail(message, channel, connection)
    return str(channel.connection), lambda: _post(message, connection)


# ------------------------------------------------------------------------------------------------- connections


def read_connection(connection_id: str, environ: Mapping[str, str]) -> Connection:
    """Return the connection that `AIRFLOW_CONN_<ID>` holds, as JSON or as a URI.

    Raises _Failed when it is not set or cannot be read; the message does not repeat the value.
    """
    name = f"AIRFLOW_CONN_{connection_id.upper()}"
    value = environ.get(name, "").strip()
    if not connection_id or not value:
        raise _Failed(f"{name} is not set", retryable=False)
    try:
        return _from_json(json.loads(value)) if value.startswith("{") else _from_uri(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise _Failed(f"{name} is neither a connection in JSON nor a URI", retryable=False) from error


def _from_json(fields: Mapping[str, Any]) -> Connection:
    extra = fields.get("extra") or {}
    return Connection(
        str(fields.get("conn_type") or "").lower(), str(fields.get("host") or ""), str(fields.get("login") or ""),
        str(fields.get("password") or ""), int(fields["port"]) if fields.get("port") else None,
        str(fields.get("schema") or ""), json.loads(extra) if isinstance(extra, str) else dict(extra),
    )  # fmt: skip


def _from_uri(uri: str) -> Connection:
    parts = urlsplit(uri)
    if not parts.scheme:
        raise ValueError("no scheme")
    extra: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "__extra__" in extra:
        extra |= json.loads(extra.pop("__extra__"))
    host = parts.netloc.rpartition("@")[2]
    host = host if parts.port is None else host.rpartition(":")[0]
    return Connection(
        parts.scheme.replace("-", "_").lower(), unquote(host), unquote(parts.username or ""),
        unquote(parts.password or ""), parts.port, unquote(parts.path.lstrip("/")), extra,
    )  # fmt: skip


def _is_on(value: object) -> bool:
    return value is True or str(value).lower() in ("true", "1", "yes")


# ----------------------------------------------------------------------------------------------------- senders


def _write(message: Message, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_text(f"{message.subject}\n\n{message.text}\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise _Failed(f"{path}: {error.strerror}", retryable=False) from error


def _mail(message: Message, channel: Channel, connection: Connection) -> None:
    sender = channel.sender or str(connection.extra.get("from_email") or connection.login or "dateline@localhost")
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = message.subject, sender, ", ".join(channel.to)
    mail["Date"], mail["Message-ID"] = format_datetime(datetime.now(UTC)), make_msgid(domain="dateline.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    implicit = not _is_on(connection.extra.get("disable_ssl")) and connection.port in (None, 465)
    timeout_s = float(connection.extra.get("timeout") or TIMEOUT_S)
    try:
        context = ssl.create_default_context()
        if implicit:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                connection.host, connection.port or 465, timeout=timeout_s, context=context
            )
        else:
            server = smtplib.SMTP(connection.host, connection.port or 25, timeout=timeout_s)
        with server:
            if not implicit and not _is_on(connection.extra.get("disable_tls")):
                server.starttls(context=context)
            if connection.login:
                server.login(connection.login, connection.password)
            refused = server.send_message(mail)
    except smtplib.SMTPResponseException as error:
        raise _Failed(f"the mail server answered {error.smtp_code}", retryable=error.smtp_code < 500) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise _Failed(f"all recipients refused: {codes}", retryable=all(code < 500 for code in codes)) from error
    except (smtplib.SMTPNotSupportedError, ssl.SSLError, UnicodeError, ValueError) as error:
        raise _Failed(f"cannot talk to the mail server: {type(error).__name__}", retryable=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise _Failed(f"no connection to the mail server: {type(error).__name__}", retryable=True) from error
    if refused:
        raise _Failed(f"{len(refused)} of {len(channel.to)} recipients refused", retryable=False)


def _post(message: Message, connection: Connection) -> None:
    is_slack = connection.kind == "slackwebhook"
    told = {"text": f"*{message.subject}*\n{message.text}"} if is_slack else _facts(message)
    body = json.dumps(told, ensure_ascii=False).encode("utf-8")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "dateline-alerts"}
    headers |= {} if is_slack else _authorization(connection)
    try:
        request = urllib.request.Request(_address(connection), data=body, headers=headers, method="POST")
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S) as answer:
            answer.read(1024)
    except urllib.error.HTTPError as error:
        retryable = error.code == 429 or error.code >= 500
        raise _Failed(f"the webhook answered {error.code}", retryable=retryable) from error
    except (ValueError, UnicodeError) as error:
        raise _Failed("the webhook's address is not a URL", retryable=False) from error
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise _Failed(f"no connection to the webhook: {type(reason).__name__}", retryable=True) from error


def _facts(message: Message) -> dict[str, Any]:
    facts = {"subject": message.subject, "severity": message.severity, "text": message.text} | message.facts
    return dict(as_json(facts))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected webhook is an error: the message and its token go where they were sent, nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


def _address(connection: Connection) -> str:
    """Return the URL: the host when it is one, else put together; Slack's token ends the path."""
    if connection.kind == "slackwebhook" and connection.password.startswith(("http://", "https://")):
        return connection.password
    base = connection.host
    if not base.startswith(("http://", "https://")):
        has_scheme = connection.schema in ("http", "https")
        scheme = (
            connection.schema if has_scheme else connection.kind if connection.kind in ("http", "https") else "https"
        )
        port = f":{connection.port}" if connection.port else ""
        path = f"/{connection.schema}" if connection.schema and not has_scheme else ""
        base = f"{scheme}://{base}{port}{path}"
    if connection.kind == "slackwebhook" and connection.password:
        return f"{base.rstrip('/')}/{connection.password.lstrip('/')}"
    return base


def _authorization(connection: Connection) -> dict[str, str]:
    headers = connection.extra.get("headers")
    own = {str(name): str(value) for name, value in headers.items()} if isinstance(headers, Mapping) else {}
    if connection.login:
        pair = base64.b64encode(f"{connection.login}:{connection.password}".encode()).decode("ascii")
        return {"Authorization": f"Basic {pair}"} | own
    return ({"Authorization": f"Bearer {connection.password}"} if connection.password else {}) | own


# ----------------------------------------------------------------------------------------------------- secrets


def without_secrets(text: str, environ: Mapping[str, str]) -> str:
    """Return the text with every secret of the environment blotted out, plain or percent-encoded."""
    return str(_blotted(text, _secrets(environ)))


def _without_secrets(message: Message, environ: Mapping[str, str]) -> Message:
    secrets = _secrets(environ)
    facts = _blotted(as_json(message.facts), secrets)
    subject = " ".join(_blotted(message.subject, secrets).split())
    return Message(subject, _blotted(message.text, secrets), message.severity, message.slug, facts)


def _blotted(value: Any, secrets: Sequence[str]) -> Any:
    """Return a JSON value with the secrets blotted out of its texts, keys and numbers left as they are."""
    if isinstance(value, Mapping):
        return {key: _blotted(part, secrets) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_blotted(part, secrets) for part in value]
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, "[secret]")
    return value


def _secrets(environ: Mapping[str, str]) -> list[str]:
    """Return the values not to be shown, longest first: one may be a part of another."""
    found: set[str] = set()
    for name, value in environ.items():
        if not _SECRET_NAME.search(name) or not value:
            continue
        found.add(value)
        if "_CONN_" in name.upper() or "://" in value:
            found |= _connection_secrets(value)
    forms = {form for secret in found for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1])}
    return sorted((form for form in forms if len(form) >= 4), key=len, reverse=True)


def _connection_secrets(value: str) -> set[str]:
    try:
        connection = _from_json(json.loads(value)) if value.startswith("{") else _from_uri(value)
    except (ValueError, TypeError, AttributeError):
        return {value}
    pair = base64.b64encode(f"{connection.login}:{connection.password}".encode()).decode("ascii")
    secrets = {connection.password, pair if connection.password else "", *_leaves(connection.extra)}
    if connection.kind in ("http", "https", "slackwebhook"):
        secrets |= {_address(connection), urlsplit(_address(connection)).path.strip("/")}
    return secrets


def _leaves(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        return {leaf for part in value.values() for leaf in _leaves(part)}
    if isinstance(value, list):
        return {leaf for part in value for leaf in _leaves(part)}
    return {value} if isinstance(value, str) and len(value) >= 6 else set()  # shorter are flags: "true", "25"
