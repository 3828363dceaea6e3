"""Feeds as sites write them, well and badly, in our own words; addresses and dates of every spelling."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.feeds.instants import read_instant
from dateline.feeds.links import absolute_url, clean_url, host_key
from dateline.feeds.reading import parse_feed
from dateline.feeds.worker import LARGE_BYTES, read_feed

URL = "https://wire.example/feeds/world.xml"
AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


def rss(items: str, head: str = "", prolog: str = "<?xml version='1.0' encoding='utf-8'?>") -> bytes:
    return f"{prolog}<rss version='2.0'><channel><title>Mirador Wire</title>{head}{items}</channel></rss>".encode()


# --------------------------------------------------------------------------------------------------- formats

RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://wire.example/">
<title>Mirador Wire</title><link>https://wire.example/</link></channel><item rdf:about="https://wire.example/a">
<title>Two hurt</title><link>https://wire.example/a</link><dc:date>2026-03-02T12:30:00+02:00</dc:date></item></rdf:RDF>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"><title>Mirador Wire</title><id>urn:x</id><entry>
<title type="html">Two &lt;b&gt;hurt&lt;/b&gt; &amp;amp; one held</title><link rel="enclosure" href="/a.mp3"/>
<link rel="alternate" href="/a"/><id>urn:x:1</id><published>2026-03-02T10:30:00Z</published>
<updated>2026-03-02T11:00:00Z</updated></entry></feed>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Mirador Wire", "language": "en", "items": [
{"id": "https://wire.example/a", "title": "Two hurt", "date_published": "2026-03-02T10:30:00Z"}, {"id": "7"}]}"""
SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://wire.example/a</loc><news:news>
<news:publication><news:name>Mirador Wire</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-03-02T10:30:00Z</news:publication_date><news:title>Two hurt</news:title></news:news></url>
<url><loc>https://wire.example/b</loc><lastmod>2026-03-01</lastmod></url></urlset>"""
OLD_RSS = b"""<rss version="0.91"><channel><title>Mirador Wire</title><item><title>Two hurt</title>
<link>https://wire.example/a</link><pubDate>Mon, 02 Mar 2026 10:30:00 GMT</pubDate></item></channel></rss>"""


@pytest.mark.parametrize(
    ("body", "kind"),
    [(RDF, "rdf"), (ATOM, "atom"), (JSON, "json"), (SITEMAP, "sitemap"), (OLD_RSS, "rss")],
    ids=["rdf", "atom", "json", "sitemap", "rss-0.91"],
)
def test_each_format_gives_title_link_and_instant(body: bytes, kind: str) -> None:
    parsed = parse_feed(body, URL)
    entry = parsed.entries[0]
    assert (parsed.kind, parsed.title, parsed.problem) == (kind, "Mirador Wire", None)
    assert (entry.url, entry.published_at or entry.updated_at) == ("https://wire.example/a", AT)
    assert entry.feed_url == URL and (entry.title or "").startswith("Two hurt")


def test_an_atom_title_is_plain_text_and_its_language_is_two_letters() -> None:
    (entry,) = parse_feed(ATOM, URL).entries
    assert (entry.title, entry.language) == ("Two hurt & one held", "en")
    assert entry.updated_at == datetime(2026, 3, 2, 11, tzinfo=UTC)


def test_an_entry_without_an_update_has_none() -> None:
    (entry,) = parse_feed(OLD_RSS, URL).entries
    assert entry.updated_at is None


def test_an_index_names_its_sitemaps_newest_first() -> None:
    rows = "".join(f"<sitemap><loc>/s{n}.xml</loc><lastmod>2026-03-0{n}</lastmod></sitemap>" for n in (1, 3, 2))
    parsed = parse_feed(f"<sitemapindex>{rows}</sitemapindex>".encode(), URL)
    assert (parsed.kind, parsed.entries) == ("sitemapindex", ())
    assert parsed.sitemaps == tuple(f"https://wire.example/s{n}.xml" for n in (3, 2, 1))


def test_a_sitemap_with_too_many_rows_keeps_the_newest() -> None:
    rows = "".join(f"<url><loc>/{d:02}</loc><lastmod>2026-03-{d:02}</lastmod></url>" for d in range(1, 29))
    parsed = parse_feed(f"<urlset>{rows}</urlset>".encode(), URL, max_entries=2)
    assert [entry.url[-2:] for entry in parsed.entries] == ["28", "27"] and "28 entries" in (parsed.problem or "")


# ----------------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>/a</link>", "https://wire.example/a"),
        ("<link>\n  https://wire.example/a?utm_source=rss&amp;utm_medium=x \n</link>", "https://wire.example/a"),
        ("<guid>https://wire.example/a</guid>", "https://wire.example/a"),
        ("<guid isPermaLink='false'>https://wire.example/a</guid>", "https://wire.example/a"),
        ("<link>https://proxy.example/x</link><feedburner:origLink xmlns:feedburner='http://rssnamespace.org/"
         "feedburner/ext/1.0'>https://wire.example/a</feedburner:origLink>", "https://wire.example/a"),
        ("<link><![CDATA[https://wire.example/a]]></link><guid>17</guid>", "https://wire.example/a"),
    ],
)  # fmt: skip
def test_the_link_is_found_and_made_absolute(item: str, url: str) -> None:
    (entry,) = parse_feed(rss(f"<item><title>x</title>{item}</item>"), URL).entries
    assert entry.url == url


def test_entries_without_an_address_are_left_out_and_said() -> None:
    parsed = parse_feed(rss("<item><guid>17</guid></item><item><link>mailto:a@b.example</link></item>"), URL)
    assert (parsed.entries, parsed.problem) == ((), "none of 2 entries has a link")


def test_an_entry_told_twice_comes_once_in_its_first_place() -> None:
    items = "".join(f"<item><link>/{name}</link></item>" for name in ("a", "b", "a?utm_source=x", "c"))
    assert [entry.url[-1] for entry in parse_feed(rss(items), URL).entries] == ["a", "b", "c"]


# ------------------------------------------------------------------------------------------------ bad feeds


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><html><body>Down for maintenance</body></html>", "html"),
        (b"<!-- x --><HTML lang=en><head></head></HTML>", "html"),
        (b"<div>nothing</div>", "unknown"),
        (b"404 page not found", "unknown"),
        (b'{"error": "no such feed"}', "unknown"),
        (b"{" * 100_000, "unknown"),
        (b"%PDF-1.4\x00\x01\x02", "unknown"),
    ],
)
def test_what_is_no_feed_gives_a_problem_and_no_entries(body: bytes, kind: str) -> None:
    parsed = parse_feed(body, URL)
    assert (parsed.kind, parsed.entries) == (kind, ()) and parsed.problem


def test_a_feed_that_is_not_well_formed_is_read_all_the_same() -> None:
    items = "<item><title>Fire & smoke &nbsp; at Mirador</title><link>/a?x=1&y=2</link></item>"
    parsed = parse_feed(rss(items)[: -len("</rss>")], URL)
    assert [(e.url, e.title) for e in parsed.entries] == [
        ("https://wire.example/a?x=1&y=2", "Fire & smoke at Mirador")
    ] and parsed.problem is None


def test_control_characters_and_leading_blanks_do_no_harm() -> None:
    parsed = parse_feed(b"\r\n  " + rss("<item><title>Two\x0b hurt\x00</title><link>/a</link></item>"), URL)
    assert [entry.title for entry in parsed.entries] == ["Two hurt"]


def test_entities_are_never_expanded_nor_files_read() -> None:
    doctype = (
        "<!DOCTYPE urlset [<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>"
    )
    body = f"<?xml version='1.0'?>{doctype}<urlset><url><loc>/&f;&b;x</loc></url></urlset>".encode()
    told = repr(parse_feed(body, URL))
    assert "root:" not in told and "aaaa" not in told
    told = repr(parse_feed(rss("<item><link>/x</link><title>&f;&b;</title></item>", prolog=doctype), URL))
    assert "root:" not in told


def test_a_billion_laughs_end_at_once() -> None:
    levels = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    body = f"<!DOCTYPE x [<!ENTITY l0 'ha'>{levels}]>".encode()
    started = time.monotonic()
    for feed in (
        rss("<item><link>/x</link><title>&l9;</title></item>", prolog=""),
        b"<urlset><url><loc>&l9;</loc></url></urlset>",
    ):
        parse_feed(body + feed, URL)
    assert time.monotonic() - started < 5


def test_two_hundred_thousand_entries_are_cut_before_they_are_parsed() -> None:
    body = rss("".join(f"<item><link>/{n}</link></item>" for n in range(200_000)))
    started = time.monotonic()
    parsed = parse_feed(body, URL, max_entries=500)
    assert len(parsed.entries) == 500 and "200000 entries" in (parsed.problem or "")
    assert time.monotonic() - started < 10


@pytest.fixture
def large_feed() -> bytes:
    items = "".join(
        f"<item><title>Двое {n}</title><link>/{n}</link><pubDate>Mon, 02 Mar 2026 10:30:00 GMT</pubDate>"
        f"<description>{'x' * 4_000}</description></item>"
        for n in range(100)
    )
    body = rss(items, "<ttl>15</ttl>")
    assert len(body) > LARGE_BYTES and len(parse_feed(body, URL).entries) == 100
    return body


def test_a_large_feed_is_read_the_same_in_its_worker(large_feed: bytes) -> None:
    assert read_feed(large_feed, URL, content_type="text/xml") == parse_feed(large_feed, URL)


def test_what_a_library_prints_is_no_part_of_a_large_feed(
    large_feed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('{}', flush=True)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert len(read_feed(large_feed, URL).entries) == 100


def test_a_feed_that_holds_its_parser_is_killed_and_said() -> None:
    started = time.monotonic()
    parsed = read_feed(b"<rss><channel><title>" + b"<a" * 2_400_000, URL, limit_s=2.0)
    assert parsed.entries == () and "cannot be read within 2 s" in (parsed.problem or "")
    assert time.monotonic() - started < 6


# ---------------------------------------------------------------------------------------------- characters


@pytest.mark.parametrize(
    ("prolog", "content_type", "codec"),
    [
        ("<?xml version='1.0' encoding='windows-1251'?>", None, "windows-1251"),
        ("<?xml version='1.0' encoding='koi8-r'?>", "text/xml", "koi8-r"),
        ("", "application/rss+xml; charset=windows-1251", "windows-1251"),
        ("<?xml version='1.0' encoding='iso-8859-1'?>", "text/xml; charset=iso-8859-1", "utf-8"),
        ("<?xml version='1.0' encoding='nonsense'?>", None, "utf-8"),
        ("<?xml version='1.0' encoding='utf-16'?>", None, "utf-16"),
        ("<?xml version='1.0'?>", None, "utf-8-sig"),
    ],
)
def test_the_characters_come_right_whatever_the_labels_say(prolog: str, content_type: str | None, codec: str) -> None:
    body = rss("<item><title>Двое ранены</title><link>/a</link></item>", prolog=prolog).decode().encode(codec)
    (entry,) = parse_feed(body, URL, content_type=content_type).entries
    assert entry.title == "Двое ранены"


@given(st.binary(max_size=300))
@example(gzip.compress(b"<rss/>", mtime=0))
def test_any_bytes_at_all_give_no_exception(body: bytes) -> None:
    parsed = parse_feed(body, URL)
    assert parsed.problem is not None or parsed.kind != "unknown"


@given(st.text(max_size=80))
def test_any_text_in_an_entry_gives_no_exception(text: str) -> None:
    body = rss(
        f"<item><title>{text}</title><link>{text}</link><pubDate>{text}</pubDate></item>".encode(
            "utf-8", "replace"
        ).decode()
    )
    for entry in parse_feed(body, URL).entries:
        assert clean_url(entry.url) == entry.url


@pytest.mark.parametrize(("label", "code"), [("en-us", "en"), ("AR", "ar"), ("US", None), ("english", None)])
def test_a_language_is_kept_only_where_it_is_one(label: str, code: str | None) -> None:
    assert parse_feed(rss("", f"<language>{label}</language>"), URL).language == code


def test_a_feed_says_how_long_it_keeps() -> None:
    period = "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>"
    assert parse_feed(rss("", "<ttl>15</ttl>"), URL).ttl_s == 900
    assert parse_feed(rss("", period), URL).ttl_s == 86_400 and parse_feed(rss(""), URL).ttl_s is None


# ---------------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Mon, 02 Mar 2026 10:30:00 GMT", AT),
        ("Mon, 02 Mar 2026 10:30:00 +0000", AT),
        ("Mon,2 Mar 2026 19:30:0 GMT+9", AT),
        ("Mon, 02 Mar 2026 05:30:00 EST", AT),
        ("02 Mar 26 10:30 Z", AT),
        ("2 March 2026, 10:30 UTC", AT),
        ("March 2, 2026 10:30 AM", AT),
        ("Mon Mar  2 10:30:00 2026", AT),
        ("Mon Mar 02 10:30:00 UTC 2026", AT),
        ("2026-03-02T10:30:00Z", AT),
        ("2026-03-02T12:30:00.000+02:00", AT),
        ("2026-03-02 16:00:00+0530", AT),
        ("2026-03-02T10:30Z", AT),
        ("2026/03/02 10:30", AT),
        ("20260302T103000Z", AT),
        ("1772447400", AT),
        ("1772447400000", AT),
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 24:00:00 GMT", datetime(2026, 3, 3, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        (None, None),
        ("31 Feb 2026 10:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0000-00-00 00:00:00", None),
        ("Mon, 02 Mar 2026 10:30:00 +9900", None),
        ("2026-03-02T25:61:00Z", None),
    ],
)
def test_dates_are_read_in_every_spelling_or_not_at_all(text: str | None, instant: datetime | None) -> None:
    assert read_instant(text) == instant


def test_a_date_that_nobody_can_read_is_none_in_the_entry() -> None:
    (entry,) = parse_feed(rss("<item><link>/a</link><pubDate>last Monday, around ten</pubDate></item>"), URL).entries
    assert (entry.published_at, entry.updated_at) == (None, None)


@given(st.text(max_size=60))
def test_any_text_as_a_date_gives_no_exception(text: str) -> None:
    instant = read_instant(text)
    assert instant is None or instant.utcoffset() is not None


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001 - zone added below
def test_what_iso_writes_is_read_back(naive: datetime) -> None:
    instant = naive.replace(microsecond=0, tzinfo=UTC)
    assert read_instant(instant.isoformat()) == instant
    assert read_instant(instant.strftime("%a, %d %b %Y %H:%M:%S GMT")) == instant


# ------------------------------------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("HTTPS://Wire.Example:443/A?b=1#top", "https://wire.example/A?b=1"),
        ("http://wire.example", "http://wire.example/"),
        ("https://user:secret@wire.example/a", "https://wire.example/a"),
        ("https://wire.example/a/./b/../c", "https://wire.example/a/c"),
        ("https://wire.example/%7ea%2fb%c3%a9é", "https://wire.example/~a%2Fb%C3%A9%C3%A9"),
        ("https://wire.example/a?b=2&utm_source=x&a=1&fbclid=z", "https://wire.example/a?b=2&a=1"),
        ("https://wire.example/a?id=7&amp;amp;page=2", "https://wire.example/a?id=7&page=2"),
        ("https://wire.example/a?glossary=1&game=2&cid=3", "https://wire.example/a?glossary=1&game=2&cid=3"),
        ("https://wire.example\\a b", "https://wire.example/a%20b"),
        ("https://wire.example./100%", "https://wire.example/100%25"),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("ftp://wire.example/a", ""),
        ("javascript:alert(1)", ""),
        ("/a/b", ""),
        ("https:///a", ""),
        ("https://wire.example:99999/", ""),
        ("https://wi re.example/", ""),
        ("https://wire.example/" + "a" * 5_000, ""),
    ],
)
def test_an_address_has_one_spelling(url: str, clean: str) -> None:
    assert clean_url(url) == clean


ADDRESSES = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "HTTPS", "ftp"]),
    st.sampled_from(["wire.example", "Wire.Example:80", "u:p@wire.example:443", "[::1]", "bücher.example", "a..b", ""]),
    st.text(alphabet="/.%2eE5é \\&;=~#@:a\u200b\ud800", max_size=20),
    st.text(alphabet="?&=%2aé;utm_x#amp+ /", max_size=20),
)


@given(st.one_of(st.text(max_size=60), ADDRESSES))
@example("http://a.example/%25%32%35&amp;amp;")
@example("http://a.example//..//b?&&=&")
def test_cleaning_twice_is_cleaning_once(url: str) -> None:
    clean = clean_url(url)
    assert clean_url(clean) == clean and clean.isascii()
    assert not clean or host_key(clean)


@given(st.text(max_size=60))
def test_any_link_becomes_absolute_or_nothing(link: str) -> None:
    found = absolute_url(link, "https://wire.example/a/b")
    assert found == "" or found.startswith(("http://", "https://"))


def test_a_host_is_its_scheme_name_and_port() -> None:
    assert host_key("http://wire.example/a") == "http://wire.example:80"
    assert host_key("http://[::1]:8080/a") == "http://[::1]:8080" and host_key("nothing") == ""
