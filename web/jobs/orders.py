"""What can be asked for: one order a kind of job, checked when it is made."""

from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any, ClassVar

from planner.request import week_monday
from web.plans import TEAM_ID, WEEK_ID
from web.store.tables.jobs import JobKind

PLAN_SECONDS = 10.0
"""How long a week is searched for unless somebody says otherwise."""

REPLAN = "replan"
"""The kind of edit, by its code, that making a week fit is."""

REPLAN_SECONDS = 2.0
"""How long a week that has changed is made to fit."""

MOST_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class PlanOrder:
    """Plan one team's week from what the store holds.

    With ``base`` that version of the week is made to fit with as little change as can be; else the week is planned
    anew.

    Raises
    ------
    ValueError
        Team or week are not written as such, or the seconds are not from 0.5 to 3600.
    """

    kind: ClassVar[JobKind] = JobKind.PLAN
    team: str
    week: str
    seconds: float = PLAN_SECONDS
    seed: int = 0
    base: int | None = None

    def __post_init__(self) -> None:
        if not (TEAM_ID.fullmatch(self.team) and WEEK_ID.fullmatch(self.week)):
            raise ValueError(f"team {self.team!r} or week {self.week!r} cannot name a plan")
        week_monday(self.week)
        if not (isfinite(self.seconds) and 0.5 <= self.seconds <= MOST_SECONDS):
            raise ValueError(f"{self.seconds} is not from 0.5 to {MOST_SECONDS} seconds")
        if not 0 <= self.seed < 2**31:
            raise ValueError(f"the seed {self.seed} is not from 0 to {2**31 - 1}")
        if self.base is not None and self.base < 1:
            raise ValueError(f"{self.base} is no version of a plan")

    @property
    def subject(self) -> str:
        """What it is about."""
        return f"{self.team}/{self.week}"

    @property
    def params(self) -> dict[str, Any]:
        """What is kept and hashed."""
        asked = {"team": self.team, "week": self.week, "seconds": float(self.seconds), "seed": self.seed}
        return asked if self.base is None else asked | {"base": self.base}


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """Load a city's folder of the worker's computer into the store."""

    kind: ClassVar[JobKind] = JobKind.IMPORT
    team: ClassVar[str | None] = None
    folder: Path

    def __post_init__(self) -> None:
        if not self.folder.is_absolute():
            raise ValueError(f"{self.folder} must be named from the root: the worker may run in another folder")

    @property
    def subject(self) -> str:
        """What it is about: two imports never run at once."""
        return "city"

    @property
    def params(self) -> dict[str, Any]:
        """What is kept and hashed."""
        return {"folder": str(self.folder)}


@dataclass(frozen=True, slots=True)
class EraseOrder:
    """Forget what has come of age, by the clocks of each category."""

    kind: ClassVar[JobKind] = JobKind.ERASE
    team: ClassVar[str | None] = None
    dry_run: bool = False

    @property
    def subject(self) -> str:
        """What it is about."""
        return "look" if self.dry_run else "all"

    @property
    def params(self) -> dict[str, Any]:
        """What is kept and hashed."""
        return {"dry_run": self.dry_run}


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """Count visits by district and week, planned against done, from a day to a day (both included)."""

    kind: ClassVar[JobKind] = JobKind.REPORT
    team: ClassVar[str | None] = None
    first: date
    last: date

    def __post_init__(self) -> None:
        if not self.first <= self.last:
            raise ValueError(f"{self.first} is after {self.last}")

    @property
    def subject(self) -> str:
        """What it is about."""
        return f"{self.first}/{self.last}"

    @property
    def params(self) -> dict[str, Any]:
        """What is kept and hashed."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat()}


Order = PlanOrder | ImportOrder | EraseOrder | ReportOrder


def order_of(kind: str, params: dict[str, Any]) -> Order:
    """Read an order back from what was kept.

    Raises
    ------
    ValueError
        It is none.
    """
    try:
        match JobKind(kind):
            case JobKind.PLAN:
                return PlanOrder(**params)
            case JobKind.IMPORT:
                return ImportOrder(Path(params["folder"]))
            case JobKind.ERASE:
                return EraseOrder(**params)
            case JobKind.REPORT:
                return ReportOrder(date.fromisoformat(params["first"]), date.fromisoformat(params["last"]))
    except (TypeError, KeyError) as error:
        raise ValueError(f"{params} is no order of kind {kind}: {error}") from error
