"""Where a request goes: one address, read once for the connection, robots.txt, the pace and the archive. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import httpcore
import httpx

from dateline.feeds.links import host_key

_DEFAULT_PORTS = {b"http": 80, b"https": 443}
_HOST = re.compile(rb"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?")
"""A name, an IPv4 address, or an IPv6 address with its zone: what httpx lets through beside these is no host."""


class NoTarget(Exception):
    """No http or https address that could be asked; the message names it."""


_PLAIN = re.compile(
    r"(?P<root>https?://[a-z0-9.:-]+)(?P<path>/[A-Za-z0-9/_.~:@!$&*+,;=-]*(?:\?[A-Za-z0-9/_.~:@!$&*+,;=-]*)?)"
)
"""Nothing in such an address has to be escaped or resolved, and its host was met before: parsing it costs a tenth."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address as it goes over the wire: `url` is its spelling there, without user, password and fragment.

    `origin` is `scheme://host:port`, what robots.txt is of; `pace` is what is paced together; `authority` is the Host
    header's.
    """

    url: str
    origin: str
    pace: str
    host: str
    authority: bytes
    where: httpcore.URL


def read_target(url: str) -> Target:
    """Return where `url` goes. A user and password in it are left out: no redirect may make us log in. Raises NoTarget.

    >>> read_target("https://Example.org/a b#top").url, read_target("http://example.org").pace
    ('https://example.org/a%20b', 'example.org')
    """
    plain = _PLAIN.fullmatch(url)
    if plain is None or "/." in plain["path"]:
        return _parsed(url)
    root, path = _root(plain["root"]), plain["path"]
    at = root.where
    where = httpcore.URL(scheme=at.scheme, host=at.host, port=at.port, target=path.encode("ascii"))
    return Target(root.url[:-1] + path, root.origin, root.pace, root.host, root.authority, where)


@lru_cache(maxsize=4_096)
def _root(origin: str) -> Target:
    return _parsed(f"{origin}/")


def _parsed(url: str) -> Target:
    try:
        parts = httpx.URL(url.partition("#")[0])
        if parts.userinfo:
            parts = parts.copy_with(userinfo=b"")
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise NoTarget(f"`{url[:200]}` is no usable address: {error}") from error
    scheme, host = parts.raw_scheme, parts.raw_host
    if scheme not in _DEFAULT_PORTS or not _HOST.fullmatch(host) or parts.port == 0:
        raise NoTarget(f"`{url[:200]}` is no http or https address")
    port = parts.port or _DEFAULT_PORTS[scheme]
    name = host.decode("ascii")
    origin = f"{parts.scheme}://[{name}]:{port}" if ":" in name else f"{parts.scheme}://{name.rstrip('.')}:{port}"
    where = httpcore.URL(scheme=scheme, host=host, port=port, target=parts.raw_path)
    return Target(str(parts), origin, _paced(origin), name, parts.netloc, where)


def pace_key(url: str) -> str:
    """Return what is paced together: a host and port, http and https of it alike. `url` is a cleaned address."""
    return _paced(host_key(url))


def _paced(origin: str) -> str:
    return origin.partition("://")[2].removesuffix(":443").removesuffix(":80")
