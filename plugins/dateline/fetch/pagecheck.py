"""What the pipeline sees of one page, for a person: `dateline extract --fetch URL`."""

from __future__ import annotations

from typing import Any

from dateline.articles.commands import told_extraction
from dateline.articles.extraction import extract_article
from dateline.errors import FetchError
from dateline.fetch.answers import find_opt_out
from dateline.fetch.fetcher import Fetcher


def examine_page(url: str, fetcher: Fetcher) -> dict[str, Any]:
    """Fetch a page as a night would, read it, and return what was asked, answered, decided, and why.

    `is_loaded` says whether the night would load the article; what could be read all the same is under `article`.
    """
    asked = {"url": url, "user_agent": fetcher.user_agent}
    try:
        fetched = fetcher.get(url, only_html=True)
    except FetchError as error:
        return asked | {
            "status": error.status, "outcome": error.outcome, "reason": error.reason, "is_loaded": False,
            "asked_again": error.retryable,
        }  # fmt: skip
    opt_out = find_opt_out(fetched.headers)
    read = extract_article(
        fetched.body, fetched.final_url, content_type=fetched.content_type, fetched_at=fetched.fetched_at
    )
    told = told_extraction(read, fetched.final_url, url)
    article = read.article or read.seen
    return asked | {
        "final_url": fetched.final_url, "status": fetched.status, "attempts": fetched.attempts,
        "robots": next((value for name, value in fetched.told if name == "robots"), None),
        "redirects": [value for name, value in fetched.told if name == "redirectedFrom"],
        "headers": dict(sorted(fetched.headers.items())), "bytes": len(fetched.body),
        "opt_out": opt_out or (read.detail if read.outcome == "opt_out" else None),
        "outcome": "opt_out" if opt_out else read.outcome, "reason": opt_out or read.detail,
        "is_loaded": opt_out is None and read.outcome == "article",
        "body_found_by": read.stage, "declared_canonical": article.declared_canonical if article else None,
        "published_precision": article.published_precision if article else None,
        "published_source": article.published_source if article else None,
        "article": {name: value for name, value in told.items() if name not in ("id", "outcome", "reason")},
    }  # fmt: skip
