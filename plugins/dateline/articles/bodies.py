"""The story's text off a page's tree: trafilatura's body, then without what pages repeat and push.

Paragraphs are lines. The dateline stays: it is part of the story.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from dateline.articles.metadata import PageFacts
from dateline.articles.storylines import folded, read_story_lines
from dateline.articles.storytrees import paragraph_chars, story_tree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Stage = Literal["precise", "balanced", "json-ld"]
"""What gave the body: the precise reading, the balanced one where that lost too much, or the page's own JSON-LD."""

RESCUE_BELOW = 250
"""Characters of body under which the page's JSON-LD articleBody is asked."""

MAX_LOSS = 0.15
"""Share of the paragraphs' text that the precise mode may lose before the balanced mode is asked."""

_SHORT_CHARS = 750
"""A last resort that gave less than this may hold nothing but the page's own notices."""

_BLOCKS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "div", "dd")
_INLINE = frozenset({"strong", "b", "em", "i", "span", "u", "small", "font", "br", "img", "svg", "mark"})


class Body(NamedTuple):
    """The story's text, paragraphs as lines ("" when the page holds none), and which way it was found.

    `signed` are the lines before and after it that say who made it.
    """

    text: str
    stage: Stage | None
    signed: str = ""


def read_body(tree: HtmlElement, facts: PageFacts) -> Body:
    """Return the story's text and the stage of the cascade that gave it."""
    tree = story_tree(tree)
    lines, stage = _dom_lines(tree)
    body = _body(lines, stage, facts, _link_only(tree, lines))
    if len(body.text) < RESCUE_BELOW and facts.told_body:
        rescued = _body(_told_lines(facts.told_body), "json-ld", facts, frozenset())
        if len(rescued.text) > len(body.text):
            return rescued
    return body


def _body(lines: Iterable[str], stage: Stage, facts: PageFacts, links: frozenset[str]) -> Body:
    story, signed = read_story_lines(lines, facts, links=links)
    return Body("\n".join(story), stage, "\n".join(signed))


def _dom_lines(tree: HtmlElement) -> tuple[list[str], Stage]:
    """Return the page's lines by the cheapest reading that loses no more than `MAX_LOSS` of its paragraphs.

    The other extractors that the full reading asks change nothing where the quick one found half of them.
    """
    at_most = paragraph_chars(tree)
    enough = (1 - MAX_LOSS) * at_most
    precise = _extracted(tree, precise=True, fast=True)
    length = sum(map(len, precise))
    if length >= max(RESCUE_BELOW, enough):
        return precise, "precise"
    has_frame = length >= max(RESCUE_BELOW, 0.5 * at_most)
    if not has_frame:
        precise = _extracted(tree, precise=True)
        length = sum(map(len, precise))
        if length >= enough:
            return precise, "precise"
    balanced = _below_headline(_extracted(tree, precise=False, fast=has_frame), tree)
    return (balanced, "balanced") if length < (1 - MAX_LOSS) * sum(map(len, balanced)) else (precise, "precise")


def _below_headline(lines: list[str], tree: HtmlElement) -> list[str]:
    """Return `lines` from below the headline on, where no sentence stands above it: trafilatura's last resort.

    A page without a story gives all of its words there, from the first of its ticker to the last of its cookie bar.
    """
    headline = next((folded("".join(heading.itertext())) for heading in tree.iter("h1")), "")
    above = next((n for n, line in enumerate(lines) if headline and folded(line) == headline), 0)
    if above and not any(line.rstrip("\"'”’»").endswith((".", "!", "?")) for line in lines[:above]):
        lines = lines[above:]
    if sum(map(len, lines)) < _SHORT_CHARS:
        return [line for line in lines if "cookies" not in line.lower()]
    return lines


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
