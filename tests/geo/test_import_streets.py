"""An import of streets is whole or not at all: cut files, a full disk and a killed process leave the old in use."""

import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from pmtiles.reader import MmapSource, all_tiles

from geo.faults import FaultCode, FileFaults
from geo.import_streets import ATTRIBUTION, DONE_AFTER, Stage, import_streets
from geo.imports import BUILDINGS_FILE, GROUND_FILE, STREETS_FILE, ImportKind, Imports
from geo.travel.street_graph import StreetGraph

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 25)
STREET = {"highway": "residential"}
KILLS = int(os.environ.get("FALTPLAN_KILLS", "4"))


@pytest.fixture
def imports(tmp_path) -> Imports:
    return Imports(tmp_path / "imports" / "lilleby")


def in_use(imports: Imports) -> tuple[str, int]:
    """Give the hash of what is in use, after reading all of it."""
    found = imports.in_use(ImportKind.STREETS)
    graph = StreetGraph.load(found.file(STREETS_FILE))
    with found.file(GROUND_FILE).open("rb") as opened:
        assert sum(1 for _ in all_tiles(MmapSource(opened))) > 0
    return found.sha256, len(graph)


def test_a_file_comes_in_and_says_what_came(town, imports):
    told = []
    made = import_streets(town, imports, TODAY, lambda stage, share: told.append((stage, share)))
    found = imports.in_use(ImportKind.STREETS)
    assert found.sha256 == made.sha256 == hashlib.sha256(town.read_bytes()).hexdigest()
    assert (found.source, found.imported_on, found.attribution) == ("city.osm.pbf", "2026-11-25", ATTRIBUTION)
    assert sorted(path.name for path in found.folder.iterdir()) == sorted([STREETS_FILE, GROUND_FILE, BUILDINGS_FILE])
    assert made.counts["nodes"] == len(StreetGraph.load(found.file(STREETS_FILE))) == 32
    assert (made.counts["segments"], made.counts["park"], dict(made.left_out), made.warnings) == (60, 2, {}, ())
    assert [stage for stage, _ in told] == [*Stage, Stage.SAVE]
    assert [share for _, share in told] == [0.0, *DONE_AFTER.values()]


def test_the_same_file_again_is_fine_and_leaves_one_folder(town, imports):
    for _ in range(2):
        import_streets(town, imports, TODAY)
    assert len(list(imports.folder.glob("streets-*"))) == 1
    assert not list(imports.folder.glob(".*.part"))


@pytest.fixture
def old(osm_file, imports) -> tuple[str, int]:
    """Put a small network in use."""
    small = osm_file({1: (18, 59), 2: (18.01, 59)}, {1: ([1, 2], STREET)}, name="old.osm.pbf")
    import_streets(small, imports, TODAY)
    return in_use(imports)


@pytest.mark.parametrize(
    ("nodes", "ways", "code"),
    [
        ({1: (18, 59)}, {}, FaultCode.NO_STREETS),
        ({1: (18, 59), 2: (18.1, 59)}, {1: ([1, 2], {"highway": "footway", "foot": "no"})}, FaultCode.NO_STREETS),
        ({1: (18, 59)}, {1: ([1, 2, 3], STREET)}, FaultCode.POINTS_MISSING),
    ],
)
def test_a_file_without_streets_leaves_the_old_in_use(osm_file, imports, old, nodes, ways, code):
    with pytest.raises(FileFaults) as caught:
        import_streets(osm_file(nodes, ways), imports, TODAY)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert in_use(imports) == old


def test_a_file_that_is_cut_anywhere_is_refused_or_warned_of(town, imports, old, tmp_path):
    whole = town.read_bytes()
    full = import_streets(town, Imports(tmp_path / "other"), TODAY).counts
    rng = random.Random(5)
    cut = tmp_path / "cut.osm.pbf"
    for at in sorted({rng.randrange(len(whole)) for _ in range(60)}):
        cut.write_bytes(whole[:at])
        try:
            made = import_streets(cut, imports, TODAY)
        except FileFaults:
            assert in_use(imports) == old
        else:
            assert made.warnings
            assert made.counts["segments"] <= full["segments"]


def test_a_full_disk_leaves_the_old_in_use_and_nothing_behind(town, imports, old):
    before = sorted(path.name for path in imports.folder.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for most in (100, 500, 2_000, 5_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
        try:
            with pytest.raises(OSError):  # noqa: PT011 - which one depends on where the disk was full
                import_streets(town, imports, TODAY)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert in_use(imports) == old
        assert sorted(path.name for path in imports.folder.iterdir()) == before


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_in_use_whole(town, imports, old):
    new = hashlib.sha256(town.read_bytes()).hexdigest()
    script = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from geo.import_streets import import_streets; from geo.imports import Imports\n"
        "imports = Imports(Path(sys.argv[2])); print('ready', flush=True)\n"
        "while True: import_streets(Path(sys.argv[1]), imports, date(2026, 11, 25)); print('done', flush=True)\n"
    )
    rng = random.Random(time.time_ns())
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", script, town, imports.folder], cwd=ROOT, stdout=subprocess.PIPE
        ) as child:
            assert child.stdout.readline() == b"ready\n"
            time.sleep(rng.random() * 0.4)
            child.send_signal(signal.SIGKILL)
        assert in_use(imports)[0] in {old[0], new}
    import_streets(town, imports, TODAY)
    assert in_use(imports)[0] == new
    assert len(list(imports.folder.glob("streets-*"))) == 1
    assert not list(imports.folder.glob(".streets-*"))


@pytest.mark.parametrize("name", ["porto_alegre", "stockholm_ostermalm_2020"])
def test_a_real_city_comes_in(test_data, imports, name):
    made = import_streets(test_data / "osm" / f"{name}.osm.pbf", imports, TODAY)
    assert made.counts["foot_km"] >= made.counts["car_km"] > 10
    assert made.data_date.startswith("2020")
    assert in_use(imports) == (made.sha256, made.counts["nodes"])
