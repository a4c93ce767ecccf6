"""Kept travel times equal fresh ones, whatever happens to the files."""

import os
import resource
import shutil
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.travel.cached import CachedTravel, key_of
from geo.travel.engine import engine_travel
from geo.travel.estimated import EstimatedTravel
from geo.travel.network import Network
from geo.travel.of_city import city_travel
from geo.travel.settings import TravelSettings
from geo.travel.times import Mode, Period, Place, TravelMatrix
from geo.windows import WeekWindows

ALWAYS = TravelSettings(periods=(Period("always", WeekWindows.parse("daily 00:00-24:00")),))
PLACES = tuple(Place(f"p{k}", 18.0 + 0.004 * k, 59.3 + 0.002 * (k % 7)) for k in range(30))
MANY = 10**9

lons, lats = st.floats(21.95, 22.05), st.floats(60.08, 60.12)
places_anywhere = st.lists(st.builds(Place, st.just("p"), lons, lats), min_size=1, max_size=5)


class Counted:
    """A provider that counts what it is asked for; its version can be changed, or change while it answers."""

    def __init__(self, provider, version=None):
        self.provider, self.version = provider, provider.version if version is None else version
        self.name, self.estimated, self.periods = provider.name, provider.estimated, provider.periods
        self.asked, self.next_version = 0, None

    @property
    def sources(self):
        return self.provider.sources

    def matrix(self, places, *, mode, period):
        self.asked += 1
        self.version = self.next_version or self.version
        return self.provider.matrix(places, mode=mode, period=period)

    def path(self, start, end, *, mode, period):
        self.asked += 1
        self.version = self.next_version or self.version
        return self.provider.path(start, end, mode=mode, period=period)


@pytest.fixture
def counted():
    return Counted(EstimatedTravel(Network(), ALWAYS))


@pytest.fixture
def kept(counted, tmp_path):
    return CachedTravel(counted, tmp_path / "kept")


def whole(travel, places=PLACES, mode=Mode.WALK):
    return travel.matrix(places, mode=mode, period="always")


def same(a: TravelMatrix, b: TravelMatrix) -> bool:
    tables = zip((a.seconds, a.metres, a.line, a.estimated), (b.seconds, b.metres, b.line, b.estimated), strict=True)
    return a.lines == b.lines and all(x.dtype == y.dtype and np.array_equal(x, y) for x, y in tables)


@pytest.fixture(scope="module")
def lilleby_kept(lilleby, tmp_path_factory):
    provider = Counted(city_travel(lilleby))
    spots = [Place(spot.id, spot.point.x, spot.point.y, spot.landmass) for spot in lilleby.hotspots]
    return provider, CachedTravel(provider, tmp_path_factory.mktemp("kept")), spots


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(more=places_anywhere, mode=st.sampled_from(Mode), data=st.data())
def test_kept_answers_equal_fresh_ones_for_any_places_mode_period_and_order(lilleby_kept, more, mode, data):
    provider, kept, spots = lilleby_kept
    places = data.draw(st.permutations([*spots[:6], *more]))
    period = data.draw(st.sampled_from(provider.periods)).id
    fresh = provider.provider.matrix(places, mode=mode, period=period)
    assert same(kept.matrix(places, mode=mode, period=period), fresh)
    before = provider.asked
    assert same(kept.matrix(places, mode=mode, period=period), fresh)
    assert provider.asked == before, "the second answer is the kept one"
    start, end = places[0], places[-1]
    for _ in range(2):
        assert kept.path(start, end, mode=mode, period=period) == provider.path(start, end, mode=mode, period=period)


place = st.builds(Place, st.just("p"), lons, lats, st.sampled_from([None, "", "lillon", "fastlandet"]))
question = st.tuples(
    st.text(max_size=3), st.lists(place, max_size=3), st.sampled_from(Mode), st.sampled_from(["day", "night", "dayn"])
)


@given(a=question, b=question)
def test_other_questions_have_other_keys(a, b):
    one, two = (key_of(version, places, mode=mode, period=period) for version, places, mode, period in (a, b))
    assert (one == two) == (a == b)


def test_a_change_in_any_part_changes_the_key_and_the_name_of_a_place_does_not():
    one = PLACES[:3]
    key = key_of("1", one, mode=Mode.WALK, period="day")
    moved = [
        replace(one[0], lon=np.nextafter(one[0].lon, 180)),
        replace(one[0], lat=np.nextafter(one[0].lat, 90)),
        replace(one[0], landmass="kungsholmen"),
        replace(one[0], landmass=""),
    ]
    others = [
        key_of("2", one, mode=Mode.WALK, period="day"),
        key_of("1", one, mode=Mode.CAR, period="day"),
        key_of("1", one, mode=Mode.WALK, period="night"),
        key_of("1", one[::-1], mode=Mode.WALK, period="day"),
        key_of("1", one[:2], mode=Mode.WALK, period="day"),
        *(key_of("1", [place, *one[1:]], mode=Mode.WALK, period="day") for place in moved),
    ]
    assert len({key, *others}) == len(others) + 1
    assert key == key_of("1", [replace(p, id="x") for p in one], mode=Mode.WALK, period="day")


def test_a_new_version_is_asked_anew_and_the_old_one_is_still_kept(counted, kept):
    for version, asked in (("1", 1), ("1", 1), ("2", 2), ("1", 2), ("2", 2)):
        counted.version = version
        whole(kept)
        kept.path(PLACES[0], PLACES[1], mode=Mode.WALK, period="always")
        assert counted.asked == asked * 2


@pytest.mark.parametrize(("version", "next_version"), [("", None), ("1", "2")])
def test_what_has_no_version_or_another_one_after_than_before_is_not_kept(counted, kept, version, next_version):
    for _ in range(3):
        counted.version, counted.next_version = version, next_version
        before = counted.asked
        assert same(whole(kept), whole(counted.provider))
        counted.version = version
        kept.path(PLACES[0], PLACES[1], mode=Mode.WALK, period="always")
        assert counted.asked == before + 2


def test_a_fault_is_not_kept(counted, kept):
    for _ in range(2):
        with pytest.raises(KeyError):
            kept.matrix(PLACES, mode=Mode.WALK, period="never")
    assert counted.asked == 2


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), cut=st.booleans())
def test_a_damaged_or_truncated_file_is_not_believed(counted, kept, at, bit, cut):
    fresh = whole(kept)
    (file,) = kept._files.folder.glob("*.times")
    content = bytearray(file.read_bytes())
    k = int(at * len(content))
    if cut:
        del content[k:]
    else:
        content[k] ^= 1 << bit
    file.write_bytes(content)
    before = counted.asked
    assert same(whole(kept), fresh)
    assert counted.asked == before + 1
    assert same(whole(kept), fresh)
    assert counted.asked == before + 1, "it was written anew"


def test_the_file_of_another_question_is_not_believed(counted, kept):
    whole(kept)
    (first,) = kept._files.folder.glob("*.times")
    other = kept._files._file(key_of(counted.version, PLACES[::-1], mode=Mode.WALK, period="always"))
    shutil.copy(first, other)
    assert same(whole(kept, PLACES[::-1]), whole(counted.provider, PLACES[::-1]))


def test_the_folder_keeps_its_size_and_what_was_used_longest_ago_goes_first(counted, tmp_path):
    kept = CachedTravel(counted, tmp_path, most_bytes=5 * 20_000)
    questions = [PLACES[k:] + PLACES[:k] for k in range(12)]
    for k, places in enumerate(questions):
        whole(kept, places)
        for age, file in enumerate(sorted(tmp_path.glob("*.times"), key=lambda f: f.stat().st_mtime_ns, reverse=True)):
            os.utime(file, (time.time() - age,) * 2)  # so that the order does not hang on the clock's grain
        if k:
            before = counted.asked
            whole(kept, questions[0])
            assert counted.asked == before, "what is used again and again stays"
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 5 * 20_000
    before = counted.asked
    whole(kept, questions[1])
    assert counted.asked == before + 1


def test_a_matrix_larger_than_the_folder_may_be_is_not_kept(counted, tmp_path):
    kept = CachedTravel(counted, tmp_path / "kept", most_bytes=100)
    whole(kept)
    whole(kept)
    assert counted.asked == 2
    assert not (tmp_path / "kept").exists()


def test_the_folder_may_be_taken_away_at_any_time(counted, kept):
    whole(kept)
    shutil.rmtree(kept._files.folder)
    whole(kept)
    whole(kept)
    assert counted.asked == 2


@contextmanager
def no_room():
    """Let the system refuse to write more than 1 kB into a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_where_there_is_no_room_it_works_without_and_says_so_once(counted, tmp_path, caplog):
    with no_room():
        for _ in range(3):
            kept = CachedTravel(counted, tmp_path)
            assert same(whole(kept), whole(counted.provider))
    assert list(tmp_path.iterdir()) == [], "nothing half is left"
    (record,) = caplog.records
    assert record.getMessage() == f"travel times are not kept in {tmp_path}: File too large"
    whole(kept)
    assert len(list(tmp_path.iterdir())) == 1, "there is room again"


def test_where_the_folder_cannot_be_made_it_works_without(counted, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    kept = CachedTravel(counted, tmp_path / "file" / "kept")
    assert same(whole(kept), whole(counted.provider))
    assert len(caplog.records) == 1


SCRIPT = """
    import os, random, signal, sys, time
    from pathlib import Path
    import numpy as np
    from geo.travel.matrix_files import MatrixFiles
    from geo.travel.times import TravelMatrix

    folder, job = Path(sys.argv[1]), sys.argv[2]
    files = MatrixFiles(folder, most_bytes=8_000_000)

    def matrix(k):
        seconds = np.full((300, 300), k, dtype=np.int32)
        return TravelMatrix(seconds, seconds + 1, np.full((300, 300), -1, dtype=np.int32), (f"metro {k}",))

    def use(k):
        found = files.read(f"{k:064x}", 300)
        if found is None:
            files.write(f"{k:064x}", matrix(k))
            return False
        assert (found.seconds == k).all() and (found.metres == k + 1).all() and found.lines == (f"metro {k}",), k
        return True

    chance = random.Random(job)
    if job == "kills":
        for _ in range(30):
            child = os.fork()
            if not child:
                while True:
                    files.write(f"{1:064x}", matrix(1))
            time.sleep(chance.uniform(0.002, 0.02))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            assert use(1) or use(1)
    else:
        hits = sum(use(chance.randrange(20)) for _ in range(60))
        assert hits, "nothing was ever found"
"""


def in_processes(folder, *jobs):
    """Use one folder from several processes at once; what they read must be right."""
    running = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(SCRIPT), str(folder), job], stderr=subprocess.PIPE)
        for job in jobs
    ]
    told = [process.communicate(timeout=60)[1].decode() for process in running]
    assert [process.returncode for process in running] == [0] * len(jobs), "\n".join(told)


def test_many_processes_share_a_folder(tmp_path):
    in_processes(tmp_path, "one", "two", "three")
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 8_000_000 + 3 * 1_000_000


def test_a_process_killed_while_it_writes_leaves_nothing_that_is_believed(tmp_path):
    in_processes(tmp_path, "kills")
    halves = list(tmp_path.glob("*.half"))
    for half in halves:
        os.utime(half, (time.time() - 7200,) * 2)
    CachedTravel(Counted(EstimatedTravel(Network(), ALWAYS)), tmp_path).matrix(PLACES, mode=Mode.WALK, period="always")
    assert not list(tmp_path.glob("*.half")), "the halves of the killed are swept away in time"


def test_the_times_of_an_engine_are_kept_as_long_as_it_tells_the_same_version(engines, tmp_path):
    plain = EstimatedTravel(Network(), ALWAYS)

    def times(server):
        kept = CachedTravel(engine_travel(plain, ALWAYS, walk=f"osrm+{server.url}"), tmp_path)
        tables = sum("/table/" in path for path in server.asked)
        found = whole(kept)
        return sum("/table/" in path for path in server.asked) - tables, bool(found.estimated.all())

    with engines.running_engine(version="7") as server:
        assert [times(server), times(server)] == [(1, False), (0, False)]
        server.version = "8"
        assert [times(server), times(server)] == [(1, False), (0, False)]
        server.version = ""
        assert [times(server), times(server)] == [(1, False), (1, False)]
        server.version, server.how = "9", "status 500"
        assert times(server) == (0, True), "what stands in for a silent engine"
    assert len(list(tmp_path.iterdir())) == 2, "is not kept as if it were the engine's"
