"""Where an incident was when its own words do not say: the dateline, the scene before, the speaker's country."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.parse.parser import Parser
from dateline.records import Document, Report

PUBLISHED = datetime(2026, 5, 14, 15, tzinfo=UTC)  # a Thursday


def read(parser: Parser, text: str) -> tuple[Report, ...]:
    return parser.parse(Document(id="d", text=text, published_at=PUBLISHED)).reports


def of_type(parser: Parser, text: str, event_type: str) -> Report:
    reports = read(parser, text)
    return next(report for report in reports if report.event_type == event_type)


@pytest.mark.parametrize(
    ("text", "event_type", "country", "place"),
    [
        # the lead's own words, at the dateline
        ("OSLO (Reuters) - Norway suspended development aid to Eritrea on Wednesday.", "SANCTION", "NOR", "Oslo"),
        ("MANAGUA, May 13 - Nicaragua expelled Spain's ambassador on Wednesday over a speech.", "SANCTION", "NIC",
         "Managua"),
        ("BRUSSELS (AFP) - The European Union condemned Iran on Wednesday for two executions in Shiraz.", "ACCUSE", "BEL",
         "Brussels"),
        # words of a state that the desk is not in
        ("NAIROBI (AP) - Ethiopia accused Eritrea on Wednesday of arming rebels in Tigray. Kenya hosts talks in June.",
         "ACCUSE", "ETH", None),
        # said so
        ("ROME (ANSA) - Gunmen shot dead two men in Naples on Wednesday, police said.\n\nThe archbishop condemned the "
         "killings at a ceremony in Caserta.", "ACCUSE", "ITA", "Caserta"),
        # later words: in the speaker's country, not at the scene
        ("KAMPALA (Reuters) - Rebels killed six villagers near Kasese on Wednesday, Uganda's army said.\n\nRwanda's "
         "foreign ministry condemned the attack.", "ACCUSE", "RWA", None),
        ("LIMA, Peru (AP) - Gunmen killed four miners near Trujillo on Wednesday, police said.\n\nPeru's prime minister "
         "condemned the killings.", "ACCUSE", "PER", None),
    ],
)  # fmt: skip
def test_words_are_where_they_were_spoken(
    parser: Parser, text: str, event_type: str, country: str, place: str | None
) -> None:
    report = of_type(parser, text, event_type)
    assert (report.country, report.place_name) == (country, place)
    assert (report.latitude is None) == (place is None)


def test_talks_in_a_third_country_are_at_its_dateline(parser: Parser) -> None:
    text = (
        "OSLO (NTB) - Colombia and Venezuela agreed on Wednesday to reopen their embassies. Colombia thanked Venezuela."
    )
    assert of_type(parser, text, "AGREE").place_name == "Oslo"


def test_a_desk_in_a_country_that_the_story_never_names_is_no_scene(parser: Parser) -> None:
    text = (
        "DAKAR (AFP) - Three Malian soldiers were killed on Wednesday when their lorry hit a mine, a military source said.\n\n"
        "Mali has been fighting jihadists since 2012."
    )
    report = of_type(parser, text, "ASSAULT")
    assert (report.country, report.latitude) == ("MLI", None)


def test_the_dateline_of_a_country_in_the_story_is_the_scene(parser: Parser) -> None:
    text = (
        "DAKAR (AFP) - Police arrested 12 students on Wednesday. Senegal votes in June, and Mali has closed its border."
    )
    assert of_type(parser, text, "COERCE").place_name == "Dakar"


@pytest.mark.parametrize(
    "somewhere", ["in a village", "near a mining town", "in the country's far north", "in a remote border district"]
)
def test_the_dateline_is_not_where_something_was_somewhere_else(parser: Parser, somewhere: str) -> None:
    text = f"YAOUNDE (Reuters) - Gunmen killed four people {somewhere} on Wednesday, Cameroon's army said."
    report = of_type(parser, text, "ASSAULT")
    assert (report.country, report.latitude) == ("CMR", None)


def test_a_later_deed_without_a_place_is_where_the_story_was_and_a_province_does_not_move_it(parser: Parser) -> None:
    text = (
        "MOSUL, Iraq - A grenade wounded four customers of a barber in Mosul on Wednesday, said Brigadier Muthanna Saleh of "
        "the Nineveh police.\n\nPolice arrested two suspects on Thursday morning."
    )
    assert of_type(parser, text, "COERCE").place_name == "Mosul"


def test_a_town_and_a_dash_are_a_dateline_and_the_town_near_the_deed_its_place(parser: Parser) -> None:
    text = (
        "The cars had flowers on their roofs, relatives say.\nKhartoum \N{EN DASH} A drone has struck a market near El Obeid "
        "in central Sudan, killing at least seven people and setting twenty stalls on fire, relatives say."
    )
    report = of_type(parser, text, "ASSAULT")
    assert (report.place_name, report.geo_precision) == ("El Obeid", "near")


def test_what_a_later_sentence_recalls_is_in_the_country_and_not_at_the_scene(parser: Parser) -> None:
    text = (
        "OAXACA, Mexico (AP) - Teachers blocked two highways near Oaxaca on Wednesday.\n\nMexico's police shot dead eight "
        "teachers in 2016."
    )
    recalled = [report for report in read(parser, text) if report.is_background]
    assert recalled and all(report.latitude is None and report.country == "MEX" for report in recalled)


def test_what_was_taken_is_the_place_although_a_pronoun_tells_it(parser: Parser) -> None:
    text = "KABUL (AFP) - Kunduz was quiet on Wednesday. The city was long besieged before the Taliban took Kunduz in 2021."
    assert [report.place_name for report in read(parser, text) if report.is_background] == ["Kunduz"]


@pytest.mark.parametrize(
    ("where", "name", "precision"),
    [
        ("in the village of Tunga Dabo", "Tunga Dabo", "country"),
        ("in Ngwadala village", "Ngwadala", "country"),
        ("along the Ekumba River", "Ekumba River", "region"),
        ("in the Mbirra Hills", "Mbirra Hills", "region"),
    ],
)
def test_a_village_or_river_that_no_gazetteer_has_is_not_the_dateline(
    parser: Parser, where: str, name: str, precision: str
) -> None:
    text = f"ABUJA (AFP) - Gunmen killed four people {where} on Wednesday, Nigeria's army said."
    report = of_type(parser, text, "ASSAULT")
    assert (report.place_name, report.country, report.geo_precision) == (name, "NGA", precision)
    assert report.latitude is None


def test_a_part_of_the_town_stays_in_the_town(parser: Parser) -> None:
    text = "MOSUL, Iraq - A grenade killed four people in the Zahara district on Wednesday, Iraqi police said."
    assert of_type(parser, text, "ASSAULT").place_name == "Mosul"


def test_its_ministry_is_that_of_the_country_that_opened_the_sentence_before(parser: Parser) -> None:
    text = (
        "TEGUCIGALPA, Honduras (AP) - Honduras expelled Cuba's envoy on Wednesday.\n\nCuba denied that he had done anything. "
        "Its Foreign Ministry condemned the expulsion as a gift to others."
    )
    assert of_type(parser, text, "ACCUSE").country == "CUB"


def test_a_phone_call_between_two_states_is_nowhere(parser: Parser) -> None:
    text = "ASUNCION, Paraguay (AP) - The presidents of Brazil and Paraguay spoke by phone for 40 minutes on Wednesday."
    report = of_type(parser, text, "CONSULT")
    assert (report.country, report.place_name, report.geo_precision) == (None, None, None)


@pytest.mark.parametrize("words", ["on the border with Senegal", "near the Senegalese border"])
def test_a_town_on_the_border_with_a_country_is_not_in_it(parser: Parser, words: str) -> None:
    text = f"DAKAR (AFP) - Mauritania's police arrested 40 migrants on Wednesday at Rosso {words}, the Red Cross said."
    assert of_type(parser, text, "COERCE").country == "MRT"


def test_the_baltic_state_is_no_sea(parser: Parser) -> None:
    text = "The Baltic country was hit by a cyber attack in 2007 that Estonia blamed on hackers."
    assert all(report.geo_precision != "water" for report in read(parser, text))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Protesters blocked Cairo Road in Lusaka on Wednesday, burning tyres.", "Lusaka"),
        ("Gunmen abducted a driver in Croix-des-Bouquets in Haiti on Wednesday.", "Croix-des-Bouquets"),
    ],
)
def test_a_street_is_no_town_and_a_name_is_not_cut(parser: Parser, text: str, place: str) -> None:
    assert read(parser, text)[0].place_name == place


def test_a_region_named_as_a_countrys_is_none_of_the_neighbours(parser: Parser) -> None:
    """Zulia in Venezuela has a town of that name; the Colombian region is in no gazetteer."""
    text = (
        "BOGOTA (AFP) - Two armed groups in Colombia's Catatumbo region signed a ceasefire on Wednesday, a bishop said."
    )
    report = of_type(parser, text, "RETREAT")
    assert (report.place_name, report.country, report.geo_precision) == ("Catatumbo", "COL", "region")
    assert report.latitude is None


def test_a_union_of_states_is_no_trade_union(parser: Parser) -> None:
    report = of_type(parser, "The European Union imposed sanctions on two Tajik ministers on Wednesday.", "SANCTION")
    assert {actor.code for actor in report.actors if actor.role == "source"} == {"EUR"}


@pytest.mark.parametrize(
    ("text", "event_type", "country", "place"),
    [
        # before an audience: at the dateline, in the speaker's country
        ("QUITO, May 13 (EFE) - Bus owners stopped work across the city on Wednesday over a new fuel levy.\n\n\"We will not "
         "suspend the levy,\" Ecuador's transport minister told a news conference.", "REJECT", "ECU", "Quito"),
        ("RABAT - Fishermen marched through Agadir on Wednesday.\n\nMorocco's foreign minister accused Spain of taking "
         "their quota. \"They took it with a ruler,\" he told reporters.", "ACCUSE", "MAR", "Rabat"),
        # and not where it was said from afar, or to whoever reads it
        ("RABAT - Fishermen marched through Agadir on Wednesday.\n\nMorocco's foreign minister accused Spain of taking "
         "their quota. \"They took it with a ruler,\" he told reporters by telephone.", "ACCUSE", "MAR", None),
        ("RABAT - Fishermen marched through Agadir on Wednesday.\n\nMorocco's foreign ministry accused Spain in a "
         "statement of taking their quota.", "ACCUSE", "MAR", None),
        # a minister of another country speaks in his own
        ("NAIROBI (AP) - Traders shut their stalls in Nairobi on Wednesday, Kenyan police said.\n\nUganda's trade minister "
         "accused Kenya of dumping sugar. \"We have weighed it,\" he told reporters.", "ACCUSE", "UGA", None),
        # the town of the audience, in the sentence beside
        ("LUSAKA - Zambia's electoral commission published its lists on Wednesday.\n\nThe opposition leader Mutale "
         "Chanda accused the ruling party of adding names. \"My grandmother has voted since her funeral,\" she told a "
         "rally in Ndola.", "ACCUSE", "ZMB", "Ndola"),
        ("PODGORICA - Montenegro's parliament sat until midnight on Wednesday.\n\nIn Niksic, the miners' union said that "
         "the budget was bad. It called on the government to resign.", "REQUEST", "MNE", "Niksic"),
        # a building that the story has put in a town
        ("ACCRA - Ghana's tax office fined a brewery in Kumasi on Wednesday.\n\nThe head of the brewers' union, Yaw Boateng, "
         "accused the ruling party of revenge. \"They drank it first,\" he told a crowd of workers outside the brewery.",
         "ACCUSE", "GHA", "Kumasi"),
        # whoever sits or stands somewhere answers from there
        ("AMMAN - More than 90 prisoners began a hunger strike in a jail in Zarqa on Wednesday, Jordan's prison service "
         "said.\n\nThe justice ministry asked the prisoners to eat. The prisoners refused to end their fast.",
         "REJECT", "JOR", "Zarqa"),
        ("BELGRADE - Thousands of protesters blocked a bridge in Novi Sad on Wednesday.\n\nThe president offered talks. The "
         "protesters rejected the offer.", "REJECT", "SRB", "Novi Sad"),
        # a story of the capital: its answers are there; those of the government, as of the whole country, are not
        ("TUNIS - Police arrested two lawyers in Tunis on Wednesday.\n\nThe bar association condemned the arrests.", "ACCUSE",
         "TUN", "Tunis"),
        ("TUNIS - Police arrested two lawyers in Sfax on Wednesday.\n\nThe bar association condemned the arrests.", "ACCUSE",
         "TUN", None),
        ("TUNIS - Gunmen killed two lawyers in Tunis on Wednesday.\n\nThe army blamed smugglers.", "ACCUSE", "TUN", None),
        ("MEDAN, Indonesia - Police arrested two lawyers in Medan on Wednesday.\n\nThe bar association condemned the "
         "arrests.", "ACCUSE", "IDN", None),
        ("MEDAN, Indonesia - Police arrested two lawyers in Medan on Wednesday.\n\nThe mayor condemned the arrests.",
         "ACCUSE", "IDN", "Medan"),
    ],
)  # fmt: skip
def test_words_before_an_audience_are_where_it_was(
    parser: Parser, text: str, event_type: str, country: str, place: str | None
) -> None:
    report = of_type(parser, text, event_type)
    assert (report.country, report.place_name) == (country, place)
    assert (report.latitude is None) == (place is None)


def test_a_meeting_told_of_at_a_seat_abroad_is_at_the_seat(parser: Parser) -> None:
    text = (
        "BRUSSELS (AFP) - The European Union threatened on Wednesday to cut trade with Moldova over smuggled wine.\n\n"
        '"Moldova has a month," a commissioner told reporters after a meeting of farm ministers. Moldova exports wine. '
        "Moldova's growers shrugged."
    )
    assert of_type(parser, text, "CONSULT").place_name == "Brussels"


def test_a_march_is_where_the_building_is_that_it_stood_at(parser: Parser) -> None:
    text = (
        "LIMA, Peru (AP) - A judge closed a cannery in Chimbote on Wednesday.\n\nAbout 400 workers demonstrated outside the "
        "cannery on Thursday."
    )
    assert of_type(parser, text, "PROTEST").place_name == "Chimbote"


@pytest.mark.parametrize(
    ("lead", "country"),
    [
        ("Rockets fired from southern Lebanon hit the Israeli town of Safed on Wednesday, wounding two.", "LBN"),
        ("Rockets hit the Israeli town of Safed on Wednesday, wounding two people.", "ISR"),
    ],
)
def test_a_truce_without_a_place_is_in_the_war_that_fires_across_the_border(
    parser: Parser, lead: str, country: str
) -> None:
    text = f"{lead}\n\nA truce that began in November 2024 has largely kept the border quiet."
    truce = of_type(parser, text, "RETREAT")
    assert (truce.country, truce.latitude, truce.is_background) == (country, None, True)
