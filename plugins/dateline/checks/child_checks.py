"""The row checks on a report's children: actors, casualties, places and weapons. A failing child fails its report."""

from __future__ import annotations

import dateline.checks.actor_rules as actors
import dateline.checks.code_rules as codes
import dateline.checks.place_rules as places
import dateline.checks.shape_rules as shape
import dateline.checks.text_rules as texts
import dateline.checks.toll_rules as tolls
from dateline.checks.expectations import RowCheck, between, given, holds, in_set, matches
from dateline.checks.frames import Table
from dateline.vocab import SECTORS, SUPRANATIONAL

_SPAN = ("mention_start", "mention_end")
_TOLL = ("kind", "low", "best", "high", "qualifier", "scope")
_PLACE = ("name", "geonames_id", "country", "latitude", "longitude", "precision")


def _spans(table: Table, singular: str, value: str) -> tuple[RowCheck, ...]:
    """The checks which every kind of child has: its number and its span."""
    return (
        RowCheck(f"{singular}_values_typed", "error", "A word where a number belongs breaks every sum.",
                 "each value of its column's type", holds(shape.values_have_their_types(table)),
                 ("ordinal", value, *_SPAN), table),
        RowCheck(f"{singular}_ordinals_in_order", "error", "A child was lost, or came from another report.",
                 "0, 1, 2, ... as they come", holds(texts.ordinals_in_order(table)), ("ordinal", value), table),
        RowCheck(f"{singular}_ordinal_once", "error", "Two children with one number overwrite each other.",
                 "each ordinal once a report", holds(texts.ordinals_once(table)), ("ordinal", value), table),
        RowCheck(f"{singular}_span_whole", "error", "A span has a start before its end, or is not there at all.",
                 "0 <= start < end, or neither", holds(texts.span_whole(table)), (value, *_SPAN), table),
        RowCheck(f"{singular}_span_in_text", "error", "The span points behind the end of the article.",
                 "inside the text", holds(texts.span_inside(table)), (value, *_SPAN), table, needs="texts"),
        RowCheck(f"{singular}_span_cuts_at_words", "error", "The span begins or ends within a word: it was shifted.",
                 "whole words", holds(texts.cuts_at_words(table)), (value, *_SPAN), table),
    )  # fmt: skip


def _kinds() -> tuple[str, ...]:
    return ("killed", "injured", "detained", "missing", "displaced", "abducted")


ACTOR_CHECKS: tuple[RowCheck, ...] = (
    RowCheck("actor_role_known", "error", "Roles are directed: without one nobody knows who did what to whom.",
             "source, target or reporter", in_set("role", lambda: ("source", "target", "reporter")),
             ("role", "name"), "actors"),
    RowCheck("actor_role_given", "error", "Roles are directed: without one nobody knows who did what to whom.",
             "a role", given("role"), ("role", "name"), "actors"),
    RowCheck("actor_named", "error", "The name is the longest wording that the text has for it.",
             "words for everybody known; for the unknown neither name, entity, kind nor span",
             holds(actors.unknown_has_no_name), ("name", "status", "entity", "kind"), "actors"),
    RowCheck("actor_kind_given", "error", "Somebody named is a person, people, an organisation or a facility.",
             "a kind, but for the unknown", holds(actors.known_has_a_kind), ("name", "kind", "status"), "actors"),
    RowCheck("actor_span_given", "error", "A name without its place in the text cannot be shown.",
             "a span, but for the unknown", holds(actors.known_has_a_span), ("name", *_SPAN), "actors"),
    RowCheck("actor_name_given", "error", "The name is the longest wording that the text has for it.",
             "a name", given("name"), ("role", "name"), "actors"),
    RowCheck("actor_kind_known", "error", "A kind outside the list falls out of every query.",
             "person, people, organisation, facility or null",
             in_set("kind", lambda: ("person", "people", "organisation", "facility")), ("kind", "name"), "actors"),
    RowCheck("actor_status_given", "error", "It tells a named group from an unknown one.",
             "a status", given("status"), ("status", "name"), "actors"),
    RowCheck("actor_status_known", "error", "It tells a named group from an unknown one.",
             "named, generic or unknown", in_set("status", lambda: ("named", "generic", "unknown")),
             ("status", "name"), "actors"),
    RowCheck("actor_sector_known", "error", "A sector outside the codebook cannot be counted.",
             "a sector of the codebook, or null", in_set("sector", lambda: SECTORS), ("sector", "code", "name"),
             "actors"),
    RowCheck("actor_country_known", "error", "A code outside ISO 3166 joins with no country table.",
             "ISO 3166 alpha-3, or " + ", ".join(SUPRANATIONAL),
             holds(codes.child_country_is_known("actors", supranational=True)), ("country", "code", "name"), "actors"),
    RowCheck("actor_sector_of_noun", "error", '"Police" are COP, "gunmen" UAF: another sector was mixed up.',
             "the sector that data/actor_nouns.csv has for a name of one noun", holds(actors.sector_is_of_noun),
             ("name", "sector", "code"), "actors"),
    RowCheck("actor_code_composed", "error", "The code is country and sector, nothing else.",
             "country + sector", holds(actors.code_is_country_and_sector), ("code", "country", "sector"), "actors"),
    RowCheck("actor_entity_as_listed", "error", "The list has another country or sector for this body or leader.",
             "country and sector of data/actors.csv, country of data/leaders.csv", holds(actors.entity_is_as_listed),
             ("name", "entity", "code"), "actors"),
    RowCheck("actor_entity_named", "error", "Whoever has a resolved name is named.",
             "status named, or people of a named body", holds(actors.entity_is_named),
             ("name", "entity", "status", "kind"), "actors"),
    RowCheck("actor_entity_in_text", "error", "The resolved name is neither in a list nor in the text.",
             "a name of the lists, or of the text and alike", holds(actors.entity_is_told), ("name", "entity"),
             "actors"),
    RowCheck("actor_country_of_name", "error", '"Syrian soldiers" are of Syria.',
             "the country of the nationality that the name begins with", holds(actors.country_is_of_name),
             ("name", "country"), "actors"),
    RowCheck("actor_country_in_text", "error", "Nothing in the article names this country.",
             "the report's country, or one that text or places name", holds(actors.country_is_told),
             ("name", "country"), "actors", needs="texts"),
    RowCheck("actor_side_of_source", "error", "Those who suffer have no side: sides tell the parties of a clash apart.",
             "1, 2, ... for sources, else null", holds(actors.side_is_of_source), ("name", "role", "side"), "actors"),
    *_spans("actors", "actor", "name"),
    RowCheck("actor_mention_in_text", "error", "The row quotes what the article does not say there.",
             "the name's words at the span",
             holds(texts.reads_again("actors", "name", texts.same_words)), ("name", *_SPAN), "actors"),
)  # fmt: skip

CASUALTY_CHECKS: tuple[RowCheck, ...] = (
    RowCheck("casualty_kind_known", "error", "Killed and injured are never summed together.",
             ", ".join(_kinds()), in_set("kind", _kinds), _TOLL, "casualties"),
    RowCheck("casualty_kind_given", "error", "Killed and injured are never summed together.",
             "a kind", given("kind"), _TOLL, "casualties"),
    RowCheck("casualty_scope_known", "error", "The scope keeps the toll of a war out of an incident.",
             "incident, cumulative or period", in_set("scope", lambda: ("incident", "cumulative", "period")),
             _TOLL, "casualties"),
    RowCheck("casualty_scope_given", "error", "The scope keeps the toll of a war out of an incident.",
             "a scope", given("scope"), _TOLL, "casualties"),
    RowCheck("casualty_heads_whole", "error", "Heads are counted in whole numbers, never below nought.",
             "whole numbers of 0 or more, or null", holds(tolls.whole_heads), _TOLL, "casualties"),
    RowCheck("casualty_ordered", "error", "low <= best <= high, or the toll was read the wrong way round.",
             "low <= best <= high", holds(tolls.toll_ordered), _TOLL, "casualties"),
    RowCheck("at_least_has_no_high", "error", '"At least 40" says nothing about the most.',
             "high null", holds(tolls.qualified(tolls.AT_LEAST, "high")), _TOLL, "casualties"),
    RowCheck("up_to_has_no_low", "error", '"Up to 40" says nothing about the fewest.',
             "low null", holds(tolls.qualified(tolls.UP_TO, "low")), _TOLL, "casualties"),
    RowCheck("casualty_part_given", "error", "Without it nobody knows whether the figure is counted already.",
             "true or false", holds(shape.part_is_given), (*_TOLL, "part_of_total"), "casualties"),
    RowCheck("casualty_span_given", "error", "A figure without its place in the text cannot be shown.",
             "a span", given("mention_start"), (*_TOLL, *_SPAN), "casualties"),
    *_spans("casualties", "casualty", "kind"),
    RowCheck("casualty_figure_in_text", "error", "The words at the span give another figure.",
             "the figure that the span's words give, or their sum", holds(tolls.figure_is_read_again),
             (*_TOLL, *_SPAN), "casualties"),
    RowCheck("casualty_kind_in_text", "error", "No word near the figure says killed, injured or held.",
             "a word of that kind within 250 characters", holds(tolls.kind_is_told), (*_TOLL, *_SPAN), "casualties"),
    RowCheck("casualty_qualifier_in_text", "error", "The words beside the figure do not qualify it so.",
             "words beside the figure, or `superseded`", holds(tolls.qualifier_is_told), (*_TOLL, *_SPAN),
             "casualties"),
    RowCheck("casualty_victim_in_text", "error", "The row names victims that the article does not.",
             "words of the text", holds(texts.stands_in_text("casualties", "victim")), ("victim", *_SPAN),
             "casualties", needs="texts"),
    RowCheck("casualty_reporter_in_text", "error", "The row names a source that the article does not.",
             "words of the text", holds(texts.stands_in_text("casualties", "reporter")), ("reporter",),
             "casualties", needs="texts"),
)  # fmt: skip

PLACE_CHECKS: tuple[RowCheck, ...] = (
    RowCheck("place_role_known", "error", "The site is never the speaker's town.",
             "site, origin, target, speaker or mention",
             in_set("role", lambda: ("site", "origin", "target", "speaker", "mention")), ("role", "name"), "places"),
    RowCheck("place_role_given", "error", "The site is never the speaker's town.",
             "a role", given("role"), ("role", "name"), "places"),
    RowCheck("place_named", "error", "A place keeps the name which the text gives it.",
             "words", matches("name", r"\S"), ("role", "name"), "places"),
    RowCheck("place_name_given", "error", "A place keeps the name which the text gives it.",
             "a name", given("name"), ("role", "name"), "places"),
    RowCheck("place_country_known", "error", "A code outside ISO 3166 joins with no country table.",
             "ISO 3166 alpha-3, or null", holds(codes.child_country_is_known("places")), ("name", "country"), "places"),
    RowCheck("place_latitude_in_range", "error", "Not on Earth.", "-90 to 90", between("latitude", -90, 90),
             ("name", "latitude", "longitude"), "places"),
    RowCheck("place_longitude_in_range", "error", "Not on Earth.", "-180 to 180", between("longitude", -180, 180),
             ("name", "latitude", "longitude"), "places"),
    RowCheck("place_point_whole", "error", "Half a point, or (0, 0), is a missing value that looks like a place.",
             "both coordinates or neither, and not (0, 0)",
             holds(places.point_whole("places")), ("name", "latitude", "longitude"), "places"),
    RowCheck("place_precision_known", "error", "UCDP's and ACLED's precision codes derive from it.",
             "exact, near, admin2, admin1, region, country, water or null",
             in_set("precision", lambda: ("exact", "near", "admin2", "admin1", "region", "country", "water")),
             ("name", "precision"), "places"),
    RowCheck("site_country_has_no_town", "error", "A country is not its capital: no town's point for a country.",
             "no point, or the country's own", holds(places.country_has_no_point),
             ("name", "precision", "geonames_id", "latitude", "longitude"), "places"),
    RowCheck("place_geonames_id_known", "error", "An id that the gazetteer lacks leads nowhere.",
             "an id of the gazetteer, or null", holds(places.id_is_known("places")), _PLACE, "places"),
    RowCheck("place_row_as_listed", "error", "Country, province and point come off one entry: columns were mixed.",
             "country, admin1, latitude and longitude of the GeoNames id", holds(places.is_as_listed("places")),
             (*_PLACE, "admin1"), "places"),
    RowCheck("place_row_name_listed", "error", "The id is another place's.",
             "one of the names of the GeoNames id", holds(places.name_is_listed("places", "name")), _PLACE, "places"),
    RowCheck("place_row_precision", "error", "A province is no exact place, a town no region.",
             "a precision that the kind of place can have", holds(places.precision_is_of_kind("places", "precision")),
             _PLACE, "places"),
    RowCheck("place_row_point_listed", "error", "A point that no gazetteer entry of that name has was made up.",
             "with no GeoNames id, the point of an entry of that name",
             holds(places.point_without_id_is_listed("places", "name")), _PLACE, "places"),
    RowCheck("place_row_in_country", "error", "The point lies in another country: a namesake, or two columns mixed up.",
             "within the borders, give or take 5 km, 25 km off a coast",
             holds(places.is_inside_country("places", "precision")), _PLACE, "places"),
    RowCheck("place_span_given", "error", "A name without its place in the text cannot be shown.",
             "a span", given("mention_start"), ("name", *_SPAN), "places"),
    RowCheck("place_mention_in_text", "error", "What the text says there is another place.",
             "the name, another of its names, or a people or capital of its country",
             holds(places.mention_means_place), (*_PLACE, *_SPAN), "places"),
    *_spans("places", "place", "name"),
)  # fmt: skip

WEAPON_CHECKS: tuple[RowCheck, ...] = (
    RowCheck("weapon_mention_given", "error", "A weapon is quoted in the text's own wording.",
             "a wording", given("mention"), ("mention", "type"), "weapons"),
    RowCheck("weapon_mention_worded", "error", "A weapon is quoted in the text's own wording.",
             "words", matches("mention", r"\S"), ("mention", "type"), "weapons"),
    RowCheck("weapon_type_given", "warning", "The flat column of the snapshot holds types: this one is lost there.",
             "a type of the code list", given("type"), ("mention", "type"), "weapons"),
    RowCheck("weapon_type_of_mention", "error", "The weapon list has another type for these words.",
             "the type of data/weapons.csv", holds(texts.weapon_type_is_listed), ("mention", "type"), "weapons"),
    RowCheck("weapon_span_given", "error", "A weapon without its place in the text cannot be shown.",
             "a span", given("mention_start"), ("mention", *_SPAN), "weapons"),
    *_spans("weapons", "weapon", "mention"),
    RowCheck("weapon_mention_in_text", "error", "The row quotes what the article does not say there.",
             "the words at the span", holds(texts.reads_again("weapons", "mention", str.__eq__)),
             ("mention", *_SPAN), "weapons"),
)  # fmt: skip

CHILD_CHECKS: tuple[RowCheck, ...] = (*ACTOR_CHECKS, *CASUALTY_CHECKS, *PLACE_CHECKS, *WEAPON_CHECKS)
