"""Making and filling the store from the command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"


@pytest.fixture
def run(tmp_path, databases, backend):
    url = databases.bare(backend)

    def call(*arguments):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("FALTPLAN_")}
        environment |= {"FALTPLAN_HOME": str(tmp_path), "FALTPLAN_DATABASE_URL": url}
        return subprocess.run(
            [sys.executable, "-c", "from web.cli import main; main()", *arguments],
            check=False,
            capture_output=True,
            text=True,
            env=environment,
            timeout=120,
        )

    yield call
    databases.drop(url)


def test_a_database_is_made_filled_and_made_again_without_harm(run):
    assert "finns nu" in run("migrate").stdout
    loaded = run("load", str(LILLEBY))
    assert loaded.returncode == 0, loaded.stderr
    assert "inläst" in loaded.stdout
    assert "aktuell" in run("migrate").stdout
    assert run("load", str(LILLEBY)).returncode == 0


def test_loading_before_there_is_a_database_says_what_to_do(run):
    told = run("load", str(LILLEBY))
    assert told.returncode == 2
    assert "faltplan migrate" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_folder_with_faults_changes_nothing(run, tmp_path):
    run("migrate")
    (tmp_path / "city").mkdir()
    told = run("load", str(tmp_path / "city"))
    assert told.returncode == 2
    assert "city.toml" in told.stderr
