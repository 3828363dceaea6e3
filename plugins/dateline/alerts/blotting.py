"""No secret is told: what the environment keeps secret is blotted out of every text before it is kept or sent."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from dateline.alerts.connections import address_of, apprise_urls, basic_pair, parse_connection

_SECRET_NAME = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|FERNET_KEY|SQL_ALCHEMY_CONN|_CONN_", re.IGNORECASE)
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s/@:]*):([^\s/@]+)@")
_HOST = re.compile(r"[a-z0-9-]{1,40}(\.[a-z0-9-]{1,40}){1,4}", re.IGNORECASE)
_TOKEN = re.compile(r"(?=.*\d).{9,}|.{16,}|.*[-_].{8,}", re.DOTALL)
BLOT = "[secret]"


def without_secrets(text: str, environ: Mapping[str, str]) -> str:
    """Return the text with every secret of the environment blotted out, plain or percent-encoded, and with the
    password of any URL in it.
    """
    return str(blotted(text, secrets_of(environ)))


def blotted(value: Any, secrets: Sequence[str]) -> Any:
    """Return a JSON value with the secrets blotted out of its texts, keys and numbers left as they are."""
    if isinstance(value, Mapping):
        return {key: blotted(part, secrets) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [blotted(part, secrets) for part in value]
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, BLOT)
        value = _PASSWORD_IN_URL.sub(rf"\1:{BLOT}@", value)
    return value


def secrets_of(environ: Mapping[str, str]) -> list[str]:
    """Return the values not to be shown, longest first: one may be a part of another."""
    found: set[str] = set()
    for name, value in environ.items():
        if not _SECRET_NAME.search(name) or not value.strip():
            continue
        found.add(value.strip())
        if name.upper().startswith("AIRFLOW_CONN_"):
            found |= _connection_secrets(value.strip())
        elif "://" in value:  # a database: `postgresql+psycopg2://user:password@host/name`
            found |= {part for part in (_password_of(value.strip()),) if part}
    forms = {form for secret in found for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1])}
    return sorted((form for form in forms if len(form) >= 4), key=len, reverse=True)


def _connection_secrets(value: str) -> set[str]:
    try:
        connection = parse_connection(value)
        urls = apprise_urls(connection)
    except (ValueError, TypeError, AttributeError):
        return {value}
    secrets = {connection.password, basic_pair(connection) if connection.password else "", *_leaves(connection.extra)}
    if connection.kind in ("http", "https", "slackwebhook"):
        address = address_of(connection)
        secrets |= {address, urlsplit(address).path.strip("/"), *_tokens(address)}
    if connection.kind not in ("smtp", "http", "https", "slackwebhook"):
        secrets |= {part for url in urls for part in _url_secrets(url)}
    return secrets


def _password_of(url: str) -> str | None:
    try:
        password = urlsplit(url).password
    except ValueError:
        return None
    return unquote(password) if password else None


def _url_secrets(url: str) -> set[str]:
    """Return what may be secret of an Apprise URL: its services put tokens into user, host, path and query alike."""
    user = {part for part in (urlsplit(url).username, urlsplit(url).password) if part and len(part) >= 6}
    return {url, url.partition("://")[2], *user, *_tokens(url)}


def _tokens(url: str) -> set[str]:
    """Return the parts of an address that look like tokens, and not like a host or a word of every day."""
    parts = urlsplit(url)
    told = [*re.split(r"[@:]", parts.netloc), *parts.path.split("/"), *(value for _, value in parse_qsl(parts.query))]
    long = [token for token in told if _TOKEN.fullmatch(token) and not _HOST.fullmatch(token)]
    return {*long, *map(unquote, long)}


def _leaves(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        return {leaf for part in value.values() for leaf in _leaves(part)}
    if isinstance(value, list):
        return {leaf for part in value for leaf in _leaves(part)}
    return {value} if isinstance(value, str) and len(value) >= 6 else set()  # shorter are flags: "true", "25"
