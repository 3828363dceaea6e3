"""Who wrote it: people's names out of what tags and bylines say."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Names = list[tuple[str, bool]]
"""Names as told, each with whether a person is meant."""

_PREFIX = re.compile(
    r"^\W*(?:(?:written|reported|posted|published|story|words|text|photos?|article)\s+)?(?:by|von|par|por|di|od|автор)\b[\s:]*"
    r"|^\W*(?:authors?|autor(?:es|in|en)?|auteur|redaktion|text|reporting by)\s*:\s*",
    re.I,
)
_BETWEEN = re.compile(
    r"\s*(?:;|\||/|•|·|\n|,(?!\s*(?:jr|sr|ii|iii|phd|md)\b)|\s(?:and|und|et|y|e|og|och|і|и|with)\s|&)\s*", re.I
)
_AFTERWARDS = re.compile(
    r"\s+(?:[-–—(|]|in\s+[A-Z]|for\s+the\s|for\s+[A-Z]|is\s+a\b|has\s+been\b|updated|published|posted|\d).*$"
    r"|\s*\(.*$|\s+[-–—].*$|@\S+|\s+기자$",
    re.S,
)
_NOT_A_PERSON = re.compile(
    r"""^(?:admin(?:istrator)?|editors?|webmaster|root|user|guest|unknown|none|null|n/?a|default|staff|by|author)$
      | \b(?:staff|newsroom|news\s?desk|desk|editorial|editor(?:s)?\b(?=.*\b(?:board|team))|redaktion|redacci[oó]n|
        redazione|
        r[ée]daction|redaktsiya|редакция|редакція|correspondents?|reporters?|contributors?|bureau|agenc(?:y|ies|ia)|wires?|
        newspaper|magazine|media|press|broadcasting|tv|radio|online|web\s?team|team|services?|monitoring|report$|agenturen|agences|agenzie|
        contributing\s+writer|writer)\b
      | https?:|www\.|\.(?:com|org|net|co|info)\b|@|\d{2,}|[<>{}\[\]=]""",
    re.I | re.X,
)
_ASIDE = re.compile(r"\s*\([^()]{0,80}\)")
_BLANKS = frozenset(
    {"admin", "administrator", "editor", "webmaster", "root", "user", "guest", "unknown", "none", "null", "n/a", "by"}
)
_BYLINE_WORDS = re.compile(r"\b(?:byline|author|writer|by-line|autor|auteur|reporter|contributor)", re.I)
_OTHER_WORDS = re.compile(
    r"bio|about|related|comment|card-list|recommend|social|follow|avatar|image|photo|more-from|desc", re.I
)


def read_author(
    tree: HtmlElement,
    headline: HtmlElement | None,
    told: list[Names],
    site: str | None,
    url: str,
) -> str | None:
    """Return the people who wrote the story, joined by "; ", or None.

    The page's tags are asked first (`told`, the most trusted first), then what is marked as a byline. Where no person
    is named, the office that the tags name ("Harbour Post newsroom", an agency) stands in their place.
    """
    for names in told:
        people = people_in(names, site)
        if people:
            return "; ".join(people)
    for text in _bylines(tree):
        people = people_in([(text, True)], site)
        if people:
            return "; ".join(people)
    return next((office for names in told if (office := _office(names))), None)


def people_in(names: Iterable[tuple[str, bool]], site: str | None = None) -> list[str]:
    """Return the people among names as told, each once, without "By", offices and the site's own name.

    >>> people_in([("By Ann Marlow and Tom Keto, Harbour Post staff", True)], "Harbour Post")
    ['Ann Marlow', 'Tom Keto']
    """
    people: list[str] = []
    for name, is_person in names:
        if not is_person:
            continue
        for part in _BETWEEN.split(_PREFIX.sub("", _ASIDE.sub(" ", html.unescape(name)).strip())):
            person = _person(part, site)
            if person and person.casefold() not in (known.casefold() for known in people):
                people.append(person)
    return people[:12]


def _person(text: str, site: str | None) -> str | None:
    name = " ".join(_AFTERWARDS.sub("", _PREFIX.sub("", text.strip())).split()).strip(" ,.-–—:*")
    words = name.split()
    if not 1 <= len(words) <= 6 or len(name) > 60 or _NOT_A_PERSON.search(name):
        return None
    if not re.match(r"[^\W\d_]", name) or (len(words) == 1 and len(name) < 3):
        return None
    if site and _squeezed(name) in (_squeezed(site), _squeezed(site.split(".")[0])):
        return None
    if name.isupper() and len(words) > 1:
        name = " ".join(word.capitalize() if len(word) > 2 and "." not in word else word for word in words)
    if sum(word[0].islower() for word in words) > len(words) / 2:
        return None
    return name


def _office(names: Names) -> str | None:
    """Return the office that signs a story without people: short, in words, and no address."""
    for name, _ in names:
        office = " ".join(_PREFIX.sub("", html.unescape(name).strip()).split())
        if (
            2 <= len(office) <= 60
            and not re.search(r"https?:|www\.|@|[<>{}]|^\d+$", office)
            and office.casefold() not in _BLANKS
        ):
            return office
    return None


def _squeezed(text: str) -> str:
    return re.sub(r"\W+|^the\s+", "", text.casefold())


def _bylines(tree: HtmlElement) -> Iterator[str]:
    """Yield the texts of elements marked as byline, outside of boxes about the author and other stories."""
    for element in tree.iter("a", "meta", "link"):
        if "author" in (element.get("rel") or "").lower().split() and element.tag == "a":
            yield " ".join("".join(element.itertext()).split())
    seen = 0
    for element in tree.iter("span", "div", "p", "a", "address", "li", "cite", "strong"):
        words = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if not _BYLINE_WORDS.search(words) or _OTHER_WORDS.search(words):
            continue
        text = "\n".join(part.strip() for part in element.itertext() if part.strip())
        if 3 < len(text) <= 160:
            yield text
        seen += 1
        if seen >= 30:
            return
