"""Templates into pages. Every text that comes in is hostile: it is escaped, and an address only becomes a link when it
is one of the web. A page holds its own style and asks for nothing: its policy forbids what it does not hold.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from dateline.errors import StoreError
from dateline.vocab import country

TEMPLATES = Path(__file__).parent / "templates"
_IN_SCRIPTS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def render(template: str, styles: Sequence[str] = ("desk.css",), scripts: Sequence[str] = (), **values: object) -> str:
    """Return the page that a template makes of `values`, with these of our styles and scripts within it."""
    style = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in styles)
    code = _joined([(TEMPLATES / name).read_text(encoding="utf-8") for name in scripts])
    page = (
        _environment()
        .get_template(template)
        .render(style=Markup(style), script=Markup(code), policy=_policy(style, code), **values)
    )
    return _CONTROLS.sub("\ufffd", page)


def _joined(scripts: Sequence[str]) -> str:
    """Return several files of JavaScript as one script with a scope of its own."""
    return "\n".join(['"use strict";', "(() => {", *scripts, "})();"]) if scripts else ""


def _policy(style: str, code: str) -> str:
    """Return the page's Content-Security-Policy: this very style and code, and nothing else from anywhere."""
    allowed = [f"style-src {_digest(style)}", *([f"script-src {_digest(code)}"] if code else []), "img-src data:"]
    return "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def data_block(value: object) -> Markup:
    """Return a value as JSON that can stand within `<script type="application/json">`: nothing in it ends the script,
    opens a comment, or is a line's end to JavaScript.
    """
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(told.translate(_IN_SCRIPTS))


def write_page(path: Path, page: str) -> None:
    """Write a page whole or not at all. Raises StoreError naming the file."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(page, encoding="utf-8", errors="replace")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "instant": instant, "day": day, "long_day": long_day, "web_address": web_address, "number": number,
        "seconds": seconds, "toll": toll, "prose": prose, "of_article": of_article,
        "country_name": country_name,
    }  # fmt: skip
    return environment


# ------------------------------------------------------------------------------------------------------- filters


def country_name(code: str | None) -> str | None:
    """Return what people call a country: "Sudan" for SDN. A code that is on no list stays as it is."""
    known = country(code) if code else None
    return known.name if known else code


def web_address(url: object) -> str | None:
    """Return the address when it may become a link: http or https with a host. None for all else (`javascript:`)."""
    if not isinstance(url, str) or _CONTROLS.search(url) or re.search(r"\s", url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def of_article(article_id: object) -> Markup:
    """Return an attribute that names the article which an element quotes: by it `dateline forget` finds the page."""
    return Markup(' data-article="{}"').format(article_id) if article_id else Markup()


def instant(at: datetime | None, absent: str = "never") -> Markup:
    """Return an instant with its zone."""
    if at is None:
        return escape(absent)
    return Markup('<time datetime="{}">{}</time>').format(f"{at:%Y-%m-%dT%H:%M:%SZ}", f"{at:%Y-%m-%d %H:%M} UTC")


def day(on: date | None, precision: str | None = "day") -> str:
    """Return a day as precisely as it is known.

    >>> day(date(2026, 3, 1), "month")
    'March 2026'
    """
    if on is None:
        return "no date"
    told = {"year": f"{on:%Y}", "month": f"{on:%B %Y}", "week": f"week of {on.day} {on:%b %Y}"}
    return told.get(precision or "day", f"{on.day} {on:%b %Y}")


def long_day(at: datetime) -> str:
    """Return `Sunday 8 March 2026`."""
    return f"{at:%A} {at.day} {at:%B %Y}"


def number(count: float | None, absent: str = "–") -> str:
    """Return a count with its thousands apart; a whole one without decimals."""
    if count is None:
        return absent
    return f"{count:,.0f}" if float(count).is_integer() else f"{count:,.1f}"


def seconds(span: float) -> str:
    """Return a span of time as a person reads it.

    >>> [seconds(s) for s in (0.04, 3.21, 75, 7260)]
    ['0.04 s', '3.2 s', '1 min 15 s', '2 h 1 min']
    """
    if span < 60:
        return f"{span:.2f} s" if span < 1 else f"{span:.1f} s"
    minutes, left = divmod(round(span), 60)
    return f"{minutes} min {left} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def toll(event: dict[str, Any], absent: str = "not stated") -> str:
    """Return an event's dead as the range that was told."""
    told = event["toll_range"]
    return str(told).replace("-", "–") if told else absent


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("js-default")  # no HTML passes, no address but the web's becomes a link


def prose(markdown: str) -> Markup:
    """Return Markdown of the runbook as HTML."""
    return Markup(_markdown().render(markdown))
