"""Which reports are compared at all: those that share a type family and may share a day and a place, or the parties.

Comparing every report with every other would cost a night of 5,000 twelve million comparisons. Reports are put under
keys; only what shares one is compared, each pair once, in whatever order the reports come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from dateline.stories.nearness import CORRECTION_DAYS, FOLLOW_UP_DAYS
from dateline.stories.told import Told, place_words, weight_of

_BUCKET_DAYS = 1 + max(FOLLOW_UP_DAYS, CORRECTION_DAYS)
"""No two reports whose days lie this far apart are of one event."""

_MAX_SPAN_DAYS = 400
_TELLING = 0.6
"""From this weight on a word of a report without a country brings it together with others."""

Key = tuple[object, ...]


def find_candidates(told: Mapping[str, Told]) -> Iterator[tuple[str, str]]:
    """Yield each pair of report ids that may be of one event, once, in a fixed order of blocks."""
    blocks: dict[tuple[str, int], dict[Key, list[str]]] = defaultdict(lambda: defaultdict(list))
    starts: dict[str, int] = {}
    for id_, one in told.items():
        span = buckets(one)
        starts[id_] = span.start
        for bucket in span:
            for key in _keys(one):
                blocks[one.family, bucket][key].append(id_)
    for family, bucket in sorted(blocks):
        seen: set[tuple[str, str]] = set()
        for a, b in _pairs(blocks[family, bucket], told):
            pair = (a, b) if a < b else (b, a)
            if bucket == max(starts[a], starts[b]) and pair not in seen:
                seen.add(pair)
                yield a, b


def _pairs(block: Mapping[Key, list[str]], told: Mapping[str, Told]) -> Iterator[tuple[str, str]]:
    for key in sorted(block, key=repr):
        ids = block[key]
        if key[0] == "cell":
            around = [("cell", *at) for at in _cells_after(key)]
            yield from combinations(ids, 2)
            yield from ((a, b) for cell in around for b in block.get(cell, ()) for a in ids)
        elif key[0] in ("country", "party"):
            yield from combinations(ids, 2)
    nowhere = {key[1]: ids for key, ids in block.items() if key[0] == "word"}
    if nowhere:
        everybody = sorted({id_ for key, ids in block.items() if key[0] != "cell" for id_ in ids})
        for id_ in everybody:
            words = told[id_].words | place_words(told[id_].report)
            for word in sorted(words & nowhere.keys()):
                yield from ((id_, other) for other in nowhere[word] if other != id_)


def _keys(one: Told) -> list[Key]:
    """Return what a report is found by: its country, its point on the map, the countries of its parties, its words."""
    report = one.report
    keys: list[Key] = []
    if report.country:
        keys.append(("country", report.country))
    if report.latitude is not None and report.longitude is not None:
        keys.append(("cell", int(report.latitude // 1), int(report.longitude // 2)))
    if one.is_wordy or one.spot.tier == "water":
        countries = {report.country, *one.source.countries, *one.target.countries} - {None, report.country}
        keys += [("country", country) for country in sorted(filter(None, countries))]
        keys += [("party", name) for name in sorted(one.source.names | one.target.names)]
    if not report.country:
        keys += [("word", word) for word in sorted(one.words) if weight_of(word) >= _TELLING]
    return keys


def _cells_after(key: Key) -> list[tuple[int, int]]:
    """Return the neighbours of a cell that come after it: so each two of them are paired once."""
    _, north, east = key
    assert isinstance(north, int) and isinstance(east, int)
    return [(north, east + 1), (north + 1, east - 1), (north + 1, east), (north + 1, east + 1)]


def buckets(one: Told) -> range:
    """Return the numbers of the spans of days that a report may share with another of the same event."""
    first, last = one.first, one.last
    if first is None or last is None:
        day = (one.at or datetime(1970, 1, 1, tzinfo=UTC)).date()
        first, last = day - timedelta(days=FOLLOW_UP_DAYS), day
    last = min(last, first + timedelta(days=_MAX_SPAN_DAYS))
    return range(_bucket(first) - 1, _bucket(last) + 1)


def _bucket(day: date) -> int:
    return day.toordinal() // _BUCKET_DAYS
