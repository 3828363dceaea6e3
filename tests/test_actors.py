"""Who did what to whom: each actor once, by name, with the country and the sector that the story gives."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.parse.parser import Parser
from dateline.parse.who.introductions import find_introductions
from dateline.records import Actor, Document, Report
from dateline.stories.parties import rank_parties

NOON = datetime(2026, 7, 8, 12, tzinfo=UTC)  # a Wednesday


def reports(parser: Parser, text: str, event_type: str) -> list[Report]:
    parsed = parser.parse(Document("d", text, published_at=NOON, language="en"))
    return [report for report in parsed.reports if report.event_type == event_type]


def cast(parser: Parser, text: str, event_type: str, role: str = "source") -> list[tuple[str, str | None]]:
    """Return names and codes of a role in the first report of a type."""
    found = reports(parser, text, event_type)
    assert found, text
    return [(actor.name, actor.code) for actor in found[0].actors if actor.role == role]


@pytest.mark.parametrize(
    ("text", "name", "sector", "country"),
    [
        ("Transport Secretary Ilse Vandam said so.", "Ilse Vandam", "GOV", None),
        ("Deputy Foreign Minister Rui Teles met them.", "Rui Teles", "GOV", None),
        ("the harbour police captain Otto Lindqvarn", "Otto Lindqvarn", "COP", None),
        ("Brigadier Salem Haddou of the Tafna police spoke.", "Salem Haddou", "COP", None),
        ("Peru's mining minister, Inti Quispe Rojas, resigned.", "Inti Quispe Rojas", "GOV", "PER"),
        ("the governor of Tarma, Inti Quispe, left.", "Inti Quispe", "GOV", None),
        ("Inti Quispe, 44, the mayor of Tarma, left.", "Inti Quispe", "GOV", None),
        ("Mette Kvist, Denmark's former trade minister, spoke.", "Mette Kvist", "ELI", "DNK"),
        ("Temur Lomadze, the party's leader, spoke.", "Temur Lomadze", "PTY", None),
        ("union president Joana Prado spoke.", "Joana Prado", "LAB", None),
        ("opposition leader Kwame Asante was held.", "Kwame Asante", "OPP", None),
    ],
)
def test_an_office_beside_a_name_says_who_somebody_is(text: str, name: str, sector: str, country: str | None) -> None:
    (found,) = find_introductions(text)
    assert (text[found.start : found.end], found.sector, found.country) == (name, sector, country)


@pytest.mark.parametrize(
    "text",
    [
        "the leader of Solomon Islands' opposition spoke",
        "In Port Elva, police said the road was closed.",
        "the Ministry of Public Works said",
        "They met on Monday in Addis Ababa, officials said.",
        "A judge has ordered the sale of Tarma Steel Works.",
    ],
)
def test_a_place_or_a_body_is_nobody_introduced(text: str) -> None:
    assert find_introductions(text) == []


def test_a_surname_has_the_office_that_was_told_with_the_full_name(parser: Parser) -> None:
    text = (
        "OSLO, July 8 (Ventura) - Norway cut off aid to Benin on Wednesday, Development Minister Liv Halvorsen said. "
        "Halvorsen condemned the sentences that a court in Cotonou handed down on Tuesday."
    )
    assert cast(parser, text, "ACCUSE") == [("Liv Halvorsen", "NORGOV")]


@pytest.mark.parametrize(
    ("text", "event_type", "expected"),
    [
        (
            "Chile's mining minister, Inti Quispe Rojas, resigned on Wednesday.",
            "RETREAT",
            [("Inti Quispe Rojas", "CHLGOV")],
        ),
        (
            "The United Nations' humanitarian coordinator in Mali, Astrid Holmvik, called on both sides to stop firing "
            "on Gao.",
            "REQUEST",
            [("Astrid Holmvik", "UNOGOV")],
        ),
        (
            "A larger group, the Moro Islamic Liberation Front, signed a peace agreement with the government on Tuesday.",
            "SUPPORT",
            [("Moro Islamic Liberation Front", "PHLREB")],
        ),
    ],
)
def test_who_holds_an_office_is_called_by_name(
    parser: Parser, text: str, event_type: str, expected: list[tuple[str, str]]
) -> None:
    assert cast(parser, text, event_type) == expected


def test_another_states_envoy_is_not_the_one_the_story_named(parser: Parser) -> None:
    text = "The envoy, Ana Ruiz, met rebels. Norway's envoy urged the rebels to stop fighting on Tuesday."
    assert cast(parser, text, "REQUEST") == [("Norway's envoy", "NORGOV")]


def test_each_country_of_an_office_held_in_several_is_a_party(parser: Parser) -> None:
    text = "The foreign ministers of Chile, Peru and Bolivia met in Arica on Tuesday."
    assert cast(parser, text, "CONSULT") == [
        ("foreign ministers of Chile", "CHLGOV"),
        ("Peru", "PERGOV"),
        ("Bolivia", "BOLGOV"),
    ]
    text = "Police from Samoa and Fiji began joint patrols off Apia on Tuesday."
    assert cast(parser, text, "COOPERATE") == [("Police", "WSMCOP"), ("Fiji", "FJICOP")]


def test_ministers_of_nobody_named_who_meet_are_not_all_of_the_place(parser: Parser) -> None:
    text = "BRUSSELS, July 8 (Ventura) - The bloc's interior ministers met in Brussels on Wednesday."
    assert [code for _, code in cast(parser, text, "CONSULT")] == ["GOV"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Police said that officers had arrested nine men in Pula on Tuesday.", "COP"),
        ("The army said that its officers had arrested nine men in Pula on Tuesday.", "MIL"),
    ],
)
def test_officers_are_of_the_force_the_story_speaks_of(parser: Parser, text: str, code: str) -> None:
    assert [told for _, told in cast(parser, text, "COERCE")] == [f"HRV{code}"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A convoy of grain lorries was attacked near Gao on Tuesday.", "UNK"),
        ("An aid convoy was attacked near Gao on Tuesday.", "UNK"),
        ("An army convoy was attacked near Gao on Tuesday.", "MIL"),
    ],
)
def test_lorries_in_a_convoy_are_no_force(parser: Parser, text: str, code: str) -> None:
    assert [told for _, told in cast(parser, text, "ASSAULT", "target")] == [code]


def test_the_people_of_a_trade_who_unite_bear_no_arms(parser: Parser) -> None:
    text = "A traders' group accused the police in Kumasi of theft on Tuesday."
    assert cast(parser, text, "ACCUSE") == [("traders' group", "SOC")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Two jets bombed a school near Sagaing on Tuesday, killing six people. Myanmar's army bombed the school.",
            ["Myanmar's army"],
        ),
        ("Gunmen shot dead a judge in Cali on Tuesday. The armed men shot him twice.", ["Gunmen"]),
    ],
)
def test_one_actor_in_two_wordings_is_one(parser: Parser, text: str, expected: list[str]) -> None:
    assert [name for name, _ in cast(parser, text, "ASSAULT")] == expected


def test_a_crowd_is_told_by_those_who_make_it_up(parser: Parser) -> None:
    text = "Hundreds of nurses marched in Lima on Tuesday. The protesters marched to demand pay."
    assert [name for name, _ in cast(parser, text, "PROTEST")] == ["nurses"]


def test_its_ministry_is_of_the_state_that_the_sentence_before_began_with(parser: Parser) -> None:
    text = "Peru expelled an envoy. Cuba denied wrongdoing. Its foreign ministry condemned the expulsion on Tuesday."
    assert cast(parser, text, "ACCUSE") == [("foreign ministry", "CUBGOV")]


def test_a_town_where_planes_land_is_no_party(parser: Parser) -> None:
    text = "Three Omani military transport planes loaded with tents and blankets landed in Port Sudan on Tuesday."
    assert cast(parser, text, "AID") == [("Omani military transport planes", "OMNMIL")]
    assert cast(parser, text, "AID", "target") == []


def _actor(name: str, code: str, **told: str | None) -> Actor:
    country = code[:3] if len(code) == 6 else None
    status = told.get("status") or "generic"
    kind = told.get("kind") or "people"
    return Actor(0, "source", name, told.get("entity"), kind, code, country, code[-3:], status, None, 0, 1)  # type: ignore[arg-type]


def test_an_organ_of_a_named_state_is_listed_beside_a_named_group() -> None:
    government = _actor("Yemen's government", "YEMGOV", kind="organisation")
    houthis = _actor("Houthi movement", "YEMREB", kind="organisation", status="named", entity="Ansar Allah")
    parties = rank_parties([("one", [government, houthis])])
    assert [(party.name, party.code) for party in parties] == [
        ("Yemen's government", "YEMGOV"),
        ("Ansar Allah", "YEMREB"),
    ]


def test_two_stories_words_for_one_party_are_one() -> None:
    told = [("one", [_actor("Gunmen", "UAF")]), ("two", [_actor("Armed men", "UAF")])]
    assert [party.name for party in rank_parties(told)] == ["Armed men"]
    told = [("one", [_actor("bus depot", "UNK", kind="facility")]), ("two", [_actor("buses", "UNK", kind="facility")])]
    assert len(rank_parties(told)) == 1
    told = [("one", [_actor("Kenyan police", "KENCOP")]), ("two", [_actor("Ugandan police", "UGACOP")])]
    assert len(rank_parties(told)) == 2
    told = [("one", [_actor("residents", "CVL")]), ("two", [_actor("traders", "CVL")])]
    assert len(rank_parties(told)) == 2
    told = [("one", [_actor("the forces", "UNK")]), ("two", [_actor("a force of the north", "UNK")])]
    assert len(rank_parties(told)) == 1


def test_a_nation_alone_makes_no_two_buildings_one() -> None:
    base, embassy = _actor("Turkish base", "UNK", kind="facility"), _actor("Turkish embassy", "UNK", kind="facility")
    assert len(rank_parties([("one", [base]), ("two", [embassy])])) == 2
    again = _actor("the base", "UNK", kind="facility")
    assert len(rank_parties([("one", [base]), ("two", [again])])) == 1
    told = [
        ("one", [_actor("Kenyans", "KENCVL")]),
        ("two", [_actor("Kenyan", "CVL")]),
        ("three", [_actor("nurses", "CVL")]),
    ]
    assert len(rank_parties(told)) == 2


def test_generic_words_give_way_to_a_name_but_not_the_crowd_of_a_protest() -> None:
    women, organiser = _actor("women", "CVL"), _actor("Adaeze Nwosu", "CVL", kind="person", status="named")
    assert [party.name for party in rank_parties([("one", [women, organiser])])] == ["Adaeze Nwosu"]
    assert [party.name for party in rank_parties([("one", [women, organiser])], is_protest=True)] == [
        "women",
        "Adaeze Nwosu",
    ]
