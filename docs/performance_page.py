"""The parts of ``performance.md`` that scripts write: each between two marks of its own; none touches another."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).parent / "performance.md"


def write_part(name: str, lines: Sequence[str], *, page: Path = PAGE) -> None:
    """Put lines between the marks of a part.

    Raises
    ------
    ValueError
        The page has not both marks of that part, once each.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    text = page.read_text(encoding="utf-8")
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"{page} must have {begin.strip()} and after it {end}, once each")
    head, tail = text.split(begin)[0], text.split(end)[1]
    page.write_text(head + begin + "".join(f"{line}\n" for line in lines) + end + tail, encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Give the lines of a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def machine(packages: Sequence[str]) -> str:
    """Give the date, the computer, and the versions of Python and packages (of those that are installed)."""
    found = []
    for name in packages:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    kind = _processor()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores{f' ({kind})' if kind else ''}, {platform.system()}, "
        f"Python {platform.python_version()}, {', '.join(found)}"
    )


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
