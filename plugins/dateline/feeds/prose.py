"""Markup of a story's body -> its paragraphs, a line each. For bodies that are nothing but the story. Pure."""

from __future__ import annotations

import re
from typing import Any

# fmt: off
_BLOCKS = frozenset((
    "p", "hl1", "hl2", "h1", "h2", "h3", "h4", "h5", "h6", "li", "block", "div", "blockquote", "bq", "credit", "tr",
    "td", "th", "dd", "dt", "pre", "body", "body.content", "section", "article", "ul", "ol", "dl", "table", "html",
    "inlinexml",
))
_LEFT_OUT = frozenset((
    "media", "figure", "img", "script", "style", "head", "body.head", "body.end", "object", "iframe", "video", "audio",
    "aside", "title", "noscript", "template",
))
# fmt: on
_TWO_BREAKS = re.compile(r"\v\s*\v")


def local_name(element: Any) -> str:
    """Return an element's name without its namespace, in lower case; "" for what is no element."""
    return str(element.tag).rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def prose_of(element: Any) -> str:
    """Return the paragraphs under `element`, a line each, without pictures, captions and scripts."""
    if element is None:
        return ""
    lines: list[list[str]] = [[]]
    waiting: list[tuple[Any, bool]] = [(element, True)]
    while waiting:  # no recursion: bodies may be nested thousands deep
        here, is_start = waiting.pop()
        name = local_name(here)
        if name in _BLOCKS and lines[-1]:
            lines.append([])
        if not is_start:
            _add(lines, here.tail if here is not element else None)
            continue
        waiting.append((here, False))
        if name and name not in _LEFT_OUT:
            _add(lines, "\v" if name == "br" else here.text)
            waiting += [(child, True) for child in reversed(here)]
    parts = (part for line in lines for part in _TWO_BREAKS.split("".join(line)))
    return "\n".join(filter(None, (" ".join(part.split()) for part in parts)))


def _add(lines: list[list[str]], text: str | None) -> None:
    if text:
        lines[-1].append(text)


def prose_of_html(markup: str) -> str:
    """Return the paragraphs of a piece of HTML, a line each."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    if not markup.strip():
        return ""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, no_network=True)
    try:
        return prose_of(document_fromstring(markup.encode("utf-8", "replace"), parser=parser))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
