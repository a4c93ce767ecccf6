"""Changes of a request: what happens to a week, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest
from small_week import at, good_plan, need

from planner.amend.changes import (
    closed_place,
    one_pair_less,
    one_pair_more,
    sick,
    with_urgent_need,
    without_need,
    without_shift,
)
from planner.overdue import Overdue
from planner.pin import Pin, PinnedStop

ASKED = good_plan().request
PINNED = replace(
    ASKED,
    pins=(
        Pin("tu-kvall", "Ek", ("larka", "mes"), (PinnedStop("torget", at("tu 17:30")),)),
        Pin("th-dag", "Björk", ("trast", "siska"), (PinnedStop("bron", at("th 13:30")),)),
    ),
)


def test_a_sick_worker_is_absent_and_unpinned_on_those_days_only():
    changed = sick(PINNED, "mes", date(2026, 12, 1), date(2026, 12, 2))
    assert changed.worker["mes"].absences[-1].covers(date(2026, 12, 2))
    assert [pin.shift for pin in changed.pins] == ["th-dag"]
    assert replace(changed, workers=PINNED.workers, pins=PINNED.pins) == PINNED
    assert len(sick(PINNED, "mes", date(2026, 12, 3), date(2026, 12, 6)).pins) == 2


def test_a_shift_goes_with_its_pins_and_pairs_come_and_go():
    assert [pin.shift for pin in without_shift(PINNED, "tu-kvall").pins] == ["th-dag"]
    more = one_pair_more(PINNED, "tu-kvall")
    assert next(s.pairs for s in more.shifts if s.id == "tu-kvall") == 2
    assert one_pair_less(more, "tu-kvall") == PINNED
    assert one_pair_less(PINNED, "tu-kvall") == without_shift(PINNED, "tu-kvall")


def test_an_urgent_need_is_agreed_and_weighs_more_than_all_others():
    changed = with_urgent_need(ASKED, ASKED.needs[3])
    urgent = next(n for n in changed.needs if n.id == ASKED.needs[3].id)
    assert urgent.least == 1
    assert urgent.weight > max(n.weight for n in ASKED.needs)
    assert len(changed.needs) == len(ASKED.needs)
    tip = with_urgent_need(ASKED, need("bron-tips", "sa 18:00-20:00", 20))
    assert len(tip.needs) == len(ASKED.needs) + 1
    with pytest.raises(ValueError, match="make that one urgent"):
        with_urgent_need(ASKED, need("torget-tips", "mo 18:00-20:00", 20))


def test_a_need_goes_with_its_lateness_and_the_stops_pinned_for_it():
    late = replace(PINNED, overdue=(Overdue("bron-dag", 2),))
    changed = without_need(late, "bron-dag")
    assert changed.overdue == ()
    assert changed.pins[1].stops == ()
    assert changed.pins[0].stops
    assert closed_place(late, "bron") == changed
    assert closed_place(late, "nowhere") == late


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda: sick(ASKED, "nobody", date(2026, 12, 1), date(2026, 12, 1)), "nobody"),
        (lambda: without_shift(ASKED, "never"), "never"),
        (lambda: one_pair_more(ASKED, "never"), "never"),
        (lambda: one_pair_less(ASKED, "never"), "never"),
        (lambda: without_need(ASKED, "nothing"), "nothing"),
        (lambda: with_urgent_need(ASKED, need("nowhere-tips", "mo 18:00-20:00")), "nowhere"),
    ],
)
def test_what_is_not_there_is_told(change, what):
    with pytest.raises(ValueError, match=what):
        change()
