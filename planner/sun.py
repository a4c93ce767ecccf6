"""When the sun is up on the dates that a visit touches."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from planner.request import WeekRequest


def daylight_on(request: WeekRequest, dates: Iterable[date]) -> list[tuple[datetime, datetime]]:
    """Give (sunrise, sunset) of those dates on which the sun rises, in time order.

    The Monday after the week, into which the last night runs, has the sun of the week's Sunday.

    .. warning::
       At the equinoxes the sun rises up to four minutes earlier or later from one day to the next.
    """
    wanted, last = set(dates), request.days[-1]
    found = [(d.sunrise, d.sunset) for d in request.days if d.date in wanted and d.sunrise and d.sunset]
    if last.date + timedelta(days=1) in wanted and last.sunrise and last.sunset:
        found.append((last.sunrise + timedelta(days=1), last.sunset + timedelta(days=1)))
    return found
