"""What can go wrong, as a tree. Every message names the thing: a URL, a file, a line, a document id.

DatelineError
├── ConfigError        settings or the feeds file cannot be used            (exit 2)
├── UsageError         the command was called wrongly                       (exit 2)
├── FetchError         a URL gave no usable body; `retryable` says if later may work
├── ArchiveError       a WARC file cannot be read or written
├── InvalidDocument    a line that is not a document
└── StoreError         the warehouse, a snapshot or a run folder cannot be used
    ├── MigrationError   the file's schema is not one that this version can bring up to date
    ├── LockHeld         another process has the warehouse
    └── NightBlocked     checks forbid publishing                           (exit 3)
"""

from __future__ import annotations

from pathlib import Path

from dateline.records import Outcome


class DatelineError(Exception):
    """The root of all errors that Dateline raises on purpose: one sentence for a person."""

    exit_code = 1


class ConfigError(DatelineError):
    """A setting, or a line of the feeds file, cannot be used."""

    exit_code = 2


class UsageError(DatelineError):
    """The command line makes no sense."""

    exit_code = 2


class FetchError(DatelineError):
    """A URL gave no usable body. `retryable` is true when later may work: timeouts, 429, 5xx.

    `outcome` is what that makes of a page, `status` the HTTP status where there was one, `retry_after_s` the seconds
    that the host asked for, `warc_offset` where its answer lies in the archive; `asked` is false when no request was
    made for it at all, since its host is to be left alone; `held`: because the host said so, which is no fault of the
    page.
    """

    def __init__(
        self, url: str, reason: str, *, retryable: bool, outcome: Outcome = "failed", status: int | None = None,
        retry_after_s: float | None = None, warc_offset: int | None = None, asked: bool = True,
        held: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(f"{url}: {reason}")
        self.url, self.reason, self.retryable = url, reason, retryable
        self.outcome, self.status = outcome, status
        self.retry_after_s, self.warc_offset = retry_after_s, warc_offset
        self.asked, self.held = asked, held


class ArchiveError(DatelineError):
    """A WARC file cannot be read (`offset` says from where) or written."""

    def __init__(self, path: Path | str, reason: str, *, offset: int | None = None) -> None:
        where = f"{path}" if offset is None else f"{path}: record at byte {offset}"
        super().__init__(f"{where}: {reason}")
        self.path, self.reason, self.offset = Path(path), reason, offset


class InvalidDocument(DatelineError):
    """A line of a JSONL file is not a document. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


class StoreError(DatelineError):
    """The warehouse, a snapshot or a run folder cannot be read or written."""


class MigrationError(StoreError):
    """A migration was edited after it ran, or the file was made by a newer version."""


class LockHeld(StoreError):
    """Another process holds the warehouse; the message names it."""


class NightBlocked(StoreError):
    """Checks forbid publishing this night; the last good snapshot stays."""

    exit_code = 3
