"""Tips that may tell of the same: near in place and time, of like worries, the same both ways."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from web.store.tables.tips import Tip
from web.tips.tip import Worry
from web.triage.likeness import NEAR_IN_TIME, NEAR_M, alike, likely_same

NOW = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)
TIPS = st.builds(
    lambda ident, x, y, worry, hours, precision, parent, unlike, state: Tip(
        id=ident, place=None if x is None else Point(674_000 + x, 6_580_000 + y), worry=worry,
        received_at=NOW - timedelta(hours=hours), seen_at=None, precision=precision, parent_id=parent, unlike=unlike,
        state=state,
    ),
    st.sampled_from("abcd"), st.none() | st.integers(0, 400), st.integers(0, 400), st.sampled_from([*Worry]),
    st.integers(0, 72), st.sampled_from(["exact", "exact", "grid_250", "district"]),
    st.none() | st.sampled_from("abcd"),
    st.lists(st.sampled_from("abcd"), max_size=2), st.sampled_from(["received", "going", "closed"]),
)  # fmt: skip


@given(TIPS, TIPS)
def test_likeness_holds_both_ways(one, other):
    there, back = alike(one, other), alike(other, one)
    assert (there is None) == (back is None)
    if there:
        assert there.metres == back.metres <= NEAR_M
        assert there.later == -back.later
        assert abs(there.later) <= NEAR_IN_TIME
        assert "district" not in {one.precision, other.precision}


@given(TIPS, st.lists(TIPS, max_size=6))
def test_the_nearest_open_ones_come_first_and_none_is_itself(one, others):
    found = likely_same(one, others)
    assert [its.metres for its in found] == sorted(its.metres for its in found)
    assert all(its.tip.id != one.id and its.tip.state in {"received", "going"} for its in found)


def test_like_worries_are_those_of_one_sight():
    def tip(ident, worry):
        return Tip(
            id=ident, place=Point(0, 0), worry=worry, received_at=NOW, precision="exact", unlike=[], state="received"
        )

    assert alike(tip("a", "sleeps_outside"), tip("b", "cold_or_ill"))
    assert not alike(tip("a", "sleeps_outside"), tip("b", "settlement"))
    assert not alike(tip("a", "young"), tip("b", "addiction"))
