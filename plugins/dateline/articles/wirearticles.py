"""A story in one of the wire's own formats -> article: nothing to guess, its fields say what they are.

What the agency forbids is obeyed: a canceled story becomes a kill notice (its reports and events go), a withheld or
embargoed one is kept and not told until it is released.
"""

from __future__ import annotations

import re
from datetime import datetime

from dateline.feeds.instants import read_instant
from dateline.feeds.wireitems import read_wire_item
from dateline.feeds.wirerecords import WireItem
from dateline.languages import detect_language
from dateline.parse.text.datelines import find_credit, find_dateline, find_notice
from dateline.records import Article, Feed, Page, stable_id

_HAS_TIME = re.compile(r"\d[T ]\d\d|\d:\d\d|^\d{12}")


def read_wire_article(
    body: bytes, url: str, *, page: Page | None = None, feed: Feed | None = None, fetched_at: datetime | None = None
) -> tuple[WireItem, Article] | None:
    """Return the story in `body` and the article that it makes; None when there is none in it.

    `url` is the story's key, and the article's address: a canceled version need not name the page that an earlier one
    named. That page is `declared_canonical`.
    """
    item = read_wire_item(body, url)
    if item is None:
        return None
    return item, _article(item, url, page, feed, fetched_at)


def release_problem(item: WireItem, now: datetime) -> str | None:
    """Say why a story must not be told at `now`, None when it may.

    Withheld without an end is so until the agency sends a usable version; an embargo ends by itself.
    """
    if item.embargoed_at is not None:
        return f"embargoed until {item.embargoed_at:%Y-%m-%d %H:%M} UTC" if item.embargoed_at > now else None
    return "withheld by its publisher until further notice" if item.status == "withheld" else None


def withdrawn(article: Article, *, keep_text: bool) -> Article:
    """Return the article as a kill notice; without its text where that must not be told (a withheld version)."""
    text = article.text if keep_text else ""
    return Article(
        id=article.id, version_id=stable_id(article.url, text, "kill"), url=article.url, page_url=article.page_url,
        title=article.title if keep_text else "withheld by its publisher", text=text, feed_url=article.feed_url,
        publisher=article.publisher, published_at=article.published_at if keep_text else None,
        published_precision=article.published_precision if keep_text else None,
        published_source=article.published_source if keep_text else None, modified_at=article.modified_at,
        language=article.language, notice="kill", word_count=len(text.split()), fetched_at=article.fetched_at,
    )  # fmt: skip


def _article(
    item: WireItem, url: str, page: Page | None, feed: Feed | None, fetched_at: datetime | None
) -> Article:  # fmt: skip
    text = _opened(item)
    line = find_dateline(text)
    published, modified = read_instant(item.published), read_instant(item.updated)
    title = item.title or ""
    return Article(
        id=stable_id(url),
        version_id=stable_id(url, text),
        url=url,
        page_url=page.url if page else url,
        title=title,
        text=text,
        declared_canonical=item.link,
        feed_url=feed.url if feed else page.feed_url if page else None,
        feed_title=page.entry_title if page else None,
        publisher=(feed.publisher or feed.name) if feed else None,
        author=_person(item.byline),
        published_at=published,
        published_precision=("instant" if _HAS_TIME.search(item.published or "") else "day") if published else None,
        published_source="feed" if published else None,
        modified_at=modified if modified != published else None,
        language=detect_language(text, (item.language or "")[:2].lower() or (feed.language if feed else None)),
        dateline=text[line.start : line.end].strip() if line else None,
        dateline_place=line.place if line else None,
        credit=(line.credit if line else None) or find_credit(text) or item.credit,
        notice=find_notice(title, text) or ("correction" if item.is_correction else None),
        word_count=len(text.split()),
        fetched_at=fetched_at or (page.fetched_at if page else None),
    )


def _opened(item: WireItem) -> str:
    """Return the text with its dateline in front, as a newspaper prints it, where the format has that apart."""
    if item.dateline and item.text and find_dateline(item.text) is None:
        line = f"{item.dateline.rstrip(' -–—')} - "
        if find_dateline(line + item.text) is not None:
            return line + item.text
        shouted = f"{item.dateline.upper().rstrip(' -–—')} - "
        if find_dateline(shouted + item.text) is not None:
            return shouted + item.text
    return item.text


def _person(byline: str | None) -> str | None:
    return re.sub(r"^(?:by|par|von|por)\s+", "", byline.strip(), flags=re.IGNORECASE) or None if byline else None
