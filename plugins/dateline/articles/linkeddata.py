"""JSON-LD of a page, as sites really write it: also broken, nested, listed, or several of them in one script."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]

ARTICLE_TYPES = (
    "NewsArticle", "ReportageNewsArticle", "BackgroundNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
    "AskPublicNewsArticle", "ReviewNewsArticle", "LiveBlogPosting", "Article", "BlogPosting", "Report",
    "SocialMediaPosting", "ScholarlyArticle", "TechArticle", "AdvertiserContentArticle", "SatiricalArticle",
)  # fmt: skip

_OTHERS = frozenset({
    "itemListElement", "hasPart", "isPartOf", "relatedLink", "mentions", "about", "citation", "comment", "video",
    "image", "publisher", "author", "creator", "breadcrumb", "blogPost", "liveBlogUpdate", "significantLink",
})  # fmt: skip
"""Keys under which a page speaks of other things than itself."""

_MAX_CHARS = 1_500_000
_MAX_DEPTH = 12
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_WRAPPING = re.compile(r"^\s*(?:/\*.*?\*/|//\s*)?\s*(?:<!\[CDATA\[|<!--)?|(?://\s*)?(?:\]\]>|-->)?[\s;]*$", re.S)
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_FIELD = re.compile(
    r'"(?P<key>@type|headline|datePublished|dateModified|articleBody|isAccessibleForFree)"\s*:\s*'
    r'(?:"(?P<text>(?:[^"\\]|\\.)*)"|(?P<bare>true|false))',
    re.S,
)
_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^\]}]*?"name"\s*:\s*"(?P<text>(?:[^"\\]|\\.)*)"', re.S)


def read_nodes(scripts: list[str]) -> list[Node]:
    """Return every object of the scripts that may describe the page itself, in reading order. Never raises."""
    nodes: list[Node] = []
    for script in scripts:
        for value in _values(script[:_MAX_CHARS]):
            nodes.extend(_walk(value, 0))
    return nodes


def types_of(node: Node) -> tuple[str, ...]:
    """Return the types of a node without their vocabulary's address."""
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return tuple(kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in listed if isinstance(kind, str))


def choose_article(nodes: list[Node], url: str, title: str | None) -> Node | None:
    """Return the node that is the page's article: of several, the one that names this address or this title."""
    articles = [node for node in nodes if any(kind in ARTICLE_TYPES for kind in types_of(node))]
    if not articles:
        articles = [node for node in nodes if "datePublished" in node and ("headline" in node or _is_page(node))]

    def fitness(node: Node) -> tuple[bool, bool, bool, bool]:
        addresses = {_address(node.get(key)) for key in ("url", "@id", "mainEntityOfPage")}
        headline = text_of(node.get("headline")) or text_of(node.get("name"))
        return (
            _slug(url) in {_slug(address) for address in addresses if address},
            bool(title and headline and _folded(headline) == _folded(title)),
            bool(node.get("headline")),
            "datePublished" in node,
        )

    return max(articles, key=fitness, default=None)


def people_of(node: Node, nodes: list[Node], *, key: str = "author") -> list[tuple[str, bool]]:
    """Return the names under `key`, each with whether it is said to be a person (an organisation is not)."""
    by_id = {other["@id"]: other for other in nodes if isinstance(other.get("@id"), str) and "name" in other}
    found: list[tuple[str, bool]] = []
    value = node.get(key)
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            found.append((one, True))
        elif isinstance(one, dict):
            whole = by_id.get(one.get("@id", ""), one) if "name" not in one else one
            names = whole.get("name")
            is_person = not {"Organization", "NewsMediaOrganization", "Corporation"} & set(types_of(whole))
            found += [(n, is_person) for n in (names if isinstance(names, list) else [names]) if isinstance(n, str)]
    return [(html.unescape(name).strip(), is_person) for name, is_person in found if name.strip()]


def text_of(value: object) -> str | None:
    """Return a value as one line of text, or None when it is none."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str | dict)), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(value).split()) or None


def _values(script: str) -> Iterator[Any]:
    text = _WRAPPING.sub("", script.strip())
    if not text:
        return
    for candidate in _mended(text):
        try:
            values = list(_concatenated(candidate))
        except (ValueError, RecursionError):
            continue
        yield from values
        return
    yield from _salvaged(text)


def _mended(text: str) -> Iterator[str]:
    yield text
    mended = _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", text))
    if mended != text:
        yield mended
    if "&quot;" in text:
        yield html.unescape(text)
    yield mended.rstrip(",; \n") + "}" * max(0, mended.count("{") - mended.count("}"))


def _concatenated(text: str) -> Iterator[Any]:
    """Read one JSON value after another: some sites write several objects into one script."""
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1


def _salvaged(text: str) -> Iterator[Node]:
    """Read the fields that matter out of a script that is no JSON at all."""
    node: Node = {}
    for match in _FIELD.finditer(text):
        node.setdefault(match["key"], _unescaped(match["text"]) if match["bare"] is None else match["bare"] == "true")
    author = _AUTHOR.search(text)
    if author:
        node["author"] = {"name": _unescaped(author["text"])}
    if "headline" in node or "datePublished" in node:
        if node.get("@type") not in ARTICLE_TYPES:
            node["@type"] = "NewsArticle"
        yield node


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text.replace('\\"', '"')


def _walk(value: object, depth: int) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key, one in value.items():
            if key not in _OTHERS and isinstance(one, dict | list):
                yield from _walk(one, depth + 1)


def _is_page(node: Node) -> bool:
    return any(kind.endswith("Page") for kind in types_of(node))


def _address(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else None


def _slug(url: str) -> str:
    return url.split("#")[0].split("?")[0].rstrip("/").split("//")[-1].removeprefix("www.").lower()


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
