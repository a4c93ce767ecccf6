"""By when somebody must have decided what becomes of a tip: hours by kind of worry, in one place."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from web.tips.tip import Asked, Worry

HOURS: Mapping[Worry, int] = {
    Worry.COLD_OR_ILL: 4,
    Worry.YOUNG: 12,
    Worry.SLEEPS_OUTSIDE: 24,
    Worry.ADDICTION: 48,
    Worry.SETTLEMENT: 72,
    Worry.OTHER: 72,
}
"""Who is cold or ill cannot wait for the next day; a young person not past the next shift; a settlement has its own
process. They are the project's own choice: no law sets them, and danger to life is 112's, not a tip's."""

SELF_HOURS = 12
"""Somebody who asks for help themselves waits no longer than this."""

DECLINED_HOURS = 72
"""Somebody who said no is not hurried to: the team thinks first about whether to go at all."""


def due_at(worry: Worry, asked: Asked, received_at: datetime) -> datetime:
    """Give by when somebody must have decided.

    Examples
    --------
    >>> came = datetime.fromisoformat("2026-12-03T20:00:00+01:00")
    >>> due_at(Worry.COLD_OR_ILL, Asked.NO, came).isoformat()
    '2026-12-04T00:00:00+01:00'
    >>> due_at(Worry.OTHER, Asked.SELF, came) - came
    datetime.timedelta(seconds=43200)
    """
    hours = HOURS[worry]
    if asked is Asked.SELF:
        hours = min(hours, SELF_HOURS)
    if asked is Asked.DECLINED and worry is not Worry.COLD_OR_ILL:
        hours = max(hours, DECLINED_HOURS)
    return received_at + timedelta(hours=hours)
