"""What a story goes back to: deeds of a past that a paragraph has opened, or that is older than the news."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.parse.parser import Parser
from dateline.records import Document

PUBLISHED = datetime(2026, 7, 8, 12, tzinfo=UTC)
"""A Wednesday."""
NEWS = "Ministers of Mali and Niger met in Bamako on Tuesday. They discussed trade. "


def recalled(parser: Parser, text: str) -> dict[str, bool]:
    reports = parser.parse(Document("x", text, published_at=PUBLISHED)).reports
    return {f"{report.event_type}/{report.event_mode}": report.is_background for report in reports}


def of_deed(found: dict[str, bool], deed: str) -> list[bool]:
    """Return what was found of "TYPE/mode", or of "TYPE" whatever its mode."""
    return [is_background for name, is_background in found.items() if deed in (name, name.partition("/")[0])]


@pytest.mark.parametrize(
    ("told", "deed"),
    [
        ("In 2012 mutinous soldiers toppled the president. Rebels seized Gao within ten days.", "ASSAULT"),
        ("In March 2019 gunmen raided the village of Ogossagou. The prime minister resigned.", "RETREAT/resign"),
        ("The strike of 2018 closed the port of Dakar. Police arrested forty dockers that evening.", "COERCE/arrest"),
        ("He was arrested in Accra in 1998 and sentenced to life by a court five years later.", "SANCTION"),
        ("Troops of the king burned the monastery of Santa Clara in 1811.", "ASSAULT/destroy"),
        ("In 1811 troops of the king burned the monastery of Santa Clara.", "ASSAULT/destroy"),
        ("In May police arrested two men from a neighbouring village over the theft.", "COERCE/arrest"),
        ("The envoy spoke months after the arrest of the former minister by the army.", "COERCE/arrest"),
        ("A mayor was abducted and shot dead by gunmen near Kidal on June 20.", "ASSAULT/abduct"),
    ],
)  # fmt: skip
def test_what_a_paragraph_goes_back_to_is_recalled(parser, told, deed):
    found = recalled(parser, NEWS + "\n" + told)
    held = of_deed(found, deed)
    assert held, found
    assert all(held), found


@pytest.mark.parametrize(
    ("told", "deed"),
    [
        # the paragraph comes back to the news: by a day, by the present, by somebody who says something
        ("In 2012 soldiers toppled the president. On Monday rebels attacked the town of Gao.", "ASSAULT"),
        ("The mine opened in 2012. Gunmen have attacked it, killing three guards.", "ASSAULT"),
        ("The mine opened in 2012. Police said they arrested nine of the guards.", "COERCE/arrest"),
        # another paragraph
        ("The mine opened in 2012.\nGunmen attacked the mine and killed three guards.", "ASSAULT"),
        # days of the news itself
        ("Gunmen attacked the mine on Sunday and killed three guards.", "ASSAULT"),
        ("Workers at the mine have been on strike since June 20.", "PROTEST/strike"),
        # numbers that are no years of deeds
        ("Police arrested a crowd of 1200 people in the town of Gao.", "COERCE/arrest"),
        ("Police had arrested 30 protesters in Gao by 1400 GMT.", "COERCE/arrest"),
        ("Police arrested nine dockers two years after the minister vanished.", "COERCE/arrest"),
        ("The soldiers burned 1850 homes in the town of Gao.", "ASSAULT/destroy"),
    ],
)  # fmt: skip
def test_the_news_is_not_recalled(parser, told, deed):
    found = recalled(parser, NEWS + "\n" + told)
    held = of_deed(found, deed)
    assert held, found
    assert not any(held), found


def test_a_day_of_what_has_lasted_until_now_is_no_other_time(parser: Parser):
    text = (
        "LUSAKA, July 8 - The government cut the licence fee on Wednesday after a week of strikes by taxi drivers.\n"
        "It had raised the fee in May.\nDrivers walked out in Lusaka on July 1."
    )
    assert recalled(parser, text)["PROTEST/strike"] is False


def test_the_lead_of_a_weekly_is_its_news_however_old(parser):
    text = "Gunmen shot dead a councillor in Gao on June 25. Police arrested two men on June 26."
    assert recalled(parser, text) == {"ASSAULT/firearms": False, "COERCE/arrest": False}


def test_the_story_is_of_its_datelines_day_and_of_its_leads_month(parser: Parser):
    filed = (
        "BAMAKO, June 25 (Courier) - Gunmen attacked the town of Gao on Wednesday.\nThey burned a mill.\n"
        "On Wednesday soldiers arrested nine men in Mopti."
    )
    assert recalled(parser, filed)["COERCE/arrest"] is False
    month = (
        "Gunmen killed 200 people in Mali in June, the government said.\nThey stole cattle.\n"
        "In June gunmen attacked the town of Gao and abducted a mayor."
    )
    assert recalled(parser, month)["ASSAULT/abduct"] is False
