"""An answer read off its connection: its headers as text, its body as it came and decoded, both within limits."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

import httpcore

from dateline.fetch.answers import is_html
from dateline.fetch.connections import Reply
from dateline.fetch.inflate import BadEncoding, Inflater, TooBig
from dateline.fetch.jobs import Job

logger = logging.getLogger(__name__)

Fields = list[tuple[str, str]]

_LISTS = frozenset({"x-robots-tag", "cache-control"})
"""Fields that a server may send several times, each with a part of what it means (RFC 9110, 5.3)."""


def read_fields(raw: Sequence[tuple[bytes, bytes]]) -> Fields:
    """Return header fields as text: UTF-8, or Latin-1 where they are none."""
    try:
        return [(name.decode("utf-8"), value.decode("utf-8")) for name, value in raw]
    except UnicodeDecodeError:
        return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]


def by_name(fields: Fields) -> dict[str, str]:
    """Return the fields by their names in lower case; of one sent twice the first, of a list all of it.

    >>> by_name([("ETag", "a"), ("X-Robots-Tag", "noindex"), ("x-robots-tag", "noai"), ("etag", "b")])
    {'etag': 'a', 'x-robots-tag': 'noindex, noai'}
    """
    found: dict[str, str] = {}
    for name, value in fields:
        key = name.lower()
        if key not in found:
            found[key] = value
        elif key in _LISTS:
            found[key] += f", {value}"
    return found


def read_body(job: Job, reply: Reply, headers: Mapping[str, str]) -> tuple[bytes, bytes, str | None]:
    """Return the body as it came, the body decoded, and why it is not whole (see `Answer.truncated`).

    What is not wanted is not read: then its connection is closed.
    """
    if job.only_html and 200 <= reply.status < 300 and not is_html(headers.get("content-type")):
        return b"", b"", "not_html"
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > job.max_bytes and not job.keep_partial and reply.status != 304:
        return b"", b"", "length"
    raw, body = bytearray(), bytearray()  # no lists: a body of two-byte chunks would cost twenty times its length
    cut: str | None = None
    try:
        inflater = Inflater(headers.get("content-encoding"), job.max_bytes)
        for chunk in reply.chunks():
            raw += chunk
            body += inflater.feed(chunk)
            if len(raw) > job.max_bytes:
                raise TooBig
        cut = None if inflater.is_whole() or not raw else "disconnect"
    except TooBig:
        cut = "length"
    except BadEncoding as error:
        logger.info("%s: %s", job.url, error)
        cut = "encoding"
    except httpcore.TimeoutException:
        cut = "time"
    except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
        cut = "disconnect"
    return bytes(raw), bytes(body), cut
