"""Needs are read with their defaults, and impossible ones are told apart from tight ones."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.calendar import Season
from geo.faults import FaultCode, FileFaults
from geo.hotspot import Daylight
from geo.needs_file import most_visits, read_needs
from geo.windows import WeekWindows

SEASONS = (Season("winter", (11, 1), (3, 31)), Season("summer", (5, 1), (9, 30)), Season("spring", (3, 1), (5, 31)))
HEAD = "id,hotspot,windows,minutes,least,target,most,gap_h,season,teams\n"


def read(folder: Path, *rows: str, head: str = HEAD):
    path = folder / "needs.csv"
    path.write_text(head + "\n".join(rows))
    return read_needs(path, hotspots=None, seasons=SEASONS)


def codes(folder: Path, *rows: str) -> list[FaultCode]:
    with pytest.raises(FileFaults) as caught:
        read(folder, *rows)
    return [fault.code for fault in caught.value.faults]


def test_what_is_left_empty_has_its_default(tmp_path):
    (need,) = read(tmp_path, "a,torget,mo 10:00-12:00,30", head="id,hotspot,windows,minutes\n")
    assert (need.least, need.target, need.most, need.gap_h, need.weight) == (0, 1, 7, 0, 1)
    assert (need.season, need.pairs, need.daylight, need.skills, need.teams) == (
        "all",
        1,
        Daylight.ANY,
        frozenset(),
        (),
    )


def test_a_peak_is_read_and_an_empty_one_is_none(tmp_path):
    head = "id,hotspot,windows,minutes,peak\n"
    one, other = read(
        tmp_path, 'a,torget,"mo,fr 10:00-14:00",30,fr 12:00-14:00', "b,hamnen,mo 10:00-14:00,30,", head=head
    )
    assert (str(one.peak), other.peak) == ("fr 12:00-14:00", None)


def test_target_follows_least_where_it_is_empty(tmp_path):
    (need,) = read(tmp_path, "a,torget,mo-su 10:00-12:00,30,3,,,,,")
    assert (need.least, need.target, need.most) == (3, 3, 7)


def test_a_need_that_just_fits_its_windows_is_no_fault(tmp_path):
    assert read(tmp_path, "a,torget,mo-fr 10:00-12:00,60,3,3,3,40,,")
    assert codes(tmp_path, "a,torget,mo-fr 10:00-12:00,60,3,3,3,48,,") == [FaultCode.IMPOSSIBLE_WINDOWS]


@pytest.mark.parametrize(
    ("season", "other", "meet"),
    [
        ("all", "winter", True),
        ("winter", "winter", True),
        ("winter", "summer", False),
        ("winter", "spring", True),
        ("summer", "spring", True),
    ],
)
def test_needs_of_one_place_overlap_only_in_seasons_that_share_a_day(tmp_path, season, other, meet):
    rows = [f"a,torget,mo 10:00-12:00,30,,,,,{season},", f"b,torget,mo 11:00-13:00,30,,,,,{other},"]
    if meet:
        assert codes(tmp_path, *rows) == [FaultCode.OVERLAPPING_NEEDS]
    else:
        assert len(read(tmp_path, *rows)) == 2


def test_needs_of_different_teams_may_overlap(tmp_path):
    rows = ["a,torget,mo 10:00-12:00,30,,,,,,en", "b,torget,mo 11:00-13:00,30,,,,,,tall"]
    assert len(read(tmp_path, *rows)) == 2


def test_a_season_that_the_calendar_lacks_is_a_fault(tmp_path):
    assert codes(tmp_path, "a,torget,mo 10:00-12:00,30,,,,,autumn,") == [FaultCode.UNKNOWN_REFERENCE]


@st.composite
def week_windows(draw):
    parts = []
    for day in draw(st.lists(st.sampled_from(["mo", "tu", "we", "th", "fr", "sa"]), min_size=1, unique=True)):
        start = draw(st.integers(0, 22 * 60))
        end = draw(st.integers(start + 1, 23 * 60))
        parts.append(f"{day} {start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}")
    return WeekWindows.parse("; ".join(parts))


@given(windows=week_windows())
def test_window_text_is_read_again_as_it_was_written(windows):
    assert WeekWindows.parse(str(windows)) == windows


@given(windows=week_windows(), minutes=st.integers(1, 300), gap_h=st.floats(0, 72))
def test_a_wider_gap_or_a_longer_visit_never_lets_more_visits_fit(windows, minutes, gap_h):
    fits = most_visits(windows, minutes=minutes, gap_h=gap_h)
    assert most_visits(windows, minutes=minutes, gap_h=gap_h + 5) <= fits
    assert most_visits(windows, minutes=minutes + 10, gap_h=gap_h) <= fits
    assert (fits > 0) == any(window.minutes >= minutes for window in windows.windows)
