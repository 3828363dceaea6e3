"""What people are told, before it is told to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dateline.config import AlertKind

KINDS: tuple[AlertKind, ...] = ("critical", "error", "warning", "recovery")
RANK: Mapping[str, int] = {"recovery": -1, "warning": 0, "error": 1, "critical": 2}
"""How bad each kind is."""


@dataclass(frozen=True, slots=True)
class Message:
    """What people are told. `facts` is the same for machines: the body of a JSON webhook. `slug` names its file.

    `id` stays the same however often a message is sent: a mail's Message-ID, a webhook's Idempotency-Key.
    """

    subject: str
    text: str
    severity: AlertKind
    slug: str
    facts: dict[str, Any] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one message on one channel. `target` names it without its secrets."""

    kind: str
    target: str
    ok: bool
    attempts: int
    detail: str
