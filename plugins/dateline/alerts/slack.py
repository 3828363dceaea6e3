"""A message in the shape of Slack's incoming webhooks: a fallback text, and blocks within Slack's limits.

Source: Slack's "Reference: blocks": a header's text is at most 150 characters, a section's 3,000, 50 blocks a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.alerts.message import Message

MAX_HEADER, MAX_SECTION, MAX_BLOCKS = 150, 2_900, 48
_SIGN = {"critical": ":red_circle:", "error": ":large_orange_circle:", "warning": ":large_yellow_circle:",
         "recovery": ":large_green_circle:"}  # fmt: skip


def slack_body(message: Message) -> dict[str, Any]:
    """Return the JSON to post. What does not fit into the blocks is said to be missing, never left out silently."""
    sections = list(_sections(message.text))
    if len(sections) > MAX_BLOCKS:
        left = len(sections) - MAX_BLOCKS + 1
        sections = [
            *sections[: MAX_BLOCKS - 1],
            f"… {left} more parts: `dateline doctor` names the folder of messages.",
        ]
    header = f"{_SIGN[message.severity]} {message.subject}"
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": _cut(header, MAX_HEADER), "emoji": True}}
    ]
    blocks += [{"type": "section", "text": {"type": "mrkdwn", "text": section}} for section in sections]
    return {"text": _escaped(message.subject), "blocks": blocks}


def _sections(text: str) -> Iterator[str]:
    """Cut a text at its empty lines, then at lines, then anywhere: each part fits into a section when escaped."""
    part = ""
    for line in _short_lines(text):
        if len(part) + len(line) + 1 > MAX_SECTION or (not line and len(part) > MAX_SECTION // 2):
            if part.strip():
                yield part.strip("\n")
            part = ""
        part += f"{line}\n"
    if part.strip():
        yield part.strip("\n")


def _short_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        escaped = _escaped(line)
        while len(escaped) > MAX_SECTION:
            yield escaped[:MAX_SECTION]
            escaped = escaped[MAX_SECTION:]
        yield escaped


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
