from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.articles.charsets import decode_page
from dateline.articles.commands import run_extract_batch, run_extract_page
from dateline.articles.extraction import extract_article
from dateline.articles.linkeddata import read_nodes
from dateline.articles.timestamps import read_timestamp
from dateline.articles.weburls import registrable_domain, resolve_url
from dateline.records import Article, Feed, Page

PAGES = Path(__file__).parent / "pages"
URL = "https://www.harbourpost.example.com/world/kadir-crossing-mortar?src=feed"


def read(name: str, url: str = URL, **known: object) -> Article:
    extraction = extract_article((PAGES / name).read_bytes(), url, **known)  # type: ignore[arg-type]
    assert extraction.outcome == "article", extraction.detail
    assert extraction.article is not None
    return extraction.article


def read_text(page: str) -> Article:
    article = extract_article(page, URL).article
    assert article is not None
    return article


# ------------------------------------------------------------------------------------------------------ body


def test_the_body_is_the_story_and_nothing_around_it() -> None:
    text = read("graph.html").text
    assert text.startswith("KADIR, March 3 (HPW) - Mortar rounds struck")
    assert text.endswith("since the road was first closed in February.")
    assert text.count("\n") == 3
    for other in ("cookies", "How the crossing", "Read more", "Sign up", "Ferry strike", "rights reserved", "By Ann"):
        assert other not in text


def test_the_headline_is_not_repeated_in_the_body() -> None:
    for name in ("graph.html", "broken_ld.html", "bare.html"):
        article = read(name)
        assert article.title not in article.text


def test_an_old_page_of_tables_has_its_body() -> None:
    assert read("bare.html").text.startswith("A grenade thrown from a motorcycle")


def test_a_page_laid_out_by_a_table_and_broken_by_br_has_its_lines_and_its_dateline_first() -> None:
    lines = [
        "LEBU – Dockers walked off the job this morning after a crane dropped a container on the quay.",
        "About 300 of them sat down at the gate, and lorries waited on the coast road as far as the bridge.",
        "The port's director, Hernan Ulloa, said that the crane had been looked at in March and found to be sound.",
        "The union wants it taken down. It has asked for a meeting with the labour ministry before the end of the week.",
        "Two men were treated for cuts, and a third, who had been under the hook a minute before, went home early.",
        "The port handles most of the region's fish meal, and its last strike, four years ago, lasted for nine days.",
    ]
    page = (
        "<html><head><title>Dockers walk out - The Quay</title></head><body><table><tr><td colspan=2>The Quay of Lebu</td></tr>"
        "<tr><td><b>Also today</b><ul><li><a href='/a'>Tides</a></li><li><a href='/b'>Deaths</a></li></ul></td>"
        f"<td><h2>Dockers walk out</h2><div>Thursday 14 May 2026</div><div>{'<br><br>'.join(lines)}</div></td></tr>"
        "</table></body></html>"
    )
    assert read_text(page).text.split("\n")[: len(lines)] == lines


@pytest.mark.parametrize("bar", ["bottom-bar", "cookie-wrapper"])
def test_a_page_whose_story_is_missing_is_empty_and_its_menu_no_story(bar: str) -> None:
    page = (PAGES / "bodiless.html").read_text().replace("bottom-bar", bar)
    extraction = extract_article(page, URL)
    assert extraction.outcome == "empty", extraction.seen and extraction.seen.text


def test_a_story_within_a_box_named_for_cookies_is_kept() -> None:
    page = (PAGES / "graph.html").read_text()
    wrapped = page.replace("<body>", '<body><div class="cookie-consent-given">').replace("</body>", "</div></body>")
    assert wrapped != page
    assert extract_article(wrapped, URL).article == extract_article(page, URL).article


def test_a_story_of_three_sentences_is_an_article() -> None:
    article = read("short.html")
    assert article.text.split("\n") == [
        "An explosion at a fuel depot in Kosti killed two guards early on Friday.",
        "The cause was not known.",
        "More follows.",
    ]
    assert article.word_count == 21


def test_the_body_told_in_json_ld_rescues_an_empty_page() -> None:
    article = read("rescue.html")
    assert article.text.startswith("Two ministers resigned on Saturday")
    assert article.text.count("\n") == 2


# -------------------------------------------------------------------------------------------------- metadata


def test_json_ld_gives_title_people_times_and_site() -> None:
    article = read("graph.html")
    assert article.title == "Mortar fire kills six at Kadir crossing"
    assert article.author == "Ann Marlow; Tom Keto"
    assert article.site == "The Harbour Post"
    assert article.published_at == datetime(2026, 3, 3, 7, 40, tzinfo=UTC)
    assert (article.published_precision, article.published_source) == ("instant", "page")
    assert article.modified_at == datetime(2026, 3, 3, 10, 5, tzinfo=UTC)
    assert article.language == "en"
    assert article.section == "World"


def test_broken_json_ld_still_gives_what_can_be_read_of_it() -> None:
    article = read("broken_ld.html")
    assert article.title == "Council halts quarry after protest"
    assert article.author == "Ruth Okafor"
    assert article.published_at == datetime(2026, 3, 5, 16, 15, tzinfo=UTC)


def test_the_time_beside_the_headline_counts_not_the_sidebars_nor_the_updates() -> None:
    article = read("time_element.html")
    assert article.published_at == datetime(2026, 3, 6, 10, 30, tzinfo=UTC)
    assert article.author == "Lena Brandt"


def test_a_page_without_a_date_takes_the_entrys_and_says_so() -> None:
    told = datetime(2026, 3, 7, 20, 0, tzinfo=UTC)
    article = read("bare.html", entry_published_at=told)
    assert (article.published_at, article.published_precision, article.published_source) == (told, "instant", "feed")


@pytest.mark.parametrize(("after_h", "is_told"), [(20, True), (0, False), (-1, False)])
def test_a_page_that_does_not_say_when_it_was_changed_takes_it_from_its_entry(after_h: int, is_told: bool) -> None:
    told = datetime(2026, 3, 7, 20, 0, tzinfo=UTC)
    changed = told + timedelta(hours=after_h)
    page = Page(URL, "https://example.org/feed", "example.org", entry_updated_at=changed)
    article = read("bare.html", entry_published_at=told, page=page)
    assert article.modified_at == (changed if is_told else None)


def test_nothing_is_invented_where_nobody_tells() -> None:
    article = read("bare.html", "https://old.example.org/n/31")
    assert (article.published_at, article.published_precision, article.published_source) == (None, None, None)
    assert (article.author, article.modified_at, article.notice) == (None, None, None)


def test_a_time_without_a_zone_gives_its_day_only() -> None:
    page = (PAGES / "short.html").read_text().replace("2026-03-06T06:02:00Z", "2026-03-06 06:02")
    article = extract_article(page, URL).article
    assert article is not None
    assert (article.published_at, article.published_precision) == (datetime(2026, 3, 6, tzinfo=UTC), "day")


def test_a_time_after_the_fetch_is_not_believed() -> None:
    fetched_at = datetime(2026, 3, 1, tzinfo=UTC)
    article = read("short.html", fetched_at=fetched_at)
    assert article.published_at is None or article.published_at <= fetched_at + timedelta(days=2)


def test_the_feed_gives_the_publisher_and_the_entry_its_title() -> None:
    feed = Feed("https://f.example.org/rss", "Marwa Record", publisher="Marwa Record Press", language="en")
    article = read("bare.html", feed=feed, entry_title="Grenade at Marwa")
    assert (article.publisher, article.feed_title, article.feed_url) == (
        "Marwa Record Press",
        "Grenade at Marwa",
        feed.url,
    )


def test_a_lesser_heading_tells_the_sites_name_from_the_title() -> None:
    page = (PAGES / "bare.html").read_text().replace("H1>", "H2>")
    named = page.replace(
        "<TITLE>Grenade thrown at Marwa police post", "<TITLE>Grenade thrown at Marwa police post - The Pier"
    )
    assert named != page
    assert read_text(named).title == "Grenade thrown at Marwa police post"


def test_a_dash_of_the_headlines_own_stays() -> None:
    title = "Marwa under fire - what we know"
    page = (PAGES / "bare.html").read_text().replace("H1>", "H2>").replace("Grenade thrown at Marwa police post", title)
    assert read_text(page.replace("<TABLE", "<H3>Marwa under fire</H3><TABLE", 1)).title == title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bridge reopens after floods | Daily Fanal", "Bridge reopens after floods"),
        ("Daily Fanal - Bridge reopens after floods", "Bridge reopens after floods"),
        ("Bridge reopens – at last – after floods", "Bridge reopens – at last – after floods"),
        ("North-South talks: bridge to reopen", "North-South talks: bridge to reopen"),
    ],
)
def test_the_sites_name_is_no_part_of_the_title(title: str, expected: str) -> None:
    page = (PAGES / "short.html").read_text().replace("Blast at Kosti depot - Halyard Wire", title)
    page = page.replace("Halyard Wire", "Daily Fanal").replace("<h1>Blast at Kosti depot</h1>", "")
    article = extract_article(page, URL).article
    assert article is not None
    assert article.title == expected


@pytest.mark.parametrize(
    ("told", "instant"),
    [
        ("2026-07-05T22:40:00+11:00", "2026-07-05T11:40:00+00:00"),
        ("2026-07-05T22:40:00.123Z", "2026-07-05T22:40:00+00:00"),
        ("20260705T224000Z", "2026-07-05T22:40:00+00:00"),
        ("2026-07-05 22:40:00 +0530", "2026-07-05T17:10:00+00:00"),
        ("Sun, 05 Jul 2026 22:40:00 GMT", "2026-07-05T22:40:00+00:00"),
        ("July 5, 2026 10:40 pm EDT", "2026-07-06T02:40:00+00:00"),
        ("1783291200", "2026-07-05T22:40:00+00:00"),
        ("2026-07-05 22:40", None),
        ("5 July 2026, 14:20 IST", None),
    ],
)
def test_an_instant_needs_its_zone(told: str, instant: str | None) -> None:
    stamp = read_timestamp(told)
    assert stamp is not None
    assert stamp.day.isoformat() == "2026-07-05"
    assert (stamp.instant.isoformat() if stamp.instant else None) == instant


@pytest.mark.parametrize(
    "told", ["", "yesterday", "2026-13-45", "0001-01-01T00:00:00Z", "3 days ago", "99999999999999"]
)
def test_what_is_no_date_gives_none(told: str) -> None:
    assert read_timestamp(told) is None


# ---------------------------------------------------------------------------------------------------- identity


def test_a_canonical_address_of_the_same_owner_is_the_articles() -> None:
    article = read("graph.html", "https://m.harbourpost.example.com/amp/kadir?x=1")
    assert article.url == "https://www.harbourpost.example.com/world/kadir-crossing-mortar"
    assert article.id == read("graph.html").id


def test_a_canonical_address_of_another_owner_is_kept_but_not_followed() -> None:
    article = read("graph.html", "https://evil.example.net/copy")
    assert article.url == "https://evil.example.net/copy"
    assert article.declared_canonical == "https://www.harbourpost.example.com/world/kadir-crossing-mortar"


def test_a_front_page_is_nobodys_canonical_address() -> None:
    assert resolve_url("https://a.example.org/", "https://a.example.org/n/1") == "https://a.example.org/n/1"
    assert resolve_url("/n/2#top", "https://a.example.org/n/1") == "https://a.example.org/n/2"


def test_registrable_domains_know_public_suffixes_and_ports() -> None:
    assert registrable_domain("https://news.bbc.co.uk/x") == "bbc.co.uk"
    assert registrable_domain("http://127.0.0.1:8001/") != registrable_domain("http://127.0.0.1:8002/")
    assert registrable_domain("javascript:alert(1)") is None


def test_another_text_at_the_same_address_is_another_version_of_one_article() -> None:
    page = (PAGES / "graph.html").read_text()
    one, two = (
        extract_article(page, URL).article,
        extract_article(page.replace("killing six", "killing seven"), URL).article,
    )
    assert one is not None and two is not None
    assert one.id == two.id
    assert one.version_id != two.version_id


# ---------------------------------------------------------------------------------------------------- outcomes


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("consent.html", "consent"), ("paywall.html", "paywall"), ("shell.html", "shell"), ("index.html", "index"),
        ("opted_out.html", "opt_out"),
    ],
)  # fmt: skip
def test_a_page_that_is_no_article_says_what_it_is(name: str, outcome: str) -> None:
    extraction = extract_article((PAGES / name).read_bytes(), "https://a.example.org/world/x")
    assert extraction.outcome == outcome
    assert extraction.article is None
    assert extraction.detail and extraction.detail[0].islower()


@pytest.mark.parametrize(
    ("body", "kind", "outcome"),
    [
        (b"", None, "empty"),
        (b"   \n", "text/html", "empty"),
        (b"<html><body></body></html>", "text/html", "empty"),
        (b"%PDF-1.7 ...", None, "not_html"),
        (b"<html><p>x</p></html>", "image/png", "not_html"),
        (b'{"a": 1}', None, "not_html"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "text/xml", "not_html"),
        (b"just words", "text/html", "not_html"),
        (b"<p>" + b"x" * 10_000_001, "text/html", "too_big"),
        (b"<html><body>" + b"<p>a</p>" * 120_000, "text/html", "too_big"),
    ],
)
def test_bytes_that_are_no_page_have_a_reason(body: bytes, kind: str | None, outcome: str) -> None:
    extraction = extract_article(body, "https://a.example.org/x", content_type=kind)
    assert (extraction.outcome, extraction.article) == (outcome, None)
    assert extraction.detail


def test_a_robots_tag_against_machine_learning_is_an_opt_out() -> None:
    page = (
        (PAGES / "graph.html")
        .read_text()
        .replace("<meta charset", '<meta name="robots" content="index, noai"><meta charset')
    )
    assert extract_article(page, URL).outcome == "opt_out"


def test_a_cookie_bar_does_not_make_a_consent_wall() -> None:
    page = (PAGES / "short.html").read_text()
    bar = (
        "<div><p>We value your privacy. We and our 12 partners use cookies. Accept all or manage preferences.</p></div>"
    )
    assert extract_article(page.replace("<body>", f"<body>{bar}"), URL).outcome == "article"


# --------------------------------------------------------------------------------------------------- bytes in


@pytest.mark.parametrize(
    ("charset", "label", "text"),
    [
        ("utf-8", "iso-8859-1", "Zürich – Świnoujście"),
        ("cp1251", "windows-1251", "В Одессе прогремел взрыв"),
        ("cp1252", "utf-8", "Señor Núñez resigned"),
        ("utf-16", None, "Zürich"),
        ("shift_jis", "shift_jis", "東京で爆発があった"),
        ("gb18030", "gb2312", "北京发生爆炸"),
        ("cp1256", "windows-1256", "انفجار في المدينة"),
    ],
)
def test_the_bytes_decide_before_their_label(charset: str, label: str | None, text: str) -> None:
    body = f"<html><body><p>{text}</p></body></html>".encode(charset)
    assert text in decode_page(body, f"text/html; charset={label}" if label else "text/html")


def test_a_page_cut_in_the_middle_of_a_letter_stays_utf8() -> None:
    assert decode_page(("Журнал " * 30).encode()[:-3], "text/html; charset=windows-1252").startswith("Журнал Журнал")


def test_nul_and_control_characters_do_not_reach_the_text() -> None:
    page = (PAGES / "short.html").read_bytes().replace(b"killed two", b"killed\x00 \x07two")
    article = extract_article(page, URL).article
    assert article is not None
    assert "killed two guards" in article.text


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 60_000 + b"<p>deep</p>", b"<" * 500_000, b"<p>" + b"&amp;" * 200_000, gzip.compress(b"<html>", mtime=0),
        b"<html><script type='application/ld+json'>" + b"[" * 100_000 + b"</script></html>", "\ud800<p>lone</p>",
        b"\xff\xfe<\x00p\x00>\x00", b"<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><p>&c;</p>",
    ],
)  # fmt: skip
def test_hostile_pages_get_an_outcome(body: bytes | str) -> None:
    extraction = extract_article(body, "https://a.example.org/x")
    assert extraction.article is None
    assert extraction.detail


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400)), st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_bytes_at_all_give_an_outcome(body: bytes | str, url: str) -> None:
    extraction = extract_article(body, url)
    assert (extraction.article is not None) == (extraction.outcome == "article")


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_json_ld_at_all_gives_nodes(script: str) -> None:
    assert all(isinstance(node, dict) for node in read_nodes([script, "{" + script, f'{{"headline": "{script}"}}']))


@given(st.text(max_size=60))
def test_any_text_read_as_a_time_never_raises(text: str) -> None:
    stamp = read_timestamp(text)
    assert stamp is None or stamp.instant is None or stamp.instant.tzinfo is not None


# ------------------------------------------------------------------------------------------------------- edge


def test_a_page_and_a_batch_give_the_same(tmp_path: Path) -> None:
    names = sorted(path.name for path in PAGES.glob("*.html"))
    lines = [{"id": name, "url": URL, "html": (PAGES / name).read_text(encoding="utf-8")} for name in names]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert run_extract_batch(tmp_path / "in.jsonl", tmp_path / "out.jsonl") == 0
    told = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert told == [run_extract_page(PAGES / name, URL, entry_id=name) for name in names]
    assert {"id", "title", "text", "author", "published_at", "modified_at", "language", "site", "outcome"} <= told[
        0
    ].keys()


def test_a_line_tells_every_field_of_the_story_and_of_the_wire(tmp_path: Path) -> None:
    page = (PAGES / "graph.html").read_text().replace("since the road was first closed in February.</p>", "in a month.</p>"
        "<p>EDITORS' NOTE: This story has been corrected to show that six people died.</p>")  # fmt: skip
    (tmp_path / "page.html").write_text(page)
    row = run_extract_page(tmp_path / "page.html", URL)
    wanted = {
        "url": "https://www.harbourpost.example.com/world/kadir-crossing-mortar",
        "title": "Mortar fire kills six at Kadir crossing", "author": "Ann Marlow; Tom Keto", "section": "World",
        "site": "The Harbour Post", "language": "en", "published_at": "2026-03-03T07:40:00Z",
        "modified_at": "2026-03-03T10:05:00Z", "dateline": "KADIR, March 3 (HPW) -", "dateline_place": "KADIR",
        "credit": "HPW", "notice": "correction", "outcome": "article", "reason": None,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_lines_that_are_no_pages_are_named(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"id": "a", "url": "https://a.example.org/", "html": "<p>x</p>"}\nnot json\n{"id": 1}\n'
    )
    assert run_extract_batch(tmp_path / "in.jsonl", tmp_path / "out.jsonl") == 1
    rejected = [json.loads(line) for line in (tmp_path / "out.jsonl.rejected.jsonl").read_text().splitlines()]
    assert [row["line"] for row in rejected] == [2, 3]


def test_a_day_without_its_time_is_told_as_a_day(tmp_path: Path) -> None:
    page = (PAGES / "short.html").read_text().replace("2026-03-06T06:02:00Z", "2026-03-06")
    (tmp_path / "page.html").write_text(page)
    assert run_extract_page(tmp_path / "page.html", URL)["published_at"] == "2026-03-06"


def test_a_line_that_is_not_text_is_only_that_lines_fault(tmp_path: Path) -> None:
    line = b'{"id": "a", "url": "https://a.example.org/", "html": "<p>x \\ud800"}'
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\x85\xff\n" + b"[" * 100_000 + b"\n" + line)
    assert run_extract_batch(tmp_path / "in.jsonl", tmp_path / "out.jsonl") == 1
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    rejected = (tmp_path / "out.jsonl.rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(row)["line"] for row in rejected] == [2, 3]
    assert not list(tmp_path.glob("*.part"))
