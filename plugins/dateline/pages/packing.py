"""Rows into compact JSON: by column, and texts that come again kept once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

Row = Mapping[str, Any]

_EPOCH = date(1970, 1, 1).toordinal()


class Texts:
    """Texts by number, each kept once; number 0 is "none"."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}

    def number(self, text: object) -> int:
        """Return the number of a text, a new one for a new text.

        >>> texts = Texts()
        >>> [texts.number(text) for text in ("Mali", None, "Chad", "Mali")]
        [1, 0, 2, 1]
        """
        return self._numbers.setdefault(str(text), len(self._numbers)) if text else 0

    def numbers(self, texts: Iterable[object] | None) -> list[int]:
        """Return the numbers of several texts."""
        return [self.number(text) for text in texts or ()]

    @property
    def all(self) -> list[str]:
        """The texts in the order of their numbers."""
        return list(self._numbers)


def columns(rows: Sequence[Row], names: Iterable[str]) -> dict[str, list[Any]]:
    """Return some columns of rows, each as a list."""
    return {name: [row[name] for row in rows] for name in names}


def text_columns(rows: Sequence[Row], names: Iterable[str], texts: Texts) -> dict[str, list[int]]:
    """Return some columns of rows, each as a list of numbers of texts."""
    return {name: [texts.number(row[name]) for row in rows] for name in names}


def day_number(day: date | None) -> int | None:
    """Return a day as the days since 1970."""
    return day.toordinal() - _EPOCH if day else None


def minute_number(at: datetime | None) -> int | None:
    """Return an instant as the whole minutes since 1970, in UTC."""
    return int(at.astimezone(UTC).timestamp() // 60) if at else None
