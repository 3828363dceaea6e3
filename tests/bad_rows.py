"""A good row of its own story, the clean rows made from it, and for every row check a row that fails it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dateline.records import Actor, Casualty, Document, Place, Report, Weapon

TEXT = (
    "KASSALA, Sudan, Mar 6 (Courier) - Shells fired at a market in Kassala killed at least nine people and injured 20 on "
    "Friday, doctors said. The fighting has killed 4,000 people since 2024. Three soldiers died in hospital hours "
    "later. Talks are planned for 1 May. A general of the Rapid Support Forces stood by, Egyptian officials beside him."
)
EVIDENCE = TEXT[TEXT.index("Shells") : TEXT.index(" The fighting")]
PUBLISHED = datetime(2026, 3, 7, 9, 0, tzinfo=UTC)
FRIDAY = date(2026, 3, 6)


def span(words: str) -> dict[str, int]:
    """Where words stand in the body of the story."""
    start = TEXT.index(words, TEXT.index("Shells"))
    return {"mention_start": start, "mention_end": start + len(words)}


GOOD = Report(
    id="good", document_id="good", parser="dateline-0.1.0+1", ordinal=0, event_type="ASSAULT",
    event_mode="heavy-weapons", evidence=EVIDENCE, evidence_start=TEXT.index(EVIDENCE),
    evidence_end=TEXT.index(EVIDENCE) + len(EVIDENCE), quad_class=4, cameo_root="19",
    acled_event_type="Explosions/Remote violence", acled_sub_event_type="Shelling/artillery/missile attack",
    ucdp_violence_type=None, event_date=FRIDAY, event_date_end=FRIDAY, event_date_precision="day",
    event_date_source="text", date_text="on Friday", place_name="Kassala", admin1="Kassala", admin1_code="SD.52",
    country="SDN", latitude=15.45099, longitude=36.39998, geo_precision="exact", geonames_id=372753, fatalities_low=9,
    fatalities_best=9, injured_low=20, injured_best=20, injured_high=20, assertion="attributed", confidence=0.8,
    actors=(
        Actor(0, "source", "", code="UNK"),
        Actor(1, "target", "people", kind="people", code="SDNCVL", country="SDN", sector="CVL", status="generic",
              **span("people")),
        Actor(2, "reporter", "doctors", kind="people", code="MED", sector="MED", status="generic", **span("doctors")),
    ),
    casualties=(
        Casualty(0, "killed", 9, 9, None, "at least", "people", **span("at least nine people")),
        Casualty(1, "injured", 20, 20, 20, **span("20")),
        Casualty(2, "killed", 4000, 4000, 4000, victim="people", scope="cumulative", **span("4,000 people")),
    ),
    places=(
        Place(0, "site", "Kassala", 372753, "SDN", "Kassala", 15.45099, 36.39998, "exact", **span("Kassala")),
        Place(1, "mention", "Sudan", None, "SDN", precision="country", mention_start=9, mention_end=14),
    ),
    weapons=(Weapon(0, "Shells", "artillery", **span("Shells")),),
)  # fmt: skip

PEACEFUL = replace(
    GOOD, event_type="CONSULT", event_mode="visit", quad_class=1, cameo_root="04", acled_event_type=None,
    acled_sub_event_type=None, ucdp_violence_type=None, fatalities_low=None, fatalities_best=None, injured_low=None,
    injured_best=None, injured_high=None, casualties=(), weapons=(),
)  # fmt: skip
OPEN_MODE = replace(GOOD, event_mode=None, acled_sub_event_type=None, ucdp_violence_type=None)
COUNTRY_ONLY = replace(
    GOOD, place_name="Sudan", admin1=None, admin1_code=None, latitude=None, longitude=None, geo_precision="country",
    geonames_id=None,
    places=(Place(0, "site", "Sudan", None, "SDN", precision="country", mention_start=9, mention_end=14),),
)  # fmt: skip
OVERNIGHT = replace(GOOD, event_date=FRIDAY - timedelta(days=1))
LAST_YEAR = replace(
    GOOD, event_date=date(2024, 1, 1), event_date_end=date(2024, 12, 31), event_date_precision="year",
    is_background=True, date_text="2024",
)  # fmt: skip
SO_FAR_THIS_YEAR = replace(
    GOOD, event_date=date(2026, 1, 1), event_date_end=date(2026, 12, 31), event_date_precision="year"
)
PLANNED = replace(
    PEACEFUL, assertion="planned", event_date=date(2026, 5, 1), event_date_end=date(2026, 5, 1), date_text="1 May"
)
TOMORROW_SOMEWHERE = replace(
    GOOD, event_date=date(2026, 3, 7), event_date_end=date(2026, 3, 7), date_text="hours later"
)
NO_DATE = replace(
    GOOD, event_date=None, event_date_end=None, event_date_precision=None, event_date_source=None, date_text=None
)
UNDATED = replace(GOOD, event_date_source="dateline", date_text=None)
SUM_OF_ROWS = replace(
    GOOD, fatalities_low=12, fatalities_best=12, fatalities_high=None,
    casualties=(*GOOD.casualties, Casualty(3, "killed", 3, 3, 3, victim="soldiers", **span("Three soldiers"))),
)  # fmt: skip
CLEAN = {
    "shelling": GOOD, "visit": PEACEFUL, "open_mode": OPEN_MODE, "country_only": COUNTRY_ONLY, "overnight": OVERNIGHT,
    "last_year": LAST_YEAR, "so_far_this_year": SO_FAR_THIS_YEAR, "planned": PLANNED,
    "already_tomorrow_in_kiribati": TOMORROW_SOMEWHERE, "no_date": NO_DATE, "undated": UNDATED,
    "sum_of_rows": SUM_OF_ROWS,
}  # fmt: skip


def child(table: str, index: int, **changes: Any) -> Callable[[Report], Report]:
    """Return what changes one child of a report."""

    def change(report: Report) -> Report:
        rows = list(getattr(report, table))
        rows[index] = replace(rows[index], **changes)
        return replace(report, **{table: tuple(rows)})

    return change


def top(**changes: Any) -> Callable[[Report], Report]:
    return lambda report: replace(report, **changes)


def more(table: str, extra: Any) -> Callable[[Report], Report]:
    return lambda report: replace(report, **{table: (*getattr(report, table), extra)})


SAME_ORDINAL = {"ordinal": 0}
BEYOND = {"mention_start": 5, "mention_end": 9_999}
BACKWARDS = {"mention_start": 9, "mention_end": 5}
BAD: dict[str, Callable[[Report], Report]] = {
    "report_id_given": top(id=None),
    "report_id_unique": top(id="good-shelling"),
    "report_document_known": top(document_id="nowhere"),
    "report_parser_named": top(parser=""),
    "report_ordinal_from_zero": top(ordinal=-1),
    "incident_told_once": top(document_id="good-shelling"),
    "event_type_known": top(event_type="BATTLE"),
    "event_type_given": top(event_type=None),
    "event_mode_of_type": top(event_mode="boycott"),
    "quad_class_of_type": top(quad_class=1),
    "cameo_root_of_mode": top(cameo_root="14"),
    "acled_type_known": top(acled_event_type="Skirmishes", acled_sub_event_type=None),
    "acled_pair_of_type": top(acled_event_type="Riots", acled_sub_event_type="Violent demonstration"),
    "acled_pair_known": top(acled_sub_event_type="Armed clash"),
    "acled_sub_has_type": top(acled_event_type=None),
    "ucdp_type_known": top(ucdp_violence_type=4),
    "assertion_known": top(assertion="rumoured"),
    "assertion_given": top(assertion=None),
    "date_precision_known": top(event_date_precision="hour"),
    "date_source_known": top(event_date_source="guess"),
    "geo_precision_known": top(geo_precision="town"),
    "country_known": top(country="ZZZ", geonames_id=None),
    "admin1_code_of_country": top(admin1_code="SY.12"),
    "counts_are_whole": top(crowd_low=12.5),
    "counts_not_negative": top(displaced_best=None, crowd_high=-3),
    "counts_of_people": top(displaced_best=None, crowd_low=50, crowd_high=5_000_000_000),
    "fatalities_ordered": top(fatalities_low=12),
    "injured_ordered": top(injured_high=15),
    "crowd_ordered": top(crowd_low=500, crowd_high=50),
    "verbal_types_harm_nobody": top(
        event_type="THREATEN", event_mode="violence", quad_class=3, cameo_root="13", acled_event_type=None,
        acled_sub_event_type=None,
    ),
    "no_cumulative_toll": top(fatalities_low=4000, fatalities_best=4000),
    "tolls_have_a_row": top(fatalities_low=8, fatalities_best=8),
    "toll_bounds_have_a_row": top(fatalities_high=31),
    "violence_has_a_source": top(actors=GOOD.actors[1:]),
    "date_whole": top(event_date_source=None),
    "date_span_ordered": top(event_date=date(2026, 3, 7)),
    "date_span_fits_precision": top(event_date=FRIDAY - timedelta(days=9)),
    "planned_is_ahead": top(assertion="planned", event_date=date(2026, 3, 5), event_date_end=date(2026, 3, 5)),
    "not_in_the_future": top(event_date=date(2026, 3, 8), event_date_end=date(2026, 3, 8)),
    "old_is_background": top(event_date=date(2025, 3, 6), event_date_end=date(2025, 3, 6)),
    "publication_date_is_modest": top(event_date_source="publication"),
    "coordinates_paired": top(longitude=None, geonames_id=None),
    "latitude_in_range": top(latitude=154.5, geonames_id=None),
    "longitude_in_range": top(longitude=-364.0, geonames_id=None),
    "not_null_island": top(latitude=0.0, longitude=0.0, geonames_id=None),
    "vague_place_has_no_point": top(geo_precision="country"),
    "point_has_precision": top(geo_precision=None),
    "place_agrees_with_row": top(latitude=18.0),
    "confidence_given": top(confidence=None),
    "confidence_in_range": top(confidence=1.2),
    "evidence_fits_span": top(evidence_end=GOOD.evidence_end - 1),
    "evidence_in_text": top(evidence_start=GOOD.evidence_start - 1, evidence_end=GOOD.evidence_end - 1),
    "date_text_in_text": top(date_text="on Tuesday"),
    "actor_role_known": child("actors", 2, role="witness"),
    "actor_role_given": child("actors", 2, role=None),
    "actor_named": child("actors", 2, name=" "),
    "actor_name_given": child("actors", 2, name=None),
    "actor_kind_known": child("actors", 2, kind="crowd"),
    "actor_status_known": child("actors", 2, status="secret"),
    "actor_sector_known": child("actors", 2, code="XYZ", sector="XYZ"),
    "actor_country_known": child("actors", 1, code="ZZZCVL", country="ZZZ"),
    "actor_sector_of_noun": child("actors", 2, code="AGR", sector="AGR"),
    "actor_code_composed": child("actors", 1, code="SDNMIL"),
    "actor_ordinal_once": child("actors", 2, **SAME_ORDINAL),
    "actor_span_whole": child("actors", 2, **BACKWARDS),
    "actor_span_in_text": child("actors", 2, **BEYOND),
    "actor_span_cuts_at_words": child("actors", 2, mention_start=TEXT.index("doctors") - 1),
    "actor_mention_in_text": child("actors", 2, **span("fighting")),
    "casualty_kind_known": more("casualties", Casualty(3, "slain", 2, 2, 2)),  # type: ignore[arg-type]
    "casualty_kind_given": more("casualties", Casualty(3, None, 2, 2, 2)),  # type: ignore[arg-type]
    "casualty_scope_known": more("casualties", Casualty(3, "missing", 2, 2, 2, scope="war")),  # type: ignore[arg-type]
    "casualty_scope_given": more("casualties", Casualty(3, "missing", 2, 2, 2, scope=None)),  # type: ignore[arg-type]
    "casualty_heads_whole": more("casualties", Casualty(3, "missing", -2, 2, 2)),
    "casualty_ordered": more("casualties", Casualty(3, "missing", 5, 3, 4)),
    "at_least_has_no_high": more("casualties", Casualty(3, "missing", 5, 5, 5, "at least")),
    "up_to_has_no_low": more("casualties", Casualty(3, "missing", 5, 5, 5, "up to")),
    "casualty_ordinal_once": child("casualties", 2, **SAME_ORDINAL),
    "casualty_span_whole": child("casualties", 2, **BACKWARDS),
    "casualty_span_in_text": child("casualties", 2, **BEYOND),
    "casualty_span_cuts_at_words": child("casualties", 1, mention_end=TEXT.index("20 on") + 3),
    "casualty_figure_in_text": child("casualties", 2, low=5000, best=5000, high=5000),
    "place_role_known": child("places", 1, role="scene"),
    "place_role_given": child("places", 1, role=None),
    "place_named": child("places", 1, name=""),
    "place_name_given": child("places", 1, name=None),
    "place_country_known": child("places", 1, country="SUD"),
    "place_latitude_in_range": child("places", 1, latitude=-91.0, longitude=3.0),
    "place_longitude_in_range": child("places", 1, latitude=9.0, longitude=181.0),
    "place_point_whole": child("places", 1, latitude=9.0),
    "place_precision_known": child("places", 1, precision="town"),
    "site_country_has_no_town": child("places", 0, precision="country"),
    "place_ordinal_once": child("places", 1, **SAME_ORDINAL),
    "place_span_whole": child("places", 1, **BACKWARDS),
    "place_span_in_text": child("places", 1, **BEYOND),
    "place_span_cuts_at_words": child("places", 1, mention_start=TEXT.index("Sudan") + 1),
    "weapon_mention_given": child("weapons", 0, mention=None),
    "weapon_mention_worded": child("weapons", 0, mention=" "),
    "actor_status_given": child("actors", 2, status=None),
    "site_told_once": more("places", Place(2, "site", "Kassala", 372753, "SDN", "Kassala", 15.45099, 36.39998, "exact",
                                           **span("Kassala"))),
    "weapon_type_given": child("weapons", 0, type=None),
    "weapon_ordinal_once": more("weapons", Weapon(0, "Shells", "artillery")),
    "weapon_span_whole": child("weapons", 0, **BACKWARDS),
    "weapon_span_in_text": child("weapons", 0, **BEYOND),
    "weapon_span_cuts_at_words": child("weapons", 0, mention_end=TEXT.index("Shells") + 3),
    "weapon_mention_in_text": child("weapons", 0, **span("doctors")),
    "report_parser_given": top(parser=None),
    "report_ordinal_given": top(ordinal=None),
    "story_has_one_day": top(document_id="good-undated", ordinal=3, event_date=date(2026, 3, 5), date_text=None,
                             event_date_end=date(2026, 3, 5), event_date_source="dateline"),
    "evidence_agrees": top(document_id="good-shelling", ordinal=4, evidence=EVIDENCE[:-1],
                           evidence_end=GOOD.evidence_end - 1),
    "report_id_of_row": top(id="0123456789abcdef0123"),
    "report_ordinal_once": top(document_id="good-shelling", event_mode="firearms", acled_event_type="Battles",
                               acled_sub_event_type="Armed clash"),
    "report_values_typed": top(admin2=7),
    "report_lists_given": top(weapons=None),
    "report_flags_given": top(is_disputed=None),
    "ucdp_type_of_actors": top(ucdp_violence_type=2),
    "country_in_force": top(country="SSD", event_date=date(2010, 3, 5), event_date_end=date(2010, 3, 5)),
    "admin1_named": top(admin1="Khartoum"),
    "tolls_are_kept": top(injured_low=None, injured_best=None, injured_high=None),
    "crowd_of_protest": top(crowd_low=300, crowd_high=300),
    "crowd_in_text": top(event_type="PROTEST", event_mode="demo", cameo_root="14", acled_event_type="Protests",
                         acled_sub_event_type="Peaceful protest", crowd_low=300, crowd_high=300),
    "background_has_its_date": top(is_background=True, event_date_source="dateline", date_text=None),
    "date_source_of_story": top(event_date_source="dateline", date_text=None, event_date=date(2026, 3, 5),
                                event_date_end=date(2026, 3, 5)),
    "date_words_go_with_source": top(date_text=None),
    "date_words_give_date": top(event_date=date(2026, 3, 5), event_date_end=date(2026, 3, 5)),
    "precision_has_place": top(place_name=None, country=None, admin1=None, admin1_code=None, latitude=None,
                               longitude=None, geonames_id=None),
    "place_is_whole": top(latitude=None, longitude=None, geonames_id=None),
    "geonames_id_known": top(geonames_id=1),
    "place_as_listed": top(admin1="Khartoum", admin1_code="SD.29"),
    "place_name_listed": top(place_name="market"),
    "precision_of_place": top(geo_precision="water"),
    "point_is_listed": top(latitude=15.9, geonames_id=None),
    "point_in_country": top(latitude=14.5, longitude=39.0, geonames_id=None),
    "country_of_name": top(place_name="Kenya", admin1=None, admin1_code=None, latitude=None, longitude=None,
                           geo_precision="country", geonames_id=None),
    "place_name_in_text": top(place_name="Gedaref", geonames_id=None),
    "country_in_text": top(place_name=None, country="FJI", admin1=None, admin1_code=None, latitude=None,
                           longitude=None, geo_precision="country", geonames_id=None, places=()),
    "evidence_is_trimmed": top(evidence=EVIDENCE + " ", evidence_end=GOOD.evidence_end + 1),
    "correction_in_text": top(is_correction=True),
    "superseded_is_correction": more(
        "casualties", Casualty(3, "killed", 3, 3, 3, "superseded", part_of_total=True, **span("Three soldiers"))),
    "denial_in_text": top(assertion="denied"),
    "dispute_in_text": top(is_disputed=True),
    "attribution_in_text": top(actors=GOOD.actors[:2], evidence=EVIDENCE.replace("said", "here")),
    "actor_kind_given": child("actors", 2, kind=None),
    "actor_span_given": child("actors", 2, mention_start=None, mention_end=None),
    "actor_entity_as_listed": child("actors", 2, entity="Rapid Support Forces", status="named"),
    "actor_entity_named": child("actors", 2, kind="organisation", entity="doctors"),
    "actor_entity_in_text": child("actors", 2, entity="Northern Salt Front"),
    "actor_country_of_name": child("actors", 2, name="Egyptian officials", **span("Egyptian officials")),
    "actor_country_in_text": child("actors", 2, code="FJIMED", country="FJI"),
    "actor_side_of_source": child("actors", 2, side=1),
    "actor_values_typed": child("actors", 2, side="one"),
    "actor_ordinals_in_order": child("actors", 2, ordinal=7),
    "casualty_part_given": child("casualties", 1, part_of_total=None),
    "casualty_span_given": child("casualties", 2, mention_start=None, mention_end=None),
    "casualty_values_typed": child("casualties", 2, victim=5),
    "casualty_ordinals_in_order": child("casualties", 2, ordinal=7),
    "casualty_kind_in_text": more("casualties", Casualty(3, "abducted", 3, 3, 3, part_of_total=True,
                                                         **span("Three soldiers"))),
    "casualty_qualifier_in_text": child("casualties", 2, qualifier="about"),
    "casualty_victim_in_text": child("casualties", 2, victim="fishermen"),
    "casualty_reporter_in_text": child("casualties", 2, reporter="the mayor"),
    "place_geonames_id_known": child("places", 1, geonames_id=1),
    "place_row_as_listed": child("places", 1, geonames_id=366755, country="KEN"),
    "place_row_name_listed": child("places", 1, name="market", geonames_id=366755, latitude=15.0, longitude=30.0,
                                   **span("market")),
    "place_row_precision": child("places", 1, geonames_id=366755, latitude=15.0, longitude=30.0, precision="exact"),
    "place_row_point_listed": child("places", 1, latitude=1.0, longitude=1.0, precision="region"),
    "place_row_in_country": child("places", 1, latitude=1.0, longitude=38.0, precision="exact"),
    "place_span_given": child("places", 1, mention_start=None, mention_end=None),
    "place_mention_in_text": child("places", 1, **span("hospital")),
    "place_values_typed": child("places", 1, admin1=5),
    "place_ordinals_in_order": child("places", 1, ordinal=7),
    "weapon_type_of_mention": child("weapons", 0, type="knife"),
    "weapon_span_given": child("weapons", 0, mention_start=None, mention_end=None),
    "weapon_values_typed": child("weapons", 0, type=5),
    "weapon_ordinals_in_order": child("weapons", 0, ordinal=7),
}  # fmt: skip

ALSO: dict[str, tuple[str, ...]] = {
    "actor_sector_known": ("actor_sector_of_noun",),
    "incident_told_once": ("report_ordinal_once",),
    "acled_type_known": ("acled_pair_of_type",),
    "date_source_known": ("date_words_go_with_source",),
    "geo_precision_known": ("place_agrees_with_row", "precision_of_place",),
    "country_known": ("place_agrees_with_row", "point_is_listed",),
    "admin1_code_of_country": ("admin1_named", "place_as_listed",),
    "counts_are_whole": ("crowd_in_text", "crowd_of_protest",),
    "counts_not_negative": ("crowd_in_text", "crowd_of_protest",),
    "counts_of_people": ("crowd_in_text", "crowd_of_protest",),
    "crowd_ordered": ("crowd_in_text", "crowd_of_protest",),
    "tolls_have_a_row": ("tolls_are_kept",),
    "violence_has_a_source": ("actor_ordinals_in_order",),
    "date_whole": ("date_words_go_with_source",),
    "planned_is_ahead": ("date_words_give_date",),
    "not_in_the_future": ("date_words_give_date",),
    "old_is_background": ("date_words_give_date",),
    "publication_date_is_modest": ("date_source_of_story", "date_words_go_with_source",),
    "coordinates_paired": ("place_agrees_with_row", "point_is_listed",),
    "latitude_in_range": ("place_agrees_with_row", "point_is_listed",),
    "longitude_in_range": ("place_agrees_with_row", "point_is_listed",),
    "not_null_island": ("place_agrees_with_row", "point_in_country", "point_is_listed",),
    "vague_place_has_no_point": ("country_of_name", "place_agrees_with_row", "precision_of_place",),
    "point_has_precision": ("place_agrees_with_row", "precision_has_place", "precision_of_place",),
    "place_agrees_with_row": ("place_as_listed",),
    "date_text_in_text": ("date_words_give_date",),
    "actor_named": ("actor_mention_in_text",),
    "casualty_kind_known": ("casualty_span_given",),
    "casualty_kind_given": ("casualty_span_given",),
    "casualty_scope_known": ("casualty_span_given",),
    "casualty_scope_given": ("casualty_span_given",),
    "casualty_heads_whole": ("casualty_span_given",),
    "casualty_ordered": ("casualty_span_given",),
    "at_least_has_no_high": ("casualty_span_given",),
    "up_to_has_no_low": ("casualty_span_given",),
    "place_latitude_in_range": ("place_row_point_listed",),
    "place_longitude_in_range": ("place_row_point_listed",),
    "place_point_whole": ("place_row_point_listed",),
    "weapon_mention_worded": ("weapon_mention_in_text",),
    "weapon_ordinal_once": ("weapon_span_given",),
    "weapon_span_cuts_at_words": ("weapon_mention_in_text",),
    "story_has_one_day": ("date_source_of_story",),
    "report_values_typed": ("place_as_listed",),
    "country_in_force": ("admin1_code_of_country", "date_words_give_date", "old_is_background", "place_agrees_with_row", "place_as_listed", "point_in_country",),
    "admin1_named": ("place_agrees_with_row", "place_as_listed",),
    "crowd_of_protest": ("crowd_in_text",),
    "precision_has_place": ("place_agrees_with_row", "place_is_whole",),
    "geonames_id_known": ("place_agrees_with_row",),
    "place_as_listed": ("place_agrees_with_row",),
    "place_name_listed": ("place_agrees_with_row",),
    "precision_of_place": ("place_agrees_with_row",),
    "point_is_listed": ("place_agrees_with_row",),
    "point_in_country": ("place_agrees_with_row", "point_is_listed",),
    "country_of_name": ("place_agrees_with_row", "place_name_in_text",),
    "place_name_in_text": ("place_agrees_with_row", "point_is_listed",),
    "actor_values_typed": ("actor_side_of_source",),
    "casualty_part_given": ("tolls_have_a_row",),
    "place_row_in_country": ("place_row_point_listed",),
    "weapon_values_typed": ("weapon_type_of_mention",),
}  # fmt: skip
"""What else is wrong with a bad row: a point that is moved is no longer its town's either."""


def bad_row(name: str) -> Report:
    """Return the row that fails this check."""
    return BAD[name](replace(GOOD, id=f"bad-{name}", document_id=f"bad-{name}"))


def document(identity: str) -> Document:
    """Return the story under an id of its own."""
    text = TEXT.replace("said", "here") if identity == "bad-attribution_in_text" else TEXT
    return Document(identity, text, url=f"https://courier.example/{identity}", published_at=PUBLISHED)
