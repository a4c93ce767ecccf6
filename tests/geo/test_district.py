"""A point has the district of the date, by neighbourhood points or by outlines."""

from datetime import date
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, box

from geo.district import DistrictArea, Districts, Neighbourhood, NoDistrictError, Validity
from geo.district_file import read_neighbourhoods
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


def test_outlines_of_the_date_answer_and_points_outside_of_them():
    west = DistrictArea("West", MultiPolygon([box(21.9, 60, 22, 60.2)]), Validity(end=date(2024, 1, 1)))
    east = DistrictArea("East", box(22, 60, 22.1, 60.2), Validity(end=date(2024, 1, 1)))
    whole = DistrictArea("Whole", box(21.9, 60, 22.1, 60.2), Validity(date(2024, 1, 1)))
    districts = Districts((Neighbourhood("N", "North", 22.0, 60.1),), (west, east, whole))
    assert not districts.approximate
    assert districts.at(21.95, 60.1, date(2023, 1, 1)) == "West"
    assert districts.at(22.05, 60.1, date(2023, 1, 1)) == "East"
    assert districts.at(22.05, 60.1, date(2024, 1, 1)) == "Whole"
    assert districts.outline_at(25, 65, date(2024, 1, 1)) is None
    assert districts.at(25, 65, date(2024, 1, 1)) == "North"
    with pytest.raises(NoDistrictError):
        Districts(areas=(west,)).at(25, 65, date(2023, 1, 1))


def test_a_border_belongs_to_the_first_outline_whichever_way_it_is_asked():
    areas = tuple(DistrictArea(name, box(left, 60, left + 0.1, 60.2)) for name, left in (("B", 22.0), ("A", 21.9)))
    assert Districts(areas=areas).at(22.0, 60.1, date(2024, 1, 1)) == "B"


def test_the_end_of_a_validity_is_not_in_it():
    span = Validity(date(2020, 1, 1), date(2021, 1, 1))
    assert span.holds(date(2020, 1, 1))
    assert not span.holds(date(2021, 1, 1))
    assert not span.overlaps(Validity(date(2021, 1, 1)))
    assert span.overlaps(Validity())
    assert span.shared(Validity(date(2020, 6, 1))) == Validity(date(2020, 6, 1), date(2021, 1, 1))
    assert span.shared(Validity()) == span
    assert span.shared(Validity(date(2021, 1, 1))) is None
    with pytest.raises(ValueError, match="before it begins"):
        Validity(date(2021, 1, 1), date(2021, 1, 1))
