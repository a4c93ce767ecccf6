"""Places and teams in the store: written from a city's folder, read as the types that planning knows.

What people edit lies in the store: hotspots, needs, teams, workers, shifts, absences, commitments, dated districts.
What describes the city itself (calendar, travel figures, lines, waters) stays in its folder.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from geo.city import City
from geo.district import Districts
from geo.hotspot import Hotspot
from geo.travel.times import Mode
from geo.windows import WeekWindows
from planner.shift import Base
from planner.team import FixedWork, ShiftTemplate, Team, TeamKind
from planner.worker import Absence, BusyKind, Experience, Wish, Worker
from planner.working_time import WorkingTime
from web.store.district_rows import save_neighbourhoods, stored_districts
from web.store.faults import NotThereError
from web.store.place_rows import hotspot_of, hotspot_values, need_of, need_values
from web.store.store import Work
from web.store.tables.places import HotspotRow, NeedRow
from web.store.tables.teams import AbsenceRow, BaseRow, CommitmentRow, ShiftRow, TeamRow, WishRow, WorkerRow


def save_city(work: Work, city: City, teams: Sequence[Team]) -> None:
    """Put a city's places and teams in the place of those in the store, in one transaction.

    What has not changed keeps its version; what the folder no longer has is taken out. Imported outlines of districts
    stay, and a hotspot without a district of its own gets that of the outline in which it lies.
    """
    save_neighbourhoods(work, city.districts.neighbourhoods)
    hotspots = _in_outlines(city.hotspots, stored_districts(work.session), work.now.astimezone(city.tz).date())
    _save(work, HotspotRow, {h.id: hotspot_values(h) for h in hotspots})
    _save(work, NeedRow, {n.id: need_values(n) for n in city.needs})
    _save(work, TeamRow, {team.id: _team_values(team) for team in teams})
    for team in teams:
        _save_team_parts(work, team)
    work.note("city.loaded", "city", city.id, hotspots=len(city.hotspots), needs=len(city.needs), teams=len(teams))


def stored_city(session: Session, city: City) -> City:
    """Give a city with the places, needs, districts and teams of the store."""
    hotspots = tuple(hotspot_of(row) for row in session.scalars(select(HotspotRow).order_by(HotspotRow.id)))
    needs = tuple(need_of(row) for row in session.scalars(select(NeedRow).order_by(NeedRow.id)))
    districts = replace(stored_districts(session), metric_epsg=city.districts.metric_epsg)
    return replace(
        city,
        hotspots=hotspots,
        needs=needs,
        districts=districts,
        districts_approximate=city.districts_approximate and districts.approximate,
        team_ids=stored_team_ids(session),
    )


def stored_team_ids(session: Session) -> tuple[str, ...]:
    """Name every team in the store, sorted."""
    return tuple(sorted(session.scalars(select(TeamRow.id))))


def stored_team_names(session: Session) -> dict[str, str]:
    """Give the name of every team in the store, by id."""
    return {row.id: row.name for row in session.execute(select(TeamRow.id, TeamRow.name))}


def stored_team(session: Session, ident: str, tz: ZoneInfo) -> Team:
    """Read one team, its times in the city's time zone.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such team.
    """
    row = session.get(TeamRow, ident)
    if row is None:
        raise NotThereError("team", ident)
    bases = session.scalars(select(BaseRow).where(BaseRow.team_id == ident).order_by(BaseRow.id))
    shifts = session.scalars(select(ShiftRow).where(ShiftRow.team_id == ident).order_by(ShiftRow.id))
    absences: dict[str, list[Absence]] = {}
    for away in session.scalars(select(AbsenceRow).where(AbsenceRow.team_id == ident).order_by(AbsenceRow.first)):
        absences.setdefault(away.worker_id, []).append(Absence(away.first, away.last))
    wishes: dict[str, list[Wish]] = {}
    for wish in session.scalars(select(WishRow).where(WishRow.team_id == ident).order_by(WishRow.first)):
        wishes.setdefault(wish.worker_id, []).append(Wish(wish.first, wish.last, wish.free))
    workers = session.scalars(select(WorkerRow).where(WorkerRow.team_id == ident).order_by(WorkerRow.id))
    fixed = [
        FixedWork(tuple(c.workers), c.start.astimezone(tz), c.end.astimezone(tz), BusyKind(c.kind), c.what)
        for c in session.scalars(
            select(CommitmentRow).where(CommitmentRow.team_id == ident).order_by(CommitmentRow.start, CommitmentRow.id)
        )
    ]
    return Team(
        id=row.id,
        name=row.name,
        kind=TeamKind(row.kind),
        bases=tuple(Base(b.id, b.name, b.lon, b.lat) for b in bases),
        workers=tuple(
            Worker(
                w.id, w.name, frozenset(w.skills), w.weekly_hours, Experience(w.experience),
                absences=tuple(absences.get(w.id, ())), wishes=tuple(wishes.get(w.id, ())),
            )
            for w in workers
        ),
        templates=tuple(
            ShiftTemplate(
                s.id, WeekWindows.parse(s.windows), s.base_id, Mode(s.mode), s.pairs, frozenset(s.skills), s.season,
                frozenset(s.districts),
            )
            for s in shifts
        ),
        commitments=tuple(f for f in fixed if f.kind is BusyKind.COMMITMENT),
        worked=tuple(f for f in fixed if f.kind is BusyKind.SHIFT),
        slack_share=row.slack_share,
        pairs_named=tuple(row.pairs_named),
        working_time=WorkingTime(**row.working_time),
    )  # fmt: skip


def _in_outlines(hotspots: Sequence[Hotspot], districts: Districts, on: date) -> list[Hotspot]:
    found = []
    for hotspot in hotspots:
        outline = None if hotspot.district else districts.outline_at(hotspot.point.x, hotspot.point.y, on)
        found.append(replace(hotspot, district=outline.name) if outline else hotspot)
    return found


def _save_team_parts(work: Work, team: Team) -> None:
    session = work.session
    session.flush()
    session.execute(delete(BaseRow).where(BaseRow.team_id == team.id))
    session.add_all(BaseRow(team_id=team.id, **asdict(base)) for base in team.bases)
    _save(
        work,
        WorkerRow,
        {
            (team.id, w.id): {
                "name": w.name,
                "skills": sorted(w.skills),
                "weekly_hours": w.weekly_hours,
                "experience": str(w.experience),
            }
            for w in team.workers
        },
        team=team.id,
    )
    _save(
        work,
        ShiftRow,
        {
            (team.id, t.id): {
                "windows": str(t.when),
                "base_id": t.base,
                "mode": str(t.mode),
                "pairs": t.pairs,
                "skills": sorted(t.skills),
                "season": t.season,
                "districts": sorted(t.districts),
            }
            for t in team.templates
        },
        team=team.id,
    )
    session.flush()
    _save(
        work,
        AbsenceRow,
        {
            _id(team.id, w.id, a.first, a.last): {"worker_id": w.id, "first": a.first, "last": a.last}
            for w in team.workers
            for a in w.absences
        },
        team=team.id,
    )
    _save(
        work,
        WishRow,
        {
            _id(team.id, w.id, wish.first, wish.last): {
                "worker_id": w.id,
                "first": wish.first,
                "last": wish.last,
                "free": wish.free,
            }
            for w in team.workers
            for wish in w.wishes
        },
        team=team.id,
    )
    _save(
        work,
        CommitmentRow,
        {
            _id(team.id, *f.workers, f.start, f.end, f.kind): {
                "workers": list(f.workers),
                "start": f.start,
                "end": f.end,
                "kind": str(f.kind),
                "what": f.what,
            }
            for f in (*team.commitments, *team.worked)
        },
        team=team.id,
    )


def _save(work: Work, table: Any, values: dict[Any, dict[str, object]], *, team: str | None = None) -> None:  # noqa: ANN401 - any table
    """Bring a table's rows (of one team) to these values by key; rows that are the same are left alone."""
    session = work.session
    query = select(table) if team is None else select(table).where(table.team_id == team)
    keyed_by_pair = len(table.__mapper__.primary_key) > 1
    there = {(row.team_id, row.id) if keyed_by_pair else row.id: row for row in session.scalars(query)}
    for key in there.keys() - values.keys():
        session.delete(there[key])
    for key, wanted in values.items():
        row = there.get(key)
        if row is None:
            ids = {"team_id": key[0], "id": key[1]} if keyed_by_pair else {"id": key}
            work.add(table(**({} if team is None else {"team_id": team}) | ids | wanted))
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            work.edit(table, key, expected=None, changes=wanted)
    session.flush()


def _id(*parts: object) -> str:
    return str(uuid5(NAMESPACE_URL, "faltplan:" + "|".join(map(str, parts))))


def _team_values(team: Team) -> dict[str, object]:
    return {
        "name": team.name,
        "kind": str(team.kind),
        "slack_share": team.slack_share,
        "pairs_named": list(team.pairs_named),
        "working_time": asdict(team.working_time),
    }
