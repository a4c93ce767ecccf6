"""What a tip becomes: an urgent visit, a joint effort, a need at a hotspot; and the way back."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from shapely.geometry import Point
from sqlalchemy import func, select

from geo.coarsen import middle_of_square
from geo.crs import to_degrees
from web.field.visit_places import may_see
from web.lead.efforts import MOST_DAYS, Effort, make_effort, turn_effort
from web.store.store import Store, Work
from web.store.tables.efforts import EffortRow, EffortState
from web.store.tables.places import HotspotRow
from web.store.tables.tips import Tip, TipState
from web.store.tables.visits import Precision, VisitRow
from web.tips.steps import move_tip
from web.tips.tip import Worry
from web.triage.decisions import DecisionError, check_text, take
from web.triage.joining import group_of, move_group
from web.triage.likeness import OPEN
from web.triage.scope import Scope, seen_tip

MOST_NAME = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes
    ----------
    name
        What pairs read; it names no person.
    teams
        Who goes; where there are several they meet, so the hours are as long as the visit.
    first, last
        Dates between which it lies.
    start_min, end_min
        Hours of each of those days, in minutes from midnight; past 1440 is the next day.
    hotspot
        The hotspot that is visited; None for the place of the tip.
    """

    name: str
    teams: tuple[str, ...]
    first: date
    last: date
    start_min: int
    end_min: int
    minutes: int = 20
    pairs: int = 1
    urgent: bool = False
    hotspot: str | None = None


def become_visit(
    store: Store,
    actor: str,
    scope: Scope,
    ident: str,
    asked: Asked,
    *,
    team: str,
    settlement_team: str,
    expected: int,
    places: tuple[str, ...] = (),
) -> str:
    """Make an effort of a tip and tell its reporters that somebody goes there; gives the effort's id.

    Parameters
    ----------
    team
        Whose tip it is from then on; one of those that go.
    places
        Names of places, which are no persons' names.

    Raises
    ------
    DecisionError
        The tip has become an effort already, nobody can say where it is, a team may not be told of the place, or what
        is asked for cannot be.
    web.store.faults.NotThereError
        There is no such tip, or it is not theirs to see.
    web.store.faults.StaleEditError
        Somebody else has changed the tip since.
    """
    check_text("name", asked.name, most=MOST_NAME, places=places)
    with store.write(actor) as work:
        tip = take(work, scope, ident, team=team, expected=expected)
        if tip.effort_id is not None or tip.state not in OPEN:
            raise DecisionError("state", "decided")
        _check_teams(scope, tip, asked, team=team, settlement_team=settlement_team)
        row = _effort(work, tip, asked, team=team)
        for one in group_of(work.session, tip):
            changes = {"effort_id": row.id, "hotspot_id": asked.hotspot, "team_id": team, "reason": ""}
            work.edit(Tip, one.id, expected=None, changes=changes)
        move_group(work, tip, TipState.GOING)
        work.note("tip.became_effort", "tip", tip.id, team=team, to=row.id)
        return row.id


def call_off(store: Store, actor: str, scope: Scope, ident: str, *, expected: int) -> None:
    """Call the effort of a tip off, so that it is decided anew.

    Raises
    ------
    DecisionError
        It has none, or a pair has been there already.
    """
    with store.write(actor) as work:
        tip = seen_tip(work.session, scope, ident)
        effort = tip.effort_id
        row = work.session.get(EffortRow, effort) if effort else None
        visited = select(func.count()).select_from(VisitRow).where(VisitRow.effort_id == effort)
        if effort is None or row is None or row.state != EffortState.OPEN or work.session.scalar(visited):
            raise DecisionError("state", "no_effort")
        tip = work.edit(Tip, tip.id, expected=expected, changes={})
        turn_effort(work, effort, EffortState.CANCELLED)
        if row.hotspot_id is None and isinstance(row.place, Point):  # the tip's clock does not find it any more
            work.edit(EffortRow, effort, expected=None, changes={"place": middle_of_square(row.place), "note": ""})
        for one in group_of(work.session, tip):
            work.edit(Tip, one.id, expected=None, changes={"effort_id": None, "hotspot_id": None})
            if one.state == TipState.GOING:
                move_tip(work, one, TipState.RECEIVED)


def _check_teams(scope: Scope, tip: Tip, asked: Asked, *, team: str, settlement_team: str) -> None:
    if team not in asked.teams or not set(asked.teams) <= scope.takers:
        raise DecisionError("teams", "unknown_team")
    if tip.worry == Worry.SETTLEMENT and settlement_team in scope.takers and set(asked.teams) != {settlement_team}:
        raise DecisionError("teams", "settlement")


def _effort(work: Work, tip: Tip, asked: Asked, *, team: str) -> EffortRow:
    place = _point(work, tip, asked, team=team)
    lon, lat = to_degrees(np.array([[place.x, place.y]]))[0]
    try:
        effort = Effort(
            name=asked.name,
            lon=float(lon),
            lat=float(lat),
            teams=asked.teams,
            first=asked.first,
            last=asked.last,
            start_min=asked.start_min,
            end_min=asked.end_min,
            minutes=asked.minutes,
            pairs=asked.pairs,
            hotspot=asked.hotspot,
            urgent=asked.urgent,
        )
    except ValueError as error:
        raise DecisionError("hours", "impossible") from error
    if asked.last < work.now.date():
        raise DecisionError("hours", "past")
    if asked.last > work.now.date() + timedelta(days=MOST_DAYS):  # it would be kept, and nobody would see it
        raise DecisionError("hours", "impossible")
    return make_effort(work, effort)


def _point(work: Work, tip: Tip, asked: Asked, *, team: str) -> Point:
    """Give where it is, EPSG:3006: the hotspot's point, else the tip's place as exactly as it is known."""
    if asked.hotspot is not None:
        spot = work.session.get(HotspotRow, asked.hotspot)
        if spot is None or not all(may_see(spot, one) for one in {team, *asked.teams}):
            raise DecisionError("hotspot", "unknown_place")
        return Point(spot.point.centroid)
    if not isinstance(tip.place, Point) or (tip.precision == Precision.DISTRICT and not tip.find):
        raise DecisionError("place", "no_place")
    return tip.place if tip.precision == Precision.EXACT else middle_of_square(tip.place)
