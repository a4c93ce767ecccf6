"""The travel times of a plan as JSON values and back."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.travel.times import Mode, Period, Source, TravelMatrix
from geo.windows import WeekWindows
from planner.request import Travel

_SOURCE = ("kind", "what", "version", "date", "attribution")


def travel_to_dict(travel: Travel) -> dict[str, Any]:
    """Give travel times as JSON values."""
    sources = [_source_to_dict(source) for source in travel.sources]
    return {
        "provider": travel.provider,
        "estimated": travel.estimated,
        **({"sources": sources} if sources else {}),
        "places": list(travel.places),
        "periods": [{"id": p.id, "when": str(p.when)} for p in travel.periods],
        "matrices": [
            {
                "mode": mode.value,
                "period": period,
                "seconds": matrix.seconds.tolist(),
                "metres": matrix.metres.tolist(),
                "line": matrix.line.tolist(),
                "lines": list(matrix.lines),
                **_estimated_to_dict(matrix, travel.estimated),
            }
            for (mode, period), matrix in sorted(travel.matrices.items())
        ],
    }


def _source_to_dict(source: Source) -> dict[str, str]:
    said = {name: getattr(source, name) for name in _SOURCE}
    return {**said, "valid_last": source.valid_last} if source.valid_last else said


def _source_from_dict(data: Mapping[str, Any]) -> Source:
    return Source(**{name: str(data[name]) for name in _SOURCE}, valid_last=str(data.get("valid_last", "")))


def _estimated_to_dict(matrix: TravelMatrix, everywhere: bool) -> dict[str, Any]:  # noqa: FBT001
    """Give rows of 0 and 1 where the ways differ; nothing where all are as the provider says."""
    if (matrix.estimated == everywhere).all():
        return {}
    return {"estimated": ["".join(map(str, row)) for row in matrix.estimated.astype(int)]}


def _estimated_from_dict(data: Mapping[str, Any], everywhere: bool) -> NDArray[np.bool_]:  # noqa: FBT001
    shape = np.asarray(data["seconds"]).shape
    if "estimated" not in data:
        return np.full(shape, everywhere)
    return np.array([[digit == "1" for digit in row] for row in data["estimated"]], dtype=bool).reshape(shape)


def travel_from_dict(data: Mapping[str, Any]) -> Travel:
    """Read travel times back; raises KeyError, TypeError or ValueError where the data is none."""
    return Travel(
        provider=data["provider"],
        estimated=bool(data["estimated"]),
        sources=tuple(map(_source_from_dict, data.get("sources", ()))),
        places=tuple(data["places"]),
        periods=tuple(Period(p["id"], WeekWindows.parse(p["when"])) for p in data["periods"]),
        matrices={
            (Mode(m["mode"]), m["period"]): TravelMatrix(
                seconds=np.asarray(m["seconds"], dtype=np.int32),
                metres=np.asarray(m["metres"], dtype=np.int32),
                line=np.asarray(m["line"], dtype=np.int32),
                lines=tuple(m["lines"]),
                estimated=_estimated_from_dict(m, bool(data["estimated"])),
            )
            for m in data["matrices"]
        },
    )
