"""ninjs, the wire's JSON: 1.x (`headline`, `body_xhtml`), 2.x and 3.x (`headlines`, `bodies`). Pure.

Source: IPTC ninjs 1.4, 2.1, 3.0. Keys are read in any case. A document is one story, a list of them, or a list under
`items`, as delivery services wrap them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dateline.feeds.instants import read_instant
from dateline.feeds.prose import prose_of_html
from dateline.feeds.wirerecords import NINJS_TYPE, WireItem, WireReading, one_line, pub_status, version_number

_MARKS = frozenset({
    "pubstatus", "versioncreated", "headlines", "bodies", "body_xhtml", "body_html", "body_text", "headline",
    "representationtype",
})  # fmt: skip
_TEXT_TYPES = ("text", "composite", "")


def read_ninjs(document: object) -> WireReading | None:
    """Return the stories of a document that was read as JSON, None when it is no ninjs."""
    rows = _rows(document)
    if not rows or not all(isinstance(row, dict) for row in rows) or not any(map(_is_ninjs, rows)):
        return None
    items: list[WireItem] = []
    notes: list[str] = []
    for row in rows:
        fields = {str(key).lower(): value for key, value in row.items()}
        guid = one_line(fields.get("uri") or fields.get("guid"))
        if not guid:
            notes.append("a ninjs item without a uri")
        elif str(fields.get("type") or "").lower() not in _TEXT_TYPES:
            notes.append(f"no text: {guid} is a {fields.get('type')}"[:200])
        else:
            items.append(_item(fields, guid, json.dumps(row, ensure_ascii=True)))
    return WireReading("ninjs", tuple(items), notes=tuple(notes))


def _rows(document: object) -> list[Any]:
    if isinstance(document, dict):
        inner = next((document[key] for key in ("items", "_items") if isinstance(document.get(key), list)), None)
        return inner if inner is not None and not _is_ninjs(document) else [document]
    return document if isinstance(document, list) else []


def _is_ninjs(row: Any) -> bool:
    if not isinstance(row, dict):
        return False
    keys = {str(key).lower() for key in row}
    return bool(keys & {"uri", "guid"}) and bool(keys & _MARKS)


def _item(fields: Mapping[str, Any], guid: str, source: str) -> WireItem:
    located = fields.get("located")
    return WireItem(
        guid=guid,
        version=version_number(fields.get("version")),
        status=pub_status(_word(fields.get("pubstatus"))),
        source=source,
        content_type=NINJS_TYPE,
        title=_headline(fields),
        text=_body(fields),
        dateline=_word(fields.get("dateline")) or _word(located),
        byline=_word(fields.get("byline")) or _word(fields.get("by")),
        credit=_word(fields.get("creditline")) or _source(fields) or _word(fields.get("copyrightholder")),
        language=_word(fields.get("language")),
        embargoed_at=read_instant(_word(fields.get("embargoed"))),
        published=_first_word(fields, "firstcreated", "contentcreated", "versioncreated"),
        updated=_word(fields.get("versioncreated")),
        link=_link(fields, guid),
        is_correction="correct" in (_word(fields.get("ednote")) or "").lower()[:40],
    )  # fmt: skip


def _headline(fields: Mapping[str, Any]) -> str | None:
    told = [row for row in _maps(fields.get("headlines")) if row.get("value")]
    main = next((row for row in told if str(row.get("role") or "main").lower() == "main"), told[0] if told else {})
    return _word(main.get("value")) or _word(fields.get("headline")) or _word(fields.get("title"))


def _body(fields: Mapping[str, Any]) -> str:
    """Return the text: the body whose role is main or none, markup before plain text."""
    bodies = [row for row in _maps(fields.get("bodies")) if isinstance(row.get("value"), str)]
    bodies.sort(key=lambda row: str(row.get("role") or "main").lower() not in ("main", "body"))
    for row in bodies:
        kind = str({key.lower(): value for key, value in row.items()}.get("contenttype") or "")
        text = _plain(row["value"]) if kind.startswith("text/plain") else prose_of_html(row["value"])
        if text:
            return text
    for name in ("body_xhtml", "body_html", "body_nitf", *sorted(key for key in fields if key.startswith("body_"))):
        if isinstance(fields.get(name), str):
            text = _plain(fields[name]) if "text" in name else prose_of_html(fields[name])
            if text:
                return text
    return ""


def _plain(text: str) -> str:
    return "\n".join(filter(None, map(one_line, text.splitlines())))


def _source(fields: Mapping[str, Any]) -> str | None:
    for row in (*_maps(fields.get("infosource")), *_maps(fields.get("infosources"))):
        if row.get("name"):
            return _word(row["name"])
    return _word(fields.get("source"))


def _link(fields: Mapping[str, Any], guid: str) -> str | None:
    """Return the story's page: a rendition of HTML, else a uri that is a web address."""
    for row in _maps(fields.get("renditions")):
        if "html" in str({key.lower(): value for key, value in row.items()}.get("contenttype") or "") and row.get(
            "href"
        ):
            return _word(row["href"])
    return guid if guid.startswith(("http://", "https://")) else None


def _first_word(fields: Mapping[str, Any], *names: str) -> str | None:
    return next((word for name in names if (word := _word(fields.get(name)))), None)


def _maps(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _word(value: object) -> str | None:
    return one_line(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
