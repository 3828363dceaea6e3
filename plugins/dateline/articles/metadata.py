"""What a page says about its story: title, people, times, site, language; from JSON-LD, meta tags, `<time>`, the page.

Order of trust: the article's JSON-LD, then meta tags, then microdata and `<time>` near the headline, then what can be
seen. A time counts as an instant only with its zone; a clock time without one gives its day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from dateline.articles.bylines import read_author
from dateline.articles.linkeddata import Node, choose_article, people_of, read_nodes, text_of, types_of
from dateline.articles.timestamps import Timestamp, read_timestamp
from dateline.articles.weburls import registrable_domain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "parsely-pub-date", "datepublished",
    "article_date_original", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "sailthru.date", "publish-date",
    "publishdate", "publish_date", "published_date", "publication_date", "publicationdate", "pubdate",
    "originalpublicationdate", "article.published", "dc.date.issued", "dcterms.created", "dcterms.issued",
    "dcterms.date", "dc.date", "dc.date.created", "rnews:datepublished", "shareaholic:article_published_time",
    "date", "bt:pubdate",
    "iso-8601-publish-date", "article:post_time", "created", "displaydate", "pub_date", "firstpublished",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod",
    "dcterms.modified", "dc.date.modified", "article.updated", "revised", "article:updated_time", "bt:moddate",
)  # fmt: skip
_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "headline", "title", "dc.title")
_AUTHORS = (
    "author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator", "creator",
    "article:author_name", "cxenseparse:author", "article.author", "twitter:data1",
)  # fmt: skip
_SITES = (
    "og:site_name",
    "application-name",
    "publisher",
    "dc.publisher",
    "al:android:app_name",
    "twitter:app:name:iphone",
)
_LOCALES = ("og:locale", "content-language", "language", "dc.language", "dcterms.language")

_SEPARATOR = re.compile(r"\s+[|–—·•»/:~-]{1,2}\s+|\s*[|]\s*|(?<=\w)\s+::\s+")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says about its story; None where it says nothing."""

    title: str | None = None
    headline: str | None = None
    site: str | None = None
    author: str | None = None
    section: str | None = None
    published_at: datetime | None = None
    published_precision: Literal["instant", "day"] | None = None
    published_source: Literal["page", "feed"] | None = None
    modified_at: datetime | None = None
    language: str | None = None
    canonical: str | None = None
    told_body: str | None = None
    is_free: bool | None = None
    kinds: tuple[str, ...] = ()
    metas: dict[str, list[str]] = field(default_factory=dict)


def read_facts(
    tree: HtmlElement,
    url: str,
    *,
    entry_title: str | None = None,
    entry_published_at: datetime | None = None,
    now: datetime | None = None,
) -> PageFacts:
    """Read what the page says about its story. `now` (the fetch time) refuses times that lie after it."""
    metas = _read_metas(tree)
    nodes = read_nodes([script.text or "" for script in tree.iter("script") if _is_json_ld(script)])
    headline_element = _headline_element(tree, metas)
    headline = _line(headline_element)
    node = choose_article(nodes, url, _first(metas, ("og:title",)) or headline) or {}
    site = _site(metas, node, nodes, url)
    title = _title(tree, metas, node, headline, site, entry_title)
    published = _published(tree, metas, node, headline_element, entry_published_at, now, url)
    modified = _choose(_stamps([text_of(node.get("dateModified")), *_every(metas, _MODIFIED)], now))
    free = node.get("isAccessibleForFree")
    return PageFacts(
        title=title,
        headline=headline,
        site=site,
        author=read_author(tree, headline_element, _told_authors(metas, node, nodes), site, url),
        section=text_of(node.get("articleSection")) or _first(metas, ("article:section", "section")),
        published_at=published[0],
        published_precision=published[1],
        published_source=published[2],
        modified_at=modified.instant if modified else None,
        language=_language(tree, metas, node),
        canonical=next(
            (link.get("href") for link in tree.iter("link") if _has_word(link.get("rel"), "canonical")), None
        ),
        told_body=_told_body(node),
        is_free=_truth(free),
        kinds=types_of(node) + tuple(_every(metas, ("og:type",))),
        metas=metas,
    )


# ------------------------------------------------------------------------------------------------------ tags


def _read_metas(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the page's meta tags by their lower-case names; their first 300."""
    metas: dict[str, list[str]] = {}
    for number, meta in enumerate(tree.iter("meta")):
        if number >= 300:
            break
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = meta.get("content")
        if name and content and content.strip():
            metas.setdefault(name.strip().lower(), []).append(content.strip())
    return metas


def _every(metas: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from metas.get(name, ())


def _first(metas: dict[str, list[str]], names: Iterable[str]) -> str | None:
    return next((" ".join(value.split()) for value in _every(metas, names)), None)


def _is_json_ld(script: HtmlElement) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _has_word(value: str | None, word: str) -> bool:
    return word in (value or "").lower().split()


def _line(element: HtmlElement | None) -> str | None:
    if element is None:
        return None
    return " ".join("".join(element.itertext()).split())[:500] or None


def _truth(value: object) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower().rsplit("/", 1)[-1])
    return value if isinstance(value, bool) else None


# ----------------------------------------------------------------------------------------------------- title


def _headline_element(tree: HtmlElement, metas: dict[str, list[str]]) -> HtmlElement | None:
    """Return the h1 that is the story's headline: the one that the page's title repeats, else the first with words."""
    headings = [h for h in list(tree.iter("h1"))[:20] if len((_line(h) or "").split()) >= 2]
    told = _folded(" ".join([*_every(metas, ("og:title",)), _line(tree.find(".//title")) or ""]))
    return next((h for h in headings if _folded(_line(h)) in told), headings[0] if headings else None)


def _title(
    tree: HtmlElement,
    metas: dict[str, list[str]],
    node: Node,
    headline: str | None,
    site: str | None,
    entry_title: str | None,
) -> str | None:
    """Return the story's title without the site's name: the JSON-LD's headline, a title tag, the h1, the feed's.

    A JSON-LD headline that has no word in common with what the page shows is a template's, and is passed over.
    """
    shown = _line(tree.find(".//title"))
    told = text_of(node.get("headline"))
    tags = [" ".join(tag.split()) for tag in _every(metas, _TITLES)]
    if told and any(tags) and headline and max(_likeness(told, other) for other in (*tags, headline)) == 0:
        told = None
    candidates = (_without_site(title, site, headline) for title in (told, *tags) if title)
    seen = headline or (_as_headed(_without_site(shown, site, None), tree) if shown else None)
    return next((title for title in candidates if title and not _names_site(title, site)), None) or seen or entry_title


def _without_site(title: str, site: str | None, headline: str | None) -> str:
    """Return `title` without the parts that name the site: "Bridge reopens | Harbour Post" -> "Bridge reopens"."""
    if headline and _folded(headline) and _folded(title).startswith(_folded(headline)) and _SEPARATOR.search(title):
        return headline
    while True:
        parts = list(_SEPARATOR.finditer(title))
        if not parts:
            return title
        tail, head = title[parts[-1].end() :], title[: parts[0].start()]
        if _names_site(tail, site):
            title = title[: parts[-1].start()].rstrip()
        elif _names_site(head, site):
            title = title[parts[0].end() :].lstrip()
        elif "|" in parts[-1].group() and len(tail.split()) <= 4 < len(title[: parts[-1].start()].split()):
            title = title[: parts[-1].start()].rstrip()
        else:
            return title


def _as_headed(title: str, tree: HtmlElement) -> str:
    """Return `title` without its last part where a lesser heading of the page is the rest: the site's name, unknown.

    Old designs have no h1 and name their site nowhere: "Ferry fares rise again - The Pier Times" over an h2.
    """
    headings = {_folded(_line(heading)) for heading in list(tree.iter("h1", "h2", "h3", "h4"))[:60]}
    parts = list(_SEPARATOR.finditer(title))
    if not parts or _folded(title) in headings:
        return title
    head = title[: parts[-1].start()].rstrip()
    return head if len(head.split()) >= 3 and _folded(head) in headings else title


def _names_site(part: str, site: str | None) -> bool:
    name, part = _squeezed(site or ""), _squeezed(part)
    return (
        bool(part)
        and bool(name)
        and (part == name or (len(part) > 3 and (part in name or (name in part and len(part) < 2.5 * len(name)))))
    )


def _squeezed(text: str) -> str:
    return re.sub(r"\W+|^the\s+|\.(?:com|org|net|co|info)\b.*", "", text.casefold())


def _folded(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", (text or "").casefold()))


def _likeness(one: str, other: str) -> float:
    """Return the share of words that two titles have in common, 0-1."""
    a, b = set(_folded(one).split()), set(_folded(other).split())
    return len(a & b) / max(1, min(len(a), len(b)))


# ------------------------------------------------------------------------------------------------------ site


def _site(metas: dict[str, list[str]], node: Node, nodes: list[Node], url: str) -> str | None:
    told = _first(metas, _SITES[:1])
    publishers = [name for name, _ in people_of(node, nodes, key="publisher")]
    name = told or next(iter(publishers), None) or _first(metas, _SITES[1:])
    if name and len(name) <= 80 and not name.startswith("http"):
        return name.lstrip("@")
    return registrable_domain(url)


# ------------------------------------------------------------------------------------------------------ time


def _published(
    tree: HtmlElement,
    metas: dict[str, list[str]],
    node: Node,
    headline: HtmlElement | None,
    entry_published_at: datetime | None,
    now: datetime | None,
    url: str,
) -> tuple[datetime | None, Literal["instant", "day"] | None, Literal["page", "feed"] | None]:
    """Return when the story was published, how exactly that is known, and who says so."""
    told = _stamps([text_of(node.get("datePublished")), *_every(metas, _PUBLISHED)], now)
    best = _choose(told)
    if best is None or best.instant is None:
        seen = _choose([*told, *_stamps(_times(tree, headline), now)], day=best.day if best else None)
        best = seen or best
    if best is not None and best.instant is not None:
        return best.instant, "instant", "page"
    if entry_published_at is not None:
        return entry_published_at.astimezone(UTC), "instant", "feed"
    day = best.day if best else _fallback_day(tree, url, now)
    return (datetime(day.year, day.month, day.day, tzinfo=UTC), "day", "page") if day else (None, None, None)


def _stamps(texts: Iterable[str | None], now: datetime | None) -> list[Timestamp]:
    return [stamp for text in texts if text and (stamp := read_timestamp(text, now=now))]


def _choose(stamps: list[Timestamp], *, day: date | None = None) -> Timestamp | None:
    """Return the first time; where it has no zone, a later one of the same clock or day that has."""
    if not stamps:
        return None
    first = stamps[0]
    if first.instant is not None:
        return first
    zoned = [s for s in stamps if s.instant is not None]
    same_clock = next((s for s in zoned if first.clock and s.clock and _same_minute(s.clock, first.clock)), None)
    if same_clock:
        return same_clock
    near = next((s for s in zoned if s.day == first.day and (first.clock is None or s.clock is None)), None)
    if near:
        return near
    if day is None and first.clock is None:
        return next((s for s in zoned if abs((s.day - first.day).days) <= 1), first)
    return first


def _same_minute(one: datetime, other: datetime) -> bool:
    """Tell whether two clock times mean the same moment: equal, or whole half-hours apart by their zones."""
    return one.replace(second=0) == other.replace(second=0)


_TIME_WORDS = re.compile(
    r"publi|posted|creat|entry-date|dateline|timestamp|byline|post-date|article.?date|meta.?date", re.I
)
_UPDATE_WORDS = re.compile(r"modif|updat|edit", re.I)


def _times(tree: HtmlElement, headline: HtmlElement | None) -> Iterator[str]:
    """Yield what time elements near the headline say: microdata first, then `<time>` in its block."""
    for element in tree.iter("time", "span", "div", "abbr", "p", "li"):
        if "datePublished" in (element.get("itemprop") or "").split():
            yield element.get("datetime") or element.get("content") or element.get("title") or _line(element) or ""
    for element in _near_headline(tree, headline):
        yield element.get("datetime") or _line(element) or ""


def _near_headline(tree: HtmlElement, headline: HtmlElement | None) -> list[HtmlElement]:
    """Return the `<time>` elements of the headline's own block, those that speak of updates last."""
    scope = tree
    if headline is not None:
        for ancestor in headline.iterancestors():
            if next(ancestor.iter("time"), None) is not None:
                scope = ancestor
                break
    times = [time for time in list(scope.iter("time"))[:40] if not _in_other_story(time, scope)]

    def rank(time: HtmlElement) -> int:
        words = " ".join([time.get("class") or "", time.get("itemprop") or "", *_words_around(time)])
        return 2 if _UPDATE_WORDS.search(words) else 0 if _TIME_WORDS.search(words) else 1

    return sorted(times, key=rank)[:3]


def _words_around(element: HtmlElement) -> list[str]:
    parent = element.getparent()
    before = element.getprevious()
    return [
        (parent.get("class") or "") if parent is not None else "",
        ((parent.text or "") if parent is not None else "")[-40:],
        ((before.tail or "") + (_line(before) or ""))[-40:] if before is not None else "",
    ]


def _in_other_story(element: HtmlElement, scope: HtmlElement) -> bool:
    """Tell whether a time belongs to a link to another story, a list of them, or comments."""
    for ancestor in element.iterancestors():
        if ancestor is scope:
            return False
        words = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"
        if ancestor.tag in ("a", "aside", "nav", "footer") or re.search(
            r"related|comment|sidebar|recommend|teaser", words, re.I
        ):
            return True
    return False


def _fallback_day(tree: HtmlElement, url: str, now: datetime | None) -> date | None:
    """Return the day that htmldate finds in the page's text or address, when nothing else speaks of one."""
    from htmldate import find_date

    try:
        found = find_date(tree, url=url, original_date=True, extensive_search=False, max_date=now)
    except Exception:  # noqa: BLE001 - another library's reading of a hostile page: no day is the answer
        return None
    stamp = read_timestamp(found or "", now=now)
    return stamp.day if stamp else None


# ------------------------------------------------------------------------------------------------- the rest


def _told_authors(metas: dict[str, list[str]], node: Node, nodes: list[Node]) -> list[list[tuple[str, bool]]]:
    """Return what the page's own tags say of its authors, the most trusted source first."""
    told = [people_of(node, nodes), people_of(node, nodes, key="creator")]
    told += [[(value, True) for value in metas.get(name, ())] for name in _AUTHORS[:-1]]
    return [names for names in told if names]


def _told_body(node: Node) -> str | None:
    body = node.get("articleBody")
    if isinstance(body, list):
        body = "\n".join(part for part in body if isinstance(part, str))
    return body if isinstance(body, str) and body.strip() else None


def _language(tree: HtmlElement, metas: dict[str, list[str]], node: Node) -> str | None:
    root = tree.getroottree().getroot()
    told = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang")]
    told += [text_of(node.get("inLanguage")), *_every(metas, _LOCALES)]
    for value in told:
        match = re.match(r"([a-z]{2})(?![a-z])", (value or "").strip().lower())
        if match:
            return match[1]
    return None
