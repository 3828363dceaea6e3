"""Which day of a sentence is an incident's: counted from another day, a deadline, a day of the telling, a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dateline.checks import date_rules
from dateline.checks.frames import make_frames
from dateline.parse.commands import read_document
from dateline.parse.parser import Parser
from dateline.records import Document, Report

PUBLISHED = datetime(2026, 5, 14, 15, tzinfo=UTC)  # a Thursday


def of_type(parser: Parser, text: str, event_type: str) -> list[Report]:
    reports = parser.parse(Document(id="d", text=text, published_at=PUBLISHED)).reports
    return [report for report in reports if report.event_type == event_type]


@pytest.mark.parametrize(
    ("text", "event_type", "day"),
    [
        ("Police arrested two men in Kisumu on Wednesday, three days after gunmen killed a trader.", "ASSAULT", 10),
        ("Police arrested two men in Kisumu on Wednesday, three days after gunmen killed a trader.", "COERCE", 13),
        ("Peru's army denied on Tuesday that it had shelled Sivia, a day after a rights group accused it.", "ACCUSE", 11),
        ("Rebels shelled the port of Aden on Monday, hours after the army bombed their barracks in Sanaa.", "ASSAULT", 11),
        # counted from the day named behind it
        ("Some sixty people detained in Lusaka a day earlier were charged with rioting on Wednesday.", "COERCE", 12),
        # a market's name, and the day
        ("A bomb killed six people at Maiduguri's Monday Market on Tuesday, police said.", "ASSAULT", 12),
        # nothing that follows: the day of what stands before
        ("Gunmen killed a trader in Kisumu on Tuesday, a day after the fair.", "ASSAULT", 12),
        # by when is not when
        ("Colombia's government promised on Monday to free 16 rebels by the end of May.", "AGREE", 11),
        ("Soldiers on Tuesday closed the road to Goma until Saturday.", "COERCE", 12),
        # the day of a figure is not that of the deaths
        ("The hospital cut to 26 the number killed in Monday's bombing in Quetta, from the 34 given by police on Tuesday.",
         "ASSAULT", 11),
    ],
)  # fmt: skip
def test_a_day_is_that_of_the_event_it_belongs_to(parser: Parser, text: str, event_type: str, day: int) -> None:
    assert [report.event_date for report in of_type(parser, text, event_type)][:1] == [date(2026, 5, day)]


def test_a_clause_on_an_event_of_a_year_takes_no_weekday_from_the_main_one(parser: Parser) -> None:
    text = "A post shut since a 2019 ambush in which smugglers killed four Kyrgyz guards reopened on Wednesday near Batken."
    (report,) = of_type(parser, text, "ASSAULT")
    assert (report.event_date, report.event_date_precision, report.is_background) == (date(2019, 1, 1), "year", True)


def test_a_day_after_without_a_day_before_it_tells_none(parser: Parser) -> None:
    text = "A day after gunmen killed a trader in Kisumu, shops stayed shut."
    assert all(report.date_text is None for report in of_type(parser, text, "ASSAULT"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("A drone has hit a convoy near El Obeid, killing seven people.\nThe cars were going home on Tuesday night when it came.",
         12),
        ("Inmates in Roumieh have gone on hunger strike.\nTheir meals came back untouched on Tuesday, a lawyer said.", 12),
        # the day of a telling, of another clause, of a plan: not theirs
        ("Gunmen have killed nine miners near Zamora.\nThe governor said on Tuesday that he was sad.", 14),
        ("Gunmen have kidnapped nine miners near Zamora.\nNobody has seen them since trackers lost them on Tuesday.", 14),
        ("Gunmen have killed nine miners near Zamora.\nThe mine will open again on Saturday.", 14),
    ],
)  # fmt: skip
def test_an_undated_lead_has_the_day_of_the_scene_behind_it(parser: Parser, text: str, day: int) -> None:
    reports = parser.parse(Document(id="d", text=text, published_at=PUBLISHED)).reports
    assert reports[0].event_date == date(2026, 5, day)
    assert (reports[0].event_date_source == "text") == (day != 14)


@pytest.mark.parametrize(
    ("text", "kind", "days"),
    [
        (
            "The army said on Tuesday that it had retaken Sake in eastern Congo after two days of fighting.",
            "ASSAULT",
            (10, 12),
        ),
        (
            "Police in Nairobi arrested 30 people on Tuesday after three days of protests over a tax.",
            "PROTEST",
            (9, 12),
        ),
        (
            "Police in Nairobi arrested 30 people on Tuesday after three days of protests over a tax.",
            "COERCE",
            (12, 12),
        ),
    ],
)
def test_what_lasted_for_days_began_with_them(parser: Parser, text: str, kind: str, days: tuple[int, int]) -> None:
    (report,) = of_type(parser, text, kind)
    assert (report.event_date, report.event_date_end) == tuple(date(2026, 5, day) for day in days)


def test_the_span_of_a_record_is_no_day_of_the_deed(parser: Parser) -> None:
    text = "Three planes with tents from Qatar have landed in Juba, South Sudan, in the first such airlift this year."
    assert all(report.event_date_source == "publication" for report in of_type(parser, text, "AID"))
    told = of_type(parser, "Police in Quito made the biggest drug seizure this month on Tuesday.", "COERCE")
    assert all(report.event_date == date(2026, 5, 12) for report in told)


def test_what_was_said_days_before_is_recalled_with_the_deed_it_spoke_of(parser: Parser) -> None:
    text = "Chad sent 300 soldiers to the border on Tuesday, three days after it accused Sudanese troops of seizing a lorry."
    reports = parser.parse(Document(id="d", text=text, published_at=PUBLISHED)).reports
    told = {report.event_type: (report.event_date, report.is_background) for report in reports}
    recalled = (date(2026, 5, 9), True)
    assert told["MOBILIZE"] == (date(2026, 5, 12), False)
    assert told["ACCUSE"] == recalled
    assert told.get("COERCE", recalled) == recalled


def test_what_was_said_a_day_before_is_news_still(parser: Parser) -> None:
    text = "Chad sent 300 soldiers to the border on Tuesday, a day after it accused Sudanese troops of seizing a lorry."
    (report,) = of_type(parser, text, "ACCUSE")
    assert (report.event_date, report.is_background) == (date(2026, 5, 11), False)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Bus drivers in Amman ended a three-day strike on Tuesday.", 10, 12),
        ("Truckers called off their four-day blockade of the port of Beira on Wednesday.", 10, 13),
        ("Bus drivers in Amman ended a strike on Tuesday.", 12, 12),
    ],
)
def test_a_strike_that_ended_began_on_its_first_day(parser: Parser, text: str, first: int, last: int) -> None:
    (report,) = parser.parse(Document(id="d", text=text, published_at=PUBLISHED)).reports
    assert (report.event_date, report.event_date_end) == (date(2026, 5, first), date(2026, 5, last))


def test_the_dead_that_somebody_buried_are_those_of_the_fight(parser: Parser) -> None:
    text = (
        "Goma – Congo's army said on Thursday that it had retaken the town of Kinyatsi from "
        "M23 rebels after three days of fighting. A priest said that the market was empty. He had buried seven people "
        "since Monday."
    )
    (fight,) = of_type(parser, text, "ASSAULT")
    assert (fight.event_date, fight.event_date_end) == (date(2026, 5, 11), date(2026, 5, 14))
    assert (fight.place_name, fight.fatalities_best) == ("Kinyatsi", 7)


@pytest.mark.parametrize(
    ("text", "is_background"),
    [
        ("Kosovo wrote to the union after border police turned back 40 lorries at Merdare in April.", True),
        ("Kosovo wrote to the union after border police turned back 40 lorries at Merdare on Monday.", False),
    ],
)
def test_what_a_clause_tells_of_a_month_that_is_over_is_recalled(
    parser: Parser, text: str, is_background: bool
) -> None:
    assert [report.is_background for report in of_type(parser, text, "COERCE")] == [is_background]


@pytest.mark.parametrize(
    ("first", "last", "evidence", "fits"),
    [
        (date(2026, 2, 27), date(2026, 3, 3), "Nurses ended a five-day strike on Tuesday.", True),
        (date(2026, 3, 5), date(2026, 3, 7), "The army retook the town after two days of fighting.", True),
        (date(2026, 3, 1), date(2026, 3, 12), "The army retook the town after two days of fighting.", False),
        (date(2026, 3, 1), date(2026, 3, 5), "The army retook the town.", False),
    ],
)
def test_a_span_of_days_is_as_long_as_the_sentence_counts(first: date, last: date, evidence: str, fits: bool) -> None:
    assert date_rules._span_fits(first, last, "day", evidence) is fits


CHANGED = datetime(2026, 5, 15, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "modified_at", "day"),
    [
        ("Police in Kisumu arrested two men on Friday, a spokesman said.", CHANGED, date(2026, 5, 15)),
        ("Police in Kisumu arrested two men early Saturday, a spokesman said.", datetime(2026, 5, 17, 9, tzinfo=UTC),
         date(2026, 5, 16)),
        # further back than the day before the change: as likely the week before, since any edit is stamped
        ("Police in Kisumu arrested two men early Saturday, a spokesman said.", datetime(2026, 5, 18, 9, tzinfo=UTC),
         date(2026, 5, 9)),
        # the dateline says when it was written
        ("KISUMU, May 14 (Courier) - Police arrested two men on Friday, a spokesman said.", CHANGED, date(2026, 5, 8)),
        ("KISUMU, May 15 (Courier) - Police arrested two men on Friday, a spokesman said.", CHANGED, date(2026, 5, 15)),
        ("KISUMU (Courier) - Police arrested two men on Friday, a spokesman said.", CHANGED, date(2026, 5, 15)),
        # a day that it could name before it was changed
        ("Police in Kisumu arrested two men on Wednesday, a spokesman said.", CHANGED, date(2026, 5, 13)),
        ("Police in Kisumu arrested two men on Thursday, a spokesman said.", CHANGED, date(2026, 5, 14)),
        # changed within its day, or a week and more later, when its weekdays are what they were
        ("Police in Kisumu arrested two men on Friday, a spokesman said.", datetime(2026, 5, 14, 18, tzinfo=UTC),
         date(2026, 5, 8)),
        ("Police in Kisumu arrested two men on Friday, a spokesman said.", datetime(2026, 5, 29, tzinfo=UTC),
         date(2026, 5, 8)),
        ("Police in Kisumu arrested two men last Friday, a spokesman said.", CHANGED, date(2026, 5, 8)),
    ],
)  # fmt: skip
def test_a_weekday_of_a_changed_text_is_read_up_to_its_change(
    parser: Parser, text: str, modified_at: datetime, day: date
) -> None:
    document = Document(id="d", text=text, published_at=PUBLISHED, modified_at=modified_at)
    (report,) = parser.parse(document).reports
    assert report.event_date == day
    frames = make_frames([report], {"d": document})
    for check in (date_rules.words_give_date, date_rules.not_ahead):
        assert list(check(frames)) == [True], check.__name__


def test_a_day_behind_the_last_change_fails_its_check(parser: Parser) -> None:
    document = Document(
        id="d", text="Police in Kisumu arrested two men on Friday.", published_at=PUBLISHED, modified_at=CHANGED
    )
    (report,) = parser.parse(document).reports
    ahead = replace(report, event_date=date(2026, 5, 22), event_date_end=date(2026, 5, 22))
    assert list(date_rules.not_ahead(make_frames([ahead], {"d": document}))) == [False]


def test_a_line_of_parse_tells_when_its_text_was_changed() -> None:
    line = '{"id": "d", "text": "t", "published_at": "2026-05-14T15:00:00Z", "modified_at": "2026-05-15T20:00:00Z"}'
    assert read_document(line).modified_at == CHANGED
    assert read_document('{"id": "d", "text": "t", "modified_at": "soon"}').modified_at is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The ministry has had 250 soldiers manning roadblocks around Zamora since Tuesday.", date(2026, 5, 12)),
        ("The army has kept 300 troops patrolling Goma since Monday.", date(2026, 5, 11)),
        # scenery, and a state of years
        ("Gunmen shot at soldiers manning a roadblock near Zamora on Tuesday.", None),
        ("The ministry has had 250 soldiers manning roadblocks around Zamora since 2014.", None),
    ],
)
def test_a_force_that_is_kept_at_its_post_since_a_day_was_sent_then(
    parser: Parser, text: str, day: date | None
) -> None:
    assert [report.event_date for report in of_type(parser, text, "MOBILIZE")] == ([] if day is None else [day])
