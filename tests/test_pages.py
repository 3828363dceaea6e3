"""What pages are made of: passages, small plots, the runbook's words, links and escapes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from dateline.checks.row_checks import ROW_CHECKS
from dateline.checks.suite import read_sql_checks
from dateline.config import ROOT
from dateline.pages.advice import RUNBOOK, read_advice
from dateline.pages.passages import CONTEXT_CHARS, Mention, Passage, cut_passage
from dateline.pages.plots import columns_of, strip_of
from dateline.pages.rendering import day, instant, number, prose, seconds, web_address, write_page
from tests.browser import open_browser

TEXT = "One. Two men were shot in Kano. Three."


def text_of(passage: Passage) -> str:
    return "".join(piece.text for piece in (*passage.before, *passage.evidence, *passage.after))


def test_a_passage_marks_its_evidence_and_names_what_was_read():
    passage = cut_passage(TEXT, 5, 31, TEXT[5:31], [Mention(5, 12, "toll"), Mention(26, 30, "place")])
    assert [(piece.text, piece.kind) for piece in passage.evidence] == [
        ("Two men", "toll"), (" were shot in ", None), ("Kano", "place"), (".", None),
    ]  # fmt: skip
    assert (text_of(passage), passage.is_quoted) == (TEXT, True)


def test_a_mention_over_the_edge_of_the_evidence_is_named_once():
    passage = cut_passage(TEXT, 8, 31, TEXT[8:31], [Mention(5, 12, "toll")])
    assert [(piece.text, piece.is_last) for piece in (passage.before[-1], passage.evidence[0])] == [
        ("Two", False), (" men", True),
    ]  # fmt: skip


def test_a_quote_that_the_text_does_not_have_is_told():
    assert cut_passage(TEXT, 5, 31, "Two men were shot in Lagos.").is_quoted is False


@pytest.mark.parametrize("span", [(-1, 4), (3, 3), (9, 4), (0, 99), (None, None)])
def test_a_span_outside_the_text_has_no_passage(span):
    assert cut_passage(TEXT, *span, "x") is None


def test_a_long_story_is_cut_between_words():
    text = "word " * 400
    passage = cut_passage(text, 1000, 1004, "word")
    assert passage.is_cut_before and passage.is_cut_after
    assert text_of(passage).startswith("word ") and text_of(passage).endswith(" word")
    assert len(text_of(passage)) <= 2 * CONTEXT_CHARS + 4


spans = st.tuples(st.integers(-5, 300), st.integers(-5, 300))


@given(st.text(max_size=300), spans, st.lists(st.builds(lambda s: Mention(*s, "actor"), spans), max_size=5))
def test_a_passage_is_the_storys_own_text_whatever_the_spans(text, span, mentions):
    ordered = sorted((one for one in mentions if 0 <= one.start < one.end), key=lambda one: one.start)
    passage = cut_passage(text, *span, "", ordered)
    if passage is not None:
        assert "".join(piece.text for piece in passage.evidence) == text[slice(*span)]
        assert text_of(passage) in text


def test_a_strip_says_each_verdict_and_a_taller_bar_means_more_rows():
    plot = strip_of(["1 Mar", "2 Mar", "3 Mar", "4 Mar"], [("fail", 2), ("fail", 40), None, ("too_little_history", 0)])
    assert plot.says == "1 Mar failed (2), 2 Mar failed (40), 3 Mar did not run, 4 Mar could not judge"
    assert plot.marks[0].height < plot.marks[1].height <= plot.height
    assert all(mark.top >= 0 for mark in plot.marks)


def test_a_steady_check_is_told_in_few_words():
    assert strip_of(["1", "2", "3"], [("pass", 0)] * 3).says == "passed in all 3 nights"


def test_columns_know_the_usual_and_what_was_not_published():
    plot = columns_of(["1", "2", "3", "4", "5"], [10, 20, 1000, 30, 60], [True, True, False, True, False])
    assert (plot.usual, plot.most, plot.first, plot.last) == (20, 1000, "1", "5")
    assert [mark.kind for mark in plot.marks] == ["before", "before", "unpublished", "before", "now unpublished"]
    assert columns_of(["1", "2"], [None, 0], [True, True]).usual is None


def test_every_check_has_its_words_in_the_runbook():
    advice = read_advice(ROOT / RUNBOOK)
    names = [check.name for check in (*ROW_CHECKS, *read_sql_checks(ROOT / "sql" / "checks"))]
    assert [name for name in names if not advice.get(name)] == []
    assert "|" not in advice["fatalities_ordered"]


def test_links_within_the_docs_are_told_in_words(tmp_path):
    (tmp_path / "runbook.md").write_text(
        '## <a id="x"></a>X\nSee [A blocked night](#blocked-night), [`y`](checks.md#y) and [DuckDB](https://duckdb.org).'
    )
    assert read_advice(tmp_path / "runbook.md")["x"] == (
        "See A blocked night (docs/runbook.md#blocked-night), `y` (docs/checks.md#y) and [DuckDB](https://duckdb.org)."
    )


def test_an_installation_without_a_runbook_has_no_advice(tmp_path):
    assert read_advice(tmp_path / "runbook.md") == {}


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
     "//example.org/x", "http:example.org", "http://[::1", "file:///etc/passwd", "", None, 7],
)  # fmt: skip
def test_only_an_address_of_the_web_becomes_a_link(url):
    assert web_address(url) is None


def test_an_address_of_the_web_stays_as_it_is():
    assert web_address("https://courier.example/2?a=b&c='\"<") == "https://courier.example/2?a=b&c='\"<"


@given(st.text())
def test_any_text_comes_out_of_the_runbooks_markdown_without_elements_that_run(text):
    made = html.fromstring(f"<div>{prose(text)}</div>")
    assert not made.xpath("//script | //img[not(starts-with(@src, 'http'))] | //@*[starts-with(name(), 'on')]")


def test_figures_days_and_instants_read_well():
    assert [number(value) for value in (1234567, 18.5, 0, None)] == ["1,234,567", "18.5", "0", "–"]
    assert [seconds(value) for value in (0.04, 3.21, 75, 7260)] == ["0.04 s", "3.2 s", "1 min 15 s", "2 h 1 min"]
    told = [day(date(2026, 3, 1), precision) for precision in ("day", "week", "month", "year", None)]
    assert told == ["1 Mar 2026", "week of 1 Mar 2026", "March 2026", "2026", "1 Mar 2026"]
    assert day(None) == "no date"
    assert (
        instant(datetime(2026, 3, 1, 2, 30, tzinfo=UTC))
        == '<time datetime="2026-03-01T02:30:00Z">2026-03-01 02:30 UTC</time>'
    )


def test_a_page_is_written_whole_even_with_half_a_character_in_it(tmp_path):
    path = tmp_path / "pages" / "one.html"
    write_page(path, "half: \ud83d.")
    assert path.read_text(encoding="utf-8") == "half: ?."
    assert [one.name for one in path.parent.iterdir()] == ["one.html"]


def test_without_a_browser_a_build_machine_fails_and_others_skip(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no chromium"), open_browser(tmp_path):
        pass
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no chromium"), open_browser(tmp_path):
        pass


def test_the_package_holds_its_templates():
    import tomllib

    held = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["dateline"]
    assert "pages/templates/*" in held
    assert (Path(ROOT) / "plugins/dateline/pages/templates/desk.css").is_file()
