"""The pages of a home, served within Airflow: to whoever is logged in there, to nobody else, and only to be read.

No `from __future__ import annotations` here: FastAPI reads the annotations of what is defined within a function.
"""

import os
import re
from pathlib import Path
from typing import Any

from dateline.config import Settings

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PAGE = re.compile(r"[A-Za-z0-9_-][\w.+-]*\.html", re.ASCII)

HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
}
"""What goes with every page: its own policy, within it, cannot say who may frame it."""

NOTHING_YET = (
    "<!doctype html><title>Dateline</title><p>No night was published yet: its page of events will be here. "
    "<code>dateline report</code> writes one now.</p>"
)


def pages_app() -> Any:
    """Return the app (FastAPI): `/` leads to the page of what is published now, `/<date>/<page>.html` is that file."""
    from airflow.api_fastapi.core_api.security import get_user
    from fastapi import Depends, FastAPI, HTTPException
    from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

    app = FastAPI(dependencies=[Depends(get_user)], docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/", response_model=None)
    def newest() -> HTMLResponse | RedirectResponse:
        found = newest_events(_folder())
        if found is None:
            return HTMLResponse(NOTHING_YET, 404, HEADERS)
        return RedirectResponse(f"{found.parent.name}/{found.name}", 302, HEADERS)

    @app.get("/{day}/{name}", response_model=None)
    def page(day: str, name: str) -> FileResponse:
        found = find_page(_folder(), day, name)
        if found is None:
            raise HTTPException(404, "no such page")
        return FileResponse(found, 200, HEADERS, media_type="text/html; charset=utf-8")

    return app


def _folder() -> Path:
    return Settings.from_env(os.environ).home / "pages"


def newest_events(folder: Path) -> Path | None:
    """Return the page of events that was written last: that of the snapshot which people open now, also when an older
    one was taken back.
    """
    found = [path for path in folder.glob("*/events.html") if find_page(folder, path.parent.name, path.name)]
    return max(found, key=lambda path: path.stat().st_mtime_ns, default=None)


def find_page(folder: Path, day: str, name: str) -> Path | None:
    """Return the file of a page, None when there is none. Nothing outside of the folder is ever one, linked or not."""
    if not _DAY.fullmatch(day) or not _PAGE.fullmatch(name):
        return None
    path = folder / day / name
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None
