"""What the wire's own formats have in common: one story with its text and its status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote, urlsplit

PubStatus = Literal["usable", "withheld", "canceled"]
WireKind = Literal["newsml", "nitf", "ninjs"]

NEWSML_TYPE = "application/vnd.iptc.g2.newsitem+xml"
NITF_TYPE = "application/nitf+xml"
NINJS_TYPE = "application/ninjs+json"
WIRE_TYPES = frozenset({NEWSML_TYPE, NITF_TYPE, NINJS_TYPE, "application/vnd.iptc.g2.newsmessage+xml"})
_MAX_GUID_LENGTH = 500


@dataclass(frozen=True, slots=True)
class WireItem:
    """One story as an agency delivers it.

    `guid` names it for all its versions. `text` has a paragraph a line; `published` and `updated` are the instants as
    they are written. `source` is the item alone, in its own format (`content_type`): what is archived.
    """

    guid: str
    version: int
    status: PubStatus
    source: str
    content_type: str
    title: str | None = None
    text: str = ""
    dateline: str | None = None
    byline: str | None = None
    credit: str | None = None
    language: str | None = None
    embargoed_at: datetime | None = None
    published: str | None = None
    updated: str | None = None
    link: str | None = None
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class WireRef:
    """A story that a package only points to: where it lies."""

    href: str
    title: str | None = None
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class WireReading:
    """What a document of the wire held. `notes` say what in it was no story."""

    kind: WireKind
    items: tuple[WireItem, ...] = ()
    refs: tuple[WireRef, ...] = ()
    notes: tuple[str, ...] = ()


def provider_home(feed_url: str, publisher: str | None) -> str:
    """Return the address under which the stories of one provider are known: that of its feeds at one origin.

    Feeds of one origin whose publisher the feeds file names alike are one provider's: what is canceled in one is
    canceled. A feed without a publisher stands for itself.

    >>> provider_home("https://host.example/afp/en.xml", "Agence X")
    'https://host.example/@agence%20x/'
    >>> provider_home("https://host.example/afp/en.xml", None)
    'https://host.example/afp/en.xml'
    """
    parts = urlsplit(feed_url)
    if publisher and publisher.strip():
        return f"{parts.scheme}://{parts.netloc}/@{quote(' '.join(publisher.casefold().split()), safe='')}/"
    return parts._replace(
        path=parts.path.rstrip("/") + "/" if parts.scheme == "file" else parts.path, fragment=""
    ).geturl()


def wire_key(home: str, guid: str) -> str:
    """Return the address that a story of the wire goes by: its guid, within its provider's home.

    So no feed can name, and retract, a story of another's.

    >>> wire_key("https://wire.example/g2.xml", "urn:newsml:wire.example:20260302:7")
    'https://wire.example/g2.xml#urn:newsml:wire.example:20260302:7'
    """
    return f"{home}#{quote(guid[:_MAX_GUID_LENGTH], safe=':/,;=@!$&()*+~-._')}"


def pub_status(written: str | None) -> PubStatus:
    """Return what a status means; no status is `usable`, as both standards have it; an unknown word is `withheld`.

    >>> pub_status("stat:canceled"), pub_status("Embargoed"), pub_status(None)
    ('canceled', 'withheld', 'usable')
    """
    word = (written or "usable").strip().lower().rpartition(":")[2]
    if word in ("canceled", "cancelled", "killed", "withdrawn"):
        return "canceled"
    return "usable" if word == "usable" else "withheld"


def version_number(written: object) -> int:
    """Return a version as a number, 1 where none is written."""
    text = str(written or "").strip()
    return int(text) if text.isdigit() and len(text) < 10 else 1


def one_line(text: object) -> str | None:
    """Return text with single blanks, None when there is none."""
    return " ".join(str(text).split()) or None if text is not None else None
