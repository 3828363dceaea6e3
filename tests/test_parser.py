"""The parser on any text at all, and on the language gate."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.languages import is_english
from dateline.parse.explain import explain
from dateline.parse.parser import MAX_CHARACTERS, Parser
from dateline.parse.tracing import Tracing
from dateline.parse.what.classifier import load_classifier
from dateline.records import Document, Report

NOON = datetime(2026, 7, 8, 12, tzinfo=UTC)
WORDS = """the army police gunmen rebels killed wounded attack bomb in Kabul near Idlib on Monday said denied will if
at least dozens people soldiers , . ; that vowed to accused rocket drone talks protest arrested and by from Syrian
U.S. toll raised ( ) ' 2019 July"""
MARKS = ['"', "\u2013", "\u201c", "\u201d", "\U0001f600", "\x00", "\n"]
NEWS_WORDS = st.sampled_from([*WORDS.split(), *MARKS])


def _check(report: Report, text: str) -> None:
    assert text[report.evidence_start : report.evidence_end] == report.evidence
    for low, best, high in (
        (report.fatalities_low, report.fatalities_best, report.fatalities_high),
        (report.injured_low, report.injured_best, report.injured_high),
    ):
        told = [count for count in (low, best, high) if count is not None]
        assert told == sorted(told)
    for actor in report.actors:
        if actor.mention_start is not None:
            assert text[actor.mention_start : actor.mention_end] == actor.name
    for weapon in report.weapons:
        assert text[weapon.mention_start : weapon.mention_end] == weapon.mention
    for casualty in report.casualties:
        assert casualty.mention_start is not None and casualty.mention_end is not None
        assert 0 <= casualty.mention_start < casualty.mention_end <= len(text)
    assert 0 <= report.confidence <= 1
    if report.event_date_source == "publication":
        assert report.confidence <= 0.5
    if report.event_date and report.event_date_end:
        assert report.event_date <= report.event_date_end
    assert (report.latitude is None) == (report.longitude is None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(NEWS_WORDS, max_size=60))
def test_any_mixture_of_news_words_gives_sound_reports(parser: Parser, words: list[str]) -> None:
    text = " ".join(words)
    first = parser.parse(Document("d", text, published_at=NOON, language="en"))
    for report in first.reports:
        _check(report, text)
    assert first == parser.parse(Document("d", text, published_at=NOON, language="en"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_gives_an_outcome_and_no_exception(parser: Parser, text: str) -> None:
    told = "Gunmen killed 12 people in Kabul on Monday, police said. " + text
    for story in (text, told):
        parsed = parser.parse(Document("d", story))
        assert parsed.outcome in ("parsed", "language", "empty")
        for report in parsed.reports:
            _check(report, story)


def test_a_batch_gives_what_single_documents_give(parser: Parser) -> None:
    documents = [
        Document("a", "Gunmen killed four farmers near Kano on Monday.", published_at=NOON),
        Document("b", ""),
        Document("c", "Thousands of people marched in Lima on Tuesday.", published_at=NOON),
    ]
    assert list(parser.parse_batch(documents)) == [parser.parse(document) for document in documents]


def test_an_empty_and_a_huge_text_have_outcomes(parser: Parser) -> None:
    assert parser.parse(Document("d", " \n ")).outcome == "empty"
    assert parser.parse(Document("d", "a" * (MAX_CHARACTERS + 1))).outcome == "too_big"


@pytest.mark.parametrize(
    "text",
    [
        "Au moins douze personnes ont été tuées lundi dans une attaque près de la ville, selon la police du district.",
        "قتل اثنا عشر شخصا على الأقل في هجوم قرب المدينة يوم الاثنين، حسبما ذكرت الشرطة.",
        "Al menos doce personas murieron el lunes en un ataque cerca de la ciudad, según la policía de la provincia.",
        "По меньшей мере двенадцать человек погибли в понедельник в результате нападения.",
    ],
)
def test_other_languages_are_an_outcome(parser: Parser, text: str) -> None:
    assert parser.parse(Document("d", text)).outcome == "language"


def test_a_short_headline_without_small_words_counts_as_english() -> None:
    assert is_english("Gunmen attack Kabul hotel") and is_english("Gunmen attack Kabul hotel", "en")
    assert not is_english("Gunmen attack Kabul hotel", "fr")


@pytest.mark.parametrize("text", [
    # without these languages' words in the list they were read as English
    "Et stort flertal ønsker ikke, at øen træder ud af rigsfællesskabet, siger formanden i en ny måling, som blev lagt frem i dag.",
    "Politiet i byen sier at to menn ble skutt og drept ved havnen natt til lørdag, og at ingen er pågrepet for drapene så langt.",
    "Polisen säger att två män sköts till döds vid hamnen i natt och att ingen har gripits för morden än så länge.",
    "Hombres armados mataron a cuatro campesinos en la zona rural de Cali", "Des hommes armés ont tué quatre paysans près de Kano",
    "Вооружённые люди убили четырёх человек", "警方说四人死亡", "", "... 12 !",
])  # fmt: skip
def test_a_story_in_another_language_is_not_english(text: str) -> None:
    assert not is_english(text)


@pytest.mark.parametrize("text", [
    "La Paz police held two men.", "Aylwin: I see two effects.", "San Salvador: two members of La Familia die",
    "I think so.", "Téra buries its dead",
])  # fmt: skip
def test_a_short_english_line_with_foreign_names_is_english(text: str) -> None:
    assert is_english(text)


def test_a_long_text_that_does_not_tell_is_what_its_source_says() -> None:
    scores = "Palm Bay 18 22 13 17 Rockledge 14 11 Smith Jones Brown Green White Black " * 4
    assert is_english(scores, "en") and not is_english(scores) and not is_english(scores, "es")


def test_an_endless_sentence_is_read_in_bounded_time(parser: Parser) -> None:
    text = "gunmen killed two people and " * 4000
    started = time.monotonic()
    assert parser.parse(Document("d", text, language="en")).outcome == "parsed"
    assert time.monotonic() - started < 60


def test_without_any_time_only_days_of_the_text_count(parser: Parser) -> None:
    bare = parser.parse(Document("d", "Gunmen killed four farmers near Kano.")).reports[0]
    assert bare.event_date is None and bare.event_date_source is None
    dated = parser.parse(Document("d", "Gunmen killed four farmers near Kano on 3 May 2024.")).reports[0]
    assert str(dated.event_date) == "2024-05-03" and dated.event_date_source == "text"


def test_ids_stay_and_differ_between_documents(parser: Parser) -> None:
    text = "Gunmen killed four farmers near Kano on Monday."
    one, two = (parser.parse(Document(name, text, published_at=NOON)).reports[0] for name in ("a", "b"))
    assert one.id == parser.parse(Document("a", text, published_at=NOON)).reports[0].id
    assert one.id != two.id


def test_an_explanation_marks_the_words_and_names_the_source_of_each_field(parser: Parser) -> None:
    document = Document("d", "Gunmen killed four farmers near Kano on Monday, police said.", published_at=NOON)
    told = "\n".join(explain(document, parser.parse(document)))
    assert "[Gunmen] killed [four farmers] near [Kano]" in told
    assert 'from "Monday"' in told and "source: Gunmen [UAF, generic]" in told
    assert explain(Document("e", ""), parser.parse(Document("e", ""))) == ["e: empty (no text), no event"]


def test_an_explanation_tells_triggers_weights_and_what_was_let_go() -> None:
    trace = Tracing(load_classifier())
    document = Document(
        "d",
        "Gunmen killed four farmers near Kano on Monday. Police said no attack had been planned.",
        published_at=NOON,
    )
    told = "\n".join(explain(document, Parser.load(judge=trace).parse(document), trace=trace))
    assert 'triggers: "killed" (rule kill, 0.9' in told
    assert "confidence rests on: " in told and "probability>=0.98 +" in told
    assert "not reported:" in told and "attack in" in told
    trace.start()
    assert trace.finish() == [] and trace.seen(0) is None


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Samoa gunned down Portugal 31-12 to win the bowl final on Sunday.", []),
        ("The Baloch Liberation Army said it was behind the blast.", []),
        ("The governor said separatists were behind the fire.", ["ACCUSE"]),
        ("Cyprus expelled Syria's military attaché on Tuesday, the foreign ministry said.", ["SANCTION"]),
        ("Police in Peru arrested nine people in dawn raids on Monday, a colonel said.", ["COERCE"]),
        ("Cyprus expelled forty migrants on Tuesday, the interior ministry said.", ["COERCE"]),
    ],
)
def test_like_words_of_unlike_acts_are_told_apart(parser: Parser, text: str, types: list[str]) -> None:
    reports = parser.parse(Document("d", text, published_at=NOON)).reports
    assert [report.event_type for report in reports if report.event_type != "ASSAULT" or not types] == types


def test_the_country_beside_the_storys_town_keeps_its_own_precision(parser: Parser) -> None:
    """The town comes from the dateline: the country that the sentence names is no exact place."""
    text = "BLANTYRE, Malawi, July 26 (Courier) - Police arrested nine students in Malawi on Tuesday over a leaflet."
    (report,) = parser.parse(Document("a", text, published_at=datetime(2026, 7, 28, tzinfo=UTC))).reports[:1]
    assert (report.place_name, report.geo_precision) == ("Blantyre", "exact")
    assert {place.precision for place in report.places if place.name == "Malawi"} == {"country"}


def test_what_an_attempt_would_have_done_is_no_casualty_row(parser: Parser) -> None:
    text = "12 May 2021: Gunmen attempted to assassinate a judge in Quetta, Pakistan. His driver was wounded."
    reports = parser.parse(Document("a", text, published_at=datetime(2021, 5, 14, tzinfo=UTC))).reports
    assert reports
    assert [row.kind for report in reports for row in report.casualties] == ["injured"] * len(reports)
