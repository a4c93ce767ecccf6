"""The checker shares no code with the solver, so that one fault can not hide in both; what it tells can be logged."""

import ast
from datetime import date
from pathlib import Path

import pytest

import planner
from planner.rules.violation import Rule, Violation

PLANNER = Path(planner.__file__).parent
CHECKER = [PLANNER / "check.py", PLANNER / "need_match.py", *sorted((PLANNER / "rules").glob("*.py"))]
SOLVER = ("planner.roster", "planner.openings", "planner.plan_week", "planner.bound", "ortools")


@pytest.mark.parametrize("path", CHECKER, ids=lambda path: path.name)
def test_the_checker_shares_nothing_with_the_solver(path: Path):
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    solver = ("planner.roster", "planner.openings", "planner.plan_week", "ortools")
    assert not [name for name in names if name.startswith(solver)]


def test_a_violation_is_written_for_a_log():
    text = str(Violation(Rule.GAP, "too_soon", date=date(2026, 12, 1), hotspot="torget", params={"hours": 3.5}))
    assert text == "gap/too_soon: 2026-12-01 torget: hours 3.5"
