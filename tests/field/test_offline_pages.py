"""The phone's own page and its files: one version, no data, and an empty phone after signing out."""

import json
import re
import tempfile
from pathlib import Path

import pytest

from web import create_app
from web.field.offline_words import COUNTED, offline_texts
from web.field.shell_files import ShellFiles, with_imports
from web.settings import Settings, SettingsError
from web.static_files import STATIC
from web.words import translator


@pytest.fixture(scope="module")
def client():
    with tempfile.TemporaryDirectory() as home:
        app = create_app(Settings(home=Path(home), phone_hours=7))
        yield app.test_client()
        app.config["FALTPLAN"].store.close()


def worker(client):
    answer = client.get("/field/service-worker.js")
    told = json.loads(re.match(r"const shell = (\{.*\});\n", answer.text)[1])
    return answer, told


def test_the_service_worker_looks_after_the_field_alone_and_names_files_that_are_there(client):
    answer, told = worker(client)
    assert answer.headers["Service-Worker-Allowed"] == "/field"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"
    for path in told["files"]:
        got = client.get(path)
        assert (got.status_code, "immutable" in got.headers["Cache-Control"]) == (200, True), path
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]


def test_the_page_is_of_the_version_of_the_service_worker_and_names_only_what_it_keeps(client):
    _, told = worker(client)
    page = client.get("/field/offline")
    assert page.headers["X-Faltplan-Shell"] == told["version"]
    named = set(re.findall(r'(?:src|href)="(/field/shell/[^"]+)"', page.text))
    assert named
    assert named <= set(told["files"])
    assert "no-store" in page.headers["Cache-Control"]
    assert 'data-hours="7"' in page.text


def test_the_page_asks_for_no_account_and_sets_nothing(client):
    page = client.get("/field/offline")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert "csrf" not in page.text


def test_another_version_and_other_files_are_not_there(client):
    _, told = worker(client)
    assert client.get(f"/field/shell/0000/{told['files'][0].split('/', 4)[4]}").status_code == 404
    assert client.get(f"/field/shell/{told['version']}/js/main.js").status_code == 404
    assert client.get(f"/field/shell/{told['version']}/../../settings.py").status_code in {308, 404}


def test_every_module_that_is_imported_comes_along():
    found = with_imports(STATIC, ["js/offline/shell.js"])
    assert {"js/offline/vault.js", "js/offline/map_view.js", "js/labels.js", "js/personal_data.js"} <= found


def test_the_version_changes_with_any_file(tmp_path):
    for path in ShellFiles(STATIC, {}).contents:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((STATIC / path).read_bytes())
    (tmp_path / "js/offline/service_worker.js").write_text("1")
    before = ShellFiles(tmp_path, {}).version
    (tmp_path / "js/offline/service_worker.js").write_text("2")
    assert ShellFiles(tmp_path, {}).version != before
    (tmp_path / "js/offline/service_worker.js").write_text("1")
    assert ShellFiles(tmp_path, {}).version == before
    (tmp_path / "js/labels.js").write_text("1")
    assert ShellFiles(tmp_path, {}).version != before
    assert (
        ShellFiles(tmp_path, {"made/map.sv.js": b"1"}).version != ShellFiles(tmp_path, {"made/map.sv.js": b"2"}).version
    )


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_texts_keep_what_is_filled_into_them(lang):
    texts, english = offline_texts(translator(lang)), offline_texts(translator("en"))
    for name, text in texts.items():
        for said, given in zip(*([t] if isinstance(t, str) else t for t in (text, english[name])), strict=True):
            if name not in COUNTED:
                assert set(re.findall(r"\{\w+\}", said)) == set(re.findall(r"\{\w+\}", given)), name


def test_every_text_that_a_script_says_is_there():
    texts = offline_texts(translator("sv"))
    said = set()
    for file in (STATIC / "js/offline").glob("*.js"):
        text = file.read_text(encoding="utf-8")
        said |= set(re.findall(r'\b(?:say|count)\(\s*"(\w+)"', text))
    assert said - set(texts) == set()


@pytest.mark.parametrize("hours", ["0", "73", "long"])
def test_hours_on_the_phone_are_few(hours):
    with pytest.raises(SettingsError, match="FALTPLAN_PHONE_HOURS"):
        Settings.from_environment({"FALTPLAN_PHONE_HOURS": hours})


def test_signing_out_empties_the_browser():
    with tempfile.TemporaryDirectory() as home:
        app = create_app(Settings(home=Path(home)))
        client = app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        page = client.get("/sign-in").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        answer = client.post("/sign-out", data={"csrf_token": token})
        app.config["FALTPLAN"].store.close()
    assert answer.status_code in {302, 303}
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
