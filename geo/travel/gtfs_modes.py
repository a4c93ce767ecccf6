"""Which mode a GTFS route type is: the ten basic types and the extended ones (Hierarchical Vehicle Types)."""

OTHER = "other"

_BASIC = {
    0: "tram", 1: "metro", 2: "commuter", 3: "bus", 4: "ferry", 5: "tram", 6: OTHER, 7: OTHER, 11: "bus", 12: "metro",
}  # fmt: skip
_EXTENDED = {
    1: "commuter",  # railway
    2: "bus",  # coach
    4: "metro",  # urban railway
    5: "metro",
    6: "metro",  # underground
    7: "bus",
    8: "bus",  # trolleybus
    9: "tram",
    10: "ferry",  # water
    11: OTHER,  # air
    12: "ferry",
    13: OTHER,  # aerial lift
    14: OTHER,  # funicular
    15: OTHER,  # taxi
    16: OTHER,  # self drive
    17: OTHER,  # miscellaneous
}

MODES = ("metro", "commuter", "tram", "bus", "ferry", OTHER)
"""The modes of lines; trains of every kind are ``"commuter"``."""


def mode_of(route_type: int) -> str | None:
    """Give the mode of a route type; None where it is not known.

    Examples
    --------
    >>> [mode_of(kind) for kind in (1, 2, 109, 401, 700, 900, 1000, 1501, 99)]
    ['metro', 'commuter', 'commuter', 'metro', 'bus', 'tram', 'ferry', 'other', None]
    """
    return _BASIC.get(route_type) if route_type < 100 else _EXTENDED.get(route_type // 100)
