"""A page's tree made ready for the body's reader: without what stands around a story, its paragraphs plain.

Everything here goes by how pages are built (what encloses what, what its class names say it is, how much of it is
links), never by what a text says. The reader's time grows with the elements it meets: what is dropped or made plain
here is not looked at again.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MACHINERY = (
    "script", "style", "noscript", "svg", "iframe", "nav", "footer", "button", "select", "input", "textarea", "head",
    "template", "video", "audio", "canvas", "object", "embed", "dialog", "source", "link", "meta", "map", "menu",
)  # fmt: skip
_PICTURES = ("img", "picture")
_BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "aside", "header", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr",
    "td", "th", "tbody", "thead", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure", "figcaption",
    "form", "details", "summary", "hr", "center", "fieldset", "address", "body", "html",
))  # fmt: skip
_HEADINGS = ("h2", "h3", "h4")
_INLINE = (
    "a", "span", "b", "strong", "em", "i", "u", "s", "small", "big", "font", "mark", "abbr", "cite", "q", "time", "sup",
    "sub", "ins", "bdi", "bdo", "acronym", "data", "dfn", "tt", "wbr", "nobr", "label",
)  # fmt: skip
"""Tags that change how words look and not what they say."""

_NAMED = re.compile(
    r"""
      (?P<hidden>
        \b(?:sr|screen-?reader)-?(?:only|text)\b | visually-?hidden | (?<![a-z])(?:offscreen|hide(?:completely|-text)) )
    | (?P<cookie> \b(?:cookie|consent|gdpr|onetrust|didomi|truste|cmp)(?:s|\b|(?=[-_])) )
    | (?P<caption>
        caption(?!ed)
      | (?:img|image|photo|picture|figure)-?_?(?:desc|credit|source|legend|copyright|byline)
      | \bphoto-?credits?\b | bildunterschrift | bildtext | legende\b | didascalia | pie-?(?:de-?)?foto | fotocredit )
    | (?P<bio>
        (?:author|autor|writer|reporter|contributor)[-_]{0,2}(?:s[-_]{0,2})?(?:bio|box|card|about|desc|profile|info\b)
      | (?:about|bio)[-_]{0,2}(?:the[-_])?(?:author|writer) | \bbiograph | __bio\b | (?<![a-z-])bio(?![a-z-]) )
    | (?P<facts> (?:info|fact|fakta|fakten)[-_]?(?:s[-_]?)?box | infokasten )
    | (?P<push>
        newsletter | whatsapp | (?<![a-z])sign-?up(?![a-z]) | call-?to-?action
      | (?<![a-z])subscri(?:be|ption)[-_]?(?:box|form|promo|cta|banner|offer|now)
      | (?<![a-z])(?:inline|article|story)[-_]?promo | (?<![a-z])donat(?:e|ion)[-_]?(?:box|form|banner|cta)
      | paywall[-_]?(?:offer|prompt|promo|banner) )
    """,
    re.I | re.X,
)
"""What a class or id says that a box is for."""

_MAX_CHARS = {"hidden": 200, "cookie": 2_500, "caption": 600, "bio": 1_500, "facts": 3_000, "push": 900}
"""A box with more text than this holds the page: `<div class="cookie-consent-given">` around it all."""

_MAX_SHARE = 0.35
"""Nor may one box hold more of the page's paragraphs than this."""

_DROPPED = "dateline-dropped"
_MAX_CLASS = 2_000
_MAX_NAME = 300
_MAX_PICTURE_DEPTH = 6
_MIN_LEAD_CHARS = 100
_MENU_TAGS = frozenset(("div", "section", "aside", "ul", "ol", "header", "span"))
_NAMED_TAGS = ("div", "section", "aside", "p", "span", "ul", "em", "small", "details", "a")

_PICTURE_NAME = re.compile(r"image|photo|picture|figure|gallery|slideshow|imagen|(?<![a-z])(?:img|foto|bild)", re.I)
_DECK = re.compile(
    r"sub[-_]?(?:head|title|line|hed)|(?<![a-z])de[ck]k?(?![a-z])|stand-?first|summary|excerpt|teaser|lead|intro|kicker",
    re.I,
)
_LEAD = re.compile(
    r"(?<![a-z])(?:summary|lead|lede|intro|standfirst|excerpt|sommario|chapeau|chapo|vorspann)(?![a-z])", re.I
)
_SUBHEAD = re.compile(r"(?<![a-z])(?:sub-?(?:head|title)|cross-?head|inter-?title|section-?(?:head|title))", re.I)
_ENDS_SENTENCE = re.compile(r"""[.!?][)"'”’»]*$""")
MAX_PICTURE_CHARS = 400
MAX_CARD_CHARS = 1_500
MIN_FRAME_CHARS = 250
"""A cell with this much text, in boxes or broken lines, holds a story."""

MAX_ASIDE = 0.2
MIN_STORY_LINE = 80
"""A cell around the story has less text than this share of it, and no line of so many characters."""

PROSE_CHARS = 40
"""A run of text outside of links that is at least this long is prose; menus, labels and tables have none."""


def story_tree(tree: HtmlElement) -> HtmlElement:
    """Return a copy of the page without machinery, menus, captions and cards, its paragraphs without inline tags."""
    from lxml import etree

    slim = copy.copy(tree)
    for box in slim.xpath(f"//*[string-length(@class) > {_MAX_CLASS}]"):  # each of the reader's rules searches it
        box.set("class", box.get("class")[:_MAX_CLASS])
    etree.strip_elements(slim, *_MACHINERY, with_tail=False)
    _drop_menus(slim)
    kept = _Kept(next(slim.iter("h1"), None), paragraph_chars(slim))
    _drop_captions(slim, kept)
    etree.strip_elements(slim, *_PICTURES, with_tail=False)
    _drop_named(slim, kept)
    _drop_cards(slim, kept)
    _drop_deck(kept.headline)
    for table in list(slim.iter("table")):
        if _lays_out(table):
            _unwrap(table)
    _plain_blocks(slim)
    return slim


def paragraph_chars(tree: HtmlElement) -> int:
    """Return how many characters the page's paragraphs hold outside of links: what a body can be at most."""
    total = 0
    for paragraph in tree.iter("p"):
        text = "".join(paragraph.itertext())
        if len(text) >= 60 and _linked_chars(paragraph) < len(text) * 0.5:
            total += len(text)
    return total


class _Kept(NamedTuple):
    """What no box may hold that is dropped: the page's headline, or much of its `chars` of paragraphs."""

    headline: HtmlElement | None
    chars: int

    def is_in(self, box: HtmlElement) -> bool:
        if self.headline is not None and any(above is box for above in self.headline.iterancestors()):
            return True
        return paragraph_chars(box) > _MAX_SHARE * self.chars


def _chars(element: HtmlElement) -> int:
    return len(" ".join("".join(element.itertext()).split()))


def _linked_chars(element: HtmlElement) -> int:
    return sum(len("".join(link.itertext())) for link in element.iter("a"))


def _drop(tree: HtmlElement, boxes: Iterable[HtmlElement]) -> None:
    """Take boxes out of the tree, and leave the text that follows each.

    All at once: one by one, each of 50,000 would copy the paragraph's text anew.
    """
    from lxml import etree

    for box in boxes:
        box.tag = _DROPPED
    etree.strip_elements(tree, _DROPPED, with_tail=False)


def _name(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:_MAX_NAME]


# ----------------------------------------------------------------------------------------------------- menus


def _drop_menus(tree: HtmlElement) -> None:
    """Drop boxes without prose that are empty or mostly links: menus, share bars, lists of other stories."""
    with_prose = {tree}
    for run in _prose_runs(tree):
        if run not in with_prose:
            with_prose.update((run, *run.iterancestors()))
    menus: list[HtmlElement] = []
    waiting = [tree]
    while waiting:
        for child in list(waiting.pop()):
            if child in with_prose:
                waiting.append(child)
            elif child.tag in _MENU_TAGS and _is_menu(child):
                menus.append(child)
    _drop(tree, menus)


def _prose_runs(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the element around each run of prose that is in no link."""
    for run in tree.xpath(f"//text()[string-length(normalize-space(.)) >= {PROSE_CHARS}]"):
        around = run.getparent()
        if run.is_tail:
            around = around.getparent()
        if around is not None and around.tag != "a" and next(around.iterancestors("a"), None) is None:
            yield around


def _is_menu(box: HtmlElement) -> bool:
    chars = _chars(box)
    if chars == 0:
        return next(box.iter(*_PICTURES), None) is None
    links = sum(1 for _ in box.iter("a"))
    return links >= 2 and _linked_chars(box) >= 0.6 * chars


# -------------------------------------------------------------------------------------------------- captions


def _drop_captions(tree: HtmlElement, kept: _Kept) -> None:
    """Drop captions: a figure's, and the words of a small box that its name or its layout says is a picture's."""
    from lxml import etree

    etree.strip_elements(tree, "figcaption", with_tail=False)
    for figure in tree.iter("figure"):
        if figure.find(".//blockquote") is not None:  # a quotation may be a figure too
            figure.tag = "div"
    wordless: set[HtmlElement] = set()
    boxes = {box: None for picture in tree.iter(*_PICTURES) if (box := _worded_box(picture, wordless)) is not None}
    _drop(tree, [box for box, is_named in boxes if _is_caption(box, is_named) and not kept.is_in(box)])


def _worded_box(picture: HtmlElement, wordless: set[HtmlElement]) -> tuple[HtmlElement, bool] | None:
    """Return the smallest box with words around a picture, and whether it or one inside is named for a picture.

    `wordless` remembers boxes that hold none: a page may put thousands of pictures into one.
    """
    box, is_named = picture.getparent(), False
    for _ in range(_MAX_PICTURE_DEPTH):
        if box is None or box.tag in ("body", "article", "main", "html"):
            return None
        is_named = is_named or bool(_PICTURE_NAME.search(_name(box)))
        if box not in wordless and any(not text.isspace() for text in box.itertext()):
            return box, is_named
        wordless.add(box)
        box = box.getparent()
    return None


def _is_caption(box: HtmlElement, is_named: bool) -> bool:
    if box.tag == "a" or _chars(box) > MAX_PICTURE_CHARS:
        return False
    if is_named and box.find(".//blockquote") is None:
        return True
    return box.tag in ("p", "div") and _is_one_aside(box)


def _is_one_aside(box: HtmlElement) -> bool:
    """Tell whether all words of a box are in one piece of italics or small print beside the picture."""
    spoken = [child for child in box if _chars(child)]
    if len(spoken) != 1 or (box.text or "").strip() or any((child.tail or "").strip() for child in box):
        return False
    return spoken[0].tag in ("em", "i", "small", "cite", "span") and not _linked_chars(spoken[0])


# ------------------------------------------------------------------------------------ boxes, cards, the deck


def _drop_named(tree: HtmlElement, kept: _Kept) -> None:
    """Drop the boxes whose names say that they hold no part of the story."""
    boxes = [*tree.iter(*_NAMED_TAGS), *tree.xpath("//*[contains(name(), '-')]")]
    _drop(tree, [box for box in boxes if _is_no_story(box, kept)])


def _is_no_story(box: HtmlElement, kept: _Kept) -> bool:
    kind = _kind_of(_name(box) if "-" not in box.tag else f"{box.tag} {_name(box)}")
    return kind is not None and sum(map(len, box.itertext())) <= _MAX_CHARS[kind] and not kept.is_in(box)


@lru_cache(maxsize=20_000)
def _kind_of(name: str) -> str | None:
    """Return what a box of this class and id is for, None when its name does not tell: a site's pages share names."""
    found = _NAMED.search(name)
    return found.lastgroup if found else None


def _drop_cards(tree: HtmlElement, kept: _Kept) -> None:
    """Drop links around blocks: cards that lead to another story, with its heading, picture and first words."""
    _drop(tree, [link for link in tree.iter("a") if _is_card(link) and not kept.is_in(link)])


def _is_card(link: HtmlElement) -> bool:
    if link.get("href") is None or not any(child.tag in _BLOCKS for child in link.iterdescendants()):
        return False
    return _chars(link) <= MAX_CARD_CHARS


def _drop_deck(headline: HtmlElement | None) -> None:
    """Drop the headline's second line: a lesser heading right below it, in its box, that is named or long as one."""
    for heading in headline.itersiblings() if headline is not None else ():
        if heading.tag == "p" and _chars(heading) >= PROSE_CHARS:
            return
        if heading.tag not in _HEADINGS:
            continue
        text = " ".join("".join(heading.itertext()).split())
        if _DECK.search(_name(heading)) or (len(text.split()) >= 8 and not text.endswith("?")):
            heading.drop_tree()
            return


# --------------------------------------------------------------------------------------------- plain blocks


def _lays_out(table: HtmlElement) -> bool:
    """Tell a table that is the page's frame, of paragraphs, boxes or a whole story, from one of figures and names."""
    if len(table.findall(".//p")) >= 2 or next(table.iter("h1", "table"), table) is not table:
        return True
    return any(
        _chars(cell) >= MIN_FRAME_CHARS and next(cell.iter("div", "ul", "ol", "h2", "h3", "br"), None) is not None
        for cell in table.iter("td")
    )


def _is_bare(cell: HtmlElement) -> bool:
    """Tell a cell without headings and without a line long enough for a sentence of the story."""
    is_headed = next(cell.iter("h1", "h2", "h3"), None) is not None
    return not is_headed and all(len(" ".join(text.split())) < MIN_STORY_LINE for text in cell.itertext())


def _unwrap(table: HtmlElement) -> None:
    """Make plain blocks of a table that only lays the page out, and drop the small cells around its story."""
    sizes = {cell: _chars(cell) for cell in table.iter("td")}
    largest = max(sizes.values(), default=0)
    if largest >= MIN_FRAME_CHARS:
        _drop(table, [cell for cell, size in sizes.items() if size < MAX_ASIDE * largest and _is_bare(cell)])
    for part in table.iter("table", "tbody", "tr", "td", "th"):
        part.tag = "div"


def _plain_blocks(tree: HtmlElement) -> None:
    """Take the inline tags out of blocks of prose, and call a paragraph what is one where the page calls none so.

    A link in a sentence is no reason to think it a list of links.
    """
    from lxml import etree

    has_paragraphs = paragraph_chars(tree) > 0.5 * sum(map(_own_chars, set(_prose_runs(tree))))
    for block in list(tree.iter("p", "li", "h2", "h3", "h4", "td", "blockquote", "div")):
        if any(child.tag in _BLOCKS for child in block.iterdescendants()):
            continue
        text = " ".join("".join(block.itertext()).split())
        if not text:
            continue
        linked = _linked_chars(block) if len(block) else 0
        is_sentence = block.tag == "p" and linked < len(text) - 8 and _ENDS_SENTENCE.search(text) is not None
        if len(block) and (linked < 0.5 * len(text) or is_sentence):
            etree.strip_tags(block, *_INLINE)
            linked = 0
        if not len(block):
            block.text = block.text  # one run of text, not one for each tag that was taken out: the reader counts them
        if block.tag == "div" and len(text) <= 120 and _SUBHEAD.search(_name(block)):
            block.tag = "h3"
        elif (
            block.tag == "div"
            and not linked
            and (_is_lead(block, text) if has_paragraphs else len(text) >= PROSE_CHARS)
        ):
            block.tag = "p"


def _is_lead(block: HtmlElement, text: str) -> bool:
    """Tell a story's first sentence in a box of its own from a headline's second line: it is long and ends as one."""
    return len(text) >= _MIN_LEAD_CHARS and bool(_LEAD.search(_name(block)) and _ENDS_SENTENCE.search(text))


def _own_chars(element: HtmlElement) -> int:
    """Return how many characters stand in an element itself, not in what it encloses."""
    return sum(len(text) for text in (element.text, *(child.tail for child in element)) if text and not text.isspace())
