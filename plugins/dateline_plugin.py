"""Dateline's pages inside Airflow's own: an entry in its navigation, and what that shows, behind its login.

Every process of Airflow loads this file, tasks too: what serves the pages is put together at the first request.
"""

from typing import Any, ClassVar

from airflow.plugins_manager import AirflowPlugin

_built: list[Any] = []


async def pages(scope: Any, receive: Any, send: Any) -> None:
    """Answer a request (ASGI)."""
    if not _built:
        from dateline.servedpages import pages_app

        _built.append(pages_app())
    await _built[0](scope, receive, send)


class DatelinePlugin(AirflowPlugin):
    """Serves `/dateline/` and shows it in the navigation."""

    name = "dateline"
    fastapi_apps: ClassVar = [{"app": pages, "url_prefix": "/dateline", "name": "dateline"}]
    external_views: ClassVar = [
        {
            "name": "Dateline events",
            "href": "dateline/",
            "destination": "nav",
            "category": "browse",
            "url_route": "dateline",
        }
    ]
