"""What many tests need: the parser, loaded once; the sample wire on free ports; a home of its own for each night."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dateline.config import Settings

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from samples.server import FIRST_DAY, SampleWire  # noqa: E402

if TYPE_CHECKING:
    from dateline.parse.parser import Parser
    from tests.browser import Browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold nights: a file is one process's, and a long one that comes last is waited for."""
    long = {item.path for item in items if _may_take_long(item)}
    items.sort(key=lambda item: item.path not in long)


def _may_take_long(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("airflow", "fault"))
    return marked or "wire" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The parser as it ships: what it reads in a text does not depend on those that it read before."""
    from dateline.parse.parser import Parser

    return Parser.load()


@pytest.fixture(scope="session")
def rules() -> Parser:
    """The parser without its classifier: what the rules alone say."""
    from dateline.parse.parser import Parser
    from dateline.parse.what.classifier import Rules

    return Parser.load(judge=Rules())


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A headless Chromium with a profile of its own; skips where there is none, and fails where CI=true."""
    from tests.browser import open_browser

    with open_browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's home, the module's own; a module that needs another has a fixture of this name."""
    from tests.example_home import build_example_home

    home = tmp_path_factory.mktemp("example") / "home"
    build_example_home(home)
    return home


@pytest.fixture(scope="module")
def page(home: Path) -> Path:
    """The page of events of the module's home."""
    from dateline.eventpages import report_events

    return report_events(replace(Settings.from_env(os.environ), home=home))


@pytest.fixture(scope="module")
def wire() -> Iterator[SampleWire]:
    with SampleWire(base_port=0, day=FIRST_DAY) as served:
        yield served


@pytest.fixture(scope="module")
def feeds_file(wire: SampleWire, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wire") / "feeds.toml"
    path.write_text(wire.feeds_toml(), encoding="utf-8")
    return path


@pytest.fixture
def settings_in(feeds_file: Path) -> Callable[[Path], Settings]:
    """Settings for a home folder over the sample wire."""
    return lambda home: replace(Settings.from_env(os.environ), home=home, feeds_file=feeds_file)


def night_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC)
