"""The week grid and the exact hours are always in step, and hours can be written as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.windows import DAY_MINUTES, WeekWindows, Window, WindowError
from web.lead.place_grid import PARTS, WEEK_MINUTES, Cell, cells, with_cell, with_cells
from web.lead.place_hours import NEVER, hours_fault, read_hours, write_hours
from web.words import translator

KEYS = [(part, day) for part in PARTS for day in range(7)]


@st.composite
def some_hours(draw):
    """Give windows that do not overlap, in quarters of an hour."""
    found, minutes = [], set()
    for _ in range(draw(st.integers(0, 6))):
        day, start = draw(st.integers(0, 6)), draw(st.integers(0, 95)) * 15
        length = draw(st.integers(1, 95)) * 15
        span = {(day * DAY_MINUTES + start + n) % WEEK_MINUTES for n in range(length)}
        if not span & minutes:
            minutes |= span
            found.append(Window(day, start, start + length))
    return WeekWindows(tuple(sorted(found)))


def minutes_of(windows):
    return {
        (w.weekday * DAY_MINUTES + minute) % WEEK_MINUTES
        for w in windows.windows
        for minute in range(w.start_min, w.end_min)
    }


def minutes_in(part, day):
    return {(day * DAY_MINUTES + minute) % WEEK_MINUTES for minute in range(*PARTS[part])}


@given(some_hours(), st.sampled_from(KEYS), st.booleans())
def test_a_cell_changes_its_own_minutes_and_no_other(windows, key, on):
    part, day = key
    after = with_cell(windows, day, part, on=on)
    own = minutes_in(part, day)
    assert minutes_of(after) == (minutes_of(windows) | own if on else minutes_of(windows) - own)
    assert cells(after)[list(PARTS).index(part)][day] is (Cell.YES if on else Cell.NO)
    assert (WeekWindows.parse(str(after)) if after.windows else after) == after


@given(st.sets(st.sampled_from(KEYS)))
def test_a_grid_becomes_hours_and_the_same_grid_again(chosen):
    windows = with_cells(NEVER, {key: key in chosen for key in KEYS})
    shown = {
        (part, day)
        for part, row in zip(PARTS, cells(windows), strict=True)
        for day, c in enumerate(row)
        if c is Cell.YES
    }
    assert shown == chosen
    assert all(cell is not Cell.SOME for row in cells(windows) for cell in row)


@given(some_hours(), st.sampled_from(["sv", "en"]))
def test_hours_in_either_language_are_read_as_they_were(windows, lang):
    assert read_hours(write_hours(translator(lang), windows)) == windows


@given(some_hours())
def test_hours_as_codes_are_read_too(windows):
    assert read_hours(str(windows)) == windows


def test_parts_that_meet_become_one_span():
    evening = with_cell(NEVER, 4, "evening", on=True)
    assert str(with_cell(evening, 4, "night", on=True)) == "fr 17:00-02:00"
    whole = with_cells(NEVER, {(part, 6): True for part in PARTS})
    assert str(whole) == "su 09:00-02:00"


def test_sunday_night_meets_monday():
    windows = WeekWindows.parse("mo 01:00-03:00")
    assert str(with_cell(windows, 6, "night", on=True)) == "su 22:00-03:00"
    assert str(with_cell(windows, 6, "night", on=False)) == "mo 02:00-03:00"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Måndag-fredag 8-16", "mo-fr 08:00-16:00"),
        ("lördagar 10.30–14", "sa 10:30-14:00"),
        ("tis, tors 18.00–21.00", "tu,th 18:00-21:00"),
        ("varje dag 22:00-02:00", "mo-su 22:00-02:00"),
        ("mån 08.00–10.00, 12.00–14.00\nons 9-11", "mo 08:00-10:00, 12:00-14:00; we 09:00-11:00"),
    ],
)
def test_hours_are_read_as_people_write_them(written, meant):
    assert str(read_hours(written)) == meant


@pytest.mark.parametrize("text", ["mon", "foo 8-16", "mon 25:00-26:00", "mon 8-8", "mon 8-12; mon 11-13", "x" * 2000])
def test_hours_that_cannot_be_read_say_why_in_words(text):
    with pytest.raises(WindowError) as caught:
        read_hours(text)
    for lang in ("sv", "en"):
        said = hours_fault(translator(lang), caught.value)
        assert said
        assert "%(" not in said
