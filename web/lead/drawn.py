"""A week as it is shown, drawn once: board, map, map data and lists of one plan version in one language.

A plan version never changes, so what is made of it is kept by the hash of its text, for the latest weeks that were
looked at. Who looks is checked before, at each call; nothing that is kept depends on the reader but
the language, and whether there are buttons for editing.
"""

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from planner.plan import WeekPlan
from planner.rules.violation import Violation
from web.lead.board import Board, board_of
from web.maps.map_frame import Tiles
from web.maps.plan_geojson import plan_geojson
from web.maps.rendering import MapParts
from web.maps.street_ground import StreetGround
from web.maps.ways import Ways
from web.maps.week_plan_map import week_plan_map
from web.words import Words

_Key = tuple[str, str, StreetGround | None, str]
_KEPT = 24
_BODIES = 14
"""Main parts that are kept of a week: seven days, each for those who may edit it and for those who may not."""


@dataclass(frozen=True)
class DrawnWeek:
    """What one plan version looks like in one language; what only some ask for is made where it is asked for."""

    board: Board
    _draw_map: Callable[[], MapParts] = field(repr=False, compare=False)
    _bodies: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def data(self) -> bytes:
        """What the map shows, as GeoJSON."""
        return json.dumps(plan_geojson(self.board), ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def map(self) -> MapParts:
        """The map that Folium makes, drawn where a page is made anew; pages that are open fetch its data alone."""
        return self._draw_map()

    def body(self, day: str, render: Callable[[], str], *, may_edit: bool = False) -> str:
        """Give the page's main part with a day opened; ``render`` makes it where it has not been made."""
        day = f"{day} edited" if may_edit else day
        kept = self._bodies.get(day)
        if kept is None:
            kept = render()
            if len(self._bodies) < _BODIES:
                self._bodies[day] = kept
        return kept


@dataclass(frozen=True)
class DrawnWeeks:
    """The weeks that were drawn lately."""

    _kept: "OrderedDict[_Key, DrawnWeek]" = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    _drawing: Lock = field(default_factory=Lock, repr=False)

    def of(
        self,
        plan: WeekPlan,
        words: Words,
        *,
        content_hash: str,
        plan_source: str,
        base_source: str,
        ways: Ways | None,
        tiles: Tiles | None,
        streets: StreetGround | None,
        violations: tuple[Violation, ...] | None = None,
        last: str = "",
    ) -> DrawnWeek:
        """Give a week drawn in a language.

        Parameters
        ----------
        content_hash
            Of the plan's text.
        plan_source, base_source
            Addresses of the map's data.
        ways, streets
            The ways between places, and where the streets lie now; a new import draws the week anew.
        violations
            What the plan breaks, where that has been checked.
        last
            The hash of another version of the week: what is the same is taken from it, where it was drawn lately.
        """
        key = (content_hash, words.lang, streets, ways.version if ways else "")
        found = self._found(key)
        if found is not None:
            return found
        with self._drawing:  # those who come meanwhile wait for it: drawn at the same time, each would take longer
            before = self._found((last, *key[1:])) if last else None
            return self._found(key) or self._keep(
                key, _draw(plan, words, plan_source, base_source, ways, tiles, streets, violations, before)
            )

    def named(self, content_hash: str, lang: str) -> DrawnWeek | None:
        """Give what was drawn lately of a text with this hash; None where it was not."""
        with self._lock:
            return next((drawn for key, drawn in self._kept.items() if key[:2] == (content_hash, lang)), None)

    def _found(self, key: _Key) -> DrawnWeek | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: _Key, drawn: DrawnWeek) -> DrawnWeek:
        with self._lock:
            self._kept[key] = drawn
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return drawn


def _draw(
    plan: WeekPlan,
    words: Words,
    plan_source: str,
    base_source: str,
    ways: Ways | None,
    tiles: Tiles | None,
    streets: StreetGround | None,
    violations: tuple[Violation, ...] | None,
    before: DrawnWeek | None,
) -> DrawnWeek:
    board = board_of(plan, words, ways=ways, violations=violations, last=before.board if before else None)

    def draw_map() -> MapParts:
        return week_plan_map(
            plan, words, plan_source=plan_source, base_source=base_source, tiles=tiles, streets=streets
        )

    return DrawnWeek(board, draw_map)
