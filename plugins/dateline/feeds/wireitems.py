"""Bytes in one of the wire's own formats -> its stories, whichever of them it is. Pure: no network."""

from __future__ import annotations

import json

from dateline.feeds.ninjs import read_ninjs
from dateline.feeds.wirerecords import WIRE_TYPES, WireItem, WireReading
from dateline.feeds.wirexml import read_wire_xml


def is_wire_type(content_type: str | None) -> bool:
    """Return True when a content type names one of the wire's own formats."""
    return (content_type or "").partition(";")[0].strip().lower() in WIRE_TYPES


def read_wire(text: str, fallback_guid: str | None = None) -> WireReading | None:
    """Return the stories of a NewsML-G2, NITF or ninjs document, None when it is none of them. Never raises."""
    text = text.lstrip("\ufeff \t\r\n")
    if text[:1] in ("{", "["):
        try:
            return read_ninjs(json.loads(text))
        except (ValueError, RecursionError):
            return None
    return read_wire_xml(text, fallback_guid)


def read_wire_item(body: bytes, fallback_guid: str | None = None) -> WireItem | None:
    """Return the one story of an archived item, None when it holds none."""
    reading = read_wire(body.decode("utf-8", "replace"), fallback_guid)
    return reading.items[0] if reading is not None and reading.items else None
