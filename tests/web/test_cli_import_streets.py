"""Importing streets from the command line: what is said before, during and after, and what stays in use."""

import json
import os
from pathlib import Path

import osmium
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from geo.city import read_city
from geo.imports import ImportKind, Imports
from web.cli import main
from web.store.tables.audit import AuditEntry

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"


@pytest.fixture
def run(tmp_path, databases, backend):
    url = databases.bare(backend)

    others = {name: None for name in os.environ if name.startswith("FALTPLAN_")}
    environment = others | {"FALTPLAN_HOME": str(tmp_path / "home"), "FALTPLAN_DATABASE_URL": url}

    def call(*arguments, lang="sv"):
        return CliRunner().invoke(main, list(map(str, arguments)), env=environment | {"FALTPLAN_LANG": lang})

    call.url = url
    yield call
    databases.drop(url)


@pytest.fixture
def streets(tmp_path) -> Path:
    """Give streets that pass every place of Lilleby but one."""
    spots = sorted((h for h in read_city(LILLEBY).hotspots if h.id != "udden"), key=lambda h: h.point.x)
    path = tmp_path / "lilleby.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for ident, spot in enumerate(spots, start=1):
            where = (spot.point.x, spot.point.y)
            writer.add_node(osmium.osm.mutable.Node(id=ident, location=where))
        refs = list(range(1, len(spots) + 1))
        writer.add_way(osmium.osm.mutable.Way(id=1, nodes=refs, tags={"highway": "residential", "name": "Gatan"}))
        writer.add_way(osmium.osm.mutable.Way(id=2, nodes=refs[:2], tags={"highway": "proposed"}))
    return path


def in_use(tmp_path):
    return Imports(tmp_path / "home" / "imports" / "lilleby").in_use(ImportKind.STREETS)


def test_streets_come_in_and_what_came_is_told_in_both_languages(run, streets, tmp_path):
    swedish = run("import", "streets", streets, "--city", LILLEBY)
    assert swedish.exit_code == 0, swedish.stderr
    first, *rest = swedish.stdout.splitlines()
    assert first.startswith("lilleby.osm.pbf: 0,0 MB")
    said = "\n".join(rest)
    for part in (
        "km att gå",
        "1 gator",
        "- 1 gator som är planerade",
        "OpenStreetMap contributors (ODbL)",
        "relationer",
    ):
        assert part in said
    assert "- udden (Udden): " in said
    assert "hamnen" not in said
    found = in_use(tmp_path)
    assert found.source == "lilleby.osm.pbf"
    english = run("import", "streets", streets, "--city", LILLEBY, lang="en")
    assert "1 place lies further than 250 m" in english.stdout
    assert "km to walk" in english.stdout
    assert in_use(tmp_path).folder != found.folder


def test_a_store_gives_its_places_and_its_audit_tells_who_imported_what(run, streets, tmp_path):
    run("migrate")
    run("load", LILLEBY)
    told = run("import", "streets", streets, "--city", LILLEBY)
    assert told.exit_code == 0, told.stderr
    from web.store.store import Store

    store = Store(run.url, audit_key=b"k" * 32)
    with store.read() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "streets.imported")).all()
    store.close()
    assert (entry.actor, entry.object_id) == ("system", "lilleby")
    detail = json.loads(entry.detail)
    assert detail["file"] == "lilleby.osm.pbf"
    assert detail["hash"] == in_use(tmp_path).sha256
    assert "udden" not in entry.detail
    assert "(Udden)" in told.stdout


def test_a_file_that_cannot_be_used_says_why_and_leaves_the_old_in_use(run, streets, tmp_path):
    assert run("import", "streets", streets, "--city", LILLEBY).exit_code == 0
    before = in_use(tmp_path)
    whole = streets.read_bytes()
    cases = {
        "cut.osm.pbf": (whole[:-40], "avklippt"),
        "old.osm": (b"<?xml version='1.0'?><osm/>", "XML"),
    }
    for name, (content, why) in cases.items():
        path = tmp_path / name
        path.write_bytes(content)
        told = run("import", "streets", path, "--city", LILLEBY)
        assert told.exit_code == 2
        assert name in told.stderr
        assert why in told.stderr
        assert "Traceback" not in told.stderr
    elsewhere = run("import", "streets", streets)
    assert elsewhere.exit_code == 2
    assert "välj filen för den här staden" in elsewhere.stderr
    assert in_use(tmp_path) == before


def test_a_file_with_a_name_that_is_no_text_comes_in(run, streets, tmp_path):
    odd = streets.rename(tmp_path / os.fsdecode(b"g\xff\x1b[31m.osm.pbf"))
    told = run("import", "streets", odd, "--city", LILLEBY)
    assert (told.exit_code, "\x1b[31m" in told.stdout) == (0, False), told.stderr
    assert in_use(tmp_path).source == r"g\udcff\x1b[31m.osm.pbf"


@pytest.mark.skipif(os.name != "posix", reason="locks are held otherwise elsewhere")
def test_a_second_import_is_refused_while_one_runs(run, streets, tmp_path):
    with Imports(tmp_path / "home" / "imports" / "lilleby").build(ImportKind.STREETS, "a" * 64):
        told = run("import", "streets", streets, "--city", LILLEBY)
    assert told.exit_code == 2
    assert "En annan inläsning av samma slag pågår." in told.stderr
    assert "Traceback" not in told.stderr
    assert run("import", "streets", streets, "--city", LILLEBY).exit_code == 0
