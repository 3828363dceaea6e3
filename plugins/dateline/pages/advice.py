"""What the runbook says of each check and task, read off `docs/runbook.md` by its anchors."""

from __future__ import annotations

import re
from pathlib import Path

RUNBOOK = "docs/runbook.md"
_ANCHOR = re.compile(r'<a id="([\w-]+)"></a>')
_LINK_WITHIN = re.compile(r"\[([^\]\n]+)\]\((?!https?:)([^)\s]+)\)")
_HEADING = re.compile(r"^#{2,4} .*$", re.MULTILINE)


def read_advice(path: Path) -> dict[str, str]:
    """Return Markdown by anchor: a section's own text; for a check that is a row of a table, the text above the table,
    where there is none that of the chapter.

    Without a runbook (an installation that holds only code) there is no advice, and a page still names the anchor.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    advice: dict[str, str] = {}
    chapter = ""
    for heading, body in _sections(text):
        own = _without_tables(body)
        chapter = own if heading.startswith("## ") else chapter
        told = own or chapter
        for anchor in _ANCHOR.findall(heading + body):
            advice[anchor] = told
    return advice


def _sections(text: str) -> list[tuple[str, str]]:
    heads = list(_HEADING.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [(head[0], text[head.end() : end]) for head, end in zip(heads, ends, strict=True)]


def _without_tables(body: str) -> str:
    lines = [line for line in body.splitlines() if not line.startswith("|")]
    return _LINK_WITHIN.sub(_named, "\n".join(lines).strip())


def _named(link: re.Match[str]) -> str:
    """Return a link within the docs as words: on a page it would lead nowhere."""
    target = f"{RUNBOOK}{link[2]}" if link[2].startswith("#") else f"docs/{link[2]}"
    return f"{link[1]} ({target})"
