"""What lies in ``deploy/`` names settings, commands and files that there are, and holds to its own promises."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from web.cli import main
from web.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one.get("image") == "faltplan"}


def settings_in(path):
    """Give the lines of an environment file that set something, those that are commented out too."""
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", path.read_text(), re.MULTILINE))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_every_setting_that_is_named_exists(path):
    known = {PREFIX + name.upper() for name in Settings.__dataclass_fields__}
    assert set(re.findall(r"\bFALTPLAN_[A-Z_]+\b", path.read_text())) <= known


def test_the_example_is_read_without_a_fault_once_its_secrets_are_set():
    given = {k: v for k, v in settings_in(DEPLOY / "faltplan.env.example").items() if k.startswith(PREFIX)}
    given["FALTPLAN_METRICS_TOKEN"] = "drawn-at-random-once"  # noqa: S105
    given["FALTPLAN_OIDC_CLIENT_SECRET"] = "given-by-the-provider"  # noqa: S105
    read = Settings.from_environment(given)
    assert read.url.startswith("https://")
    database = settings_in(DEPLOY / "database.env.example")
    for part in (database["POSTGRES_USER"], database["POSTGRES_PASSWORD"], f"/{database['POSTGRES_DB']}"):
        assert part in read.database_url


def commands_in_deploy():
    for unit in UNITS:
        for line in re.findall(r"^Exec\w+=/opt/faltplan/bin/faltplan (.+)$", unit.read_text(), re.MULTILINE):
            yield unit.name, line.split()
    for name, one in OURS.items():
        yield f"compose: {name}", one["command"]
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    yield "Dockerfile", re.findall(r'"([^"]+)"', re.search(r"^CMD (.+)$", dockerfile, re.MULTILINE)[1])


@pytest.mark.parametrize(("where", "command"), list(commands_in_deploy()), ids=str)
def test_every_command_exists(where, command):
    found = main
    words = list(command)
    while words and isinstance(found, click.Group):
        found = found.commands[words.pop(0)]
    options = {option for parameter in found.params for option in parameter.opts}
    assert set(words) <= options, where


def test_containers_have_no_rights_that_they_do_not_need():
    assert {"web", "worker-1", "worker-2", "migrate"} <= set(OURS)
    for name, one in OURS.items():
        assert one["read_only"] is True, name
        assert one["cap_drop"] == ["ALL"], name
        assert one["security_opt"] == ["no-new-privileges:true"], name
        assert "ports" not in one, name
    assert "ports" not in SERVICES["db"]
    assert "USER 10001:10001" in (DEPLOY / "Dockerfile").read_text()
    assert "--require-hashes" in (DEPLOY / "Dockerfile").read_text()


def test_workers_have_names_of_their_own():
    names = [one["environment"]["FALTPLAN_WORKER"] for name, one in OURS.items() if name.startswith("worker")]
    assert len(names) == len(set(names)) == 2
    assert "FALTPLAN_WORKER=%H-%i" in (DEPLOY / "systemd" / "faltplan-worker@.service").read_text()


def test_everything_that_compose_names_is_there():
    volumes = {v.split(":")[0] for one in SERVICES.values() for v in one.get("volumes", [])}
    assert {v for v in volumes if not v.startswith(".")} == set(COMPOSE["volumes"])
    assert (DEPLOY / "nginx" / "faltplan.conf").is_file()
    for one in SERVICES.values():
        assert set(one.get("networks", [])) <= set(COMPOSE["networks"])
        assert set(one.get("depends_on", {})) <= set(SERVICES)
        named = one.get("env_file")
        assert named is None or (DEPLOY / f"{named}.example").is_file()


def test_what_the_image_copies_is_there_and_let_through():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    let_through = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    for name in (name for line in copied for name in line.split()):
        assert (ROOT / name).exists(), name
        assert f"!{name}" in let_through, name


def test_no_secret_and_no_registry_is_named():
    for path in FILES:
        text = path.read_text()
        assert not re.search(r"(docker|ghcr|quay|pypi|mirror)\.(io|org|com)", text), path
        secrets = re.findall(r"(?:PASSWORD|SECRET|TOKEN)=(\S+)", text)
        assert set(secrets) <= {"CHANGE-ME"}, path


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_are_understood(unit, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    shutil.copytree(DEPLOY / "systemd", tmp_path, dirs_exist_ok=True)
    for copy in tmp_path.iterdir():
        copy.write_text(copy.read_text().replace("/opt/faltplan/bin/faltplan", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--generators=no", unit.name],
        cwd=tmp_path, env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [line for line in done.stderr.splitlines() if "faltplan" in line]
    assert (done.returncode, told) == (0, [])


def test_units_are_closed():
    for unit in (u for u in UNITS if u.suffix == ".service"):
        text = unit.read_text()
        for option in ("ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet=\n", "UMask=0077"):
            assert option in text, (unit.name, option)
        assert re.search(r"^User=faltplan$", text, re.MULTILINE), unit.name
