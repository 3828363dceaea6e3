"""What `dateline doctor` finds."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.records import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `what` is a word for it; `is_good` says whether it is as it should be, `do` what to
    do when it is not. `severity`: how bad that is for `--tell`; None is told to whoever calls the doctor, no further.
    """

    what: str
    told: str
    is_good: bool = False
    do: str | None = None
    severity: Severity | None = None

    def line(self) -> str:
        advice = f"\n              -> {self.do}" if self.do and not self.is_good else ""
        return f"{'ok ' if self.is_good else 'BAD'} {self.what:<9} {self.told}{advice}"
