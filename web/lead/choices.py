"""Which teams and weeks can be opened: the choosers in the header."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from web.plans import StoredPlans


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a chooser."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of both choosers."""

    teams: tuple[Choice, ...]
    weeks: tuple[Choice, ...]


WEEKS_AHEAD = 5
"""Weeks from today's on that can be opened, so that they can be planned."""


def choices_of(
    plans: StoredPlans, names: Mapping[str, str], *, team: str, week: str, seen: Container[str], today: date
) -> Choices:
    """List every team that may be seen, and the weeks that have a plan or come next.

    Parameters
    ----------
    names
        Names of the teams, by id.
    seen
        Ids of the teams that may be seen.
    """
    there = [key for key in plans.list() if key.team in seen]
    known = {ident: name for ident, name in names.items() if ident in seen}
    teams = sorted({team, *known, *(key.team for key in there)}, key=lambda t: known.get(t, t))
    ahead = [_iso_week(today + timedelta(weeks=number)) for number in range(WEEKS_AHEAD)]
    weeks = sorted({week, *ahead, *(key.week for key in there)})
    return Choices(
        teams=tuple(Choice(t, known.get(t, t), t == team) for t in teams),
        weeks=tuple(Choice(w, w, w == week) for w in weeks),
    )


def _iso_week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
