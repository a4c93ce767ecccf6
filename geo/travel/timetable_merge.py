"""Several timetables of one typical week as one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.travel.timetable import Timetable


def merge_timetables(parts: Sequence[Timetable]) -> Timetable:
    """Put timetables with the same seven days together; a line of one mode and name is one line in all of them.

    Stops stay apart, also where two timetables name the same place: a traveller walks between them. It holds on the
    dates on which all of them do.

    Raises
    ------
    ValueError
        There is none, or their days or time zones differ.
    """
    if not parts:
        raise ValueError("no timetable is given")
    if len({part.days for part in parts}) > 1 or len({part.timezone for part in parts}) > 1:
        raise ValueError("timetables of other days or time zones cannot be put together")
    if len(parts) == 1:
        return parts[0]
    lines: dict[tuple[str, str], int] = {}
    line_of = [np.array([lines.setdefault(line, len(lines)) for line in part.lines], dtype=np.int32) for part in parts]
    stops = _before([len(part.stop_lon_lat) for part in parts])
    stations = _before([int(part.stop_station.max(initial=-1)) + 1 for part in parts])
    patterns = _before([len(part.pattern_line) for part in parts])
    return Timetable(
        stop_lon_lat=np.concatenate([part.stop_lon_lat for part in parts]),
        stop_names=tuple(name for part in parts for name in part.stop_names),
        stop_station=_shifted([part.stop_station for part in parts], stations),
        lines=tuple(lines),
        pattern_line=np.concatenate([own[part.pattern_line] for own, part in zip(line_of, parts, strict=True)]),
        pattern_stops=_shifted([part.pattern_stops for part in parts], stops),
        pattern_at=_cuts([part.pattern_at for part in parts]),
        pattern_shape=np.concatenate([part.pattern_shape for part in parts]),
        pattern_shape_at=_cuts([part.pattern_shape_at for part in parts]),
        pattern_shape_stop=np.concatenate([part.pattern_shape_stop for part in parts]),
        trip_pattern=_shifted([part.trip_pattern for part in parts], patterns),
        trip_days=np.concatenate([part.trip_days for part in parts]),
        arrival_s=np.concatenate([part.arrival_s for part in parts]),
        departure_s=np.concatenate([part.departure_s for part in parts]),
        trip_at=_cuts([part.trip_at for part in parts]),
        transfer_from=_shifted([part.transfer_from for part in parts], stops),
        transfer_to=_shifted([part.transfer_to for part in parts], stops),
        transfer_s=np.concatenate([part.transfer_s for part in parts]),
        days=parts[0].days,
        valid_first=max(part.valid_first for part in parts),
        valid_last=min(part.valid_last for part in parts),
        timezone=parts[0].timezone,
        publisher=", ".join(dict.fromkeys(part.publisher for part in parts if part.publisher)),
        pattern_use=np.concatenate([part.pattern_use for part in parts]),
        stop_ids=tuple(ident for part in parts for ident in part.stop_ids),
        trip_ids=tuple(ident for part in parts for ident in part.trip_ids),
    )


def _before(counts: Sequence[int]) -> list[int]:
    return [sum(counts[:k]) for k in range(len(counts))]


def _shifted(arrays: Sequence[NDArray[np.int32]], by: Sequence[int]) -> NDArray[np.int32]:
    return np.concatenate([array + shift for array, shift in zip(arrays, by, strict=True)]).astype(np.int32)


def _cuts(arrays: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    lengths = np.concatenate([np.diff(array) for array in arrays])
    return np.append(0, np.cumsum(lengths)).astype(np.int64)
