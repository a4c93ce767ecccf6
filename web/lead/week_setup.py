"""How one week of one team differs from its usual ones: pairs in a shift, shifts of its own, and what weighs more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from geo.travel.times import Mode
from geo.windows import DAY_MINUTES, wall_clock
from planner.request import week_monday
from planner.shift import Shift
from planner.weights import Weights
from web.store.store import Work
from web.store.tables.efforts import WeekSetupRow
from web.store.tables.teams import TeamRow

MOST_PAIRS = 12
"""More pairs do not go out in one shift."""


@dataclass(frozen=True, slots=True)
class ExtraShift:
    """A shift of one week alone; hours in minutes from midnight, past 1440 the next day."""

    id: str
    date: date
    start_min: int
    end_min: int
    base: str
    mode: Mode = Mode.TRANSIT
    pairs: int = 1
    skills: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start_min < DAY_MINUTES or not self.start_min < self.end_min <= self.start_min + DAY_MINUTES:
            raise ValueError(f"the shift {self.id!r} does not begin in its day and end within 24 hours")
        if not 1 <= self.pairs <= MOST_PAIRS:
            raise ValueError(f"the shift {self.id!r} has {self.pairs} pairs, not 1 to {MOST_PAIRS}")

    def shift(self, tz: ZoneInfo) -> Shift:
        """Give it as a shift."""
        return Shift(
            self.id,
            self.date,
            wall_clock(self.date, self.start_min, tz),
            wall_clock(self.date, self.end_min, tz),
            self.base,
            self.mode,
            self.pairs,
            frozenset(self.skills),
            frozenset(self.districts),
        )


@dataclass(frozen=True, slots=True)
class WeekSetup:
    """What is particular about a week.

    Attributes
    ----------
    weights
        What the lead weighs this week; None for the team's own.
    shifts
        Pairs by the id of a usual shift, where they are not the usual ones; 0 calls the shift off.
    extra
        Shifts of this week alone.
    version
        Of the row; 0 where nothing is kept.
    """

    weights: Weights | None = None
    shifts: Mapping[str, int] = field(default_factory=dict)
    extra: tuple[ExtraShift, ...] = ()
    version: int = 0

    def __post_init__(self) -> None:
        if any(not 0 <= pairs <= MOST_PAIRS for pairs in self.shifts.values()):
            raise ValueError(f"a shift has 0 to {MOST_PAIRS} pairs")
        if len({one.id for one in self.extra}) < len(self.extra):
            raise ValueError("two of the week's own shifts have the same id")

    def shifts_of(self, usual: Sequence[Shift], tz: ZoneInfo) -> tuple[Shift, ...]:
        """Give the week's shifts, in order of their start."""
        kept = [
            replace(shift, pairs=self.shifts.get(shift.id, shift.pairs))
            for shift in usual
            if self.shifts.get(shift.id, shift.pairs)
        ]
        return tuple(sorted([*kept, *(one.shift(tz) for one in self.extra)], key=lambda s: (s.start, s.id)))


def stored_setup(session: Session, team: str, week: str) -> WeekSetup:
    """Read what is particular about a week; nothing, where nothing is kept."""
    row = session.get(WeekSetupRow, (team, week))
    if row is None:
        return WeekSetup()
    return WeekSetup(
        weights=None if row.weights is None else Weights(**row.weights),
        shifts=dict(row.shifts),
        extra=tuple(extra_shift(one) for one in row.extra),
        version=row.version,
    )


def save_setup(work: Work, team: str, week: str, setup: WeekSetup) -> None:
    """Keep what is particular about a week; ``setup.version`` is the one that the person saw.

    Raises
    ------
    ValueError
        The week is no ISO week, or an extra shift lies outside it.
    web.store.faults.StaleEditError
        Somebody else has changed it since.
    """
    monday = week_monday(week)
    if any(not 0 <= (one.date - monday).days < 7 for one in setup.extra):
        raise ValueError(f"a shift of its own lies outside {week}")
    values: dict[str, object] = {
        "weights": None if setup.weights is None else setup.weights.by_term(),
        "shifts": dict(setup.shifts),
        "extra": [extra_values(one) for one in setup.extra],
    }
    if setup.version or work.session.get(WeekSetupRow, (team, week)) is not None:
        work.edit(WeekSetupRow, (team, week), expected=setup.version, changes=values)
    else:
        work.add(WeekSetupRow(team_id=team, week=week, **values))
    work.note("week.set_up", "week", f"{team}/{week}", team=team, shifts=len(setup.shifts), extra=len(setup.extra))


def stored_weights(session: Session, team: str, setup: WeekSetup) -> Weights:
    """Give what the lead weighs: this week's, else the team's, else as shipped."""
    row = session.get(TeamRow, team)
    return setup.weights or Weights(**(row.weights if row else {}))


def extra_shift(values: Mapping[str, object]) -> ExtraShift:
    """Read a shift of one week alone from its values."""
    known = dict(values)
    return ExtraShift(
        id=str(known["id"]),
        date=date.fromisoformat(str(known["date"])),
        start_min=int(str(known["start_min"])),
        end_min=int(str(known["end_min"])),
        base=str(known["base"]),
        mode=Mode(str(known["mode"])),
        pairs=int(str(known["pairs"])),
        skills=tuple(known.get("skills", ())),  # type: ignore[arg-type]
        districts=tuple(known.get("districts", ())),  # type: ignore[arg-type]
    )


def extra_values(one: ExtraShift) -> dict[str, object]:
    """Give the values of a shift of one week alone, as they are kept."""
    return {
        "id": one.id,
        "date": one.date.isoformat(),
        "start_min": one.start_min,
        "end_min": one.end_min,
        "base": one.base,
        "mode": str(one.mode),
        "pairs": one.pairs,
        "skills": sorted(one.skills),
        "districts": sorted(one.districts),
    }
