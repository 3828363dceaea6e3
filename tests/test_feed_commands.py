"""`dateline feeds import`, `feeds check` and `doctor`, as a person or a monitor calls them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import dateline.pipeline as pipeline
from dateline.cli import main
from dateline.config import Settings, read_feeds_file
from dateline.doctor import examine
from dateline.runs import begin_run
from tests.wire_site import FEED, Site, serve

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FEEDS = """# our own, by hand
allow_private = ["127.0.0.0/8"]

[[feeds]]
name = "Mirador Wire"  # the first we had
url = "https://wire.example/rss"
"""
OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Readers</title></head><body>
<outline text="World"><outline text="Africa">
<outline type="rss" text="Courier" title="The &quot;Courier&quot;" xmlUrl="https://courier.example/rss" language="en-gb"/>
<outline type="rss" text="Mirador" xmlUrl="HTTPS://Wire.Example:443/rss?utm_source=x"/>
</outline></outline>
<outline type="rss" text="No address"/>
<outline type="rss" text="A file" xmlUrl="file:///etc/passwd"/>
<outline type="rss" text="Twice" xmlUrl="https://courier.example/rss"/>
<outline text="Only a link" type="link" url="https://x.example/"/>
</body></opml>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(FEEDS, encoding="utf-8")
    monkeypatch.setenv("DATELINE_FEEDS", str(path))
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    return path


def test_an_import_keeps_what_is_there_and_names_duplicates_and_bad_outlines(
    feeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opml = tmp_path / "readers.opml"
    opml.write_text(OPML, encoding="utf-8")
    assert main(["feeds", "import", str(opml)]) == 1
    text, told = feeds.read_text(encoding="utf-8"), capsys.readouterr().out
    assert text.startswith(FEEDS) and "# World / Africa\n[[feeds]]" in text
    assert [(feed.name, feed.url, feed.language) for feed in read_feeds_file(feeds).feeds] == [
        ("Mirador Wire", "https://wire.example/rss", None),
        ('The "Courier"', "https://courier.example/rss", "en"),
    ]
    assert "line 4: `Mirador` is there already as `Mirador Wire`" in told
    assert 'line 8: `Twice` is there already as `The "Courier"`' in told
    assert "line 6: `No address`: no xmlUrl" in told and "line 7: `A file`: `file:///etc/passwd` is not" in told
    assert f"added 1 feeds to {feeds}, 2 were there, 2 bad" in told


def test_an_import_keeps_long_addresses_whole(feeds: Path, tmp_path: Path) -> None:
    url = "https://long.example/rss?token=" + "x" * 900
    opml = tmp_path / "readers.opml"
    opml.write_text(f'<opml><body><outline text="{"L" * 900}" xmlUrl="{url}"/></body></opml>', encoding="utf-8")
    assert main(["feeds", "import", str(opml)]) == 0
    feed = read_feeds_file(feeds).feeds[-1]
    assert feed.url == url and len(feed.name) < 900


def test_a_feeds_file_behind_a_link_stays_behind_it(
    feeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opml, link = tmp_path / "readers.opml", tmp_path / "link.toml"
    opml.write_text(OPML, encoding="utf-8")
    link.symlink_to(feeds)
    feeds.chmod(0o640)
    monkeypatch.setenv("DATELINE_FEEDS", str(link))
    main(["feeds", "import", str(opml)])
    assert link.is_symlink() and len(read_feeds_file(feeds).feeds) == 2
    assert feeds.stat().st_mode & 0o777 == 0o640


def test_an_import_again_adds_nothing_and_one_for_show_writes_nothing(
    feeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opml = tmp_path / "readers.opml"
    opml.write_text(OPML, encoding="utf-8")
    main(["feeds", "import", str(opml), "--dry-run"])
    assert feeds.read_text(encoding="utf-8") == FEEDS
    told = capsys.readouterr().out
    assert "would add `The" in told and "\nadded" not in told
    main(["feeds", "import", str(opml)])
    once = feeds.read_text(encoding="utf-8")
    main(["feeds", "import", str(opml)])
    assert feeds.read_text(encoding="utf-8") == once


def test_an_import_comes_from_an_address_too(feeds: Path, site: Site) -> None:
    site.answers["/o"] = lambda h: h.reply(
        200, OPML.replace('text="No', 'xmlUrl="http://n.example/" text="No').encode()
    )
    assert main(["feeds", "import", f"{site.base}/o"]) == 1
    assert len(read_feeds_file(feeds).feeds) == 3


@pytest.mark.parametrize(
    "body", ["", "<rss/>", "<!doctype html><p>x", "{}", "<!DOCTYPE opml [<!ENTITY a 'b'>]><x>&a;</x>"]
)
def test_what_is_no_opml_is_refused_in_one_sentence(
    body: str, feeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.opml").write_text(body, encoding="utf-8")
    assert main(["feeds", "import", str(tmp_path / "x.opml")]) == 2
    told = capsys.readouterr().err
    assert "x.opml: not OPML" in told and told.count("\n") == 1 and feeds.read_text(encoding="utf-8") == FEEDS


def test_a_check_ends_badly_when_a_feed_gives_nothing(feeds: Path, site: Site) -> None:
    feeds.write_text(f'allow_private = ["127.0.0.0/8"]\n[[feeds]]\nname = "A"\nurl = "{site.base}/feed.xml"\n')
    assert main(["feeds", "check"]) == 0
    feeds.write_text(feeds.read_text() + f'[[feeds]]\nname = "B"\nurl = "{site.base}/html-feed"\n')
    assert main(["feeds", "check"]) == 1


# ----------------------------------------------------------------------------------------------------- doctor


def hold(settings: Settings, at: datetime) -> str:
    return pipeline.run_night(begin_run(settings, f"cli__{at.isoformat()}", at))


def examined(settings: Settings, at: datetime) -> list[str]:
    """The doctor's lines, without what to do."""
    return [finding.line().splitlines()[0] for finding in examine(settings, at)]


def feed_of(site: Site, *hours: int) -> bytes:
    """A feed whose stories came so many hours after noon of the first day."""
    items = "".join(
        f"<item><link>/s{hour}</link><pubDate>{NOW + timedelta(hours=hour):%a, %d %b %Y %H:%M:%S GMT}</pubDate></item>"
        for hour in hours
    )
    return FEED[: FEED.index(b"<item>")] + items.encode() + b"</channel></rss>"


def test_after_three_days_down_all_that_is_shown_is_taken_and_the_hole_is_told(
    feeds: Path, site: Site, tmp_path: Path
) -> None:
    feeds.write_text(f'allow_private = ["127.0.0.0/8"]\n[[feeds]]\nname = "A"\nurl = "{site.base}/f"\n')
    site.answers |= {f"/s{hour}": lambda h: h.reply(410) for hour in range(-40, 100)}
    shown = [-4, -3, -2, -1]
    site.answers["/f"] = lambda h: h.reply(200, feed_of(site, *shown), "application/rss+xml")
    settings = replace(Settings.from_env(os.environ), home=tmp_path / "home", feeds_file=feeds)
    assert hold(settings, NOW) == "published"
    shown[:] = range(50, 72)
    assert hold(settings, NOW + timedelta(hours=72)) == "published"
    assert {path for path in site.paths() if path.startswith("/s")} == {
        f"/s{hour}" for hour in (*range(50, 72), -4, -3, -2, -1)
    }
    lines = examined(settings, datetime.now(UTC))
    assert "BAD hole      A may miss what came between 2026-03-02 12:00 UTC and 2026-03-04 14:00 UTC" in lines
    assert any(line.startswith("ok  snapshot") for line in lines)


def test_a_feed_without_a_gap_has_no_hole_and_a_silent_one_is_told(feeds: Path, site: Site, tmp_path: Path) -> None:
    feeds.write_text(f'allow_private = ["127.0.0.0/8"]\n[[feeds]]\nname = "A"\nurl = "{site.base}/f"\n')
    site.answers |= {f"/s{hour}": lambda h: h.reply(410) for hour in range(-40, 100)}
    shown = [-4, -3, -2, -1]
    site.answers["/f"] = lambda h: h.reply(200, feed_of(site, *shown), "application/rss+xml")
    settings = replace(Settings.from_env(os.environ), home=tmp_path / "home", feeds_file=feeds)
    for hours in (0, 24, 48):
        assert hold(settings, NOW + timedelta(hours=hours)) == "published"
    told = "\n".join(examined(settings, datetime.now(UTC)))
    assert "A is silent: nothing new since 2026-03-02 12:00 UTC" in told and "hole" not in told
    assert main(["feeds", "status", "--home", str(settings.home)]) == 0
    shown.append(47)
    assert hold(settings, NOW + timedelta(hours=72)) == "published"
    assert "silent" not in "\n".join(examined(settings, datetime.now(UTC))).replace("or silent", "")


def test_the_doctor_names_a_broken_feeds_file_and_a_missing_snapshot(
    feeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feeds.write_text('[[feeds]]\nname = "A"\n', encoding="utf-8")
    assert main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert f"BAD config    {feeds}: line 1: a feed needs `url`" in told
    assert "BAD snapshot" in told and "nothing was published yet" in told


def test_an_old_snapshot_is_told(feeds: Path, site: Site, tmp_path: Path) -> None:
    feeds.write_text(f'allow_private = ["127.0.0.0/8"]\n[[feeds]]\nname = "A"\nurl = "{site.base}/feed.xml"\n')
    settings = replace(Settings.from_env(os.environ), home=tmp_path / "home", feeds_file=feeds)
    assert hold(settings, NOW) == "published"
    lines = examined(settings, datetime.now(UTC) + timedelta(days=4))
    assert any(line.startswith("BAD snapshot  4 days old") for line in lines)
