"""Every file in tests/bad is wrong in its own way, and is told so completely."""

import tomllib
from pathlib import Path

import pytest

from geo.fault_codes import MEANS, FaultCode, parameters
from geo.faults import Fault, FileFaults
from planner.validate import validate

TESTS = Path(__file__).resolve().parent.parent
BAD = TESTS / "bad"
LILLEBY = TESTS / "cities" / "lilleby"
EXPECTED = {item["name"]: item["faults"] for item in tomllib.loads((BAD / "expected.toml").read_text())["file"]}


def test_every_bad_file_is_expected_and_no_other():
    assert sorted(EXPECTED) == sorted(path.name for path in BAD.iterdir() if path.name != "expected.toml")
    assert len(EXPECTED) >= 30


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_bad_file_gives_exactly_its_faults(name):
    with pytest.raises(FileFaults) as caught:
        validate(BAD / name, city_folder=LILLEBY)
    found = [[str(fault.code), fault.row or 0, fault.field] for fault in caught.value.faults]
    assert sorted(found) == sorted(EXPECTED[name])
    rows = [(fault.file, fault.row or 0) for fault in caught.value.faults]
    assert rows == sorted(rows)
    for fault in caught.value.faults:
        said = str(fault)
        assert said.startswith(fault.file)
        assert len(said) > len(fault.file) + 20
        assert "{" not in said
        assert said.isprintable()


@pytest.mark.parametrize("code", FaultCode)
def test_every_code_has_a_meaning_that_says_what_to_do(code):
    what, semicolon, to_do = MEANS[code].partition(";")
    assert what
    assert semicolon
    assert to_do.strip()


def test_a_fault_without_its_parameters_cannot_be_made():
    with pytest.raises(ValueError, match="cells"):
        Fault("a.csv", 1, "", FaultCode.ROW_LENGTH, {"columns": 3})
    assert parameters(FaultCode.NOT_FOUND) == frozenset()


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    for name in ("hotspots.geojson", "needs.csv", "team.toml", "city.toml", "calendar.toml", "a.gpkg"):
        with pytest.raises(FileFaults) as caught:
            validate(tmp_path / name, city_folder=LILLEBY)
        assert [fault.code for fault in caught.value.faults] == [FaultCode.NOT_FOUND]


def test_a_folder_in_a_file_s_place_is_a_fault(tmp_path):
    (tmp_path / "hotspots.csv").mkdir()
    with pytest.raises(FileFaults) as caught:
        validate(tmp_path / "hotspots.csv", city_folder=LILLEBY)
    assert {fault.code for fault in caught.value.faults} == {FaultCode.NOT_FOUND}


def test_a_file_of_absurd_size_is_not_read(tmp_path):
    path = tmp_path / "hotspots.csv"
    with path.open("wb") as file:
        file.truncate(51_000_000)
    with pytest.raises(FileFaults) as caught:
        validate(path, city_folder=LILLEBY)
    assert [fault.code for fault in caught.value.faults] == [FaultCode.TOO_LARGE]


def test_too_many_places_are_a_fault(tmp_path):
    path = tmp_path / "hotspots.csv"
    rows = "".join(f"p-{i},Plats {i},square,22.0,60.1\n" for i in range(5001))
    path.write_text("id,name,kind,lon,lat\n" + rows)
    with pytest.raises(FileFaults) as caught:
        validate(path, city_folder=LILLEBY)
    assert [fault.code for fault in caught.value.faults] == [FaultCode.TOO_MANY]
