"""The proof in another process: in slices, which go on where the last one was."""

from planner.search.column import Column
from planner.search.problem import Problem
from planner.search.proof import Proof

PACK_COLUMNS = 6000
"""Columns that a proof hands over for a packing, at most."""

_kept: dict[str, Proof] = {}
"""The proof that this process worked at last: whoever asks it to go on need not begin again."""


def prove(
    name: str, problem: Problem, columns: list[Column], incumbent: float, seconds: float
) -> tuple[float, bool, list[Column]]:
    """Prove for a while, in any process: (bound, whether it is final, the columns to go on from).

    A process that gets the same name again goes on where it was; another one begins from the columns.
    """
    proof = _kept.get(name)
    if proof is None:
        _kept.clear()
        proof = _kept[name] = Proof(problem)
    proof.add(columns)
    proof.improve(seconds=seconds, incumbent=incumbent)
    return proof.bound, proof.finished, proof.columns(incumbent, PACK_COLUMNS)
