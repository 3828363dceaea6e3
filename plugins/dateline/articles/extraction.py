"""Page bytes -> article: one parse of the page for everything that is read off it.

The body is trafilatura's, cleaned of what pages repeat around a story; the metadata is read by `metadata`; what a page
is when it is no article is told by `outcomes`. Nothing is invented: what a page does not say is None.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dateline.articles.bodies import Body, Stage, read_body
from dateline.articles.charsets import recode_page
from dateline.articles.metadata import PageFacts, read_facts
from dateline.articles.outcomes import judge_body, judge_bytes, judge_page
from dateline.articles.weburls import resolve_url
from dateline.articles.wirearticles import read_wire_article, release_problem, withdrawn
from dateline.feeds.wireitems import is_wire_type
from dateline.languages import detect_language
from dateline.parse.text.datelines import find_credit, find_dateline, find_notice
from dateline.records import Article, Feed, Outcome, Page, stable_id

if TYPE_CHECKING:
    from lxml.html import HtmlElement

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What became of a page. `article` is there when `outcome` is `article`, else `detail` says why not.

    `stage` is how the body was found. `seen` is what could be read all the same, for a person who wants to look: never
    to be loaded.
    """

    outcome: Outcome
    detail: str | None = None
    article: Article | None = None
    seen: Article | None = None
    stage: Stage | None = None


def extract_article(
    html: bytes | str,
    url: str,
    *,
    content_type: str | None = None,
    page: Page | None = None,
    entry_title: str | None = None,
    entry_published_at: datetime | None = None,
    feed: Feed | None = None,
    fetched_at: datetime | None = None,
    now: datetime | None = None,
) -> Extraction:
    """Read the article off a page. Never raises, whatever the bytes.

    `url` is where the page came from in the end, after redirects. The entry's title and time fill what the page leaves
    open; the feed gives the publisher. `now` is the run's logical time: it ends embargoes (default: the clock).
    """
    try:
        if is_wire_type(content_type):
            return _extract_story(html, url, page, feed, fetched_at, now or datetime.now(UTC))
        return _extract(html, url, content_type, page, entry_title, entry_published_at, feed, fetched_at)
    except Exception as error:  # noqa: BLE001 - a hostile page must not end a batch: the outcome says what happened
        logger.warning("extraction failed: %s: %s: %s", url, type(error).__name__, error)
        return Extraction("failed", f"the page could not be read: {type(error).__name__}: {error}"[:300])


def _extract(
    html: bytes | str,
    url: str,
    content_type: str | None,
    page: Page | None,
    entry_title: str | None,
    entry_published_at: datetime | None,
    feed: Feed | None,
    fetched_at: datetime | None,
) -> Extraction:
    refused = judge_bytes(html, content_type)
    if refused:
        return Extraction(*refused)
    tree = parse_page(recode_page(html, content_type))
    if tree is None:
        return Extraction("empty", "the page holds no markup and no text")
    facts = read_facts(tree, url, entry_title=entry_title, entry_published_at=entry_published_at, now=fetched_at)
    verdict = judge_page(tree, facts, url)
    is_read = verdict is None or verdict.outcome != "too_big"
    body = read_body(tree, facts) if is_read else Body("", None)
    verdict = verdict or judge_body(tree, facts, body.text, url)
    article = _article(facts, body, url, page, entry_title, feed, fetched_at)
    if verdict is not None:
        return Extraction(verdict.outcome, verdict.detail, None, article, body.stage)
    return Extraction("article", None, article, article, body.stage)


def _extract_story(
    body: bytes | str, url: str, page: Page | None, feed: Feed | None, fetched_at: datetime | None, now: datetime
) -> Extraction:
    """Read a story that came whole, in one of the wire's own formats."""
    markup = body if isinstance(body, bytes) else body.encode("utf-8", "replace")
    read = read_wire_article(markup, url, page=page, feed=feed, fetched_at=fetched_at)
    if read is None:
        return Extraction("empty", "no story was found in the item")
    item, article = read
    if item.status == "canceled":
        killed = withdrawn(article, keep_text=True)
        return Extraction("article", "canceled by its publisher", killed, killed)
    held = release_problem(item, now)
    if held is not None:  # a version that was told already is taken back until the story is released again
        known = page is not None and page.article_id is not None
        return Extraction("withheld", held, withdrawn(article, keep_text=False) if known else None, article)
    if not article.text:
        return Extraction("empty", "the item has no text")
    return Extraction("article", None, article, article)


def parse_page(markup: bytes) -> HtmlElement | None:
    """Return the tree of a page in UTF-8, without comments; None when there is nothing in it."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, no_network=True)
    try:
        return document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError("more memory than a page may take") from error
        return None


def _changed_in_feed(page: Page | None, published_at: datetime | None) -> datetime | None:
    """Return when the page's entry was last changed, if that is after it was published: pages often do not say."""
    changed = page.entry_updated_at if page is not None else None
    if changed is None or published_at is None or changed <= published_at:
        return None
    return changed.astimezone(UTC)


def _article(
    facts: PageFacts,
    body: Body,
    url: str,
    page: Page | None,
    entry_title: str | None,
    feed: Feed | None,
    fetched_at: datetime | None,
) -> Article:
    own_url = resolve_url(facts.canonical, url)
    text = body.text
    dateline = find_dateline(text)
    title = facts.title or entry_title or ""
    return Article(
        id=stable_id(own_url),
        version_id=stable_id(own_url, text),
        url=own_url,
        page_url=page.url if page else url,
        title=title,
        text=text,
        declared_canonical=facts.canonical,
        feed_url=feed.url if feed else page.feed_url if page else None,
        feed_title=entry_title,
        publisher=(feed.publisher or feed.name) if feed else None,
        site=facts.site,
        author=facts.author,
        section=facts.section,
        published_at=facts.published_at,
        published_precision=facts.published_precision,
        published_source=facts.published_source,
        modified_at=facts.modified_at or _changed_in_feed(page, facts.published_at),
        language=detect_language(text, facts.language or (feed.language if feed else None)),
        dateline=text[dateline.start : dateline.end].strip() if dateline else None,
        dateline_place=dateline.place if dateline else None,
        credit=(dateline.credit if dateline else None) or find_credit(f"{text}\n{body.signed}"),
        notice=find_notice(title, text),
        word_count=len(text.split()),
        fetched_at=fetched_at or (page.fetched_at if page else None),
    )
