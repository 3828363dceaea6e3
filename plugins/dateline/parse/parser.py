"""From a story to its reports: `Parser` holds the language model and the gazetteer, loaded once.

The way of a story: language gate, sentences, a cheap gate for sentences that may tell an event, the dependency parse
of those, mentions with stance and arguments, places, days, tolls and weapons attached to them, incidents, reports.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from dateline.languages import is_english
from dateline.parse.grammar.language_model import LanguageModel
from dateline.parse.incidents.attachments import Owners, attach_dates, attach_tolls, attach_weapons
from dateline.parse.incidents.confidence import share_telling
from dateline.parse.incidents.counterparts import fill_counterparts
from dateline.parse.incidents.incidents import Incident, merge_mentions
from dateline.parse.incidents.placements import attach_places
from dateline.parse.incidents.reports import Context, build_report, said, with_id
from dateline.parse.incidents.stories import settle_story
from dateline.parse.numbers.bare_tolls import attach_bare_tolls
from dateline.parse.numbers.stated_none import find_stated_none
from dateline.parse.numbers.tolls import Crowd, find_crowds, find_tolls
from dateline.parse.said.denials import dispute_charges
from dateline.parse.said.exchanges import answer_each_other
from dateline.parse.said.speakers import Speakers
from dateline.parse.said.threats import is_unset
from dateline.parse.said.unnamed_acts import may_act_in_words
from dateline.parse.text.briefs import find_briefs, shift_report
from dateline.parse.text.datelines import Dateline, find_dateline, find_notice, resolve_dateline_day
from dateline.parse.text.headings import Heading, find_headings, places_of
from dateline.parse.text.labels import typed_by_label
from dateline.parse.text.notes import (
    body_start,
    dated_by_note,
    fold_note,
    found_bodies,
    is_note,
    opening_day,
    settle_note,
    tells_of_conflict,
)
from dateline.parse.text.plaincopy import readable
from dateline.parse.text.pointers import is_pointer
from dateline.parse.text.sentences import Sentence, find_sentences
from dateline.parse.what.classifier import Judge, load_classifier
from dateline.parse.what.mentions import Mention, RoledPlace, read_mentions
from dateline.parse.what.openmodes import open_modes
from dateline.parse.what.subjects import is_fete, is_off_subject, is_private, subject_of
from dateline.parse.what.triggers import may_hold_event
from dateline.parse.what.weapons import find_weapons
from dateline.parse.when.dates import DateMention, day_of_change, find_dates, local_day
from dateline.parse.when.frames import recall_frames
from dateline.parse.when.neardays import lend_days
from dateline.parse.where.scenes import Scene, open_scene
from dateline.parse.where.sites import Site, most_precise, site_of
from dateline.parse.where.towns import by_town
from dateline.parse.where.villages import name_villages
from dateline.parse.who.claims import find_claims
from dateline.parse.who.damage import find_damage
from dateline.parse.who.sides import lend_sides
from dateline.records import Document, Report, stable_id

if TYPE_CHECKING:
    from dateline.gazetteer import Gazetteer
    from dateline.parse.where.toponyms import PlaceMention

logger = logging.getLogger(__name__)

ParseOutcome = Literal["parsed", "language", "empty", "too_big"]
RULES_VERSION = "7"
PARSER_NAME = f"dateline-0.1.0+{RULES_VERSION}"
MAX_CHARACTERS = 1_000_000
_MAX_SENTENCE = 1_200
_MIN_CLAUSE = 25
_SEMICOLON = re.compile(r";(?=\s)")
_SPEAKS_ON = re.compile(r"^\W*(?:It|They|He|She)\b|\b(?:he|she) (?:said|told|added|warned|declared)\b")
_BATCH = 32
_SENTENCES_AT_ONCE = 64
_LONG = 40
"""Characters from which on a sentence that comes twice is the page's repetition, and no second "He was arrested"."""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What became of one document. `reason` says why there is nothing to read, when there is not."""

    document_id: str
    outcome: ParseOutcome
    reason: str | None
    reports: tuple[Report, ...] = ()


@dataclass(slots=True)
class _Reading:
    """A document on its way: sentences, and those of them that go to the language model.

    Of news in brief it is one item, whose text begins at `offset` of the `whole`.
    """

    document: Document
    whole: Document
    offset: int
    dateline: Dateline | None
    sentences: tuple[Sentence, ...]
    chosen: list[int]
    texts: list[str]
    starts: list[int]
    is_note: bool = False
    headings: list[Heading] = field(default_factory=list)
    only_heard: set[int] = field(default_factory=set)
    """Starts of sentences that tell no event, and whose speaker goes on in the next one."""


class Parser:
    """Reads documents into reports. Deterministic; safe to use for any number of documents, one thread at a time."""

    name: str = PARSER_NAME

    def __init__(self, model: Any, gazetteer: Gazetteer | None, judge: Judge) -> None:
        self._model, self._gazetteer, self._judge = model, gazetteer, judge

    @classmethod
    def load(cls, *, gazetteer: Gazetteer | None = None, judge: Judge | None = None) -> Parser:
        """Return a parser with language model, classifier and gazetteer. Raises ConfigError when one is missing."""
        if gazetteer is None:
            from dateline.gazetteer import Gazetteer as Packed

            gazetteer = Packed.load()
        return cls(LanguageModel.load(), gazetteer, judge or load_classifier())

    def parse(self, document: Document) -> ParsedDocument:
        """Return the reports of one document. Never raises on any text."""
        return next(iter(self.parse_batch((document,))))

    def parse_batch(self, documents: Iterable[Document]) -> Iterator[ParsedDocument]:
        """Yield what became of each document, in order; sentences of a batch go through the model together."""
        source = iter(documents)
        while batch := list(islice(source, _BATCH)):
            readings = [_prepare(document) for document in batch]
            items = [item for reading in readings if not isinstance(reading, ParsedDocument) for item in reading]
            texts = [text for item in items for text in item.texts]
            parsed = iter(self._model.pipe(texts, batch_size=_SENTENCES_AT_ONCE))
            for document, reading in zip(batch, readings, strict=True):
                if isinstance(reading, ParsedDocument):
                    yield reading
                    continue
                reports: list[Report] = []
                for item in reading:
                    first = reports[-1].ordinal + 1 if reports else 0
                    reports += self._finish(item, list(islice(parsed, len(item.texts))), first)
                yield ParsedDocument(document.id, "parsed", None, tuple(reports))

    def _finish(self, reading: _Reading, trees: Sequence[Any], first: int) -> tuple[Report, ...]:
        """Return the reports of a document or of one item of it, numbered from `first`."""
        document = reading.document
        places = self._places(reading)
        zone = _zone(reading.dateline, places)
        published = local_day(document.published_at, zone) if document.published_at else None
        dateline_day = resolve_dateline_day(reading.dateline, document.published_at)
        noted = opening_day(document.text, published) if reading.is_note else None
        today = noted.last if noted else published
        is_dated = reading.is_note or dateline_day is not None  # the text itself says of which day it is
        changed = None if is_dated else day_of_change(published, document.modified_at, zone)

        def attach(tree: Any, start: int, found: list[Mention]) -> None:
            read_on = published if noted and start < noted.end else today
            read = partial(find_dates, published_at=dateline_day or read_on, zone=zone, until=changed)
            _attach(tree, start, found, document, read, places)

        mentions, crowds = self._tell(reading, trees, attach)
        subject = subject_of(document.text)
        answer_each_other(mentions)
        mentions = [
            mention
            for mention in mentions
            if not is_off_subject(mention, subject)
            and not is_private(mention, document.text)
            and not is_fete(mention, document.text)
        ]
        if not reading.is_note:
            day = dateline_day or today
            read_days = partial(find_dates, published_at=day, zone=zone, until=changed)
            recall_frames(mentions, document.text, reading.sentences, day, read_days)
        mentions = settle_story(mentions, today or dateline_day, document.text)
        if reading.is_note:
            settle_note(mentions, noted)
        attach_bare_tolls(document.text, reading.sentences, mentions, places)
        context = Context(
            document.id,
            self.name,
            document.text,
            reading.sentences,
            self._judge.trust,
            today,
            dateline_day,
            tuple(crowds),
            changed,
            share_telling(mentions, len(reading.sentences)),
        )
        version = stable_id(document.id, reading.whole.text)
        merged = merge_mentions(mentions)
        if reading.is_note:
            merged = fold_note(merged)
        n_sentences = 0 if reading.is_note else len(reading.sentences)
        incidents = [each for each in merged if self._judge.keeps(each.mentions, mentions, n_sentences)]
        open_modes(incidents, document.text, reading.sentences)
        incidents = incidents or merged[: reading.is_note]  # a note tells an incident, however unlikely its words
        if not reading.is_note:
            body = reading.dateline.end if reading.dateline else 0
            read = partial(find_dates, published_at=today, zone=zone, until=changed)
            lend_days(incidents, document.text, reading.sentences, changed or today, read, body=body)
            fill_counterparts(incidents)
        built = _build(incidents, context, _scene(places, reading), first)
        if noted is not None:
            built = (dated_by_note(report, noted) for report in built)
        if reading.is_note:
            built = iter(name_villages(typed_by_label(tuple(built), document.text), document.text, places))
        reports = tuple(with_id(shift_report(report, reading.offset), version) for report in built)
        for mention in mentions if reading.offset else ():  # a trace shows them in the whole text
            mention.start, mention.end = mention.start + reading.offset, mention.end + reading.offset
        if find_notice(document.title, document.text) == "correction":
            reports = tuple(replace(report, is_correction=True) for report in reports)
        return reports

    def _tell(
        self, reading: _Reading, trees: Sequence[Any], attach: Callable[[Any, int, list[Mention]], None]
    ) -> tuple[list[Mention], list[tuple[int, Crowd]]]:
        """Return the mentions of a document and its crowds; of a note that tells none, the likeliest there is."""
        mentions: list[Mention] = []
        crowds: list[tuple[int, Crowd]] = []
        doubtful: list[Mention] = []
        speakers = Speakers()
        for index, start, tree in zip(reading.chosen, reading.starts, trees, strict=True):
            if start in reading.only_heard:
                speakers.hear(tree, index, start)
                continue
            found = read_mentions(tree, index, start, self._judge.propose, speakers.last)
            speakers.hear(tree, index, start)
            dispute_charges(found)
            lend_sides(found, tree)
            claims = [*find_claims(tree, index, start, found), *find_damage(tree, index, start, found)]
            if not found:
                mentions += claims
                continue
            attach(tree, start, found)
            found = [mention for mention in found if not is_unset(mention)]
            told = [each for mention in self._judge.weigh(tree, found) for each in by_town(tree, mention, start)]
            mentions += sorted([*told, *claims], key=lambda mention: mention.start)
            crowds += [(index, crowd) for crowd in find_crowds(tree.text)]
            doubtful += found
        if mentions or not reading.is_note:
            return mentions, crowds
        if doubtful:
            return doubtful, crowds
        for index, start, tree in zip(reading.chosen, reading.starts, trees, strict=True):
            found = read_mentions(tree, index, start, lambda tree, _: self._judge.guess(tree) or found_bodies(tree))
            if not found:
                continue
            attach(tree, start, found)
            if tells_of_conflict(found[0]):
                return found[:1], [(index, crowd) for crowd in find_crowds(tree.text)]
        return [], []

    def _places(self, reading: _Reading) -> list[PlaceMention]:
        if self._gazetteer is None:
            return []
        from dateline.parse.where.toponyms import find_places

        found = find_places(reading.document, self._gazetteer, dateline=reading.dateline)
        return sorted(found, key=lambda place: (place.start, place.end))


def _prepare(document: Document) -> tuple[_Reading, ...] | ParsedDocument:
    """Return what there is to read of a document, item by item; or why there is nothing."""
    text = document.text
    if not text.strip():
        return ParsedDocument(document.id, "empty", "no text")
    if len(text) > MAX_CHARACTERS:
        return ParsedDocument(document.id, "too_big", f"{len(text)} characters, at most {MAX_CHARACTERS} are read")
    if not is_english(text, document.language):
        return ParsedDocument(document.id, "language", f"not English ({document.language or 'undeclared'})")
    briefs = find_briefs(text) or [(0, len(text))]
    return tuple(_open(document, replace(document, text=text[start:end]), start) for start, end in briefs)


def _open(whole: Document, document: Document, offset: int) -> _Reading:
    text = document.text
    sentences = tuple(find_sentences(text))
    dateline = find_dateline(text)
    reading = _Reading(document, whole, offset, dateline, sentences, [], [], [])
    reading.is_note = is_note(text, dateline, sentences)
    body = dateline.end if dateline else body_start(text) if reading.is_note else 0
    if not reading.is_note:
        reading.headings = [each for each in find_headings(text) if each.start >= body]
    titled = {each.start: each.end for each in reading.headings}
    told: set[str] = set()
    for index, sentence in enumerate(sentences):
        start = max(sentence.start, body) if sentence.start < body < sentence.end else sentence.start
        start = min(titled.get(start, start), sentence.end)
        for piece_start, piece in _pieces(text, start, sentence.end):
            if len(piece) >= _LONG and (" ".join(piece.split()) in told or is_pointer(piece)):
                continue
            told.add(" ".join(piece.split()))
            if (piece_start >= body or sentence.end > body) and (reading.is_note or _may_tell(piece)):
                if index - 1 not in reading.chosen and _SPEAKS_ON.search(piece):
                    _hear(reading, index - 1, body)
                reading.chosen.append(index)
                reading.starts.append(piece_start)
                reading.texts.append(readable(piece))
    return reading


def _may_tell(piece: str) -> bool:
    return may_hold_event(piece) or may_act_in_words(piece)


def _hear(reading: _Reading, index: int, body: int) -> None:
    """Choose the sentence before one that goes on with its speaker, for that speaker alone."""
    if index < 0 or reading.sentences[index].start < body or reading.is_note:
        return
    sentence = reading.sentences[index]
    text = reading.document.text[sentence.start : sentence.end]
    if len(text) <= _MAX_SENTENCE:
        reading.chosen.append(index)
        reading.starts.append(sentence.start)
        reading.texts.append(readable(text))
        reading.only_heard.add(sentence.start)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield a sentence's clauses (the model loses its way over semicolons), cut at white space when too long for it."""
    for stop in _SEMICOLON.finditer(text, start + _MIN_CLAUSE, max(start + _MIN_CLAUSE, end - _MIN_CLAUSE)):
        yield from _cut(text, start, stop.start())
        start = stop.end()
    yield from _cut(text, start, end)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    while start < end and text[start].isspace():
        start += 1
    while end - start > _MAX_SENTENCE:
        cut = text.rfind(" ", start + _MAX_SENTENCE // 2, start + _MAX_SENTENCE)
        cut = cut if cut > start else start + _MAX_SENTENCE
        yield start, text[start:cut]
        start = cut + 1 if text[cut : cut + 1] == " " else cut
    if start < end:
        yield start, text[start:end]


def _zone(dateline: Dateline | None, places: Sequence[PlaceMention]) -> str | None:
    if dateline is None:
        return None
    at = next(
        (each for each in places if dateline.start <= each.start < dateline.end and each.latitude is not None), None
    )
    if at is None or at.latitude is None or at.longitude is None:
        return None
    from tzfpy import get_tz

    return str(get_tz(at.longitude, at.latitude)) or None


def _attach(
    tree: Any,
    start: int,
    found: list[Mention],
    document: Document,
    read_dates: Callable[[str], list[DateMention]],
    places: Sequence[PlaceMention],
) -> None:
    text = document.text[start : start + len(tree.text)]
    owners = Owners(tree, start, found)
    attach_tolls(
        owners,
        [
            replace(
                toll,
                start=toll.start + start,
                end=toll.end + start,
                head_start=toll.head_start + start,
                head_end=toll.head_end + start,
            )
            for toll in (*find_tolls(text), *find_stated_none(text))
        ],
    )
    attach_dates(owners, [replace(each, start=each.start + start, end=each.end + start) for each in read_dates(text)])
    attach_weapons(
        owners, [replace(each, start=each.start + start, end=each.end + start) for each in find_weapons(text)]
    )
    first = bisect_left(places, start, key=lambda place: place.start)
    last = bisect_left(places, start + len(text), lo=first, key=lambda place: place.start)
    attach_places(owners, document.text, places[first:last])


def _build(incidents: Sequence[Incident], context: Context, scene: Scene, first: int) -> Iterator[Report]:
    """Yield the reports in reading order, each where its incident was; the scene moves with them."""
    told: set[tuple[object, ...]] = set()
    for ordinal, incident in enumerate(incidents, first):
        site = scene.resolve(incident, said(incident.mentions, context))
        report = build_report(incident, context, ordinal, site)
        scene.move(incident, site, is_background=report.is_background)
        key = (report.event_type, report.event_mode, report.event_date, report.event_date_end, report.place_name,
               report.evidence_start, report.is_background, report.assertion, report.fatalities_best)  # fmt: skip
        if key not in told:
            told.add(key)
            yield report


def _scene(places: Sequence[PlaceMention], reading: _Reading) -> Scene:
    if reading.is_note:
        return Scene(here=_opening_site(places, reading))
    dateline = reading.dateline
    body = dateline.end if dateline else 0
    scene = open_scene(places, _dateline_site(places, dateline), body, reading.document.text, reading.sentences)
    scene.items = [
        (start, replace(site_of(RoledPlace(place, "site")), start=None))
        for start, place in places_of(reading.headings, places)
    ]
    return scene


def _opening_site(places: Sequence[PlaceMention], reading: _Reading) -> Site | None:
    """Return the most precise place of a note's first sentence: where what follows was."""
    named = [RoledPlace(place, "site") for place in places if place.start < reading.sentences[0].end]
    best = most_precise(roled for roled in named if roled.place.kind not in ("demonym", "metonym"))
    return None if best is None else replace(site_of(best), start=None)


def _dateline_site(places: Sequence[PlaceMention], dateline: Dateline | None) -> Site | None:
    if dateline is None:
        return None
    at = next((place for place in places if dateline.start <= place.start < dateline.end), None)
    if at is None:
        return None
    return replace(site_of(RoledPlace(at, "site")), start=None)
