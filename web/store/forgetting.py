"""What each step of forgetting takes and what it does with it: rows that are blurred, emptied or removed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from geo.coarsen import district_of, middle_of_square
from geo.district import Districts
from web.store.clocks import Category, Clocks, Step
from web.store.district_rows import stored_districts
from web.store.store import Work
from web.store.tables.accounts import Account, Invitation, SignInTry
from web.store.tables.efforts import EffortRow
from web.store.tables.jobs import ENDED, Job, PlanWork
from web.store.tables.places import HotspotRow
from web.store.tables.retention import Erasure
from web.store.tables.shifts_worked import CalendarFeedRow, CheckInRow
from web.store.tables.teams import AbsenceRow, CommitmentRow, WishRow
from web.store.tables.tips import ReporterContact, SpentProof, Tip, TipStep
from web.store.tables.visits import Precision, VisitRow

_FAR = timedelta(days=200 * 365)
_NOWHERE: dict[str, object] = {"hotspot_id": None, "effort_id": None}


@dataclass(frozen=True, slots=True)
class RowStep:
    """One step on the rows of one table.

    A row is due for the furthest step whose clock has run out, and for that alone, so that nothing is counted twice.

    Attributes
    ----------
    anchor
        From when the days count.
    until
        The step of the same category that takes over later; None where this is the last one.
    left
        What still has something to forget; None for every row.
    sooner
        Another column and step of the category that takes a row first, whatever ``anchor`` says.
    forget
        Does it, for rows that are locked.
    """

    category: Category
    step: Step
    table: Any
    anchor: Any
    forget: "Callable[[Work, Sequence[Any]], None]"
    until: Step | None = None
    left: ColumnElement[bool] | None = None
    sooner: tuple[Any, Step] | None = None

    def due(self, session: Session, clocks: Clocks, now: datetime) -> tuple[int, datetime | None]:
        """Count what is due, and tell from when the oldest counts."""
        where = self._where(clocks, now)
        count, oldest = session.execute(
            select(func.count(), func.min(self.anchor)).select_from(self.table).where(*where)
        ).one()
        return count, _moment(oldest)

    def take(self, work: Work, clocks: Clocks, now: datetime, *, most: int) -> int:
        """Do it for as many rows as ``most``; gives for how many."""
        rows = work.session.scalars(self._rows(clocks, now).limit(most).with_for_update(of=self.table)).all()
        if rows:
            self.forget(work, rows)
            work.session.flush()
        return len(rows)

    def _rows(self, clocks: Clocks, now: datetime) -> Select[Any]:
        keys = self.table.__mapper__.primary_key
        return select(self.table).where(*self._where(clocks, now)).order_by(self.anchor, *keys)

    def _where(self, clocks: Clocks, now: datetime) -> list[ColumnElement[bool]]:
        latest: Any = now - clocks.after(self.category, self.step)
        first: Any = now - (clocks.after(self.category, self.until) if self.until else _FAR)
        if self.anchor.type.python_type is date:
            latest, first = latest.date(), first.date()
        where = [self.anchor <= latest, self.anchor > first]
        if self.left is not None:
            where.append(self.left)
        if self.sooner is not None:
            column, step = self.sooner
            where.append(column > now - clocks.after(self.category, step))
        return where


@dataclass(frozen=True, slots=True)
class OneClock:
    """Steps on the rows of several tables that go by one clock, and are told as one."""

    steps: tuple[RowStep, ...]

    @property
    def category(self) -> Category:
        """Whose clock it is."""
        return self.steps[0].category

    @property
    def step(self) -> Step:
        """What is done when it has run out."""
        return self.steps[0].step

    def due(self, session: Session, clocks: Clocks, now: datetime) -> tuple[int, datetime | None]:
        """Count what is due in all tables, and tell from when the oldest counts."""
        found = [step.due(session, clocks, now) for step in self.steps]
        return sum(count for count, _ in found), min((oldest for _, oldest in found if oldest), default=None)

    def take(self, work: Work, clocks: Clocks, now: datetime, *, most: int) -> int:
        """Do it for as many rows as ``most``, table by table; gives for how many."""
        taken = 0
        for step in self.steps:
            if taken < most:
                taken += step.take(work, clocks, now, most=most - taken)
        return taken


def _blur_to_square(work: Work, rows: Sequence[Tip | VisitRow]) -> None:
    districts = stored_districts(work.session)
    for row in rows:
        exact = _exact(work.session, row)
        changes: dict[str, object] = {"precision": Precision.GRID_250, "content_hash": ""}
        if exact is not None:
            changes["place"] = middle_of_square(exact)
            changes["district"] = row.district or district_of(exact, districts, _day(row))
        if isinstance(row, VisitRow):
            changes |= _NOWHERE
        else:
            _blur_effort(work, row)
        _change(work, row, changes)


def _blur_effort(work: Work, tip: Tip) -> None:
    """Blur the effort that a tip has become: its exact place is the tip's."""
    effort = work.session.get(EffortRow, tip.effort_id) if tip.effort_id else None
    place: Any = effort.place if effort else None
    if effort is not None and place is not None and effort.hotspot_id is None:
        changes = {"place": middle_of_square(place), "note": ""}
        work.edit(EffortRow, effort.id, expected=None, changes=changes)


def _blur_to_district(work: Work, rows: Sequence[Tip | VisitRow]) -> None:
    districts: Districts = stored_districts(work.session)
    for row in rows:
        exact = _exact(work.session, row)
        known = row.district or (district_of(exact, districts, _day(row)) if exact is not None else None)
        changes: dict[str, object] = {
            "precision": Precision.DISTRICT,
            "content_hash": "",
            "place": None,
            "district": known,
            **_wordless(row),
        }
        if isinstance(row, VisitRow):
            changes |= _NOWHERE
        else:
            _blur_effort(work, row)
        _change(work, row, changes)


def _empty_text(work: Work, rows: Sequence[Tip | VisitRow]) -> None:
    for row in rows:
        _change(work, row, {**_wordless(row), "content_hash": ""})


def _wordless(row: Tip | VisitRow) -> dict[str, object]:
    return {"details": "", "find": ""} if isinstance(row, Tip) else {"note": ""}


def _change(work: Work, row: Tip | VisitRow, changes: dict[str, object]) -> None:
    work.edit(type(row), row.id, expected=None, changes=changes)


def _exact(session: Session, row: Tip | VisitRow) -> Any:  # noqa: ANN401 - a point, or None
    """Give the place of a row; a visit without one was at its hotspot."""
    if row.place is None and isinstance(row, VisitRow) and row.hotspot_id:
        hotspot = session.get(HotspotRow, row.hotspot_id)
        return hotspot.point if hotspot else None
    return row.place


def _day(row: Tip | VisitRow) -> date:
    return (row.received_at if isinstance(row, Tip) else row.at).date()


def _remove(work: Work, rows: Sequence[Any]) -> None:
    for row in rows:
        work.session.delete(row)


def _remove_tips(work: Work, rows: Sequence[Tip]) -> None:
    ids = [row.id for row in rows]
    for table in (ReporterContact, TipStep):
        work.session.execute(delete(table).where(table.tip_id.in_(ids)))
    _remove(work, rows)


def _empty_jobs(work: Work, rows: Sequence[Job]) -> None:
    work.session.execute(delete(PlanWork).where(PlanWork.job_id.in_([row.id for row in rows])))
    for row in rows:
        row.detail, row.progress = "", {}


_CONTACT_CLOSED_AT = select(Tip.closed_at).where(Tip.id == ReporterContact.tip_id).scalar_subquery()
_WITH_TEXT = or_(Job.detail != "", exists().where(PlanWork.job_id == Job.id))

_VISITED_AT = case((VisitRow.at > VisitRow.changed_at, VisitRow.changed_at), else_=VisitRow.at)
"""A visit that a wrong clock has put into the future counts from when it was written."""

ROW_STEPS: tuple[RowStep | OneClock, ...] = (
    RowStep(Category.REPORTER_CONTACT, Step.GONE, ReporterContact, ReporterContact.consented_at, _remove),
    RowStep(
        Category.REPORTER_CONTACT, Step.CLOSED, ReporterContact, _CONTACT_CLOSED_AT, _remove,
        sooner=(ReporterContact.consented_at, Step.GONE),
    ),
    RowStep(Category.TIP, Step.GONE, Tip, Tip.received_at, _remove_tips),
    RowStep(
        Category.TIP, Step.DISTRICT, Tip, Tip.received_at, _blur_to_district, Step.GONE,
        or_(Tip.precision != Precision.DISTRICT, Tip.place.is_not(None), Tip.details != "", Tip.find != ""),
    ),
    RowStep(
        Category.TIP, Step.GRID_250, Tip, Tip.received_at, _blur_to_square, Step.DISTRICT,
        Tip.precision == Precision.EXACT,
    ),
    RowStep(
        Category.TIP, Step.TEXT, Tip, Tip.received_at, _empty_text, Step.DISTRICT,
        or_(Tip.details != "", Tip.find != ""),
    ),
    RowStep(Category.VISIT, Step.GONE, VisitRow, _VISITED_AT, _remove),
    RowStep(
        Category.VISIT, Step.DISTRICT, VisitRow, _VISITED_AT, _blur_to_district, Step.GONE,
        or_(
            VisitRow.precision != Precision.DISTRICT,
            VisitRow.place.is_not(None),
            VisitRow.hotspot_id.is_not(None),
            VisitRow.effort_id.is_not(None),
            VisitRow.note != "",
        ),
    ),
    RowStep(
        Category.VISIT, Step.GRID_250, VisitRow, _VISITED_AT, _blur_to_square, Step.DISTRICT,
        or_(
            VisitRow.precision == Precision.EXACT,
            VisitRow.hotspot_id.is_not(None),
            VisitRow.effort_id.is_not(None),
        ),
    ),
    RowStep(Category.VISIT, Step.TEXT, VisitRow, _VISITED_AT, _empty_text, Step.DISTRICT, VisitRow.note != ""),
    RowStep(Category.EFFORT, Step.GONE, EffortRow, EffortRow.last, _remove),
    RowStep(Category.CHECK_IN, Step.GONE, CheckInRow, CheckInRow.ends_at, _remove),
    OneClock(
        (
            RowStep(Category.ABSENCE, Step.GONE, AbsenceRow, AbsenceRow.last, _remove),
            RowStep(Category.ABSENCE, Step.GONE, WishRow, WishRow.last, _remove),
        )
    ),
    RowStep(Category.COMMITMENT, Step.GONE, CommitmentRow, CommitmentRow.end, _remove),
    RowStep(
        Category.CLOSED_ACCOUNT, Step.GONE, Account, Account.changed_at, _remove, None, Account.active.is_(False)
    ),
    OneClock(
        (
            RowStep(Category.INVITATION, Step.GONE, Invitation, Invitation.expires_at, _remove),
            RowStep(Category.INVITATION, Step.GONE, CalendarFeedRow, CalendarFeedRow.revoked_at, _remove),
        )
    ),
    OneClock(
        (
            RowStep(Category.SIGN_IN_TRY, Step.GONE, SignInTry, SignInTry.at, _remove),
            RowStep(Category.SIGN_IN_TRY, Step.GONE, SpentProof, SpentProof.until, _remove),
        )
    ),
    RowStep(Category.JOB, Step.GONE, Job, Job.ended_at, _remove, None, Job.state.in_(ENDED)),
    RowStep(
        Category.JOB, Step.TEXT, Job, Job.ended_at, _empty_jobs, Step.GONE, and_(Job.state.in_(ENDED), _WITH_TEXT)
    ),
    RowStep(Category.ERASURE, Step.GONE, Erasure, Erasure.at, _remove),
)  # fmt: skip
"""Every step on rows, in the order in which they are taken."""


def _moment(value: datetime | date | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day, tzinfo=UTC)
