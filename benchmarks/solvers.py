"""The solvers that benchmarks compare: where each lives, how to get what is not here, and telling what they did."""

import json
import platform
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

GROUP = "`make setup` installs it where there is a wheel for this Python and system"


@dataclass(frozen=True, slots=True)
class Solver:
    """One solver.

    Attributes
    ----------
    name
        Its name in rows and tables.
    package
        The distribution that holds it; empty for the planner itself.
    module
        What is imported before the clock runs.
    get
        How to get it.
    """

    name: str
    package: str
    module: str
    get: str = GROUP

    @property
    def version(self) -> str:
        """Its version; empty where it is not installed."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return ""


FALTPLAN = Solver("faltplan", "faltplan", "planner.search.solve")
PYVRP = Solver("pyvrp", "pyvrp", "pyvrp")
VROOM = Solver("vroom", "pyvroom", "vroom")
VRP_CLI = Solver("vrp-cli", "vrp-cli", "vrp_cli", f"{GROUP}; the last version with one, 1.22.1, has few")
ORTOOLS = Solver("ortools", "ortools", "ortools.constraint_solver.pywrapcp")
CP_SAT = Solver("cp-sat", "ortools", "ortools.sat.python.cp_model")


def what_is_missing(solvers: list[Solver]) -> list[str]:
    """Give a line for each solver that is not installed: its name, and how to get it."""
    here = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    return [f"{one.name} is not installed and is left out ({here}): {one.get}" for one in solvers if not one.version]


def tell(runs: Iterable[tuple[Any, str]], words: Callable[[Any], str]) -> int:
    """Print each row as JSON and in words, and each fault; 1 where there was one."""
    faults = 0
    for row, fault in runs:
        if fault:
            faults += 1
            print(fault, file=sys.stderr)
        if row is not None:
            print(json.dumps(asdict(row)), flush=True)
            print(words(row), file=sys.stderr)
    return 1 if faults else 0
