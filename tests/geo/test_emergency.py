"""Whom to call first, as a city names it."""

from pathlib import Path

import pytest

from geo.city_settings import read_city_settings
from geo.emergency import DANGER, LineKind
from geo.faults import FaultList
from geo.reference import city_folder

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby" / "city.toml"


def read(tmp_path, more=""):
    file = tmp_path / "city.toml"
    file.write_text(LILLEBY.read_text(encoding="utf-8") + more, encoding="utf-8")
    faults = FaultList(file.name)
    return read_city_settings(file, faults).emergency, [(f.code.value, f.field) for f in faults.faults]


def test_stockholm_names_both_lines_danger_first_each_with_its_source():
    lines = read_city_settings(city_folder() / "city.toml", FaultList("city.toml")).emergency
    assert [(line.kind, line.phone, line.dialled) for line in lines] == [
        (LineKind.DANGER, "112", "112"),
        (LineKind.SOCIAL, "020-70 80 03", "020708003"),
    ]
    assert all(line.source for line in lines)


def test_a_city_that_names_none_has_the_number_of_the_union(tmp_path):
    assert read(tmp_path) == ((DANGER,), [])
    lines, faults = read(tmp_path, '\n[[emergency]]\nkind="social"\nname="Jouren"\nphone="+358 9 1"\nsource="x"\n')
    assert ([line.phone for line in lines], faults) == (["112", "+358 9 1"], [])


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('kind="police"\nname="x"\nphone="1"\nsource="x"', ("unknown_value", "emergency.kind")),
        ('kind="danger"\nname="x"\nsource="x"', ("missing_key", "emergency.phone")),
        ('kind="danger"\nname="x"\nphone="1"', ("missing_key", "emergency.source")),
        ('kind="danger"\nname="x"\nphone="1"\nsource="x"\ntel="2"', ("unknown_key", "emergency.tel")),
    ],
)
def test_what_is_wrong_is_told(tmp_path, entry, fault):
    assert fault in read(tmp_path, f"\n[[emergency]]\n{entry}\n")[1]
