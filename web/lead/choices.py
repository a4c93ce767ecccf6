"""Which teams and weeks can be opened: the choosers in the header."""

from collections.abc import Container
from dataclasses import dataclass

from web.plans import StoredPlans


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a chooser."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of both choosers, and whether their pairing is a plan."""

    teams: tuple[Choice, ...]
    weeks: tuple[Choice, ...]


def choices_of(plans: StoredPlans, *, team: str, week: str, seen: Container[str]) -> Choices:
    """List every week and every team that has a plan and may be seen, and the ones that are asked for."""
    there = [key for key in plans.list() if key.team in seen]
    names = {key: name for key, name in plans.team_names().items() if key in seen}
    teams = sorted({team, *names}, key=lambda t: names.get(t, t))
    weeks = sorted({week, *(key.week for key in there)})
    return Choices(
        teams=tuple(Choice(t, names.get(t, t), t == team) for t in teams),
        weeks=tuple(Choice(w, w, w == week) for w in weeks),
    )
