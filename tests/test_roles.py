"""Who did it, who and what was hit, in words that the story spreads or the parse mistakes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.parse.parser import Parser
from dateline.parse.text.sentences import find_sentences
from dateline.records import Document, Report

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday


def reports(parser: Parser, text: str, event_type: str = "ASSAULT") -> list[Report]:
    parsed = parser.parse(Document("d", text, published_at=NOON, language="en"))
    return [report for report in parsed.reports if report.event_type == event_type]


def only(parser: Parser, text: str) -> Report:
    found = reports(parser, text)
    assert len(found) == 1, [(report.event_mode, report.evidence) for report in found]
    return found[0]


def parties(report: Report, role: str) -> list[str]:
    return [actor.name for actor in report.actors if actor.role == role]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "A bomb exploded outside the town hall in Tamale on Tuesday. Several shops and a school were damaged.",
            ["town hall", "shops", "school"],
        ),
        (
            "Rebels attacked the town of Kidal on Tuesday. Two electricity pylons were destroyed and a bridge was damaged.",
            ["electricity pylons", "bridge"],
        ),
        (
            "Mortar shells hit a market in Taiz on Tuesday, killing three. Dozens of stalls were burned.",
            ["market", "stalls"],
        ),
        ("Gunmen kidnapped a priest in Jos on Tuesday. Three houses were damaged.", ["priest"]),
        ("Rebels attacked a post near Kidal on Tuesday. Forty huts were destroyed in a flood.", ["post"]),
        ("Rebels attacked a post near Kidal on Tuesday. No houses were damaged.", ["post"]),
        ("Rebels attacked a post near Kidal on Tuesday. The mill could be destroyed, farmers fear.", ["post"]),
        (
            "The explosion destroyed a book store, a pharmacy and two kiosks in Cali on Tuesday.",
            ["book store", "pharmacy", "kiosks"],
        ),
        ("A bomb hidden under a senator's car went off in Quito on Tuesday.", ["senator's car"]),
        ("A bomb that had been placed in a clinic exploded in Basra on Tuesday.", ["clinic"]),
        ("Rebels sabotaged two pylons near Popayan on Tuesday.", ["pylons"]),
        ("A gas pipeline was sabotaged near Arauca on Tuesday.", ["gas pipeline"]),
    ],
)
def test_what_was_hit(parser: Parser, text: str, targets: list[str]) -> None:
    assert parties(only(parser, text), "target") == targets


@pytest.mark.parametrize(
    "text",
    [
        "An earthquake struck Kathmandu on Tuesday. Several shops and a school were damaged.",
        "The minister denounced the sabotage of the peace talks in Doha on Tuesday.",
        "Rebels held talks with the government in Doha on Tuesday.",
        "Villagers held off the bandits near Maradi for years.",
        "The union blamed the company on Tuesday for the deaths of 12 miners in Lubumbashi.",
    ],
)
def test_what_is_no_attack(parser: Parser, text: str) -> None:
    assert reports(parser, text) == []


def test_what_they_burned_belongs_to_their_attack(parser: Parser) -> None:
    report = only(parser, "Gunmen attacked a village near Dosso on Tuesday, killing six people. They also burned huts.")
    assert parties(report, "source") == ["Gunmen"]
    assert "huts" in parties(report, "target")


@pytest.mark.parametrize(
    ("text", "captors", "captives"),
    [
        ("The militia is holding eleven aid workers hostage near Goma.", ["militia"], ["aid workers"]),
        ("Two engineers held hostage by a gang were seen in a video in Port Harcourt.", ["gang"], ["engineers"]),
        (
            "Thirty pupils are being held by bandits near Zaria, parents said on Tuesday.",
            ["bandits"],
            ["Thirty pupils"],
        ),
        ("Rebels have held two nuns, Ana Ruiz and Rosa Vidal, since December.", ["Rebels"], ["Ana Ruiz", "Rosa Vidal"]),
    ],
)
def test_captives_and_captors(parser: Parser, text: str, captors: list[str], captives: list[str]) -> None:
    report = only(parser, text)
    assert report.event_mode == "abduct"
    assert (parties(report, "source"), parties(report, "target")) == (captors, captives)


def test_the_police_arrest_whom_they_hold(parser: Parser) -> None:
    assert reports(parser, "Police in Zaria are holding two teachers.") == []
    assert reports(parser, "Police in Zaria are holding two teachers.", "COERCE")[0].event_mode == "arrest"


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("The arrest of four soldiers for killing two teachers in Wau on Tuesday angered the army.", "soldiers"),
        ("The murder of a nurse in Wau on Tuesday had been ordered by Karim Haddad, police said.", "Karim Haddad"),
        ("A mayor was shot dead in Jos on Tuesday. Two brothers committed the crime, police said.", "brothers"),
        (
            "A mayor was shot dead in Jos on Tuesday. The authors of the murder are members of the Vega Cartel.",
            "Vega Cartel",
        ),
        ("The governor condemned the killing of Bernard Osei by gunmen in Kumasi on Tuesday.", "gunmen"),
        ("The governor condemned on Tuesday the killing of Bernard Osei by gunmen in Kumasi.", "gunmen"),
        ("The army is responsible for the deaths of six priests in Wau on Tuesday, the bishop said.", "army"),
        ("Six villagers were killed on Tuesday by a cell of the Northern Front near Gao.", "Northern Front"),
    ],
)
def test_who_answers_for_it(parser: Parser, text: str, author: str) -> None:
    assert author in parties(only(parser, text), "source")


def test_who_condemns_is_no_target(parser: Parser) -> None:
    text = "The president condemned on Tuesday the killing of Bernard Osei by gunmen in Kumasi."
    (report,) = reports(parser, text, "ACCUSE")
    assert parties(report, "source") == ["president"]
    assert "president" not in parties(report, "target")


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "Two American missionaries were shot dead in La Paz on Tuesday. The U.S. citizens -- Todd Miller and Jeff "
            "Brent -- had lived there for years.",
            ["Todd Miller", "Jeff Brent"],
        ),
        (
            "Two nurses were killed by a bomb in Basra on Tuesday. The victims, Ana Ruiz and Rosa Vidal, were on duty.",
            ["Ana Ruiz", "Rosa Vidal"],
        ),
        ("Two nurses were killed by a bomb in Basra on Tuesday. The victims, Ana Ruiz said, were on duty.", ["nurses"]),
    ],
)
def test_victims_are_named_later_in_other_words(parser: Parser, text: str, targets: list[str]) -> None:
    assert parties(only(parser, text), "target") == targets


def test_a_datelines_day_is_no_day_of_the_text(parser: Parser) -> None:
    report = only(parser, "IDLIB, Syria, March 3 (Ventura) - Gunmen have attacked a convoy near Salqin.")
    assert (report.event_date_source, str(report.event_date)) == ("dateline", "2026-03-03")
    report = only(parser, "Port Louis, 3 Mar 26 (Ventura) -- [Text] Last night gunmen attacked a bank in Curepipe.")
    assert (report.event_date_source, report.date_text) == ("text", "Last night")


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Under the new law reporters can be arrested in Minsk without a warrant.", "COERCE"),
        ("Not a single soldier has been arrested over the killings in Wau.", "COERCE"),
        ("Police in Leicester held themselves back during the march on Tuesday.", "COERCE"),
        ("A guard shot himself in a barracks in Gdansk on Tuesday.", "ASSAULT"),
        ("Police picked up six youths for arson in Kota on Tuesday.", "ASSAULT"),
        ("A court in Asuncion convicted two men of murder and arson on Tuesday.", "ASSAULT"),
    ],
)
def test_what_was_not_done(parser: Parser, text: str, event_type: str) -> None:
    assert reports(parser, text, event_type) == []


@pytest.mark.parametrize(
    ("text", "event_type", "event_mode"),
    [
        ("Police locked up 12 youths in Kota on Tuesday.", "COERCE", "arrest"),
        ("Police arrested two men in Lodz on Tuesday for the murder of a judge.", "ASSAULT", None),
        ("A bomber blew himself up at a gate in Gao on Tuesday.", "ASSAULT", "explosives"),
        ("A soldier shot himself and two comrades in a barracks in Gdansk on Tuesday.", "ASSAULT", "firearms"),
    ],
)
def test_and_what_was(parser: Parser, text: str, event_type: str, event_mode: str | None) -> None:
    assert [report.event_mode for report in reports(parser, text, event_type)] == [event_mode]


@pytest.mark.parametrize(
    ("text", "source", "sector"),
    [
        ("A mayor was shot dead in Jos on Tuesday. The attackers, who wore uniforms, fled.", "attackers", "UAF"),
        ("Six pupils were abducted near Zaria on Tuesday. The two kidnappers asked for money.", "kidnappers", "CRM"),
        ("Police shot dead a man in Jos on Tuesday. The attackers of the mayor fled.", "Police", "COP"),
        ("Two people were stabbed in Leeds on Tuesday. The gunman's mother wept.", "", "UNK"),
        ("A terrorist attack on a hotel in Bamako killed six people on Tuesday.", "", "UNK"),
        ("Tuesday's police firing in Kota killed three people.", "police", "COP"),
    ],
)
def test_the_doer_is_told_behind_the_deed_or_not_at_all(parser: Parser, text: str, source: str, sector: str) -> None:
    found = [(actor.name, actor.sector) for actor in only(parser, text).actors if actor.role == "source"]
    assert found == [(source, sector)]


def test_a_person_between_commas_is_named(parser: Parser) -> None:
    text = "The district police commander's wife, Stela Tordo, was killed in Pereira on Tuesday."
    assert parties(only(parser, text), "target") == ["Stela Tordo"]
    text = "A teacher in the village, Kafr Zita, was killed on Tuesday."
    assert parties(only(parser, text), "target") == ["teacher"]


def test_a_lower_case_hour_ends_its_sentence() -> None:
    text = "trouble broke out in kota around 10 pm. police fired six rounds to disperse the mob in the old market area."
    assert [text[each.start : each.end][:6] for each in find_sentences(text)] == ["troubl", "police"]


def test_the_group_is_the_guerrillas_and_their_army(parser: Parser) -> None:
    report = only(
        parser,
        "Two teachers were shot dead near Sorata on Tuesday by a group of guerrillas from the Hill Liberation Army. "
        "The group claimed responsibility for the killings.",
    )
    told = [(actor.name, actor.sector) for actor in report.actors if actor.role == "source"]
    assert told == [("guerrillas", "REB"), ("Hill Liberation Army", "REB")]


@pytest.mark.parametrize(
    ("text", "assertion", "sources"),
    [
        ("The mayor feared that gunmen might try to kidnap his son in Cali.", "possible", ["gunmen"]),
        ("The rebels were going to attack a base near Gao, the army said on Tuesday.", None, []),
        ("Gunmen tried to kidnap a priest near Gao on Tuesday.", "stated", ["Gunmen"]),
        ("Envoys called off a visit after the killings of two nurses near Gao on Tuesday.", "stated", [""]),
        ("Two members of the Vega Cartel confessed on Tuesday to the murder of a judge in Cali.", "stated",
         ["members of the Vega Cartel", "Vega Cartel"]),
    ],
)  # fmt: skip
def test_whose_hands_and_whether_at_all(parser: Parser, text: str, assertion: str | None, sources: list[str]) -> None:
    found = reports(parser, text)
    assert [report.assertion for report in found] == ([assertion] if assertion else [])
    assert [parties(report, "source") for report in found] == ([sources] if sources else [])
