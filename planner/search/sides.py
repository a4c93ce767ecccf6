"""Sides: a kind of shift as pricing sees it, forwards and backwards, with what can follow what."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.search.pricing import Side
from planner.search.problem import Problem


class Sides(NamedTuple):
    """One kind of shift, its n usable options as nodes; times count from the start of the shift, or back from its end.

    ``arcs[v, w]`` tells whether w may follow v (n: the base); ``kept`` which nodes may help a route even where their
    prize does not, as a short cut or a place for the break.
    """

    options: NDArray[np.int64]  # (n,)
    needs: NDArray[np.int64]
    fore: Side
    back: Side
    arcs: NDArray[np.bool_]  # (n + 1, n)
    kept: NDArray[np.bool_]  # (n,)
    around: NDArray[np.int64]  # (n, n): ways there and back


def sides_of(problem: Problem, kind: int) -> Sides:
    """Make a kind of shift ready for pricing."""
    routes = problem.route_kind == kind
    start, base = int(problem.kind_start[kind]), int(problem.kind_base[kind])
    horizon, room = int(problem.kind_end[kind]) - start, int(problem.kind_room[kind])
    periods = slice(problem.period_at[kind], problem.period_at[kind + 1])
    matrices = problem.period_matrix[periods]
    until = np.minimum(problem.period_until[periods] - start, horizon + 1)
    options = _usable(problem, kind, routes)
    windows = [w - start for w in _windows(problem, kind, options)]
    service = np.append(problem.service[options], 0).astype(np.int64)
    travel = _travel(problem, matrices, np.append(problem.place[options], base))
    near = _closure(travel.min(axis=0).astype(np.int64), service)
    reachable = np.array(
        [
            w[-1, 1] >= 0 and max(w[0, 0], near[-1, v]) + service[v] + near[v, -1] <= horizon
            for v, w in enumerate(windows)
        ],
        dtype=bool,
    )
    stay = np.append(reachable, True)
    options, windows = options[reachable], [w for w, ok in zip(windows, reachable, strict=True) if ok]
    service, near, travel = service[stay], near[np.ix_(stay, stay)], travel[:, stay][:, :, stay]
    needs, need = np.unique(problem.need[options], return_inverse=True)
    breaks = slice(0, int(problem.break_count[kind]))
    rests = np.stack([problem.break_lo[kind, breaks] - start, problem.break_hi[kind, breaks] - start])
    length = problem.break_len[kind, breaks]
    tight = room < horizon - int(length.sum())
    lo, hi = np.append(0, until[:-1]), until - 1
    room = room if tight else horizon
    turned = [horizon - w[::-1, ::-1] - service[v] for v, w in enumerate(windows)]
    turned_rests, turned_ways = horizon - rests[::-1, ::-1] - length[::-1], travel.transpose(0, 2, 1)
    fore = _side("fore", horizon, room, tight, travel, near, (lo, hi), service, windows, rests, length, need)
    back = _side(
        "back", horizon, room, tight, turned_ways, near.T, (horizon - hi, horizon - lo), service, turned,
        turned_rests, length[::-1], need,
    )  # fmt: skip
    ways = travel.min(axis=0)[:-1, :-1].astype(np.int64)
    return Sides(
        options, needs, fore, back, _arcs(fore, back, near), _kept(travel, service, len(length)), ways + ways.T
    )


def _usable(problem: Problem, kind: int, routes: NDArray[np.bool_]) -> NDArray[np.int64]:
    may = problem.allowed[:, routes].any(axis=1) if routes.any() else np.zeros(len(problem.need), dtype=bool)
    worth = problem.worth[problem.need, 0] * problem.chance if len(problem.worth) else np.zeros(0)
    return np.flatnonzero(may & (worth > 0) & (problem.service <= problem.kind_room[kind]))


def _windows(problem: Problem, kind: int, options: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    spans = []
    for u in options:
        at = u * len(problem.kind_start) + kind
        own = slice(problem.win_at[at], problem.win_at[at + 1])
        spans.append(np.stack([problem.win_lo[own], problem.win_hi[own]], axis=1))
    return spans


def _travel(problem: Problem, matrices: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.stack([problem.travel[q][np.ix_(places, places)] for q in matrices]).astype(np.int32)


def _closure(ways: NDArray[np.int64], service: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give least times between nodes, also by way of others and their service (Floyd–Warshall)."""
    near = ways.copy()
    for via in range(len(ways) - 1):
        np.minimum(near, near[:, via, None] + service[via] + near[None, via, :], out=near)
    return near


def _side(
    direction: str,
    horizon: int,
    room: int,
    tight: bool,  # noqa: FBT001
    travel: NDArray[np.int32],
    near: NDArray[np.int64],
    leave: tuple[NDArray[np.int64], NDArray[np.int64]],
    service: NDArray[np.int64],
    windows: list[NDArray[np.int64]],
    rests: NDArray[np.int64],
    length: NDArray[np.int64],
    need: NDArray[np.int64],
) -> Side:
    n = len(windows)
    spans = np.concatenate(windows) if n else np.zeros((0, 2), dtype=np.int64)
    last = np.array([min(w[-1, 1], horizon - service[v] - near[v, n]) for v, w in enumerate(windows)], dtype=np.int64)
    reach = np.full((n, int(need.max(initial=-1)) + 1), -1, dtype=np.int64)
    for z in range(n):
        np.maximum(reach[:, need[z]], last[z] - near[:n, z] - service[:n], out=reach[:, need[z]])
    return Side(
        backward=direction == "back",
        plain=len(leave[0]) == 1 and len(spans) == n and len(length) == 0 and not tight,
        tight=tight,
        horizon=horizon,
        room=room,
        travel=np.ascontiguousarray(travel),
        least=np.ascontiguousarray(travel.min(axis=0).astype(np.int64)),
        leave_lo=_row(leave[0]),
        leave_hi=_row(leave[1]),
        service=_row(service),
        win_at=np.concatenate([[0], np.cumsum([len(w) for w in windows], dtype=np.int64)]).astype(np.int64),
        win_lo=_row(spans[:, 0]),
        win_hi=_row(spans[:, 1]),
        last=last,
        break_lo=_row(rests[0]),
        break_hi=_row(rests[1]),
        break_len=_row(length),
        need=_row(need),
        reach=reach,
    )


def _row(values: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64, order="C", ndmin=1)


def _arcs(fore: Side, back: Side, near: NDArray[np.int64]) -> NDArray[np.bool_]:
    n = len(fore.last)
    arcs = np.zeros((n + 1, n), dtype=bool)
    soonest = np.maximum(fore.win_lo[fore.win_at[:n]], near[n, :n])
    usable = (soonest <= fore.last) & (back.last >= 0)
    arcs[n] = usable
    arcs[:n] = (soonest + fore.service[:n])[:, None] + fore.travel.min(axis=0)[:n, :n] <= fore.last[None, :]
    arcs[:n] &= (fore.need[:, None] != fore.need[None, :]) & usable[:, None] & usable[None, :]
    return arcs


def _kept(travel: NDArray[np.int32], service: NDArray[np.int64], breaks: int) -> NDArray[np.bool_]:
    """Tell where leaving a stop out of a route may break the rest of it; elsewhere the triangle inequality holds."""
    kept = np.zeros(len(service) - 1, dtype=bool)
    for b in range(len(kept)):
        for q in range(len(travel)):
            on, by = travel[q:, b, :].min(axis=0).astype(np.int64), travel[q, :, b].astype(np.int64)
            over = np.minimum(by[:, None], on[None, :]) if breaks else by[:, None] + on[None, :]
            over = over + service[b]
            over[b, :] = over[:, b] = np.iinfo(np.int64).max
            if (travel[q] > over).any():
                kept[b] = True
    return kept
