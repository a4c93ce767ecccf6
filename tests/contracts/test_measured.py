"""What is measured: scripts write their own part of the page alone, and the peers are locked with hashes."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from benchmarks.get_peers import LOCK, blocks_of, peer_names

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def performance_page():
    spec = importlib.util.spec_from_file_location("performance_page", ROOT / "docs" / "performance_page.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_a_script_writes_its_own_part_and_leaves_the_others(performance_page, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- x -->\nold\n<!-- end of x -->\nb\n<!-- y -->\nkept\n<!-- end of y -->\n", encoding="utf-8")
    for _ in range(2):
        performance_page.write_part("x", ["new", "", "lines"], page=page)
    assert page.read_text(encoding="utf-8") == (
        "a\n<!-- x -->\nnew\n\nlines\n<!-- end of x -->\nb\n<!-- y -->\nkept\n<!-- end of y -->\n"
    )


@pytest.mark.parametrize(
    "text", ["", "<!-- x -->\n", "<!-- end of x -->\n<!-- x -->\n", "<!-- x -->\n<!-- x -->\n<!-- end of x -->"]
)
def test_a_page_without_both_marks_is_left_as_it_is(performance_page, tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="once each"):
        performance_page.write_part("x", ["new"], page=page)
    assert page.read_text(encoding="utf-8") == text


def test_every_part_that_the_scripts_write_has_its_marks():
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    parts = re.findall(
        r"^PARTS = \{(.+)\}$", (ROOT / "docs" / "planner_performance.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    names = [f"planner {name}" for name in re.findall(r'"(\w+)":', parts[0])]
    assert len(names) == 5
    for name in [*names, "travel"]:
        assert text.count(f"<!-- {name} -->\n") == text.count(f"<!-- end of {name} -->") == 1


def test_the_peers_are_locked_with_hashes():
    blocks = dict(blocks_of(LOCK.read_text(encoding="utf-8")))
    assert set(peer_names()) <= set(blocks)
    assert all("--hash=sha256:" in text for text in blocks.values())


def test_the_peers_need_no_other_versions_than_the_program():
    ours, theirs = _versions(ROOT / "requirements" / "run.txt"), _versions(LOCK)
    assert {
        name: versions - ours[name] for name, versions in theirs.items() if name in ours and versions - ours[name]
    } == {}


def _versions(path):
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            name, _, rest = line.partition("==")
            found.setdefault(name, set()).add(rest.split()[0])
    return found
