"""OPML, as feed readers export their subscriptions: bytes -> feeds. Pure: no network, no entity is expanded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from dateline.errors import UsageError
from dateline.feeds.links import clean_url

_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """One subscription. `folders` are the headings above it; `line` is where it stands in the file, from 1."""

    name: str
    url: str
    language: str | None
    folders: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class OpmlReading:
    """What a file of subscriptions held: `problems` name the outlines that are none, by line."""

    outlines: tuple[Outline, ...]
    problems: tuple[str, ...]


def read_opml(body: bytes, source: str) -> OpmlReading:
    """Return the subscriptions in `body`, in order. A file that is not well-formed is read as far as it goes.

    Raises UsageError, naming `source`, when it is no OPML.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UsageError(f"{source}: not OPML: {error}") from error
    if root is None or str(root.tag).lower() != "opml":
        begins = "is no XML" if root is None else f"begins with <{root.tag}>"
        raise UsageError(f"{source}: not OPML: it {begins}")
    outlines: list[Outline] = []
    broken = parser.error_log.last_error
    problems = [f"{source}: line {broken.line}: not well-formed from here: {broken.message}"] if broken else []
    waiting: list[tuple[Any, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        fields = {str(name).lower(): " ".join(str(value).split()) for name, value in element.attrib.items()}
        name = fields.get("title") or fields.get("text") or ""
        if str(element.tag).lower() == "outline":
            if "xmlurl" in fields or fields.get("type", "").lower() in ("rss", "atom", "feed"):
                found = _outline(fields, name, folders, element.sourceline or 0)
                if isinstance(found, Outline):
                    outlines.append(found)
                else:
                    problems.append(f"{source}: {found}")
            folders = (*folders, name) if name else folders
        waiting += [(child, folders) for child in reversed(element) if isinstance(child.tag, str)]
    return OpmlReading(tuple(outlines), tuple(problems))


def _outline(fields: dict[str, str], name: str, folders: tuple[str, ...], line: int) -> Outline | str:
    written = fields.get("xmlurl", "")
    url = clean_url(written)
    if not url:
        why = f"`{written[:200]}` is not an http or https address" if written else "no xmlUrl"
        return f"line {line}: `{name or 'an outline without a name'}`: {why}"
    language = _LANGUAGE.fullmatch(fields.get("language", ""))
    code = language[1].lower() if language else None
    return Outline(name or url.partition("://")[2].partition("/")[0], url, code, folders, line)
