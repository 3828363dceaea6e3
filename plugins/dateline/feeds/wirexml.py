"""NewsML-G2 and NITF, as agencies deliver them: XML -> the stories in it. Pure: no network, no entity is expanded.

Source: IPTC NewsML-G2 (newsMessage, newsItem, packageItem; pubStatus NewsCodes `usable`, `withheld`, `canceled`), IPTC
NITF 3.x (`docdata/@management-status`, `date.release`). Names are read without their namespaces and in any case: both
standards live in several, and deliveries mix them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from dateline.feeds.instants import read_instant
from dateline.feeds.prose import local_name, prose_of, prose_of_html
from dateline.feeds.wirerecords import (
    NEWSML_TYPE,
    NITF_TYPE,
    WireItem,
    WireReading,
    WireRef,
    one_line,
    pub_status,
    version_number,
)

WIRE_ROOTS = frozenset({"newsmessage", "newsitem", "packageitem", "nitf"})
_ITEMS = frozenset({"newsitem", "packageitem", "conceptitem", "knowledgeitem", "planningitem"})
_HTML_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]{2,8}\d?;")
_NOT_TEXT = re.compile(r"(?:picture|audio|video|graphic|animation|composite)$", re.IGNORECASE)


def read_wire_xml(text: str, fallback_guid: str | None = None) -> WireReading | None:
    """Return the stories of a NewsML-G2 or NITF document, None when it is neither or not well-formed.

    Half a story is none: a file that is still being written must not be taken for a short one.
    `fallback_guid` names a NITF story that has no doc-id of its own (a file's name).
    """
    root = _root(text)
    if root is None or local_name(root) not in WIRE_ROOTS:
        return None
    if local_name(root) == "nitf":
        return _nitf_reading(root, fallback_guid)
    return _newsml_reading(root)


def _root(text: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(_HTML_ENTITY.sub(_unescaped, text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _unescaped(match: re.Match[str]) -> str:
    """Return what `&eacute;` and its like mean: NITF's DTD, which nobody fetches, would say so."""
    return html.unescape(match[0])


# ------------------------------------------------------------------------------------------------ NewsML-G2


def _newsml_reading(root: Any) -> WireReading:
    found = [root] if local_name(root) in _ITEMS else [each for each in _below(root) if local_name(each) in _ITEMS]
    items: list[WireItem] = []
    refs: list[WireRef] = []
    notes: list[str] = []
    for element in found:
        guid = one_line(element.get("guid"))
        if local_name(element) == "packageitem":
            refs += _refs(element)
        elif local_name(element) != "newsitem":
            notes.append(f"a {local_name(element)} is no story: {guid or 'without a guid'}")
        elif not guid:
            notes.append("a newsItem without a guid")
        elif _NOT_TEXT.search(_item_class(element)):
            notes.append(f"no text: {guid} is a {_item_class(element)}")
        else:
            items.append(_newsml_item(element, guid))
    return WireReading("newsml", tuple(items), tuple(refs), tuple(notes))


def _below(root: Any) -> Iterator[Any]:
    """Yield the items of a message, wherever its itemSets stand."""
    for child in root:
        if isinstance(child.tag, str):
            yield from (child,) if local_name(child) in _ITEMS else _below(child)


def _newsml_item(element: Any, guid: str) -> WireItem:
    from lxml import etree

    about, content = _child(element, "itemmeta"), _child(element, "contentmeta")
    created = _text(about, "firstcreated") or _text(content, "contentcreated")
    version_created = _text(about, "versioncreated")
    return WireItem(
        guid=guid,
        version=version_number(element.get("version")),
        status=pub_status(_code(_child(about, "pubstatus"))),
        embargoed_at=read_instant(_text(about, "embargoed")),
        title=_headline(content) or _text(about, "title"),
        text=_newsml_body(_child(element, "contentset")),
        dateline=_text(content, "dateline"),
        byline=_text(content, "by") or _named(_child(content, "creator")),
        credit=_text(content, "creditline")
        or _named(_child(content, "infosource"))
        or _named(_child(about, "provider")),
        language=_language(content, element),
        published=created or version_created,
        updated=version_created,
        link=_link(about),
        is_correction=any(_code(signal).endswith("correction") for signal in _children(about, "signal")),
        source=etree.tostring(element, encoding="unicode", with_tail=False),
        content_type=NEWSML_TYPE,
    )


def _item_class(element: Any) -> str:
    return _code(_child(_child(element, "itemmeta"), "itemclass"))


def _headline(content: Any) -> str | None:
    lines = _children(content, "headline")
    main = next((line for line in lines if _code_of(line.get("role")) in ("", "main")), lines[0] if lines else None)
    return one_line("".join(main.itertext())) if main is not None else None


def _newsml_body(content: Any) -> str:
    """Return the story's text: of inline XML (XHTML or NITF), else of inline data."""
    if content is None:
        return ""
    for inline in _children(content, "inlinexml"):
        story = next((e for e in inline.iter() if isinstance(e.tag, str) and local_name(e) == "body.content"), inline)
        text = prose_of(story)
        if text:
            return text
    for inline in _children(content, "inlinedata"):
        plain = "".join(inline.itertext()).strip()
        if plain:
            is_html = "html" in (inline.get("contenttype") or "")
            return prose_of_html(plain) if is_html else "\n".join(filter(None, map(one_line, plain.splitlines())))
    return ""


def _refs(package: Any) -> list[WireRef]:
    found = [e for e in package.iter() if isinstance(e.tag, str) and local_name(e) == "itemref" and e.get("href")]
    return [
        WireRef(str(ref.get("href")), _headline(ref) or _text(ref, "title"), _text(ref, "versioncreated"))
        for ref in found
    ]


def _language(content: Any, element: Any) -> str | None:
    tag = _child(content, "language")
    own = tag.get("tag") if tag is not None else None
    return one_line(own or element.get("{http://www.w3.org/XML/1998/namespace}lang"))


def _link(about: Any) -> str | None:
    """Return the story's own page, where it names one."""
    for link in _children(about, "link"):
        if link.get("href") and re.search(
            r"canonical|alternate|webpage|html", f"{link.get('rel')} {link.get('contenttype')}"
        ):
            return str(link.get("href"))
    return None


# ------------------------------------------------------------------------------------------------------ NITF


def _nitf_reading(root: Any, fallback_guid: str | None) -> WireReading:
    item = _nitf_item(root, fallback_guid)
    return WireReading("nitf", (item,)) if item else WireReading("nitf", notes=("a NITF story without a doc-id",))


def _nitf_item(root: Any, fallback_guid: str | None) -> WireItem | None:
    from lxml import etree

    docdata, body = _first(root, "docdata"), _child(root, "body")
    doc_id = _child(docdata, "doc-id")
    guid = one_line(doc_id.get("id-string") if doc_id is not None else None) or fallback_guid
    if not guid:
        return None
    head = _child(body, "body.head")
    issued = _norm(docdata, "date.issue") or _norm(docdata, "date.release") or _norm(head, "story.date")
    revisions = [change.get("norm") for change in root.iter() if local_name(change) == "revision-history"]
    written = docdata.get("management-status") if docdata is not None else None
    title = _first(head, "hl1")
    title = title if title is not None else _first(head, "hedline")
    byline = _child(head, "byline")
    return WireItem(
        guid=guid,
        version=version_number(doc_id.get("version") if doc_id is not None else None),
        status=pub_status(written),
        embargoed_at=read_instant(_norm(docdata, "date.release")),
        title=_squeezed(title) or _text(_child(root, "head"), "title"),
        text=prose_of(_child(body, "body.content")),
        dateline=_squeezed(_child(head, "dateline")),
        byline=_squeezed(_first(byline, "person")) or _squeezed(byline),
        credit=_squeezed(_child(head, "distributor")) or _squeezed(_first(byline, "org")),
        language=root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        published=issued,
        updated=max(filter(None, revisions), default=None) or issued,
        link=next((s.get("ex-ref") or s.get("src") for s in (_first(root, "pubdata"),) if s is not None), None),
        is_correction=_first(docdata, "correction") is not None,
        source=etree.tostring(root, encoding="unicode", with_tail=False),
        content_type=NITF_TYPE,
    )


def _norm(parent: Any, name: str) -> str | None:
    """Return a date as its attribute has it, else as it is written."""
    found = _first(parent, name)
    return (one_line(found.get("norm")) or _squeezed(found)) if found is not None else None


# --------------------------------------------------------------------------------------------------- elements


def _children(parent: Any, name: str) -> list[Any]:
    return [] if parent is None else [e for e in parent if isinstance(e.tag, str) and local_name(e) == name]


def _child(parent: Any, name: str) -> Any:
    return next(iter(_children(parent, name)), None)


def _first(parent: Any, name: str) -> Any:
    if parent is None:
        return None
    return next((e for e in parent.iter() if isinstance(e.tag, str) and local_name(e) == name), None)


def _text(parent: Any, name: str) -> str | None:
    return _squeezed(_child(parent, name))


def _squeezed(element: Any) -> str | None:
    return one_line(" ".join(element.itertext())) if element is not None else None


def _named(element: Any) -> str | None:
    return (_text(element, "name") or one_line(element.get("literal"))) if element is not None else None


def _code(element: Any) -> str:
    """Return the code of a controlled value without its scheme: `stat:canceled` -> `canceled`."""
    if element is None:
        return ""
    return _code_of(element.get("qcode") or element.get("uri") or element.get("literal"))


def _code_of(value: str | None) -> str:
    return re.split(r"[:/]", (value or "").strip())[-1].lower()
