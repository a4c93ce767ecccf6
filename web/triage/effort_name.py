"""What an effort is called: after a place that every team may see, never after a person or a settlement."""

from datetime import datetime

from shapely.geometry import Point
from sqlalchemy.orm import Session

from web.store.place_rows import is_shared
from web.store.tables.places import HotspotRow
from web.store.tables.tips import Tip
from web.tips.tip import Worry
from web.triage.near import near_places
from web.triage.scope import Scope
from web.words import Words


def effort_name(session: Session, scope: Scope, tip: Tip, words: Words, *, now: datetime) -> str:
    """Name the effort of a tip in the words of the installation."""
    if isinstance(tip.place, Point) and tip.worry != Worry.SETTLEMENT:
        for place in near_places(session, scope.teams, tip.place, now=now):
            spot = session.get(HotspotRow, place.id)
            if spot is not None and is_shared(spot):
                return words.text("Effort near %(place)s", place=place.name)
    return words.text("Effort in %(place)s", place=tip.district) if tip.district else words.text("Effort")
