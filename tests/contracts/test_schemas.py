"""The JSON schemas say what the readers accept, and the shipped cities keep them."""

import csv
import json
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from geo import calendar_file, city_settings, district_file, hotspots_file, needs_file, travel_settings_file
from geo.reference import city_folder, reference_folder
from geo.travel import lines_file, network_file
from planner import team_file
from planner.working_time import WorkingTime

LILLEBY = Path(__file__).resolve().parent.parent / "cities" / "lilleby"
CITIES = [city_folder(), LILLEBY]
SCHEMA = reference_folder() / "schema"
ROWS = {
    "needs.csv": "need",
    "lines.csv": "line",
    "landmasses.csv": "landmass",
    "bridges.csv": "bridge",
    "neighbourhoods.csv": "neighbourhood",
    "waters.csv": "water",
}


def schema(name: str) -> dict[str, Any]:
    return json.loads((SCHEMA / f"{name}.schema.json").read_text(encoding="utf-8"))


def faults(name: str, value: object) -> list[str]:
    return [f"{list(error.path)}: {error.message}" for error in Draft202012Validator(schema(name)).iter_errors(value)]


def plain(value: object) -> object:
    """Give TOML's dates as the texts that JSON has."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def cell(text: str, described: dict[str, Any]) -> object:
    kind = described.get("type")
    return int(text) if kind == "integer" else float(text) if kind == "number" else text


@pytest.mark.parametrize("path", sorted(SCHEMA.glob("*.schema.json")), ids=lambda path: path.name)
def test_every_schema_is_a_schema(path):
    Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def undescribed(part: dict[str, Any], path: str) -> list[str]:
    """Give the fields without a description; the frame that RFC 7946 describes is left out."""
    found = []
    for name, field in part.get("properties", {}).items():
        framed = path in {"", ".features[]", ".features[].geometry"} and name in {"type", "features", "properties"}
        if "description" not in field and not framed:
            found.append(f"{path}.{name}")
        found += undescribed(field, f"{path}.{name}")
    if isinstance(part.get("items"), dict):
        found += undescribed(part["items"], f"{path}[]")
    return found


@pytest.mark.parametrize("name", ["city", "calendar", "team", "hotspots", *ROWS.values()])
def test_every_field_is_described(name):
    assert undescribed(schema(name), "") == []


@pytest.mark.parametrize("folder", CITIES, ids=lambda folder: folder.name)
def test_the_settings_calendar_and_teams_of_a_city_keep_their_schemas(folder):
    files = [("city", folder / "city.toml"), ("calendar", folder / "calendar.toml")]
    files += [("team", path) for path in sorted((folder / "teams").glob("*.toml"))]
    for name, path in files:
        assert faults(name, plain(tomllib.loads(path.read_text(encoding="utf-8")))) == [], path.name


@pytest.mark.parametrize("folder", CITIES, ids=lambda folder: folder.name)
def test_the_hotspots_of_a_city_keep_their_schema(folder):
    assert faults("hotspots", json.loads((folder / "hotspots.geojson").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("folder", CITIES, ids=lambda folder: folder.name)
def test_the_rows_of_a_city_s_tables_keep_their_schemas(folder, name):
    fields = schema(ROWS[name])["properties"]
    if name == "waters.csv" and not (folder / name).exists():
        return  # only the schematic map of the shipped city has waters
    with (folder / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert set(row) <= set(fields)
            assert faults(ROWS[name], {key: cell(text, fields[key]) for key, text in row.items() if text}) == []


def properties(name: str, *path: str) -> set[str]:
    part = schema(name)
    for step in path:
        part = part["properties"][step]
        part = part.get("items", part)
    return set(part["properties"])


@pytest.mark.parametrize(
    ("found", "accepted"),
    [
        (properties("city"), city_settings.KEYS),
        (properties("city", "map"), city_settings.MAP_KEYS),
        (properties("city", "travel"), travel_settings_file.KEYS),
        (properties("city", "travel", "periods"), travel_settings_file.PERIOD_KEYS),
        (properties("calendar"), calendar_file.KEYS),
        (properties("calendar", "seasons"), calendar_file.SEASON_KEYS),
        (properties("calendar", "special_days"), calendar_file.SPECIAL_DAY_KEYS),
        (properties("team"), team_file.KEYS),
        (properties("team", "bases"), team_file.BASE_KEYS),
        (properties("team", "workers"), team_file.WORKER_KEYS),
        (properties("team", "absences"), team_file.ABSENCE_KEYS),
        (properties("team", "wishes"), team_file.WISH_KEYS),
        (properties("team", "commitments"), team_file.COMMITMENT_KEYS),
        (properties("team", "worked"), team_file.WORKED_KEYS),
        (properties("team", "shifts"), team_file.SHIFT_KEYS),
        (properties("team", "working_time"), WorkingTime.__dataclass_fields__),
        (properties("hotspots", "features", "properties"), (*hotspots_file.REQUIRED, *hotspots_file.OPTIONAL)),
        (properties("need"), (*needs_file.REQUIRED, *needs_file.OPTIONAL)),
        (properties("neighbourhood"), (*district_file.REQUIRED, *district_file.OPTIONAL)),
        (properties("landmass"), (*network_file.LANDMASS_REQUIRED, *network_file.LANDMASS_OPTIONAL)),
        (properties("bridge"), (*network_file.BRIDGE_REQUIRED, *network_file.BRIDGE_OPTIONAL)),
        (properties("line"), (*lines_file.LINE_REQUIRED, *lines_file.LINE_OPTIONAL)),
    ],
)
def test_a_schema_names_what_the_reader_accepts(found, accepted):
    assert found == set(accepted)
