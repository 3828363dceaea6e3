"""What an address is: its registrable domain, and which address an article goes by."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit


@lru_cache(maxsize=4096)
def registrable_domain(url: str) -> str | None:
    """Return the domain that one owner registered ("news.bbc.co.uk" -> "bbc.co.uk"), or the bare host with its port
    where there is none (an IP address, localhost); None for what is no web address.

    >>> registrable_domain("https://news.bbc.co.uk/1/hi"), registrable_domain("http://127.0.1.1:8097/page/1")
    ('bbc.co.uk', '127.0.1.1:8097')
    """
    from tld import get_fld

    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    domain: str | None = get_fld(f"http://{host}/", fail_silently=True)
    return domain or (f"{host}:{port}" if port else host)


def resolve_url(declared: str | None, final_url: str) -> str:
    """Return the address an article goes by: the declared canonical one when it is the same owner's, else `final_url`.

    A page must not take over another owner's article; and a site whose every page names its front page as canonical
    must not become one article. Source: design, "Identity".
    """
    final = _plain(final_url)
    if not declared:
        return final
    canonical = _plain(urljoin(final_url, declared))
    domain = registrable_domain(canonical)
    if domain is None or domain != registrable_domain(final_url):
        return final
    is_front_page = urlsplit(canonical).path in ("", "/") and not urlsplit(canonical).query
    return final if is_front_page else canonical


def _plain(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))
    except ValueError:
        return url.strip()
