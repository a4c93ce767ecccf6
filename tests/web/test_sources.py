"""Every minute can be traced: where travel times come from, in words."""

from dataclasses import replace

import numpy as np
import pytest

from geo.travel.times import Source
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
