"""Airflow's connections, read from `AIRFLOW_CONN_<ID>` without Airflow: its JSON, its URI, or a plain Apprise URL.

A night that is run without Airflow alerts the same people. No error repeats a value: addresses are secrets too.
Source: Airflow's "Managing Connections", "Storing connections in environment variables".
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_SLACK = "https://hooks.slack.com/services"
"""Where a Slack connection that names no host leads, in Airflow too."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An Airflow connection, as far as senders need one. `value` is how it was written."""

    kind: str
    host: str = ""
    login: str = ""
    password: str = field(default="", repr=False)
    port: int | None = None
    schema: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
    value: str = field(default="", repr=False)


class Failed(Exception):
    """A try that failed. Its text holds no secret; `retryable` is true when later may work."""

    def __init__(self, reason: str, *, retryable: bool) -> None:
        super().__init__(reason)
        self.retryable = retryable


def variable_of(connection_id: str) -> str:
    """Return the environment variable that holds a connection.

    >>> variable_of("dateline_smtp")
    'AIRFLOW_CONN_DATELINE_SMTP'
    """
    return f"AIRFLOW_CONN_{connection_id.upper()}"


def read_connection(connection_id: str, environ: Mapping[str, str]) -> Connection:
    """Return the connection of that id.

    Raises Failed when it is not set or cannot be read; the message does not repeat the value.
    """
    name = variable_of(connection_id)
    value = environ.get(name, "").strip()
    if not connection_id or not value:
        raise Failed(f"{name} is not set", retryable=False)
    try:
        return parse_connection(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise Failed(f"{name} is neither a connection in JSON nor a URI", retryable=False) from error


def parse_connection(value: str) -> Connection:
    """Return what one such variable says. Raises ValueError, TypeError or AttributeError when it says nothing."""
    return _from_json(value) if value.startswith("{") else _from_uri(value)


def _from_json(value: str) -> Connection:
    fields = json.loads(value)
    extra = fields.get("extra") or {}
    return Connection(
        _kind(str(fields.get("conn_type") or "")), str(fields.get("host") or ""), str(fields.get("login") or ""),
        str(fields.get("password") or ""), int(fields["port"]) if fields.get("port") else None,
        str(fields.get("schema") or ""), json.loads(extra) if isinstance(extra, str) else dict(extra), value,
    )  # fmt: skip


def _from_uri(uri: str) -> Connection:
    kind, separator, rest = uri.partition("://")
    if not separator or not kind:
        raise ValueError("no scheme")
    parts = urlsplit(f"//{rest}" if "://" not in rest.partition("?")[0] else rest)
    extra: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "__extra__" in extra:
        extra |= json.loads(extra.pop("__extra__"))
    try:
        port = parts.port
    except ValueError:  # an Apprise URL: `tgram://123456:token/chat` has no port
        return Connection(_kind(kind), value=uri)
    host = unquote(_host(parts.netloc))
    host = f"{parts.scheme}://{host}" if parts.scheme else host  # `slackwebhook://https://hooks.example.org/...`
    return Connection(
        _kind(kind), host, unquote(parts.username or ""), unquote(parts.password or ""), port,
        unquote(parts.path.lstrip("/")), extra, uri,
    )  # fmt: skip


def _host(netloc: str) -> str:
    host = netloc.rpartition("@")[2]
    return host if host.endswith("]") or ":" not in host else host.rpartition(":")[0]


def _kind(conn_type: str) -> str:
    return conn_type.replace("-", "_").lower()


# -------------------------------------------------------------------------------------------- what a sender needs


def address_of(connection: Connection) -> str:
    """Return the URL to post to: the host when it is one, else put together; Slack's token ends the path."""
    is_slack = connection.kind == "slackwebhook"
    if is_slack and connection.password.startswith(("http://", "https://")):
        return connection.password
    base = connection.host or (_SLACK if is_slack else "")
    has_scheme = connection.schema in ("http", "https")
    path = f"/{connection.schema}" if connection.schema and not has_scheme else ""
    if not base.startswith(("http://", "https://")):
        kind = connection.kind if connection.kind in ("http", "https") else "https"
        port = f":{connection.port}" if connection.port else ""
        base = f"{connection.schema if has_scheme else kind}://{base}{port}{path}"
    elif connection.port and urlsplit(base).port is None and not urlsplit(base).path:
        base = f"{base}:{connection.port}{path}"
    elif path and not urlsplit(base).path:
        base = f"{base}{path}"
    return f"{base.rstrip('/')}/{connection.password.lstrip('/')}" if is_slack and connection.password else base


def authorization_of(connection: Connection) -> dict[str, str]:
    """Return the headers that a webhook's connection asks for."""
    headers = connection.extra.get("headers")
    own = {str(name): str(value) for name, value in headers.items()} if isinstance(headers, Mapping) else {}
    if connection.login:
        return {"Authorization": f"Basic {basic_pair(connection)}"} | own
    return ({"Authorization": f"Bearer {connection.password}"} if connection.password else {}) | own


def basic_pair(connection: Connection) -> str:
    return base64.b64encode(f"{connection.login}:{connection.password}".encode()).decode("ascii")


def apprise_urls(connection: Connection) -> list[str]:
    """Return the Apprise URLs of a connection: `config` in its extra, as Airflow's provider has it, else its value.

    `config` is `{"path": URL, "tag": ...}`, a list of such, or a text of either.
    """
    if connection.kind != "apprise" and not connection.value.startswith("{"):
        return [connection.value]
    config = connection.extra.get("config") or connection.host
    if isinstance(config, str) and config.lstrip().startswith(("{", "[")):
        config = json.loads(config)
    told = config if isinstance(config, list) else [config]
    return [url for one in told if (url := str(one.get("path") if isinstance(one, Mapping) else one or ""))]
