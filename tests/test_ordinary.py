"""Words of our triggers in their ordinary senses, and beside each the event that looks like it."""

from __future__ import annotations

import pytest

from dateline.parse.parser import Parser
from dateline.parse.text.pointers import is_pointer
from dateline.records import Document


def told(parser: Parser, text: str) -> list[str]:
    return [report.event_type for report in parser.parse(Document("x", text)).reports]


@pytest.mark.parametrize(
    "text",
    [
        # the reader and the player
        "In the second quest you will be attacked by soldiers of two rival armies.",
        "If you are stopped by the police in Minsk, you can be arrested for a flag.",
        "Avoid the restricted area, and ask the guards to release your phone.",
        # bills, abilities, what would have been
        "A pensions bill will be introduced in parliament banning early payouts by the state.",
        "The legislation has forced the refugee agency to suspend operations in Chad.",
        "The ministry said that the government had an obligation to provide aid to the refugees in Chad.",
        "The minister spoke of an attempt to force the rebels to free the hostages.",
        "The envoy said that he would have rejected the request from Kyiv.",
        # scores and markets
        "Comets 4, Lakers 1: Jon Parry scored twice, Alec Stone made 30 saves and Boise beat Tacoma.",
        "The Falcons beat the Comets for the fifth time in six games.",
        "Inflation in May handily beat consensus forecasts for a rise of two per cent.",
        "Uruguay allowed only one shot on goal and won again.",
        # a storm, a gain and a ban say nothing
        "Two storm systems are threatening communities along the coast of Ghana.",
        "The gains in trade will give relief to the Bank of Japan.",
        "Nine charities have warned that the province is sliding into famine.",
        "The threat posed by Russia is at the centre of the paper, the minister said.",
        # other senses
        "Deputies noted that the bureau held a briefing with them March 30.",
        "The police chief told a news conference that officers had received emergency calls from the station.",
        "The agency plans to land its new Polar Investigating Ranger Two on the moon in May.",
        "The space agency of India recruited three landers to join its programme.",
        "Cabinets have recognised that Norwegians were also among the guilty.",
        "The president put a question that nobody had asked of the court.",
        "The party will seek to strengthen the border, the government said.",
        "The order is part of a broad crackdown by the interior ministry.",
        "Some 60 people were killed in a crowd crush at a stadium in 1989.",
        "He is currently being held at a prison in Riga.",
        "Petrov left Russia in 2020 because he did not like the winters.",
        "Students at the camp include some who have joined the army opposing the military government.",
    ],
)
def test_ordinary_words_tell_no_event(rules: Parser, text: str):
    assert told(rules, text) == []


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("“We will attack you in your beds,” the rebel commander told the villagers on Monday.", "THREATEN"),
        ("Parliament in Tbilisi passed a bill banning rallies near the palace on Tuesday.", "COERCE"),
        ("The bill was rejected by the opposition Democratic Party on Monday.", "REJECT"),
        ("Turkey provided aid to the refugees in Chad on Monday.", "AID"),
        ("Rebels freed the hostages in Kasai on Monday.", "RETREAT"),
        ("The envoy rejected the request from Kyiv.", "REJECT"),
        ("Settlers beat two Palestinian farmers with clubs near Nablus on Monday.", "ASSAULT"),
        ("Police in Minsk beat the student leader on Sunday.", "ASSAULT"),
        ("Thugs beat the opposition leader Maria Kolesnik in Minsk on Monday.", "ASSAULT"),
        ("Iran warned Israel that any attack would be met with a crushing response.", "THREATEN"),
        ("China threatened Taiwan with an attack on Monday.", "THREATEN"),
        ("Thousands held a march on March 30 in Tbilisi against the law.", "PROTEST"),
        ("The rebels recruited 300 boys in Kasai in May.", "MOBILIZE"),
        ("Spain recognised the Palestinian state on Tuesday.", "SUPPORT"),
        ("The party sought asylum for its leader in Norway on Monday.", "REQUEST"),
        ("Police launched a crackdown on the opposition in Kampala, arresting 40 people.", "COERCE"),
        ("Some 60 people were killed in an attack on a stadium in Kabul on Monday.", "ASSAULT"),
        ("Four suspects were held over the bombing in Ankara.", "COERCE"),
        ("Russian troops left Georgia on Monday.", "RETREAT"),
        ("Advocates of the poor urged the Kenyan government on Monday to cut the price of maize.", "REQUEST"),
        ("The ombudsman's office called on the government of Peru on Monday to withdraw the army.", "REQUEST"),
        ("The rebels, opposing the deal, refused to disarm on Monday.", "REJECT"),
    ],
)
def test_the_event_that_looks_like_it_stays(rules: Parser, text: str, event_type: str):
    assert event_type in told(rules, text)


def test_a_paragraph_that_comes_twice_is_told_once(rules: Parser):
    once = "Gunmen killed three traders near the market of Gao on Monday."
    text = f"{once}\n\nThe market was empty on Tuesday.\n\n{once}\n\nNobody knows who they were."
    assert told(rules, text) == ["ASSAULT"]


def test_a_short_sentence_may_come_twice(rules: Parser):
    text = (
        "Police in Lima raided the home of the mayor on Monday. He was arrested. In Cusco they raided the home of the "
        "governor on Tuesday. He was arrested."
    )
    assert told(rules, text).count("COERCE") >= 2


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("Related: Gunmen kill three in Gao", True),
        ("READ MORE: Minister quits after raid on his home", True),
        ("Editor’s picks Police Beat Marchers in Minsk", True),
        ("Related tribes attacked two villages on Monday.", False),
        ("Read more slowly, the teacher told the boy.", False),
        ("Most read the statement as a threat.", False),
    ],
)
def test_lines_that_lead_elsewhere_are_known(piece: str, expected: bool):
    assert is_pointer(piece) is expected


def test_authorities_that_warn_of_a_storm_threaten_nobody(rules: Parser):
    text = (
        "The provincial government issued warnings to residents on Monday as floods and storms spread across the "
        "valley.\n\nThe government promised to open shelters and urged residents to boil water."
    )
    assert told(rules, text) == []
