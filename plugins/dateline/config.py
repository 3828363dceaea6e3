"""Settings, read once at the edge and passed down; and the feeds file.

`Settings.from_env(os.environ)` is called in `cli.main` and in each DAG task, nowhere else. A key that nobody knows is
an error that names the file and the line: a typo must not silently mean the default.
"""

from __future__ import annotations

import re
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateline.errors import ConfigError
from dateline.records import Feed

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds `plugins/`, `sql/`, `config/` and `dags/`."""


@dataclass(frozen=True, slots=True)
class ScheduleSettings:
    cron: str = "30 2 * * *"
    timezone: str = "UTC"
    deadline_minutes: int = 240


@dataclass(frozen=True, slots=True)
class BatchSettings:
    feeds: int = 50
    pages: int = 200
    documents: int = 200


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How requests are made. Times in seconds, sizes in bytes after decompression.

    `wire_folders` are the folders that feeds of `file:` addresses may lie in; `confirm_moves` is how many polls in a
    row must be led to the same new address before a feed is asked there.
    """

    contact: str = ""
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 30.0
    total_timeout_s: float = 120.0
    pace_s: float = 1.0
    pace_loopback_s: float = 0.05
    hosts_at_once: int = 32
    retries: int = 3
    max_retry_after_s: float = 60.0
    max_page_bytes: int = 10_000_000
    max_feed_bytes: int = 5_000_000
    max_entries: int = 2_000
    feed_limit_s: float = 20.0
    max_page_attempts: int = 3
    ask_tdmrep: bool = True
    allow_private: tuple[str, ...] = ()
    wire_folders: tuple[str, ...] = ()
    confirm_moves: int = 3


@dataclass(frozen=True, slots=True)
class ExtractSettings:
    """How pages are read: in so many processes a task, each page within its time and memory."""

    processes: int = 2
    page_limit_s: float = 30.0
    max_memory_mb: int = 450


@dataclass(frozen=True, slots=True)
class StoreSettings:
    lock_wait_s: float = 120.0


@dataclass(frozen=True, slots=True)
class CheckSettings:
    blocking_share: float = 0.2
    min_rows_for_share: int = 20
    chunk_reports: int = 20_000


@dataclass(frozen=True, slots=True)
class KeepSettings:
    snapshots: int = 7
    runs_days: int = 14
    logs_days: int = 30
    archive_days: int = 0
    event_pages_days: int = 30
    alerts_days: int = 90


@dataclass(frozen=True, slots=True)
class PageSettings:
    """How many days up to the last night the page of events shows; 0: all."""

    days: int = 90


AlertKind = Literal["critical", "error", "warning", "recovery"]


@dataclass(frozen=True, slots=True)
class Channel:
    """Where alerts go, and which. `connection` is the id of an Airflow connection; the file channel needs none."""

    kind: Literal["file", "smtp", "slack", "apprise", "webhook"]
    connection: str | None = None
    to: tuple[str, ...] = ()
    sender: str | None = None
    gets: tuple[AlertKind, ...] = ("critical", "error", "warning", "recovery")
    name: str | None = None

    @property
    def key(self) -> str:
        """What the channel is remembered by: its name, else its kind and connection."""
        return self.name or ":".join(part for part in (self.kind, self.connection) if part)


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Who is told what, and when. `quiet_from` to `quiet_until` ("22:00", local to `quiet_timezone`, by default the
    schedule's) only what is critical is sent. `renotify_hours`: how often a check that goes on failing is told again.
    `worse_factor`: so many times the rows, or so many times as far off, is told in full again. A snapshot older than
    `stale_after_hours` is told by everything that reads it.
    """

    channels: tuple[Channel, ...] = (Channel("file"),)
    quiet_from: str = ""
    quiet_until: str = ""
    quiet_timezone: str = ""
    renotify_hours: float = 24.0
    worse_factor: float = 1.5
    stale_after_hours: float = 36.0
    runbook: str = "docs/runbook.md"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a step needs to know about this installation. `home` holds all state."""

    home: Path
    feeds_file: Path
    root: Path = ROOT
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)
    batches: BatchSettings = field(default_factory=BatchSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    extract: ExtractSettings = field(default_factory=ExtractSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    checks: CheckSettings = field(default_factory=CheckSettings)
    keep: KeepSettings = field(default_factory=KeepSettings)
    pages: PageSettings = field(default_factory=PageSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read `DATELINE_HOME`, `DATELINE_FEEDS`, `DATELINE_SETTINGS` and the settings file they name.

        Raises:
            ConfigError: the settings file is missing, is not TOML, or has an unknown key or a value of a wrong type.
        """
        path = Path(environ.get("DATELINE_SETTINGS") or ROOT / "config" / "settings.toml")
        tables = _read_toml(path)
        sections = {f.name: f for f in fields(cls) if f.name not in ("home", "feeds_file", "root")}
        made = {}
        for name, table in tables.items():
            if name not in sections:
                raise ConfigError(f"{path}: line {_line_of(path, name)}: unknown section `{name}`")
            if name == "fetch" and "allow_private" in table:
                line = _line_of(path, "allow_private")
                raise ConfigError(f"{path}: line {line}: `allow_private` stands in the feeds file, above its feeds")
            made[name] = _build(typing.get_type_hints(cls)[name], table, path)
        settings = cls(
            home=Path(environ.get("DATELINE_HOME") or ROOT / "var").absolute(),
            feeds_file=Path(environ.get("DATELINE_FEEDS") or ROOT / "config" / "feeds.toml").absolute(),
            **made,
        )
        for zone in (settings.schedule.timezone, settings.alerts.quiet_timezone or "UTC"):
            try:
                ZoneInfo(zone)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                raise ConfigError(f"{path}: unknown time zone `{zone}`") from error
        _judge_alerts(settings.alerts, path)
        return settings

    def for_feeds(self, wire: FeedsFile) -> Settings:
        """Return these settings with what the feeds file says about private networks."""
        return replace(self, fetch=replace(self.fetch, allow_private=wire.allow_private))


def _judge_alerts(alerts: AlertSettings, path: Path) -> None:
    """Refuse quiet hours that are no hours, and channels that could not be told apart. Raises ConfigError."""
    for key in ("quiet_from", "quiet_until"):
        told = getattr(alerts, key)
        if told and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", told):
            raise ConfigError(f'{path}: line {_line_of(path, key)}: `{key}` is a time like "22:00", not {told!r}')
    if bool(alerts.quiet_from) != bool(alerts.quiet_until):
        raise ConfigError(f"{path}: `quiet_from` and `quiet_until` go together")
    if alerts.worse_factor <= 1:
        raise ConfigError(f"{path}: line {_line_of(path, 'worse_factor')}: `worse_factor` is above 1")
    seen: set[str] = set()
    for channel in alerts.channels:
        if channel.key in seen:
            raise ConfigError(f"{path}: two alert channels are called `{channel.key}`: give each a `name`")
        seen.add(channel.key)


@dataclass(frozen=True, slots=True)
class FeedsFile:
    """A feeds file as read: `allow_private` names the private networks or hosts that may be fetched."""

    path: Path
    feeds: tuple[Feed, ...]
    allow_private: tuple[str, ...] = ()
    sample: bool = False


def read_feeds_file(path: Path) -> FeedsFile:
    """Read a feeds file (TOML, `[[feeds]]` tables).

    Raises:
        ConfigError: missing, not TOML, an unknown key, a feed without `name` or `url`, the same URL twice, or an
            address that is not http(s); the message names the file and the line.
    """
    tables = _read_toml(path)
    for key in tables:
        if key not in ("feeds", "allow_private", "sample"):
            raise ConfigError(f"{path}: line {_line_of(path, key)}: unknown key `{key}`")
    rows = tables.get("feeds", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{path}: line {_line_of(path, 'feeds')}: feeds are written as [[feeds]] tables")
    if not rows:
        raise ConfigError(f"{path}: no [[feeds]] in it")
    feeds = tuple(_feed(row, path, number) for number, row in enumerate(rows))
    _refuse_twice(feeds, path)
    return FeedsFile(path, feeds, _networks(tables.get("allow_private", []), path), bool(tables.get("sample", False)))


def _feed(row: dict[str, Any], path: Path, number: int) -> Feed:
    start = _line_of_table(path, number)
    known = {f.name for f in fields(Feed)}
    for key in row:
        if key not in known:
            raise ConfigError(f"{path}: line {_line_of(path, key, start)}: unknown key `{key}` in a feed")
    for key in ("name", "url"):
        if not row.get(key):
            raise ConfigError(f"{path}: line {start}: a feed needs `{key}`")
    feed: Feed = _build(Feed, row, path, start)
    try:
        parts = urlsplit(feed.url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        usable = is_web or (parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"))
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(
            f"{path}: line {_line_of(path, 'url', start)}: `{feed.url}` is not an http or https address nor `file:///…`"
        )
    return feed


def _refuse_twice(feeds: tuple[Feed, ...], path: Path) -> None:
    seen: dict[str, int] = {}
    for number, feed in enumerate(feeds):
        if feed.url in seen:
            first, again = _line_of_table(path, seen[feed.url]), _line_of_table(path, number)
            raise ConfigError(f"{path}: line {again}: `{feed.url}` is there already, line {first}")
        seen[feed.url] = number


def _networks(value: object, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        line = _line_of(path, "allow_private")
        raise ConfigError(f"{path}: line {line}: allow_private is a list of networks or hosts")
    for part in value:
        if re.search(r"[/:]|^[\d.]+$", part):
            try:
                ip_network(part, strict=False)
            except ValueError as error:
                line = _line_of(path, "allow_private")
                raise ConfigError(f"{path}: line {line}: `{part}` is not a network") from error
    return tuple(value)


# ------------------------------------------------------------------------------------------------ TOML, typed

SectionT = TypeVar("SectionT")


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error


def _build(cls: type[SectionT], table: object, path: Path, start: int = 1) -> SectionT:
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: line {start}: expected a table of settings, not `{table}`")
    hints = typing.get_type_hints(cls)
    for key, value in table.items():
        if key not in hints:
            raise ConfigError(f"{path}: line {_line_of(path, key, start)}: unknown key `{key}`")
        if not _fits(value, hints[key]):
            line = _line_of(path, key, start)
            raise ConfigError(f"{path}: line {line}: `{key}` cannot be {value!r}: expected {_told(hints[key])}")
    required = [f.name for f in fields(typing.cast(Any, cls)) if f.default is MISSING and f.default_factory is MISSING]
    for name in required:
        if name not in table:
            raise ConfigError(f"{path}: line {start}: `{name}` is missing")
    return cls(**{key: _shaped(value, hints[key], path, start) for key, value in table.items()})


def _shaped(value: Any, kind: Any, path: Path, start: int) -> Any:
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(
            _build(typing.cast(type[Any], inner), part, path, start) if is_dataclass(inner) else part for part in value
        )
    return float(value) if kind is float else value


def _fits(value: object, kind: Any) -> bool:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, part) for part in inner if part is not types.NoneType)
    if origin is Literal:
        return value in inner
    if origin is tuple:
        return isinstance(value, list) and all(_fits(part, inner[0]) for part in value)
    if is_dataclass(kind):
        return isinstance(value, dict)
    if kind in (int, float) and isinstance(value, bool):
        return False
    if kind is float:
        return isinstance(value, int | float) and value >= 0
    return isinstance(value, kind) and not (kind is int and typing.cast(int, value) < 0)


def _told(kind: Any) -> str:
    if typing.get_origin(kind) is Literal:
        return "one of " + ", ".join(map(str, typing.get_args(kind)))
    if kind in (int, float):
        return "a whole number, 0 or more" if kind is int else "a number, 0 or more"
    return str(getattr(kind, "__name__", kind))


def _line_of(path: Path, key: str, start: int = 1) -> int:
    pattern = re.compile(rf"\s*(?:\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*(?:=|\]|\.)")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if number >= start and pattern.match(line):
            return number
    return start


def _line_of_table(path: Path, number: int) -> int:
    heads = (
        at for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.match(r"\s*\[\[\s*feeds\s*\]\]", line)
    )  # fmt: skip
    return next((at for index, at in enumerate(heads) if index == number), 1)
