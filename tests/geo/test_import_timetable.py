"""An imported timetable is in use when all of it is on the disk, and not before."""

import runpy
from datetime import date
from pathlib import Path

import pytest

from geo.city import read_city
from geo.faults import FileFaults
from geo.import_timetable import expected_s, import_timetable
from geo.imports import TIMETABLE_FILE, ImportKind, Imports
from geo.travel.of_city import city_travel
from geo.travel.timetable import Timetable

FEED = runpy.run_path(str(Path(__file__).parent / "travel" / "small_feed.py"))
MONDAY, TODAY = date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def imports(tmp_path):
    return Imports(tmp_path / "imports" / "lilleby")


@pytest.fixture
def feed(tmp_path):
    return FEED["write_feed"](tmp_path / "lilleby.zip")


def brought_in(files, imports, **options):
    return import_timetable(files, imports, **{"as_of": MONDAY, "today": TODAY, **options})


def test_what_came_in_is_summed_up_and_in_use(imports, feed):
    shares = []
    done = brought_in([feed], imports, bounds=(21.90, 60.05, 22.10, 60.15), report=shares.append)
    assert done.counts == {"stops": 5, "lines": 3, "patterns": 4, "trips": 5, "calls": 14}
    assert [(m.mode, m.lines, m.first_s, m.last_s) for m in done.modes] == [
        ("commuter", 1, 25_200, 25_200), ("bus", 1, 28_800, 87_000), ("ferry", 1, 32_400, 32_400)
    ]  # fmt: skip
    assert done.trips == (4, 4, 4, 4, 4, 2, 2)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    used = imports.in_use(ImportKind.TIMETABLE)
    assert (used.source, used.imported_on, used.valid_last) == ("lilleby.zip", "2026-11-03", "2027-01-31")
    assert used.attribution == "Lilleby stad"
    assert used.counts == done.counts
    assert used.sha256 == done.sha256
    loaded = Timetable.load(used.file(TIMETABLE_FILE))
    assert loaded.trip_ids == done.timetable.trip_ids
    assert 0 < expected_s([feed]) < 1


def test_the_same_file_for_another_day_gives_travel_times_of_another_version(imports, feed):
    city = read_city(Path(__file__).parents[1] / "cities" / "lilleby")
    first = brought_in([feed], imports)
    before = city_travel(city, imports).version
    again = brought_in([feed], imports, as_of=date(2026, 12, 7))
    assert first.sha256 == again.sha256
    assert city_travel(city, imports).version != before


def test_a_broken_timetable_leaves_the_old_one_in_use(imports, feed, tmp_path):
    before = brought_in([feed], imports)
    broken = FEED["write_feed"](tmp_path / "broken.zip", {"stop_times.txt": None})
    with pytest.raises(FileFaults):
        brought_in([broken], imports)
    with pytest.raises(FileFaults):
        brought_in([feed], imports, as_of=date(2028, 1, 1))
    assert imports.in_use(ImportKind.TIMETABLE).sha256 == before.sha256
    assert len(list(imports.folder.glob("[!.]*"))) == 2


def test_a_full_disk_leaves_the_old_one_in_use(imports, feed, tmp_path, monkeypatch):
    before = brought_in([feed], imports)
    other = FEED["write_feed"](tmp_path / "other.zip", {"transfers.txt": "from_stop_id,to_stop_id\n"})
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    import signal

    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(OSError, match="large"):
            brought_in([other], imports)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert imports.in_use(ImportKind.TIMETABLE).sha256 == before.sha256
    assert not list(imports.folder.glob("*.part"))


def test_the_hash_of_several_files_is_that_of_all(imports, feed, tmp_path):
    other = FEED["write_feed"](tmp_path / "other.zip", {"transfers.txt": "from_stop_id,to_stop_id\n"})
    one, both, turned = (brought_in(files, imports).sha256 for files in ([feed], [feed, other], [other, feed]))
    assert len({one, both, turned}) == 3
    assert imports.in_use(ImportKind.TIMETABLE).source == "other.zip + lilleby.zip"
