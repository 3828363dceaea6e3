"""What a page is when it is no article, and why: an outcome of `records.Outcome` with a sentence for a person."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from dateline.articles.linkeddata import ARTICLE_TYPES
from dateline.articles.metadata import PageFacts
from dateline.articles.promotions import CONSENT
from dateline.records import Outcome

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BYTES = 10_000_000
MAX_ELEMENTS = 60_000
MIN_STORY_CHARS = 140
"""Three short sentences; less is a story only when its page says it is one."""

TEASER_CHARS = 900
"""A body shorter than this on a page that says it must be paid for is the teaser, not the story."""

_MAX_INDEX_LINKS = 400
_MAX_TEASER_CHARS = 600

_HTML_KINDS = ("html", "xml", "text/plain", "application/octet-stream")
_MAGIC = (
    (b"%PDF", "a PDF file"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF8", "an image"),
    (b"RIFF", "a media file"), (b"PK\x03\x04", "a ZIP file"), (b"\x1f\x8b", "compressed bytes"),
    (b"ID3", "an audio file"),
)  # fmt: skip
_FEED_ROOT = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.S
)
_JSON_START = re.compile(rb'^\s*(?:\{\s*"|\[\s*[{"\[])')

_CONSENT_TITLE = re.compile(r"before you continue|privacy|consent|cookie|your data|gdpr", re.I)
_PAYWALL = re.compile(
    r"(?:subscribe|sign up|register|log ?in|sign in|pay) (?:now |today |here )?(?:to|for|and) "
    r"(?:continue|read|keep|unlock|full|get|access|view|unlimited)|"
    r"already (?:a|have a|an) (?:\w+ )?(?:subscri|member|account)|"
    r"(?:subscribers?|members?|premium) (?:only|content|exclusive|article)|"
    r"exclusive (?:to|for) (?:our )?(?:subscribers|members)|"
    r"this (?:article|story|content) is (?:only |reserved |available |exclusively )+(?:for|to) "
    r"(?:\w+ )?(?:subscribers|members)|"
    r"(?:free|remaining) articles? (?:this month|left|remaining)|become a (?:subscriber|member)|"
    r"réservé aux abonnés|nur für abonnenten|contenido exclusivo para suscriptores|unlock this (?:article|story)|"
    r"to continue reading",
    re.I,
)
_PAYWALL_CLASS = re.compile(
    r"paywall|piano-|tp-container|regwall|subscriber-only|premium-(?:wall|content|lock)|metered", re.I
)
_SHELL = re.compile(
    r"(?:enable|turn on|requires?|need|activate) (?:\w+ ){0,3}javascript|javascript (?:is|must be|to be|has been) "
    r"(?:\w+ )?(?:required|enabled|disabled)|checking your browser|just a moment|verify (?:that )?you are (?:a )?human|"
    r"are you a robot|access denied|attention required",
    re.I,
)
_SHELL_ROOT = re.compile(r"^(?:root|app|__next|__nuxt|main-app|react-root|app-root|gatsby)$", re.I)
_SECTION_PATH = re.compile(
    r"^/?(?:[a-z]{2}/)?(?:index\.\w+|home/?|news/?|world/?|tag/.*|topics?/.*|category/.*|section/.*|search.*|author/.*)?$",
    re.I,
)


class Verdict(NamedTuple):
    outcome: Outcome
    detail: str


def judge_bytes(html: bytes | str, content_type: str | None) -> Verdict | None:
    """Say why bytes are no page, or None."""
    if len(html) > MAX_BYTES:
        return Verdict("too_big", f"the page has {len(html):,} bytes, more than {MAX_BYTES:,}")
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind and not any(part in kind for part in _HTML_KINDS):
        return Verdict("not_html", f"the server calls it {kind}")
    head = html[:2000] if isinstance(html, bytes) else html[:2000].encode("utf-8", "replace")
    if not head.strip(b"\x00 \t\r\n"):
        return Verdict("empty", "the page is empty")
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return Verdict("not_html", f"it is {what}")
    feed = _FEED_ROOT.match(head)
    if feed:
        return Verdict("not_html", f"it is a feed or a sitemap (<{feed[1].decode()}>)")
    if _JSON_START.match(head):
        return Verdict("not_html", "it is JSON")
    if b"<" not in head and b"<" not in (
        html[:200_000] if isinstance(html, bytes) else html[:200_000].encode("utf-8", "replace")
    ):
        return None if b"\x00" in head else Verdict("not_html", "there is no markup in it")
    return None


def judge_page(tree: HtmlElement, facts: PageFacts, url: str) -> Verdict | None:
    """Say why a page must not or cannot be read at all, or None."""
    opted_out = opt_out(facts)
    if opted_out:
        return Verdict("opt_out", opted_out)
    count = int(tree.xpath("count(//*)"))
    if count > MAX_ELEMENTS:
        return Verdict("too_big", f"the page has {count:,} elements, more than {MAX_ELEMENTS:,}")
    return None


def opt_out(facts: PageFacts) -> str | None:
    """Return how a page forbids text and data mining, or None.

    Source: W3C TDM Reservation Protocol; the robots value `noai`.
    """
    if any(value.strip() == "1" for value in facts.metas.get("tdm-reservation", ())):
        return "the page reserves text and data mining (tdm-reservation)"
    for name in ("robots", "dateline", "googlebot"):
        words = {word for value in facts.metas.get(name, ()) for word in re.split(r"[\s,]+", value.lower())}
        if words & {"noai", "notrain", "noml"} and name != "googlebot":
            return f"the page asks not to be read by machines for learning (robots: {', '.join(sorted(words))})"
    return None


def judge_body(tree: HtmlElement, facts: PageFacts, text: str, url: str) -> Verdict | None:
    """Say why a page with this body is no article, or None when it is one."""
    visible = _visible(tree) if len(text) < TEASER_CHARS else ""
    if len(text) < TEASER_CHARS:
        short = _consent(facts, text, visible, url) or _paywall(tree, facts, text, visible)
        if short:
            return short
    if _is_index(tree, facts, text, url):
        return Verdict("index", "the page lists other stories and tells none itself")
    if len(text) >= MIN_STORY_CHARS or (text and _is_told_article(facts) and _sentences(text) >= 1):
        return None
    if _is_shell(tree, visible):
        return Verdict("shell", "the page is a script without text: its story is drawn in the browser")
    if not text:
        return Verdict("empty", "no story text was found on the page")
    if _sentences(text) >= 2:
        return None
    return Verdict("empty", f"only {len(text)} characters of text were found on the page")


def _visible(tree: HtmlElement) -> str:
    """Return up to 20,000 characters that a reader would see."""
    parts: list[str] = []
    size = 0
    body = tree.find("body") if tree.tag == "html" else tree
    for element in (body if body is not None else tree).iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "template"):
            piece = element.tail if isinstance(element.tag, str) else None
        else:
            piece = f"{element.text or ''} {element.tail or ''}"
        if piece and piece.strip():
            parts.append(piece.strip())
            size += len(piece)
            if size > 20_000:
                break
    return " ".join(" ".join(parts).split())


def _consent(facts: PageFacts, text: str, visible: str, url: str) -> Verdict | None:
    marks = {match.lower() for match in CONSENT.findall(visible)}
    host = urlsplit(url).hostname or ""
    is_wall = host.startswith(("consent.", "guce.", "privacy-")) or bool(_CONSENT_TITLE.search(facts.title or ""))
    in_text = len(CONSENT.findall(text))
    if (is_wall and marks and len(text) < 1500) or (in_text >= 2 and in_text * 150 > len(text)):
        return Verdict("consent", "the page asks for consent to cookies instead of telling the story")
    if len(marks) >= 2 and len(visible) < 3000 and len(text) < MIN_STORY_CHARS and _sentences(text) < 2:
        return Verdict("consent", "the page asks for consent to cookies instead of telling the story")
    return None


def _paywall(tree: HtmlElement, facts: PageFacts, text: str, visible: str) -> Verdict | None:
    said = _PAYWALL.search(visible)
    marked = any(
        _PAYWALL_CLASS.search(f"{e.get('class') or ''} {e.get('id') or ''}")
        for e in tree.iter("div", "section", "aside")
    )
    if facts.is_free is False and (said or marked or len(text) < 500):
        return Verdict("paywall", f"the page says it is not free to read, and shows {len(text)} characters")
    if said and marked and len(text) < 600:
        return Verdict("paywall", f"the page asks for payment (“{said.group()}”), and shows {len(text)} characters")
    if said and len(text) < MIN_STORY_CHARS:
        return Verdict("paywall", f"the page asks for payment (“{said.group()}”), and shows {len(text)} characters")
    return None


def _is_told_article(facts: PageFacts) -> bool:
    return any(kind in ARTICLE_TYPES or kind.lower() == "article" for kind in facts.kinds)


def _is_index(tree: HtmlElement, facts: PageFacts, text: str, url: str) -> bool:
    """Tell a list of other stories: most of what looks like a body stands under headings that are links."""
    if any(kind in ARTICLE_TYPES for kind in facts.kinds):
        return False
    told = (a for a in tree.iter("a") if len("".join(a.itertext()).split()) >= 4)
    links = list(islice(told, _MAX_INDEX_LINKS))
    is_told = _is_told_article(facts)
    if len(links) >= 8 and not is_told and _SECTION_PATH.match(urlsplit(url).path or "/"):
        return True
    if is_told or len(links) < 8:
        return False
    teasers = " ".join(filter(None, map(_teaser, links)))
    lines = [" ".join(line.lstrip("- ").split()) for line in text.split("\n")]
    under_links = sum(len(line) for line in lines if line in teasers)
    return under_links > 0.6 * max(1, sum(map(len, lines)))


def _teaser(link: HtmlElement) -> str | None:
    """Return the text of the box whose heading a link is; None for a link within a sentence, or in a longer text."""
    text = " ".join("".join(link.itertext()).split())
    box = link.getparent()
    for _ in range(4):
        if box is None or box.tag in ("body", "main", "html"):
            return None
        whole = _short_text(box)
        if whole is None or (box.tag == "p" and whole != text):
            return None
        if len(whole) > len(text):
            return whole
        box = box.getparent()
    return text


def _short_text(box: HtmlElement) -> str | None:
    """Return the text of a box in one line, None when it is longer than a teaser: the rest of it is not read."""
    parts: list[str] = []
    size = 0
    for piece in box.itertext():
        words = " ".join(piece.split())
        size += len(words)
        if size > _MAX_TEASER_CHARS:
            return None
        parts.append(piece)
    return " ".join("".join(parts).split())


def _is_shell(tree: HtmlElement, visible: str) -> bool:
    if len(visible) < 2000 and _SHELL.search(
        visible + " " + " ".join("".join(n.itertext()) for n in tree.iter("noscript"))[:2000]
    ):
        return True
    if len(visible) > 600:
        return False
    roots = any(_SHELL_ROOT.match(div.get("id") or "") for div in tree.iter("div", "main", "section"))
    return roots or (len(visible) < 200 and sum(1 for _ in tree.iter("script")) >= 3)


def _sentences(text: str) -> int:
    return len(re.findall(r"[.!?。؟।…][\"'”’»)]*(?:\s|$)", text))
