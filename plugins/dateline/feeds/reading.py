"""Feed bytes -> entries: RSS, RDF, Atom, JSON Feed, news sitemaps and their indexes, the wire's own formats. Pure.

A bad feed raises nothing: `problem` says what is wrong, `entries` holds what could be had all the same.
"""

from __future__ import annotations

import calendar
import hashlib
import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from dateline.feeds.instants import read_instant
from dateline.feeds.links import absolute_url
from dateline.feeds.links import clean_url as clean_url
from dateline.feeds.ninjs import read_ninjs
from dateline.feeds.wirerecords import WireItem, WireReading, provider_home, wire_key
from dateline.feeds.wirexml import WIRE_ROOTS, read_wire_xml
from dateline.records import Entry

FeedKind = Literal[
    "rss", "atom", "rdf", "json", "sitemap", "sitemapindex", "newsml", "nitf", "ninjs", "html", "unknown", "empty"
]

MAX_ENTRIES = 2_000
MAX_TITLE_LENGTH = 1_000

_HEAD = 4_096
_ROOT = re.compile(r"<(?:(?P<prefix>[A-Za-z_][\w.-]*):)?(?P<name>[A-Za-z_][\w.-]*)(?=[\s/>])")
_NOT_ROOT = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)", re.DOTALL | re.IGNORECASE)
_PROLOG = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_PROLOG_TEXT = re.compile(r"^\s*<\?xml[^>]*\?>")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]+)", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9]+)*")
_PERIOD_S = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_LANGUAGES = re.findall(
    "..",
    "aaabafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifjfofrfygagdglgn"
    "gugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkml"
    "mnmrmsmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsascsdsesgsiskslsmsnsosqsrssstsusvswtate"
    "tgthtitktltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu",
)
"""The codes of ISO 639-1, end to end."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story that came with its entry: `entry_url` is the entry's key, `body` the item in its own format."""

    entry_url: str
    content_type: str
    body: str


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed said. `entries` are in the feed's order, each URL once; `sitemaps` are an index's children, newest
    first, `sitemaps_at` when each was changed last. `stories` are what entries brought themselves.

    `ttl_s` is how long the feed itself asks to be left alone, in seconds; None when it does not say.
    """

    kind: FeedKind
    title: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    problem: str | None = None
    sitemaps: tuple[str, ...] = ()
    sitemaps_at: tuple[datetime | None, ...] = ()
    ttl_s: int | None = None
    stories: tuple[Story, ...] = ()


def parse_feed(
    body: bytes, url: str, *, content_type: str | None = None, max_entries: int = MAX_ENTRIES,
    fallback_guid: str | None = None, home: str | None = None,
) -> ParsedFeed:  # fmt: skip
    """Read the feed `body` that came from `url`. Never raises; see `ParsedFeed.problem`. `fallback_guid` is the name of
    a story that has none of its own, `home` the address of the provider whose stories a wire's document brings (see
    `provider_home`; default: the feed's own).

    Links are made absolute and cleaned. Dates are instants in UTC, None where nobody can read them. A feed that is
    not well-formed is read as far as it goes, without a word: half of the world's feeds are not.
    """
    text = _PROLOG_TEXT.sub("", _NOT_XML.sub("", _decoded(body, content_type))).lstrip("\ufeff \t\r\n")
    if not text:
        return ParsedFeed("empty", problem="the answer is empty")
    if text[0] in "{[":
        return _json_feed(text, url, max_entries, home)
    root = _root_name(text)
    if root in WIRE_ROOTS:
        reading = read_wire_xml(text, fallback_guid or url)
        return (
            wire_feed(reading, url, max_entries, home)
            if reading
            else ParsedFeed("unknown", problem=f"a {root} that is not well-formed")
        )
    if root == "html" or (root not in _FEED_ROOTS and re.search(r"(?i)<html[\s>]", text[:_HEAD])):
        return ParsedFeed("html", problem="an HTML page, not a feed")
    if root == "sitemapindex" or root == "urlset":
        return _sitemap(text, url, max_entries)
    return _syndicated(text, url, max_entries)


_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "urlset", "sitemapindex", "channel"})


# ------------------------------------------------------------------------------------------------ characters


def _decoded(body: bytes, content_type: str | None) -> str:
    """Decode by the surest sign first: a byte order mark, valid UTF-8, the XML prolog, the HTTP header.

    Labels lie in both directions; bytes above 127 that happen to be valid UTF-8 do not.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(name, "replace")
    if body[:4] in (b"<\0?\0", b"<\0r\0"):
        return body.decode("utf-16-le", "replace")
    prolog = _PROLOG.match(body[:_HEAD])
    header = _CHARSET.search(content_type or "")
    labels = [prolog[1].decode("ascii")] if prolog else []
    labels += [header[1]] if header else []
    seven_bit = [label for label in labels if label.lower().startswith(("iso-2022", "hz", "utf-7"))]
    for label in [*seven_bit, "utf-8", *labels, "windows-1252"]:
        try:
            return body.decode(label)
        except (LookupError, ValueError):
            continue
    return body.decode("utf-8", "replace")


def _root_name(text: str) -> str:
    head, at = text[:_HEAD], 0
    while skipped := _NOT_ROOT.match(head, at):
        at = skipped.end()
    match = _ROOT.search(head, at)
    return match["name"].lower() if match else ""


# ------------------------------------------------------------------------------------------ RSS, RDF, Atom


def _syndicated(text: str, url: str, max_entries: int) -> ParsedFeed:
    import feedparser

    text, n_all = _shortened(text, max_entries)
    try:
        parsed = feedparser.parse(
            text.encode("utf-8"),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except Exception as error:  # noqa: BLE001 - feedparser's parsers fail in ways of their own on hostile bytes
        return ParsedFeed("unknown", problem=f"cannot be read: {type(error).__name__}: {error}"[:200])
    version, head = str(parsed.get("version") or ""), parsed.feed
    kind: FeedKind = "rdf" if version in ("rss090", "rss10") else "atom" if version.startswith("atom") else "rss"
    language = _language(head.get("language"))
    entries = _once(_entry(raw, url, language) for raw in parsed.entries)
    if not version and not parsed.entries:
        return ParsedFeed("unknown", problem="not a feed")
    problem = f"{n_all} entries, only the first {max_entries} read" if n_all > max_entries else None
    if parsed.entries and not entries:
        problem = f"none of {len(parsed.entries)} entries has a link"
    if not parsed.entries and parsed.get("bozo"):
        problem = "no entries, and not well-formed"
    return ParsedFeed(kind, _title(head), language, entries[:max_entries], problem, ttl_s=_ttl_s(head))


def _shortened(text: str, max_entries: int) -> tuple[str, int]:
    """Cut the feed after its last wanted entry, before a parser spends minutes on what nobody will keep."""
    ends = [match.end() for match in re.finditer(r"</(?:\w+:)?(?:item|entry)\s*>", text)]
    return (text[: ends[max_entries - 1]] if len(ends) > max_entries else text), len(ends)


def _entry(raw: dict[str, Any], feed_url: str, language: str | None) -> Entry | None:
    link = _link(raw, feed_url)
    if not link:
        return None
    return Entry(
        url=link,
        feed_url=feed_url,
        title=_title(raw),
        published_at=_read(raw, "published") or _read(raw, "created"),
        updated_at=_read(raw, "updated"),
        language=_language(raw.get("language")) or language,
    )


def _link(raw: Mapping[str, Any], feed_url: str) -> str:
    """Return the story's address: the unproxied one where a feed burner kept it, else the link, else the guid."""
    guid = str(raw.get("id") or "")
    is_address = re.match(r"(?i)https?://|/", guid) is not None  # "17" is a permalink to feedparser
    link = raw.get("link") if is_address or raw.get("link") != guid else None
    for candidate in (raw.get("feedburner_origlink"), link, guid if is_address and guid[0] != "/" else None):
        link = absolute_url(str(candidate), feed_url) if candidate else ""
        if link:
            return link
    return ""


def _title(raw: Mapping[str, Any]) -> str | None:
    import html

    title = str(raw.get("title") or "")
    if (raw.get("title_detail") or {}).get("type") == "text/html" or "<" in title:
        title = re.sub(r"</?[A-Za-z][^<>]*>", "", title)
    return " ".join(html.unescape(title).split())[:MAX_TITLE_LENGTH] or None


def _read(raw: dict[str, Any], name: str) -> datetime | None:
    """Return an entry's date: by our reader, else by feedparser's, which knows Greek and Korean months."""
    written, parsed = dict.get(raw, name), dict.get(raw, f"{name}_parsed")  # its own `get` takes one date for another
    instant = read_instant(written)
    if instant is None and isinstance(parsed, time.struct_time):
        try:
            instant = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            return None
        return instant if 1990 <= instant.year <= 2100 else None
    return instant


def _language(label: object) -> str | None:
    """Return the two letters of ISO 639-1, or None: feeds write countries, and words, into this field."""
    match = _LANGUAGE.fullmatch(str(label or "").strip())
    code = match[1].lower() if match else ""
    return code if code in _LANGUAGES else None


def _ttl_s(head: Mapping[str, Any]) -> int | None:
    ttl = str(head.get("ttl") or "").strip()
    if ttl.isdigit():
        return min(int(ttl), 40_320) * 60
    period = _PERIOD_S.get(str(head.get("sy_updateperiod") or "").strip().lower())
    frequency = str(head.get("sy_updatefrequency") or "1").strip()
    return period // max(int(frequency), 1) if period and frequency.isdigit() and len(frequency) < 6 else period


def _once(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    kept: dict[str, Entry] = {}
    for entry in entries:
        if entry is not None:
            kept.setdefault(entry.url, entry)
    return tuple(kept.values())


# ------------------------------------------------------------------------------------------------- JSON Feed


def _json_feed(text: str, url: str, max_entries: int, home: str | None) -> ParsedFeed:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return ParsedFeed("unknown", problem="not a feed: JSON that cannot be read")
    is_json_feed = isinstance(feed, dict) and "jsonfeed.org" in str(feed.get("version"))
    reading = None if is_json_feed else read_ninjs(feed)
    if reading is not None:
        return wire_feed(reading, url, max_entries, home)
    rows = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(rows, list) or not is_json_feed:
        return ParsedFeed("unknown", problem="not a feed: JSON, but neither JSON Feed nor ninjs")
    language = _language(feed.get("language"))
    entries = _once(_json_entry(row, url, language) for row in rows[:max_entries] if isinstance(row, dict))
    problem = f"{len(rows)} entries, only the first {max_entries} read" if len(rows) > max_entries else None
    if rows and not entries:
        problem = f"none of {len(rows)} entries has a link"
    return ParsedFeed("json", _title(feed), language, entries, problem)


def _json_entry(row: Mapping[str, Any], feed_url: str, language: str | None) -> Entry | None:
    link = _link({"link": row.get("url"), "id": row.get("id")}, feed_url)
    if not link:
        return None
    published, updated = (read_instant(str(row.get(name) or "")) for name in ("date_published", "date_modified"))
    return Entry(link, feed_url, _title(row), published, updated, _language(row.get("language")) or language)


# ------------------------------------------------------------------------------------ the wire's own formats


def wire_feed(reading: WireReading, url: str, max_entries: int, home: str | None = None) -> ParsedFeed:
    """Return the stories of a NewsML-G2, NITF or ninjs document as a feed; of a story told twice the last version.

    What a package only points to becomes an entry like any other, to be fetched.
    """
    home = home or provider_home(url, None)
    newest: dict[str, WireItem] = {}
    for item in sorted(reading.items, key=lambda item: (item.version, read_instant(item.updated) or _LONG_AGO)):
        newest[wire_key(home, item.guid)] = item
    entries = [_wire_entry(key, item, url) for key, item in newest.items()]
    for ref in reading.refs:
        link = absolute_url(ref.href, url)
        entries += [Entry(link, url, ref.title, updated_at=read_instant(ref.updated))] if link else []
    problems = list(reading.notes[:5]) + ([f"and {len(reading.notes) - 5} more"] if len(reading.notes) > 5 else [])
    if len(entries) > max_entries:
        problems.append(f"{len(entries)} entries, only the newest {max_entries} read")
        entries = sorted(entries, key=_newest, reverse=True)[:max_entries]
    kept = _once(entries)
    stories = tuple(
        Story(entry.url, newest[entry.url].content_type, newest[entry.url].source)
        for entry in kept
        if entry.url in newest
    )
    return ParsedFeed(reading.kind, None, None, kept, "; ".join(problems) or None, stories=stories)


def _wire_entry(key: str, item: WireItem, url: str) -> Entry:
    """Return the entry of a story. What is withheld is withheld: its title too."""
    is_held = item.status == "withheld" or item.embargoed_at is not None
    digest = hashlib.sha256(item.source.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    title = None if is_held or item.title is None else item.title[:MAX_TITLE_LENGTH]
    published, updated = read_instant(item.published), read_instant(item.updated)
    return Entry(key, url, title, published, updated, _language(item.language), etag=f'"{digest}"')


# -------------------------------------------------------------------------------------------------- sitemaps


def _sitemap(text: str, url: str, max_entries: int) -> ParsedFeed:
    """Read a sitemap or an index of sitemaps; newest first where there are more than are wanted."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return ParsedFeed("unknown", problem=f"a sitemap that cannot be read: {error}"[:200])
    if root is None:
        return ParsedFeed("unknown", problem="a sitemap that cannot be read")
    rows = [_fields(row) for row in root if isinstance(row.tag, str) and _local(row) in ("url", "sitemap")]
    if _local(root) == "sitemapindex":
        found = sorted(rows, key=lambda row: read_instant(row.get("lastmod")) or _LONG_AGO, reverse=True)
        children = {
            link: read_instant(row.get("lastmod")) for row in found if (link := absolute_url(row.get("loc", ""), url))
        }
        return ParsedFeed("sitemapindex", sitemaps=tuple(children), sitemaps_at=tuple(children.values()))
    entries = _once(_sitemap_entry(row, url) for row in rows)
    problem = None
    if len(entries) > max_entries:
        problem = f"{len(entries)} entries, only the newest {max_entries} read"
        entries = tuple(sorted(entries, key=_newest, reverse=True)[:max_entries])
    titles = {row["publication.name"] for row in rows if row.get("publication.name")}
    return ParsedFeed("sitemap", titles.pop() if len(titles) == 1 else None, None, entries, problem)


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _newest(entry: Entry) -> datetime:
    return max(entry.published_at or _LONG_AGO, entry.updated_at or _LONG_AGO)


def _sitemap_entry(row: Mapping[str, str], url: str) -> Entry | None:
    link = absolute_url(row.get("loc", ""), url)
    if not link:
        return None
    return Entry(
        url=link,
        feed_url=url,
        title=_title({"title": row.get("news.title")}),
        published_at=read_instant(row.get("news.publication_date")),
        updated_at=read_instant(row.get("lastmod")),
        language=_language(row.get("publication.language")),
    )


def _fields(row: Any) -> dict[str, str]:
    """Return a row's texts by name: `loc`, `lastmod`, `news.title`, `publication.language`, …"""
    texts: dict[str, str] = {}
    for child in row.iter():
        if isinstance(child.tag, str) and child is not row and child.text:
            parent = _local(child.getparent())
            name = _local(child) if parent in ("url", "sitemap") else f"{parent}.{_local(child)}"
            texts.setdefault(name, child.text.strip())
    return texts


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()
