"""The documents are true: what they name exists, and what exists is named."""

import ast
import doctest
import importlib
import re
import runpy
import subprocess
from pathlib import Path

import click
import pytest

from geo.faults import FaultCode
from planner.plan import Reason, Suggestion
from planner.rules.violation import Rule
from web.cli import main
from web.settings import _READERS, PREFIX, TEST_DATA, Settings

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
REFERENCE = ROOT / "docs" / "reference.md"
DECISIONS = ROOT / "docs" / "decisions"


def tracked(*patterns: str) -> list[Path]:
    """Give the files that git knows and that are on the disk."""
    told = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, check=True, capture_output=True, text=True)
    return [path for name in told.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def pages() -> list[Path]:
    found = {*tracked("*.md"), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")}
    return sorted(found)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


CODE = [path for folder in ("geo", "planner", "web") for path in sorted((ROOT / folder).rglob("*.py"))]
WITH_EXAMPLES = [path for path in CODE if ">>>" in path.read_text(encoding="utf-8")]


def test_the_reference_is_what_the_code_says() -> None:
    written = runpy.run_path(str(ROOT / "docs" / "reference.py"))["reference"]()
    assert REFERENCE.read_text(encoding="utf-8") == written, "run: .venv/bin/python docs/reference.py"


@pytest.mark.parametrize("codes", [Rule, Reason, Suggestion, FaultCode], ids=lambda codes: codes.__name__)
def test_every_code_is_in_the_reference(codes: type) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    assert [code.value for code in codes if f"| `{code.value}` |" not in text] == []


def test_every_command_is_in_the_readme_and_no_other() -> None:
    rows = re.findall(r"^\| `faltplan (\w+)` \|", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(main.commands)


def test_every_option_is_in_the_reference() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for name, command in named(main):
        part = text.split(f"### `faltplan {name}`\n", 1)[1].split("\n## ")[0].split("\n### ")[0]
        shown = [p for p in command.params if not getattr(p, "hidden", False)]
        options = [name for p in shown for name in p.opts if name.startswith("-")]
        assert [option for option in options if f"`{option}`" not in part] == []


def named(group: click.Group, inside: str = "") -> list[tuple[str, click.Command]]:
    """Give every command below a group with its whole name."""
    found = []
    for name, command in group.commands.items():
        found.append((f"{inside}{name}", command))
        if isinstance(command, click.Group):
            found += named(command, f"{inside}{name} ")
    return found


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    text = README.read_text(encoding="utf-8")
    rows = dict(re.findall(rf"^\| `({PREFIX}\w+)` \| (.+?) \|", text, re.MULTILINE))
    assert set(rows) == {PREFIX + key.upper() for key in _READERS}
    for key in ("host", "port", "team", "week", "lang"):
        assert rows[PREFIX + key.upper()] == f"`{getattr(Settings(), key)}`"
    assert f"`{TEST_DATA}`" in text


def readme_tree() -> list[str]:
    """Give the paths of the README's tree, folders with a slash at the end."""
    block = README.read_text(encoding="utf-8").split("```tree\n", 1)[1].split("```", 1)[0]
    found, above = [], ""
    for line in block.splitlines():
        name = line.split()[0]
        if line.startswith("  "):
            found.append(above + name)
        else:
            above = name if name.endswith("/") else ""
            found.append(name)
    return found


def test_everything_in_the_readme_tree_exists() -> None:
    missing = [
        entry
        for entry in readme_tree()
        if not ((ROOT / entry).is_dir() if entry.endswith("/") else (ROOT / entry).is_file())
    ]
    assert missing == []


def test_every_folder_and_file_at_the_top_is_in_the_readme_tree() -> None:
    tree = set(readme_tree())
    names = {name_of(path).split("/")[0] + ("/" if "/" in name_of(path) else "") for path in tracked()}
    assert sorted(names - tree) == []
    inner = {"/".join(name_of(path).split("/")[:2]) + "/" for path in tracked() if name_of(path).count("/") > 1}
    assert sorted(inner - tree) == []


def test_decisions_are_numbered_without_a_gap_and_stand_in_the_index() -> None:
    records = sorted(DECISIONS.glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"^\| \[\d{4}\]\(([^)]+)\) \|", index, re.MULTILINE)
    assert linked == [path.name for path in records]


@pytest.mark.parametrize("record", sorted(DECISIONS.glob("[0-9]*.md")), ids=lambda path: path.stem[:4])
def test_a_decision_has_its_parts_and_one_page(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.match(r"# \d{4} .+\n\n\d{4}-\d{2}\. Status: \w", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= 60


def test_every_relative_link_resolves() -> None:
    broken = []
    for page in pages():
        text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            found = (page.parent / path).resolve() if path else page
            if not found.exists() or (anchor and anchor not in anchors(found)):
                broken.append(f"{name_of(page)}: {target}")
    assert broken == []


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


PATH_IN_TEXT = re.compile(r"`((?:geo|planner|web|data|tests|docs|requirements|benchmarks)/[\w./*-]*)`")


def test_every_path_that_the_documents_name_exists() -> None:
    own = [page for page in pages() if page.parent in {ROOT, ROOT / "docs", DECISIONS} and page.name != "CHANGELOG.md"]
    named = {(page, path) for page in own for path in PATH_IN_TEXT.findall(page.read_text(encoding="utf-8"))}
    assert sorted(f"{name_of(page)}: {path}" for page, path in named if not any(ROOT.glob(path))) == []


# Put together here, so that this file does not hold them.
FORBIDDEN = re.compile(
    "|".join(
        re.escape("".join(parts))
        for parts in (("/wo", "rk/"), ("py", "pi.org"), ("npm", "js"), ("files.python", "hosted"), ("reg", "istry."))
    )
)


def test_no_file_names_a_package_host_or_a_path_of_one_machine() -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [
            f"{name_of(path)}:{text[: hit.start()].count(chr(10)) + 1}: {hit[0]}" for hit in FORBIDDEN.finditer(text)
        ]
    assert found == []


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_everything_public_has_a_docstring(path: Path) -> None:
    module = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(module), "a module opens with one sentence: what lives here"
    assert list(undocumented(module)) == []


def undocumented(node: ast.AST, inside: str = "") -> list[str]:
    """Give the public functions, classes and methods without a docstring."""
    found = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not child.name.startswith("_"):
            if not ast.get_docstring(child):
                found.append(inside + child.name)
            if isinstance(child, ast.ClassDef):
                found += undocumented(child, f"{inside}{child.name}.")
    return found


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=name_of)
def test_examples_in_docstrings_run(path: Path) -> None:
    module = importlib.import_module(name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
