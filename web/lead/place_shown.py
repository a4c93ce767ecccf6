"""What the pages of places show, in the reader's words: the list, the grid of a week, the history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from geo.hotspot import Hotspot, HotspotKind, Sensitivity, VisitNeed
from geo.windows import WindowError
from web.code_words import POSITIONS
from web.lead.place_grid import PARTS, cells
from web.lead.place_history import Edit
from web.lead.place_hours import NEVER, read_hours
from web.lead.place_words import FIELDS, kind_words, value_text
from web.lead.place_words import PARTS as PART_WORDS
from web.maps.places_map import PlaceMark
from web.security.audit_words import action_text
from web.words import Words


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of the list."""

    key: str
    spot: Hotspot
    kind: str
    needs: str
    apart: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """One part of the day: its code, name and hours, and a cell ``yes``, ``some`` or ``no`` for each weekday."""

    part: str
    name: str
    hours: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditShown:
    """One edit of the history: when, by whom, what, and which fields."""

    when: str
    who: str
    what: str
    lines: tuple[str, ...]


def place_rows(words: Words, spots: Iterable[Hotspot], needs: Mapping[str, Sequence[VisitNeed]]) -> list[PlaceRow]:
    """Give the rows of the list."""
    return [
        PlaceRow(
            f"place:{spot.id}",
            spot,
            kind_words(words, spot),
            needs_text(words, needs.get(spot.id, ())),
            spot.sensitivity is Sensitivity.NAMED_TEAMS or spot.kind is HotspotKind.SETTLEMENT,
        )
        for spot in spots
    ]


def needs_text(words: Words, needs: Sequence[VisitNeed]) -> str:
    """Say how many needs a place has; nothing for none."""
    return words.plural("%(num)s need", "%(num)s needs", len(needs)) if needs else ""


def place_marks(words: Words, rows: Iterable[PlaceRow]) -> list[PlaceMark]:
    """Give the list's places as the map shows them."""
    return [
        PlaceMark(
            row.spot,
            (
                " · ".join(part for part in (row.kind, row.spot.district) if part),
                row.needs or words.text("No needs"),
                *([] if row.spot.position == "verified" else [words.text(POSITIONS[row.spot.position])]),
            ),
        )
        for row in rows
    ]


def grid_rows(words: Words, text: str) -> list[GridRow]:
    """Give the grid of hours as typed; an empty one where they cannot be read."""
    try:
        windows = read_hours(text)
    except WindowError:
        windows = NEVER
    return [
        GridRow(part, words.text(PART_WORDS[part]), f"{start // 60:02d}–{end // 60 % 24:02d}", tuple(row))
        for (part, (start, end)), row in zip(PARTS.items(), cells(windows), strict=True)
    ]


def edits_shown(words: Words, edits: Iterable[Edit], tz: ZoneInfo, *, teams: Mapping[str, str]) -> list[EditShown]:
    """Give the history in words, newest first."""
    return [
        EditShown(
            moment_text(words, edit.at.astimezone(tz)),
            edit.who or words.text("Fältplan"),
            " ".join(part for part in (action_text(words, edit.action), edit.need) if part),
            tuple(_change(words, name, change, teams) for name, change in edit.changes.items()),
        )
        for edit in edits
    ]


def moment_text(words: Words, moment: datetime) -> str:
    """Write a day with its year, and a time."""
    return f"{words.full_date(moment.date())} {words.clock(moment)}"


def _change(words: Words, name: str, change: tuple[object, object] | None, teams: Mapping[str, str]) -> str:
    label = words.text(FIELDS[name]) if name in FIELDS else name
    if change is None:
        return words.text("%(field)s: changed", field=label)
    if name == "at":
        return words.text("%(field)s: moved %(metres)s", field=label, metres=words.metres(float(str(change[1]))))
    before, after = (
        value_text(words, name, [teams.get(str(t), str(t)) for t in value])
        if name == "teams" and isinstance(value, list)
        else value_text(words, name, value)
        for value in change
    )
    return words.text("%(field)s: %(before)s → %(after)s", field=label, before=before, after=after)
