"""Cookies of one page's redirects: kept for the host that set them, and for no other, whatever domain they name."""

from __future__ import annotations

import httpx

from dateline.fetch.bodies import Fields
from dateline.fetch.targets import Target


class HostCookies:
    """What each host set while one page was asked for. Read by httpx's jar, one a host."""

    def __init__(self) -> None:
        self._jars: dict[str, httpx.Cookies] = {}

    def header(self, target: Target) -> str:
        """Return the Cookie header for a request, "" for none."""
        jar = self._jars.get(target.host)
        if jar is None:
            return ""
        request = httpx.Request("GET", target.url)
        request.headers.encoding = "utf-8"
        jar.set_cookie_header(request)
        return str(request.headers.get("cookie", ""))

    def take(self, target: Target, fields: Fields) -> None:
        """Keep what an answer sets."""
        said = [(b"set-cookie", value.encode("utf-8")) for name, value in fields if name.lower() == "set-cookie"]
        answer = httpx.Response(200, headers=said, request=httpx.Request("GET", target.url))
        self._jars.setdefault(target.host, httpx.Cookies()).extract_cookies(answer)
