"""The checker shares no code with the solver, so that one fault can not hide in both."""

import ast
from pathlib import Path

import pytest

import planner

PLANNER = Path(planner.__file__).parent
CHECKER = [PLANNER / "check.py", PLANNER / "need_match.py", *sorted((PLANNER / "rules").glob("*.py"))]
SOLVER = ("planner.routing", "planner.roster", "planner.openings", "planner.plan_week", "planner.bound", "ortools")


@pytest.mark.parametrize("path", CHECKER, ids=lambda path: path.name)
def test_the_checker_shares_nothing_with_the_solver(path: Path):
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    solver = ("planner.routing", "planner.roster", "planner.openings", "planner.plan_week", "ortools")
    assert not [name for name in names if name.startswith(solver)]
