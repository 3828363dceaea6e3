from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.records import Actor, Report, as_json
from dateline.stories.casts import Cast, alike, read_cast
from dateline.stories.clusters import Known
from dateline.stories.commands import Clustering, ClusterInput, cluster_reports, run_cluster
from dateline.stories.likeness import compare, weigh
from dateline.stories.told import Told

COLUMNS = ("geonames_id", "latitude", "longitude", "country", "admin1_code", "admin1")
PLACES: dict[str, dict[str, Any]] = {
    "Kunduz": dict(zip(COLUMNS, (1135689, 36.73, 68.86, "AFG", "AF.24", "Kunduz"), strict=True)),
    "Beledweyne": dict(zip(COLUMNS, (58933, 4.74, 45.20, "SOM", "SO.07", "Hiiraan"), strict=True)),
    "Jalalaqsi": dict(zip(COLUMNS, (56166, 3.38, 45.60, "SOM", "SO.07", "Hiiraan"), strict=True)),
    "Lagos": dict(zip(COLUMNS, (2332459, 6.45, 3.39, "NGA", "NG.05", "Lagos"), strict=True)),
}


def report(id_: str, place: str | None = "Kunduz", day: int = 3, toll: int | None = None, **known: Any) -> Report:
    target = known.pop("target", None)
    source = known.pop("source", None)
    actors = tuple(
        Actor(n, role, name, status="named")
        for n, (role, name) in enumerate((("source", source), ("target", target)))
        if name
    )  # type: ignore[misc]
    fields: dict[str, Any] = {
        "event_type": "ASSAULT", "event_mode": "explosives", "evidence": f"A bomb went off in {place}.",
        "evidence_start": 0, "evidence_end": 20, "event_date": date(2026, 3, day), "event_date_end": date(2026, 3, day),
        "event_date_precision": "day", "event_date_source": "text", "place_name": place, "geo_precision": "exact",
        "fatalities_low": toll, "fatalities_best": toll, "fatalities_high": toll, "confidence": 0.7, "actors": actors,
        **PLACES.get(place or "", {}),
    }  # fmt: skip
    return Report(
        id=id_, document_id=known.pop("document", id_), parser="test", ordinal=known.pop("ordinal", 0), **fields | known
    )


def told(one: Report, publisher: str = "Halyard", day: float = 3, **known: Any) -> ClusterInput:
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=day - 1)
    return ClusterInput(one, one.document_id, publisher, known.pop("published_at", at), **known)


def known(clustering: Clustering, **more: Any) -> Known:
    links = {row.report_id: row.event_id for row in clustering.event_reports}
    return Known({event.id: event for event in clustering.events}, links, **more)


def groups(clustering: Clustering) -> set[frozenset[str]]:
    by_event: dict[str, set[str]] = {}
    for row in clustering.event_reports:
        by_event.setdefault(row.event_id, set()).add(row.report_id)
    return set(map(frozenset, by_event.values()))


def as_told(one: ClusterInput) -> Told:
    return Told(one.report, one.article_id, one.published_at)


def evidence_of(one: ClusterInput, other: ClusterInput) -> set[str]:
    return set(weigh(as_told(one), as_told(other))[0])


def replace_evidence(one: ClusterInput, evidence: str) -> ClusterInput:
    return replace(one, report=replace(one.report, evidence=evidence, evidence_end=len(evidence)))


RISING = [
    told(report("r1", "Beledweyne", 3, 9), "Halyard", 3.5),
    told(report("r2", "Beledweyne", 3, 14), "Cardinale", 4.4),
    told(report("r3", "Beledweyne", 3, 21), "Halyard", 5.5),
]
CORRECTED = [
    told(report("k1", "Kunduz", 4, 31), "Halyard", 4.3),
    told(report("k2", "Kunduz", 4, 31), "Fanous", 4.5),
    told(report("k3", "Kunduz", 4, 22, is_correction=True), "Halyard", 6.2),
]


# ------------------------------------------------------------------------------------------- what is one event


def test_two_articles_on_one_incident_are_one_event() -> None:
    clustering = cluster_reports([told(report("a", toll=5)), told(report("b", toll=5), "Fanous", 3.4)])
    assert [(e.n_reports, e.n_articles, e.n_sources, e.fatalities_best) for e in clustering.events] == [(2, 2, 2, 5)]


def test_a_rising_toll_is_one_event_with_the_latest_toll() -> None:
    (event,) = cluster_reports(RISING).events
    assert (event.fatalities_best, event.toll_range, event.n_sources, event.is_corrected) == (21, "9-21", 2, False)


def test_a_toll_lowered_by_a_correction_is_the_events_toll() -> None:
    (event,) = cluster_reports(CORRECTED).events
    assert (event.fatalities_best, event.toll_range, event.is_corrected) == (22, "22-31", True)


def test_a_later_story_that_repeats_the_old_toll_does_not_undo_a_correction() -> None:
    late = told(report("k4", "Kunduz", 4, 31), "Courier", 7)
    assert [e.fatalities_best for e in cluster_reports([*CORRECTED, late]).events] == [22]
    anew = told(report("k5", "Kunduz", 4, 24), "Halyard", 8)
    assert [e.fatalities_best for e in cluster_reports([*CORRECTED, late, anew]).events] == [24]


def test_two_blasts_that_one_article_tells_apart_are_two_events() -> None:
    market = report("a", toll=3, target="shoppers at a market", document="d")
    barracks = report("b", toll=12, target="army barracks", document="d", ordinal=1)
    third = told(report("c", toll=12, target="barracks of the army"), "Fanous", 4)
    assert groups(cluster_reports([told(market), told(barracks), third])) == {frozenset("a"), frozenset("bc")}


def test_a_sentence_that_only_adds_to_an_articles_incident_joins_it() -> None:
    whole = told(report("a", toll=34, target="depot", document="d"))
    thin = told(report("b", document="d", ordinal=1))
    other = told(report("c", document="d", ordinal=2, event_mode="abduct"))
    assert groups(cluster_reports([whole, thin, other])) == {frozenset("ab"), frozenset("c")}


def test_the_same_town_on_the_next_day_is_another_event() -> None:
    first = told(report("a", day=3, toll=2, evidence="A mine killed two herders outside Kunduz on Tuesday."))
    second = told(report("b", day=4, toll=7, evidence="Seven died as a blast shook the bazaar of Kunduz."), "Fanous", 4)
    assert len(cluster_reports([first, second]).events) == 2


def test_the_same_toll_elsewhere_is_another_event() -> None:
    one, other = told(report("a", "Kunduz", toll=9)), told(report("b", "Lagos", toll=9), "Fanous")
    town = told(report("c", "Beledweyne", toll=9), "Fanous")
    assert len(cluster_reports([one, other, town, told(report("d", "Jalalaqsi", toll=9), "Plains")]).events) == 4


def test_a_province_holds_its_town_but_not_another_provinces() -> None:
    town = told(report("a", "Beledweyne", toll=9, target="convoy of guards"))
    whole = {"place_name": "Hiiraan", "geonames_id": 1, "geo_precision": "admin1", "latitude": None, "longitude": None}
    area = told(report("b", "Beledweyne", toll=9, target="guards", **whole), "Fanous")
    assert groups(cluster_reports([town, area])) == {frozenset("ab")}
    (event,) = cluster_reports([town, area]).events
    assert (event.place_name, event.geo_precision) == ("Beledweyne", "exact")
    elsewhere = replace(area, report=replace(area.report, admin1="Bay", admin1_code="SO.04"))
    assert len(cluster_reports([town, elsewhere]).events) == 2


def test_a_follow_up_dated_by_its_publication_joins_the_incident() -> None:
    later = told(report("b", day=5, toll=5, event_date_source="publication"), "Fanous", 5)
    (event,) = cluster_reports([told(report("a", day=3, toll=5)), later]).events
    assert event.event_date == date(2026, 3, 3)


def test_another_kind_of_event_in_the_same_place_is_another_event() -> None:
    march = told(report("b", event_type="PROTEST", event_mode="demo"), "Fanous")
    assert len(cluster_reports([told(report("a")), march]).events) == 2


def test_background_joins_but_never_makes_a_foreground_event() -> None:
    recalled = told(report("b", day=3, toll=5, is_background=True), "Fanous", 6)
    (joined,) = cluster_reports([told(report("a", toll=5)), recalled]).events
    (alone,) = cluster_reports([recalled]).events
    assert (joined.is_background, alone.is_background) == (False, True)


def test_accusations_need_common_parties() -> None:
    known = {"event_type": "ACCUSE", "event_mode": "disapprove"}
    one = told(
        report("a", source="Lusitania", target="Ruritania", evidence="Lusitania accused Ruritania of spying.", **known)
    )
    same = told(
        report("b", source="Lusitania", target="Ruritania", evidence="Ruritania spied, Lusitania said.", **known), "F"
    )
    other = told(
        report("c", source="Freedonia", target="Sylvania", evidence="Freedonia blamed its neighbour.", **known), "G"
    )
    assert groups(cluster_reports([one, same, other])) == {frozenset("ab"), frozenset("c")}


def test_words_to_both_sides_of_two_wars_are_two_appeals() -> None:
    known = {"event_type": "REQUEST", "event_mode": "yield", "source": "United Nations envoy"}
    sides = "The United Nations envoy called on both sides to stop firing."
    one = told(report("a", "Kunduz", target="both sides", evidence=sides, **known))
    other = told(report("b", "Beledweyne", target="the two sides", evidence=sides, **known), "Fanous")
    assert len(cluster_reports([one, other]).events) == 2
    untold = [
        told(report(id_, place, evidence=sides, **known)) for id_, place in (("a", "Kunduz"), ("b", "Beledweyne"))
    ]
    assert len(cluster_reports(untold).events) == 2


def test_two_voices_that_blame_one_and_the_same_are_two_accusations() -> None:
    known = {"event_type": "ACCUSE", "event_mode": "allege", "target": "Sylvanian Rifles"}
    one = told(report("a", source="army", evidence="The army blamed the Sylvanian Rifles.", **known))
    other = told(report("b", source="bar association", evidence="A bar association blamed them.", **known), "Fanous", 4)
    assert len(cluster_reports([one, other]).events) == 2


def test_a_visit_and_what_was_agreed_on_it_are_two_events_of_one_story() -> None:
    known = {"source": "Lusitania", "target": "Ruritania", "evidence": "They agreed on a pact on a visit on Tuesday."}
    visit = report("a", document="s", event_type="CONSULT", event_mode="visit", **known)
    accord = report("b", document="s", event_type="AGREE", event_mode=None, **known)
    assert len(cluster_reports([told(visit), told(accord)]).events) == 2


def test_a_report_of_a_country_that_names_the_town_joins_the_towns_incident() -> None:
    town = told(report("a", toll=11, target="shoppers"))
    words = "Eleven shoppers were killed by a bomb in the Afghan city of Kunduz, the governor said."
    vague = told(report("b", None, toll=11, country="AFG", geo_precision="country", target="shoppers", evidence=words))
    assert groups(cluster_reports([town, vague])) == {frozenset("ab")}


def test_a_sentence_of_two_things_lends_its_places_to_neither() -> None:
    words = "Three died in a raid on a village, a day after a bomb went off at a market in Kunduz."
    vague = told(report("b", None, country="AFG", geo_precision="country", evidence=words))
    assert "named_there" not in evidence_of(told(report("a")), vague)
    assert "named_there" in evidence_of(told(report("a")), replace_evidence(vague, "A bomb killed three in Kunduz."))


def test_what_is_dated_by_what_was_said_of_it_may_be_days_older() -> None:
    first = told(report("a", toll=22, target="villagers"))
    words = "The governor on Thursday condemned the killing of 22 villagers."
    later = told(report("b", day=5, toll=22, target="villagers", evidence=words), "Fanous", 5)
    assert groups(cluster_reports([first, later])) == {frozenset("ab")}
    plain = replace_evidence(later, "Gunmen killed 22 villagers on Thursday.")
    assert len(cluster_reports([first, plain]).events) == 2


def test_last_week_may_be_the_week_that_ends_but_no_day_after_the_story() -> None:
    known = {"event_date_end": date(2026, 3, 8), "event_date_precision": "week"}
    sunday = told(report("a", day=2, **known), day=15)
    assert (as_told(sunday).first, as_told(sunday).last) == (date(2026, 3, 2), date(2026, 3, 14))
    monday = told(report("a", day=2, **known), day=9)
    assert as_told(monday).last == date(2026, 3, 9)


def test_a_quarter_that_is_put_far_away_is_still_of_its_city() -> None:
    words = "A bomb exploded in the Bandar district of Kunduz, killing nine people."
    far = {"geonames_id": 7, "latitude": 36.3, "longitude": 68.86, "place_name": "Bandar"}
    quarter = told(report("a", toll=9, target="shopkeepers", evidence=words, **far))
    city = told(report("b", toll=9, target="shopkeepers"), "Fanous")
    assert groups(cluster_reports([quarter, city])) == {frozenset("ab")}
    elsewhere = replace_evidence(quarter, "A bomb exploded in Bandar, south of Kunduz, killing nine people.")
    assert len(cluster_reports([elsewhere, city]).events) == 2


def test_two_readings_of_one_sentence_that_differ_are_two_incidents() -> None:
    words = "Gunmen on motorcycles ambushed a patrol outside Kunduz, killing three soldiers, after a bomb killed eight."
    one = told(report("a", toll=3, event_mode="firearms", evidence=words))
    copy = told(report("b", toll=8, evidence=words), "Plains")
    assert len(cluster_reports([one, copy]).events) == 2
    assert len(cluster_reports([one, told(replace(one.report, id="c", document_id="c"), "Plains")]).events) == 1


def test_an_answer_is_not_the_accusation() -> None:
    known = {
        "event_type": "ACCUSE",
        "event_mode": "allege",
        "evidence": "They traded blame over the shelling of a camp.",
    }
    one = told(report("a", source="Lusitania", target="Ruritania", **known))
    other = told(report("b", source="Ruritania", target="Lusitania", **known), "Fanous")
    assert len(cluster_reports([one, other]).events) == 2


def test_who_met_whom_is_either_sides_to_say() -> None:
    known = {"event_type": "CONSULT", "event_mode": "visit", "evidence": "They met for talks on a river."}
    one = told(report("a", source="Lusitania", target="Ruritania", **known))
    other = told(report("b", source="Ruritania", target="Lusitania", **known), "Fanous")
    assert groups(cluster_reports([one, other])) == {frozenset("ab")}


def test_the_days_of_a_strike_are_one_and_the_days_of_marches_are_not() -> None:
    known = {"event_type": "PROTEST", "source": "nurses of the public hospitals"}
    days = [told(report(id_, day=day, event_mode="strike", **known), day=day) for id_, day in (("a", 3), ("b", 5))]
    assert groups(cluster_reports(days)) == {frozenset("ab")}
    marches = [replace(one, report=replace(one.report, event_mode="demo")) for one in days]
    assert len(cluster_reports(marches).events) == 2


def test_a_water_is_no_countrys() -> None:
    sea = {"geonames_id": 9, "latitude": 12.5, "longitude": 44.0, "country": "GRC", "geo_precision": "water"}
    sea |= {"admin1": None, "admin1_code": None, "event_mode": "heavy-weapons"}
    ship = told(report("a", "Red Sea", target="Greek ship", **sea))
    port = told(report("b", "Beledweyne", target="Greek ship", event_mode="heavy-weapons"), "Fanous")
    assert compare(as_told(ship), as_told(port)).conflict is None


def test_people_are_anybody_and_a_government_has_an_army() -> None:
    def cast(name: str, code: str | None = None) -> Cast:
        country, sector = (code[:3], code[3:]) if code else (None, None)
        return read_cast(
            [Actor(0, "target", name, status="generic", code=code, country=country, sector=sector)], "target"
        )

    assert alike(cast("people", "AFGCVL"), cast("soldiers", "AFGMIL")) == 0
    assert alike(cast("Afghan government", "AFGGOV"), cast("Afghan army", "AFGMIL")) > 0
    assert alike(cast("rebels", "AFGREB"), cast("Afghan army", "AFGMIL")) < 0
    assert alike(cast("Afghan judges", "AFGJUD"), cast("Afghan police", "AFGCOP")) < 0
    assert not read_cast([Actor(0, "source", "Afghan army", status="named")], "source").names


# ------------------------------------------------------------------------------------------------ who counts


def test_wire_copies_are_one_source_and_a_rewrite_another() -> None:
    wire = {"duplicate_group": "a", "credit": "AFP"}
    inputs = [
        told(report("a", toll=5), "AFP", **wire, duplicate_kind="original"),
        told(report("b", toll=5), "Plains", 3.1, **wire, duplicate_kind="wire"),
        told(report("c", toll=5), "Courier", 3.2, **wire, duplicate_kind="exact"),
        told(report("d", toll=5), "Fanous", 3.3),
    ]
    (event,) = cluster_reports(inputs).events
    assert (event.n_reports, event.n_articles, event.n_sources) == (4, 4, 2)


def test_only_the_latest_version_of_an_article_counts() -> None:
    old = told(report("v1", toll=5, document="d"), version=1)
    new = told(report("v2", toll=8, document="d"), version=2)
    (event,) = cluster_reports([old, new]).events
    assert (event.n_reports, event.fatalities_best, event.toll_range) == (1, 8, "8")


def test_a_killed_article_does_not_count() -> None:
    assert cluster_reports([told(report("a", toll=5), status="killed")]).events == ()


def test_how_sure_an_event_is_is_what_most_sources_say() -> None:
    passing = told(report("c", assertion="stated"), "Halyard", 6)
    inputs = [told(report(id_, assertion="attributed"), who) for id_, who in (("a", "Halyard"), ("b", "Fanous"))]
    assert [event.assertion for event in cluster_reports([*inputs, passing]).events] == ["attributed"]
    assert [event.assertion for event in cluster_reports([inputs[0], passing]).events] == ["stated"]


def test_an_event_says_what_is_disputed_and_how_sure_it_is() -> None:
    inputs = [told(report("a", assertion="attributed")), told(report("b", assertion="denied"), "Army Voice", 4)]
    (event,) = cluster_reports(inputs).events
    assert (event.assertion, event.is_disputed) == ("attributed", True)
    assert 0.7 < event.confidence < 1


# -------------------------------------------------------------------------------------------- an event's life


def test_a_new_event_has_one_change_and_an_unchanged_one_none() -> None:
    first = cluster_reports(RISING[:1])
    assert [(c.change, c.version, c.article_id) for c in first.changes] == [("new", 1, "r1")]
    again = cluster_reports(RISING[:1], known(first))
    assert (again.events, again.changes) == (first.events, ())


def test_a_rising_toll_keeps_the_id_and_tells_the_article_that_raised_it() -> None:
    first = cluster_reports(RISING[:1])
    second = cluster_reports(RISING[:2], known(first))
    assert second.events[0].id == first.events[0].id
    raised = [c for c in second.changes if c.field == "fatalities_best"]
    assert [(c.change, c.version, c.old, c.new, c.article_id) for c in raised] == [("updated", 2, "9", "14", "r2")]


def test_a_correction_is_told_as_one() -> None:
    first = cluster_reports(CORRECTED[:2])
    second = cluster_reports(CORRECTED, known(first, versions={first.events[0].id: 4}))
    lowered = [c for c in second.changes if c.field == "fatalities_best"]
    assert [(c.change, c.version, c.old, c.new) for c in lowered] == [("corrected", 5, "31", "22")]


def test_a_change_names_the_first_new_article_that_says_so() -> None:
    first = cluster_reports(RISING[:1])
    later = told(report("r4", "Beledweyne", 3, 14), "Plains", 4.8)
    second = cluster_reports([*RISING[:2], later], known(first))
    cause = {change.field: change.article_id for change in second.changes}
    assert cause["fatalities_best"] == "r2"
    assert cause["n_sources"] == "r4"


def test_a_story_changed_at_its_address_keeps_its_event() -> None:
    old = told(report("v1", toll=5, document="d"), version=1)
    new = told(report("v2", toll=8, document="d"), version=2)
    first = cluster_reports([old])
    second = cluster_reports([old, new], known(first))
    assert [e.id for e in second.events] == [first.events[0].id]
    assert {c.change for c in second.changes} == {"updated"}


def test_a_withdrawn_story_retracts_its_event() -> None:
    one = told(report("a", toll=5))
    first = cluster_reports([one])
    second = cluster_reports([replace(one, status="killed")], known(first))
    assert [(e.id, e.status) for e in second.events] == [(first.events[0].id, "retracted")]
    assert [c.change for c in second.changes] == ["retracted"]
    assert second.event_reports == ()


def test_two_events_that_turn_out_to_be_one_leave_a_redirect() -> None:
    vague = {
        "place_name": None,
        "geonames_id": None,
        "latitude": None,
        "longitude": None,
        "admin1": None,
        "admin1_code": None,
    }
    town = told(report("a", "Kunduz", toll=9, target="bus station"), "Halyard", 3.2)
    words = {"evidence": "Travellers were hurt somewhere in the north, officials said.", "event_mode": None}
    country = told(report("b", "Kunduz", toll=None, geo_precision="country", **words, **vague), "Fanous", 3.3)
    first = cluster_reports([town, country])
    assert len(first.events) == 2
    better = replace(country, report=report("b2", "Kunduz", toll=9, target="bus station", document="b"), version=2)
    links = [replace(row, report_id="b2") if row.report_id == "b" else row for row in first.event_reports]
    second = cluster_reports([town, better], known(replace(first, event_reports=links)))
    live = [e for e in second.events if e.status == "live"]
    gone = [e for e in second.events if e.status == "merged"]
    assert [e.merged_into for e in gone] == [live[0].id]
    assert "merged" in {c.change for c in second.changes}


# ---------------------------------------------------------------------------------------------- order, the edge

POOL = [
    *RISING, *CORRECTED, told(report("x", "Lagos", 3, 8)), told(report("y", "Lagos", 3, 4, document="x", ordinal=1)),
    told(report("z", "Beledweyne", 3, 20, is_background=True), "Plains", 9),
    told(report("w", "Jalalaqsi", 3, 9), "Plains"),
    told(report("p", "Lagos", 3, event_type="PROTEST", event_mode="demo"), "Fanous"),
]  # fmt: skip


@given(st.permutations(POOL))
@settings(max_examples=40, deadline=None)
def test_the_order_of_reports_changes_nothing(inputs: list[ClusterInput]) -> None:
    assert cluster_reports(inputs) == cluster_reports(POOL)


TOLL = st.one_of(st.none(), st.integers(0, 300))


@st.composite
def any_reports(draw: st.DrawFn) -> list[ClusterInput]:
    inputs = []
    for n in range(draw(st.integers(0, 9))):
        one = report(
            f"r{n}", draw(st.sampled_from([*PLACES, "Nowhere"])), draw(st.integers(1, 9)), draw(TOLL),
            document=f"d{n % 5}", ordinal=n,
            event_type=draw(st.sampled_from(["ASSAULT", "PROTEST", "CONSULT", "COERCE"])),
            is_background=draw(st.booleans()),
            is_correction=draw(st.booleans()), event_date_source=draw(st.sampled_from(["text", "publication"])),
            target=draw(st.sampled_from([None, "police", "Northern Front"])),
        )  # fmt: skip
        if draw(st.booleans()):
            one = replace(one, event_date=None, event_date_end=None, event_date_precision=None, event_date_source=None)
        inputs.append(told(one, draw(st.sampled_from(["A", "B"])), draw(st.floats(1, 9))))
    return inputs


@given(any_reports(), st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_any_reports_are_each_in_one_event_in_any_order(inputs: list[ClusterInput], random: Any) -> None:
    clustering = cluster_reports(inputs)
    assert sorted(row.report_id for row in clustering.event_reports) == sorted(one.report.id for one in inputs)
    assert {row.event_id for row in clustering.event_reports} == {event.id for event in clustering.events}
    shuffled = list(inputs)
    random.shuffle(shuffled)
    assert cluster_reports(shuffled) == clustering
    again = cluster_reports(shuffled, known(clustering))
    assert (again.events, again.changes) == (clustering.events, ())


def test_the_command_gives_each_report_its_event(tmp_path: Path) -> None:
    lines = [json.dumps(as_json(one.report)) for one in POOL]
    (tmp_path / "in.jsonl").write_text("\n".join([*lines, "", "nonsense"]) + "\n")
    assert run_cluster(tmp_path / "in.jsonl", tmp_path / "out.jsonl") == 1
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["report_id"] for row in rows] == [one.report.id for one in POOL]
    event_of = {row["report_id"]: row["event_id"] for row in rows}
    assert event_of["r1"] == event_of["r2"] == event_of["r3"] != event_of["k1"]


def test_a_line_that_is_not_text_is_named_and_a_byte_order_mark_is_no_fault(tmp_path: Path, capsys: Any) -> None:
    line = json.dumps(as_json(POOL[0].report)).encode()
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\x85\xff\n")
    assert run_cluster(tmp_path / "in.jsonl", tmp_path / "out.jsonl") == 1
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1
    assert capsys.readouterr().err.startswith("line 2: not a report: ")
