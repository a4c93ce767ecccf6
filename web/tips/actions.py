"""Use cases of tips: somebody leaves one, once however often it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from geo.district import Districts, Neighbourhood, NoDistrictError
from geo.point_check import Bounds
from web.store.district_rows import stored_districts
from web.store.faults import StaleEditError
from web.store.place_rows import metric_point
from web.store.store import Store, Work
from web.store.tables.tips import ReporterContact, Tip
from web.store.tables.visits import Precision
from web.tips.deadlines import due_at
from web.tips.steps import first_step
from web.tips.tip import TipError, TipReport, code_hash, tip_code

EARLIEST, LATEST = timedelta(days=366), timedelta(hours=1)
"""How long ago something may have been seen, and by how much a sender's clock may be fast."""


@dataclass(frozen=True, slots=True)
class Left:
    """What became of a tip: whether it was new, and the code by which its reporter follows it."""

    id: str
    new: bool
    code: str


def leave_tip(
    store: Store,
    actor: str,
    report: TipReport,
    *,
    key: bytes,
    bounds: Bounds,
    team: str | None = None,
    spend: Callable[[Work], None] | None = None,
) -> Left:
    """Keep a tip, and apart from it the contact where the reporter consented to one.

    Parameters
    ----------
    key
        What codes are made with.
    bounds
        West, south, east, north of the city, EPSG:4326.
    team
        Who is to look at it first; None until somebody decides.
    spend
        Done in the same transaction where the tip is new: what it takes from the sender.

    Raises
    ------
    web.tips.tip.TipError
        The place lies outside the city or is not known, or the time cannot be right.
    web.store.faults.StaleEditError
        The tip is kept with other content.
    """
    if not _inside(report, bounds):
        raise TipError("place", "outside_city")
    now = store.clock()
    if report.seen_at is not None and not (now - EARLIEST <= report.seen_at <= now + LATEST):
        raise TipError("seen_at", "out_of_range")
    code = tip_code(key, report.id)
    if is_kept(store, report):
        return Left(report.id, new=False, code=code)
    try:
        _keep(store, actor, report, follow=code_hash(key, code), team=team, spend=spend)
    except IntegrityError:
        if not is_kept(store, report):  # not the same tip that came in by another way meanwhile
            raise
        return Left(report.id, new=False, code=code)
    return Left(report.id, new=True, code=code)


def tip_by_code(store: Store, code: str, *, key: bytes) -> Tip | None:
    """Give the tip of a code; None where there is none."""
    with store.read() as session:
        return session.scalars(select(Tip).where(Tip.code_hash == code_hash(key, code))).one_or_none()


def is_kept(store: Store, report: TipReport) -> bool:
    """Tell whether a tip is kept already, as it is told.

    Raises
    ------
    web.store.faults.StaleEditError
        It is kept with other content.
    """
    with store.read() as session:
        kept = session.get(Tip, report.id)
    if kept is None:
        return False
    if kept.content_hash != report.content_hash:
        raise StaleEditError(
            "tip", report.id, expected=0, found=kept.version, changed_at=kept.changed_at, changed_by=kept.changed_by
        )
    return True


def _keep(
    store: Store,
    actor: str,
    report: TipReport,
    *,
    follow: str,
    team: str | None,
    spend: Callable[[Work], None] | None,
) -> None:
    with store.write(actor) as work:
        row = Tip(
            id=report.id,
            code_hash=follow,
            received_at=work.now,
            team_id=team,
            worry=report.worry,
            details=report.details,
            asked=report.asked,
            source=report.source,
            seen_at=report.seen_at,
            due_at=due_at(report.worry, report.asked, work.now),
            lang=report.lang,
            content_hash=report.content_hash,
            **_where(stored_districts(work.session), report, work.now),
        )
        work.add(row)
        work.session.flush()
        first_step(work, row)
        if report.contact:
            work.session.add(ReporterContact(tip_id=report.id, contact=report.contact, consented_at=work.now))
        if spend is not None:
            spend(work)
        work.note("tip.left", "tip", report.id, team=team or "", contact=bool(report.contact))


def _inside(report: TipReport, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    if report.lon is None or report.lat is None:
        return True
    return west <= report.lon <= east and south <= report.lat <= north


def _where(districts: Districts, report: TipReport, now: datetime) -> dict[str, Any]:
    """Give the place as it is kept: a point, or the middle of a part of the city, or words alone."""
    if report.lon is not None and report.lat is not None:
        place = metric_point(report.lon, report.lat)
        return {"place": place, "district": _district(districts, report, now), "find": report.find}
    whole: dict[str, Any] = {"precision": Precision.DISTRICT, "find": report.find}
    if not report.neighbourhood:
        return whole
    part = _part(districts, report.neighbourhood, now)
    where = ": ".join(text for text in (part.name, report.find) if text)
    return whole | {"place": metric_point(part.lon, part.lat), "district": part.district, "find": where}


def _part(districts: Districts, name: str, now: datetime) -> Neighbourhood:
    for part in districts.neighbourhoods:
        if part.name == name and part.valid.holds(now.date()):
            return part
    raise TipError("place", "unknown_neighbourhood")


def _district(districts: Districts, report: TipReport, now: datetime) -> str | None:
    if report.lon is None or report.lat is None:
        return None
    try:
        return districts.at(report.lon, report.lat, now.date())
    except NoDistrictError:
        return None
