"""The form of a visit need: what was typed becomes a need; what cannot be is told by its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.city import City
from geo.hotspot import Daylight, VisitNeed
from geo.needs_file import ALL_YEAR, most_visits
from geo.place_error import PlaceError
from geo.windows import DAY_MINUTES
from web.lead.place_fields import Fields, Typed
from web.lead.place_hours import write_hours
from web.words import N_, Words

MOST_NOTE = 1000

LESS = N_("“Most” (%(most)s) is less than “Least” (%(least)s). Change one of them.")
LESS_THAN_WISHED = N_("“Most” (%(most)s) is less than “Preferably” (%(target)s). Change one of them.")
TARGET_IS_LESS = N_("“Preferably” (%(target)s) is less than “Least” (%(least)s). Change one of them.")
NEVER = N_("Choose when the place can be visited, in the grid or as text.")
NO_ROOM = N_("No span of hours holds a visit of %(minutes)s minutes. Make one longer, or the visit shorter.")
PEAK_OUTSIDE = N_("These hours do not lie inside the hours above.")
PEAK_SHORT = N_("None of these hours holds a visit of %(minutes)s minutes.")
TOO_FEW = N_("The hours hold %(fits)s visits a week, and “Least” is %(least)s. Give it more hours, or lower “Least”.")
OVERLAPS = N_("Another need of this place has some of these hours, with a team and a season in common: %(hours)s.")


@dataclass(frozen=True, slots=True)
class NeedForm:
    """A form that was sent: what was typed, what is wrong with it, and the need where nothing is."""

    typed: Typed
    faults: Mapping[str, str]
    need: VisitNeed | None = None


def need_typed(need: VisitNeed, words: Words) -> dict[str, list[str]]:
    """Give a need as its form shows it."""
    return {
        "windows": [write_hours(words, need.windows)],
        "peak": [write_hours(words, need.peak)],
        "minutes": [str(need.minutes)],
        "least": [str(need.least)],
        "target": [str(need.target)],
        "most": [str(need.most)],
        "gap_h": [f"{need.gap_h:g}".replace(".", ",")],
        "weight": [f"{need.weight:g}"],
        "season": [need.season],
        "skills": sorted(need.skills),
        "pairs": [str(need.pairs)],
        "daylight": [need.daylight.value],
        "teams": list(need.teams),
        "note": [need.note],
    }


NEW: Typed = {
    "minutes": ["20"],
    "least": ["0"],
    "target": ["1"],
    "most": ["7"],
    "gap_h": ["0"],
    "weight": ["1"],
    "pairs": ["1"],
}
"""What the form of a new need begins with."""


def read_need(
    typed: Typed, old: VisitNeed | None, *, ident: str, place: str, city: City, teams: Sequence[str],
    skills: Sequence[str], words: Words,
) -> NeedForm:  # fmt: skip
    """Read the form of a new need, or of one that is there.

    Parameters
    ----------
    teams, skills
        Those that can be named.
    """
    form = Fields(typed, words, places=[spot.name for spot in city.hotspots])
    windows, peak = form.hours("windows"), form.hours("peak")
    seasons = [ALL_YEAR, *(season.name for season in city.calendar.seasons), *([old.season] if old else [])]
    values = {
        "minutes": form.whole("minutes", least=1, most=DAY_MINUTES, otherwise=20),
        "least": form.whole("least", least=0, most=200, otherwise=0),
        "target": form.whole("target", least=0, most=200, otherwise=1),
        "most": form.whole("most", least=0, most=200, otherwise=7),
        "pairs": form.whole("pairs", least=1, most=20, otherwise=1),
    }
    gap_h = form.number("gap_h", least=0, most=168, otherwise=0)
    if not windows.windows:
        form.fault("windows", NEVER)
    if form.faults:
        _read_texts(form)
        return NeedForm(typed, form.faults)
    try:
        made = VisitNeed(
            id=ident,
            hotspot=place,
            windows=windows,
            peak=peak if peak.windows else None,
            gap_h=gap_h,
            weight=form.number("weight", least=0.001, most=1000, otherwise=1),
            season=form.one_of("season", seasons, ALL_YEAR),
            skills=frozenset(form.some_of("skills", skills)),
            daylight=form.choice("daylight", Daylight, Daylight.ANY),
            teams=form.some_of("teams", teams),
            note=_read_texts(form),
            first=old.first if old else None,
            last=old.last if old else None,
            **values,
        )
    except PlaceError as error:
        _tell(form, error, values)
        return NeedForm(typed, form.faults)
    fits = most_visits(windows, minutes=made.minutes, gap_h=gap_h)
    if fits < made.least:
        form.fault("least", TOO_FEW, fits=fits, least=made.least)
    return NeedForm(typed, form.faults, None if form.faults else made)


def _read_texts(form: Fields) -> str:
    return form.prose("note", most=MOST_NOTE, lines=True)


def _tell(form: Fields, error: PlaceError, values: Mapping[str, int]) -> None:
    if error.code == "not_rising" and values["target"] < values["least"] <= values["most"]:
        form.fault("target", TARGET_IS_LESS, **values)
    elif error.code == "not_rising":
        form.fault("most", LESS if values["most"] < values["least"] else LESS_THAN_WISHED, **values)
    elif error.code == "no_window":
        form.fault("windows", NO_ROOM, **values)
    elif error.code == "peak_outside":
        form.fault("peak", PEAK_OUTSIDE)
    elif error.code == "peak_short":
        form.fault("peak", PEAK_SHORT, **values)
