"""Tiles of an import over HTTP: in pieces, kept by the browser, gone with the import; and a map that names them."""

import json
import re

import pytest

from geo.imports import BUILDINGS_FILE, GROUND_FILE, ImportKind, Imports
from web.file_pieces import PIECE_BYTES, FilePieces
from web.maps.street_ground import StreetGround, attribution
from web.maps.week_plan_map import week_plan_map
from web.store.tables.audit import AuditEntry
from web.words import translator

TILES = bytes(range(256)) * 1024
NAMED = "© OpenStreetMap contributors (ODbL)"
MAP = "/plan/uppsokarteamet/2026-W49/map.js"


def put_streets(home, *, files=(GROUND_FILE,), sha="ab" * 32, named=NAMED):
    """Import some bytes as the tiles of the city; gives the import's folder."""
    imports = Imports(home / "imports" / "stockholm")
    with imports.build(ImportKind.STREETS, sha) as draft:
        for name in files:
            (draft.folder / name).write_bytes(TILES)
        draft.keep(source="stockholm.osm.pbf", imported_on="2026-11-25", attribution=named)
    return imports.in_use(ImportKind.STREETS).folder


def address(folder, name=GROUND_FILE):
    return f"/maps/streets/{folder.name}/{name}"


@pytest.fixture
def folder(tmp_path):
    return put_streets(tmp_path)


@pytest.mark.parametrize(
    ("asked", "said", "piece"),
    [
        ("bytes=0-16383", "bytes 0-16383/262144", TILES[:16384]),
        ("bytes=262000-", "bytes 262000-262143/262144", TILES[262000:]),
        ("bytes=-100", "bytes 262044-262143/262144", TILES[-100:]),
        ("bytes=1000-199999", "bytes 1000-199999/262144", TILES[1000:200000]),
        ("bytes=262143-999999", "bytes 262143-262143/262144", TILES[-1:]),
    ],
)
def test_a_piece_is_sent_alone(client, folder, asked, said, piece):
    answer = client.get(address(folder), headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == said
    assert answer.headers["Content-Length"] == str(len(piece))
    assert answer.get_data() == piece


def test_the_whole_is_sent_where_no_single_range_of_bytes_is_asked_for(client, folder):
    for headers in ({}, {"Range": "bytes=0-1,4-5"}, {"Range": "lines=1-2"}, {"Range": "bytes=x"}):
        answer = client.get(address(folder), headers=headers)
        assert (answer.status_code, answer.get_data()) == (200, TILES), headers
        assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_range_behind_the_end_is_refused_with_the_length(client, folder):
    answer = client.get(address(folder), headers={"Range": "bytes=262144-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */262144")


def test_a_piece_of_another_version_is_never_sent(client, folder):
    etag = client.get(address(folder)).headers["ETag"]
    asked = {"Range": "bytes=0-9"}
    assert client.get(address(folder), headers={**asked, "If-Range": etag}).status_code == 206
    assert client.get(address(folder), headers={**asked, "If-Range": '"older"'}).get_data() == TILES
    assert client.get(address(folder), headers={"If-None-Match": etag}).status_code == 304


def test_a_head_tells_what_there_is(client, folder):
    answer = client.head(address(folder), headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.headers["Content-Length"], answer.get_data()) == (206, "10", b"")


def test_the_browser_keeps_pieces_and_nobody_packs_or_shares_them(client, folder):
    answer = client.get(address(folder), headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable, no-transform"
    assert answer.headers["Content-Type"] == "application/vnd.pmtiles"
    assert "Content-Encoding" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")  # else it would be fetched again each minute
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_what_is_not_in_use_is_not_there(client, folder, tmp_path):
    assert client.get(address(folder, BUILDINGS_FILE)).status_code == 404
    assert client.get(address(folder, "streets.npz")).status_code == 404
    assert client.get("/maps/streets/../streets.json/ground.pmtiles").status_code == 404
    newer = put_streets(tmp_path, files=(GROUND_FILE, BUILDINGS_FILE))
    assert client.get(address(folder)).status_code == 404
    assert client.get(address(newer)).status_code == 200
    assert client.get(address(newer, BUILDINGS_FILE)).status_code == 200


def test_anybody_gets_a_piece_since_the_public_map_of_tips_has_streets_too(make_app, tmp_path):
    app, folder = make_app(), put_streets(tmp_path)
    assert app.test_client().get(address(folder), headers={"Sec-Fetch-Mode": "cors"}).status_code == 200


def test_hundreds_of_pieces_leave_no_trace_in_the_audit(make_app, sign_in, tmp_path, caplog):
    app, folder = make_app(), put_streets(tmp_path)
    client = sign_in(app, ("lead", "uppsokarteamet"))
    store = app.config["FALTPLAN"].store

    def entries():
        with store.read() as session:
            return session.query(AuditEntry).count()

    before = entries()
    with caplog.at_level("INFO"):
        for n in range(200):
            client.get(address(folder), headers={"Range": f"bytes={n}-{n + 9}"}).close()
    assert entries() == before
    assert "request" not in caplog.messages


def test_the_week_asks_for_the_streets_that_are_in_use_now(client, tmp_path):
    assert "streets: null" in client.get(MAP).get_data(as_text=True)
    for files, sha in (((GROUND_FILE,), "ab" * 32), ((GROUND_FILE, BUILDINGS_FILE), "cd" * 32)):
        folder = put_streets(tmp_path, files=files, sha=sha)
        script = client.get(MAP).get_data(as_text=True)
        said = json.loads(re.search(r"streets: (\{.*?\})\n", script)[1])
        assert said["ground"] == address(folder)
        assert said["buildings"] == (address(folder, BUILDINGS_FILE) if BUILDINGS_FILE in files else "")
        assert client.get(said["painter"]).status_code == 200
        assert said["attribution"] == NAMED


@pytest.mark.parametrize(
    "broken",
    ['{"kind": "streets"', '{"kind": "streets", "folder": "gone", "sha256": "", "source": "", "imported_on": ""}'],
)
def test_an_import_that_cannot_be_read_leaves_the_schematic_ground(client, tmp_path, caplog, broken):
    folder = put_streets(tmp_path)
    (folder.parent / "streets.json").write_text(broken)
    assert "streets: null" in client.get(MAP).get_data(as_text=True)
    assert "shown without the imported streets" in caplog.text
    assert client.get(address(folder)).status_code == 404


def test_pieces_are_small_and_begin_where_they_are_asked_to(tmp_path):
    file = tmp_path / "tiles"
    file.write_bytes(TILES)
    pieces = FilePieces(file)
    assert pieces.size == len(TILES)
    assert [len(piece) for piece in pieces] == [PIECE_BYTES] * 4
    pieces.seek(len(TILES) - 3)
    assert list(pieces) == [TILES[-3:]]
    with pytest.raises(FileNotFoundError):
        FilePieces(tmp_path / "none")


def test_whom_the_streets_come_from_is_named_as_text(plan):
    assert NAMED in attribution(StreetGround("/l", "/g", "", NAMED))
    named = attribution(StreetGround("/l", "/g", "", "<b>The city</b>"))
    assert "&lt;b&gt;The city" in named
    assert "© OpenStreetMap</a>" in named
    streets = StreetGround("/l", "/g", "/b", "<b>The city</b>")
    script = week_plan_map(plan, translator("sv"), plan_source="/p", base_source="/b", streets=streets).script
    assert "<b>" not in script
    assert '"ground": "/g"' in script
