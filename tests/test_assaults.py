"""One act of violence told in several sentences is one report with all that the sentences tell of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dateline.parse.numbers.tolls import add_up, find_tolls
from dateline.parse.parser import Parser
from dateline.records import Document, Report

NOON = datetime(2026, 7, 8, 12, tzinfo=UTC)  # a Wednesday


def assaults(parser: Parser, text: str) -> list[Report]:
    parsed = parser.parse(Document("d", text, published_at=NOON, language="en"))
    return [report for report in parsed.reports if report.event_type == "ASSAULT"]


def only(parser: Parser, text: str) -> Report:
    found = assaults(parser, text)
    assert len(found) == 1, [(report.event_mode, report.evidence) for report in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "injured"),
    [
        ("Eleven wounded villagers had been brought to his ward, a surgeon said.", 11),
        ("Forty people were being treated at two clinics.", 40),
        ("Some 19 wounded were flown to the capital.", 19),
        ("Another five were left injured.", 5),
        ("The hospital treats wounded soldiers.", None),
        ("He said they had been treated badly.", None),
        ("He spent two nights in hospital.", None),
    ],
)
def test_the_wounded_are_counted_where_they_are_brought_in(text: str, injured: int | None) -> None:
    assert [toll.best for toll in find_tolls(text) if toll.kind == "injured"] == ([injured] if injured else [])


@pytest.mark.parametrize("killed", ["Three night guards", "A 17-year-old apprentice", "Two dockers"])
def test_who_works_by_night_or_by_hand_is_counted(killed: str) -> None:
    assert [toll.text for toll in _texts(f"{killed} died in the fire.")] == [killed]


def _texts(text: str) -> list[Any]:
    from types import SimpleNamespace

    return [SimpleNamespace(text=text[toll.start : toll.end]) for toll in find_tolls(text)]


def test_a_toll_some_sentences_later_belongs_to_the_only_incident(parser: Parser) -> None:
    report = only(
        parser,
        "Shells killed six people at a bakery in Kherson on Tuesday, the mayor said.\n"
        "They came from across the river. Bread was still on the racks. Nobody was selling it.\n"
        "A further 14 people were hurt.",
    )
    assert (report.fatalities_best, report.injured_best) == (6, 14)


def test_a_toll_of_another_year_or_town_stays_away(parser: Parser) -> None:
    report = only(
        parser,
        "Shells killed six people at a bakery in Kherson on Tuesday, the mayor said.\n"
        "A blaze in Kharkiv is a different matter. Last year 14 people were hurt.",
    )
    assert report.injured_best is None


def test_who_dies_in_the_flames_leaves_the_arson_an_arson(parser: Parser) -> None:
    report = only(
        parser,
        "Rebels set fire to a market in Gonaives on Monday. The stalls beside it went up within minutes. "
        "Two night guards died in the flames.",
    )
    assert (report.event_mode, report.fatalities_best) == ("destroy", 2)


@pytest.mark.parametrize(
    "text",
    [
        "A rocket hit a minibus near Sumy on Monday, killing six people, officials said.\n"
        "The governor of the region said that the rocket had come down beside a bus stop.",
        "A grenade thrown into a bar in Cali killed a waiter and wounded three guests, police said.\n"
        "Two men on a scooter threw the grenade on Monday night, a witness said.",
        "Gunmen took 30 pupils from a school near Jos on Sunday. Parents waited at the gate.\n"
        "The governor cut short a trip. A search went on.\n"
        "The pupils were taken from a dormitory before dawn.",
        "Soldiers and rebels exchanged fire for hours near Bunia on Monday, leaving four dead.\n"
        "The clash began when a patrol came under fire, the army said.",
        "The mayor of a town in Peru was assassinated on Sunday, police said.\n"
        "Ana Mora, 51, the mayor of Tarma, was shot twice by a man at the door of her office.",
    ],
    ids=["rocket", "grenade", "pupils", "clash", "mayor"],
)
def test_what_is_told_again_is_no_second_incident(parser: Parser, text: str) -> None:
    only(parser, text)


@pytest.mark.parametrize(
    "text",
    [
        "A rocket hit a minibus near Sumy on Monday, killing six people. "
        "A second rocket killed two people in Poltava on Tuesday.",
        "Gunmen killed three soldiers near Jos on Sunday. Gunmen killed five policemen near Kano on Monday.",
    ],
)
def test_another_day_or_town_is_another_incident(parser: Parser, text: str) -> None:
    assert len(assaults(parser, text)) == 2


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("An attack in Homs on Monday killed two men; it was unclear whether drones or mortars had been used.", None),
        ("An army jet bombed a school near Loikaw on Monday, killing four people, a group said.", "aerial"),
        ("Gunmen ambushed a convoy outside Gao on Monday, killing five drivers, the army said.", "firearms"),
        ("Militants ambushed a convoy outside Gao on Monday, killing five drivers, the army said.", None),
        ("A bus depot in Herat was bombed on Monday. Ten died. The device had been hidden in a crate.", "explosives"),
    ],
)
def test_the_mode_is_what_the_text_shows(parser: Parser, text: str, mode: str | None) -> None:
    assert only(parser, text).event_mode == mode


@pytest.mark.parametrize(
    "text",
    [
        "The town was long fought over.",
        '"It still shoots," said Commander Karim Daoud, patting an old rifle.',
        "Bandits have turned abduction into a trade in the north.",
        '"They kill us whenever they like," a farmer said.',
    ],
)
def test_violence_of_no_day_is_no_incident(parser: Parser, text: str) -> None:
    assert assaults(parser, text) == []


def test_a_year_before_the_noun_dates_what_its_clause_tells(parser: Parser) -> None:
    report = only(
        parser,
        "A border post that had been closed since a 2021 raid in which smugglers killed four Tajik guards "
        "reopened on Monday.",
    )
    assert (report.is_background, report.fatalities_best, str(report.event_date)) == (True, 4, "2021-01-01")


def test_a_denial_of_another_day_and_town_denies_only_that(parser: Parser) -> None:
    clash, shelling = assaults(
        parser,
        "Soldiers and rebels exchanged fire near Tafas on Monday, leaving four dead, the ministry said.\n"
        "It denied that troops had shelled Nawa on Sunday night.",
    )
    assert (clash.assertion, shelling.assertion) == ("attributed", "denied")


def test_a_denial_of_what_a_group_tells_is_disputed(parser: Parser) -> None:
    report = only(
        parser,
        "Soldiers shot dead nine farmers near Jos on Monday, a rights group said.\n"
        "The army denied that its troops had killed farmers.",
    )
    assert (report.assertion, report.is_disputed) == ("attributed", True)


def test_the_gassed_were_hurt_by_the_gas(parser: Parser) -> None:
    found = assaults(
        parser,
        "Police fired tear gas at a march in Sana'a on Monday, witnesses said. The marchers had blocked no road.\n"
        "Six people were treated for breathing difficulties at a hospital, a doctor said.",
    )
    assert [report.injured_best for report in found] == [6]


def test_what_is_told_of_somebody_by_the_way_is_so(parser: Parser) -> None:
    report = only(
        parser, "Parents marched in Lagos to press the government to free 41 pupils who were kidnapped on Monday."
    )
    assert (report.event_mode, report.assertion) == ("abduct", "stated")


def parties(report: Report, role: str) -> list[str]:
    return [actor.name for actor in report.actors if actor.role == role and actor.name]


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("The minister said Mayor Luis Orta ordered the murder of Judge Ana Mora in Cali on Monday.", "Luis Orta"),
        ("Two colonels are accused of ordering the killing of four priests in Lima on Monday.", "colonels"),
        ("The minister said the Norte cartel was behind the attack on a bank in Cali on Monday.", "Norte cartel"),
        ("Police named Pedro Diaz as the mastermind of the bombing of a church in Lima on Monday.", "Pedro Diaz"),
        ("Captain Ruiz Ortega was the perpetrator of the murders of two nuns in Lima on Monday.", "Ruiz Ortega"),
    ],
)
def test_who_had_it_done_is_its_source(parser: Parser, text: str, author: str) -> None:
    assert parties(only(parser, text), "source") == [author]


def test_the_accused_do_not_accuse_themselves(parser: Parser) -> None:
    report = only(parser, "Four men suspected of taking part in the attack on a bank in Quito on Monday fled.")
    assert (parties(report, "source"), parties(report, "reporter")) == (["men"], [])


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "Rebels attacked the old palace, the Hotel Plaza, the minister's house and the electoral council in Lima.",
            ["old palace", "Hotel Plaza", "minister's house", "electoral council"],
        ),
        ("A bomb exploded on the third floor of the Central hotel in Lima on Monday.", ["Central hotel"]),
        ("Two men placed bombs in bank branches in Lima on Monday.", ["bank branches"]),
        ("The commander's wife, Ana Torres, was killed by gunmen on Monday.", ["Ana Torres"]),
        ("Two of her guards, Luis Rodriguez and Ana Lima, were killed in Cali on Monday.",
         ["Luis Rodriguez", "Ana Lima"]),
        ("Two nurses were shot dead by rebels in Jaen on Monday. The nurses, Ana Ruiz and Ines Mora, were driving home.",
         ["Ana Ruiz", "Ines Mora"]),
        ("Rebels killed a mayor near Jaen on Monday. The mayor, Ana Ruiz, said last year that she feared for her life.",
         ["mayor"]),
        ("A 17-year-old baker was shot dead by police in Lima on Monday.", ["baker"]),
        ("Rebels killed six missionaries in Jaen on Monday. The Swiss missionaries were killed in a chapel.",
         ["Swiss missionaries"]),
    ],
)  # fmt: skip
def test_each_victim_and_target_once_by_its_name(parser: Parser, text: str, targets: list[str]) -> None:
    assert parties(only(parser, text), "target") == targets


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Ana Mora was killed.", 1, None),
        ("Mayor Ana Mora, 34, and two guards were wounded.", None, 3),
        ("Gunmen killed Judge Ana Mora and her driver.", 2, None),
        ("Four people, including Ana Mora, were killed.", 4, None),
        ("Two men, Luis Rivas and Juan Mora, were killed.", 2, None),
        ("Ana Mora killed two men.", 2, None),
        ("Ana Mora was not killed.", None, None),
        ("Four soldiers were killed, Ana Mora said.", 4, None),
    ],
)
def test_a_person_told_by_name_is_one_head(text: str, killed: int | None, injured: int | None) -> None:
    tolls = find_tolls(text)
    assert (add_up(tolls, "killed")[1], add_up(tolls, "injured")[1]) == (killed, injured)


def test_who_was_abducted_and_killed_is_one_incident_by_the_same_hands(parser: Parser) -> None:
    report = only(parser, "Luis Rivas was abducted and tortured by unidentified men in Cali on Monday.")
    assert parties(report, "target") == ["Luis Rivas"]
    assert [(actor.name, actor.sector) for actor in report.actors if actor.role == "source"] == [
        ("unidentified men", "UAF")
    ]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Senator Ana Mora escaped unhurt when gunmen opened fire on her car in Cali on Monday.", ["car", "Ana Mora"]),
        ("A teacher was shot dead by gunmen on a motorcycle in Cali on Monday.", ["teacher"]),
        ("The attack, which was carried out by rebels, killed 20 people in Cali on Monday.", ["people"]),
    ],
)
def test_whose_car_was_hit_and_what_the_attackers_rode(parser: Parser, text: str, targets: list[str]) -> None:
    assert parties(only(parser, text), "target") == targets


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Archbishop Oscar Rivas spoke for years.\nThe archbishop was shot by a sniper on Monday.", "Oscar Rivas"),
        ("Ana Mora, the mayor of Tarma, had no guards.\nThe mayor was shot dead in the street on Monday.", "Ana Mora"),
        ("Judge Ana Mora and Judge Luis Rivas heard the case.\nThe judge was shot dead in Lima on Monday.", "judge"),
        ("Archbishop Oscar Rivas said mass.\nAn archbishop was shot by a sniper in Rome on Monday.", "archbishop"),
    ],
)  # fmt: skip
def test_an_office_is_the_one_who_holds_it_in_the_story(parser: Parser, text: str, target: str) -> None:
    assert parties(only(parser, text), "target") == [target]


def test_a_raid_its_attack_and_its_arson_are_one_report(parser: Parser) -> None:
    report = only(
        parser,
        "KANO, Nigeria, July 8 (Reuters) - Gunmen on motorcycles raided a farming village in northwestern Nigeria and "
        "killed at least 14 people, residents and a local official said on Wednesday.\n"
        "The attack on a hamlet in Zamfara state began late on Monday, said Musa Bello, who lost two brothers.\n"
        "The attackers set fire to grain stores, he said. Nine people were wounded, a nurse at the clinic said.",
    )
    assert (report.event_mode, str(report.event_date)) == ("firearms", "2026-07-06")
    assert (report.fatalities_best, report.injured_best) == (14, 9)


def test_who_speaks_behind_the_deed_is_no_victim_of_it(parser: Parser) -> None:
    report = only(
        parser,
        "A suicide bomber blew himself up at a checkpoint in Quetta on Monday, killing five officers, police said.\n"
        "The bomber detonated his explosives when officers stopped him, said police chief Abdul Khaliq.\n"
        "Three other policemen and two passers-by were injured in the blast.",
    )
    assert "Abdul Khaliq" not in parties(report, "target")
    assert (report.fatalities_best, report.injured_best) == (5, 5)


def test_attackers_who_were_also_killed_died_in_the_same_attack(parser: Parser) -> None:
    report = only(
        parser,
        "Nine soldiers were killed when fighters of the M23 attacked an army camp near Masisi on Monday, a source said.\n"
        "The rebels overran the camp before dawn. Seven of the attackers were also killed.",
    )
    assert report.fatalities_best == 16
