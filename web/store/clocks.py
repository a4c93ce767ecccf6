"""The clocks of forgetting: after how many days each step is taken in each category, why, and within which limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from web.store.faults import NotThereError
from web.store.store import SYSTEM, Work
from web.store.tables.retention import RetentionClock
from web.words import N_


class Category(StrEnum):
    """What is forgotten on clocks of its own."""

    TIP = "tip"
    REPORTER_CONTACT = "reporter_contact"
    VISIT = "visit"
    EFFORT = "effort"
    CHECK_IN = "check_in"
    PLAN_DRAFT = "plan_draft"
    PLAN_PUBLISHED = "plan_published"
    ABSENCE = "absence"
    COMMITMENT = "commitment"
    CLOSED_ACCOUNT = "closed_account"
    INVITATION = "invitation"
    SIGN_IN_TRY = "sign_in_try"
    JOB = "job"
    AUDIT = "audit"
    BACKUP = "backup"
    ERASURE = "erasure"


class Step(StrEnum):
    """What is done when a clock has run out."""

    TEXT = "text"
    GRID_250 = "grid_250"
    DISTRICT = "district"
    CLOSED = "closed"
    GONE = "gone"


Key = tuple[Category, Step]


@dataclass(frozen=True, slots=True)
class Rule:
    """One clock as the program ships it: its days, the limits that a person may set, and its reason."""

    days: int
    least: int
    most: int
    reason: str


RULES: Mapping[Key, Rule] = {
    (Category.TIP, Step.GRID_250): Rule(30, 1, 90, N_("Within 30 days somebody has been there. After that a square of 250 m is enough to see where help is asked for. The days count from when the tip came, so that a tip left open is not kept longer.")),  # noqa: E501
    (Category.TIP, Step.TEXT): Rule(60, 1, 180, N_("What somebody wrote may tell more than was meant. Nobody needs the words when the tip has been dealt with.")),  # noqa: E501
    (Category.TIP, Step.DISTRICT): Rule(90, 2, 365, N_("For follow-up over a season the district is enough.")),
    (Category.TIP, Step.GONE): Rule(365, 3, 730, N_("A year lets the same season be compared once. This is what reporters are promised.")),  # noqa: E501
    (Category.REPORTER_CONTACT, Step.CLOSED): Rule(30, 1, 60, N_("When a tip is closed there is a month for a last question, then nobody needs to call.")),  # noqa: E501
    (Category.REPORTER_CONTACT, Step.GONE): Rule(90, 2, 90, N_("A contact was left for this tip alone. It is never kept longer than 90 days, even if the tip was not closed.")),  # noqa: E501
    (Category.VISIT, Step.TEXT): Rule(30, 1, 90, N_("A note is for the next pair that goes there. After a month it is old news and only a risk.")),  # noqa: E501
    (Category.VISIT, Step.GRID_250): Rule(180, 30, 365, N_("Planning looks back half a year to see which places have had few visits.")),  # noqa: E501
    (Category.VISIT, Step.DISTRICT): Rule(365, 60, 730, N_("After a year the figures are followed up by district alone.")),  # noqa: E501
    (Category.VISIT, Step.GONE): Rule(1095, 90, 1825, N_("Three years let the effort be compared over the years. Longer series are kept as totals in reports, not here.")),  # noqa: E501
    (Category.EFFORT, Step.GONE): Rule(30, 1, 90, N_("An effort has its exact place for those who go there. A month after its last day it is over; its visits are kept as visits.")),  # noqa: E501
    (Category.CHECK_IN, Step.GONE): Rule(30, 1, 90, N_("That a pair said that all was well keeps it safe in its shift. Who answered late is no measure of anybody, so it does not stay.")),  # noqa: E501
    (Category.PLAN_DRAFT, Step.GONE): Rule(90, 7, 365, N_("A plan that was never published is a draft. It is cleared a quarter after its week.")),  # noqa: E501
    (Category.PLAN_PUBLISHED, Step.GONE): Rule(1825, 365, 3650, N_("A published plan is a decision and shows who worked when. Five years leave time to answer questions; the city's own disposal decision goes first.")),  # noqa: E501
    (Category.ABSENCE, Step.GONE): Rule(365, 30, 730, N_("When a member of the team was away matters for that week's plan, and a year back at most.")),  # noqa: E501
    (Category.COMMITMENT, Step.GONE): Rule(365, 30, 730, N_("Fixed work matters for rest in the weeks around it, and a year back at most.")),  # noqa: E501
    (Category.CLOSED_ACCOUNT, Step.GONE): Rule(90, 1, 365, N_("A closed account can be opened again for a quarter. After that its name and address go; the audit keeps its number alone.")),  # noqa: E501
    (Category.INVITATION, Step.GONE): Rule(30, 1, 90, N_("An invitation that was used or has ended only shows who was invited when; the audit does that.")),  # noqa: E501
    (Category.SIGN_IN_TRY, Step.GONE): Rule(30, 1, 90, N_("Failed tries to sign in are counted to stop attacks. A month is enough to look into one.")),  # noqa: E501
    (Category.JOB, Step.TEXT): Rule(7, 1, 30, N_("What a job was working with is only needed to find a fault, and a week is enough for that.")),  # noqa: E501
    (Category.JOB, Step.GONE): Rule(90, 2, 365, N_("That a job ran, and how it ended, is worth a quarter.")),
    (Category.AUDIT, Step.GONE): Rule(730, 180, 1825, N_("Misuse is often found late. Two years let it be looked into, and those who work here are not followed for longer.")),  # noqa: E501
    (Category.BACKUP, Step.GONE): Rule(30, 1, 90, N_("A backup holds what has been forgotten since it was made. A month is enough to notice a loss, and is the longest that anything lives on after its clock.")),  # noqa: E501
    (Category.ERASURE, Step.GONE): Rule(400, 120, 1095, N_("That something was forgotten by hand is remembered by number alone, so that a restored backup forgets it again.")),  # noqa: E501
}  # fmt: skip
"""Every clock there is, as ``web`` ships it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock as it is set; ``version`` 0 is one that nobody has written yet."""

    category: Category
    step: Step
    days: int
    reason: str
    version: int = 0

    @property
    def rule(self) -> Rule:
        """What the program ships for it, with its limits."""
        return RULES[self.category, self.step]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person sets a clock to, and the version that the person saw."""

    days: int
    expected: int


class ClockFault(StrEnum):
    """Why a clock may not be set so."""

    LIMITS = "limits"
    ORDER = "order"


class ClocksError(ValueError):
    """Clocks that may not be set so; ``faults`` names each with why. Nothing was changed."""

    def __init__(self, faults: Mapping[Key, ClockFault]) -> None:
        super().__init__(", ".join(f"{category}/{step}: {fault}" for (category, step), fault in faults.items()))
        self.faults = dict(faults)


class Clocks:
    """Every clock of an installation, in the order of ``RULES``."""

    def __init__(self, clocks: Mapping[Key, Clock]) -> None:
        self._clocks = dict(clocks)

    def __getitem__(self, key: Key) -> Clock:
        """Give one clock."""
        return self._clocks[key]

    def all(self) -> tuple[Clock, ...]:
        """Give every clock."""
        return tuple(self._clocks.values())

    def after(self, category: Category, step: Step) -> timedelta:
        """Tell how long a category waits for a step."""
        return timedelta(days=self._clocks[category, step].days)


def stored_clocks(session: Session) -> Clocks:
    """Read the clocks; one that nobody has written stands as the program ships it."""
    rows = {(row.category, row.step): row for row in session.scalars(select(RetentionClock))}
    found = {}
    for (category, step), rule in RULES.items():
        row = rows.get((category, step))
        found[category, step] = (
            Clock(category, step, row.days, row.reason, row.version)
            if row
            else Clock(category, step, rule.days, rule.reason)
        )
    return Clocks(found)


def write_missing_clocks(work: Work) -> int:
    """Write the shipped clocks that are not in the table yet; gives how many."""
    dialect = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
    there = {(row.category, row.step) for row in work.session.scalars(select(RetentionClock))}
    missing = [(key, rule) for key, rule in RULES.items() if key not in there]
    for (category, step), rule in missing:
        values = {
            "category": category,
            "step": step,
            "days": rule.days,
            "reason": rule.reason,
            "version": 1,
            "changed_at": work.now,
            "changed_by": SYSTEM,
        }
        work.session.execute(dialect.insert(RetentionClock).values(**values).on_conflict_do_nothing())
    if missing:
        work.note("retention.defaults", "retention", "clocks", count=len(missing))
    return len(missing)


def set_clocks(work: Work, wishes: Mapping[Key, Wish]) -> int:
    """Set clocks; gives how many have changed.

    Raises
    ------
    ClocksError
        A clock lies outside its limits, or a later step would come before an earlier one.
    web.store.faults.StaleEditError
        Somebody else has changed a clock since it was seen.
    web.store.faults.NotThereError
        There is no such clock.
    """
    write_missing_clocks(work)
    now = stored_clocks(work.session)
    for key in wishes:
        if key not in RULES:
            raise NotThereError("retention_clock", "/".join(key))
    days = {clock_key(clock): clock.days for clock in now.all()} | {key: wish.days for key, wish in wishes.items()}
    faults = clock_faults(days)
    if faults:
        raise ClocksError(faults)
    changed = 0
    for key, wish in wishes.items():
        if wish.days == now[key].days:
            continue
        work.edit(RetentionClock, key, expected=wish.expected, changes={"days": wish.days})
        work.note("retention.set", "retention_clock", "/".join(key), days=wish.days, was=now[key].days)
        changed += 1
    return changed


def clock_faults(days: Mapping[Key, int]) -> dict[Key, ClockFault]:
    """Tell which clocks may not be set so: outside their limits, or not later than the step before."""
    faults = {key: ClockFault.LIMITS for key, n in days.items() if not RULES[key].least <= n <= RULES[key].most}
    for category in Category:
        places = [(category, step) for step in (Step.GRID_250, Step.DISTRICT, Step.GONE) if (category, step) in days]
        for before, after in pairwise(places):
            if days[after] <= days[before]:
                faults.setdefault(after, ClockFault.ORDER)
        for early in ((category, Step.TEXT), (category, Step.CLOSED)):
            last = (category, Step.GONE)
            if early in days and days[last] <= days[early]:
                faults.setdefault(early, ClockFault.ORDER)
    return faults


def clock_key(clock: Clock) -> Key:
    """Give a clock's key."""
    return clock.category, clock.step
