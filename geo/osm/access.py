"""Who may use a street by its OpenStreetMap tags: on foot, and by car in which direction.

After the tables of defaults on the OpenStreetMap wiki ("OSM tags for routing/Access restrictions", Sweden) and the
key:access, key:foot, key:motor_vehicle and key:oneway pages.
"""

from collections.abc import Mapping, Sequence

from geo.travel.street_graph import CAR_BACKWARD, CAR_FORWARD, FOOT

Tags = Mapping[str, str]

CAR_STREETS = frozenset(
    {"motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link"}
    | {"tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service", "road"}
)
FAST_ROADS = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})
FOOT_WAYS = frozenset(
    {"pedestrian", "footway", "path", "steps", "cycleway", "bridleway", "track", "corridor", "platform", "elevator"}
)
OTHER_WAYS = frozenset({"busway", "bus_guideway"})
"""Closed to walkers and cars unless a tag opens them."""

NOT_THERE = frozenset({"proposed", "construction", "abandoned", "razed", "demolished", "disused", "planned"})
NO = frozenset({"no", "private", "agricultural", "forestry", "delivery", "emergency", "military", "use_sidepath"})
YES = frozenset({"yes", "designated", "permissive", "official"})
_SIDEWALKS = frozenset({"both", "left", "right", "yes"})
_CAR_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
_FOOT_KEYS = ("foot", "access")
_ONEWAY_KEYS = ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway")
_FORWARD = frozenset({"yes", "true", "1"})
_BACKWARD = frozenset({"-1", "reverse"})
_BOTH = CAR_FORWARD | CAR_BACKWARD

_CAR_GATES = frozenset(
    {"gate", "lift_gate", "swing_gate", "entrance", "toll_booth", "border_control", "cattle_grid", "sally_port"}
    | {"height_restrictor", "kerb", "no", "hampshire_gate", "sliding_gate", "wicket_gate", "checkpoint", "rope"}
)
_WALLS = frozenset({"wall", "fence", "hedge", "retaining_wall", "city_wall"})

KEYS = frozenset(
    {"highway", "man_made", "area", "junction", "sidewalk", "motorroad", "service", "indoor", *NOT_THERE}
    | {*_CAR_KEYS, *_FOOT_KEYS, *_ONEWAY_KEYS}
)
"""The keys that decide."""

NO_STREET, NOT_BUILT, CLOSED = "no_street", "not_built", "closed"
"""Why nobody may use a way: it is no street (a bus stop, a race track), it is not there, or it is closed to all."""


def use_of(tags: Tags) -> tuple[int, str]:
    """Give the bits of `geo.travel.StreetGraph.use` in a way's own direction, and why there are none.

    An area (a square) can be walked along its outline; cars do not use it.

    Examples
    --------
    >>> use_of({"highway": "residential", "oneway": "yes"})
    (3, '')
    >>> use_of({"highway": "footway", "foot": "private"})
    (0, 'closed')

    .. warning::
        Hours (``foot:conditional``), turn restrictions and stairs that run one way are not known to it.
    """
    kind = tags.get("highway", "")
    if not kind and tags.get("man_made") == "pier":
        kind = "footway"
    if kind in NOT_THERE or any(tags.get(key) == "yes" for key in NOT_THERE):
        return 0, NOT_BUILT
    if kind not in CAR_STREETS and kind not in FOOT_WAYS and kind not in OTHER_WAYS:
        return 0, NO_STREET
    use = FOOT if _may_walk(kind, tags) else 0
    if tags.get("area") != "yes":
        use |= _car_bits(kind, tags)
    return use, "" if use else CLOSED


def closed_at(barrier: Tags) -> int:
    """Give the bits of those who cannot pass a barrier that stands as a point on a street.

    Examples
    --------
    >>> closed_at({"barrier": "bollard"})
    6
    >>> closed_at({"barrier": "gate", "access": "private", "foot": "yes"})
    6
    """
    kind = barrier.get("barrier", "")
    if not kind:
        return 0
    foot, car = _said(barrier, _FOOT_KEYS), _said(barrier, _CAR_KEYS)
    closed = FOOT if foot in NO or (not foot and kind in _WALLS) else 0
    if car in NO or (not car and kind not in _CAR_GATES):
        closed |= _BOTH
    return closed


def _may_walk(kind: str, tags: Tags) -> bool:
    said = _said(tags, _FOOT_KEYS)
    if said in NO:
        return False
    if tags.get("foot") in YES:
        return True
    if kind in FAST_ROADS or tags.get("motorroad") == "yes":
        return kind.startswith("trunk") and tags.get("motorroad") != "yes" and tags.get("sidewalk") in _SIDEWALKS
    return kind not in OTHER_WAYS


def _car_bits(kind: str, tags: Tags) -> int:
    said = _said(tags, _CAR_KEYS)
    if said in NO or tags.get("service") == "emergency_access":
        return 0
    if kind not in CAR_STREETS and not any(tags.get(key) in YES for key in ("motorcar", "motor_vehicle")):
        return 0
    oneway = _said(tags, _ONEWAY_KEYS)
    if oneway == "reversible":
        return 0
    if oneway in _BACKWARD:
        return CAR_BACKWARD
    implied = kind in {"motorway", "motorway_link"} or tags.get("junction") in {"roundabout", "circular"}
    if oneway in _FORWARD or (implied and not oneway):
        return CAR_FORWARD
    return _BOTH


def _said(tags: Tags, keys: Sequence[str]) -> str:
    """Give the value of the first key that says anything: the most particular one decides."""
    return next((tags[key] for key in keys if key in tags), "")
