"""One route as it is shown to its pair, drawn once: words and map data of one plan version in one language.

The whole week is not drawn for it: a pair that opens its phone first after the week was published waits for its own
route alone.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from planner.why_stop import WhyStops
from web.field.tonight import PublishedShift
from web.lead.board import visible_names
from web.lead.day import RouteView, route_view
from web.lead.leg_view import LegMaker
from web.lead.pairs import pairs_of
from web.maps.plan_geojson import route_features
from web.maps.ways import Ways
from web.words import Words

_Key = tuple[str, str, int, str]
_KEPT = 64


@dataclass(frozen=True)
class DrawnRoute:
    """What one route looks like in one language; ``features`` are GeoJSON features of its legs, stops and base."""

    view: RouteView
    features: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class DrawnRoutes:
    """The routes that were drawn lately, by the hash of their plan's text."""

    _kept: "OrderedDict[_Key, DrawnRoute]" = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def of(self, shift: PublishedShift, words: Words, ways: Ways | None) -> DrawnRoute:
        """Give a route drawn in a language; other ways between places draw it anew."""
        key = (shift.info.content_hash, words.lang, shift.index, ways.version if ways else "")
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        drawn = draw_route(shift, words, ways)
        with self._lock:
            self._kept[key] = drawn
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return drawn


def draw_route(shift: PublishedShift, words: Words, ways: Ways | None) -> DrawnRoute:
    """Put one route into words and onto the map."""
    plan, names = shift.plan, visible_names(shift.plan, words)
    legs = LegMaker(plan, words, names, ways)
    view = route_view(plan, words, shift.index, names=names, pairs=pairs_of(plan), legs=legs, whys=WhyStops(plan))
    return DrawnRoute(view, tuple(route_features(plan, words, view)))
