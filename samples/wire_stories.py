"""The agencies of the sample wire, and their stories as read from `stories/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
PageKind = Literal["article", "empty", "consent", "missing", "forbidden"]
FeedKind = Literal["rss", "atom", "rdf", "sitemap", "maintenance"]


class WireError(RuntimeError):
    """The sample wire cannot be served: a port is taken, or a story file is wrong. The message names it."""


# ------------------------------------------------------------------------------------------------- agencies


@dataclass(frozen=True, slots=True)
class Agency:
    """An invented publisher: one host, one page design, one zone. `page_path` takes `day` (a date) and `slug`."""

    key: str
    name: str
    number: int
    zone: str
    country: str
    is_agency: bool
    page_path: str
    feeds: tuple[tuple[str, FeedKind, str], ...]
    robots: str
    charset: str = "utf-8"
    gzips: bool = False
    link_suffix: str = ""

    def today(self, moment: datetime) -> date:
        """Return the local day of an instant at the agency's desk."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


AGENCIES: tuple[Agency, ...] = (
    Agency(
        "halyard", "Halyard", 1, "Europe/London", "GBR", True, "/world/{day:%Y/%m/%d}/{slug}/",
        (("/rss/world.xml", "rss", "Halyard World"),),
        "User-agent: *\nDisallow: /account/\n\nSitemap: {base}/sitemap.xml\n",
    ),
    Agency(
        "cardinale", "Agence Cardinale", 2, "Europe/Zurich", "CHE", True, "/depeche/{day:%Y-%m-%d}/{slug}.html",
        (("/atom/monde.xml", "atom", "Cardinale Monde"),),
        "User-agent: *\nDisallow: /recherche\nDisallow: /abonnes/\n",
    ),
    Agency(
        "fanous", "Fanous News", 3, "Asia/Amman", "JOR", False, "/news/{day:%Y%m%d}/{slug}",
        (("/feeds/latest.rdf", "rdf", "Fanous latest"),),
        "# Fanous News\nUser-agent: *\nAllow: /\n",
    ),
    Agency(
        "courier", "The Lagoon Courier", 4, "Pacific/Fiji", "FJI", False, "/story/{slug}",
        (("/sitemap-news.xml", "sitemap", "Lagoon Courier news"),),
        "User-agent: *\nDisallow: /members/\nAllow: /\n\nSitemap: {base}/sitemap-news.xml\n",
        charset="windows-1252",
    ),
    Agency(
        "plains", "Plains Union", 5, "America/Chicago", "USA", True, "/article/{slug}",
        (
            ("/feeds/top.rss", "rss", "Plains Union top news"),
            ("/feeds/markets.rss", "maintenance", "Plains Union markets"),
        ),
        "User-agent: *\nDisallow: /search\nDisallow: /cgi-bin/\n",
        gzips=True, link_suffix="?utm_source=rss&utm_medium=feed",
    ),
)  # fmt: skip


# -------------------------------------------------------------------------------------------------- stories


@dataclass(frozen=True, slots=True)
class Version:
    """The words of a story from `changed_at` on."""

    title: str
    summary: str
    paragraphs: tuple[str, ...]
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """A story file and its later versions, oldest first. `day` is the local day at the agency's desk."""

    agency: Agency
    slug: str
    published_at: datetime
    language: str
    byline: str | None
    dateline: str | None
    credit: str | None
    section: str
    page: PageKind
    versions: tuple[Version, ...]

    @property
    def day(self) -> date:
        return self.agency.today(self.published_at)

    @property
    def path(self) -> str:
        if self.page == "forbidden":
            return f"/members/{self.slug}"
        return self.agency.page_path.format(day=self.day, slug=self.slug)

    def version(self, day: date) -> Version | None:
        """Return the version served on a day, or None before the story was out."""
        served = [v for v in self.versions if self.agency.today(v.changed_at) <= day]
        return served[-1] if served else None


def read_stories(folder: Path = HERE / "stories") -> tuple[Story, ...]:
    """Read `<agency>/<day>-<slug>.md` with its later versions `<day>-<slug>.2.md`, sorted by agency and time.

    Raises:
        WireError: a file without front matter, without a needed key, in the wrong folder or under the wrong name.
    """
    stories = []
    for agency in AGENCIES:
        for path in sorted((folder / agency.key).glob("*.md")):
            if not path.stem.rpartition(".")[2].isdigit():
                stories.append(_read_story(path, agency))
    return tuple(sorted(stories, key=lambda s: (s.agency.number, s.published_at, s.slug)))


def _read_story(path: Path, agency: Agency) -> Story:
    head, first = _read_version(path, "published_at")
    story = Story(
        agency, str(head["slug"]), head["published_at"], head.get("language", "en"), head.get("byline"),
        head.get("dateline"), head.get("credit"), head.get("section", "World"), head.get("page", "article"), (first,),
    )  # fmt: skip
    if path.stem != f"{story.day}-{story.slug}":
        raise WireError(f"{path}: by its front matter this file is {story.day}-{story.slug}.md")
    later = [_read_version(p, "updated_at")[1] for p in sorted(path.parent.glob(f"{path.stem}.[0-9].md"))]
    return replace(story, versions=(first, *later))


def _read_version(path: Path, time_key: str) -> tuple[dict[str, Any], Version]:
    try:
        _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
        head = tomllib.loads(front)
        changed_at = head[time_key]
        paragraphs = tuple(" ".join(part.split()) for part in body.split("\n\n") if part.strip())
        summary = head.get("summary") or (paragraphs[0] if paragraphs else head["title"])
        version = Version(head["title"], summary, paragraphs, changed_at)
    except (KeyError, ValueError) as error:
        raise WireError(f"{path}: not a story: {error!r}") from error
    if not isinstance(changed_at, datetime) or changed_at.tzinfo is None:
        raise WireError(f"{path}: {time_key} needs a date, a time and a zone")
    return head, version
