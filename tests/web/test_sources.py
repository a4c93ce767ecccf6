"""Every minute can be traced: where travel times come from, in words."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo.imports import Imported, ImportKind
from geo.travel.times import Source
from planner.plan_json import plan_from_dict, plan_to_dict
from web.lead.board import board_of
from web.lead.newer_travel import newer_travel
from web.lead.sources import KINDS, attributions, travel_view
from web.maps.standalone import standalone_map
from web.words import translator

STREETS = Source("streets", "stad.osm.pbf", "a" * 64, "2026-11-01", "© OpenStreetMap contributors (ODbL)")
TIMETABLE = Source("timetable", "<b>sl.zip</b>", "b", "2026-11-20", "Trafik & co")


def with_travel(plan, **changes):
    return replace(plan, request=replace(plan.request, travel=replace(plan.request.travel, **changes)))


def mixed(plan, rows=(), sources=(STREETS, TIMETABLE)):
    """Give a plan of which only the ways from and to some places are estimated."""
    travel = plan.request.travel
    marks = np.zeros((len(travel.places),) * 2, dtype=bool)
    for place in rows:
        marks[travel.index[place], :] = marks[:, travel.index[place]] = True
    matrices = {key: replace(matrix, estimated=marks) for key, matrix in travel.matrices.items()}
    return with_travel(plan, estimated=False, provider="streets and timetable", matrices=matrices, sources=sources)


def test_what_is_estimated_throughout_is_said_once(plan):
    view = travel_view(plan.request.travel, translator("sv"))
    assert view.guess == "Alla restider är uppskattade."
    assert view.short.startswith("Restiderna kommer från en uppskattning")
    assert view.sources == ()


def test_sources_are_named_with_date_and_rights(plan):
    view = travel_view(mixed(plan, ["skanstull"]).request.travel, translator("sv"))
    assert view.short == (
        "Restiderna kommer från gatunätet (2026-11-01, © OpenStreetMap contributors (ODbL)) "
        "och en tidtabell (2026-11-20, Trafik & co)."
    )
    assert view.guess == "Restider märkta ”uppskattad” är gissningar, de andra inte."
    assert view.sources[0].version == "a" * 16
    english = travel_view(mixed(plan).request.travel, translator("en"))
    assert english.short.startswith("The travel times come from the streets (2026-11-01, ")
    assert english.guess == ""


def test_a_plan_that_names_no_source_says_so(plan):
    view = travel_view(mixed(plan, sources=()).request.travel, translator("sv"))
    assert view.short == "Planen säger inte varifrån restiderna kommer."


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_source_has_words(plan, kind, lang):
    travel = mixed(plan, sources=(Source(kind),)).request.travel
    view = travel_view(travel, translator(lang))
    assert view.sources[0].kind
    assert (view.sources[0].kind == KINDS[kind]) == (lang == "en")


def test_a_kind_that_the_program_does_not_know_is_named_as_it_is(plan):
    view = travel_view(mixed(plan, sources=(Source("rumour"),)).request.travel, translator("sv"))
    assert view.short == "Restiderna kommer från rumour."


def test_page_and_map_name_all_sources_as_text(plan):
    page = standalone_map(mixed(plan), {"type": "FeatureCollection", "features": []}, lang="sv")
    assert "<dd>&lt;b&gt;sl.zip&lt;/b&gt;</dd>" in page
    assert "<b>sl.zip" not in page
    assert "Trafik \\u0026amp; co" in page, "named on the map itself, as markup that is escaped"
    assert attributions(mixed(plan).request.travel) == (STREETS.attribution, TIMETABLE.attribution)


def test_an_older_plan_without_sources_has_a_page(plan):
    assert "Alla restider är uppskattade." in standalone_map(
        plan, {"type": "FeatureCollection", "features": []}, lang="sv"
    )


def test_a_timetable_that_ends_before_the_week_does_is_told(plan):
    old = replace(TIMETABLE, valid_last="2026-12-05")
    view = board_of(mixed(plan, sources=(STREETS, old)), translator("sv")).travel
    assert view.ended == "Tidtabellen gäller till och med 5 december 2026. Kontrollera avgångarna för dagarna efter."
    page = standalone_map(mixed(plan, sources=(old,)), {"type": "FeatureCollection", "features": []}, lang="sv")
    assert view.ended in page
    assert "<dd>2026-12-05</dd>" in page
    holds = mixed(plan, sources=(replace(old, valid_last="2026-12-06"), STREETS))
    assert board_of(holds, translator("sv")).travel.ended == ""
    assert plan_from_dict(plan_to_dict(holds)).request.travel.sources == holds.request.travel.sources


@pytest.mark.parametrize(
    ("kinds", "begins"),
    [("streets", "Gator har"), ("timetable", "En tidtabell har"), ("streets timetable", "Gator och en tidtabell har")],
)
def test_what_was_imported_after_the_plan_asks_for_planning_again(plan, kinds, begins):
    used = [Imported(ImportKind(kind), Path(), "c" * 64, "ny", "2026-11-25") for kind in kinds.split()]
    words = translator("sv")
    assert newer_travel(plan.request.travel, [*used, None], words).startswith(begins)
    assert newer_travel(mixed(plan).request.travel, used, words).startswith(begins)
    made = tuple(Source(one.kind.value, one.source, one.sha256[:16]) for one in used)
    assert newer_travel(mixed(plan, sources=made).request.travel, used, words) == ""
    assert newer_travel(plan.request.travel, [None, None], words) == ""
