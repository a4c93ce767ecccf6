"""What says which import is in use is believed only where it is whole, and one import of a kind runs at a time."""

import json
import shutil
from datetime import date

import pytest

from geo import imports as module
from geo.imports import BrokenImportError, ImportKind, ImportRunningError, Imports

STREETS = ImportKind.STREETS


@pytest.fixture
def imports(tmp_path) -> Imports:
    return Imports(tmp_path / "imports" / "lilleby")


def build(imports: Imports, sha256: str = "a" * 64, **said: str) -> None:
    with imports.build(STREETS, sha256) as draft:
        (draft.folder / "file").write_text("whole")
        draft.keep(**{"source": "city.osm.pbf", "imported_on": date(2026, 11, 25).isoformat(), **said})


def test_a_second_import_is_refused_while_one_runs_and_takes_nothing_away(imports):
    with imports.build(STREETS, "a" * 64) as draft:
        with pytest.raises(ImportRunningError, match="streets"):
            build(imports, "b" * 64)
        assert draft.folder.is_dir()
        draft.keep(source="first", imported_on="2026-11-25")
    assert imports.in_use(STREETS).source == "first"
    build(imports, "b" * 64)
    assert imports.in_use(STREETS).sha256 == "b" * 64


def test_streets_and_timetable_are_imported_side_by_side(imports):
    with imports.build(ImportKind.TIMETABLE, "b" * 64) as draft:
        build(imports)
        draft.keep(source="feed.zip", imported_on="2026-11-25")
    assert imports.in_use(ImportKind.TIMETABLE).source == "feed.zip"


def test_the_same_file_again_is_another_version(imports):
    build(imports)
    first = imports.in_use(STREETS)
    build(imports)
    again = imports.in_use(STREETS)
    assert first.sha256 == again.sha256
    assert first.version != again.version


def test_a_name_that_no_text_can_hold_is_kept_readable(imports):
    build(imports, source="gator\udcff.osm.pbf")
    assert imports.in_use(STREETS).source == r"gator\udcff.osm.pbf"


def test_one_that_is_replaced_while_it_is_looked_up_is_looked_up_again(imports, monkeypatch):
    build(imports, source="old")
    old = imports.folder / "streets.json"
    stale = old.read_text(encoding="utf-8")
    build(imports, source="new")
    fresh = old.read_text(encoding="utf-8")
    texts = [stale, fresh]
    monkeypatch.setattr(module.Path, "read_text", lambda *_, **__: texts.pop(0))
    assert imports.in_use(STREETS).source == "new"


def good(imports: Imports) -> dict[str, object]:
    build(imports)
    return json.loads((imports.folder / "streets.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "5", "null", "[" * 100_000, "\x00", '{"kind": "streets"}'],
)
def test_what_says_nothing_sound_is_told(imports, text):
    good(imports)
    (imports.folder / "streets.json").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenImportError, match=r"streets\.json"):
        imports.in_use(STREETS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("folder", "../../elsewhere"),
        ("folder", "/etc"),
        ("folder", ""),
        ("folder", 5),
        ("folder", "timetable-1"),
        ("kind", "timetable"),
        ("kind", 1),
        ("attribution", 7),
        ("source", None),
        ("more", "x"),
    ],
)
def test_what_says_something_else_is_told(imports, name, value):
    said = {**good(imports), name: value}
    (imports.folder / "streets.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(BrokenImportError, match=r"streets\.json"):
        imports.in_use(STREETS)


def test_a_folder_that_was_taken_away_is_told(imports):
    build(imports)
    shutil.rmtree(imports.in_use(STREETS).folder)
    with pytest.raises(BrokenImportError, match="is gone; import the streets again"):
        imports.in_use(STREETS)
