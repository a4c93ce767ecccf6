"""A file of hotspots is merged by id; what it does not say stays, and nobody sees more because of what it left out."""

import json
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from geo.city import read_city
from geo.faults import FaultCode, FileFaults
from geo.hotspot import LASTING_KINDS, Hotspot, Position, Sensitivity
from geo.hotspot_merge import Change, merge_hotspots
from geo.hotspots_file import read_hotspot_file, write_hotspots
from geo.needs_file import read_needs

CITY = read_city(Path(__file__).resolve().parent.parent / "cities" / "lilleby")
ON = date(2026, 12, 1)


def merged(path, there=CITY.hotspots, **options):
    file = read_hotspot_file(path, bounds=CITY.bounds, metric_epsg=CITY.metric_crs)
    return merge_hotspots(there, file, districts=CITY.districts, on=ON, **options)


def table(folder, text):
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    return path


def hotspot(ident, merge):
    return next(h for h in merge.hotspots if h.id == ident)


def test_what_is_new_changed_and_left_out_is_told(tmp_path):
    path = table(
        tmp_path, "id,name,kind,lon,lat\ntorget,Stora torget,square,21.989,60.103\nnytt,Nytt,park,22.03,60.09\n"
    )
    found = merged(path)
    assert (found.added, found.removed, found.unchanged) == (("nytt",), (), ())
    assert found.changed == (Change("torget", ("name",)),)
    assert len(found.kept) == 11
    assert hotspot("torget", found).meet == "Vid brunnen"
    assert (hotspot("nytt", found).district, found.located) == ("Lilleby östra", ("nytt",))
    rest = merged(path, replace_all=True)
    assert [h.id for h in rest.hotspots] == ["nytt", "torget"]
    assert len(rest.removed) == 11


def test_leaving_out_who_may_see_a_place_opens_it_to_nobody(tmp_path):
    row = "skogsgarden,Skogsgården,settlement,21.97,60.11"
    for text in (f"id,name,kind,lon,lat\n{row}\n", f"id,name,kind,lon,lat,sensitivity\n{row},\n"):
        found = hotspot("skogsgarden", merged(table(tmp_path, text)))
        assert (found.sensitivity, found.teams) == (Sensitivity.NAMED_TEAMS, ("en",))
        assert found.position is Position.APPROXIMATE
    opened = hotspot("skogsgarden", merged(table(tmp_path, f"id,name,kind,lon,lat,sensitivity\n{row},teams\n")))
    assert (opened.sensitivity, opened.teams) == (Sensitivity.TEAMS, ())


def test_an_empty_cell_empties_a_text_and_a_column_that_is_not_there_leaves_it(tmp_path):
    row = "torget,Torget,square,21.989,60.103"
    assert hotspot("torget", merged(table(tmp_path, f"id,name,kind,lon,lat,meet\n{row},\n"))).meet == ""
    assert hotspot("torget", merged(table(tmp_path, f"id,name,kind,lon,lat,source\n{row},x\n"))).meet == "Vid brunnen"


def test_a_place_that_has_moved_gets_its_landmass_and_district_anew(tmp_path):
    path = table(tmp_path, "id,name,kind,lon,lat\ntorget,Torget,square,22.03,60.092\n")
    found = merged(path)
    assert found.changed == (Change("torget", ("geometry", "landmass", "district")),)
    moved = hotspot("torget", found)
    assert (moved.landmass, moved.district) == (None, "Lilleby östra")
    said = table(tmp_path, "id,name,kind,lon,lat,district\ntorget,Torget,square,22.03,60.092,Egen\n")
    assert hotspot("torget", merged(said)).district == "Egen"


def test_another_system_there_and_back_is_the_same_place(tmp_path):
    path = tmp_path / "a.gpkg"
    frame = gpd.GeoDataFrame(
        {"id": [h.id for h in CITY.hotspots], "name": [h.name for h in CITY.hotspots],
         "kind": [str(h.kind) for h in CITY.hotspots]},
        geometry=[h.geometry for h in CITY.hotspots], crs=4326,
    )  # fmt: skip
    frame.to_crs(3011).to_file(path)
    found = merged(path)
    assert found.changed == ()
    assert len(found.unchanged) == 12


TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=("Cc",)), max_size=12).map(
    str.strip
)
PLACES = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(lambda t: (21.95 + t[0] / 1e5, 60.09 + t[1] / 1e5))
SHAPES = st.one_of(
    PLACES.map(Point),
    PLACES.map(lambda p: box(*p, p[0] + 0.01, p[1] + 0.01)),
    PLACES.map(lambda p: Polygon([p, (p[0], p[1] + 0.01), (p[0] + 0.01, p[1] + 0.01), (p[0] + 0.01, p[1])])),
)


@st.composite
def hotspots(draw):
    made = []
    for number in range(draw(st.integers(1, 5))):
        named = draw(st.booleans())
        made.append(
            Hotspot(
                f"h-{number}", draw(TEXTS) or "x", draw(st.sampled_from(LASTING_KINDS)), draw(SHAPES),
                draw(st.sampled_from([None, "storlandet"])), draw(st.sampled_from([None, "Lilleby östra"])),
                Sensitivity.NAMED_TEAMS if named else Sensitivity.TEAMS, ("en",) if named else (),
                draw(st.sampled_from(Position)), draw(TEXTS), draw(TEXTS),
            )
        )  # fmt: skip
    return made


@settings(max_examples=60, deadline=None)
@given(hotspots(), st.booleans())
def test_what_is_written_and_merged_again_changes_nothing(there, replace_all):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.geojson"
        write_hotspots(path, there)
        found = merged(path, there, replace_all=replace_all)
    assert found.added == found.changed == found.removed == ()
    assert list(found.hotspots) == there


def test_a_need_must_not_meet_one_that_stays(tmp_path):
    header = (CITY.folder / "needs.csv").read_text(encoding="utf-8").splitlines()[0]
    path = tmp_path / "needs.csv"
    path.write_text(f"{header}\nny,hamnen,mo 12:00-13:00,30,,,,,,all,,,any,,\n", encoding="utf-8")
    given = {"hotspots": CITY.hotspots, "seasons": CITY.calendar.seasons}
    assert len(read_needs(path, **given)) == 1
    with pytest.raises(FileFaults) as caught:
        read_needs(path, **given, kept=CITY.needs)
    assert [(f.code, f.row, f.params["other"]) for f in caught.value.faults] == [
        (FaultCode.OVERLAPS_KEPT_NEED, 2, "hamnen-dag")
    ]
    path.write_text(f"{header}\nhamnen-dag,hamnen,mo 12:00-13:00,30,,,,,,all,,,any,,\n", encoding="utf-8")
    assert read_needs(path, **given, kept=[replace(n, note="") for n in CITY.needs])[0].id == "hamnen-dag"


def test_a_collection_without_a_field_keeps_it_for_every_feature(tmp_path):
    feature = {"type": "Feature", "properties": {"id": "torget", "name": "Torget", "kind": "square"},
               "geometry": {"type": "Point", "coordinates": [21.989, 60.103]}}  # fmt: skip
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert merged(path).unchanged == ("torget",)
