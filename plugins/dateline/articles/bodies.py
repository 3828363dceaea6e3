"""The story's text off a page's tree: trafilatura's body, then without what pages repeat and push.

Paragraphs are lines. The dateline stays: it is part of the story.
"""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from dateline.articles.metadata import PageFacts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Stage = Literal["precise", "balanced", "json-ld"]
"""What gave the body: the precise reading, the balanced one where that lost too much, or the page's own JSON-LD."""

RESCUE_BELOW = 250
"""Characters of body under which the page's JSON-LD articleBody is asked."""

MAX_LOSS = 0.15
"""Share of the paragraphs' text that the precise mode may lose before the balanced mode is asked."""

_PROMO = re.compile(
    r"""^\W*(?:
        (?:read|see|watch|listen|learn|find\s+out)\s+(?:more|also|next|now|here|our|the\s+full)\b.{0,200}
      | (?:also|must|you\s+(?:may|might)\s+also)\s+(?:on|read|watch|see|like|be\s+interested)\b.{0,200}
      | (?:related|recommended|suggested|trending|popular|most\s+read|don.?t\s+miss|what\s+to\s+read\s+next|
         more\s+(?:on|from|stories|news|about))\b\s*
        (?:(?:stories|articles|news|topics|reading|content|coverage|posts|links|videos?|items?)\b)?\s*:?.{0,60}
      | (?:sign\s*up|subscribe|register)\s+(?:now|here|today|for|to|with)\b.{0,200}
      | (?:get|follow|join|download|like|find)\s+(?:us|our|the\s+latest|breaking|more\s+news|alerts|@)\b.{0,200}
      | (?:like|enjoy(?:ed|ing)?|love)\s+(?:this|our|what).{0,40}\?.{0,160}
      | (?:get|receive|enter|sign).{0,120}\b(?:newsletters?|inbox|your\s+e-?mail)\b.{0,120}
      | (?:\w+\s+){0,4}newsletter
      | follow\s+\S+(?:\s\S+){0,4}\s+on\s+(?:twitter|facebook|instagram|x|telegram|google|whatsapp)\b.{0,120}
      | (?:e-?mail|write\s+to|contact|reach)\s+.{3,60}\s+(?:at|on)\s+\S+@\S+.{0,120}
      | (?:share|tweet|email|print|save|copy\s+link|comments?|advertisement|advertising|ad|sponsored|loading|
         order\s+reprints|
         print\s+article|share\s+this(?:\s+\w+){0,3}|(?:story|article)\s+continues(?:\s+below.*)?|continue\s+reading.*|
         skip\s+(?:past|to|ad).*|view\s+(?:comments|image|gallery).*|click\s+(?:here|for).*|scroll\s+.*|tap\s+here.*|
         back\s+to\s+top|end\s+of\s+\w+|close|menu|supported\s+by|listen\s+to\s+(?:this\s+)?(?:story|article).*|
         thank(?:s|\s+you)(?:\s+for\s+(?:signing|subscribing|registering).*)?|sorry|tell\s+us\s+what.*|
         (?:there\s+was\s+|an\s+)error\b.{0,80}|this\s+(?:article|story)\s+has\s+been\s+sent\s+to.*|view\s+our\s+.*)
      | .{5,200}\s\[(?-i:[A-Z]{4,12})\]
      | (?:©|\(c\)|copyright\s+(?:©|\(c\)|\d{4})).{0,200}
      | .{0,40}\ball\s+rights\s+reserved\b.{0,120}
      | this\s+(?:article|story|material|content|copy)\s+
        (?:may\s+not\s+be|is\s+protected|is\s+for\s+your|was\s+(?:originally|first)\s+published)\b.{0,250}
      | (?:published|updated|last\s+updated|posted|modified)\s*(?:on|at|:|-)?\s*(?:\w+,?\s+)?\W?\d.{0,60}
      | (?:image|photo|picture|video)\s+(?:caption|source|credit|copyright)\b.{0,200}
      | (?:\d+\s+)?min(?:ute)?s?\s+read
      | (?:https?://|www\.|twitter\.com/|facebook\.com/)\S+ | \S+@\S+\.\w{2,6}
    )\W*$""",
    re.I | re.X,
)
"""Lines that push, point elsewhere or belong to the page's machinery: never part of what a story tells."""

CONSENT = re.compile(
    r"before you continue|we (?:value|care about|respect) your privacy|your privacy (?:choices|matters)|"
    r"consent to (?:the use|our|us)|cookies? (?:policy|settings|preferences|consent|to)|"
    r"accept (?:all|cookies|and continue)|manage (?:my |your )?(?:choices|preferences|settings|cookies|options)|"
    r"we and our (?:\d+ )?(?:third.party )?partners|legitimate interest|reject all|personali[sz]ed ads|"
    r"nous respectons votre vie privée|wir (?:schätzen|respektieren) ihre privatsphäre|valoramos su privacidad",
    re.I,
)
"""What pages say when they ask for cookies."""

_BLOCKS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "div", "dd")
_MACHINERY = (
    "script", "style", "noscript", "svg", "iframe", "nav", "footer", "button", "select", "input", "textarea", "head",
    "template", "video", "audio", "canvas", "object", "embed", "dialog", "picture", "source", "link", "meta", "map",
    "menu", "img",
)  # fmt: skip
_COOKIE_BOX = re.compile(r"\b(?:cookie|consent|gdpr|onetrust|didomi|truste|cmp)(?:s|\b|(?=[-_]))", re.I)
MAX_COOKIE_BOX_CHARS = 2_500
"""A box of that name with more text holds the page, not a bar: `<div class="cookie-consent-given">` around it all."""

_INLINE = frozenset({"strong", "b", "em", "i", "span", "u", "small", "font", "br", "img", "svg", "mark"})


class Body(NamedTuple):
    """The story's text, paragraphs as lines ("" when the page holds none), and which way it was found."""

    text: str
    stage: Stage


def read_body(tree: HtmlElement, facts: PageFacts) -> Body:
    """Return the story's text and the stage of the cascade that gave it."""
    tree = _without_machinery(tree)
    lines, stage = _dom_lines(tree)
    kept = clean_lines(lines, facts, links=_link_only(tree, lines))
    text = "\n".join(kept)
    if len(text) < RESCUE_BELOW and facts.told_body:
        rescued = "\n".join(clean_lines(_told_lines(facts.told_body), facts, links=frozenset()))
        if len(rescued) > len(text):
            return Body(rescued, "json-ld")
    return Body(text, stage)


def clean_lines(lines: Iterable[str], facts: PageFacts, *, links: frozenset[str]) -> list[str]:
    """Return the lines of the story without its repeated headline, promotions and lines that are only a link."""
    titles = {folded(title) for title in (facts.title, facts.headline) if title}
    kept: list[str] = []
    for line in lines:
        bare = folded(line)
        if not bare:
            continue
        if len(kept) < 2 and bare in titles:
            continue
        if (bare in links or (len(line) <= 300 and _PROMO.match(line))) and bare not in titles:
            continue
        if (kept and line == kept[-1]) or len({mark.lower() for mark in CONSENT.findall(line)}) >= 2:
            continue
        kept.append(line)
    while kept and kept[-1].endswith(":") and len(kept[-1]) < 60:
        kept.pop()
    return kept


def folded(text: str) -> str:
    """Return the words of `text` in lower case, one space between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def paragraph_chars(tree: HtmlElement) -> int:
    """Return how many characters the page's paragraphs hold outside of links: what a body can be at most."""
    total = 0
    for paragraph in tree.iter("p"):
        text = "".join(paragraph.itertext())
        linked = sum(len("".join(link.itertext())) for link in paragraph.iter("a"))
        if len(text) >= 60 and linked < len(text) * 0.5:
            total += len(text)
    return total


def _dom_lines(tree: HtmlElement) -> tuple[list[str], Stage]:
    at_most = paragraph_chars(tree)  # a quick reading that has nearly all of it needs no second opinion
    precise = _extracted(tree, precise=True, fast=True)
    if sum(map(len, precise)) >= max(RESCUE_BELOW, (1 - MAX_LOSS) * at_most):
        return precise, "precise"
    precise = _extracted(tree, precise=True)
    length = sum(map(len, precise))
    if length >= (1 - MAX_LOSS) * at_most:
        return precise, "precise"
    balanced = _below_headline(_extracted(tree, precise=False), tree)
    return (balanced, "balanced") if length < (1 - MAX_LOSS) * sum(map(len, balanced)) else (precise, "precise")


def _below_headline(lines: list[str], tree: HtmlElement) -> list[str]:
    """Return `lines` from below the headline on, where the page's menu stands above it as in trafilatura's last resort.

    A page without a story gives all of its words there, from the first of its menu to the last of its cookie bar.
    """
    headline = next((folded("".join(heading.itertext())) for heading in tree.iter("h1")), "")
    above = next((n for n, line in enumerate(lines) if headline and folded(line) == headline), 0)
    menu = sum(len(line.split()) <= 3 for line in lines[:above])
    return [line for line in lines[above:] if "cookies" not in line.lower()] if menu >= 3 else lines


def _extracted(tree: HtmlElement, *, precise: bool, fast: bool = False) -> list[str]:
    from trafilatura import bare_extraction
    from trafilatura.xml import xmltotxt

    found = bare_extraction(
        tree,
        favor_precision=precise,
        include_comments=False,
        include_tables=True,
        with_metadata=False,
        fast=fast,
    )
    if found is None or found.body is None:
        return []
    return [line.strip() for line in html.unescape(xmltotxt(found.body, False)).split("\n") if line.strip()]


def _told_lines(body: str) -> list[str]:
    text = html.unescape(body)
    if "<" in text and re.search(r"</?(?:p|br|div|a|strong|em)\b", text, re.I):
        text = re.sub(r"<(?:/p|br\s*/?|/div|/h\d|/li)>", "\n", text, flags=re.I)
        text = re.sub(r"<[^<>]{0,500}>", "", text)
    return [" ".join(line.split()) for line in re.split(r"\n+|\r+", text) if line.strip()]


def _without_machinery(tree: HtmlElement) -> HtmlElement:
    """Return a copy of the page without what never holds a story: a smaller tree is read in half the time."""
    from lxml import etree

    slim = copy.copy(tree)
    etree.strip_elements(slim, *_MACHINERY, with_tail=False)
    for box in [box for box in slim.iter("div", "section", "aside") if _is_cookie_box(box)]:
        if box.getparent() is not None:
            box.drop_tree()
    for table in list(slim.iter("table")):
        if len(table.findall(".//p")) >= 2 or table.find(".//h1") is not None:
            _unwrap(table)
    return slim


def _is_cookie_box(box: HtmlElement) -> bool:
    named = _COOKIE_BOX.search(f"{box.get('class') or ''} {box.get('id') or ''}")
    return bool(named) and sum(map(len, box.itertext())) <= MAX_COOKIE_BOX_CHARS and box.find(".//h1") is None


def _unwrap(table: HtmlElement) -> None:
    """Make plain blocks of a table that only lays the page out: it holds paragraphs, not figures."""
    for part in table.iter("table", "tbody", "tr", "td", "th"):
        part.tag = "div"


def _link_only(tree: HtmlElement, lines: Iterable[str]) -> frozenset[str]:
    """Return those of `lines`, folded, that stand on the page as a block with one link and nothing else.

    A short label before the link ("Analysis: ...") changes nothing.
    """
    wanted = {line.lstrip("- ") for line in lines if len(line) <= 250}
    ends = {line.rsplit(": ", 1)[-1] for line in wanted} | wanted
    found: set[str] = set()
    for link in tree.iter("a"):
        text = " ".join("".join(link.itertext()).split())
        if text not in ends:
            continue
        block = link.getparent()
        while block is not None and block.tag in _INLINE:
            block = block.getparent()
        if block is None or block.tag not in _BLOCKS:
            continue
        whole = " ".join("".join(block.itertext()).split())
        label = whole[: -len(text)] if whole.endswith(text) else None
        if label == "" or (label and whole in wanted and label.rstrip().endswith(":") and len(label) <= 40):
            found.add(folded(whole))
    return frozenset(found)
