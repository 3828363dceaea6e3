"""Plain senders: each gives one message to one channel, once, or raises `Failed` with a reason that holds no secret.

A file, a mail, a JSON webhook, Slack's shape, any Apprise URL. Airflow is not needed for any of them.
"""

from __future__ import annotations

import json
import logging
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any

from dateline.alerts.connections import (
    Connection,
    Failed,
    address_of,
    apprise_urls,
    authorization_of,
    read_connection,
    variable_of,
)  # fmt: skip
from dateline.alerts.message import Message
from dateline.alerts.slack import slack_body
from dateline.config import Channel
from dateline.records import as_json

TIMEOUT_S = 20.0
FOLDER = Path("pages") / "alerts"
UNDELIVERED = FOLDER / "undelivered"
"""What a channel was given up for: retention takes nothing from here."""

_TALKERS = ("apprise", "urllib3", "requests")
"""Loggers that tell addresses, tokens and all."""


def sender_of(
    channel: Channel, message: Message, environ: Mapping[str, str], home: Path
) -> tuple[str, Callable[[], None]]:
    """Return the channel's target without its secrets, and what one try does. Raises Failed when none can be made."""
    if channel.kind == "file":
        path = _file_for(message, home / FOLDER)
        return str(FOLDER / path.name), lambda: _write(message, path)
    connection = read_connection(channel.connection or "", environ)
    target = str(channel.connection)
    if channel.kind == "smtp":
        if not channel.to:
            raise Failed("the channel has no `to`", retryable=False)
        return f"{target} to {', '.join(channel.to)}", lambda: _mail(message, channel, connection)
    if channel.kind == "apprise":
        return target, lambda: _apprise(message, channel, connection)
    return target, lambda: _post(message, channel, connection)


# --------------------------------------------------------------------------------------------------------- a file


def as_text(message: Message) -> str:
    return f"{message.subject}\n\n{message.text}\n"


def set_aside(message: Message, home: Path) -> None:
    """Write what nobody will be sent any more to a file that stays. Raises Failed when it cannot be written."""
    _write(message, _file_for(message, home / UNDELIVERED))


def _file_for(message: Message, folder: Path) -> Path:
    """Return the message's file: one that is not there, or holds this very message already."""
    number, path = 1, folder / f"{message.slug}.txt"
    while path.exists() and path.read_text(encoding="utf-8", errors="replace") != as_text(message):
        number += 1
        path = path.with_name(f"{message.slug}.{number}.txt")
    return path


def _write(message: Message, path: Path) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(as_text(message), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Failed(f"{path}: {error.strerror}", retryable=False) from error


# --------------------------------------------------------------------------------------------------------- a mail


def _mail(message: Message, channel: Channel, connection: Connection) -> None:
    mail = _letter(message, channel, connection)
    try:
        with _mail_server(connection) as server:
            refused = server.send_message(mail)
    except smtplib.SMTPResponseException as error:
        raise Failed(f"the mail server answered {error.smtp_code}", retryable=error.smtp_code < 500) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise Failed(f"all recipients refused: {codes}", retryable=all(code < 500 for code in codes)) from error
    except (smtplib.SMTPNotSupportedError, ssl.SSLError, UnicodeError, ValueError) as error:
        raise Failed(f"cannot talk to the mail server: {type(error).__name__}", retryable=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Failed(f"no connection to the mail server: {type(error).__name__}", retryable=True) from error
    if refused:
        raise Failed(f"{len(refused)} of {len(channel.to)} recipients refused", retryable=False)


def _letter(message: Message, channel: Channel, connection: Connection) -> EmailMessage:
    sender = channel.sender or str(connection.extra.get("from_email") or connection.login or "dateline@localhost")
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = message.subject, sender, ", ".join(channel.to)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{message.id}@dateline.invalid>" if message.id else make_msgid(domain="dateline.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Priority"] = "1" if message.severity == "critical" else "3"
    mail.set_content(message.text)
    return mail


@contextmanager
def _mail_server(connection: Connection) -> Iterator[smtplib.SMTP]:
    """Connect as Airflow's SMTP connections say: TLS from the start on port 465, else STARTTLS, unless disabled."""
    implicit = not _is_on(connection.extra.get("disable_ssl")) and connection.port in (None, 465)
    timeout_s = float(connection.extra.get("timeout") or TIMEOUT_S)
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
        yield server


def _is_on(value: object) -> bool:
    return value is True or str(value).lower() in ("true", "1", "yes")


# ------------------------------------------------------------------------------------------------------- webhooks


def _post(message: Message, channel: Channel, connection: Connection) -> None:
    is_slack = channel.kind == "slack" or connection.kind == "slackwebhook"
    body = json.dumps(slack_body(message) if is_slack else facts_of(message), ensure_ascii=False).encode("utf-8")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "dateline-alerts"}
    headers |= {"Idempotency-Key": message.id} if message.id else {}
    headers |= {} if is_slack else authorization_of(connection)
    try:
        request = urllib.request.Request(address_of(connection), data=body, headers=headers, method="POST")
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S) as answer:
            answer.read(1024)
    except urllib.error.HTTPError as error:
        retryable = error.code == 429 or error.code >= 500
        raise Failed(f"the webhook answered {error.code}", retryable=retryable) from error
    except (ValueError, UnicodeError) as error:
        raise Failed("the webhook's address is not a URL", retryable=False) from error
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise Failed(f"no connection to the webhook: {type(reason).__name__}", retryable=True) from error


def facts_of(message: Message) -> dict[str, Any]:
    """Return what a JSON webhook gets."""
    facts = {"subject": message.subject, "severity": message.severity, "text": message.text}
    return dict(as_json(facts | ({"id": message.id} if message.id else {}) | message.facts))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected webhook is an error: the message and its token go where they were sent, nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


# -------------------------------------------------------------------------------------------------------- Apprise


def _apprise(message: Message, channel: Channel, connection: Connection) -> None:
    with _silenced():
        from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType, PersistentStoreMode

        notice = {"critical": NotifyType.FAILURE, "error": NotifyType.FAILURE, "warning": NotifyType.WARNING,
                  "recovery": NotifyType.SUCCESS}[message.severity]  # fmt: skip
        asset = AppriseAsset(app_id="Dateline", app_desc="Dateline", storage_mode=PersistentStoreMode.MEMORY)
        services = Apprise(asset=asset)
        urls = apprise_urls(connection)
        if not urls or not all(services.add(url) for url in urls):
            name = variable_of(channel.connection or "")
            raise Failed(f"{name} holds an address that Apprise does not know", retryable=False)
        sent = services.notify(
            body=message.text, title=message.subject, notify_type=notice, body_format=NotifyFormat.TEXT
        )
        if not sent:
            raise Failed("Apprise could not deliver it", retryable=True)


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep Apprise and what it posts with from logging: they name addresses, and those are secrets."""
    names = [name for name in list(logging.root.manager.loggerDict) if name.split(".")[0] in _TALKERS]
    kept = {name: logging.getLogger(name).disabled for name in {*names, *_TALKERS, "urllib3.connectionpool"}}
    try:
        for name in kept:
            logging.getLogger(name).disabled = True
        yield
    finally:
        for name, was_disabled in kept.items():
            logging.getLogger(name).disabled = was_disabled
