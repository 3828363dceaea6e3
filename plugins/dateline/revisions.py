"""What a story was before: the article of a page whose address changed, and the readings that a new version replaces.

A page's address is not its story's: a site renames a story, and the page leads to another canonical address. The new
article then supersedes the old one, and takes over its events. A new version's reports are paired with those of the
version before: what an event is told by lives on, and what a correction notice changed is marked as corrected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dateline.records import Article, EventChange, Page, Report, from_json
from dateline.stories.duplicates import is_retold

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

_CORRECTABLE = (
    "fatalities_low", "fatalities_best", "fatalities_high", "injured_low", "injured_best", "injured_high",
    "detained_best", "abducted_best", "event_date", "event_date_end", "place_name", "country",
)  # fmt: skip
"""What a correction notice is about: a report that says another of these than the version before is corrected."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as a version of an article was read before; `is_staged` while no night has published it."""

    version_id: str
    is_staged: bool
    report: Report


# ------------------------------------------------------------------------------------------------- addresses


def find_superseded(
    warehouse: Warehouse, pages: Iterable[Page], articles: Mapping[str, Article]
) -> list[dict[str, str]]:
    """Return the articles whose page now gives another one, as rows of (id, successor_id).

    Not where another page still gives the old one, nor where the page was given to another story: an address such as
    `/latest` has a new one every day, and the old story stays true.
    """
    given = {page.url: page.article_id for page in pages if page.article_id in articles}
    if not given:
        return []
    bound = {"urls": list(given), "articles": list(given.values())}
    found: dict[str, str] = {}
    for row in warehouse.query_file("load/successions.sql", bound):
        new = articles[row["successor_id"]]
        if row["id"] not in found and is_retold(row["text"], new.text, headlines=(row["title"], new.title)):
            found[row["id"]] = row["successor_id"]
    return [{"id": id_, "successor_id": successor_id} for id_, successor_id in found.items()]


def staged_successors(warehouse: Warehouse) -> dict[str, str]:
    """Return by which article each staged one is superseded, by id."""
    rows = warehouse.rows("SELECT id, superseded_by FROM staging.articles WHERE status = 'superseded'")
    return {row["id"]: row["superseded_by"] for row in rows}


def told_of_successions(
    event_of: Mapping[str, str], article_of: Mapping[str, str], successors: Mapping[str, str],
    replaced: Mapping[str, Report], versions: Mapping[str, int], at: object,
) -> list[EventChange]:  # fmt: skip
    """Return a line for the history of each event that went over from a superseded article to its successor."""
    changes: dict[tuple[str, str], EventChange] = {}
    for report_id, event_id in event_of.items():
        old = replaced.get(report_id)
        if old is not None and old.document_id in successors:
            new = article_of[report_id]
            changes[event_id, old.document_id] = EventChange(
                event_id, versions.get(event_id, 1) + 1, "updated", "article_id", old.document_id, new, new,
                at,  # type: ignore[arg-type]
            )  # fmt: skip
    return [changes[key] for key in sorted(changes)]


# -------------------------------------------------------------------------------------------------- readings


def readings_before(warehouse: Warehouse, articles: Sequence[Article]) -> dict[str, list[Reading]]:
    """Return what is known to have been read of each article, or of the one it superseded, by the article's id."""
    found: dict[str, list[Reading]] = defaultdict(list)
    for row in warehouse.query_file("load/readings_before.sql", {"ids": [article.id for article in articles]}):
        report = from_json(Report, row | {"document_id": row["article_id"], "weapons": ()})
        found[row["successor_id"]].append(Reading(row["version_id"], row["is_staged"], report))
    return dict(found)


def with_corrections(article: Article, reports: Sequence[Report], earlier: Sequence[Reading]) -> list[Report]:
    """Return an article's reports; of one with a correction notice those marked as corrections that it is about.

    The parser, which sees one version, takes the notice to be about every report. What the version before said in the
    same way was not corrected; and a version that is read again says what it said: the one before is gone by then.
    """
    if article.notice != "correction":
        return list(reports)
    here = [one for one in earlier if one.version_id == article.version_id]
    before = [one for one in earlier if one.version_id != article.version_id]
    before = [one for one in before if one.is_staged] or before
    again, old = (pair_readings(reports, [one.report for one in found]) for found in (here, before))
    told = []
    for report in reports:
        known = again.get(report.id)
        if known is None or _differs(known, report):
            known = old.get(report.id)
        is_same = known is not None and not _differs(known, report)
        told.append(replace(report, is_correction=known.is_correction if known and is_same else True))
    return told


def pair_readings(reports: Sequence[Report], earlier: Sequence[Report]) -> dict[str, Report]:
    """Return which report of an earlier reading each of `reports` tells anew, by id, each earlier one once.

    The one of the same type on the same day, else at the same place, else at the same place in the story.
    """
    free = {report.id: report for report in earlier}
    pairs: dict[str, Report] = {}
    for report in reports:
        alike = [old for old in free.values() if old.event_type == report.event_type]
        best = max(alike, key=lambda old: (_likeness(old, report), old.id), default=None)
        if best is not None and _likeness(best, report) > 0:
            pairs[report.id] = free.pop(best.id)
    return pairs


def _likeness(old: Report, new: Report) -> int:
    return (
        4 * (old.event_date == new.event_date) + 2 * (old.place_name == new.place_name) + (old.ordinal == new.ordinal)
    )


def _differs(old: Report, new: Report) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in _CORRECTABLE)
