"""Addresses of pages, cleaned: one page, one spelling. Pure functions on strings."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import quote_from_bytes, urljoin, urlsplit, urlunsplit

import idna

MAX_URL_LENGTH = 4096

_TRACKER = re.compile(
    r"""^(?:
        (?:utm|mtm|pk|piwik|hsa|vero|oly|mkt|itm|at_custom)_\w*      # campaign families
      | at_(?:medium|campaign|link_\w+|ptr_name|format|bbc_team)     # AT Internet, as the BBC's feeds carry it
      | (?:fb|g|dc|tw|yc|ysc|msclk|wbra|gbra|igsh|mc_c|mc_e|ml_subscriber_)(?:cl)?id
      | wt_mc | xtor | ocid | cmpid | CMP | ICID | ito | traffic_source | feature=share
      | ref_?src | ref_?url | traffic_?source | _ga | _gl | _openstat | ftag | maca
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_SAFE_PATH = "/:@!$&'()*+,;=~-._"
_SAFE_QUERY = "/:@!$'()*+,;~-._?[]="
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_EDGES = "".join(map(chr, range(0x21))) + "\x7f\u00a0\u200b\ufeff"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def clean_url(url: str) -> str:
    """Return the one spelling of an http(s) address, or "" when it is none.

    Scheme and host in lower case, host in ASCII, no default port, no user and password, no fragment, no campaign
    parameters, dot segments resolved, escapes normalised; the order of parameters is kept, since some servers mind
    it. Cleaning twice is cleaning once.

    >>> clean_url(" HTTP://Example.org:80/a/../b?utm_source=rss&id=7#top ")
    'http://example.org/b?id=7'
    """
    try:
        parts = urlsplit(_unwrap(url))
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        return ""
    ascii_host = _ascii_host(host or "")
    if scheme not in _DEFAULT_PORTS or not ascii_host or port == 0:
        return ""
    netloc = ascii_host if port in (None, _DEFAULT_PORTS[scheme]) else f"{ascii_host}:{port}"
    path = _without_dots(_escaped(parts.path, _SAFE_PATH)) or "/"
    cleaned = urlunsplit((scheme, netloc, path, _clean_query(parts.query), ""))
    return cleaned if len(cleaned) <= MAX_URL_LENGTH else ""


def absolute_url(link: str, base: str) -> str:
    """Return `link` as a cleaned absolute address, read from a document at `base`; "" when it cannot be one."""
    try:
        return clean_url(urljoin(base, link.strip(_EDGES)))
    except ValueError:
        return ""


def host_key(url: str) -> str:
    """Return `scheme://host:port` of an address: what `pages.host` holds, "" for no address.

    >>> host_key("https://example.org/a")
    'https://example.org:443'
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}:{port}" if host and port else ""


def _unwrap(url: str) -> str:
    url = url.strip(_EDGES).removeprefix("<![CDATA[").removesuffix("]]>").strip(_EDGES)
    url = "".join(char for char in url if char >= " " and char != "\x7f")
    while "&amp;" in url:
        url = url.replace("&amp;", "&")
    head, mark, tail = url.partition("?")
    return head.replace("\\", "/") + mark + tail


def _ascii_host(host: str) -> str:
    """Return the host in ASCII, an IPv6 address in brackets, or "" when it is no host."""
    if ":" in host:
        try:
            return f"[{ip_address(host).compressed}]"
        except ValueError:
            return ""
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii").rstrip(".")
        except (idna.IDNAError, UnicodeError, ValueError):
            return ""
    return host if _HOST.fullmatch(host) and len(host) <= 253 and ".." not in host else ""


def _escaped(part: str, safe: str) -> str:
    """Percent-encode what must be, decode what need not be, leave `%2F` and its like as they are."""

    def normal(match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            return b"%25"
        byte = int(match[1], 16)
        return bytes([byte]) if byte in _UNRESERVED else b"%" + match[1].upper()

    raw = _ESCAPE.sub(normal, part.encode("utf-8", "surrogatepass"))
    return quote_from_bytes(raw, safe=safe + "%")


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` as RFC 3986, 5.2.4 does; other empty segments stay."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _clean_query(query: str) -> str:
    pairs = (pair for pair in query.split("&") if pair)
    return "&".join(_escaped(pair, _SAFE_QUERY) for pair in pairs if not _TRACKER.match(pair.split("=", 1)[0]))
