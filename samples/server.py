"""The sample wire: five invented agencies on loopback, each a host of its own, seen on a given day.

    python samples/server.py --day 2026-03-04 --base-port 47310 --seconds 600

    with SampleWire(base_port=0, day=date(2026, 3, 2)) as wire:      # 0: any free ports
        wire.set_day(date(2026, 3, 3))

Feeds show the entries of the day and of the two days before it; a page is served from its day on, in the version of
that day. Nothing outside the standard library is needed, and nothing is written.
"""

from __future__ import annotations

import argparse
import email.utils
import gzip
import hashlib
import json
import signal
import sys
import threading
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
HOST = "127.0.0.1"
DEFAULT_BASE_PORT = 47310
FIRST_DAY = date(2026, 3, 2)
LAST_DAY = date(2026, 3, 8)
DAYS_IN_FEED = 3
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
_BY_KEY = {agency.key: agency for agency in AGENCIES}


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


# --------------------------------------------------------------------------------------------------- server


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it was answered, for those who want to count."""

    agency: str
    path: str
    status: int


class SampleWire:
    """The five hosts. A context manager; `start`, `set_day` and `stop` may also be called by hand.

    `base_port` N serves agency k on port N + k; 0 takes any free ports (then addresses differ from run to run).
    """

    def __init__(self, base_port: int = DEFAULT_BASE_PORT, day: date = FIRST_DAY) -> None:
        self.base_port, self.day = base_port, day
        self.stories = read_stories()
        self.requests: list[Request] = []
        self._servers: dict[str, ThreadingHTTPServer] = {}
        self._hosts: dict[str, Host] = {}

    def start(self) -> SampleWire:
        """Bind every port, then serve in background threads.

        Raises:
            WireError: a port is taken; it is named, and nothing is left bound.
        """
        try:
            for agency in AGENCIES:
                self._servers[agency.key] = self._bind(agency)
        except WireError:
            self.stop()
            raise
        self.set_day(self.day)
        for key, server in self._servers.items():
            threading.Thread(target=server.serve_forever, args=(0.05,), name=f"wire-{key}", daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop serving and free the ports. Calling it twice is harmless."""
        for server in self._servers.values():
            if self._hosts:
                server.shutdown()
            server.server_close()
        self._servers, self._hosts = {}, {}

    def set_day(self, day: date) -> None:
        """Move the wire to another day: what feeds show and which versions pages have follow at once."""
        self.day = day
        self._hosts = {a.key: Host(a, self.stories, self.base_url(a.key), day) for a in AGENCIES}

    def base_url(self, key: str) -> str:
        """Return `http://127.0.0.1:port` of an agency; the wire must be started."""
        return f"http://{HOST}:{self._servers[key].server_address[1]}"

    def feed_urls(self) -> list[str]:
        """Return the address of every feed, in the agencies' order."""
        return [self.base_url(a.key) + path for a in AGENCIES for path, _, _ in a.feeds]

    def page_url(self, story: Story) -> str:
        """Return the address of a story's page."""
        return self.base_url(story.agency.key) + story.path

    def feeds_toml(self) -> str:
        """Return the text of a feeds file for the ports in use."""
        return feeds_toml({agency.key: self.base_url(agency.key) for agency in AGENCIES})

    def answer(self, key: str, path: str) -> Answer:
        """Return what an agency answers today, and note the request."""
        answer = self._hosts[key].answer(path)
        self.requests.append(Request(key, path, answer.status))
        return answer

    def __enter__(self) -> SampleWire:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _bind(self, agency: Agency) -> ThreadingHTTPServer:
        port = self.base_port + agency.number if self.base_port else 0
        handler = type("WireHandler", (_Handler,), {"wire": self, "agency": agency})
        try:
            server = _Server((HOST, port), handler)
        except OSError as error:
            raise WireError(f"port {port}, where {agency.name} is served, is taken: {error.strerror}") from error
        return server


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that hangs up early is no error of ours; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SampleWire"
    sys_version = ""
    timeout = 30
    wire: SampleWire
    agency: Agency

    def do_GET(self) -> None:
        answer = self.wire.answer(self.agency.key, urlsplit(self.path).path)
        if answer.status == 200 and self._has_current(answer):
            self.send_response(304)
            self._send_validators(answer)
            self.end_headers()
            return
        body = answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self._send_validators(answer)
        if self.agency.gzips and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def _has_current(self, answer: Answer) -> bool:
        """If-None-Match wins over If-Modified-Since, as RFC 9110 section 13.2.2 has it."""
        if answer.changed_at is None:
            return False
        if known := self.headers.get("If-None-Match"):
            tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
            return answer.etag in tags or "*" in tags
        try:
            since = email.utils.parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return answer.changed_at.replace(microsecond=0) <= (since if since.tzinfo else since.replace(tzinfo=UTC))

    def _send_validators(self, answer: Answer) -> None:
        if answer.changed_at is None:
            return
        self.send_header("ETag", answer.etag)
        self.send_header("Last-Modified", email.utils.format_datetime(answer.changed_at.astimezone(UTC), usegmt=True))
        self.send_header("Vary", "Accept-Encoding")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the wire is often served beside a program whose talk matters."""


def feeds_toml(bases: dict[str, str]) -> str:
    """Return a feeds file for the wire; `config/feeds.sample.toml` is this text for the default ports."""
    tables = [
        "# The sample wire: five invented agencies, served on loopback by samples/server.py.",
        "# The text of this file is written by `python samples/server.py --feeds-file`.",
        "sample = true",
        'allow_private = ["127.0.0.0/8"]',
    ]
    for agency in AGENCIES:
        for path, _, title in agency.feeds:
            tables.append(
                f'\n[[feeds]]\nname = "{title}"\nurl = "{bases[agency.key]}{path}"\npublisher = "{agency.name}"\n'
                f'country = "{agency.country}"\nlanguage = "en"\nagency = {str(agency.is_agency).lower()}'
            )
    return "\n".join(tables) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until the time is up, or until told to stop. 0 served, 1 could not."""
    parser = argparse.ArgumentParser(prog="samples/server.py", description="Serve the sample wire on loopback.")
    parser.add_argument("--day", type=date.fromisoformat, default=FIRST_DAY, help=f"{FIRST_DAY} to {LAST_DAY}")
    parser.add_argument("--base-port", type=int, default=DEFAULT_BASE_PORT, help="agency k is on this port plus k")
    parser.add_argument("--seconds", type=float, default=3600.0, help="end after so long (default: an hour)")
    parser.add_argument("--feeds-file", action="store_true", help="print the feeds file for these ports and end")
    asked = parser.parse_args(argv)
    if asked.feeds_file:
        print(feeds_toml({a.key: f"http://{HOST}:{asked.base_port + a.number}" for a in AGENCIES}), end="")
        return 0
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    try:
        with SampleWire(asked.base_port, asked.day) as wire:
            print(f"sample wire of {asked.day}:", *wire.feed_urls(), sep="\n  ", file=sys.stderr, flush=True)
            told.wait(asked.seconds)
    except WireError as error:
        print(f"sample wire: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
