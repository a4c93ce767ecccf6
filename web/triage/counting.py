"""How many tips wait for a decision of whoever is calling: the number in the menu, counted once a request."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import g

from web.parts import parts
from web.security.access import the_person
from web.store.faults import StoreError
from web.triage.inbox import Waiting, waiting
from web.triage.scope import scope_of


def tips_waiting() -> Waiting:
    """Count the tips that who is calling has to decide about; none where the database does not answer."""
    if "tips_waiting" not in g:
        try:
            g.tips_waiting = _count(parts().store.clock())
        except StoreError:
            g.tips_waiting = Waiting()  # the page itself tells what is wrong
    found: Waiting = g.tips_waiting
    return found


def _count(now: datetime) -> Waiting:
    city = parts().city_settings()
    today = now.astimezone(ZoneInfo(city.timezone)).date()
    with parts().store.read() as session:
        scope = scope_of(session, the_person(), on=today, settlement_team=city.settlement_team)
        return waiting(session, scope, now=now) if scope.teams else Waiting()
