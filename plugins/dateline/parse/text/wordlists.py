"""Lists of words in the code, written as one text."""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """Return the words or phrases of a comma-separated text.

    >>> sorted(listed("air force, army"))
    ['air force', 'army']
    """
    return frozenset(part.strip() for part in text.split(",") if part.strip())
