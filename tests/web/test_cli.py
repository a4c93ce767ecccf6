"""The command line, run as its users run it."""

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from web.lead.actions import EXAMPLE_WEEKS
from web.parts import Parts
from web.plans import StoredPlans
from web.settings import Settings

ROOT = Path(__file__).parents[2]
LILLEBY = ROOT / "tests" / "cities" / "lilleby"


@pytest.fixture
def faltplan(tmp_path):
    """Run the command in an environment of its own."""

    def run(*arguments, **environment):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("FALTPLAN_")}
        return subprocess.run(
            [sys.executable, "-c", "from web.cli import main; main()", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env={**kept, "FALTPLAN_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "utf-8", **environment},
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def lilleby_plan(tmp_path_factory):
    """Give a plan of the tiny city, made by the command."""
    out = tmp_path_factory.mktemp("plan") / "plan.json"
    team = min((LILLEBY / "teams").glob("*.toml")).stem
    command = ["plan", "--city", LILLEBY, "--team", team, "--week", "2026-W49", "--seconds", "1", "--out", out]
    done = subprocess.run(
        [sys.executable, "-c", "from web.cli import main; main()", *map(str, command)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out


def test_a_week_of_any_city_is_planned_checked_and_drawn(faltplan, lilleby_plan, tmp_path):
    plan = json.loads(lilleby_plan.read_text(encoding="utf-8"))
    assert set(plan) == {"team", "week", "request", "routes", "unplanned", "score", "bound"}
    assert plan["routes"]
    checked = faltplan("check", lilleby_plan)
    assert (checked.returncode, checked.stderr) == (0, "")
    drawn = faltplan("map", lilleby_plan, "--city", LILLEBY, "--out", tmp_path / "map.html")
    assert drawn.returncode == 0, drawn.stderr
    assert "http-equiv" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_check_says_every_violation_in_swedish_and_english_and_exits_with_1(faltplan, lilleby_plan, tmp_path):
    plan = json.loads(lilleby_plan.read_text(encoding="utf-8"))
    plan["routes"][0]["workers"] = plan["routes"][0]["workers"][:1]
    plan["routes"][0]["base"] = "ingenstans"
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(plan), encoding="utf-8")
    swedish, english = faltplan("check", broken), faltplan("--lang", "en", "check", broken)
    assert swedish.returncode == english.returncode == 1
    assert len(swedish.stdout.splitlines()) >= 3
    assert swedish.stdout != english.stdout


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["check", "nowhere.json"], "nowhere.json"),
        (["validate", "nowhere"], "nowhere"),
        (["plan", "--team", "nobody", "--week", "2026-W49", "--out", "x.json"], "uppsokarteamet"),
        (["plan", "--team", "uppsokarteamet", "--week", "2026-49", "--out", "x.json"], "2026-W49"),
        (["plan", "--team", "uppsokarteamet", "--week", "2026-W54", "--out", "x.json"], "2026-W54"),
        (["plan", "--team", "uppsokarteamet", "--week", "2026-W49", "--city", "nowhere", "--out", "x.json"], "nowhere"),
    ],
)
def test_a_wrong_call_says_what_to_do_and_exits_with_2(faltplan, arguments, names):
    done = faltplan(*arguments)
    assert done.returncode == 2
    assert names in done.stderr
    assert "Traceback" not in done.stderr


def test_no_plan_is_half_written_where_there_is_no_room(faltplan, lilleby_plan, tmp_path):
    (tmp_path / "file").write_text("here first")
    done = faltplan("map", lilleby_plan, "--city", LILLEBY, "--out", tmp_path / "file" / "map.html")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("bad", sorted((ROOT / "tests" / "bad").glob("*.[cgt]*"))[::6], ids=lambda p: p.name)
def test_a_bad_file_is_a_clear_report_with_exit_code_2(faltplan, bad):
    if bad.name == "expected.toml":
        return
    done = faltplan("validate", bad)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_is_named(faltplan):
    done = faltplan("serve", FALTPLAN_PROT="1")
    assert done.returncode == 2
    assert "FALTPLAN_PROT" in done.stderr


def test_the_example_is_planned_once_and_kept(faltplan, tmp_path):
    settings = Settings(home=tmp_path / "home", city=LILLEBY)
    first = faltplan("demo", "--seconds", "0.5", "--no-serve", FALTPLAN_CITY=str(LILLEBY))
    assert first.returncode == 0, first.stderr
    assert "lead@falt.example" in first.stdout
    with closing(Parts.of(settings).store) as store:
        plans = StoredPlans(store)
        teams = [file.stem for file in (LILLEBY / "teams").glob("*.toml")]
        assert {(key.team, key.week) for key in plans.list()} == {(t, w) for t in teams for w in EXAMPLE_WEEKS}
        made = [plans.info(key.team, key.week) for key in plans.list()]
        again = faltplan("demo", "--seconds", "0.5", "--no-serve", FALTPLAN_CITY=str(LILLEBY))
        assert again.returncode == 0, again.stderr
        assert [plans.info(key.team, key.week) for key in plans.list()] == made


def test_an_installation_of_its_own_gets_no_example(faltplan):
    named = faltplan("demo", "--no-serve", FALTPLAN_CITY=str(LILLEBY), FALTPLAN_URL="https://faltplan.example")
    assert faltplan("migrate").returncode == 0
    assert faltplan("account", "add", "Ek", "--email", "ek@stad.example", "--role", "admin").returncode == 0
    done = faltplan("demo", "--no-serve", FALTPLAN_CITY=str(LILLEBY))
    for one in (named, done):
        assert one.returncode == 2
        assert "FALTPLAN_HOME" in one.stderr
        assert "falt.example" not in one.stdout
    assert faltplan("account", "list").stdout.count("@") == 1


def test_a_wrong_call_is_told_in_swedish_and_in_english_on_request(faltplan):
    swedish = faltplan("plan", "--team", "x", "--week", "2026-60", "--out", "x.json")
    english = faltplan("--lang", "en", "plan", "--team", "x", "--week", "2026-60", "--out", "x.json")
    assert "är ingen ISO-vecka" in swedish.stderr
    assert "is no ISO week" in english.stderr
    assert faltplan().stderr.startswith("Usage: ")


def test_no_search_goes_on_when_the_example_is_killed(tmp_path):
    environment = {**os.environ, "FALTPLAN_HOME": str(tmp_path), "FALTPLAN_CITY": str(LILLEBY)}
    command = [sys.executable, "-c", "from web.cli import main; main()", "demo", "--seconds", "60", "--no-serve"]
    demo = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    tasks = Path(f"/proc/{demo.pid}/task")
    if not tasks.exists():
        demo.kill()
        pytest.skip("/proc tells no children here")
    workers = _wait_for(lambda: [pid for pid in _children(tasks) if _searches(pid)], seconds=60)
    demo.kill()
    demo.wait()
    assert workers
    assert _wait_for(lambda: not any(_searches(pid) for pid in workers))
    assert not list(tmp_path.rglob("*.part"))


def _children(tasks):
    return [pid for task in tasks.glob("*/children") for pid in task.read_text().split()]


def _searches(pid):
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _wait_for(found, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.2)
    return found()
