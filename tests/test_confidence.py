"""How far a report may be trusted: the features, the cap, and that what is fitted tells right from wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import calibrate
import score_golden
from dateline.parse.incidents.confidence import HIGHEST_UNDATED, settle_confidence
from dateline.parse.parser import Parser
from dateline.records import Document

AT = datetime(2026, 7, 8, 12, tzinfo=UTC)
STORY = """KADUNA, Nigeria, July 8 (AFP) - Gunmen killed nine people in the market town of Zaria on Tuesday, police said.

The attackers came on motorcycles. Traders said they would ask for more patrols."""


@pytest.mark.parametrize(
    ("probability", "source", "confidence"),
    [(0.8312, "text", 0.831), (0.9, "publication", HIGHEST_UNDATED), (0.9, None, HIGHEST_UNDATED), (1.0, "text", 0.98)],
)
def test_confidence_is_the_probability_within_its_bounds(probability, source, confidence):
    assert settle_confidence(probability, source) == confidence


def test_a_report_is_described_without_the_words_of_its_text():
    numbering = calibrate.Numbering(calibrate.load_classifier())
    reports = Parser.load(judge=numbering).parse(Document("x", STORY, published_at=AT)).reports
    told = numbering.features_of(reports[0].confidence)
    assert {"type=ASSAULT", "assertion=attributed", "date=text", "site=own", "toll", "point"} <= set(told)
    assert len(told) == len(set(told)) and not any("zaria" in each.lower() for each in told)


def test_a_plain_attack_is_surer_than_a_word_in_passing(parser: Parser):
    plain = parser.parse(Document("x", STORY, published_at=AT)).reports
    vague = parser.parse(Document("y", "Talk of an attack went round the town.", published_at=AT)).reports
    assert plain[0].confidence > HIGHEST_UNDATED
    assert all(report.confidence < plain[0].confidence for report in vague)


def test_on_held_folds_the_sure_reports_are_right_more_often_than_the_doubtful():
    rows = calibrate.judge_reports(score_golden.read_stories(calibrate.STORIES))
    judged = sorted(calibrate.judge_held(rows))
    third = len(judged) // 3
    doubtful, sure = (sum(right for _, right in part) / third for part in (judged[:third], judged[-third:]))
    assert third >= 30
    assert sure > doubtful + 0.15
