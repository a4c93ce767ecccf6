"""A point has the district of the date, by neighbourhood points or by outlines."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import MultiPolygon, box

from geo.district import Districts, Neighbourhood, NoDistrictError, Validity
from geo.district_file import read_district_areas, read_neighbourhoods
from geo.faults import FaultCode, FileFaults
from geo.reference import city_folder

LILLEBY = Path(__file__).resolve().parent.parent / "cities" / "lilleby" / "neighbourhoods.csv"


def test_a_merged_district_answers_by_date():
    districts = read_neighbourhoods(LILLEBY, bounds=None, metric_epsg=3067)
    assert districts.at(22.005, 60.114, date(2023, 12, 31)) == "Lilleby norra"
    assert districts.at(22.005, 60.114, date(2024, 1, 1)) == "Lilleby västra"
    assert districts.names(date(2025, 1, 1)) == ("Lilleby västra", "Lilleby östra")
    assert districts.approximate


def test_a_date_without_districts_is_told_clearly():
    districts = read_neighbourhoods(LILLEBY, bounds=None, metric_epsg=3067)
    with pytest.raises(NoDistrictError, match="2009-12-31"):
        districts.at(22.0, 60.1, date(2009, 12, 31))
    with pytest.raises(NoDistrictError):
        Districts().at(22.0, 60.1, date(2026, 1, 1))


def test_the_nearest_neighbourhood_is_nearest_in_metres_not_in_degrees():
    # At 60 degrees north a degree of longitude is half as long as one of latitude.
    east, north = Neighbourhood("E", "East", 22.015, 60.1), Neighbourhood("N", "North", 22.0, 60.11)
    assert Districts((north, east), metric_epsg=3067).at(22.0, 60.1, date(2026, 1, 1)) == "East"


def test_stockholm_s_merger_of_2023_is_dated():
    districts = read_neighbourhoods(city_folder() / "neighbourhoods.csv", bounds=None)
    assert districts.at(17.8977, 59.4043, date(2023, 6, 30)) == "Rinkeby-Kista"
    assert districts.at(17.8977, 59.4043, date(2023, 7, 1)) == "Järva"


def test_outlines_answer_exactly_and_may_be_dated(tmp_path):
    frame = gpd.GeoDataFrame(
        {"name": ["West", "East", "Whole"], "valid_to": ["2024-01-01", "2024-01-01", None],
         "valid_from": [None, None, "2024-01-01"]},
        geometry=[MultiPolygon([box(21.9, 60, 22, 60.2)]), box(22, 60, 22.1, 60.2), box(21.9, 60, 22.1, 60.2)],
        crs=4326,
    )  # fmt: skip
    frame.to_crs(3067).to_file(tmp_path / "districts.gpkg")
    districts = read_district_areas(tmp_path / "districts.gpkg")
    assert not districts.approximate
    assert districts.at(21.95, 60.1, date(2023, 1, 1)) == "West"
    assert districts.at(22.05, 60.1, date(2023, 1, 1)) == "East"
    assert districts.at(22.05, 60.1, date(2024, 1, 1)) == "Whole"
    with pytest.raises(NoDistrictError):
        districts.at(25, 65, date(2024, 1, 1))


def test_outlines_of_one_name_must_not_hold_at_the_same_time(tmp_path):
    frame = gpd.GeoDataFrame({"name": ["W", "W"]}, geometry=[box(0, 0, 1, 1), box(2, 0, 3, 1)], crs=4326)
    frame.to_file(tmp_path / "d.geojson")
    with pytest.raises(FileFaults) as caught:
        read_district_areas(tmp_path / "d.geojson")
    assert [(fault.code, fault.row) for fault in caught.value.faults] == [(FaultCode.OVERLAPPING_VALIDITY, 2)]


def test_the_end_of_a_validity_is_not_in_it():
    span = Validity(date(2020, 1, 1), date(2021, 1, 1))
    assert span.holds(date(2020, 1, 1))
    assert not span.holds(date(2021, 1, 1))
    assert not span.overlaps(Validity(date(2021, 1, 1)))
    assert span.overlaps(Validity())
    with pytest.raises(ValueError, match="before it begins"):
        Validity(date(2021, 1, 1), date(2021, 1, 1))
