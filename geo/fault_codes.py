"""Every way in which an input file can be wrong, with the parameters that each fault carries.

The user's words for these codes live in ``web``; the English here is the fallback and says what a code means.
"""

from collections.abc import Mapping
from enum import StrEnum
from string import Formatter


class FaultCode(StrEnum):
    """What is wrong. ``MEANS`` says it in English; the names in braces there are the fault's parameters."""

    # The file as a whole
    NOT_FOUND = "not_found"
    NOT_READABLE = "not_readable"
    UNKNOWN_EXTENSION = "unknown_extension"
    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    WRONG_ENCODING = "wrong_encoding"
    NUL_BYTE = "nul_byte"
    WRONG_CONTENT = "wrong_content"
    SYNTAX = "syntax"
    NO_ROWS = "no_rows"
    MANY_LAYERS = "many_layers"
    UNKNOWN_LAYER = "unknown_layer"
    # Columns, keys and rows
    WRONG_SEPARATOR = "wrong_separator"
    DUPLICATE_COLUMN = "duplicate_column"
    UNNAMED_COLUMN = "unnamed_column"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    ROW_LENGTH = "row_length"
    MISSING_KEY = "missing_key"
    UNKNOWN_KEY = "unknown_key"
    DUPLICATE_KEY = "duplicate_key"
    # One value
    EMPTY_VALUE = "empty_value"
    WRONG_TYPE = "wrong_type"
    BAD_CHARACTER = "bad_character"
    TOO_LONG = "too_long"
    BAD_ID = "bad_id"
    DUPLICATE_ID = "duplicate_id"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_REFERENCE = "unknown_reference"
    REPEATED_VALUE = "repeated_value"
    RESERVED_NAME = "reserved_name"
    CLASHING_ID = "clashing_id"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    OUT_OF_RANGE = "out_of_range"
    BAD_DATE = "bad_date"
    BAD_TIME = "bad_time"
    DATES_DO_NOT_RISE = "dates_do_not_rise"
    BAD_WINDOW = "bad_window"
    # Places
    MISSING_CRS = "missing_crs"
    UNKNOWN_CRS = "unknown_crs"
    NOT_METRIC = "not_metric"
    CRS_ELSEWHERE = "crs_elsewhere"
    BAD_BOUNDS = "bad_bounds"
    NULL_GEOMETRY = "null_geometry"
    EMPTY_GEOMETRY = "empty_geometry"
    BAD_GEOMETRY = "bad_geometry"
    GEOMETRY_TYPE = "geometry_type"
    BAD_COORDINATES = "bad_coordinates"
    OPEN_RING = "open_ring"
    SELF_CROSSING = "self_crossing"
    NOT_FINITE = "not_finite"
    SWAPPED = "swapped"
    OUT_OF_BOUNDS = "out_of_bounds"
    NO_NAMED_TEAMS = "no_named_teams"
    NEEDLESS_TEAMS = "needless_teams"
    # Needs
    VISITS_DO_NOT_RISE = "visits_do_not_rise"
    NO_WINDOW_HOLDS = "no_window_holds"
    IMPOSSIBLE_WINDOWS = "impossible_windows"
    PEAK_OUTSIDE = "peak_outside"
    OVERLAPPING_NEEDS = "overlapping_needs"
    OVERLAPS_KEPT_NEED = "overlaps_kept_need"
    # Lines and bridges
    SEQUENCE_GAP = "sequence_gap"
    TOO_SHORT = "too_short"
    NEEDLESS_MINUTES = "needless_minutes"
    STATION_APART = "station_apart"
    SAME_LANDMASS = "same_landmass"
    # Districts, travel periods and teams
    OVERLAPPING_VALIDITY = "overlapping_validity"
    OVERLAPPING_OUTLINES = "overlapping_outlines"
    NO_NAME_COLUMN = "no_name_column"
    PERIOD_HOLE = "period_hole"
    PERIOD_OVERLAP = "period_overlap"
    NO_PAIR = "no_pair"
    WORK_OVERLAPS = "work_overlaps"
    WORK_TOO_LONG = "work_too_long"
    WISHES_MEET = "wishes_meet"
    NO_SUCH_TIME = "no_such_time"
    # Streets
    NO_STREETS = "no_streets"
    POINTS_MISSING = "points_missing"
    STREETS_ELSEWHERE = "streets_elsewhere"
    # Timetables
    NOT_A_ZIP = "not_a_zip"
    ZIP_LOCKED = "zip_locked"
    ZIP_FOLDER = "zip_folder"
    UNSAFE_PATH = "unsafe_path"
    UNPACKED_TOO_LARGE = "unpacked_too_large"
    MISSING_MEMBER = "missing_member"
    NOT_UTF8 = "not_utf8"
    BAD_CLOCK = "bad_clock"
    TIMES_FALL = "times_fall"
    CONTRADICTS = "contradicts"
    FEED_ENDED = "feed_ended"
    FEED_NOT_BEGUN = "feed_not_begun"
    NO_SERVICE = "no_service"
    FEEDS_APART = "feeds_apart"
    OTHER_TIMEZONE = "other_timezone"
    NO_STOP_HERE = "no_stop_here"
    MORE_FAULTS = "more_faults"


MEANS: Mapping[FaultCode, str] = {
    FaultCode.NOT_FOUND: "there is no such file; check the name and the folder",
    FaultCode.NOT_READABLE: ("the file cannot be opened ({reason}); check that it is a file and that you may read it"),
    FaultCode.UNKNOWN_EXTENSION: "files ending in {found!r} are not known; use one of {allowed}",
    FaultCode.EMPTY_FILE: "the file is empty; export it again",
    FaultCode.TOO_LARGE: ("the file has {megabytes} MB, more than the {most} MB that are read; is it the right file?"),
    FaultCode.TOO_MANY: "{count} entries are more than the {most} that are read; split or thin out the file",
    FaultCode.WRONG_ENCODING: "byte {byte} is neither UTF-8 nor Windows-1252 text; save the file as UTF-8",
    FaultCode.NUL_BYTE: "byte {byte} is a NUL, so this is no UTF-8 text; save the file as UTF-8",
    FaultCode.WRONG_CONTENT: "the content is no complete {expected} file ({reason}); export the file again",
    FaultCode.SYNTAX: "the text cannot be read at character {column}: {reason}; correct the text there",
    FaultCode.NO_ROWS: "the file has no entries; add at least one",
    FaultCode.MANY_LAYERS: "the file has several layers ({layers}); say which one to read",
    FaultCode.UNKNOWN_LAYER: "there is no layer {value!r}; the file has {layers}",
    FaultCode.WRONG_SEPARATOR: "columns are separated by {found}; separate them by commas or semicolons",
    FaultCode.DUPLICATE_COLUMN: "the column stands twice; remove or rename one",
    FaultCode.UNNAMED_COLUMN: "column {column} has no name; name it or remove it",
    FaultCode.MISSING_COLUMN: "the column is missing; add it",
    FaultCode.UNKNOWN_COLUMN: "the column is not known; rename or remove it",
    FaultCode.ROW_LENGTH: ("the row has {cells} cells, but the header has {columns}; check separators and quotes"),
    FaultCode.MISSING_KEY: "the key is missing; add it",
    FaultCode.UNKNOWN_KEY: "the key is not known; rename or remove it",
    FaultCode.DUPLICATE_KEY: "the key stands twice; remove one",
    FaultCode.EMPTY_VALUE: "the value is empty; fill it in",
    FaultCode.WRONG_TYPE: "{found} stands where {expected} is wanted; change the value",
    FaultCode.BAD_CHARACTER: "the text holds the control character {character}; remove it",
    FaultCode.TOO_LONG: "the text has {length} characters, more than {most}; shorten it",
    FaultCode.BAD_ID: (
        "{value!r} is no id; use small letters a-z, digits and single hyphens, for instance {example!r}"
    ),
    FaultCode.DUPLICATE_ID: "{value!r} already stands in row {other}; give each its own",
    FaultCode.UNKNOWN_VALUE: "{value!r} is not known; use one of {allowed}",
    FaultCode.UNKNOWN_REFERENCE: "there is no {what} {value!r}; correct the name or add it",
    FaultCode.CLASHING_ID: "{value!r} is already the id of a {what}; choose another id",
    FaultCode.RESERVED_NAME: "{value!r} has a meaning of its own; choose another name",
    FaultCode.REPEATED_VALUE: "{value!r} stands twice in the list; remove one",
    FaultCode.NOT_A_NUMBER: "{value!r} is no number; write digits only, for instance {example}",
    FaultCode.NOT_WHOLE: "{value!r} is no whole number; write digits only, for instance {example}",
    FaultCode.OUT_OF_RANGE: "{value} is not between {low} and {high}; correct the number",
    FaultCode.BAD_DATE: "{value!r} is no date; write for instance {example}",
    FaultCode.BAD_TIME: "{value!r} is no local date and time; write for instance {example}",
    FaultCode.DATES_DO_NOT_RISE: "{last} does not come after {first}; correct one of them",
    FaultCode.BAD_WINDOW: ("{value!r} cannot be read as a window ({reason}); write for instance 'mo-fr 20:00-23:00'"),
    FaultCode.MISSING_CRS: ("the coordinate system is not stated; state it (an EPSG code)"),
    FaultCode.UNKNOWN_CRS: ("{value!r} is no known coordinate system; state an EPSG code, for instance {example}"),
    FaultCode.NOT_METRIC: "EPSG:{value} does not count in metres; choose a projected system",
    FaultCode.CRS_ELSEWHERE: "EPSG:{value} ({name}) is not made for this area; choose the system used there",
    FaultCode.BAD_BOUNDS: ("the bounds are not [west, south, east, north] in degrees; write them in this order"),
    FaultCode.NULL_GEOMETRY: "there is no geometry; draw a point or a polygon",
    FaultCode.EMPTY_GEOMETRY: "the geometry has no coordinates; draw a point or a polygon",
    FaultCode.BAD_GEOMETRY: "the geometry cannot be read ({reason}); draw it again",
    FaultCode.GEOMETRY_TYPE: "the geometry is a {found}; use one of {allowed}",
    FaultCode.BAD_COORDINATES: (
        "the coordinates of the {found} are wrongly nested or no numbers; write [longitude, latitude]"
    ),
    FaultCode.OPEN_RING: ("a ring of the polygon is not closed by its first point, or has fewer than four; close it"),
    FaultCode.SELF_CROSSING: "the polygon's outline crosses or touches itself near {x}, {y}; draw it again",
    FaultCode.NOT_FINITE: "a coordinate is not a finite number; correct it",
    FaultCode.SWAPPED: ("longitude and latitude are swapped: {lon}, {lat} turned round lies in the city; swap them"),
    FaultCode.OUT_OF_BOUNDS: ("{lon}, {lat} lies outside the city's bounds {bounds}; correct the place or the bounds"),
    FaultCode.NO_NAMED_TEAMS: ("the place is for named teams only and names none; name the teams that may see it"),
    FaultCode.NEEDLESS_TEAMS: ("teams are named, but every team may see the place; write named_teams as sensitivity"),
    FaultCode.VISITS_DO_NOT_RISE: "least {least}, target {target} and most {most} do not rise; correct them",
    FaultCode.NO_WINDOW_HOLDS: ("no window holds a visit of {minutes} minutes, the longest has {longest}; widen one"),
    FaultCode.IMPOSSIBLE_WINDOWS: (
        "impossible windows: least is {least} visits, but {fits} fit with a gap of {gap_h} h; "
        "widen the windows, shorten the gap or lower least"
    ),
    FaultCode.PEAK_OUTSIDE: "the peak {peak} does not lie in the need's windows; shorten it or widen them",
    FaultCode.OVERLAPPING_NEEDS: (
        "at the same place and time stands need {other!r} (row {other_row}); part their windows"
    ),
    FaultCode.OVERLAPS_KEPT_NEED: (
        "at the same place and time stands need {other!r}, which the file does not have and which stays; "
        "part their windows, or put it into the file too"
    ),
    FaultCode.SEQUENCE_GAP: "number {wanted} of {name!r} is missing; number its rows one by one from 1",
    FaultCode.TOO_SHORT: "{name!r} has one row only; a line or chain has two or more",
    FaultCode.NEEDLESS_MINUTES: "{name!r} ends here, so there is no way to the next station; leave it empty",
    FaultCode.STATION_APART: (
        "station {name!r} lies {metres} m from where row {other} has it; correct one, or give it another name"
    ),
    FaultCode.SAME_LANDMASS: "both ends stand on {value!r}; a bridge joins two landmasses, correct one end",
    FaultCode.OVERLAPPING_VALIDITY: "{value!r} is valid at the same time in row {other}; part the dates",
    FaultCode.OVERLAPPING_OUTLINES: (
        "the outline lies over that of {other!r} (row {other_row}) by {square_m} m²; draw their common border anew"
    ),
    FaultCode.NO_NAME_COLUMN: "which column holds the names is not clear ({columns}); say which",
    FaultCode.PERIOD_HOLE: "no period holds {when}; the periods must cover the week exactly once",
    FaultCode.PERIOD_OVERLAP: ("periods {one!r} and {other!r} both hold {when}; the periods must cover the week once"),
    FaultCode.NO_PAIR: (
        "no pair can be made of {experienced} experienced workers and {newcomers} newcomers; add workers"
    ),
    FaultCode.WORK_TOO_LONG: "the work lasts {hours} hours, more than {most}; check the dates",
    FaultCode.NO_SUCH_TIME: "the clock leaps over {value} when summer time begins; correct the time",
    FaultCode.NO_STREETS: "the file holds no streets; choose a file of the whole city, or export it again",
    FaultCode.POINTS_MISSING: (
        "{missing} of the {count} points that streets lead through are not in the file; export it again, sorted and "
        "with complete ways"
    ),
    FaultCode.STREETS_ELSEWHERE: (
        "no street lies within the city's bounds {bounds}, the file covers {found}; choose the file of this city"
    ),
    FaultCode.WORK_OVERLAPS: ("{worker!r} has other fixed work at the same time (row {other}); correct one of them"),
    FaultCode.WISHES_MEET: "{worker!r} has another wish for the same day (row {other}); keep one of them",
    FaultCode.NOT_A_ZIP: "the file is no whole zip file ({reason}); fetch it again",
    FaultCode.ZIP_LOCKED: "the zip file is locked by a password; fetch it without one",
    FaultCode.ZIP_FOLDER: "the timetable lies in the folder {folder!r} of the zip; zip its files without the folder",
    FaultCode.UNSAFE_PATH: "the zip holds {value!r}, which leads out of its own folder; fetch it from its publisher",
    FaultCode.UNPACKED_TOO_LARGE: (
        "unpacked it would have {megabytes} MB, {ratio} times as much as packed; most are {most} MB and {most_ratio} "
        "times; is it the right file?"
    ),
    FaultCode.MISSING_MEMBER: "the zip lacks this file, which every GTFS timetable has; fetch the timetable again",
    FaultCode.NOT_UTF8: "byte {byte} is no UTF-8 text; fetch the timetable again, or save this file as UTF-8",
    FaultCode.BAD_CLOCK: "{value!r} is no time; write HH:MM:SS, for instance 24:15:00",
    FaultCode.TIMES_FALL: "{value} comes before {before}; correct one of the times",
    FaultCode.CONTRADICTS: "the row says something else than row {other}; remove one",
    FaultCode.FEED_ENDED: (
        "the timetable ended on {last}, before {day}; fetch a newer one, or say --as-of DATE with a date from {first} "
        "to {last}"
    ),
    FaultCode.FEED_NOT_BEGUN: (
        "the timetable begins on {first}, after {day}; wait until then, or say --as-of DATE with a date from {first} "
        "to {last}"
    ),
    FaultCode.NO_SERVICE: (
        "no trip runs from {start} to {end}; say --as-of DATE with another date from {first} to {last}"
    ),
    FaultCode.FEEDS_APART: "it holds from {first} to {last}, the others do not; import files that hold together",
    FaultCode.OTHER_TIMEZONE: "the timetable's times are of {value}, not of {wanted}; choose that of the right city",
    FaultCode.NO_STOP_HERE: "none of its {count} stops lies in the city; choose the right file, or name the city",
    FaultCode.MORE_FAULTS: "{count} more faults are not listed; correct what is listed, and read the file again",
}
"""What each code means and what to do, in plain English, with the fault's parameters in braces."""


def parameters(code: FaultCode) -> frozenset[str]:
    """Name the parameters that every fault of a code carries.

    Any fault may also carry ``id`` (of the entry that is wrong) and ``nearest`` (a known name close to an
    unknown one; left out where none is close).

    Examples
    --------
    >>> sorted(parameters(FaultCode.ROW_LENGTH))
    ['cells', 'columns']
    """
    return frozenset(name for _, name, _, _ in Formatter().parse(MEANS[code]) if name)
