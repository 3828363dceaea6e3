"""What an agency answers on a given day: its pages, its feeds, its robots.txt. No socket here."""

from __future__ import annotations

import email.utils
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import escape
from string import Template
from zoneinfo import ZoneInfo

from samples.wire_stories import HERE, Agency, FeedKind, Story, Version

DAYS_IN_FEED = 3


# -------------------------------------------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request gets. `changed_at` becomes Last-Modified; None sends neither validator."""

    status: int
    content_type: str
    body: bytes
    changed_at: datetime | None = None

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


class Host:
    """One agency's site on one day, without the socket: `answer(path)` is a pure function of day and base."""

    def __init__(self, agency: Agency, stories: Sequence[Story], base: str, day: date) -> None:
        self.agency, self.base, self.day = agency, base, day
        self.stories = [story for story in stories if story.agency is agency]
        self._design = Template((HERE / "designs" / f"{agency.key}.html").read_text(encoding="utf-8"))

    def answer(self, path: str) -> Answer:
        """Return the answer to a GET of `path` (no query)."""
        if path == "/robots.txt":
            return Answer(200, "text/plain; charset=utf-8", self.agency.robots.format(base=self.base).encode())
        if path == "/":
            return self._html(200, _index(self), None)
        for feed_path, kind, title in self.agency.feeds:
            if path == feed_path:
                return self._feed(kind, title, path)
        for story in self.stories:
            if path == story.path and (version := story.version(self.day)):
                return self._page(story, version)
        return self._html(404, _static("missing"), None)

    def shown(self) -> list[tuple[Story, Version]]:
        """Return what a feed shows today, newest first."""
        oldest = self.day - timedelta(days=DAYS_IN_FEED - 1)
        rows = [(s, v) for s in self.stories if s.day >= oldest and (v := s.version(self.day))]
        return sorted(rows, key=lambda row: row[0].published_at, reverse=True)

    def _feed(self, kind: FeedKind, title: str, path: str) -> Answer:
        if kind == "maintenance":
            return Answer(200, "text/html; charset=utf-8", _static("maintenance").encode())
        rows = self.shown()
        midnight = datetime.combine(self.day, time(), ZoneInfo(self.agency.zone))
        built_at = max([midnight, *(version.changed_at for _, version in rows)])
        write, content_type = _FEED_WRITERS[kind]
        return Answer(200, content_type, write(self, title, path, rows, built_at).encode(), built_at)

    def _page(self, story: Story, version: Version) -> Answer:
        if story.page == "missing":
            return self._html(404, _static("missing"), None)
        if story.page == "consent":
            return self._html(200, _static("consent"), None)
        return self._html(200, self._design.substitute(_page_fields(self, story, version)), version.changed_at)

    def _html(self, status: int, text: str, changed_at: datetime | None) -> Answer:
        charset = self.agency.charset
        return Answer(status, f"text/html; charset={charset}", text.encode(charset, "xmlcharrefreplace"), changed_at)


def _static(name: str) -> str:
    return (HERE / "designs" / f"{name}.html").read_text(encoding="utf-8")


def _index(host: Host) -> str:
    rows = "\n".join(
        f'<li><a href="{escape(story.path)}">{escape(version.title)}</a></li>' for story, version in host.shown()
    )
    name = escape(host.agency.name)
    head = f'<!DOCTYPE html>\n<html lang="en"><head><title>{name}</title></head>'
    return f"{head}<body><h1>{name}</h1><ul>\n{rows}\n</ul></body></html>\n"


# ---------------------------------------------------------------------------------------------------- pages


def _page_fields(host: Host, story: Story, version: Version) -> dict[str, str]:
    """Return what the designs may ask for. Linked stories are earlier ones, so that a page keeps its ETag."""
    agency = story.agency
    local, changed = (at.astimezone(ZoneInfo(agency.zone)) for at in (story.published_at, version.changed_at))
    paragraphs = () if story.page == "empty" else version.paragraphs
    is_changed = version.changed_at != story.published_at
    return {
        "title": escape(version.title),
        "summary": "" if story.page == "empty" else escape(version.summary),
        "byline": escape(story.byline or ""),
        "section": escape(story.section),
        "language": story.language,
        "direction": "rtl" if story.language == "ar" else "ltr",
        "base": host.base,
        "url": host.base + story.path,
        "published_iso": local.isoformat(),
        "modified_iso": changed.isoformat(),
        "published_words": f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}",
        "updated_line": f"Updated {changed.day} {changed:%B %Y, %H:%M}" if is_changed else "",
        "credit": escape(story.credit or agency.name),
        "body": _body(agency, paragraphs),
        "related": "\n".join(_related(host, story)),
        "json_ld": _json_ld(host, story, version),
    }


def _related(host: Host, story: Story) -> list[str]:
    earlier = [s for s in host.stories if s.published_at < story.published_at and s.page == "article"][-4:]
    return [f'<li><a href="{escape(s.path)}">{escape(s.versions[0].title)}</a></li>' for s in reversed(earlier)]


def _body(agency: Agency, paragraphs: Sequence[str]) -> str:
    """Return the paragraphs in the agency's own markup, with what its pages put between them."""
    if agency.key == "courier":
        return "<br><br>\n".join(escape(p, quote=False) for p in paragraphs)
    parts = [f"<p>{escape(p, quote=False)}</p>" for p in paragraphs]
    boxes = {
        "fanous": '<div class="newsletter"><h4>The morning lantern</h4><label>Get our briefing in your inbox</label>'
        '<input type="email" placeholder="you@example.org"><button>Sign me up</button></div>',
        "plains": '<div class="ad-slot" data-slot="mid">Advertisement</div>',
        "cardinale": '<p class="partage"><a href="#">Partager</a> <a href="#">Imprimer</a></p>',
    }
    if len(parts) > 3 and agency.key in boxes:
        parts.insert(3, boxes[agency.key])
    return "\n".join(parts)


def _json_ld(host: Host, story: Story, version: Version) -> str:
    record = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": version.title,
        "datePublished": story.published_at.astimezone(ZoneInfo(story.agency.zone)).isoformat(),
        "dateModified": version.changed_at.astimezone(ZoneInfo(story.agency.zone)).isoformat(),
        "inLanguage": story.language,
        "mainEntityOfPage": host.base + story.path,
        "author": [{"@type": "Person", "name": story.byline}] if story.byline else [],
        "publisher": {"@type": "NewsMediaOrganization", "name": story.agency.name},
    }
    return json.dumps(record, ensure_ascii=False).replace("</", "<\\/")


# ---------------------------------------------------------------------------------------------------- feeds

Rows = Sequence[tuple[Story, Version]]


def _rss(host: Host, title: str, path: str, rows: Rows, built_at: datetime) -> str:
    items = "".join(_rss_item(host, story, version) for story, version in rows)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>{escape(title)}</title>\n<link>{host.base}/</link>\n<description>{escape(title)}</description>\n"
        f"<language>en</language>\n<ttl>30</ttl>\n"
        f'<atom:link href="{host.base}{path}" rel="self" type="application/rss+xml"/>\n'
        f"<lastBuildDate>{_rfc822(built_at, host.agency)}</lastBuildDate>\n{items}</channel>\n</rss>\n"
    )


def _rss_item(host: Host, story: Story, version: Version) -> str:
    link = escape(host.base + story.path + host.agency.link_suffix)
    guid = escape(host.base + story.path)
    creator = f"<dc:creator>{escape(story.byline)}</dc:creator>\n" if story.byline else ""
    changed = version.changed_at != story.published_at
    updated = f"<atom:updated>{_iso(version.changed_at, host.agency)}</atom:updated>\n" if changed else ""
    return (
        f"<item>\n<title>{escape(version.title)}</title>\n<link>{link}</link>\n"
        f'<guid isPermaLink="true">{guid}</guid>\n<pubDate>{_rfc822(story.published_at, host.agency)}</pubDate>\n'
        f"{updated}{creator}<category>{escape(story.section)}</category>\n"
        f"<description>{escape(version.summary)}</description>\n</item>\n"
    )


def _atom(host: Host, title: str, path: str, rows: Rows, built_at: datetime) -> str:
    entries = "".join(
        f'<entry xml:lang="{story.language}">\n<title>{escape(version.title)}</title>\n'
        f'<link rel="alternate" type="text/html" href="{escape(host.base + story.path)}"/>\n'
        f"<id>tag:cardinale.example,2026:{escape(story.slug)}</id>\n"
        f"<published>{_iso(story.published_at, host.agency)}</published>\n"
        f"<updated>{_iso(version.changed_at, host.agency)}</updated>\n"
        f"<author><name>{escape(story.byline or host.agency.name)}</name></author>\n"
        f'<summary type="html">{escape(escape(version.summary))}</summary>\n</entry>\n'
        for story, version in rows
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{escape(title)}</title>\n<id>{host.base}{path}</id>\n"
        f'<link rel="self" href="{host.base}{path}"/>\n<link rel="alternate" href="{host.base}/"/>\n'
        f"<updated>{_iso(built_at, host.agency)}</updated>\n{entries}</feed>\n"
    )


def _rdf(host: Host, title: str, path: str, rows: Rows, built_at: datetime) -> str:
    links = [escape(host.base + story.path) for story, _ in rows]
    listed = "".join(f'<rdf:li rdf:resource="{link}"/>' for link in links)
    items = "".join(
        f'<item rdf:about="{link}">\n<title>{escape(version.title)}</title>\n<link>{link}</link>\n'
        f"<description>{escape(version.summary)}</description>\n"
        f"<dc:date>{_iso(story.published_at, host.agency)}</dc:date>\n<dc:language>{story.language}</dc:language>\n"
        f"<dc:creator>{escape(story.byline or host.agency.name)}</dc:creator>\n</item>\n"
        for link, (story, version) in zip(links, rows, strict=True)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{host.base}{path}">\n<title>{escape(title)}</title>\n<link>{host.base}/</link>\n'
        f"<description>{escape(title)}</description>\n<dc:date>{_iso(built_at, host.agency)}</dc:date>\n"
        f"<items><rdf:Seq>{listed}</rdf:Seq></items>\n</channel>\n{items}</rdf:RDF>\n"
    )


def _sitemap(host: Host, title: str, path: str, rows: Rows, built_at: datetime) -> str:
    urls = "".join(
        f"<url>\n<loc>{escape(host.base + story.path)}</loc>\n"
        f"<lastmod>{_iso(version.changed_at, host.agency)}</lastmod>\n"
        f"<news:news>\n<news:publication><news:name>{escape(host.agency.name)}</news:name>"
        f"<news:language>{story.language}</news:language></news:publication>\n"
        f"<news:publication_date>{_iso(story.published_at, host.agency)}</news:publication_date>\n"
        f"<news:title>{escape(version.title)}</news:title>\n</news:news>\n</url>\n"
        for story, version in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}</urlset>\n'
    )


FeedWriter = Callable[[Host, str, str, Rows, datetime], str]
_FEED_WRITERS: dict[str, tuple[FeedWriter, str]] = {
    "rss": (_rss, "application/rss+xml; charset=utf-8"),
    "atom": (_atom, "application/atom+xml; charset=utf-8"),
    "rdf": (_rdf, "application/rdf+xml; charset=utf-8"),
    "sitemap": (_sitemap, "application/xml; charset=utf-8"),
}


def _rfc822(moment: datetime, agency: Agency) -> str:
    return email.utils.format_datetime(moment.astimezone(ZoneInfo(agency.zone)))


def _iso(moment: datetime, agency: Agency) -> str:
    return moment.astimezone(ZoneInfo(agency.zone)).isoformat()
