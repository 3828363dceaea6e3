"""The codebook's hard cases in other words than its own: what each must come to, and look-alikes that must not change."""

from __future__ import annotations

from datetime import date

import pytest

from dateline.parse.parser import Parser
from dateline.records import Report
from tests.readings import read_story as _read


def _kinds(reports: tuple[Report, ...]) -> list[str]:
    return [f"{report.event_type}/{report.event_mode}" for report in reports]


def _names(report: Report, role: str) -> list[str]:
    return [actor.name for actor in report.actors if actor.role == role and actor.name]


# ------------------------------------------------------------------------------------------- corrections (case 3)


@pytest.mark.parametrize(
    ("deaths", "source", "text"),
    [
        (
            14,
            "Islamist insurgents",
            "Mali's government on Wednesday cut the death toll from Sunday's attack on the village of Tori Kanda to 14 "
            "from 19. Islamist insurgents opened fire on the worshippers as they left a mosque.",
        ),
        (
            6,
            "rebels of the ELN",
            "Colombia's navy said on Wednesday that six sailors, not eight as first reported, died in Monday's ambush "
            "near Tumaco. Their boat came under fire from rebels of the ELN.",
        ),
        (
            22,
            "bandits",
            "Police lowered the toll from Monday's raid on the town of Gusau to 22 from 27. The bandits killed the "
            "traders as they slept, a resident said.",
        ),
    ],
)
def test_who_did_what_is_corrected_belongs_to_it(parser: Parser, deaths: int, source: str, text: str) -> None:
    (report,) = _read(parser, text)
    assert (report.fatalities_best, report.is_correction) == (deaths, True)
    assert source in _names(report, "source")


def test_where_the_bus_stood_is_where_the_bomb_went_off(parser: Parser) -> None:
    (report,) = _read(
        parser,
        "A bomb went off on a ferry in the southern Philippines on Tuesday, killing three passengers. The ferry had "
        "docked at a pier in Zamboanga when the device exploded, police said. Gangs have targeted ferries before.",
    )
    assert (report.place_name, report.fatalities_best) == ("Zamboanga", 3)


def test_an_attack_on_other_people_of_another_day_stays_another(parser: Parser) -> None:
    reports = _read(
        parser,
        "Gunmen attacked the village of Wami on Tuesday, killing nine people. On Monday rebels ambushed a patrol near "
        "Bunia and killed two soldiers.",
    )
    assert [report.fatalities_best for report in reports] == [9, 2]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("ASSAULT/None", "A convoy of the United Nations came under attack by militiamen near Bor on Tuesday."),
        ("ASSAULT/firearms", "A police post in Kupwara came under gunfire from militants on Tuesday."),
        ("ASSAULT/heavy-weapons", "Peacekeepers came under mortar fire in Kidal on Tuesday."),
        ("ASSAULT/None", "A hospital in Sumy came under attack overnight."),
    ],
)
def test_what_comes_under_fire_is_attacked(parser: Parser, kind: str, text: str) -> None:
    assert _kinds(_read(parser, text)) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "The finance minister came under fire from lawmakers over the budget on Tuesday.",
        "The army has come under fire from rights groups over its treatment of prisoners.",
        "The president came under attack from rebels within his party on Tuesday.",
        "Gangs have targeted buses in the area before.",
        "Bandits have attacked lorries on the road in the past.",
    ],
)
def test_words_and_what_has_happened_before_are_no_attack(parser: Parser, text: str) -> None:
    assert not [report for report in _read(parser, text) if report.event_type == "ASSAULT"]


# ------------------------------------------------------------------------------------- anniversaries (cases 4 and 6)


@pytest.mark.parametrize(
    ("kind", "year", "deaths", "text"),
    [
        (
            "PROTEST/demo",
            2004,
            9,
            "Hundreds of people marched through Cotonou on Tuesday to demand justice for the victims of a 2004 raid in "
            "which soldiers killed nine fishermen.",
        ),
        (
            "PROTEST/demo",
            1997,
            40,
            "Some 2,000 people rallied in Algiers on Tuesday, on the anniversary of a 1997 crackdown in which troops "
            "killed 40 students.",
        ),
        (
            "PROTEST/demo",
            2016,
            12,
            "Steelworkers marched to the gates of a mill in Lagos on Tuesday to mark ten years since police shot dead "
            "12 strikers there.",
        ),
        (
            "REQUEST/None",
            2014,
            30,
            "The United Nations called on Tuesday for an inquiry into the 2014 raid in which Sudanese troops killed 30 "
            "herders.",
        ),
    ],
)
def test_what_is_recalled_is_of_its_year(parser: Parser, kind: str, year: int, deaths: int, text: str) -> None:
    news, recalled = _read(parser, text)
    assert (_kinds((news,)), news.is_background, news.fatalities_best) == ([kind], False, None)
    assert (recalled.event_type, recalled.is_background, recalled.fatalities_best) == ("ASSAULT", True, deaths)
    assert recalled.event_date == date(year, 1, 1)


def test_the_bomb_of_a_recalled_bombing_goes_off_in_its_year(parser: Parser) -> None:
    reports = _read(
        parser,
        "Survivors gathered in Nairobi on Tuesday to remember the 1998 bombing of the embassy, in which 200 people "
        "died. A bell rang at the minute the bomb went off.",
    )
    assert [report.event_date for report in reports if report.event_type == "ASSAULT"] == [date(1998, 1, 1)]


def test_a_summit_that_is_called_for_has_not_been_held(parser: Parser) -> None:
    assert _kinds(_read(parser, "Kenya's president called on Tuesday for a 2028 summit on trade with Uganda.")) == [
        "REQUEST/meet"
    ]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("Torkham", "Pakistan reopened the Torkham border crossing on Tuesday."),
        ("Tovuli", "ABIDJAN, March 5 - Ivory Coast and Liberia reopened the Tovuli border post on Tuesday."),
        ("Lukwesa", "LUSAKA - Zambia shut the Lukwesa border crossing on Monday."),
    ],
)
def test_a_crossing_that_no_gazetteer_has_keeps_its_name(parser: Parser, place: str, text: str) -> None:
    (report,) = _read(parser, text)
    assert (report.place_name, report.latitude) == (place, None)


# ------------------------------------------------------------------------------------- threats, denials (cases 5 and 7)


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        ("violence", "The Houthis warned shipping firms on Tuesday that they would strike any tanker off Hodeidah."),
        ("violence", "Hezbollah threatened on Tuesday to hit any ship that entered the gas field."),
        ("relations", "Washington threatened on Tuesday to hit Spain with tariffs."),
    ],
)
def test_a_blow_that_is_threatened_is_violence(parser: Parser, mode: str, text: str) -> None:
    (report,) = _read(parser, text)
    assert (report.event_type, report.event_mode) == ("THREATEN", mode)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (
            2,
            "Peru's interior ministry denied on Tuesday that police fired tear gas at miners in Arequipa the night before.",
        ),
        (1, "Ghana's police denied on Monday that officers had shot at marchers in Tamale the day before."),
        (2, "Officials in Tripoli said on Tuesday that gunmen shot a judge dead the previous night."),
    ],
)
def test_the_night_before_counts_from_the_day_of_telling(parser: Parser, day: int, text: str) -> None:
    reports = [report for report in _read(parser, text) if report.event_type == "ASSAULT"]
    assert [report.event_date for report in reports] == [date(2026, 3, day)]


def test_the_day_before_a_feast_counts_from_the_feast(parser: Parser) -> None:
    (report,) = _read(parser, "Gunmen shot a judge dead in Tripoli on Tuesday, the day before the vote.")
    assert report.event_date == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("source", "mode", "text"),
    [
        ("army", "drone", "The army denied its drones killed 30 villagers near Lalibela on Sunday."),
        ("Turkey", "aerial", "Turkey's planes bombed a camp near Dohuk on Monday, residents said."),
        ("Hezbollah", "heavy-weapons", "Hezbollah said its rockets hit a base near Safed on Monday."),
        ("army", "heavy-weapons", "The army crossed the river and its tanks shelled a village near Goma on Tuesday."),
        ("Israeli jets", "aerial", "Israeli jets bombed a school in Gaza on Monday."),
    ],
)
def test_arms_do_what_their_owner_does(parser: Parser, source: str, mode: str, text: str) -> None:
    (report,) = _read(parser, text)
    assert (_names(report, "source"), report.event_mode) == ([source], mode)


@pytest.mark.parametrize(
    "text",
    [
        "A watchdog on Tuesday accused Chad's army of killing 12 herders near Abeche, a charge the military rejected.",
        "A rights group accused the army of burning a village near Bor on Monday. The army rejected the accusation.",
        "The opposition accused police of beating a lawyer in Lome on Monday. The police dismissed those allegations.",
    ],
)
def test_a_rejected_charge_is_a_disputed_deed_and_no_act_of_its_own(parser: Parser, text: str) -> None:
    reports = _read(parser, text)
    assert "REJECT" not in {report.event_type for report in reports}
    assert [report.is_disputed for report in reports if report.event_type == "ASSAULT"] == [True]


def test_a_rejected_offer_is_an_act_of_its_own(parser: Parser) -> None:
    assert "REJECT/None" in _kinds(
        _read(parser, "The union accused the firm of lying on Tuesday. Togo's government rejected the union's offer.")
    )


@pytest.mark.parametrize(
    "told",
    [
        "No group has said that it was behind the attack.",
        "Neither faction has admitted that it carried out the bombing.",
        "Most raids in the hills are blamed on the White Lion Front, which has shelled clinics, schools and markets.",
    ],
)
def test_who_owned_up_to_nothing_and_what_somebody_does_at_other_times_names_no_author(
    parser: Parser, told: str
) -> None:
    (report,) = _read(parser, f"A blast killed four people at a mill in Gitega on Tuesday. {told}")
    assert (_names(report, "source"), _names(report, "target")) == ([], ["people"])


@pytest.mark.parametrize(
    "told",
    [
        "The White Lion Front said that it was behind the attack.",
        "No group has claimed the attack, but police said that the White Lion Front was behind the attack.",
    ],
)
def test_an_author_who_owns_up_or_is_named_is_one(parser: Parser, told: str) -> None:
    blast = _read(parser, f"A blast killed four people at a mill in Gitega on Tuesday. {told}")[0]
    assert _names(blast, "source") == ["White Lion Front"]


def test_who_is_shot_is_never_who_tells_it(parser: Parser) -> None:
    (report,) = _read(parser, "Soldiers shot them near Djibo on Monday, Sahel Monitor said.")
    assert _names(report, "target") == []


def test_what_an_attack_cuts_off_is_no_sanction(parser: Parser) -> None:
    assert _kinds(_read(parser, "Rockets hit a power station in Sumy on Monday, cutting off water to the city.")) == [
        "ASSAULT/heavy-weapons"
    ]
    assert _kinds(_read(parser, "Russia cut off gas supplies to Moldova on Monday.")) == ["SANCTION/discontinue"]


def test_a_sentence_that_is_no_topic_of_talks_tells_of_a_truce(parser: Parser) -> None:
    assert "RETREAT/ceasefire" in _kinds(_read(parser, "Sudan's army and the rebels agreed a ceasefire on Monday."))


@pytest.mark.parametrize(
    "text",
    [
        "Oman hosted talks between Yemen's government and the Houthis in Muscat on Monday over an exchange of prisoners.",
        "Envoys of Serbia and Kosovo met in Brussels on Monday about a withdrawal of troops.",
        "The presidents of Sudan and Chad held talks in Jeddah on Monday on the release of 40 hostages.",
    ],
)
def test_what_is_talked_about_has_not_been_done(parser: Parser, text: str) -> None:
    assert {report.event_type for report in _read(parser, text)} == {"CONSULT"}


# ------------------------------------------------------------------------------------------------ open modes (case 13)


@pytest.mark.parametrize(
    "text",
    [
        "An explosion in a bus killed four people in Quetta on Monday. It was not clear whether it was caused by a "
        "suicide bomber or a hidden device, an official said.",
        "A blast killed nine people at a market in Kano on Monday. Police could not say whether a bomb had been planted "
        "there or a drone had struck it.",
        "A judge was killed on a road near Herat on Monday. The governor did not know if he had been shot or had hit a "
        "mine.",
    ],
)
def test_one_of_two_kinds_is_an_open_mode_and_one_attack(parser: Parser, text: str) -> None:
    (report,) = _read(parser, text)
    assert (report.event_type, report.event_mode) == ("ASSAULT", None)


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        (
            "explosives",
            "A car bomb killed nine people in Kano on Monday. Police could not say whether a suicide bomber or "
            "a timer set it off.",
        ),
        (
            "drone",
            "A drone hit a bus near Kherson on Monday, killing two people. It was unclear whether it was aimed at "
            "the bus or at a mortar position.",
        ),
        (
            "explosives",
            "A blast killed nine people in Kano on Monday. It was unclear if it was an accident or a gas leak.",
        ),
    ],
)
def test_what_is_said_of_the_weapon_stays(parser: Parser, mode: str, text: str) -> None:
    (report,) = _read(parser, text)
    assert report.event_mode == mode


# ------------------------------------------------------------------------------------------------- names and bodies


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Bat-Erdene Ganbold", "Mongolia's mining minister, Bat-Erdene Ganbold, stepped down on Tuesday."),
        ("Bounfeng Phoumma", "Laos's health minister, Bounfeng Phoumma, asked China for vaccines on Monday."),
        ("Oyelaran Adebisi", "A mayor, Oyelaran Adebisi, accused the army of looting on Monday."),
    ],
)
def test_a_name_between_commas_is_the_office_holders(parser: Parser, name: str, text: str) -> None:
    assert _names(_read(parser, text)[0], "source") == [name]


def test_a_place_between_commas_is_nobodys_name(parser: Parser) -> None:
    (report,) = _read(parser, "Gunmen shot a teacher in the capital, Addis Ababa, on Monday.")
    assert _names(report, "target") == ["teacher"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("COERCE/seize", "Kyrgyzstan's security service raided the office of a news site in Bishkek on Monday."),
        ("ACCUSE/allege", "Opposition leader Ana Mora accused the electoral council on Monday of altering the count."),
        (
            "CONCEDE/None",
            "Angola's government cancelled a planned rise in the price of diesel on Monday after strikes.",
        ),
        ("CONCEDE/None", "Lebanon cancelled a tax on calls on Tuesday after weeks of marches."),
    ],
)
def test_bodies_of_the_state_act(parser: Parser, kind: str, text: str) -> None:
    assert _kinds(_read(parser, text))[0] == kind


@pytest.mark.parametrize(
    "text",
    [
        "Typhoon Ligaya struck the northern Philippines on Tuesday, killing at least seven people and injuring 30.",
        "Hurricane Otis hit Acapulco on Monday, killing 27 people.",
        '"I will not be a burden to the cabinet," the minister told lawmakers before leaving.',
        '"My mother stood on these steps in 1989," said Nino Beridze, a student.',
        "The airline cancelled 300 flights on Tuesday after a strike.",
    ],
)
def test_storms_and_memories_are_no_events(parser: Parser, text: str) -> None:
    assert not [report for report in _read(parser, text) if report.event_type != "PROTEST"]


# ------------------------------------------------------------------------------------------------- news in brief

_BRIEFS = (
    "World in brief\n\n"
    "LIMA, March 4 - Police arrested nine miners in Puno on Tuesday.\n\n"
    "DAKAR (APS) - A bomb killed four soldiers near Ziguinchor on Monday. The army blamed separatists.\n\n"
    "OSLO, Norway - About 300 teachers marched on Tuesday to demand higher pay."
)


def test_each_brief_has_its_own_place_day_and_parties(parser: Parser) -> None:
    reports = [report for report in _read(parser, _BRIEFS) if report.event_type != "ACCUSE"]
    assert [(report.event_type, report.place_name, report.country) for report in reports] == [
        ("COERCE", "Puno", "PER"),
        ("ASSAULT", "Ziguinchor", "SEN"),
        ("PROTEST", "Oslo", "NOR"),
    ]
    assert [report.event_date for report in reports] == [date(2026, 3, 3), date(2026, 3, 2), date(2026, 3, 3)]
    assert [report.fatalities_best for report in reports] == [None, 4, None]


def test_offsets_of_a_brief_are_those_of_the_whole_text(parser: Parser) -> None:
    reports = _read(parser, _BRIEFS)
    assert len({report.id for report in reports}) == len({report.ordinal for report in reports}) == len(reports)
    for report in reports:
        assert _BRIEFS[report.evidence_start : report.evidence_end] == report.evidence
        for actor in report.actors:
            if actor.mention_start is not None and actor.entity is None:
                assert _BRIEFS[actor.mention_start : actor.mention_end].endswith(actor.name)


def test_a_story_with_one_dateline_is_one_item(parser: Parser) -> None:
    text = (
        "LIMA, March 4 (AP) - Gunmen killed two judges in Puno on Tuesday.\n\nBACKGROUND - The court had tried miners.\n\n"
        "The gunmen fled."
    )
    (report,) = [each for each in _read(parser, text) if each.event_type == "ASSAULT"]
    assert (report.place_name, report.fatalities_best) == ("Puno", 2)


# ------------------------------------------------------------------------------------------------- bulletins


@pytest.mark.parametrize(
    ("sources", "text"),
    [
        (
            ["Haruto Mizuno", "Australian counterpart"],
            "Japan's defence minister Haruto Mizuno met his Australian counterpart in Tokyo on Tuesday. The two agreed to "
            "hold talks every six months.",
        ),
        (
            ["Serbia", "Kosovo"],
            "Serbia and Kosovo held talks in Brussels on Monday. The two sides agreed to reopen a bridge.",
        ),
        (
            ["Ana Mora", "Peru's president"],
            "Chile's foreign minister Ana Mora received Peru's president in Lima on Monday. The two leaders agreed to share "
            "water.",
        ),
    ],
)
def test_the_two_are_those_who_met(parser: Parser, sources: list[str], text: str) -> None:
    met, agreed = _read(parser, text)
    assert (met.event_type, agreed.event_type, _names(agreed, "source")) == ("CONSULT", "AGREE", sources)


def test_the_two_of_an_accident_are_nobody(parser: Parser) -> None:
    assert not _read(parser, "A bus hit a lorry near Lima on Monday. The two agreed to settle.")


def test_how_many_take_part_is_no_second_strike(parser: Parser) -> None:
    (report,) = _read(
        parser,
        "Nurses in Winnipeg have walked off the job over pay. Their union says nine hundred of them are on strike.",
    )
    assert (report.event_mode, report.place_name) == ("strike", "Winnipeg")
    assert (
        len(_read(parser, "Nurses walked off the job in Winnipeg on Monday. Miners walked off the job in Oruro.")) == 2
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("miners", "Hundreds of miners walked off the job in Oruro on Monday."),
        ("gunmen", "Dozens of gunmen attacked a village near Gao on Monday."),
        (None, "Dozens of rockets hit Sderot on Monday."),
    ],
)
def test_many_of_them_are_they(parser: Parser, source: str | None, text: str) -> None:
    (report,) = _read(parser, text)
    assert _names(report, "source") == ([source] if source else [])


def strikes(parser: Parser, text: str) -> list[str | None]:
    reports = _read(parser, text)
    return [report.place_name for report in reports if report.event_mode == "strike"]


def test_strikes_of_two_towns_or_two_trades_are_two(parser: Parser) -> None:
    towns = "Nurses in Lagos walked out on Monday. Nurses in Accra went on strike on Monday."
    assert strikes(parser, towns) == ["Lagos", "Accra"]
    trades = "Taxi drivers in Lusaka went on strike over fees. Bus drivers in Ndola went on strike over fuel."
    assert strikes(parser, trades) == ["Lusaka", "Ndola"]


@pytest.mark.parametrize("deed", ["march on Monday", "rally on Saturday", "protest against the verdict"])
def test_who_will_not_take_to_the_streets_refuses_nobody(parser: Parser, deed: str) -> None:
    reports = _read(parser, f"The union said it would not {deed}.")
    assert [report.event_type for report in reports if report.event_type == "REJECT"] == []
