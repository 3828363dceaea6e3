"""What moves between the rooms: frozen records, and their JSON form.

Instants (`_at`) are timezone-aware datetimes in UTC, days (`_date`) are dates. None means "not known" or "not
stated", never zero. Spans are code-point offsets into the text of the document. `as_json` and `from_json` are each
other's inverse for every record here; unknown keys are ignored, so that files of a newer version can be read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any, Literal, TypeVar

Severity = Literal["critical", "error", "warning"]
CheckStatus = Literal["pass", "fail", "too_little_history"]
ActorRole = Literal["source", "target", "reporter"]
ActorKind = Literal["person", "people", "organisation", "facility"]
ActorStatus = Literal["named", "generic", "unknown"]
CasualtyKind = Literal["killed", "injured", "detained", "missing", "displaced", "abducted"]
CasualtyScope = Literal["incident", "cumulative", "period"]
PlaceRole = Literal["site", "origin", "target", "speaker", "mention"]
GeoPrecision = Literal["exact", "near", "admin2", "admin1", "region", "country", "water"]
DatePrecision = Literal["day", "week", "month", "year"]
DateSource = Literal["text", "dateline", "publication"]
Assertion = Literal["stated", "attributed", "possible", "planned", "denied"]
FeedHealth = Literal["ok", "soft", "hard", "gone", "silent"]
Outcome = Literal[
    "article", "404", "robots", "opt_out", "paywall", "consent", "shell", "index", "empty", "not_html", "too_big",
    "timed_out", "truncated", "failed", "withheld",
]  # fmt: skip


# ---------------------------------------------------------------------------------------------- acquisition


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of the feeds file. `country` is ISO 3166 alpha-3; `pace_s` seconds between two requests to its host."""

    url: str
    name: str
    publisher: str | None = None
    country: str | None = None
    language: str | None = None
    agency: bool = False
    enabled: bool = True
    pace_s: float | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between nights: the row of table `feeds` beyond its configuration.

    `moved_seen` polls in a row were led to `moved_to` for good. `usual_gap_s` is the usual time between two entries, in
    seconds. Between `hole_from` and `hole_to` entries may have come and gone that no poll saw.
    """

    url: str
    health: FeedHealth = "ok"
    last_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    next_due_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    last_error: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    usual_gap_s: int | None = None
    hole_from: datetime | None = None
    hole_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. `url` is cleaned: it is the entry's key. Times are the feed's own word, or None.

    An entry that brings its story itself (NewsML-G2, NITF, ninjs) says where that is archived; `etag` tells its bytes.
    """

    url: str
    feed_url: str
    title: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None
    etag: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What became of one selected entry: a row of table `pages`. `host` is `scheme://host:port`."""

    url: str
    feed_url: str
    host: str
    outcome: Outcome | None = None
    is_final: bool = False
    detail: str | None = None
    http_status: int | None = None
    attempts: int = 0
    first_seen_at: datetime | None = None
    fetched_at: datetime | None = None
    article_id: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    final_url: str | None = None
    entry_title: str | None = None
    entry_published_at: datetime | None = None
    entry_updated_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def is_archived(self) -> bool:
        """True when its bytes are there and wait to be extracted: it came with its feed, no page is to be asked for."""
        return self.outcome is None and self.warc_file is not None and self.warc_offset is not None

    @property
    def came_with_feed(self) -> bool:
        """True for a story that its entry brought: only time, or another version, changes what becomes of it."""
        return "#" in self.url  # the address of a page has no fragment: it is cleaned


# ------------------------------------------------------------------------------------------------- articles


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one story, as read off its page: `id` is hash(url), `version_id` hash(url, text)."""

    id: str
    version_id: str
    url: str
    page_url: str
    title: str
    text: str
    declared_canonical: str | None = None
    feed_url: str | None = None
    feed_title: str | None = None
    publisher: str | None = None
    site: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    published_precision: Literal["instant", "day"] | None = None
    published_source: Literal["page", "feed", "fetch"] | None = None
    modified_at: datetime | None = None
    language: str | None = None
    dateline: str | None = None
    dateline_place: str | None = None
    credit: str | None = None
    notice: Literal["correction", "recast", "kill"] | None = None
    word_count: int = 0
    fetched_at: datetime | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What the parser reads: the contract of `dateline parse`'s input lines."""

    id: str
    text: str
    url: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    source: str | None = None
    language: str | None = None
    modified_at: datetime | None = None


# -------------------------------------------------------------------------------------------------- reports


@dataclass(frozen=True, slots=True)
class Actor:
    """A participant or a teller. `side` tells the parties of a two-sided clash apart (1, 2), else None."""

    ordinal: int
    role: ActorRole
    name: str
    entity: str | None = None
    kind: ActorKind | None = None
    code: str | None = None
    country: str | None = None
    sector: str | None = None
    status: ActorStatus = "unknown"
    side: int | None = None
    mention_start: int | None = None
    mention_end: int | None = None


@dataclass(frozen=True, slots=True)
class Casualty:
    """Heads counted in one clause. `part_of_total`: already inside another row of the same kind."""

    ordinal: int
    kind: CasualtyKind
    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None = None
    victim: str | None = None
    part_of_total: bool = False
    scope: CasualtyScope = "incident"
    reporter: str | None = None
    mention_start: int | None = None
    mention_end: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a report, by what it is to the incident (`role`)."""

    ordinal: int
    role: PlaceRole
    name: str
    geonames_id: int | None = None
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: GeoPrecision | None = None
    mention_start: int | None = None
    mention_end: int | None = None


@dataclass(frozen=True, slots=True)
class Weapon:
    """A weapon in the text's own wording, and its type from the code list."""

    ordinal: int
    mention: str
    type: str | None = None
    mention_start: int | None = None
    mention_end: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One incident as one article tells it: the codebook's columns, and its children."""

    id: str
    document_id: str
    parser: str
    ordinal: int
    event_type: str
    event_mode: str | None
    evidence: str
    evidence_start: int
    evidence_end: int
    quad_class: int | None = None
    cameo_root: str | None = None
    acled_event_type: str | None = None
    acled_sub_event_type: str | None = None
    ucdp_violence_type: int | None = None
    event_date: date | None = None
    event_date_end: date | None = None
    event_date_precision: DatePrecision | None = None
    event_date_source: DateSource | None = None
    date_text: str | None = None
    place_name: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None
    admin2: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: GeoPrecision | None = None
    geonames_id: int | None = None
    fatalities_low: int | None = None
    fatalities_best: int | None = None
    fatalities_high: int | None = None
    injured_low: int | None = None
    injured_best: int | None = None
    injured_high: int | None = None
    detained_best: int | None = None
    abducted_best: int | None = None
    displaced_best: int | None = None
    crowd_low: int | None = None
    crowd_high: int | None = None
    assertion: Assertion = "stated"
    is_disputed: bool = False
    is_background: bool = False
    is_correction: bool = False
    confidence: float = 0.5
    weapons: tuple[Weapon, ...] = ()
    actors: tuple[Actor, ...] = ()
    casualties: tuple[Casualty, ...] = ()
    places: tuple[Place, ...] = ()


# --------------------------------------------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class Event:
    """One incident in the world: canonical fields chosen from its reports."""

    id: str
    event_type: str
    event_mode: str | None = None
    quad_class: int | None = None
    cameo_root: str | None = None
    acled_event_type: str | None = None
    acled_sub_event_type: str | None = None
    ucdp_violence_type: int | None = None
    event_date: date | None = None
    event_date_end: date | None = None
    event_date_precision: str | None = None
    place_name: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: str | None = None
    geonames_id: int | None = None
    source_actors: tuple[str, ...] = ()
    target_actors: tuple[str, ...] = ()
    source_code: str | None = None
    target_code: str | None = None
    weapons: tuple[str, ...] = ()
    fatalities_low: int | None = None
    fatalities_best: int | None = None
    fatalities_high: int | None = None
    injured_best: int | None = None
    toll_range: str | None = None
    assertion: str = "stated"
    is_disputed: bool = False
    is_background: bool = False
    is_corrected: bool = False
    n_reports: int = 0
    n_articles: int = 0
    n_sources: int = 0
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None
    confidence: float = 0.0
    summary: str | None = None
    status: Literal["live", "retracted", "merged"] = "live"
    merged_into: str | None = None
    is_reviewed: bool = False


@dataclass(frozen=True, slots=True)
class EventReport:
    """Why a report belongs to an event: `score` 0-1 and a reason a person can read."""

    event_id: str
    report_id: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class EventChange:
    """One line of an event's life. `version` counts from 1; an article caused it, or a reviewer, who says why."""

    event_id: str
    version: int
    change: Literal["new", "updated", "corrected", "retracted", "merged", "split"]
    field: str | None = None
    old: str | None = None
    new: str | None = None
    article_id: str | None = None
    at: datetime | None = None
    reviewer: str | None = None
    why: str | None = None


# --------------------------------------------------------------------------------------------------- checks


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict of one check: `failing_ids` name the rows, `samples` show up to three of them."""

    check_name: str
    severity: Severity
    status: CheckStatus
    observed: str | None = None
    expected: str | None = None
    n_failing: int = 0
    failing_ids: tuple[str, ...] = ()
    samples: tuple[dict[str, Any], ...] = field(default_factory=tuple)


# ------------------------------------------------------------------------------------------- identity, JSON

RecordT = TypeVar("RecordT")


def stable_id(*parts: object) -> str:
    """Return 20 hex digits that stay the same for the same parts, on every machine.

    >>> stable_id("https://example.org/a") == stable_id("https://example.org/a")
    True
    """
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def as_json(record: Any) -> Any:
    """Return a record as plain JSON values: instants as ISO 8601 with `Z`, days as `YYYY-MM-DD`."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {f.name: as_json(getattr(record, f.name)) for f in dataclasses.fields(record)}
    if isinstance(record, datetime):
        return record.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(record, date):
        return record.isoformat()
    if isinstance(record, tuple | list):
        return [as_json(part) for part in record]
    if isinstance(record, Mapping):
        return {str(key): as_json(value) for key, value in record.items()}
    return record


def from_json(cls: type[RecordT], fields: Mapping[str, Any]) -> RecordT:
    """Return the record that `as_json` wrote.

    Raises TypeError when a required field is missing, ValueError when an instant or a day cannot be read.
    """
    readers = _field_readers(typing.cast(Any, cls))
    return cls(
        **{
            name: fields[name] if read is None or fields[name] is None else read(fields[name])
            for name, read in readers.items()
            if name in fields
        }
    )


@cache
def _field_readers(cls: Any) -> dict[str, Callable[[Any], Any] | None]:
    """Return what reads each field's JSON value, worked out once a class; None where the value is what it is."""
    hints = typing.get_type_hints(cls)
    return {f.name: _reader(hints[f.name]) for f in dataclasses.fields(cls)}


def _reader(kind: Any) -> Callable[[Any], Any] | None:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _reader(next(part for part in typing.get_args(kind) if part is not types.NoneType))
    if origin is tuple:
        return partial(_tuple, _reader(typing.get_args(kind)[0]))
    if kind is datetime:
        return _instant
    if kind is date:
        return _day
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return partial(from_json, kind)
    return None


def _tuple(read: Callable[[Any], Any] | None, value: Any) -> tuple[Any, ...]:
    return tuple(value) if read is None else tuple(None if part is None else read(part) for part in value)


def _day(value: Any) -> Any:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _instant(value: Any) -> datetime:
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
