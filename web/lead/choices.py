"""Which teams and weeks can be opened: the choosers in the header."""

from dataclasses import dataclass

from web.plans import PlanFolder


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


def choices_of(plans: PlanFolder, *, team: str, week: str) -> Choices:
    """List every team and week that has a plan, and the ones that are asked for."""
    there = plans.list()
    names = {key.team: plans.team_name(key) for key in there}
    teams = sorted({team, *names}, key=lambda t: names.get(t, t))
    weeks = sorted({week, *(key.week for key in there)})
    return Choices(
        teams=tuple(Choice(t, names.get(t, t), t == team) for t in teams),
        weeks=tuple(Choice(w, w, w == week) for w in weeks),
    )
