"""What `dateline feeds import` and `dateline feeds check` do. Lines for a person, and an exit code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dateline.config import Settings, read_feeds_file
from dateline.errors import ConfigError, UsageError
from dateline.feeds.links import clean_url
from dateline.feeds.opml import Outline, read_opml
from dateline.fetch.feedcheck import examine_feeds, read_feed_targets, told_feeds
from dateline.fetch.fetcher import Fetcher


def check_feeds(targets: Sequence[str], settings: Settings) -> tuple[list[str], int]:
    """Ask feeds; return what each answers, and 1 when one of them gives nothing. Raises ConfigError."""
    feeds, allow_private = read_feed_targets(targets or [str(settings.feeds_file)])
    with Fetcher(replace(settings.fetch, allow_private=allow_private)) as fetcher:
        checks = examine_feeds(feeds, fetcher)
    return told_feeds(checks), int(not all(check.is_good for check in checks))


def import_opml(source: str, settings: Settings, *, dry_run: bool = False) -> tuple[list[str], int]:
    """Add the feeds of an OPML file, or of one at an address, to the feeds file; 1 when an outline was bad.

    What stands in the feeds file stays as it is, comments too: new feeds come at its end. Raises UsageError and
    ConfigError, and FetchError for an address that gives nothing.
    """
    reading = read_opml(_opml_bytes(source, settings), source)
    path = settings.feeds_file
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    known = {clean_url(feed.url): feed.name for feed in read_feeds_file(path).feeds} if "[[feeds]]" in before else {}
    lines, added = list(reading.problems), []
    what = "would add" if dry_run else "added"
    for outline in reading.outlines:
        if outline.url in known:
            lines.append(f"{source}: line {outline.line}: `{outline.name}` is there already as `{known[outline.url]}`")
            continue
        known[outline.url] = outline.name
        added.append(outline)
        lines.append(f"{what} `{outline.name}` {outline.url}")
    if added and not dry_run:
        _append(path, before, added, source)
    lines.append(
        f"{what} {len(added)} feeds to {path}, {len(reading.outlines) - len(added)} were there, "
        f"{len(reading.problems)} bad"
    )
    return lines, int(bool(reading.problems))


def _opml_bytes(source: str, settings: Settings) -> bytes:
    if "://" in source:
        allowed = read_feeds_file(settings.feeds_file).allow_private if settings.feeds_file.exists() else ()
        with Fetcher(replace(settings.fetch, allow_private=allowed)) as fetcher:
            return fetcher.get(source, max_bytes=settings.fetch.max_feed_bytes, role="feed").body
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: cannot be read: {error.strerror}") from error


def _append(path: Path, before: str, added: Sequence[Outline], source: str) -> None:
    """Write the feeds file anew, whole or not at all, and only when it can be read with what was added."""
    text = before if not before or before.endswith("\n") else before + "\n"
    shown = source.partition("://")[2] or Path(source).name
    text += f"\n# -- imported from {_plain(shown)}\n" + "".join(map(_table, added))
    path = path.resolve()  # a link stays one
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        if path.exists():
            shutil.copymode(path, part)
        read_feeds_file(part)
        part.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _table(outline: Outline) -> str:
    head = f"# {_plain(' / '.join(outline.folders))}\n" if outline.folders else ""
    language = f"language = {_quoted(outline.language)}\n" if outline.language else ""
    return f"\n{head}[[feeds]]\nname = {_quoted(outline.name)}\nurl = {json.dumps(outline.url)}\n{language}"


def _quoted(text: str) -> str:
    """Return text as a TOML string: JSON's escapes are TOML's, but for DEL and half characters."""
    return json.dumps(_plain(text), ensure_ascii=False)


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isprintable()).encode("utf-8", "ignore").decode()[:500]
