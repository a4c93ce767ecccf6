"""A team's shift templates and bases: listed, read from their forms, added, changed and removed."""

from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.city import City
from geo.entry import slug_of
from geo.needs_file import ALL_YEAR
from geo.travel.times import Mode
from geo.windows import WeekWindows
from planner.shift import Base
from planner.team import ShiftTemplate
from web.code_words import MODES, skill_word
from web.lead.place_actions import free_id
from web.lead.place_fields import Fields
from web.lead.place_form import district_names
from web.lead.place_hours import write_hours
from web.lead.place_point import PositionError, read_position
from web.lead.place_words import season_word
from web.lead.team_item import Item, TeamRuleError
from web.store.faults import NotThereError
from web.store.store import Work
from web.store.tables.places import HotspotRow
from web.store.tables.teams import BaseRow, ShiftRow, TeamRow
from web.words import N_, Words

MOST_PAIRS = 12

NO_HOURS = N_("Choose when the shift is, in the grid or as text.")
NO_BASE = N_("Choose a base. Add one below first, if there is none.")
NO_NAME = N_("Write what it is called.")
USED = N_("Shifts begin here: %(shifts)s. Give them another base first.")
NO_POINT = N_("A base is one point.")


def shift_items(session: Session, team: str, words: Words) -> list[Item]:
    """List the shift templates, by id."""
    rows = session.scalars(select(ShiftRow).where(ShiftRow.team_id == team).order_by(ShiftRow.id))
    return [_shift_item(row, words) for row in rows]


def base_items(session: Session, team: str) -> list[Item]:
    """List the bases, by name; they carry the version of their team."""
    row = session.get(TeamRow, team)
    bases = session.scalars(select(BaseRow).where(BaseRow.team_id == team).order_by(BaseRow.name))
    return [
        Item(
            base.id,
            base.name,
            f"{base.lat:.5f}, {base.lon:.5f}",
            {"name": [base.name], "at": [f"{base.lat:.6f}, {base.lon:.6f}"]},
            row.version if row else 0,
        )
        for base in bases
    ]


def read_shift(form: Fields, ident: str, *, city: City, bases: list[str], skills: list[str]) -> ShiftTemplate | None:
    """Read a shift that comes back every week; None where something is wrong."""
    name = ident or form.prose("name", most=60, required=True)
    hours = form.hours("when")
    if not hours.windows:
        form.fault("when", NO_HOURS)
    base = form.one_of("base", bases, "")
    if not base:
        form.fault("base", NO_BASE)
    seasons = [ALL_YEAR, *(season.name for season in city.calendar.seasons)]
    made = ShiftTemplate(
        id=ident or slug_of(name),
        when=hours,
        base=base,
        mode=form.choice("mode", Mode, Mode.TRANSIT),
        pairs=form.whole("pairs", least=1, most=MOST_PAIRS, otherwise=1),
        skills=frozenset(form.some_of("skills", skills)),
        season=form.one_of("season", seasons, ALL_YEAR),
        districts=frozenset(form.some_of("districts", district_names(city))),
    )
    return None if form.faults else made


def save_shift(work: Work, team: str, ident: str, shift: ShiftTemplate, expected: int) -> str:
    """Add a shift template (``ident`` is ""), or change one."""
    values = {
        "windows": str(shift.when),
        "base_id": shift.base,
        "mode": shift.mode.value,
        "pairs": shift.pairs,
        "skills": sorted(shift.skills),
        "season": shift.season,
        "districts": sorted(shift.districts),
    }
    if ident:
        work.edit(ShiftRow, (team, ident), expected=expected, changes=values)
        work.note("shift.changed", "shift", ident, team=team)
        return ident
    made = free_id(shift.id, work.session.scalars(select(ShiftRow.id).where(ShiftRow.team_id == team)))
    work.add(ShiftRow(team_id=team, id=made, **values))
    work.note("shift.added", "shift", made, team=team)
    return made


def remove_shift(work: Work, team: str, ident: str, expected: int) -> None:
    """Take a shift template away; weeks that are planned stay as they are."""
    work.session.delete(work.edit(ShiftRow, (team, ident), expected=expected, changes={}))
    work.note("shift.removed", "shift", ident, team=team)


def read_base(form: Fields, ident: str, *, city: City) -> Base | None:
    """Read a base; None where something is wrong."""
    name = form.prose("name", most=200)
    if not name:
        form.fault("name", NO_NAME)
    try:
        at = read_position(form.raw("at"), city.bounds)
    except PositionError as error:
        form.fault("at", error.said, **error.values)
        return None
    if not isinstance(at, Point):
        form.fault("at", NO_POINT)
        return None
    return None if form.faults else Base(ident or slug_of(name), name, at.x, at.y)


def save_base(work: Work, team: str, ident: str, base: Base, expected: int) -> str:
    """Add a base (``ident`` is ""), or change one; it is guarded by the version of its team."""
    work.edit(TeamRow, team, expected=expected, changes={})
    if ident:
        row = _base(work, team, ident)
        row.name, row.lon, row.lat = base.name, base.lon, base.lat
        work.note("base.changed", "base", ident, team=team)
        return ident
    taken = [*work.session.scalars(select(BaseRow.id).where(BaseRow.team_id == team))]
    made = free_id(base.id, [*taken, *work.session.scalars(select(HotspotRow.id))])
    work.session.add(BaseRow(team_id=team, id=made, name=base.name, lon=base.lon, lat=base.lat))
    work.note("base.added", "base", made, team=team)
    return made


def remove_base(work: Work, team: str, ident: str, expected: int) -> None:
    """Take a base away.

    Raises
    ------
    TeamRuleError
        Shifts begin there.
    """
    work.edit(TeamRow, team, expected=expected, changes={})
    row = _base(work, team, ident)
    used = list(work.session.scalars(select(ShiftRow.id).where(ShiftRow.team_id == team, ShiftRow.base_id == ident)))
    if used:
        raise TeamRuleError("base", USED, shifts=", ".join(sorted(used)))
    work.session.delete(row)
    work.note("base.removed", "base", ident, team=team)


def _base(work: Work, team: str, ident: str) -> BaseRow:
    row = work.session.get(BaseRow, (team, ident))
    if row is None:
        raise NotThereError("base", ident)
    return row


def _shift_item(row: ShiftRow, words: Words) -> Item:
    windows = WeekWindows.parse(row.windows)
    said = [
        words.windows(windows),
        words.plural("%(num)s pair", "%(num)s pairs", row.pairs),
        words.text(MODES[Mode(row.mode)]),
        *([season_word(words, row.season)] if row.season != ALL_YEAR else []),
        *(skill_word(words, skill) for skill in row.skills),
        *([words.text("lent to %(districts)s", districts=words.listed(list(row.districts)))] if row.districts else []),
    ]
    typed = {
        "when": [write_hours(words, windows)],
        "base": [row.base_id],
        "mode": [row.mode],
        "pairs": [str(row.pairs)],
        "skills": list(row.skills),
        "season": [row.season],
        "districts": list(row.districts),
    }
    return Item(row.id, row.id.replace("-", " ").capitalize(), " · ".join(said), typed, row.version)
