"""A message to a channel, with a few tries: nothing here raises, and nothing tells a secret."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from dateline.alerts.blotting import blotted, secrets_of, without_secrets
from dateline.alerts.connections import Failed
from dateline.alerts.message import Delivery, Message
from dateline.alerts.senders import sender_of
from dateline.config import Channel
from dateline.records import as_json

logger = logging.getLogger(__name__)

WAITS_S = (1.0, 4.0)
"""Pauses before the second and the third try. What still fails waits in the outbox for the next message."""


def deliver(
    message: Message, channel: Channel, environ: Mapping[str, str], home: Path, waits_s: Sequence[float] = WAITS_S
) -> Delivery:
    """Send the message to one channel; return what became of it. Never raises."""
    done = _tried(without_secrets_in(message, environ), channel, environ, home, waits_s)
    done = replace(done, detail=without_secrets(done.detail, environ))
    level = logging.INFO if done.ok else logging.WARNING
    logger.log(
        level, "alert kind=%s target=%s ok=%s attempts=%s: %s", done.kind, done.target, done.ok, done.attempts,
        done.detail,
    )  # fmt: skip
    return done


def _tried(
    message: Message, channel: Channel, environ: Mapping[str, str], home: Path, waits_s: Sequence[float]
) -> Delivery:
    target, reason = channel.connection or channel.kind, ""
    try:
        target, attempt = sender_of(channel, message, environ, home)
    except Failed as error:
        return Delivery(channel.kind, target, False, 0, str(error))
    except Exception as error:  # noqa: BLE001 -- whatever it is, the night must not fail because of its alert
        return Delivery(channel.kind, target, False, 0, type(error).__name__)
    for tries, wait_s in enumerate((*waits_s, None), 1):
        try:
            attempt()
            return Delivery(channel.kind, target, True, tries, "delivered")
        except Failed as error:
            reason = str(error)
            if not error.retryable or wait_s is None:
                return Delivery(channel.kind, target, False, tries, reason)
        except Exception as error:  # noqa: BLE001 -- as above
            return Delivery(channel.kind, target, False, tries, type(error).__name__)
        time.sleep(wait_s)
    return Delivery(channel.kind, target, False, len(waits_s) + 1, reason)


def without_secrets_in(message: Message, environ: Mapping[str, str]) -> Message:
    """Return the message with every secret of the environment blotted out, and its subject on one line."""
    secrets = secrets_of(environ)
    return replace(
        message,
        subject=" ".join(blotted(message.subject, secrets).split()),
        text=blotted(message.text, secrets),
        facts=blotted(as_json(message.facts), secrets),
    )
