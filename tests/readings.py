"""A text read as a story that was published on one Thursday evening: "on Monday" is three days before."""

from __future__ import annotations

from datetime import UTC, datetime

from dateline.parse.parser import Parser
from dateline.records import Document, Report

THURSDAY = datetime(2026, 3, 5, 18, tzinfo=UTC)


def read_story(parser: Parser, text: str) -> tuple[Report, ...]:
    """Return the reports of a text in English."""
    return parser.parse(Document("d", text, published_at=THURSDAY, language="en")).reports
