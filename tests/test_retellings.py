"""One act told twice is one report; two acts of other parties stay two; remarks tell of no act.

The rules stand alone here: the fitted classifier may be fitted anew.
"""

from __future__ import annotations

import pytest

from dateline.parse.parser import Parser
from tests.readings import read_story as _read


@pytest.fixture
def parser(rules: Parser) -> Parser:
    return rules


def _kinds(parser: Parser, text: str) -> list[str]:
    return [f"{report.event_type}/{report.event_mode}" for report in _read(parser, text)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "CONSULT/third-party",
            "Foreign ministers of Chad and Libya met in Cairo on Tuesday to discuss their border. Egypt's foreign "
            "minister hosted the meeting at a palace on the river. The two sides talked for six hours. Earlier "
            "rounds, led by the Arab League, produced nothing.",
        ),
        (
            "THREATEN/violence",
            'A militia in western Libya warned oil firms on Tuesday not to send crews to the Zawiya field. "If one '
            'more crew comes here, we will kill it on the road," Hadi Mansour, a spokesman for the Zawiya Shield, '
            "said in a video.",
        ),
        (
            "THREATEN/restrict",
            "Mali's junta warned foreign miners on Tuesday not to leave. \"If they stop the pits, we will seize every "
            "truck,\" Colonel Amadou Diarra, the junta's spokesman, said on television.",
        ),
        (
            "REJECT/meet",
            "Turkey rejected a Greek proposal for talks on Tuesday. In Ankara, Turkey's office for the islands said "
            'that it had time. "We will not sit down with people who count our ships," the head of the office, Cem '
            "Aksoy, said.",
        ),
        (
            "ACCUSE/investigate",
            "The attorney general's office of Peru said on Tuesday that it had opened an investigation into the "
            "Christian Union, a party of the left. Prosecutors are looking into 12 loans to its treasurer, the "
            "office said.",
        ),
        (
            "RETREAT/ceasefire",
            "Two rebel groups announced a truce in South Sudan on Tuesday. The Upper River Front and the Sobat Army "
            "undertook to stop attacks on each other for 30 days. The groups also promised to let barges pass.",
        ),
        (
            "COERCE/arrest",
            "Four men have been arrested over the theft of army rifles, Ghana's interior ministry said on Wednesday. "
            "Soldiers caught the four men on Tuesday night in a barn near Tamale, it said.",
        ),
        ("SUPPORT/None", "Kenya's government welcomed the election on Tuesday and offered to send observers."),
        (
            "THREATEN/relations",
            "The European Union threatened on Tuesday to impose sanctions on judges in Georgia. Georgian judges on "
            "the list would be barred from travel to the bloc, according to a draft.",
        ),
    ],
)
def test_an_act_told_again_is_one_report(parser: Parser, kind: str, text: str) -> None:
    assert _kinds(parser, text) == [kind]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "CONSULT",
            "The presidents of Serbia and Croatia met in Geneva on Tuesday. The foreign ministers of Iran and Iraq "
            "also met in Geneva on Tuesday.",
        ),
        (
            "THREATEN",
            'Iran threatened on Tuesday to close the strait. "If they close it, we will sink their boats," U.S. navy '
            "commander John Reed said.",
        ),
        (
            "THREATEN",
            'A militia in western Libya threatened on Tuesday to shell the airport. "If one shell lands, we will '
            'destroy their camp," said Colonel Hadi Mansour, an army spokesman.',
        ),
        (
            "REJECT",
            'North Macedonia rejected a Bulgarian proposal for talks on Monday. "We will not sit with them either," '
            "the leader of the opposition, Goran Mitrev, said.",
        ),
        (
            "ACCUSE",
            "Prosecutors in Peru opened an investigation into the governor of Puno on Tuesday. Police are "
            "investigating a mayor in Cusco over a bridge that fell down.",
        ),
    ],
)
def test_acts_of_two_parties_stay_two(parser: Parser, kind: str, text: str) -> None:
    assert [report.event_type for report in _read(parser, text)] == [kind, kind]


def test_what_a_government_agrees_to_is_no_term_of_the_rebels_truce(parser: Parser) -> None:
    text = (
        "Two rebel groups announced a truce in South Sudan on Tuesday. "
        "South Sudan's government agreed to reopen the airport in Malakal."
    )
    assert _kinds(parser, text) == ["RETREAT/ceasefire", "AGREE/None"]


def test_what_one_party_to_a_truce_agrees_to_is_its_own(parser: Parser) -> None:
    text = "Colombia and the ELN announced a ceasefire on Monday. Colombia agreed to lift a ban on fuel sales."
    assert _kinds(parser, text) == ["RETREAT/ceasefire", "AGREE/None"]


def test_what_will_be_done_is_no_term_of_a_threat(parser: Parser) -> None:
    text = (
        "The EU threatened Serbia with sanctions on Monday. Serbia's foreign minister will be expelled, diplomats said."
    )
    assert _kinds(parser, text) == ["THREATEN/relations", "SANCTION/expel"]


def test_a_crowd_that_wants_something_is_a_protest_whoever_joins_it(parser: Parser) -> None:
    text = (
        "Thousands took to the streets of Tbilisi on Tuesday. The coach of the cup winners joined them with his team. "
        "They want new elections."
    )
    assert _kinds(parser, text) == ["PROTEST/demo"]


def test_a_measure_by_name_is_one_beside_the_threat(parser: Parser) -> None:
    text = (
        "The United States threatened on Tuesday to impose sanctions on judges in Georgia. "
        "The United States will deport 40 Georgian sailors next week."
    )
    assert _kinds(parser, text) == ["THREATEN/relations", "COERCE/deport"]


def test_what_the_editors_were_convicted_of_is_the_verdict_told_before(parser: Parser) -> None:
    text = (
        "Norway's minister condemned the sentences that a court in N'Djamena handed down on Feb. 10. "
        "Two reporters were convicted of slander after a report on a dam."
    )
    (_, verdict) = _read(parser, text)
    assert (verdict.event_mode, verdict.is_background) == ("convict", True)
    assert [actor.name for actor in verdict.actors if actor.role == "target"] == ["reporters"]  # and not "Feb. 10"


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("done to nobody", "Witnesses said the lorry drivers had blocked nobody and detained nobody on Tuesday."),
        ("suspected of nothing", "Police in Zambia were questioning a bus owner on Tuesday as a witness."),
        ("no suspect", "Police in Oran questioned the ship's owner on Tuesday without naming him as a suspect."),
        ("blamed by nobody", "Tanzania's energy ministry said on Tuesday that it was being blamed for the drought."),
        ("a rule", "The council's 20 members are appointed by the president for five years."),
        ("bought goods", "Four of the buses have been delivered, all of them to the capital of Nauru."),
        (
            "a crowd for champions",
            "Samoa's rugby champions came home on Sunday with the cup. Police said that about 9,000 people had taken "
            "to the streets of Apia.",
        ),
    ],
)
def test_a_remark_is_no_act(parser: Parser, why: str, text: str) -> None:
    assert _kinds(parser, text) == [], why


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("PROTEST/demo", "About 9,000 people took to the streets of Apia on Tuesday to demand new elections."),
        ("ACCUSE/allege", "Tanzania's energy ministry was blamed for the drought by the opposition on Tuesday."),
        (
            "REQUEST/None",
            "Chad's president said on Tuesday that he spoke to Sudan's president and asked him to do more.",
        ),
        ("REJECT/None", "The Hauran Banner rejected the terms of Syria's government on Tuesday."),
    ],
)
def test_what_looks_like_a_remark_is_an_act(parser: Parser, kind: str, text: str) -> None:
    assert _kinds(parser, text) == [kind]


def test_what_a_faction_has_refused_says_who_it_is(parser: Parser) -> None:
    text = "Gunmen of the Red Hill Brigade, a group that has refused to give up its weapons, shot dead three soldiers."
    assert [report.event_type for report in _read(parser, text)] == ["ASSAULT"]


def test_the_marchers_who_broke_nothing_are_those_who_marched(parser: Parser) -> None:
    text = (
        "Hundreds of teachers marched in Quito on Tuesday to demand their pay. Beating on drums, the marchers had "
        "broken nothing when rain fell, witnesses said."
    )
    assert _kinds(parser, text) == ["PROTEST/demo"]


def test_an_office_that_speaks_is_a_party_and_one_that_is_stormed_a_building(parser: Parser) -> None:
    (charge,) = _read(parser, "Georgia's prosecutor's office accused a mayor of theft on Tuesday.")
    assert [actor.code for actor in charge.actors if actor.role == "source"] == ["GEOJUD"]
    (raid,) = _read(parser, "Gunmen attacked the prosecutor's office in Zugdidi on Tuesday.")
    assert [actor.kind for actor in raid.actors if actor.role == "target"] == ["facility"]


def test_earlier_talks_with_a_day_are_an_event_and_without_one_a_remark(parser: Parser) -> None:
    dated = (
        "KAMPALA (AP) - Earlier talks between Uganda and Rwanda on Monday ended without a text, Uganda's foreign "
        "minister said."
    )
    assert _kinds(parser, dated) == ["CONSULT/None"]
    assert _kinds(parser, dated.replace(" on Monday", "")) == []


def test_whoever_calls_an_inquiry_a_farce_opens_none_and_goes_on(parser: Parser) -> None:
    text = (
        "Peru's attorney general opened an investigation into the Christian Union party on Tuesday. Rosa Quispe, the "
        "party's leader, called the investigation a circus. She accused the government of fearing the vote."
    )
    assert _kinds(parser, text)[0] == "ACCUSE/investigate"
    assert sum(kind == "ACCUSE/investigate" for kind in _kinds(parser, text)) == 1
    assert len(_kinds(parser, text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Police arrested four students in Dhaka on Monday. Soldiers detained the mayor of Sylhet on Monday.",
        "Police arrested four students in Dhaka on Monday. Officers detained the six drivers of a bus on Wednesday.",
        "Police arrested four students in Dhaka. Officers also detained nine teachers in Sylhet.",
    ],
)
def test_others_who_are_arrested_are_arrested_for_themselves(parser: Parser, text: str) -> None:
    assert _kinds(parser, text) == ["COERCE/arrest"] * 2
