"""Use cases of tips: somebody leaves one, once however often it is sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from geo.district import Districts, NoDistrictError
from geo.point_check import Bounds
from web.store.district_rows import stored_districts
from web.store.faults import StaleEditError
from web.store.place_rows import metric_point
from web.store.store import Store
from web.store.tables.tips import ReporterContact, Tip
from web.tips.tip import TipError, TipReport, code_hash, tip_code


@dataclass(frozen=True, slots=True)
class Left:
    """What became of a tip: whether it was new, and the code by which its reporter follows it."""

    id: str
    new: bool
    code: str


def leave_tip(
    store: Store, actor: str, report: TipReport, *, key: bytes, bounds: Bounds, team: str | None = None
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

    Raises
    ------
    web.tips.tip.TipError
        The place lies outside the city.
    web.store.faults.StaleEditError
        The tip is kept with other content.
    """
    west, south, east, north = bounds
    if not (west <= report.lon <= east and south <= report.lat <= north):
        raise TipError("place", "outside_city")
    code = tip_code(key, report.id)
    if _is_kept(store, report):
        return Left(report.id, new=False, code=code)
    try:
        _keep(store, actor, report, follow=code_hash(key, code), team=team)
    except IntegrityError:
        if not _is_kept(store, report):  # not the same tip that came in by another way meanwhile
            raise
        return Left(report.id, new=False, code=code)
    return Left(report.id, new=True, code=code)


def tip_by_code(store: Store, code: str, *, key: bytes) -> Tip | None:
    """Give the tip of a code; None where there is none."""
    with store.read() as session:
        return session.scalars(select(Tip).where(Tip.code_hash == code_hash(key, code))).one_or_none()


def _is_kept(store: Store, report: TipReport) -> bool:
    with store.read() as session:
        kept = session.get(Tip, report.id)
    if kept is None:
        return False
    if kept.content_hash != report.content_hash:
        raise StaleEditError(
            "tip", report.id, expected=0, found=kept.version, changed_at=kept.changed_at, changed_by=kept.changed_by
        )
    return True


def _keep(store: Store, actor: str, report: TipReport, *, follow: str, team: str | None) -> None:
    with store.write(actor) as work:
        row = Tip(
            id=report.id,
            code_hash=follow,
            received_at=work.now,
            place=metric_point(report.lon, report.lat),
            district=_district(stored_districts(work.session), report, work.now),
            team_id=team,
            worry=report.worry,
            details=report.details,
            asked=report.asked,
            content_hash=report.content_hash,
        )
        work.add(row)
        work.session.flush()
        if report.contact:
            work.session.add(ReporterContact(tip_id=report.id, contact=report.contact, consented_at=work.now))
        work.note("tip.left", "tip", report.id, team=team or "", contact=bool(report.contact))


def _district(districts: Districts, report: TipReport, now: datetime) -> str | None:
    try:
        return districts.at(report.lon, report.lat, now.date())
    except NoDistrictError:
        return None
