"""What the request of a week holds besides places and people: pins, wishes, peaks, late needs, lent shifts, weights."""

import json
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from random_week import random_request
from small_week import at, good_plan, need

from geo.reference import reference_folder
from geo.windows import WeekWindows
from planner.exact import exact_request
from planner.kept_texts import best_text, request_text, text_hash
from planner.overdue import Overdue
from planner.pin import Pin, PinnedStop
from planner.plan_json import PlanFileError, plan_from_dict, plan_text, plan_to_dict
from planner.request import WeekRequest
from planner.request_json import request_from_dict, request_to_dict
from planner.weights import Weights
from planner.worker import Wish, Worker

SCHEMA = json.loads((reference_folder() / "schema" / "plan.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
NEW_KEYS = {"pins", "overdue", "weights", "peak", "wishes", "districts"}
MONDAY = at("mo 00:00").date()


def full_request(random: Random) -> WeekRequest:
    """Make a random week with some of everything."""
    made = random_request(random)
    workers = tuple(
        replace(w, wishes=(Wish(day := made.days[random.randint(0, 6)].date, day + timedelta(days=1), coin(random)),))
        if coin(random) else w
        for w in made.workers
    )  # fmt: skip
    shifts = tuple(
        replace(s, districts=frozenset(random.sample(["Järva", "Norra innerstaden"], random.choice([0, 1, 2]))))
        for s in made.shifts
    )
    needs = tuple(replace(n, peak=n.windows if coin(random) else None) for n in made.needs)
    pair = tuple(random.sample([w.id for w in workers], 2))
    first = shifts[0]
    stops = (PinnedStop(needs[0].hotspot, first.start),) if coin(random) else ()
    pins = (Pin(first.id, "Ek", pair, stops, coin(random)),) if coin(random) else ()
    late = tuple(Overdue(n.id, random.randint(1, 30)) for n in needs if coin(random))
    weights = random.choice([Weights(), Weights(travel=0.0), Weights(continuity=2.5, steady=0.5)])
    return replace(made, workers=workers, shifts=shifts, needs=needs, pins=pins, overdue=late, weights=weights)


def coin(random: Random) -> bool:
    return random.random() < 0.5


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_everything_comes_back_as_it_was_and_keeps_the_schema(seed: int):
    request = full_request(Random(seed))
    data = json.loads(json.dumps(request_to_dict(request)))
    again = request_from_dict(data)
    assert json.loads(json.dumps(request_to_dict(again))) == data
    for part in ("workers", "shifts", "needs", "pins", "overdue", "weights"):
        assert getattr(again, part) == getattr(exact_request(request), part)
    assert text_hash(request_text(request)) == text_hash(request_text(again))
    errors = VALIDATOR.iter_errors({**json.loads(plan_text(good_plan())), "request": data})
    assert [error.message for error in errors if "counts_as" not in error.json_path] == []


def test_texts_and_hashes_of_plans_from_before_are_what_they_were():
    plan = good_plan()
    assert not NEW_KEYS & set(_keys(plan_to_dict(plan)))
    assert [text_hash(plan_text(plan)), text_hash(request_text(plan.request)), text_hash(best_text(plan))] == [
        "e475770fa442dc576e63e5f817fef242b471d036f4d0dedce810c721a560b789",
        "8986d9bbb78c5d61bac5f347648d85843bc5abdd91e729e6ee879240ef428c9d",
        "15c6ac38328b28faf723025fbc895ec38ab8bd48ccf9abfa5cff8eab4f015da4",
    ]


def _keys(value: object) -> list[str]:
    if isinstance(value, dict):
        return [key for name, part in value.items() for key in (name, *_keys(part))]
    return [key for part in value for key in _keys(part)] if isinstance(value, list) else []


def pinned(*pins: Pin) -> WeekRequest:
    return replace(good_plan().request, pins=pins)


EK = Pin("mo-kvall", "Ek", ("larka", "mes"))


@pytest.mark.parametrize(
    ("pins", "told"),
    [
        ([Pin("mo-natt", "Ek", ("larka", "mes"))], "mo-natt"),
        ([Pin("mo-kvall", "Ek", ("larka", "kaja"))], "kaja"),
        ([replace(EK, stops=(PinnedStop("nowhere", at("mo 17:00")),))], "nowhere"),
        ([replace(EK, stops=(PinnedStop("torget", at("tu 17:00")),))], "outside shift"),
        ([replace(EK, stops=(PinnedStop("torget", at("mo 22:00")),))], "outside shift"),
        ([EK, Pin("mo-kvall", "Al", ("mes", "trast"))], "'mes' is pinned"),
        ([EK, Pin("tu-kvall", "Ek", ("larka", "trast"))], "one name all week"),
        ([EK, Pin("tu-kvall", "Al", ("mes", "larka"))], "one name all week"),
        ([Pin("tu-kvall", "Ek", ("larka", "mes")), Pin("tu-kvall", "Al", ("trast", "sparv"))], "takes 1"),
    ],
)
def test_pins_that_cannot_be_kept_are_refused(pins: list[Pin], told: str):
    with pytest.raises(ValueError, match=told):
        pinned(*pins)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"workers": ("larka",)}, "two workers"),
        ({"workers": ("larka", "larka")}, "two workers"),
        ({"workers": ("larka", "mes", "duva", "trast")}, "two workers"),
        ({"pair": " "}, "names no pair"),
        ({"stops": (PinnedStop("a", at("mo 17:00")), PinnedStop("b", at("mo 17:00")))}, "not in time order"),
    ],
)
def test_a_pin_by_itself_is_checked(change: dict[str, object], told: str):
    with pytest.raises(ValueError, match=told):
        replace(EK, **change)


def test_pins_that_can_be_kept_are_taken():
    observed = Pin("mo-kvall", "Al", ("trast", "sparv", "duva"))
    assert pinned(EK, observed, replace(EK, shift="tu-kvall", workers=("mes", "larka"))).pins


def test_wishes_peaks_late_needs_and_weights_are_checked():
    day = date(2026, 12, 1)
    with pytest.raises(ValueError, match="before it begins"):
        Wish(day, day - timedelta(days=1), free=True)
    with pytest.raises(ValueError, match="two wishes for 2026-12-01"):
        Worker("larka", "Lärka", wishes=(Wish(day, day, free=True), Wish(day, day, free=False)))
    with pytest.raises(ValueError, match="does not lie in its windows"):
        need("torget", "mo 10:00-12:00", peak=WeekWindows.parse("mo 11:00-13:00"))
    with pytest.raises(ValueError, match="no hours of its peak hold"):
        need("torget", "mo 10:00-12:00", peak=WeekWindows.parse("mo 11:00-11:20"))
    with pytest.raises(ValueError, match="not by 1"):
        Overdue("torget", 0)
    request = good_plan().request
    with pytest.raises(ValueError, match="does not hold"):
        replace(request, overdue=(Overdue("nothing", 1),))
    with pytest.raises(ValueError, match="twice"):
        replace(request, overdue=(Overdue("torget-kvall", 1), Overdue("torget-kvall", 2)))
    for wrong in (-0.1, 101.0, float("nan")):
        with pytest.raises(ValueError, match="the weight of travel"):
            Weights(travel=wrong)


@pytest.mark.parametrize(
    ("windows", "peak", "holds"),
    [
        ("daily 20:00-23:00", "fr-sa 21:00-22:00", True),
        ("daily 22:00-04:00", "fr 23:00-02:00", True),
        ("daily 22:00-04:00", "sa 01:00-03:00", True),
        ("su 22:00-04:00", "mo 01:00-03:00", True),
        ("mo-fr 20:00-23:00", "sa 20:00-23:00", False),
        ("mo 10:00-12:00; mo 12:00-14:00", "mo 11:00-13:00", False),
    ],
)
def test_windows_hold_others_that_lie_in_one_of_them(windows: str, peak: str, *, holds: bool):
    assert WeekWindows.parse(windows).holds(WeekWindows.parse(peak)) is holds


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("pins",), [{"shift": "mo-kvall"}]),
        (("pins",), 3),
        (("overdue",), [{"need": "torget-kvall", "days": 0}]),
        (("weights",), {"visits": 2}),
        (("weights",), {"travel": -1}),
        (("needs", 0, "peak"), "never"),
        (("workers", 0, "wishes"), [{"first": "2026-12-01", "last": "2026-11-30", "free": True}]),
    ],
)
def test_wrong_values_are_no_plan_by_reader_and_schema(path: tuple[str | int, ...], value: object):
    data = json.loads(plan_text(good_plan()))
    place = data["request"]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(PlanFileError):
        plan_from_dict(data)
    if value != "never" and path[-1] != "wishes":
        assert not VALIDATOR.is_valid(data)
