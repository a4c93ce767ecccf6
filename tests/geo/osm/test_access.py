"""Who may use a street, by its tags."""

import pytest

from geo.osm.access import closed_at, use_of
from geo.travel.street_graph import CAR_BACKWARD, CAR_FORWARD, FOOT

BOTH = CAR_FORWARD | CAR_BACKWARD


@pytest.mark.parametrize(
    ("tags", "use"),
    [
        ("highway=residential", FOOT | BOTH),
        ("highway=footway", FOOT),
        ("highway=steps", FOOT),
        ("highway=pedestrian", FOOT),
        ("highway=cycleway", FOOT),
        ("highway=cycleway foot=no", 0),
        ("highway=footway foot=no", 0),
        ("highway=footway access=private", 0),
        ("highway=footway access=private foot=yes", FOOT),
        ("highway=service access=no foot=designated", FOOT),
        ("highway=service access=private motor_vehicle=yes foot=yes", FOOT | BOTH),
        ("highway=residential access=customers", FOOT | BOTH),
        ("highway=residential motor_vehicle=no", FOOT),
        ("highway=residential vehicle=no motor_vehicle=destination", FOOT | BOTH),
        ("highway=residential foot=use_sidepath", BOTH),
        ("highway=motorway", CAR_FORWARD),
        ("highway=motorway oneway=no", BOTH),
        ("highway=trunk", BOTH),
        ("highway=trunk sidewalk=both", FOOT | BOTH),
        ("highway=trunk foot=yes", FOOT | BOTH),
        ("highway=trunk_link", BOTH),
        ("highway=primary motorroad=yes", BOTH),
        ("highway=secondary oneway=yes", FOOT | CAR_FORWARD),
        ("highway=secondary oneway=-1", FOOT | CAR_BACKWARD),
        ("highway=secondary oneway=reversible", FOOT),
        ("highway=secondary oneway=yes oneway:motor_vehicle=no", FOOT | BOTH),
        ("highway=tertiary junction=roundabout", FOOT | CAR_FORWARD),
        ("highway=tertiary junction=roundabout oneway=no", FOOT | BOTH),
        ("highway=pedestrian motor_vehicle=yes", FOOT | BOTH),
        ("highway=pedestrian motor_vehicle=destination", FOOT),
        ("highway=pedestrian area=yes", FOOT),
        ("highway=service area=yes", FOOT),
        ("highway=track", FOOT),
        ("highway=busway", 0),
        ("highway=bus_guideway", 0),
        ("highway=construction construction=residential", 0),
        ("highway=proposed", 0),
        ("highway=residential abandoned=yes", 0),
        ("highway=bus_stop", 0),
        ("highway=raceway", 0),
        ("man_made=pier", FOOT),
        ("railway=platform", 0),
        ("natural=coastline", 0),
    ],
)
def test_a_way_is_open_to_those_whom_its_tags_let_in(tags, use):
    found, reason = use_of(dict(tag.split("=") for tag in tags.split()))
    assert found == use
    assert bool(reason) == (use == 0)


@pytest.mark.parametrize(
    ("tags", "closed"),
    [
        ("barrier=bollard", BOTH),
        ("barrier=bollard motor_vehicle=yes", 0),
        ("barrier=gate", 0),
        ("barrier=gate access=private", FOOT | BOTH),
        ("barrier=gate access=no foot=yes", BOTH),
        ("barrier=lift_gate foot=no", FOOT),
        ("barrier=wall", FOOT | BOTH),
        ("barrier=kerb", 0),
        ("barrier=cycle_barrier", BOTH),
        ("access=private", 0),
    ],
)
def test_a_barrier_stops_those_whom_it_is_made_for(tags, closed):
    assert closed_at(dict(tag.split("=") for tag in tags.split())) == closed
