"""What rows of the benchmark say together: medians over seeds, gaps to the best seen, what is proved."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Self

Pair = tuple[str, int]
"""Instance and number of routes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One run: ``seconds`` is its limit; ``score`` is None where it was killed, ``bound`` where it proves nothing."""

    instance: str
    m: int
    solver: str
    seed: int
    seconds: float
    score: int | None
    bound: int | None

    @property
    def key(self) -> tuple[str, int, str, int, float]:
        """What makes a run the same run."""
        return self.instance, self.m, self.solver, self.seed, float(self.seconds)

    @property
    def proved(self) -> bool:
        """Whether the score reaches the bound."""
        return self.score is not None and self.bound is not None and self.score >= self.bound

    def line(self) -> str:
        """Give it as a line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def of_line(cls, line: str) -> Self:
        """Read it back.

        Raises
        ------
        ValueError
            The line is not a row.
        """
        try:
            return cls(**json.loads(line))
        except (TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"not a row of this benchmark: {line.strip()[:80]!r}") from error


@dataclass(frozen=True, slots=True)
class Result:
    """One solver on one pair, medians over seeds.

    Attributes
    ----------
    gap
        Of the score to the best seen, in per cent of the best seen; 100 where it was killed.
    certified
        Of the bound to the score, in per cent of the score; None where nothing was proved.
    proved
        Whether more than half of the runs proved their score the best possible.
    """

    gap: float
    certified: float | None
    proved: bool


def read_best_known(folder: Path) -> dict[Pair, int]:
    """Give the best-known scores beside the instances; none where there is no ``best_known.csv``."""
    path = folder / "best_known.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {(row["instance"], int(row["routes"])): int(row["score"]) for row in csv.DictReader(lines)}


def best_seen(rows: Iterable[Row], known: dict[Pair, int]) -> dict[Pair, int]:
    """Give the larger of the best known and the best of these rows, for each pair."""
    best = dict(known)
    for row in rows:
        pair = row.instance, row.m
        best[pair] = max(best.get(pair, 0), row.score or 0)
    return best


def results_of(rows: Iterable[Row], best: dict[Pair, int]) -> dict[str, dict[Pair, Result]]:
    """Give each solver's result on each pair."""
    runs: dict[str, dict[Pair, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        runs[row.solver][row.instance, row.m].append(row)
    return {
        solver: {pair: _result(some, best[pair]) for pair, some in by_pair.items()} for solver, by_pair in runs.items()
    }


def _result(runs: Sequence[Row], best: int) -> Result:
    score = median(run.score or 0 for run in runs)
    bounded = [100 * (run.bound - run.score) / run.score for run in runs if run.bound is not None and run.score]
    return Result(
        gap=100 * (best - score) / best if best else 0.0,
        certified=median(bounded) if 2 * len(bounded) > len(runs) else None,
        proved=2 * sum(run.proved for run in runs) > len(runs),
    )


def table_of(rows: Sequence[Row], known: dict[Pair, int]) -> list[str]:
    """Give the table's lines: each pair, then means, what is proved, and the certified gap of each family."""
    best = best_seen(rows, known)
    results = results_of(rows, best)
    solvers = list(results)
    pairs = list(dict.fromkeys((row.instance, row.m) for row in rows))
    lines = ["instance m    best " + "".join(f"{solver:>11}" for solver in solvers)]
    for pair in pairs:
        cells = [results[solver].get(pair) for solver in solvers]
        texts = ["–" if cell is None else f"{cell.gap:.2f}{'*' if cell.proved else ' '}" for cell in cells]
        lines.append(f"{pair[0]:9}{pair[1]:>2}{best[pair]:>8} " + "".join(f"{text:>11}" for text in texts))
    every = [list(results[solver].values()) for solver in solvers]
    lines.append(_line("mean gap, %", [f"{fmean(cell.gap for cell in some):.2f} " for some in every]))
    lines.append(_line("proved optimal", [f"{sum(cell.proved for cell in some)}/{len(some)} " for some in every]))
    for family, cordeau in (("Solomon", False), ("Cordeau", True)):
        texts = [
            mean_certified([cell for pair, cell in results[s].items() if pair[0].startswith("pr") == cordeau])
            for s in solvers
        ]
        lines.append(_line(f"bound, {family}", texts))
    lines.append("Gaps of the median score over seeds to the best seen, in %; * proved optimal in most runs.")
    lines.append("Bound: (bound - score) / score in %, mean over pairs of the median, and the worst.")
    late = [row for row in rows if row.score is None]
    lines += [f"{row.solver} overran on {row.instance} {row.m}, seed {row.seed}: killed, gap 100" for row in late]
    return lines


def mean_certified(cells: Sequence[Result]) -> str:
    """Give the mean certified gap and the worst as text; a dash where some pair has none."""
    gaps = [cell.certified for cell in cells if cell.certified is not None]
    return f"{fmean(gaps):.1f}/{max(gaps):.1f} " if gaps and len(gaps) == len(cells) else "– "


def _line(name: str, texts: Sequence[str]) -> str:
    return f"{name:20}" + "".join(f"{text:>11}" for text in texts)
